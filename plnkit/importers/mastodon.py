"""Mastodon: `following_accounts.csv`, the accounts that the learner follows."""

from __future__ import annotations

import re

from plnkit.importers.contacts import Contacts
from plnkit.model.network import Network
from plnkit.model.sheets import File, Header, Report, Sheet, header_with

NAME = "mastodon"
TITLE = "Mastodon follows"
MARKS = "following_accounts.csv, with the columns Account address and Show boosts"
CANNOT = "It doesn't say who follows you back, nor who of these accounts follow each other."
# 'Show boosts' tells it from the lists of muted and blocked accounts.
COLUMNS = ("account address", "show boosts")
# An account of the learner's own server may stand without its server.
ADDRESS = re.compile(r"@?([^@\s]{1,100})(@[^@\s]{1,150})?")


def recognises(head: str) -> Header | None:
    return header_with(head, COLUMNS)


def read(file: File) -> tuple[Network, Report]:
    """The learner following each account, and what became of each row."""
    sheet = Sheet.of(file, recognises(file.head), lenient=True)
    at = sheet.columns["account address"]
    found = Contacts(sheet, NAME, "Mastodon")
    for row, cells in sheet:
        address = ADDRESS.fullmatch(cells[at].strip())
        if not address:
            sheet.skip(row, "no account address")
            continue
        handle = address[1] + (address[2] or "")
        found.add(row, handle.casefold(), "out", handle=f"@{handle}")
    return found.result(NAME)

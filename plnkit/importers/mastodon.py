"""Mastodon: `following_accounts.csv`, the accounts that the learner follows.

It says nothing of who follows back, nor of the ties among these accounts: those are unknown.
"""

from __future__ import annotations

import re

from plnkit.model.network import ME, Entry, Network, Tie
from plnkit.model.sheets import File, Report, Sheet, header_with

NAME = "mastodon"
TITLE = "Mastodon follows"
MARKS = "following_accounts.csv, with the columns Account address and Show boosts"
PLATFORM = "Mastodon"
# 'Show boosts' tells it from the lists of muted and blocked accounts.
COLUMNS = ("account address", "show boosts")
# An account of the learner's own server may stand without its server.
ADDRESS = re.compile(r"@?([^@\s]{1,100})(@[^@\s]{1,150})?")


def recognises(head: str) -> bool:
    return header_with(head, COLUMNS) is not None


def read(file: File) -> tuple[Network, Report]:
    """The learner following each account, and what became of each row."""
    sheet = Sheet.of(file, header_with(file.head, COLUMNS))
    sheet.lenient = True
    at = sheet.columns["account address"]
    entries: dict[str, Entry] = {}
    rows: dict[str, int] = {}
    for row, cells in sheet:
        address = ADDRESS.fullmatch(cells[at].strip())
        if not address:
            sheet.skip(row, "no account address")
            continue
        handle = address[1] + (address[2] or "")
        id = f"mastodon:{handle.casefold()}"
        if id in entries:
            sheet.skip(row, f"the same account as in row {rows[id]}")
            continue
        entries[id] = Entry(id, platform=PLATFORM, handle=f"@{handle}")
        rows[id] = row
    ties = [Tie(ME, id, kind="follows", platform=PLATFORM, direction="out") for id in entries]
    network = Network({ME: Entry(ME), **entries}, {tie.key: tie for tie in ties})
    return network, sheet.report(NAME)

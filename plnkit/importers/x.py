"""X: `following.js` and `follower.js`, which are JSON behind the beginning of a script; never run."""

from __future__ import annotations

import re

from plnkit.importers.contacts import Contacts, Items, json_of, list_in, plain
from plnkit.model.network import Network
from plnkit.model.sheets import File, Report

NAME = "x"
TITLE = "X follows"
MARKS = "following.js or follower.js, which begin with window.YTD.following or window.YTD.follower"
CANNOT = (
    "It has numbers, not names: give a name to those you learn from. It doesn't say who of "
    "these accounts follow each other."
)
PLATFORM = "X"
START = re.compile(r"\s*window\.YTD\.(following|follower)\.part\d+\s*=\s*\[")


def recognises(head: str) -> bool:
    return bool(START.match(head))


def read(file: File) -> tuple[Network, Report]:
    """The learner following each account, or followed by it."""
    which = START.match(file.head)[1]
    items = Items(file.name, list_in(file, json_of(file, "[", "]"), which))
    found = Contacts(items, NAME, PLATFORM)
    for row, item in items:
        told = item.get(which)
        told = told if isinstance(told, dict) else {}
        number = plain(told.get("accountId"))
        if not re.fullmatch(r"\d{1,30}", number, re.ASCII):
            items.skip(row, "no account")
            continue
        way = "out" if which == "following" else "in"
        found.add(row, number, way, url=f"https://twitter.com/intent/user?user_id={number}")
    return found.result(NAME)

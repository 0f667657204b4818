"""X: `following.js` and `follower.js`, which are JSON behind the beginning of a script; never run."""

from __future__ import annotations

import re

from plnkit.importers.contacts import Contacts, json_items, plain
from plnkit.model.network import Network
from plnkit.model.sheets import File, Report

NAME = "x"
TITLE = "X follows"
MARKS = "following.js or follower.js, which begin with window.YTD.following or window.YTD.follower"
CANNOT = (
    "It has numbers, not names: give a name to those you learn from. It doesn't say who of "
    "these accounts follow each other."
)
START = re.compile(r"\s*window\.YTD\.(following|follower)\.part\d+\s*=\s*\[")
recognises = START.match


def read(file: File) -> tuple[Network, Report]:
    """The learner following each account, or followed by it."""
    which = recognises(file.head)[1]
    items = json_items(file, which, start="[", end="]")
    found = Contacts(items, NAME, "X")
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

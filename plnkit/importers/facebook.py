"""Facebook: `friends.json` (or `your_friends.json`), names with the day of the friendship."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from plnkit.importers.contacts import Contacts, day, json_items, plain, slug
from plnkit.model.network import Network
from plnkit.model.sheets import File, Report

NAME = "facebook"
TITLE = "Facebook friends"
MARKS = 'friends.json or your_friends.json, which begins with "friends_v2"'
CANNOT = "It doesn't say who of your friends know each other, nor what you learn from them."
# Requests, removed friends and the like stand in files of the same shape under other names.
START = re.compile(r'\s*\{\s*"friends(_v2)?"\s*:\s*\[')
recognises = START.match


def read(file: File) -> tuple[Network, Report]:
    """The learner tied to each friend."""
    items = json_items(file, "friends_v2", "friends")
    found = Contacts(items, NAME, "Facebook", tie="contact", same="person")
    for row, item in items:
        name, since = mended(item.get("name")), day(item.get("timestamp"))
        if name:
            found.add(row, slug(f"{name} {since}") or name, name=name, since=since)
        else:
            items.skip(row, "no name")
    return found.result(NAME)


def mended(text: Any) -> str:
    """Text whose accents Facebook wrote as two characters each, as it was meant."""
    with suppress(AttributeError, UnicodeError):
        text = text.encode("latin1").decode("utf-8")
    return plain(text)

"""Instagram: `following.json` and `followers_1.json`, `_2`, `_3` …, in the older and newer shape."""

from __future__ import annotations

import re

from plnkit.importers.contacts import Contacts, day, json_items, plain
from plnkit.model.network import Network
from plnkit.model.sheets import File, Report

NAME = "instagram"
TITLE = "Instagram follows"
MARKS = 'following.json, which begins with "relationships_following", or followers_1.json'
CANNOT = "It has user names, not people's names. It doesn't say who of them follow each other."
# Blocked accounts and requests stand in files of the same shape under other names.
START = re.compile(r'\s*\{\s*"(relationships_follow(?:ing|ers))"\s*:\s*\[')
USER = re.compile(r"[\w.]{1,60}")


def recognises(head: str) -> bool:
    return START.match(head) or (head.lstrip()[:1] == "[" and '"string_list_data"' in head[:2_000])


def read(file: File) -> tuple[Network, Report]:
    """The learner following each account, or followed by it."""
    which = START.match(file.head)
    which = which[1] if which else "relationships_followers"
    items = json_items(file, which)
    found = Contacts(items, NAME, "Instagram")
    for row, item in items:
        told = item.get("string_list_data")
        told = told[0] if isinstance(told, list) and told and isinstance(told[0], dict) else {}
        # The newer shape has the user name in the title alone.
        user = plain(told.get("value")) or plain(item.get("title"))
        if not USER.fullmatch(user):
            items.skip(row, "no user name")
            continue
        way, since = "out" if which.endswith("following") else "in", day(told.get("timestamp"))
        url = f"https://www.instagram.com/{user}"
        found.add(row, user.casefold(), way, handle=f"@{user}", url=url, since=since)
    return found.result(NAME)

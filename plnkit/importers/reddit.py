"""Reddit: `subscribed_subreddits.csv`, the communities that the learner joined."""

from __future__ import annotations

import re

from plnkit.importers.contacts import Contacts
from plnkit.model.network import Network
from plnkit.model.sheets import File, Report, Sheet, first_header

NAME = "reddit"
TITLE = "Reddit communities"
MARKS = "subscribed_subreddits.csv, with the one column subreddit"
CANNOT = "It names communities, not the people you meet there, nor how often you read or write."
COMMUNITY = re.compile(r"/?(?:r/)?(\w{2,50})/?", re.ASCII | re.IGNORECASE)


def recognises(head: str) -> bool:
    return first_header(head, ()).keys == ["subreddit"]


def read(file: File) -> tuple[Network, Report]:
    """The learner following each community."""
    sheet = Sheet.of(file, first_header(file.head, ()), lenient=True)
    found = Contacts(sheet, NAME, "Reddit", kind="community", same="community")
    for row, cells in sheet:
        name = COMMUNITY.fullmatch(cells[0].strip())
        if not name:
            sheet.skip(row, "no name of a community")
            continue
        url = f"https://www.reddit.com/r/{name[1]}/"
        found.add(row, f"r-{name[1].casefold()}", "out", name=f"r/{name[1]}", url=url)
    return found.result(NAME)

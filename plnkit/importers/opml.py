"""Feed readers: OPML, the feeds that the learner follows, in folders as deep as she made them."""

from __future__ import annotations

import re

from plnkit.importers.contacts import Contacts, Items, plain, xml_elements
from plnkit.model.network import Network, PlnError
from plnkit.model.sheets import File, Report

NAME = "opml"
TITLE = "feed readers' OPML"
MARKS = "an .opml file: <outline> elements with xmlUrl"
CANNOT = "It lists feeds, not who writes them, nor which of them you read."
START = re.compile(r"<opml[\s>]", re.IGNORECASE)


def recognises(head: str) -> bool:
    return head.lstrip()[:1] == "<" and bool(START.search(head[:2_000]))


def read(file: File) -> tuple[Network, Report]:
    """The learner following each feed; the group of a feed is its folder."""
    items = Items(file.name, ())
    found = Contacts(items, NAME, "RSS feeds", kind="source", same="feed")
    folders: list[str] = []
    try:
        for event, tag, told in xml_elements(file):
            if tag != "outline":
                continue
            if event == "end":
                folders.pop()
                continue
            told = {key.casefold(): plain(value) for key, value in told.items()}
            name, feed = told.get("title") or told.get("text", ""), told.get("xmlurl", "")
            group = next(filter(None, reversed(folders)), "")
            folders.append("" if feed else name)
            if feed:
                items.read += 1
                # The same feed is asked for by http and https, with and without a slash at its end.
                key = re.sub(r"^\w+:/*(www\.)?|/+$", "", feed.casefold())
                url = told.get("htmlurl", "")
                url = url if url.startswith(("http://", "https://")) else ""
                found.add(items.read, key or feed, "out", name=name or key, url=url, group=group)
    except PlnError as error:
        if "damaged" not in str(error) or not items.read:
            raise
        items.notes.append("It is cut off or damaged; what stands before that was read.")
    return found.result(NAME)

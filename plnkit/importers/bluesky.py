"""Bluesky: follows as `com.atproto.repo.listRecords` gives them, saved as JSON."""

from __future__ import annotations

import re

from plnkit.importers.contacts import Contacts, json_items, plain
from plnkit.model.network import Network
from plnkit.model.sheets import File, Report

NAME = "bluesky"
TITLE = "Bluesky follows"
MARKS = "a JSON list of records of the type app.bsky.graph.follow"
CANNOT = (
    "It has ids (did:…), not names: give a name to those you learn from. It doesn't say who "
    "follows you back, nor who of these accounts follow each other."
)
TYPE = "app.bsky.graph.follow"


def recognises(head: str) -> bool:
    return head.lstrip()[:1] in ("{", "[") and f'"{TYPE}"' in head


def read(file: File) -> tuple[Network, Report]:
    """The learner following each account."""
    items = json_items(file, "records")
    found = Contacts(items, NAME, "Bluesky")
    for row, item in items:
        record = item.get("value", item)
        record = record if isinstance(record, dict) else {}
        did = plain(record.get("subject"))
        if record.get("$type") != TYPE or not re.fullmatch(r"did:[a-z]+:\S+", did):
            items.skip(row, "no follow")
            continue
        since = re.match(r"\d{4}-\d\d-\d\d", plain(record.get("createdAt")), re.ASCII)
        url = f"https://bsky.app/profile/{did}"
        found.add(row, did, "out", url=url, since=since[0] if since else "")
    return found.result(NAME)

"""What importers share: contacts gathered with their ties, and JSON and XML that may be hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from plnkit.model.network import ENTRY_FIELDS, ME, Entry, Network, PlnError, Tie
from plnkit.model.sheets import MAX_LINE, Account, File, Report

MOST = 200_000  # contacts of one file; more is nobody's learning network, and fills the memory
MOST_VALUES = 3_000_000  # of a JSON or XML file, each of which may take a hundred bytes
MOST_DEEP = 1_000  # elements in one another
NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass
class Contacts:
    """The learner's contacts on one platform, gathered row by row.

    `prefix` makes ids of keys; `tie` is what kind of tie they have with the learner, and `same`
    how a row says that it tells of somebody twice.
    """

    account: Account
    prefix: str
    platform: str = ""
    kind: str = "person"
    tie: str = "follows"
    same: str = "account"
    entries: dict[str, Entry] = field(default_factory=dict)
    _rows: dict[str, int] = field(default_factory=dict)
    _ways: dict[str, str] = field(default_factory=dict)

    def add(self, row: int, key: str, way: str = "both", **told: Any) -> None:
        """Take a row in: somebody known by `key`, who is followed (`out`), follows (`in`) or both.

        A key that was there already adds what it knows beyond the first.
        """
        id = f"{self.prefix}:{key[:200]}"
        entry = Entry(id, self.kind, platform=self.platform, **told)
        if id in self.entries:
            first = self.entries[id]
            gaps = {f: getattr(entry, f) for f in ENTRY_FIELDS if not getattr(first, f)}
            self.entries[id] = replace(first, **gaps)
            self._ways[id] = way if self._ways[id] == way else "both"
            self.account.merge(row, f"the same {self.same} as in row {self._rows[id]}")
            return
        if len(self.entries) == MOST:
            raise PlnError(
                f"{self.account.name} has over {MOST:,} contacts, more than a map can hold. "
                "Cut it down to those you learn from."
            )
        self.entries[id], self._rows[id], self._ways[id] = entry, row, way

    def result(self, source: str) -> tuple[Network, Report]:
        """The learner with all of them, and what became of the rows."""
        ties = []
        for id, way in self._ways.items():
            ends = (id, ME) if way == "in" else (ME, id)
            direction = "both" if way == "both" else "out"
            ties.append(Tie(*ends, 1.0, self.tie, self.platform, direction))
        network = Network({ME: Entry(ME), **self.entries}, {tie.key: tie for tie in ties})
        return network, self.account.report(source)


class Items(Account):
    """The objects of a JSON list, or whatever else has no rows; iterating gives (number, item)."""

    def __init__(self, name: str, items: Iterable):
        super().__init__(name)
        self._items = items

    def __iter__(self) -> Iterator[tuple[int, dict]]:
        for row, item in enumerate(self._items, 1):
            self.read = row
            if isinstance(item, dict):
                yield row, item
            else:
                self.skip(row, "no entry of such a list")


def plain(value: Any, most: int = 300) -> str:
    """Text on one line that can be written and shown; '' for anything but text."""
    if not isinstance(value, str):
        return ""
    return " ".join(NOT_TEXT.sub(" ", value[: 4 * most]).split())[:most]


def slug(text: str) -> str:
    """Letters and digits in lower case, joined by hyphens: how an id is made of a name."""
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")


def day(seconds: Any) -> str:
    """Seconds since 1970 as YYYY-MM-DD; '' where that is no time since then."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds > 0 else ""
    except (TypeError, ValueError, OverflowError, OSError):
        return ""


def damaged(file: File, why: str = "it can't be read to its end") -> PlnError:
    return PlnError(f"{file.name} is damaged: {why}. Download or unpack it again.")


def too_large(file: File, most: int = MOST_VALUES, what: str = "values") -> PlnError:
    return PlnError(f"{file.name} holds over {most:,} {what}. Name a smaller file.")


def json_items(file: File, *names: str, start: str = "", end: str = "") -> Items:
    """The items of a JSON list, which stands under one of these names or is the whole of it.

    Read from the first `start` to the last `end` where they are given. Raises PlnError where the
    file is damaged, nested without end, has no such list, or would fill the memory.
    """
    if sum(map(file.data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise too_large(file)
    text = file.text
    if start:
        text = text[text.find(start) : text.rfind(end) + 1]
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise damaged(file) from None
    if isinstance(data, dict):
        data = next((data[name] for name in names if name in data), None)
    if not isinstance(data, list):
        raise damaged(file, f"it has no list '{names[0]}'")
    return Items(file.name, data)


def xml_elements(file: File) -> Iterator[tuple[str, str, Any]]:
    """("start", tag, attributes) and ("end", tag, text) of each element in turn; no tree is kept.

    Raises PlnError where the file is damaged, or defines entities or points at other files.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    at = 0
    while len(file.data) - at > MAX_LINE:  # one tag or text without end takes the parser minutes
        at = 1 + file.data.rfind(b">", at, at + MAX_LINE)
        if not at:
            raise damaged(file, "it has a tag or a text of over a million characters")
    seen, within = 0, []
    try:
        for event, element in iterparse(BytesIO(file.data), ("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                seen += 1 + len(element.attrib)
                within.append(element)
                if seen > MOST_VALUES:
                    raise too_large(file)
                if len(within) > MOST_DEEP:
                    raise damaged(file)
                yield event, tag, element.attrib
            else:
                within.pop()
                yield event, tag, element.text or ""
                if within:
                    within[-1].clear()
    except DefusedXmlException:
        raise PlnError(
            f"{file.name} defines entities or points at other files, which no export does, "
            "so it was not read. Export it again."
        ) from None
    except PlnError:
        raise
    except (ParseError, LookupError, ValueError, RecursionError):
        raise damaged(file) from None

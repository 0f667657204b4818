"""What importers share: contacts gathered with their ties, and JSON and XML that may be hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from plnkit.model.network import ENTRY_FIELDS, ME, Entry, Network, PlnError, Tie
from plnkit.model.sheets import MAX_LINE, Account, File, Report

MOST = 200_000  # contacts of one file; more is nobody's learning network, and fills the memory
MOST_VALUES = 3_000_000  # of a JSON or XML file, each of which may take a hundred bytes
MOST_DEEP = 1_000  # elements in one another
NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


class Contacts:
    """The learner's contacts on one platform, gathered row by row.

    `prefix` makes ids of keys; `tie` is what kind of tie they have with the learner, and `same`
    how a row says that it tells of somebody twice.
    """

    def __init__(
        self,
        account: Account,
        prefix: str,
        platform: str = "",
        kind: str = "person",
        tie: str = "follows",
        same: str = "account",
    ):
        self.account, self.prefix, self.platform = account, prefix, platform
        self.kind, self.tie, self.same = kind, tie, same
        self.entries: dict[str, Entry] = {}
        self._rows: dict[str, int] = {}
        self._ways: dict[str, str] = {}

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
        ties = [
            Tie(*((id, ME) if way == "in" else (ME, id)), 1.0, self.tie, self.platform, direction)
            for id, way in self._ways.items()
            for direction in ["both" if way == "both" else "out"]
        ]
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


def json_of(file: File, start: str = "", end: str = "") -> Any:
    """A file's JSON, from the first `start` to the last `end` where they are given.

    Raises PlnError where it is damaged, nested without end, or would fill the memory.
    """
    if sum(map(file.data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise PlnError(f"{file.name} holds over {MOST_VALUES:,} values. Name a smaller file.")
    text = file.text
    if start:
        text = text[text.find(start) : text.rfind(end) + 1]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise damaged(file) from None


def list_in(file: File, data: Any, *names: str) -> list:
    """The list that stands in an object under one of these names, or is the data itself."""
    found = next((data[n] for n in names if n in data), None) if isinstance(data, dict) else data
    if not isinstance(found, list):
        raise damaged(file, f"it has no list '{names[0]}'")
    return found


class _Target:
    """What an XML parser calls; keeps no tree, so that length costs nothing."""

    def __init__(self, start: Callable, end: Callable):
        self._start, self._end, self._text = start, end, []
        self.seen = self._depth = 0

    def start(self, tag, attributes):
        self.seen += 1 + len(attributes)
        self._depth += 1
        if self._depth > MOST_DEEP:
            raise RecursionError
        self._text = []
        self._start(tag.rpartition("}")[2], attributes)

    def data(self, text):
        if len(self._text) < 100:
            self._text.append(text)

    def end(self, tag):
        self._depth -= 1
        self._end(tag.rpartition("}")[2], "".join(self._text))
        self._text = []

    def close(self):
        pass


def walk_xml(file: File, start: Callable, end: Callable = lambda tag, text: None) -> None:
    """Call start(tag, attributes) and end(tag, text) for each element in turn.

    Raises PlnError where the file is damaged, or defines entities or points at other files.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    at = 0
    while len(file.data) - at > MAX_LINE:  # one tag or text without end takes the parser minutes
        at = 1 + file.data.rfind(b">", at, at + MAX_LINE)
        if not at:
            raise damaged(file, "it has a tag or a text of over a million characters")
    target = _Target(start, end)
    parser = DefusedXMLParser(target=target)
    try:
        for at in range(0, len(file.data), 2**16):
            parser.feed(file.data[at : at + 2**16])
            if target.seen > MOST_VALUES:
                raise PlnError(
                    f"{file.name} holds over {MOST_VALUES:,} values. Name a smaller file."
                )
        parser.close()
    except DefusedXmlException:
        raise PlnError(
            f"{file.name} defines entities or points at other files, which no export does, "
            "so it was not read. Export it again."
        ) from None
    except PlnError:
        raise
    except (ParseError, LookupError, ValueError, RecursionError):
        raise damaged(file) from None

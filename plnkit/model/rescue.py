"""What can still be read of a map that can't be opened: damaged, foreign, or from a newer plnkit.

The file and its journal are only read. What is rescued goes into a new file beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from plnkit.model import journal
from plnkit.model.network import (
    ME,
    Entry,
    Goal,
    Network,
    PlnError,
    Tie,
    check_entry,
    check_tie,
    counted,
    entry_from_json,
    pair_of,
    tie_from_json,
)
from plnkit.model.store import Store, is_map

_SECTION = re.compile(r'[{\s]*"(entries|ties|goals)": \[')
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


def copy_of(path: Path) -> Path:
    """Where the copy of a map that can't be opened stands: my-pln-copy.json beside my-pln.json."""
    return path.with_name(f"{path.stem}-copy{path.suffix}")


def raw(path: Path) -> bytes:
    """The file as it is. Raises PlnError where it can't even be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise PlnError(f"{path} can't be read: {(error.strerror or str(error)).lower()}.") from None


def opened_copy(path: Path) -> tuple[Store, str]:
    """The copy of a map, made of what can be read where there is none yet; and what to say of it."""
    copy = copy_of(path)
    fresh, store = not is_map(copy), Store.open(copy)
    said = f"You go on with {copy.name}; {path.name} stays as it is."
    if not fresh:
        return store, said
    found = readable(path)
    store.edit(f"took over what can be read of {path.name}", found)
    store.fold()
    entries = counted(found.people_count, "entry", "entries")
    return store, f"{entries} and {counted(len(found.ties), 'tie')} could be read. {said}"


def readable(path: Path) -> Network:
    """All of a map that can be read, whatever is wrong with the rest; at least the learner.

    A record is one line of the file, so that a damaged one costs no other. What only the journal
    holds is taken from there. "That is all of them" is taken over only from a whole file: where a
    tie may be lost, nobody knows any more who is not tied.
    """
    net = _of_file(_text(path))
    for text in _text(path.with_suffix(".journal")).splitlines()[1:]:
        try:
            net = journal.applied(net, journal.line_of(text).changes).checked()
        except _UNREADABLE:
            continue
    return net


def _text(path: Path) -> str:
    try:
        return raw(path).decode("utf-8", "replace")
    except PlnError:
        return ""


def _of_file(text: str) -> Network:
    entries, ties, goals, not_tied, told = {ME: Entry(ME)}, {}, {}, set(), set()
    try:
        data, whole = json.loads(text), True
        records = [(s, r) for s in ("entries", "ties", "goals") for r in data.get(s, [])]
        known = data.get("known", {})
    except _UNREADABLE:
        records, whole = list(_lines(text)), False
        known = next((r for section, r in records if section == "known"), {})
    for section, record in records:
        try:
            if section == "entries":
                entry = entry_from_json(_fields(record, Entry))
                check_entry(entry)
                entries[entry.id] = entry
            elif section == "ties":
                tie = tie_from_json(_fields(record, Tie))
                check_tie(tie, entries)
                ties[tie.key] = tie
            elif section == "goals":
                goals[record["id"]] = Goal(**_fields(record, Goal))
        except _UNREADABLE:
            whole = False
    try:
        pairs = {pair_of(a, b) for a, b in known.get("not_tied", [])}
        not_tied = {p for p in pairs if {*p} <= {*entries}} - {tie.pair for tie in ties.values()}
        told = {frozenset(ids) & {*entries} for ids in known.get("told", []) if whole}
    except _UNREADABLE:
        pass
    return Network(entries, ties, goals, frozenset(not_tied), frozenset(told))


def _lines(text: str) -> Iterator[tuple[str, dict]]:
    """The records that stand on a line of their own, each with its section."""
    section = ""
    for line in text.splitlines():
        if found := _SECTION.match(line):
            section = found[1]
        is_known = line.startswith(' "known": ')
        record = line.removeprefix(' "known": ').strip().rstrip(",")
        try:
            yield "known" if is_known else section, json.loads(record)
        except (ValueError, RecursionError):
            continue


def _fields(record: dict, of: type) -> dict:
    """What of a record this plnkit knows; a newer one may write more."""
    return {f.name: record[f.name] for f in fields(of) if f.name in record}

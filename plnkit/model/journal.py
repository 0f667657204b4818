"""Edits as lines: what changed, from what to what, so that each can be undone.

An edit is the difference between two networks. Its changes are `[table, key, before,
after]` with the whole records, so that applying a line twice, or after a lost one, still
ends in what it says; undoing is the same list backwards.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from plnkit.model.network import (
    Goal,
    Network,
    PlnError,
    entry_from_json,
    record_json,
    refuse_newer,
    snapshot_from_json,
    snapshot_json,
    tie_from_json,
)

FORMAT = "plnkit/journal"
VERSION = 1

Change = list  # [table, key, before, after]; before or after is None where there is no record


@dataclass(frozen=True, slots=True)
class Line:
    """One edit: its number, when (UTC, ISO 8601), what to call it, and its changes.

    `undoes` and `redoes` are the number of the edit taken back or done again, else 0.
    """

    n: int
    at: str
    label: str
    changes: list[Change]
    undoes: int = 0
    redoes: int = 0

    def text(self) -> str:
        """The line as it stands in the file, with its line end."""
        data = {"n": self.n, "at": self.at, "label": self.label, "changes": self.changes}
        if self.undoes:
            data["undoes"] = self.undoes
        if self.redoes:
            data["redoes"] = self.redoes
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def ids_in(table: str, record) -> Iterable[str]:
    """The entries that a record of this table speaks of."""
    if table == "entries":
        return [record["id"]]
    if table == "ties":
        return [record["source"], record["target"]]
    if table == "snapshots":
        return [entry["id"] for entry in record["entries"]]
    return record if table in ("not_tied", "told") else []


def line_of(text: str) -> Line:
    """The line in a text. Raises ValueError where it is none."""
    data = json.loads(text)
    if not isinstance(data, dict) or not isinstance(data.get("n"), int):
        raise ValueError("not an edit")
    for change in data["changes"]:
        if len(change) != 4 or change[0] not in _TABLES:
            raise ValueError("not a change")
    return Line(**data)


def heading() -> str:
    """The first line of a new journal; `began` tells a journal from the one it replaced."""
    began = secrets.token_hex(8)
    return json.dumps({"format": FORMAT, "version": VERSION, "began": began}) + "\n"


def check_heading(text: str, where: str) -> None:
    """Raise PlnError where a journal's first line is not one that this plnkit reads."""
    try:
        data = json.loads(text)
        version = data["version"] if data["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError):
        version = None
    if not isinstance(version, int):
        raise PlnError(f"{where} is not a plnkit journal. It was left as it is; move it elsewhere.")
    refuse_newer(where, version, VERSION)


# Each table of a network, as records by key and back. A key is text or a list of texts.
def tables(net: Network) -> dict[str, dict]:
    """The network's tables with hashable keys and their records, still as objects."""
    return {
        "entries": dict(net.entries),
        "ties": dict(net.ties),
        "goals": dict(net.goals),
        "not_tied": {pair: pair for pair in net.not_tied},
        "told": {tuple(sorted(group)): group for group in net.told},
        "snapshots": {str(i): shot for i, shot in enumerate(net.snapshots)},
    }


_TABLES = {  # table: (record to JSON, record from JSON)
    "entries": (record_json, entry_from_json),
    "ties": (record_json, tie_from_json),
    "goals": (record_json, lambda data: Goal(**data)),
    "not_tied": (list, tuple),
    "told": (sorted, frozenset),
    "snapshots": (snapshot_json, lambda data: snapshot_from_json(data, "a snapshot")),
}


def changes_between(before: Network, after: Network) -> list[Change]:
    """What makes the one network into the other; empty where they are equal."""
    changes: list[Change] = []
    old, new = tables(before), tables(after)
    for table, (as_json, _) in _TABLES.items():
        was, now = old[table], new[table]
        for key in [*was, *(k for k in now if k not in was)]:
            a, b = was.get(key), now.get(key)
            if a is not b and a != b:
                there = [None if record is None else as_json(record) for record in (a, b)]
                changes.append([table, list(key) if isinstance(key, tuple) else key, *there])
    return changes


def inverse(changes: list[Change]) -> list[Change]:
    """The changes that take these back."""
    return [[table, key, after, before] for table, key, before, after in reversed(changes)]


def applied(net: Network, changes: list[Change]) -> Network:
    """The network after these changes. Raises PlnError or ValueError where a record can't be."""
    if not changes:
        return net
    state = tables(net)
    for table, key, _, after in changes:
        place = tuple(key) if isinstance(key, list) else key
        if after is None:
            state[table].pop(place, None)
        else:
            state[table][place] = _TABLES[table][1](after)
    return Network(
        entries=state["entries"],
        ties=state["ties"],
        goals=state["goals"],
        not_tied=frozenset(state["not_tied"].values()),
        told=frozenset(state["told"].values()),
        snapshots=tuple(state["snapshots"][k] for k in sorted(state["snapshots"], key=int)),
    )


def clashes(net: Network, changes: list[Change]) -> list[Change]:
    """The changes whose `before` is no longer what the network says."""
    state = tables(net)
    found = []
    for change in changes:
        table, key, before, _ = change
        now = state[table].get(tuple(key) if isinstance(key, list) else key)
        if (None if now is None else _TABLES[table][0](now)) != before:
            found.append(change)
    return found

"""What an interview has asked about a network, and what is left to ask: see `interview`.

What was asked is kept with those it was asked about (`Entry.more`). So it goes with the map: it is
saved with it, an undo takes it back, and it leaves with whoever leaves the map.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from plnkit.model.network import (
    COUNTED,
    HOPED,
    ME,
    Entry,
    Network,
    Pair,
    PlnError,
    check_entry,
    neighbours,
)
from plnkit.model.records import place, records, toml_of

KEY = "interview"  # the key in Entry.more that holds what was asked about an entry
GROUPED = 3  # people; fewer are asked about as pairs

Mark = tuple[str, ...]
LENGTH = {"pair": 3, "group": 3, "list": 2}  # words of a mark, at least


@dataclass(frozen=True, slots=True)
class Generator:
    """A question that brings names, why it is asked, and what it says of those who are named."""

    asks: str
    why: str
    kind: str
    source: str
    date: str
    view: str = ""
    ring: str = ""
    gives: str = ""


@cache
def generators() -> dict[str, Generator]:
    """The questions that bring names, by key. Raises PlnError naming the entry that can't be."""
    file = "interview.toml"
    found = dict(records(file, toml_of(file), Generator))
    for key, one in found.items():
        try:
            gives = (one.gives,) if one.gives else ()
            check_entry(Entry(key, one.kind, ring=one.ring, view=one.view, gives=gives))
        except PlnError as error:
            raise PlnError(f"{place(file, key)}: {error}") from None
    return found


# -- what was asked ---------------------------------------------------------------------------


def marks(entry: Entry) -> tuple[Mark, ...]:
    """What was asked about an entry; of the learner: about the whole map.

    ('learned',) on an entry: it was named by this question. ('card',) and ('group', name, how):
    asked. ('pair', other, how): asked about by themselves, on both. ('list', how, *others):
    asked whom it knows, and of which others the learner doesn't know.
    """
    try:
        kept = [tuple(map(str, one)) for one in json.loads(entry.more.get(KEY, "[]"))]
        return tuple(one for one in kept if len(one) >= LENGTH.get(one[0], 1))
    except (ValueError, TypeError, IndexError):  # changed by hand, in a table
        return ()


def marked(network: Network, ids: Iterable[str], *mark: str) -> Network:
    for id in ids:
        entry = network.entries[id]
        if mark not in marks(entry):
            network = with_marks(network, id, (*marks(entry), mark))
    return network


def with_marks(network: Network, id: str, kept: Iterable[Mark]) -> Network:
    entry, kept = network.entries[id], [list(mark) for mark in kept]
    more = {k: v for k, v in entry.more.items() if k != KEY}
    more |= {KEY: json.dumps(kept, ensure_ascii=False)} if kept else {}
    return network.with_entry(replace(entry, more=more))


class Asked:
    """A network and what was asked about it, read once for one question."""

    def __init__(self, network: Network):
        self.network = network
        self.marks = {id: set(marks(entry)) for id, entry in network.entries.items()}
        self.mine = self.marks.get(ME, set())
        self.counted = [id for id in network.counted() if id != ME]
        self.cards = [e.id for e in network.entries.values() if e.id != ME and not self._told(e)]
        self.open = network.unknown_list(self.counted)
        self.near = neighbours(network.entries.keys() - {ME}, network.tied_pairs())
        # What the likeliness of a pair rests on: the questions that named an entry.
        self.named = {
            id: {m[0] for m in ms if m[0] in generators()} for id, ms in self.marks.items()
        }

    def _told(self, entry: Entry) -> bool:
        described = entry.ring and (entry.gives or entry.gets)
        return bool(described) or ("card",) in self.marks[entry.id]

    def both(self, a: str, b: str, how: str) -> set[Mark]:
        """What was asked in the same words about both, 'group' or 'pair'."""
        if how == "group":
            return {m for m in self.marks[a] & self.marks[b] if m[0] == "group"}
        asked = {m for m in self.marks[a] if m[:2] == ("pair", b)}
        return asked if any(m[:2] == ("pair", a) for m in self.marks[b]) else set()

    def never(self) -> list[Pair]:
        """Open pairs that the learner was not asked about, or skipped: not those she doesn't know."""
        lists = [(id, m) for id in self.counted for m in self.marks[id] if m[0] == "list"]
        unsure = {(id, other) for id, mark in lists for other in mark[2:]}

        def is_unsure(a: str, b: str) -> bool:
            asked = self.both(a, b, "pair") | self.both(a, b, "group")
            return not unsure.isdisjoint(((a, b), (b, a))) or any(m[2] == "unsure" for m in asked)

        return [pair for pair in self.open if not is_unsure(*pair)]

    def budget(self) -> int:
        """How many groups and pairs can still be asked about, one for each entry that can be tied."""
        entries = {*self.counted, *self.cards}
        groups = {m for ms in self.marks.values() for m in ms if m[0] == "group"}
        pairs = sum(m[0] == "pair" for ms in self.marks.values() for m in ms) // 2
        return max(0, len(entries) - len({m[1] for m in groups}) - pairs)

    def lists(self) -> list[str]:
        listed = {id for id, ms in self.marks.items() if any(m[0] == "list" for m in ms)}
        stopped = ("stop",) in self.mine
        return [] if stopped else [id for id in {*self.counted, *self.cards} if id not in listed]

    def groups(self, never: list[Pair]) -> list[tuple[str, list[str]]]:
        """Groups and organisations of three or more people who weren't asked about together."""
        of: dict[str, set[str]] = {}
        for a, b in never:
            one, other = self.network.entries[a], self.network.entries[b]
            if {one.kind, other.kind} == {"person"} and not self.both(a, b, "group"):
                shared = {one.group, one.organisation} & {other.group, other.organisation}
                for name in shared - {""}:
                    of.setdefault(name, set()).update((a, b))
        order = {id: k for k, id in enumerate(self.network.entries)}
        found = [(name, sorted(ids, key=order.get)) for name, ids in of.items()]
        return sorted([g for g in found if len(g[1]) >= GROUPED], key=lambda g: (-len(g[1]), g[0]))

    def reasons(self, a: str, b: str) -> list[tuple[int, str]]:
        """Why two entries may well know each other: how strong a sign, and in words."""
        one, other, found = self.network.entries[a], self.network.entries[b], []
        if one.group and one.group == other.group:
            found.append((3, f"Both are in “{one.group}”."))
        if one.organisation and one.organisation == other.organisation:
            found.append((3, f"Both are at “{one.organisation}”."))
        if one.platform and one.platform == other.platform:
            found.append((1, f"You meet both on {one.platform}."))
        if shared := self.near[a] & self.near[b]:
            first = self.network.entries[min(shared)].label
            others = f" and {len(shared) - 1} more" if len(shared) > 1 else ""
            found.append((min(3, len(shared)), f"Both know {first}{others}."))
        if shared := self.named[a] & self.named[b]:
            found.append((min(2, len(shared)), "You named both in answer to one question."))
        return found

    def strength(self, a: str, b: str) -> int:
        return sum(strength for strength, _ in self.reasons(a, b))


def opened_again(network: Network) -> Network:
    """The network in which what was skipped or left open is asked again."""
    asked, after = Asked(network), network
    open_ids = {id for pair in asked.open for id in pair}
    for id, entry in network.entries.items():
        served = entry.gives or entry.gets or entry.kind not in COUNTED or entry.ring == HOPED
        gone = {"group", "list"} if id in open_ids else set()
        gone |= set() if (entry.ring and served) or id == ME else {"card"}
        gone |= {"stop", "close"} if open_ids else set()
        still = {("pair", b if a == id else a) for a, b in asked.open if id in (a, b)}
        kept = [m for m in marks(entry) if m[0] not in gone and m[:2] not in still]
        if len(kept) < len(marks(entry)):
            after = with_marks(after, id, kept)
    return after

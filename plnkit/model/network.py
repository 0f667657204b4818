"""A learner's network: entries, the ties between them, and what nobody has said yet.

A network is a value: every change returns a new one, so that an edit, its undo and a
"what if" are all the same thing. A pair of entries is tied, not tied, or unknown.

    >>> net = Network.new().with_entry(Entry("ana")).with_entry(Entry("ben"))
    >>> net = net.with_tie(Tie("me", "ana")).with_tie(Tie("me", "ben"))
    >>> net.pair("ana", "ben"), net.unknown_pairs()
    ('unknown', 1)
    >>> net.all_told().pair("ana", "ben")
    'not tied'
"""

from __future__ import annotations

import difflib
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

ME = "me"
KINDS = ("person", "community", "tool", "source")
COUNTED = ("person", "community")
RINGS = ("close", "regular", "occasional", "hoped-for")
HOPED = "hoped-for"
OFTEN = ("daily", "weekly", "monthly", "rarely")
VIEWS = ("similar", "different")
EXCHANGES = (
    "answers",
    "advice",
    "resources",
    "feedback",
    "encouragement",
    "ideas",
    "contacts",
    "practice",
)
DIRECTIONS = ("both", "out")
GOAL_KINDS = ("academic", "personal")
MAX_WEIGHT = 1e9
MAX_TEXT = 300

FORMAT = "plnkit/network"
VERSION = 1

Pair = tuple[str, str]


class PlnError(ValueError):
    """Something a person can put right; the message names the place and the cure."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows under a cell: the sentence, not the lines of code it came through."""
        return [str(self)]


def pair_of(a: str, b: str) -> Pair:
    """The two ids in alphabetical order: how a pair is stored and looked up."""
    return (a, b) if a <= b else (b, a)


def suggestion(word: str, words: Iterable[str]) -> str:
    """A closing sentence that helps: the nearest word, then those there are (20 at most)."""
    words = list(words)
    near = difflib.get_close_matches(str(word), words, n=1)
    meant = f" Did you mean '{near[0]}'?" if near else ""
    more = ", …" if len(words) > 20 else ""
    return f"{meant} There are: {', '.join(words[:20])}{more}."


@dataclass(frozen=True, slots=True)
class Entry:
    """One person, community, tool or source; the learner is the entry with id `me`.

    Names, handles, addresses, employers and roles stay in the learner's folder: see
    `handin` for the few fields that may leave it. `gives` is what this entry gives the
    learner, `gets` what it gets from the learner. `since` is a date or a month
    (YYYY-MM-DD or YYYY-MM). `more` keeps columns of a table that have no field of their own.
    """

    id: str
    kind: str = "person"
    name: str = ""
    platform: str = ""
    group: str = ""
    goals: tuple[str, ...] = ()
    ring: str = ""
    often: str = ""
    view: str = ""
    gives: tuple[str, ...] = ()
    gets: tuple[str, ...] = ()
    handle: str = ""
    url: str = ""
    email: str = ""
    organisation: str = ""
    role: str = ""
    since: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What to call this entry on the learner's own screen: its name, else its id."""
        return self.name or self.handle or ("you" if self.id == ME else self.id)

    def value(self, column: str) -> str:
        """The entry's text in a column of the people table; '' where it has none."""
        if column in ENTRY_FIELDS:
            found = getattr(self, column)
            return " ; ".join(found) if isinstance(found, tuple) else str(found)
        return str(self.more.get(column, ""))


ENTRY_FIELDS = tuple(f.name for f in fields(Entry) if f.name != "more")
INNER = ("interview", "made_of", "different")  # keys of Entry.more that plnkit itself writes
LISTS = ("goals", "gives", "gets")
WORDS = {"kind": KINDS, "ring": RINGS, "often": OFTEN, "view": VIEWS}


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between two entries; `out` says it runs from source to target only.

    `weight` is above 0 and at most a billion, in whatever unit the learner counts
    (meetings, messages, a rating); only proportions of it enter a measure.
    """

    source: str
    target: str
    weight: float = 1.0
    kind: str = ""
    platform: str = ""
    direction: str = "both"

    @property
    def pair(self) -> Pair:
        return pair_of(self.source, self.target)

    @property
    def key(self) -> tuple[str, ...]:
        """Two ties with one key are the same tie told twice."""
        ends = self.pair if self.direction == "both" else (self.source, self.target)
        return (*ends, self.kind, self.platform, self.direction)


TIE_FIELDS = tuple(f.name for f in fields(Tie))


@dataclass(frozen=True, slots=True)
class Goal:
    """Something the learner wants to learn; `kind` is academic, personal or ''."""

    id: str
    text: str = ""
    kind: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The network as it was on a day, without snapshots of its own."""

    date: str
    label: str
    network: Network


@dataclass(frozen=True, slots=True)
class Network:
    """Entries and ties by their keys, goals, what is known, and snapshots.

    `not_tied` holds the pairs that were answered "no". `told` holds sets of ids within
    which everything has been told: an unlisted pair inside one is not tied. The learner's
    own pairs are always known; every other unlisted pair is unknown.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    ties: Mapping[tuple[str, ...], Tie] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)
    not_tied: frozenset[Pair] = frozenset()
    told: frozenset[frozenset[str]] = frozenset()
    snapshots: tuple[Snapshot, ...] = ()

    @classmethod
    def new(cls, name: str = "") -> Network:
        """A map with nobody on it but the learner."""
        return cls(entries={ME: Entry(ME, name=name)})

    @classmethod
    def complete(cls, entries: Iterable[Entry], ties: Iterable[Tie], goals=()) -> Network:
        """A network in which an unlisted pair is not tied. Raises PlnError as `checked` does."""
        net = cls(
            entries={entry.id: entry for entry in entries},
            ties={tie.key: tie for tie in ties},
            goals={goal.id: goal for goal in goals},
        )
        return replace(net, told=frozenset([frozenset(net.entries)])).checked()

    # -- questions ---------------------------------------------------------------------

    @property
    def people_count(self) -> int:
        """All entries but the learner, of whatever kind."""
        return len(self.entries) - (ME in self.entries)

    def counted(self, hoped: bool = False) -> list[str]:
        """Ids that measures count: persons and communities, hoped-for ones only if asked."""
        return [
            e.id
            for e in self.entries.values()
            if e.kind in COUNTED and (hoped or e.ring != HOPED or e.id == ME)
        ]

    def tied_pairs(self) -> set[Pair]:
        return {tie.pair for tie in self.ties.values()}

    def pair(self, a: str, b: str) -> str:
        """'tied', 'not tied' or 'unknown'."""
        if any(tie.pair == pair_of(a, b) for tie in self.ties.values()):
            return "tied"
        known = ME in (a, b) or pair_of(a, b) in self.not_tied
        known = known or any(a in group and b in group for group in self.told)
        return "not tied" if known else "unknown"

    def unknown_pairs(self, among: Iterable[str] | None = None) -> int:
        """How many pairs nobody has spoken of; among the entries that measures count unless told."""
        return sum(self._unknown(self.counted() if among is None else among).values())

    def unknown_list(self, among: Iterable[str] | None = None) -> list[Pair]:
        """The unknown pairs themselves, for small networks: all of them are built."""
        ids = sorted(set(self.counted() if among is None else among) - {ME})
        spoken = self.not_tied | self.tied_pairs()
        return [
            (a, b)
            for i, a in enumerate(ids)
            for b in ids[i + 1 :]
            if (a, b) not in spoken and not any(a in g and b in g for g in self.told)
        ]

    def _unknown(self, among: Iterable[str]) -> Counter:
        """Unknown pairs, counted without listing them: 30,000 contacts make 450 million.

        People with the same memberships of told sets are alike, so pairs are counted
        class against class, and the pairs spoken of one by one are taken off.
        """
        ids = set(among) - {ME}
        if any(ids <= group for group in self.told):
            return Counter()
        told = list(self.told)
        classes = {i: tuple(k for k, group in enumerate(told) if i in group) for i in ids}
        sizes = sorted(Counter(classes.values()).items())
        open_pairs: Counter = Counter()
        for i, (one, n) in enumerate(sizes):
            if not one:
                open_pairs["alone"] += n * (n - 1) // 2
            for other, m in sizes[i + 1 :]:
                if not set(one) & set(other):
                    open_pairs["across"] += n * m
        for a, b in self.not_tied | self.tied_pairs():
            if a in ids and b in ids and not set(classes[a]) & set(classes[b]):
                open_pairs["spoken"] -= 1
        return open_pairs

    # -- changes, each a new network -----------------------------------------------------

    def with_entry(self, entry: Entry) -> Network:
        """The network with this entry added, or put in the place of the one with its id."""
        check_entry(entry)
        return replace(self, entries={**self.entries, entry.id: entry})

    def without(self, *ids: str) -> Network:
        """The network without these entries, their ties, and all that was said of them."""
        for i in ids:
            self.require(i)
            if i == ME:
                raise PlnError("The learner is the centre of the map and can't be taken out.")
        gone = set(ids)
        return replace(
            self,
            entries={k: e for k, e in self.entries.items() if k not in gone},
            ties={k: t for k, t in self.ties.items() if not gone & {t.source, t.target}},
            not_tied=frozenset(p for p in self.not_tied if not gone & set(p)),
            told=frozenset(group - gone for group in self.told if group - gone),
        )

    def with_tie(self, tie: Tie) -> Network:
        """The network with this tie; the pair is no longer unknown."""
        check_tie(tie, self.entries)
        return replace(self, ties={**self.ties, tie.key: tie}, not_tied=self.not_tied - {tie.pair})

    def without_tie(self, a: str, b: str) -> Network:
        """The network in which these two are not tied, in any kind or direction: an answer."""
        self.require(a)
        self.require(b)
        pair = pair_of(a, b)
        ties = {k: t for k, t in self.ties.items() if t.pair != pair}
        answered = self.not_tied if ME in pair else self.not_tied | {pair}
        return replace(self, ties=ties, not_tied=answered)

    def unanswered(self, a: str, b: str) -> Network:
        """The network in which it is open again whether these two are tied."""
        net = self.without_tie(a, b)
        split = frozenset(g for g in net.told if not (a in g and b in g))
        if split != net.told:
            raise PlnError(
                "Everything was told of this part of the map; "
                "undo 'that is all of them' before opening one pair again."
            )
        return replace(net, not_tied=net.not_tied - {pair_of(a, b)})

    def all_told(self, one: str | None = None) -> Network:
        """ "That is all of them": for one entry's pairs, or for the whole map.

        It speaks of the entries that are there now; whoever is added later is unknown again.
        """
        if one is None:
            everyone = frozenset(self.entries)
            told = frozenset(g for g in self.told if not g <= everyone) | {everyone}
            return replace(self, told=told, not_tied=frozenset())
        self.require(one)
        tied = self.tied_pairs()
        pairs = {pair_of(one, other) for other in self.entries if other not in (one, ME)}
        return replace(self, not_tied=self.not_tied | (pairs - tied if one != ME else set()))

    def with_goal(self, goal: Goal) -> Network:
        if not goal.id.strip():
            raise PlnError("A goal needs an id, such as 'g1'.")
        return replace(self, goals={**self.goals, goal.id: goal})

    def without_goal(self, id: str) -> Network:
        kept = {k: g for k, g in self.goals.items() if k != id}
        served = {
            k: replace(e, goals=tuple(g for g in e.goals if g != id)) if id in e.goals else e
            for k, e in self.entries.items()
        }
        return replace(self, goals=kept, entries=served)

    def with_snapshot(self, date: str, label: str = "") -> Network:
        """The network with itself, as it is, kept under a date (YYYY-MM-DD)."""
        shot = Snapshot(date, label, replace(self, snapshots=()))
        return replace(self, snapshots=(*self.snapshots, shot))

    def joined(self, other: Network) -> Network:
        """Both networks in one. What is already told here of an entry wins over the other.

        Pairs across the two stay unknown unless one of them is tied, or is the learner's.
        """
        entries = dict(self.entries)
        for id, entry in other.entries.items():
            entries[id] = _filled(entries[id], entry) if id in entries else entry
        ties = {**other.ties, **self.ties}
        tied = {tie.pair for tie in ties.values()}
        return replace(
            self,
            entries=entries,
            ties=ties,
            goals={**other.goals, **self.goals},
            not_tied=frozenset(p for p in self.not_tied | other.not_tied if p not in tied),
            told=self.told | other.told,
        )

    def renamed(self, old: str, new: str) -> Network:
        """The network with one entry's id changed everywhere, such as a name made `me`."""
        self.require(old)
        if new in self.entries:
            raise PlnError(f"There is already an entry '{new}'.")

        def swap(i):
            return new if i == old else i

        moved = [
            replace(t, source=swap(t.source), target=swap(t.target)) for t in self.ties.values()
        ]
        return replace(
            self,
            entries={swap(k): replace(e, id=swap(k)) for k, e in self.entries.items()},
            ties={tie.key: tie for tie in moved},
            not_tied=frozenset(pair_of(swap(a), swap(b)) for a, b in self.not_tied),
            told=frozenset(frozenset(map(swap, group)) for group in self.told),
        )

    # -- checks ---------------------------------------------------------------------------

    def require(self, id: str) -> Entry:
        """The entry with this id. Raises PlnError with the nearest one where there is none."""
        if id not in self.entries:
            raise PlnError(f"No entry '{id}'.{suggestion(id, self.entries)}")
        return self.entries[id]

    def checked(self) -> Network:
        """This network, or a PlnError that names the first entry or tie that can't be."""
        for entry in self.entries.values():
            check_entry(entry)
        for tie in self.ties.values():
            check_tie(tie, self.entries)
        strange = [i for p in self.not_tied for i in p if i not in self.entries]
        strange += [i for group in self.told for i in group if i not in self.entries]
        if strange:
            raise PlnError(f"'known' speaks of '{strange[0]}', which is no entry of the map.")
        return self


def _filled(mine: Entry, theirs: Entry) -> Entry:
    """My entry, with what theirs knows where mine says nothing."""
    gaps = {f: getattr(theirs, f) for f in ENTRY_FIELDS[2:] if not getattr(mine, f)}
    return replace(mine, **gaps, more={**theirs.more, **mine.more})


def check_entry(entry: Entry) -> None:
    """Raise PlnError where an entry's id or a word from a fixed list can't be."""
    if not isinstance(entry.id, str) or not entry.id.strip():
        raise PlnError("An entry has no id. Give each a short one of its own, such as 'p1'.")
    if len(entry.id) > MAX_TEXT:
        raise PlnError(f"The id '{entry.id[:40]}…' is over {MAX_TEXT} characters. Shorten it.")
    for column, allowed in WORDS.items():
        word = getattr(entry, column)
        if word not in allowed and not (word == "" and column != "kind"):
            raise PlnError(
                f"Entry '{entry.id}': {column} '{word}' is not known.{suggestion(str(word), allowed)}"
            )
    for column in ("gives", "gets"):
        for word in getattr(entry, column):
            if word not in EXCHANGES:
                raise PlnError(
                    f"Entry '{entry.id}': {column} '{word}' is not known.{suggestion(word, EXCHANGES)}"
                )


def check_tie(tie: Tie, entries: Mapping[str, Any]) -> None:
    """Raise PlnError where a tie's ends, weight or direction can't be."""
    for end in (tie.source, tie.target):
        if end not in entries:
            raise PlnError(
                f"A tie names '{end}', which is not among the entries.{suggestion(end, entries)}"
            )
    if tie.source == tie.target:
        raise PlnError(f"'{tie.source}' is tied to itself. Take that tie out.")
    weight = tie.weight
    number = isinstance(weight, int | float) and not isinstance(weight, bool)
    if not number or not math.isfinite(weight) or not 0 < weight <= MAX_WEIGHT:
        raise PlnError(
            f"The tie {tie.source}–{tie.target} weighs {weight!r}. "
            "Use a number above 0 and at most 1,000,000,000."
        )
    if tie.direction not in DIRECTIONS:
        raise PlnError(
            f"The tie {tie.source}–{tie.target} has the direction '{tie.direction}'."
            f"{suggestion(str(tie.direction), DIRECTIONS)}"
        )


# -- to and from JSON -------------------------------------------------------------------


_COLUMNS = {record: tuple(f.name for f in fields(record)) for record in (Entry, Tie, Goal)}


def record_json(record: Entry | Tie | Goal) -> dict:
    """An entry, tie or goal without its empty fields."""
    told = {column: getattr(record, column) for column in _COLUMNS[type(record)]}
    return {k: list(v) if type(v) is tuple else v for k, v in told.items() if v}


def network_json(net: Network) -> dict:
    """The network as `my-pln.json` holds it (schemas/network.schema.json), ready for `json`."""
    return {"format": FORMAT, "version": VERSION, **body_json(net)}


def body_json(net: Network) -> dict:
    """A network's content without the file's heading, as snapshots and hand-ins hold it."""
    body = {
        "entries": [record_json(e) for e in net.entries.values()],
        "ties": [record_json(t) for t in net.ties.values()],
        "goals": [record_json(g) for g in net.goals.values()],
        "known": {
            "told": sorted(sorted(group) for group in net.told),
            "not_tied": sorted(map(list, net.not_tied)),
        },
    }
    if net.snapshots:
        body["snapshots"] = [
            {"date": s.date, "label": s.label, **body_json(s.network)} for s in net.snapshots
        ]
    return body


def network_from_json(data: Any, where: str = "my-pln.json") -> Network:
    """The network in parsed JSON. Raises PlnError naming `where`, the place and the cure."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise PlnError(f"{where} is not a plnkit network. It was left as it is.")
    version = data.get("version")
    if not isinstance(version, int) or version < 1:
        raise PlnError(f"{where} states no version. It was left as it is; restore a backup.")
    if version > VERSION:
        raise PlnError(
            f"{where} was written by a newer plnkit (format {version}, this one reads {VERSION}). "
            "It was left untouched; update plnkit to open it."
        )
    return body_from_json(data, where)


def body_from_json(data: Mapping, where: str) -> Network:
    """The network in a body, snapshots included. Raises PlnError as `network_from_json`."""
    try:
        entries = [entry_from_json(e) for e in data["entries"]]
        ties = [tie_from_json(t) for t in data["ties"]]
        known = data.get("known", {})
        net = Network(
            entries={e.id: e for e in entries},
            ties={t.key: t for t in ties},
            goals={g["id"]: Goal(**g) for g in data.get("goals", [])},
            not_tied=frozenset(pair_of(a, b) for a, b in known.get("not_tied", [])),
            told=frozenset(frozenset(group) for group in known.get("told", [])),
            snapshots=tuple(
                Snapshot(s["date"], s.get("label", ""), body_from_json(s, where))
                for s in data.get("snapshots", [])
            ),
        )
        if len(net.entries) < len(entries):
            twice = Counter(e.id for e in entries).most_common(1)[0][0]
            raise PlnError(f"the id '{twice}' is there twice. Keep one.")
        return net.checked()
    except PlnError as error:
        raise PlnError(f"{where}: {error}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise PlnError(
            f"{where} is damaged ({type(error).__name__}: {str(error)[:120]}). "
            "It was left as it is; restore a backup."
        ) from None


def entry_from_json(data: Mapping) -> Entry:
    data = dict(data)
    lists = {k: tuple(data.pop(k)) for k in LISTS if k in data}
    for key, value in data.items():
        if not isinstance(value, dict if key == "more" else str):
            raise TypeError(f"entry {data.get('id')!r}: {key} is no text")
    return Entry(**data, **lists)


def tie_from_json(data: Mapping) -> Tie:
    for key, value in data.items():
        if key != "weight" and not isinstance(value, str):
            raise TypeError(f"tie {data!r}: {key} is no text")
    return Tie(**data)

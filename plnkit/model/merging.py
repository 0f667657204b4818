"""Two entries that are one person, made one; and split again into what they were.

The merged entry keeps the ties of both, each with its platform. What it was made of stands in
`Entry.more`, which never leaves the learner's folder; that two are different people as well.
Whoever else is spoken of there is written as a digest of the id, so that forgetting them here
forgets them there.

    edit = same(network, [("linkedin:ana-lopez", "facebook:ana-lopez")])
    edit = split(edit.network, "linkedin:ana-lopez")        # as it was
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from plnkit.model.edits import Edit
from plnkit.model.network import (
    ENTRY_FIELDS,
    HOPED,
    INNER,
    LISTS,
    ME,
    Entry,
    Network,
    PlnError,
    Tie,
    entry_from_json,
    pair_of,
    record_json,
)

MADE_OF, DIFFERENT = "made_of", "different"  # keys of Entry.more


def digest(id: str) -> str:
    """Twelve letters that stand for an id without holding it; `me` stays `me`."""
    if id == ME:
        return ME
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def parts(entry: Entry) -> list[Entry]:
    """The entry, and all those that it was made of."""
    found = [entry]
    for part in _made_of(entry).get("parts", ()):
        found += parts(_entry(part))
    return found


def ids_of(entry: Entry) -> set[str]:
    """The ids by which this entry is or was known: its own and those of its parts."""
    return {part.id for part in parts(entry)} if MADE_OF in entry.more else {entry.id}


def told_apart(one: Entry, other: Entry) -> bool:
    """Whether somebody said that these two are different people."""
    pairs = ((one, other), (other, one))
    return any(said & set(map(digest, ids_of(b))) for a, b in pairs if (said := _different(a)))


def different(network: Network, a: str, b: str) -> Edit:
    """The answer that these two are different people, kept with the first of them."""
    one, other = _two(network, a, b)
    said = sorted(_different(one) | {digest(other.id)})
    after = network.with_entry(replace(one, more={**one.more, DIFFERENT: json.dumps(said)}))
    return Edit(after, "said that {} and {} are different people", (a, b))


def same(network: Network, pairs: Iterable[tuple[str, str]]) -> Edit:
    """The answer that each of these pairs is one person; the entry that was there first stays."""
    pairs = list(pairs)
    work, now = _Work(network), {}
    order = {id: n for n, id in enumerate(network.entries)}

    def present(id: str) -> str:
        while id in now:
            id = now[id]
        return id

    for a, b in pairs:
        _two(network, a, b)
        keep, go = sorted((present(a), present(b)), key=order.get)
        if keep != go:
            work.merge(keep, go)
            now[go] = keep
    if len(pairs) == 1:
        return Edit(work.network(), "said that {} and {} are the same person", pairs[0])
    return Edit(work.network(), f"joined {len(pairs)} pairs that are the same person")


def split(network: Network, id: str) -> Edit:
    """The merged entry as the two that it was made of.

    What was said of it since stays with the first. Raises PlnError where it was not merged.
    """
    entry = network.require(id)
    if not _made_of(entry):
        raise PlnError(f"'{entry.label}' was not joined from two, so there is nothing to split.")
    work = _Work(network)
    work.split(id)
    return Edit(work.network(), "split {} again", (id,))


def met(network: Network, found: Network) -> Network:
    """What an import found, with whoever was merged in the network under the id they have there."""
    now = {id: e.id for e in network.entries.values() if MADE_OF in e.more for id in ids_of(e)}
    now = {id: to for id, to in now.items() if id != to and id in found.entries}
    if not now:
        return found
    work = _Work(found)
    for id, to in now.items():
        if to not in work.entries:
            work.entries[to] = Entry(to, work.entries[id].kind)
        work.merge(to, id, remember=False)
    return work.network()


class _Work:
    """A network's tables while several pairs are merged: copied once, not once a pair."""

    def __init__(self, network: Network):
        self.was = network
        self.entries, self.ties = dict(network.entries), dict(network.ties)
        self.no, self.told = set(network.not_tied), [set(group) for group in network.told]
        self.near: dict[str, set[str]] = defaultdict(set)  # who has ties or answers with whom
        self.at: dict[tuple[str, str], list[Tie]] = defaultdict(list)
        for a, b in [*network.tied_pairs(), *self.no]:
            self._meet(a, b)
        for tie in self.ties.values():
            self.at[tie.pair].append(tie)

    def network(self) -> Network:
        told = frozenset(frozenset(group) for group in self.told if group)
        no = frozenset(self.no)
        return replace(self.was, entries=self.entries, ties=self.ties, not_tied=no, told=told)

    def _meet(self, a: str, b: str) -> None:
        self.near[a].add(b)
        self.near[b].add(a)

    def _put(self, tie: Tie) -> None:
        self.ties[tie.key] = tie
        self.at[tie.pair].append(tie)
        self._meet(*tie.pair)

    def _take(self, tie: Tie) -> None:
        self.ties.pop(tie.key, None)
        self.at[tie.pair] = [t for t in self.at[tie.pair] if t.key != tie.key]

    def merge(self, a: str, b: str, remember: bool = True) -> None:
        """Make `b` part of `a`."""
        one, other = self.entries[a], self.entries.pop(b)
        made = {"parts": [_record(one), _record(other)], "ties": [], "no": [], "a_no": []}
        made["told"] = self._merged_told(a, b)
        for c in sorted(self.near.pop(b, ())):
            a_said_no = pair_of(a, c) in self.no
            for tie in list(self.at[pair_of(b, c)]):
                moved = _moved(tie, b, a)
                shared = c != a and moved.key in self.ties
                data = {k: v for k, v in record_json(tie).items() if k not in ("source", "target")}
                made["ties"].append([digest(c), tie.source == b, shared, data])
                self._take(tie)
                if c != a and not shared:
                    self._put(moved)
            if pair_of(b, c) in self.no:
                made["no"].append([digest(c), a_said_no])
                self.no.discard(pair_of(b, c))
                if c != a and not self.at[pair_of(a, c)]:
                    self.no.add(pair_of(a, c))
                    self._meet(a, c)
            if a_said_no and c != a and self.at[pair_of(a, c)]:
                made["a_no"].append(digest(c))
                self.no.discard(pair_of(a, c))
        merged = _combined(one, other)
        if remember:
            made = {k: v for k, v in made.items() if v}
            merged = replace(merged, more={**merged.more, MADE_OF: _json(made)})
        self.entries[a] = merged

    def _merged_told(self, a: str, b: str) -> list:
        """`b` becomes `a` in each told set; which sets held which of them, where that differs."""
        held = [(g, "a" * (a in g) + "b" * (b in g)) for g in self.told if a in g or b in g]
        note = [[_print(g - {a, b}), who] for g, who in held if who != "ab"]
        note += [[_print(g - {a, b}), "ab"] for g, who in held if who == "ab" and note]
        for group, _ in held:
            group.discard(b)
            group.add(a)
        self.told = [set(g) for g in {frozenset(g) for g in self.told}] if note else self.told
        return note

    def split(self, a: str) -> None:
        """Undo `merge`, whatever else has changed meanwhile."""
        now = self.entries[a]
        made = _made_of(now)
        one, other = map(_entry, made["parts"])
        b = other.id
        then = _combined(one, other)
        bare = replace(now, more={k: v for k, v in now.more.items() if k != MADE_OF})
        since = {f: getattr(bare, f) for f in ENTRY_FIELDS if getattr(bare, f) != getattr(then, f)}
        if bare.more != then.more:
            told = {k: v for k, v in bare.more.items() if v != then.more.get(k)}
            since["more"] = {**one.more, **told}
        self.entries[a] = replace(one, **{**since, "id": a})
        self.entries.setdefault(b, other)
        where = {digest(id): e.id for e in self.entries.values() for id in ids_of(e)}
        where |= {digest(a): a, digest(b): b}
        for c, first, shared, data in made.get("ties", ()):
            if (c := where.get(c)) is None:
                continue
            tie = Tie(**data, source=b if first else c, target=c if first else b)
            moved = _moved(tie, b, a)
            if c == a or shared or moved.key in self.ties:
                self._put(tie)
            if c != a and not shared:
                self._take(moved)
        for c, shared in made.get("no", ()):
            if (c := where.get(c)) is not None and not self.at[pair_of(b, c)]:
                self.no.add(pair_of(b, c))
                if not shared:
                    self.no.discard(pair_of(a, c))
        for c in made.get("a_no", ()):
            if (c := where.get(c)) is not None and not self.at[pair_of(a, c)]:
                self.no.add(pair_of(a, c))
        self._split_told(a, b, made.get("told", ()))

    def _split_told(self, a: str, b: str, note: Iterable) -> None:
        """Undo `_merged_told`."""
        noted: dict[str, list[str]] = defaultdict(list)
        for print_, who in note:
            noted[print_].append(who)
        groups = []
        for group in self.told:
            if a not in group:
                groups.append(group)
                continue
            others = group - {a}
            # A set that has changed since holds no more than the first: unknown is the safe side.
            held = noted.get(_print(others), ["a"]) if noted else ["ab"]
            ends = {"a": {a}, "b": {b}, "ab": {a, b}}
            groups += [others | ends[who] for who in held]
        self.told = groups


def _combined(one: Entry, other: Entry) -> Entry:
    """What both say of one person: the first wins, lists are put together.

    Whoever one of them knows already is not only hoped for.
    """
    told = {f: getattr(one, f) or getattr(other, f) for f in ENTRY_FIELDS}
    told |= {f: tuple(dict.fromkeys((*getattr(one, f), *getattr(other, f)))) for f in LISTS}
    rings = [ring for ring in (one.ring, other.ring) if ring]
    if one.ring != other.ring and HOPED in rings:
        told["ring"] = next((ring for ring in rings if ring != HOPED), "")
    theirs = {k: v for k, v in other.more.items() if k not in INNER}
    more = {**theirs, **{k: v for k, v in one.more.items() if k != MADE_OF}}
    if apart := _different(one) | _different(other):
        more[DIFFERENT] = json.dumps(sorted(apart))
    return Entry(**{**told, "id": one.id, "kind": one.kind}, more=more)


def _moved(tie: Tie, b: str, a: str) -> Tie:
    ends = {end: a for end in ("source", "target") if getattr(tie, end) == b}
    return replace(tie, **ends)


def _two(network: Network, a: str, b: str) -> tuple[Entry, Entry]:
    if a == b or ME in (a, b):
        why = "nobody can be joined with themselves or with you"
        raise PlnError(f"Choose two of the others: {why}.")
    return network.require(a), network.require(b)


def _print(ids: set[str]) -> str:
    """The same for the same ids, and holds none of them."""
    return f"{(sum(int(digest(id), 16) for id in ids if id != ME) + (ME in ids)) % 2**48:x}"


def _different(entry: Entry) -> set[str]:
    if DIFFERENT not in entry.more:
        return set()
    try:
        return set(map(str, json.loads(entry.more[DIFFERENT])))
    except (ValueError, TypeError, RecursionError):
        return set()  # a table's own column of that name


def _made_of(entry: Entry) -> dict:
    if MADE_OF not in entry.more:
        return {}
    try:
        made = json.loads(entry.more[MADE_OF])
        one, other = map(_entry, made["parts"])
        return made if {type(one.name), type(other.name)} == {str} else {}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _json(data) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _record(entry: Entry) -> dict:
    """An entry's record; what it was made of as an object, as text in text would double its length."""
    data = record_json(entry)
    if made := _made_of(entry):
        data["more"] = {**entry.more, MADE_OF: made}
    elif entry.more:
        data["more"] = dict(entry.more)
    return data


def _entry(data: dict) -> Entry:
    more = data.get("more", {})
    if isinstance(more.get(MADE_OF), dict):
        data = {**data, "more": {**more, MADE_OF: _json(more[MADE_OF])}}
    return entry_from_json(data)

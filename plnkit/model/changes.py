"""What changed from one map to another: who came and left, ties, and what is told of people.

A pair newly answered is a kind of change of its own: one now knows of a tie that may be old.
`Two` also gives the earlier map with some of the changes made, which `compare` measures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from plnkit.model.network import HOPED, ME, Entry, Network, Pair, Tie, counted

GONE = "somebody forgotten"  # what is left in a snapshot of whoever was removed for good
TOGETHER = {  # kind of change: how many changes of that kind are called when told together
    "came": "People who came",
    "left": "People who left",
    "tied": "Ties made",
    "cut": "Ties ended",
    "known": "What you know now",
    "open": "What is open again",
    "rated": "Ties told otherwise",
    "group": "Other groups",
    "other": "Other details",
}
FIELDS = {  # what is told of an entry besides; no measure depends on these
    "name": "name", "kind": "kind", "platform": "platform", "ring": "closeness", "often": "how often",
    "view": "view", "goals": "goals", "gives": "gives you", "gets": "gets from you",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind (a key of `TOGETHER`), a sentence, and the ids it is about.

    `bears` says whether a measure can depend on it.
    """

    kind: str
    words: str
    about: tuple[str, ...] = ()
    bears: bool = True


class Two:
    """Two maps side by side: who counts on each, and which pairs are tied how."""

    def __init__(self, before: Network, after: Network, by: str):
        self.before, self.after, self.by = before, after, by
        counted = [set(net.counted()) | {ME} & set(net.entries) for net in (before, after)]
        self.came, self.left = counted[1] - counted[0], counted[0] - counted[1]
        self.stays = counted[0] & counted[1]

    @cached_property
    def ties(self) -> tuple[dict[Pair, list[Tie]], dict[Pair, list[Tie]]]:
        """The ties of each pair, before and after."""
        found = ({}, {})
        for of, net in zip(found, (self.before, self.after), strict=True):
            for tie in net.ties.values():
                of.setdefault(tie.pair, []).append(tie)
        return found

    def label(self, id: str) -> str:
        if id == ME:
            return "You"
        entry = self.after.entries.get(id) or self.before.entries[id]
        forgotten = id.startswith("gone-") and entry == Entry(id, kind=entry.kind)
        return GONE if forgotten else entry.label

    def presence(self) -> Iterable[Change]:
        """Who is new, gone, reached after being hoped for, or only hoped for again."""
        for id in [*self.after.entries, *(set(self.before.entries) - set(self.after.entries))]:
            there = (id in self.before.entries, id in self.after.entries)
            bears, name = id in self.came | self.left, self.label(id)
            if not there[0]:
                hoped = self.after.entries[id].ring == HOPED
                yield Change("came", f"{name} came" + " (hoped for)" * hoped, (id,), bears)
            elif not there[1]:
                yield Change("left", f"{name} left", (id,), bears)
            elif id in self.came:
                yield Change("came", f"{name} now counts", (id,))
            elif id in self.left:
                yield Change("left", f"{name} no longer counts", (id,))

    def pairs(self) -> Iterable[Change]:
        """What became of the ties between those who are on both maps, and of the open pairs."""
        both = self.before.entries.keys() & self.after.entries.keys()
        old, new = self.ties
        answered = self.before.unknown_pairs(both) - self.after.unknown_pairs(both)
        for pair in sorted(pair for pair in {*old, *new} if both.issuperset(pair)):
            was, now = old.get(pair, []), new.get(pair, [])
            names, bears = self._names(pair), self.stays.issuperset(pair)
            if was and now:
                if {_told(tie) for tie in was} != {_told(tie) for tie in now}:
                    yield Change("rated", f"{names}: {_told_otherwise(was, now)}", pair, bears)
            elif now and _open(self.before, pair):
                answered -= 1
                yield Change("known", f"You now know that {names} are tied", pair, bears)
            elif now:
                yield Change("tied", f"{names} are tied now", pair, bears)
            elif _open(self.after, pair):
                answered += 1
                yield Change("open", f"Whether {names} are tied is open again", pair, bears)
            else:
                yield Change("cut", f"{names} are no longer tied", pair, bears)
        pairs = counted(abs(answered), "pair")
        if answered > 0:  # no value so far depends on these: open pairs count as not tied
            yield Change("known", f"You now know of {pairs} that they are not tied", (), False)
        elif answered < 0:
            yield Change("open", f"Of {pairs} it is open again whether they are tied", (), False)

    def details(self) -> Iterable[Change]:
        """What is told of those on both maps: the group, which measures read, and the rest."""
        for id, now in self.after.entries.items():
            was = self.before.entries.get(id)
            if was is None:
                continue
            name = self.label(id)
            if was.value(self.by) != now.value(self.by):
                words = f"{name}: {self.by} {_turn(was.value(self.by), now.value(self.by))}"
                yield Change("group", words, (id,), id in self.stays)
            turned = [
                f"{said} {_turn(_text(self.before, was, field), _text(self.after, now, field))}"
                for field, said in FIELDS.items()
                if field != self.by and was.value(field) != now.value(field)
            ]
            if turned:
                yield Change("other", f"{name}: {'; '.join(turned)}", (id,), False)
        goals = self.before.goals, self.after.goals
        for words, here, there in (("New goal", *goals[::-1]), ("No longer a goal", *goals)):
            for id in here.keys() - there.keys():
                yield Change("other", f"{words}: {here[id].text or id}", (), False)

    def partly(self, made: list[Change]) -> Network:
        """The earlier map with these changes made: who counts, their groups, and all their ties."""
        done = {(change.kind, change.about) for change in made}
        there = {id for id in self.left if ("left", (id,)) not in done}
        there |= {id for id in self.came if ("came", (id,)) in done} | self.stays
        entries = {}
        for id in there:
            late = id in self.came or ("group", (id,)) in done
            late = late or (id in self.stays and id not in self._regrouped)
            entries[id] = (self.after if late else self.before).entries[id]
        kept = {}
        old, new = self.ties
        for pair in {*old, *new}:
            if not there.issuperset(pair):
                continue
            if self.stays.issuperset(pair):
                kinds = ("tied", "cut", "known", "open", "rated")
                late = any((kind, pair) in done for kind in kinds)
            else:
                late = not self.came.isdisjoint(pair)
            kept |= {tie.key: tie for tie in (new if late else old).get(pair, ())}
        return Network(entries=entries, ties=kept, told=frozenset([frozenset(entries)]))

    @cached_property
    def _regrouped(self) -> set[str]:
        old, new = self.before.entries, self.after.entries
        return {i for i in self.stays if old[i].value(self.by) != new[i].value(self.by)}

    def _names(self, pair: Pair) -> str:
        first, second = sorted(pair, key=lambda id: id != ME)
        return f"{self.label(first)} and {self.label(second)}"


def _open(net: Network, pair: Pair) -> bool:
    """Whether nobody has said if this pair, which has no tie, is tied."""
    known = ME in pair or pair in net.not_tied
    return not known and not any(group.issuperset(pair) for group in net.told)


def _text(net: Network, entry: Entry, field: str) -> str:
    if field == "goals":
        return ", ".join(net.goals[g].text or g if g in net.goals else g for g in entry.goals)
    return entry.value(field).replace(" ; ", ", ")


def _told(tie: Tie) -> tuple:
    return (*tie.key, tie.weight)


def _turn(was: str, now: str) -> str:
    return f"{was or 'not told'} → {now or 'not told'}"


def _ways(ties: list[Tie]) -> str:
    """'both ways' where any tie, or two together, go both ways."""
    starts = {tie.source for tie in ties}
    return "both ways" if len(starts) > 1 or any(t.direction == "both" for t in ties) else "one way"


def _told_otherwise(old: list[Tie], new: list[Tie]) -> str:
    """How ties of a pair differ: weight, direction, kinds."""
    turned = []
    for what, said in (
        ("weight", lambda ties: f"{sum(t.weight for t in ties):g}"),
        ("", _ways),
        ("kind", lambda ties: ", ".join(sorted({t.kind for t in ties if t.kind}))),
        ("platform", lambda ties: ", ".join(sorted({t.platform for t in ties if t.platform}))),
    ):
        if said(old) != said(new):
            turned.append(f"{what} {_turn(said(old), said(new))}".strip())
    return "; ".join(turned) or "the other way round"

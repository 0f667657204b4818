"""Edits of a map by hand: each gives the network after it, and what was done in words.

Whatever arrives here was typed or dragged, so everything is checked; a PlnError says in a
sentence what can't be done, and the network is as it was.

    >>> edit = added(Network.new(), "Ana", ring="close")
    >>> edit.label(Network.new()), list(edit.network.entries)
    ('added Ana', ['me', 'p1'])
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import count

from plnkit.model.network import (
    HOPED,
    LISTS,
    MAX_WEIGHT,
    ME,
    Entry,
    Goal,
    Network,
    PlnError,
    Tie,
    check_tie,
    neighbours,
    pair_of,
    suggestion,
)

LONGEST = 300  # characters of anything typed
FIELDS = {  # what can be set, and how a label says it; {} is who, [] the new value
    "name": "renamed {} to []",
    "kind": "made {} a []",
    "ring": "moved {} to []",
    "platform": "set the platform of {}",
    "group": "set the group of {}",
    "often": "set how often you meet {}",
    "view": "set the view of {}",
}
MARKS = {"goals": "a goal that {} serves", "gives": "what {} gives", "gets": "what {} gets"}


@dataclass(frozen=True, slots=True)
class Edit:
    """`network` is the map afterwards; `words` says what was done, with a {} for each id in `about`."""

    network: Network
    words: str
    about: tuple[str, ...] = ()

    def label(self, before: Network) -> str:
        """What was done, with the names of those it was done to, such as 'moved Ana to close'."""
        entries = {**self.network.entries, **before.entries}
        return self.words.format(*(entries[id].label for id in self.about))


def added(network: Network, name: str, kind: str = "person", ring: str = "", **fields: str) -> Edit:
    """Somebody or something new, tied to the learner unless only hoped for."""
    name = _text(name, "A name")
    if not name:
        raise PlnError("Write a name first. Initials or a nickname will do.")
    id = fresh("p", network.entries)
    entry = Entry(id, kind=kind, name=name, ring=ring)
    entry = replace(entry, **{f: _text(v, f.capitalize()) for f, v in fields.items()})
    after = network.with_entry(entry)
    return Edit(after if ring == HOPED else after.with_tie(Tie(ME, id)), "added {}", (id,))


def changed(network: Network, ids: Sequence[str], field: str, value: str) -> Edit:
    """One of `FIELDS` of one or several entries set to a value.

    The ring goes with the learner's own tie: whoever is only hoped for has none.
    """
    ids = _ids(network, ids)
    if field not in FIELDS:
        raise PlnError(f"'{field}' can't be changed here.{suggestion(str(field), FIELDS)}")
    value, after = _text(value, field.capitalize()), network
    if ME in ids and field in ("kind", "ring"):
        raise PlnError("You are the centre of your map: you have no ring and no kind.")
    for id in ids:
        was = network.entries[id].ring
        after = after.with_entry(replace(after.entries[id], **{field: value}))
        if field == "ring" and value == HOPED:
            mine = {k: t for k, t in after.ties.items() if set(t.pair) != {ME, id}}
            after = replace(after, ties=mine)
        elif field == "ring" and was == HOPED:
            after = after.with_tie(Tie(ME, id))
    new = value.replace("{", "{{").replace("}", "}}") or "nothing"
    return Edit(after, FIELDS[field].format(who(ids)).replace("[]", new), ids[:2])


def marked(network: Network, ids: Sequence[str], field: str, word: str, on: bool) -> Edit:
    """A word of `goals`, `gives` or `gets` set or taken away for one or several entries."""
    ids, after = _ids(network, ids), network
    if field not in MARKS:
        raise PlnError(f"'{field}' is no list.{suggestion(str(field), LISTS)}")
    if field == "goals" and word not in network.goals:
        raise PlnError(f"There is no goal '{word}'. Add it first.")
    for id in ids:
        words = [w for w in getattr(network.entries[id], field) if w != word] + [word] * bool(on)
        after = after.with_entry(replace(after.entries[id], **{field: tuple(words)}))
    return Edit(after, "changed " + MARKS[field].format(who(ids)), ids[:2])


def removed(network: Network, ids: Sequence[str]) -> Edit:
    ids = _ids(network, ids)
    return Edit(network.without(*ids), f"removed {who(ids)}", ids[:2])


def tied(network: Network, a: str, b: str) -> Edit:
    return Edit(network.with_tie(Tie(a, b)), "tied {} and {}", (a, b))


def cut(network: Network, a: str, b: str) -> Edit:
    """The answer that these two are not tied."""
    return Edit(network.without_tie(a, b), "said that {} and {} are not tied", (a, b))


def opened(network: Network, a: str, b: str) -> Edit:
    """Whether these two are tied, open again."""
    return Edit(network.unanswered(a, b), "left open whether {} and {} are tied", (a, b))


def retied(network: Network, a: str, b: str, n: int, field: str, value: str) -> Edit:
    """The n-th tie of two entries with another kind, platform, weight or direction.

    The direction is 'both', 'out' (from `a` to `b`) or 'in' (from `b` to `a`); the weight is a
    number as people type it, '2.5' or '2,5'.
    """
    found = [tie for tie in network.ties.values() if tie.pair == pair_of(a, b)]
    if type(n) is not int or not 0 <= n < len(found):
        raise PlnError("This tie is not there any more. Look at the map again.")
    old = found[n]
    if field == "direction":
        ends = {"source": b, "target": a} if value == "in" else {"source": a, "target": b}
        new = replace(old, direction="out" if value == "in" else value, **ends)
    elif field in ("kind", "platform"):
        new = replace(old, **{field: _text(value, field.capitalize())})
    elif field == "weight":
        new = replace(old, weight=_weight(value))
    else:
        raise PlnError(f"A tie's '{field}' can't be changed here.")
    check_tie(new, network.entries)
    if new.key != old.key and new.key in network.ties:
        raise PlnError("These two have such a tie already. Cut one of them.")
    ties = {(new if t is old else t).key: (new if t is old else t) for t in network.ties.values()}
    return Edit(replace(network, ties=ties), "changed the tie of {} and {}", (a, b))


def helped(network: Network, id: str, word: str = "answers") -> Edit:
    """The learner gives this one something, a word of `EXCHANGES`: their tie then goes both ways.

    Where there was no tie, one now goes from the learner to them; whoever was only hoped for is
    then met occasionally.
    """
    entry = network.require(id)
    if id == ME:
        raise PlnError("Choose one of the others.")
    gets = (*(w for w in entry.gets if w != word), word)
    ring = "occasional" if entry.ring == HOPED else entry.ring
    after = network.with_entry(replace(entry, gets=gets, ring=ring))
    mine = [tie for tie in network.ties.values() if tie.pair == pair_of(ME, id)]
    if not any(ME == tie.source or tie.direction == "both" for tie in mine):
        ties = {k: tie for k, tie in after.ties.items() if tie not in mine}
        back = [replace(tie, direction="both") for tie in mine] or [Tie(ME, id, direction="out")]
        after = replace(after, ties=ties | {tie.key: tie for tie in back})
    return Edit(after, f"helped {{}} with {word}", (id,))


def told(network: Network, id: str | None = None) -> Edit:
    """ "That is all of them", for one entry or the whole map."""
    words = "said that is all for the whole map" if id is None else "said that is all for {}"
    return Edit(network.all_told(id), words, () if id is None else (id,))


def with_goal(network: Network, text: str, id: str = "") -> Edit:
    """A new goal. With an `id`, that goal in other words; without any words it is removed."""
    text = _text(text, "A goal")
    if id and id not in network.goals:
        raise PlnError("That goal is gone. Look at your goals again.")
    if id and not text:
        return Edit(network.without_goal(id), "removed a goal")
    if id:
        return Edit(network.with_goal(replace(network.goals[id], text=text)), "reworded a goal")
    if not text:
        raise PlnError("Write the goal first: what do you want to learn?")
    return Edit(network.with_goal(Goal(fresh("goal", network.goals), text)), "added a goal")


def lost_without(network: Network, id: str) -> list[str]:
    """Ids whom the learner reaches, step by step along ties, only by way of this entry.

    The way a tie points is left aside. Somebody only hoped for is reached through others.
    """
    hoped = {id for id, entry in network.entries.items() if entry.ring == HOPED}
    pairs = (pair for pair in network.tied_pairs() if ME not in pair or hoped.isdisjoint(pair))
    near = neighbours(network.entries, pairs)

    def reached(without: str | None) -> set[str]:
        seen, waiting = {ME, without}, [ME]
        while waiting:
            new = near.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return seen

    with_all, without = reached(None), reached(id)
    return [i for i in network.entries if i in with_all and i not in without]


def fresh(letters: str, taken: Collection[str]) -> str:
    """The first of p1, p2 and so on that is not taken; 'p' is the letters."""
    return next(id for k in count(1) if (id := f"{letters}{k}") not in taken)


def _ids(network: Network, ids: Sequence[str]) -> tuple[str, ...]:
    if not isinstance(ids, list | tuple) or not ids:
        raise PlnError("Choose somebody on the map first.")
    for id in ids:
        network.require(id if isinstance(id, str) else str(id))
    return tuple(dict.fromkeys(ids))


def who(ids: Sequence[str]) -> str:
    """A {} for each of two ids at most, and how many more there are."""
    others = f"{{}}, {{}} and {len(ids) - 2} more"
    return {1: "{}", 2: "{} and {}"}.get(len(ids), others)


def _weight(value: str) -> float:
    try:
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        number = 0.0
    if not 0 < number <= MAX_WEIGHT:
        raise PlnError("A weight is a number above 0 and at most 1,000,000,000, such as 1 or 2.5.")
    return number


def _text(value: str, what: str) -> str:
    if not isinstance(value, str):
        raise PlnError(f"{what} is not text.")
    value = value.encode("utf-8", "ignore").decode()  # half a character fits no file
    value = " ".join(value.split())
    if len(value) > LONGEST:
        has = f"{what} can have {LONGEST} characters; this has {len(value):,}."
        raise PlnError(f"{has} Shorten it.")
    return value

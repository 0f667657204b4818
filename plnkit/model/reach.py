"""How many steps until somebody who may know sees a question, on one's own map.

A step goes along a tie. Seen: only those see a question whose tie with the one who passes it on
goes both ways, or who follow that one; an `out` tie runs from follower to followed, so a question
goes against it. Asked: it goes along any tie, whatever its direction. Only persons and communities
pass on or answer: a database answers nobody's call. Whoever the learner only hopes to reach can be
found through others, not by the learner's own tie.

    >>> from plnkit.model.network import Entry, Network, Tie
    >>> net = Network.complete([Entry("me"), Entry("a", ring="close"), Entry("b", name="Ben")],
    ...                        [Tie("me", "a"), Tie("a", "b")])
    >>> reached(net, ["b"]).levels[-1].way
    ('me', 'a', 'b')
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from plnkit.model.network import COUNTED, HOPED, ME, RINGS, Network, PlnError, neighbours

SEEN, ASKED = "seen", "asked"
CLOSENESS = {  # whom one turns to first: the rings of the learner's own people
    "Close people only": RINGS[:1],
    "Close and regular people": RINGS[:2],
    "Everybody tied to you": (*RINGS[:3], ""),
}
ONE_BY_ONE = 300  # people in a list to choose one from
MEANING = (
    "The length of the shortest way along ties from you to somebody who may know: 1 is somebody "
    "who sees your question at once, 2 is one who sees it through them."
)
LIMIT = (
    "It counts ways that could be used. Whether anybody reads the question, passes it on, or knows "
    "the answer is not on the map, and strangers can see a public question too."
)
SOURCE = "Wasserman & Faust 1994 (geodesic distance)"


@dataclass(frozen=True, slots=True)
class Spread:
    """Whom a question gets to: the steps to each id, and from whom each has it on a shortest way."""

    steps: Mapping[str, int]
    had_from: Mapping[str, str]

    def way(self, to: str) -> tuple[str, ...]:
        """The ids from the learner to this one; empty where there is no way."""
        if to not in self.steps:
            return ()
        found = [to]
        while found[-1] != ME:
            found.append(self.had_from[found[-1]])
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Level:
    """What happens when the learner turns to these first: `first` is how many they are.

    `way` are the ids to the nearest of those who may know, empty where no way is told; `within`
    how many see the question after one step, two, and so on.
    """

    title: str
    first: int
    way: tuple[str, ...]
    within: tuple[int, ...]

    @property
    def steps(self) -> int | None:
        return len(self.way) - 1 if self.way else None


@dataclass(frozen=True, slots=True)
class Bridge:
    """Somebody on the shortest way: the steps it takes without them, and who then never sees it."""

    id: str
    without: int | None
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """`steps` is for each of those who may know, with everybody asked; None where no way is told.

    `possible` is the fewest steps if pairs that nobody has spoken of were tied: no answer to
    them can make it fewer. `bridges` are those between the learner and the nearest, in order.
    """

    levels: tuple[Level, ...]
    steps: Mapping[str, int | None]
    possible: int | None
    bridges: tuple[Bridge, ...]


def knowers(network: Network) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Who may know, to choose from: key to words and ids. Goals, groups, views, the hoped-for,
    and single people where there are not too many for a list.

    Only choices with somebody in them; tools and sources are in none.
    """
    people = [e for e in network.entries.values() if e.kind in COUNTED and e.id != ME]
    found = {}
    for key, goal in network.goals.items():
        ids = tuple(e.id for e in people if key in e.goals)
        found[f"goal {key}"] = (f"Goal: {goal.text or key}", ids)
    for group in dict.fromkeys(e.group for e in people if e.group):
        ids = tuple(e.id for e in people if e.group == group)
        found[f"group {group}"] = (f"Group: {group}", ids)
    for view, how in (("different", "differently"), ("similar", "as you do")):
        ids = tuple(e.id for e in people if e.view == view)
        found[f"view {view}"] = (f"They see things {how}", ids)
    found["hoped"] = ("Those you hope to reach", tuple(e.id for e in people if e.ring == HOPED))
    if len(people) <= ONE_BY_ONE:
        found |= {f"one {e.id}": (e.label, (e.id,)) for e in people}
    return {key: (words, ids) for key, (words, ids) in found.items() if ids}


def reached(network: Network, who: Collection[str], how: str = SEEN) -> Reach:
    """How soon one of `who` sees the learner's question. Raises PlnError for an id there isn't."""
    for id in (ME, *who):
        network.require(id)
    if how not in (SEEN, ASKED):
        raise PlnError(f"A question is '{SEEN}' or '{ASKED}', not '{how}'.")
    near = _near(network, how)
    levels, spread = [], None
    for title, rings in CLOSENESS.items():
        first = {id for id in near[ME] if network.entries[id].ring in rings}
        spread = _spread(near, first)
        most = max(spread.steps.values())
        within = tuple(sum(0 < s <= k for s in spread.steps.values()) for k in range(1, most + 1))
        levels.append(Level(title, len(first), _nearest(spread, who), within))
    way = levels[-1].way
    bridges = []
    for id in way[1:-1]:
        other = _spread(near, near[ME], without=id)
        detour = _nearest(other, who)
        lost = tuple(i for i in spread.steps if i not in other.steps and i != id)
        bridges.append(Bridge(id, len(detour) - 1 if detour else None, lost))
    steps = {id: spread.steps.get(id) for id in who}
    possible = _possible(network, near, set(who), levels[-1].steps)
    return Reach(tuple(levels), steps, possible, tuple(bridges))


def _near(network: Network, how: str) -> dict[str, list[str]]:
    """Who has a question next from each: people and communities only."""
    near = {id: set() for id, e in network.entries.items() if e.kind in COUNTED or id == ME}
    for tie in network.ties.values():
        ends = tie.source, tie.target
        if not near.keys() >= set(ends):
            continue
        if ME in ends and HOPED in (network.entries[id].ring for id in ends):
            continue
        near[tie.target].add(tie.source)  # who follows sees what the followed one passes on
        if tie.direction == "both" or how == ASKED:
            near[tie.source].add(tie.target)
    order = {id: k for k, id in enumerate(network.entries)}
    return {id: sorted(others, key=order.get) for id, others in near.items()}


def _spread(near: Mapping, first: Collection[str], without: str | None = None) -> Spread:
    """The shortest ways from the learner to everyone, who turns to `first` before all others."""
    steps, had_from, now = {ME: 0}, {}, [ME]
    while now:
        later = []
        for id in now:
            for other in near[id]:
                if other in steps or other == without or (id == ME and other not in first):
                    continue
                steps[other], had_from[other] = steps[id] + 1, id
                later.append(other)
        now = later
    return Spread(steps, had_from)


def _nearest(spread: Spread, who: Collection[str]) -> tuple[str, ...]:
    found = [id for id in who if id in spread.steps]
    return spread.way(min(found, key=spread.steps.get)) if found else ()


def _possible(network: Network, near: Mapping, who: set[str], told: int | None) -> int | None:
    """The fewest steps if every pair nobody has spoken of were tied; the learner's own are known."""
    if not network.unknown_pairs(near):
        return told
    spoken = neighbours(near, network.not_tied | network.tied_pairs())
    seen, now, steps = {ME}, [ME], 0
    while now and (told is None or steps < told):
        if who & set(now):
            return steps
        steps, later = steps + 1, set()
        for id in now:
            left = near.keys() - seen - later
            if id != ME:
                told_with = [group for group in network.told if id in group]
                later |= left - spoken[id] - set().union(*told_with)
            later |= left & set(near[id])
        seen |= later
        now = list(later)
    return told

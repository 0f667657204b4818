"""Two maps of one learner compared: what changed, and how much each change moved each measure.

A measure moves because somebody came, somebody left, a tie was made, and so on. What one change
adds depends on which others were made before it; so the changes are made in every possible order,
and each gets the mean of what it added (the Shapley value). The parts sum to the whole.

Up to `MOST` changes that bear on measures are told one by one; more are put together by their kind.
Pairs that nobody has spoken of are counted as not tied, and `Moved.known` says where that was needed.

    >>> from plnkit.model.network import Entry, Network, Tie
    >>> old = Network.complete([Entry("me"), Entry("a", name="Ana")], [Tie("me", "a")])
    >>> new = old.with_entry(Entry("b", name="Ben")).with_tie(Tie("me", "b"))
    >>> [moved] = compared(old, new, only=["size"]).moved
    >>> moved.parts
    (('Ben came', 1.0),)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plnkit.model.changes import TOGETHER, Change, Two
from plnkit.model.measures import Measure, measures
from plnkit.model.network import Network

SHOWN = ("size", "density", "effective_size", "betweenness", "components_without_ego")
SHOWN += ("reciprocity_dyad", "blau")
MOST = 8  # changes told one by one; every order of them is gone through by way of 2 ** 8 networks


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one measure; `parts` is how much of it each change did, by its words.

    The parts sum to `change`. Where they are empty although the measure moved, or `change` is
    None, `why` says why.
    """

    before: Measure
    after: Measure
    parts: tuple[tuple[str, float], ...]
    why: str = ""

    @property
    def name(self) -> str:
        return self.after.name

    @property
    def change(self) -> float | None:
        """The value after less the value before, so far; None where either can't be stated."""
        if self.before.so_far is None or self.after.so_far is None:
            return None
        return self.after.so_far - self.before.so_far

    @property
    def known(self) -> bool:
        """Whether nothing that either value needs is unknown."""
        return self.before.value is not None and self.after.value is not None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, in the order of `TOGETHER`, and what became of each measure asked for."""

    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]


def compared(
    before: Network, after: Network, only: Iterable[str] = SHOWN, by: str = "group"
) -> Comparison:
    """What changed from one map to the other, told by ids, and how that moved the measures `only`.

    `by` is the column that groups are read from. Raises PlnError for a measure there isn't.
    """
    only = list(only)
    two = Two(before, after, by)
    changes = [*two.presence(), *two.pairs(), *two.details()]
    changes.sort(key=lambda change: list(TOGETHER).index(change.kind))
    told = [measures(net, by=by, only=only) for net in (before, after)]
    bearing = [change for change in changes if change.bears]
    players = [(change.words, [change]) for change in bearing]
    if len(players) > MOST:
        kinds = [(kind, [c for c in bearing if c.kind == kind]) for kind in TOGETHER]
        players = [(TOGETHER[kind], alike) for kind, alike in kinds if alike]
    values = _values(two, [alike for _, alike in players], told, only, by)
    names = [words for words, _ in players]
    moved = [_moved(told[0][m], told[1][m], names, [v[m] for v in values]) for m in only]
    return Comparison(tuple(changes), tuple(moved))


def _values(two, players, told, only, by) -> list[dict[str, float | None]]:
    """Each measure's value with each set of the changes made; bit k of the place stands for the k-th."""
    found = []
    for made in range(2 ** len(players)):
        if made in (0, 2 ** len(players) - 1):
            now = told[1 if made else 0]
        else:
            done = [c for k, changes in enumerate(players) if made >> k & 1 for c in changes]
            now = measures(two.partly(done), by=by, only=only)
        found.append({name: measure.so_far for name, measure in now.items()})
    return found


def _moved(before: Measure, after: Measure, players: Sequence[str], values: list) -> Moved:
    """The mean of what each change adds, over all orders in which every step has a value.

    A step's share is the number of orders that go through it: ways to it times ways onwards.
    """
    if before.so_far is None or after.so_far is None:
        which = "earlier" if before.so_far is None else "later"
        why = (before if before.so_far is None else after).why
        return Moved(before, after, (), f"It can't be compared: on the {which} day, {_small(why)}")
    n = len(players)
    last = 2**n - 1
    there, onwards = [0] * (last + 1), [0] * (last + 1)
    there[0] = onwards[last] = 1
    for made in range(1, last + 1):
        rest = last - made
        if values[made] is not None:
            there[made] = sum(there[made ^ 1 << k] for k in range(n) if made >> k & 1)
        if values[rest] is not None:
            onwards[rest] = sum(onwards[rest | 1 << k] for k in range(n) if not rest >> k & 1)
    if not there[last]:
        why = "It can't be split up: in every order there is a step at which it has no value."
        return Moved(before, after, (), why)
    parts = [0.0] * n
    for made, value in enumerate(values):
        for k in range(n):
            if made >> k & 1 or not there[made] * onwards[made | 1 << k]:
                continue
            share = there[made] * onwards[made | 1 << k] / there[last]
            parts[k] += share * (values[made | 1 << k] - value)
    return Moved(before, after, tuple(zip(players, parts, strict=True)))


def _small(sentence: str | None) -> str:
    return f"{(sentence or '')[:1].lower()}{(sentence or '')[1:]}"

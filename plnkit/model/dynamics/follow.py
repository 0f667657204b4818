"""Who sees what somebody posts: the graph that every model of this room runs on.

>>> graph = follow_graph(1_000, follows=8, seed=1)
>>> graph.people, round(graph.ties / graph.people)
(1000, 8)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from plnkit.model.dynamics.shape import generator, share, within
from plnkit.model.network import HOPED, ME, RINGS, Network, PlnError

MEMORY = 1.5e9  # bytes that a model may take; a ten-year-old laptop has 4 GB
PER_TIE = 60  # bytes of a tie while a graph is made and walked, measured


@dataclass(frozen=True, slots=True, eq=False)
class FollowGraph:
    """People 0 … n-1 and who follows them.

    `audience[start[i]:start[i + 1]]` are the people who see what person i posts. `community`
    holds a number for each person, `labels` what to call them (empty in a made-up graph),
    `close` whether each stands close to the learner, who is person `me`, on a map.
    """

    start: np.ndarray  # shape (n + 1,), int64
    audience: np.ndarray  # shape (ties,), int32
    community: np.ndarray  # shape (n,), int32
    labels: tuple[str, ...] = ()
    me: int | None = None
    close: np.ndarray | None = None  # shape (n,)
    called: str = ""  # what to call them, where neither people nor entries

    @property
    def people(self) -> int:
        return self.start.size - 1

    @property
    def who(self) -> str:
        """What to call them: a learner's map holds tools and sources too."""
        return self.called or ("people" if self.me is None else "entries")

    @property
    def ties(self) -> int:
        return self.audience.size

    @property
    def followers(self) -> np.ndarray:
        """How many people see each person's posts, shape (n,)."""
        return np.diff(self.start)

    @property
    def authors(self) -> np.ndarray:
        """The author of each tie, beside `audience`; shape (ties,)."""
        return np.repeat(np.arange(self.people, dtype=np.int32), self.followers)

    @property
    def strong(self) -> np.ndarray:
        """Which ties are strong, shape (ties,): those inside a community.

        On a learner's map her own are strong where the other stands in the innermost ring.
        """
        authors = self.authors
        inside = self.community[authors] == self.community[self.audience]
        if self.me is None:
            return inside
        own = (authors == self.me) | (self.audience == self.me)
        return np.where(own, self.close[authors] | self.close[self.audience], inside)

    def turned(self) -> FollowGraph:
        """The same ties the other way: `audience` is then whom each person follows."""
        order = np.argsort(self.audience, kind="stable")
        start = np.zeros(self.people + 1, np.int64)
        np.cumsum(np.bincount(self.audience, minlength=self.people), out=start[1:])
        return replace(self, start=start, audience=self.authors[order])


def _graph(authors, audience, community, labels=(), me=None, close=None) -> FollowGraph:
    """A graph from two columns; whoever follows themselves, or somebody twice, does so once or not."""
    n = community.size
    keys = np.unique(authors.astype(np.int64) * n + audience)
    authors, audience = keys // n, keys % n
    kept = authors != audience
    start = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(authors[kept], minlength=n), out=start[1:])
    return FollowGraph(start, audience[kept].astype(np.int32), community, tuple(labels), me, close)


def from_ties(ties: Sequence[tuple[int, int]], people: int | None = None) -> FollowGraph:
    """A graph from pairs (author, follower). Raises PlnError where a person is not 0 … people-1."""
    try:
        pairs = np.asarray(list(ties), float).reshape(-1, 2)
    except (TypeError, ValueError):
        raise PlnError("Ties are pairs of numbers: an author, and who follows.") from None
    n = np.nanmax(pairs, initial=-1) + 1 if people is None else people
    n = int(within("The number of people", n, 0, MEMORY // PER_TIE))
    if not ((pairs >= 0) & (pairs < n) & (pairs == np.floor(pairs))).all():  # NaN is none of these
        raise PlnError(f"A tie names a person who is not there. People are 0 to {n - 1}.")
    pairs = pairs.astype(np.int64)
    return _graph(pairs[:, 0], pairs[:, 1], np.zeros(n, np.int32))


def from_network(network: Network, hoped: bool = False) -> FollowGraph:
    """A learner's map: whoever is tied sees what the other posts; along an `out` tie, which runs
    from follower to followed, only the source sees what the target posts.

    Pairs nobody has spoken of count as not tied, so what a model says of it is a least value.
    The community of an entry is its group. Raises PlnError for a map without people.
    """
    entries = [e for e in network.entries.values() if e.id == ME or hoped or e.ring != HOPED]
    at = {e.id: k for k, e in enumerate(entries)}
    if len(entries) < 2:
        raise PlnError("There is nobody on this map yet. Draw somebody first, in lesson 07.")
    pairs = []
    for tie in network.ties.values():
        if tie.source in at and tie.target in at:
            pairs.append((at[tie.target], at[tie.source]))
            if tie.direction == "both":
                pairs.append((at[tie.source], at[tie.target]))
    ends = np.asarray(pairs, np.int64).reshape(-1, 2)
    groups = sorted({e.group for e in entries})
    community = np.array([groups.index(e.group) for e in entries], np.int32)
    close = np.array([e.ring == RINGS[0] for e in entries])
    return _graph(ends[:, 0], ends[:, 1], community, [e.label for e in entries], at.get(ME), close)


def _fits(people: int, follows: float) -> None:
    """Raises PlnError where so many ties need more memory than there may be."""
    if people * follows * PER_TIE > MEMORY:
        raise PlnError(
            f"{people:,} people who follow {follows:g} each need about "
            f"{people * follows * PER_TIE / 1e9:,.0f} GB of memory. "
            f"Take {int(MEMORY / PER_TIE / follows):,} people or fewer."
        )


def follow_graph(
    people: int,
    follows: float = 10,
    seed: int = 1,
    communities: int = 8,
    inside: float = 0.7,
    closed: float = 0.4,
) -> FollowGraph:
    """A made-up follow graph: a few have many followers, friends of friends are followed, there are communities.

    Each person follows some `follows` others. A share `closed` of these are found through
    somebody already followed, the rest by renown (its tail falls as a Pareto law of 1.5),
    a share `inside` of them inside one's own community. Raises PlnError for shares outside 0 to 1,
    fewer than two people, or more than memory holds.
    """
    people = int(within("The number of people", people, 2, 1e12))
    follows = within("How many each follows", follows, 1, 1e6)
    communities = int(within("The number of communities", communities, 1, 1e6))
    inside, closed = share("The share inside", inside), share("The share closed", closed)
    _fits(people, follows)
    rng = generator(seed)
    community = np.sort(rng.integers(0, communities, people)).astype(np.int32)
    renown = rng.pareto(1.5, people) + 1
    total = np.cumsum(renown)
    edge = np.searchsorted(community, np.arange(communities + 1))  # where each community begins
    bounds = np.concatenate([[0.0], total])[edge]
    wanted = max(1, round(follows))
    follower = np.repeat(np.arange(people), wanted)
    home = rng.random(follower.size) < inside
    low = np.where(home, bounds[community[follower]], 0.0)
    high = np.where(home, bounds[community[follower] + 1], total[-1])
    author = np.searchsorted(total, low + rng.random(follower.size) * (high - low), side="right")
    author = np.minimum(author, people - 1)
    # Friends of friends: in place of a choice by renown, one of those whom somebody chosen follows.
    through = rng.random(follower.size) < closed
    first = author[follower * wanted + rng.integers(0, wanted, follower.size)]
    second = author[first * wanted + rng.integers(0, wanted, follower.size)]
    author = np.where(through, second, author)
    return _graph(author, follower, community)


def lattice(people: int) -> FollowGraph:
    """People in rows and columns, each tied both ways to the eight around: friends know each other.

    The edges meet, so that nobody stands at one; people are rounded to a square number.
    """
    side = round(within("The number of people", people, 25, 1e12) ** 0.5)
    _fits(side * side, 8)
    one = np.arange(side * side)
    row, column = one // side, one % side
    around = [(r, c) for r in (-1, 0, 1) for c in (-1, 0, 1) if r or c]
    other = [(row + r) % side * side + (column + c) % side for r, c in around]
    return _graph(np.tile(one, 8), np.concatenate(other), np.zeros(one.size, np.int32))

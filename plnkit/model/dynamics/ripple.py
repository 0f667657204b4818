"""The ripple effect: how far a post travels, and how far what needs to be heard from several.

Passed on with some chance: the independent cascade (Goldenberg, Libai & Muller 2001; Kempe,
Kleinberg & Tardos 2003). Each follower of somebody who passed it on gets one chance, so every
follow draws one threshold, and a person is reached at chance p exactly when some path from the
source has no threshold above p. One walk, which keeps the largest threshold of the best path,
then answers every position of a slider.

    >>> from plnkit.model.dynamics.follow import from_ties
    >>> chain = from_ties([(0, 1), (1, 2)])
    >>> reach_curve(chain, [0], seed=1, positions=2).tolist()   # chances 0, .5 and 1
    [1, 2, 3]
"""

from __future__ import annotations

import numpy as np

from plnkit.model.dynamics import kernels
from plnkit.model.dynamics.follow import FollowGraph
from plnkit.model.dynamics.shape import MANY, Run, generator, share, within
from plnkit.model.network import PlnError


def first_position(graph: FollowGraph, sources, seed: int, positions: int = 200) -> np.ndarray:
    """Per person the first position of the slider, 0 … positions, that reaches them; shape (n,).

    Position k stands for the chance k / positions. Whoever no chance reaches has positions + 1.
    """
    sources = _sources(graph, sources)
    positions = int(within("The number of positions", positions, 1, MANY))
    draws = generator(seed).random(graph.ties, dtype=np.float32)
    # A threshold u lets pass at every chance above u: position k where u < k / positions.
    step = (draws * np.float32(positions)).astype(np.int32) + 1
    np.minimum(step, positions, out=step)  # a draw just below 1 may round up
    return kernels.levels(graph.start, graph.audience, step, positions + 1, sources, False)


def reach_curve(graph: FollowGraph, sources, seed: int, positions: int = 200) -> np.ndarray:
    """How many people are reached at each position of the slider, sources included; shape (positions + 1,)."""
    first = first_position(graph, sources, seed, positions)
    return np.cumsum(np.bincount(first, minlength=positions + 2)[: positions + 1])


POSTS = 40  # posts whose reach is averaged
STEPS = 30


def ripple(graph: FollowGraph, seed: int, chance: float = 0.05) -> Run:
    """How many people one post reaches, at every chance that a follower passes it on.

    The post is by the person with most followers, on a learner's map by her; beside it the
    average over posts by people drawn at random. `Run.first` holds the position of the slider,
    0 … 200 for chances from 0 to 1, that reaches each person; 201 where none does.
    """
    import pandas

    chance = share("The chance to pass it on", chance)
    rng = np.random.default_rng(seed)
    best = int(graph.followers.argmax()) if graph.me is None else graph.me
    whose = "the person with most followers" if graph.me is None else "you"
    first = first_position(graph, best, seed)
    others = [reach_curve(graph, rng.integers(graph.people), seed + 1 + k) for k in range(POSTS)]
    positions = np.arange(201)
    curve = pandas.DataFrame(
        {
            "chance to pass it on, %": positions / 2,
            f"a post by {whose}": np.cumsum(np.bincount(first, minlength=202)[:201]),
            "a post by anybody, on average": np.mean(others, axis=0),
        }
    )
    told = tuple(
        f"At {x:g}% a post by {whose} reaches {one:,.0f} of {graph.people:,} {graph.who}, "
        f"a post by anybody {mean:,.1f} on average."
        for x, one, mean in curve.itertuples(index=False)
    )
    row = round(200 * chance)
    states, legend = (first <= row).astype(int)[None], ("not reached", "reached")
    return Run(curve, told[row], states, legend, first, told)


def contagion(
    graph: FollowGraph, seed: int, needs: int = 2, rewired: float = 1.0, alone: float = 0.0
) -> Run:
    """How something spreads that people take up once several of those they follow have.

    `needs`: how many. `rewired`: the share of ties that lead to somebody at random instead, so
    that 1 leaves hardly any friends of friends; everybody follows and is followed by as many.
    `alone`: the chance, at each step, that somebody takes it up having heard of it but from too
    few. It begins with one person who has friends that follow each other, or the learner, and
    all who follow that one. After Centola & Macy 2007; `alone` after Eckles et al. 2024.
    """
    import pandas

    needs = int(within("How many it takes", needs, 1, 20))
    rewired, alone = share("The share rewired", rewired), share("The chance alone", alone)
    rng = np.random.default_rng(seed)
    at = graph.me
    if at is None:
        at = int(rng.choice(np.flatnonzero(graph.followers >= min(needs, graph.followers.max()))))
    mixed = graph.audience.copy()
    moved = np.flatnonzero(rng.random(graph.ties) < rewired)
    mixed[moved] = mixed[rng.permutation(moved)]
    draws = int(rng.integers(2**62))  # both networks meet the same chances
    curve, states = {"step": np.arange(STEPS + 1)}, None
    for name, audience in (("with ties rewired", mixed), ("as it is", graph.audience)):
        states = _taken_up(graph.start, audience, at, needs, alone, np.random.default_rng(draws))
        curve[f"{graph.who}, {name}"] = (states > 0).sum(1)
    curve = pandas.DataFrame(curve).iloc[:, [0, 2, 1]]
    last = curve.iloc[-1]
    says = (
        f"After {STEPS} steps it is taken up by {last.iloc[1]:,.0f} of {graph.people:,} {graph.who} in the "
        f"network as it is, and by {last.iloc[2]:,.0f} with {100 * rewired:g}% of the ties rewired."
    )
    return Run(curve, says, states, ("not yet", "just now", "before"))


def _taken_up(start, audience, at: int, needs: int, alone: float, rng) -> np.ndarray:
    """0 not yet, 1 just now, 2 before; shape (STEPS + 1, people)."""
    n = start.size - 1
    heard, taken = np.zeros(n, np.int64), np.zeros(n, bool)
    new = np.unique(np.append(audience[start[at] : start[at + 1]], at))
    states = np.zeros((STEPS + 1, n), np.int8)
    for step in range(STEPS + 1):
        states[step][taken] = 2
        states[step][new] = 1
        taken[new] = True
        heard += np.bincount(audience[kernels.edges_of(start, new)], minlength=n)
        enough = heard >= needs
        if alone:
            enough |= (heard > 0) & (rng.random(n) < alone)
        new = np.flatnonzero(enough & ~taken)
    return states


def cascade_sizes(graph: FollowGraph, chance: float, sources, seed: int) -> np.ndarray:
    """How many people each of many cascades reaches, one from each source; shape (sources,)."""
    chance = share("The chance to pass it on", chance)
    sources = _sources(graph, sources)
    return kernels.cascades(graph.start, graph.audience, chance, sources, generator(seed))


def _sources(graph: FollowGraph, sources) -> np.ndarray:
    try:
        sources = np.atleast_1d(np.asarray(sources, np.int64))
    except (TypeError, ValueError):
        sources = np.array([], np.int64)
    if not sources.size or sources.min() < 0 or sources.max() >= graph.people:
        raise PlnError(
            f"A post starts with one of the {graph.people:,} people, 0 to {graph.people - 1}."
        )
    return sources

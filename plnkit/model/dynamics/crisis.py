"""Reach in a crisis: how many steps and hours until a question meets somebody who may know.

Each follower sees a question after a while, sooner where the tie is strong, and passes it on
with some chance. The first arrival is a shortest path along the ties that pass it on. All
waiting times are free parameters: no study that we know of gives them.
"""

from __future__ import annotations

import numpy as np

from plnkit.model.dynamics import kernels
from plnkit.model.dynamics.follow import FollowGraph
from plnkit.model.dynamics.shape import Run, share, within

HOURS, RUNS = 48, 30
MOST = 50  # steps
ALL, STRONG_ONLY = "along all ties", "along strong ties only"
STRONG, WEAK = 3.0, 8.0  # hours until a follower sees it, on average, by strength of tie


def crisis(
    graph: FollowGraph, seed: int, circle: int = 30, knows: float = 0.005, passes: float = 0.15
) -> Run:
    """How many of 30 questions somebody who may know has seen, hour by hour, in percent.

    `circle`: how many follow the one who asks; who was there before the need. `knows`: the
    share of people who may know. `passes`: the chance that a follower passes it on. Which
    ties are strong is `FollowGraph.strong`.
    """
    import pandas

    circle = int(within("The circle", circle, 0, 1e6))
    knows, passes = share("The share who know", knows), share("The chance to pass it on", passes)
    rng = np.random.default_rng(seed)
    strong, asker = graph.strong, np.array([graph.people])
    seen = {name: np.zeros(HOURS + 1) for name in (ALL, STRONG_ONLY)}
    took, steps, states = [], [], None
    for _ in range(RUNS):
        asks, first, close = _circle(graph, rng, circle)
        expert = rng.random(graph.people) < knows
        expert[asks] = False
        passed = np.flatnonzero(rng.random(graph.ties) < passes)
        start = np.searchsorted(passed, graph.start)
        audience, tight = graph.audience[passed], strong[passed]
        waits, at_first = _hours(rng, tight), _hours(rng, close)
        every = _ways(start, audience, waits, first, at_first)
        start = np.append(0, np.cumsum(tight))[start]
        inner = _ways(start, audience[tight], waits[tight], first[close], at_first[close])
        for name, ways in ((ALL, every), (STRONG_ONLY, inner)):
            arrived = kernels.levels(*ways, HOURS + 1, asker, True)[:-1]
            met = arrived[expert].min(initial=HOURS + 1)
            seen[name][met:] += 1
            if name == ALL and met <= HOURS:
                took.append(met)
                count = kernels.levels(*ways[:2], np.ones_like(ways[2]), MOST, asker, True)[:-1]
                steps.append(count[expert].min())
            if states is None:
                seen_by = arrived <= np.arange(HOURS + 1)[:, None]
                states = seen_by + np.int8(2) * expert
    curve = pandas.DataFrame(
        {"hours": np.arange(HOURS + 1)}
        | {f"met somebody {k}, %": 100 * v / RUNS for k, v in seen.items()}
    )
    both = [f"{100 * v[HOURS] / RUNS:.0f}% {k}" for k, v in seen.items()]
    says = f"Within {HOURS} hours the question meets somebody who may know in {both[0]}, and in {both[1]}."
    if took:
        ties = np.median(steps)
        says += f" In the middle case it takes {np.median(took):.0f} hours, and the shortest way "
        says += f"there has {ties:.0f} {'tie' if ties == 1 else 'ties'}."
    return Run(curve, says, states, ("not yet", "has seen it", "may know", "may know, has seen it"))


def _circle(graph: FollowGraph, rng, circle: int) -> tuple[int, np.ndarray, np.ndarray]:
    """Who asks, who follows that one, and which of these by a strong tie.

    On a learner's map these are of her own followers, else half are of the asker's community.
    """
    if graph.me is not None:
        own = graph.audience[graph.start[graph.me] : graph.start[graph.me + 1]]
        first = rng.permutation(own)[:circle]
        return graph.me, first, graph.close[first]
    home = int(rng.integers(graph.people))
    near = np.flatnonzero(graph.community == graph.community[home])
    anybody = rng.integers(graph.people, size=near.size)
    first = np.unique(rng.permutation(np.r_[near, anybody])[:circle])
    first = first[first != home]
    return home, first, graph.community[first] == graph.community[home]


def _hours(rng, strong: np.ndarray) -> np.ndarray:
    return np.ceil(rng.exponential(np.where(strong, STRONG, WEAK))).astype(np.int32)


def _ways(start, audience, waits, first, at_first) -> tuple:
    """The ties that pass it on, as start, audience and hours, with one person more, the last.

    That one asks, and is followed by the circle.
    """
    start = np.append(start, start[-1] + first.size)
    audience = np.concatenate([audience, first.astype(np.int32)])
    return start, audience, np.minimum(np.concatenate([waits, at_first]), HOURS + 1)

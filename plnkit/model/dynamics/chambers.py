"""Echo chambers: a little influence and a little unfollowing are enough.

After Sasahara et al. 2021: people read the latest of those they follow, move towards what is
near their view, and now and then unfollow what is far, for somebody at random. Here a screen
holds the last message of each person followed, and a share of the follows is kept whatever
they say: the slider that the lesson is about.
"""

from __future__ import annotations

import numpy as np

from plnkit.model.dynamics import kernels
from plnkit.model.dynamics.follow import FollowGraph
from plnkit.model.dynamics.shape import Run, bands, share
from plnkit.model.network import PlnError

ROUNDS, FRAMES = 40, 20  # how often each person reads, on average; and how many are shown
TOLERANCE, REPOSTING = 0.4, 0.5  # as in the paper, with opinions from -1 to 1
BANDS = (-0.6, -0.2, 0.2, 0.6)
LEGEND = ("far on one side", "on one side", "between", "on the other side", "far on the other side")


def chambers(
    graph: FollowGraph,
    seed: int,
    kept: float = 0.0,
    influence: float = 0.1,
    unfollowing: float = 0.5,
) -> Run:
    """How like-minded the people are whom one follows, as everybody reads on.

    `kept`: the share of one's follows that stay whatever they say. `influence`: how much of the
    way a view moves towards what is near it. `unfollowing`: the chance to unfollow, having
    read something far.
    """
    import pandas

    kept, influence = share("The share kept", kept), share("Influence", influence)
    unfollowing = share("Unfollowing", unfollowing)
    rng = np.random.default_rng(seed)
    n, follows = graph.people, _rows(graph, rng)
    opinion = rng.uniform(-1, 1, n)
    message, slots = opinion.copy(), round(kept * follows.shape[1])
    steps, rows, states = n * ROUNDS // FRAMES, [], []
    for frame in range(FRAMES + 1):
        if frame:
            kernels.opinions(
                follows,
                opinion,
                message,
                slots,
                TOLERANCE,
                influence,
                REPOSTING,
                unfollowing,
                steps,
                rng,
            )
        theirs, own = opinion.take(follows), opinion[:, None]
        apart, opposing = np.abs(theirs - own), (theirs > 0) != (own > 0)
        rows.append((frame * ROUNDS / FRAMES, 100 * opposing.mean(), apart.mean()))
        states.append(bands(opinion, BANDS))
    columns = ["times read", "opposing voices among those followed, %", "distance of views, 0 to 2"]
    curve = pandas.DataFrame(rows, columns=columns)
    first, last = curve.iloc[0], curve.iloc[-1]
    says = (
        f"At first {first.iloc[1]:.0f}% of the {graph.who} one follows are on the other side, at the end "
        f"{last.iloc[1]:.0f}%. Views of {graph.who} and of those they follow lie {first.iloc[2]:.2f} apart at first, "
        f"{last.iloc[2]:.2f} at the end."
    )
    return Run(curve, says, np.array(states), LEGEND)


def _rows(graph: FollowGraph, rng) -> np.ndarray:
    """Whom each person follows, as many for everybody: drawn again where there are fewer or more."""
    follows = graph.turned()
    has = follows.followers
    if graph.people < 3 or not has.any():
        raise PlnError("This network has too few people or ties for views to travel.")
    wide = int(max(2, min(graph.people - 1, round(has[has > 0].mean()))))
    pick = rng.random((graph.people, wide))
    rows = rng.integers(1, graph.people, (graph.people, wide)) + np.arange(graph.people)[:, None]
    rows %= graph.people  # anybody but oneself
    some = has > 0
    rows[some] = follows.audience[
        follows.start[:-1][some, None] + (pick[some] * has[some, None]).astype(np.int64)
    ]
    return rows.astype(np.int32)

"""Give, so that you can get: standing is built before the need, and fades without upkeep.

Everybody asks now and then, one person at a time. Givers always help, takers never,
reciprocators help whoever has a good standing, which grows by helping and falls by refusing.
After Nowak & Sigmund 1998, "Evolution of indirect reciprocity by image scoring", played on a
network; nobody's way is inherited here, and standing fades.
"""

from __future__ import annotations

import numpy as np

from plnkit.model.dynamics.follow import FollowGraph
from plnkit.model.dynamics.shape import Run, bands, share
from plnkit.model.network import PlnError

WEEKS, LATE = 52, 8
ASKS = 0.5  # the chance that somebody asks in a week
TAKER, GIVER, RECIPROCATOR = 0, 1, 2
KINDS = ("taker", "giver", "reciprocator")


def give(
    graph: FollowGraph, seed: int, givers: float = 0.2, takers: float = 0.2, fading: float = 0.1
) -> Run:
    """Share of questions that are answered in each week of a year, by who asks.

    `givers`, `takers`: their shares; all others are reciprocators. `fading`: how much of a
    standing is lost in a week without upkeep.
    """
    import pandas

    givers, takers = share("The share of givers", givers), share("The share of takers", takers)
    fading = share("Fading", fading)
    if givers + takers > 1:
        raise PlnError("Givers and takers together are more than everybody. Lower one of them.")
    rng = np.random.default_rng(seed)
    n = graph.people
    draw = rng.random(n)
    kind = np.where(draw < takers, TAKER, np.where(draw < takers + givers, GIVER, RECIPROCATOR))
    heard = graph.followers  # who follows you hears you ask
    standing, states = np.zeros(n), []
    answered, asked = np.zeros((WEEKS, 3)), np.zeros((WEEKS, 3))
    for week in range(WEEKS):
        asking = np.flatnonzero((rng.random(n) < ASKS) & (heard > 0))
        helper = graph.audience[
            graph.start[asking] + (rng.random(asking.size) * heard[asking]).astype(np.int64)
        ]
        helps = (kind[helper] == GIVER) | ((kind[helper] == RECIPROCATOR) & (standing[asking] >= 0))
        answered[week] = np.bincount(kind[asking], helps, 3)
        asked[week] = np.bincount(kind[asking], minlength=3)
        standing = standing * (1 - fading)
        np.add.at(standing, helper, np.where(helps, 1.0, -1.0))
        states.append(bands(standing, [-0.5, 0.5]))
    curve = pandas.DataFrame({"week": np.arange(1, WEEKS + 1)})
    for k, name in enumerate(KINDS):  # no number in a week in which none of them asked
        curve[f"{name}s, % answered"] = (
            100 * answered[:, k] / np.where(asked[:, k], asked[:, k], np.nan)
        )
    last, of = answered[-LATE:].sum(0), asked[-LATE:].sum(0)
    told = [f"{100 * last[k] / of[k]:.0f}% of what {KINDS[k]}s ask" for k in range(3) if of[k]]
    says = f"In the last {LATE} weeks {', '.join(told) or 'nobody asks, so nothing'} is answered."
    legend = ("poor standing", "no standing", "good standing")
    return Run(curve, says, np.array(states), legend)

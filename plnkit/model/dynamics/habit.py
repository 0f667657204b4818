"""Reinforcement: reactions make the next post more likely, and their end makes it rarer.

Each day a person posts as often as the habit says, each follower reacts to each post with some
chance, and the habit moves towards what the day's reactions support. On day 41 reactions are
switched off. The rule is a moving average, the simplest form of reward learning; that people
space their posts by the average rate of likes was found by Lindström et al. 2021.
"""

from __future__ import annotations

import numpy as np

from plnkit.model.dynamics.follow import FollowGraph
from plnkit.model.dynamics.shape import Run, bands, share

DAYS, OFF = 60, 40  # days in all, and the last day with reactions
OWN, MOST = 1.0, 6.0  # posts a day without any reward, and with all the reward there is
HALF = 2.0  # reactions a day that support half of what can be gained
MANY = "the tenth with most followers"


def habit(
    graph: FollowGraph, seed: int, chance: float = 0.1, outside: float = 0.6, speed: float = 0.2
) -> Run:
    """Posts a day over 60 days, for people with few and with many followers.

    `chance`: that a follower reacts to a post. `outside`: how much of the motive is reward from
    outside, 0 (posts for its own sake) to 1. `speed`: how much of the way the habit moves in a day.
    """
    import pandas

    chance, outside = share("The chance of a reaction", chance), share("Outside reward", outside)
    speed = share("The speed of learning", speed)
    rng = np.random.default_rng(seed)
    few_name, followers = f"{graph.who} with few followers", graph.followers
    many = followers >= np.quantile(followers, 0.9)
    few = followers <= np.quantile(followers, 0.5)
    rate, rows, states = np.full(graph.people, OWN), [], []
    for day in range(DAYS):
        rows.append((day + 1, rate[few].mean(), rate[many].mean()))
        states.append(bands(rate, [0.5 * OWN, 1.5 * OWN]))
        posts = rng.poisson(rate)
        reactions = rng.binomial(posts * followers, chance if day < OFF else 0.0)
        supported = MOST * reactions / (reactions + HALF)
        rate = rate + speed * ((1 - outside) * OWN + outside * supported - rate)
    curve = pandas.DataFrame(rows, columns=["day", few_name, MANY])
    before, end = curve.iloc[OFF - 1], curve.iloc[-1]
    says = (
        f"On day {OFF}, before reactions stop, {MANY} post {before[MANY]:.1f} times a day and "
        f"{few_name} {before[few_name]:.1f} times. On day {DAYS} it is {end[MANY]:.1f} and {end[few_name]:.1f}."
    )
    legend = ("posts less than at first", "as at first", "posts more")
    return Run(curve, says, np.array(states), legend)

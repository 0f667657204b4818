"""Published findings beside the models' numbers: what agrees, what does not, where evidence conflicts.

The findings are in `plnkit/data/evidence.toml`. Each that a model can illustrate has a function of
its name here, which gives our number for one seed; parameters come from the paper or are named
as free in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from plnkit.model.dynamics import sweep
from plnkit.model.dynamics.models import models
from plnkit.model.network import PlnError, suggestion
from plnkit.model.records import place, record, toml_of

FILE = "evidence.toml"
SAME, WAY, NOT = "the same size", "the same way", "no"
PEOPLE = 3_000  # in the networks made for this


@dataclass(frozen=True, slots=True)
class Finding:
    """An entry of evidence.toml; without a `model` nothing here illustrates it."""

    key: str
    finding: str
    numbers: str
    source: str
    conflicts: str
    doi: str = ""
    secondary: bool = False
    model: str = ""
    ours: str = ""
    free: str = ""
    paper: float | None = None
    way: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Our number for a finding: its mean, and the interval that holds 95% of the runs."""

    mean: float
    low: float
    high: float
    runs: int
    seed: int
    agrees: str  # one of SAME, WAY, NOT


@cache
def findings() -> dict[str, Finding]:
    """Every finding by its name. Raises PlnError for an entry that lacks something."""
    return {key: _finding(key, table) for key, table in toml_of(FILE).items()}


def _finding(key: str, table: dict) -> Finding:
    found, where = record(Finding, place(FILE, key), table, key=key), place(FILE, key)
    if found.model:
        if found.model not in models():
            there = suggestion(found.model, models())
            raise PlnError(f"{where}: there is no model '{found.model}'.{there}")
        if key not in NUMBERS:
            raise PlnError(f"{where}: no function gives its number.{suggestion(key, NUMBERS)}")
        for column in ("ours", "free", "way"):
            if not getattr(found, column):
                raise PlnError(f"{where}: it has no '{column}'. Add it.")
    return found


def result(finding: Finding, seed: int = 1, runs: int = 20) -> Result | None:
    """Our number for a finding; None where no model illustrates it. Raises PlnError for no runs."""
    if runs < 2:
        raise PlnError("An interval needs at least 2 runs.")
    if not finding.model:
        return None
    numbers = np.array([NUMBERS[finding.key](one) for one in sweep.seeds(seed, runs)])
    low, high = np.quantile(numbers, [0.025, 0.975])
    agrees = WAY if finding.way[0] <= low and high <= finding.way[1] else NOT
    if finding.paper is not None and low <= finding.paper <= high:
        agrees = SAME
    return Result(float(numbers.mean()), float(low), float(high), runs, seed, agrees)


def results(seed: int = 1, runs: int = 20) -> Iterator[tuple[Finding, Result | None]]:
    """Every finding with our number, one at a time."""
    for finding in findings().values():
        yield finding, result(finding, seed, runs)


# -- our numbers, each for one seed -----------------------------------------------------------


def _curve(model: str, seed: int, people: int = PEOPLE, **sliders):
    chosen = models()[model]
    return chosen.run(chosen.graph(seed, people), seed, **sliders).curve


def _paradox(seed: int) -> float:
    graph = models()["crawl"].graph(seed, PEOPLE)
    follows, followers = graph.turned(), graph.followers
    some = follows.followers > 0
    total = np.bincount(follows.authors, followers[follows.audience], graph.people)
    return 100 * float((followers < total / np.maximum(follows.followers, 1))[some].mean())


def _small_cascades(seed: int, posts: int = 100, chance: float = 0.05) -> float:
    from plnkit.model.dynamics import kernels

    graph, rng = models()["ripple"].graph(seed, PEOPLE), np.random.default_rng(seed)
    far = 0
    for author in rng.integers(0, graph.people, posts):
        step = np.where(rng.random(graph.ties) < chance, 1, 3).astype(np.int32)
        at = kernels.levels(graph.start, graph.audience, step, 3, np.array([author]), True)
        far += (at == 2).any()
    return 100 * (1 - far / posts)


def _reached(seed: int, people: int, alone: float = 0.0) -> tuple[float, float]:
    """How many take it up with friends who know each other, and with all ties rewired."""
    return tuple(_curve("contagion", seed, people, needs=2, alone=alone).iloc[-1, 1:])


def _clustered(seed: int, people: int = 10_000) -> float:
    clustered, rewired = _reached(seed, people)
    return clustered / rewired


def _long_ties(seed: int) -> float:
    clustered, rewired = _reached(seed, 10_000, alone=0.05)
    return rewired / clustered


def _without_reactions(seed: int) -> float:
    from plnkit.model.dynamics.habit import MANY, OFF

    posts = _curve("habit", seed)[MANY]
    return 100 * posts.iloc[-1] / posts.iloc[OFF - 1]


def _given(seed: int) -> float:
    last = _curve("give", seed).iloc[-8:].mean()
    return float(last["givers, % answered"] - last["takers, % answered"])


def _opposing(seed: int, little: float = 0.05, readings: int = 1_000) -> float:
    """As in the paper: 100 people, 400 follows drawn at random."""
    from plnkit.model.dynamics import chambers, kernels
    from plnkit.model.dynamics.follow import from_ties

    rng = np.random.default_rng(seed)
    drawn = rng.choice(100 * 99, 400, replace=False)
    author, follower = drawn % 99, drawn // 99
    graph = from_ties(np.c_[author + (author >= follower), follower], people=100)
    follows, opinion = chambers._rows(graph, rng), rng.uniform(-1, 1, 100)
    how = (0, chambers.TOLERANCE, little, chambers.REPOSTING, little, 100 * readings, rng)
    kernels.opinions(follows, opinion, opinion.copy(), *how)
    return 100 * float((np.sign(opinion[follows]) != np.sign(opinion)[:, None]).mean())


def _newest(seed: int) -> float:
    newest, liked = _curve("feed", seed, rule="likes").iloc[-1, 1:]
    return float(liked - newest)


def _weak(seed: int) -> float:
    every, strong = _curve("crisis", seed, people=10_000).iloc[-1, 1:]
    return float(every - strong)


NUMBERS: dict[str, Callable[[int], float]] = {
    "friendship_paradox": _paradox,
    "cascades_stay_small": _small_cascades,
    "clustered_carries_further": _clustered,
    "clustered_experiment": lambda seed: _clustered(seed, 144),
    "long_ties_win_with_chance": _long_ties,
    "reactions_raise_posting": _without_reactions,
    "givers_are_given": _given,
    "little_is_enough": _opposing,
    "newest_first_helps_a_little": _newest,
    "weak_ties_carry": _weak,
}

"""What every model of this room gives back, and what it asks of its sliders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from plnkit.model.network import PlnError

if TYPE_CHECKING:
    import pandas


LAST_SEED = 2**62
MANY = 1e6  # a limit so high that nobody needs to be told of it


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One run of a model.

    `curve` has one row per step or position, its first column across, the others up; each is
    a plain-words title. `says` is one sentence with the numbers. `states` says how each person
    stands at each step, shape (steps, people), as a place in `legend`: for the drawing. `first`
    is the first position of a slider at which each person is reached, where a model knows it;
    each row of the curve is then a position, and `told` has a sentence for each.
    """

    curve: pandas.DataFrame
    says: str
    states: np.ndarray | None = None
    legend: tuple[str, ...] = ()
    first: np.ndarray | None = None
    told: tuple[str, ...] = ()


def bands(numbers: np.ndarray, edges: Sequence[float]) -> np.ndarray:
    """In which band each number lies, 0 … len(edges), in a byte each: a million people fit."""
    return np.searchsorted(np.asarray(edges), numbers, side="right").astype(np.int8)


def share(name: str, value: float) -> float:
    """A number between 0 and 1, or a PlnError."""
    return within(name, value, 0.0, 1.0)


def within(name: str, value: float, low: float, high: float) -> float:
    """A finite number between two limits, or a PlnError that names it."""
    number = isinstance(value, Real)
    if not (number and low <= value <= high):  # NaN is on neither side
        limits = f"lies between {low:g} and {high:g}"
        if high >= MANY:
            above = number and value > high
            limits = f"is at most {high:,.0f}" if above else f"is at least {low:g}"
        raise PlnError(f"{name} {limits}; this is {value!r}.")
    return float(value)


def generator(seed: int) -> np.random.Generator:
    """A generator of its own for a run. Raises PlnError for what is no seed."""
    within("The seed", seed, 0, LAST_SEED)  # gives a float, which large seeds don't fit in
    return np.random.default_rng(int(seed))

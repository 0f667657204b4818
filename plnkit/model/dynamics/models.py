"""The models by name: what `plnkit/data/models.toml` says of each, and a way to run it.

>>> ripple = models()["ripple"]
>>> ripple.title, [slider.name for slider in ripple.sliders.values()]
('The ripple effect', ['Chance to pass it on'])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from plnkit.model.network import PlnError, suggestion
from plnkit.model.records import place, record, toml_of

if TYPE_CHECKING:
    from plnkit.model.dynamics.follow import FollowGraph
    from plnkit.model.dynamics.shape import Run

FILE = "models.toml"
HOME = {"contagion": "ripple"}  # the room of a model that has none of its own name
MOST_SLIDERS = 3


@dataclass(frozen=True, slots=True)
class Slider:
    """One thing a learner may change: a number from `min` to `max`, or one of `choices`, key to title."""

    name: str
    meaning: str
    default: float | str
    min: float = 0
    max: float = 1
    step: float = 0.01
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guess:
    """What is predicted: how a number, a column and a row of the curve, comes out against another.

    `sliders` are those of the first, `changed` those that are moved for the second.
    """

    question: str
    before: Sequence[int]
    after: Sequence[int]
    sliders: Mapping[str, float | str] = field(default_factory=dict)
    changed: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Model:
    """A model as it is told to a learner; `run` runs it."""

    key: str
    title: str
    question: str
    source: str
    assumes: str
    leaves_out: str
    misconception: str
    date: str
    network: Mapping[str, str | int]
    guess: Guess
    sliders: Mapping[str, Slider]

    def graph(self, seed: int = 1, people: int | None = None) -> FollowGraph:
        """The made-up network that this model runs on unless it is given another; `people` of them."""
        from plnkit.model.dynamics import follow

        made = {"follow": follow.follow_graph, "lattice": follow.lattice}
        options = {k: v for k, v in self.network.items() if k != "kind"}
        if people is not None:
            options["people"] = people
        if self.network["kind"] == "follow":
            options["seed"] = seed
            few = max(2, options["people"] // 25)
            options["communities"] = min(options.get("communities", 8), few)
        return made[self.network["kind"]](**options)

    def run(self, graph: FollowGraph, seed: int = 1, **sliders) -> Run:
        """One run, the same for the same network, seed and sliders.

        Raises PlnError for a slider that there isn't, a value that can't be, or a network in
        which nobody follows anybody.
        """
        for name in sliders:
            if name not in self.sliders:
                raise PlnError(
                    f"'{self.key}' has no slider '{name}'.{suggestion(name, self.sliders)}"
                )
        if graph.people < 2 or not graph.ties:
            raise PlnError(
                "In this network nobody follows anybody, so nothing can travel. Take one with ties."
            )
        from plnkit.model.dynamics.shape import LAST_SEED, within

        within("The seed", seed, 0, LAST_SEED)  # gives a float, which large seeds don't fit in
        room = import_module(f"plnkit.model.dynamics.{HOME.get(self.key, self.key)}")
        chosen = {name: slider.default for name, slider in self.sliders.items()} | sliders
        return getattr(room, self.key)(graph, int(seed), **chosen)

    def guessed(self, graph: FollowGraph, seed: int = 1) -> tuple[float, float]:
        """The two numbers that are compared in the prediction, the one before first."""
        guess = self.guess
        first = last = self.run(graph, seed, **guess.sliders)
        if guess.changed:
            last = self.run(graph, seed, **{**guess.sliders, **guess.changed})
        numbers = ((first, guess.before), (last, guess.after))
        return tuple(float(run.curve.iloc[row, column]) for run, (column, row) in numbers)


def moved(before: float, after: float) -> str:
    """How a number changed: down, same (within a tenth), up, or far (to more than twice as much)."""
    if after > 2 * before:
        return "far"
    if abs(after - before) <= 0.1 * abs(before):
        return "same"
    return "up" if after > before else "down"


@cache
def models() -> Mapping[str, Model]:
    """Every model by its name, in the order they are shown in.

    Raises PlnError for an entry that lacks something or holds what can't be.
    """
    return {key: _model(key, dict(table)) for key, table in toml_of(FILE).items()}


def _model(key: str, table: dict) -> Model:
    sliders = {name: _slider(key, name, dict(s)) for name, s in table.pop("sliders", {}).items()}
    if len(sliders) > MOST_SLIDERS:
        raise _wrong(key, f"it has {len(sliders)} sliders. Leave {MOST_SLIDERS} or fewer.")
    guess = _guess(key, table.pop("guess", {}), sliders)
    return record(Model, place(FILE, key), table, key=key, sliders=sliders, guess=guess)


def _guess(key: str, table: Mapping, sliders: Mapping) -> Guess:
    entry = f"{key}.guess"
    guess = record(Guess, place(FILE, entry), table)
    for end in ("before", "after"):
        if [type(n) for n in table[end]] != [int, int] or table[end][0] < 1:
            raise _wrong(entry, f"'{end}' is {table[end]}. Give a column, from 1, and a row.")
    for name in {**guess.sliders, **guess.changed}:
        if name not in sliders:
            raise _wrong(entry, f"there is no slider '{name}'.{suggestion(name, sliders)}")
    return guess


def _slider(key: str, name: str, table: dict) -> Slider:
    slider = record(Slider, place(FILE, f"{key}.sliders.{name}"), table)
    right = (
        slider.default in slider.choices
        if slider.choices
        else (slider.step > 0 and slider.min <= slider.default <= slider.max)
    )
    if not right:
        raise _wrong(f"{key}.sliders.{name}", f"its default, {slider.default}, can't be chosen.")
    return slider


def _wrong(entry: str, what: str) -> PlnError:
    return PlnError(f"{place(FILE, entry)}: {what}")

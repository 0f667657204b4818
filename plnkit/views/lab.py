"""A lab: predict, move a slider, compare. One widget for every model of `plnkit.model.dynamics`.

    plnkit.Lab("ripple")              the made-up network that the model comes with
    plnkit.Lab("ripple", of=my_map)   offers the network of a map too
    plnkit.Lab("contagion", alone=0.05)

The curve is of thousands of made-up people; the drawing shows some of a smaller network of the same
kind. Where one walk answers every position of a slider (the ripple), the page has all of them
at once and does not ask Python.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import traitlets as t

from plnkit.draw import lab as drawn
from plnkit.draw.text import escaped
from plnkit.model.audit import number_text
from plnkit.model.dynamics import evidence, sweep
from plnkit.model.dynamics.follow import from_network
from plnkit.model.dynamics.models import models
from plnkit.model.library import sample
from plnkit.model.network import Network, PlnError, suggestion
from plnkit.model.store import Store
from plnkit.views import controls
from plnkit.views.controls import Button, Choice, Control, Group, Html, Menu, Notice, Number

SMALL = 144  # people in the drawing of a made-up network
OTHERS = 20  # other seeds
MADE, STUDENT, OWN = "made", "student", "own"
OPTIONS = {
    "down": "It is lower",
    "same": "About the same, within a tenth",
    "up": "Higher, up to twice as much",
    "far": "More than twice as much",
}
CAME = {
    "down": "It is lower",
    "same": "It is about the same",
    "up": "It is higher",
    "far": "It is more than twice as much",
}


class Guess(NamedTuple):
    """What is predicted: a number against another, each a column and a row of the curve."""

    question: str
    before: tuple[int, int]
    after: tuple[int, int]
    sliders: Mapping = MappingProxyType({})
    changed: Mapping = MappingProxyType({})  # what is moved between the two


GUESSES = {
    "feed": Guess(
        "One day of posts, first with the newest on top, then the most liked. "
        "How much of all views does the most seen tenth of posts get now?",
        (1, -1), (2, -1), {"rule": "likes"},
    ),
    "ripple": Guess(
        "Each follower passes a post on with a chance of 5%. Then the chance is twice as high, 10%. "
        "How many people does the post reach now?",
        (1, 10), (1, 20),
    ),
    "contagion": Guess(
        "People take up a habit once two of those they follow have. First they follow friends who know "
        "each other. Then all ties lead to strangers. How many take it up now?",
        (1, -1), (2, -1), {"needs": 2, "rewired": 1.0, "alone": 0.0},
    ),
    "habit": Guess(
        "For 40 days others react to posts, then nobody does. How often do those with most followers "
        "post 20 days later, compared with their very first day?",
        (2, 0), (2, -1),
    ),
    "give": Guess(
        "Takers never help, givers always do. After a year, how much of what givers ask is answered, "
        "compared with takers?",
        (1, -1), (2, -1),
    ),
    "crawl": Guess(
        "You begin with ten of the best-known people in place of three. How many people on the subject "
        "do you find in six rounds?",
        (1, -1), (1, -1), {"seeds": 3}, {"seeds": 10},
    ),
    "chambers": Guess(
        "At first half of those one follows are on the other side. How many are there after everybody "
        "has read forty times, and now and then unfollowed what is far?",
        (1, 0), (1, -1),
    ),
    "crisis": Guess(
        "Your question may go along any tie. Then only along strong ones. How often does it meet "
        "somebody who may know within two days?",
        (1, -1), (2, -1),
    ),
}  # fmt: skip


class Stage(Control):
    """People and a curve that the page moves; `value` is the step shown, unless a slider moves it."""

    _kind = t.Unicode("lab").tag(sync=True)
    _asks = False
    value = t.Int(0, min=0).tag(sync=True)
    data = t.Dict().tag(sync=True)
    says = t.List(t.Unicode(), help="a sentence for each row, or one").tag(sync=True)
    people = t.Unicode().tag(sync=True)
    curve = t.Unicode().tag(sync=True)
    twin = t.Unicode().tag(sync=True)
    drawn_of = t.Unicode().tag(sync=True)
    slider = t.Unicode(help="the slider whose positions are the rows").tag(sync=True)
    revealed = t.Bool(False, help="after the prediction").tag(sync=True)

    def text(self):
        return self.says[min(self.value, len(self.says) - 1)] if self.says else ""

    def _static_html(self):
        if not self.data:
            return ""
        told = ""
        if self.people:
            states = drawn.states_at(self.data, self.value)
            told = drawn.states_table(
                states, self.data["legend"], self.data["labels"], f"In the drawing. {self.drawn_of}"
            )
        return f"<p>{escaped(self.text())}</p>{self.twin}{told}"


class Lab(Group):
    """A model of `plnkit.model.dynamics.models`: predict, then move its sliders, then compare.

    `of` is a network, or a widget with a `network`, to run it on too; without it one's own map is
    offered. Others are sliders by name and where they begin. `predictions` holds each prediction
    made: model, guessed, came. Raises PlnError for a model or a slider that there isn't.
    """

    network = t.Instance(Network, allow_none=True)
    predictions = t.List(t.Dict())

    def __init__(self, model: str, of=None, **sliders):
        if model not in models():
            raise PlnError(f"There is no lab '{model}'.{suggestion(model, models())}")
        self.model = models()[model]
        for name in set(sliders) - set(self.model.sliders):
            known = self.model.sliders
            raise PlnError(f"'{model}' has no slider '{name}'.{suggestion(name, known)}")
        self._sliders = {
            name: _control(slider, sliders.get(name, slider.default))
            for name, slider in self.model.sliders.items()
        }
        self._graphs, self._run, self._others = {}, None, []
        self._stopping, self._thread = threading.Event(), None
        networks = {MADE: "A made-up one", STUDENT: "The student's map", OWN: "My own map"}
        if of is not None:
            networks[OWN] = "The map given here"
        self._which = Menu("On which network?", networks, value=MADE)
        self._seed = Number(
            "Seed",
            value=1,
            min=0,
            max=1e9,
            whole=True,
            hint="The same seed gives the same history.",
        )
        self._guess = Choice(f"Predict: {GUESSES[model].question}", OPTIONS)
        self._show = Button("Show what happens")
        self._said, self._stage = Notice(""), Stage()
        self._repeat = Button(f"Repeat with {OTHERS} other seeds", quiet=True)
        self._count = Button("Count the published findings here", quiet=True)
        self._stop = Button("Stop", quiet=True, disabled=True)
        self._progress = Notice("", quiet=True)
        self._rest = Group("", [self._stage])
        self._told = Html("")
        super().__init__(
            self.model.title,
            [self._guess, self._show, self._said, self._rest, self._told],
            hint=self.model.question,
        )
        self._show.on_click(self._reveal)
        for control in (*self._sliders.values(), self._which, self._seed):
            control.on_change(partial(self._changed, control))
        self._repeat.on_click(self._repeat_all)
        self._count.on_click(self._count_published)
        self._stop.on_click(self._stopping.set)
        self._tell({})
        self._draw()
        if isinstance(of, Network):
            self.network = of
        elif of is not None:
            t.dlink((of, "network"), (self, "network"))

    # -- the prediction ----------------------------------------------------------------------

    def _reveal(self) -> None:
        if self._guess.value is None:
            self._said.say("Predict first: choose one of the four.", tone="care")
            return
        guess, seed = GUESSES[self.model.key], self._seed.value or 0
        graph = self._graph(MADE)[0]
        run = self.model.run(graph, seed, **guess.sliders)
        then = (
            self.model.run(graph, seed, **{**guess.sliders, **guess.changed})
            if guess.changed
            else run
        )
        before = float(run.curve.iloc[guess.before[1], guess.before[0]])
        after = float(then.curve.iloc[guess.after[1], guess.after[0]])
        came = moved(before, after)
        told = f"{CAME[came]}: {number_text(round(after, 2))}, against {number_text(round(before, 2))}."
        right = came == self._guess.value
        self._said.say(
            f"As you predicted. {told}"
            if right
            else f"You predicted: {OPTIONS[self._guess.value].lower()}. {told}",
            tone="good" if right else "care",
        )
        made = {"model": self.model.key, "guessed": self._guess.value, "came": came}
        self.predictions = [*self.predictions, made]
        if not self._stage.revealed:
            self._stage.revealed = True
            first = [*self._sliders.values(), self._which, self._seed]
            buttons = [self._repeat, self._stop]
            if self._published():
                buttons.insert(1, self._count)
            self._rest.children = (
                Group("", first, columns=3),
                self._stage,
                Group("", buttons, columns=3),
                self._progress,
            )

    # -- a run -------------------------------------------------------------------------------

    def _graph(self, which: str):
        """The network, and where its people stand where it is a map."""
        if which == MADE:
            key = self._seed.value or 0
            if key not in self._graphs:
                self._graphs = {key: self.model.graph(key)}  # one at a time: they are large
            return self._graphs[key], None
        network = sample("student") if which == STUDENT else self.network or Store.open().network
        graph = from_network(network)
        if Path("assignment.toml").is_file():  # no names in the state of an assignment's notebook
            graph = replace(graph, labels=())
        places = drawn.map_places(network) if graph.people <= drawn.MOST_DRAWN else None
        return graph, places

    def _small(self, seed: int):
        """A smaller network of the same kind to draw, where its people stand, and a word on it."""
        if ("small", seed) not in self._graphs:
            small = self.model.graph(seed, SMALL)
            about = (
                f"{small.people} people of a smaller network of the same kind, with the same seed. "
            )
            about += (
                "The larger, the more followers."
                if self.model.network["kind"] == "follow"
                else "Everybody is tied to the eight around; no tie is rewired here."
            )
            self._graphs["small", seed] = small, drawn.made_up_places(small), about
        return self._graphs["small", seed]

    def _values(self) -> dict:
        return {
            name: slider.value / 100 if getattr(slider, "unit", "") == "%" else slider.value
            for name, slider in self._sliders.items()
        }

    @t.observe("network")
    def _other_map(self, _):
        if self._which.value == OWN:
            self._draw()

    def _changed(self, control: Control, _) -> None:
        moves_itself = self._stage.slider and control in self._sliders.values()
        if not moves_itself:
            self._draw()

    def _draw(self) -> None:
        graph, places = self._graph(self._which.value)
        seed, values = self._seed.value or 0, self._values()
        run = self.model.run(graph, seed, **values)
        small, shown, about = (
            graph,
            run,
            f"All {graph.people:,} on the map. The ring marks you.",
        )
        if self._which.value == MADE:
            small, places, about = self._small(seed)
            shown = self.model.run(small, seed, **values)
        elif places is None:
            about = f"{graph.people:,} people are too many to draw."
        self._run, self._others = run, []
        rows = len(run.curve)
        stage = self._stage
        with stage.hold_sync():
            same = len(stage.data.get("rows", ())) == rows
            of = (shown.states, shown.first) if places is not None else ((), None)
            labels = small.labels if places is not None else ()
            stage.data = drawn.stage_data(run.curve, *of, shown.legend, labels)
            if not same:
                stage.value = self._row() if run.first is not None else _telling(shown.states, rows)
            stage.says = _ripple_says(run, graph) if run.first is not None else [run.says]
            stage.people = (
                drawn.people_svg(small, places, "0" * small.people, "People and their ties")
                if places is not None
                else ""
            )
            stage.drawn_of = about
            stage.twin = drawn.curve_table(run.curve, f"Seed {seed}.")
            stage.slider = (
                controls._reference(next(iter(self._sliders.values())))
                if run.first is not None
                else ""
            )
            self._draw_curve()
        self._progress.say("")

    def _draw_curve(self) -> None:
        title = f"{', '.join(self._run.curve.columns[1:])}, by {self._run.curve.columns[0]}"
        self._stage.curve = drawn.curve_svg(self._run.curve, self._row(), self._others, title)

    def _row(self) -> int:
        """The row of the curve that is looked at."""
        if self._run.first is not None:
            slider = next(iter(self._sliders.values()))
            return round((slider.value - slider.min) / slider.step)
        return min(self._stage.value, len(self._run.curve) - 1)

    # -- what takes longer -------------------------------------------------------------------

    def _repeat_all(self) -> None:
        graph, _ = self._graph(self._which.value)
        seed, values = self._seed.value or 0, self._values()
        of = self._run

        def finish(curves: list) -> None:
            if not curves or self._run is not of:
                return
            self._others = curves
            self._draw_curve()
            row = self._row()
            x = f"{of.curve.columns[0]} {number_text(float(of.curve.iloc[row, 0]))}"
            told = []
            for k, name in enumerate(of.curve.columns[1:], 1):
                ends = [f(round(float(c.iloc[row, k]), 2) for c in curves) for f in (min, max)]
                told.append(f"{name}: {' to '.join(dict.fromkeys(map(number_text, ends)))}")
            self._progress.say(
                f"In {len(curves)} runs with other seeds, at {x}: {'; '.join(told)}."
            )

        runs = [
            lambda one=one: self.model.run(graph, one, **values).curve
            for one in sweep.seeds(seed + 1, OTHERS)
        ]
        self._work(runs, finish)

    def _published(self) -> list:
        return [f for f in evidence.findings().values() if f.model == self.model.key]

    def _count_published(self) -> None:
        found = self._published()

        def finish(results: list) -> None:
            self._tell({f.key: result for f, result in zip(found, results, strict=False)})
            if len(results) == len(found):
                self._progress.say("Counted. Open 'What was published', below.")

        self._work(
            [partial(evidence.result, f, self._seed.value or 0, OTHERS) for f in found], finish
        )

    def _tell(self, ours: dict) -> None:
        told = drawn.told_html(self.model, self._published(), ours)
        self._told.value = f'<div class="pln-told-model">{told}</div>'

    def _work(self, tasks: Sequence[Callable], finish: Callable[[list], None]) -> None:
        """Do the tasks beside the page, so that Stop is heard; `finish` gets what was done by then."""
        if self._thread and self._thread.is_alive():
            return
        self._stopping.clear()
        self._stop.disabled = False

        def work() -> None:
            done = []
            try:
                for task in tasks:
                    if self._stopping.is_set():
                        break
                    self._progress.say(f"{len(done)} of {len(tasks)} done.")
                    done.append(task())
                if self._stopping.is_set():
                    self._progress.say(f"Stopped after {len(done)} of {len(tasks)}.")
                finish(done)
            except PlnError as problem:
                self._progress.say(str(problem), tone="problem")
            finally:
                self._stop.disabled = True

        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()


def _telling(states, rows: int) -> int:
    """The last step; where all people are alike by then, one at which they differ."""
    differ = [k for k, row in enumerate(states) if len(set(row)) > 1]
    return rows - 1 if not differ or differ[-1] == rows - 1 else differ[len(differ) // 2]


def moved(before: float, after: float) -> str:
    """How a number changed, one of OPTIONS: a tenth up or down is the same."""
    if after > 2 * before:
        return "far"
    if abs(after - before) <= 0.1 * abs(before):
        return "same"
    return "up" if after > before else "down"


def _control(slider, value) -> Control:
    """A slider's control; a share is shown as a percentage."""
    if slider.choices:
        return Menu(slider.name, dict(slider.choices), hint=slider.meaning, value=value)
    scale, unit = (
        (100, "%") if not slider.unit and slider.max <= 1 else (1, slider.unit * (slider.min != 1))
    )
    low, high, step = (round(scale * n, 6) for n in (slider.min, slider.max, slider.step))
    return controls.Slider(
        slider.name, min=low, max=high, step=step, unit=unit, hint=slider.meaning,
        value=round(scale * value, 6),
    )  # fmt: skip


def _ripple_says(run, graph) -> list[str]:
    """What `ripple` says, for every position of its slider."""
    whose = run.curve.columns[1]
    return [
        f"At {x:g}% {whose} reaches {one:,.0f} of {graph.people:,} people, a post by anybody {mean:,.1f} on average."
        for x, one, mean in run.curve.itertuples(index=False)
    ]

"""A lab: predict, move a slider, compare. One widget for every model of `plnkit.model.dynamics`.

    plnkit.Lab("ripple")              the made-up network that the model comes with
    plnkit.Lab("ripple", of=my_map)   offers the network of a map too
    plnkit.Lab("contagion", alone=0.05)
    lab.compared()                    in a cell of its own: what was tried, laid over one another

The curve is of thousands of made-up people; the drawing shows some of a smaller network of the same
kind. Where one walk answers every position of a slider (the ripple), the page has all of them
at once and does not ask Python.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from numbers import Real
from pathlib import Path

import traitlets as t
from IPython.display import display

from plnkit.draw import curve
from plnkit.draw import lab as drawn
from plnkit.draw.curve import Tried
from plnkit.draw.text import escaped
from plnkit.model.audit import number_text
from plnkit.model.dynamics import evidence, sweep
from plnkit.model.dynamics.follow import from_network
from plnkit.model.dynamics.models import models, moved
from plnkit.model.library import sample, samples
from plnkit.model.network import Network, PlnError, suggestion
from plnkit.model.real import real_network, real_networks, there
from plnkit.model.store import Store
from plnkit.views import controls
from plnkit.views.controls import Button, Choice, Control, Group, Html, Menu, Notice, Number

OTHERS = 20  # other seeds
LAST, STAYED = 12, 1.0  # runs to compare, and the seconds after which one was looked at, not passed
MADE, KARATE, OWN = "made", "karate", "own"
PLOTLY = "application/vnd.plotly.v1+json"
NOTHING = "Nothing is tried yet. Predict in the lab above and move its sliders, then run this cell."
AGAIN = "Stay at several positions for a second or more, and run this cell again to compare them."
OPTIONS = {
    "down": "It is lower",
    "same": "It is about the same, within a tenth",
    "up": "It is higher, up to twice as much",
    "far": "It is more than twice as much",
}


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
    dark = t.Bool(False, help="whether the page is: it tells").tag(sync=True)

    def text(self):
        return self.says[min(self.value, len(self.says) - 1)] if self.says else ""

    def _static_html(self):
        if not self.data:
            return ""
        when = f"In the drawing. {self.drawn_of}"
        told = drawn.states_table(self.data, self.value, when) if self.people else ""
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
        a_map = isinstance(of, Network) or (isinstance(of, t.HasTraits) and of.has_trait("network"))
        if of is not None and not a_map:
            raise PlnError(
                "`of` is a network, such as plnkit.sample('student'), or a map's widget."
            )
        self.model = models()[model]
        for name in set(sliders) - set(self.model.sliders):
            known = self.model.sliders
            raise PlnError(f"'{model}' has no slider '{name}'.{suggestion(name, known)}")
        self._sliders = {
            name: _control(slider, sliders.get(name, slider.default))
            for name, slider in self.model.sliders.items()
        }
        self._graphs, self._small, self._run, self._others = {}, {}, None, []
        self._tried, self._now, self._since = {}, None, 0.0
        self._stopping, self._thread = threading.Event(), None
        own = "My own map" if of is None else "The map given here"
        kept = {
            MADE: "A made-up one",
            "student": "The student's map",
            KARATE: samples()[KARATE].title,
        }
        networks = kept | {name: real_networks()[name].title for name in there()} | {OWN: own}
        self._which = Menu("On which network?", networks, value=MADE)
        same = "The same seed gives the same history."
        self._seed = Number("Seed", value=1, min=0, max=1e9, whole=True, hint=same)
        self._moved = [*self._sliders.values(), self._which, self._seed]
        self._guess = Choice(f"Predict: {self.model.guess.question}", OPTIONS)
        self._show = Button("Show what happens")
        self._said, self._stage = Notice(""), Stage()
        self._repeat = Button(f"Repeat with {OTHERS} other seeds", quiet=True)
        self._count = Button("Count the published findings here", quiet=True)
        self._stop = Button("Stop", quiet=True, disabled=True)
        self._progress = Notice("", quiet=True)
        self._rest = Group("", [self._stage])
        self._told = Html("")
        parts = [self._guess, self._show, self._said, self._rest, self._told]
        super().__init__(self.model.title, parts, hint=self.model.question)
        self._show.on_click(self._reveal)
        for control in self._moved:
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
        before, after = self.model.guessed(self._graph(MADE)[0], self._seed.value or 0)
        came = moved(before, after)
        told = f"{OPTIONS[came]}: {number_text(round(after, 2))}, against {number_text(round(before, 2))}."
        right = came == self._guess.value
        begun = (
            "As you predicted" if right else f"You predicted: {OPTIONS[self._guess.value].lower()}"
        )
        self._said.say(f"{begun}. {told}", tone="good" if right else "care")
        made = {"model": self.model.key, "guessed": self._guess.value, "came": came}
        self.predictions = [*self.predictions, made]
        if not self._stage.revealed:
            self._stage.revealed = True
            self._look()
            count = [self._count] if self._published() else []
            moved_by = Group("", self._moved, columns=3)
            more = Group("", [self._repeat, *count, self._stop], columns=3)
            self._rest.children = (moved_by, self._stage, more, self._progress)

    # -- a run -------------------------------------------------------------------------------

    def _graph(self, which: str):
        """The network, and where its people stand where it is a map."""
        if which == OWN:
            return self._stood(self.network or Store.open().network)
        key = which, which == MADE and (self._seed.value or 0)
        if key not in self._graphs:
            self._graphs = {}  # one at a time: they are large
            if which == MADE:
                self._graphs[key] = self.model.graph(key[1]), None
            elif which in real_networks():
                called = real_networks()[which].many
                self._graphs[key] = self._stood(real_network(which), called)
            else:
                self._graphs[key] = self._stood(sample(which))
        return self._graphs[key]

    def _source(self) -> str:
        """Where the network comes from, where it is a real one."""
        told = {**samples(), **real_networks()}.get(self._which.value)
        return f" Source: {told.source}." if told else ""

    def _stood(self, network: Network, called: str = ""):
        graph = replace(from_network(network), called=called)
        if not called and Path("assignment.toml").is_file():  # no names in its notebook's state
            graph = replace(graph, labels=())
        places = drawn.map_places(network) if graph.people <= drawn.MOST_DRAWN else None
        return graph, places

    def _values(self) -> dict:
        return {
            name: slider.value / 100 if getattr(slider, "unit", "") == "%" else slider.value
            for name, slider in self._sliders.items()
        }

    @t.observe("network")
    def _other_map(self, _):
        own = self._which._labels()[OWN]
        self._tried = {words: one for words, one in self._tried.items() if own not in words}
        if self._which.value == OWN:
            self._now = None
            self._draw()

    def _changed(self, control: Control, _) -> None:
        if self._stage.slider and control in self._sliders.values():  # the page has moved itself
            self._look()
        else:
            self._draw()

    def _draw(self) -> None:
        graph, places = self._graph(self._which.value)
        seed, values = self._seed.value or 0, self._values()
        run = self.model.run(graph, seed, **values)
        small, shown, about = graph, run, f"All {graph.people:,} {graph.who}.{self._source()}"
        if graph.me is not None:
            about = f"All {graph.people:,} on the map. The ring marks you."
        if self._which.value == MADE:
            if seed not in self._small:
                self._small = {seed: drawn.small(self.model, seed)}
            small, places, about = self._small[seed]
            shown = self.model.run(small, seed, **values)
        elif places is None:
            about = f"{graph.people:,} {graph.who} are too many to draw.{self._source()}"
        self._run, self._others = run, []
        stage, rows = self._stage, len(run.curve)
        with stage.hold_sync():
            same = len(stage.data.get("rows", ())) == rows
            of = (shown.states, shown.first, small.labels) if places is not None else ((), None, ())
            stage.data = drawn.stage_data(run.curve, *of, shown.legend)
            if not same:
                moves = run.first is not None
                stage.value = self._row() if moves else drawn.telling(shown.states, rows)
            stage.says = list(run.told) or [run.says]
            stage.people = drawn.people_svg(small, places, "People and their ties")
            stage.drawn_of = about
            stage.twin = drawn.curve_table(run.curve, f"Seed {seed}.")
            first = next(iter(self._sliders.values()))
            stage.slider = "" if run.first is None else controls._reference(first)
            self._draw_curve()
        self._progress.say("")
        self._look()

    def _draw_curve(self) -> None:
        title = f"{', '.join(self._run.curve.columns[1:])}, by {self._run.curve.columns[0]}"
        self._stage.curve = drawn.curve_svg(self._run.curve, self._row(), self._others, title)

    def _row(self) -> int:
        """The row of the curve that is looked at."""
        if self._run.first is not None:
            slider = next(iter(self._sliders.values()))
            return round((slider.value - slider.min) / slider.step)
        return min(self._stage.value, len(self._run.curve) - 1)

    # -- what was tried ----------------------------------------------------------------------

    def _look(self) -> None:
        """Another run is looked at; the one before is kept, unless it was only passed."""
        if not self._stage.revealed:
            return
        if self._now and time.monotonic() - self._since >= STAYED:
            self._keep()
        words = {control.label: control._words() for control in self._moved}
        row = None if self._run.first is None else self._row()
        self._now, self._since = Tried(words, self._run.curve, row), time.monotonic()

    def _keep(self) -> None:
        words = tuple(self._now.words.values())
        others = [one for one in self._tried.items() if one[0] != words]
        self._tried = dict([*others, (words, self._now)][-LAST:])

    def compared(self) -> None:
        """Shows the last dozen runs that were looked at on the network chosen, laid over one another.

        As a plotly figure, with the same as a picture where none can run, then as tables.
        """
        if self._now is None:
            display({"text/plain": NOTHING, "text/html": f"<p>{NOTHING}</p>"}, raw=True)
            return
        self._keep()
        where = self._which._words()
        tried = [one for words, one in self._tried.items() if where in words]
        made = curve.figure(tried, "dark" if self._stage.dark else "light")
        words = {"text/plain": self.text(), "text/html": curve.still(tried)}
        display({PLOTLY: made} | words, raw=True)
        told = f"<p>{AGAIN}</p>" * (len(tried) == 1)
        display({"text/html": told + curve.tables(tried), "text/plain": AGAIN}, raw=True)

    # -- what takes longer -------------------------------------------------------------------

    def _repeat_all(self) -> None:
        graph, _ = self._graph(self._which.value)
        seed, values = self._seed.value or 0, self._values()
        of = self._run

        def finish(runs: list) -> str:
            if not runs or self._run is not of:
                return ""
            self._others = curves = [run.curve for run in runs]
            self._draw_curve()
            row = self._row()
            x = f"{of.curve.columns[0]} {number_text(float(of.curve.iloc[row, 0]))}"
            told = []
            for k, name in enumerate(of.curve.columns[1:], 1):
                ends = [f(round(float(c.iloc[row, k]), 2) for c in curves) for f in (min, max)]
                told.append(f"{name}: {' to '.join(dict.fromkeys(map(number_text, ends)))}")
            runs = (
                "1 run with another seed"
                if len(curves) == 1
                else f"{len(curves)} runs with other seeds"
            )
            return f"In {runs}, at {x}: {'; '.join(told)}."

        others = sweep.seeds(seed + 1, OTHERS)
        self._work([partial(self.model.run, graph, one, **values) for one in others], finish)

    def _published(self) -> list:
        return [f for f in evidence.findings().values() if f.model == self.model.key]

    def _count_published(self) -> None:
        found, seed = self._published(), self._seed.value or 0

        def finish(results: list) -> str:
            self._tell({f.key: result for f, result in zip(found, results, strict=False)})
            return "Counted. Open 'What was published', below." if results else ""

        self._work([partial(evidence.result, f, seed, OTHERS) for f in found], finish)

    def _tell(self, ours: dict) -> None:
        told = drawn.told_html(self.model, self._published(), ours)
        self._told.value = f'<div class="pln-told-model">{told}</div>'

    def _work(self, tasks: Sequence[Callable], finish: Callable[[list], str]) -> None:
        """Do the tasks beside the page, so that Stop is heard; `finish` tells what was done by then."""
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
                stopped = f"Stopped after {len(done)} of {len(tasks)}. " * (len(done) < len(tasks))
                self._progress.say((stopped + finish(done)).strip())
            except PlnError as problem:
                self._progress.say(str(problem), tone="problem")
            finally:
                self._stop.disabled = True

        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()


def _control(slider, value) -> Control:
    """A slider's control; a share is shown as a percentage."""
    if slider.choices:
        return Menu(slider.name, dict(slider.choices), hint=slider.meaning, value=value)
    share = not slider.unit and slider.max <= 1
    scale, unit = (100, "%") if share else (1, slider.unit * (slider.min != 1))
    low, high, step = (round(scale * n, 6) for n in (slider.min, slider.max, slider.step))
    return controls.Slider(
        slider.name, min=low, max=high, step=step, unit=unit, hint=slider.meaning,
        value=round(scale * value, 6) if isinstance(value, Real) else value,
    )  # fmt: skip

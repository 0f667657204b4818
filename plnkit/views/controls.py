"""Accessible controls for lessons and assignments: native inputs, labelled, with a hint and a problem.

Each has a synced `value`, a `label`, a `hint`, an `error` to set from Python, and `disabled`. Wrong
values and unknown options are refused with a sentence. `text()` says the same in words, and is what
stands in the notebook where no widget can run: in feedback, in print, on a page.

    guess = Choice("Who can reach more people?", ["a close friend", "an acquaintance"])
    share = Slider("Chance that a post is passed on", min=0, max=50, value=5, unit="%")
    answer = Notice()

    def show():
        answer.say("Look again at the map.", tone="care") if guess.value is None else answer.say("Yes.", tone="good")

    check = Button("Check my prediction", show)
    Group("Predict, then check", [guess, share, check, answer], columns=2)

A problem raised in what `on_click` or `on_change` calls is shown under the control, not lost in a log.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from html import escape
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

import anywidget
import ipywidgets
import traitlets as t
from ipywidgets.widgets.trait_types import TypedTuple

from plnkit.draw import tokens
from plnkit.draw.tables import table_html
from plnkit.model.network import PlnError, suggestion

STATIC = Path(__file__).parent / "static"
NOT_UNDERSTOOD = "That could not be understood. Nothing was changed."


class _Bundle(ipywidgets.Widget):
    """Code and style of many controls: sent once per kernel, where anywidget would send them with each."""

    code = t.Unicode().tag(sync=True)
    css = t.Unicode().tag(sync=True)


_bundles: dict[str, _Bundle] = {}
_here: dict[tuple, "Control"] = {}  # what `Control.here` made in this kernel


def _bundle_of(code: str) -> _Bundle:
    """The widget that holds a script of `static`; the style of all controls goes with each."""
    if code not in _bundles or _bundles[code].comm is None:  # closed by Widget.close_all
        css = tokens.css() + (STATIC / "controls.css").read_text(encoding="utf-8")
        _bundles[code] = _Bundle(code=(STATIC / code).read_text(encoding="utf-8"), css=css)
    return _bundles[code]


def _reference(widget: ipywidgets.Widget) -> str:
    """How a widget is named to anywidget's `host` in the browser."""
    return f"anywidget:{widget.model_id}"


def tried(call: Callable, *given: object) -> tuple[Any, str]:
    """What a call gives and "", or "" and why it refuses; for messages, which may hold anything."""
    try:
        return call(*given), ""
    except PlnError as problem:
        return "", str(problem)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return "", NOT_UNDERSTOOD


class Control(anywidget.AnyWidget):
    """What all controls share. Use one of its kinds."""

    _esm = STATIC / "loader.js"
    _code = "controls.js"
    _bundle = t.Unicode().tag(sync=True)
    _kind = t.Unicode().tag(sync=True)
    label = t.Unicode(help="what is asked, always visible").tag(sync=True)
    hint = t.Unicode(help="a sentence under the label").tag(sync=True)
    error = t.Unicode(help="what is wrong; gone when the value changes").tag(sync=True)
    disabled = t.Bool(False).tag(sync=True)
    _private = t.Bool(False, help="ask Python what to show instead").tag(sync=True)
    _instead: dict | None = None
    _works = True  # whether `here` may show it again; where not, a cell run again tries again
    _asks = True  # without a label nobody knows what for, and a screen reader says nothing

    def __init__(self, label: str = "", **options):
        if self._asks and not label.strip():
            raise TypeError(f"{type(self).__name__} needs a label: what a learner is asked.")
        traits, kind = set(self.traits(sync=True)) - _NOT_OURS, type(self).__name__
        known = sorted(name for name in traits if name[0] != "_")
        for name in set(options) - set(known):
            raise TypeError(f"{kind} has no option '{name}'.{suggestion(name, known)}")
        super().__init__(label=label, _bundle=_reference(_bundle_of(self._code)), **options)

    @classmethod
    def here(cls, *given: str):
        """The one that stands in this notebook for the same words, made now if there is none yet.

        So no cell of a lesson needs a name from another: each runs alone, again, and after a restart.
        """
        made = _here.get((cls, *given))
        if made is None or made.comm is None or not made._works:
            made = _here[cls, *given] = cls(*given)
        return made

    def on_change(self, call: Callable[[object], object]) -> None:
        """Call `call(value)` after each change of the value; show the problem if it raises one."""
        self.observe(lambda change: self._guarded(call, change["new"]), "value")

    def show_instead(self, **traits: object) -> None:
        """Show these in place of the traits' values on the pages that are open, until told otherwise.

        For what must not be saved, such as names: it travels as a message, and stands in no state,
        output or twin. Values are as the traits are sent; without any, all is as saved again.
        """
        if not traits and not self._instead:
            return
        if self._instead is None:
            self.on_msg(lambda *_: self.send({"instead": self._instead}))
        self._instead, self._private = traits, True
        self.send({"instead": traits})

    def text(self) -> str:
        """Label and value in words, on one line."""
        return f"{self.label}{self._colon()} {self._words()}"

    def _colon(self) -> str:
        return "" if self.label.endswith(("?", "!", ".", ":")) else ":"

    def _words(self) -> str:
        return str(self.value)

    def _static_html(self) -> str:
        return (
            f"<p><strong>{escape(self.label)}</strong>{self._colon()} {escape(self._words())}</p>"
        )

    def _repr_mimebundle_(self, **options):
        """The widget, and for where none can run its words as of now; a front end takes the first it can show."""
        data, metadata = super()._repr_mimebundle_(**options)
        return data | {"text/plain": self.text(), "text/html": self._static_html()}, metadata

    def _guarded(self, call: Callable, *arguments: object) -> None:
        self.error = ""
        try:
            call(*arguments)
        except Exception as problem:
            self.error = str(problem) or type(problem).__name__
            raise

    def _refuse(self, sentence: str):
        raise t.TraitError(f"{type(self).__name__} '{self.label}': {sentence}")

    def _number(
        self, value: object, low: float | None, high: float | None, whole: bool = False
    ) -> float | int:
        """The value, if it is a finite number within its limits; an int where only whole numbers are meant."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value):
            self._refuse(f"{value!r} is not a number.")
        if (low is not None and value < low) or (high is not None and value > high):
            edges = ((low, "more"), (high, "less"))
            limits = [f"{edge:g} or {way}" for edge, way in edges if edge is not None]
            self._refuse(f"{value} is out of range; it can be {' and '.join(limits)}.")
        if whole and value != int(value):
            self._refuse(f"{value} is not a whole number.")
        return int(value) if whole else float(value)

    def _pairs(self, given: Mapping[str, str] | Iterable) -> list[list[str]]:
        """Options as pairs of value and label, from {value: label}, pairs, or labels alone."""
        given = given.items() if isinstance(given, Mapping) else given
        pairs = [[one, one] if isinstance(one, str) else one for one in given]
        for pair in pairs:
            parts = pair if isinstance(pair, list | tuple) else []
            if len(parts) != 2 or not all(part and isinstance(part, str) for part in parts):
                wanted = "give a text, or a pair of value and label"
                self._refuse(f"{pair!r} is not an option; {wanted}.")
        for value, times in Counter(value for value, _ in pairs).items():
            if times > 1:
                self._refuse(f"the option '{value}' is there twice.")
        return [list(pair) for pair in pairs]

    def _option(self, value: object, labels: dict[str, str]) -> str | None:
        """The value, if it is an option or None."""
        if value is not None and value not in labels:
            self._refuse(f"{value!r} is not an option. Options: {', '.join(labels)}.")
        return value


_NOT_OURS = set(ipywidgets.DOMWidget.class_trait_names())


def number_words(value: float, step: float = 1, unit: str = "") -> str:
    """A value with its unit, to the digits of its step: 0.3 at step 0.05 is "0.30"."""
    digits = next((d for d in range(10) if abs(step * 10**d - round(step * 10**d)) < 1e-9), 10)
    return f"{value:,.{digits}f}" + (unit if unit in ("", "%") else f" {unit}")


class Slider(Control):
    """A number from `min` to `max` in steps of `step`; a whole number where min and step are whole.

    Without a step it is 1 over a range of 2 or more from a whole number, else 0.01.
    """

    _kind = t.Unicode("slider").tag(sync=True)
    value = t.Union([t.Int(), t.Float()]).tag(sync=True)
    min = t.Float(0).tag(sync=True)
    max = t.Float(1).tag(sync=True)
    step = t.Float().tag(sync=True)
    unit = t.Unicode(help="what follows the number: %, hours").tag(sync=True)

    def __init__(self, label: str, **options):
        low, high = options.get("min", 0), options.get("max", 1)
        options.setdefault("step", 1 if high - low >= 2 and low == int(low) else 0.01)
        super().__init__(label, **{"value": low, **options})

    @t.validate("value")
    def _on_a_step(self, proposal):
        if not (self.step > 0 and self.max > self.min):
            self._refuse(f"needs a step above 0, and max ({self.max:g}) above min ({self.min:g}).")
        value = self._number(proposal["value"], self.min, self.max)
        if abs(value - self._nearest(value)) > 1e-9:
            steps = f"two steps of {self.step:g}, counted from {self.min:g}"
            self._refuse(f"{value} lies between {steps}.")
        return self._nearest(value)

    @t.observe("min", "max", "step")
    def _stay_on_a_step(self, _):
        self.value = self._nearest(self.value)

    def _nearest(self, value: float) -> float | int:
        most = math.floor((self.max - self.min) / self.step + 1e-9)
        steps = min(round((value - self.min) / self.step), most)
        nearest = self.min + self.step * max(0, steps)
        whole = self.min == int(self.min) and self.step == int(self.step)
        return int(nearest) if whole else round(nearest, 10)

    def _words(self):
        return number_words(self.value, self.step, self.unit)


class Number(Control):
    """A number to type, or None while nothing readable is typed. The browser takes 2.5 and 2,5."""

    _kind = t.Unicode("number").tag(sync=True)
    value = t.Any(None).tag(sync=True)
    min = t.Float(None, allow_none=True).tag(sync=True)
    max = t.Float(None, allow_none=True).tag(sync=True)
    whole = t.Bool(False).tag(sync=True)
    unit = t.Unicode(help="what follows the number: %, hours").tag(sync=True)

    @t.validate("value")
    def _in_range(self, proposal):
        value = proposal["value"]
        return None if value is None else self._number(value, self.min, self.max, self.whole)

    def _words(self):
        return "no number yet" if self.value is None else f"{self.value:g} {self.unit}".strip()


class Text(Control):
    """One line or several, at most `max_length` characters."""

    _kind = t.Unicode("text").tag(sync=True)
    value = t.Unicode().tag(sync=True)
    lines = t.Int(1, min=1).tag(sync=True)
    max_length = t.Int(None, allow_none=True, min=1).tag(sync=True)

    @t.validate("value")
    def _short_enough(self, proposal):
        if self.max_length is not None and len(proposal["value"]) > self.max_length:
            self._refuse(f"{len(proposal['value'])} characters are more than {self.max_length}.")
        return proposal["value"]

    def _words(self):
        return self.value or "nothing written yet"


class Toggle(Control):
    """One box to tick, True or False."""

    _kind = t.Unicode("toggle").tag(sync=True)
    value = t.Bool(False).tag(sync=True)

    def _words(self):
        return "yes" if self.value else "no"


class _OfOptions(Control):
    options = t.Any(help="{value: label}, pairs, or labels alone").tag(sync=True)

    def __init__(self, label: str, options: Mapping[str, str] | Iterable, **others):
        options = options if isinstance(options, Mapping) else list(options)
        super().__init__(label, options=options, **others)

    @t.validate("options")
    def _as_pairs(self, proposal):
        return self._pairs(proposal["value"])

    def _labels(self) -> dict[str, str]:
        return dict(self._pairs(self.options))


class Choice(_OfOptions):
    """One of a few options, all of them in view; None until one is chosen."""

    _kind = t.Unicode("choice").tag(sync=True)
    value = t.Unicode(None, allow_none=True).tag(sync=True)

    @t.validate("value")
    def _an_option(self, proposal):
        return self._option(proposal["value"], self._labels())

    @t.observe("options")
    def _still_an_option(self, _):
        self.value = self.value if self.value in self._labels() else None

    def offer(self, options: Mapping[str, str], otherwise: str | None = None) -> None:
        """Other options; the value stays where it is among them, or else is `otherwise`."""
        self.options = options
        if self.value is None:
            self.value = otherwise

    def _words(self):
        return "nothing chosen yet" if self.value is None else self._labels()[self.value]


class Menu(Choice):
    """One of many options, folded away; None until one is chosen. It can be None again if `optional`."""

    _kind = t.Unicode("menu").tag(sync=True)
    optional = t.Bool().tag(sync=True)

    @t.default("optional")
    def _began_empty(self):
        return self.value is None


class Several(_OfOptions):
    """Any number of options, or `at_most` so many; a list in the order of the options."""

    _kind = t.Unicode("several").tag(sync=True)
    value = t.List(t.Unicode()).tag(sync=True)
    at_most = t.Int(None, allow_none=True, min=1).tag(sync=True)

    @t.validate("value")
    def _options_not_too_many(self, proposal):
        labels, value = self._labels(), proposal["value"]
        wanted = {self._option(one, labels) for one in value}
        if self.at_most is not None and len(wanted) > self.at_most:
            self._refuse(f"{len(wanted)} options are more than {self.at_most}.")
        return [one for one in labels if one in wanted]

    @t.observe("options")
    def _still_options(self, _):
        self.value = [one for one in self.value if one in self._labels()]

    def _words(self):
        return ", ".join(self._labels()[one] for one in self.value) or "nothing chosen yet"


class Button(Control):
    """Something to press. `clicks` counts; while `disabled` it keeps the focus and does nothing.

    One that `saves` has JupyterLab save the notebook when pressed; `saving` says that it does.
    """

    _kind = t.Unicode("button").tag(sync=True)
    clicks = t.Int(0).tag(sync=True)
    quiet = t.Bool(False, help="of second rank, beside the one that matters").tag(sync=True)
    saves = t.Bool().tag(sync=True)
    saving = t.Bool().tag(sync=True)

    def __init__(self, label: str, call: Callable[[], object] | None = None, **options):
        super().__init__(label, **options)
        if call is not None:
            self.on_click(call)

    def on_click(self, call: Callable[[], object]) -> None:
        """Call `call()` when pressed; show the problem if it raises one."""
        self.observe(lambda _: self._guarded(call), "clicks")

    def text(self):
        return f"Button: {self.label}"

    def _static_html(self):
        return ""


class Notice(Control):
    """What happened, in words that a screen reader speaks at once; tone note, good, care or problem."""

    _kind = t.Unicode("notice").tag(sync=True)
    _asks = False
    _times = t.Int(0).tag(sync=True)  # the same words said again are spoken again
    value = t.Unicode().tag(sync=True)
    tone = t.Enum(["note", "good", "care", "problem"], "note").tag(sync=True)
    quiet = t.Bool(False, help="a remark in passing, without a box").tag(sync=True)

    def __init__(self, value: str = "", **options):
        super().__init__(value=value, **options)

    def say(self, value: str, tone: str = "note") -> None:
        with self.hold_sync():
            self.value, self.tone, self._times = value, tone, self._times + 1

    def text(self):
        return self.value

    def _static_html(self):
        return f"<p>{escape(self.value)}</p>"


class Html(Control):
    """Markup that plnkit made, such as a picture and its table. Text of a learner's in it must be escaped."""

    _kind = t.Unicode("html").tag(sync=True)
    _asks = False
    value = t.Unicode().tag(sync=True)

    def __init__(self, value: str = "", label: str = "", **options):
        super().__init__(label, value=value, **options)

    def text(self):
        return self.label

    def _static_html(self):
        return self.value


@dataclass(frozen=True)
class Column:
    """A column of a Table: `fixed` is text that names the row and can't be changed."""

    key: str
    label: str
    kind: Literal["text", "number", "menu", "toggle", "fixed"] = "text"
    options: Mapping[str, str] | Iterable = ()
    min: float | None = None
    max: float | None = None
    whole: bool = False

    def empty(self) -> str | bool | None:
        return {"toggle": False, "text": "", "fixed": ""}.get(self.kind)


class Table(Control):
    """Rows to fill in: a list of dicts, one per row, with the key of each column.

    A cell is text, a number or None, one of a column's options or None, or True or False. Rows can
    be added, up to `at_most`, and removed, unless a column is fixed. An empty cell may be left out.
    """

    _kind = t.Unicode("table").tag(sync=True)
    columns = t.Any().tag(
        sync=True, to_json=lambda columns, _: [asdict(column) for column in columns]
    )
    value = t.List(t.Dict()).tag(sync=True)
    at_most = t.Int(100, min=1).tag(sync=True)
    grows = t.Bool().tag(sync=True)

    def __init__(self, label: str, columns: Iterable[Column], **options):
        super().__init__(label, columns=list(columns), **options)

    @t.default("grows")
    def _nothing_fixed(self):
        return all(column.kind != "fixed" for column in self.columns)

    @t.validate("grows")
    def _rows_are_named(self, proposal):
        if proposal["value"] and not self._nothing_fixed():
            self._refuse("a column is fixed, so rows can't be added.")
        return proposal["value"]

    @t.validate("columns")
    def _typed(self, proposal):
        kinds = get_args(get_type_hints(Column)["kind"])
        for column in proposal["value"]:
            if not isinstance(column, Column):
                self._refuse(f"{column!r} is not a Column.")
            if column.kind not in kinds:
                self._refuse(f"no kind of column '{column.kind}'. Kinds: {', '.join(kinds)}.")
        return [replace(each, options=self._pairs(each.options)) for each in proposal["value"]]

    @t.validate("value")
    def _filled(self, proposal):
        rows = proposal["value"]
        if len(rows) > self.at_most:
            self._refuse(f"{len(rows)} rows are more than {self.at_most}.")
        known = {column.key for column in self.columns}
        for row in rows:
            if extra := set(row) - known:
                columns = ", ".join(column.key for column in self.columns)
                self._refuse(f"no column '{min(extra)}'. Columns: {columns}.")
        return [
            {c.key: self._cell(c, row.get(c.key, c.empty())) for c in self.columns} for row in rows
        ]

    def _cell(self, column: Column, value: object):
        if column.kind == "number" and value is not None:
            return self._number(value, column.min, column.max, column.whole)
        if column.kind == "menu":
            return self._option(value, dict(self._pairs(column.options)))
        if column.kind in ("text", "fixed", "toggle") and type(value) is not type(column.empty()):
            self._refuse(f"{value!r} does not fit in column '{column.label}'.")
        return value

    def _shown(self, column: Column, value: object) -> str:
        if column.kind == "toggle":
            return "yes" if value else "no"
        if column.kind == "menu":
            return dict(self._pairs(column.options)).get(value, "")
        return "" if value is None else f"{value:g}" if column.kind == "number" else value

    def _words(self):
        rows = [
            "; ".join(f"{c.label} {self._shown(c, row[c.key])}" for c in self.columns)
            for row in self.value
        ]
        return " | ".join(rows) or "no rows yet"

    def _static_html(self):
        rows = [[self._shown(c, row[c.key]) for c in self.columns] for row in self.value]
        return table_html(rows, [column.label for column in self.columns], self.label)


class Group(Control):
    """Controls under one heading, side by side in at most `columns` columns where there is room.

    It holds plnkit's controls and other anywidgets, plotly's FigureWidget among them. `level` is
    the heading's; the `hint` is an introduction; `frame` sets the group apart as a panel.
    """

    _kind = t.Unicode("group").tag(sync=True)
    _asks = False
    children = TypedTuple(t.Instance(anywidget.AnyWidget)).tag(
        sync=True, to_json=lambda children, _: [_reference(child) for child in children]
    )
    columns = t.Int(1, min=1, max=4).tag(sync=True)
    level = t.Int(3, min=2, max=6).tag(sync=True)
    frame = t.Bool().tag(sync=True)

    def __init__(self, label: str, children: Iterable[anywidget.AnyWidget], **options):
        super().__init__(label, children=tuple(children), **{"frame": bool(label), **options})

    def text(self):
        texts = (child.text() for child in self.children if isinstance(child, Control))
        return "\n".join(filter(None, [self.label, self.hint, *texts]))

    def _static_html(self):
        heading = f"<h{self.level}>{escape(self.label)}</h{self.level}>" * bool(self.label)
        intro = f"<p>{escape(self.hint)}</p>" * bool(self.hint)
        twins = (child._repr_mimebundle_()[0].get("text/html", "") for child in self.children)
        return heading + intro + "".join(twins)


def row(*controls: anywidget.AnyWidget) -> Group:
    """Controls side by side where there is room."""
    return Group("", controls, columns=len(controls) or 1)

"""A question of an assignment with the control that fits it, and what grading will say of the answers."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from plnkit.draw.bank import drawing
from plnkit.draw.page import sheet_html
from plnkit.draw.tables import table_html
from plnkit.draw.text import counted, escaped
from plnkit.model.assignment import Question
from plnkit.model.audit import number_text
from plnkit.model.checks import UNKNOWN, TaskScore, given
from plnkit.model.network import PlnError, suggestion
from plnkit.model.quiz_key import BY_KEY
from plnkit.views.controls import (
    Button,
    Choice,
    Column,
    Control,
    Group,
    Html,
    Menu,
    Notice,
    Number,
    Several,
    Table,
    Toggle,
)
from plnkit.views.work import Work, work_here

LATER = "Whether they are right is scored after you hand in."


class Answer(Group):
    """One question of the assignment in the notebook's folder, saved as the learner answers.

    What is saved is there again after a restart, and in another window. It holds pseudonyms;
    names are shown on request, and saved nowhere.
    """

    def __init__(self, id: str):
        self._said = Notice("", quiet=True)
        try:
            self._work, self._id = work_here(), id
            self._asked = self._work.question(id)
        except PlnError as problem:
            super().__init__("", [Notice(str(problem), tone="problem")])
            return
        self._filling = False  # from what is saved, so there is nothing to save
        self._control = None
        self._control = self._fitting()
        self._unknown = (
            Toggle("Not known: my map doesn't tell this.") if self._asked.unknown else None
        )
        told = f"<p>{escaped(self._asked.story)}</p>" if self._asked.story else ""
        told += drawing(self._asked.picture) if self._asked.picture else ""
        above = Html(told) if told else None
        super().__init__("", [c for c in (above, self._control, self._unknown, self._said) if c])
        self._fill(first=True)
        if self._now() is not None:
            self._said.say("Saved before.")
        for control in filter(None, (self._control, self._unknown)):
            control.observe(lambda _: self._save(), "value")
        self._work.observe(lambda _: self._fill(), "handin")
        self._work.observe(lambda _: self._show_names(), "names")

    def _fitting(self) -> Control:
        asked = self._asked
        if asked.kind == "number":
            limits = {
                "min": asked.least,
                "max": asked.most,
                "whole": asked.whole,
                "unit": asked.unit,
            }
            return Number(asked.prompt, hint=asked.hint, **limits)
        if asked.kind == "table":
            most = asked.at_most or 100
            return Table(asked.prompt, self._columns(), hint=asked.hint, at_most=most)
        if asked.kind == "several" or (asked.kind == "people" and asked.at_most != 1):
            return Several(asked.prompt, {}, hint=asked.hint, at_most=asked.at_most or None)
        folded = asked.among or asked.kind in ("people", "month")
        return (Menu if folded else Choice)(asked.prompt, {}, hint=asked.hint)

    # -- from what is saved to the control, and back ---------------------------------------------

    def _saved(self) -> Any:
        """What is saved, as this control holds it; None where nothing is that can be read."""
        handin = self._work.handin
        value = given(self._asked, handin.answers.get(self._id), handin.network)
        if isinstance(self._control, Menu) and isinstance(value, list):
            return value[0]
        if isinstance(self._control, Table) and value is not None:
            return [
                _row({k: v[0] if isinstance(v, list) else v for k, v in row.items()})
                for row in value
            ]
        return value

    def _now(self) -> Any:
        """What the learner says, as it is saved; None where she says nothing."""
        if self._unknown and self._unknown.value:
            return UNKNOWN
        value = self._control.value
        if isinstance(self._control, Table):
            if self._asked.fixed:  # the page shows what a row is about; its id is saved
                what, where = self._asked.columns
                rows = zip(what.options, value, strict=True)
                value = [{**row, what.id: id} for id, row in rows if row[where.id]]
            value = [row for row in map(_row, value) if row]
        return None if value in ("", []) else value

    def _fill(self, first: bool = False) -> None:
        """Show what is saved, and what there is to choose from by now."""
        saved = self._saved()
        self._filling = True
        try:
            if isinstance(self._control, Table):
                self._control.columns = self._columns()
            elif not isinstance(self._control, Number):
                self._control.options = self._options(self._asked)
            if first or saved != self._now():
                self._set(saved)
        finally:
            self._filling = False
        self._show_names()

    def _set(self, value: Any) -> None:
        if self._unknown:
            self._unknown.value = self._control.disabled = value == UNKNOWN
            value = None if value == UNKNOWN else value
        if isinstance(self._control, Table):
            rows = value or []
            value = rows + [{}] * (self._asked.at_least - len(rows))
            if self._asked.fixed:
                what, where = self._asked.columns
                put = {row.get(what.id): row.get(where.id) for row in rows}
                value = [
                    {what.id: words, where.id: put.get(id)} for id, words in what.options.items()
                ]
        elif isinstance(self._control, Several):
            value = value or []
        self._control.value = value

    def _save(self) -> None:
        if self._filling:
            return
        if self._unknown:
            self._control.disabled = self._unknown.value
        now = self._now()
        try:
            self._work.keep(self._id, now)
        except PlnError as problem:
            self._said.say(f"Not saved. {problem}", tone="problem")
            return
        at = datetime.now().strftime("%H:%M")
        self._said.say(
            "Taken out." if now is None else f"Saved at {at}.",
            tone="note" if now is None else "good",
        )

    # -- what there is to choose from --------------------------------------------------------------

    def _options(self, asked: Question, named: bool = False) -> dict[str, str]:
        """The options; of months also those that were chosen when they were still to come."""
        options = self._work.options(asked, named)
        if asked.kind != "month":
            return options
        saved = self._saved()
        rows = saved if isinstance(saved, list) else [{asked.id: saved}]
        past = {row.get(asked.id) for row in rows} - {None, *options}
        return {month: month for month in sorted(past)} | options

    def _columns(self, named: bool = False) -> list[Column]:
        return [
            Column(c.id, c.prompt, "number", min=c.least, max=c.most, whole=c.whole)
            if c.kind == "number"
            else Column(c.id, c.prompt, "fixed")
            if self._asked.fixed and c is self._asked.columns[0]
            else Column(
                c.id, c.prompt, "menu", options=[[*o] for o in self._options(c, named).items()]
            )
            for c in self._asked.columns
        ]

    def _show_names(self) -> None:
        if not self._work.names:
            self._control.show_instead()
        elif isinstance(self._control, Table):
            self._control.show_instead(
                columns=[asdict(column) for column in self._columns(named=True)]
            )
        elif self._asked.among or self._asked.kind == "people":
            self._control.show_instead(
                options=[[*o] for o in self._options(self._asked, named=True).items()]
            )


def _row(row: dict) -> dict:
    return {key: value for key, value in row.items() if value is not None}


def check_my_work(task: str | None = None) -> Group:
    """What grading will say of one task, or of all where none is named, with a button to look again."""
    try:
        work = work_here()
        if task is not None and task not in work.assignment.tasks:
            raise PlnError(
                f"This assignment has no task '{task}'.{suggestion(task, work.assignment.tasks)}"
            )
    except PlnError as problem:
        return Group("", [Notice(str(problem), tone="problem")])
    return _Check(work, task)


class _Check(Group):
    """The points so far, and under them a line per check with its reason."""

    def __init__(self, work: Work, task: str | None):
        self._work, self._fresh = work, False
        self._ids = [task] if task else list(work.assignment.tasks)
        tasks = [work.assignment.tasks[id] for id in self._ids]
        possible = _points(sum(task.points for task in tasks))
        self._later = {use.check for task in tasks for use in task.checks} == {BY_KEY}
        words = "Check this part" if task else "Check all parts"
        self._button = Button(f"{words} ({possible})", quiet=bool(task))
        self._said, self._table = Notice(""), Html("")
        super().__init__("", [self._button, self._said, self._table])
        self._look(pressed=False)
        self._button.on_click(self._look)
        self._work.observe(self._is_old, "handin")

    def _look(self, pressed: bool = True) -> None:
        self._fresh = False
        try:
            scores = {id: score for id, score in self._work.scores().items() if id in self._ids}
        except PlnError as problem:
            self._said.say(str(problem), tone="problem")
            return
        points = sum(score.points for score in scores.values())
        possible = sum(score.possible for score in scores.values())
        open_lines = sum(got < most for score in scores.values() for got, most, _ in score.lines)
        if pressed or points:
            said = f"{number_text(points)} of {_points(possible)} so far."
            left = (
                f" {counted(open_lines, 'thing')} to look at again."
                if open_lines
                else " Nothing is missing."
            )
            if self._later:
                n = sum(len(score.lines) for score in scores.values())
                said, left = f"{n - open_lines} of {counted(n, 'question')} answered.", f" {LATER}"
            self._said.say(said + left * pressed, tone="note" if open_lines else "good")
        one = len(self._ids) == 1
        table = (
            _one(scores[self._ids[0]], self._later)
            if one
            else _all(scores, self._work, self._later)
        )
        self._table.value = sheet_html(
            table, "What the points are for" if one and not pressed else ""
        )
        self._fresh = pressed

    def _is_old(self, change) -> None:
        if self._fresh and replace(change.old, made=change.new.made) != change.new:
            self._fresh = False
            self._said.say("Something changed since. Check again when you like.")


def _points(n: float) -> str:
    return f"{number_text(n)} point{'' if n == 1 else 's'}"


def _of(got: float, most: float, later: bool) -> str:
    return f"up to {number_text(most)}" if later else f"{number_text(got)} of {number_text(most)}"


def _one(score: TaskScore, later: bool) -> str:
    rows = [(_of(got, most, later), why) for got, most, why in score.lines]
    return table_html(rows, ["Points", "Why"], "What grading will say")


def _all(scores: dict[str, TaskScore], work: Work, later: bool) -> str:
    tasks, texts = work.assignment.tasks, work.assignment.reflections.values()
    rows = [
        (
            tasks[id].title,
            _of(score.points, score.possible, later),
            next((why for got, most, why in score.lines if got < most), "Nothing is missing."),
        )
        for id, score in scores.items()
    ]
    rows += [
        (text.title, f"up to {number_text(text.points)}", "Your teacher reads what you wrote.")
        for text in texts
    ]
    return table_html(rows, ["Part", "Points", "Look at first"], "What grading will say")

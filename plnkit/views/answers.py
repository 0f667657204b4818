"""A question of an assignment with the control that fits it, and what grading will say of the answers."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from plnkit.draw.bank import drawing
from plnkit.draw.page import sheet_html
from plnkit.draw.tables import table_html
from plnkit.draw.text import escaped
from plnkit.model.assignment import Question
from plnkit.model.audit import number_text
from plnkit.model.checks import UNKNOWN, TaskScore, given
from plnkit.model.network import PlnError, counted, suggestion
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
        try:
            self._work, self._id = work_here(), id
            self._asked = asked = self._work.question(id)
        except PlnError as problem:
            super().__init__("", [Notice(str(problem), tone="problem")])
            return
        self._filling = False  # from what is saved, so there is nothing to save
        self._control = None
        self._control = self._fitting()
        unknown = "Not known: my map doesn't tell this."
        self._unknown = Toggle(unknown) if asked.unknown else None
        self._said = Notice("", quiet=True)
        told = f"<p>{escaped(asked.story)}</p>" if asked.story else ""
        told += drawing(asked.picture) if asked.picture else ""
        parts = [told and Html(told), self._control, self._unknown, self._said]
        super().__init__("", filter(None, parts))
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
            limits = {"min": asked.least, "max": asked.most, "whole": asked.whole}
            return Number(asked.prompt, hint=asked.hint, unit=asked.unit, **limits)
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
            return [_row(row) for row in value]
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
                named = what.options.items()
                value = [{what.id: words, where.id: put.get(id)} for id, words in named]
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
        if now is None:
            self._said.say("Taken out.")
        else:
            self._said.say(f"Saved at {datetime.now():%H:%M}.", tone="good")

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
        columns = []
        for k, c in enumerate(self._asked.columns):
            if c.kind == "number":
                more = {"kind": "number", "min": c.least, "max": c.most, "whole": c.whole}
            elif self._asked.fixed and k == 0:
                more = {"kind": "fixed"}
            else:
                more = {"kind": "menu", "options": _pairs(self._options(c, named))}
            columns.append(Column(c.id, c.prompt, **more))
        return columns

    def _show_names(self) -> None:
        named = {}
        if self._work.names and isinstance(self._control, Table):
            named["columns"] = [asdict(column) for column in self._columns(named=True)]
        elif self._work.names and (self._asked.among or self._asked.kind == "people"):
            named["options"] = _pairs(self._options(self._asked, named=True))
        self._control.show_instead(**named)


def _pairs(options: dict[str, str]) -> list[list[str]]:
    return [[*pair] for pair in options.items()]


def _row(row: dict) -> dict:
    """What is filled in, and of people in a cell the one."""
    told = {key: v[0] if isinstance(v, list) else v for key, v in row.items()}
    return {key: value for key, value in told.items() if value is not None}


def check_my_work(task: str | None = None) -> Group:
    """What grading will say of one task, or of all where none is named, with a button to look again."""
    try:
        work = work_here()
        if task is not None and task not in work.assignment.tasks:
            tasks = suggestion(task, work.assignment.tasks)
            raise PlnError(f"This assignment has no task '{task}'.{tasks}")
    except PlnError as problem:
        return Group("", [Notice(str(problem), tone="problem")])
    return _Check(work, task)


class _Check(Group):
    """The points so far, and under them a line per check with its reason."""

    def __init__(self, work: Work, task: str | None):
        self._work, self._fresh = work, False
        self._ids = [task] if task else list(work.assignment.tasks)
        tasks = [work.assignment.tasks[id] for id in self._ids]
        possible = sum(task.points for task in tasks)
        self._possible = f"{number_text(possible)} point{'' if possible == 1 else 's'}"
        self._later = {use.check for task in tasks for use in task.checks} == {BY_KEY}
        words = "Check this part" if task else "Check all parts"
        self._button = Button(f"{words} ({self._possible})", self._look, quiet=bool(task))
        self._said, self._table = Notice(""), Html("")
        super().__init__("", [self._button, self._said, self._table])
        self._look(pressed=False)
        self._work.observe(self._is_old, "handin")

    def _look(self, pressed: bool = True) -> None:
        self._fresh = False
        try:
            scores = {id: score for id, score in self._work.scores().items() if id in self._ids}
        except PlnError as problem:
            self._said.say(str(problem), tone="problem")
            return
        points = sum(score.points for score in scores.values())
        lines = [line for score in scores.values() for line in score.lines]
        todo = sum(got < most for got, most, _ in lines)
        if self._later:
            said = f"{len(lines) - todo} of {counted(len(lines), 'question')} answered."
            left = LATER
        else:
            said = f"{number_text(points)} of {self._possible} so far."
            left = f"{counted(todo, 'thing')} to look at again." if todo else "Nothing is missing."
        if pressed or points:
            words = f"{said} {left}" if pressed else said
            self._said.say(words, tone="note" if todo else "good")
        fold = ""
        if len(self._ids) == 1:
            rows, columns = (
                [(self._of(got, most), why) for got, most, why in lines],
                ["Points", "Why"],
            )
            fold = "" if pressed else "What the points are for"
        else:
            rows, columns = self._parts(scores), ["Part", "Points", "Look at first"]
        self._table.value = sheet_html(table_html(rows, columns, "What grading will say"), fold)
        self._fresh = pressed

    def _of(self, got: float, most: float) -> str:
        least = "up to" if self._later else f"{number_text(got)} of"
        return f"{least} {number_text(most)}"

    def _parts(self, scores: dict[str, TaskScore]) -> Iterator[tuple[str, str, str]]:
        """A row for each task, with the first thing that is missing, and for each text."""
        assignment = self._work.assignment
        for id, score in scores.items():
            missing = [why for got, most, why in score.lines if got < most]
            first = missing[0] if missing else "Nothing is missing."
            yield assignment.tasks[id].title, self._of(score.points, score.possible), first
        for text in assignment.reflections.values():
            yield (
                text.title,
                f"up to {number_text(text.points)}",
                "Your teacher reads what you wrote.",
            )

    def _is_old(self, change) -> None:
        if self._fresh and replace(change.old, made=change.new.made) != change.new:
            self._fresh = False
            self._said.say("Something changed since. Check again when you like.")

"""A plan with dates and reminders: whom to help, ask, add, keep or let go, and by when."""

import base64
import secrets
from collections.abc import Callable
from datetime import date, timedelta

import traitlets as t

from plnkit.draw.page import sheet_html
from plnkit.draw.tables import table_html
from plnkit.draw.text import short
from plnkit.model.network import HOPED, ME, Network, PlnError
from plnkit.model.plan import (
    DOES,
    FILE,
    KeptPlan,
    Step,
    again,
    codes,
    edited,
    finished,
    names_in,
    new_id,
    words,
)
from plnkit.model.pseudonyms import secret
from plnkit.model.store import MAP, home
from plnkit.views.controls import Button, Group, Html, Menu, Notice, Number, Text, Toggle, row
from plnkit.views.following import follow, refuse_in_an_assignment
from plnkit.views.network_map import NetworkMap, map_of

NEW, NOBODY = "new", "nobody"
GONE = "somebody no longer on the map"
WEEK = timedelta(weeks=1)
BUTTON = "display:inline-block;text-decoration:none"  # a link that looks as what it does
TITLES = {does: says.format("somebody") for does, says in DOES.items()}


class Plan(Group):
    """Steps with a day, kept as a calendar file whose reminders name nobody unless wanted.

    `of` is nothing or a `NetworkMap` for one's own map; of a `Network` or another map the plan is
    only tried out, in memory. Raises PlnError in an assignment's folder, and where map
    or plan can't be opened.
    """

    network = t.Instance(Network)

    def __init__(self, of: NetworkMap | Network | None = None):
        refuse_in_an_assignment("A plan")
        of = map_of(of)
        own = isinstance(of, NetworkMap) and of.path == home() / MAP
        self._kept = KeptPlan.open() if own else KeptPlan()
        self._secret = secret() if own else secrets.token_bytes(32)
        self._which = Menu("Which step?", {NEW: "A new step"}, value=NEW)
        self._does = Menu("What will you do?", TITLES, value="help")
        self._who = Menu("Who is it about?", {NOBODY: "nobody on the map yet"}, value=NOBODY)
        self._day = Text("By when?", hint="Year, month, day, such as 2026-11-30.")
        weeks = {"hint": "Empty: once.", "min": 1, "max": 52, "whole": True}
        self._weeks = Number("And again, every how many weeks?", **weeks)
        self._until = Text("Until when?", hint="Empty: with no end.")
        self._note = Text(
            "In which situation, and what exactly?",
            hint="Such as: when it is Friday at four, I answer one question. Write no names here.",
            max_length=300,
        )
        self._keep = Button("Keep this step", self._keep_step)
        self._did = Button("It is done", self._finish, quiet=True)
        self._out = Button("Take it out", self._take_out, quiet=True)
        self._said, self._steps, self._file = Notice(""), Html(""), Html("")
        self._names = Toggle(
            "Write names into the calendar file",
            hint="Off: a reminder says “Help somebody: see your map”. Many calendars are seen by others.",
        )
        form = [row(self._which, self._does, self._who), row(self._day, self._weeks, self._until)]
        form += [self._note, row(self._keep, self._did, self._out)]
        hint = "Only tried out: nothing of it is saved."
        if own:
            hint = f"Saved beside your map, as the calendar {FILE}."
        shown = [self._said, self._steps, self._names, self._file]
        super().__init__("A plan with dates", form + shown, hint=hint)
        follow(self, of)
        self._names.value = self._kept.plan.named
        self._which.on_change(lambda _: self._fill())
        self._does.on_change(lambda _: self._offer_who())
        self._names.on_change(self._name)
        self._fill()
        if self._kept.notices:
            self._said.say(" ".join(self._kept.notices), tone="care")

    @t.observe("network")
    def _follow(self, _):
        self._codes = codes(self.network, self._secret)
        entries = self.network.entries
        labels = {code: entries[id].label for id, code in self._codes.items()}
        before, self._kept.labels = self._kept.text(), labels
        if self._kept.plan.named and self._kept.text() != before and self._kept.path:
            self._kept.change(lambda plan: plan)  # a name was changed on the map, or is gone
        self._offer_who()
        self._show()

    def _offer_who(self) -> None:
        """Whom one can choose: those hoped for come first where somebody is to be added."""
        ids = [id for id in self.network.entries if id != ME]
        adding = self._does.value == "add"
        ids.sort(key=lambda id: (self.network.entries[id].ring == HOPED) is not adding)
        people = {self._codes[id]: self._kept.labels[self._codes[id]] for id in ids}
        self._who.offer({NOBODY: "nobody on the map yet", **people}, NOBODY)
        self._who.disabled = "{}" not in DOES[self._does.value]

    def _chosen(self) -> Step | None:
        return next((s for s in self._kept.plan.steps if s.id == self._which.value), None)

    def _fill(self) -> None:
        """Put the chosen step, or an empty one, into the form."""
        step = self._chosen() or Step("", "help", day=(date.today() + WEEK).isoformat())
        self._does.value = step.does
        self._offer_who()
        self._who.value = step.who if step.who in dict(self._who.options) else NOBODY
        self._day.value, self._until.value, self._note.value = step.day, step.until, step.note
        self._weeks.value = step.weeks or None
        for button in (self._did, self._out):
            button.disabled = self._which.value == NEW

    # -- what a learner does -----------------------------------------------------------------

    def _keep_step(self) -> None:
        step = self._chosen() or Step(new_id(), "help")
        nobody = self._who.disabled or self._who.value in (NOBODY, None)
        step = edited(
            step,
            does=self._does.value,
            who="" if nobody else self._who.value,
            day=self._day.value.strip(),
            weeks=self._weeks.value or 0,
            until=self._until.value.strip(),
            note=self._note.value,
            done="",
        )
        names = [] if self._kept.plan.named else names_in(step.note, self.network)
        if names:
            raise PlnError(
                f"What you wrote names {names[0]}, and a calendar is often seen by others. "
                "Leave the name out, or first tick the box below that lets names in."
            )
        if step.day < date.today().isoformat() and self._which.value == NEW:
            day = step.day or "is missing"
            raise PlnError(f"The day {day} can't lie in the past. Choose one to come.")
        self._change(lambda plan: plan.with_step(step), f"Kept: {self._line(step)}")
        self._which.value = NEW
        self._fill()

    def _finish(self) -> None:
        if step := self._chosen():
            step = finished(step, date.today())
            self._change(lambda plan: plan.with_step(step), f"Done: {self._line(step)}")

    def _take_out(self) -> None:
        if step := self._chosen():
            self._change(lambda plan: plan.without(step.id), f"Taken out: {self._line(step)}")

    def _name(self, named: bool) -> None:
        if named != self._kept.plan.named:
            now = "may name people now" if named else "names nobody on your map now"
            self._change(lambda plan: plan.with_names(named), f"The calendar {now}.")

    def _change(self, put: Callable, said: str) -> None:
        try:
            self._kept.change(put)
        finally:
            self._names.value = self._kept.plan.named
        self._said.say(" ".join([said, *self._kept.notices]), tone="good")
        self._kept.notices.clear()
        self._show()

    # -- what is shown -------------------------------------------------------------------------

    def _who_is(self, step: Step) -> str:
        return self._kept.labels.get(step.who, GONE) if step.who else ""

    def _line(self, step: Step) -> str:
        return f"{words(step, self._who_is(step))}, {step.day}."

    def _show(self) -> None:
        steps, today = self._kept.plan.steps, date.today().isoformat()
        there = {step.id: short(self._line(step), 80) for step in steps}
        self._which.offer({NEW: "A new step", **there}, NEW)
        rows = [
            (s.day, words(s, self._who_is(s)), s.note, again(s), _state(s, today)) for s in steps
        ]
        columns = ["Day", "What", "When exactly", "How often", "State"]
        table = table_html(rows, columns, "The plan, by day.", where=FILE)
        self._steps.value = sheet_html(table) if rows else ""
        self._file.value = self._link() if rows else ""

    def _link(self) -> str:
        """The calendar to take away; not while a note names somebody who mustn't be named."""
        plan = self._kept.plan
        naming = [s for s in plan.steps if not plan.named and names_in(s.note, self.network)]
        if naming:
            return (
                f"<p>The calendar can't be taken away yet: the note of {naming[0].day} names "
                "somebody on your map. Change it, or tick the box above.</p>"
            )
        data = base64.b64encode(self._kept.text().encode()).decode()
        link = f'download="{FILE}" href="data:text/calendar;charset=utf-8;base64,{data}"'
        return (
            f'<p><a class="pln-button pln-quiet" style="{BUTTON}" {link}>Download {FILE}</a></p>'
            "<p>Open it with your calendar. After a change, download it again: each step keeps its "
            "mark, so that a calendar can put the new one in place of the old.</p>"
        )


def _state(step: Step, today: str) -> str:
    if step.done:
        return f"done {step.done}"
    over = (step.until if step.weeks else step.day) or "9999"
    return "overdue" if over < today else "to come"

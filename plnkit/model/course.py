"""The lessons, the ways through them, and how far a learner has come on one.

    standing = stand(Progress.open(), "audit")
    standing.here.title, standing.minutes_left, standing.due

**A lesson is done when its check is answered**, right or not: each question of the quiz at its
end (`Quiz(lesson, when="after")`, or `Quiz(lesson)` where the lesson has one check only) has been
answered once. What was kept before the lesson doesn't count. Nobody has to look at a lesson that
is done without opening it, and nothing stops a learner from going on to any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from plnkit.model.bank import Bank, Question, bank
from plnkit.model.network import PlnError, suggestion
from plnkit.model.practice import Progress
from plnkit.model.records import place, toml_of

FILE = "lessons.toml"
CHECKED = 10  # questions in a check, unless they are named
DONE, BEGUN, NEW = "done", "begun", "new"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: what a learner does in it, how many minutes that takes, and what its check asks."""

    id: str
    title: str
    does: str
    minutes: int
    check: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A way through the course, with its lessons in order and how many minutes it takes."""

    id: str
    title: str
    about: str
    lessons: tuple[str, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class Step:
    """A lesson on a learner's way: done, begun or new, and how much of its check is answered."""

    lesson: Lesson
    state: str
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a learner has come: `here` is where to go on, None when all is done.

    `due` are the ids of the ideas whose cards come back today, the most nearly forgotten first.
    """

    way: Way
    steps: tuple[Step, ...]
    here: Lesson | None
    due: tuple[str, ...]

    @property
    def done(self) -> int:
        return sum(step.state == DONE for step in self.steps)

    @property
    def minutes_left(self) -> int:
        """Minutes of the lessons that are not done, scaled to the minutes of the way."""
        whole = sum(step.lesson.minutes for step in self.steps)
        left = sum(step.lesson.minutes for step in self.steps if step.state != DONE)
        return round(self.way.minutes * left / whole)


def lessons() -> Mapping[str, Lesson]:
    """Every lesson by its id, which is its notebook's name, in order. Raises PlnError for a faulty entry."""
    return _course()[0]


def ways() -> Mapping[str, Way]:
    """Every way by its id; the first is shown to a new learner. Raises PlnError for a faulty entry."""
    return _course()[1]


def check_questions(what: str | Iterable[str], of: Bank) -> list[Question]:
    """The questions of a check: those named by their ids, else the first of each idea, ten at most."""
    chosen, words = of.chosen(what), {what} if isinstance(what, str) else set(what)
    first: dict[str, Question] = {}
    for question in chosen:
        first.setdefault(question.id if question.id in words else question.idea, question)
    return list(first.values())[: max(CHECKED, len(words))]


def stand(progress: Progress, way: str = "ten") -> Standing:
    """How far a learner has come on a way. Raises PlnError for a way that there isn't."""
    if way not in ways():
        raise PlnError(f"There is no way '{way}'.{suggestion(way, ways())}")
    taken, of = ways()[way], bank()
    answers = {row["question"]: row["at"] for row in progress.answers()}
    steps = tuple(_step(lessons()[id], progress, answers, of) for id in taken.lessons)
    seen = [id for id in of.ideas if progress.next_due([id]) is not None]
    return Standing(taken, steps, _here(steps, progress, answers, of), tuple(progress.due(seen)))


def _step(lesson: Lesson, progress: Progress, answers: Mapping[str, str], of: Bank) -> Step:
    asked = check_questions(lesson.check, of)
    answered = sum(question.id in answers for question in asked)
    if answered == len(asked):
        state = DONE
    elif answered or progress.done(lesson.id) or progress.last_opened(lesson.id):
        state = BEGUN
    else:
        state = NEW
    return Step(lesson, state, answered, len(asked))


def _here(
    steps: Iterable[Step], progress: Progress, answers: Mapping[str, str], of: Bank
) -> Lesson | None:
    """The lesson begun that was touched last; else the first that is not done."""

    def touched(step: Step) -> str:
        mine = {q.id for q in check_questions(step.lesson.check, of)}
        days = [at for id, at in answers.items() if id in mine]
        return max([progress.last_opened(step.lesson.id) or "", *days])

    left = [step for step in steps if step.state != DONE]
    begun = [step for step in left if step.state == BEGUN]
    if begun:
        return max(reversed(begun), key=touched).lesson  # of two on one day, the later on the way
    return left[0].lesson if left else None


# -- reading and checking ----------------------------------------------------------------


@cache
def _course() -> tuple[dict[str, Lesson], dict[str, Way]]:
    data, found = toml_of(FILE), {}
    for id, entry in data.get("lessons", {}).items():
        needed = {"title": str, "does": str, "minutes": int}
        told = _values(id, entry, needed, {"check": list})
        found[id] = Lesson(id, *told[:3], tuple(told[3] or [id]))
    led = {}
    for id, entry in data.get("ways", {}).items():
        needed = {"title": str, "about": str, "lessons": list}
        told = _values(id, entry, needed, {"minutes": int})
        for lesson in told[2]:
            if lesson not in found:
                fault = f"no lesson '{lesson}'.{suggestion(lesson, found)}"
                raise PlnError(f"{place(FILE, id)}: {fault}")
        minutes = told[3] or sum(found[lesson].minutes for lesson in told[2])
        led[id] = Way(id, *told[:2], tuple(told[2]), minutes)
    return found, led


def _values(id: str, entry: Any, needed: dict[str, type], may: dict[str, type]) -> list:
    """The values of an entry in the order asked, None for what may be left out and is."""
    known, where = needed | may, place(FILE, id)
    entry = entry if isinstance(entry, dict) else {}
    for name in entry:
        if name not in known:
            raise PlnError(f"{where}: '{name}' is not known.{suggestion(name, known)}")
    for name, kind in known.items():
        value = entry.get(name)
        if (name in needed and not value) or (value is not None and type(value) is not kind):
            fault = f"'{name}' is missing or of the wrong kind. See the others."
            raise PlnError(f"{where}: {fault}")
    return [entry.get(name) for name in known]

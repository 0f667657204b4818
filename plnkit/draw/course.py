"""Where a learner stands on her way through the course: what to do next, and every lesson in a row."""

from __future__ import annotations

from markupsafe import Markup

from plnkit.draw.page import sheet_html
from plnkit.draw.tables import table_html
from plnkit.draw.text import escaped
from plnkit.model.course import BEGUN, DONE, Lesson, Standing, Step
from plnkit.model.network import counted

COLUMNS = ["Lesson", "What you do", "Minutes", "How far you are"]
CARDS = "01_key_terms"  # the lesson with the flashcards


def standing_html(standing: Standing) -> str:
    """Where to go on, what is due, what is left, and the table of the way; links are to notebooks."""
    lines = [_next(standing), _due(standing), _left(standing)]
    said = "".join(f"<p>{line}</p>" for line in lines)
    rows = [
        (
            Markup(f"{int(step.lesson.id[:2])}. {_link(step.lesson)}"),
            step.lesson.does,
            str(step.lesson.minutes),
            _state(step),
        )
        for step in standing.steps
    ]
    return said + sheet_html(table_html(rows, COLUMNS, standing.way.about))


def standing_words(standing: Standing) -> str:
    """The same in one line."""
    here = f"next is {standing.here.title}" if standing.here else "all is done"
    return f"{standing.way.title}: {standing.done} of {len(standing.steps)} done; {here}"


def hours(minutes: int) -> str:
    """Minutes as one says them, to the quarter hour: '1½ hours'; below an hour in minutes."""
    if minutes < 60:
        return counted(minutes, "minute")
    whole, quarters = divmod(round(minutes / 15), 4)
    return f"{whole}{('', '¼', '½', '¾')[quarters]} {'hour' if minutes == 60 else 'hours'}"


def _link(lesson: Lesson) -> str:
    return f'<a href="{lesson.id}.ipynb">{escaped(lesson.title)}</a>'


def _next(standing: Standing) -> str:
    if standing.here is None:
        return (
            "<strong>You have done this way.</strong> Keep your map alive: do the first step of "
            'your <a href="10_keep_it_alive.ipynb">plan</a>, and the same audit again in some months.'
        )
    step = next(step for step in standing.steps if step.lesson is standing.here)
    if step.state == BEGUN:
        asked = f"{step.answered} of {counted(step.asked, 'question')} of its check answered"
        return f"<strong>Go on where you stopped:</strong> {_link(step.lesson)}, {asked}."
    return f"<strong>Next:</strong> {_link(step.lesson)}. {escaped(step.lesson.does)}."


def _due(standing: Standing) -> str:
    n = len(standing.due)
    if not n:
        return "<strong>Due today:</strong> nothing. Terms that you practise come back here."
    cards = counted(n, "term comes", "terms come")
    where = f'<a href="{CARDS}.ipynb">lesson 1</a>'
    return f"<strong>Due today:</strong> {cards} back, among the flashcards of {where}."


def _left(standing: Standing) -> str:
    whole, left = standing.way.minutes, standing.minutes_left
    if not left:
        return f"<strong>Time:</strong> all {hours(whole)} are behind you."
    if left == whole:
        return f"<strong>Time:</strong> about {hours(whole)}, in as many sittings as you like."
    return (
        f"<strong>Time:</strong> about {hours(left)} left of {hours(whole)}. "
        f"{standing.done} of {counted(len(standing.steps), 'lesson')} done."
    )


def _state(step: Step) -> str:
    if step.state == DONE:
        return "✓ done"
    if step.answered:
        return f"{step.answered} of {step.asked} in its check"
    return "begun" if step.state == BEGUN else "–"

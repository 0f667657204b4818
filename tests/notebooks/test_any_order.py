"""A lesson's cells run alone, backwards and twice, whatever state the learner's folder is in: they
work, or they say in one sentence what to do."""

import ast
import json

import pytest
from notebooks.cells import LESSONS, _cells

from plnkit.model.library import sample
from plnkit.model.network import PlnError
from plnkit.model.plan import KeptPlan, Step, new_id
from plnkit.model.practice import Progress
from plnkit.model.store import Store
from plnkit.views import controls

pytestmark = pytest.mark.long


def cells(lesson):
    """The source of each code cell by its id, in order."""
    return {c["id"]: "".join(c["source"]) for c in _cells(lesson) if c["cell_type"] == "code"}


def ran(source, names):
    """What a cell shows as a mimebundle; None where it shows nothing of its own. Raises what it raises."""
    body = ast.parse(source).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
    return shown._repr_mimebundle_()[0] if shown is not None else None


def restart():
    controls._here.clear()


@pytest.fixture(autouse=True)
def at_the_lessons(monkeypatch):
    monkeypatch.chdir(LESSONS[0].parent)
    restart()


def each_alone(lesson):
    """What each cell raises when it is the first after a restart, by its id."""
    raised = {}
    for id, source in cells(lesson).items():
        restart()
        try:
            ran(source, {})
        except PlnError as problem:
            raised[id] = str(problem)
    return raised


every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)


@every_lesson
def test_each_cell_alone_after_a_restart_works(lesson):
    assert each_alone(lesson) == {}


@every_lesson
def test_from_the_last_cell_to_the_first_and_each_twice(lesson):
    names = {}
    for source in reversed(cells(lesson).values()):
        ran(source, names)
        ran(source, names)


def test_what_stands_in_two_cells_is_one_thing_whichever_ran_first():
    import plnkit

    cards = plnkit.MeasureCards(plnkit.NetworkMap.here(), "size")
    my_map = plnkit.NetworkMap.here()
    my_map._heard(my_map, {"do": "add", "name": "Ana", "ring": "close"}, [])
    assert cards.network.people_count == 1
    assert plnkit.Lab.here("feed") is plnkit.Lab.here("feed") is not plnkit.Lab.here("habit")
    my_map.close()
    assert plnkit.NetworkMap.here().network.people_count == 1

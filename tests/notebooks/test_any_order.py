"""Cells of lessons and assignments run alone, backwards and twice, whatever state the learner's folder is in:
they work, or they say in one sentence what to do."""

import ast
import errno
import shutil
from pathlib import Path

import pytest
from notebooks.cells import LESSONS, _cells

import plnkit
from plnkit.model.library import sample
from plnkit.model.network import PlnError
from plnkit.model.plan import KeptPlan, Step
from plnkit.model.practice import Progress
from plnkit.model.pseudonyms import secret
from plnkit.model.store import Store
from plnkit.views import controls

pytestmark = pytest.mark.long
ASSIGNMENTS = sorted((LESSONS[0].parents[1] / "assignments" / "source").glob("*/*.ipynb"))
every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)


def cells(lesson):
    """The source of each code cell by its id, in order."""
    return {c["id"]: "".join(c["source"]) for c in _cells(lesson) if c["cell_type"] == "code"}


def ran(source, names):
    """What a cell shows, as a mimebundle; None where it shows nothing of its own. Raises what it raises."""
    *body, last = ast.parse(source).body
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return shown if shown is None else shown._repr_mimebundle_()[0]


def restart():
    controls._here.clear()


@pytest.fixture(autouse=True)
def at_the_lessons(monkeypatch):
    monkeypatch.chdir(LESSONS[0].parent)
    restart()


# -- in any order ---------------------------------------------------------------------------


@every_lesson
def test_each_cell_runs_alone_after_a_restart(lesson):
    for source in cells(lesson).values():
        restart()
        ran(source, {})


@every_lesson
def test_the_cells_run_from_the_last_to_the_first_and_each_twice(lesson):
    names = {}
    for source in reversed(cells(lesson).values()):
        ran(source, names)
        ran(source, names)


def test_what_stands_in_two_cells_is_one_thing_whichever_ran_first():
    cards = plnkit.MeasureCards(plnkit.NetworkMap.here(), "size")
    my_map = plnkit.NetworkMap.here()
    my_map._heard(my_map, {"do": "add", "name": "Ana", "ring": "close"}, [])
    assert cards.network.people_count == 1
    assert plnkit.Lab.here("feed") is plnkit.Lab.here("feed") is not plnkit.Lab.here("habit")
    my_map.close()
    assert plnkit.NetworkMap.here().network.people_count == 1


def test_a_problem_is_shown_as_its_sentence_without_the_code_it_came_through(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_cell("import plnkit\nplnkit.Quiz('nonsense')")
    shown = capsys.readouterr().out
    assert "nonsense" in shown
    assert [code for code in ("Traceback", "quiz.py") if code in shown] == []


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.stem)
def test_an_assignments_cells_run_alone_backwards_and_twice(assignment, tmp_path, monkeypatch):
    shutil.copytree(assignment.parent, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    for source in reversed(cells(assignment).values()):
        restart()
        names = {}
        ran(source, names)
        ran(source, names)


def test_an_assignments_map_that_could_not_be_opened_is_tried_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plnkit.AssignmentMap.here()
    for name in ("assignment.toml", "a2_map.ipynb"):
        shutil.copy(ASSIGNMENTS[1].with_name(name), tmp_path)
    assert plnkit.AssignmentMap.here() is plnkit.AssignmentMap.here()
    assert plnkit.AssignmentMap.here().network.people_count


# -- whatever state the learner's folder is in -------------------------------------------------


def work(home):
    """A learner has drawn, answered and planned."""
    with Store.open() as store:
        store.edit("mapped", sample("student"))
    progress = Progress.open()
    progress.answered("K1-2", True)
    progress.reviewed("K6", "good")
    KeptPlan.open().change(lambda plan: plan.with_step(Step("1" * 16, "help", day="2026-12-01")))
    secret()


def nothing(home):
    pass


def holds(name, text):
    def put(home):
        work(home)
        (home / name).write_text(text)

    return put


def newer(name):
    def put(home):
        work(home)
        text = (home / name).read_text()
        for one, two in (('"version": 1', '"version": 2'), ("X-PLN-VERSION:1", "X-PLN-VERSION:2")):
            text = text.replace(one, two)
        (home / name).write_text(text)

    return put


def read_only(patch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    patch.setattr("filelock.FileLock.acquire", refuse)
    patch.setattr("tempfile.mkstemp", refuse)
    patch.setattr(Path, "mkdir", refuse)


def full(patch):
    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    patch.setattr("os.fsync", refuse)


def neither(patch):
    pass


STATES = {  # what is in the folder, what is wrong with the disk, and what a cell that gives up says
    "empty, read-only": (nothing, read_only, "Set PLN_HOME"),
    "filled, read-only": (work, read_only, None),
    "empty, full": (nothing, full, "No space left"),
    "filled, full": (work, full, None),
    "a file": (lambda home: home.write_text("x"), neither, "Set PLN_HOME"),
    "newer map": (newer("my-pln.json"), neither, "update plnkit"),
    "damaged map": (holds("my-pln.json", "{"), neither, "Lesson 07 shows the map"),
    "map without its parts": (
        holds("my-pln.json", '{"format": "plnkit/network", "version": 1}'),
        neither,
        "Lesson 07 shows the map",
    ),
    "newer progress": (newer("progress.json"), neither, "Update plnkit"),
    "damaged progress": (holds("progress.json", "{"), neither, None),
    "progress without its parts": (
        holds("progress.json", '{"format": "plnkit/progress", "version": 1}'),
        neither,
        None,
    ),
    "progress that makes no sense": (
        holds(
            "progress.json",
            '{"format": "plnkit/progress", "version": 1, "way": 3, "lessons": {"01": 3}, "cards": {"K1": 3}}',
        ),
        neither,
        None,
    ),
    "newer plan": (newer("plan.ics"), neither, "Update plnkit"),
    "damaged plan": (holds("plan.ics", "x"), neither, None),
    "damaged secret": (holds("pln-secret", "x"), neither, "Restore it from a backup"),
}


@pytest.mark.parametrize(("put", "disk", "says"), STATES.values(), ids=STATES)
def test_each_lesson_opens_or_says_what_to_do(pln_home, monkeypatch, put, disk, says):
    put(pln_home)
    disk(monkeypatch)
    before = {path: path.read_bytes() for path in pln_home.glob("*.*")}
    said = set()
    for lesson in LESSONS:
        for source in cells(lesson).values():
            if "Lab.here" in source:  # asks the folder for nothing
                continue
            restart()
            try:
                ran(source, {})
            except PlnError as problem:
                said.add(str(problem))
    assert all(says and says in sentence and sentence.endswith(".") for sentence in said), said
    assert bool(said) == bool(says)
    if says:
        assert {path: path.read_bytes() for path in before if "progress" not in path.name} == {
            path: kept for path, kept in before.items() if "progress" not in path.name
        }


@pytest.mark.parametrize("disk", [read_only, full])
@pytest.mark.parametrize("put", [work, nothing])
def test_an_assignment_opens_or_says_what_is_wrong(pln_home, tmp_path, monkeypatch, put, disk):
    folder = tmp_path / "a3"
    shutil.copytree(ASSIGNMENTS[2].parent, folder)
    put(pln_home)
    disk(monkeypatch)
    monkeypatch.chdir(folder)
    said = {}
    for id, source in cells(ASSIGNMENTS[2]).items():
        restart()
        try:
            ran(source, {})
        except PlnError as problem:
            said[id] = str(problem)
    assert set(said) <= {"a3-drawing"}, said  # needs the secret, which can't be made
    answer = plnkit.Answer("hand_in_tells")
    answer._control.value = [answer._control.options[0][0]]
    assert answer._said.value.startswith("Not saved. ")


@pytest.mark.parametrize("disk", [read_only, full])
def test_where_nothing_can_be_written_each_part_says_so_and_goes_on(pln_home, monkeypatch, disk):
    work(pln_home)
    disk(monkeypatch)
    quiz, cards = plnkit.Quiz(["K1-3"]), plnkit.Flashcards()
    turn = quiz._turns[0]
    quiz._heard(quiz, {"do": "answer", "answer": turn.question.solution}, [])
    assert quiz._page["judged"]["head"] == "Right."
    assert quiz._page["saved"].startswith("Not saved. ")
    cards._heard(cards, {"do": "turn"}, [])
    cards._heard(cards, {"do": "rate", "rating": 3}, [])
    assert cards._page["saved"].startswith("Not saved. ")
    my_map = plnkit.NetworkMap.here()
    heard = []
    monkeypatch.setattr(my_map, "send", lambda message, **_: heard.append(message))
    my_map._heard(my_map, {"do": "add", "name": "Zoe", "ring": "close"}, [])
    assert "Zoe" in [entry.name for entry in my_map.network.entries.values()]
    assert heard[-1]["problem"]
    plan = plnkit.Plan(my_map)
    with pytest.raises(PlnError):
        plan._keep.clicks += 1
    assert plan._keep.error

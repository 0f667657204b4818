"""The assignments' notebooks ask what their assignment.toml scores, can be released, and run."""

import json
import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest

from assignments import TEXT
from plnkit.grading.marked import ASKS
from plnkit.model.assignment import assignment_in
from plnkit.model.checks import scored
from plnkit.model.coverage import content
from plnkit.model.handin import Answers
from plnkit.model.library import sample
from plnkit.model.network import ME
from plnkit.model.store import Store
from plnkit.model.workplace import leaks_in, workplace

SOURCE = Path(__file__).parents[2] / "assignments" / "source"
ASSIGNMENTS = [path.parent.name for path in sorted(SOURCE.glob("*/assignment.toml"))]
each = pytest.mark.parametrize("name", ASSIGNMENTS)


def cells(name: str) -> list:
    return nbformat.read(SOURCE / name / f"{name}.ipynb", as_version=4).cells


def call(cell) -> str:
    """What a cell calls: each imports plnkit itself, so that it runs alone after a restart."""
    return cell.source.removeprefix("import plnkit\n\n")


def grading(cell) -> dict:
    return cell.metadata.get("nbgrader", {})


@each
def test_every_question_every_task_and_every_reflection_stands_in_the_notebook_once(name):
    assignment, sources = assignment_in(SOURCE / name), [call(cell) for cell in cells(name)]
    asked = [s for s in sources if s.startswith("plnkit.Answer(")]
    assert sorted(asked) == sorted(f'plnkit.Answer("{id}")' for id in assignment.answers)
    checked = {grading(c)["grade_id"]: c for c in cells(name) if grading(c).get("grade")}
    assert set(checked) == {*assignment.tasks, *assignment.reflections}
    for id, task in assignment.tasks.items():
        cell = checked[id]
        assert (cell.cell_type, call(cell)) == ("code", f'plnkit.check_my_work("{id}")')
        assert grading(cell)["points"] == task.points
        assert grading(cell)["locked"]
        assert cell.metadata.plnkit["assesses"] == list(task.assesses)
    for id, text in assignment.reflections.items():
        assert checked[id].cell_type == "markdown"
        assert grading(checked[id])["points"] == text.points


@each
def test_a_part_s_check_stands_below_all_that_it_asks(name):
    assignment, order = assignment_in(SOURCE / name), [call(cell) for cell in cells(name)]
    for id, task in assignment.tasks.items():
        at = order.index(f'plnkit.check_my_work("{id}")')
        for use in task.checks:
            for key in ("answer", "person", "choice"):
                if key in use.parameters:
                    assert order.index(f'plnkit.Answer("{use.parameters[key]}")') < at


@each
def test_each_answer_is_shown_below_its_question_when_graded(name):
    shown = [asked[1] for cell in cells(name) if (asked := ASKS.fullmatch(cell.source))]
    assert sorted(shown) == sorted(assignment_in(SOURCE / name).answers)


@each
def test_the_rubric_that_students_read_is_the_one_that_is_graded_by(name):
    texts = {grading(c).get("grade_id"): c.source for c in cells(name)}
    for id, text in assignment_in(SOURCE / name).reflections.items():
        for level in text.rubric:
            assert f"| {level.points:g} | {level.says} |" in texts[f"{id}_prompt"]


@each
def test_all_but_the_learner_s_own_texts_is_locked_and_shows_no_code(name):
    for cell in cells(name):
        assert grading(cell)["locked"] is not grading(cell)["solution"]
        if cell.cell_type == "code":
            assert cell.metadata.jupyter["source_hidden"]


@each
def test_the_first_thing_to_touch_is_the_learner_s_own_map_where_there_is_one(name):
    first = cells(name)
    assert first[0].cell_type == "markdown"
    if assignment_in(SOURCE / name).needs_network:
        assert "plnkit.AssignmentMap.here()" in first[1].source
    else:
        assert any(c.cell_type == "code" and "plnkit." in c.source for c in first[:5])


def test_the_audit_assesses_each_item_and_the_growth_plan_the_last():
    cited = {
        name: {i for c in cells(name) for i in c.metadata.get("plnkit", {}).get("assesses", [])}
        for name in ASSIGNMENTS
    }
    assert {f"A{n}" for n in range(1, 10)} <= cited["a3_audit"]
    assert "A10" in cited["a4_growth_plan"]
    assert cited["a2_map"] == {"A1", "A3", "A4", "A8"}


def test_the_sorts_of_goal_to_choose_from_are_the_course_s_own():
    table = assignment_in(SOURCE / "a2_map").answers["serves"]
    (sort,) = (column for column in table.columns if column.id == "sort")
    assert sort.options == {item.id: item.title for item in content() if item.id[0] == "G"}


@pytest.mark.long
@each
def test_what_is_released_holds_no_model_answer_and_earns_nothing(name, tmp_path, monkeypatch):
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    shutil.copytree(SOURCE / name, tmp_path / "source" / name, ignore=shutil.ignore_patterns(".*"))
    monkeypatch.chdir(tmp_path)
    # nbgrader starts `alembic` by its bare name.
    monkeypatch.setenv(
        "PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    )
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    assert NbGraderAPI(config=config).generate_assignment(name)["success"]
    release = tmp_path / "release" / name
    assert sorted(os.listdir(release)) == [f"{name}.ipynb", "assignment.toml"]
    released = nbformat.read(release / f"{name}.ipynb", as_version=4)
    answers = [c.source for c in released.cells if grading(c).get("solution")]
    assert answers
    assert set(answers) == {"YOUR ANSWER HERE"}
    scores = scored(None, assignment_in(release))
    assert [score.points for score in scores.values()] == [0] * len(scores)


@pytest.mark.long
@each
def test_every_cell_runs_and_no_name_of_the_map_is_left_in_what_is_saved(name, tmp_path):
    from nbclient import NotebookClient

    with Store.open() as store:
        store.edit("mapped", sample("student").with_snapshot("2026-09-01"))
    folder = tmp_path / name
    shutil.copytree(SOURCE / name, folder)
    own = assignment_in(folder).needs_network
    if not own:
        Answers(folder).save("q01", [])  # there is no hand-in before something was answered
    path = folder / f"{name}.ipynb"
    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        if grading(cell).get("solution"):
            cell.source = TEXT
    NotebookClient(book, resources={"metadata": {"path": str(folder)}}, timeout=120).execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert [o for o in outputs if o.output_type in ("error", "stream")] == []
    assert all("text/html" in o.data for o in outputs)
    nbformat.write(book, path)
    saved = path.read_text(encoding="utf-8") + (folder / "handin.json").read_text(encoding="utf-8")
    people = [
        e.name for e in sample("student").entries.values() if e.id != ME and e.kind == "person"
    ]
    assert [person for person in people if person in saved] == []
    assert leaks_in(workplace(folder, name), [Store.open().network]) == []
    handed_in = json.loads((folder / "handin.json").read_text(encoding="utf-8"))
    assert ("network" in handed_in) is own
    assert not handed_in.get("fictional")

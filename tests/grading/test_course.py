"""This repository's own course from release to export, by nbgrader's commands and by ours."""

import csv
import getpass
import json
import os
import shutil

import nbformat
import pytest
import students
from commands import ASSIGNMENTS, Course
from pages import check_page

from assignments import BY_KEY, solution
from plnkit.grading import run
from plnkit.grading.plugin import release_in
from plnkit.grading.score import graded
from plnkit.grading.screen import submission_in
from plnkit.model.assignment import assignment_in
from plnkit.model.handin import Answers, zip_for_upload

NAMES = sorted(path.parent.name for path in ASSIGNMENTS.glob("*/assignment.toml"))
POINTS = {
    "a1_terms_and_platforms": (28, 8),
    "a2_map": (28, 8),
    "a3_audit": (45, 12),
    "a4_growth_plan": (29, 10),
}  # by machine, by hand
BLANK = "YOUR ANSWER HERE"
each = pytest.mark.parametrize("name", NAMES)
with_map = pytest.mark.parametrize("name", [name for name in NAMES if name != BY_KEY])
exchange = pytest.mark.skipif(os.name == "nt", reason="nbgrader's exchange does not run on Windows")


def full(name: str) -> dict[str, float | None]:
    """All that can be earned: the tasks' points; reflections wait for a person."""
    assignment = assignment_in(ASSIGNMENTS / name)
    tasks = {id: task.points for id, task in assignment.tasks.items()}
    return tasks | dict.fromkeys(assignment.reflections)


def nothing(name: str) -> dict[str, float | None]:
    return dict.fromkeys(full(name), 0)


def released(name: str, folder):
    """The assignment as students get it, without nbgrader's commands."""
    shutil.copytree(ASSIGNMENTS / name, folder, ignore=shutil.ignore_patterns(".*"))
    book = nbformat.from_dict(release_in(ASSIGNMENTS / name).notebook)
    nbformat.write(book, folder / f"{name}.ipynb")
    return folder


def result(name: str, folder):
    return graded(release_in(ASSIGNMENTS / name), submission_in(folder, f"{name}.ipynb"))


@each
def test_the_points_are_what_students_are_told(name):
    assignment = assignment_in(ASSIGNMENTS / name)
    by_hand = sum(text.points for text in assignment.reflections.values())
    assert (sum(task.points for task in assignment.tasks.values()), by_hand) == POINTS[name]


@each
def test_a_released_stub_earns_nothing_and_the_solution_everything(name, tmp_path):
    folder = released(name, tmp_path / name)
    assert {points for points, _ in result(name, folder).scores.values()} == {0}
    students.answered(folder)
    found = result(name, folder)
    assert {points for points, _ in found.scores.values()} != {0}
    assert [id for id, (points, most) in found.scores.items() if points != most] == []
    assert found.notes == []


@each
def test_an_address_in_a_text_is_a_note_to_the_teacher_and_takes_off_no_points(name, tmp_path):
    folder = released(name, tmp_path / name)
    students.answered(folder, texts=f"{students.TEXT} Write to her: amara@school.example.")
    found = result(name, folder)
    assert [id for id, (points, most) in found.scores.items() if points != most] == []
    assert "e-mail" in " ".join(found.notes)
    assert "amara" not in " ".join(found.notes)


@each
def test_half_of_the_answers_earn_some_of_the_points(name, tmp_path):
    folder = released(name, tmp_path / name)
    students.answered(folder)
    answers = sorted(solution(name))
    Answers(folder).change(lambda data: [data["answers"].pop(id) for id in answers[::2]])
    found = result(name, folder).scores.values()
    assert 0 < sum(points for points, _ in found) < sum(most for _, most in found)


@with_map
def test_the_teacher_sees_every_question_with_its_answer_in_words_and_every_map(name, tmp_path):
    folder = released(name, tmp_path / name)
    students.answered(folder)
    Answers(folder).save("goal_unserved", "reddit")  # no goal at all
    shown = [
        o["data"] for c in result(name, folder).notebook["cells"] for o in c.get("outputs", [])
    ]
    plain = [data["text/plain"] for data in shown]
    asked = {q.prompt: q for q in assignment_in(folder).answers.values() if q.kind != "table"}
    said = dict(text.split("\n") for text in plain if text.partition("\n")[0] in asked)
    assert said.keys() == asked.keys()
    assert said.pop("Name a goal that nothing on your map serves yet.") == "No answer"
    assert "No answer" not in said.values()
    pages = "".join(data["text/html"] for data in shown)
    maps = 1 + (name == "a4_growth_plan")
    assert pages.count("<figure>") == pages.count("The same as a table") == maps
    assert ("Academic: support" if name == "a2_map" else "Keep up") in pages  # a row of a table
    if name == "a3_audit":
        assert said["On which platform do most of your entries stand?"] == "Face to face"
        assert said["How many people and communities are you tied to?"] == "10 people"
        (bridge,) = (said[q] for q in said if q.startswith("Who bridges"))
        assert f"<bdi>{bridge}</bdi>" in pages  # the code that stands in the map's table


@pytest.mark.parametrize("seed", range(3))
def test_another_map_earns_the_same(seed, tmp_path):
    """The benchmark's class is honest, and no two of it are alike."""
    folder = released("a3_audit", tmp_path / "a3_audit")
    students.answered(folder, students.like_the_fictional(seed), fictional=False)
    assert [
        lines for lines in result("a3_audit", folder).reasons.values() if lines[0][0] == 0
    ] == []
    assert sum(points for points, _ in result("a3_audit", folder).scores.values()) == 45


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path / "course")


@pytest.mark.long
@exchange
@each
def test_release_fetch_answer_submit_collect_grade_return_export(name, course):
    """The whole way through the exchange, the student's notebook run as she runs it."""
    to = f"--Exchange.root={course.folder / 'exchange'}"
    named = ["--course=pln", "--CourseDirectory.root=."]
    student, who = course.folder / "student", getpass.getuser()
    course.run("generate_assignment", name)
    course.run("release_assignment", name, to)
    course.run("fetch_assignment", name, to, *named, within=student)
    mine = student / name
    assert sorted(p.name for p in mine.iterdir()) == [f"{name}.ipynb", "assignment.toml"]

    def hand_in_and_grade():
        course.run("submit", name, to, *named, within=student)
        course.run("collect", name, to, "--update")
        course.run("autograde", name)
        return course.grades(name)[who]

    assert hand_in_and_grade() == nothing(name)

    students.answered(mine)
    students.run(mine / f"{name}.ipynb")
    saved = json.loads((mine / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert any(cell.get("outputs") for cell in saved["cells"])
    assert hand_in_and_grade() == full(name)
    run.grade(course.folder, name, progress=lambda line: None, again=True)
    assert course.grades(name)[who] == full(name)

    course.run("generate_feedback", name)
    course.run("release_feedback", name, to)
    course.run("fetch_feedback", name, to, *named, within=student)
    page = max(student.rglob("*.html"), key=lambda path: path.stat().st_mtime_ns)
    text = page.read_text(encoding="utf-8")
    check_page(text)
    machine, by_hand = POINTS[name]
    assert f"{machine} of {machine + by_hand} points" in text
    assert "not graded yet" in text
    assert BLANK not in text
    course.run("export", "--to=grades.csv")
    rows = csv.DictReader((course.folder / "grades.csv").open(encoding="utf-8"))
    (row,) = (row for row in rows if row["assignment"] == name)
    assert (row["student_id"], float(row["raw_score"]), float(row["max_score"])) == (
        who, machine, machine + by_hand,
    )  # fmt: skip


@pytest.mark.long
def test_zips_of_both_assignments_are_collected_and_graded_alike_by_both_commands(course):
    """The only way on Windows: what the hand-in step makes, put where zip_collect looks."""
    for name in NAMES:
        course.run("generate_assignment", name)
        archive = course.root / "downloaded" / name / "archive"
        archive.mkdir(parents=True)
        for who, answers in (("ana", True), ("ben.li", False)):
            folder = course.folder / who / name
            shutil.copytree(course.root / "release" / name, folder)
            students.answered(folder)
            if not answers:
                data = json.loads((folder / "handin.json").read_text(encoding="utf-8"))
                blank = {key: data[key] for key in ("format", "version", "assignment")}
                (folder / "handin.json").write_text(json.dumps({**blank, "answers": {}}))
                students.write(folder / f"{name}.ipynb", BLANK)
            shutil.copy(zip_for_upload(folder, who), archive)
        course.run("zip_collect", name)
        course.run("autograde", name)
        assert course.grades(name) == {"ana": full(name), "ben.li": nothing(name)}
        course.plnkit("grade", name, "--again", "--workers", "2")
        assert course.grades(name) == {"ana": full(name), "ben.li": nothing(name)}

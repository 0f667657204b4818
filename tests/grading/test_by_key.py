"""Grading with a key that students never had: what they get, what is said without it, what feedback says."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest
import students
from commands import ASSIGNMENTS, Course

from assignments import BY_KEY, TEXT, key, solution
from plnkit.grading.plugin import release_in
from plnkit.grading.score import graded
from plnkit.grading.screen import submission_in
from plnkit.model.bank import bank
from plnkit.model.handin import Answers
from plnkit.model.network import PlnError


def test_a_source_without_its_key_is_not_graded(tmp_path):
    folder = shutil.copytree(ASSIGNMENTS / BY_KEY, tmp_path / "source" / BY_KEY)
    with pytest.raises(PlnError, match="There is no key to a1_terms_and_platforms"):
        release_in(folder)


def test_the_teacher_sees_each_answer_in_words_and_why_it_was_wrong(tmp_path):
    release = release_in(ASSIGNMENTS / BY_KEY)
    folder = Path(shutil.copytree(ASSIGNMENTS / BY_KEY, tmp_path / BY_KEY))
    nbformat.write(nbformat.from_dict(release.notebook), folder / f"{BY_KEY}.ipynb")
    students.answered(folder)
    wrong, reason = next(iter(key()["answers"]["q03"]["why"].items()))
    Answers(folder).save("q03", wrong)
    Answers(folder).save("q04", "o0000000")
    found = graded(release, submission_in(folder, f"{BY_KEY}.ipynb"))
    assert found.scores["t1_networks"] == (4, 6)
    assert found.scores["t2_people"] == (4, 6)
    assert reason in found.reasons["t1_networks"][2][2]
    assert "is no answer to this question" in found.reasons["t2_people"][0][2]
    shown = json.dumps(found.notebook, ensure_ascii=False)
    assert release.assignment.answers["q03"].options[wrong] in shown
    assert "No answer" in shown
    assert TEXT in shown


@pytest.mark.long
def test_the_key_stays_in_its_folder_all_the_way_and_grading_stops_without_it(tmp_path):
    course = Course(tmp_path / "course")
    for name in ("a2_map", "a3_audit", "a4_growth_plan"):
        shutil.rmtree(course.root / "source" / name)
    course.plnkit("terms", "assignment", "--seed", "5")
    path = course.root / "keys" / f"{BY_KEY}.json"
    made = json.loads(path.read_text(encoding="utf-8"))
    assert made["seed"] == 5
    course.run("generate_assignment", BY_KEY)
    mine = course.released(BY_KEY, course.root / "submitted" / "ana" / BY_KEY)
    Answers(mine).change(
        lambda data: data["answers"].update((id, e["right"]) for id, e in made["answers"].items())
    )
    students.write(mine / f"{BY_KEY}.ipynb", TEXT)
    path.rename(tmp_path / "key.json")
    assert f"There is no key to {BY_KEY}" in course.run("autograde", BY_KEY, fails=True)
    assert course.grades(BY_KEY) == {}
    (tmp_path / "key.json").rename(path)
    course.run("autograde", BY_KEY)
    grades = course.grades(BY_KEY)["ana"]
    assert grades.pop("r_platform") is None
    assert sum(grades.values()) == 28
    course.run("generate_feedback", BY_KEY)
    for name in ("release", "submitted", "autograded", "feedback"):
        for file, content in course.files(name).items():
            text = content.decode("utf-8", "replace")
            for entry in made["answers"].values():
                question = bank().questions[entry["question"]]
                assert question.explain not in text, (file, question.id)
                assert [why for why in entry["why"].values() if why in text] == []
    assert solution(BY_KEY) != {id: e["right"] for id, e in made["answers"].items()}

"""An assignment file says what is asked and scored; what is wrong in one is said when it loads."""

import shutil
from pathlib import Path

import pytest

from plnkit.model.assignment import assignment_in
from plnkit.model.network import PlnError

SOURCE = Path(__file__).resolve().parents[2] / "assignments" / "source"
NAMES = ["a2_map", "a3_audit", "a4_growth_plan"]


@pytest.mark.parametrize("name", NAMES)
def test_each_assignment_loads_and_covers_what_it_says(name):
    found = assignment_in(SOURCE / name)
    assessed = {c for t in (*found.tasks.values(), *found.reflections.values()) for c in t.assesses}
    assert set(found.content) <= assessed
    assert found.minutes <= 90
    used = {
        v
        for t in found.tasks.values()
        for u in t.checks
        for k, v in u.parameters.items()
        if k in ("answer", "person", "choice")
    }
    assert used == set(found.answers), "every question is scored, and nothing else is asked"
    for reflection in found.reflections.values():
        assert reflection.rubric[-1].points == 0
        assert reflection.comments


def test_the_assignments_together_cover_the_whole_audit():
    content = {c for name in NAMES for c in assignment_in(SOURCE / name).content}
    assert content == {f"A{n}" for n in range(1, 11)}


GOOD = (SOURCE / "a3_audit" / "assignment.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("version = 1", "", "no 'version'"),
        ("version = 1", 'version = "1"', "'version' is '1'"),
        ("minutes = 90", "minuts = 90", "'minuts' is not known. Did you mean 'minutes'"),
        ('kind = "choice"', 'kind = "choise"', "main_platform.*'choise'.*Did you mean 'choice'"),
        ('among = "platforms"', 'among = "plattforms"', "plattforms"),
        ('check = "entries"', 'check = "entrys"', "a1_whom.*'entrys'.*Did you mean 'entries'"),
        ('answer = "density"', 'answer = "densty"', "densty.*Did you mean 'density'"),
        ('of = "density"', 'of = "densty"', "densty.*Did you mean 'density'"),
        ("points = 2, least = 8", "points = 0, least = 8", "points is 0"),
        ("points = 2, least = 8", "points = 2, most = 8", "takes no 'most'"),
        (', answer = "learn_most" }', " }", "needs 'answer'"),
        ("bands = { few", "bands = { fwe", "'fwe' is no option"),
        ('id = "direction"', 'id = "learn_most"', "twice"),
        ('id = "r_a5"', 'id = "a5_echo"', "task and a reflection"),
        ("{ points = 6, says", "{ points = 5, says", "best level"),
        ("[[tasks]]", "[[task]]", "'task' is not known"),
        ("title =", "title", "can't be read"),
        ("options = { both =", 'options = { "Both ways" =', "'Both ways' should be small letters"),
        ("[[answers.columns]]", "[[answers.column]]", "plan.*'column' is not known"),
    ],
)
def test_a_mistake_is_said_with_file_entry_and_cure(tmp_path, old, new, says):
    folder = tmp_path / "a3_audit"
    folder.mkdir()
    assert old in GOOD
    (folder / "assignment.toml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(PlnError, match=says) as error:
        assignment_in(folder)
    assert "assignment.toml" in str(error.value)


def test_a_teachers_own_check_may_be_named_where_there_is_one(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "assignment.toml").write_text(
        GOOD.replace('check = "entries"', 'check = "mine"'), encoding="utf-8"
    )
    with pytest.raises(PlnError):
        assignment_in(folder)
    (folder / "checks.py").write_text("")
    assert assignment_in(folder).tasks["a1_whom"].checks[0].check == "mine"


def test_a_teachers_copy_must_be_named_as_its_folder_and_a_students_need_not(tmp_path):
    for place, folder in (("source", "a3_again"), ("home", "a3_audit (1)")):
        shutil.copytree(SOURCE / "a3_audit", tmp_path / place / folder)
    with pytest.raises(PlnError, match='Write name = "a3_again"'):
        assignment_in(tmp_path / "source" / "a3_again")
    assert assignment_in(tmp_path / "home" / "a3_audit (1)").name == "a3_audit"


def test_a_folder_without_an_assignment_says_so(tmp_path):
    with pytest.raises(PlnError, match=r"no assignment\.toml"):
        assignment_in(tmp_path)

"""The lessons, the ways through them, and what counts as done."""

import json
from datetime import UTC, date, datetime

import pytest
from notebooks.cells import LESSONS, quizzes

from plnkit.draw.course import hours
from plnkit.model import course, records
from plnkit.model.bank import bank
from plnkit.model.course import check_questions, lessons, stand, ways
from plnkit.model.network import PlnError
from plnkit.model.practice import Progress

NUMBERED = [path for path in LESSONS if path.stem in lessons()]


def answer(progress, lesson, n=None, right=True):
    for question in check_questions(lessons()[lesson].check, bank())[:n]:
        progress.answered(question.id, right=right)


def states(standing):
    return [step.state for step in standing.steps]


def test_a_new_learner_begins_at_the_beginning():
    for way in ways():
        standing = stand(Progress.open(), way)
        assert standing.here.id == ways()[way].lessons[0]
        assert set(states(standing)) == {"new"}
        assert (standing.done, standing.due) == (0, ())
        assert standing.minutes_left == standing.way.minutes
    assert not Progress.open().path.exists()  # looking saves nothing


def test_a_lesson_is_done_when_its_check_is_answered_right_or_not():
    progress = Progress.open()
    answer(progress, "01_key_terms", n=3)
    standing = stand(progress)
    assert (standing.steps[0].state, standing.steps[0].answered) == ("begun", 3)
    assert standing.here.id == "01_key_terms"
    answer(progress, "01_key_terms", right=False)
    standing = stand(progress)
    assert standing.steps[0].state == "done"
    assert standing.here.id == "02_why_a_network"
    assert standing.minutes_left == standing.way.minutes - 60


def test_what_was_kept_before_a_lesson_does_not_make_it_done():
    progress = Progress.open()
    for question in check_questions("01_key_terms", bank()):
        progress.mark("01_key_terms", f"before {question.id} right")
    assert stand(progress).steps[0].state == "begun"


def test_one_goes_on_where_one_stopped_not_where_one_began():
    progress = Progress.open()
    progress.opened("01_key_terms", today=date(2026, 3, 1))
    progress.opened("09_reach_and_bridges", today=date(2026, 3, 3))
    progress.opened("07_map_your_network", today=date(2026, 3, 2))
    assert stand(progress).here.id == "09_reach_and_bridges"
    assert stand(progress, "workshop").here.id == "07_map_your_network"
    answer(progress, "01_key_terms", n=1)  # today, after all of these days
    assert stand(progress).here.id == "01_key_terms"


def test_all_done_leaves_nothing_to_do():
    progress = Progress.open()
    for lesson in ways()["audit"].lessons:
        answer(progress, lesson)
    standing = stand(progress, "audit")
    assert (standing.here, standing.minutes_left, standing.done) == (None, 0, 4)


def test_only_terms_that_were_practised_are_due():
    progress = Progress.open()
    progress.reviewed("K6", "again", now=datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert stand(progress).due == ("K6",)


def test_a_way_that_there_is_not_is_said():
    with pytest.raises(PlnError, match=r"no way 'audits'.*Did you mean 'audit'"):
        stand(Progress.open(), "audits")


# -- the table and the notebooks say the same -----------------------------------------------


def test_every_numbered_notebook_is_a_lesson():
    assert {path.stem for path in LESSONS} <= {"00_start_here", *lessons()}
    assert tuple(lessons()) == ways()["ten"].lessons == tuple(sorted(lessons()))


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_title_minutes_and_check_are_those_of_the_notebook(path):
    lesson, notebook = lessons()[path.stem], json.loads(path.read_text(encoding="utf-8"))
    first = "".join(notebook["cells"][0]["source"])
    assert notebook["metadata"]["title"] == lesson.title
    assert first.startswith(f"# {lesson.title}\n")
    assert f"{lesson.minutes} minutes" in first
    asked = {question.id for question in quizzes(path)[-1].questions}
    counts = {question.id for question in check_questions(lesson.check, bank())}
    assert counts <= asked  # who answers the last quiz of the notebook has done the lesson


def test_the_start_page_tells_the_ways_that_there_are():
    (start,) = (path for path in LESSONS if path.stem == "00_start_here")
    text = start.read_text(encoding="utf-8")
    assert hours(ways()["ten"].minutes) == "10¾ hours"
    assert "almost eleven hours" in text
    assert hours(ways()["audit"].minutes) == "4 hours"
    assert "about four hours: 1, 7, 8 and 9" in text
    assert [id[:2] for id in ways()["audit"].lessons] == ["01", "07", "08", "09"]
    assert ways()["workshop"].minutes == 90
    assert "ninety minutes: lesson 7" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[lessons.01_a]\ntitle = "A"\nminutes = 1', "entry '01_a': 'does' is missing"),
        ('[lessons.01_a]\ntitle = "A"\ndoes = "b"\nminutes = "1"', "'minutes' is missing or of"),
        ('[lessons.01_a]\ntitel = "A"', "'titel' is not known.*Did you mean 'title'"),
        ('[ways.w]\ntitle = "A"\nabout = "b"\nlessons = ["01_a"]', "no lesson '01_a'"),
        ('lessons = "A', "can't be read"),
        ('[lessons]\n01_a = "A"', "'title' is missing"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path, monkeypatch, text, words):
    (tmp_path / "lessons.toml").write_text(text)
    monkeypatch.setattr(records, "data_file", lambda name: tmp_path / name)
    with pytest.raises(PlnError, match=words):
        course._course.__wrapped__()

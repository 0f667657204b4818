"""The start page's widget: what it says and where it leads."""

import re

import pytest

import plnkit
from plnkit.draw.course import hours
from plnkit.model.bank import bank
from plnkit.model.course import check_questions, lessons
from plnkit.model.network import PlnError
from plnkit.model.practice import Progress


def test_a_new_learner_is_told_what_comes_first():
    shown = plnkit.MyCourse()._shown.value
    assert '<strong>Next:</strong> <a href="01_key_terms.ipynb">Key terms</a>' in shown
    assert "about 10¾ hours" in shown
    assert "Due today:</strong> nothing" in shown


def test_another_way_shows_its_lessons_only():
    course = plnkit.MyCourse()
    course._way.value = "audit"
    assert shown_lessons(course) == ["01", "07", "08", "09"]
    assert "about 4 hours" in course._shown.value


def test_the_way_is_there_tomorrow_and_one_that_is_gone_is_the_first(monkeypatch):
    assert Progress.open().way() == ""
    plnkit.MyCourse()._way.value = "audit"
    again = plnkit.MyCourse()
    assert (again._way.value, shown_lessons(again)) == ("audit", ["01", "07", "08", "09"])
    Progress.open().take("a way of another plnkit")
    assert plnkit.MyCourse()._way.value == "ten"


def test_a_way_that_cant_be_kept_is_shown_all_the_same(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    course = plnkit.MyCourse()
    monkeypatch.setattr("plnkit.model.store.write_whole", full)
    with pytest.raises(PlnError):  # as IPython's log has it; the learner reads it under the choice
        course._way.value = "audit"
    assert "No space left on device" in course._way.error
    assert shown_lessons(course) == ["01", "07", "08", "09"]


def test_what_was_done_elsewhere_is_seen_on_looking_again():
    course = plnkit.MyCourse()
    for question in check_questions("01_key_terms", bank()):
        Progress.open().answered(question.id, right=True)
    Progress.open().reviewed("K6", "again")
    assert "✓ done" not in course._shown.value
    course._again.clicks += 1
    assert course._shown.value.count("✓ done") == 1
    assert course._said.value == "This is how far you are now."
    assert "about 9¾ hours left of 10¾ hours" in course._shown.value


def test_a_lesson_whose_quiz_was_shown_is_where_one_stopped():
    plnkit.Quiz("07_map_your_network")
    course = plnkit.MyCourse()
    assert 'Go on where you stopped:</strong> <a href="07_map' in course._shown.value
    assert "next is Map your network" in course.text()


def test_when_all_is_done_it_says_what_remains():
    for lesson in lessons().values():
        for question in check_questions(lesson.check, bank()):
            Progress.open().answered(question.id, right=False)
    shown = plnkit.MyCourse()._shown.value
    assert "You have done this way." in shown
    assert "all 10¾ hours are behind you" in shown


def test_the_twin_says_the_same():
    twin = plnkit.MyCourse()._repr_mimebundle_()[0]["text/html"]
    assert "Key terms</a>" in twin
    assert "All ten lessons" in twin


def test_hours_are_said_to_the_quarter():
    said = [hours(minutes) for minutes in (45, 60, 90, 240, 645)]
    assert said == ["45 minutes", "1 hour", "1½ hours", "4 hours", "10¾ hours"]


def shown_lessons(course):
    return re.findall(r'<th[^>]* scope="row">\d+\. <a href="(\d\d)', course._shown.value)

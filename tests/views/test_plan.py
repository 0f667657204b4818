"""A plan from Python's side: what is kept, where, and whom the calendar names."""

import base64
import re
from datetime import date, timedelta

import pytest

import plnkit
from plnkit.model import edits
from plnkit.model.library import sample
from plnkit.model.network import PlnError
from plnkit.model.plan import FILE, plan_of
from plnkit.model.store import Store

SOON = (date.today() + timedelta(weeks=1)).isoformat()


@pytest.fixture
def plan(tmp_path, monkeypatch, pln_home):
    monkeypatch.chdir(tmp_path)
    with Store.open() as store:
        store.edit("mapped", sample("student"))
    return plnkit.Plan()


def press(button):
    button.clicks += 1


def plan_to(plan, does, who="", note="", weeks=None):
    plan._does.value = does
    plan._who.value = plan._codes[who] if who else "nobody"
    plan._note.value, plan._weeks.value = note, weeks
    press(plan._keep)


def taken_away(plan) -> str:
    """The calendar behind the link."""
    return base64.b64decode(re.search('base64,([^"]+)', plan._file.value)[1]).decode()


def test_a_step_is_kept_and_is_there_in_another_notebook(plan, pln_home):
    plan_to(plan, "help", "ingrid", "When it is Friday, send my notes", weeks=2)
    assert plan._said.value == f"Kept: Help Ingrid Solberg, {SOON}."
    assert plan._note.value == ""
    again = plnkit.Plan()
    assert "Help Ingrid Solberg" in again._steps.value
    assert "every 2 weeks" in again._steps.value
    assert taken_away(again).encode() == (pln_home / FILE).read_bytes()


def test_no_name_stands_in_the_file_or_the_download_unless_chosen(plan, pln_home):
    plan_to(plan, "help", "ingrid")
    for text in (taken_away(plan), (pln_home / FILE).read_bytes().decode()):
        assert "Help somebody: see your map" in text
        assert not re.search("ingrid|solberg", text, re.IGNORECASE)
    plan._names.value = True
    assert "SUMMARY:Help Ingrid Solberg" in taken_away(plan)
    assert plnkit.Plan()._names.value
    plan._names.value = False
    assert "Ingrid" not in (pln_home / FILE).read_bytes().decode()


def test_a_note_may_name_somebody_only_where_names_are_let_in(plan):
    with pytest.raises(PlnError, match="names Ingrid Solberg"):
        plan_to(plan, "help", note="Send Ingrid my notes")
    assert "names Ingrid Solberg" in plan._keep.error
    assert plan._note.value == "Send Ingrid my notes"  # what was written is not lost
    plan._names.value = True
    press(plan._keep)
    assert "Send Ingrid my notes" in taken_away(plan)
    plan._names.value = False
    assert "can't be taken away yet" in plan._file.value
    assert "base64" not in plan._file.value


def test_a_step_is_changed_done_and_taken_out(plan):
    plan_to(plan, "keep", "amara", weeks=1)
    (step,) = plan._kept.plan.steps
    assert plan._did.disabled
    plan._which.value = step.id
    assert (plan._does.value, plan._weeks.value) == ("keep", 1)
    assert plan._who.value == plan._codes["amara"]
    plan._weeks.value = 3
    press(plan._keep)
    (changed,) = plan._kept.plan.steps
    assert (changed.id, changed.weeks, changed.edits) == (step.id, 3, 2)
    plan._which.value = step.id
    press(plan._did)
    assert f"done {date.today().isoformat()}" in plan._steps.value
    press(plan._out)
    assert plan._kept.plan.steps == ()
    assert plan._file.value == plan._steps.value == ""


def test_whom_to_add_offers_first_those_hoped_for(plan):
    plan._does.value = "add"
    assert plan._who.options[1][1] == "Elena Popescu"
    plan._does.value = "help"
    assert plan._who.options[-1][1] == "Elena Popescu"
    plan._does.value = "audit"
    assert plan._who.disabled


@pytest.mark.parametrize(
    ("day", "said"),
    [("2020-01-01", "can't lie in the past"), ("30.11.2026", "such as 2026-11-30"), ("", "day")],
)
def test_a_day_that_can_t_be_is_refused_and_nothing_is_written(plan, pln_home, day, said):
    plan._day.value = day
    with pytest.raises(PlnError, match=said):
        press(plan._keep)
    assert said in plan._keep.error
    assert not (pln_home / FILE).exists()


def test_whoever_is_renamed_or_leaves_is_so_in_the_file(tmp_path, monkeypatch, pln_home):
    monkeypatch.chdir(tmp_path)
    drawn = plnkit.NetworkMap()
    drawn.edit(edits.added(drawn.network, "Ana", ring="close"))
    plan = plnkit.Plan(drawn)
    plan._names.value = True
    plan_to(plan, "help", "p1")
    drawn.edit(edits.changed(drawn.network, ["p1"], "name", "Anna B."))
    assert "SUMMARY:Help Anna B." in (pln_home / FILE).read_bytes().decode()
    drawn.edit(edits.removed(drawn.network, ["p1"]))
    assert "Anna" not in (pln_home / FILE).read_bytes().decode()
    assert "no longer on the map" in plan._steps.value


def test_two_notebooks_keep_each_other_s_steps(plan):
    other = plnkit.Plan()
    plan_to(plan, "help", "ingrid")
    plan_to(other, "ask", "tane")
    assert len(plan_of(taken_away(other))[0].steps) == 2


def test_on_a_sample_it_is_only_tried_out(tmp_path, monkeypatch, pln_home):
    monkeypatch.chdir(tmp_path)
    plan = plnkit.Plan(sample("student"))
    assert "nothing of it is saved" in plan.hint
    plan_to(plan, "help", "ingrid")
    assert "Help somebody" in taken_away(plan)
    assert not pln_home.exists()


def test_it_is_refused_in_an_assignment_s_folder(plan, tmp_path):
    (tmp_path / "assignment.toml").write_text("")
    with pytest.raises(PlnError, match="A plan can't be opened here"):
        plnkit.Plan()


def test_a_damaged_file_is_said_when_the_plan_opens(plan, pln_home):
    (pln_home / FILE).write_text("gone")
    assert "was damaged" in plnkit.Plan()._said.value


def test_markup_in_a_name_is_only_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    drawn = plnkit.NetworkMap()
    drawn.edit(edits.added(drawn.network, "<img src=x>", ring="close"))
    plan = plnkit.Plan(drawn)
    plan_to(plan, "help", "p1", note="<b>now</b>")
    assert "<img" not in plan._steps.value
    assert "<b>" not in plan._steps.value

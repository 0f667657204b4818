"""What lesson 10 claims of the student's network, of the model and of the plan holds."""

import re

import pytest
from notebooks.cells import path, quizzes, sources, taught

from plnkit.model.audit import findings
from plnkit.model.bank import bank
from plnkit.model.dynamics.models import models
from plnkit.model.library import sample
from plnkit.model.network import HOPED, ME, pair_of
from plnkit.model.plan import FILE, MORNING, Plan, Step, calendar
from plnkit.model.whatif import changed, move

LESSON = "10_keep_it_alive"


@pytest.fixture
def student():
    return sample("student")


def moved(before, after, name):
    (then,), (now,) = findings(before, only=[name]), findings(after, only=[name])
    return move(then.measure, now.measure), then.value_text, now.value_text


def test_a_tenth_a_week_leaves_a_quarter_after_twelve_weeks():
    fading = models()["give"].sliders["fading"].default
    assert fading == 0.1
    left = [(1 - fading) ** week for week in range(13)]
    assert f"{left[12]:.0%}" == "28%"
    assert left[6] > 0.5 > left[7]
    assert "28%" in sources(LESSON)["alive-fading-title"]


def test_the_three_predictions_come_as_the_lesson_says(student):
    assert student.entries["tutorial"].label == "Thursday study group"
    parts = moved(student, changed(student, "leave", "tutorial"), "components_without_ego")
    assert parts[0] == "up"
    known = {id for p in student.tied_pairs() if "ingrid" in p for id in p} - {ME, "ingrid"}
    assert known == {"tutorial", "siobhan"}
    met = changed(student, "meet", "ingrid", "priya")
    assert moved(student, met, "betweenness")[0] == "down"
    gone = changed(student, "leave", "kofi")
    assert moved(student, gone, "reciprocity_dyad") == ("up", "88%", "89%")
    assert "from 88% to 89%" in sources(LESSON)["alive-whatif-why"]
    (tie,) = [t for t in student.ties.values() if t.pair == pair_of(ME, "kofi")]
    assert tie.direction == "out"


def test_the_story_ends_with_those_who_are_on_the_map(student):
    told = sources(LESSON)["alive-end"]
    elena = student.entries["elena"]
    assert elena.ring == HOPED
    assert elena.goals == ("G3",)
    assert student.goals["G3"].text == "Work with somebody at another university"
    assert [e.id for e in student.entries.values() if "G3" in e.goals] == ["elena"]
    debates = [t for t in student.ties.values() if t.pair == pair_of(ME, "debate")]
    assert [t.direction for t in debates] == ["out"]  # she only watched
    for name in ("Ingrid", "Elena", "phonics subreddit", "classroom debates"):
        assert name in told
    assert "invented" in told


def test_what_is_said_of_reminders_is_so():
    told = sources(LESSON)["alive-plan-title"]
    text = calendar(Plan((Step("0" * 16, "help", day="2026-12-04"),)), {})
    (summary,) = re.findall(r"SUMMARY:(.+)\r\n", text)
    assert summary in told
    assert MORNING == "PT9H"
    assert "nine in the morning" in told
    assert FILE in told


def test_every_idea_that_the_bank_gives_to_this_lesson_is_taught_and_assessed():
    ideas = {id for id, idea in bank().ideas.items() if idea.lesson == LESSON}
    said = {id for ids in taught(LESSON).values() for id in ids}
    assert {id for id in ideas if id[0].isupper()} | {"P16", "R4", "R5", "R6", "C3"} <= said
    for term in ("*personal knowledge mastery*", "**Working out loud**"):
        assert term in sources(LESSON)["alive-little"]
    assert {q.idea for q in quizzes(path(LESSON))[-1].questions} == ideas
    assert "Twenty questions" in sources(LESSON)["alive-check"]
    assert len(quizzes(path(LESSON))[-1].questions) == 20


def test_the_image_of_the_garden_is_used_once():
    assert len(re.findall(r"\bgarden", " ".join(sources(LESSON).values()))) == 1


def test_nothing_of_the_guides_is_included_and_they_are_linked():
    assert "https://workingoutloud.com" in sources(LESSON)["alive-week"]
    assert "all rights in them are reserved" in sources(LESSON)["alive-week"]


@pytest.mark.parametrize(
    "source",
    ["Carpenter, Krutka & Trust 2021", "Levin, Walter & Murnighan 2011", "Haythornthwaite 2002", "Jarche 2014",
     "Williams 2010", "Benkler & Nissenbaum 2006", "Wasko & Faraj 2005", "Gollwitzer & Sheeran"],
)  # fmt: skip
def test_whoever_is_cited_is_listed_to_read(source):
    listed = sources(LESSON)["alive-week"].split("## To read")[1]
    assert source in listed
    assert any(source in text for id, text in sources(LESSON).items() if id != "alive-week")

"""What lesson 02 claims of the student's network, of her goals and of one's own holds."""

import re

import pytest
from notebooks.cells import path, quizzes, sources, taught

from plnkit.model import edits
from plnkit.model.bank import bank
from plnkit.model.interview import next_question
from plnkit.model.library import sample
from plnkit.model.network import HOPED, Network
from plnkit.model.reach import knowers, reached

LESSON = "02_why_a_network"


@pytest.fixture
def student():
    return sample("student")


def serving(net, goal):
    return [e for e in net.entries.values() if goal in e.goals]


def test_the_goals_told_are_the_students(student):
    told = re.findall(r"^(\d)\. (.+)$", sources(LESSON)["why-serves-title"], re.M)
    assert {f"G{n}": text for n, text in told} == {g.id: g.text for g in student.goals.values()}


def test_the_table_names_everybody_who_serves_a_goal_and_nobody_else(student):
    rows = re.findall(r"^\| (\d) \| (.+) \|$", sources(LESSON)["why-serves-found"], re.M)
    by_us = {
        "phonics": "the phonics subreddit", "podcast": "the podcast", "psycinfo": "APA PsycInfo",
        "citations": "the reference manager", "tutorial": "the study group",
        "notes": "the shared notes", "betta": "the fish forum", "debate": "the classroom debates",
    }  # fmt: skip
    assert len(rows) == 6
    for n, told in rows:
        due = {by_us.get(e.id, e.name.split()[0]) for e in serving(student, f"G{n}")}
        if n == "3":
            assert told.startswith("nobody yet")
            assert due == {"Elena"}
            assert "Elena" in told
        else:
            assert set(told.split(", ")) == due


def test_only_the_third_goal_has_no_way_and_the_others_take_one_step(student):
    steps = {
        key: reached(student, ids).levels[-1].steps
        for key, (_, ids) in knowers(student).items()
        if key.startswith("goal")
    }
    assert steps == {f"goal G{n}": None if n == 3 else 1 for n in range(1, 7)}
    assert [e.ring for e in serving(student, "G3")] == [HOPED]
    assert len(serving(student, "G4")) == 2


def test_the_five_ways_are_told_of_people_who_are_like_that(student):
    e = student.entries
    assert (e["leila"].group, e["leila"].view) == ("study", "different")
    assert "feedback" in e["tutorial"].gives
    assert e["priya"].group == "phonics"
    assert set(e["priya"].gives) == {"resources", "advice"}
    assert "practice" in e["phonics"].gives
    assert e["podcast"].kind == "source"
    for shown in ("phonics", "betta"):  # whom the first screen asks to choose
        assert e[shown].goals
        assert e[shown].label in sources(LESSON)["why-touch-note"]


def test_one_is_asked_for_goals_first_and_a_goal_that_nobody_serves_is_not_offered():
    net = Network.new()
    assert next_question(net).title == "What do you want to learn?"
    for text in ("Speak better in public", "Write a paper"):
        net = edits.with_goal(net, text).network
    assert next_question(net).stage == "naming"
    net = edits.added(net, "Ana", ring="close").network
    net = edits.added(net, "A database", "source").network
    ids = {e.name: e.id for e in net.entries.values()}
    net = edits.marked(net, [ids["Ana"]], "goals", "goal1", True).network
    net = edits.marked(net, [ids["A database"]], "goals", "goal2", True).network
    assert [key for key in knowers(net) if key.startswith("goal")] == ["goal goal1"]


def test_every_idea_that_the_bank_gives_to_this_lesson_is_taught_and_asked():
    ideas = {id for id, idea in bank().ideas.items() if idea.lesson == LESSON}
    said = {id for ids in taught(LESSON).values() for id in ids}
    assert ideas - {"digital-identity"} <= said
    assert "**digital identity**" in sources(LESSON)["why-boundary"]
    assert {q.idea for a in quizzes(path(LESSON)) for q in a.questions} == ideas


def test_the_figure_quoted_is_the_one_that_was_looked_up():
    told = sources(LESSON)["why-own-serves-title"]
    assert all(n in told for n in ("2013", "59%", "77%", "1%"))
    assert "health-online-2013" in sources(LESSON)["why-week"]

"""What lesson 01 claims of the bank and of the student's network holds."""

import re

import pytest
from notebooks.cells import path, quizzes, sources, taught

from plnkit.model.bank import bank
from plnkit.model.library import sample
from plnkit.views.flashcards import NEW, Flashcards
from plnkit.views.glossary import is_term

LESSON = "01_key_terms"


def words(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold()


def test_what_a_cell_says_it_teaches_it_names():
    told = sources(LESSON)
    for cell, ids in taught(LESSON).items():
        for id in ids:
            if id in bank().ideas and id[0] == "K":
                term = re.sub(r"\(.*\)|personal ", "", bank().ideas[id].term.casefold())
                assert words(term).strip() in words(told[cell]), (cell, id)


def test_every_idea_that_the_bank_gives_to_this_lesson_is_taught_and_assessed():
    ideas = {id for id, idea in bank().ideas.items() if idea.lesson == LESSON}
    said = {id for ids in taught(LESSON).values() for id in ids}
    assert ideas - {"connectivism"} <= said
    assert "**connectivism**" in sources(LESSON)["terms-network"]
    checked = [a for a in quizzes(path(LESSON)) if a.when == "after"]
    assert {q.idea for a in checked for q in a.questions} == ideas


def test_each_term_of_later_lessons_stands_in_the_table_beside_its_lesson():
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", sources(LESSON)["terms-later"], re.M)
    told = {int(n): {words(t).strip() for t in terms.split(",")} for n, terms in rows}
    due: dict[int, set[str]] = {}
    for idea in bank().ideas.values():
        if is_term(idea) and idea.lesson != LESSON:
            term = re.sub(r"\(.*\)", "", idea.term)
            due.setdefault(int(idea.lesson[:2]), set()).add(words(term).strip())
    assert told == due


def test_the_five_parts_of_the_story_are_on_the_students_map():
    entries = sample("student").entries.values()
    assert {"face to face", "TikTok", "Instagram", "Reddit", "library", "forum"} <= {
        e.platform for e in entries
    }
    friends = [e for e in entries if e.group == "study" and e.often in ("daily", "weekly")]
    assert sum(e.kind == "person" for e in friends) >= 3


def test_the_first_cards_are_the_nine_key_terms(tmp_path, monkeypatch):
    monkeypatch.setenv("PLN_HOME", str(tmp_path))
    cards = Flashcards()
    assert len(cards._queue) == NEW == 10
    assert {f"K{n}" for n in range(1, 10)} <= set(cards._queue)
    assert {cards._ideas[id].lesson for id in cards._queue[:8]} == {"01_key_terms"}


@pytest.mark.parametrize(
    "source", ["Krutka", "Siemens 2005", "Nickerson", "Roediger & Karpicke 2006"]
)
def test_whoever_is_cited_is_listed_to_read(source):
    listed = sources(LESSON)["terms-week"].split("## To read")[1]
    assert source in listed
    assert any(source in text for id, text in sources(LESSON).items() if id != "terms-week")

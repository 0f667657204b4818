"""What holds of every lesson: plain words, and quizzes that ask what their cells claim."""

import pytest
from notebooks.cells import LESSONS, quizzes
from notebooks.reading import grade, prose, syllables

HARDEST = 10.0  # the school year in which it can be read

HARD = (
    "Notwithstanding considerable heterogeneity, contemporary investigations of professional "
    "learning networks substantiate multidimensional conceptualisations of engagement."
)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_no_lesson_is_harder_than_the_tenth_school_year(lesson):
    assert grade(prose(lesson)) <= HARDEST


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_no_paragraph_is_much_harder_than_that(lesson):
    hard = {line: grade(line) for line in prose(lesson).splitlines() if len(line.split()) >= 20}
    assert {line: found for line, found in hard.items() if found > HARDEST + 2} == {}


def test_a_grade_is_higher_where_sentences_and_words_are_longer():
    assert grade(HARD) > 20
    assert grade("The cat sat on the mat. It was warm.") < 2
    assert grade("We met a friend\nand then we went home") < grade(
        "We met a friend and then we went home"
    )
    words = "make network learning table posted asked boxes people media social reinforcement the"
    assert [syllables(word) for word in words.split()] == [1, 2, 2, 2, 2, 1, 2, 2, 3, 2, 4, 1]


def test_prose_is_what_is_read_as_sentences(tmp_path):
    source = "# No\\n\\n**Yes**, [this](http://no.no).\\n\\n| no | no |\\n\\n- And `no`.\\n\\n## To read\\n\\nNo."
    lesson = tmp_path / "lesson.ipynb"
    lesson.write_text(f'{{"cells": [{{"cell_type": "markdown", "source": ["{source}"]}}]}}')
    assert prose(lesson) == "Yes, this.\nAnd it."


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_a_quiz_asks_what_its_cell_claims_to_practise_or_assess(lesson):
    for asked in quizzes(lesson):
        ideas = {id for question in asked.questions for id in question.ideas}
        assert asked.claims <= ideas, asked.cell
        own = {q.idea for q in asked.questions if q.idea[0].isupper()}
        assert own <= asked.claims, asked.cell


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.stem)
def test_a_check_is_the_same_before_and_after_and_nothing_between_gives_it_away(lesson):
    asked = quizzes(lesson)
    checks = {a.when: [q.id for q in a.questions] for a in asked if a.when}
    assert checks.get("before") == checks.get("after")
    between = {q.id for a in asked if not a.when for q in a.questions}
    if checks:
        assert between.isdisjoint(checks["before"])
        assert asked[-1].when == "after"

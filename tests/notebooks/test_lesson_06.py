"""What lesson 06 claims of its lab, of the friendship paradox and of the ten steps holds."""

import re
from functools import cache
from statistics import fmean

import pytest
from notebooks.cells import path, quizzes, sources, taught

from plnkit.model.bank import bank
from plnkit.model.dynamics import evidence
from plnkit.model.dynamics.models import models

LESSON = "06_ten_steps"
SEEDS = (1, 2, 3)  # the lab begins with 1
SAYS = re.compile(
    r"([\d,]+) of ([\d,]+) people on the subject are found; of the ([\d,]+) with fewest followers, "
    r"([\d,]+)\. Those found have ([\d,]+) followers on average, all on the subject ([\d,]+)\."
)


@cache
def walk(seed, **sliders):
    """As the lab's sentence has it: found, on the subject, quiet ones, found of these, followers, of all."""
    crawl = models()["crawl"]
    says = crawl.run(crawl.graph(seed), seed, **sliders).says
    return [int(number.replace(",", "")) for number in SAYS.search(says).groups()]


@pytest.mark.parametrize("seed", SEEDS)
def test_you_see_who_is_known(seed):
    found, subject, quiet, quiet_found, followers, average = walk(seed)
    assert 0.1 < subject / 10_000 < 0.15  # somewhat more than a tenth
    assert found / subject < 0.07
    assert quiet >= subject / 2
    assert quiet_found / quiet < 0.02
    assert followers > 3 * average


@pytest.mark.parametrize("seed", SEEDS)
def test_each_prediction_comes_as_the_lesson_says(seed):
    found, _, _, quiet, *_ = walk(seed)
    assert models()["crawl"].sliders["seeds"].default == 3
    assert found <= walk(seed, seeds=10)[0] <= 1.25 * found
    followers = walk(seed, both=1.0)
    assert followers[0] < found
    assert followers[3] >= 2 * quiet
    assert walk(seed, pruning=0.0)[0] < found


def test_three_of_the_four_know_fewer_than_their_friends():
    knows = {
        "Ana": ["Ben", "Cem", "Dia"],
        "Ben": ["Ana", "Cem"],
        "Cem": ["Ana", "Ben"],
        "Dia": ["Ana"],
    }
    table = sources(LESSON)["steps-paradox"]
    told = re.findall(r"^\| (\w+) \| (\d) \| ([\d.]+) \|$", table, re.M)
    friends = {who: fmean(len(knows[one]) for one in whom) for who, whom in knows.items()}
    assert told == [
        (who, str(len(knows[who])), f"{friends[who]:.1f}".removesuffix(".0")) for who in knows
    ]
    assert sum(len(knows[who]) < friends[who] for who in knows) == 3


def test_the_published_numbers_are_those_of_the_evidence():
    found = evidence.findings()["friendship_paradox"]
    told = sources(LESSON)["steps-paradox"]
    for number in ("721 million", "93%", "190", "635"):
        assert number in found.numbers
        assert number in told
    assert found.secondary
    assert "These numbers come from another source than the paper." in told
    assert "Feld 1991" in found.source


def test_the_ten_steps_are_those_of_the_bank_in_their_order():
    rows = re.findall(r"^\| (\d+) \| (.+?) \| .+ \|$", sources(LESSON)["steps-list"], re.M)
    assert [int(n) for n, _ in rows] == list(range(1, 11))
    words = (
        "subjects|lead the thinking|organisations|account|before you follow|whom they follow|tags"
    )
    words += "|who follows these|knowledge and conversation|does not help"
    words = words.split("|")
    assert [word in step for word, (_, step) in zip(words, rows, strict=True)] == [True] * 10


def test_it_can_be_done_in_a_room_without_accounts():
    told = sources(LESSON)
    ways = re.findall(r"^\| (\d+) \| .+ \| (.+) \|$", told["steps-account"], re.M)
    assert [int(n) for n, _ in ways] == [4, 5, 6, 7, 8, 10]
    assert all("follow" not in way for _, way in ways)
    assert "without a single account" in told["steps-room"]
    assert "Leave private people out." in told["steps-room"]


def test_every_idea_that_the_bank_gives_to_this_lesson_is_taught_and_assessed():
    ideas = {id for id, idea in bank().ideas.items() if idea.lesson == LESSON}
    items = {id for id in ideas if id[0].isupper()}  # the further terms are no items of the course
    assert items <= {id for ids in taught(LESSON).values() for id in ids}
    told = " ".join(sources(LESSON).values())
    assert all(term in told for term in ("**thought leader**", "**hashtag**"))
    last = quizzes(path(LESSON))[-1]
    assert {q.idea for q in last.questions} == ideas
    assert len(last.questions) == 26
    assert "Twenty-six questions" in sources(LESSON)["steps-check"]

"""What lesson 05 claims of its lab, of reviews and of the student's map holds."""

from functools import cache
from statistics import fmean

import pytest
from notebooks.cells import path, quizzes, sources, taught

from plnkit.model.audit import findings
from plnkit.model.bank import bank
from plnkit.model.dynamics.evidence import findings as published
from plnkit.model.dynamics.models import models
from plnkit.model.library import sample
from plnkit.model.network import ME

LESSON = "05_give_to_get"
SEEDS = (1, 2, 3)  # the lab begins with 1
TAKERS, GIVERS, OTHERS = 1, 2, 3  # columns of the curve


@cache
def curve(seed, **sliders):
    give = models()["give"]
    return give.run(give.graph(seed), seed, **sliders).curve


def late(seed, who, **sliders):
    """% answered in the last eight weeks, which is what the lab's sentence tells."""
    return curve(seed, **sliders).iloc[-8:, who].mean()


@pytest.mark.parametrize("seed", SEEDS)
def test_all_are_treated_alike_in_the_first_week_and_takers_fall_behind(seed):
    first, twelfth = curve(seed).iloc[0, 1:], curve(seed).iloc[11, 1:]
    assert all(75 < share < 85 for share in first)
    assert 15 < twelfth.iloc[0] < 25  # one answer in five
    assert all(75 < share < 86 for share in curve(seed).iloc[:, GIVERS])


@pytest.mark.parametrize("seed", SEEDS)
def test_each_of_the_three_predictions_comes_as_the_lesson_says(seed):
    assert models()["give"].sliders["fading"].default == 0.1
    assert late(seed, OTHERS) > 60
    assert late(seed, OTHERS, fading=0.5) == pytest.approx(50, abs=4)
    assert late(seed, GIVERS, takers=0.5) == pytest.approx(50, abs=4)
    assert late(seed, TAKERS, givers=0) < 1
    assert late(seed, OTHERS, givers=0) <= 34


def test_the_odd_review_pulls_by_a_tenth_among_forty_and_far_among_two():
    most, odd = [5] * 20 + [4] * 19, [1]
    told = sources(LESSON)["give-commons"]
    assert f"from {fmean(most):.1f} to {fmean(most + odd):.1f}" in told
    assert fmean(most) - fmean(most + odd) == pytest.approx(0.1, abs=0.02)
    assert fmean([5, 1]) == 3


def test_four_of_the_students_seventeen_get_nothing_and_the_share_is_another():
    net, told = sample("student"), sources(LESSON)["give-map-title"]
    hers = [
        t for pair in net.tied_pairs() if ME in pair for t in net.ties.values() if t.pair == pair
    ]
    ways = {id: t.direction for t in hers for id in t.pair if id != ME and id in net.counted()}
    nothing = [net.entries[id].label for id in ways if not net.entries[id].gets]
    assert f"{len(ways)} people and communities are tied to her" in told
    assert f"Of her own {len(ways)} ties" in told
    assert sorted(nothing) == ["Classroom debates", "Kofi Mensah", "Priya Raman", "Siobhán Byrne"]
    assert all(name.split()[0].casefold() in told.casefold() for name in nothing)
    both = sum(way == "both" for way in ways.values())
    assert f"{both} go both ways, and that is {both / len(ways):.0%}" in told
    (share,) = findings(net, only=["reciprocity_dyad"])
    assert (share.title, share.value_text) == ("Pairs that give and take", "88%")


def test_the_numbers_of_the_study_are_those_of_the_evidence():
    found = published()["givers_are_given"]
    assert "79 students" in found.numbers
    assert "Wedekind & Milinski 2000" in found.source
    assert "Milinski et al. 2001" in found.conflicts
    assert "79 students" in sources(LESSON)["give-found"]


def test_nine_of_ten_write_next_to_nothing():
    found = published()["few_write_most"]
    assert "the other 90% 1.3%" in found.numbers
    assert "van Mierlo 2014" in sources(LESSON)["give-barrier"]


def test_every_quotation_stands_in_the_bank():
    told = " ".join(sources(LESSON).values())
    known = " ".join(f"{i.scholarly} {i.source}" for i in bank().ideas.values()).casefold()
    for words, who in {
        "without the expectation of any direct, immediate quid-pro-quo": "Kollock 1999",
        "without regard to expectations of reciprocity": "Wasko & Faraj 2005",
        "ost lurkers are not selfish free-riders": "Preece, Nonnecke & Andrews 2004",
        "": "Constant, Sproull & Kiesler 1996",
    }.items():
        assert words in told
        assert words.casefold() in known
        assert who in told
        assert who.casefold() in known


def test_every_idea_that_the_bank_gives_to_this_lesson_is_taught_and_assessed():
    ideas = {id for id, idea in bank().ideas.items() if idea.lesson == LESSON}
    items = {id for id in ideas if id[0].isupper()}  # the further terms are no items of the course
    assert items | {"K6"} <= {id for ids in taught(LESSON).values() for id in ids}
    told = " ".join(sources(LESSON).values())
    assert all(term in told for term in ("lurkers", "**reciprocity**"))
    last = quizzes(path(LESSON))[-1]
    assert {q.idea for q in last.questions} == ideas
    assert len(last.questions) == 22
    assert "Twenty-two questions" in sources(LESSON)["give-check"]

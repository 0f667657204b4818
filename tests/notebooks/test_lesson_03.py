"""What lesson 03 claims of platforms and of its sums holds."""

import itertools
import re

from notebooks.cells import sources

from plnkit.model.platforms import firsts, goals, platforms, ranking

EQUAL = dict.fromkeys(goals(), 1)
SEVEN = ["x", "linkedin", "reddit", "instagram", "facebook", "tiktok", "youtube"]


def cell(id):
    return sources("03_platforms")[id]


def only(goal):
    return ranking({goal: 3})


def test_with_equal_weights_reddit_is_first_by_a_hair():
    places = ranking(EQUAL)
    assert firsts(places) == ("reddit",)
    assert {p.id for p in places if p.near} == {"documents", "email", "library"}


def test_four_share_the_first_place_for_work_across_institutions():
    assert set(firsts(only("G3"))) == {"linkedin", "documents", "email", "conferences"}


def test_the_library_is_first_for_less_bias_and_before_all_seven():
    places = {p.id: p.place for p in only("G6")}
    assert firsts(only("G6")) == ("library",)
    assert min(places[id] for id in SEVEN) > 1


def test_the_four_that_are_named_come_first_for_no_weights_and_other_three_do():
    won = set()
    for weights in itertools.product(range(4), repeat=len(goals())):
        if any(weights):
            won |= set(firsts(ranking(dict(zip(goals(), weights, strict=True)))))
    assert won.isdisjoint({"x", "instagram", "facebook", "tiktok"})
    assert won >= set(SEVEN) - {"x", "instagram", "facebook", "tiktok"}
    assert "X, Instagram, Facebook and TikTok come first for <em>no</em>" in cell(
        "plat-choose-found"
    )


def test_the_seven_are_told_as_their_entries_say():
    told = dict(re.findall(r"^\| \*\*(.+?)\*\* \| (.+) \|$", cell("plat-seven"), re.M))
    assert list(told) == [platforms()[id].title for id in SEVEN]
    assert "November 2026" in cell("plat-seven")
    assert {p.date for p in platforms().values()} == {"2026-11"}


def test_twelve_and_a_half_hours_are_ten_times_the_votes_by_reddits_rule():
    hours = 12 - (23.5 - 24)  # from half past eleven at night to noon
    assert hours * 3600 == 45_000  # which the rule divides by; one power of ten of the score
    assert "half past eleven last night" in cell("plat-feed")
    assert "Two hundred" in cell("plat-feed")


def test_ten_people_fit_into_twenty_minutes():
    minutes, minutes_a_post, posts_a_day = 20, 1, 2
    assert minutes / minutes_a_post / posts_a_day == 10
    assert "<strong>ten people</strong>" in cell("plat-small")


def test_figures_that_age_carry_their_date():
    assert re.search(r"5\.20 billion.*64%.*no date.*October 2024", cell("plat-small"), re.S)
    assert re.search(r"published in 2013, 59%", cell("plat-limits"))


def test_what_it_begins_with_is_there():
    ids = re.findall(r"PlatformExplorer\((.+)\)", "".join(sources("03_platforms").values()))
    for call in ids:
        assert set(re.findall(r'"([\w-]+)"', call)) <= set(platforms())

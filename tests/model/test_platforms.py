"""Every platform is told whole, an entry that isn't is named, and the order is what the fits say."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.data import data_file
from plnkit.importers import IMPORTERS
from plnkit.model import platforms as room
from plnkit.model.network import PlnError
from plnkit.model.platforms import (
    FACTS,
    OURS,
    STRENGTHS,
    Fit,
    firsts,
    goals,
    platforms,
    ranking,
    read,
    reasons,
    without,
)

TEXT = data_file("platforms.toml").read_text(encoding="utf-8")
EQUAL = dict.fromkeys(goals(), 1)
WEIGHTS = st.fixed_dictionaries(dict.fromkeys(goals(), st.integers(0, 3))).filter(
    lambda weights: any(weights.values())
)
ONE = """
[village-board]
title = "Village board"
aliases = []
strong = ["trust"]
favours = "Notes on paper."
seen = "Whoever walks by."
ties = "None."
reshare = "By telling."
lasting = "Until it rains."
found = "Not at all."
open = "Open."
export = "None."
date = "2026-11"
[village-board.fit]
G1 = [0, "Little."]
G2 = [1, "Somebody may offer lessons."]
G3 = [0, "None."]
G4 = [2, "It hangs there."]
G5 = [1, "Now and then."]
G6 = [1, "Anybody may hang up a note."]
[village-board.source]
favours = "our judgement"
"""


@pytest.mark.parametrize("id", platforms())
def test_each_platform_is_told_whole_and_dated(id):
    platform = platforms()[id]
    assert set(platform.fit) == set(goals())
    assert platform.strong
    for fact in FACTS:
        assert getattr(platform, fact).endswith("."), fact
    for goal, fit in platform.fit.items():
        assert fit.why.endswith("."), goal
        assert len(fit.why) <= 90, goal
    said = platform.sources()
    assert "our judgement" in said
    for source in platform.source.values():
        assert source == OURS or source in said


def test_the_platforms_of_the_course_are_all_there():
    seven = ["x", "linkedin", "reddit", "instagram", "facebook", "tiktok", "youtube"]
    beside = ["mastodon", "bluesky", "discord", "chat", "questions", "blogs", "rss", "email"]
    more = ["pinterest", "podcasts", "conferences", "face-to-face"]
    assert set(platforms()) >= {*seven, *beside, *more}
    assert list(platforms())[:7] == seven
    assert [platforms()[id].source["favours"] for id in seven] == [
        f"the course's list, P{n}" for n in range(1, 8)
    ]


def test_what_the_seven_are_strong_in_is_what_the_course_says_of_them():
    strong = {id: set(platforms()[id].strong) for id in list(platforms())[:7]}
    assert strong["x"] == {"quick news", "discussion", "professional contacts", "personal contacts"}
    assert strong["linkedin"] == {
        "professional contacts", "shared resources", "news of a profession"
    }  # fmt: skip
    assert strong["reddit"] == {"discussion", "answers to questions", "shared resources"}
    assert strong["instagram"] == {"pictures and short films", "professional contacts"}
    assert strong["facebook"] == {"discussion", "shared resources", "personal contacts"}
    assert strong["tiktok"] == {"pictures and short films", "personal contacts"}
    assert strong["youtube"] == {"pictures and short films", "step-by-step tutorials"}
    assert {word for p in platforms().values() for word in p.strong} == set(STRENGTHS)


def test_a_platform_whose_export_this_course_reads_says_so():
    told = " ".join(importer.title for importer in IMPORTERS).casefold()
    for id in (
        "x",
        "linkedin",
        "reddit",
        "instagram",
        "facebook",
        "youtube",
        "mastodon",
        "bluesky",
    ):
        assert platforms()[id].title.casefold() in told
        assert platforms()[id].export.startswith("Yes")
        assert "which this course can read" in platforms()[id].source["export"]
    assert not platforms()["tiktok"].export.startswith("Yes")


def test_adding_a_platform_is_adding_one_entry(monkeypatch):
    found = read(TEXT + ONE)
    assert list(found)[:-1] == list(platforms())
    monkeypatch.setattr(room, "platforms", lambda: found)
    assert "village-board" in [place.id for place in ranking(EQUAL)]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[village-board]\n", "[Village]\n", "'Village': use small letters"),
        ('title = "Village board"\n', "", "key 'title' is missing. Add it"),
        ('title = "Village board"', 'title = "Reddit"', "'reddit' is also a name of 'reddit'"),
        ('strong = ["trust"]', 'strong = ["trusty"]', "Did you mean 'trust'"),
        ('strong = ["trust"]', 'strong = "trust"', "strong is a list of words"),
        ('ties = "None."', 'ties = ""', "ties is a text of up to 180"),
        ('ties = "None."', f'ties = "{"o" * 181}"', "ties is a text of up to 180"),
        ('open = "Open."', 'opne = "Open."', "Did you mean 'open'"),
        ('date = "2026-11"', 'date = "2026"', "Write it as 2026-11"),
        ('G3 = [0, "None."]\n', "", "fit 'G3' is missing"),
        ('G3 = [0, "None."]', 'G3 = [4, "None."]', "fit G3: write a number from 0 to 3"),
        ('G3 = [0, "None."]', "G3 = 0", "fit G3: write a number from 0 to 3"),
        ('G3 = [0, "None."]', 'G9 = [0, "None."]', "fit 'G9' is not known"),
        ('favours = "our judgement"', 'ties = "somebody"', "source 'favours' is missing"),
        ('favours = "our judgement"', 'favours = " "', "a source is empty"),
        ('title = "Village board"', 'title = "Village', "can't be read"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named_with_the_cure(old, new, says):
    assert old in ONE
    with pytest.raises(PlnError, match=r"platforms\.toml") as refused:
        read(TEXT + ONE.replace(old, new))
    assert says in str(refused.value)


def test_a_value_outside_a_table_is_named():
    with pytest.raises(PlnError, match="entry 'word': it is no table"):
        read('word = "no"\n' + TEXT)


@settings(deadline=None)
@given(WEIGHTS)
def test_the_order_is_that_of_the_sums_and_equals_share_a_place(weights):
    sums = {id: sum(weights[g] * p.fit[g].steps for g in weights) for id, p in platforms().items()}
    places = ranking(weights)
    assert {place.id for place in places} == set(sums)
    for place in places:
        assert place.place == 1 + len([s for s in sums.values() if s > sums[place.id]])
        assert place.shared == (list(sums.values()).count(sums[place.id]) > 1)
    assert [p.place for p in places] == sorted(p.place for p in places)
    assert firsts(places) == tuple(id for id in sums if sums[id] == max(sums.values()))


@settings(deadline=None, max_examples=20)
@given(WEIGHTS)
def test_near_is_what_one_step_more_would_bring_to_the_first_place(weights):
    near = {place.id for place in ranking(weights) if place.near}
    with pytest.MonkeyPatch.context() as patch:
        for id in platforms():
            reached = False
            for goal, fit in platforms()[id].fit.items():
                if fit.steps == 3:
                    continue
                more = {**platforms()[id].fit, goal: Fit(fit.steps + 1, fit.why)}
                changed = {**platforms(), id: replace(platforms()[id], fit=more)}
                patch.setattr(room, "platforms", lambda changed=changed: changed)
                reached |= id in firsts(ranking(weights))
                patch.undo()
            assert (id in near) == (reached and id not in firsts(ranking(weights)))


@settings(deadline=None)
@given(WEIGHTS)
def test_what_a_weight_does_is_the_order_without_it(weights):
    found = without(weights)
    assert set(found) == {goal for goal, weight in weights.items() if weight}
    for goal, ids in found.items():
        rest = {g: w for g, w in weights.items() if g != goal}
        assert ids == (firsts(ranking(rest)) if any(rest.values()) else ())


def test_reasons_begin_with_what_counts_most():
    told = reasons("library", {"G5": 3, "G6": 1, "G1": 2, "G2": 0})
    assert [goal for goal, _ in told] == ["G1", "G6", "G5"]
    assert [fit.words for _, fit in told] == ["very well", "very well", "hardly"]


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        ({"G1": 0}, "at least one goal"),
        ({}, "at least one goal"),
        ({"G1": 4}, "give it 0, 1, 2 or 3"),
        ({"G1": float("nan")}, "give it 0, 1, 2 or 3"),
        ({"G1": True}, "give it 0, 1, 2 or 3"),
        ({"G11": 1}, "Did you mean 'G1'"),
    ],
)
def test_weights_that_are_none_are_refused(weights, says):
    with pytest.raises(PlnError, match=says):
        ranking(weights)

"""What lesson 08 claims of its lab, of the student's map and of what was published holds."""

import re
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from notebooks.cells import path, quizzes, sources, taught

from plnkit.model.audit import findings
from plnkit.model.bank import bank
from plnkit.model.dynamics import evidence
from plnkit.model.dynamics.models import models
from plnkit.model.library import sample
from plnkit.model.network import pair_of
from plnkit.model.real import facts, real_network, real_networks
from plnkit.model.whatif import changed, move, people_of

LESSON = "08_echo_chambers"
SEEDS = (1, 2, 3)  # the lab begins with 1


@cache
def opposing(seed, **sliders):
    """% of those followed who are on the other side, at the end; half are at first."""
    chambers = models()["chambers"]
    share = chambers.run(chambers.graph(seed), seed, **sliders).curve.iloc[:, 1]
    assert share.iloc[0] == pytest.approx(50, abs=1)
    return share.iloc[-1]


@pytest.fixture
def student():
    return sample("student")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lab_ends_as_the_lesson_says_whatever_slider_is_moved(seed):
    assert "less than 15%" in sources(LESSON)["echo-read"]
    assert opposing(seed) < 15
    assert opposing(seed, unfollowing=0) > 40
    assert opposing(seed, influence=0) == pytest.approx(22, abs=1)
    assert 50 - opposing(seed, influence=0) > (50 - opposing(seed)) / 2
    assert 10 < opposing(seed, kept=0.2) < 20
    assert 23 < opposing(seed, kept=0.5) < 29
    assert opposing(seed, influence=0.05, unfollowing=0.05) > 40


def test_a_little_is_enough_given_time():
    result = evidence.result(evidence.findings()["little_is_enough"], 1, 20)
    assert (result.runs, result.agrees) == (20, "the same way")
    assert result.high < 3
    assert "fewer than 3% are left in all 20 runs" in sources(LESSON)["echo-time"]


def test_the_signs_are_those_of_the_students_map(student):
    told = sources(LESSON)["echo-signs-read"]
    said = {f.key: f for f in findings(student, only=["ei_ego", "density", "ei_alter_ties"])}
    assert "6 share your group and 11 do not: 0.29" in said["ei_ego"].sentence
    assert said["density"].value_text == "17%"
    assert "20 ties stay within a group and 3 cross" in said["ei_alter_ties"].sentence
    assert all(
        words in told for words in ("0.29", "17%", "20 ties stay within a group, and 3 cross")
    )
    corner = ("amara", "jun", "leila", "mateo", "tutorial")
    tied = [pair_of(*pair) in student.tied_pairs() for pair in combinations(corner, 2)]
    assert (sum(tied), len(tied)) == (9, 10)


def test_by_view_ten_of_fifteen_differ_and_variety_has_no_sides(student):
    views = {id: student.entries[id].view for id in people_of(student)}
    different = [id for id, view in views.items() if view == "different"]
    assert (len(different), list(views.values()).count("similar")) == (10, 5)
    assert [id for id in views if student.entries[id].ring == "close" and id in different] == [
        "leila"
    ]
    assert [e.ring for e in student.entries.values() if e.kind == "person"].count("close") == 3
    assert sum(student.entries[id].group == "aquarium" for id in different) == 2
    (variety,) = findings(student, by="view", only=["blau"])
    assert variety.value_text == "44%"
    turned = {"similar": "different", "different": "similar", "": ""}
    other = student
    for id, view in views.items():
        other = other.with_entry(replace(other.entries[id], view=turned[view]))
    assert findings(other, by="view", only=["blau"])[0].value_text == "44%"


def test_three_signs_look_better_once_the_one_who_disagrees_has_left(student):
    without = changed(student, "leave", "leila")
    for name, way, old, new in (
        ("ei_ego", "up", "0.29", "0.38"),
        ("blau", "up", "75%", "77%"),
        ("density", "down", "17%", "15%"),
    ):
        (then,), (now,) = findings(student, only=[name]), findings(without, only=[name])
        assert (move(then.measure, now.measure), then.value_text, now.value_text) == (way, old, new)
    told = sources(LESSON)["echo-whatif-why"]
    assert "from 0.29 to 0.38, and from 75% to 77%" in told


def test_nothing_in_the_lesson_sums_the_signs_up():
    code = "\n".join(c for c in sources(LESSON).values() if "plnkit." in c)
    assert re.findall(r"plnkit\.MeasureCards\(\s*([^)]*\))", code)
    assert "score" not in code
    assert "There is no number for" in sources(LESSON)["echo-signs-title"]


def test_what_was_published_is_as_the_evidence_has_it():
    told = sources(LESSON)["echo-evidence"]
    found = evidence.findings()
    assert "Sasahara et al. 2021" in found["little_is_enough"].source
    assert "Dubois & Blank 2018" in found["little_is_enough"].conflicts
    assert "Larooij & Törnberg 2025" in found["newest_first_helps_a_little"].source
    assert "modestly, or made things worse" in found["newest_first_helps_a_little"].finding
    assert "Huszár et al. 2022" in found["newest_first_helps_a_little"].conflicts
    assert "A feed in order of time is none." in told
    listed = sources(LESSON)["echo-week"].split("## To read")[1]
    text = " ".join(t for id, t in sources(LESSON).items() if id != "echo-week")
    cited = re.findall(r"\(([^()]*?\d{4})\)", text)
    assert len(cited) >= 10
    assert [c for c in cited if c not in listed] == []


def test_every_idea_that_the_bank_gives_to_this_lesson_is_taught_and_assessed():
    ideas = {id for id, idea in bank().ideas.items() if idea.lesson == LESSON}
    items = {id for id in ideas if id[0].isupper()}  # the further terms are no items of the course
    assert items | {"K4", "B1"} <= {id for ids in taught(LESSON).values() for id in ids}
    told = " ".join(sources(LESSON).values())
    assert all(
        term in told for term in ("**Echo chamber**", "**Homophily**", "**Confirmation bias**")
    )
    last = quizzes(path(LESSON))[-1]
    assert {q.idea for q in last.questions} == ideas
    assert len(last.questions) == 10
    assert "Ten questions" in sources(LESSON)["echo-check"]


def test_of_real_weblogs_nine_links_of_a_hundred_cross_as_the_lesson_says(monkeypatch):
    told = sources(LESSON)["echo-real"]
    answered, index = 0.243, -0.823  # of the whole file; it can't be kept here
    if (Path.home() / "pln" / "polblogs.gml").is_file():
        monkeypatch.setenv("PLN_HOME", str(Path.home() / "pln"))
        found = facts(real_network("polblogs"))
        assert tuple(round(n, 3) for n in found) == (answered, index)
    assert round(100 * (1 + index) / 2) == 9
    assert "**91 stay on their own side, and 9 cross**. One link in four is answered" in told
    assert f"{real_networks()['polblogs'].people:,} weblogs" in told
    assert round(1 / answered) == 4
    assert real_networks()["polblogs"].title.startswith("Weblogs on politics")
    assert sample("karate").people_count == 34

"""What lesson 09 claims of the sample networks holds."""

import json
import re
from pathlib import Path

import pytest

from plnkit.draw.compare import sentence
from plnkit.model.audit import findings
from plnkit.model.compare import compared
from plnkit.model.library import sample
from plnkit.model.network import ME, pair_of
from plnkit.model.reach import ASKED, SEEN, knowers, reached
from plnkit.model.whatif import changed, move

LESSON = Path(__file__).parents[2] / "lessons" / "09_reach_and_bridges.ipynb"


@pytest.fixture
def student():
    return sample("student")


def to(network, who, how=SEEN):
    return reached(network, knowers(network)[who][1], how)


def moves(net, after, *names):
    told = zip(findings(net, only=names), findings(after, only=names), strict=True)
    return [move(before.measure, now.measure) for before, now in told]


def test_research_is_four_three_and_two_steps_away_by_whom_she_asks_first(student):
    found = to(student, "group research")
    assert [level.steps for level in found.levels] == [4, 3, 2]
    assert found.levels[-1].way == (ME, "ingrid", "siobhan")
    assert student.entries["ingrid"].often == "monthly"


def test_her_close_people_are_of_one_course_and_know_each_other(student):
    close = [e for e in student.entries.values() if e.ring == "close" and e.kind == "person"]
    assert {e.group for e in close} == {"study"}
    pairs = [pair_of(a.id, b.id) for a in close for b in close if a.id < b.id]
    assert student.tied_pairs() >= set(pairs)
    assert len(pairs) == 3


def test_nobody_close_leads_to_the_fish_forum_and_she_gets_there_in_one_step(student):
    assert [level.steps for level in to(student, "group aquarium").levels] == [None, 1, 1]


def test_asking_along_any_tie_is_shorter_since_one_tie_goes_one_way(student):
    assert to(student, "group research", ASKED).levels[-1].steps == 1
    (tie,) = [t for t in student.ties.values() if t.pair == ("me", "siobhan")]
    assert (tie.direction, tie.source) == ("out", ME)


def test_three_months_before_nobody_in_the_neighbourhood_saw_the_question():
    before, now = sample("fictional_before"), sample("fictional")
    assert [level.steps for level in to(before, "group neighbourhood").levels] == [None] * 3
    assert to(now, "group neighbourhood").levels[-1].way == (ME, "hana")
    assert reached(now, ["listserv"]).levels[-1].way == (ME, "hana", "listserv")
    assert "hana" not in before.entries


def test_what_happens_when_a_bridge_leaves_or_a_second_one_is_made(student):
    names = ["components_without_ego", "betweenness"]
    assert moves(student, changed(student, "leave", "ingrid"), *names)[0] == "up"
    assert moves(student, changed(student, "leave", "amara"), *names)[0] == "same"
    assert moves(student, changed(student, "meet", "amara", "betta"), *names) == ["down", "down"]
    known = [pair for pair in student.tied_pairs() if "siobhan" in pair]
    assert set(known) == {("me", "siobhan"), ("ingrid", "siobhan"), ("psycinfo", "siobhan")}
    friends = {id for p in student.tied_pairs() if "amara" in p for id in p} - {ME, "amara"}
    group = friends - {"tutorial"}
    assert all(pair_of(id, "tutorial") in student.tied_pairs() for id in group)


def test_density_fell_a_little_by_mirela_and_rose_by_the_chat():
    comparison = compared(sample("fictional_before"), sample("fictional"), only=["density"])
    (moved,) = comparison.moved
    assert sentence(moved, ("then", "now")).startswith("Density went down from 21.4% to 20%.")
    parts = sorted(moved.parts, key=lambda part: part[1])
    assert parts[0][0] == "Mirela Dobre came"
    assert parts[-1][0] == "Former classmates' chat left"
    assert sum(part for _, part in parts) == pytest.approx(moved.change)
    for id, net in (("mirela", sample("fictional")), ("groupchat", sample("fictional_before"))):
        assert [p for p in net.tied_pairs() if id in p] == [pair_of(ME, id)]
    came = [c for c in comparison.changes if c.kind == "came" and c.bears]
    assert len(came) == 3


def test_the_lesson_says_of_the_case_only_what_its_source_says():
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    (case,) = ["".join(c["source"]) for c in cells if c["id"] == "reach-crisis"]
    assert "It is not what the source claims" in case
    assert "nothing that could show who the patient was" in case
    assert not re.search(r"strong tie answered|weak tie saved", case)


def test_what_the_lesson_offers_first_is_there(student):
    source = LESSON.read_text(encoding="utf-8")
    assert 'who=\\"group research\\"' in source
    assert "group research" in knowers(student)
    assert "group neighbourhood" in knowers(sample("fictional"))

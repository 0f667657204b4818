"""What lesson 07 claims of the student's network and of its measures holds."""

import pytest

from plnkit.importers import read_files
from plnkit.model.audit import findings
from plnkit.model.interview import to_go
from plnkit.model.library import sample, sample_folder
from plnkit.model.network import ME, Entry, Network
from plnkit.model.whatif import CHANGES, changed, move


@pytest.fixture
def student():
    return sample("student")


def moves(net, after, *names):
    told = zip(findings(net, only=names), findings(after, only=names), strict=True)
    return [move(before.measure, now.measure) for before, now in told]


def test_whoever_gets_to_know_whom_density_rises_and_effective_size_falls(student):
    meet = CHANGES["meet"]
    for who in meet.who(student):
        for whom in meet.whom(student, who):
            after = changed(student, "meet", who, whom)
            assert moves(student, after, "density", "effective_size") == ["up", "down"]


def test_when_somebody_leaves_density_can_go_either_way(student):
    went = {
        moves(student, changed(student, "leave", who), "density")[0]
        for who in CHANGES["leave"].who(student)
    }
    assert went == {"up", "down"}


def test_without_the_phonics_subreddit_the_rest_falls_into_more_parts(student):
    after = changed(student, "leave", "phonics")
    assert moves(student, after, "components_without_ego") == ["up"]


def test_an_export_says_how_many_and_not_who_knows_whom():
    net, _ = read_files([sample_folder("linkedin") / "Connections.csv"])
    size, density = findings(net, only=["size", "density"])
    assert size.measure.value == 24 == net.people_count
    assert density.measure.value is None
    assert density.measure.unknown == 24 * 23 // 2


def test_somebody_on_the_students_map_knows_nobody_else_on_it(student):
    ties = student.tied_pairs()
    alone = [
        i for i in student.entries if i != ME and all(ME in pair for pair in ties if i in pair)
    ]
    assert alone


@pytest.mark.parametrize(("people", "answers"), [(30, 98), (8, 32)])
def test_to_be_asked_takes_at_most_so_many_answers(people, answers):
    net = Network.new()
    for k in range(people):
        net = net.with_entry(Entry(f"p{k}", name=f"Person {k}"))
    assert to_go(net) == answers

"""A solution earns every point, an empty hand-in none, and size nothing; every line says why."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.model.assignment import assignment_in
from plnkit.model.checks import Outcome, allowed, contradicted, scored
from plnkit.model.measures import measures
from plnkit.model.network import Entry, Goal, Network, Tie
from plnkit.model.pseudonyms import Pseudonyms, pseudonym
from plnkit.model.received import HandInData, read_handin

SOURCE = Path(__file__).resolve().parents[2] / "assignments" / "source"
A3, A4 = (assignment_in(SOURCE / name) for name in ("a3_audit", "a4_growth_plan"))
KEY = bytes(32)


def eight(told=True):
    """A map of eight: a triangle of fellow students, two people tied by one, and three places."""

    def person(
        id,
        platform,
        view="similar",
        kind="person",
        goals=("G2",),
        gets=("answers",),
        group="study",
    ):
        return Entry(
            id,
            kind,
            id.title(),
            platform,
            group,
            goals,
            "regular",
            "weekly",
            view,
            ("ideas",),
            gets,
            since="2026-03-01",
        )

    entries = [
        person("ana", "face to face"),
        person("ben", "face to face"),
        person("cleo", "face to face"),
        person("dora", "Mastodon", "different", goals=("G5",), gets=(), group="field"),
        person("emil", "Mastodon", "different", goals=("G5",), group="field"),
        person("forum", "Reddit", "different", "community", ("G1",), (), "field"),
        person("podcast", "podcast", "", "source", ("G1",), (), ""),
        person("papers", "library", "", "tool", ("G1",), (), ""),
    ]
    net = Network.new("Zoe")
    for entry in entries:
        net = net.with_entry(entry)
    for id in net.entries:
        if id != "me":
            both = id in ("ana", "ben", "cleo", "emil")
            net = net.with_tie(Tie("me", id, direction="both" if both else "out"))
    for a, b in (
        ("ana", "ben"),
        ("ben", "cleo"),
        ("ana", "cleo"),
        ("cleo", "dora"),
        ("dora", "emil"),
    ):
        net = net.with_tie(Tie(a, b))
    net = net.with_goal(Goal("G3")).with_goal(Goal("speaking", "speak better"))
    return net.all_told() if told else net


def body(net, month="2026-11"):
    return Pseudonyms(KEY, net).body(net, month)


def handin_of(net, answers, assignment=A3, earlier=None):
    data = {
        "format": "plnkit/handin",
        "version": 1,
        "assignment": assignment.name,
        "made": "2026-11",
        "answers": answers,
        "network": body(net),
    }
    if earlier:
        data["earlier"] = body(earlier, "2026-09")
    return read_handin(json.dumps(data).encode())


def p(id):
    return pseudonym(id, KEY)


PLAN = [
    {"who": p("ana"), "do": "keep", "by": "2026-12", "goal": "G2"},
    {"who": p("dora"), "do": "help", "by": "2027-01", "goal": "G5"},
    {"who": "", "do": "add", "by": "2026-11", "goal": "G3"},
    {"who": p("podcast"), "do": "prune", "by": "2027-02", "goal": "G1"},
]

SOLUTION = {
    "learn_most": [p("ana")],
    "main_platform": "face-to-face",
    "direction": "equal",
    "goals_served": ["G1", "G2", "G5"],
    "goal_unserved": "G3",
    "size": 6,
    "density": 0.33,
    "reciprocity": 0.82,
    "open_questions": 0,
    "echo_overlap": "some",
    "echo_views": "mixed",
    "echo_platform": "little",
    "bridge": [p("cleo")],
    "bridge_loss": ["people"],
    "bridge_parts": 3,
    "gives": ["answers"],
    "given_to": 4,
    "hand_in_tells": ["platforms", "often", "views", "months", "groups", "ties"],
    "looked_after": ["no_clients", "no_minors", "no_names", "on_own"],
    "plan": PLAN[:3],
}

A4_SOLUTION = {
    "came": 1,
    "left": 1,
    "density_turned": "more",
    "reciprocity_turned": "more",
    "views_turned": "more",
    "platform_turned": "more",
    "why": ["asked"],
    "goals_served": ["G1", "G2", "G5"],
    "goal_unserved": "G3",
    "gives": ["answers"],
    "plan": PLAN,
    "next_look": "2027-03",
}


def earlier():
    """The map some weeks before: without Ana, with somebody on Reddit who is gone since."""
    gone = Entry("gone", platform="Bluesky", often="rarely", view="different")
    return (
        eight()
        .without("ana")
        .with_entry(gone)
        .with_tie(Tie("me", "gone", direction="out"))
        .all_told()
    )


def total(scores):
    return sum(score.points for score in scores.values())


def possible(assignment):
    return sum(task.points for task in assignment.tasks.values())


def reasons(scores):
    return [reason for score in scores.values() for _, _, reason in score.lines]


CASES = {
    "a3": (A3, handin_of(eight(), SOLUTION)),
    "a4": (A4, handin_of(eight(), A4_SOLUTION, A4, earlier())),
}


@pytest.mark.parametrize("case", CASES)
def test_a_solution_on_a_map_of_eight_earns_every_point(case):
    assignment, handin = CASES[case]
    scores = scored(handin, assignment)
    lost = [line for score in scores.values() for line in score.lines if line[0] != line[1]]
    assert lost == []
    assert total(scores) == possible(assignment)
    assert scored(replace(handin, fictional=True), assignment) == scores


@pytest.mark.parametrize("assignment", [A3, A4])
def test_nothing_earns_nothing_on_every_task_and_says_what_is_missing(assignment):
    empty = handin_of(Network.new(), {}, assignment, Network.new() if assignment is A4 else None)
    no_map = HandInData(assignment.name, made="2026-11")
    for handin in (None, no_map, empty):
        for score in scored(handin, assignment).values():
            assert score.points == 0
            assert all(reason.endswith((".", "?")) for _, _, reason in score.lines)


@pytest.mark.parametrize("assignment", [A3, A4])
def test_five_hundred_entries_earn_no_more_than_eight(assignment):
    crowd = eight()
    for n in range(500):
        like = replace(crowd.entries["ana"], id=f"p{n}")
        crowd = crowd.with_entry(like).with_tie(Tie("me", like.id))
    before = earlier() if assignment is A4 else None
    large = total(scored(handin_of(crowd.all_told(), {}, assignment, before), assignment))
    assert large == total(scored(handin_of(eight(), {}, assignment, before), assignment))
    assert large < possible(assignment) / 4


def test_many_half_described_entries_earn_no_more_than_eight():
    def half(n):
        net = Network.new()
        for k in range(n):
            net = net.with_entry(Entry(f"p{k}", platform="X")).with_tie(Tie("me", f"p{k}"))
        return scored(handin_of(net, {}), A3)["a1_whom"].points

    assert half(16) == half(8) == 3.5  # all of `entries`, half of `kinds`, a third of `described`


def with_answers(**answers):
    return scored(handin_of(eight(), {**SOLUTION, **answers}), A3)


@pytest.mark.parametrize(
    ("task", "answers", "lost", "says"),
    [
        ("a1_whom", {"learn_most": ["pzzzzzzzzzzzz"]}, 1, "Not answered yet"),
        ("a2_platforms", {"main_platform": "mastodon"}, 2, "something else"),
        ("a2_platforms", {"direction": "both"}, 2, "something else"),
        ("a3_goals", {"goals_served": ["G1", "G2"]}, 0.67, "1 missing"),
        (
            "a3_goals",
            {"goals_served": ["G1", "G2", "G3", "G5"]},
            0.67,
            "1 that your map doesn't show",
        ),
        ("a3_goals", {"goal_unserved": "none"}, 2, "something else"),
        ("a4_measures", {"density": 33}, 0, "Agrees"),
        ("a4_measures", {"density": 0.3}, 1, "two decimals"),
        ("a4_measures", {"density": 0.9}, 2, "another number"),
        ("a4_measures", {"density": "unknown"}, 2, "does tell"),
        ("a4_measures", {"density": "high"}, 2, "Not answered yet"),
        ("a5_echo", {"echo_overlap": "most"}, 2, "something else"),
        (
            "a6_bridges",
            {"bridge": [p("ana")], "bridge_loss": ["none"], "bridge_parts": 2},
            1,
            "others bring",
        ),
        (
            "a6_bridges",
            {"bridge": [p("forum")], "bridge_loss": ["platform"], "bridge_parts": 1},
            0,
            "only this one",
        ),
        ("a6_bridges", {"bridge_loss": ["people", "group"]}, 2, "doesn't show"),
        ("a6_bridges", {"bridge_parts": 5}, 2, "another number"),
        ("a7_give", {"gives": ["none"]}, 2, "missing"),
        ("a8_privacy", {"looked_after": ["no_clients", "no_minors"]}, 1, "Not ticked yet"),
        ("a8_privacy", {"hand_in_tells": ["names"]}, 2, "doesn't show"),
        ("a9_plan", {"plan": PLAN[:2]}, 1.33, "Add 1 more step"),
        ("a9_plan", {"plan": [PLAN[0]] * 3}, 3.17, "1 step"),
        (
            "a9_plan",
            {"plan": [*PLAN[:2], {**PLAN[2], "by": "2026-10"}]},
            0.33,
            "a month from now on",
        ),
        ("a9_plan", {"plan": [*PLAN[:2], {**PLAN[2], "do": "keep"}]}, 0.33, "whom"),
        ("a9_plan", {"plan": "later"}, 5, "0 steps"),
    ],
)
def test_each_answer_that_does_not_fit_loses_its_own_points_and_says_why(task, answers, lost, says):
    scores = with_answers(**answers)
    assert scores[task].possible - scores[task].points == pytest.approx(lost, abs=0.011)
    assert any(says in reason for _, _, reason in scores[task].lines), scores[task].lines
    assert total(scores) - scores[task].points == possible(A3) - scores[task].possible


def test_ticking_everything_earns_less_than_thinking():
    every = {
        a.id: sorted(allowed(a, handin_of(eight(), {}).network))
        for a in A3.answers.values()
        if a.kind == "several"
    }
    scores = with_answers(**every)
    assert all(scores[t].points < scores[t].possible for t in ("a3_goals", "a7_give", "a8_privacy"))


def test_where_the_map_does_not_tell_saying_so_earns_the_points():
    unknown = {
        "density": "unknown",
        "reciprocity": "unknown",
        "bridge_parts": "unknown",
        "echo_overlap": "unknown",
        "open_questions": 10,
    }
    scores = scored(handin_of(eight(told=False), {**SOLUTION, **unknown}), A3)
    assert scores["a4_measures"].points == scores["a4_measures"].possible
    assert scores["a5_echo"].points == scores["a5_echo"].possible
    assert scores["a6_bridges"].points == scores["a6_bridges"].possible
    guessed = scored(handin_of(eight(told=False), {**SOLUTION, "open_questions": 10}), A3)
    assert (
        guessed["a4_measures"].points == guessed["a4_measures"].possible - 2
    )  # as if nobody else knew anybody
    assert any("Nobody has said yet" in reason for reason in reasons(guessed))


def test_a_star_of_eight_with_one_goal_can_earn_everything():
    star = Network.new()
    kinds = ["person"] * 7 + ["tool"]
    for n, kind in enumerate(kinds):
        one = Entry(
            f"p{n}",
            kind,
            platform="X",
            group="one",
            goals=("G1",),
            often="weekly",
            view="similar",
            gives=("ideas",),
        )
        star = star.with_entry(one).with_tie(Tie("me", one.id, direction="out"))
    star = star.with_goal(Goal("G1")).all_told()
    numbers = measures(star, only=["size", "density", "reciprocity_dyad"])
    answers = {
        "learn_most": [p("p0")],
        "main_platform": "x",
        "direction": "one",
        "goals_served": ["G1"],
        "goal_unserved": "none",
        "size": numbers["size"].value,
        "density": 0,
        "reciprocity": 0,
        "open_questions": 0,
        "echo_overlap": "few",
        "echo_views": "similar",
        "echo_platform": "most",
        "bridge": [p("p0")],
        "bridge_loss": ["none"],
        "bridge_parts": 6,
        "gives": ["none"],
        "given_to": 0,
        "hand_in_tells": ["platforms", "often", "views", "groups", "ties"],
        "looked_after": SOLUTION["looked_after"],
        "plan": [
            {"who": p(f"p{n}"), "do": do, "by": "2027-01", "goal": "G1"}
            for n, do in enumerate(["keep", "help", "keep"])
        ],
    }
    scores = scored(handin_of(star, answers), A3)
    assert [line for s in scores.values() for line in s.lines if line[0] != line[1]] == []


def test_hoped_for_entries_do_not_stand_in_the_way_of_a_map_of_eight():
    net = eight()
    hoped = replace(net.entries["dora"], ring="hoped-for", platform="", often="")
    scores = scored(handin_of(net.with_entry(hoped), SOLUTION), A3)
    assert scores["a1_whom"].points == scores["a1_whom"].possible


def test_a_growth_plan_with_nothing_changed_earns_every_point():
    same = {
        **A4_SOLUTION,
        "came": 0,
        "left": 0,
        "density_turned": "same",
        "reciprocity_turned": "same",
        "views_turned": "same",
        "platform_turned": "same",
    }
    assert total(scored(handin_of(eight(), same, A4, eight()), A4)) == possible(A4)
    assert total(scored(handin_of(eight(), A4_SOLUTION, A4, eight()), A4)) < possible(A4)


def test_a_teachers_own_check_is_used_and_one_that_breaks_stops_nobody():
    handin = handin_of(eight(), SOLUTION)
    own = {"entries": lambda handin, assignment, least: Outcome(0.5, "Half.")}
    assert scored(handin, A3, own)["a1_whom"].lines[0] == (1, 2, "Half.")

    def breaks(handin, assignment, least):
        raise KeyError("x")

    assert "Tell your teacher" in scored(handin, A3, {"entries": breaks})["a1_whom"].lines[0][2]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(-1e9, 1e9)
    | st.integers(-(10**9), 10**9)
    | st.sampled_from(
        ["unknown", "none", "G1", "2026-11", "2026-12", "add", "x", "me", p("ana"), p("dora"), ""]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["who", "do", "by", "goal"]), inner, max_size=4)
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from([A3, A4]), st.booleans(), st.booleans())
def test_no_hand_in_stops_the_scoring(data, assignment, mapped, compared):
    answers = data.draw(
        st.dictionaries(st.sampled_from(sorted(assignment.answers)), VALUES, max_size=6)
    )
    now = data.draw(
        st.sampled_from([Network.new(), eight(), eight(told=False), eight().without("ana", "cleo")])
    )
    nets = [read_body(n) if on else None for n, on in ((now, mapped), (earlier(), compared))]
    handin = HandInData(
        assignment.name, answers, "2026-11", network=nets[0], date="2026-11", earlier=nets[1]
    )
    for score in scored(handin, assignment).values():
        assert 0 <= score.points <= score.possible
        assert not math.isnan(score.points)
        assert not [reason for _, _, reason in score.lines if "stopped" in reason]


def read_body(net):
    return handin_of(net, {}).network


def test_a_measure_that_the_ties_contradict_is_named_and_the_others_are_not():
    honest = handin_of(eight(), {})
    found = measures(honest.network, by="group")
    stated = {name: m.value for name, m in found.items() if name != "communities"}
    assert contradicted(replace(honest, stated=stated)) == []
    assert contradicted(replace(honest, stated={**stated, "size": 500, "blau": None})) == [
        "The hand-in states size 500; its own ties give 6."
    ]
    assert contradicted(HandInData("a3_audit", stated={"size": 3})) == []

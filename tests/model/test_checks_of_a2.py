"""The first map: thinking of each entry's goals earns points, size doesn't, and "not known" is an answer."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model.test_checks import (
    SOURCE,
    VALUES,
    eight,
    handin_of,
    p,
    possible,
    reasons,
    total,
)

from plnkit.model.assignment import assignment_in
from plnkit.model.checks import allowed, scored
from plnkit.model.network import HOPED, Entry, Network, PlnError, Tie

A2 = assignment_in(SOURCE / "a2_map")
SOLUTION = {
    "looked_after": ["no_clients", "no_minors", "no_names", "on_own"],
    "serves": [{"goal": "G2", "sort": "G2", "who": p("ana")}, {"goal": "G3", "sort": "G3"}],
    "no_goal": ["none"],
    "goal_unserved": "G3",
    "open_pairs": 0,
    "not_known": "none",
    "measure": "density",
    "measure_says": 0.33,
    "hand_in_tells": ["platforms", "often", "views", "months", "groups", "ties"],
}
NOT_TOLD = {
    **SOLUTION,
    "open_pairs": 10,
    "not_known": "betweenness",
    "measure_says": "unknown",
}


def scores_of(net, **answers):
    return scored(handin_of(net, {**SOLUTION, **answers}, A2), A2)


@pytest.mark.parametrize(("told", "answers"), [(True, SOLUTION), (False, NOT_TOLD)])
def test_a_solution_earns_every_point_whether_the_map_tells_all_or_not(told, answers):
    handin = handin_of(eight(told), answers, A2)
    scores = scored(handin, A2)
    assert [line for s in scores.values() for line in s.lines if line[0] != line[1]] == []
    assert total(scores) == possible(A2)
    assert scored(replace(handin, fictional=True), A2) == scores


@pytest.mark.parametrize("handin", [None, handin_of(Network.new(), {}, A2)])
def test_nothing_earns_nothing_and_every_line_is_a_sentence(handin):
    scores = scored(handin, A2)
    assert {score.points for score in scores.values()} == {0}
    assert all(reason.endswith((".", "?")) for reason in reasons(scores))


def test_a_map_of_seven_is_told_how_many_are_missing_and_keeps_the_rest():
    seven = eight().without("papers")
    lines = scores_of(seven)["m1_map"].lines
    assert lines[0] == (
        3.5,
        4,
        "Your map has 7 entries. Add 1 more person, community, tool or source you learn from.",
    )
    assert lines[1][:2] == (3.5, 4)
    assert scores_of(seven)["m5_privacy"].points == 4


def test_half_of_the_work_earns_about_half():
    half = {id: SOLUTION[id] for id in ("looked_after", "hand_in_tells", "no_goal", "serves")}
    half["serves"] = half["serves"][:1]
    points = total(scored(handin_of(eight(), half, A2), A2))
    assert points == 8 + (2 + 3) + 4  # the map; one goal of two and every entry; privacy


@pytest.mark.parametrize(
    ("task", "answers", "lost", "says"),
    [
        ("m2_goals", {"serves": [SOLUTION["serves"][0]]}, 2, "1 goal of at least 2"),
        ("m2_goals", {"serves": [SOLUTION["serves"][0]] * 2}, 2, "1 goal of at least 2"),
        (
            "m2_goals",
            {"serves": [{"goal": "G2", "sort": "G2", "who": p("forum")}, SOLUTION["serves"][1]]},
            1,
            "who or what serves it on your map (1)",
        ),
        (
            "m2_goals",
            {"serves": [{"goal": "G2", "sort": "G2"}, SOLUTION["serves"][1]]},
            1,
            "who or what serves it on your map (1)",
        ),
        (
            "m2_goals",
            {"serves": [{"goal": "G2", "who": p("ana")}, SOLUTION["serves"][1]]},
            1,
            "its sort (1)",
        ),
        ("m2_goals", {"serves": [{"sort": "G1", "who": p("ana")}]}, 4, "0 goals of at least 2"),
        ("m2_goals", {"no_goal": [p("ana")]}, 0.38, "1 that your map doesn't show"),
        ("m2_goals", {"goal_unserved": "G2"}, 2, "something else"),
        ("m3_unknown", {"open_pairs": 10}, 2, "another number"),
        ("m3_unknown", {"not_known": "density"}, 2, "something else"),
        ("m4_measure", {"measure_says": 33}, 0, "Agrees"),
        ("m4_measure", {"measure_says": 0.9}, 3, "another number"),
        ("m4_measure", {"measure": "size"}, 3, "another number"),
        ("m4_measure", {"measure": "size", "measure_says": 6}, 0, "Agrees"),
        ("m4_measure", {"measure": "communities"}, 3, "Not answered yet: Which measure"),
        ("m5_privacy", {"looked_after": ["no_clients", "no_minors"]}, 1, "Not ticked yet"),
    ],
)
def test_each_answer_that_does_not_fit_loses_its_own_points_and_says_why(task, answers, lost, says):
    scores = scores_of(eight(), **answers)
    assert scores[task].possible - scores[task].points == pytest.approx(lost, abs=0.011)
    assert any(says in reason for _, _, reason in scores[task].lines), scores[task].lines
    assert total(scores) - scores[task].points == possible(A2) - scores[task].possible


def test_where_pairs_are_open_a_number_without_them_earns_half_and_none_for_what_is_known():
    guessed = scored(handin_of(eight(told=False), {**NOT_TOLD, "measure_says": 0.33}, A2), A2)
    assert guessed["m4_measure"].points == 1.5  # as if nobody else knew anybody
    known = scored(handin_of(eight(told=False), {**NOT_TOLD, "not_known": "size"}, A2), A2)
    assert known["m3_unknown"].points == 2


def test_what_has_no_value_for_another_reason_is_not_what_nobody_has_said():
    alone = Network.new().with_entry(Entry("ana")).with_tie(Tie("me", "ana"))  # no density of one
    assert scores_of(alone)["m3_unknown"].points == 4
    assert scores_of(alone, not_known="density")["m3_unknown"].points == 2


def test_who_serves_nothing_is_thought_of_as_well_and_saying_so_of_everybody_is_not_thinking():
    idle = eight()
    for id in ("ana", "podcast"):
        idle = idle.with_entry(replace(idle.entries[id], goals=()))
    line = scores_of(idle, no_goal=[p("ana"), p("podcast")])["m2_goals"].lines[1]
    assert line[:2] == (3, 3)
    assert scores_of(idle, no_goal=[p("ana")])["m2_goals"].lines[1][0] == pytest.approx(2.62, 0.01)
    assert scores_of(idle, no_goal=["none"])["m2_goals"].lines[1][0] < 2
    everybody = sorted(allowed(A2.answers["no_goal"], handin_of(idle, {}, A2).network))
    assert scores_of(idle, no_goal=everybody)["m2_goals"].lines[1][0] < 1


def test_hoped_for_entries_do_not_stand_in_the_way_of_a_map_of_eight():
    hoped = replace(eight().entries["dora"], ring=HOPED, platform="", goals=(), gives=(), often="")
    net = eight().with_entry(hoped)
    assert scores_of(net)["m1_map"].points == 8
    assert scores_of(net)["m2_goals"].points == 9


def test_five_hundred_entries_without_a_goal_are_no_burden_and_no_gain():
    crowd = eight()
    for n in range(500):
        crowd = crowd.with_entry(Entry(f"x{n}")).with_tie(Tie("me", f"x{n}"))
    one = scores_of(crowd.all_told(), no_goal=[p("x3")])["m2_goals"]
    assert one.lines[1][0] == 3
    assert total(scored(handin_of(crowd, {}, A2), A2)) == total(
        scored(handin_of(eight(), {}, A2), A2)
    )


@settings(max_examples=100, deadline=None)
@given(st.data(), st.booleans(), st.booleans())
def test_no_hand_in_stops_the_scoring(data, told, empty):
    words = st.sampled_from(["density", "size", "G2", p("ana"), "none", "unknown"])
    rows = st.lists(
        st.dictionaries(st.sampled_from(["goal", "sort", "who"]), words | VALUES, max_size=3),
        max_size=3,
    )
    given_ = data.draw(
        st.dictionaries(st.sampled_from(sorted(A2.answers)), words | rows | VALUES, max_size=6)
    )
    net = Network.new() if empty else eight(told)
    handin = replace(handin_of(net, {}, A2), answers=given_)
    for score in scored(handin, A2).values():
        assert 0 <= score.points <= score.possible
        assert not [reason for _, _, reason in score.lines if "stopped" in reason]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('choice = "measure"', 'choice = "mesure"', "mesure.*Did you mean 'measure'"),
        ('{ size = "Size"', '{ sise = "Size"', "'sise' is no measure"),
    ],
)
def test_a_choice_among_measures_that_are_none_is_said_when_loaded(tmp_path, old, new, says):
    text = (SOURCE / "a2_map" / "assignment.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "assignment.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PlnError, match=says):
        assignment_in(tmp_path)

"""How far a question travels: who sees it, through whom, and what nobody has said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.model.library import sample
from plnkit.model.network import (
    COUNTED,
    HOPED,
    KINDS,
    ME,
    Entry,
    Network,
    PlnError,
    Tie,
    neighbours,
    pair_of,
)
from plnkit.model.reach import ASKED, SEEN, knowers, reached


def net(ties: str, told: bool = True, **rings: str) -> Network:
    """Ties as 'me-a a>b': both ways, or from follower to followed; rings and kinds by id."""
    found = []
    for tie in ties.split():
        source, way, target = tie.partition("-") if "-" in tie else tie.partition(">")
        found.append(Tie(source, target, direction="both" if way == "-" else "out"))
    network = Network.new()
    for id in dict.fromkeys([id for tie in found for id in (tie.source, tie.target)] + [*rings]):
        word = rings.get(id, "")
        is_kind = word in KINDS
        entry = Entry(id, kind=word if is_kind else "person", ring="" if is_kind else word)
        network = network if id == ME else network.with_entry(entry)
    for tie in found:
        network = network.with_tie(tie)
    return network.all_told() if told else network


def steps(network, *who, how=SEEN):
    return [level.steps for level in reached(network, who, how).levels]


def test_the_way_goes_through_whoever_is_tied_to_whom():
    found = reached(net("me-a a-b b-c me-d"), ["c"])
    assert found.levels[-1].way == ("me", "a", "b", "c")
    assert found.levels[-1].within == (2, 3, 4)
    assert found.steps == {"c": 3}


def test_a_question_is_seen_by_followers_and_not_by_the_followed():
    assert steps(net("me>a"), "a")[-1] is None
    assert steps(net("a>me"), "a")[-1] == 1
    assert steps(net("me>a"), "a", how=ASKED)[-1] == 1


def test_whom_one_turns_to_first_decides_how_far_it_is():
    network = net("me-a a-b b-c me-c", a="close", c="occasional")
    found = reached(network, ["c"])
    assert [level.steps for level in found.levels] == [3, 3, 1]
    assert [level.first for level in found.levels] == [1, 1, 2]


def test_a_database_answers_nobody():
    assert steps(net("me-s s-a", s="source"), "a")[-1] is None


def test_whoever_is_hoped_for_is_found_through_others_only():
    network = net("me-a", a="close", h=HOPED)
    assert steps(network, "h")[-1] is None
    assert steps(network.with_tie(Tie("a", "h")), "h")[-1] == 2
    assert steps(network.with_tie(Tie(ME, "h")), "h")[-1] is None


def test_bridges_are_named_with_what_is_lost_without_them():
    found = reached(net("me-a a-b b-c b-d me-e e-f f-b"), ["c"])
    by_id = {bridge.id: bridge for bridge in found.bridges}
    assert (by_id["a"].without, by_id["a"].lost) == (4, ())
    assert by_id["b"].without is None
    assert set(by_id["b"].lost) == {"c", "d"}


def test_open_pairs_give_the_fewest_steps_there_could_be():
    network = net("me-a a-b b-c", told=False)
    assert reached(network, ["c"]).possible == 2  # a and c: nobody has said
    assert reached(network.without_tie("a", "c"), ["c"]).possible == 3
    assert reached(network.all_told(), ["c"]).possible == 3
    alone = net("me-a", told=False, h=HOPED)
    found = reached(alone, ["h"])
    assert (found.levels[-1].steps, found.possible) == (None, 2)


def test_with_nobody_on_the_map_no_way_is_told():
    found = reached(Network.new().with_entry(Entry("h", ring=HOPED)), ["h"])
    assert [level.steps for level in found.levels] == [None] * 3
    assert (found.levels[0].within, found.possible) == ((), None)


def test_who_may_know_can_be_chosen_by_goal_group_view_hope_or_name():
    found = knowers(sample("student"))
    assert found["hoped"][1] == ("elena",)
    assert set(found["group research"][1]) == {"siobhan", "elena"}  # the database is no one to ask
    assert "phonics" in found["goal G1"][1]
    assert found["one jun"] == ("Jun Sato", ("jun",))
    assert all(ids for _, ids in found.values())


def test_whoever_there_is_not_is_refused():
    with pytest.raises(PlnError, match="amara"):
        reached(sample("student"), ["amarra"])
    with pytest.raises(PlnError, match="seen"):
        reached(sample("student"), ["amara"], "shouted")


def brute(network, who, how, linked) -> int | None:
    """Steps by widening the circle, from the definition alone."""
    people = {id for id, e in network.entries.items() if e.kind in COUNTED}
    seen, steps = {ME}, 0
    while True:
        if seen & set(who):
            return steps
        more = {b for a in seen for b in people - seen if linked(a, b)}
        if not more:
            return None
        seen, steps = seen | more, steps + 1


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_steps_are_those_of_the_definition(data):
    ids = "abcde"
    network = Network.new()
    for id in ids:
        kind = data.draw(st.sampled_from(["person", "community", "source"]))
        ring = data.draw(st.sampled_from(["", "close", HOPED]))
        network = network.with_entry(Entry(id, kind=kind, ring=ring))
    for _ in range(data.draw(st.integers(0, 9))):
        a, b = data.draw(st.permutations([ME, *ids]))[:2]
        way = data.draw(st.sampled_from(["both", "out", "no"]))
        network = network.without_tie(a, b) if way == "no" else network.with_tie(Tie(a, b, direction=way))  # fmt: skip
    how = data.draw(st.sampled_from([SEEN, ASKED]))
    who = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))

    def linked(a, b):
        if ME in (a, b) and HOPED in (network.entries[a].ring, network.entries[b].ring):
            return False
        ties = [t for t in network.ties.values() if t.pair == pair_of(a, b)]
        return any(t.direction == "both" or how == ASKED or (t.source, t.target) == (b, a) for t in ties)  # fmt: skip

    found = reached(network, who, how)
    assert found.levels[-1].steps == brute(network, who, how, linked)
    could = brute(network, who, how, lambda a, b: linked(a, b) or network.pair(a, b) == "unknown")
    assert found.possible == could
    for level in found.levels:
        for a, b in zip(level.way, level.way[1:], strict=False):
            assert linked(a, b)


def test_a_pair_makes_each_the_neighbour_of_the_other():
    assert neighbours("abc", [("a", "b"), ("b", "x")]) == {"a": {"b"}, "b": {"a"}, "c": set()}

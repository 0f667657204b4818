"""One person made of two entries, and the two again."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.model import journal
from plnkit.model.handin import draft
from plnkit.model.merging import DIFFERENT, MADE_OF, different, met, same, split, told_apart
from plnkit.model.network import Entry, Network, PlnError, Tie, network_from_json, network_json
from plnkit.model.store import Store

IDS = ["me", "a", "b", "c", "d", "e"]
SOME_PAIRS = [("a", "b"), ("b", "c"), ("c", "d"), ("e", "a"), ("d", "e")]


@st.composite
def networks(draw):
    """Small networks with everything that a merge has to carry over."""
    words = st.sampled_from(["", "x", "y"])
    entries = [Entry("me")] + [
        Entry(id, name=draw(words), ring=draw(st.sampled_from(["", "close", "hoped-for"])), url=draw(words),
              gives=draw(st.sampled_from([(), ("ideas",), ("advice", "ideas")])),
              more=draw(st.sampled_from([{}, {"notes": id}, {DIFFERENT: '["0a1b2c3d4e5f"]'}, {"interview": "[]"}])))
        for id in IDS[1:]
    ]  # fmt: skip
    net = Network({entry.id: entry for entry in entries})
    pairs = st.lists(st.sampled_from(IDS), min_size=2, max_size=2, unique=True)
    for one, other in draw(st.lists(pairs, max_size=9)):
        platform, way = draw(words), draw(st.sampled_from(["both", "out"]))
        net = net.with_tie(Tie(one, other, draw(st.sampled_from([1.0, 2.0])), "k", platform, way))
    for one, other in draw(st.lists(pairs, max_size=4)):
        if net.pair(one, other) == "unknown":
            net = net.without_tie(one, other)
    groups = st.frozensets(st.sampled_from(IDS), min_size=1)
    told = frozenset(draw(st.lists(groups, max_size=3)))
    return Network(net.entries, net.ties, {}, net.not_tied, told).checked()


@settings(max_examples=300, deadline=None)
@given(networks(), st.lists(st.sampled_from(SOME_PAIRS), min_size=1, max_size=4))
def test_what_was_merged_is_split_into_exactly_what_was(net, pairs):
    steps, merged = [net], net
    for a, b in pairs:
        if a in merged.entries and b in merged.entries:
            merged = same(merged, [(a, b)]).network.checked()
            merged = network_from_json(json.loads(json.dumps(network_json(merged))))
            steps.append(merged)
            last = min(a, b, key=list(net.entries).index)
            assert split(merged, last).network == steps[-2]


def two():
    """Ana on LinkedIn and on Facebook, where Ben knows her; Cleo does not."""
    net = Network.new()
    for id, platform in (("in:ana", "LinkedIn"), ("fb:ana", "Facebook"), ("ben", ""), ("cleo", "")):
        net = net.with_entry(Entry(id, name=id, platform=platform))
        net = net.with_tie(Tie("me", id, 1.0, "contact", platform))
    return net.with_tie(Tie("fb:ana", "ben")).without_tie("cleo", "fb:ana")


def test_a_merged_person_keeps_each_platforms_tie_and_all_that_was_told():
    edit = same(two(), [("fb:ana", "in:ana")])
    assert edit.label(two()) == "said that fb:ana and in:ana are the same person"
    net = edit.network
    assert set(net.entries) == {"me", "in:ana", "ben", "cleo"}
    mine = [tie for tie in net.ties.values() if set(tie.pair) == {"me", "in:ana"}]
    assert {tie.platform for tie in mine} == {"LinkedIn", "Facebook"}
    assert (net.pair("in:ana", "ben"), net.pair("in:ana", "cleo")) == ("tied", "not tied")


def test_what_was_said_since_stays_with_the_first():
    net = same(two(), [("in:ana", "fb:ana")]).network
    net = net.with_entry(replace(net.entries["in:ana"], ring="close")).with_tie(
        Tie("in:ana", "cleo")
    )
    net = split(net, "in:ana").network
    assert net.entries["in:ana"] == replace(two().entries["in:ana"], ring="close")
    assert net.entries["fb:ana"] == two().entries["fb:ana"]
    assert net.pair("in:ana", "cleo") == "tied"


def test_many_pairs_are_one_edit_and_a_chain_is_one_person():
    net = two().with_entry(Entry("v:ana"))
    edit = same(net, [("v:ana", "fb:ana"), ("in:ana", "fb:ana")])
    assert edit.label(net) == "joined 2 pairs that are the same person"
    assert set(edit.network.entries) == {"me", "in:ana", "ben", "cleo"}


def test_who_is_hoped_for_and_known_is_known():
    net = (
        Network.new().with_entry(Entry("a", ring="hoped-for")).with_entry(Entry("b", ring="close"))
    )
    assert same(net, [("a", "b")]).network.entries["a"].ring == "close"


def test_undo_takes_a_merge_back_and_the_journal_holds_it(tmp_path):
    with Store.open(tmp_path / "my-pln.json") as store:
        store.edit("drawn", two())
        edit = same(store.network, [("in:ana", "fb:ana")])
        store.edit(edit.label(store.network), edit.network)
        assert journal.changes_between(two(), edit.network)
        store.undo()
        assert store.network == two()


def test_different_is_remembered_both_ways_without_naming_anybody():
    net = different(two(), "in:ana", "fb:ana").network
    one, other = net.entries["in:ana"], net.entries["fb:ana"]
    assert told_apart(one, other)
    assert told_apart(other, one)
    assert not told_apart(one, net.entries["ben"])
    assert "fb:ana" not in json.dumps(dict(one.more))


def test_what_a_merge_remembers_names_nobody_else():
    net = same(two(), [("in:ana", "fb:ana")]).network
    made = net.entries["in:ana"].more[MADE_OF]
    assert not [id for id in ("ben", "cleo") if id in made]


def test_who_was_forgotten_meanwhile_does_not_come_back():
    net = same(two(), [("in:ana", "fb:ana")]).network.without("ben")
    assert "ben" not in split(net, "in:ana").network.checked().entries


def test_an_export_read_again_meets_whom_it_was_merged_into():
    net = same(two(), [("in:ana", "fb:ana")]).network
    again = Network.new().with_entry(Entry("fb:ana", name="Ana", platform="Facebook"))
    again = again.with_tie(Tie("me", "fb:ana", 1.0, "contact", "Facebook"))
    assert net.joined(met(net, again)) == net
    assert met(two(), again) is again


def test_nobody_is_joined_with_themselves_or_with_the_learner():
    for pair in (("ben", "ben"), ("me", "ben")):
        with pytest.raises(PlnError, match="Choose two of the others"):
            same(two(), [pair])
    with pytest.raises(PlnError, match="nothing to split"):
        split(two(), "ben")


def test_a_tables_own_column_of_that_name_does_no_harm():
    net = Network.new().with_entry(Entry("a", more={MADE_OF: "wood", DIFFERENT: "5"}))
    net = net.with_entry(Entry("b", more={MADE_OF: "[]", DIFFERENT: "{"}))
    merged = same(net, [("a", "b")]).network
    assert split(merged, "a").network == net


def test_nothing_of_it_leaves_with_a_hand_in(tmp_path, monkeypatch):
    monkeypatch.setenv("PLN_HOME", str(tmp_path / "pln"))
    (tmp_path / "a3_audit").mkdir()
    net = different(same(two(), [("in:ana", "fb:ana")]).network, "in:ana", "ben").network
    told = SimpleNamespace(name="a3_audit", answers={}, needs_network=True)
    out = json.dumps(draft(tmp_path / "a3_audit", net, told, b"0" * 32, earlier=("2026-01", net)))
    assert '"network"' in out
    assert not [word for word in (MADE_OF, DIFFERENT, "ana", "ben") if word in out]

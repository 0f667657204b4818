"""Two maps compared: every change is named, and the parts of each measure sum to the whole."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.model.changes import GONE, TOGETHER, Two
from plnkit.model.compare import MOST, compared
from plnkit.model.library import sample
from plnkit.model.measures import NAMES, measures
from plnkit.model.network import HOPED, INNER, ME, Entry, Network, PlnError, Tie
from plnkit.model.store import Store


def people(*names: str, **told) -> Network:
    """The learner tied to these; nothing is said of the pairs among them."""
    net = Network.new()
    for name in names:
        entry = Entry(name.lower(), name=name, **told)
        net = net.with_entry(entry).with_tie(Tie(ME, entry.id))
    return net


def words(before, after) -> list[str]:
    return [change.words for change in compared(before, after, only=["size"]).changes]


def moved(before, after, name):
    return compared(before, after, only=[name]).moved[0]


def wholes(comparison):
    """Each measure's change, and the sum of its parts."""
    stated = [m for m in comparison.moved if m.change is not None and not m.why]
    return {m.name: (m.change, sum(part for _, part in m.parts)) for m in stated}


def test_the_two_waves_of_the_fictional_network_are_explained():
    comparison = compared(sample("fictional_before"), sample("fictional"))
    told = [change.words for change in comparison.changes]
    assert "Mirela Dobre came" in told
    assert "Oriol Puig came (hoped for)" in told
    assert "Former classmates' chat left" in told
    assert "You and Bodil Krogh: weight 1 → 2; one way → both ways" in told
    size = dict(comparison.moved[0].parts)
    assert size["Mirela Dobre came"] == pytest.approx(1)
    assert size["Former classmates' chat left"] == pytest.approx(-1)
    assert "Oriol Puig came (hoped for)" not in size  # whoever is hoped for is counted nowhere
    sums = wholes(comparison)
    assert len(sums) == len(comparison.moved)
    for whole, parts in sums.values():
        assert parts == pytest.approx(whole, abs=1e-12)


def test_two_changes_that_need_each_other_share_what_they_did():
    """Ana and Ben meet and Cleo leaves: density 0 of 3 pairs, then 1 of 1."""
    before = people("Ana", "Ben", "Cleo").all_told()
    after = before.without("cleo").with_tie(Tie("ana", "ben"))
    parts = dict(moved(before, after, "density").parts)
    # Leaving first adds 0, then meeting adds 1; meeting first adds 1/3, then leaving 2/3.
    assert parts["Cleo left"] == pytest.approx((0 + 2 / 3) / 2)
    assert parts["Ana and Ben are tied now"] == pytest.approx((1 + 1 / 3) / 2)


def test_a_pair_newly_answered_is_something_you_know_now_and_not_something_new():
    before = people("Ana", "Ben", "Cleo")
    after = before.with_tie(Tie("ana", "ben")).without_tie("ana", "cleo")
    assert words(before, after) == [
        "You now know that Ana and Ben are tied",
        "You now know of 1 pair that they are not tied",
    ]
    assert words(after, before) == [
        "Whether Ana and Ben are tied is open again",
        "Of 1 pair it is open again whether they are tied",
    ]
    told = moved(before, after, "density")
    assert not told.known
    assert dict(told.parts) == {"You now know that Ana and Ben are tied": pytest.approx(1 / 3)}


def test_where_all_was_told_a_new_tie_is_new():
    before = people("Ana", "Ben").all_told()
    after = before.with_tie(Tie("ana", "ben"))
    assert words(before, after) == ["Ana and Ben are tied now"]
    assert words(after, before.without_tie("ana", "ben")) == ["Ana and Ben are no longer tied"]
    assert moved(before, after, "density").known


def test_what_cannot_be_stated_cannot_be_compared():
    told = moved(people("Ana"), people("Ana", "Ben"), "density")
    assert told.change is None
    assert told.parts == ()
    assert told.why.startswith("It can't be compared: on the earlier day, it takes at least 2")


def test_orders_in_which_a_step_has_no_value_are_left_out():
    """Two leave and two come: density has no value once both have left and nobody came."""
    before = people("Ana", "Ben").with_tie(Tie("ana", "ben")).all_told()
    after = people("Cleo", "Dia").all_told()
    told = moved(before, after, "density")
    assert sum(part for _, part in told.parts) == pytest.approx(-1)
    alone = moved(people("Ana"), people("Ben"), "efficiency")
    assert (alone.change, alone.why) == (0, "")


def test_who_was_hoped_for_and_is_met_now_counts():
    before = people("Ana").with_entry(Entry("ben", name="Ben", ring=HOPED))
    after = before.with_entry(Entry("ben", name="Ben", ring="regular")).with_tie(Tie(ME, "ben"))
    told = compared(before, after, only=["size"])
    assert [c.words for c in told.changes if c.bears] == ["Ben now counts"]
    assert dict(told.moved[0].parts) == {"Ben now counts": 1.0}


def test_details_are_told_though_no_measure_reads_them():
    before = people("Ana")
    ana = replace(before.entries["ana"], ring="close", gives=("advice",), platform="Reddit")
    assert words(before, before.with_entry(ana)) == [
        "Ana: platform not told → Reddit; closeness not told → close; gives you not told → advice"
    ]


def test_what_plnkit_keeps_of_somebody_for_itself_is_no_change():
    before = people("Ana")
    asked = replace(before.entries["ana"], more=dict.fromkeys(INNER, "[]"))
    assert words(before, before.with_entry(asked)) == []


def test_another_group_moves_variety():
    before = people("Ana", "Ben", group="study")
    after = before.with_entry(replace(before.entries["ben"], group="work"))
    told = moved(before, after, "blau")
    assert dict(told.parts) == {"Ben: group study → work": pytest.approx(0.5)}


def test_many_changes_are_told_by_their_kind():
    before = people(*"ABCDE").all_told()
    after = people(*"DEFGHIJ").with_tie(Tie("d", "e")).all_told()
    comparison = compared(before, after)
    assert len([c for c in comparison.changes if c.bears]) > MOST
    assert [name for name, _ in comparison.moved[0].parts] == [
        "People who came", "People who left", "Ties made",
    ]  # fmt: skip
    for whole, parts in wholes(comparison).values():
        assert parts == pytest.approx(whole, abs=1e-12)


def test_two_of_one_name_stay_two():
    after = people("Ana").with_entry(Entry("ana2", name="Ana")).with_tie(Tie(ME, "ana2"))
    told = moved(Network.new(), after, "size")
    assert told.parts == (("Ana came", 1.0), ("Ana came", 1.0))


def test_whoever_was_forgotten_has_no_name_in_a_comparison(tmp_path):
    with Store.open(tmp_path / "my-pln.json") as store:
        store.edit("drew", people("Ana", "Secretname"))
        store.edit("kept", store.network.with_snapshot("2026-09-01"))
        store.forget("secretname")
        (shot,) = store.network.snapshots
        told = words(shot.network, store.network)
    assert told == [f"{GONE} left"]
    assert not any(
        b"ecretname" in file.read_bytes() for file in tmp_path.iterdir() if file.is_file()
    )


def test_a_measure_there_is_not_is_refused():
    with pytest.raises(PlnError, match="density"):
        compared(people("Ana"), people("Ben"), only=["denisty"])


IDS = "abcdef"


@st.composite
def maps(draw):
    here = draw(st.lists(st.sampled_from(IDS), unique=True))
    net = Network.new()
    for id in here:
        ring = draw(st.sampled_from(["close", "", HOPED]))
        kind = draw(st.sampled_from(["person", "person", "community", "tool"]))
        net = net.with_entry(Entry(id, kind=kind, ring=ring, group=draw(st.sampled_from("xy"))))
    ends = st.sampled_from([ME, *here])
    for _ in range(draw(st.integers(0, 8))):
        a, b = draw(ends), draw(ends)
        if a != b:
            weight, way = draw(st.sampled_from([1.0, 2.5])), draw(st.sampled_from(["both", "out"]))
            net = net.with_tie(Tie(a, b, weight=weight, direction=way))
    return net.all_told() if draw(st.booleans()) else net


@settings(max_examples=60, deadline=None)
@given(maps(), maps())
def test_parts_sum_to_the_whole_whatever_changed(before, after):
    names = [name for name in NAMES if name != "communities"]
    comparison = compared(before, after, only=names)
    ends = [measures(net, by="group", only=names) for net in (before, after)]
    for told in comparison.moved:
        assert (told.before, told.after) == (ends[0][told.name], ends[1][told.name])
        if told.change is None or told.why:
            assert told.why
            assert told.parts == ()
        else:
            assert sum(part for _, part in told.parts) == pytest.approx(told.change, abs=1e-9)
    assert {change.kind for change in comparison.changes} <= set(TOGETHER)
    assert not compared(before, before, only=["size"]).changes


@settings(max_examples=40, deadline=None)
@given(maps(), maps())
def test_all_changes_made_give_the_later_map(before, after):
    """The two ends of every order are the maps themselves, measured the same."""
    two = Two(before, after, "group")
    changes = [*two.presence(), *two.pairs(), *two.details()]
    for net, made in ((before, []), (after, [c for c in changes if c.bears])):
        found = measures(two.partly(made), by="group")
        for name, measure in measures(net, by="group").items():
            same = found[name].so_far
            assert same == (pytest.approx(measure.so_far) if measure.so_far is not None else None)

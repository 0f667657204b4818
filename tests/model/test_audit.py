"""What the audit says: sentences with the right numbers and words, and honest gaps."""

import pytest

from plnkit.model.audit import Count, findings, number_text, percent_text
from plnkit.model.library import explanations, sample
from plnkit.model.measures import NAMES
from plnkit.model.network import Entry, Network, PlnError, Tie


def small(*, people="abc", ties=("ab",), **fields):
    """A complete network of `me`, these people, all tied to me, and these ties among them."""
    entries = [Entry("me", **fields.get("me", {}))]
    entries += [Entry(id, **fields.get(id, {})) for id in people]
    told = [Tie("me", id) for id in people] + [Tie(a, b) for a, b in ties]
    return Network.complete(entries, told)


def imported(n=5):
    """Contacts as an export tells of them: nobody has said who knows whom."""
    net = Network.new()
    for k in range(n):
        net = net.with_entry(Entry(f"p{k}")).with_tie(Tie("me", f"p{k}"))
    return net


def said(net, key, who="me", **how):
    (finding,) = findings(net, who, only=[key], **how)
    return finding


def test_density_is_told_in_pairs_and_as_a_share():
    finding = said(small(ties=("ab", "bc")), "density")
    assert finding.value_text == "67%"
    assert finding.sentence == "Of the 3 pairs among your 3 people, 2 know each other: 67%."
    assert finding.measure.unknown == 0


def test_one_of_a_thing_is_told_in_the_singular():
    assert said(small(), "density").sentence == (
        "Of the 3 pairs among your 3 people, 1 pair knows each other: 33%."
    )
    assert said(small(people="a", ties=()), "size").sentence == "Your network holds 1 person."
    assert said(small(people="ab"), "components_without_ego").sentence == (
        "Without you, your network falls into 1 part."
    )


def test_communities_on_the_map_are_named_beside_people():
    net = small(c={"kind": "community"})
    assert said(net, "size").sentence == "Your network holds 3 people and communities."


def test_tools_and_sources_are_not_counted():
    net = small(c={"kind": "tool"})
    assert said(net, "size").sentence == "Your network holds 2 people."


def test_after_an_import_what_nobody_said_is_told_as_unknown():
    finding = said(imported(), "density")
    assert finding.value_text == ""
    assert finding.measure.unknown
    assert finding.sentence == (
        "Nobody has said yet whether 10 pairs know each other, so this can't be stated. "
        "If none of them did, it would be 0%."
    )


def test_one_unknown_pair_is_told_in_the_singular():
    assert "whether 1 pair knows each other" in said(imported(2), "open_pairs").sentence


def test_size_needs_no_pair_to_be_known():
    assert said(imported(), "size").value_text == "5"


def test_nothing_is_unknown_once_all_is_told():
    assert not any(f.measure.unknown for f in findings(imported().all_told()))


def test_somebody_elses_network_is_told_by_name():
    finding = said(sample("florentine"), "betweenness", "medici")
    assert finding.sentence.startswith(
        "Of the 15 pairs among Medici's 6 people, Medici is the bridge"
    )


def test_an_e_i_index_is_told_with_its_two_sides():
    group = {id: {"group": g} for id, g in zip(("me", *"abcd"), "xxyyy", strict=True)}
    net = small(people="abcd", ties=("ab", "cd"), **group)
    assert said(net, "ei_ego").sentence == (
        "Of your people, 1 shares your group and 3 do not: "
        "0.5 on a scale from −1 (all the same) to 1 (all different)."
    )
    assert "4 ties stay" not in said(net, "ei_ties").sentence
    assert said(net, "ei_ties").sentence.startswith("2 ties stay within a group and 4 cross")


def test_people_without_a_group_are_said_to_be_left_out():
    net = small(me={"group": "x"}, a={"group": "x"}, b={"group": "y"})
    assert said(net, "blau").sentence.endswith("1 person has no group and is left out.")
    assert said(net, "ei_ego").sentence.endswith("1 person has no group and is left out.")


def test_where_no_group_is_told_the_cure_is():
    for key in ("blau", "ei_ego", "ei_ties"):
        finding = said(small(), key)
        assert finding.value_text == ""
        assert "and this can be told." in finding.sentence


def test_groups_can_be_read_from_another_column():
    net = small(a={"platform": "Reddit"}, b={"platform": "TikTok"}, c={"platform": "TikTok"})
    assert "differ in platform is 44%" in said(net, "blau", by="platform").sentence


def test_nobody_and_one_person_are_told_without_nonsense():
    for net in (Network.new(), small(people="a", ties=())):
        for finding in findings(net):
            assert finding.sentence.endswith(".")
            assert "0 pairs" not in finding.sentence
            assert "{" not in finding.sentence


def test_every_measure_is_told_once_in_the_order_of_the_themes():
    told = findings(sample("student"))
    assert [f.key for f in told] == list(explanations())
    assert {f.key for f in told} == set(NAMES)
    themes = [explanations()[f.key].theme for f in told]
    assert themes == sorted(themes, key=list(dict.fromkeys(themes)).index)


def test_there_is_no_total_and_no_mark():
    words = " ".join(f"{f.title} {f.sentence} {f.meaning}" for f in findings(sample("student")))
    for word in ("score", "total", "grade", "rating", "overall"):
        assert word not in words.lower()


def test_a_misspelt_measure_or_entry_is_met_with_the_nearest():
    with pytest.raises(PlnError, match=r"Did you mean 'density'\?"):
        findings(small(), only=["densty"])
    with pytest.raises(PlnError, match="No entry 'aa'"):
        findings(small(), "aa")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (17, "17"),
        (1204, "1,204"),
        (0.1 + 0.2, "0.3"),
        (14.789, "14.8"),
        (103.4167, "103.4"),
        (2.146, "2.15"),
        (0.0594, "0.059"),
        (1e-9, "almost 0"),
        (-0.7391, "−0.74"),
        (12345.678, "12,346"),
        (449_985_000, "449,985,000"),
    ],
)
def test_numbers_are_written_as_people_write_them(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.001, "under 1%"), (0.169, "17%"), (0.999, "over 99%"), (1, "100%")],
)
def test_none_and_all_are_said_only_of_none_and_all(share, text):
    assert percent_text(share) == text


def test_a_count_brings_its_words():
    assert f"{Count(1):tie|ties} {Count(2):tie|ties} {Count(1):~is|are} {Count(1200)}" == (
        "1 tie 2 ties is 1,200"
    )

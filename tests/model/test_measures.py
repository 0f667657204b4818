"""Known answers, closed forms, and what is said where there is no answer."""

import math

import pytest

from plnkit.model.measures import NAMES, measures, measures_of
from plnkit.model.network import Entry, Network, PlnError, Tie

BORGATTI = "AB AF AG AE EG FG BG BD DG GC".split()
WEIGHTS = (2, 3, 5, 2, 8, 3, 4, 1, 3, 10)
FLORENTINE = (
    "Acciaiuoli-Medici Castellani-Peruzzi Castellani-Strozzi Castellani-Barbadori Medici-Barbadori "
    "Medici-Ridolfi Medici-Tornabuoni Medici-Albizzi Medici-Salviati Salviati-Pazzi Peruzzi-Strozzi "
    "Peruzzi-Bischeri Strozzi-Ridolfi Strozzi-Bischeri Ridolfi-Tornabuoni Tornabuoni-Guadagni "
    "Albizzi-Ginori Albizzi-Guadagni Bischeri-Guadagni Guadagni-Lamberteschi"
).split()


def network(ties, **columns):
    """A complete network of these ties; columns give entries their fields by id."""
    ids = dict.fromkeys(end for tie in ties for end in (tie.source, tie.target))
    ids |= dict.fromkeys(id for column in columns.values() for id in column)
    told = {i: {c: v[i] for c, v in columns.items() if i in v} for i in ids}
    return Network.complete([Entry(i, **told[i]) for i in ids], ties)


def undirected(pairs, weights=None):
    ends = [p.split("-") if "-" in p else p for p in pairs]
    weights = weights or [1] * len(ends)
    return network([Tie(a, b, w) for (a, b), w in zip(ends, weights, strict=True)])


def value(net, name, who="me", **how):
    return measures(net, who, only=[name], **how)[name].value


def star(n):
    return network([Tie("me", f"p{i}") for i in range(n)])


def clique(n):
    ids = ["me", *(f"p{i}" for i in range(n))]
    return network([Tie(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :]])


@pytest.mark.parametrize(
    ("who", "name", "weights", "answer"),
    [
        ("G", "effective_size", None, 4.667),
        ("A", "effective_size", None, 2.50),
        ("C", "effective_size", None, 1),
        ("G", "constraint", None, 0.400),
        ("A", "constraint", None, 0.595),
        ("C", "constraint", None, 1),
        ("G", "effective_size", WEIGHTS, 5.47),
        ("A", "effective_size", WEIGHTS, 2.47),
        ("G", "constraint", WEIGHTS, 0.299),
        ("A", "constraint", WEIGHTS, 0.795),
    ],
)
def test_borgatti_1997(who, name, weights, answer):
    got = value(undirected(BORGATTI, weights), name, who, scope="whole")
    assert got == pytest.approx(answer, abs=0.0051 if weights else 0.0006)


def test_ties_with_a_direction():
    net = network([Tie(a, b, direction="out") for a, b in ("01", "02", "10", "21")])
    sizes = [value(net, "effective_size", who) for who in "012"]
    constraints = [value(net, "constraint", who) for who in "012"]
    assert sizes == pytest.approx([1.167, 1.167, 1], abs=5e-4)
    assert constraints == pytest.approx([1.003, 1.003, 1.389], abs=5e-4)
    assert value(net, "reciprocity_dyad", "0") == pytest.approx(1 / 3)
    assert value(net, "reciprocity_arc", "0") == pytest.approx(1 / 2)


def test_florentine_families():
    net = undirected(FLORENTINE)
    who = ("Medici", "Guadagni", "Strozzi", "Peruzzi")
    sizes = [value(net, "effective_size", w, scope="whole") for w in who]
    constraints = [value(net, "constraint", w, scope="whole") for w in who]
    assert sizes == pytest.approx([5.667, 4, 3, 1.667], abs=5e-4)
    assert constraints == pytest.approx([0.20988, 0.25, 0.45833, 0.65586], abs=5e-6)
    assert value(net, "betweenness", "Medici", scope="whole") == 47.5
    assert value(net, "constraint", "Medici") == pytest.approx(0.23611, abs=5e-6)


def test_karate_club():
    nx = pytest.importorskip("networkx")
    net = network([Tie(str(a), str(b)) for a, b in nx.karate_club_graph().edges])
    for who, constraint, size in (("0", 0.15542, 13.75), ("33", 0.15642, 15.235)):
        assert value(net, "constraint", who, scope="whole") == pytest.approx(constraint, abs=5e-6)
        assert value(net, "effective_size", who, scope="whole") == pytest.approx(size, abs=5e-4)


@pytest.mark.parametrize("n", range(1, 7))
def test_everyone_tied_to_everyone_and_a_star(n):
    assert value(clique(n), "constraint") == pytest.approx((2 * n - 1) ** 2 / n**3)
    assert value(star(n), "constraint") == pytest.approx(1 / n)
    assert value(clique(n), "effective_size") == pytest.approx(1)
    assert value(star(n), "betweenness") == n * (n - 1) / 2
    assert value(star(n), "components_without_ego") == n
    assert value(clique(n), "open_pairs") == 0
    assert value(star(n), "hierarchy") == (1 if n == 1 else pytest.approx(0, abs=1e-12))


def test_two_equal_groups():
    group = {"me": "x", "p0": "x", "p1": "x", "p2": "y", "p3": "y"}
    net = network([*(Tie("me", f"p{i}") for i in range(4)), Tie("p0", "p2")], group=group)
    got = measures(net, by="group")
    assert (got["blau"].value, got["iqv"].value, got["entropy"].value) == (0.5, 1, 1)
    assert got["ei_ego"].value == 0
    assert got["ei_ties"].value == pytest.approx((3 - 2) / 5)
    assert got["ei_alter_ties"].value == 1


def test_iqv_tells_observed_from_possible_groups():
    group = {f"p{i}": "x" if i < 7 else "y" for i in range(10)}
    net = network([Tie("me", p) for p in group], group=group)
    assert value(net, "iqv", by="group") == pytest.approx(0.84)
    assert value(net, "iqv", by="group", categories=4) == pytest.approx(0.56)
    assert "2 groups are there" in measures(net, by="group", categories=1)["iqv"].why


def test_density_is_undefined_for_one_person_and_zero_for_two_strangers():
    assert value(star(1), "density") is None
    assert "at least 2 people" in measures(star(1))["density"].why
    assert value(star(2), "density") == 0


def test_nobody_yet():
    got = measures(Network.new())
    assert got["size"].value == 0
    counts = ("size", "betweenness", "components_without_ego", "open_pairs")
    assert all(got[k].value == 0 for k in counts)
    assert all(m.value is None and m.why for k, m in got.items() if k not in counts)


def test_a_tie_told_in_two_kinds_is_one_tie_to_burt_and_two_kinds_to_multiplexity():
    net = network([Tie("me", "a", kind="chat"), Tie("me", "a", kind="class"), Tie("me", "b")])
    assert value(net, "multiplexity") == 0.5
    assert value(net, "effective_size") == 2
    assert value(net, "size") == 2


def test_tools_sources_and_the_hoped_for_are_not_counted():
    net = network(
        [Tie("me", i) for i in "abcd"], kind={"a": "tool", "b": "source"}, ring={"c": "hoped-for"}
    )
    assert value(net, "size") == 1


def test_what_nobody_has_said_is_unknown_and_not_zero():
    net = Network.new()
    for i in "abc":
        net = net.with_entry(Entry(i)).with_tie(Tie("me", i))
    net = net.with_tie(Tie("a", "b"))
    density = measures(net)["density"]
    assert (density.value, density.unknown) == (None, 2)
    assert density.so_far == pytest.approx(1 / 3)
    assert measures(net)["size"].value == 3
    told = net.without_tie("a", "c").without_tie("b", "c")
    assert measures(told)["density"].value == pytest.approx(1 / 3)
    assert measures(net.all_told())["density"] == measures(told)["density"]
    assert measures(net, "a")["size"].unknown == 1


def test_ego_of_the_whole_network_reaches_past_its_own():
    net = undirected(["me-a", "me-b", "a-c", "b-c"])
    assert value(net, "betweenness") == 1
    assert value(net, "betweenness", scope="whole") == 0.5
    assert value(net, "components_without_ego") == 2
    assert value(net, "components_without_ego", scope="whole") == 1


def test_both_ways_to_betweenness_agree():
    nx = pytest.importorskip("networkx")
    for seed in range(5):
        graph = nx.gnp_random_graph(25, 0.2, seed=seed)
        graph.add_edges_from((25, i) for i in range(25))
        net = network([Tie(str(a), str(b)) for a, b in graph.edges])
        theirs = nx.betweenness_centrality(graph, normalized=False)
        ours = {
            w: m["betweenness"].value
            for w, m in measures_of(net, scope="whole", only=["betweenness"])
        }
        assert ours == pytest.approx({str(k): v for k, v in theirs.items()})
        assert value(net, "betweenness", "25") == pytest.approx(theirs[25])


def test_communities_come_with_members_and_modularity():
    net = network([Tie("me", i) for i in "abcd"] + [Tie("a", "b"), Tie("c", "d")])
    got = measures(net, only=["communities"])["communities"].json()
    assert (got["value"], got["members"], got["modularity"]) == (2, [["a", "b"], ["c", "d"]], 0.5)


def test_every_measure_states_itself_and_never_nan():
    for net in (Network.new(), star(1), star(3), clique(4)):
        for name, measure in measures(net).items():
            assert measure.name == name
            assert measure.variant
            assert (measure.value is None) == bool(measure.why)
            assert measure.value is None or math.isfinite(measure.value)
    assert len(NAMES) == 19


def test_wrong_questions_are_answered_with_what_there_is():
    with pytest.raises(PlnError, match=r"No entry 'aan'.*Did you mean 'ana'"):
        measures(network([Tie("me", "ana")]), "aan")
    with pytest.raises(PlnError, match="No measure 'densty'"):
        measures(star(2), only=["densty"])
    with pytest.raises(PlnError, match="No scope 'mine'"):
        measures(star(2), scope="mine")

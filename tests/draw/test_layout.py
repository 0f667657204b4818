"""Where entries stand: the same again, close people nearer, and nobody moved without need."""

import hashlib
import math
import os
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from plnkit.draw.layout import LIMIT, RADII, _Pulls, layout, radii
from plnkit.model.library import sample
from plnkit.model.network import Entry, Network, Tie


def contacts(n, **fields):
    entries = {f"p{k}": Entry(f"p{k}", **fields) for k in range(n)}
    ties = [Tie("me", id) for id in entries]
    return Network(entries={"me": Entry("me"), **entries}, ties={t.key: t for t in ties})


def far(at, id):
    return math.hypot(*at[id])


def test_the_learner_is_in_the_centre():
    assert layout(sample("student"))["me"] == (0.0, 0.0)


def test_a_map_of_nobody_has_a_place_for_the_learner():
    assert layout(Network.new()) == {"me": (0.0, 0.0)}
    assert layout(Network()) == {}


def test_closeness_is_distance():
    at = layout(sample("student"))
    for id, entry in sample("student").entries.items():
        if entry.ring:
            assert far(at, id) == pytest.approx(RADII[entry.ring])


def test_somebody_unrated_stands_between_regular_and_occasional():
    assert RADII["regular"] < far(layout(contacts(3)), "p1") < RADII["occasional"]


def test_the_rings_in_use_are_told_from_the_inside_out():
    assert list(radii(sample("student"))) == ["close", "regular", "occasional", "hoped-for"]
    assert radii(contacts(3)) == {}
    assert radii(sample("karate")) == {}


def test_the_same_network_looks_the_same_in_another_process():
    code = (
        "import hashlib; from plnkit.draw.layout import layout; from plnkit.model.library import sample;"
        "print(hashlib.md5(repr(layout(sample('student'))).encode()).hexdigest())"
    )
    again = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "77"},
    )
    here = hashlib.md5(repr(layout(sample("student"))).encode()).hexdigest()
    assert again.stdout.strip() == here


def test_adding_somebody_moves_nobody():
    net = sample("student")
    before = layout(net)
    more = net.with_entry(Entry("new", ring="regular", group="phonics")).with_tie(
        Tie("new", "tane")
    )
    after = layout(more, before)
    assert all(after[id] == before[id] for id in before)
    assert far(after, "new") == pytest.approx(RADII["regular"])


def test_somebody_new_stands_near_those_they_belong_to():
    net = sample("student")
    before = layout(net)
    more = net.with_entry(Entry("new", ring="occasional", group="aquarium"))
    more = more.with_tie(Tie("new", "wanjiru")).with_tie(Tie("new", "oskar"))
    after = layout(more, before)
    assert math.dist(after["new"], after["oskar"]) < math.dist(after["new"], after["siobhan"])


def test_somebody_who_comes_closer_moves_alone_and_straight_inwards():
    net = sample("student")
    before = layout(net)
    closer = net.with_entry(replace(net.entries["oskar"], ring="close"))
    after = layout(closer, before)
    assert [id for id in before if after[id] != before[id]] == ["oskar"]
    assert far(after, "oskar") == pytest.approx(RADII["close"])
    turned = math.atan2(*after["oskar"]) - math.atan2(*before["oskar"])
    assert abs(math.remainder(turned, math.tau)) < 0.5


def test_taking_somebody_out_moves_nobody():
    net = sample("student")
    before = layout(net)
    after = layout(net.without("leila"), before)
    assert after == {id: at for id, at in before.items() if id != "leila"}


def test_groups_stand_together():
    net = sample("student")
    at = layout(net)
    others = [id for id in net.entries if id != "me"]
    around = sorted(others, key=lambda id: math.atan2(at[id][1], at[id][0]))
    groups = [net.entries[id].group for id in around]
    changes = sum(a != b for a, b in zip(groups, groups[1:] + groups[:1], strict=True))
    assert changes == len(set(groups))


@pytest.mark.parametrize("n", [8, 24, 60])
def test_nobody_stands_on_somebody_else(n):
    at = layout(contacts(n))
    assert min(math.dist(at[a], at[b]) for a, b in combinations(at, 2)) > 0.05


def test_a_crowd_spreads_over_a_band():
    at = layout(contacts(LIMIT))
    reach = {round(far(at, id), 2) for id in at if id != "me"}
    assert len(reach) > 20
    assert max(reach) <= 1.1


def test_a_large_map_is_laid_out_without_a_table_of_all_pairs():
    net = contacts(LIMIT, group="all")
    for k in range(LIMIT - 1):
        net.ties[("p", k)] = Tie(f"p{k}", f"p{k + 1}")
    layout(net)  # what is loaded once is not counted
    tracemalloc.start()
    layout(net)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < LIMIT**2  # bytes: a table with one byte for each pair


def test_what_pulls_is_the_same_told_by_rows_and_by_the_sum():
    net = sample("student")
    ids = [id for id in net.entries if id != "me"]
    pulls = _Pulls(net, ids)
    table = np.array([pulls.row(i) for i in range(len(ids))])
    x = np.arange(len(ids)) ** 0.5
    assert pulls.times(x) == pytest.approx(table @ x)
    assert table[ids.index("oskar"), ids.index("wanjiru")] == 1
    assert (table.diagonal() == 0).all()


def test_without_a_learner_tied_entries_stand_nearer_than_others():
    net = sample("florentine")
    at = layout(net)
    tied = [math.dist(at[a], at[b]) for a, b in net.tied_pairs()]
    every = [math.dist(at[a], at[b]) for a, b in combinations(at, 2)]
    assert sum(tied) / len(tied) < 0.6 * sum(every) / len(every)


def test_parts_that_do_not_hang_together_have_places_too():
    net = Network.complete([Entry(id) for id in "abcd"], [Tie("a", "b"), Tie("c", "d")])
    assert len(set(layout(net).values())) == 4

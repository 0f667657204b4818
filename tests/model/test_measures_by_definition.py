"""Each measure against its definition, written out with loops, on random small networks."""

import itertools
import math
from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.model.measures import measures
from plnkit.model.network import Entry, Network, Tie

IDS = ("me", *"abcdef")
ties = st.builds(
    lambda pair, weight, kind, platform, direction: Tie(*pair, weight, kind, platform, direction),
    st.sampled_from(list(itertools.permutations(IDS, 2))),
    st.sampled_from([0.5, 1, 2, 3]),
    st.sampled_from(["", "chat"]),
    st.sampled_from(["", "x"]),
    st.sampled_from(["both", "out"]),
)
networks = st.lists(ties, max_size=18).map(
    lambda told: Network.complete([Entry(i, group=i[0] if i < "d" else "z") for i in IDS], told)
)


def arcs(net):
    """Weight from one to another: the largest within a kind and platform, the sum over them."""
    layers = {}
    for t in net.ties.values():
        ends = [(t.source, t.target)] + [(t.target, t.source)] * (t.direction == "both")
        for a, b in ends:
            key = (a, b, t.kind, t.platform)
            layers[key] = max(layers.get(key, 0), t.weight)
    sums = {}
    for (a, b, *_), weight in layers.items():
        sums[a, b] = sums.get((a, b), 0) + weight
    return sums


def by_definition(net, scope):
    sent = arcs(net)
    z = {
        (a, b): sent.get((a, b), 0) + sent.get((b, a), 0) for a, b in itertools.permutations(IDS, 2)
    }
    alters = [i for i in IDS if i != "me" and z["me", i]]
    inside = ["me", *alters] if scope == "own" else list(IDS)
    n = len(alters)
    if not n:
        return None

    def p(i, j):
        return z[i, j] / sum(z[i, k] for k in inside if k != i)

    def m(j, q):
        return z[j, q] / max(z[j, k] for k in inside if k != j)

    c = [(p("me", j) + sum(p("me", q) * p(q, j) for q in alters if q != j)) ** 2 for j in alters]
    size = sum(1 - sum(p("me", q) * m(j, q) for q in alters if q != j) for j in alters)
    r = [x / (sum(c) / n) for x in c]
    tied = sum(z[a, b] > 0 for a, b in itertools.combinations(alters, 2))
    return {
        "size": n,
        "density": 2 * tied / (n * (n - 1)) if n > 1 else None,
        "effective_size": size,
        "constraint": sum(c),
        "hierarchy": 1 if n == 1 else sum(x * math.log(x) for x in r) / (n * math.log(n)),
        "open_pairs": n * (n - 1) // 2 - tied,
        "betweenness": between(z, inside),
        "components_without_ego": parts(z, [i for i in inside if i != "me"]),
        "reciprocity_arc": answered(sent, inside),
    }


def between(z, inside):
    def paths(start):
        far, ways, queue = {start: 0}, {start: 1}, deque([start])
        while queue:
            i = queue.popleft()
            for j in inside:
                if j != i and z[i, j]:
                    if j not in far:
                        far[j], ways[j] = far[i] + 1, 0
                        queue.append(j)
                    if far[j] == far[i] + 1:
                        ways[j] += ways[i]
        return far, ways

    known = {i: paths(i) for i in inside}
    total = 0
    for s, t in itertools.combinations([i for i in inside if i != "me"], 2):
        far, ways = known[s]
        if t in far and "me" in far and far["me"] + known["me"][0].get(t, math.inf) == far[t]:
            total += ways["me"] * known["me"][1][t] / ways[t]
    return total


def parts(z, inside):
    left, found = set(inside), 0
    while left:
        found += 1
        front = [left.pop()]
        while front:
            i = front.pop()
            near = {j for j in left if z[i, j]}
            left -= near
            front += near
    return found


def answered(sent, inside):
    there = [(a, b) for a, b in sent if a in inside and b in inside]
    return sum((b, a) in sent for a, b in there) / len(there)


@pytest.mark.parametrize("scope", ["own", "whole"])
@settings(max_examples=150, deadline=None)
@given(net=networks)
def test_the_loops_and_the_matrices_agree(scope, net):
    expected = by_definition(net, scope)
    got = measures(net, scope=scope, only=["size"] if expected is None else list(expected))
    if expected is None:
        assert got["size"].value == 0
        return
    for name, value in expected.items():
        if value is None:
            assert got[name].value is None
        else:
            assert got[name].value == pytest.approx(value, abs=1e-9), name

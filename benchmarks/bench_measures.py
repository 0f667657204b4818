"""Measures of one learner's network, beside networkx and igraph, in one run.

Prints milliseconds (the median of three) and ratios peer / plnkit: above 1, plnkit is faster.
A peer that would take minutes at a size is left out there and said so. Every answer is
compared with the peer's before its time counts.
"""

import math
import random
import statistics
import sys
import time
from functools import partial

import igraph
import networkx as nx
import numpy as np

from plnkit.model.graph import Graph
from plnkit.model.measures import NAMES, EgoNet, measured, measures
from plnkit.model.network import ME, Entry, Network, Tie

SIZES = (150, 1_500, 30_000)
TIES_EACH = 20
NETWORKX_UP_TO = {"constraint": 150, "effective_size": 30_000, "betweenness": 150}
IGRAPH_UP_TO = {"constraint": 30_000, "betweenness": 1_500}


def contacts(people: int, seed: int = 1) -> Network:
    """A learner tied to everyone, with TIES_EACH ties per person among them, weighted 1."""
    chance = random.Random(seed)
    pairs = set()
    while len(pairs) < people * TIES_EACH // 2:
        a, b = sorted(chance.sample(range(people), 2))
        pairs.add((a, b))
    ids = [f"p{i}" for i in range(people)]
    ties = [Tie(ME, id) for id in ids] + [Tie(ids[a], ids[b]) for a, b in sorted(pairs)]
    return Network.complete([Entry(ME), *(Entry(id, group=id[-1]) for id in ids)], ties)


def median_ms(call, times: int = 3):
    taken, answer = [], None
    for _ in range(times):
        start = time.perf_counter()
        answer = call()
        taken.append(time.perf_counter() - start)
        if taken[-1] > 20:
            break
    return statistics.median(taken) * 1000, answer


def peers(name: str, people: int, graph_nx: nx.Graph, graph_ig: igraph.Graph):
    """(peer, call) for those that answer within a minute or so at this size."""
    if people <= NETWORKX_UP_TO.get(name, 0):
        yield (
            "networkx",
            {
                "constraint": lambda: nx.constraint(graph_nx, [0])[0],
                "effective_size": lambda: nx.effective_size(graph_nx, [0])[0],
                "betweenness": lambda: nx.betweenness_centrality(graph_nx, normalized=False)[0],
            }[name],
        )
    if people <= IGRAPH_UP_TO.get(name, 0):
        yield (
            "igraph",
            {
                "constraint": lambda: graph_ig.constraint([0])[0],
                "betweenness": lambda: graph_ig.betweenness([0])[0],
            }[name],
        )


def peak_mb() -> float | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / 2**20 if sys.platform == "darwin" else used / 1024


def main() -> None:
    print(f"networkx {nx.__version__}, igraph {igraph.__version__}, NumPy {np.__version__}")
    print(f"{'people':>7} {'measure':16} {'plnkit ms':>10}  peer ms (ratio peer / plnkit)")
    largest = None
    for people in SIZES:
        network = largest = contacts(people)
        graph = Graph(network, network.counted())
        edges = [(graph.index[t.source], graph.index[t.target]) for t in network.ties.values()]
        graph_nx, graph_ig = nx.Graph(edges), igraph.Graph(people + 1, edges)
        for name in ("constraint", "effective_size", "betweenness"):
            ours, answer = median_ms(partial(answer_of, name, network, graph))
            said = []
            for peer, call in peers(name, people, graph_nx, graph_ig):
                theirs, expected = median_ms(call)
                agree = math.isclose(answer, expected, rel_tol=1e-9)
                said.append(
                    f"{peer} {theirs:,.2f} ({theirs / ours:,.1f}x{'' if agree else ', DIFFERS'})"
                )
            left = {"networkx": NETWORKX_UP_TO, "igraph": IGRAPH_UP_TO}
            said += [
                f"{p} not run"
                for p, limit in left.items()
                if name in limit and people > limit[name]
            ]
            print(f"{people:7,} {name:16} {ours:10.2f}  {'; '.join(said)}")
    everything = [name for name in NAMES if name != "communities"]
    ours, _ = median_ms(lambda: measures(largest, by="group", only=everything), 3)
    memory = peak_mb()
    print(
        f"the whole set, communities apart, at {SIZES[-1]:,} people and {len(largest.ties):,} ties, "
        f"matrices built anew: {ours / 1000:.2f} s (to reach: 3 s)"
    )
    if memory:
        print(f"peak memory of this process, peers included: {memory:,.0f} MB")


def answer_of(name: str, network: Network, graph: Graph) -> float:
    return measured(fresh(network, graph), name).value


def fresh(network: Network, graph: Graph) -> EgoNet:
    """The learner's own network with nothing worked out yet."""
    plain = Graph.__new__(Graph)
    for name in ("ids", "index", "arcs", "ties", "kinds"):
        setattr(plain, name, getattr(graph, name))
    return EgoNet(network, plain, ME)


if __name__ == "__main__":
    main()

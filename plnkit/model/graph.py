"""A network as sparse matrices, and the graph algorithms that measures need.

Loaded when a measure is first asked for. Only NumPy and SciPy: the same numbers
everywhere, with no compiler and nothing to warm up.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from plnkit.model.network import Network

WORK = 4_000_000  # entries of an intermediate matrix held at once: some 50 MB


class Graph:
    """Ties among `ids` as arcs, several told of one pair put together.

    `arcs[i, j]` is the weight that i sends to j: within a kind and platform the largest
    told, over kinds and platforms the sum. A tie of direction both is two arcs.
    `ties[i, j]` is 1 for each tie as told, kinds aside: a both-way tie once, with i < j.
    `kinds[i, j]`, i < j, is the number of kinds between the two.
    """

    def __init__(self, network: Network, ids: list[str]):
        self.ids = ids
        self.index = {id: i for i, id in enumerate(ids)}
        n, at = len(ids), self.index
        told = [t for t in network.ties.values() if t.source in at and t.target in at]
        source = np.array([at[t.source] for t in told], dtype=np.int64)
        target = np.array([at[t.target] for t in told], dtype=np.int64)
        weight = np.array([t.weight for t in told], dtype=float)
        both = np.array([t.direction == "both" for t in told], dtype=bool)
        kind = _codes([t.kind for t in told])
        layer = _codes([(t.kind, t.platform) for t in told])
        low, high = np.minimum(source, target), np.maximum(source, target)

        def code(block, row, column):
            return (block * n + row) * n + column

        def matrix(codes, values):
            return sparse.coo_array((values, (codes // n % n, codes % n)), shape=(n, n)).tocsr()

        there, back = code(layer, source, target), code(layer, target, source)[both]
        self.arcs = matrix(*_largest(np.append(there, back), np.append(weight, weight[both])))
        kinds = np.unique(code(kind, low, high))
        self.kinds = matrix(kinds, np.ones(len(kinds)))
        pairs = np.unique(code(0, low, high)[both])
        out, first = np.unique(code(0, source, target)[~both], return_index=True)
        out = out[~np.isin(code(0, low, high)[~both][first], pairs)]
        self.ties = matrix(np.append(pairs, out), np.ones(len(pairs) + len(out)))

    def part(self, among: np.ndarray) -> Graph:
        """The graph of these positions only, in this order."""
        if len(among) == len(self.ids) and (among == np.arange(len(among))).all():
            return self
        graph = Graph.__new__(Graph)
        graph.ids = [self.ids[i] for i in among]
        graph.index = {id: i for i, id in enumerate(graph.ids)}
        for name in ("arcs", "ties", "kinds"):
            setattr(graph, name, getattr(self, name)[among][:, among].tocsr())
        return graph

    @cached_property
    def strength(self) -> sparse.csr_array:
        """Weight between two, both directions added: symmetric, what Burt's measures use."""
        return (self.arcs + self.arcs.T).tocsr()

    @cached_property
    def tied(self) -> sparse.csr_array:
        """1 where a pair is tied, whatever the direction: symmetric."""
        matrix = self.strength
        ones = np.ones(matrix.nnz)
        return sparse.csr_array((ones, matrix.indices, matrix.indptr), matrix.shape)

    @cached_property
    def shares(self) -> sparse.csr_array:
        """`p[i, j]`: the share of i's strength that goes to j. A row sums to 1, or to 0."""
        total = self.strength.sum(axis=1)
        one_in = np.divide(1.0, total, where=total > 0, out=np.zeros(len(total)))
        return sparse.csr_array(sparse.diags_array(one_in) @ self.strength)

    @cached_property
    def betweenness(self) -> np.ndarray:
        """For everyone, the raw number of pairs whose shortest paths pass through them.

        Brandes' accumulation (2001), a batch of sources at a time; weights and directions aside.
        """
        n = len(self.ids)
        total = np.zeros(n)
        batch = max(1, min(n, WORK // max(n, 1)))
        for first in range(0, n, batch):
            sources = np.arange(first, min(first + batch, n))
            total += self._dependencies(sources)
        return total / 2

    def _dependencies(self, sources: np.ndarray) -> np.ndarray:
        n, b = len(self.ids), len(sources)
        paths = np.zeros((n, b))
        paths[sources, np.arange(b)] = 1
        frontier, seen, levels = paths.copy(), paths > 0, [paths > 0]
        while True:
            frontier = self.tied @ frontier
            frontier[seen] = 0
            reached = frontier > 0
            if not reached.any():
                break
            paths += frontier
            seen |= reached
            levels.append(reached)
        depends = np.zeros((n, b))
        for nearer, further in zip(levels[-2::-1], levels[:0:-1], strict=True):
            flow = np.zeros((n, b))
            np.divide(1 + depends, paths, out=flow, where=further)
            depends += np.where(nearer, (self.tied @ flow) * paths, 0)
        depends[sources, np.arange(b)] = 0
        return depends.sum(axis=1)

    def open_shares(self) -> float:
        """Betweenness of somebody tied to all of these: the sum of 1 / (1 + common neighbours)
        over the pairs not tied to each other.

        Exact without a search, since no shortest path is longer than two steps.
        """
        tied, n = self.tied, len(self.ids)
        degrees = np.diff(tied.indptr)
        total = n * (n - 1) / 2 - tied.nnz / 2
        work = np.cumsum(tied @ degrees) // WORK  # rows whose products fit in memory together
        for rows in np.split(np.arange(n), np.flatnonzero(np.diff(work)) + 1):
            block = tied[rows]
            common = (block @ tied).tocsr()
            common = (common - common.multiply(block)).tocoo()
            off = (common.data > 0) & (rows[common.row] != common.col)
            shared = common.data[off]
            total -= (shared / (1 + shared)).sum() / 2
        return float(total)

    def components(self) -> int:
        """How many parts hang together; somebody alone is a part."""
        return int(csgraph.connected_components(self.tied, directed=False)[0])


def _codes(labels: list) -> np.ndarray:
    numbers: dict = {}
    return np.array([numbers.setdefault(label, len(numbers)) for label in labels], dtype=np.int64)


def _largest(code: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each code once, with its largest weight."""
    order = np.lexsort((weight, code))
    code, weight = code[order], weight[order]
    last = np.append(code[1:] != code[:-1], True) if len(code) else np.zeros(0, bool)
    return code[last], weight[last]

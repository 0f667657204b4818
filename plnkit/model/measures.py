"""What a map says: the measures of facts about one entry's network, each with what it could not know.

Every measure is one function of an `EgoNet`; its docstring gives meaning, range, the
undefined case and the source. `measures` gives them as `Measure`s: with a value, or with
`so_far` and the reason why there is no value. Unknown ties are not absent ties.

    >>> from plnkit.model.network import Entry, Network, Tie
    >>> net = Network.complete([Entry("me"), Entry("a"), Entry("b")],
    ...                        [Tie("me", "a"), Tie("me", "b"), Tie("a", "b")])
    >>> measures(net, only=["density"])["density"].value
    1.0
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from plnkit.model.network import ME, Network, PlnError, counted, neighbours, suggestion

SCOPES = ("own", "whole")
COMMUNITIES_UP_TO = 5_000


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured thing.

    `value` is None where it can't be stated, and `why` says so; `so_far` is the value if
    the pairs nobody has spoken of were not tied. `n` is how many people, pairs or ties it
    was taken over, as `variant` says; `unknown` how many pairs it would have needed.
    """

    name: str
    value: float | None
    so_far: float | None
    variant: str
    n: int
    unknown: int
    why: str | None
    detail: Mapping = field(default_factory=dict)

    def json(self) -> dict:
        plain = {k: getattr(self, k) for k in ("value", "so_far", "variant", "n", "unknown", "why")}
        return {**plain, **self.detail}


class Undefined(Exception):
    """Why a measure has no value, whatever were known."""


class EgoNet:
    """One entry's standing in a network: what the measures are functions of.

    `scope` 'own' looks at ego, ego's people and the ties among them; 'whole' at everyone.
    `by` is the column of the people table that groups are read from.
    """

    def __init__(self, network, graph, who, scope="own", by=None, categories=None, unknown=None):
        import numpy as np

        self.network, self.who, self.scope = network, who, scope
        self.by, self.categories = by, categories
        at = graph.index[who]
        near = graph.tied[[at]].indices
        self.alters = [graph.ids[i] for i in np.sort(near)]
        if scope == "own":
            graph = graph.part(np.sort(np.append(near, at)))
        self.graph = graph
        self.at = graph.index[who]
        self.near = np.array([graph.index[i] for i in self.alters], dtype=int)
        self.unknown = unknown or Unknown(network, graph.ids)

    @property
    def n(self) -> int:
        """How many people ego is tied to; ego is not counted."""
        return len(self.alters)

    @cached_property
    def among(self):
        """The graph of ego's people without ego."""
        return self.graph.part(self.near)

    @cached_property
    def others(self):
        """The graph of the scope without ego."""
        import numpy as np

        everyone = np.arange(len(self.graph.ids))
        return self.graph.part(everyone[everyone != self.at])

    @cached_property
    def tied_pairs(self) -> int:
        """t: the tied pairs among ego's people."""
        return self.among.tied.nnz // 2

    @cached_property
    def constraints(self):
        """c_j = (p_ej + sum over q of p_eq p_qj) squared, one for each of ego's people."""
        direct = self.graph.shares[[self.at]]
        through = direct @ self.graph.shares
        return ((direct + through).toarray()[0][self.near]) ** 2

    @cached_property
    def groups(self) -> dict[str, str]:
        """Each entry's value in the column `by`, where it has one."""
        if not self.by:
            raise Undefined("No column was chosen to tell groups by.")
        told = {i: self.network.entries[i].value(self.by).strip() for i in self.graph.ids}
        return {i: value for i, value in told.items() if value}

    @cached_property
    def shares_of_groups(self) -> list[float]:
        """The share of each observed group among ego's people who have one, largest first."""
        counts = Counter(self.groups[i] for i in self.alters if i in self.groups)
        if not counts:
            raise Undefined(f"None of these people has a '{self.by}'.")
        total = sum(counts.values())
        return [count / total for _, count in counts.most_common()]

    @property
    def ungrouped(self) -> int:
        return sum(i not in self.groups for i in self.alters)


class Unknown:
    """How many pairs nobody has spoken of, for one entry after another, in one network."""

    def __init__(self, network: Network, ids: list[str]):
        self.network, self.ids = network, set(ids)
        self.total = network.unknown_pairs(ids)

    @cached_property
    def _spoken(self) -> dict[str, set[str]]:
        return neighbours(self.ids, self.network.not_tied | self.network.tied_pairs())

    def of(self, who: str) -> int:
        """Pairs of this entry with anybody."""
        if not self.total or who == ME:
            return 0
        told = set().union(*(group for group in self.network.told if who in group))
        return len(self.ids - told - self._spoken[who] - {who, ME})

    def among(self, ids: list[str]) -> int:
        """Pairs within these."""
        if not self.total:
            return 0
        if len(ids) ** 2 > len(self.network.ties):
            return self.network.unknown_pairs(ids)
        ids = [i for i in ids if i != ME]
        told = self.network.told
        return sum(
            b not in self._spoken[a] and not any(a in group and b in group for group in told)
            for a, b in combinations(ids, 2)
        )


Rule = Callable[[EgoNet], float]
_RULES: dict[str, tuple[Rule, str, str, str]] = {}


def _measure(variant: str, over: str = "n", needs: str = "pairs"):
    """Enter a function in the table of measures.

    `needs` says which pairs must be known: 'pairs' those of ego and among ego's people
    (everyone's, in the whole network), 'ego' only ego's own, 'near' the first two in any scope.
    """

    def enter(rule: Rule) -> Rule:
        _RULES[rule.__name__] = (rule, variant, over, needs)
        return rule

    return enter


def _some(ego: EgoNet, least: int = 1) -> int:
    if ego.n < least:
        have = f"there {'is' if ego.n == 1 else 'are'} {ego.n}" if ego.n else "there is nobody yet"
        people = "one person" if least == 1 else f"{least} people"
        raise Undefined(f"It takes at least {people} besides oneself; {have}.")
    return ego.n


@_measure("people and communities tied to ego; ego not counted", needs="ego")
def size(ego: EgoNet) -> int:
    """How many people and communities ego is tied to, 0 or more.

    Source: Wasserman & Faust 1994.
    """
    return ego.n


@_measure("tied pairs among ego's people / all their pairs; ego left out", needs="near")
def density(ego: EgoNet) -> float:
    """Share of the possible ties among ego's people that exist, 2t / n(n-1), 0 to 1.

    Undefined (not 0) for fewer than two people.
    """
    n = _some(ego, 2)
    return 2 * ego.tied_pairs / (n * (n - 1))


@_measure("weighted, both directions added; ego kept in the graph")
def effective_size(ego: EgoNet) -> float:
    """Ego's people less what they repeat of one another, 1 to n.

    Sum over j of 1 - sum over q of p_eq m_jq, with p_eq the share of ego's strength that
    goes to q and m_jq the strength of j-q over j's largest. Unweighted it is n - 2t/n.
    Undefined without people. Source: Burt 1992.
    """
    n = _some(ego)
    strength = ego.graph.strength
    largest = strength.max(axis=1).toarray().ravel()
    rows = strength[ego.near]
    share = ego.graph.shares[[ego.at]].toarray()[0]
    share[ego.at] = 0
    repeated = (rows @ share) / largest[ego.near]
    return float(n - repeated.sum())


@_measure("effective size / size")
def efficiency(ego: EgoNet) -> float:
    """Effective size for each person, above 0 to 1. Undefined without people. Source: Burt 1992."""
    return effective_size(ego) / ego.n


@_measure("weighted, both directions added; ego kept in the graph")
def constraint(ego: EgoNet) -> float:
    """How far ego's strength goes to people who are tied to each other, above 0, can exceed 1.

    Sum over j of (p_ej + sum over q of p_eq p_qj) squared. Undefined without people.
    Ego's own net (Burt, UCINET) and the whole network differ. Source: Burt 1992.
    """
    _some(ego)
    return float(ego.constraints.sum())


@_measure("Coleman-Theil index of the constraints by each person")
def hierarchy(ego: EgoNet) -> float:
    """How far the constraint comes from one person: 0 evenly from all, 1 from one alone.

    Sum of r ln r / (n ln n), with r = c_j over the mean c; 1 for one person.
    Undefined without people. Source: Burt 1992.
    """
    n = _some(ego)
    if n == 1:
        return 1.0
    import numpy as np

    ratio = ego.constraints / ego.constraints.mean()
    return max(0.0, float((ratio * np.log(ratio)).sum() / (n * math.log(n))))


@_measure("raw number of pairs, shared where others bridge too; weights and directions aside")
def betweenness(ego: EgoNet) -> float:
    """How many pairs reach each other by a shortest path only through ego, 0 to all pairs.

    A pair with k shortest paths, j of them through ego, counts j/k.
    In ego's own net: the pairs of ego's people. Source: Freeman 1977.
    """
    if ego.n == len(ego.graph.ids) - 1:
        return ego.among.open_shares()
    return float(ego.graph.betweenness[ego.at])


@_measure("over ego's people: their value against ego's", needs="ego")
def ei_ego(ego: EgoNet) -> float:
    """(E - I) / (E + I) over ego's people: E of another group than ego, I of the same; -1 to 1.

    Undefined where ego or everybody else has no group. Source: Krackhardt & Stern 1988.
    """
    _some(ego)
    groups = ego.groups
    if ego.who not in groups:
        raise Undefined(f"'{ego.who}' has no '{ego.by}' to compare with.")
    told = [groups[i] for i in ego.alters if i in groups]
    if not told:
        raise Undefined(f"None of these people has a '{ego.by}'.")
    same = told.count(groups[ego.who])
    return (len(told) - 2 * same) / len(told)


def _ei(ego: EgoNet, graph) -> tuple[float, int]:
    import numpy as np

    code = {group: i for i, group in enumerate(sorted(set(ego.groups.values())))}
    of = np.array([code.get(ego.groups.get(i), -1) for i in graph.ids], dtype=int)
    ties = graph.ties.tocoo()
    a, b = of[ties.row], of[ties.col]
    grouped = (a >= 0) & (b >= 0)
    count = int(grouped.sum())
    if not count:
        raise Undefined(f"There is no tie whose two ends both have a '{ego.by}'.")
    outside = int((a != b)[grouped].sum())
    return (2 * outside - count) / count, count


@_measure("over the ties of the scope, ego's own included", over="ties")
def ei_ties(ego: EgoNet) -> float:
    """(E - I) / (E + I) over ties: E between groups, I within; -1 to 1.

    Undefined without a tie between grouped entries. Source: Krackhardt & Stern 1988.
    """
    return _ei(ego, ego.graph)[0]


@_measure("over the ties among ego's people only", over="alter ties", needs="near")
def ei_alter_ties(ego: EgoNet) -> float:
    """(E - I) / (E + I) over the ties among ego's people; -1 to 1. As `ei_ties` otherwise."""
    return _ei(ego, ego.among)[0]


@_measure("over ego's people who have a group", needs="ego", over="grouped")
def blau(ego: EgoNet) -> float:
    """The chance that two of ego's people, drawn with replacement, are of different groups.

    1 - sum of squared shares, 0 to 1 - 1/k. Undefined without groups. Source: Blau 1977.
    """
    return 1 - sum(p * p for p in ego.shares_of_groups)


@_measure("Blau / (1 - 1/k)", needs="ego", over="grouped")
def iqv(ego: EgoNet) -> float:
    """Blau's index as a share of the largest it could be with k groups, 0 to 1.

    k is as observed, or as `categories` says. Undefined for k = 1. Source: Agresti & Agresti 1978.
    """
    observed = len(ego.shares_of_groups)
    k = ego.categories or observed
    if k < observed:
        raise Undefined(f"{observed} groups are there, more than the {k} stated as possible.")
    if k == 1:
        raise Undefined("With one group only there is no variety to compare with.")
    return blau(ego) / (1 - 1 / k)


@_measure("base 2, in bits", needs="ego", over="grouped")
def entropy(ego: EgoNet) -> float:
    """Shannon's entropy of the groups among ego's people, 0 to log2 k bits.

    Undefined without groups. Source: Shannon 1948.
    """
    return abs(-sum(p * math.log2(p) for p in ego.shares_of_groups))


@_measure("tied pairs of the scope that go both ways / all tied pairs", over="dyads")
def reciprocity_dyad(ego: EgoNet) -> float:
    """Share of the tied pairs whose tie goes both ways, 0 to 1. Undefined without ties."""
    if not ego.graph.tied.nnz:
        raise Undefined("There is no tie yet.")
    return _mutual(ego) / (ego.graph.tied.nnz // 2)


@_measure("2 x mutual pairs of the scope / arcs", over="arcs")
def reciprocity_arc(ego: EgoNet) -> float:
    """Share of the arcs that are answered by one the other way, 0 to 1. Undefined without ties."""
    if not ego.graph.arcs.nnz:
        raise Undefined("There is no tie yet.")
    return 2 * _mutual(ego) / ego.graph.arcs.nnz


def _mutual(ego: EgoNet) -> int:
    return ego.graph.arcs.multiply(ego.graph.arcs.T).nnz // 2


@_measure("tied pairs of the scope with two or more kinds of tie / all tied pairs", over="dyads")
def multiplexity(ego: EgoNet) -> float:
    """Share of the tied pairs that are tied in more than one kind, 0 to 1. Undefined without ties."""
    if not ego.graph.kinds.nnz:
        raise Undefined("There is no tie yet.")
    return int((ego.graph.kinds.data >= 2).sum()) / ego.graph.kinds.nnz


@_measure("connected parts of the scope once ego is taken out; one alone is a part")
def components_without_ego(ego: EgoNet) -> int:
    """Into how many parts the network falls without ego, 0 or more."""
    return ego.others.components()


@_measure("pairs of ego's people who are not tied", needs="near")
def open_pairs(ego: EgoNet) -> int:
    """Structural holes around ego: pairs of ego's people with no tie, 0 to n(n-1)/2.

    Source: Burt 1992.
    """
    return ego.n * (ego.n - 1) // 2 - ego.tied_pairs


@_measure(
    "found by Louvain's method (seed 0, weighted); in ego's own net without ego", over="others"
)
def communities(ego: EgoNet) -> tuple[int, dict]:
    """How many groups are more tied within than across; with their members and modularity.

    Another method or seed can draw other borders. Undefined without people.
    Source: Blondel et al. 2008.
    """
    graph = ego.others if ego.scope == "own" else ego.graph
    if not graph.ids:
        raise Undefined("There is nobody yet.")
    import networkx as nx

    net = nx.from_scipy_sparse_array(graph.strength)
    parts = nx.community.louvain_communities(net, seed=0)
    found = [sorted(graph.ids[i] for i in part) for part in parts]
    found.sort(key=lambda part: (-len(part), part))
    modularity = nx.community.modularity(net, parts) if net.number_of_edges() else None
    return len(found), {"members": found, "modularity": modularity}


NAMES = tuple(_RULES)


_OVER: dict[str, Callable[[EgoNet], int]] = {  # how many people, pairs or ties, by `over`
    "n": lambda ego: ego.n,
    "others": lambda ego: len(ego.others.ids if ego.scope == "own" else ego.graph.ids),
    "dyads": lambda ego: ego.graph.tied.nnz // 2,
    "arcs": lambda ego: ego.graph.arcs.nnz,
    "grouped": lambda ego: ego.n - ego.ungrouped,
    "ties": lambda ego: _ei(ego, ego.graph)[1],
    "alter ties": lambda ego: _ei(ego, ego.among)[1],
}


def _taken_over(ego: EgoNet, over: str) -> int:
    try:
        return _OVER[over](ego)
    except Undefined:
        return 0


def _missing(ego: EgoNet, needs: str) -> int:
    if not ego.unknown.total:
        return 0
    if needs == "pairs" and ego.scope == "whole":
        return ego.unknown.total
    missing = ego.unknown.of(ego.who)
    return missing if needs == "ego" else missing + ego.unknown.among(ego.alters)


def measured(ego: EgoNet, name: str) -> Measure:
    """One measure of one entry, by its name in `NAMES`."""
    rule, variant, over, needs = _RULES[name]
    if needs == "pairs":
        scope = "ego's own network" if ego.scope == "own" else "the whole network"
        variant = f"{variant}; {scope}"
    if name == "iqv":
        variant += f", k {'as stated' if ego.categories else 'as observed'}"
    if over in ("ties", "alter ties", "grouped") or name == "ei_ego":
        variant += f"; by {ego.by}" if ego.by else ""
    value, why, detail = None, None, {}
    try:
        value = rule(ego)
        if isinstance(value, tuple):
            value, detail = value
    except Undefined as reason:
        why = str(reason)
    missing = _missing(ego, needs)
    so_far = value
    if missing and why is None:
        pairs = counted(missing, "pair is", "pairs are")
        why = f"Nobody has said yet whether {pairs} tied; so_far counts them as not tied."
        value = None
    if ego.by and (over == "grouped" or name == "ei_ego"):
        detail = {**detail, "without_group": ego.ungrouped}
    return Measure(name, value, so_far, variant, _taken_over(ego, over), missing, why, detail)


def measures(
    network: Network,
    who: str = ME,
    scope: str = "own",
    by: str | None = None,
    categories: int | None = None,
    only: Iterable[str] | None = None,
) -> dict[str, Measure]:
    """The measures of one entry by name, all of `NAMES` unless `only` says which.

    `scope` is 'own' or 'whole', `by` a column of the people table, `categories` the number
    of possible groups. Tools, sources and hoped-for people are not counted. Communities
    are searched above 5,000 people only when `only` names them. Raises PlnError for an
    unknown entry, scope or measure.
    """
    return next(measures_of(network, [who], scope, by, categories, only))[1]


def measures_of(network, whos=None, scope="own", by=None, categories=None, only=None):
    """Pairs of (id, measures) for several entries, everyone that counts unless told; as `measures`."""
    if scope not in SCOPES:
        raise PlnError(f"No scope '{scope}'.{suggestion(scope, SCOPES)}")
    if categories is not None and categories < 1:
        cure = "give the number of possible groups, 1 or more"
        raise PlnError(f"categories is {categories}; {cure}.")
    for name in only or ():
        if name not in _RULES:
            raise PlnError(f"No measure '{name}'.{suggestion(name, NAMES)}")
    from plnkit.model.graph import Graph

    everyone = network.counted()
    whos = everyone if whos is None else list(whos)
    for who in whos:
        network.require(who)
    ids = everyone + [who for who in whos if who not in set(everyone)]
    graph = Graph(network, ids)
    unknown = Unknown(network, ids)
    for who in whos:
        ego = EgoNet(network, graph, who, scope, by, categories, unknown)
        yield who, {name: _one(ego, name, only) for name in only or NAMES}


def _one(ego: EgoNet, name: str, only) -> Measure:
    others = len(ego.graph.ids) - 1
    if name == "communities" and not only and others >= COMMUNITIES_UP_TO:
        why = f"Not searched above {COMMUNITIES_UP_TO:,} people, since it takes long; "
        why += "ask for communities by name."
        variant, missing = _RULES[name][1], _missing(ego, "pairs")
        return Measure(name, None, None, variant, others, missing, why)
    return measured(ego, name)

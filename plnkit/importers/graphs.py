"""GraphML and GEXF, as other programs write networks and as `plnkit export` does.

Like a plain table of ties such a file is complete: a pair that isn't listed is not tied.
"""

from __future__ import annotations

import re

from plnkit.importers.contacts import MOST, Items, damaged, plain, too_large, xml_elements
from plnkit.model.network import (
    DIRECTIONS,
    ENTRY_FIELDS,
    EXCHANGES,
    LISTS,
    MAX_WEIGHT,
    WORDS,
    Entry,
    Goal,
    Network,
    Tie,
)
from plnkit.model.sheets import File, Report

NAME = "graphs"
TITLE = "GraphML and GEXF"
MARKS = "a .graphml or .gexf file"
CANNOT = "A pair that isn't listed is taken to be not tied; if nobody was asked, it is unknown."
START = re.compile(r"<(?:\w+:)?(graphml|gexf)[\s>]")
MOST_TIES = 1_000_000


def recognises(head: str) -> object:
    return head.lstrip()[:1] == "<" and START.search(head[:4_000])


class _Graph:
    """The nodes and edges of a file, each as the attributes that it is told with."""

    def __init__(self, file: File):
        self.file = file
        self.nodes: dict[str, dict[str, str]] = {}
        self.edges: list[tuple[str, str, dict[str, str]]] = []
        self.repeated: list[tuple[int, str]] = []
        self._names: dict[tuple[str, str], str] = {}  # (node or edge, key) -> name of an attribute
        self._directed = False
        self._of, self._key = "", ""
        self._now: dict[str, str] | None = None
        self._kind = ""
        for event, tag, told in xml_elements(file):
            if event == "start":
                self._start(tag, told)
            elif tag == "data" and self._now is not None:
                self._set(self._key, told)
            elif tag in ("node", "edge"):
                self._now = None

    def _start(self, tag: str, told: dict[str, str]) -> None:
        told = {key.rpartition("}")[2]: value for key, value in told.items()}
        if tag == "graph":
            self._directed = "directed" == told.get("edgedefault", told.get("defaultedgetype"))
        elif tag == "key":
            self._of, self._key = told.get("for", ""), told.get("id", "")
            self._names[self._of, self._key] = plain(told.get("attr.name") or self._key)
        elif tag == "attributes":
            self._of = told.get("class", "")
        elif tag == "attribute":
            self._names[self._of, told.get("id", "")] = plain(told.get("title"))
        elif tag == "node":
            if len(self.nodes) > MOST:
                raise too_large(self.file, MOST, "entries")
            id = plain(told.get("id"))
            self._kind = "node"
            self._now = {"label": plain(told["label"])} if told.get("label") else {}
            if not id or id in self.nodes:
                self.repeated.append((len(self.nodes) + len(self.repeated) + 1, id))
            else:
                self.nodes[id] = self._now
        elif tag == "edge":
            if len(self.edges) > MOST_TIES:
                raise too_large(self.file, MOST_TIES, "ties")
            way = told.get("directed", told.get("type", ""))
            out = way in ("true", "directed") or (not way and self._directed)
            self._kind, self._now = "edge", {"direction": "out" if out else "both"}
            if told.get("weight"):
                self._now["weight"] = told["weight"]
            self.edges.append((plain(told.get("source")), plain(told.get("target")), self._now))
        elif tag == "data":
            self._key = told.get("key", "")
        elif tag == "attvalue" and self._now is not None:
            self._set(told.get("for", ""), told.get("value", ""))

    def _set(self, key: str, value: str) -> None:
        name = self._names.get((self._kind, key)) or self._names.get(("all", key)) or plain(key)
        if name and (value := plain(value)):
            self._now[name] = value


def read(file: File) -> tuple[Network, Report]:
    """The network, complete, and what became of each node and then of each edge."""
    graph = _Graph(file)
    if not graph.nodes:
        raise damaged(file, "it has no nodes")
    items = Items(file.name, ())
    nodes = len(graph.nodes) + len(graph.repeated)
    items.read = nodes + len(graph.edges)
    for row, id in graph.repeated:
        items.skip(row, f"the id '{id}' is there twice" if id else "no id")
    entries = {id: _entry(id, told) for id, told in graph.nodes.items()}
    ties: dict[tuple, Tie] = {}
    rows: dict[tuple, int] = {}
    for row, (a, b, told) in enumerate(graph.edges, nodes + 1):
        if a == b or a not in entries or b not in entries:
            items.skip(row, "a tie of an entry with itself, or with one that is not there")
            continue
        way = told["direction"] if told["direction"] in DIRECTIONS else "both"
        tie = Tie(a, b, _weight(told), told.get("kind", ""), told.get("platform", ""), way)
        if tie.key in ties:  # a tie both ways is two in a directed graph
            items.merge(row, f"repeats number {rows[tie.key]}")
            continue
        ties[tie.key], rows[tie.key] = tie, row
    goals = dict.fromkeys(goal for entry in entries.values() for goal in entry.goals)
    network = Network(
        entries,
        ties,
        {goal: Goal(goal) for goal in goals},
        told=frozenset([frozenset(entries)]),
    )
    return network, items.report(NAME)


def _entry(id: str, told: dict[str, str]) -> Entry:
    """An entry of the attributes that have a field; what a field can't hold goes into `more`."""
    values: dict = {}
    more: dict[str, str] = {}
    for name, text in told.items():
        field = name.casefold().removeprefix("more_")
        words = tuple(filter(None, map(str.strip, re.split(r"[;|]", text))))
        fixed = {"gives": EXCHANGES, "gets": EXCHANGES, **WORDS}.get(field)
        if field == "label":
            values.setdefault("name", text if text != id else "")
        elif field not in ENTRY_FIELDS[1:] or (fixed and not set(words) <= {*fixed}):
            more[name] = text
        else:
            values[field] = words if field in LISTS else text
    if "name" in told:
        values["name"] = told["name"]
    return Entry(id, **values, more=more)


def _weight(told: dict[str, str]) -> float:
    """A tie's weight; 1 where it has none that can be one."""
    try:
        weight = float(told.get("weight", 1))
    except ValueError:
        return 1.0
    return weight if 0 < weight <= MAX_WEIGHT else 1.0

"""Real networks that this course may not pass on, read from the learner's folder without names.

`plnkit/data/networks.toml` says what they are and how to get them.

    blogs = real_network("polblogs")       # once polblogs.gml is in the learner's folder
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from plnkit.model import library
from plnkit.model.network import Entry, Network, PlnError, Tie, suggestion
from plnkit.model.sheets import File
from plnkit.model.store import home

FILE = "networks.toml"
MOST_BYTES = 8 * 2**20  # the largest has 1 MB; a file of this size takes some seconds


@dataclass(frozen=True, slots=True)
class RealNetwork:
    """What a real network is, what its file should hold, and how to get it."""

    title: str
    story: str
    file: str
    people: int
    ties: int
    one: str
    many: str
    steps: str
    source: str
    licence: str
    seen: str
    group: str = ""


@cache
def real_networks() -> Mapping[str, RealNetwork]:
    """The real networks by name, here or not. Raises PlnError for a faulty entry."""
    return dict(library._records(FILE, library._toml(FILE), RealNetwork))


def there() -> dict[str, Path]:
    """The file of each real network that is in the learner's folder, by the network's name."""
    files = {name: home() / real.file for name, real in real_networks().items()}
    return {name: file for name, file in files.items() if file.is_file()}


def real_network(name: str) -> Network:
    """A real network from the learner's folder, complete, its entries numbered in place of names.

    A tie runs from who told of it; told twice it counts once, and of oneself not at all. Raises
    PlnError for a name or a file that there isn't, and for a file that holds something else.
    """
    if name not in real_networks():
        raise PlnError(f"No real network '{name}'.{suggestion(name, real_networks())}")
    path = home() / real_networks()[name].file
    changed = path.stat().st_mtime_ns if path.is_file() else 0
    return _read(name, path, changed)


@lru_cache(maxsize=3)
def _read(name: str, path: Path, changed: int) -> Network:
    real, graph = real_networks()[name], _gml(path)
    held, due = (graph.number_of_nodes(), graph.number_of_edges()), (real.people, real.ties)
    if held != due:
        raise PlnError(
            f"{path} holds {held[0]:,} {real.many} and {held[1]:,} ties, and {due[0]:,} and "
            f"{due[1]:,} are expected. Get it again as `plnkit networks` says; if this is the one "
            f"you mean, write its numbers into plnkit/data/{FILE}."
        )
    ids = {node: f"{name}-{k}" for k, node in enumerate(graph, 1)}
    entries = [
        Entry(ids[node], name=f"{real.one} {k}", group=_group(told.get(real.group, "")))
        for k, (node, told) in enumerate(graph.nodes(data=True), 1)
    ]
    way = "out" if graph.is_directed() else "both"
    pairs = dict.fromkeys((a, b) for a, b in graph.edges() if a != b)
    return Network.complete(entries, [Tie(ids[a], ids[b], direction=way) for a, b in pairs])


def _group(value) -> str:
    """What a group is told with, where it is a word or a number: some programs write 1 as 1.0."""
    number = isinstance(value, float) and value.is_integer()
    return str(int(value) if number else value)[:40] if isinstance(value, str | int | float) else ""


def _gml(path: Path):
    """The file as networkx's graph, ties told twice kept. Raises PlnError where it is no GML."""
    import networkx

    file = File.open(path)
    if len(file.data) > MOST_BYTES:
        raise PlnError(f"{path} has over 8 MB, far more than it should. Get it again.")
    # Newman's file repeats ties without saying so, which networkx takes for a mistake.
    text = re.sub(r"\bgraph\s*\[", "graph [ multigraph 1 ", file.text, count=1)
    try:
        return networkx.parse_gml(text, label="id")
    except (networkx.NetworkXError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise PlnError(f"{path} is no GML that can be read: {error}. Get it again.") from None
    except RecursionError:
        raise PlnError(f"{path} is no GML that can be read. Get it again.") from None


def facts(network: Network) -> tuple[float, float | None]:
    """Two shares of a directed network: of its ties that are answered, 0 to 1; and the E-I index
    of its ties, -1 (all within a group) to 1, None where an entry has no group. Source: Krackhardt &
    Stern 1988."""
    ties = {(tie.source, tie.target) for tie in network.ties.values()}
    if not ties:
        raise PlnError("This network has no ties to count.")
    answered = sum((b, a) in ties for a, b in ties) / len(ties)
    group = {id: entry.group for id, entry in network.entries.items()}
    if not all(group.values()):
        return answered, None
    outside = sum(group[a] != group[b] for a, b in ties)
    return answered, (2 * outside - len(ties)) / len(ties)

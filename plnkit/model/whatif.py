"""What if: one imagined change of a network, and what it would do to a measure.

Nothing is saved: a change gives another network, and the two are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from plnkit.model.edits import fresh
from plnkit.model.measures import Measure
from plnkit.model.network import HOPED, ME, Entry, Network, PlnError, Tie, pair_of

MOVES = {"up": "goes up", "same": "stays the same", "down": "goes down"}
NEW = "somebody new"


@dataclass(frozen=True, slots=True)
class Change:
    """A kind of change: `who` and `whom` give the ids it can be about, `whom` for each who."""

    title: str
    who: Callable[[Network], list[str]]
    whom: Callable[[Network, str], list[str]] | None
    made: Callable[..., Network]


def people_of(network: Network, tied: bool = True) -> list[str]:
    """Ids of the counted people and communities tied to the learner, or not tied, by label."""
    mine = {id for pair in network.tied_pairs() if ME in pair for id in pair} - {ME}
    found = [id for id in network.counted() if id != ME and (id in mine) == tied]
    return sorted(found, key=lambda id: network.entries[id].label.casefold())


def with_hoped(network: Network) -> Network:
    """The network as if whoever is only hoped for were there already, tied to the learner."""
    hoped = [e for e in network.entries.values() if e.ring == HOPED]
    entries = {e.id: replace(e, ring="") for e in hoped}
    ties = {tie.key: tie for tie in (Tie(ME, e.id) for e in hoped)}
    return replace(network, entries={**network.entries, **entries}, ties={**network.ties, **ties})


def _others(network: Network, one: str, tied: bool) -> list[str]:
    pairs = network.tied_pairs()
    return [id for id in people_of(network) if id != one and (pair_of(one, id) in pairs) == tied]


def _with_new(network: Network, one: str) -> Network:
    """Somebody new whom the learner meets through `one`; nobody else knows them."""
    id = fresh("new", network.entries)
    net = network.with_entry(Entry(id, name=NEW, group=network.entries[one].group))
    return net.with_tie(Tie(ME, id)).with_tie(Tie(one, id)).all_told(id)


CHANGES = {
    "meet": Change(
        "Two of my people get to know each other",
        lambda net: [id for id in people_of(net) if _others(net, id, tied=False)],
        lambda net, one: _others(net, one, tied=False),
        lambda net, one, other: net.with_tie(Tie(one, other)),
    ),
    "part": Change(
        "Two of my people lose touch",
        lambda net: [id for id in people_of(net) if _others(net, id, tied=True)],
        lambda net, one: _others(net, one, tied=True),
        lambda net, one, other: net.without_tie(one, other),
    ),
    "leave": Change(
        "Somebody leaves my network", people_of, None, lambda net, one: net.without(one)
    ),
    "new": Change("I meet somebody new through one of my people", people_of, None, _with_new),
}


def changed(network: Network, change: str, who: str, whom: str | None = None) -> Network:
    """The network after a change of `CHANGES`. Raises PlnError where it can't be about these."""
    kind = CHANGES[change]
    network.require(who)
    if who not in kind.who(network) or (kind.whom and whom not in kind.whom(network, who)):
        raise PlnError(f"'{kind.title}' can't be about these. Choose others.")
    return kind.made(network, who, whom) if kind.whom else kind.made(network, who)


def move(before: Measure, after: Measure) -> str | None:
    """'up', 'same' or 'down', by `so_far` where pairs are unknown; None where there is no number."""
    old, new = before.so_far, after.so_far
    if old is None or new is None:
        return None
    if abs(new - old) <= 1e-9 * max(1.0, abs(old)):
        return "same"
    return "up" if new > old else "down"

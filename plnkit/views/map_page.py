"""What the page of a map is told: entries, places, ties, cards and choices, as plain data.

It travels as messages and stands in no state.
"""

from collections.abc import Mapping
from dataclasses import replace

from plnkit.draw import tokens
from plnkit.draw.layout import LIMIT, RADII
from plnkit.draw.picture import SHAPE
from plnkit.draw.tables import MOST
from plnkit.model.audit import Finding, number_text, percent_text
from plnkit.model.library import explanations
from plnkit.model.network import (
    EXCHANGES,
    KINDS,
    ME,
    OFTEN,
    RINGS,
    VIEWS,
    Entry,
    Goal,
    Network,
    record_json,
)
from plnkit.model.pseudonyms import Pseudonyms, platform_id, platforms, secret, short_codes
from plnkit.model.whatif import move

TOO_MANY = (
    "{:,} entries are too many to draw so that anybody could read them. "
    "The measures count all of them; search the table to change them."
)


def pseudonymised(network: Network) -> Network:
    """The network as a hand-in would tell of it, with its ids: they leave only as messages."""
    words = Pseudonyms(secret(), network)
    codes = short_codes(Network(dict.fromkeys(map(words.of, network.entries))))
    entries = {
        id: Entry(
            id, e.kind, "" if id == ME else codes[words.of(id)],
            platform_id(e.platform), words.groups.get(e.group.strip(), ""),
            tuple(words.goals[g] for g in e.goals), e.ring, e.often, e.view, e.gives, e.gets,
        )
        for id, e in network.entries.items()
    }  # fmt: skip
    ties = {
        key: replace(tie, kind=words.kinds.get(tie.kind, ""), platform=platform_id(tie.platform))
        for key, tie in network.ties.items()
    }
    goals = {g: Goal(words.goals[g]) for g in network.goals}
    return replace(network, entries=entries, ties=ties, goals=goals, snapshots=())


def drawn(network: Network, places: Mapping, find: str = "") -> dict:
    """Entries, their places and ties; above `LIMIT` the first entries that are sought, and no tie."""
    large = network.people_count > LIMIT
    entries = list(network.entries.values())
    if large:
        entries = [e for e in entries if not find or find in e.label.casefold()][:MOST]
    return {
        "entries": [{**record_json(e), "label": e.label, "at": places.get(e.id)} for e in entries],
        "ties": [] if large else [record_json(tie) for tie in network.ties.values()],
        "total": network.people_count,
        "large": TOO_MANY.format(network.people_count) if large else "",
    }


def choices(network: Network) -> dict:
    """The words that the page offers to choose from, and how it draws each kind and ring."""
    return {
        "rings": [[ring, RADII[ring]] for ring in RINGS],
        "shapes": {kind: tokens.SHAPES[SHAPE[kind]] for kind in KINDS},
        "often": OFTEN,
        "views": VIEWS,
        "exchanges": EXCHANGES,
        "goals": [[id, g.text or g.id] for id, g in network.goals.items()],
        "platforms": [platform.title for platform in platforms().values()],
    }


def card(old: Finding, new: Finding) -> dict:
    """A measure in words, with what it was where that is something else."""
    was, value = _so_far(old), _so_far(new)
    return {
        **{name: getattr(new, name) for name in ("key", "title", "sentence", "meaning", "limit")},
        "value": value,
        "known": new.measure.value is not None,
        "was": was,
        "moved": move(old.measure, new.measure) if was != value else "",
    }


def _so_far(finding: Finding) -> str:
    """A finding's value as people write it, counted so far where pairs are unknown; '' without one."""
    value = finding.measure.so_far
    if value is None:
        return ""
    share = explanations()[finding.key].unit == "share"
    return percent_text(value) if share else number_text(value)

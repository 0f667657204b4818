"""Hand-ins that look like one another: a note for the teacher, never a deduction.

Each hand-in leaves a few marks: pseudonyms (made with a secret, so that two learners share one
only where a file went from hand to hand), the shape of the map around each person, and longer texts.
Marks are short hashes: those of a class of 500 fit in a megabyte.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Set

from plnkit.model.network import ME, Network

MOST_MARKS = 100
LEAST_SHAPES = 6  # a small star, or a map without details, is like many others
LIKE = 0.8  # share of shapes in common, from which two maps look like one
LEAST_TEXT = 200  # characters; a shorter text may well be the same by chance


def marks(network: Network | None, texts: Iterable[str], own: bool = True) -> frozenset[str]:
    """The marks of a hand-in. With `own` off (a map given to all) the map leaves none."""
    found = {
        "t" + _hash(" ".join(text.split()).casefold()) for text in texts if len(text) >= LEAST_TEXT
    }
    if network is None or not own:
        return frozenset(found)
    people = sorted("p" + _hash(id) for id in network.entries if id != ME)
    return frozenset([*found, *people[:8], *sorted(_shapes(network))[:MOST_MARKS]])


def likeness(mine: Set[str], other: Set[str]) -> str:
    """Why two hand-ins look alike, in words; '' where they don't."""
    both = {mark[0] for mark in mine & other}
    if "p" in both:
        return "people with the same pseudonyms, which two learners' maps can't have"
    if "t" in both:
        return "a long text that is the same"
    shapes, others = ({m for m in each if m[0] == "s"} for each in (mine, other))
    if min(len(shapes), len(others)) >= LEAST_SHAPES:
        if len(shapes & others) >= LIKE * len(shapes | others):
            return "a map of nearly the same shape"
    return ""


def _shapes(network: Network) -> set[str]:
    """What each person is to the learner, and what the people tied to this one are."""
    kind = {
        e.id: _hash(e.kind, e.platform, e.ring, e.often, e.view, *e.gives, "|", *e.gets)
        for e in network.entries.values()
    }
    around = defaultdict(list)
    for tie in network.ties.values():
        for one, far in ((tie.source, tie.target), (tie.target, tie.source)):
            around[one].append(kind[far] + tie.direction if far != ME else f"me{tie.weight}")
    return {"s" + _hash(kind[id], *sorted(around[id])) for id in network.entries if id != ME}


def _hash(*words: str) -> str:
    return hashlib.blake2b("\0".join(words).encode(), digest_size=6).hexdigest()

"""The audit: what a map says and can't say, in sentences a student understands.

An audit is there to think with, not a test. There is no total and no grade: each finding
stands by itself, with its meaning, its source and its limit (`plnkit/data/measures.toml`).

    >>> from plnkit.model.network import Entry, Network, Tie
    >>> net = Network.complete([Entry("me"), Entry("a"), Entry("b"), Entry("c")],
    ...                        [Tie("me", "a"), Tie("me", "b"), Tie("me", "c"), Tie("a", "b")])
    >>> print(findings(net, only=["density"])[0].sentence)
    Of the 3 pairs among your 3 people, 1 pair knows each other: 33%.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plnkit.model.library import Explanation, explanations, without_group
from plnkit.model.measures import Measure, measures
from plnkit.model.network import ME, Network, PlnError, suggestion


@dataclass(frozen=True, slots=True)
class Finding:
    """One measure of one entry, told in words.

    `sentence` always says something, where pairs are unknown too. `value_text` is the value as
    people write it, '' where there is none.
    """

    key: str
    title: str
    value_text: str
    sentence: str
    meaning: str
    source: str
    limit: str
    measure: Measure


def findings(
    network: Network, who: str = ME, by: str | None = None, only: Iterable[str] | None = None
) -> tuple[Finding, ...]:
    """What the measures of one entry's own network say, in the order of the themes.

    `by` is the column that groups are read from, 'group' unless told; `only` the names of
    the measures wanted. Raises PlnError for an entry or a measure that there isn't.
    """
    told, by = explanations(), by or "group"
    keys = list(told) if only is None else list(only)
    for key in keys:
        if key not in told:
            raise PlnError(f"No measure '{key}'.{suggestion(key, told)}")
    wanted = None if only is None else {*keys, "size", "open_pairs"}
    found = measures(network, who, by=by, only=wanted)
    counts = _counts(network, who, found["size"].so_far, found["open_pairs"].so_far)
    return tuple(_finding(key, told[key], found[key], by, counts) for key in keys)


def number_text(value: float) -> str:
    """A number as people write it: 17, 1,204, 103.4, 2.15, 0.059; never 0.30000000000000004."""
    if value == int(value) or abs(value) >= 1000:
        text = f"{value:,.0f}"
    elif abs(value) >= 0.1:
        text = f"{value:.{1 if abs(value) >= 10 else 2}f}".rstrip("0").rstrip(".")
    else:
        text = f"{value:.2g}" if abs(value) >= 0.0001 else "almost 0"
    return text.replace("-", "−")


def percent_text(share: float) -> str:
    """A share as a whole percentage; 0% and 100% are said only of none and of all."""
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 < share < 1:
        return "over 99%"
    return f"{share:.0%}"


class Count(int):
    """A whole number that brings its words along: `{n:tie|ties}` reads '1 tie' or '7 ties'.

    `{n:~is|are}` gives the word alone; `{n}` the number, or the number with its `words`.
    """

    words = ""

    def __format__(self, spec: str) -> str:
        spec = spec or self.words
        one, _, many = spec.removeprefix("~").partition("|")
        word = one if self == 1 else many
        return word if spec.startswith("~") else f"{int(self):,} {word}".rstrip()


class People(Count):
    words = "person|people"


class PeopleAndCommunities(Count):
    words = "person or community|people and communities"


def _counts(network: Network, who: str, size: int, open_pairs: int) -> dict:
    """What every sentence may speak of: whose network it is, and how many there are."""
    mine = who == ME
    name = "you" if mine else network.entries[who].label
    mixed = any(network.entries[id].kind == "community" for id in network.counted())
    pairs = size * (size - 1) // 2
    return {
        "you": name,
        "You": name[:1].upper() + name[1:],
        "your": "your" if mine else f"{name}'s",
        "Your": "Your" if mine else f"{name}'s",
        "are": "are" if mine else "is",
        "people": (PeopleAndCommunities if mixed else People)(size),
        "pairs": Count(pairs),
        "tied": Count(pairs - open_pairs),
        "open": Count(open_pairs),
        "least": number_text(1 / size) if size else "",
    }


def _finding(key: str, told: Explanation, measure: Measure, by: str, counts: dict) -> Finding:
    said = percent_text if told.unit == "share" else number_text
    value, so_far = measure.value, measure.so_far
    places = {
        **counts,
        "by": by,
        "n": Count(measure.n),
        "unknown": Count(measure.unknown),
        "value": "" if value is None else said(value),
        "so_far": "" if so_far is None else said(so_far),
        **_parts(key, measure),
    }
    if value is not None:
        single = told.single if counts["people"] < 2 else ""
        sentence = (single or told.value).format(**places)
        if missing := measure.detail.get("without_group"):
            sentence += " " + without_group().format(missing=Count(missing), by=by)
    elif so_far is not None:
        sentence = told.unknown.format(**places)
    else:
        sentence = told.none.format(**places) or measure.why or ""
    return Finding(
        key=key,
        title=told.title,
        value_text=places["value"],
        sentence=sentence,
        meaning=told.meaning,
        source=told.source,
        limit=told.cannot_say,
        measure=measure,
    )


def _parts(key: str, measure: Measure) -> dict[str, Count]:
    """The whole numbers behind a value: a count itself, a share's part, an E-I index's two sides."""
    value = measure.so_far
    if value is None:
        return {}
    total = measure.n - measure.detail.get("without_group", 0) if key == "ei_ego" else measure.n
    inside = round(total * (1 - value) / 2) if key.startswith("ei_") else 0
    return {
        "count": Count(round(value)),
        "part": Count(round(value * measure.n)),
        "inside": Count(inside),
        "outside": Count(total - inside),
    }

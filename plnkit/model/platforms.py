"""The platforms of the course as dated data, and which of them fit a learner's goals best.

>>> platforms()["reddit"].fit["G5"].steps
3
>>> [place.id for place in ranking({"G6": 3})][:1]
['library']
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from plnkit.data import data_file
from plnkit.model.coverage import content
from plnkit.model.network import PlnError, suggestion
from plnkit.model.received import MONTH

FILE = "plnkit/data/platforms.toml"
STRENGTHS = (
    "quick news",
    "news of a profession",
    "discussion",
    "answers to questions",
    "step-by-step tutorials",
    "pictures and short films",
    "shared resources",
    "research findings",
    "professional contacts",
    "personal contacts",
    "trust",
)
FACTS = {  # what is told of each platform, and how the learner is told what it is
    "favours": "What it favours",
    "seen": "Who sees what, and why",
    "ties": "Which way contacts go",
    "reshare": "Can a post be passed on?",
    "lasting": "How long a post lasts",
    "found": "How old posts are found",
    "open": "Open or closed",
    "export": "What you can take along",
}
FITS = ("hardly", "a little", "well", "very well")
HEAVIEST = 3  # the weight of a goal that matters most
LONGEST = 180  # characters of a fact: more doesn't fit beside another on a screen


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a platform fits a goal, in our judgement: `steps` from 0, hardly, to 3, very well."""

    steps: int
    why: str

    @property
    def words(self) -> str:
        return FITS[self.steps]


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform or kind of place.

    `strong` are words of STRENGTHS; `favours` to `export` are the FACTS; `fit` leads from a goal's
    id to its Fit. `source` says what each fact rests on, and what it leaves out is our judgement.
    `date` is the month in which the entry was looked at.
    """

    title: str
    aliases: tuple[str, ...]
    strong: tuple[str, ...]
    favours: str
    seen: str
    ties: str
    reshare: str
    lasting: str
    found: str
    open: str
    export: str
    fit: Mapping[str, Fit]
    source: Mapping[str, str]
    date: str

    def sources(self) -> str:
        """What the facts rest on, in words, and what is our judgement."""
        told: dict[str, list[str]] = {}
        for fact, source in self.source.items():
            if source != OURS:
                told.setdefault(source, []).append(FACTS[fact])
        said = [f"{'; '.join(of)}: {source}." for source, of in told.items()]
        return " ".join([*said, "All else is our judgement." if told else "All is our judgement."])


OURS = "our judgement"


def goals() -> dict[str, str]:
    """The course's goals, id to title."""
    return {item.id: item.title for item in content() if re.fullmatch(r"G\d+", item.id)}


@cache
def platforms() -> dict[str, Platform]:
    """The course's platforms by id. Raises PlnError naming the entry that lacks something."""
    return read(data_file("platforms.toml").read_text(encoding="utf-8"))


def read(text: str) -> dict[str, Platform]:
    """The platforms in the text of a platforms.toml. Raises PlnError with place and cure."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlnError(f"{FILE} can't be read: {error}. Mend that line.") from None
    found: dict[str, Platform] = {}
    taken: dict[str, str] = {}
    for id, entry in data.items():
        where = f"{FILE}, entry '{id}'"
        if not isinstance(entry, dict):
            raise PlnError(f"{where}: it is no table. Write it below [{id}].")
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,28}", id):
            raise PlnError(f"{where}: use small letters, digits, - and _ (29 at most).")
        found[id] = _platform(where, entry)
        for name in {plain(n) for n in (id, found[id].title, *found[id].aliases)}:
            if taken.setdefault(name, id) != id:
                raise PlnError(f"{where}: '{name}' is also a name of '{taken[name]}'. Keep one.")
    return found


def plain(name: str) -> str:
    """A name as it is compared: small letters, single spaces."""
    return " ".join(name.casefold().split())


def _platform(where: str, entry: Mapping) -> Platform:
    keys = [field.name for field in fields(Platform)]
    _same(where, "key", entry, keys)
    for key in ("title", "date", *FACTS):
        if not isinstance(entry[key], str) or not 0 < len(entry[key].strip()) <= LONGEST:
            raise PlnError(f"{where}: {key} is a text of up to {LONGEST} characters. Write one.")
    if not re.fullmatch(MONTH, entry["date"]):
        raise PlnError(f"{where}: date is the month it was looked at. Write it as 2026-11.")
    for key in ("aliases", "strong"):
        if not isinstance(entry[key], list) or not all(isinstance(w, str) for w in entry[key]):
            raise PlnError(f'{where}: {key} is a list of words. Write {key} = ["…", "…"].')
    for word in entry["strong"]:
        if word not in STRENGTHS:
            raise PlnError(f"{where}: strong in '{word}'?{suggestion(word, STRENGTHS)}")
    for key in ("fit", "source"):
        if not isinstance(entry[key], dict):
            raise PlnError(f"{where}: {key} is a table. Write it below [….{key}].")
    _same(where, "fit", entry["fit"], goals())
    _same(where, "source", entry["source"], FACTS, needed=["favours"])
    if not all(isinstance(source, str) and source.strip() for source in entry["source"].values()):
        raise PlnError(f"{where}: a source is empty. Write it, or leave out its line.")
    fit = {goal: _fit(f"{where}, fit {goal}", told) for goal, told in entry["fit"].items()}
    words = {key: tuple(entry[key]) for key in ("aliases", "strong")}
    return Platform(**{**entry, **words, "fit": fit})


def _same(where: str, what: str, given: Mapping, known, needed=None) -> None:
    """Refuses a key that is not known, and one that is needed and not given."""
    for key in given:
        if key not in known:
            raise PlnError(f"{where}: {what} '{key}' is not known.{suggestion(key, known)}")
    for key in known if needed is None else needed:
        if key not in given:
            raise PlnError(f"{where}: {what} '{key}' is missing. Add it.")


def _fit(where: str, told: object) -> Fit:
    if (
        not isinstance(told, list)
        or [type(part) for part in told] != [int, str]
        or not 0 <= told[0] < len(FITS)
        or not told[1].strip()
    ):
        raise PlnError(f'{where}: write a number from 0 to 3 and why, as in [2, "Because …"].')
    return Fit(*told)


@dataclass(frozen=True, slots=True)
class Place:
    """A platform's place for some weights.

    `place` counts from 1, and equals share it; `shared` says that there are such equals. `near`
    says that one step more in one of our judgements would bring it to the first place.
    """

    id: str
    place: int
    shared: bool
    near: bool


def ranking(weights: Mapping[str, int]) -> tuple[Place, ...]:
    """All platforms, best fit first, equals in the order of the file.

    `weights` are whole numbers from 0 to 3 by goal; a goal left out weighs 0. What is compared is
    the sum of weight times fit. Raises PlnError for a weight that is none, or where all are 0.
    """
    for goal, weight in weights.items():
        if goal not in goals():
            raise PlnError(f"No goal '{goal}'.{suggestion(goal, goals())}")
        if isinstance(weight, bool) or not isinstance(weight, int) or not 0 <= weight <= HEAVIEST:
            raise PlnError(f"{goal} weighs {weight!r}; give it 0, 1, 2 or 3.")
    if not any(weights.values()):
        raise PlnError("Give at least one goal some weight.")
    points = {
        id: sum(weight * p.fit[goal].steps for goal, weight in weights.items())
        for id, p in platforms().items()
    }
    sums = list(points.values())
    return tuple(
        Place(
            id,
            1 + sum(other > own for other in sums),
            sums.count(own) > 1,
            0 < max(sums) - own <= _most_for_a_step(platforms()[id], weights),
        )
        for id, own in sorted(points.items(), key=lambda each: -each[1])
    )


def _most_for_a_step(platform: Platform, weights: Mapping[str, int]) -> int:
    """What one step more in one judgement would add at most."""
    steps = (w for goal, w in weights.items() if platform.fit[goal].steps < len(FITS) - 1)
    return max(steps, default=0)


def firsts(places: tuple[Place, ...]) -> tuple[str, ...]:
    """Who is on the first place; several, if they are equal."""
    return tuple(place.id for place in places if place.place == 1)


def without(weights: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """For each goal that weighs something: who would come first if it weighed nothing.

    Nobody, where no other goal weighs anything.
    """
    found = {}
    for goal in (goal for goal, weight in weights.items() if weight):
        rest = {**weights, goal: 0}
        found[goal] = firsts(ranking(rest)) if any(rest.values()) else ()
    return found


def reasons(id: str, weights: Mapping[str, int]) -> list[tuple[str, Fit]]:
    """The goals that weigh something, with the platform's fit, what counts most first."""
    fit = platforms()[id].fit
    goals_that_count = [goal for goal, weight in weights.items() if weight]
    return sorted(
        ((goal, fit[goal]) for goal in goals_that_count),
        key=lambda each: (-weights[each[0]] * each[1].steps, -weights[each[0]]),
    )

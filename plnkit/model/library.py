"""What a teacher may change without programming, loaded and checked: explanations and samples.

The files are in `plnkit/data`. Whatever is wrong in one is said when it is loaded, in a
sentence that names the file, the entry and the cure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from string import Formatter

from plnkit.data import data_file
from plnkit.model.network import Goal, Network, PlnError, suggestion
from plnkit.model.records import place, records, toml_of

MEASURES = "measures.toml"
UNITS = ("share", "people", "pairs", "parts", "bits", "index")
# What a sentence of measures.toml may speak of; `audit` fills these in.
PLACES = (
    *("your", "Your", "you", "You", "are", "by", "value", "so_far", "least"),
    *("people", "pairs", "tied", "open", "unknown", "n", "count", "inside", "outside"),
    *("part", "missing"),
)


@dataclass(frozen=True, slots=True)
class Theme:
    """A heading that measures are shown under, and the sentence below it."""

    title: str
    intro: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One measure in plain words; the last four are sentences with `PLACES` to fill in."""

    theme: str
    title: str
    meaning: str
    formula: str
    unit: str
    range: str
    source: str
    cannot_say: str
    value: str
    single: str = ""
    none: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample's title, story, source and licence; `export` names its file if it is one to import."""

    title: str
    story: str
    source: str
    licence: str
    export: str = ""
    goals: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Export:
    """How to ask a platform for one's own data: the file to look for, the steps, one a line."""

    title: str
    file: str
    steps: str
    takes: str
    seen: str
    source: str


@cache
def themes() -> dict[str, Theme]:
    """The themes of the audit by key, in the order they are shown in."""
    return dict(records(MEASURES, toml_of(MEASURES).get("themes", {}), Theme))


@cache
def explanations() -> dict[str, Explanation]:
    """One explanation per measure by its name, in the order they are shown in.

    Raises PlnError for an entry that lacks something, or whose sentence can't be filled in.
    """
    data, found = toml_of(MEASURES), {}
    for key, entry in records(MEASURES, data.get("measures", {}), Explanation):
        if not entry.unknown:
            entry = replace(entry, unknown=_sentence(data, "unknown"))
        for column, allowed in (("theme", tuple(themes())), ("unit", UNITS)):
            if (word := getattr(entry, column)) not in allowed:
                fault = f"{column} is '{word}'.{suggestion(word, allowed)}"
                raise PlnError(f"{place(MEASURES, key)}: {fault}")
        for sentence in (entry.value, entry.single, entry.none, entry.unknown):
            _check_sentence(key, sentence)
        found[key] = entry
    return found


@cache
def without_group() -> str:
    """The sentence that says how many people were left out for want of a group."""
    sentence = _sentence(toml_of(MEASURES), "without_group")
    _check_sentence("without_group", sentence)
    return sentence


@cache
def samples() -> dict[str, Sample]:
    """What is told of each sample, by its name. Raises PlnError for an entry that lacks something."""
    return dict(records("samples.toml", toml_of("samples.toml"), Sample))


@cache
def exports() -> dict[str, Export]:
    """How to get each export, by the name of its importer. Raises PlnError for a faulty entry."""
    return dict(records("exports.toml", toml_of("exports.toml"), Export))


def sample_folder(name: str) -> Path:
    """The folder that holds a sample's files. Raises PlnError for a name that there isn't."""
    if name not in samples():
        raise PlnError(f"No sample '{name}'.{suggestion(name, samples())}")
    return data_file(f"samples/{name}")


def sample(name: str) -> Network:
    """A sample's network, complete: an unlisted pair is not tied; with the goals it tells of.

    Raises PlnError for a name that there isn't, and for a sample that is an export to import.
    """
    folder, told = sample_folder(name), samples()[name]
    if told.export:
        raise PlnError(f"The sample '{name}' is an export: import {folder / told.export}.")
    from plnkit.model.tables import read_network

    network = read_network(folder / "ties.csv", folder / "people.csv")
    for id, text in told.goals.items():
        network = network.with_goal(Goal(id, text))
    return network


# -- checking ----------------------------------------------------------------------------


def _sentence(data: Mapping, key: str) -> str:
    if not isinstance(data.get(key), str) or not data[key]:
        cure = f'Add {key} = "…" above the first table.'
        raise PlnError(f"{place(MEASURES, key)}: it is missing. {cure}")
    return data[key]


def _check_sentence(key: str, sentence: str) -> None:
    where = place(MEASURES, key)
    try:
        places = [word for _, word, _, _ in Formatter().parse(sentence) if word is not None]
    except ValueError as error:
        raise PlnError(f"{where}: '{sentence}' can't be filled in: {error}.") from None
    for word in places:
        if word not in PLACES:
            raise PlnError(f"{where}: {{{word}}} can't be filled in.{suggestion(word, PLACES)}")

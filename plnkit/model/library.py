"""What a teacher may change without programming, loaded and checked: explanations and samples.

The files are in `plnkit/data`. Whatever is wrong in one is said when it is loaded, in a
sentence that names the file, the entry and the cure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

from plnkit.data import data_file
from plnkit.model.network import Goal, Network, PlnError, suggestion

Record = TypeVar("Record")

KINDS = {  # of a record's fields: what TOML makes of them, and what is wrong otherwise
    "str": (str, "is no text. Put it in quotes."),
    "int": (int, "is no whole number. Write it without quotes."),
}
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
    file, data = "measures.toml", _toml("measures.toml")
    return dict(_records(file, data.get("themes", {}), Theme))


@cache
def explanations() -> dict[str, Explanation]:
    """One explanation per measure by its name, in the order they are shown in.

    Raises PlnError for an entry that lacks something, or whose sentence can't be filled in.
    """
    file, data = "measures.toml", _toml("measures.toml")
    found = {}
    for key, entry in _records(file, data.get("measures", {}), Explanation):
        if not entry.unknown:
            entry = replace(entry, unknown=_sentence(file, data, "unknown"))
        for column, allowed in (("theme", tuple(themes())), ("unit", UNITS)):
            if getattr(entry, column) not in allowed:
                word = getattr(entry, column)
                raise _wrong(file, key, f"{column} is '{word}'.{suggestion(word, allowed)}")
        for column in ("value", "single", "none", "unknown"):
            _check_sentence(file, key, getattr(entry, column))
        found[key] = entry
    return found


@cache
def without_group() -> str:
    """The sentence that says how many people were left out for want of a group."""
    file = "measures.toml"
    sentence = _sentence(file, _toml(file), "without_group")
    _check_sentence(file, "without_group", sentence)
    return sentence


@cache
def samples() -> dict[str, Sample]:
    """What is told of each sample, by its name. Raises PlnError for an entry that lacks something."""
    return dict(_records("samples.toml", _toml("samples.toml"), Sample))


@cache
def exports() -> dict[str, Export]:
    """How to get each export, by the name of its importer. Raises PlnError for a faulty entry."""
    return dict(_records("exports.toml", _toml("exports.toml"), Export))


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


# -- reading and checking ----------------------------------------------------------------


def _wrong(file: str, entry: str, what: str) -> PlnError:
    return PlnError(f"plnkit/data/{file}, entry '{entry}': {what}")


def _toml(file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data_file(file).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PlnError(str(error)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlnError(f"plnkit/data/{file} can't be read: {error}. Mend that line.") from None


def _records(file: str, tables: Mapping, record: type[Record]) -> Iterator[tuple[str, Record]]:
    """Each table of a TOML file as a record; its fields say what a table must and may hold."""
    known = {f.name: f for f in fields(record)}
    for key, table in tables.items():
        if not isinstance(table, dict):
            raise _wrong(file, key, f"it stands outside a table. Put it under [{key}].")
        for name in table:
            if name not in known:
                raise _wrong(file, key, f"'{name}' is not known.{suggestion(name, known)}")
        for name, column in known.items():
            needed = column.default is MISSING and column.default_factory is MISSING
            if needed and not table.get(name):
                cure = ' Add one, or write "no source".' if name == "source" else " Add it."
                raise _wrong(file, key, f"it has no '{name}'.{cure}")
            kind, cure = KINDS.get(
                column.type, (dict, "is of the wrong kind. See the other entries.")
            )
            if name in table and type(table[name]) is not kind:
                raise _wrong(file, key, f"'{name}' {cure}")
        yield key, record(**table)


def _sentence(file: str, data: Mapping, key: str) -> str:
    if not isinstance(data.get(key), str) or not data[key]:
        raise _wrong(file, key, f'it is missing. Add {key} = "…" above the first table.')
    return data[key]


def _check_sentence(file: str, key: str, sentence: str) -> None:
    try:
        places = [place for _, place, _, _ in Formatter().parse(sentence) if place is not None]
    except ValueError as error:
        raise _wrong(file, key, f"'{sentence}' can't be filled in: {error}.") from None
    for place in places:
        if place not in PLACES:
            raise _wrong(file, key, f"{{{place}}} can't be filled in.{suggestion(place, PLACES)}")

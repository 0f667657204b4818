"""Where each item of the course is taught, practised and assessed.

A notebook's cell says so in its metadata, with ids from `plnkit/data/content.toml`:

    "plnkit": {"teaches": ["K1"], "practises": [], "assesses": ["K6"]}

Each question of the bank assesses the ideas that it names.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from plnkit.model.network import PlnError, suggestion
from plnkit.model.records import toml_of
from plnkit.model.sheets import File

VERBS = ("teaches", "practises", "assesses")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the course, and the notebooks that teach, practise and assess it."""

    id: str
    title: str
    group: str
    teaches: tuple[str, ...] = ()
    practises: tuple[str, ...] = ()
    assesses: tuple[str, ...] = ()


@cache
def content() -> tuple[Item, ...]:
    """The items of the course in their order. Raises PlnError naming a wrong entry and the cure."""
    where = "plnkit/data/content.toml"
    groups = toml_of("content.toml")
    for name in ("source", "date"):
        if not groups.pop(name, ""):
            raise PlnError(f"{where} has no '{name}'. Add it above the first group.")
    items = []
    for letter, group in groups.items():
        heading = group.pop("title", "")
        if not heading:
            raise PlnError(f"{where}, group '{letter}': it has no title. Add one.")
        for id, title in group.items():
            if not id.removeprefix(letter).isdecimal() or not isinstance(title, str) or not title:
                raise PlnError(f"{where}, entry '{id}': write {letter}1 = \"its title\".")
            items.append(Item(id, title, heading))
    return tuple(items)


def notebooks(root: Path) -> list[Path]:
    """The notebooks of the lessons and assignments of a course's folder, in order of name."""
    found = [*root.glob("lessons/*.ipynb"), *root.glob("assignments/source/**/*.ipynb")]
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def coverage(paths: Iterable[Path | str], asked: Iterable[str] = ()) -> tuple[Item, ...]:
    """Each item of the course with the notebooks, by their names, in which it stands.

    `asked` are the ids that questions of the bank assess; "bank" stands for them all.
    Raises PlnError naming notebook and cell where a cell cites an id that there isn't.
    """
    known = {item.id: item for item in content()}
    found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for path in paths:
        for cell, cited in _cited(path):
            for verb in VERBS:
                for id in cited.get(verb, ()):
                    if id not in known:
                        raise PlnError(f"{path}, {cell} {verb} '{id}'.{suggestion(str(id), known)}")
                    found[id, verb][Path(path).stem] = None
    for id in set(asked) & set(known):
        found[id, "assesses"]["bank"] = None
    told = {id: {verb: tuple(found[id, verb]) for verb in VERBS} for id in known}
    return tuple(replace(item, **told[id]) for id, item in known.items())


def _cited(path: Path | str) -> Iterable[tuple[str, dict]]:
    """Each cell that cites something: what to call it, and its metadata."""
    try:
        cells = json.loads(File.open(path).data)["cells"]
        metadata = [cell.get("metadata", {}).get("plnkit", {}) for cell in cells]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, PlnError):
            raise
        raise PlnError(f"{path} is no notebook. Name one that ends in .ipynb.") from None
    for number, (cell, cited) in enumerate(zip(cells, metadata, strict=True), 1):
        name = f"cell {number} ({cell.get('id', 'without id')})"
        lists = isinstance(cited, dict) and all(isinstance(cited.get(v, []), list) for v in VERBS)
        if not lists:
            cure = 'Write {"teaches": ["K1"], "practises": [], "assesses": []}.'
            raise PlnError(f"{path}, {name}: its 'plnkit' metadata is not as it should be. {cure}")
        if cited:
            yield name, cited

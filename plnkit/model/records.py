"""What a teacher writes in TOML, as records: each fault in a sentence with file, entry and cure.

A dataclass says what an entry holds: a field without a default has to be there, a text not empty; its
type says what it takes. A list becomes a tuple.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from plnkit.data import data_file
from plnkit.model.network import PlnError, suggestion

Record = TypeVar("Record")

_TAKES = {
    "str": str, "bool": bool, "int": int, "float": (int, float), "float | None": (int, float),
    "tuple[str, ...]": (list, tuple), "Mapping[str, str]": dict, "Mapping[str, Any]": dict,
}  # fmt: skip


def toml_of(file: str) -> dict[str, Any]:
    """A TOML file of `plnkit/data`. Raises PlnError where it is missing, or can't be read."""
    try:
        return tomllib.loads(data_file(file).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PlnError(str(error)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlnError(f"plnkit/data/{file} can't be read: {error}. Mend that line.") from None


def place(file: str, entry: str) -> str:
    """Where an entry stands, as a message names it."""
    return f"plnkit/data/{file}, entry '{entry}'"


def records(file: str, tables: Mapping, kind: type[Record]) -> Iterator[tuple[str, Record]]:
    """Each table of a file of `plnkit/data` by its key. Raises PlnError as `record`."""
    for key, table in tables.items():
        if not isinstance(table, dict):
            raise PlnError(f"{place(file, key)}: it stands outside a table. Put it under [{key}].")
        yield key, record(kind, place(file, key), table)


def record(kind: type[Record], where: str, table: Mapping, **known: Any) -> Record:
    """A record of a table and of what is known besides. Raises PlnError that begins with `where`."""
    columns = {f.name: f for f in fields(kind) if f.name not in known}
    for name, value in table.items():
        if name not in columns:
            raise PlnError(f"{where}: '{name}' is not known.{suggestion(name, columns)}")
        takes = _TAKES.get(columns[name].type)
        if takes and (not isinstance(value, takes) or isinstance(value, bool) != (takes is bool)):
            fault = f"{value!r}, which is of the wrong kind. See the other entries"
            fault = "no text. Put it in quotes" if takes is str else fault
            fault = (
                f"{value!r}, no whole number. Write it without quotes" if takes is int else fault
            )
            raise PlnError(f"{where}: '{name}' is {fault}.")
    for name, column in columns.items():
        needed = column.default is MISSING and column.default_factory is MISSING
        if needed and table.get(name) in (None, ""):
            cure = 'Add one, or write "no source".' if name == "source" else "Add it."
            raise PlnError(f"{where}: it has no '{name}'. {cure}")
    told = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    return kind(**told, **known)

"""Networks as tables: `people.csv` and `ties.csv`, pandas tables, GraphML and GEXF.

`people.csv` has one row per entry: `id`, and any of the fields of `Entry`; other columns are
kept in `Entry.more`. `ties.csv` has one row per tie: `source`, `target`, and any of `weight`
(1 unless told), `direction` (both), `kind`, `platform`. A list is split at ';' or '|', or at
'|' only where ';' separates the columns. With a table of ties the network is complete: a
pair that isn't listed is not tied. Spaces around a cell aren't kept.
"""

from __future__ import annotations

import csv
import gc
import io
import os
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from plnkit.model.network import (
    DIRECTIONS,
    ENTRY_FIELDS,
    INNER,
    LISTS,
    MAX_TEXT,
    MAX_WEIGHT,
    ME,
    TIE_FIELDS,
    WORDS,
    Entry,
    Goal,
    Network,
    PlnError,
    Tie,
    check_entry,
    suggestion,
)
from plnkit.model.sheets import File, Header, Sheet, first_header, short
from plnkit.model.store import written

if TYPE_CHECKING:
    import networkx
    import pandas

ALIASES = {"goal": "goals", "organization": "organisation"}
DECIMAL_COMMA = re.compile(r"\d+,\d+", re.ASCII)
# A spreadsheet runs a cell that begins with one of = + - @ as a formula. Such a cell is written
# with an apostrophe before it, as spreadsheets themselves do, and read without; where apostrophes
# already stand before the sign one more is added and taken off, so that nothing is lost.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


def read_network(
    ties: str | os.PathLike | None = None, people: str | os.PathLike | None = None
) -> Network:
    """The network in a `ties.csv`, a `people.csv` or both. Raises PlnError naming file and row."""
    return network_of(
        people=[people_sheet(File.open(people))] if people else [],
        ties=[ties_sheet(File.open(ties))] if ties else [],
    )


def network_from_tables(
    people: pandas.DataFrame | None = None, ties: pandas.DataFrame | None = None
) -> Network:
    """The network in pandas tables of the same columns; rows are counted from 1 in messages."""

    def sheets(table, name):
        if table is None:
            return []
        header = Header(0, ",", tuple(_guarded(str(column).strip()) for column in table.columns))
        records = (
            [_guarded(_text(value)) for value in row]
            for row in table.itertuples(index=False, name=None)
        )
        return [Sheet(name, header, records, first=1)]

    return network_of(sheets(people, "the people table"), sheets(ties, "the ties table"))


def people_sheet(file: File) -> Sheet:
    """A file as a table of people, not yet read."""
    return Sheet.of(file, first_header(file.head, ["id", *ENTRY_FIELDS]))


def ties_sheet(file: File) -> Sheet:
    """A file as a table of ties, not yet read."""
    return Sheet.of(file, first_header(file.head, TIE_FIELDS))


def network_of(people: Sequence[Sheet], ties: Sequence[Sheet]) -> Network:
    """One network of several sheets, which are read to their ends.

    Without a sheet of ties every pair is unknown. Raises PlnError naming file, row and cure.
    """
    if not people and not ties:
        raise PlnError("Give a table of ties, of people, or both.")
    entries: dict[str, Entry] = {}
    found: dict[tuple[str, ...], Tie] = {}
    with _no_collection():
        for sheet in people:
            _read_people(sheet, entries)
        for sheet in ties:
            _read_ties(sheet, entries, found, listed=bool(people))
    goals = dict.fromkeys(goal for entry in entries.values() for goal in entry.goals)
    return Network(
        entries=entries,
        ties=found,
        goals={goal: Goal(goal) for goal in goals},
        told=frozenset([frozenset(entries)] if ties else []),
    )


@contextmanager
def _no_collection() -> Iterator[None]:
    """Python's collector at rest: a third of a large table's time went to looking for cycles,
    and entries and ties form none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# -- reading ------------------------------------------------------------------------------


def _read_people(sheet: Sheet, entries: dict[str, Entry]) -> None:
    """Add a sheet's people to the entries."""
    own, other = _columns(sheet, ["id"], ENTRY_FIELDS)
    items = re.compile(r"\|" if sheet.header.separator == ";" else r"[;|]")
    rows: dict[str, int] = {}
    for row, cells in sheet:
        values: dict = {}
        for field, i in own.items():
            text = _plain(cells[i])
            if field in WORDS or field in ("gives", "gets"):
                text = text.casefold()
            if field in LISTS:
                values[field] = tuple(filter(None, map(str.strip, items.split(text))))
            elif text:
                values[field] = text
        if "id" not in values:
            raise sheet.fault(row, "there is no id. Give each entry one of its own.")
        id = values["id"]
        if id in entries:
            where = f"row {rows[id]}" if id in rows else "another table"
            fault = f"the id '{short(id)}' is already in {where}"
            raise sheet.fault(row, f"{fault}. Give each entry one of its own.")
        more = {name: _plain(cells[i]) for name, i in other.items() if cells[i].strip()}
        entry = Entry(**values, more=more)
        try:
            check_entry(entry)
        except PlnError as error:
            raise sheet.fault(row, str(error)) from None
        entries[id] = entry
        rows[id] = row
    _need_rows(sheet)


def _read_ties(
    sheet: Sheet, entries: dict[str, Entry], ties: dict[tuple[str, ...], Tie], listed: bool
) -> None:
    """Add a sheet's ties, and their ends where these need not be `listed` among the people.

    This runs once for each of some 330,000 rows, so what a cell says is worked out once
    and then looked up: ends in a dictionary, other cells in small caches.
    """
    own, other = _columns(sheet, ["source", "target"], TIE_FIELDS)
    if other:
        sheet.notes.append(f"Not read: {', '.join(map(short, other))}.")
    at = {field: own.get(field, sheet.width) for field in TIE_FIELDS}
    s, t, w, k, p, d = (at[field] for field in TIE_FIELDS)
    weight_of, words_of = lru_cache(4096)(partial(_weight, sheet)), lru_cache(4096)(_tie_words)
    ends: dict[str, str] = {}
    before, rows = len(ties), array("L")
    repeats: list[tuple[int, Tie]] = []

    def end(row: int, cell: str, column: str) -> str:
        id = _plain(cell)
        if not id:
            raise sheet.fault(row, f"there is no {column}. Fill it in, or take the row out.")
        if id not in entries:
            if listed and id != ME:
                fault = f"the {column} '{short(id)}' is not among the people"
                there = suggestion(short(id, MAX_TEXT), entries)
                cure = f"Add a row for it there, or correct it.{there}"
                raise sheet.fault(row, f"{fault}. {cure}")
            if len(id) > MAX_TEXT:
                raise sheet.fault(row, f"the {column} is over {MAX_TEXT} characters. Shorten it.")
            entries[id] = Entry(id)
        ends[cell] = id
        return id

    for row, cells in sheet:
        source = ends.get(cells[s]) or end(row, cells[s], "source")
        target = ends.get(cells[t]) or end(row, cells[t], "target")
        if source == target:
            raise sheet.fault(row, f"'{short(source)}' is tied to itself. Take the row out.")
        try:
            weight = weight_of(cells[w])
            words = cells[k], cells[p], cells[d]
            kind, platform, direction = words_of(*words) if any(words) else ("", "", "both")
        except ValueError as error:
            raise sheet.fault(row, str(error)) from None
        tie = Tie(source, target, weight, kind, platform, direction)
        if ties.setdefault(tie.key, tie) is tie:
            rows.append(row)
        else:
            repeats.append((row, tie))
    _need_rows(sheet)
    row_of = dict(zip(islice(ties, before, None), rows, strict=True)) if repeats else {}
    for row, tie in repeats:
        key = tie.key
        why = f"repeats row {row_of[key]}" if key in row_of else "repeats a row of another table"
        if ties[key].weight != tie.weight:
            ties[key] = max(ties[key], tie, key=lambda tie: tie.weight)
            why += f"; the larger weight, {_exact(ties[key].weight)}, is kept"
        sheet.skip(row, why)


def _need_rows(sheet: Sheet) -> None:
    if not sheet.read:
        raise PlnError(f"{sheet.name} has a header and no rows below it. Add at least one row.")


def _columns(
    sheet: Sheet, needed: Iterable[str], known: Sequence[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """Where the known columns stand, and the others by their name in the header."""
    own: dict[str, int] = {}
    other: dict[str, int] = {}
    row = sheet.first - 1
    for i, cell in enumerate(sheet.header.cells):
        name = _plain(cell)
        field = ALIASES.get(name.casefold(), name.casefold())
        place, name = (own, field) if field in known else (other, name)
        if name in place:
            raise sheet.fault(row, f"the column '{short(name)}' is there twice. Rename one.")
        if name:
            place[name] = i
    missing = [field for field in needed if field not in own]
    if missing and sheet.width < 2:
        raise sheet.fault(
            row,
            f"no column '{missing[0]}'. The header was read as one column, "
            f"'{short(''.join(sheet.header.cells))}': separate columns with a comma, a semicolon or a tab.",
        )
    if missing:
        meant = get_close_matches(missing[0], other, n=1)
        cure = f"Is it '{meant[0]}'? Rename it." if meant else "Give the column this name."
        names = short(", ".join(sheet.header.cells), 200)
        raise sheet.fault(row, f"no column '{missing[0]}'. Columns: {names}. {cure}")
    for name in other:
        for field in known:
            if field not in own and _misspelt(name.casefold(), field):
                meant = f"Did you mean '{field}'? Rename it."
                raise sheet.fault(row, f"no column '{short(name)}' is known. {meant}")
    return own, other


def _misspelt(word: str, meant: str) -> bool:
    """Whether a word is so near to another that it's hardly a name of its own."""
    if len(word) < 4 or len(word) > 2 * len(meant):
        return False
    return sorted(word) == sorted(meant) or SequenceMatcher(None, word, meant).ratio() >= 0.85


def _plain(cell: str) -> str:
    """A cell's text without surrounding spaces and without the apostrophe before a formula."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def _tie_words(kind: str, platform: str, direction: str) -> tuple[str, str, str]:
    """The three cells as a tie has them. Raises ValueError with a sentence."""
    way = _plain(direction).casefold() or "both"
    if way not in DIRECTIONS:
        raise ValueError(
            f"the direction '{short(way)}' is not known. Write both, or out for a tie from "
            "source to target only."
        )
    return _plain(kind), _plain(platform), way


def _guarded(text: str) -> str:
    """The text as a cell that `_plain` reads as the same text, and no spreadsheet runs."""
    return "'" + text if FORMULA.match(text) else text


def _weight(sheet: Sheet, cell: str) -> float:
    """What a cell weighs: 1 if blank. Raises ValueError with a sentence."""
    text = cell.strip() or "1"
    if sheet.header.separator != "," and DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
        note = "Weights are written with a decimal comma: 1,5 was read as 1.5."
        sheet.notes += [note] * (note not in sheet.notes)
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if 0 < number <= MAX_WEIGHT and "_" not in text:  # float takes 1_000 for a thousand
        return number
    raise ValueError(
        f"the weight '{short(cell)}' is not a number above 0 and at most 1,000,000,000. "
        "Correct it, or leave it blank for 1."
    )


def _text(value) -> str:
    """A value of a pandas table as the cell that it would be in a file; missing is blank."""
    if isinstance(value, str):
        return value
    if value is None or str(value) in ("nan", "<NA>", "NaT"):
        return ""
    if isinstance(value, tuple | list):
        return " ; ".join(map(str, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a column of whole numbers with a gap is held as fractions
    return str(value)


# -- writing ------------------------------------------------------------------------------


def _exact(value: float) -> str:
    """A number to its last digit; a whole one as 2 and not 2.0."""
    return str(int(value)) if value == int(value) else repr(value)


def people_columns(net: Network) -> list[str]:
    """The columns of the people table: id, name, kind, and whatever else any entry fills.

    What plnkit keeps for itself, such as what an interview asked, is in none.
    """
    entries = net.entries.values()
    filled = [f for f in ENTRY_FIELDS[3:] if any(getattr(entry, f) for entry in entries)]
    more = dict.fromkeys(key for e in entries for key in e.more if key not in INNER)
    return ["id", "name", "kind", *filled, *more]


def column_of(net: Network, name: str) -> str:
    """The column of the people table meant by a name, whatever its case.

    Raises PlnError with the nearest one where nobody has anything in such a column.
    """
    filled = [c for c in people_columns(net) if any(e.value(c) for e in net.entries.values())]
    folded = ALIASES.get(name.casefold(), name.casefold())
    for column in filled:
        if column == name or column.casefold() == folded:
            return column
    raise PlnError(f"Nobody has anything in a column '{short(name)}'.{suggestion(name, filled)}")


def people_table(net: Network) -> pandas.DataFrame:
    """One row per entry, the learner included; columns as `people_columns`, all text."""
    import pandas as pd

    columns = people_columns(net)
    rows = [[entry.value(column) for column in columns] for entry in net.entries.values()]
    return pd.DataFrame(rows, columns=columns)


def ties_table(net: Network) -> pandas.DataFrame:
    """One row per tie; columns source, target, weight, kind, platform, direction."""
    import pandas as pd

    rows = [[getattr(tie, f) for f in TIE_FIELDS] for tie in net.ties.values()]
    return pd.DataFrame(rows, columns=list(TIE_FIELDS))


def write_people(net: Network, path: str | os.PathLike) -> None:
    """Write `people.csv`, from which `read_network` gets the same entries. Raises PlnError."""
    columns = people_columns(net)
    _write(path, columns, ([e.value(c) for c in columns] for e in net.entries.values()))


def write_ties(net: Network, path: str | os.PathLike) -> None:
    """Write `ties.csv`, from which `read_network` gets the same ties. Raises PlnError.

    What is unknown can't be said in such a table: once read again, unlisted pairs are not tied.
    """
    at = TIE_FIELDS.index("weight")
    rows = [[getattr(tie, f) for f in TIE_FIELDS] for tie in net.ties.values()]
    for row in rows:
        row[at] = _exact(row[at])
    _write(path, TIE_FIELDS, rows)


def _write(path: str | os.PathLike, columns: Sequence[str], rows: Iterable[list[str]]) -> None:
    text = io.StringIO(newline="")
    text.write("\ufeff")  # without it Excel takes the file for cp1252 and spoils accents
    writer = csv.writer(text)
    for row in [columns, *rows]:
        # A zero byte is in no table.
        writer.writerow(_guarded(cell.replace("\0", "")) for cell in row)
    written(Path(path), text.getvalue())


# -- for other programs -----------------------------------------------------------------------

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
GEXF_OWN = {"", "id", "label", "pid", "start", "end", "spells", "slices", "viz"}


def graphml(net: Network) -> str:
    """The network as GraphML. Lists are joined; characters that XML can't hold are left out."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(networkx_graph(net), named_key_ids=True)) + "\n"


def gexf(net: Network) -> str:
    """The network as GEXF, which Gephi reads; as `graphml` otherwise."""
    import networkx as nx

    return "\n".join(nx.generate_gexf(networkx_graph(net))) + "\n"


def networkx_graph(net: Network) -> networkx.Graph:
    """The network as a networkx graph with text and numbers only.

    Directed where a tie runs one way; a tie both ways is then two. A multigraph where a
    pair has several ties. Raises PlnError where two ids look the same in XML.
    """
    import networkx as nx

    def clean(text: str) -> str:
        return NOT_XML.sub("", text)

    directed = any(tie.direction == "out" for tie in net.ties.values())
    arcs = [(t.source, t.target, t) for t in net.ties.values()]
    if directed:
        arcs += [(b, a, tie) for a, b, tie in arcs if tie.direction == "both"]
    pairs = {(a, b) if directed else tie.pair for a, b, tie in arcs}
    several = len(pairs) < len(arcs)
    kinds = {(0, 0): nx.Graph, (0, 1): nx.MultiGraph, (1, 0): nx.DiGraph, (1, 1): nx.MultiDiGraph}
    graph = kinds[directed, several]()
    for entry in net.entries.values():
        told = {c: entry.value(c) for c in [*ENTRY_FIELDS[1:], *entry.more] if c not in INNER}
        told = {clean(c): clean(v) for c, v in told.items() if v}
        told = {f"more_{c}" if c in GEXF_OWN else c: v for c, v in told.items()}
        graph.add_node(clean(entry.id), label=clean(entry.label), **told)
    if len(graph) < len(net.entries):
        raise PlnError("Two ids differ only in characters that XML can't hold. Change one.")
    for a, b, tie in arcs:
        told = {"weight": tie.weight, "direction": tie.direction}
        told |= {c: clean(getattr(tie, c)) for c in ("kind", "platform") if getattr(tie, c)}
        graph.add_edge(clean(a), clean(b), **told)
    return graph

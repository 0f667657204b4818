"""Network Canvas: the tables of one interview: its ego, its alters, and the edges among them.

They are read together; which edges an interview asked for they don't say.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from plnkit.importers.contacts import Contacts, plain
from plnkit.model.network import Network, PlnError, Tie, pair_of
from plnkit.model.sheets import Account, File, Header, Report, Sheet, header_with
from plnkit.model.tables import FORMULA

NAME = "network-canvas"
TITLE = "Network Canvas interviews"
MARKS = "the CSV tables of one interview, with columns such as networkCanvasEgoUUID"
CANNOT = (
    "A pair without an edge is unknown, for the tables don't say which pairs you were asked of. "
    "If it was all of them, say 'that is all of them' on your map."
)
EGO = "networkcanvasegouuid"
ALTER = "networkcanvasuuid"
ENDS = ("networkcanvassourceuuid", "networkcanvastargetuuid")
NAMES = ("name", "nickname", "label", "first_name", "firstname")
# What identifies people beyond a name is dropped while reading, whatever a protocol called it.
PRIVATE = re.compile(
    r"phone|mobile|birth|dob|address|postcode|zip|networkcanvas|^nodeid$|^e-?mail$"
)


def recognises(head: str) -> Header | None:
    return header_with(head, [EGO])


def read_together(files: list[File]) -> tuple[Network, list[Report]]:
    """One interview's alters tied to the learner, and the edges among them; a report on each file."""
    sheets = {file: Sheet.of(file, recognises(file.head), lenient=True) for file in files}
    found = Contacts(Account(""), "canvas", tie="", same="person")
    egos: set[str] = set()
    for sheet in sheets.values():
        if ENDS[0] not in sheet.columns:
            _read_people(sheet, found, egos)
    network, _ = found.result(NAME)
    ties = dict(network.ties)
    for file, sheet in sheets.items():
        if ENDS[0] in sheet.columns:
            tie = re.search(r"edgeList_(.{1,60})\.csv$", PurePath(file.name).name)
            _read_edges(sheet, network, ties, plain(tie[1]) if tie else "", egos)
    if len(egos) > 1:
        raise PlnError(
            f"{files[0].name} and the tables beside it hold {len(egos)} interviews. "
            "Name the tables of one."
        )
    return Network(network.entries, ties), [sheet.report(NAME) for sheet in sheets.values()]


def _cell(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return plain(cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell)


def _read_people(sheet: Sheet, found: Contacts, egos: set[str]) -> None:
    found.account = sheet
    names = [sheet.columns[name] for name in NAMES if name in sheet.columns]
    more = {
        name: i
        for i, name in enumerate(sheet.header.cells)
        if name and i not in names and not PRIVATE.search(name.casefold())
    }
    for row, cells in sheet:
        egos.add(cells[sheet.columns[EGO]].strip())
        if ALTER not in sheet.columns:
            continue  # the ego's own row
        id = _cell(cells[sheet.columns[ALTER]])
        if not id:
            sheet.skip(row, "no id of a person")
            continue
        name = next(filter(None, (_cell(cells[i]) for i in names)), "")
        told = {key: value for key, i in more.items() if (value := _cell(cells[i]))}
        found.add(row, id.casefold(), name=name, more=told)


def _read_edges(sheet: Sheet, network: Network, ties: dict, kind: str, egos: set[str]) -> None:
    if ENDS[1] not in sheet.columns:
        raise sheet.fault(sheet.first - 1, "no column networkCanvasTargetUUID. Export it again.")
    rows: dict[tuple, int] = {}
    for row, cells in sheet:
        egos.add(cells[sheet.columns[EGO]].strip())
        a, b = (f"canvas:{_cell(cells[sheet.columns[e]]).casefold()[:200]}" for e in ENDS)
        if a == b or a not in network.entries or b not in network.entries:
            sheet.skip(row, "an end that is not among the people")
            continue
        tie = Tie(*pair_of(a, b), kind=kind)
        if tie.key in rows:
            sheet.merge(row, f"repeats row {rows[tie.key]}")
            continue
        rows[tie.key], ties[tie.key] = row, tie

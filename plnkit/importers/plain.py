"""Plain tables: `people.csv` and `ties.csv`, as a spreadsheet or a teacher makes them.

All that are named together are one network, and with a table of ties it is complete.
"""

from __future__ import annotations

import re

from plnkit.model.network import ENTRY_FIELDS, TIE_FIELDS, Network
from plnkit.model.sheets import File, Report, first_header
from plnkit.model.tables import network_of, people_sheet, ties_sheet

NAME = "plain"
TITLE = "plain tables"
MARKS = "people.csv with the column id, ties.csv with the columns source and target"
CANNOT = "It knows what was written into it, and nothing else."


def recognises(head: str) -> str:
    """'people', 'ties' or ''.

    A header that is nearly one of the two counts as well, so that reading it can say what is
    wrong: a word misspelt, or columns separated by something else.
    """
    header = first_header(head, [*TIE_FIELDS, *ENTRY_FIELDS])
    if {"source", "target"} <= set(header.keys):
        return "ties"
    if "id" in header.keys:
        return "people"
    line = " ".join(header.keys).strip()
    words = re.findall(r"[^\W_]+", line)[:20]
    if len(words) < 2 or line[0] in "{[<":
        return ""
    if "source" in words or "target" in words:
        return "ties"
    return "people" if words[0] == "id" else ""


def read_together(files: list[File]) -> tuple[Network, list[Report]]:
    """One network of all these tables, and a report for each."""
    ties = {f: ties_sheet(f) for f in files if recognises(f.head) == "ties"}
    people = {f: people_sheet(f) for f in files if f not in ties}
    network = network_of(list(people.values()), list(ties.values()))
    sheets = {**people, **ties}
    if not ties:
        for sheet in sheets.values():
            sheet.notes.append("Without a table of ties, who is tied to whom is unknown.")
    return network, [sheets[file].report(NAME) for file in files]

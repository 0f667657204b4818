"""LinkedIn: `Connections.csv` from the archive of one's own data.

A preamble of varying length may stand before the header, and older files lack some columns.
LinkedIn says nothing of the ties among one's contacts: every such pair is unknown.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote

from plnkit.model.network import ME, Entry, Network, Tie
from plnkit.model.sheets import File, Report, Sheet, header_with

NAME = "linkedin"
TITLE = "LinkedIn connections"
MARKS = "Connections.csv, with the columns First Name, Last Name and Connected On"
PLATFORM = "LinkedIn"
COLUMNS = ("first name", "last name", "connected on")
FIELDS = {
    "url": "url",
    "email": "email address",
    "organisation": "company",
    "role": "position",
}
PROFILE = re.compile(r"/in/([^/?#\s]+)")
DAY = re.compile(r"(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4}|\d{2})", re.ASCII | re.IGNORECASE)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def recognises(head: str) -> bool:
    return header_with(head, COLUMNS) is not None


def read(file: File) -> tuple[Network, Report]:
    """The learner tied to each connection, and what became of each row."""
    sheet = Sheet.of(file, header_with(file.head, COLUMNS))
    sheet.lenient = True
    first, last, on = (sheet.columns[column] for column in COLUMNS)
    fields = {f: sheet.columns[column] for f, column in FIELDS.items() if column in sheet.columns}
    entries: dict[str, Entry] = {}
    rows: dict[str, int] = {}
    undated: list[int] = []
    for row, cells in sheet:
        name = " ".join(f"{cells[first]} {cells[last]}".split())
        if not name:
            sheet.skip(row, "no name")
            continue
        told = {field: cells[i].strip() for field, i in fields.items()}
        since = iso_day(cells[on])
        id = _id(told.get("url", ""), name, since)
        if id in entries:
            sheet.skip(row, f"the same person as in row {rows[id]}")
            continue
        if not since:
            undated.append(row)
        entries[id] = Entry(id, "person", name, PLATFORM, since=since, **told)
        rows[id] = row
    if undated:
        which = ", ".join(map(str, undated[:5])) + (", …" if len(undated) > 5 else "")
        sheet.notes.append(f"No date that could be read, so none was kept: row {which}.")
    ties = [Tie(ME, id, kind="contact", platform=PLATFORM) for id in entries]
    network = Network({ME: Entry(ME), **entries}, {tie.key: tie for tie in ties})
    return network, sheet.report(NAME)


def _id(url: str, name: str, since: str) -> str:
    """The same for a person in every export: the profile's own word, else name and date."""
    profile = PROFILE.search(url)
    words = [unquote(profile[1])] if profile else []
    plain = (re.sub(r"[\W_]+", "-", w.casefold()).strip("-") for w in [*words, f"{name} {since}"])
    return "linkedin:" + next(filter(None, plain), name)[:200]


def iso_day(text: str) -> str:
    """'12 Mar 2024' and '7-Feb-22' as 2024-03-12 and 2022-02-07; '' where it is no date."""
    found = DAY.fullmatch(text.strip())
    try:
        day, month, year = int(found[1]), MONTHS.index(found[2].lower()) + 1, int(found[3])
        # LinkedIn began in 2003, so a year of two digits is of this century.
        return date(year if year > 99 else 2000 + year, month, day).isoformat()
    except (TypeError, ValueError):
        return ""

"""LinkedIn: `Connections.csv` from the archive of one's own data.

A preamble of varying length may stand before the header, older files lack some columns, and
in another language the header is other words: then the links to profiles tell it.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote

from plnkit.importers.contacts import Contacts, slug
from plnkit.model.network import Network
from plnkit.model.sheets import File, Header, Report, Sheet, header_with

NAME = "linkedin"
TITLE = "LinkedIn connections"
MARKS = "Connections.csv, with the columns First Name, Last Name and Connected On"
CANNOT = (
    "It doesn't say who of your connections know each other, how often you are in touch, "
    "or whether you learn from them."
)
PLATFORM = "LinkedIn"
COLUMNS = ("first name", "last name", "connected on")
FIELDS = {"url": "url", "email": "email address", "organisation": "company", "role": "position"}
# The columns as LinkedIn orders them, whatever they are called.
IN_ORDER = (*COLUMNS[:2], *FIELDS.values(), COLUMNS[2])
PROFILE = re.compile(r"/in/([^/?#\s,]+)")
# A header of seven columns over a row whose third is a profile and whose last ends in a year.
FOREIGN = re.compile(
    r'^[^,\n]+(?:,[^,\n]+){6}\n(?:\s*\n)*[^,\n]*,[^,\n]*,"?https://www\.linkedin\.com/in/[^\n]*\d\d"?\r?$',
    re.MULTILINE,
)
DAY = re.compile(r"(\d{1,2})[ -]([a-z]{3})[a-z]*[ -](\d{4}|\d{2})", re.ASCII | re.IGNORECASE)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def recognises(head: str) -> Header | None:
    found = header_with(head, COLUMNS)
    if found is None and (foreign := FOREIGN.search(head)):
        found = Header(head.count("\n", 0, foreign.start()), ",", IN_ORDER)
    return found


def read(file: File) -> tuple[Network, Report]:
    """The learner tied to each connection, and what became of each row."""
    sheet = Sheet.of(file, recognises(file.head), lenient=True)
    first, last, on = (sheet.columns[column] for column in COLUMNS)
    fields = {f: sheet.columns[column] for f, column in FIELDS.items() if column in sheet.columns}
    found = Contacts(sheet, NAME, PLATFORM, tie="contact", same="person")
    undated: list[int] = []
    for row, cells in sheet:
        name = " ".join(f"{cells[first]} {cells[last]}".split())
        if not name:
            sheet.skip(row, "no name")
            continue
        told = {field: cells[i].strip() for field, i in fields.items()}
        since = iso_day(cells[on])
        merged = sheet.merged
        key = key_of(told.get("url", ""), f"{name} {since}")
        found.add(row, key, name=name, since=since, **told)
        if not since and sheet.merged == merged:
            undated.append(row)
    if undated:
        which = ", ".join(map(str, undated[:5])) + (", …" if len(undated) > 5 else "")
        sheet.notes.append(f"No date that could be read, so none was kept: row {which}.")
    return found.result(NAME)


def key_of(url: str, name: str) -> str:
    """The same for a person in every export: the profile's own word, else the name and date."""
    profile = PROFILE.search(url)
    words = [unquote(profile[1])] if profile else []
    return next(filter(None, map(slug, [*words, name])), name)


def iso_day(text: str) -> str:
    """'12 Mar 2024' and '7-Feb-22' as 2024-03-12 and 2022-02-07; '' where it is no date."""
    found = DAY.fullmatch(text.strip())
    try:
        day, month, year = int(found[1]), MONTHS.index(found[2].lower()) + 1, int(found[3])
        # LinkedIn began in 2003, so a year of two digits is of this century.
        return date(year if year > 99 else 2000 + year, month, day).isoformat()
    except (TypeError, ValueError):
        return ""

"""Google Contacts: the CSV of contacts.google.com, in its older and its newer layout.

Only the columns named here are looked at: phone numbers, birthdays, addresses and notes are
not read.
"""

from __future__ import annotations

from plnkit.importers.contacts import Contacts, plain, slug
from plnkit.model.network import Network
from plnkit.model.sheets import File, Header, Report, Sheet, header_with

NAME = "google-contacts"
TITLE = "Google Contacts"
MARKS = (
    "contacts.csv, with the columns First Name, Last Name and Organization Name, or the older Name"
)
CANNOT = (
    "An address book says whom you can reach, not whom you learn from, nor who of them know "
    "each other. Phone numbers, birthdays and addresses were left out."
)
PREFIX = "contact"  # an address book is the same whether it comes as CSV or as vCards
LAYOUTS = (
    ("first name", "last name", "organization name"),
    ("name", "given name", "family name"),
)
ORGANISATION = ("organization name", "organization 1 - name")
ROLE = ("organization title", "organization 1 - title")
LABELS = ("labels", "group membership")


def recognises(head: str) -> Header | None:
    return next(filter(None, (header_with(head, layout) for layout in LAYOUTS)), None)


def read(file: File) -> tuple[Network, Report]:
    """The learner tied to each contact."""
    sheet = Sheet.of(file, recognises(file.head), lenient=True)
    found = Contacts(sheet, PREFIX, tie="contact", same="person")

    def told(cells, *columns) -> list[str]:
        """The values under the first of these columns that has any."""
        at = [sheet.columns[column] for column in columns if column in sheet.columns]
        cell = next((cells[i] for i in at if cells[i].strip()), "")
        return [value for value in map(plain, cell.split(" ::: ")) if value]

    def first(cells, *columns) -> str:
        return next(iter(told(cells, *columns)), "")

    for row, cells in sheet:
        parts = [first(cells, c) for c in ("first name", "middle name", "last name")]
        labels = [label for label in told(cells, *LABELS) if not label.startswith("*")]
        add_contact(
            found,
            row,
            name=first(cells, "name") or " ".join(filter(None, parts)) or first(cells, "nickname"),
            email=first(cells, *(f"e-mail {n} - value" for n in range(1, 5))),
            organisation=first(cells, *ORGANISATION),
            role=first(cells, *ROLE),
            group=next(iter(labels), ""),
        )
    return found.result(NAME)


def add_contact(found: Contacts, row: int, name: str, email: str, **told: str) -> None:
    """Add somebody of an address book, who is known by name and e-mail address together."""
    if not name and not email:
        found.account.skip(row, "no name and no e-mail address")
        return
    handle = "" if name else email
    key = slug(f"{name} {email}") or name
    found.add(row, key, name=name, email=email, handle=handle, **told)

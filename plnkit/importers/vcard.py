"""vCards (.vcf), versions 2.1, 3.0 and 4.0, as phones and address books write them.

Only the properties in `READ` are looked at: phone numbers, birthdays, addresses, notes and
pictures are not read.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator

from plnkit.importers.contacts import Contacts, Items, plain
from plnkit.importers.google_contacts import CANNOT as ADDRESS_BOOK
from plnkit.importers.google_contacts import PREFIX, add_contact
from plnkit.model.network import Network
from plnkit.model.sheets import File, Report

NAME = "vcard"
TITLE = "vCards"
MARKS = "a .vcf file, which begins with BEGIN:VCARD"
CANNOT = ADDRESS_BOOK
READ = ("FN", "N", "NICKNAME", "ORG", "TITLE", "EMAIL", "CATEGORIES", "KIND", "BEGIN", "END")
LINE = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;[^:\n]*)?):(.*)", re.DOTALL)
MOST = 10_000  # characters of one property; folded lines may go on without end


def recognises(head: str) -> bool:
    return head.lstrip("\ufeff \r\n")[:11].upper() == "BEGIN:VCARD"


def read(file: File) -> tuple[Network, Report]:
    """The learner tied to each card's person."""
    items = Items(file.name, _cards(file))
    found = Contacts(items, PREFIX, tie="contact", same="person")
    for row, card in items:
        if card.get("KIND", "").casefold() in ("group", "org", "location", "application"):
            items.skip(row, "the card of a group or an organisation")
            continue
        family, given, middle = [*_parts(card.get("N", "")), "", "", ""][:3]
        add_contact(
            found,
            row,
            name=_whole(card.get("FN", ""))
            or plain(f"{given} {middle} {family}")
            or _whole(card.get("NICKNAME", "")),
            email=plain(card.get("EMAIL", "")),
            organisation=next(iter(_parts(card.get("ORG", ""))), ""),
            role=_whole(card.get("TITLE", "")),
            group=next(iter(_parts(card.get("CATEGORIES", ""), ",")), ""),
        )
    return found.result(NAME)


def _cards(file: File) -> Iterator[dict[str, str]]:
    """Each card as its properties, the first of each kind."""
    card: dict[str, str] | None = None
    for name, value in _properties(file):
        if name == "BEGIN":
            card = {}
        elif name == "END" and card is not None:
            yield card
            card = None
        elif card is not None and value.strip():
            card.setdefault(name, value)
    if card:
        yield card  # the file is cut off in its last card


def _properties(file: File) -> Iterator[tuple[str, str]]:
    """The properties that are read, unfolded and decoded: name, value."""
    kept, quoted = "", False
    for line in file.lines():
        line = line.rstrip("\r\n")
        if kept and (line[:1] in (" ", "\t") or (quoted and kept.endswith("="))):
            kept += ("\n" + line if quoted else line[1:]) if len(kept) < MOST else ""
            continue
        if kept:
            yield _property(kept, quoted)
        found = LINE.match(line)
        kept = line if found and found[1].upper() in READ else ""
        quoted = bool(found) and "QUOTED-PRINTABLE" in found[2].upper()
    if kept:
        yield _property(kept, quoted)


def _property(line: str, quoted: bool) -> tuple[str, str]:
    name, parameters, value = LINE.match(line).groups()
    if quoted:
        charset = re.search(r"CHARSET=([\w-]+)", parameters, re.IGNORECASE)
        data = quopri.decodestring(value.encode("utf-8", "replace"))
        try:
            value = data.decode(charset[1] if charset else "utf-8", "replace")
        except (LookupError, ValueError):
            value = data.decode("utf-8", "replace")
    return name.upper(), value


def _parts(value: str, separator: str = ";") -> list[str]:
    """A value's parts, cut at separators that no backslash stands before."""
    return [_whole(part) for part in re.split(rf"(?<!\\){separator}", value)]


def _whole(value: str) -> str:
    return plain(re.sub(r"\\([,;:\\])", r"\1", re.sub(r"\\[nN]", " ", value)))

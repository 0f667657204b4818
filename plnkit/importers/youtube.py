"""YouTube: `subscriptions.csv` from Google Takeout; its header is in the learner's language."""

from __future__ import annotations

import re

from plnkit.importers.contacts import Contacts, plain
from plnkit.model.network import Network
from plnkit.model.sheets import File, Header, Report, Sheet, first_header

NAME = "youtube"
TITLE = "YouTube subscriptions"
MARKS = "subscriptions.csv: a channel's id, its link and its title on each row, in any language"
CANNOT = "It has channels, not the people behind them, nor what you watch or learn there."
CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
ROW = re.compile(rf'^\ufeff?"?{CHANNEL.pattern}"?[,;\t]"?https?://www\.youtube\.com/', re.M | re.A)
COLUMNS = ("Channel Id", "Channel Url", "Channel Title")


def recognises(head: str) -> bool:
    header = first_header(head, ())
    return bool(ROW.search(head[:4_000])) or header.keys == [c.casefold() for c in COLUMNS]


def read(file: File) -> tuple[Network, Report]:
    """The learner following each channel."""
    header = first_header(file.head, ())
    if CHANNEL.fullmatch(header.cells[0]):  # somebody took the header away
        header = Header(-1, header.separator, COLUMNS)
    sheet = Sheet.of(file, header, lenient=True)
    found = Contacts(sheet, NAME, "YouTube", kind="source", same="channel")
    for row, cells in sheet:
        channel = CHANNEL.fullmatch(cells[0].strip())
        if not channel:
            sheet.skip(row, "no id of a channel")
            continue
        url = f"https://www.youtube.com/channel/{channel[0]}"
        found.add(row, channel[0], "out", name=plain(cells[2] if len(cells) > 3 else ""), url=url)
    return found.result(NAME)

"""LinkedIn: `messages.csv`, of which only who wrote to whom is read: no subject, no text.

The weight of a tie is the number of messages. The learner is whoever is in nearly all of them.
"""

from __future__ import annotations

import re
from collections import Counter

from plnkit.importers.contacts import MOST
from plnkit.importers.linkedin import PLATFORM, key_of
from plnkit.model.network import ME, Entry, Network, PlnError, Tie
from plnkit.model.sheets import File, Header, Report, Sheet, header_with

NAME = "linkedin-messages"
TITLE = "LinkedIn messages"
MARKS = "messages.csv, with the columns FROM, SENDER PROFILE URL and RECIPIENT PROFILE URLS"
CANNOT = (
    "It counts messages and doesn't read them: not their subjects, not their texts. It doesn't "
    "say who of these people know each other."
)
COLUMNS = ("from", "sender profile url", "to", "recipient profile urls", "date")
# A row has slipped where its date is elsewhere or a name goes on: then it may hold a text.
DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b.{0,25}", re.ASCII)
LINK = re.compile(r"(https?://)?(\w+\.)?linkedin\.com/in/[^/?#\s,\"]+/?")


def recognises(head: str) -> Header | None:
    return header_with(head, COLUMNS)


def read(file: File) -> tuple[Network, Report]:
    """The learner tied to each correspondent by the number of messages, and by their direction."""
    sheet = Sheet.of(file, recognises(file.head), lenient=True)
    columns = [sheet.columns[column] for column in COLUMNS]
    people: dict[str, dict[str, str]] = {}  # what is told of each profile
    sent: dict[tuple[str, frozenset[str]], list[int]] = {}  # from whom to whom, in which rows
    for row, cells in sheet:
        writer, sender, to, recipients, date = (cells[i] for i in columns)
        if not DATE.fullmatch(date.strip()) or _goes_on(writer, sender, to, recipients):
            sheet.skip(row, "its columns have slipped, so that a name could be a text")
            continue
        ends = [_keys(sender), _keys(recipients)]
        if not ends[0] or not ends[1]:
            sheet.skip(row, "no link to the profile of who wrote it or got it")
            continue
        names = [[writer], to.split(",")]
        for keys, called in zip(ends, names, strict=True):
            for i, (key, url) in enumerate(keys.items()):
                told = people.setdefault(key, {"url": url, "name": ""})
                if len(called) == len(keys):  # a name may hold a comma: then whose is unclear
                    told["name"] = told["name"] or " ".join(called[i].split())
        if len(people) > MOST:
            raise PlnError(f"{file.name} has over {MOST:,} people, more than a map can hold.")
        sent.setdefault((next(iter(ends[0])), frozenset(ends[1])), []).append(row)
    me = _learner(sent)
    why = "a message between others" if me else "it can't be told which of these people is you"
    out: Counter[str] = Counter()
    back: Counter[str] = Counter()
    for (writer, got), rows in sent.items():
        if writer == me:
            out.update(dict.fromkeys(got - {me}, len(rows)))
        elif me in got:
            back[writer] += len(rows)
        else:
            for row in rows:
                sheet.skip(row, why)
    entries = {ME: Entry(ME)}
    ties = []
    for key in {**out, **back}:
        id = f"linkedin:{key[:200]}"
        entries[id] = Entry(id, platform=PLATFORM, **people[key])
        ends = (id, ME) if not out[key] else (ME, id)
        way = "both" if out[key] and back[key] else "out"
        ties.append(Tie(*ends, float(out[key] + back[key]), "messages", PLATFORM, way))
    return Network(entries, {tie.key: tie for tie in ties}), sheet.report(NAME)


def _keys(cell: str) -> dict[str, str]:
    """Who is linked to in a cell: their key and link."""
    links = filter(LINK.fullmatch, map(str.strip, cell.split(",")))
    return {key: link for link in links if (key := key_of(link, ""))}


def _goes_on(*cells: str) -> bool:
    """Whether one of these cells has several lines, or something in it that is far too long."""
    parts = [part for cell in cells for part in cell.split(",")]
    return any("\n" in part or "\r" in part or len(part) > 200 for part in parts)


def _learner(sent: dict[tuple[str, frozenset[str]], list[int]]) -> str | None:
    """Who is in nearly all messages; None where nobody is, or where two are."""
    seen: Counter[str] = Counter()
    for (writer, got), rows in sent.items():
        seen.update(dict.fromkeys({writer, *got}, len(rows)))
    first, second = [*seen.most_common(2), ("", 0), ("", 0)][:2]
    # A message to a group may leave the learner out of its list.
    return (
        first[0]
        if first[1] > second[1] and first[1] >= 0.9 * sum(map(len, sent.values()))
        else None
    )

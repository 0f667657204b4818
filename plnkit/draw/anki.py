"""The terms as an Anki deck: the same bytes for the same bank.

data = anki_deck(bank())      # to be written to a file that ends in .apkg
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime

from plnkit.draw.text import escaped
from plnkit.model.bank import Bank, Idea

# Once given, an id stays: by them Anki knows the deck, the kind of note and each note again.
DECK, NOTE = 1_763_800_001, 1_763_800_002
NAME = "Personal learning networks (plnkit)"
FIELDS = ("Term", "Id", "Plain", "Scholarly", "Source", "Example", "NonExample", "MixedUpWith")
BACK = """<hr id="answer"><p class="plain">{{Plain}}</p>
{{#Scholarly}}<p>{{Scholarly}}<br><small>{{Source}}</small></p>{{/Scholarly}}
<p><b>Example.</b> {{Example}}</p><p><b>Not an example.</b> {{NonExample}}</p>
{{#MixedUpWith}}<p><b>Often mixed up with</b></p>{{MixedUpWith}}{{/MixedUpWith}}"""
CARDS = (
    ("What it means", '<p class="ask">What does it mean?</p><h1>{{Term}}</h1>', "{{FrontSide}}"),
    ("What it is called", '<p class="ask">What is this called?</p>{{Plain}}', "<h1>{{Term}}</h1>"),
)
CSS = """.card{font-family:'Segoe UI','Noto Sans',Arial,sans-serif;font-size:18px;line-height:1.5}
.card{max-width:34em;margin:1em auto;padding:0 1em}
h1{font-family:Cambria,'Noto Serif',Georgia,serif;font-weight:500}
.ask,small{opacity:.75}"""
SQLITE_VERSION = slice(96, 100)  # where SQLite writes its own version into a file
LIBRARY_CHANGED = slice(92, 96)  # and at which change it did so


def anki_deck(bank: Bank, ideas: Iterable[Idea] | None = None) -> bytes:
    """A deck with two cards for each idea: what a term means, and what a meaning is called.

    Its notes are dated by the latest date in the bank, since Anki takes a changed note over a
    kept one where it is newer.
    """
    import genanki

    ideas = list(bank.ideas.values() if ideas is None else ideas)
    templates = [{"name": name, "qfmt": front, "afmt": head + BACK} for name, front, head in CARDS]
    fields = [{"name": name} for name in FIELDS]
    model = genanki.Model(NOTE, "plnkit term", fields=fields, templates=templates, css=CSS)
    deck = genanki.Deck(DECK, NAME)
    for idea in ideas:
        guid = genanki.guid_for("plnkit", idea.id)
        tags = ["plnkit", idea.id, idea.lesson]
        deck.add_note(genanki.Note(model, _fields(bank, idea), guid=guid, tags=tags))
    made = io.BytesIO()
    genanki.Package(deck).write_to_file(made, timestamp=_latest(ideas))
    return _rewritten(made)


def _fields(bank: Bank, idea: Idea) -> list[str]:
    term = ", ".join([idea.term, *(f"also {name}" for name in idea.also)])
    own = idea.source.startswith("none")
    mixed = "".join(
        f"<p><i>{escaped(bank.ideas[other].term if other in bank.ideas else other)}:</i> {escaped(how)}</p>"
        for other, how in idea.mixed_up_with.items()
    )
    told = [term, idea.id, idea.plain, "" if own else idea.scholarly, "" if own else idea.source]
    return [*map(escaped, [*told, idea.example, idea.non_example]), mixed]


def _latest(ideas: Iterable[Idea]) -> float:
    day = max((idea.date for idea in ideas), default="2026-11")
    day = day if len(day) > 7 else f"{day}-01"
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()


def _rewritten(made: io.BytesIO) -> bytes:
    """The package without what differs from run to run: times in the zip, SQLite's version."""
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist()):
            data = bytearray(old.read(name))
            if name.startswith("collection"):
                data[SQLITE_VERSION] = data[LIBRARY_CHANGED] = bytes(4)
            file = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            file.create_system, file.external_attr = 3, 0o644 << 16  # Windows would write another
            new.writestr(file, bytes(data))
    return out.getvalue()

"""The files of the bank, and every fault in them: in a sentence with file, entry and cure.

problems(folder)      # [] where nothing is wrong
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli

from plnkit.data import data_file
from plnkit.model.coverage import content
from plnkit.model.network import PlnError, suggestion

CHOICES = ("single", "several", "scenario")  # options, of which some are right
PLACED = ("match", "sort", "label")  # each part is put to one of several words
KINDS = (*CHOICES, *PLACED, "order", "fill", "number")
YOU = "you"  # the learner in a drawing
GAP = "___"

Tables = list[tuple[str, dict[str, Any]]]

# What an entry may hold; "?" marks what may be missing. [shape] is a list, a dict a table.
TEXT, FLAG, NUMBER = "text", "true or false", "a number"
_IDEA = {
    **dict.fromkeys(("term", "plain", "scholarly", "source", "example", "non_example"), TEXT),
    **{"lesson": TEXT, "date": TEXT, "also?": [TEXT], "mixed_up_with?": {}, "questions?": [{}]},
}
_ALL = {"id": TEXT, "kind": TEXT, "ask": TEXT, "hint": TEXT, "explain": TEXT, "more_ideas?": [TEXT]}
_OPTIONS = {"options": [{"text": TEXT, "why?": TEXT, "right?": FLAG, "idea?": TEXT}]}
_WRONG = {"why": TEXT, "idea?": TEXT}
_BODY = {
    "single": _OPTIONS,
    "several": _OPTIONS,
    "scenario": {"case": TEXT, **_OPTIONS},
    "match": {"pairs": [{"left": TEXT, "right": TEXT, **_WRONG}], "extra?": [TEXT]},
    "sort": {"groups": [TEXT], "items": [{"text": TEXT, "group": TEXT, **_WRONG}]},
    "label": {
        "picture": {"people": [TEXT], "ties": [[TEXT]], "alt": TEXT},
        "places": [{"who": TEXT, "label": TEXT, **_WRONG}],
        "extra?": [TEXT],
    },
    "order": {"steps": [{"text": TEXT, "why": TEXT}]},
    "fill": {"accept": [TEXT], "wrong?": [{"text": TEXT, **_WRONG}], "otherwise": TEXT},
    "number": {
        **{"answer": NUMBER, "tolerance?": NUMBER, "unit?": TEXT, "otherwise": TEXT},
        "wrong?": [{"value": NUMBER, **_WRONG}],
    },
}
_KNOWN = {kind: _ALL | body for kind, body in _BODY.items()}
_IDEA_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LESSON = re.compile(r"\d\d_[a-z0-9_]+")
_DATE = re.compile(r"20\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")
_SOURCE = re.compile(r"none\b|.*(\b(1[89]|20)\d\d\b|doi:|\w\.[a-z]{2,}\b)", re.S)
# Tags, entities, links that run, and characters that nobody sees but that turn the text around.
_MARKUP = re.compile(
    r"<[a-z/!?]|&#?\w+;|javascript:|[\x00-\x08\x0b-\x1f\x7f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]",
    re.I,
)


def own_folder() -> Path:
    """The folder of the course's own bank."""
    return data_file("bank")


def tables_in(folder: Path | str) -> Tables:
    """Each .toml file of a folder by name, parsed. Raises PlnError for one that can't be read."""
    paths = sorted(Path(folder).glob("*.toml"))
    if not paths:
        raise PlnError(f"There is no bank in {folder}: it should hold files such as k.toml.")
    return [(path.name, _parsed(path)) for path in paths]


def problems(folder: Path | str, lessons: Collection[str] = ()) -> list[str]:
    """Every fault of a folder, each as "file, entry: what is wrong, and the cure".

    Where `lessons` are told, by file name without .ipynb, each entry has to name one of them.
    Beyond what keeps the bank from being loaded, this finds options that give the answer away.
    """
    tables, found = [], []
    for path in sorted(Path(folder).glob("*.toml")):
        try:
            tables.append((path.name, _parsed(path)))
        except PlnError as error:
            found.append(str(error))
    if not tables and not found:
        found.append(f"There is no bank in {folder}: it should hold files such as k.toml.")
    found += faults(tables)
    return found or [*_lost(tables, lessons), *_telling(tables)]


def faults(tables: Tables) -> Iterator[str]:
    """What keeps these tables from being a bank; see `problems`."""
    course = {item.id for item in content()}
    known = course | {id for _, entries in tables for id in entries}
    places: dict[str, str] = {}
    for file, entries in tables:
        for id, entry in entries.items():
            where = f"{file}, entry '{id}'"
            if id in places:
                yield f"{where}: {places[id]} has this id too. Put both into one entry."
            places[id] = file
            yield from (f"{where}: {what}" for what in _idea_faults(id, entry, known, course))
            for n, row in enumerate(_questions(entry), 1):
                named = row.get("id") if isinstance(row.get("id"), str) else ""
                where = f"{file}, question '{named}'" if named else f"{file}, '{id}' question {n}"
                if named in places:
                    yield f"{where}: {places[named]} has this id too. Give it another number."
                if named:
                    places[named] = file
                yield from (f"{where}: {what}" for what in _question_faults(id, row, known))


def _questions(entry: Any) -> list[Mapping]:
    rows = entry.get("questions") if isinstance(entry, Mapping) else None
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _idea_faults(
    id: str, entry: Any, known: Collection[str], course: Collection[str]
) -> Iterator[str]:
    """What is wrong with an entry, its questions apart."""
    if not isinstance(entry, Mapping):
        yield f"it stands outside a table. Put it under [{id}]."
        return
    wrong = list(_misshapen(entry, _IDEA))
    yield from wrong
    if id not in course and not _IDEA_ID.fullmatch(id):
        yield "use an id of content.toml such as K6, or small letters such as tie-strength."
    if wrong:
        return
    for other, words in entry.get("mixed_up_with", {}).items():
        if not isinstance(words, str) or not words.strip() or _MARKUP.search(words):
            yield f"mixed_up_with {other} must say, in plain text, how to tell the two apart."
        if other == id:
            yield "mixed_up_with names the entry itself. Name another."
        if other not in known:
            yield f"mixed_up_with names '{other}'.{suggestion(other, sorted(known))}"
    if not _SOURCE.match(entry["source"]):
        yield (
            'its source has no year, doi or address. Cite it as "Author year, …", or write '
            '"none: the course\'s own wording".'
        )
    if not _DATE.fullmatch(entry["date"]):
        yield f"its date is '{entry['date']}'. Write it as 2026-11 or 2026-11-30."
    if not _LESSON.fullmatch(entry["lesson"]):
        yield f"its lesson is '{entry['lesson']}'. Write the notebook's name, as in 01_key_terms."


def _question_faults(idea: str, row: Mapping, known: Collection[str]) -> Iterator[str]:
    """What is wrong with a question."""
    kind = row.get("kind")
    if kind not in KINDS:
        yield f"its kind is '{kind}'.{suggestion(str(kind), KINDS)}"
        return
    wrong = list(_misshapen(row, _KNOWN[kind]))
    yield from wrong
    if wrong:
        return
    begins, _, ends = row["id"].rpartition("-")
    if begins != idea or not ends.isdecimal():
        yield f"call it {idea}-1, {idea}-2 and so on."
    # What is placed may belong to the question's own idea, and be taken for another of its groups.
    placed = [
        r["idea"] for name in ("pairs", "items", "places") for r in row.get(name, ()) if "idea" in r
    ]
    named = [r["idea"] for name in ("options", "wrong") for r in row.get(name, ()) if "idea" in r]
    named += row.get("more_ideas", ())
    for other in dict.fromkeys([*named, *placed]):
        if other not in known:
            yield f"there is no idea '{other}'.{suggestion(other, sorted(known))}"
    if idea in named:
        yield f"it names '{idea}', its own entry. Name another idea, or leave it out."
    yield from (_choice_faults if kind in CHOICES else _other_faults)(kind, row)


def _choice_faults(kind: str, row: Mapping) -> Iterator[str]:
    options = row["options"]
    right = sum(option.get("right", False) for option in options)
    if len(options) < 3:
        yield "give it at least three options."
    if kind == "several" and not (right and right < len(options)):
        yield "at least one option must be right, and one wrong. Add right = true to the right ones."
    if kind != "several" and right != 1:
        yield f"{right or 'no'} options are right; it takes one. Put right = true into that one."
    for option in options:
        if not option.get("right") and not option.get("why"):
            yield f"the option '{option['text']}' has no why. Say why it tempts."
        if option.get("right") and option.get("idea"):
            yield f"the right option '{option['text']}' names an idea it is mixed up with. Remove it."
    yield from _repeated("option", [option["text"] for option in options])


def _other_faults(kind: str, row: Mapping) -> Iterator[str]:
    texts: list[str] = []
    if kind == "match":
        texts = [pair["left"] for pair in row["pairs"]]
    elif kind == "sort":
        texts = [item["text"] for item in row["items"]]
        used = {item["group"] for item in row["items"]}
        for group in sorted(used - set(row["groups"])):
            yield f"an item is of group '{group}'.{suggestion(group, row['groups'])}"
        for group in sorted(set(row["groups"]) - used):
            yield f"nothing belongs to the group '{group}'. Add an item, or remove the group."
        yield from _repeated("group", row["groups"])
    elif kind == "label":
        texts = [place["who"] for place in row["places"]]
        yield from _picture_faults(row)
    elif kind == "order":
        texts = [step["text"] for step in row["steps"]]
    elif kind == "fill" and row["ask"].count(GAP) != 1:
        yield f"its ask must hold one gap, written {GAP}."
    elif kind == "number":
        value, near = row["answer"], row.get("tolerance", 0)
        for wrong in row.get("wrong", ()):
            if abs(wrong["value"] - value) <= near + 1e-9:
                yield f"{wrong['value']} is given as wrong and counts as right. Change one."
        if near < 0:
            yield "its tolerance is below 0. Write 0 or more."
    if kind == "fill":
        both = {_small(word) for word in row["accept"]} & {
            _small(w["text"]) for w in row.get("wrong", ())
        }
        for word in sorted(both):
            yield f"'{word}' is both accepted and wrong. Take it out of one."
    if texts and len(texts) < (2 if kind == "label" else 3):
        yield "it needs at least three parts, or a drawing two places."
    yield from _repeated("part", texts)
    if kind in ("match", "label"):
        words = {
            r["right" if kind == "match" else "label"] for r in row.get("pairs", row.get("places"))
        }
        for word in sorted(words & set(row.get("extra", ()))):
            yield f"'{word}' is an extra that fits something. Take it out of extra."
        if len(words) + len(row.get("extra", ())) < 2:
            yield "there is nothing to choose from. Add another word to extra."


def _picture_faults(row: Mapping) -> Iterator[str]:
    people, pairs = row["picture"]["people"], row["picture"]["ties"]
    drawn, ties = set(people), set()
    for tie in pairs:
        if len(tie) != 2 or tie[0] == tie[1]:
            yield f'a tie is {tie}. Write two people: ["A", "B"].'
            continue
        for who in tie:
            if who not in people and who != YOU:
                yield f"a tie names '{who}'.{suggestion(who, [*people, YOU])}"
        drawn |= set(tie)
        ties |= {f"{tie[0]}-{tie[1]}", f"{tie[1]}-{tie[0]}"}
    yield from _repeated("person", people)
    for place in row["places"]:
        if place["who"] not in drawn | ties:
            there = [*sorted(drawn), *("-".join(tie) for tie in pairs)]
            yield f"a place is '{place['who']}'.{suggestion(place['who'], there)}"


def _repeated(what: str, texts: Iterable[str]) -> Iterator[str]:
    for text, n in Counter(texts).items():
        if n > 1:
            yield f"the {what} '{text}' is there {n} times. Make each different."


def _small(word: str) -> str:
    return " ".join(word.casefold().split())


def _misshapen(table: Mapping, shape: Mapping) -> Iterator[str]:
    """What a table lacks, has too much of, or holds in the wrong kind."""
    for name, form in shape.items():
        plain = name.rstrip("?")
        if plain not in table:
            if plain == name:
                cure = ' Add one, or write "none: the course\'s own wording".'
                yield f"it has no '{name}'.{cure if name == 'source' else ' Add it.'}"
        else:
            yield from _ill_formed(plain, table[plain], form)
    for name in table:
        if name not in shape and f"{name}?" not in shape:
            yield f"'{name}' is not known.{suggestion(name, [n.rstrip('?') for n in shape])}"


def _ill_formed(name: str, value: Any, form: Any) -> Iterator[str]:
    if form is TEXT:
        if not isinstance(value, str):
            yield f"'{name}' is no text. Put it in quotes."
        elif not value.strip():
            yield f"'{name}' is empty. Fill it in."
        elif found := _MARKUP.search(value):
            yield (
                f"'{name}' holds markup or a hidden character at {value[found.start() :][:12]!a}. "
                "Write plain text."
            )
    elif form is FLAG:
        if not isinstance(value, bool):
            yield f"'{name}' is '{value}'. Write true or false, without quotes."
    elif form is NUMBER:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            yield f"'{name}' is '{value}'. Write a number, without quotes."
    elif isinstance(form, list):
        if not isinstance(value, list) or not value:
            yield f"'{name}' must be a list with something in it. See the other entries."
            return
        for each in value:
            yield from _ill_formed(name, each, form[0])
    elif not isinstance(value, Mapping):
        yield f"'{name}' must be a table. See the other entries."
    elif form:
        yield from (f"in {name}, {what}" for what in _misshapen(value, form))


def _lost(tables: Tables, lessons: Collection[str]) -> Iterator[str]:
    """Lessons that entries name and that there are not."""
    named: dict[str, list[str]] = {}
    for _, entries in tables:
        for id, entry in entries.items():
            named.setdefault(entry["lesson"], []).append(id)
    for lesson in sorted(set(named) - set(lessons)) if lessons else ():
        yield f"there is no lesson '{lesson}', named by {', '.join(named[lesson])}. Mend it there."


def _telling(tables: Tables) -> Iterator[str]:
    """Options whose length gives the answer away, one by one and over the whole bank."""
    longest, expected, spread, guilty = 0.0, 0.0, 0.0, []
    for file, entries in tables:
        for row in [row for entry in entries.values() for row in _questions(entry)]:
            if row["kind"] not in ("single", "scenario"):
                continue
            right = max(len(o["text"]) for o in row["options"] if o.get("right"))
            others = [len(o["text"]) for o in row["options"] if not o.get("right")]
            if right > 25 and (right > 1.6 * max(others) or 1.6 * right < min(others)):
                how = "longer" if right > max(others) else "shorter"
                yield (
                    f"{file}, question '{row['id']}': the right option is much {how} than the "
                    "others, which gives it away. Make them alike."
                )
            chance = 1 / len(row["options"])
            expected, spread = expected + chance, spread + chance * (1 - chance)
            longest += right > max(others)
            guilty += [row["id"]] if right > max(others) else []
    if longest > expected + 2.5 * math.sqrt(spread) and longest >= 5:
        yield (
            f"over all files: the right option is the longest in {longest:.0f} questions, where about "
            f"{expected:.0f} would be chance. Shorten it, or lengthen others, in some of: "
            f"{', '.join(guilty)}."
        )


def _parsed(path: Path) -> dict[str, Any]:
    """A file of the bank as it stands. Raises PlnError where it is no TOML."""
    try:
        return tomli.loads(path.read_text(encoding="utf-8-sig"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PlnError(f"{path.name} can't be read: {error}. Mend that line.") from None
    except OSError as error:
        raise PlnError(f"{path.name} can't be read: {error.strerror}.") from None

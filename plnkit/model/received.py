"""Reading a hand-in that somebody sent: data nobody trusts, and every limit has its number."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plnkit.model.network import (
    DIRECTIONS,
    EXCHANGES,
    GOAL_KINDS,
    MAX_WEIGHT,
    ME,
    WORDS,
    Network,
    PlnError,
    body_from_json,
)

FORMAT = "plnkit/handin"
VERSION = 1
FILE = "handin.json"

MAX_BYTES = 5 * 2**20
MAX_ENTRIES = 5_000
MAX_TIES = 200_000
MAX_ANSWERS = 200  # and rows of a table, and choices of an answer
MAX_NUMBER = 1e9
MAX_TOLD = 12  # told sets; counting unknown pairs costs 2 to the power of these

MONTH = r"\d{4}-(0[1-9]|1[0-2])"
NAME = r"[a-z][a-z0-9_]{0,40}"
WORD = rf"[a-z][a-z0-9_-]{{0,30}}|G[1-6]|{MONTH}|"
WHO = r"me|p[a-z2-7]{12}"
GOAL = r"G[1-6]|o[0-9]{1,3}"


@dataclass(frozen=True, slots=True)
class HandInData:
    """A hand-in that keeps every limit. `made` is a month; `stated` what the notebook showed.

    A network is None where there is none; `date` and `earlier_date` are their months.
    """

    assignment: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    made: str = ""
    fictional: bool = False
    network: Network | None = None
    date: str = ""
    earlier: Network | None = None
    earlier_date: str = ""
    stated: Mapping[str, float | None] = field(default_factory=dict)


def read_handin(data: bytes, where: str = FILE) -> HandInData:
    """The hand-in in these bytes, which nobody trusts. Raises PlnError saying what is wrong."""
    return parsed(bounded_json(data, where), where)


def bounded_json(data: bytes, where: str) -> Any:
    if len(data) > MAX_BYTES:
        raise PlnError(f"{where} has {len(data):,} bytes; a hand-in has {MAX_BYTES:,} at most.")

    def no_number(text: str):
        raise PlnError(f"{where} holds the number {text[:20]}; give one between -10^9 and 10^9.")

    def integer(text: str) -> int:
        return int(text) if len(text) <= 11 else no_number(text)

    def pairs(items: list) -> dict:
        found = dict(items)
        if len(found) < len(items):
            raise PlnError(f"{where} names something twice. Hand in again.")
        return found

    try:
        text = data.decode("utf-8-sig")
        hooks = {"parse_constant": no_number, "parse_int": integer, "object_pairs_hook": pairs}
        return json.loads(text, **hooks)
    except PlnError:
        raise
    except UnicodeDecodeError:
        raise PlnError(f"{where} is not UTF-8 text. Hand in again.") from None
    except RecursionError:
        raise PlnError(f"{where} is nested too deep. Hand in again.") from None
    except ValueError as error:
        raise PlnError(f"{where} is damaged ({str(error)[:80]}). Hand in again.") from None


def _need(fits: bool, where: str, what: str) -> None:
    if not fits:
        raise PlnError(f"{where}: {what}.")


def _is(pattern: str, value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _is_number(value: Any, most: float = MAX_NUMBER) -> bool:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(value) and abs(value) <= most


def _is_plain(value: Any) -> bool:
    said = value is None or isinstance(value, bool)
    return said or _is_number(value) or _is(f"{WORD}|{WHO}", value)


def check_answers(answers: Any, where: str) -> None:
    _need(isinstance(answers, dict) and len(answers) <= MAX_ANSWERS, where, "answers is no table")
    for id, value in answers.items():
        here = f"{where}, answer '{id[:40]}'"
        _need(_is(NAME, id), here, "this can't be an answer's name")
        rows = value if isinstance(value, list) else [value]
        _need(len(rows) <= MAX_ANSWERS, here, f"more than {MAX_ANSWERS} rows")
        for row in rows:
            if isinstance(row, dict) and isinstance(value, list):
                _need(len(row) <= 40, here, "too many columns")
                for column, cell in row.items():
                    cells = cell if isinstance(cell, list) else [cell]
                    fits = _is(NAME, column) and len(cells) <= MAX_ANSWERS
                    _need(fits and all(map(_is_plain, cells)), here, "a row can't be read")
            else:
                _need(_is_plain(row), here, "it is no number and no word of the assignment")


_ENTRY = {
    "id": WHO, "platform": r"[a-z][a-z0-9_-]{0,30}", "group": r"g[0-9]{1,4}", "goals": [GOAL],
    "gives": ["|".join(EXCHANGES)], "gets": ["|".join(EXCHANGES)], "since": rf"\d{{4}}|{MONTH}",
    **{column: "|".join(words) for column, words in WORDS.items()},
}  # fmt: skip
_TIE = {
    "source": WHO, "target": WHO, "weight": float, "kind": r"k[0-9]{1,4}",
    "platform": r"[a-z][a-z0-9_-]{0,30}", "direction": "|".join(DIRECTIONS),
}  # fmt: skip
_GOAL = {"id": GOAL, "kind": "|".join(GOAL_KINDS), "by": MONTH}


def _records(data: Any, where: str, shape: Mapping, needed: tuple[str, ...], most: int) -> None:
    _need(isinstance(data, list) and len(data) <= most, where, f"no list of at most {most:,}")
    for n, record in enumerate(data, 1):
        here = f"{where} row {n}"
        _need(isinstance(record, dict) and set(needed) <= set(record), here, "incomplete")
        for column, value in record.items():
            rule = shape.get(column)
            if rule is float:
                fits = _is_number(value, MAX_WEIGHT) and value > 0
            elif isinstance(rule, list):
                fits = isinstance(value, list) and len(value) <= 1_000
                fits = fits and all(_is(rule[0], word) for word in value)
            else:
                fits = rule is not None and _is(rule, value)
            _need(fits, here, f"'{column[:40]}' can't be what it says")


def _network(data: Any, where: str) -> tuple[Network, str]:
    _need(isinstance(data, dict), where, "it is no network")
    needed = {"date", "entries", "ties", "known"}
    _need(set(data) <= {*needed, "goals"}, where, "it holds more than a hand-in may")
    _need(needed <= set(data), where, "something is missing")
    _need(_is(MONTH, data["date"]), where, "its date is no month")
    _records(data["entries"], f"{where}, entries", _ENTRY, ("id", "kind"), MAX_ENTRIES)
    _records(data["ties"], f"{where}, ties", _TIE, ("source", "target"), MAX_TIES)
    _records(data.get("goals", []), f"{where}, goals", _GOAL, ("id",), 1_000)
    known = data["known"]
    fits = isinstance(known, dict) and set(known) <= {"told", "not_tied"}
    _need(fits, f"{where}, known", "it can't be read")
    told, not_tied = known.get("told", []), known.get("not_tied", [])
    for what, groups, most in (("told", told, MAX_TOLD), ("not_tied", not_tied, MAX_BYTES)):
        here = f"{where}, known, {what}"
        _need(isinstance(groups, list) and len(groups) <= most, here, "too many")
        fits = all(isinstance(g, list) and all(_is(WHO, who) for who in g) for g in groups)
        _need(fits, here, "it can't be read")
    fits = all(len(set(pair)) == 2 == len(pair) for pair in not_tied)
    _need(fits, f"{where}, known", "a pair is not of two")
    net = body_from_json(data, where)
    _need(ME in net.entries, where, "the learner, 'me', is not in it")
    return net, data["date"]


def parsed(data: Any, where: str = FILE) -> HandInData:
    """The hand-in in parsed JSON: all that handin.schema.json asks for, and that it hangs together.

    Raises PlnError naming the place.
    """
    _need(isinstance(data, dict) and data.get("format") == FORMAT, where, "this is no hand-in")
    version = data.get("version")
    if isinstance(version, int) and version > VERSION:
        raise PlnError(f"{where} was written by a newer plnkit. Update plnkit to read it.")
    _need(version == VERSION and not isinstance(version, bool), where, "it states no version")
    known = "format version assignment made fictional answers network earlier stated".split()
    strange = sorted(set(data) - set(known))
    _need(not strange, where, f"'{''.join(strange)[:40]}' doesn't belong in a hand-in")
    _need(_is(NAME, data.get("assignment")), where, "it names no assignment")
    _need(_is(f"{MONTH}", data.get("made", "2000-01")), where, "'made' is no month")
    _need(isinstance(data.get("fictional", False), bool), where, "'fictional' is not yes or no")
    _need("answers" in data, where, "it has no answers")
    check_answers(data["answers"], where)
    stated = data.get("stated", {})
    fits = isinstance(stated, dict) and len(stated) <= MAX_ANSWERS
    fits = fits and all(
        _is("[a-z_]{1,40}", k) and (v is None or _is_number(v)) for k, v in stated.items()
    )
    _need(fits, f"{where}, stated", "it can't be read")
    network = _network(data["network"], f"{where}, network") if "network" in data else (None, "")
    earlier = _network(data["earlier"], f"{where}, earlier") if "earlier" in data else (None, "")
    return HandInData(
        data["assignment"], data["answers"], data.get("made", ""), data.get("fictional", False),
        *network, *earlier, stated,
    )  # fmt: skip

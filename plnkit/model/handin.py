"""The hand-in: a map and answers in one file that gives away nobody's name.

Pseudonyms are keyed on a secret in the learner's folder: the same person has the same one
in every hand-in, and nobody can tell whose it is without the secret. What may leave the
folder is listed here field by field; whatever is not listed stays. Reading is the other
way round: a hand-in that somebody sends is data nobody trusts, and every limit has its number.

    answers = Answers("a3_audit")            # the assignment's folder
    answers.save("main_platform", "reddit")
    hand_in("a3_audit", network, assignment)
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
import re
import secrets
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from plnkit.data import data_file
from plnkit.model.measures import NAMES, measures
from plnkit.model.network import (
    DIRECTIONS,
    EXCHANGES,
    KINDS,
    MAX_WEIGHT,
    ME,
    OFTEN,
    RINGS,
    VIEWS,
    Network,
    PlnError,
    body_from_json,
)
from plnkit.model.store import home, write_whole

FORMAT = "plnkit/handin"
VERSION = 1
FILE = "handin.json"
SECRET = "pln-secret"

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
# How the zip to upload is called, and how `nbgrader zip_collect` reads that in the extracted path.
ZIP_NAME = "{assignment}--{student}--{at}.zip"
ZIP_PATTERN = (
    r".*--(?P<student_id>[^/\\]+?)--(?P<timestamp>\d{8}T\d{6}Z)[^/\\]*[/\\](?P<file_id>[^/\\]+)$"
)


# -- pseudonyms -----------------------------------------------------------------------------


def secret() -> bytes:
    """The 32 random bytes that pseudonyms are keyed on; made when first asked for.

    Raises PlnError where the file is damaged: a new one would make everybody a stranger.
    """
    path = home() / SECRET
    if not path.exists():
        with _locked(SECRET):
            if not path.exists():
                write_whole(path, secrets.token_hex(32) + "\n")
    try:
        found = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        found = b""
    if len(found) != 32:
        raise PlnError(
            f"{path} is damaged, so your pseudonyms can't be made. Restore it from a backup; or "
            "move it away, and everybody on your map gets a new pseudonym."
        )
    return found


def _keyed(secret: bytes, text: str) -> bytes:
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def pseudonym(id: str, secret: bytes) -> str:
    """What a hand-in calls this entry: 'p' and 12 letters or digits; `me` stays `me`."""
    if id == ME:
        return ME
    return "p" + base64.b32encode(_keyed(secret, id)).decode()[:12].lower()


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform or kind of place; `date` is the month in which the entry was written."""

    title: str
    aliases: tuple[str, ...]
    source: str
    date: str


@cache
def platforms() -> dict[str, Platform]:
    """The course's platforms by id. Raises PlnError naming the entry that lacks something."""
    data = tomllib.loads(data_file("platforms.toml").read_text(encoding="utf-8"))
    found: dict[str, Platform] = {}
    taken: dict[str, str] = {}
    for id, entry in data.items():
        where = f"plnkit/data/platforms.toml, entry '{id}'"
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,28}", id):
            raise PlnError(f"{where}: use small letters, digits, - and _ (29 at most).")
        try:
            found[id] = Platform(
                entry["title"], tuple(entry.get("aliases", ())), entry["source"], entry["date"]
            )
        except (KeyError, TypeError) as missing:
            raise PlnError(f"{where}: it has no {missing}. Add it.") from None
        for name in {_plain(n) for n in (id, found[id].title, *found[id].aliases)}:
            if taken.setdefault(name, id) != id:
                raise PlnError(f"{where}: '{name}' is also a name of '{taken[name]}'. Keep one.")
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


@cache
def _platform_ids() -> dict[str, str]:
    return {
        _plain(name): id
        for id, platform in platforms().items()
        for name in (id, platform.title, *platform.aliases)
    }


def platform_id(name: str) -> str:
    """The course's id of a platform the learner named; 'other', or '' where none is named."""
    return _platform_ids().get(_plain(name), "other") if name.strip() else ""


class Pseudonyms:
    """What a hand-in calls the people, groups, kinds of tie and goals of one or more networks.

    `goals`, `groups` and `kinds` lead from the learner's own words to the hand-in's.
    Raises PlnError where there are more than a hand-in takes.
    """

    def __init__(self, secret: bytes, *networks: Network):
        self._secret = secret
        entries = [e for net in networks for e in net.entries.values()]
        ties = [t for net in networks for t in net.ties.values()]
        goals = {g for e in entries for g in e.goals} | {g for n in networks for g in n.goals}
        self.groups = self._ranked("g", {e.group.strip() for e in entries}, 9_999)
        self.kinds = self._ranked("k", {t.kind for t in ties}, 9_999)
        self.goals = self._slotted(goals)

    def _ranked(self, letter: str, words: Iterable[str], most: int) -> dict[str, str]:
        order = sorted(filter(None, words), key=lambda w: _keyed(self._secret, f"{letter}\0{w}"))
        if len(order) > most:
            raise PlnError(f"A hand-in takes {most:,} groups and kinds of tie. Use fewer words.")
        return {word: f"{letter}{n}" for n, word in enumerate(order, 1)}

    def _slotted(self, goals: Iterable[str]) -> dict[str, str]:
        """Own goals as o1 to o999, each at a place of its own.

        Answers name goals while the map still grows, so a goal that is added later must not
        renumber the others, as counting would.
        """
        found = {g: g for g in goals if re.fullmatch("G[1-6]", g)}
        own = sorted(set(goals) - set(found) - {""}, key=lambda g: _keyed(self._secret, f"o\0{g}"))
        if len(own) > 500:
            raise PlnError(f"There are {len(own):,} goals; a hand-in takes 500. Use fewer.")
        taken: set[int] = set()
        for goal in own:
            at = int.from_bytes(_keyed(self._secret, f"o\0{goal}")[:8], "big") % 999
            while at in taken:
                at = (at + 1) % 999
            taken.add(at)
            found[goal] = f"o{at + 1}"
        return found

    def of(self, id: str) -> str:
        return pseudonym(id, self._secret)

    def body(self, network: Network, date: str) -> dict:
        """A network as `network` in handin.schema.json: only what may leave the folder.

        Raises PlnError where it is larger than a hand-in may be.
        """
        for what, many, most in (
            ("entries", len(network.entries), MAX_ENTRIES),
            ("ties", len(network.ties), MAX_TIES),
        ):
            if many > most:
                raise PlnError(
                    f"The map has {many:,} {what}; a hand-in takes {most:,}. Make a smaller map of "
                    "those you learn from. It earns the same."
                )
        told = [g for g in network.told if not any(g < other for other in network.told)]
        if len(told) > MAX_TOLD:
            raise PlnError(
                f"The map was put together from {len(told)} parts; a hand-in takes {MAX_TOLD}. "
                "Say 'that is all of them' for the whole map, or take parts out."
            )
        return {
            "date": date[:7],
            "entries": sorted(map(self._entry, network.entries.values()), key=lambda e: e["id"]),
            "ties": sorted(
                self._ties(network),
                key=lambda t: (t["source"], t["target"], t.get("kind", ""), t.get("platform", ""), t["direction"]),
            ),
            "goals": sorted(
                (
                    _filled(id=self.goals[g.id], kind=g.kind if g.kind in GOAL_KINDS else "", by=_month(g.by))
                    for g in network.goals.values()
                ),
                key=lambda g: g["id"],
            ),
            "known": {
                "told": sorted(sorted(map(self.of, group)) for group in told),
                "not_tied": sorted(sorted(map(self.of, pair)) for pair in network.not_tied),
            },
        }  # fmt: skip

    def _entry(self, entry) -> dict:
        since = _month(entry.since) or (entry.since if re.fullmatch(r"\d{4}", entry.since) else "")
        return _filled(
            id=self.of(entry.id),
            kind=entry.kind,
            platform=platform_id(entry.platform),
            group=self.groups.get(entry.group.strip(), ""),
            goals=sorted({self.goals[g] for g in entry.goals if g}),
            ring=entry.ring,
            often=entry.often,
            view=entry.view,
            gives=[w for w in EXCHANGES if w in entry.gives],
            gets=[w for w in EXCHANGES if w in entry.gets],
            since=since,
        )

    def _ties(self, network: Network) -> Iterator[dict]:
        """The ties under their new names.

        Two platforms that have one id would become one tie, and weigh less than the two did:
        between the same two the second is numbered, such as `other-2`.
        """
        names: dict[tuple, list[str]] = {}
        for tie in network.ties.values():
            names.setdefault((tie.pair, tie.kind, platform_id(tie.platform)), []).append(tie.platform)
        for tie in network.ties.values():
            id = platform_id(tie.platform)
            there = sorted(
                set(names[tie.pair, tie.kind, id]), key=lambda name: _keyed(self._secret, f"t\0{name}")
            )
            number = there.index(tie.platform) + 1
            source, target = self.of(tie.source), self.of(tie.target)
            if tie.direction == "both" and source > target:
                source, target = target, source
            yield {
                "source": source,
                "target": target,
                "weight": tie.weight,
                **_filled(
                    kind=self.kinds.get(tie.kind, ""),
                    platform=id if number == 1 else f"{id}-{number}",
                    direction=tie.direction,
                ),
            }


GOAL_KINDS = ("academic", "personal")


def _filled(**columns) -> dict:
    return {k: v for k, v in columns.items() if v not in ("", [])}


def _month(text: str) -> str:
    found = re.match(MONTH, text)
    return found[0] if found else ""


def pseudonymised(network: Network, secret: bytes, date: str) -> dict:
    """A network as a hand-in holds it; `date` is cut to its month. Raises PlnError as `body`."""
    return Pseudonyms(secret, network).body(network, date)


Row = tuple[str, str]  # what, in words


def preview(network: Network, body: Mapping) -> tuple[list[Row], list[Row]]:
    """What a teacher will see of a map, and what is taken away: rows of what, in words."""
    entries = [e for e in body["entries"] if e["id"] != ME]
    places = Counter(e.get("platform", "") for e in entries)
    there = ", ".join(f"{_title(p)} {n}" for p, n in places.most_common() if p)
    groups = {e["group"] for e in entries if "group" in e}
    kinds = {t["kind"] for t in body["ties"] if "kind" in t}
    words = sum(len(e.get("gives", ())) + len(e.get("gets", ())) for e in entries)
    kept = [
        ("People and places", f"{len(entries)}, each as a pseudonym such as {entries[0]['id']}" if entries else ""),
        ("Platforms", there),
        ("Groups", f"{len(groups)}, as numbers such as {min(groups)}" if groups else ""),
        ("How close, how often, similar or different", _count(entries, "ring", "often", "view")),
        ("What is given and got", f"{words} words from a fixed list" if words else ""),
        ("Since when", f"the month, for {_count(entries, 'since')}" if _count(entries, "since") else ""),
        ("Ties", f"{len(body['ties'])} with weight and direction" if body["ties"] else ""),
        ("Kinds of tie", f"{len(kinds)}, as numbers such as {min(kinds)}" if kinds else ""),
        ("Goals", f"{len(body['goals'])}, as numbers without your words" if body["goals"] else ""),
        ("Pairs you said are not tied", str(len(body["known"]["not_tied"]) or "")),
    ]  # fmt: skip
    others = list(network.entries.values())
    columns = {
        "Names": "name", "Handles": "handle", "Links": "url", "E-mail addresses": "email",
        "Organisations": "organisation", "Roles": "role", "Own columns": "more",
        "Group names": "group",
    }  # fmt: skip
    taken = [(what, str(sum(bool(getattr(e, f)) for e in others) or "")) for what, f in columns.items()]
    other = {e.platform for e in others if platform_id(e.platform) == "other"}
    taken += [
        ("Names of platforms that the course doesn't list", str(len(other) or "")),
        ("Your words for goals", str(sum(bool(g.text) for g in network.goals.values()) or "")),
        ("Names of kinds of tie", str(len({t.kind for t in network.ties.values() if t.kind}) or "")),
        ("Days of dates", str(sum(len(e.since) > 7 for e in others) or "")),
        ("Earlier snapshots you did not choose", str(len(network.snapshots) or "")),
    ]
    return [row for row in kept if row[1]], [row for row in taken if row[1]]


def _title(id: str) -> str:
    return platforms()[id].title if id in platforms() else id


def _count(entries, *columns) -> str:
    many = sum(any(c in e for c in columns) for e in entries)
    return f"{many} of them" if many else ""


# -- while the learner works --------------------------------------------------------------


@contextmanager
def _locked(name: str) -> Iterator[None]:
    """Hold a lock in the learner's folder; the assignment's folder is collected as it is."""
    from filelock import FileLock, Timeout

    lock = FileLock(str(home() / f".{name}.lock"), timeout=10)
    try:
        home().mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire()
    except Timeout:
        raise PlnError(f"{name} has been in use for 10 seconds. Close the other notebook.") from None
    except OSError as error:
        raise PlnError(f"{home()} can't be written to: {error.strerror}. Set PLN_HOME.") from None
    try:
        yield
    finally:
        lock.release()


class Answers:
    """The answers in an assignment's folder, kept as the learner gives them.

    Each is written by itself: two notebooks on one assignment don't undo each other. A file
    that is damaged is put into the learner's folder, and `notices` says so.
    """

    def __init__(self, folder: Path | str, assignment: str | None = None):
        self.folder = Path(folder).expanduser().resolve()
        self.assignment = assignment or self.folder.name
        self.path = self.folder / FILE
        self.notices: list[str] = []
        if not re.fullmatch(NAME, self.assignment):
            raise PlnError(
                f"'{self.assignment}' can't be an assignment's name. "
                "Open the notebook in its own folder, such as a3_audit."
            )

    def all(self) -> dict[str, Any]:
        """Every answer by its id."""
        return self._file().get("answers", {})

    def handin(self) -> HandInData:
        """The hand-in as it stands, as grading would read it."""
        return parsed(self._file())

    def load(self, id: str, otherwise: Any = None) -> Any:
        """The answer with this id, or `otherwise` where there is none yet."""
        return self.all().get(id, otherwise)

    def save(self, id: str, value: Any) -> None:
        """Keep an answer; None takes it out. Raises PlnError where it can't be one, or can't be written."""
        if value is not None:
            _answers({id: value}, "The answer")

        def put(data: dict) -> None:
            data["answers"] = {k: v for k, v in data["answers"].items() if k != id}
            if value is not None:
                data["answers"][id] = value

        self.change(put)

    def change(self, put) -> dict:
        """Read the file, let `put` change it, write it whole; what it is then."""
        with _locked(f"handin-{hashlib.sha256(str(self.path).encode()).hexdigest()[:12]}"):
            data = self._file()
            put(data)
            try:
                write_whole(self.path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
            except OSError as error:
                raise PlnError(f"{self.path} could not be written: {error.strerror}.") from None
        return data

    def _file(self) -> dict:
        fresh = {"format": FORMAT, "version": VERSION, "assignment": self.assignment, "answers": {}}
        if not self.path.exists():
            return fresh
        try:
            data = _bounded_json(self.path.read_bytes(), FILE)
            parsed(data)
            if data["assignment"] != self.assignment:
                raise PlnError(f"it belongs to '{data['assignment']}'")
            return data
        except OSError as error:
            raise PlnError(f"{self.path} can't be read: {error.strerror}.") from None
        except PlnError as error:
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            aside = home() / f"handin-damaged-{self.assignment}-{stamp}.json"
            aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            aside.write_bytes(self.path.read_bytes())
            self.path.unlink()
            self.notices.append(f"{FILE} could not be used ({error}). It is kept as {aside}.")
            return fresh


def draft(
    folder: Path | str,
    network: Network,
    assignment,
    key: bytes | None = None,
    earlier: tuple[str, Network] | None = None,
    today: date | None = None,
    fictional: bool = False,
) -> dict:
    """The hand-in as it would be now, ready for `json`; `parsed` makes it what checks read.

    `assignment` is an `Assignment`; `earlier` the date and network of the snapshot to
    compare with. Answers that the assignment doesn't ask for are left out.
    """
    key, month = key or secret(), str(today or date.today())[:7]
    nets = [network, *([earlier[1]] if earlier else [])]
    names = Pseudonyms(key, *nets)
    answers = Answers(folder, assignment.name).all()
    found = measures(network, by="group", only=[n for n in NAMES if n != "communities"])
    data = {
        "format": FORMAT,
        "version": VERSION,
        "assignment": assignment.name,
        "made": month,
        "fictional": fictional,
        "answers": {k: v for k, v in answers.items() if k in assignment.answers},
        "network": names.body(network, month),
        "stated": {name: measure.value for name, measure in found.items()},
    }
    if earlier:
        data["earlier"] = names.body(earlier[1], earlier[0])
    return data


def hand_in(folder, network, assignment, key=None, earlier=None, today=None, fictional=False) -> Path:
    """Write the whole hand-in into the assignment's folder; its path. As `draft` otherwise."""
    data = draft(folder, network, assignment, key, earlier, today, fictional)
    text = json.dumps(data, ensure_ascii=False)
    read_handin(text.encode())
    answers = Answers(folder, assignment.name)

    def put(file: dict) -> None:
        kept = {k: v for k, v in file["answers"].items() if k in assignment.answers}
        file.clear()
        file.update(data, answers=kept)  # one may have come in since the draft

    answers.change(put)
    return answers.path


def zip_for_upload(folder: Path | str, student: str = "", at: datetime | None = None) -> Path:
    """One zip with the notebook and the hand-in, and nothing else of the folder; its path.

    `student` is the name the course knows the learner by. `nbgrader zip_collect` reads it
    from the file's name (`ZIP_PATTERN`), with the time, so that the last of two uploads counts.
    """
    folder = Path(folder).expanduser().resolve()
    if not re.fullmatch(r"[\w.@+-]{1,60}", student or "me") or "--" in student:
        raise PlnError(f"'{student}' can't be in a file's name. Use the id your teacher gave you.")
    notebooks = sorted(p for p in folder.glob("*.ipynb") if p.is_file() and not p.is_symlink())
    own = [p for p in notebooks if p.stem == folder.name] or notebooks
    if len(own) != 1:
        raise PlnError(f"{folder} should hold one notebook, {folder.name}.ipynb; it holds {len(own)}.")
    if not (folder / FILE).is_file():
        raise PlnError(f"There is no {FILE} in {folder} yet. Hand in first.")
    stamp = (at or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    name = ZIP_NAME.format(assignment=folder.name, student=student or "me", at=stamp)
    for old in folder.glob(f"{folder.name}--*.zip"):
        old.unlink()
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as zip:
        zip.write(own[0], f"{folder.name}.ipynb")
        zip.write(folder / FILE, FILE)
    return folder / name


# -- reading what somebody sent -----------------------------------------------------------------


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
    return parsed(_bounded_json(data, where), where)


def _bounded_json(data: bytes, where: str) -> Any:
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
        return json.loads(
            text, parse_constant=no_number, parse_int=integer, object_pairs_hook=pairs
        )
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
    return (
        value is None or isinstance(value, bool) or _is_number(value)
        or _is(f"{WORD}|{WHO}", value)
    )  # fmt: skip


def _answers(answers: Any, where: str) -> None:
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
    "id": WHO, "kind": "|".join(KINDS), "platform": r"[a-z][a-z0-9_-]{0,30}",
    "group": r"g[0-9]{1,4}", "goals": [GOAL], "ring": "|".join(RINGS), "often": "|".join(OFTEN),
    "view": "|".join(VIEWS), "gives": ["|".join(EXCHANGES)], "gets": ["|".join(EXCHANGES)],
    "since": rf"\d{{4}}|{MONTH}",
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
    _need(set(data) <= {"date", "entries", "ties", "goals", "known"}, where, "it holds more than a hand-in may")
    _need({"date", "entries", "ties", "known"} <= set(data), where, "something is missing")
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
    _need(all(len(set(pair)) == 2 == len(pair) for pair in not_tied), f"{where}, known", "a pair is not of two")
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
    known = {"format", "version", "assignment", "made", "fictional", "answers", "network", "earlier", "stated"}
    strange = sorted(set(data) - known)
    _need(not strange, where, f"'{''.join(strange)[:40]}' doesn't belong in a hand-in")
    _need(_is(NAME, data.get("assignment")), where, "it names no assignment")
    _need(_is(f"{MONTH}", data.get("made", "2000-01")), where, "'made' is no month")
    _need(isinstance(data.get("fictional", False), bool), where, "'fictional' is not yes or no")
    _need("answers" in data, where, "it has no answers")
    _answers(data["answers"], where)
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

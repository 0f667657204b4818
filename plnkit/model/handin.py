"""The hand-in: a map and answers in one file that gives away nobody's name.

answers = Answers("a3_audit")            # the assignment's folder
answers.save("main_platform", "reddit")
hand_in("a3_audit", network, assignment)
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from plnkit.model.library import sample
from plnkit.model.measures import NAMES, measures
from plnkit.model.network import Network, PlnError
from plnkit.model.pseudonyms import Pseudonyms, secret
from plnkit.model.received import (
    FILE,
    FORMAT,
    NAME,
    VERSION,
    HandInData,
    bounded_json,
    check_answers,
    parsed,
    read_handin,
)
from plnkit.model.store import home, locked, written

# How the zip to upload is called, and how `nbgrader zip_collect` reads that in the extracted path.
ZIP_NAME = "{assignment}--{student}--{at}.zip"
ZIP_PATTERN = (
    r".*--(?P<student_id>[^/\\]+?)--(?P<timestamp>\d{8}T\d{6}Z)[^/\\]*[/\\](?P<file_id>[^/\\]+)$"
)


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

    def save(self, id: str, value: Any) -> None:
        """Keep an answer; None takes it out. Raises PlnError where it can't be one, or can't be written."""
        if value is not None:
            check_answers({id: value}, "The answer")

        def put(data: dict) -> None:
            data["answers"] = {k: v for k, v in data["answers"].items() if k != id}
            if value is not None:
                data["answers"][id] = value

        self.change(put)

    def change(self, put) -> dict:
        """Read the file, let `put` change it, write it whole; what it is then."""
        with locked(f"handin-{hashlib.sha256(str(self.path).encode()).hexdigest()[:12]}"):
            data = self._file()
            put(data)
            written(self.path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        return data

    def _file(self) -> dict:
        fresh = {"format": FORMAT, "version": VERSION, "assignment": self.assignment, "answers": {}}
        if not self.path.exists():
            return fresh
        try:
            data = bounded_json(self.path.read_bytes(), FILE)
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
    compare with. Answers that the assignment doesn't ask for are left out, and so is the map
    where it needs none.
    """
    key, month = key or secret(), str(today or date.today())[:7]
    nets = [network, *([earlier[1]] if earlier else [])]
    names = Pseudonyms(key, *nets)
    answers = Answers(folder, assignment.name).all()
    data = {"format": FORMAT, "version": VERSION, "assignment": assignment.name}
    data |= {"made": month, "fictional": fictional}
    data["answers"] = {k: v for k, v in answers.items() if k in assignment.answers}
    if not assignment.needs_network:
        return data
    found = measures(network, by="group", only=[n for n in NAMES if n != "communities"])
    data["network"] = names.body(network, month)
    data["stated"] = {name: measure.value for name, measure in found.items()}
    if earlier:
        data["earlier"] = names.body(earlier[1], earlier[0])
    return data


def fictional_earlier(today: date | None = None) -> tuple[str, Network]:
    """The fictional network as it was three months ago, and that month."""
    day = today or date.today()
    year, month = divmod(day.year * 12 + day.month - 4, 12)
    return f"{year}-{month + 1:02}", sample("fictional_before")


def hand_in(
    folder, network, assignment, key=None, earlier=None, today=None, fictional=False
) -> Path:
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


def notebook_in(folder: Path, assignment: str) -> Path | None:
    """The notebook that is handed in from a folder, None where it can't be told which."""
    found = [p for p in sorted(folder.glob("*.ipynb")) if p.is_file() and not p.is_symlink()]
    own = [p for p in found if p.stem == assignment] or found
    return own[0] if len(own) == 1 else None


def zip_for_upload(
    folder: Path | str, student: str = "", at: datetime | None = None, name: str = ""
) -> Path:
    """One zip with the notebook and the hand-in, and nothing else of the folder; its path.

    `student` is the name the course knows the learner by. `nbgrader zip_collect` reads it
    from the file's name (`ZIP_PATTERN`), with the time, so that the last of two uploads counts.
    `name` is the assignment's, if it isn't the folder's.
    """
    folder = Path(folder).expanduser().resolve()
    name = name or folder.name
    if not re.fullmatch(r"[\w.@+-]{1,60}", student or "me") or "--" in student:
        raise PlnError(f"'{student}' can't be in a file's name. Use the id your teacher gave you.")
    if (notebook := notebook_in(folder, name)) is None:
        n = len(list(folder.glob("*.ipynb")))
        raise PlnError(f"{folder} should hold one notebook, {name}.ipynb; it holds {n}.")
    if not (folder / FILE).is_file():
        raise PlnError(f"There is no {FILE} in {folder} yet. Hand in first.")
    stamp = (at or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    made = folder / ZIP_NAME.format(assignment=name, student=student or "me", at=stamp)
    for old in folder.glob(f"{name}--*.zip"):
        old.unlink()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zip:
        zip.write(notebook, f"{name}.ipynb")
        zip.write(folder / FILE, FILE)
    return made

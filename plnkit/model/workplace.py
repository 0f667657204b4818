"""An assignment's folder while a learner works in it: where answers go, and whom its files name."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from plnkit.model.handin import Answers, notebook_in
from plnkit.model.leaks import Leak, allowed, leaks
from plnkit.model.network import Network, PlnError
from plnkit.model.pseudonyms import secret
from plnkit.model.received import FILE
from plnkit.model.store import home

TRIED = "tried-out"


def workplace(folder: Path | str, assignment: str) -> Answers:
    """The answers of an assignment's folder.

    In a course's `source` folder nothing may be kept, since grading would take it for a
    student's: a teacher who tries an assignment out there finds her answers in her own folder.
    """
    folder = Path(folder).resolve()
    if folder.parent.name == "source":
        folder = home() / TRIED / assignment
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Answers(folder, assignment)


def is_tried_out(answers: Answers) -> bool:
    """Is this a teacher's trial, which can't be handed in?"""
    return answers.folder.parent == (home() / TRIED).resolve()


def last_saved(notebook: Path) -> str:
    """The time of day at which a notebook's file was written, such as 14:05."""
    return datetime.fromtimestamp(notebook.stat().st_mtime).strftime("%H:%M")


def wait_until_saved(notebook: Path, patience: float = 5) -> None:
    """Wait until a page that was just told to save the notebook has done so; at most `patience` seconds.

    Jupyter empties the file before it fills it: half of it must be neither searched nor handed in.
    """
    asked, before = time.time(), None
    while time.time() < asked + patience:
        written = notebook.stat().st_mtime
        if asked - 1 < written == before and _cells(notebook) is not None:
            return
        before = written
        time.sleep(0.2)


def empty_texts(notebook: Path) -> int:
    """How many of the texts that an assignment asks for are still empty in the saved notebook."""
    asked = [c for c in _cells(notebook) or () if c["metadata"].get("nbgrader", {}).get("solution")]
    return sum("".join(c["source"]).strip() in ("", "YOUR ANSWER HERE") for c in asked)


def _cells(notebook: Path) -> list[dict] | None:
    """The cells of a saved notebook, None where it isn't whole."""
    try:
        return json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (ValueError, LookupError, TypeError):
        return None


def leaks_in(answers: Answers, networks: Iterable[Network]) -> list[Leak]:
    """Whom of these networks the hand-in and the saved notebook give away, and any address or number.

    What the learner allowed is left out. The text of locked cells is the course's own. Raises
    PlnError where there is nothing to look at.
    """
    notebook = notebook_in(answers.folder, answers.assignment)
    if notebook is None or not answers.path.is_file():
        raise PlnError(f"{answers.folder} should hold {answers.assignment}.ipynb and {FILE}.")
    try:
        text = notebook.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise PlnError(
            f"{notebook} can't be read ({type(error).__name__}). Save it again."
        ) from None
    handin = answers.path.read_text(encoding="utf-8")
    released = [locked_text(text, str(notebook))]
    found = {}
    for network in [Network(), *networks]:
        for leak in leaks(network, handin, {notebook.name: text}, released, secret(), allowed()):
            found[leak.where, leak.fingerprint] = leak
    return list(found.values())


def locked_text(notebook: str, where: str) -> str:
    """A notebook's locked cells alone, without outputs: what the course wrote. Raises PlnError."""
    try:
        cells = json.loads(notebook)["cells"]
        locked = [{**c, "outputs": []} for c in cells if _is_locked(c.get("metadata", {}))]
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise PlnError(f"{where} is no notebook ({type(error).__name__}). Save it again.") from None
    return json.dumps({"cells": locked})


def _is_locked(metadata: Mapping) -> bool:
    return metadata.get("nbgrader", {}).get("locked", False) is True

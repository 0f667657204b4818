"""From the bytes of a submission to its scores: a pure function, which any process can run.

No code of a student's is run, here or anywhere. What comes back is a notebook to show (the
released one, filled in: see `marked`), the points of each task with the reason, and notes for the teacher.
"""

import functools
import json
import runpy
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plnkit.grading import alike
from plnkit.grading.marked import marked, rounded, with_notes
from plnkit.grading.repair import answers, shown
from plnkit.grading.screen import HANDIN, Cell, Submission, Unreadable, cells_in
from plnkit.model.assignment import Assignment
from plnkit.model.checks import TaskScore, contradicted, scored
from plnkit.model.leaks import leaks
from plnkit.model.network import PlnError
from plnkit.model.quiz_key import checks_with
from plnkit.model.received import HandInData, read_handin

Line = tuple[float, float, str]


@dataclass(frozen=True, slots=True)
class Release:
    """What was released: read once, and sent to every worker.

    `notebook` is the released notebook as JSON, `checks` the teacher's own checks.py or '', `key`
    the key to questions of the bank, None where none are asked.
    """

    name: str
    notebook: dict
    assignment: Assignment
    checks: str = ""
    key: dict | None = None

    @property
    def cells(self) -> list[Cell]:
        return [
            Cell(_marks(c).get("grade_id", ""), c.get("id", ""), c["cell_type"], c["source"])
            for c in self.notebook["cells"]
        ]

    @property
    def open_ids(self) -> set[str]:
        """Grade ids of the cells that students write in."""
        return {_marks(c)["grade_id"] for c in self.notebook["cells"] if _marks(c).get("solution")}


@dataclass(frozen=True, slots=True)
class Graded:
    """What grading found. `scores` has (points, possible) of each task, `alike` the hand-in's marks."""

    notebook: dict
    scores: dict[str, tuple[float, float]]
    reasons: dict[str, list[Line]]
    notes: list[str] = field(default_factory=list)
    alike: frozenset[str] = frozenset()


def graded(release: Release, submission: Submission) -> Graded:
    """The scores of one submission, with a reason for each, and the notebook that shows them.

    Whatever the submission holds, each task gets points or a sentence that says why not.
    """
    notes = list(submission.notes)
    texts, why_no_notebook = _texts(release, submission, notes)
    handin, why_no_handin = _handin(release, submission, notes)
    if handin is None:
        results = {
            task.id: TaskScore(0.0, task.points, [(0.0, task.points, why_no_handin)])
            for task in release.assignment.tasks.values()
        }
    else:
        own = {**_own_checks(release.checks), **checks_with(release.assignment, release.key)}
        results = scored(handin, release.assignment, own)
        notes += contradicted(handin)
    network = handin.network if handin else None
    filled = {name: shown(text) for name, text in texts.items()}
    if why_no_notebook:
        filled = dict.fromkeys(release.open_ids, why_no_notebook) | filled
    book = marked(release.notebook, release.assignment, handin, results, filled)
    notes += [f"{name}: the text seems to hold {kinds}." for name, kinds in _leaking(texts)]
    marks = alike.marks(network, texts.values(), own=not (handin and handin.fictional))
    book["metadata"]["plnkit"]["alike"] = sorted(marks)
    return Graded(
        with_notes(book, notes),
        {name: (rounded(r.points, r.possible), r.possible) for name, r in results.items()},
        {name: list(r.lines) for name, r in results.items()},
        notes,
        marks,
    )


def _texts(release: Release, submission: Submission, notes: list[str]) -> tuple[dict, str]:
    """The student's written answers, and, where there is no notebook to read, what to say instead."""
    unread = ""
    known = {cell.grade_id for cell in release.cells} - {""}
    ids = {cell.id for cell in release.cells} - {""}
    for name, data in submission.notebooks:
        try:
            cells, said = cells_in(data)
        except Unreadable as error:
            unread = unread or f"The notebook that was handed in {error}."
            notes.append(f"{name} {error}. The tasks are scored from {HANDIN} all the same.")
            continue
        if Path(name).name != f"{release.name}.ipynb":
            if not any(cell.grade_id in known or cell.id in ids for cell in cells):
                notes.append(f"{name} is another notebook, and was not looked at.")
                continue
            notes.append(f"The notebook was called {name} instead of {release.name}.ipynb.")
        found, mended = answers(release.cells, cells, release.open_ids)
        notes += [*said, *mended]
        return found, ""
    if not unread:
        notes.append("No notebook was handed in.")
    return {}, unread


def _handin(
    release: Release, submission: Submission, notes: list[str]
) -> tuple[HandInData | None, str]:
    """The hand-in, or None and the sentence that stands beside every task then."""
    why = f"No {HANDIN} was handed in. Make it with the hand-in step, and submit it with the notebook."
    for i, (name, data) in enumerate(submission.handins):
        try:
            handin = read_handin(data)
            if handin.assignment != release.assignment.name:
                raise PlnError(f"{HANDIN} was made for another assignment.")
        except PlnError as error:
            why = str(error) if i == 0 else why
            notes.append(f"{name} was not read: {error}")
        else:
            if Path(name).name != HANDIN:
                notes.append(f"The hand-in was called {name} instead of {HANDIN}.")
            return handin, ""
    return None, why


def _leaking(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The answers that hold somebody's address or number, and of which kind; names can't be known here."""
    for name, text in texts.items():
        found = leaks(None, notebooks={name: json.dumps({"cells": [{"source": text}]})})
        kinds = {leak.kind for leak in found}
        if kinds:
            yield name, " and ".join(sorted(f"{'an' if k[0] in 'ae' else 'a'} {k}" for k in kinds))


@functools.lru_cache(maxsize=4)
def _own_checks(path: str) -> dict[str, Any]:
    """The teacher's own checks, from the source folder; a submission's file is never loaded."""
    if not path:
        return {}
    return {name: each for name, each in runpy.run_path(path).items() if callable(each)}


def _marks(cell: dict) -> dict:
    return cell.get("metadata", {}).get("nbgrader", {})

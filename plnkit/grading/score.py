"""From the bytes of a submission to its scores: a pure function, which any process can run.

No code of a student's is run, here or anywhere. What comes back is a notebook to show (the
released one, filled in), the points of each task with the reason, and notes for the teacher.
"""

from __future__ import annotations

import base64
import copy
import functools
import html
import json
import runpy
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plnkit.grading import alike
from plnkit.grading.repair import answers, shown
from plnkit.grading.screen import HANDIN, Cell, Submission, Unreadable, cells_in
from plnkit.model.assignment import Assignment
from plnkit.model.checks import TaskScore, scored
from plnkit.model.leaks import leaks
from plnkit.model.network import ME, PlnError
from plnkit.model.received import HandInData, read_handin

MOST_DRAWN = 150
MOST_ROWS = 60
NOTES = "pln-notes"
Line = tuple[float, float, str]


@dataclass(frozen=True, slots=True)
class Release:
    """What was released: read once, and sent to every worker.

    `notebook` is the released notebook as JSON, `checks` the teacher's own checks.py or ''.
    """

    name: str
    notebook: dict
    assignment: Assignment
    checks: str = ""

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
        results = scored(handin, release.assignment, _own_checks(release.checks))
    network = handin.network if handin else None
    book = copy.deepcopy(release.notebook)
    for cell in book["cells"]:
        name = _marks(cell).get("grade_id")
        if name in texts:
            cell["source"] = shown(texts[name])
        elif why_no_notebook and name in release.open_ids:
            cell["source"] = why_no_notebook
        if cell["cell_type"] == "code":
            cell["outputs"] = []
        if name in results:
            cell["outputs"] = _outputs(release.assignment.tasks[name].title, results[name])
    book["cells"] = _with_map(_with_rubrics(book["cells"], release.assignment), network)
    notes += [f"{name}: the text seems to hold {kinds}." for name, kinds in _leaking(texts)]
    marks = alike.marks(network, texts.values(), own=not (handin and handin.fictional))
    book["metadata"]["plnkit"] = {"alike": sorted(marks)}
    return Graded(
        with_notes(book, notes),
        {name: (rounded(r.points, r.possible), r.possible) for name, r in results.items()},
        {name: list(r.lines) for name, r in results.items()},
        notes,
        marks,
    )


def with_notes(book: dict, notes: list[str]) -> dict:
    """The notebook with further notes for the teacher, all of them in one cell at its top."""
    state = book["metadata"]["plnkit"]
    notes = list(dict.fromkeys([*state.get("notes", []), *notes]))
    cells = [c for c in book["cells"] if c.get("id") != NOTES]
    if notes:
        lines = "\n".join(f"- {shown(note)}" for note in notes)
        text = f"**For the teacher** (no student sees this, and it took off no points)\n\n{lines}"
        cells.insert(0, _teacher_cell(NOTES, text))
    return {
        **book,
        "cells": cells,
        "metadata": {**book["metadata"], "plnkit": {**state, "notes": notes}},
    }


def rounded(points: float, possible: float) -> float:
    """Points as nbgrader takes them: never above what is possible, which it refuses."""
    return max(0.0, min(round(float(points), 4), float(possible)))


def _texts(
    release: Release, submission: Submission, notes: list[str]
) -> tuple[dict[str, str], str]:
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
        if not any(cell.grade_id in known or cell.id in ids for cell in cells) and (
            Path(name).name != f"{release.name}.ipynb"
        ):
            notes.append(f"{name} is another notebook, and was not looked at.")
            continue
        if Path(name).name != f"{release.name}.ipynb":
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
        if found:
            yield (
                name,
                " and ".join(
                    sorted(
                        {
                            f"an {k}" if k[0] in "ae" else f"a {k}"
                            for k in (leak.kind for leak in found)
                        }
                    )
                ),
            )


@functools.lru_cache(maxsize=4)
def _own_checks(path: str) -> dict[str, Any]:
    """The teacher's own checks, from the source folder; a submission's file is never loaded."""
    if not path:
        return {}
    return {name: each for name, each in runpy.run_path(path).items() if callable(each)}


# -- what the notebook shows ---------------------------------------------------------------


def _outputs(title: str, result: TaskScore) -> list[dict]:
    """A task's score as nbgrader reads one (a number as the cell's result), then the reasons.

    Without a result nbgrader gives full marks, so there is one for each task, 0 included.
    """
    points = rounded(result.points, result.possible)
    rows = "".join(
        f"<tr><td>{got:g} of {most:g}</td><td>{html.escape(why)}</td></tr>"
        for got, most, why in result.lines
    )
    table = (
        "<table class='table'><thead><tr><th scope='col'>Points</th><th scope='col'>Why</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
    plain = "\n".join(f"{got:g} of {most:g}  {why}" for got, most, why in result.lines)
    return [
        {
            "output_type": "execute_result",
            "execution_count": None,
            "data": {"text/plain": f"{points:.10g}", "text/html": f"<h3>{html.escape(title)}</h3>"},
            "metadata": {},
        },
        {
            "output_type": "display_data",
            "data": {"text/plain": plain, "text/html": table},
            "metadata": {},
        },
    ]


def _with_rubrics(cells: list[dict], assignment: Assignment) -> list[dict]:
    """The cells with each written answer followed by its rubric, for the teacher."""
    out = []
    for cell in cells:
        out.append(cell)
        reflection = assignment.reflections.get(_marks(cell).get("grade_id"))
        if reflection:
            lines = [f"**For the teacher: {reflection.title}**", ""]
            lines += [f"- {level.points:g}: {level.says}" for level in reflection.rubric]
            if reflection.comments:
                lines += ["", "To copy into the comment:", ""]
                lines += [f"- {comment}" for comment in reflection.comments]
            out.append(_teacher_cell(f"pln-{reflection.id}"[:64], "\n".join(lines)))
    return out


def _with_map(cells: list[dict], network: Any) -> list[dict]:
    """The cells with a picture and a table of the handed-in map before the first task."""
    if network is None:
        return cells
    first = next((i for i, c in enumerate(cells) if c.get("outputs")), len(cells))
    page = _picture(network) + _table(network)
    data = {"text/html": page, "text/plain": "\n".join(map("\t".join, _rows(network)))}
    cell = {
        "cell_type": "code",
        "id": "pln-map",
        "metadata": {"plnkit": {"for": "map"}, "deletable": False, "editable": False},
        "source": "# The map that was handed in. It holds no names, so none can be shown.",
        "execution_count": None,
        "outputs": [{"output_type": "display_data", "data": data, "metadata": {}}],
    }
    return [*cells[:first], cell, *cells[first:]]


def _rows(network: Any) -> list[list[str]]:
    columns = ("id", "kind", "platform", "group", "ring", "often", "gives", "gets")
    others = [entry for entry in network.entries.values() if entry.id != ME]
    return [
        [*columns],
        *([e.value(c).replace(" ; ", ", ") for c in columns] for e in others[:MOST_ROWS]),
    ]


def _picture(network: Any) -> str:
    """The map as a picture; nothing above the size that can still be read."""
    if len(network.entries) > MOST_DRAWN:
        return ""
    from plnkit.draw.picture import description, picture

    svg = base64.b64encode(picture(network, names=False).encode()).decode()
    said = html.escape(description(network, names=False), quote=True)
    return f'<img alt="{said}" src="data:image/svg+xml;base64,{svg}" style="max-width: 30rem">'


def _table(network: Any) -> str:
    head, *rows = _rows(network)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(value)}</td>" for value in row) + "</tr>"
        for row in rows
    )
    more = network.people_count - len(rows)
    rest = f"<p>And {more:,} more.</p>" if more > 0 else ""
    title = "".join(f"<th scope='col'>{column}</th>" for column in head)
    return (
        f"<table class='table'><thead><tr>{title}</tr></thead><tbody>{body}</tbody></table>{rest}"
    )


def _teacher_cell(id: str, text: str) -> dict:
    metadata = {"plnkit": {"for": "teacher"}}
    return {"cell_type": "markdown", "id": id, "metadata": metadata, "source": text}


def _marks(cell: dict) -> dict:
    return cell.get("metadata", {}).get("nbgrader", {})

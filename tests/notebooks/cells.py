"""What tests ask of a lesson's cells, without running them."""

import ast
import json
from pathlib import Path
from typing import NamedTuple

from plnkit.model.bank import Question, bank
from plnkit.views.quiz import _few

LESSONS = sorted((Path(__file__).parents[2] / "lessons").glob("*.ipynb"))


class Asked(NamedTuple):
    """A quiz in a lesson: the cell it stands in, whether it is a check, and its questions."""

    cell: str
    when: str
    questions: list[Question]
    claims: set[str]


def path(name: str) -> Path:
    return next(lesson for lesson in LESSONS if lesson.stem == name)


def sources(name: str) -> dict[str, str]:
    """The source of each cell by its id."""
    return {c["id"]: "".join(c["source"]) for c in _cells(path(name))}


def taught(name: str) -> dict[str, list[str]]:
    """What each cell says it teaches, by its id."""
    told = {c["id"]: c["metadata"].get("plnkit", {}).get("teaches", []) for c in _cells(path(name))}
    return {id: ids for id, ids in told.items() if ids}


def quizzes(lesson: Path) -> list[Asked]:
    """Every `plnkit.Quiz(...)` of a lesson, in order; `claims` are what its cell practises or assesses."""
    found = []
    for cell in _cells(lesson):
        source = "".join(cell["source"])
        if cell["cell_type"] != "code" or "plnkit.Quiz(" not in source:
            continue
        calls = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)]
        (call,) = [c for c in calls if ast.unparse(c.func) == "plnkit.Quiz"]
        what = ast.literal_eval(call.args[0])
        when = next((ast.literal_eval(k.value) for k in call.keywords if k.arg == "when"), "")
        asked = _few(what, bank()) if when else bank().chosen(what)
        tags = cell["metadata"].get("plnkit", {})
        claims = {*tags.get("practises", ()), *tags.get("assesses", ())}
        found.append(Asked(cell["id"], when, asked, claims))
    return found


def _cells(lesson: Path) -> list[dict]:
    return json.loads(lesson.read_text(encoding="utf-8"))["cells"]

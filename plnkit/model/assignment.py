"""An assignment as its teacher wrote it: what is asked, what it is scored by, what is read by hand.

It is `assignment.toml` beside the notebook. Whatever is wrong in one is said when it is
loaded, in a sentence that names the file, the entry and the cure.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plnkit.model.checks import CHECKS, SETS, known_quantities
from plnkit.model.network import PlnError, suggestion
from plnkit.model.records import record

FILE = "assignment.toml"
KINDS = ("choice", "several", "number", "people", "table", "month")
AMONG = ("goals", "platforms")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked, by itself or as a column of a table.

    `among` offers what is on the learner's own map, besides `options`. A number is from
    `least` to `most`, `whole` or not; with `unknown` it may be said not to be known. A list
    or a table has from `at_least` to `at_most` rows; a `fixed` table has one for each option of
    its first column. `story` and `picture` (people, ties, alt) are shown above the question.
    """

    id: str
    kind: str
    prompt: str
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    among: str = ""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    whole: bool = False
    unknown: bool = False
    at_least: int = 0
    at_most: int = 0
    columns: tuple[Question, ...] = ()
    fixed: bool = False
    story: str = ""
    picture: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Use:
    """One check of a task with its points and parameters."""

    check: str
    points: float
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """A task scored by machine; `id` is the grade_id of its cell."""

    id: str
    title: str
    assesses: tuple[str, ...]
    checks: tuple[Use, ...]

    @property
    def points(self) -> float:
        return sum(use.points for use in self.checks)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a rubric: what a text that earns these points does."""

    points: float
    says: str


@dataclass(frozen=True, slots=True)
class Reflection:
    """A text read by a person; `comments` are sentences to use again."""

    id: str
    title: str
    points: float
    rubric: tuple[Level, ...]
    comments: tuple[str, ...] = ()
    assesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """`answers`, `tasks` and `reflections` by their ids.

    `name` is that of the course's own folder, whatever a student's is called. `needs_earlier`
    asks for a second, earlier map. `minutes` is how long it should take.
    """

    name: str
    title: str
    version: int
    content: tuple[str, ...]
    minutes: int
    needs_network: bool
    answers: Mapping[str, Question]
    tasks: Mapping[str, Task]
    reflections: Mapping[str, Reflection]
    least_entries: int = 8
    needs_earlier: bool = False


def assignment_in(folder: Path | str) -> Assignment:
    """The assignment of a folder. Raises PlnError naming the file, the entry and the cure."""
    folder = Path(folder).expanduser().resolve()
    path = folder / FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlnError(
            f"There is no {FILE} in {folder}. It came with the notebook: put both into one folder, "
            "and open the notebook there."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise PlnError(f"{path} can't be read: {error}. Mend that line.") from None
    try:
        found = _assignment(folder.name, data)
        if folder.parent.name in ("source", "release") and found.name != folder.name:
            raise PlnError(
                f'the head: this is no copy of {found.name}. Write name = "{folder.name}".'
            )
        _check_parts(found, own_checks=(folder / "checks.py").exists())
    except PlnError as error:
        raise PlnError(f"{folder.name}/{FILE}, {error}") from None
    return found


def _assignment(name: str, data: dict) -> Assignment:
    tables = {key: data.pop(key, []) for key in ("answers", "tasks", "reflections")}
    for key, rows in tables.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise PlnError(f"{key}: each is a table of its own. Begin it with [[{key}]].")
    makes = {"answers": _question, "tasks": _task, "reflections": _reflection}
    parts = {key: _by_id(key, map(makes[key], rows)) for key, rows in tables.items()}
    return record(Assignment, "the head", {"name": name} | data, **parts)


def _question(data: dict) -> Question:
    where = f"answer '{data.get('id', '?')}'"
    columns = tuple(_question(column) for column in data.pop("columns", []))
    found = record(Question, where, data, columns=columns)
    if found.kind not in KINDS:
        raise PlnError(f"{where}: kind is '{found.kind}'.{suggestion(found.kind, KINDS)}")
    if found.among and found.among not in AMONG:
        raise PlnError(f"{where}: among is '{found.among}'.{suggestion(found.among, AMONG)}")
    if found.kind in ("choice", "several") and not (found.options or found.among):
        raise PlnError(f"{where}: there is nothing to choose from. Give options, or among.")
    if (found.kind == "table") != bool(columns):
        raise PlnError(f"{where}: a table has columns, and only a table. Put that right.")
    if found.fixed and [column.kind for column in columns] != ["choice", "choice"]:
        raise PlnError(f"{where}: a fixed table has two columns of kind choice. Put that right.")
    for option in found.options:
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,30}|G[1-6]", option):
            raise PlnError(f"{where}: option '{option}' should be small letters, digits, - and _.")
    return found


def _task(data: dict) -> Task:
    where = f"task '{data.get('id', '?')}'"
    uses = []
    for n, use in enumerate(data.pop("checks", []), 1):
        use = dict(use)
        check, points = use.pop("check", ""), use.pop("points", None)
        if not isinstance(points, int | float) or isinstance(points, bool) or points <= 0:
            raise PlnError(f"{where}, check {n}: points is {points!r}. Give a number above 0.")
        uses.append(Use(str(check), points, use))
    if not uses:
        raise PlnError(f"{where}: it has no checks. Add [[tasks.checks]].")
    return record(Task, where, data, checks=tuple(uses))


def _reflection(data: dict) -> Reflection:
    where = f"reflection '{data.get('id', '?')}'"
    rubric = tuple(record(Level, f"{where}, rubric", row) for row in data.pop("rubric", []))
    found = record(Reflection, where, data, rubric=rubric)
    if max((level.points for level in rubric), default=0) != found.points:
        has = f"should have all {found.points} points"
        raise PlnError(f"{where}: the best level of the rubric {has}.")
    return found


def _by_id(what: str, records: Iterable) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in records:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", one.id):
            raise PlnError(f"{what}: '{one.id}' should be small letters, digits and _.")
        if one.id in found:
            raise PlnError(f"{what}: '{one.id}' is there twice. Rename one.")
        found[one.id] = one
    return found


def _check_parts(assignment: Assignment, own_checks: bool) -> None:
    """Each check exists and gets the parameters it takes, each of which names something there is."""
    both = set(assignment.tasks) & set(assignment.reflections)
    if both:
        raise PlnError(f"'{min(both)}' is a task and a reflection. Rename one.")
    named = dict.fromkeys(("answer", "person", "choice"), assignment.answers)
    for task in assignment.tasks.values():
        for use in task.checks:
            where = f"task '{task.id}', check '{use.check}'"
            if use.check not in CHECKS:
                if own_checks:
                    continue
                raise PlnError(f"{where}: there is no such check.{suggestion(use.check, CHECKS)}")
            takes = dict(list(inspect.signature(CHECKS[use.check]).parameters.items())[2:])
            for key in use.parameters:
                if key not in takes:
                    raise PlnError(f"{where}: it takes no '{key}'.{suggestion(key, takes)}")
            for key, parameter in takes.items():
                if parameter.default is parameter.empty and key not in use.parameters:
                    raise PlnError(f"{where}: it needs '{key}'. Add it.")
            of = SETS if use.check in ("lists", "is_one_of") else known_quantities()
            for key, value in use.parameters.items():
                there: Iterable[str] | None = {**named, "of": of}.get(key)
                if there is not None and value not in there:
                    raise PlnError(f"{where}: {key} is '{value}'.{suggestion(str(value), there)}")
            if "choice" in use.parameters:
                for option in assignment.answers[use.parameters["choice"]].options:
                    if option not in known_quantities():
                        raise PlnError(f"{where}: '{option}' is no measure. Take it out.")
            if "answer" in use.parameters:
                options = assignment.answers[use.parameters["answer"]].options
                for option in [*use.parameters.get("bands", ()), *use.parameters.get("to", ())]:
                    if option not in options:
                        there = suggestion(option, options)
                        raise PlnError(f"{where}: '{option}' is no option.{there}")

"""The plug-in to nbgrader 0.9: its own commands and formgrader, with the grading of this folder.

`nbgrader autograde` has settings for what happens to a notebook it could read, and none for what
happens before: there it stops at a duplicated cell, skips a folder without a notebook, copies whatever
links point to, and runs the notebook. So `install` puts a class of ours in the place of its converter.
All else is nbgrader's: release, collect, gradebook, late penalties, formgrader, feedback, export.
"""

import glob
import json
import os
import re
import secrets
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import BrokenExecutor, Executor
from datetime import datetime
from pathlib import Path

import nbformat
from nbgrader import converters, preprocessors, utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import api, autogradeapp
from nbgrader.converters import NbGraderException
from traitlets.config import Config

from plnkit.grading.alike import likeness
from plnkit.grading.marked import with_notes
from plnkit.grading.pages import Page
from plnkit.grading.score import Graded, Release, graded
from plnkit.grading.screen import Submission, submission_in
from plnkit.model.assignment import assignment_in
from plnkit.model.network import PlnError
from plnkit.model.quiz_key import key_of

WAITING_BYTES = 64_000_000  # of submissions handed to workers; more wait, so that memory stays flat
WAITING = 16
# What nbgrader does to a notebook on its way to a student, without writing to the gradebook.
RELEASING = (
    "LockCells",
    "ClearSolutions",
    "ClearOutput",
    "ClearHiddenTests",
    "ClearMarkScheme",
    "ComputeChecksums",
)


def install() -> None:
    """Have `nbgrader autograde` and formgrader's button use the converter below.

    In a Jupyter server formgrader's pages become ours as well; elsewhere it isn't loaded.
    """
    autogradeapp.Autograde = api.Autograde = Autograde
    formgrader = sys.modules.get("nbgrader.server_extensions.formgrader.formgrader")
    if formgrader:
        formgrader.HTMLExporter = Page


class NoWidgetState(preprocessors.NbGraderPreprocessor):
    """Releases nothing of what widgets held when the teacher tried a notebook of `source` out.

    nbgrader takes out outputs alone, and a widget's state may hold the teacher's own map.
    """

    def preprocess(self, nb, resources):
        nb.metadata.pop("widgets", None)
        return nb, resources


class Autograde(converters.Autograde):
    """Scores what was handed in, and saves scores and notebooks as nbgrader does.

    `executor` may be any concurrent.futures.Executor; this process alone writes. `told` is
    called with how many there are to do, the student, and the points or what went wrong.
    """

    executor: Executor | None = None
    told: Callable[[int, str, float | str], None] | None = None

    def init_notebooks(self) -> None:
        """Every submission's folder, also one without a notebook."""
        pattern = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        self.assignments = {folder: [] for folder in sorted(glob.glob(pattern))}
        if not self.assignments:
            self._stop(f"Nothing was handed in: there is no folder {pattern}.")

    def convert_notebooks(self) -> None:
        """Grade each submission that is new or newer. A failure is told, and stops no other."""
        assignment = self.coursedir.assignment_id
        try:
            source = self.coursedir.format_path(self.coursedir.source_directory, ".", assignment)
            self._release = release_in(Path(source), self.config)
        except PlnError as error:
            self._stop(str(error))
        pattern = self._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True)
        students = [re.match(pattern, folder)["student_id"] for folder in self.assignments]
        like: dict[str, dict[str, str]] = {}
        failed = []
        # One gradebook serves the whole run: a new one for each submission took half the time.
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as self._gradebook:
            self._check()
            todo = {student: self._handed_in(student) for student in students if self._due(student)}
            marks = self._marks(todo)
            for student, result in results(self._release, todo, self.executor):
                try:
                    if isinstance(result, Exception):
                        raise result
                    said = self._save(student, result)
                    for other, theirs in marks.items():
                        if why := likeness(result.alike, theirs):
                            like.setdefault(student, {})[other] = why
                            like.setdefault(other, {})[student] = why
                    marks[student] = result.alike
                except Exception as error:
                    self._gradebook.db.rollback()
                    said = str(error)
                    trace = self.log.level < 20
                    self.log.error("%s was not graded: %s", student, said, exc_info=trace)
                    failed.append(student)
                if self.told:
                    self.told(len(todo), student, said)
        for student, others in like.items():
            self._note(student, others)
        if failed:
            self._stop(f"Not graded: {', '.join(failed)}. Every other submission is.")

    def _handed_in(self, student: str) -> Path:
        return Path(self._format_source(self.coursedir.assignment_id, student))

    def _done(self, student: str) -> Path:
        """Where the graded notebook is, or will be."""
        return Path(self._format_dest(self.coursedir.assignment_id, student))

    def _stop(self, sentence: str) -> None:
        self.log.error(sentence)
        raise NbGraderException(sentence)

    def _check(self) -> None:
        """Stop where the gradebook doesn't know the notebook as its source is now."""
        points = {
            name["grade_id"]: float(name["points"])
            for cell in self._release.notebook["cells"]
            if (name := cell["metadata"].get("nbgrader", {})).get("grade")
        }
        assignment = self.coursedir.assignment_id
        try:
            book = self._gradebook.find_notebook(self._release.name, assignment)
            known = {cell.name: cell.max_score for cell in book.grade_cells}
        except MissingEntry:
            known = {}
        if known != points:
            self._stop(
                f"The gradebook doesn't know {assignment} as it is now. "
                f"First: nbgrader generate_assignment {assignment} --force"
            )

    def _due(self, student: str) -> bool:
        """Whether this one has to be graded: new, handed in again since, or asked for."""
        if student in self.coursedir.student_id_exclude.split(","):
            return False
        done = self._done(student)
        if self.force or not any(done.glob("*.ipynb")):
            return True
        old, new = _timestamp(done), _timestamp(self._handed_in(student))
        if old and new and new > old:
            return True
        self.log.info("%s is graded already; --force grades again", student)
        return False

    def _marks(self, todo: Collection[str]) -> dict[str, frozenset[str]]:
        """What was remembered, for likeness, of the submissions graded before."""
        found = {}
        for path in glob.glob(str(self._done("*") / f"{self._release.name}.ipynb")):
            student = Path(path).relative_to(self.coursedir.root).parts[1]
            if student not in todo:
                metadata = json.loads(Path(path).read_text(encoding="utf-8"))["metadata"]
                found[student] = frozenset(metadata.get("plnkit", {}).get("alike", []))
        return found

    def _save(self, student: str, result: Graded) -> float:
        """Gradebook first, then the notebook, moved into place whole: a run that was stopped
        in between does this submission again."""
        assignment, name = self.coursedir.assignment_id, self._release.name
        timestamp = _timestamp(self._handed_in(student))
        shown = nbformat.from_dict(result.notebook)
        if self._record(student, shown, timestamp):
            place = {"student": student, "assignment": assignment, "notebook": name}
            late = preprocessors.AssignLatePenalties(parent=self)
            late(shown, {"nbgrader": {**place, "db_url": self.coursedir.db_url}})
        done = self._done(student)
        done.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=done.parent, prefix=".grading-") as scratch:
            made = Path(scratch) / assignment
            made.mkdir()
            nbformat.write(shown, made / f"{name}.ipynb")
            # Without these two, `nbgrader release_feedback` stops for the whole class.
            (made / "timestamp.txt").write_text(f"{timestamp} UTC" if timestamp else "")
            kept = _line(self._handed_in(student) / "submission_secret.txt")
            (made / "submission_secret.txt").write_text(kept or secrets.token_hex(32))
            if done.exists():
                utils.rmtree(str(done))
            os.replace(made, done)
        self.set_permissions(assignment, student)
        return sum(points for points, _ in result.scores.values())

    def _record(self, student: str, shown, timestamp: datetime | None) -> bool:
        """Write scores and "No response." as nbgrader's SaveAutoGrades does; whether it was ever late."""
        gradebook, assignment = self._gradebook, self.coursedir.assignment_id
        if self.create_student:
            gradebook.update_or_create_student(student)
        more = {"timestamp": timestamp} if timestamp else {}
        handed_in = gradebook.update_or_create_submission(assignment, student, **more)
        book = gradebook.find_submission_notebook(self._release.name, assignment, student)
        cells = {
            marks["grade_id"]: c for c in shown.cells if (marks := c.metadata.get("nbgrader", {}))
        }
        for grade in book.grades:
            grade.auto_score, _ = utils.determine_grade(cells[grade.name], self.log)
            grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None
        for comment in book.comments:
            cell = cells[comment.name]
            unanswered = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            comment.auto_comment = "No response." if unanswered else None
        gradebook.db.commit()
        return handed_in.total_seconds_late > 0 or book.late_submission_penalty is not None

    def _note(self, student: str, like: dict[str, str]) -> None:
        """Tell the teacher, in a graded notebook, which other hand-ins this one is like."""
        path = self._done(student) / f"{self._release.name}.ipynb"
        others = sorted(like)
        more = f" and {len(others) - 10} more" if len(others) > 10 else ""
        said = f"Like the hand-in of {', '.join(others[:10])}{more}: {'; '.join(sorted(set(like.values())))}."
        book = with_notes(nbformat.read(path, as_version=4), [said])
        path.chmod(0o644)
        nbformat.write(nbformat.from_dict(book), path)
        self.set_permissions(self.coursedir.assignment_id, student)


def results(
    release: Release, folders: dict[str, Path], executor: Executor | None = None
) -> Iterator[tuple[str, Graded | Exception]]:
    """Each student with the result, or with what prevented it, in the order given.

    Only a few submissions are in memory at once, however many there are.
    """
    waiting: deque = deque()
    size = 0
    for student, folder in folders.items():
        submission = submission_in(folder, f"{release.name}.ipynb")
        if executor is None:
            yield student, _attempt(release, submission)
            continue
        weight = sum(len(data) for _, data in (*submission.notebooks, *submission.handins))
        while waiting and (len(waiting) >= WAITING or size + weight > WAITING_BYTES):
            first, future, was = waiting.popleft()
            size -= was
            yield first, _outcome(future)
        waiting.append((student, executor.submit(_attempt, release, submission), weight))
        size += weight
    for student, future, _ in waiting:
        yield student, _outcome(future)


def _attempt(release: Release, submission: Submission) -> Graded | Exception:
    try:
        return graded(release, submission)
    except Exception as error:  # in a teacher's own check, say: told, and the next one graded
        return PlnError(f"{type(error).__name__}: {error}")


def _outcome(future) -> Graded | Exception:
    try:
        return future.result()
    except BrokenExecutor:
        return PlnError("a worker stopped. Grade again; --workers 1 does it without workers")


def release_in(folder: Path, config: Config | None = None) -> Release:
    """What was released from a source folder. Raises PlnError where its parts don't fit together."""
    assignment = assignment_in(folder)
    books = sorted(folder.glob("*.ipynb"))
    if len(books) != 1:
        raise PlnError(f"{folder} holds {len(books)} notebooks. Keep one, {folder.name}.ipynb.")
    book = nbformat.read(books[0], as_version=4)
    resources = {"nbgrader": {"notebook": books[0].stem, "assignment": folder.name}}
    for name in RELEASING:
        book, resources = getattr(preprocessors, name)(config=config)(book, resources)
    book, _ = NoWidgetState()(book, resources)
    marks = [
        (cell.metadata.nbgrader, utils.is_solution(cell))
        for cell in book.cells
        if utils.is_grade(cell)
    ]
    worth = {mark["grade_id"]: (float(mark["points"]), by_hand) for mark, by_hand in marks}
    said = {task.id: (float(task.points), False) for task in assignment.tasks.values()}
    said |= {each.id: (float(each.points), True) for each in assignment.reflections.values()}
    for name in sorted(worth.keys() | said.keys()):
        if worth.get(name) != said.get(name):
            raise PlnError(
                f"{folder.name}: '{name}' is worth {_points(said.get(name))} in assignment.toml "
                f"and {_points(worth.get(name))} in {books[0].name}. Make them the same."
            )
    checks, notebook = folder / "checks.py", json.loads(json.dumps(book))
    own = str(checks) if checks.exists() else ""
    return Release(books[0].stem, notebook, assignment, own, key_of(assignment, folder))


def _points(found: tuple[float, bool] | None) -> str:
    if found is None:
        return "nothing"
    return f"{found[0]:g} points, {'graded by hand' if found[1] else 'graded by plnkit'},"


def _timestamp(folder: Path) -> datetime | None:
    """When it was handed in, where timestamp.txt says so in a way that can be read.

    nbgrader itself stops the whole run at one that can't.
    """
    try:
        return utils.parse_utc(_line(folder / "timestamp.txt") or None)
    except (ValueError, OverflowError, TypeError):
        return None


def _line(path: Path) -> str:
    """A small file's only line, '' where it is anything else."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 200:
            return ""
        text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
    return text if text.isprintable() else ""

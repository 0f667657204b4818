"""Grades for Canvas and Moodle: the file the instructor downloaded, with one column filled.

Every other byte stays as it was: quoting, line ends, byte order mark, encoding. A student
without a grade keeps the cell as it is, because an empty cell can wipe a grade there.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from plnkit.model.network import PlnError, suggestion

# Columns by which each LMS knows a student, the surest first. Canvas: docs "grade exports";
# Moodle maps on the e-mail address (upper and lower case differ) or on the ID number.
STUDENT = {
    "canvas": ("SIS Login ID", "SIS User ID", "ID"),
    "moodle": ("ID number", "Email address", "Username"),
}
FIXED = {
    "canvas": ("Student", "ID", "SIS User ID", "SIS Login ID", "Root Account", "Section"),
    "moodle": ("Identifier", "First name", "Last name", "Full name", "Username", "Institution"),
}


@dataclass(frozen=True, slots=True)
class Grade:
    """A student's points for one assignment; `points` is None where there are none yet."""

    student: str
    points: float | None
    email: str = ""
    last_name: str = ""
    first_name: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """The new file, and what became of it: (student, was, is), and sentences worth reading."""

    content: bytes
    changes: list[tuple[str, str, str]]
    notes: list[str]

    def differences(self) -> str:
        """What would change, for a dry run."""
        rows = [f"{student}: {was or 'empty'} -> {now}" for student, was, now in self.changes]
        return "\n".join([*(rows or ["Nothing would change."]), *self.notes])


def filled(
    content: bytes,
    grades: Iterable[Grade],
    lms: str,
    column: str,
    by: str | None = None,
    most: float | None = None,
) -> Filled:
    """The downloaded gradebook with `column` filled. `column` may be the beginning of its title.

    `by` names the column that holds the student's id (or e-mail address) as nbgrader has it.
    `most` is what can be reached; where Canvas says otherwise, that is noted. Raises PlnError
    where a column, or a student, could be two.
    """
    text, encoding, mark = _text(content)
    cells = _cells(text)
    header, *rows = [[_value(raw) for raw, _ in row] for row in cells] or [[]]
    place = _column(header, column)
    if header[place] in (*STUDENT[lms], *FIXED[lms]):
        raise PlnError(f"'{header[place]}' tells who a student is, and is no column for points.")
    who, known = _students(header, rows, list(grades), lms, by)
    notes, changes, met = [], [], set()
    for n, row in enumerate(rows, 1):
        if len(row) <= max(who, place):
            if any(row):
                raise PlnError(f"Row {n + 1} has only {len(row)} cells. Download the file again.")
            continue
        name, was = row[who], row[place]
        if lms == "canvas" and row[0] == "Points Possible":
            if most is not None and _number(was) not in (None, most):
                notes.append(f"The file says {was} points can be reached; here it is {most:g}.")
        elif name in met:
            raise PlnError(f"'{name}' is there twice, again in row {n + 1}. Keep one.")
        elif name and name not in known:
            notes.append(f"No student '{name}' in the gradebook here: left as it is.")
        elif name:
            met.add(name)
            grade = known[name]
            if grade.points is None:
                notes.append(f"{grade.student} has no grade yet: left as it is.")
            elif _number(was) != grade.points:
                now = f"{grade.points:.10g}"
                changes.append((grade.student, was, now))
                raw, end = cells[n][place]
                cells[n][place] = (f'"{now}"' if raw.startswith('"') else now, end)
    notes += [
        f"{g.student} is not in the file: not sent." for name, g in known.items() if name not in met
    ]
    text = "".join(part for row in cells for cell in row for part in cell)
    return Filled(mark + text.encode(encoding), changes, notes)


def plain(grades: Iterable[Grade], most: float) -> str:
    """A CSV for a spreadsheet, one row per student; no cell of it can be a formula."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(["student", "last name", "first name", "email", "points", "of"])
    for g in grades:
        points = "" if g.points is None else f"{g.points:.10g}"
        names = [harmless(each) for each in (g.student, g.last_name, g.first_name, g.email)]
        write.writerow([*names, points, f"{most:.10g}"])
    return out.getvalue()


def harmless(text: str) -> str:
    """The text on one line, with an apostrophe before what a spreadsheet would take for a formula."""
    text = " ".join(text.split())
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


def grades_in(gradebook, assignment: str) -> list[Grade]:
    """Every student of nbgrader's gradebook with the points for one assignment, penalties taken off.

    There are none yet without a submission, or while an answer still waits to be graded by hand.
    """
    from nbgrader.api import MissingEntry

    found = []
    for student in gradebook.students:
        try:
            handed_in = gradebook.find_submission(assignment, student.id)
            waiting = any(
                grade.auto_score is None and grade.manual_score is None
                for book in handed_in.notebooks
                for grade in book.grades
            )
            points = max(0.0, handed_in.score - (handed_in.late_submission_penalty or 0.0))
            points = None if waiting else round(points, 4)
        except MissingEntry:
            points = None
        more = (student.email or "", student.last_name or "", student.first_name or "")
        found.append(Grade(student.id, points, *more))
    return found


def _students(header: list[str], rows: list, grades: list[Grade], lms: str, by: str | None):
    """The column that tells the student, and the grades by what stands in it."""
    names = [name for name in ([by] if by else STUDENT[lms]) if name in header]
    if not names:
        wanted = by or " or ".join(STUDENT[lms])
        raise PlnError(f"The file has no column {wanted}.{suggestion(wanted, header)}")
    best: tuple[int, int, dict[str, Grade]] = (0, 0, {})
    for where in (header.index(name) for name in names):
        inside = {row[where] for row in rows if where < len(row)}
        for key in ("student", "email"):
            values = [getattr(grade, key) for grade in grades if getattr(grade, key)]
            found = len(inside & set(values))
            if found > best[0]:
                for value, times in Counter(values).items():
                    if times > 1:
                        raise PlnError(f"Two students here have the {key} '{value}'. Change one.")
                best = found, where, {getattr(g, key): g for g in grades if getattr(g, key)}
    if not best[0]:
        raise PlnError(
            f"No student of the file is known here by {', '.join(names)}. "
            "Say with --by which column holds the ids that nbgrader knows the students by."
        )
    return best[1], best[2]


def _column(header: list[str], wanted: str) -> int:
    """Where the column is. Raises PlnError where none, or more than one, could be meant."""
    exact = [i for i, title in enumerate(header) if title == wanted]
    found = exact or [i for i, title in enumerate(header) if wanted and title.startswith(wanted)]
    if not found:
        raise PlnError(f"No column '{wanted}'.{suggestion(wanted, header)}")
    if len(found) > 1:
        titles = "', '".join(header[i] for i in found)
        raise PlnError(f"'{wanted}' could be '{titles}'. Write out one that is there once.")
    return found[0]


def _text(content: bytes) -> tuple[str, str, bytes]:
    """The file's text, its encoding, and its byte order mark: what it takes to write it back."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-8"),
        (b"", "cp1252"),
        (b"", "latin-1"),  # any bytes at all, and the same ones back
    ):
        with suppress(UnicodeDecodeError):
            if content.startswith(mark):
                return content[len(mark) :].decode(encoding), encoding, mark
    raise AssertionError("latin-1 reads everything")


def _cells(text: str) -> list[list[tuple[str, str]]]:
    """Row by row, each cell as it stands in the text, with what ends it; Python's csv can't tell."""
    heading = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=heading.count)
    cell = re.compile(rf'("(?:[^"]|"")*"|(?!")[^{separator}\r\n]*)({separator}|\r\n|\n|\r|$)')
    rows: list[list[tuple[str, str]]] = [[]]
    at = 0
    while at < len(text):
        found = cell.match(text, at)
        if found is None:
            raise PlnError(
                f"Row {len(rows)} of the file has a quotation mark that is never closed, or text after one."
            )
        rows[-1].append((found[1], found[2]))
        at = found.end()
        if found[2] != separator and at < len(text):
            rows.append([])
        elif found[2] == separator and at == len(text):
            rows[-1].append(("", ""))
    return rows if text.strip() else []


def _value(raw: str) -> str:
    return (raw[1:-1].replace('""', '"') if raw.startswith('"') else raw).strip()


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None

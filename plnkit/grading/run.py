"""`plnkit grade` and `plnkit grades`: nbgrader's grading with progress and several workers, and grades out."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from plnkit.model.network import PlnError, suggestion


def grade(
    course: Path | str,
    assignment: str,
    executor: Executor | None = None,
    progress: Callable[[str], None] = print,
    *,
    student: str = "*",
    again: bool = False,
) -> None:
    """Score what was handed in for an assignment, as `nbgrader autograde` does.

    `course` is the folder with nbgrader_config.py. What is graded already is left, unless handed
    in again since or `again` is true: a run that was stopped goes on. `executor` may be any
    concurrent.futures.Executor, such as that of a Dask cluster; the gradebook is written
    by this process alone. Raises PlnError where something could not be graded.
    """
    from nbgrader.converters import NbGraderException

    from plnkit.grading.plugin import Autograde

    app = _app(course)
    app.coursedir.assignment_id, app.coursedir.student_id = assignment, student
    converter = Autograde(coursedir=app.coursedir, parent=app)
    converter.force, converter.executor = again, executor
    counted = [0]

    def told(to_do: int, student: str, said: float | str) -> None:
        counted[0] += 1
        words = said if isinstance(said, str) else f"{said:g} points"
        progress(f"{counted[0]}/{to_do}  {student}: {words}")

    converter.told = told
    try:
        converter.start()
    except NbGraderException as error:
        raise PlnError(str(error)) from None
    if not counted[0]:
        progress("Nothing new to grade. --again grades everything again.")


def workers(count: int | None) -> Executor | None:
    """So many processes to grade in (all cores unless told); None for this one alone.

    They start afresh instead of as copies, which is safe everywhere, Windows included.
    """
    count = count or min(8, os.cpu_count() or 1)
    return ProcessPoolExecutor(count, mp_context=get_context("spawn")) if count > 1 else None


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `plnkit grade`."""
    parser.add_argument(
        "assignment", metavar="ASSIGNMENT", help="its folder's name, such as a3_audit"
    )
    parser.add_argument("--student", default="*", metavar="ID", help="only this student's")
    parser.add_argument("--workers", type=int, metavar="N", help="processes; all cores unless told")
    parser.add_argument("--again", action="store_true", help="also what is graded already")
    parser.add_argument(
        "--course", default=".", metavar="FOLDER", help="the one with nbgrader_config.py"
    )


def main(args: Namespace) -> int:
    """`plnkit grade ASSIGNMENT`: scores into the gradebook, a line for each submission."""
    pool = workers(1 if args.student != "*" else args.workers)
    try:
        grade(args.course, args.assignment, pool, student=args.student, again=args.again)
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)
    return 0


def add_grades_arguments(parser: ArgumentParser) -> None:
    """The arguments of `plnkit grades`."""
    parser.add_argument(
        "assignment", metavar="ASSIGNMENT", help="its folder's name, such as a3_audit"
    )
    parser.add_argument("--canvas", metavar="FILE", help="the gradebook as downloaded from Canvas")
    parser.add_argument("--moodle", metavar="FILE", help="the grades as downloaded from Moodle")
    parser.add_argument(
        "--column", metavar="TITLE", help="the column to fill; its beginning is enough"
    )
    parser.add_argument("--by", metavar="TITLE", help="the column with the ids that nbgrader uses")
    parser.add_argument(
        "--to", metavar="FILE", help="write this file; without it nothing is written"
    )
    parser.add_argument(
        "--course", default=".", metavar="FOLDER", help="the one with nbgrader_config.py"
    )


def grades_main(args: Namespace) -> int:
    """`plnkit grades ASSIGNMENT`: the differences, and with --to the file."""
    from nbgrader.api import Gradebook, MissingEntry

    from plnkit.grading.grades_out import filled, grades_in, plain

    app = _app(args.course)
    with Gradebook(app.coursedir.db_url, app.coursedir.course_id) as gradebook:
        try:
            most = gradebook.find_assignment(args.assignment).max_score
        except MissingEntry:
            known = [each.name for each in gradebook.assignments]
            raise PlnError(
                f"No assignment '{args.assignment}'.{suggestion(args.assignment, known)}"
            ) from None
        grades = grades_in(gradebook, args.assignment)
    if args.canvas and args.moodle:
        raise PlnError("Fill one file at a time: --canvas or --moodle.")
    source = args.canvas or args.moodle
    try:
        if source:
            lms = "canvas" if args.canvas else "moodle"
            column = args.column or args.assignment
            new = filled(Path(source).read_bytes(), grades, lms, column, args.by, most)
            content, said = new.content, new.differences()
        else:
            said = plain(grades, most)
            content = said.encode("utf-8-sig")  # the mark has Excel read accents right
        print(said)
        if args.to:
            with open(args.to, "xb") as file:
                file.write(content)
            print(f"Written: {args.to}")
        elif source:
            print("Nothing was written. --to FILE writes it.")
    except FileExistsError:
        raise PlnError(f"{args.to} exists already. Choose another name.") from None
    except OSError as error:
        raise PlnError(f"{error.filename}: {error.strerror}.") from None
    return 0


def _app(course: Path | str):
    """nbgrader as it is set up in a course, saying nothing but warnings."""
    from nbgrader.apps.baseapp import NbGrader

    folder = Path(course).resolve()
    if not (folder / "nbgrader_config.py").is_file():
        raise PlnError(
            f"There is no nbgrader_config.py in {folder}. Go to the course's folder, or name it."
        )
    app = NbGrader(config_dir=str(folder), log_level=30)
    app.load_cwd_config = False
    app.initialize([])
    return app

"""A class graded, with progress and several workers, and its grades: nbgrader's, for `plnkit grade` and `grades`."""

import os
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from plnkit.grading.grades_out import Grade, grades_in
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


def grades(course: Path | str, assignment: str) -> tuple[list[Grade], float]:
    """Each student with the points for an assignment, and what can be reached.

    Raises PlnError where the gradebook has no such assignment.
    """
    from nbgrader.api import Gradebook, MissingEntry

    app = _app(course)
    with Gradebook(app.coursedir.db_url, app.coursedir.course_id) as gradebook:
        try:
            most = gradebook.find_assignment(assignment).max_score
        except MissingEntry:
            known = [each.name for each in gradebook.assignments]
            raise PlnError(
                f"No assignment '{assignment}'.{suggestion(assignment, known)}"
            ) from None
        return grades_in(gradebook, assignment), most


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

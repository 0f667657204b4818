"""A course in a folder of its own, and nbgrader's commands in it, as a teacher and a student type them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from assignments import BY_KEY, key
from plnkit.model.store import write_whole

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENTS = ROOT / "assignments" / "source"


def environment(folder: Path) -> dict[str, str]:
    """The variables for a command that shall read and write no settings but the folder's own."""
    homes = {
        "HOME": "home",
        "USERPROFILE": "home",
        "IPYTHONDIR": "home/ipython",
        "JUPYTER_CONFIG_DIR": "home/config",
        "JUPYTER_DATA_DIR": "home/data",
        "JUPYTER_RUNTIME_DIR": "home/runtime",
    }
    path = filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])
    return {
        **os.environ,
        **{name: str(folder / place) for name, place in homes.items()},
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONWARNINGS": "ignore",
    }


class Course:
    """A copy of a course: its sources with a key, and this repository's nbgrader_config.py beside them."""

    def __init__(self, folder: Path, source: Path = ASSIGNMENTS):
        self.folder, self.root = folder, folder / "assignments"
        shutil.copytree(source, self.root / "source", ignore=shutil.ignore_patterns(".*"))
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        if (self.root / "source" / BY_KEY).exists():
            write_whole(self.root / "keys" / f"{BY_KEY}.json", json.dumps(key()))
        for name in ("exchange", "student", "home"):
            (folder / name).mkdir()
        (folder / "exchange").chmod(0o777)

    def run(self, *command: str, within: Path | None = None, fails: bool = False) -> str:
        """What `nbgrader ...` says. Asserts that it went well, or with `fails` that it didn't."""
        return self._run(
            [str(Path(sysconfig.get_path("scripts")) / "nbgrader"), *command], within, fails
        )

    def plnkit(self, *command: str) -> str:
        """What `plnkit ...` says."""
        return self._run(["-m", "plnkit.cli", *command], None, False)

    def _run(self, command: list[str], within: Path | None, fails: bool) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=within or self.folder, env=environment(self.folder),
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def grades(self, assignment: str) -> dict[str, dict[str, float | None]]:
        """Of each student the points that grading gave, by grade id; None where a person has to."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.root / 'gradebook.db'}", "pln") as book:
            return {
                one.student.id: {
                    grade.name: None if grade.needs_manual_grade else grade.auto_score
                    for notebook in one.notebooks
                    for grade in notebook.grades
                }
                for one in book.assignment_submissions(assignment)
            }

    def files(self, name: str) -> dict[str, bytes]:
        """The content of every file below a folder of the course."""
        return {str(p): p.read_bytes() for p in (self.root / name).rglob("*") if p.is_file()}

    def released(self, assignment: str, to: Path) -> Path:
        """What students get, copied to a folder."""
        return Path(shutil.copytree(self.root / "release" / assignment, to))

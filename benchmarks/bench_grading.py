"""How fast hand-ins are graded, beside nbgrader running the same notebooks.

    python run.py bench grading [--most N] [--peer N]

A course of N copies of an honest submission is made in a temporary folder; each has a hand-in of its own.
plnkit grades it with two workers, from the first import to the last write. The peer is
plain nbgrader with its own converter, which runs every cell; it does fewer, because it is slow.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "grading")]

GRADE = """
import sys
from plnkit.grading.run import grade, workers
if __name__ == "__main__":
    pool = workers(2)
    grade(sys.argv[1], sys.argv[2], pool, lambda line: None)
    pool.shutdown()
"""
PEER = """
from pathlib import Path
c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent / "assignments")
c.CourseDirectory.course_id = "pln"
"""


def assignment() -> tuple[Path, str]:
    """The audit where its notebook is there, else the small one of the tests, and its name."""
    audit = ROOT / "assignments" / "source" / "a3_audit"
    if (audit / "a3_audit.ipynb").exists():
        return audit, audit.name
    return ROOT / "tests" / "grading" / "course" / "source" / "demo", "demo"


def course(folder: Path, students: int, config: str) -> str:
    """A course with so many submissions; the name of its assignment."""
    import corpus

    from plnkit.grading.plugin import release_in

    source, name = assignment()
    shutil.copytree(source, folder / "assignments" / "source" / name)
    (folder / "nbgrader_config.py").write_text(config)
    nbgrader(folder, "generate_assignment", name)
    corpus.RELEASED.update(release_in(source).notebook)
    book = json.dumps(corpus.RELEASED)
    for i in range(students):
        place = folder / "assignments" / "submitted" / f"s{i:03}" / name
        place.mkdir(parents=True)
        text = json.dumps(f"Answer {i}: what I had not seen before is who ties my groups. " * 5)[
            1:-1
        ]
        (place / f"{name}.ipynb").write_text(book.replace("YOUR ANSWER HERE", text))
        handin = corpus.handin(f"s{i}", people=20) | {"assignment": name}
        (place / "handin.json").write_text(json.dumps(handin))
    return name


def nbgrader(folder: Path, *command: str) -> None:
    script = Path(sysconfig.get_path("scripts")) / "nbgrader"
    timed(folder, str(script), *command)


def timed(folder: Path, *command: str) -> tuple[float, float]:
    """Seconds a command took, and the most memory it and its workers had at once, in MB."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    scripts = sysconfig.get_path("scripts") + os.pathsep + os.environ.get("PATH", "")
    places = {
        "PYTHONPATH": path,
        "PATH": scripts,
        "PYTHONWARNINGS": "ignore",
        "PLN_HOME": str(folder / "pln"),
    }
    start = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, *command], cwd=folder, env={**os.environ, **places},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    most = [0.0]
    watcher = threading.Thread(target=watch, args=(running, most))
    watcher.start()
    said, _ = running.communicate()
    took = time.perf_counter() - start
    watcher.join()
    if running.returncode:
        sys.exit(f"{' '.join(command[:3])} failed:\n{said[-2000:]}")
    return took, most[0]


def watch(running: subprocess.Popen, most: list[float]) -> None:
    """Keep the highest sum of the resident memory of a process and its children (Linux)."""
    while running.poll() is None:
        most[0] = max(most[0], memory(running.pid) / 1e6)
        time.sleep(0.1)


def memory(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(memory(int(child)) for child in children)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--most", type=int, default=300, help="submissions of the largest class")
    parser.add_argument("--peer", type=int, default=8, help="submissions that plain nbgrader runs")
    options = parser.parse_args()
    ours = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    print(f"{assignment()[1]}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    speed = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        for count in sorted({min(n, options.most) for n in (20, 100, 300)}):
            folder = Path(scratch) / f"ours-{count}"
            folder.mkdir()
            name = course(folder, count, ours)
            took, most = timed(folder, "-c", GRADE, str(folder), name)
            rate = count / took
            print(
                f"plnkit, 2 workers:  {count:4} submissions in {took:6.1f} s, "
                f"{rate:5.1f} a second, {most:5.0f} MB"
            )
            speed = count / took if count <= 100 else speed
        if options.peer:
            folder = Path(scratch) / "peer"
            folder.mkdir()
            name = course(folder, options.peer, PEER)
            script = str(Path(sysconfig.get_path("scripts")) / "nbgrader")
            took, most = timed(folder, script, "autograde", name)
            peer = options.peer / took
            print(
                f"nbgrader, running:  {options.peer:4} submissions in {took:6.1f} s, "
                f"{peer:5.1f} a second, {most:5.0f} MB"
            )
            print(
                f"plnkit does {speed / peer:.1f} times as many submissions a second (100 against {options.peer})."
            )


if __name__ == "__main__":
    main()

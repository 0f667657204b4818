"""How fast hand-ins are graded, beside nbgrader running the same notebooks.

    python run.py bench grading [--sizes 20 100 300] [--peer 4 12]

A class does the audit: each student has a secret, a map and texts of her own, and answers that are right.
Their notebooks were run before they were handed in, so they hold outputs. plnkit grades them with two
workers, from the first import to the last write, and the scores are looked at afterwards. The peer
is plain nbgrader with its own converter, which runs every cell. Both are timed with two sizes of class: the
difference is what one submission costs more, start-up left out.
"""

import argparse
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
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "grading")]

NAME = "a3_audit"
POINTS = 45
GRADE = """
import sys
from plnkit.grading.run import grade, workers
if __name__ == "__main__":
    pool = workers(2)
    grade(".", sys.argv[1], pool, lambda line: None)
    pool.shutdown()
"""
PEER = """
from pathlib import Path
c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent / "assignments")
c.CourseDirectory.course_id = "pln"
"""
TEXT = (
    "Answer {n}: what I had not seen before is who ties my groups together, and what I owe them. "
)


def course(folder: Path, count: int):
    """A course with so many submissions of the audit, collected and not graded yet."""
    import students
    from commands import Course

    made = Course(folder)
    made.run("generate_assignment", NAME)
    os.environ["PLN_HOME"] = str(folder / "pln")
    done = made.released(NAME, folder / NAME)
    students.answered(done)
    students.run(done / f"{NAME}.ipynb")
    (done / "handin.json").unlink()
    for n in range(count):
        os.environ["PLN_HOME"] = str(folder / f"pln-{n}")
        place = made.root / "submitted" / f"s{n:03}" / NAME
        shutil.copytree(done, place)
        text = TEXT.format(n=n) * 6
        students.answered(place, students.like_the_fictional(n), text, fictional=False)
    return made


def timed(folder: Path, *command: str) -> tuple[float, float]:
    """Seconds a command took, and the most memory it and its workers had at once, in MB."""
    from commands import environment

    scripts = sysconfig.get_path("scripts")
    path = scripts + os.pathsep + os.environ.get("PATH", "")  # nbgrader looks for `alembic` there
    start = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, *command], cwd=folder, env={**environment(folder), "PATH": path},
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


def row(who: str, count: int, took: float, most: float) -> None:
    rate = f"{count / took:6.2f} a second"
    print(f"{who:20} {count:4} submissions in {took:6.1f} s, {rate}, {most:5.0f} MB", flush=True)


def each(times: dict[int, float]) -> float:
    """Seconds that one submission more takes, from the smallest class to the largest."""
    few, many = min(times), max(times)
    return (times[many] - times[few]) / (many - few)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 100, 300])
    parser.add_argument("--peer", type=int, nargs="*", default=[4, 12], help="its sizes of class")
    options = parser.parse_args()
    print(f"{NAME}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    ours: dict[int, float] = {}
    peers: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for count in options.sizes:
            made = course(Path(scratch) / f"ours-{count}", count)
            ours[count], most = timed(made.folder, "-c", GRADE, NAME)
            scores = {sum(filter(None, all.values())) for all in made.grades(NAME).values()}
            assert scores == {POINTS}, scores
            row("plnkit, 2 workers", count, ours[count], most)
        for count in options.peer:
            made = course(Path(scratch) / f"peer-{count}", count)
            (made.folder / "nbgrader_config.py").write_text(PEER)
            script = str(Path(sysconfig.get_path("scripts")) / "nbgrader")
            peers[count], most = timed(made.folder, script, "autograde", NAME)
            row("nbgrader, running", count, peers[count], most)
    if len(ours) > 1 and len(peers) > 1:
        mine, theirs = each(ours), each(peers)
        print(
            f"One submission more: plnkit {mine:.3f} s, nbgrader {theirs:.2f} s: {theirs / mine:.0f} times as fast."
        )
        for who, times, slope in (("plnkit", ours, mine), ("nbgrader", peers, theirs)):
            few = min(times)
            print(f"Start-up of {who}: {times[few] - few * slope:.1f} s.")
        count = 100 if 100 in ours else max(ours)
        whole = (min(peers.values()) + (count - min(peers)) * theirs) / ours[count]
        print(
            f"{count} submissions with start-up: {whole:.0f} times as fast, nbgrader's time extended."
        )


if __name__ == "__main__":
    main()

"""nbgrader's own commands, from the shell, on a small course of this repository's kind."""

import csv
import getpass
import json
import os
import re
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import corpus
import pytest
from commands import ROOT, Course
from pages import check_page

from plnkit.cli import main
from plnkit.grading import run
from plnkit.grading.plugin import release_in
from plnkit.model.network import PlnError

SOURCE = Path(__file__).parent / "course" / "source" / "demo"
TELLING = """honest only_the_stub nothing_at_all no_notebook task_cell_doubled json_cut_off renamed_notebook
    metadata_and_ids_stripped writes_the_gradebook full_marks_as_output handin_is_a_link gradebook_as_a_link
    a_folder_called_assignment_toml unreadable_timestamp markup_0""".split()


class Demo(Course):
    """The small course of these tests, with the submissions of the corpus."""

    def __init__(self, folder: Path):
        super().__init__(folder, SOURCE.parent)
        corpus.RELEASED.update(release_in(SOURCE).notebook)

    def submit(self, *names: str) -> list[corpus.Case]:
        cases = [case for case in corpus.CASES if case.name in names] if names else corpus.CASES
        for case in cases:
            corpus.put(case, self.root / "submitted" / case.name / "demo")
        return cases

    def scores(self) -> dict[str, tuple[float, ...]]:
        tasks = ("t_where", "t_bridges", "t_density")
        return {
            student: tuple(points[task] for task in tasks)
            for student, points in self.grades("demo").items()
        }


@pytest.fixture
def course(tmp_path):
    made = Demo(tmp_path / "course")
    made.run("generate_assignment", "demo")
    return made


@pytest.mark.long
def test_the_released_stub_earns_nothing_and_the_solution_everything(course):
    """Without running cells, nbgrader by itself gives the stub full marks."""
    course.submit("only_the_stub", "honest")
    course.run("autograde", "demo")
    assert course.scores() == {"only_the_stub": corpus.NONE, "honest": corpus.FULL}


@pytest.mark.long
def test_the_whole_class_through_nbgrader_and_nothing_else_changes(course):
    source = course.files("source")
    cases = course.submit()
    course.run("autograde", "demo")
    scores = course.scores()
    for case in cases:
        assert scores[case.name] == pytest.approx(case.points), case.name
    assert course.files("source") == source
    book = json.loads((course.root / "autograded/handin_is_a_link/demo/demo.ipynb").read_text())
    assert "is a link" in "".join(book["cells"][0]["source"])
    for path in (course.root / "autograded").rglob("*"):
        assert path.is_dir() or path.suffix in (".ipynb", ".txt"), path
        assert not path.is_symlink()
    assert not list(course.folder.rglob("owned"))
    course.run("generate_feedback", "demo")
    pages = {
        p.parts[-3]: p.read_text(encoding="utf-8")
        for p in (course.root / "feedback").rglob("*.html")
    }
    assert pages.keys() == {case.name for case in cases}
    for page in pages.values():
        check_page(page)
    assert "not graded yet, of 4 points" in pages["honest"]
    assert "0 of 4 points" in pages["only_the_stub"]


@pytest.mark.long
def test_plnkit_grade_gives_the_same_scores_goes_on_where_it_stopped_and_grades_again(course):
    course.submit(*TELLING)
    course.run("autograde", "demo")
    plain = course.scores()
    told: list[str] = []
    run.grade(course.folder, "demo", progress=told.append)
    assert told == ["Nothing new to grade. --again grades everything again."]
    shutil.rmtree(course.root / "autograded" / "honest")
    told.clear()
    run.grade(course.folder, "demo", progress=told.append)
    assert told == ["1/1  honest: 8.5 points"]
    told.clear()
    with ThreadPoolExecutor(2) as pool:
        run.grade(course.folder, "demo", pool, told.append, again=True)
    assert len(told) == len(TELLING)
    assert course.scores() == plain
    pool = run.workers(2)
    with pool:
        run.grade(course.folder, "demo", pool, told.append, again=True)
    assert course.scores() == plain


@pytest.mark.long
def test_release_fetch_submit_collect_grade_return(course):
    """The whole way through the exchange, as a teacher and a student of one machine go it."""
    if os.name == "nt":
        pytest.skip("nbgrader's exchange does not run on Windows")
    exchange = f"--Exchange.root={course.folder / 'exchange'}"
    named = ["--course=pln", "--CourseDirectory.root=."]
    student = course.folder / "student"
    course.run("release_assignment", "demo", exchange)
    course.run("fetch_assignment", "demo", exchange, *named, within=student)
    assert sorted(p.name for p in (student / "demo").iterdir()) == ["assignment.toml", "demo.ipynb"]
    for name, content in corpus.files().items():
        (student / "demo" / name).write_bytes(content)
    course.run("submit", "demo", exchange, *named, within=student)
    course.run("collect", "demo", exchange)
    course.run("autograde", "demo")
    assert list(course.scores().values()) == [corpus.FULL]
    course.run("generate_feedback", "demo")
    course.run("release_feedback", "demo", exchange)
    course.run("fetch_feedback", "demo", exchange, *named, within=student)
    (page,) = student.rglob("*.html")
    check_page(page.read_text(encoding="utf-8"))
    course.run("export", "--to=grades.csv")
    (row,) = csv.DictReader((course.folder / "grades.csv").open())
    assert (row["student_id"], row["raw_score"], row["max_score"]) == (
        getpass.getuser(),
        "8.5",
        "14.5",
    )


@pytest.mark.long
def test_zips_from_an_lms_are_collected(course):
    from plnkit.model.handin import zip_for_upload

    archive = course.root / "downloaded" / "demo" / "archive"
    archive.mkdir(parents=True)
    for who in ("ana", "ben.li"):
        folder = course.folder / who / "demo"
        folder.mkdir(parents=True)
        for name, content in corpus.files(who=who).items():
            (folder / name).write_bytes(content)
        shutil.copy(zip_for_upload(folder, who), archive)
    (archive / "notes.zip").write_bytes(b"no zip at all")
    (archive / "notes.zip").unlink()
    with zipfile.ZipFile(archive / "strange.zip", "w") as zip:
        zip.writestr("x.txt", "x")
    course.run("zip_collect", "demo")
    course.run("autograde", "demo")
    assert course.scores() == {"ana": corpus.FULL, "ben.li": corpus.FULL}


@pytest.mark.long
def test_a_changed_assignment_is_not_graded_by_its_old_points(course):
    course.submit("honest")
    path = course.root / "source" / "demo" / "assignment.toml"
    path.write_text(path.read_text().replace("points = 3\n", "points = 5\n"))
    with pytest.raises(PlnError, match=r"t_bridges' is worth 5 points, .* Make them the same"):
        run.grade(course.folder, "demo")
    book = course.root / "source" / "demo" / "demo.ipynb"
    book.write_text(book.read_text().replace('"points": 3,', '"points": 5,'))
    with pytest.raises(PlnError, match="nbgrader generate_assignment demo --force"):
        run.grade(course.folder, "demo")
    course.run("generate_assignment", "demo", "--force")
    run.grade(course.folder, "demo", progress=lambda line: None)
    assert course.scores() == {"honest": (3.5, 5.0, 2.0)}


@pytest.mark.long
def test_grades_go_out_into_the_file_of_the_lms(course, capsys):
    (course.folder / "students.csv").write_text(
        'id,first_name,last_name,email\nhonest,Zoë,"Li, Jr.",zoe@uni.example\n'
    )
    course.run("db", "student", "import", "students.csv")
    course.run(
        "db",
        "student",
        "add",
        "late",
        "--first-name=Ana",
        "--last-name=Núñez",
        "--email=ana@uni.example",
    )
    course.submit("honest", "only_the_stub")
    run.grade(course.folder, "demo", progress=lambda line: None)
    theirs = course.folder / "Grades.csv"
    theirs.write_bytes(
        b"ID number,Email address,Demo\r\n,zoe@uni.example,-\r\n,ana@uni.example,5\r\n"
    )

    def grades(*words, code=0):
        assert main(["grades", "demo", "--course", str(course.folder), *words]) == code
        said = capsys.readouterr()
        return said.out + said.err

    said = grades("--moodle", str(theirs), "--column", "Demo")
    assert (
        "honest has no grade yet: left as it is." in said
    )  # its written answers wait for a person
    assert "late has no grade yet: left as it is." in said
    assert "Nothing was written" in said
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", "pln") as book:
        for name in ("r_one", "r_two"):
            book.find_grade(name, "demo", "demo", "honest").manual_score = 2
        book.db.commit()
    filled = course.folder / "filled.csv"
    said = grades("--moodle", str(theirs), "--column", "Demo", "--to", str(filled))
    assert "honest: - -> 12.5" in said
    assert filled.read_bytes() == theirs.read_bytes().replace(b"example,-", b"example,12.5")
    assert "exists already" in grades("--to", str(filled), code=2)
    assert 'honest,"Li, Jr.",Zoë,zoe@uni.example,12.5,14.5' in grades()
    run.grade(course.folder, "demo", progress=lambda line: None, again=True)
    assert "12.5,14.5" in grades()  # what was given by hand stays


def test_every_command_of_the_instructors_page_is_tested():
    page = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
    tested = " ".join(Path(__file__).read_text(encoding="utf-8").split())
    shown = re.findall(r"(?:^    |`)nbgrader ((?:db student )?[a-z_]+)", page, re.MULTILINE)
    assert len(set(shown)) >= 12
    for command in set(shown):
        assert '"' + '", "'.join(command.split()) + '"' in tested, command

"""An instructor grades a written answer in formgrader, and nothing a student wrote runs."""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser.conftest import LIMIT
from grading import students
from grading.commands import Course, environment
from grading.pages import check_page
from playwright.sync_api import expect

NAME = "a3_audit"
HOSTILE = """Few of my people know each other. That does **not** say that they think alike.

<script>window.owned = 1; fetch('https://elsewhere.example/')</script>
<img src=x onerror="window.owned = 2">
<svg onload="window.owned = 3"></svg>
<iframe src="javascript:parent.owned = 4"></iframe>
[a link](javascript:window.owned=5) ![a picture](https://elsewhere.example/x.png)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with one honest and one hostile submission, graded."""
    made = Course(tmp_path_factory.mktemp("formgrader") / "course")
    made.run("generate_assignment", NAME)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLN_HOME", str(made.folder / "pln"))
        for who, text in (("ana", students.TEXT), ("ben", HOSTILE)):
            folder = made.released(NAME, made.root / "submitted" / who / NAME)
            students.answered(folder, texts=text)
    made.run("autograde", NAME)
    return made


@pytest.fixture(scope="module")
def address(course):
    """JupyterLab as `python run.py` starts it: in the folder with nbgrader_config.py."""
    options = "--no-browser --allow-root --ServerApp.port=0 --ServerApp.ip=127.0.0.1 --IdentityProvider.token="
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter", "lab", *options.split(), f"--ServerApp.root_dir={course.folder}",
         "--LabApp.extension_manager=readonly", "--LabApp.news_url=None"],
        cwd=course.folder, env=environment(course.folder), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    said = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            break
    else:
        pytest.fail("JupyterLab did not start:\n" + "".join(said))
    threading.Thread(target=process.stderr.read, daemon=True).start()
    yield found.group()
    process.terminate()
    process.wait()


@pytest.fixture
def page(chromium):
    """A page that fails the test when it asks another machine for anything."""
    context, strangers = chromium.new_context(viewport={"width": 1280, "height": 1000}), []
    context.set_default_timeout(LIMIT)
    here = ("127.0.0.1", None)
    context.on("request", lambda r: urlsplit(r.url).hostname in here or strangers.append(r.url))
    yield context.new_page()
    context.close()
    assert not strangers, f"asked other machines: {strangers}"


def shot(page, name: str) -> None:
    """A picture of the whole page, where PLN_SHOTS names a folder for it."""
    if folder := os.environ.get("PLN_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def graded(course, who: str, cell: str):
    """What the gradebook has for a written answer: points and comment given by hand."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", "pln") as book:
        place = (cell, NAME, NAME, who)
        return book.find_grade(*place).manual_score, book.find_comment(*place).manual_comment


def submission(page, address: str, text: str) -> None:
    """Opens the submission whose first written answer holds the text."""
    page.goto(f"{address}formgrader/gradebook/{NAME}/{NAME}")
    page.get_by_role("link", name=re.compile("Submission #")).first.click()
    page.locator("#r_a5").wait_for()
    if page.get_by_text(text).count() == 0:
        page.get_by_role("link", name=re.compile("Next")).click()
        page.get_by_text(text).first.wait_for()


def test_an_instructor_finds_formgrader_in_jupyterlab_s_menu(address, page):
    """It is empty, and says so, where the course is not found."""
    page.goto(f"{address}lab?reset")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader").click()
    formgrader = page.frame_locator("iframe")
    formgrader.get_by_role("link", name="Manual Grading").click()
    formgrader.get_by_role("link", name=NAME).click()
    expect(formgrader.locator(".breadcrumb .active")).to_have_text(NAME)
    formgrader.get_by_role("link", name=NAME).click()
    expect(formgrader.get_by_role("link", name=re.compile("Submission #"))).to_have_count(2)


def test_points_and_a_comment_are_saved_and_reach_the_student(course, address, page):
    submission(page, address, students.TEXT)
    expect(page.get_by_text("More of them go both ways")).to_be_visible()  # what was answered
    expect(page.locator(".pln-figure svg").first).to_be_visible()
    expect(page.get_by_text("plnkit.")).to_have_count(0)
    expect(page.get_by_text("For the teacher: What the signs mean for you")).to_be_visible()
    shot(page, "formgrader")
    with page.expect_response(lambda r: "/api/grade/" in r.url and r.request.method == "PUT"):
        page.locator("#r_a5").fill("4")
        page.locator("#r_a5").press("Tab")
    with page.expect_response(lambda r: "/api/comment/" in r.url and r.request.method == "PUT"):
        page.locator("#r_a5-comment").fill("Say what this number *can't* tell.")
        page.locator("#r_a5-comment").press("Tab")
    assert graded(course, "ana", "r_a5") == (4, "Say what this number *can't* tell.")
    course.run("generate_feedback", NAME, "--force")
    feedback = course.root / "feedback" / "ana" / NAME / f"{NAME}.html"
    page.goto(feedback.as_uri())
    expect(
        page.get_by_text("49 of 57 points, so far: 2 written answers are not graded yet.")
    ).to_be_visible()
    expect(page.locator("#r_a5")).to_have_text("4 of 6 points")
    expect(page.get_by_text("Say what this number can't tell.")).to_be_visible()
    expect(page.get_by_role("table").first).to_contain_text("Which goals it serves")
    page.get_by_text("The same as a table").first.click()
    expect(page.get_by_role("cell", name="Face to face").first).to_be_visible()
    shot(page, "feedback")


def test_what_a_student_wrote_runs_nowhere(course, address, page):
    course.run("generate_feedback", NAME, "--force")
    feedback = course.root / "feedback" / "ben" / NAME / f"{NAME}.html"
    check_page(feedback.read_text(encoding="utf-8"))
    for open_ in (
        lambda: submission(page, address, "window.owned = 1"),
        lambda: page.goto(feedback.as_uri()),
    ):
        open_()
        expect(page.get_by_text("window.owned = 1").first).to_be_visible()  # shown as it was typed
        expect(
            page.locator("a[href^=javascript], img[src^=http], iframe, svg[onload]")
        ).to_have_count(0)
        page.evaluate("() => document.fonts.ready")
        assert [frame.evaluate("window.owned") for frame in page.frames] == [None]

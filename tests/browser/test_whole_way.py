"""The whole way of one learner: draw eight in the lesson, answer, check, hand in, be graded; and go on."""

import json
import re
import shutil
import zipfile

import pytest
from browser.test_assignments import OURS, save, show, write
from grading.commands import Course
from playwright.sync_api import expect

from assignments import TEXT
from plnkit.model.assignment import assignment_in

DRAWING = ".jp-OutputArea-output .pln-netmap"
NAME, STUDENT = "a2_map", "s1234567"
PEOPLE = ["Ottoline", "Priyanka", "Wenceslas", "Yevgenia", "Bartholomew", "Xochitl"]
CIRCLE, ARCHIVE = "Quokka reading circle", "Zephyrine archive"
GOALS = ["Teach phonics with ease", "Speak before many people"]
NAMES = [*PEOPLE, CIRCLE, ARCHIVE, *GOALS]


@pytest.fixture
def course(tmp_path):
    """The course with the first map released."""
    made = Course(tmp_path / "course")
    made.run("generate_assignment", NAME)
    return made


@pytest.fixture
def home(jupyter):
    """The learner's folder, with nothing in it yet."""
    folder = jupyter.root.parent / "pln"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def opened(jupyter, open_notebook):
    """A function that opens a notebook below JupyterLab's root, and runs it."""

    def open_(folder, name):
        path = folder / f"{name}.ipynb"
        notebook = open_notebook(str(path.relative_to(jupyter.root)))
        notebook.folder = folder
        notebook.theme("light")
        notebook.run_all()
        return notebook

    return open_


def draw(lesson) -> None:
    """Seven by the keyboard, where one meets and what they give, two goals of which one is served."""
    page, keys = lesson.page, lesson.page.keyboard
    ours = page.locator(DRAWING)
    show(ours)
    ours.locator("[role=option][tabindex='0']").focus()
    keys.press("+")
    for n, name in enumerate([*PEOPLE, CIRCLE], 1):
        if name == CIRCLE:
            ours.get_by_label("as a", exact=True).select_option("community")
            ours.get_by_label("Name or initials of somebody new").focus()
        keys.type(name)
        keys.press("Enter")
        lesson.wait_for("my_map.network.people_count", n)
        expect(ours.get_by_label("Name or initials of somebody new")).to_have_value("")
    ours.locator("[role=option][tabindex='0']").focus()
    keys.press("Home")
    keys.press("ArrowRight")
    keys.press("t")
    keys.press("ArrowRight")
    keys.press("Enter")
    lesson.wait_for("sum('me' not in tie.pair for tie in my_map.network.ties.values())", 1)
    keys.press("End")
    for _ in range(6):
        keys.press("Shift+ArrowLeft")
    expect(ours.locator("[role=option][aria-selected=true]")).to_have_count(7)
    tell(ours)
    ours.locator("summary", has_text="Goals this serves").press("Enter")
    for n, goal in enumerate(GOALS, 1):
        ours.get_by_label("A new goal").fill(goal)
        ours.get_by_label("A new goal").press("Enter")
        lesson.wait_for("len(my_map.network.goals)", n)
    ours.get_by_label(GOALS[0], exact=True).check()
    lesson.wait_for("[len(e.goals) for e in my_map.network.entries.values()]", [0] + [1] * 7)
    show(ours)
    lesson.screenshot("whole-way-drawn")


def tell(ours) -> None:
    """Say of whoever is chosen where one meets, and that ideas come from there."""
    ours.get_by_label("Where you meet").fill("Mastodon")
    ours.get_by_label("Where you meet").press("Enter")
    ours.locator("summary", has_text="Gives me").press("Enter")
    ours.get_by_label("ideas", exact=True).first.check()


def draw_the_eighth(notebook) -> None:
    """In the assignment itself, with the names shown on the screen."""
    ours = notebook.page.locator(DRAWING)
    show(ours)
    ours.get_by_role("button", name="Show the names on my screen").press("Enter")
    name = ours.get_by_label("Name or initials of somebody new")
    expect(name).to_be_enabled()
    ours.get_by_label("as a", exact=True).select_option("source")
    name.fill(ARCHIVE)
    name.press("Enter")
    said(notebook.page, "8 entries are in your hand-in now")
    ours.get_by_role("option", name=ARCHIVE).click()
    tell(ours)
    ours.locator("summary", has_text="Goals this serves").press("Enter")
    ours.get_by_label(GOALS[0], exact=True).check()
    notebook.wait_for("[len(e.goals) for e in my_map.network.entries.values()]", [0] + [1] * 8)
    notebook.screenshot("whole-way-the-eighth")


def said(page, text) -> None:
    """Returns when it is said somewhere: JupyterLab hides what is far off the screen."""
    page.get_by_text(text).first.wait_for(state="attached")


def option(menu, text: str) -> None:
    """Choose in a menu what has this text in it."""
    menu.select_option(menu.locator("option", has_text=text).get_attribute("value"))


def answer(notebook, open_pairs: int) -> None:
    page = notebook.page
    page.get_by_role("checkbox", name="Show the names on my screen").check()
    for n, goal in enumerate(GOALS, 1):
        option(page.get_by_label(f"Goal, row {n}"), goal)
        option(page.get_by_label(f"What sort of goal it is, row {n}"), "Academic: support")
    option(page.get_by_label("Who or what serves it, row 1"), "Priyanka")
    page.get_by_label("Every entry serves a goal").check()
    option(page.get_by_label("Name a goal that nothing"), GOALS[1])
    number(page, "Of how many pairs", open_pairs)
    among(page, "Name a measure that can't be known").get_by_label("Betweenness").check()
    among(page, "Which measure do you read?").get_by_label("Size", exact=True).check()
    number(page, "What is its number on your map?", 7)
    looked_after = (
        "There are no clients",
        "There is nobody under age",
        "My texts here",
        "The map with",
    )
    for words in looked_after:
        page.get_by_label(words).check()
    for words in ("Their platforms", "Who is tied to whom"):
        page.get_by_label(words).check()


def among(page, prompt: str):
    return page.locator("fieldset", has_text=prompt).last


def number(page, prompt: str, value: int) -> None:
    page.get_by_label(prompt).fill(str(value))
    page.get_by_label(prompt).press("Tab")


def test_from_the_first_entry_to_the_points(jupyter, home, course, opened, tmp_path):
    lesson = opened(jupyter.root / "lessons", "07_map_your_network")
    draw(lesson)
    open_pairs = lesson.python("my_map.network.unknown_pairs()")
    assert open_pairs == 20  # of 21

    folder = course.released(NAME, jupyter.root / tmp_path.name / NAME)
    notebook = opened(folder, NAME)
    page = notebook.page
    said(page, "7 entries are in your hand-in now")
    said(page, "The assignment asks for 8.")
    show(page.get_by_role("heading", name="My map, and what it is for"))
    notebook.screenshot("whole-way-a2")
    part = page.get_by_role("button", name="Check this part (8 points)")
    part.press("Enter")
    said(page, "7 of 8 points so far. 2 things to look at again.")
    said(page, "Your map has 7 entries. Add 1 more")
    draw_the_eighth(notebook)
    part.press("Enter")
    said(page, "8 of 8 points so far. Nothing is missing.")
    answer(notebook, open_pairs)
    page.get_by_role("button", name="Check all parts").press("Enter")
    said(page, "28 of 28 points so far. Nothing is missing.")
    show(page.get_by_text("28 of 28 points so far."))
    notebook.screenshot("whole-way-checked")
    assert notebook.axe(OURS) == []
    show(page.get_by_role("heading", name="2. What it is for"))
    notebook.screenshot("whole-way-goals")
    notebook.theme("dark")
    assert notebook.axe(OURS) == []
    show(page.get_by_text("28 of 28 points so far."))
    notebook.screenshot("whole-way-checked-dark")

    write(notebook, "r_goals", f"I will ask {PEOPLE[0]} what she reads.")
    write(notebook, "r_measure", TEXT)
    save(notebook)
    page.get_by_label("Your name or number in this course").fill(STUDENT)
    make = page.get_by_role("button", name="Look for names, then make the file to upload")
    make.press("Enter")
    said(page, re.compile(r"\d+ places? to look at before you hand in"))
    write(notebook, "r_goals", TEXT)
    save(notebook)
    make.press("Enter")
    said(page, "No names found. Upload this one file")
    show(page.get_by_role("heading", name="Hand in", exact=True))
    notebook.screenshot("whole-way-handed-in")

    save(notebook)
    (made,) = folder.glob(f"*--{STUDENT}--*.zip")
    with zipfile.ZipFile(made) as zip:
        kept = [zip.read(name).decode("utf-8") for name in zip.namelist()]
    kept += [(folder / f"{NAME}.ipynb").read_text(encoding="utf-8")]
    state = "__import__('ipywidgets').Widget.get_manager_state()"
    kept += [json.dumps(notebook.python(state), ensure_ascii=False)]
    assert [name for name in NAMES for text in kept if name in text] == []
    assert len(kept) == 4

    archive = course.root / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    shutil.copy(made, archive)
    course.run("zip_collect", NAME)
    course.plnkit("grade", NAME)
    assignment = assignment_in(folder)
    points = {id: task.points for id, task in assignment.tasks.items()}
    by_hand = dict.fromkeys(assignment.reflections)
    assert course.grades(NAME) == {STUDENT: points | by_hand}
    course.run("generate_feedback", NAME)
    feedback = course.root / "feedback" / STUDENT / NAME / f"{NAME}.html"
    assert [name for name in NAMES if name in feedback.read_text(encoding="utf-8")] == []

    audit = shutil.copytree(
        jupyter.root / "assignments" / "source" / "a3_audit",
        jupyter.root / tmp_path.name / "a3_audit",
    )
    said(opened(audit, "a3_audit").page, "8 entries are in your hand-in now")
    maps = [json.loads((place / "handin.json").read_text("utf-8")) for place in (folder, audit)]
    ids = [{entry["id"] for entry in handin["network"]["entries"]} for handin in maps]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 9

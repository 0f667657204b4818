"""A student opens an assignment, answers it with mouse and keyboard, checks it and hands it in."""

import json
import re
import shutil
import zipfile

import pytest
from browser.conftest import pick
from playwright.sync_api import expect

from plnkit.model.library import sample
from plnkit.model.network import ME
from plnkit.model.pseudonyms import pseudonym
from plnkit.model.store import MAP, Store

OURS = ".jp-OutputArea-output .pln-control"
NAMES = [e.name for e in sample("student").entries.values() if e.id != ME and e.kind == "person"]


@pytest.fixture
def home(jupyter):
    """The student's own folder, with the sample student's map in it."""
    folder = jupyter.root.parent / "pln"
    shutil.rmtree(folder, ignore_errors=True)
    with Store.open(folder / MAP) as store:
        store.edit("mapped", sample("student").with_snapshot("2026-09-01"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def student(jupyter, home, open_notebook, tmp_path_factory):
    """A function that opens a copy of an assignment, outside the course's source, and runs it."""

    def open_(name, **options):
        folder = jupyter.root / tmp_path_factory.mktemp("student", numbered=True).name / name
        shutil.copytree(jupyter.root / "assignments" / "source" / name, folder)
        notebook = open_notebook(
            str((folder / f"{name}.ipynb").relative_to(jupyter.root)), **options
        )
        notebook.folder = folder
        notebook.theme("light")
        notebook.run_all()
        return notebook

    return open_


def kept(notebook) -> dict:
    return json.loads((notebook.folder / "handin.json").read_text(encoding="utf-8"))["answers"]


def save(notebook) -> None:
    notebook._app("await panel.context.save();")


def write(notebook, id: str, text: str) -> None:
    """Write a text into the cell of a reflection."""
    cell = "panel.content.widgets.find((cell) => cell.model.getMetadata('nbgrader')?.grade_id === given[0])"
    notebook._app(f"{cell}.model.sharedModel.setSource(given[1]);", [id, text])


SHOW = """async (element) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const seen = () => new Promise((done) => {
        const watch = new IntersectionObserver(([entry]) => (watch.disconnect(), done(entry.isIntersecting)));
        watch.observe(element);
    });
    for (let steady = 0, tries = 0; steady < 3 && tries < 200; tries += 1) {
        element.scrollIntoView({block: 'center'});
        await frame();
        steady = (await seen()) ? steady + 1 : 0;
    }
}"""


def show(locator) -> None:
    """Scroll to it until it stays: JupyterLab draws what comes into view a moment later, and all moves."""
    locator.evaluate(SHOW)
    expect(locator).to_be_in_viewport()


def test_the_first_screen_says_whose_map_it_is_and_who_belongs_on_none(student):
    notebook = student("a3_audit", viewport={"width": 1280, "height": 1000})
    page = notebook.page
    show(page.get_by_role("heading", name="An audit of my learning network"))
    expect(page.get_by_text("No clients, patients, pupils or minors")).to_be_in_viewport()
    expect(page.get_by_label("Which map is this about?")).to_be_in_viewport()
    expect(page.locator(".pln-figure svg").first).to_be_in_viewport()
    notebook.screenshot("assignment-first-screen")
    assert notebook.axe(OURS) == []


def test_answers_by_keyboard_and_mouse_are_there_after_a_restart(student):
    notebook = student("a3_audit")
    page = notebook.page
    page.get_by_label("On which platform do most of your entries stand?").focus()
    pick(page, "Face")
    page.keyboard.press("Tab")
    page.get_by_label("More of them go both ways").focus()
    page.keyboard.press("Space")
    page.get_by_label("How many people and communities").focus()
    page.keyboard.type("17")
    page.keyboard.press("Tab")
    page.get_by_label("Not known: my map doesn't tell this.").nth(1).check()
    page.get_by_label("Others would fall apart into separate parts").check()
    page.get_by_label("What, row 1").select_option(label="Help")
    page.get_by_label("By which month, row 1").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text(re.compile(r"^Saved at \d\d:\d\d\.$"))).to_have_count(6)
    answers = "__import__('plnkit.views.work', fromlist=['']).work_here().handin.answers"
    notebook.wait_for(f"len({answers}['plan'][0])", 2)
    given = {
        "main_platform": "face-to-face",
        "direction": "both",
        "size": 17,
        "density": "unknown",
        "bridge_loss": ["people"],
    }
    now = kept(notebook)
    assert {id: now[id] for id in given} == given
    assert now["plan"][0]["do"] == "help"
    assert len(now["plan"][0]) == 2
    show(page.get_by_label("Others would fall apart"))
    notebook.screenshot("assignment-answered")

    notebook.restart_kernel()
    notebook.run_all()
    expect(page.get_by_text("Saved before.")).to_have_count(6)
    expect(page.get_by_label("More of them go both ways")).to_be_checked()
    expect(page.get_by_label("How many people and communities")).to_have_value("17")
    expect(page.get_by_label("Others would fall apart into separate parts")).to_be_checked()
    expect(page.get_by_label("What, row 1")).to_have_value("help")
    assert kept(notebook) == now


def test_names_are_shown_on_request_and_are_nowhere_in_what_is_saved(student, home):
    notebook = student("a3_audit")
    page = notebook.page
    bridge = page.get_by_label("Who bridges to something")
    expect(bridge.locator("option", has_text="Amara Okafor")).to_have_count(0)
    page.get_by_label("Show the names on my screen").check()
    expect(bridge.locator("option", has_text="Amara Okafor")).to_have_count(1)
    expect(page.locator(".pln-figure svg text", has_text="Amara Okafor")).to_have_count(1)
    page.get_by_label("Leila Haddad: person").check()
    show(page.get_by_role("heading", name="1. Whom and what you learn from"))
    notebook.screenshot("assignment-names-shown")
    assert notebook.axe(OURS) == []
    expect(page.get_by_text(re.compile(r"^Saved at"))).to_have_count(1)

    save(notebook)
    saved = (notebook.folder / "a3_audit.ipynb").read_text(encoding="utf-8")
    saved += (notebook.folder / "handin.json").read_text(encoding="utf-8")
    saved += json.dumps(
        notebook.python("__import__('ipywidgets').Widget.get_manager_state()"), ensure_ascii=False
    )
    assert [name for name in NAMES if name in saved] == []
    secret = bytes.fromhex((home / "pln-secret").read_text().strip())
    assert kept(notebook)["learn_most"] == [pseudonym("leila", secret)]

    page.get_by_label("Show the names on my screen").uncheck()
    expect(bridge.locator("option", has_text="Amara Okafor")).to_have_count(0)
    expect(page.locator(".pln-figure svg text", has_text="Amara Okafor")).to_have_count(0)


def test_a_student_checks_finds_a_name_mends_it_and_hands_in(student):
    notebook = student("a3_audit")
    page = notebook.page
    page.get_by_label("More of them go one way").check()
    check = page.get_by_role("button", name="Check this part (4 points)").first
    check.focus()
    page.keyboard.press("Enter")
    page.get_by_text("0 of 4 points so far. 2 things to look at again.").wait_for()
    page.get_by_text("Your map says something else. Look at it once more").first.wait_for()
    show(page.get_by_text("0 of 4 points so far."))
    notebook.screenshot("assignment-checked")
    page.get_by_label("More of them go both ways").check()
    page.get_by_text("Something changed since.").wait_for()
    check.press("Enter")
    page.get_by_text("2 of 4 points so far. 1 thing to look at again.").wait_for()

    write(notebook, "r_a6", "I will ask Amara Okafor what she reads.")
    save(notebook)
    page.get_by_label("Your name or number in this course").fill("s1234567")
    make = page.get_by_role("button", name="Look for names, then make the file to upload")
    make.click()
    page.get_by_text(re.compile(r"\d+ places? to look at before you hand in")).wait_for()
    page.get_by_text("I will ask Amara Okafor what she reads").last.wait_for()
    assert not list(notebook.folder.glob("*.zip"))
    show(page.get_by_text("to look at before you hand in"))
    notebook.screenshot("assignment-a-name-found")
    assert notebook.axe(OURS) == []

    write(notebook, "r_a6", "I will ask a friend what she reads.")
    save(notebook)
    make.press("Enter")
    page.get_by_text("No names found. Upload this one file").wait_for()
    (made,) = notebook.folder.glob("*--s1234567--*.zip")
    assert sorted(zipfile.ZipFile(made).namelist()) == ["a3_audit.ipynb", "handin.json"]
    show(page.get_by_role("heading", name="Hand in", exact=True))
    notebook.screenshot("assignment-handed-in")
    assert notebook.axe(OURS) == []


@pytest.mark.parametrize("name", ["a3_audit", "a4_growth_plan"])
def test_axe_finds_nothing_in_the_dark_either(student, name):
    notebook = student(name)
    notebook.theme("dark")
    notebook.page.get_by_label("Show the names on my screen").check()
    notebook.page.get_by_role("button", name="Check all parts").press("Enter")
    notebook.page.get_by_text("to look at again").first.wait_for()
    show(notebook.page.get_by_role("heading", name="Your map", level=3, exact=True))
    notebook.screenshot(f"{name}-dark")
    show(notebook.page.get_by_text("to look at again").first)
    notebook.screenshot(f"{name}-dark-checked")
    assert notebook.axe(OURS) == []


def test_two_maps_stand_side_by_side(student):
    notebook = student("a4_growth_plan")
    page = notebook.page
    expect(page.get_by_text("The earlier one, 2026-09.")).to_have_count(1)
    show(page.get_by_role("columnheader", name="Then, 2026-09"))
    notebook.screenshot("assignment-then-and-now")


def test_a_narrow_screen_holds_all_of_it(student):
    notebook = student("a3_audit", viewport={"width": 400, "height": 900})
    page = notebook.page
    expect(page.get_by_label("Which map is this about?")).to_have_count(1)
    wide = """[...document.querySelectorAll('.pln-control')]
        .filter((control) => control.scrollWidth > control.clientWidth + 1)
        .map((control) => control.textContent.slice(0, 60))"""
    assert page.evaluate(wide) == []
    for n, text in enumerate(
        ["Your map", "1. Whom and what you learn from", "9. What you will do next", "Hand in"]
    ):
        heading = page.get_by_role("heading", name=text, exact=True).first
        show(heading)
        notebook.screenshot(f"assignment-narrow-{n}")

"""Lesson 07 as a learner goes through it: look, read, predict, check; with the keyboard too."""

import pytest
from browser.conftest import pick
from playwright.sync_api import expect

LESSON = "lessons/07_map_your_network.ipynb"
OURS = ".jp-OutputArea-output .pln-control"


@pytest.fixture
def lesson(open_notebook):
    notebook = open_notebook(LESSON, viewport={"width": 1280, "height": 1000})
    notebook.theme("light")
    notebook.run_all()
    return notebook


def test_the_first_screen_has_something_to_touch(lesson):
    page = lesson.page
    page.mouse.move(640, 500)
    page.mouse.wheel(
        0, -20_000
    )  # as a reader scrolls: JupyterLab draws a cell once it is scrolled to
    expect(page.get_by_label("Which network?")).to_be_in_viewport()
    expect(page.locator("svg.pln-map").first).to_be_in_viewport()
    lesson.screenshot("lesson-07-first-screen")
    assert lesson.axe(OURS) == []


def test_axe_finds_nothing_in_the_dark(lesson):
    lesson.theme("dark")
    lesson.page.get_by_role("heading", name="What this network says").scroll_into_view_if_needed()
    lesson.screenshot("lesson-07-dark")
    assert lesson.axe(OURS) == []


def test_an_export_shows_what_nobody_has_said(lesson):
    page = lesson.page
    page.get_by_label("Which network?").select_option(label="A LinkedIn export of 24 contacts")
    lesson.wait_for("chooser.network.people_count", 24)
    page.get_by_text("not known yet").first.wait_for()
    assert page.get_by_text("What was read.").count() == 1
    lesson.screenshot("lesson-07-linkedin")
    assert lesson.axe(OURS) == []


def choose(page, label, keys):
    """Choose in a menu, as a keyboard user does."""
    page.get_by_label(label).focus()
    pick(page, keys)


def test_predict_then_check_with_the_keyboard_alone(lesson):
    page = lesson.page
    page.get_by_label("Who?").wait_for()
    choose(page, "Who?", "Amara")
    page.get_by_label("And who else?").locator("option", has_text="Betta").wait_for(
        state="attached"
    )
    choose(page, "And who else?", "Betta")
    page.get_by_label("Which measure do you watch?").focus()
    pick(page, "Effective")
    page.get_by_role("button", name="Show what happens").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Predict first").wait_for()
    page.get_by_label("It goes up").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Show what happens").focus()
    page.keyboard.press("Enter")
    page.get_by_text("You predicted that it goes up. Effective size goes down.").wait_for()
    page.get_by_text("Before and after").wait_for()
    page.get_by_text("Before and after").scroll_into_view_if_needed()
    lesson.screenshot("lesson-07-predicted")
    assert lesson.axe(OURS) == []


def test_a_narrow_screen_and_large_type(open_notebook):
    notebook = open_notebook(LESSON, viewport={"width": 400, "height": 900})
    notebook.theme("light")
    notebook.run_cell(1)
    expect(notebook.page.get_by_label("Which network?")).to_be_in_viewport()
    notebook.screenshot("lesson-07-narrow")
    wide = notebook.page.evaluate(
        "[...document.querySelectorAll('.pln-control')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    )
    assert wide == 0

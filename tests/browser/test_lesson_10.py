"""Lesson 10 as a learner goes through it, with the keyboard: plan, predict, keep, take the calendar away."""

from datetime import date, timedelta

import pytest
from browser.conftest import pick
from playwright.sync_api import expect

LESSON = "lessons/10_keep_it_alive.ipynb"
OURS = ".jp-OutputArea-output .pln-control"
FIRST = ".jp-OutputArea-output"
WIDE, NARROW = {"width": 1280, "height": 1000}, {"width": 400, "height": 900}
SOON = (date.today() + timedelta(weeks=1)).isoformat()


@pytest.fixture
def lesson(open_notebook, tmp_path):
    """A function that opens the lesson with a learner's folder in which the student's map is her own."""

    def open_(viewport: dict = WIDE):
        notebook = open_notebook(LESSON, viewport=viewport)
        notebook.theme("light")
        notebook.do(f"import os; os.environ['PLN_HOME'] = {str(tmp_path / 'pln')!r}")
        notebook.do(
            "from plnkit.model.store import Store\n"
            "import plnkit\n"
            "with Store.open() as store: store.edit('mapped', plnkit.sample('student'))"
        )
        notebook.run_all()
        return notebook

    return open_


def widget(notebook, heading, nth=0):
    """The nth widget with this heading, scrolled to as a reader would."""
    found = notebook.page.locator(FIRST).filter(
        has=notebook.page.get_by_role("heading", name=heading)
    )
    found.nth(nth).scroll_into_view_if_needed()
    return found.nth(nth)


def to_the_top(page) -> None:
    """As a reader scrolls: JupyterLab draws a cell once it is scrolled to."""
    page.mouse.move(page.viewport_size["width"] / 2, page.viewport_size["height"] / 2)
    page.mouse.wheel(0, -60_000)


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_the_first_screen_has_something_to_touch_in_both_themes(lesson, width):
    notebook = lesson(WIDE if width == "wide" else NARROW)
    page = notebook.page
    for theme in ("light", "dark"):
        notebook.theme(theme)
        to_the_top(page)
        expect(page.get_by_label("What will you do?").first).to_be_in_viewport()
        notebook.screenshot(f"lesson-10-first-{width}-{theme}")
        assert notebook.axe(OURS) == []
    too_wide = "[...document.querySelectorAll('.pln-control')].filter(e => e.scrollWidth > e.clientWidth + 1)"
    assert page.evaluate(f"{too_wide}.map(e => e.className + e.textContent.slice(0, 40))") == []


def test_a_plan_is_made_with_the_keyboard_alone_and_the_calendar_taken_away(lesson, tmp_path):
    notebook = lesson()
    page, plan = notebook.page, widget(notebook, "A plan with dates", 1)
    plan.get_by_label("Who is it about?").focus()
    pick(page, "Ingrid")
    page.keyboard.press("Tab")
    expect(plan.get_by_label("By when?")).to_be_focused()
    expect(plan.get_by_label("By when?")).to_have_value(SOON)
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("When it is Friday, send Ingrid my notes")
    page.keyboard.press("Tab")
    expect(plan.get_by_role("button", name="Keep this step")).to_be_focused()
    page.keyboard.press("Enter")
    expect(plan.get_by_text("names Ingrid Solberg")).to_be_visible()
    assert notebook.axe(OURS) == []
    note = plan.get_by_label("In which situation, and what exactly?")
    note.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("When it is Friday, send my notes")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(plan.get_by_role("table")).to_contain_text("Help Ingrid Solberg")
    expect(plan.get_by_role("table")).to_contain_text("every 2 weeks")
    link = plan.get_by_role("link", name="Download plan.ics")
    for theme in ("light", "dark"):
        notebook.theme(theme)
        widget(notebook, "A plan with dates", 1)
        link.scroll_into_view_if_needed()
        notebook.screenshot(f"lesson-10-plan-{theme}")
        assert notebook.axe(OURS) == []
    link.focus()
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    text = taken.value.path().read_bytes()
    assert taken.value.suggested_filename == "plan.ics"
    assert text == (tmp_path / "pln" / "plan.ics").read_bytes()
    assert b"Help somebody: see your map" in text
    assert b"Ingrid" not in text
    notebook.restart_kernel()
    notebook.do(f"import os; os.environ['PLN_HOME'] = {str(tmp_path / 'pln')!r}")
    notebook.do("import plnkit; plan = plnkit.Plan()")
    assert "Help Ingrid Solberg" in notebook.python("plan._steps.value")


def test_three_predictions_and_a_day_kept(lesson):
    notebook = lesson()
    page, change = notebook.page, widget(notebook, "Change one thing")
    change.get_by_label("What happens?").focus()
    pick(page, "Somebody")
    expect(change.get_by_label("And who else?")).to_be_disabled()
    change.get_by_label("Who?").focus()
    pick(page, "Thursday")
    change.get_by_label("Which measure do you watch?").focus()
    pick(page, "Parts")
    show = change.get_by_role("button", name="Show what happens")
    show.focus()
    page.keyboard.press("Enter")
    expect(change.get_by_text("Predict first: will it")).to_be_visible()
    change.get_by_label("It goes up").focus()
    page.keyboard.press("Space")
    show.focus()
    page.keyboard.press("Enter")
    expect(change.get_by_text("As you predicted: Parts without you goes up.")).to_be_visible()
    notebook.screenshot("lesson-10-predicted")
    days = widget(notebook, "Then and now")
    days.get_by_role("button", name="Keep this day").focus()
    page.keyboard.press("Enter")
    notebook.wait_for("len(my_map.network.snapshots)", 1)
    assert notebook.axe(OURS) == []


def test_a_narrow_screen(lesson):
    notebook = lesson(NARROW)
    plan = widget(notebook, "A plan with dates")
    plan.get_by_role("button", name="Keep this step").click()
    expect(plan.get_by_role("table")).to_contain_text("Help somebody")
    plan.get_by_role("link", name="Download plan.ics").scroll_into_view_if_needed()
    notebook.screenshot("lesson-10-narrow-plan")
    assert notebook.axe(OURS) == []

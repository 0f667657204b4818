"""Lesson 09 as a learner goes through it, with the keyboard: ask, look back, predict, keep a day, compare."""

import pytest
from browser.conftest import pick
from playwright.sync_api import expect

LESSON = "lessons/09_reach_and_bridges.ipynb"
OURS = ".jp-OutputArea-output .pln-control"
FIRST = ".jp-OutputArea-output"


@pytest.fixture
def lesson(open_notebook):
    notebook = open_notebook(LESSON, viewport={"width": 1280, "height": 1000})
    notebook.theme("light")
    notebook.run_all()
    return notebook


def widget(lesson, heading, nth=0):
    """The nth widget with this heading, scrolled to as a reader would."""
    found = lesson.page.locator(FIRST).filter(has=lesson.page.get_by_role("heading", name=heading))
    found.nth(nth).scroll_into_view_if_needed()
    return found.nth(nth)


def choose(page, control, keys):
    """Choose in a menu, as a keyboard user does."""
    control.focus()
    pick(page, keys)


def test_the_first_screen_has_something_to_touch(lesson):
    page = lesson.page
    page.mouse.move(640, 500)
    page.mouse.wheel(0, -30_000)
    expect(page.get_by_label("Who may know?").first).to_be_in_viewport()
    expect(page.locator(".pln-reach").first).to_be_in_viewport()
    expect(page.locator(".pln-reach").first).to_contain_text("4 steps")
    lesson.screenshot("lesson-09-first-screen")
    assert lesson.axe(OURS) == []


def test_who_may_know_and_how_it_travels_by_keyboard(lesson):
    page, asked = lesson.page, widget(lesson, "Who sees my question?")
    choose(page, asked.get_by_label("Who may know?"), "Group: aq")
    expect(asked.locator(".pln-reach")).to_contain_text("no way is told")
    page.keyboard.press("ArrowUp")  # typed on, it would go on with the same word
    expect(asked.locator(".pln-reach")).to_contain_text("4 steps")
    asked.get_by_label("I post it").focus()
    page.keyboard.press("ArrowDown")
    expect(asked.locator(".pln-reach > li").last).to_contain_text("1 step")
    asked.get_by_text("The same as a table").focus()
    page.keyboard.press("Enter")
    expect(asked.get_by_role("table")).to_contain_text("Siobhán Byrne")
    assert lesson.axe(OURS) == []


def test_a_day_is_kept_and_compared_with_the_keyboard_alone(lesson):
    page = lesson.page
    lesson.do("from plnkit.model import edits")
    lesson.do("my_map.edit(edits.added(my_map.network, 'Ana', ring='close'))")
    size = lesson.python("plnkit.measures(my_map.network, only=['size'])['size'].so_far")
    kept = lesson.python("len(my_map.network.snapshots)")  # other tests may have used the map
    days = widget(lesson, "Then and now", 1)
    days.get_by_label("A word on this day").focus()
    page.keyboard.type("week one")
    page.keyboard.press("Tab")
    expect(days.get_by_role("button", name="Keep this day")).to_be_focused()
    page.keyboard.press("Enter")
    expect(days.get_by_label("Compare")).to_contain_text("week one")
    lesson.wait_for("len(my_map.network.snapshots)", kept + 1)
    days.get_by_label("Compare").focus()
    page.keyboard.press("End")
    lesson.do("my_map.edit(edits.added(my_map.network, 'Ben', ring='regular'))")
    expect(days.get_by_text("Your map has changed.")).to_be_visible()
    days.get_by_role("button", name="Compare again").focus()
    page.keyboard.press("Enter")
    expect(days.get_by_text(f"Size went up from {size} to {size + 1}.").first).to_be_visible()
    choose(page, days.get_by_label("Which measure?"), "Bridg")
    expect(days.get_by_text("Bridging")).not_to_have_count(0)
    lesson.screenshot("lesson-09-own-days")
    assert lesson.axe(OURS) == []
    lesson.restart_kernel()
    lesson.do("import plnkit; days = plnkit.Snapshots()")
    assert lesson.python("[s.label for s in days.network.snapshots]")[-1:] == ["week one"]


def test_the_parts_are_seen_in_both_themes(lesson):
    page, days = lesson.page, widget(lesson, "Then and now")
    choose(page, days.get_by_label("Which measure?"), "Density")
    expect(days.get_by_text("Density went down from 21.4% to 20%.").first).to_be_visible()
    for theme in ("light", "dark"):
        lesson.theme(theme)
        days.scroll_into_view_if_needed()
        lesson.screenshot(f"lesson-09-then-and-now-{theme}")
        days.locator("svg.pln-steps").scroll_into_view_if_needed()
        lesson.screenshot(f"lesson-09-parts-{theme}")
        page.get_by_role("caption").filter(
            has_text="What the network looked like before."
        ).first.scroll_into_view_if_needed()
        lesson.screenshot(f"lesson-09-before-{theme}")
        assert lesson.axe(OURS) == []


def test_a_narrow_screen(open_notebook):
    notebook = open_notebook(LESSON, viewport={"width": 400, "height": 900})
    notebook.theme("light")
    notebook.run_cell(1)
    expect(notebook.page.get_by_label("Who may know?").first).to_be_in_viewport()
    notebook.screenshot("lesson-09-narrow")
    wide = notebook.page.evaluate(
        "[...document.querySelectorAll('.pln-control')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    )
    assert wide == 0
    notebook.page.locator(".pln-reach").scroll_into_view_if_needed()
    notebook.screenshot("lesson-09-narrow-reach")

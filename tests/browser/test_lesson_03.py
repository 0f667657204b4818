"""Lesson 03 as a learner goes through it, with the keyboard: compare, narrow, predict, weigh."""

import pytest
from browser.conftest import pick
from playwright.sync_api import expect

LESSON = "lessons/03_platforms.ipynb"
OURS = ".jp-OutputArea-output .pln-control"


@pytest.fixture
def lesson(open_notebook):
    notebook = open_notebook(LESSON, viewport={"width": 1280, "height": 1000})
    notebook.theme("light")
    notebook.run_all()
    return notebook


def widget(lesson, heading):
    """The first widget with this heading, scrolled to as a reader would."""
    page = lesson.page
    found = page.locator(".jp-OutputArea-output").filter(
        has=page.get_by_role("heading", name=heading)
    )
    found.first.scroll_into_view_if_needed()
    return found.first


def test_the_first_screen_has_something_to_touch(lesson):
    page = lesson.page
    page.mouse.move(640, 500)
    page.mouse.wheel(0, -30_000)
    expect(page.get_by_label("Another").first).to_be_in_viewport()
    expect(page.get_by_role("rowheader", name="Who sees what, and why").first).to_be_in_viewport()
    lesson.screenshot("lesson-03-first-screen")
    assert lesson.axe(OURS) == []


def test_platforms_are_narrowed_and_compared_by_keyboard(lesson):
    page, side = lesson.page, widget(lesson, "Platforms side by side")
    expect(side.get_by_role("columnheader")).to_have_text(["Question", "Reddit", "TikTok"])
    side.get_by_label("A third").focus()
    pick(page, "Mast")
    expect(side.get_by_role("columnheader")).to_have_text(
        ["Question", "Reddit", "TikTok", "Mastodon"]
    )
    side.get_by_label("Only those that are strong in").focus()
    pick(page, "research")
    expect(side.get_by_text("5 of them are strong in research findings")).to_be_visible()
    expect(side.get_by_role("columnheader")).to_have_text(["Question", "RSS feeds", "Blogs"])
    assert lesson.axe(OURS) == []


def test_the_order_comes_after_a_prediction_and_follows_the_weights(lesson):
    page, chooser = lesson.page, widget(lesson, "Which platform for your goals?")
    show = chooser.get_by_role("button", name="Show the order")
    show.focus()
    page.keyboard.press("Enter")
    expect(chooser.get_by_text("Predict first: what will come first, and why?")).to_be_visible()
    expect(chooser.get_by_role("table")).to_have_count(0)
    chooser.get_by_label("First predict").focus()
    pick(page, "TikTok")
    show.focus()
    page.keyboard.press("Enter")
    expect(chooser.get_by_text("You predicted TikTok.")).to_be_visible()
    first = chooser.get_by_role("table").first.locator("tbody tr").first
    expect(first).to_contain_text("Reddit")
    chooser.get_by_label("G4").focus()
    page.keyboard.press("Home")
    expect(first).to_contain_text("Conferences and courses")
    expect(chooser.get_by_text("First with these weights: Conferences")).to_be_visible()
    chooser.get_by_text("Our judgements", exact=True).focus()
    page.keyboard.press("Enter")
    expect(chooser.get_by_text("Our judgement: 0 hardly")).to_be_visible()
    for theme in ("light", "dark"):
        lesson.theme(theme)
        chooser.get_by_label("First predict").scroll_into_view_if_needed()
        lesson.screenshot(f"lesson-03-order-{theme}")
        chooser.get_by_text("What each weight does.").scroll_into_view_if_needed()
        lesson.screenshot(f"lesson-03-weights-{theme}")
        assert lesson.axe(OURS) == []


def test_a_narrow_screen(open_notebook):
    notebook = open_notebook(LESSON, viewport={"width": 400, "height": 900})
    notebook.theme("light")
    notebook.run_cell(1)
    page = notebook.page
    expect(page.get_by_label("Another").first).to_be_in_viewport()
    notebook.screenshot("lesson-03-narrow")
    # a card for each row, and a table still to a screen reader
    side = page.locator(".pln-figure")
    expect(side.get_by_role("rowheader", name="Open or closed")).to_have_count(1)
    expect(side.get_by_role("columnheader")).to_have_text(["Question", "Reddit", "TikTok"])
    wide = page.evaluate(
        """[...document.querySelectorAll('.pln-control, .pln-figure')]
            .filter((e) => e.scrollWidth > e.clientWidth + 1).length"""
    )
    assert wide == 0
    page.locator(".pln-figure").scroll_into_view_if_needed()
    notebook.screenshot("lesson-03-narrow-table")
    assert notebook.axe(OURS) == []

"""Lessons 05, 06 and 08 as a learner goes through them with the keyboard: predict, move a slider, look at a map."""

import pytest
from playwright.sync_api import expect

LESSONS = {
    "05": "lessons/05_give_to_get.ipynb",
    "06": "lessons/06_ten_steps.ipynb",
    "08": "lessons/08_echo_chambers.ipynb",
}
LABS = {
    "05": "Give, so that you can get",
    "06": "The ten steps as a walk",
    "08": "How echo chambers come about",
}
OURS = ".jp-OutputArea-output .pln-control"
WIDE, NARROW = {"width": 1280, "height": 1000}, {"width": 400, "height": 900}


@pytest.fixture
def lesson(open_notebook, tmp_path):
    """A function that opens a lesson with an empty folder of the learner's own and runs it."""

    def open_(number: str, viewport: dict = WIDE):
        notebook = open_notebook(LESSONS[number], viewport=viewport)
        notebook.theme("light")
        notebook.do(f"import os; os.environ['PLN_HOME'] = {str(tmp_path / 'pln')!r}")
        notebook.run_all()
        return notebook

    return open_


def widget(notebook, heading, nth=0):
    """The nth widget with this heading, scrolled to as a reader would."""
    found = notebook.page.locator(OURS).filter(
        has=notebook.page.get_by_role("heading", name=heading, exact=True)
    )
    found.nth(nth).scroll_into_view_if_needed()
    return found.nth(nth)


def to_the_top(page) -> None:
    """As a reader scrolls: JupyterLab draws a cell once it is scrolled to."""
    size = page.viewport_size
    page.mouse.move(size["width"] / 2, size["height"] / 2)
    page.mouse.wheel(0, -60_000)


def predicted(notebook, number, guess):
    """The lab at the top of the lesson, after a prediction made with the keyboard."""
    to_the_top(notebook.page)
    lab = widget(notebook, LABS[number])
    lab.get_by_role("radio", name=guess).focus()
    notebook.page.keyboard.press("Space")
    lab.get_by_role("button", name="Show what happens").focus()
    notebook.page.keyboard.press("Enter")
    expect(lab.get_by_text("As you predicted.")).to_be_visible()
    expect(lab.locator(".pln-says")).to_be_visible()
    return lab


def moved(notebook, lab, slider, key, says):
    """Presses a key on a slider until nothing more moves, and expects what the lab then says."""
    lab.get_by_label(slider, exact=True).focus()
    notebook.page.keyboard.press(key)
    expect(lab.locator(".pln-says")).to_contain_text(says)


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("number", LESSONS)
def test_the_first_screen_has_something_to_touch_in_both_themes_and_widths(lesson, number, width):
    notebook = lesson(number, WIDE if width == "wide" else NARROW)
    page = notebook.page
    for theme in ("light", "dark"):
        notebook.theme(theme)
        to_the_top(page)
        expect(page.get_by_role("heading", name=LABS[number]).first).to_be_in_viewport()
        notebook.screenshot(f"lesson-{number}-first-{width}-{theme}")
        assert notebook.axe(OURS) == []
    too_wide = "[...document.querySelectorAll('.pln-control')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.evaluate(too_wide) == 0


def test_lesson_05_predicts_takes_the_givers_away_and_looks_at_ones_own_giving(lesson):
    notebook = lesson("05")
    lab = predicted(notebook, "05", "More than twice as much")
    notebook.screenshot("lesson-05-lab")
    moved(notebook, lab, "Givers", "Home", " 0% of what takers ask")
    notebook.do("from plnkit.model import edits")
    notebook.do("my_map.edit(edits.added(my_map.network, 'Ana', ring='close'))")
    cards = widget(notebook, "What this network says")
    expect(cards.get_by_text("Your network holds 1 person.")).to_be_visible()
    own = widget(notebook, "My learning network")
    own.get_by_role("option", name="Ana").click()
    given = own.locator("summary", has_text="Gets from me")
    given.focus()
    notebook.page.keyboard.press("Enter")
    first = own.get_by_role("checkbox", name="answers").last
    first.focus()
    notebook.page.keyboard.press("Space")
    gets = "[list(e.gets) for e in my_map.network.entries.values() if e.name == 'Ana']"
    notebook.wait_for(gets, [["answers"]])
    notebook.screenshot("lesson-05-own-map")
    own.get_by_text("With you").locator("..").locator("summary").focus()
    notebook.page.keyboard.press("Enter")
    own.get_by_label("Direction").focus()
    notebook.page.keyboard.type("from you")
    notebook.wait_for(
        "[(t.source, t.direction) for t in my_map.network.ties.values()]", [["me", "out"]]
    )
    expect(cards.get_by_text("Of 1 tied pair in your network, 0 go both ways: 0%.")).to_be_visible()
    assert notebook.axe(OURS) == []


def test_lesson_06_predicts_asks_followers_and_puts_a_name_on_the_map(lesson):
    notebook = lesson("06")
    lab = predicted(notebook, "06", "About the same")
    before = lab.locator(".pln-says").text_content()
    notebook.screenshot("lesson-06-lab")
    lab.get_by_label("Looking at followers too", exact=True).focus()
    notebook.page.keyboard.press("End")
    expect(lab.locator(".pln-says")).not_to_have_text(before)
    notebook.do("from plnkit.model import edits")
    notebook.do("my_map.edit(edits.added(my_map.network, 'Dr Bea Hill', ring='hoped-for'))")
    own = widget(notebook, "My learning network")
    own.get_by_role("option", name="Dr Bea Hill").click()
    expect(own.get_by_label("How close")).to_have_value("hoped-for")
    notebook.screenshot("lesson-06-own-map")
    assert notebook.axe(OURS) == []


def test_lesson_08_loses_the_one_who_disagrees_and_the_signs_look_better(lesson):
    notebook = lesson("08")
    page = notebook.page
    lab = predicted(notebook, "08", "It is lower")
    notebook.screenshot("lesson-08-lab")
    moved(notebook, lab, "Follows kept whatever they say", "End", "at the end 4")
    views = widget(notebook, "What this network says, by view")
    expect(views.get_by_text("the chance that they differ in view is 44%").first).to_be_visible()
    notebook.screenshot("lesson-08-views")
    change = widget(notebook, "Change one thing")
    for label, keys in (
        ("What happens?", "Somebody"),
        ("Who?", "Leila"),
        ("Which measure do you watch?", "Your own"),
    ):
        change.get_by_label(label, exact=True).focus()
        page.keyboard.type(keys)
        page.keyboard.press("Tab")
    change.get_by_role("radio", name="It goes up").focus()
    page.keyboard.press("Space")
    change.get_by_role("button", name="Show what happens").focus()
    page.keyboard.press("Enter")
    expect(
        change.get_by_text("As you predicted: Your own group and others goes up.")
    ).to_be_visible()
    notebook.screenshot("lesson-08-leila")
    assert notebook.axe(OURS) == []


@pytest.mark.parametrize("number", LESSONS)
def test_the_whole_lesson_is_seen_in_both_themes_and_widths(lesson, number):
    for name, width in (("wide", 1280), ("narrow", 400)):
        notebook = lesson(number, {"width": width, "height": 9000})
        for theme in ("light", "dark"):
            notebook.theme(theme)
            notebook.screenshot(f"lesson-{number}-whole-{name}-{theme}")

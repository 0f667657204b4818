"""Lessons 01 and 02 as a learner goes through them: check, read, practise, look up, state goals; by keyboard."""

import pytest
from browser.conftest import pick
from playwright.sync_api import expect

LESSONS = {"01": "lessons/01_key_terms.ipynb", "02": "lessons/02_why_a_network.ipynb"}
FIRST = {"01": "Before you begin", "02": "A student's learning network"}
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


def to(page, wanted, key: str = "Tab") -> None:
    """Presses a key until what is wanted has the focus; a keyboard must be able to reach it."""
    for _ in range(60):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard can't reach {wanted}")


def to_the_top(page) -> None:
    """As a reader scrolls: JupyterLab draws a cell once it is scrolled to."""
    size = page.viewport_size
    page.mouse.move(size["width"] / 2, size["height"] / 2)
    page.mouse.wheel(0, -60_000)


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("number", LESSONS)
def test_the_first_screen_has_something_to_touch_in_both_themes_and_widths(lesson, number, width):
    notebook = lesson(number, WIDE if width == "wide" else NARROW)
    page = notebook.page
    for theme in ("light", "dark"):
        notebook.theme(theme)
        to_the_top(page)
        expect(page.get_by_role("heading", name=FIRST[number]).first).to_be_in_viewport()
        notebook.screenshot(f"lesson-{number}-first-{width}-{theme}")
        assert notebook.axe(OURS) == []
    too_wide = "[...document.querySelectorAll('.pln-control')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.evaluate(too_wide) == 0


def verdict(quiz):
    return quiz.locator(".pln-notice[role=status]")


def answer(page, quiz, text: str, button: str) -> None:
    """Chooses an option and sends it with the keyboard alone, from the question's words on."""
    quiz.locator(".pln-ask").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    wanted = quiz.get_by_role("radio", name=text)
    for _ in range(6):
        if wanted.is_checked():
            break
        page.keyboard.press("ArrowDown")
    to(page, quiz.get_by_role("button", name=button))
    page.keyboard.press("Enter")


def test_lesson_01_checks_practises_and_shows_what_changed(lesson):
    notebook = lesson("01")
    page = notebook.page
    before = widget(notebook, "Before you begin")
    answer(page, before, "Each of them understands", "Keep my answer")
    expect(verdict(before)).to_contain_text("Kept.")
    expect(before.get_by_text("the podcast and the group in their own way").first).to_be_visible()
    expect(before.get_by_text("Right.", exact=True)).to_have_count(0)

    practice = widget(notebook, "How you look, or what surrounds you?")
    practice.get_by_label("Your number").focus()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(verdict(practice)).to_contain_text("Right.")
    assert notebook.axe(OURS) == []

    after = widget(notebook, "What has changed?")
    answer(page, after, "Each of them picked these parts", "Check my answer")
    expect(verdict(after)).to_contain_text("Right.")
    to(page, after.get_by_role("button", name="How it went"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(after.get_by_text("0 before, 1 now")).to_be_visible()
    notebook.screenshot("lesson-01-changed")
    assert notebook.axe(OURS) == []


def test_lesson_01_names_the_pairs_that_were_mixed_up(lesson):
    notebook = lesson("01")
    page = notebook.page
    pairs = widget(notebook, "Which of the two?")
    words = {
        "the top helper gets a prize": "reinforcement",
        "I have found myself answering daily": "extrinsic motivation",
        "they helped me with French": "reciprocity",
        "I know I will agree with": "confirmation bias",
    }
    for left, right in words.items():
        pairs.locator(".pln-ask").focus()
        to(page, pairs.get_by_role("combobox", name=left))
        pick(page, right)
    to(page, pairs.get_by_role("button", name="Check my answer"))
    page.keyboard.press("Enter")
    expect(verdict(pairs)).to_contain_text("Not yet.")
    to(page, pairs.get_by_role("button", name="How it went"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(pairs.get_by_role("heading", name="Terms that you mix up")).to_be_visible()
    expect(pairs.get_by_text("taken for").first).to_be_visible()
    notebook.screenshot("lesson-01-mixed-up")
    assert notebook.axe(OURS) == []


def test_lesson_01_looks_up_a_term_and_turns_a_card(lesson):
    notebook = lesson("01")
    page = notebook.page
    glossary = widget(notebook, "Glossary")
    glossary.get_by_label("Find a term").focus()
    page.keyboard.type("echo")
    expect(glossary.get_by_text("Echo chamber", exact=True).first).to_be_visible()
    notebook.screenshot("lesson-01-glossary")
    cards = widget(notebook, "Flashcards")
    expect(cards.get_by_text("Personal learning network (PLN)")).to_be_visible()
    cards.get_by_role("button", name="Turn the card").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('.pln-back > .answer')")
    notebook.screenshot("lesson-01-card")
    assert notebook.axe(OURS) == []
    page.keyboard.press("3")
    expect(cards.get_by_text("9 cards to go")).to_be_visible()


def test_lesson_02_tells_what_somebody_on_the_map_is_for(lesson):
    notebook = lesson("02")
    page = notebook.page
    shown = widget(notebook, "A student's learning network")
    people = shown.get_by_role("listbox", name="People on the map")
    people.get_by_role("option", name="Betta fish forum").click()
    goals = shown.locator("summary", has_text="Goals this serves: 2")
    to(page, goals)
    page.keyboard.press("Enter")
    expect(shown.get_by_role("checkbox", name="Learn at my own pace")).to_be_checked()
    expect(shown.get_by_role("checkbox", name="Work with somebody at another")).not_to_be_checked()
    notebook.screenshot("lesson-02-map")
    assert notebook.axe(OURS) == []


def test_lesson_02_states_goals_and_finds_the_one_that_nothing_serves(lesson):
    notebook = lesson("02")
    page = notebook.page
    reach = widget(notebook, "Who sees my question?")
    reach.get_by_label("Who may know?").focus()
    pick(page, "Goal: Work")
    expect(reach.locator(".pln-reach .value")).to_have_text(["no way is told"] * 3)
    notebook.screenshot("lesson-02-goal")
    own = widget(notebook, "My goals, and then my network")
    own.get_by_label("My goals").focus()
    page.keyboard.type("Write a paper on how children learn\nSpeak better in public")
    to(page, own.get_by_role("button", name="Go on"))
    page.keyboard.press("Enter")
    notebook.do("own = plnkit.NetworkMap.here()")
    texts = "sorted(g.text for g in own.network.goals.values())"
    notebook.wait_for(texts, ["Speak better in public", "Write a paper on how children learn"])
    notebook.do("from plnkit.model import edits")
    notebook.do("own.edit(edits.added(own.network, 'Ana', ring='close'))")
    notebook.do("ana = next(i for i, e in own.network.entries.items() if e.name == 'Ana')")
    notebook.do("own.edit(edits.marked(own.network, [ana], 'goals', 'goal2', True))")
    mine = widget(notebook, "Who sees my question?", 1)
    offered = mine.get_by_label("Who may know?")
    expect(offered).to_contain_text("Speak better in public")
    expect(offered).not_to_contain_text("Write a paper")
    notebook.screenshot("lesson-02-own-goals")
    assert notebook.axe(OURS) == []


@pytest.mark.parametrize("number", LESSONS)
def test_the_whole_lesson_is_seen_in_both_themes_and_widths(lesson, number):
    for name, width in (("wide", 1280), ("narrow", 400)):
        notebook = lesson(number, {"width": width, "height": 9000})
        for theme in ("light", "dark"):
            notebook.theme(theme)
            notebook.screenshot(f"lesson-{number}-whole-{name}-{theme}")

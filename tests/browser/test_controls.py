"""The controls in real JupyterLab: by keyboard alone, in every theme and width, read by axe-core."""

import pytest
from browser.conftest import pick

CONTROLS = """
from plnkit.draw import tokens
from plnkit.views.controls import *

guess = Choice(
    "Who can reach more people with a question?",
    {"close": "A close friend", "far": "An acquaintance from another field", "same": "It makes no difference"},
    hint="Decide before you look. There is no penalty for being wrong.",
)
share = Slider("Chance that a reader passes a post on", max=50, value=5, unit="%")
hours = Number("Time a week you give to your network", min=0, max=80, unit="hours", hint="An honest guess is enough.")
where = Menu("Where do you ask first?", ["Reddit", "LinkedIn", "A colleague", "A course forum"])
why = Text("Why do you think so?", lines=3, max_length=20)
goals = Several("Which goals does this serve?", ["Resources", "Support", "Feedback"], at_most=2)
title = Text("A name for this map", value="Autumn term")
names = Toggle("Show the names on my screen", hint="They are stored nowhere.")
check, again, told = Button("Check my prediction"), Button("Start again", quiet=True), Notice()
people = Table(
    "People you asked this month",
    [
        Column("who", "Who"),
        Column("where", "Where", "menu", options=["Face to face", "Online"]),
        Column("hours", "Hours", "number", min=0),
        Column("back", "You helped too", "toggle"),
    ],
    value=[{"who": "p1", "where": "Online", "hours": 2, "back": True}],
)
rings = Table(
    "How close is each?",
    [Column("who", "Person", "fixed"), Column("ring", "Ring", "menu", options=["close", "regular"])],
    value=[{"who": "p1"}, {"who": "p2", "ring": "close"}],
)
shapes = "".join(
    f'<path transform="translate({25 + 50 * i},25) scale(16)"'
    f' fill="var(--pln-cat-{i + 1})" d="{tokens.SHAPES[c.shape]}"/>'
    for i, c in enumerate(tokens.CATEGORIES)
)
drawn = Html(f'<svg viewBox="0 0 400 50" role="img" aria-label="Eight shapes">{shapes}</svg>', "The groups")

def show():
    if guess.value is None:
        raise ValueError("Make a prediction first.")
    told.say("News travels further over weak ties (Granovetter 1973).", tone="good")

check.on_click(show)
"""
PANEL = """
Group(
    "Predict, then check",
    [guess, share, hours, where, why, goals, title, names, Group("", [check, again]), told, drawn, people, rings],
    columns=2,
    hint="A post is written by one person. Say what you expect, then run the model and compare.",
)
"""
OURS = ".jp-OutputArea-output .pln-control"
FOCUSED = """(({labels, ariaLabel, innerText}) =>
    labels?.[0]?.innerText ?? ariaLabel ?? innerText)(document.activeElement)"""


@pytest.fixture
def panel(open_notebook):
    def open_(**options):
        notebook = open_notebook(
            [CONTROLS, PANEL], **{"viewport": {"width": 1280, "height": 1900}, **options}
        )
        notebook.run_all()
        notebook.page.get_by_label("Ring, p2").wait_for()
        return notebook

    return open_


def test_the_keyboard_alone_works_every_control(panel):
    notebook = panel()
    page, keys = notebook.page, notebook.page.keyboard

    def tab_to(name: str) -> None:
        keys.press("Tab")
        assert page.evaluate(FOCUSED) == name
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring == "solid" or name.startswith("Chance")  # a slider's ring is on its thumb

    page.get_by_label("A close friend").focus()
    keys.press("ArrowDown")
    notebook.wait_for("guess.value", "far")
    tab_to("Chance that a reader passes a post on")
    keys.press("ArrowRight")
    notebook.wait_for("share.value", 6)
    keys.press("End")
    notebook.wait_for("share.value", 50)
    tab_to("Time a week you give to your network")
    keys.type("2,5")
    tab_to("Where do you ask first?")
    notebook.wait_for("hours.value", 2.5)
    pick(page, "A cou")
    notebook.wait_for("where.value", "A course forum")
    tab_to("Why do you think so?")
    keys.type("New news.")
    notebook.wait_for("why.value", "New news.")
    tab_to("Resources")
    keys.press("Space")
    notebook.wait_for("goals.value", ["Resources"])
    tab_to("Support")
    tab_to("Feedback")
    tab_to("A name for this map")
    keys.type("Spring")
    tab_to("Show the names on my screen")
    notebook.wait_for("title.value", "Spring")
    keys.press("Space")
    notebook.wait_for("names.value", True)
    tab_to("Check my prediction")
    keys.press("Enter")
    notebook.wait_for("told.value", "News travels further over weak ties (Granovetter 1973).")
    page.get_by_role("status").get_by_text("News travels further").wait_for()
    tab_to("Start again")
    keys.press("Space")
    notebook.wait_for("again.clicks", 1)
    tab_to("Who, row 1")
    keys.type("p7")
    tab_to("Where, row 1")
    pick(page, "Face")
    notebook.wait_for("people.value[0]['where']", "Face to face")
    tab_to("Hours, row 1")
    keys.type("3")
    tab_to("You helped too, row 1")
    keys.press("Space")
    notebook.wait_for(
        "people.value", [{"who": "p7", "where": "Face to face", "hours": 3.0, "back": False}]
    )
    tab_to("Remove row 1")
    tab_to("Add a row")
    keys.press("Enter")
    assert page.evaluate(FOCUSED) == "Who, row 2"
    notebook.wait_for("len(people.value)", 2)
    keys.type("p8")
    for name in ("Where, row 2", "Hours, row 2", "You helped too, row 2", "Remove row 2"):
        tab_to(name)
    keys.press("Enter")
    assert page.evaluate(FOCUSED) == "Remove row 1"
    notebook.wait_for("[row['who'] for row in people.value]", ["p7"])
    tab_to("Add a row")
    tab_to("Ring, p1")
    pick(page, "reg")
    notebook.wait_for(
        "rings.value", [{"who": "p1", "ring": "regular"}, {"who": "p2", "ring": "close"}]
    )


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("wide", {}),
        ("narrow", {"viewport": {"width": 400, "height": 3200}}),
        ("zoomed", {"viewport": {"width": 640, "height": 2400}, "device_scale_factor": 2}),
        ("forced", {"forced_colors": "active"}),
    ],
)
def test_axe_finds_nothing_in_either_theme(panel, name, options):
    notebook = panel(**options)
    page = notebook.page
    page.get_by_label("An acquaintance").check()
    page.get_by_label("Resources").check()
    page.get_by_label("Time a week").fill("lots")
    page.get_by_label("Who, row 1").focus()
    page.get_by_role("button", name="Check my prediction").press("Enter")
    page.get_by_role("status").get_by_text("News travels further").wait_for()
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.screenshot(f"controls-{name}-{theme}", OURS)
        assert notebook.axe(OURS) == []
    too_wide = "node => node.clientWidth > 1 && node.scrollWidth > node.clientWidth + 1"
    assert not page.locator(".pln-panel, .pln-panel *").evaluate_all(
        f"nodes => nodes.some({too_wide})"
    )


def test_axe_would_see_pale_text_and_a_missing_label(open_notebook):
    pale = "Html('<p style=\"color: #ccc\">pale</p><input>')"
    notebook = open_notebook(["from plnkit.views.controls import *", pale])
    notebook.run_all()
    found = notebook.axe(OURS)
    assert [problem.split(":")[0] for problem in found] == ["color-contrast", "label"]


def test_what_goes_wrong_is_said_where_it_happened(panel):
    notebook = panel()
    page = notebook.page

    def problem_of(control) -> str:
        ids = control.get_attribute("aria-describedby") or ""
        return page.evaluate(
            "ids => ids.map(id => document.getElementById(id).innerText).join(' ')", ids.split()
        )

    hours = page.get_by_label("Time a week")
    hours.fill("1,000")
    hours.press("Tab")
    assert "Write 1000 or 1.000" in problem_of(hours)
    assert hours.get_attribute("aria-invalid") == "true"
    hours.fill("12")
    hours.press("Tab")
    notebook.wait_for("hours.value", 12)
    assert hours.get_attribute("aria-invalid") is None
    hours.fill("100")
    hours.press("Tab")
    notebook.wait_for("hours.value", None)  # what can't be read is nothing, never the value before
    assert "from 0 to 80" in problem_of(hours)

    for goal in ("Resources", "Support", "Feedback"):
        page.get_by_label(goal).click()
    assert not page.get_by_label("Feedback").is_checked()
    page.get_by_text("Choose at most 2").wait_for()
    notebook.wait_for("goals.value", ["Resources", "Support"])

    page.get_by_label("Why do you think so?").fill("x" * 23)
    page.get_by_text("3 characters too many: only the first 20 are kept.").wait_for()
    notebook.wait_for("len(why.value)", 20)

    check = page.get_by_role("button", name="Check my prediction")
    check.click()
    told = page.locator(OURS).get_by_text("Make a prediction first.").first
    told.wait_for()
    assert "Make a prediction first." in problem_of(check)
    page.get_by_label("A close friend").check()
    check.click()
    told.wait_for(state="hidden")


def test_what_python_says_is_shown_as_text(panel):
    notebook = panel()
    page = notebook.page
    markup = "<img src=x onerror='window.ran = true'>"
    notebook.do(
        f"""markup = {markup!r}
for control in (guess, share, hours, where, why, goals, title, names, check, people):
    control.label = control.hint = control.error = markup
title.value = markup
where.options = goals.options = [markup]
told.say(markup, tone="problem")
people.value = [dict(who=markup)]
share.value, hours.value = 20, 7.5"""
    )
    page.get_by_role("alert").get_by_text(markup).wait_for()
    assert page.get_by_role("slider").get_attribute("aria-valuetext") == "20%"
    assert page.locator(".pln-is-number input").input_value() == "7.5"
    assert page.get_by_label("Who, row 1").input_value() == markup
    assert page.locator(".pln-panel img").count() == 0
    assert page.evaluate("window.ran") is None


def test_jupyterlab_does_not_take_the_keys_of_a_control(panel):
    notebook = panel()
    page = notebook.page
    for control in (
        page.get_by_label("A close friend"),
        page.get_by_role("slider"),
        page.get_by_role("button", name="Start again"),
    ):
        control.focus()
        for key in ("ArrowDown", "a", "b", "x", "d", "d", "m"):
            page.keyboard.press(key)
    cells = "jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.type)"
    assert page.evaluate(cells) == ["code", "code"]
    page.keyboard.press("Control+s")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")


def test_values_are_there_after_a_reload_and_controls_after_a_restart(panel):
    notebook = panel()
    page, slider = notebook.page, notebook.page.get_by_role("slider")
    slider.press("End")
    notebook.wait_for("share.value", 50)
    page.keyboard.press("Control+s")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    notebook.reload()
    slider.wait_for()
    assert slider.get_attribute("aria-valuetext") == "50%"
    slider.press("Home")
    notebook.wait_for("share.value", 0)

    notebook.restart_kernel()
    page.get_by_text("The kernel was restarted: run this cell again.").wait_for()
    assert page.get_by_text("The kernel was restarted").count() == 1
    notebook.run_all()
    slider.press("End")
    notebook.wait_for("share.value", 50)
    assert page.get_by_text("The kernel was restarted").count() == 0


def test_code_and_style_reach_the_page_once(panel):
    page = panel().page
    assert page.evaluate("globalThis[Symbol.for('plnkit.bundles')].size") == 1
    assert page.locator("#plnkit-style").count() == 1


def test_a_control_shown_twice_is_one_value(open_notebook):
    notebook = open_notebook([CONTROLS, "share", "Group('Again', [share])"])
    notebook.run_all()
    first, second = notebook.page.get_by_role("slider").all()
    first.press("Home")
    notebook.wait_for("share.value", 0)
    assert second.get_attribute("aria-valuetext") == "0%"

"""Each lab as a learner uses it: predict, move a slider with the keyboard, and see sentence, curve and table change."""

import pytest
from browser.conftest import pick
from playwright.sync_api import expect

from plnkit.model.dynamics.models import models

LAB = ".jp-OutputArea-output .pln-control"


def opened(notebook, model):
    """The lab after a prediction made with the keyboard."""
    page = notebook.page
    notebook.run_all()
    page.get_by_role("radio", name="More than twice as much").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Show what happens").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pln-says")).to_be_visible()
    expect(page.get_by_role("button", name="Show what happens")).to_be_focused()
    notebook.wait_for("lab.predictions[0]['model']", model)
    return page


@pytest.mark.parametrize("model", models())
def test_a_lab_is_predicted_and_moved_with_the_keyboard(open_notebook, model):
    notebook = open_notebook(
        ["import plnkit", f"lab = plnkit.Lab({model!r})\nlab"],
        viewport={"width": 1280, "height": 1400},
    )
    notebook.theme("light")
    page = opened(notebook, model)
    notebook.screenshot(f"lab-{model}-light", LAB)
    for slider in models()[model].sliders.values():
        control = page.get_by_label(slider.name, exact=True)
        before = page.locator(".pln-says").text_content()
        drawn = page.locator(".pln-curve").inner_html()
        control.focus()
        page.keyboard.press(
            "ArrowUp"
            if slider.choices
            else "PageDown"
            if slider.default == slider.max
            else "PageUp"
        )
        expect(page.locator(".pln-says")).not_to_have_text(before)
        assert page.locator(".pln-curve").inner_html() != drawn
        expect(control).to_be_focused()
    if model != "ripple":
        step = page.get_by_label("Look at a step")
        table = page.locator(".pln-keys").first.text_content()
        step.focus()
        page.keyboard.press("Home")
        expect(page.locator(".pln-keys").first).not_to_have_text(table)
    assert notebook.axe(LAB) == []
    notebook.theme("dark")
    assert notebook.axe(LAB) == []
    notebook.screenshot(f"lab-{model}-dark", LAB)


def test_the_ripple_moves_without_asking_python(open_notebook):
    notebook = open_notebook(["import plnkit", "lab = plnkit.Lab('ripple')\nlab"])
    page = opened(notebook, "ripple")
    page.evaluate(
        """() => { window.seen = [];
        new MutationObserver(() => window.seen.push(performance.now() - window.pressed))
            .observe(document.querySelector('.pln-says'), {childList: true, characterData: true, subtree: true}); }"""
    )
    page.get_by_role("slider", name="Chance to pass it on").focus()
    page.evaluate(
        """() => document.activeElement.addEventListener('keydown', () => (window.pressed = performance.now()))"""
    )
    notebook.python("[setattr(lab, '_draw', None), 1][1]")  # whoever asks Python now fails
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".pln-says")).to_contain_text("At 7.5%")
    shown = page.evaluate("window.seen")
    assert len(shown) == 5
    assert max(shown) < 100
    print(f"on screen after {max(shown):.1f} ms at most")
    expect(page.get_by_role("slider", name="Chance to pass it on")).to_have_attribute(
        "aria-valuetext", "7.5%"
    )
    expect(page.locator(".pln-keys").first).to_contain_text("chance to pass it on: 7.5%")


def test_the_learners_map_other_seeds_and_published_findings(open_notebook):
    notebook = open_notebook(
        ["import plnkit", "lab = plnkit.Lab('contagion', of=plnkit.sample('student'))\nlab"],
        viewport={"width": 1280, "height": 1400},
    )
    notebook.theme("light")
    page = opened(notebook, "contagion")
    page.get_by_role("button", name="Repeat with 20 other seeds").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("In 20 runs with other seeds")).to_be_visible()
    expect(page.locator(".pln-curve .other")).to_have_count(40)
    notebook.screenshot("lab-seeds", LAB)
    page.get_by_role("button", name="Count the published findings here").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Counted.")).to_be_visible()
    page.get_by_text("What was published, and where it conflicts").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table").last).to_contain_text("Agrees: ")
    page.get_by_text("The curve as a table").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table").filter(has_text="Seed 1.")).to_be_visible()
    assert notebook.axe(LAB) == []
    notebook.screenshot("lab-published", LAB)
    page.get_by_label("On which network?").focus()
    pick(page, "The map")
    expect(page.locator(".pln-people .you")).to_have_count(1)
    expect(page.locator(".pln-keys").first).to_contain_text("Amara")
    assert notebook.axe(LAB) == []
    notebook.screenshot("lab-own-map", LAB)


@pytest.mark.parametrize(
    ("model", "slider"), [("contagion", "How many it takes"), ("ripple", "Chance to pass it on")]
)
def test_what_was_tried_is_compared_in_plotly_and_a_table(open_notebook, model, slider):
    cells = ["import plnkit", f"lab = plnkit.Lab({model!r})\nlab", "lab.compared()"]
    notebook = open_notebook(cells, viewport={"width": 1280, "height": 1400})
    page = opened(notebook, model)
    expect(page.get_by_text("Nothing is tried yet")).to_be_visible()
    notebook.do("import plnkit.views.lab as room; room.STAYED = 0")
    for theme in ("light", "dark"):
        notebook.theme(theme)
        said = page.locator(".pln-says").text_content()
        page.get_by_role("slider", name=slider).focus()
        page.keyboard.press("ArrowRight" if theme == "light" else "PageUp")
        expect(page.locator(".pln-says")).not_to_have_text(said)
        notebook.wait_for("lab._stage.dark", theme == "dark")
        notebook.run_cell(2)
        drawn = page.locator(".js-plotly-plot")
        expect(drawn.locator(".legend .traces")).to_have_count(2 + (theme == "dark"))
        expect(page.get_by_text("What you tried,")).to_be_visible()
        now = notebook.python("lab._moved[0]._words()")
        expect(page.get_by_role("rowheader", name=now, exact=True)).to_be_visible()
        assert drawn.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth + 1")
        drawn.scroll_into_view_if_needed()
        notebook.screenshot(f"compared-{model}-{theme}")
        assert (
            notebook.axe(
                ".jp-OutputArea-output:has(.js-plotly-plot), .jp-OutputArea-output:has(.pln-figure)"
            )
            == []
        )
    expect(page.locator(".modebar-btn")).to_have_count(0)
    page.set_viewport_size({"width": 400, "height": 1400})
    notebook.run_cell(2)
    drawn = page.locator(".js-plotly-plot")
    expect(drawn.locator(".legend .traces")).to_have_count(3)
    drawn.scroll_into_view_if_needed()
    notebook.screenshot(f"compared-{model}-narrow")


def test_a_narrow_screen_and_the_first_screen_of_the_lesson(open_notebook):
    notebook = open_notebook(
        "lessons/04_visibility_and_ripples.ipynb", viewport={"width": 1280, "height": 1000}
    )
    notebook.theme("light")
    notebook.run_cell(1)
    page = notebook.page
    expect(page.get_by_role("radio", name="It is lower").first).to_be_in_viewport()
    notebook.screenshot("lesson-04-first-screen")
    page.set_viewport_size({"width": 400, "height": 900})
    page.get_by_role("radio", name="It is lower").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Show what happens").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pln-says").first).to_be_visible()
    wide = page.evaluate(
        "[...document.querySelectorAll('.pln-control')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    )
    assert wide == 0
    page.locator(".pln-says").first.scroll_into_view_if_needed()
    notebook.screenshot("lesson-04-narrow")
    page.locator(".pln-curve").first.scroll_into_view_if_needed()
    notebook.screenshot("lesson-04-narrow-curve")


def test_stop_ends_a_long_run_says_so_and_keeps_what_was_done(open_notebook):
    notebook = open_notebook(["import plnkit", "lab = plnkit.Lab('contagion')\nlab"])
    page = opened(notebook, "contagion")
    notebook.do(  # the fourth of the runs takes until we let it go on
        "import threading\n"
        "begun, go_on, run = [], threading.Event(), type(lab.model).run\n"
        "def slow(*args, **sliders):\n"
        "    begun.append(1)\n"
        "    len(begun) < 4 or go_on.wait()\n"
        "    return run(*args, **sliders)\n"
        "type(lab.model).run = slow"
    )
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_disabled()
    page.get_by_role("button", name="Repeat with 20 other seeds").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 of 20 done.")).to_be_visible()
    stop.focus()
    page.keyboard.press("Enter")
    notebook.wait_for("lab._stopping.is_set()", True)
    notebook.do("go_on.set()")
    expect(page.get_by_text("Stopped after 4 of 20. In 4 runs with other seeds")).to_be_visible()
    expect(page.locator(".pln-curve .other")).to_have_count(8)
    expect(stop).to_be_disabled()
    assert len(notebook.python("begun")) == 4
    said = page.locator(".pln-says").text_content()
    page.get_by_role("slider", name="How many it takes").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pln-says")).not_to_have_text(said)


def test_the_seed_by_keyboard_and_the_same_lab_after_a_restart(open_notebook):
    notebook = open_notebook(
        ["import plnkit", "lab = plnkit.Lab('chambers')\nlab", "lab.compared()"]
    )
    page = opened(notebook, "chambers")
    says = page.locator(".pln-says")
    first, drawn = says.text_content(), page.locator(".pln-curve").inner_html()
    for seed in ("2", "1"):
        page.get_by_label("Seed", exact=True).focus()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(seed)
        page.keyboard.press("Enter")
        expect(page.locator(".pln-is-lab caption").filter(has_text="Seed")).to_have_text(
            f"Seed {seed}."
        )
        assert (page.locator(".pln-curve").inner_html() == drawn) == (seed == "1")
    notebook.restart_kernel()
    expect(page.get_by_text("The kernel was restarted: run this cell again.")).to_have_count(1)
    opened(notebook, "chambers")
    expect(says).to_have_text(first)
    assert page.locator(".pln-curve").inner_html() == drawn
    expect(page.get_by_text("The kernel was restarted")).to_have_count(0)
    page.get_by_role("slider", name="Unfollowing").focus()
    page.keyboard.press("Home")
    expect(says).not_to_have_text(first)


def test_a_real_network_put_into_the_folder_is_chosen_by_keyboard(open_notebook):
    ties = "".join(f"edge [ source {k} target {(k + k // 2 + 1) % 12} ] " for k in range(12))
    nodes = "".join(f'node [ id {k} name "Ida {k}" ] ' for k in range(12))
    cells = [
        "import plnkit",
        "from dataclasses import replace\nfrom plnkit.model.store import home\n"
        "from plnkit.model.real import real_networks\nknown = real_networks()\n"
        "known['coleman'] = replace(known['coleman'], people=12, ties=12)\n"
        f"(home() / 'coleman.gml').write_text('graph [ directed 1 {nodes} {ties} ]')\n"
        "(home() / 'emon.gml').write_text('<html>');",
        "lab = plnkit.Lab('ripple')\nlab",
    ]
    notebook = open_notebook(cells, viewport={"width": 1280, "height": 1400})
    page = opened(notebook, "ripple")
    page.get_by_label("On which network?").focus()
    pick(page, "Boys")
    expect(page.locator(".pln-says")).to_contain_text("of 12 pupils")
    expect(page.locator(".pln-people .who")).to_have_count(12)
    expect(page.locator(".pln-keys").first).to_contain_text("pupil 1")
    assert notebook.axe(LAB) == []
    notebook.screenshot("lab-real", LAB)
    page.get_by_label("On which network?").focus()
    pick(page, "Search")
    expect(page.get_by_text("emon.gml is no GML that can be read")).to_be_visible()
    notebook.do("[file.unlink() for file in home().glob('*.gml')]")

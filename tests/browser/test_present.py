"""Presentation: one section at a time, by keyboard, with the widgets alive; and the start page's way."""

import pytest

LESSON = "lessons/07_map_your_network.ipynb"


def present(notebook):
    notebook.page.get_by_role("button", name="Present", exact=True).click()
    notebook.page.wait_for_selector(".pln-presenting:popover-open")


def place(page):
    return page.locator(".pln-podium-place").text_content()


def shown_headings(page):
    return page.locator(".jp-MarkdownOutput :is(h1, h2, h3):visible").all_inner_texts()


def test_a_lesson_is_presented_by_keyboard_and_its_widgets_keep_what_was_chosen(open_notebook):
    notebook = open_notebook(LESSON)
    notebook.run_all()
    page = notebook.page
    opener = page.get_by_role("button", name="Present", exact=True)
    assert opener.count() == 1  # however many widgets there are
    opener.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".pln-presenting:popover-open")
    assert place(page).endswith(": Map your network")
    assert place(page).startswith("1 of ")
    assert len(shown_headings(page)) == 1
    box = page.locator(".jp-NotebookPanel").bounding_box()
    assert (box["width"], box["height"]) == (1280, 900)
    notebook.screenshot("present-1")

    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.querySelector('.jp-WindowedPanel-outer').scrollTop > 0")
    assert place(page).startswith("1 of ")

    widget = page.get_by_role("combobox").first
    chosen = widget.locator("option").nth(2).get_attribute("value")
    widget.select_option(chosen)
    widget.press("ArrowLeft")  # the menu's key, not the presentation's
    assert place(page).startswith("1 of ")
    chosen = widget.input_value()
    widget.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Next"

    seen = [place(page)]
    for key in ("ArrowRight", "PageDown", "ArrowRight"):
        page.keyboard.press(key)
        seen.append(place(page))
        assert len(shown_headings(page)) == 1
    assert [text.split()[0] for text in seen] == ["1", "2", "3", "4"]
    page.keyboard.press("ArrowLeft")
    assert place(page) == seen[2]
    notebook.screenshot("present-3")
    cells = notebook._app("return panel.content.widgets.length;")
    for key in ("d", "d", "b"):  # JupyterLab's own keys must not reach the lesson
        page.keyboard.press(key)
    assert notebook._app("return panel.content.widgets.length;") == cells

    page.keyboard.press("Escape")
    page.wait_for_selector(".pln-presenting", state="detached")
    assert page.locator(".pln-away").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Present"
    assert widget.input_value() == chosen


def test_a_lesson_that_was_run_as_a_whole_is_shown_from_its_beginning(open_notebook):
    notebook = open_notebook("lessons/01_key_terms.ipynb")
    notebook.run_all()
    scrolled = "document.querySelector('.jp-WindowedPanel-outer').scrollTop"
    notebook.page.wait_for_function(f"{scrolled} === 0")
    notebook.run_cell(19)  # the last quiz alone: she is where it is
    notebook.page.wait_for_function(f"{scrolled} > 0")


def test_the_buttons_stop_at_either_end(open_notebook):
    notebook = open_notebook(["from plnkit.views.controls import Toggle\nToggle('Ready to go on')"])
    notebook.run_all()
    present(notebook)
    page = notebook.page
    assert place(page) == "1 of 1: "
    for name in ("Previous", "Next"):
        button = page.get_by_role("button", name=name)
        assert button.get_attribute("aria-disabled") == "true"
        button.press("Enter")
    assert place(page) == "1 of 1: "
    page.get_by_label("Ready to go on").check()
    page.get_by_role("button", name="Leave").click()
    page.wait_for_selector(".pln-presenting", state="detached")
    assert page.get_by_label("Ready to go on").is_checked()


@pytest.mark.parametrize("width", [1280, 400])
def test_anybody_can_use_the_presentation(open_notebook, width):
    notebook = open_notebook(
        "lessons/00_start_here.ipynb", viewport={"width": width, "height": 800}
    )
    notebook.run_all()
    for theme in ("light", "dark"):
        notebook.theme(theme)
        notebook.page.locator(".pln-present").dispatch_event("click")
        notebook.page.wait_for_selector(".pln-presenting:popover-open")
        assert notebook.axe(".pln-podium") == []
        notebook.screenshot(f"present-start-{theme}-{width}")
        notebook.page.get_by_role("button", name="Leave").click()


def test_the_start_page_leads_to_a_lesson_and_knows_afterwards_where_one_stopped(
    open_notebook, tmp_path
):
    own = f"import os; os.environ['PLN_HOME'] = {str(tmp_path / 'pln')!r}"  # other tests learn too
    notebook = open_notebook("lessons/00_start_here.ipynb")
    notebook.do(own)
    notebook.run_all()
    page = notebook.page
    page.get_by_role("radio", name="Four lessons, to the audit").check()
    page.get_by_text("about 4 hours").wait_for()
    notebook.screenshot("start")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="Map your network").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "window.jupyterapp.shell.currentWidget.context?.path === 'lessons/07_map_your_network.ipynb'"
    )
    assert page.evaluate("window.stayed")  # in a tab of JupyterLab: the page was not left
    notebook._ready()
    notebook.do(own)
    notebook.run_all()
    page.get_by_role("tab", name="00_start_here.ipynb").click()
    page.get_by_role("button", name="Look again").click()
    page.get_by_text("This is how far you are now.").wait_for()
    assert page.get_by_text("Go on where you stopped: Map your network").is_visible()

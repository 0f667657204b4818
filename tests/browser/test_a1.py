"""The assignment on terms and platforms in the browser: each kind of question by keyboard, checked, handed in."""

import pytest
from browser.conftest import pick
from browser.test_assignments import home, kept, save, show, student, write  # noqa: F401 - fixtures among them

from assignments import BY_KEY, solution
from plnkit.model.assignment import assignment_in

OURS = ".jp-OutputArea-output .pln-control"


@pytest.fixture
def notebook(student):  # noqa: F811
    return student(BY_KEY)


def test_every_question_is_answered_by_keyboard_alone_and_it_is_handed_in(notebook):
    page, asked = notebook.page, assignment_in(notebook.folder).answers
    for id, value in solution(BY_KEY).items():
        question = asked[id]
        group = page.locator(".pln-control fieldset").filter(has_text=question.prompt).last
        if question.kind == "number":
            page.get_by_label(question.prompt).focus()
            page.keyboard.type(f"{value:g}")
            page.keyboard.press("Tab")
        elif question.kind == "table":
            what, where = question.columns
            for row in value:
                named = f"{where.prompt}, {what.options[row['row']]}"
                group.get_by_label(named, exact=True).focus()
                pick(page, where.options[row["put"]])
                page.keyboard.press("Tab")
        else:
            for option in value if isinstance(value, list) else [value]:
                group.get_by_label(question.options[option], exact=True).focus()
                page.keyboard.press("Space")
    answers = "__import__('plnkit.views.work', fromlist=['']).work_here().handin.answers"
    notebook.wait_for(f"len({answers})", 14)
    page.get_by_role("button", name="Check all parts").press("Enter")
    page.get_by_text("14 of 14 questions answered.").wait_for()
    assert {id: _set(v) for id, v in kept(notebook).items()} == {
        id: _set(v) for id, v in solution(BY_KEY).items()
    }
    write(notebook, "r_platform", "One community, ten minutes a day.")
    save(notebook)
    page.get_by_role("button", name="Look for names, then make").press("Enter")
    page.get_by_text("No names found. Upload this one file").wait_for()
    show(page.get_by_text("14 of 14 questions answered."))
    notebook.screenshot("a1-handed-in")
    assert notebook.axe(OURS) == []


def _set(value):
    return sorted(map(str, value)) if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("theme", "wide"), [("light", 1280), ("dark", 1280), ("light", 400), ("dark", 400)]
)
def test_it_is_readable_on_wide_and_narrow_screens_in_light_and_dark(student, theme, wide):  # noqa: F811
    notebook = student(BY_KEY, viewport={"width": wide, "height": 1000})
    notebook.theme(theme)
    page, asked = notebook.page, assignment_in(notebook.folder).answers
    told = {
        next(id for id, q in asked.items() if getattr(q, has))
        for has in ("story", "picture", "fixed")
    }
    for id in sorted({"q01", *told}):
        show(page.get_by_text(asked[id].prompt, exact=True).first)
        notebook.screenshot(f"a1-{id}-{wide}-{theme}")
    broad = """[...document.querySelectorAll('.pln-control')]
        .filter((control) => control.scrollWidth > control.clientWidth + 1)
        .map((control) => control.textContent.slice(0, 60))"""
    assert page.evaluate(broad) == []
    assert notebook.axe(OURS) == []

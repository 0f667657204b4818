"""One learner, two tabs: in one kernel (the same notebook twice) or in two, neither loses what the other did."""

import pytest
from playwright.sync_api import expect

from plnkit.model.bank import bank

ASKED = [id for id, question in bank().questions.items() if question.kind == "single"][:2]
CELLS = [
    f"import plnkit\n\nplnkit.Quiz({ASKED}, label='Two questions')",
    "import plnkit\n\nplnkit.Flashcards()",
    "import plnkit\n\nplnkit.Plan(plnkit.NetworkMap.here())",
]
KEPT = """
from plnkit.model.practice import Progress
from plnkit.model.plan import KeptPlan
kept, planned = Progress.open(), KeptPlan.open().plan
"""


def of(tab, name):
    return (
        tab.page.locator(".jp-OutputArea-output .pln-control")
        .filter(has=tab.page.get_by_role("heading", name=name, exact=True))
        .last
    )


def answer(tab, n):
    """The nth question answered right, by whoever sees it."""
    quiz = of(tab, "Two questions")
    quiz.get_by_role("button", name=f"Question {n + 1}").click()
    question = bank().questions[ASKED[n]]
    right = next(part.text for part in question.parts if part.key == question.solution)
    quiz.get_by_role("radio", name=right).check()
    quiz.get_by_role("button", name="Check my answer").click()
    expect(quiz.get_by_text("Right.", exact=True).last).to_be_visible()


def rate(tab):
    cards = of(tab, "Flashcards")
    cards.get_by_role("button", name="Turn the card").click()
    cards.get_by_role("button", name="3 Good").click()
    expect(cards.get_by_text("Saved in")).to_be_visible()


def plan(tab, note):
    form = of(tab, "A plan with dates")
    form.get_by_label("In which situation").fill(note)
    form.get_by_role("button", name="Keep this step").click()
    expect(form.get_by_text("Kept: Help somebody")).to_be_visible()


@pytest.mark.parametrize("kernels", [1, 2])
def test_neither_tab_loses_what_the_other_did(open_notebook, tmp_path, kernels):
    one = open_notebook(CELLS)
    path = one.page.url.partition("/lab/tree/")[2].partition("?")[0]
    two = open_notebook(path if kernels == 1 else CELLS)
    for tab in (one, two):
        tab.do(f"import os; os.environ['PLN_HOME'] = {str(tmp_path / 'pln')!r}")
        tab.run_all()
    for n, tab in enumerate((one, two)):
        answer(tab, n)
        for _ in range(2 - n):  # the other tab shows the first card too
            rate(tab)
        plan(tab, f"when it is Friday, question {n}")
    one.do(KEPT)
    assert one.python("sorted(row['question'] for row in kept.answers())") == sorted(ASKED)
    assert one.python("len(kept._data()['cards'])") == 2
    assert one.python("sorted(step.note[-1] for step in planned.steps)") == ["0", "1"]
    one.restart_kernel()
    one.do(f"import os; os.environ['PLN_HOME'] = {str(tmp_path / 'pln')!r}")
    one.run_cell(0)
    expect(of(one, "Two questions").get_by_text("2 of 2")).to_be_visible()
    one.screenshot(f"two-tabs-{kernels}")

"""A learner is interviewed about six people, by keyboard alone, with a restart in the middle."""

import pytest

CELLS = ["import plnkit\nasked = plnkit.Interview()\nasked"]


class Learner:
    """Answers by keyboard, and waits until the next question stands there."""

    def __init__(self, notebook):
        self.notebook, self.page = notebook, notebook.page

    @property
    def title(self):
        return self.page.locator(".pln-is-interview h4").inner_text()

    def focused(self):
        return self.page.evaluate(
            "document.activeElement.textContent || document.activeElement.dataset.part || ''"
        )

    def go_to(self, button):
        """Tabs on to a button: as many times as it takes, but no more than there are places."""
        for _ in range(80):
            if self.focused() == button:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach '{button}' in '{self.title}'")

    def press(self, button):
        """Presses a button, and returns when another question is there with the focus in it."""
        before = self.title
        self.go_to(button)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(
            """(before) => document.querySelector('.pln-is-interview h4').textContent !== before
                && document.activeElement.closest('.pln-is-interview form')""",
            arg=before,
        )

    def tick(self, label):
        """Tabs to a box and ticks it with Space."""
        for _ in range(80):
            name = self.page.evaluate("document.activeElement.closest('label')?.textContent ?? ''")
            if name == label:
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("Tab")
        self.notebook.screenshot("interview-stuck")
        raise AssertionError(f"the keyboard does not reach the box '{label}'")


@pytest.fixture
def own_map(jupyter):
    """No map of anybody's before, and none after."""
    folder = jupyter.root.parent / "pln"
    for file in folder.glob("*"):
        file.unlink()
    yield folder
    for file in folder.glob("*"):
        file.unlink()


def test_six_people_by_keyboard_stopped_and_resumed(open_notebook, own_map):
    notebook = open_notebook(CELLS)
    notebook.run_all()
    learner, page = Learner(notebook), notebook.page
    page.wait_for_selector(".pln-is-interview textarea")
    page.locator(".pln-is-interview textarea").focus()
    page.keyboard.type("teach fractions")
    learner.press("Go on")
    assert learner.focused() == "new", "the focus is in the first field of the next question"
    page.keyboard.type("Ana\nBen\nCleo\nDara")
    learner.press("Go on")
    page.keyboard.type("Eli")
    learner.tick("Ana")
    notebook.screenshot("interview-names", ".pln-is-interview")
    learner.press("Go on")
    page.keyboard.type("Phonics forum")
    learner.press("Go on")
    for _ in range(3):
        learner.press("Nobody, or skip")
    assert learner.title == "Ana"
    learner.tick("close")
    learner.tick("advice")
    assert notebook.axe(".pln-is-interview") == []
    notebook.screenshot("interview-card", ".pln-is-interview")
    learner.press("Keep and go on")

    notebook.restart_kernel()
    notebook.run_all()
    page.wait_for_function("document.querySelector('.pln-is-interview h4')?.textContent === 'Ben'")
    assert notebook.python("asked.network.entries['p1'].gives") == ["advice"]
    learner.go_to("Back")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.pln-is-interview h4')?.textContent === 'Ana'")
    assert notebook.python("asked.network.entries['p1'].gives") == []

    for name in ("Ana", "Ben", "Cleo", "Dara"):
        assert learner.title == name
        learner.tick("close")
        learner.tick("ideas")
        page.keyboard.press("Tab")
        while learner.focused() != "group":
            page.keyboard.press("Tab")
        page.keyboard.type("study group" if name in ("Ana", "Ben", "Cleo") else "school")
        learner.press("Keep and go on")
    for name in ("Eli", "Phonics forum"):
        assert learner.title == name
        learner.press("Skip")
    assert learner.title == "Do these 3 all know each other?"
    notebook.screenshot("interview-group", ".pln-is-interview")
    learner.press("All do")
    assert learner.title == "Whom else does Dara know?", "most is open about Dara"
    learner.tick("Ana")
    notebook.screenshot("interview-list", ".pln-is-interview")
    learner.press("That is all of them")
    pairs = "[asked.network.pair('p4', other) for other in ('p1', 'p2')]"
    assert notebook.python(pairs) == ["tied", "not tied"]
    while learner.title.startswith("Whom else"):
        learner.press("There may be others")
    assert learner.title == "That was all"
    assert notebook.python("asked.network.unknown_pairs()") > 0


def test_enter_on_a_box_ticks_it_and_sends_nothing(open_notebook):
    notebook = open_notebook(
        [
            "import plnkit",
            MADE,
            "asked",
        ]
    )
    notebook.run_all()
    page = notebook.page
    page.wait_for_selector(".pln-is-interview input[type=checkbox]")
    page.locator(".pln-is-interview input[type=checkbox]").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".pln-is-interview input[type=checkbox]").first.is_checked()
    assert page.locator(".pln-is-interview h4").inner_text() == "Whom else does Ana know?"
    notebook.wait_for("asked.network.unknown_pairs()", 15)


MADE = """
from plnkit.model import interview
from plnkit.model.interview_answers import answered
net = plnkit.Network.new()
for name in ("Ana", "Ben", "Cleo", "Dara", "Eli", "A" + "a" * 299):
    net = net.with_entry(plnkit.Entry(name, name=name, ring="close", gives=("ideas",)))
while interview.next_question(net).stage in ("goals", "naming"):
    net = answered(net, {"do": "skip"}).network
my_map = plnkit.NetworkMap(net)
asked = plnkit.Interview(my_map)
"""


def test_a_map_beside_it_shows_each_answer_and_the_interview_each_change_of_the_map(open_notebook):
    notebook = open_notebook(
        [
            "import plnkit",
            MADE,
            "asked",
        ]
    )
    notebook.run_all()
    page, learner = notebook.page, Learner(notebook)
    page.wait_for_selector(".pln-is-interview input[type=checkbox]")
    page.locator(".pln-is-interview input[type=checkbox]").first.focus()
    learner.tick("Ben")
    learner.press("There may be others")
    notebook.wait_for("my_map.network.pair('Ana', 'Ben')", "tied")
    notebook.do("from plnkit.model import edits\nmy_map.edit(edits.told(my_map.network))")
    page.wait_for_function(
        "document.querySelector('.pln-is-interview h4').textContent === 'That was all'"
    )
    assert page.get_by_role("button", name="Back").get_attribute("aria-disabled") == "true"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_it_can_be_read_in_every_theme_and_width(open_notebook, theme, width):
    notebook = open_notebook(
        [
            "import plnkit",
            MADE,
            "asked",
        ],
        viewport={"width": width, "height": 900},
    )
    notebook.theme(theme)
    notebook.run_all()
    notebook.page.wait_for_selector(".pln-is-interview input[type=checkbox]")
    assert notebook.axe(".pln-is-interview") == []
    notebook.screenshot(f"interview-{theme}-{width}", ".pln-is-interview")

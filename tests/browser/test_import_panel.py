"""A learner's exports read, kept and looked through, by keyboard alone."""

import pytest
from browser.conftest import pick

CELLS = ["import plnkit\npanel = plnkit.ImportPanel()\npanel"]
LINKEDIN = """First Name,Last Name,URL,Email Address,Company,Position,Connected On
Priya,Sharma,https://www.linkedin.com/in/priya-sharma,priya@x.example,"Stripe, Inc.",Analyst,12 Mar 2024
Zita,Quill,https://www.linkedin.com/in/zita-quill,,Acorn School,Teacher,1 Jan 2023
Omar,Farouk,https://www.linkedin.com/in/omar-farouk,,,,1 Jan 2023
"""
CONTACTS = """First Name,Middle Name,Last Name,Organization Name,Organization Title,Labels,\
E-mail 1 - Label,E-mail 1 - Value
Priya,,Sharma,,,,,priya@x.example
"""
MASTODON = (
    "Account address,Show boosts,Notify on new posts,Languages\nzita.quill@x.example,true,false,\n"
)


@pytest.fixture
def folder(jupyter):
    """The learner's folder with three exports in it; empty again afterwards."""
    home = jupyter.root.parent / "pln"
    home.mkdir(exist_ok=True)
    for file in home.glob("*"):
        file.unlink()
    (home / "Connections.csv").write_text(LINKEDIN, encoding="utf-8")
    (home / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    (home / "following_accounts.csv").write_text(MASTODON, encoding="utf-8")
    yield home
    for file in home.glob("*"):
        file.unlink()


class Learner:
    def __init__(self, notebook):
        self.notebook, self.page = notebook, notebook.page
        notebook.run_all()
        self.page.wait_for_selector(".pln-is-several input")
        self.page.locator(".pln-is-menu select").first.focus()

    def go_to(self, words, key="Tab"):
        """Moves on to what is called so: as many times as it takes, but no more than there are places."""
        for _ in range(60):
            at = self.page.evaluate(
                "(document.activeElement.closest('label') ?? document.activeElement).textContent"
            )
            if at.strip().startswith(words):
                return
            self.page.keyboard.press(key)
        self.notebook.screenshot("import-stuck")
        raise AssertionError(f"the keyboard does not reach '{words}'")

    def press(self, words, key="Tab"):
        self.go_to(words, key)
        self.page.keyboard.press("Enter")

    def hears(self, words):
        """Waits until a notice says so."""
        self.page.wait_for_function(
            "(words) => [...document.querySelectorAll('.pln-notice')].some((n) => n.textContent.includes(words))",
            arg=words,
        )


def test_from_files_to_one_person_on_two_platforms_by_keyboard(open_notebook, folder):
    learner = Learner(open_notebook(CELLS, viewport={"width": 1280, "height": 2000}))
    page, notebook = learner.page, learner.notebook
    learner.hears("3 files in")
    pick(page, "LinkedIn: conn")
    page.wait_for_function("document.querySelector('.pln-html ol')")
    learner.press("Read these files")
    learner.hears("Read: 5 entries")
    notebook.screenshot("import-read", ".pln-panel")
    assert notebook.axe(".pln-panel") == []
    learner.press("Keep these in my map")
    learner.hears("2 pairs to look at")
    page.wait_for_function(
        "document.body.textContent.includes('same e-mail address, priya@x.example')"
    )
    notebook.screenshot("import-pair", ".pln-panel")
    assert notebook.axe(".pln-panel") == []
    learner.press("The same person")
    learner.hears("1 pair to look at. Next: Zita Quill and @zita.quill@x.example")
    notebook.wait_for("panel.network.people_count", 4)
    assert page.evaluate("document.activeElement.textContent") == "The same person"
    learner.press("Two different people")
    learner.hears("0 pairs to look at")
    notebook.wait_for("panel.network.people_count", 4)
    page.get_by_label("Joined from several").focus()
    page.keyboard.type("Priya")
    notebook.wait_for("panel.matches._joined.value", "1")
    learner.press("Split this one")
    notebook.wait_for("panel.network.people_count", 5)
    notebook.screenshot("import-split", ".pln-panel")
    page.get_by_role("button", name="Undo the last change").focus()
    page.keyboard.press("Enter")
    learner.hears("Taken back: split Priya Sharma again")


def test_thirty_thousand_rows_are_read_while_the_page_tells_how_far_it_is(open_notebook, folder):
    rows = (
        f"Name{k},Family{k},https://www.linkedin.com/in/n{k},,,,1 Jan 2023\n" for k in range(30_000)
    )
    (folder / "Connections.csv").write_text(LINKEDIN.partition("\n")[0] + "\n" + "".join(rows))
    learner = Learner(open_notebook(CELLS))
    learner.page.evaluate("""() => {
        window.heard = [];
        const look = () => document.querySelectorAll('.pln-notice').forEach((n) => window.heard.push(n.textContent));
        new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
    }""")
    learner.press("Read these files")
    learner.hears("Read: 30,002 entries")
    learner.press("Keep these in my map")
    learner.hears("pairs to look at")
    heard = " ".join(learner.page.evaluate("window.heard"))
    for words in ("Reading 3 files", "Writing your map", "Comparing 30,00"):
        assert words in heard


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_it_can_be_read_in_every_theme_and_width(open_notebook, folder, theme, width):
    notebook = open_notebook(CELLS, viewport={"width": width, "height": 2400})
    notebook.theme(theme)
    learner = Learner(notebook)
    for button in ("Read these files", "Keep these in my map"):
        learner.press(button)
        learner.hears("Read: 5" if button.startswith("Read") else "2 pairs to look at")
    assert notebook.axe(".pln-panel") == []
    notebook.screenshot(f"import-{theme}-{width}", ".pln-panel")

"""What is written beside the code is so: commands, links, hours, citations."""

import argparse
import json
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest

from plnkit.cli import ABOUT
from plnkit.cli.commands import parser
from plnkit.model.course import lessons, ways

ROOT = Path(__file__).resolve().parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NOTEBOOKS = sorted([*ROOT.glob("lessons/*.ipynb"), *ROOT.glob("assignments/source/*/*.ipynb")])
PAGES = [*DOCS, *NOTEBOOKS]
DOI = re.compile(r"10\.\d{4,9}/[^\s\"')\]]*[\w)]")
LINK = re.compile(r"\[([^\]]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")
# A reference tells when, or where, or at least what.
FORM = re.compile(
    r"\b(1[89]|20)\d\d\b|https?://|\*[^*]+\*|\bglossary\b|\blast row\b|\b\w+\.\w+\.\w+/"
)


def place(path):
    return path.relative_to(ROOT).as_posix()


def prose(path):
    """The text of a page, or of a notebook's text cells."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    cells = json.loads(text)["cells"]
    return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def commands(parser, before=""):
    """Each command of the shell, also those of a command, with the line that --help says of it."""
    found = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for told in action._choices_actions:
                found[before + told.dest] = told.help
                found |= commands(action.choices[told.dest], f"{before}{told.dest} ")
    return found


def table(path, column):
    """The rows of a page's tables whose first cell is this command: what follows it, and the next cell."""
    return dict(re.findall(rf"^\| `{column} ?([^`]*)` \| (.*?) \|$", prose(path), re.M))


def anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.strip().casefold()).replace(" ", "-")


def broken(path, text=None):
    """Links of a page that lead nowhere in the course."""
    found = []
    for _, to in LINK.findall(prose(path) if text is None else text):
        if re.match(r"[a-z]+:", to):
            continue
        file, _, part = unquote(to).partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists():
            found.append(to)
        elif part and target.suffix == ".md":
            if part not in map(anchor, re.findall(r"^#+ (.+)$", prose(target), re.M)):
                found.append(to)
    return found


# -- commands -------------------------------------------------------------------------------


def test_every_command_of_the_shell_is_documented_in_the_words_of_its_help():
    assert table(ROOT / "docs/shell.md", "plnkit") == commands(parser(ABOUT))


def test_every_command_of_run_py_is_documented():
    help_page = re.search(
        r'^HELP = """\\\n(.+?)"""', (ROOT / "run.py").read_text("utf-8"), re.S | re.M
    )
    verbs = set(re.findall(r"^python run\.py ([a-z]+)?", help_page[1], re.M))
    assert set(table(ROOT / "docs/shell.md", r"python run\.py")) == verbs


@pytest.mark.parametrize("path", PAGES, ids=place)
def test_a_page_names_only_commands_that_there_are(path):
    known = commands(parser(ABOUT))
    text = prose(path)
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^(?:    |\$ )?(\S.*)$", text, re.M)
    for line in code:
        named = re.match(r"(?:python run\.py )?plnkit ((?:terms )?[a-z]+)(?= |$)", line)
        if named and (named[0].startswith("python") or line in re.findall(r"`([^`\n]+)`", text)):
            assert named[1] in known, line
    for verb in re.findall(r"python run\.py ([a-z]+)", text):
        assert verb in table(ROOT / "docs/shell.md", r"python run\.py"), verb


# -- links ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=place)
def test_every_link_leads_somewhere(path):
    assert broken(path) == []


def test_a_link_that_leads_nowhere_would_be_found():
    page = ROOT / "CONTRIBUTING.md"
    text = "[a](docs/shell.md) [b](docs/none.md) [c](#a-lesson) [d](#a-song) [e](https://x.example)"
    assert broken(page, text) == ["docs/none.md", "#a-song"]


@pytest.mark.parametrize("path", PAGES, ids=place)
def test_a_table_of_a_page_has_as_many_cells_in_each_row(path):
    rows = [line for line in prose(path).splitlines() if line.startswith("|")]
    for above, below in pairwise(rows):
        if re.fullmatch(r"\|[-| :]+\|", below):
            assert above.count("|") == below.count("|"), above


# -- hours, and notes for teachers -----------------------------------------------------------


def test_every_lesson_has_notes_for_teachers_that_keep_to_its_minutes():
    for lesson in lessons().values():
        path = ROOT / f"docs/teaching/{lesson.id[:2]}.md"
        text = prose(path)
        assert text.startswith(f"# {lesson.id[:2]} {lesson.title}: "), path.name
        assert f"takes {lesson.minutes} minutes." in text, path.name
        spans = [tuple(map(int, s)) for s in re.findall(r"^\| (\d+)–(\d+) \|", text, re.M)]
        assert (spans[0][0], spans[-1][1]) == (0, lesson.minutes), path.name
        assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]], path.name
        for part in ("Questions to ask", "What goes wrong", "In a room with no computers"):
            assert f"\n## {part}\n" in text, path.name


def test_the_ways_are_told_with_their_lessons_and_hours():
    ten, audit, workshop = prose(ROOT / "docs/ways.md").split("\n## ")[1:4]
    for text, way in ((ten, "ten"), (audit, "audit")):
        rows = re.findall(r"^\| \d+ \| (\d\d) (.+?) \| (\d+) \|", text, re.M)
        told = [
            (id[:2], lessons()[id].title, str(lessons()[id].minutes)) for id in ways()[way].lessons
        ]
        assert rows == told, way
    quarters = {
        0: "ten",
        15: "ten and a quarter",
        30: "ten and a half",
        45: "ten and three quarter",
    }
    assert ten.splitlines()[0].endswith(f": {quarters[ways()['ten'].minutes - 600]} hours")
    assert (audit.splitlines()[0][-10:], ways()["audit"].minutes) == ("four hours", 240)
    assert re.findall(r"–(\d+) \|", workshop)[-1] == str(ways()["workshop"].minutes) == "90"
    assert [f"lesson {id[:2]}" in workshop for id in ways()["workshop"].lessons] == [True, True]


# -- citations --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", NOTEBOOKS, ids=place)
def test_whatever_is_to_read_has_a_form_in_which_it_can_be_found(path):
    listed = prose(path).partition("\n## To read")[2].partition("\n[Back")[0]
    for item in re.findall(r"^- (.+)$", listed, re.M):
        assert FORM.search(item), item


@pytest.mark.parametrize("path", PAGES, ids=place)
def test_a_doi_is_written_as_one_and_leads_where_it_says(path):
    for words, to in LINK.findall(prose(path)):
        if "doi.org/" in to:
            assert DOI.fullmatch(to.removeprefix("https://doi.org/")), to
        if re.match(r"doi:|arXiv:", words):
            at = {"doi": "https://doi.org/", "arXiv": "https://arxiv.org/abs/"}
            kind, _, id = words.partition(":")
            assert to == at[kind] + id, words


@pytest.mark.parametrize("path", sorted(ROOT.glob("plnkit/data/**/*.toml")), ids=place)
def test_a_doi_in_the_data_is_written_as_one(path):
    text = path.read_text(encoding="utf-8")
    for id in re.findall(r'(?:\bdoi: ?|\bdoi (?=\d)|^doi = ")(.*)', text, re.M):
        assert DOI.match(id), id


def test_the_course_is_cited_by_its_version_and_licences():
    cff = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"\nversion: {project['version']}\n" in cff
    assert "\nlicense: BSD-3-Clause\n" in cff
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("BSD 3-Clause")
    assert "creativecommons.org/licenses/by/4.0/" in (ROOT / "LICENSE-CONTENT").read_text("utf-8")

"""Every submission gets the score it deserves and a reason: nothing undeserved, nothing lost."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import corpus
import pytest

from plnkit.grading.plugin import release_in
from plnkit.grading.score import graded
from plnkit.grading.screen import submission_in

SOURCE = Path(__file__).parent / "course" / "source" / "demo"
TASKS = ("t_where", "t_bridges", "t_density")


@pytest.fixture(scope="module")
def release():
    found = release_in(SOURCE)
    corpus.RELEASED.update(found.notebook)
    return found


def cells(result, *, teacher=False):
    for cell in result.notebook["cells"]:
        if teacher or cell["metadata"].get("plnkit", {}).get("for") != "teacher":
            yield cell


def test_the_corpus_is_large_and_its_names_are_its_own():
    assert len(corpus.CASES) >= 60
    assert len({case.name for case in corpus.CASES}) == len(corpus.CASES)


@pytest.mark.parametrize("case", corpus.CASES, ids=lambda case: case.name)
def test_each_submission_gets_what_it_deserves(case, release, tmp_path):
    try:
        folder = corpus.put(case, tmp_path / "ana" / "demo")
    except OSError as error:
        pytest.skip(f"can't be made here: {error}")  # links, on Windows
    result = graded(release, submission_in(folder, "demo.ipynb"))
    assert tuple(result.scores[task][0] for task in TASKS) == pytest.approx(case.points)
    for task in TASKS:
        assert all(why.strip() for _, _, why in result.reasons[task])
    said = "\n".join(result.notes + [why for lines in result.reasons.values() for *_, why in lines])
    assert case.told in said, said
    shown = "\n".join(cell["source"] for cell in cells(result))
    for text in case.keeps:
        assert text in shown.replace("\u200b", ""), said
    check_shape(result, release)


def check_shape(result, release):
    """The notebook is the released one, can be written, and has the score where nbgrader looks."""
    json.dumps(result.notebook, allow_nan=False).encode()
    own = [c for c in cells(result) if c["metadata"].get("plnkit", {}).get("for") != "map"]
    assert [c["id"] for c in own] == [c["id"] for c in release.notebook["cells"]]
    assert [c["metadata"] for c in own] == [c["metadata"] for c in release.notebook["cells"]]
    for cell in own:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name not in release.open_ids:
            released = next(c for c in release.notebook["cells"] if c["id"] == cell["id"])
            assert cell["source"] == released["source"]
        if name in TASKS:
            assert float(cell["outputs"][0]["data"]["text/plain"]) == result.scores[name][0]


class Acting(HTMLParser):
    """Finds tags and attributes that a page with escaped text has no business to have."""

    found: list[str]

    def handle_starttag(self, tag, attrs):
        fine = {
            "h1",
            "h2",
            "h3",
            "p",
            "em",
            "strong",
            "code",
            "pre",
            "ul",
            "ol",
            "li",
            "br",
            "hr",
            "blockquote",
            "div",
            "span",
        }
        if tag == "a" and re.fullmatch(r"https://[^\"\s]*", dict(attrs)["href"]):
            return  # an address typed out, which Markdown makes a plain link
        if tag not in fine or any(name not in ("class", "id") for name, _ in attrs):
            self.found.append(f"{tag} {attrs}")


@pytest.mark.parametrize("text", corpus.SCRIPTS)
def test_markup_is_shown_and_never_acts(text):
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    from plnkit.grading.repair import shown

    page = markdown2html_mistune(shown(text))
    reader = Acting()
    reader.found = []
    reader.feed(page)
    assert reader.found == []
    assert re.sub(r"\s|\u200b|\x00", "", shown(text)) == re.sub(r"\s|\x00", "", text)


def test_ordinary_markdown_stays():
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    from plnkit.grading.repair import shown

    text = "# A *heading*\n\n- one\n- **two**\n\n```\ncode\n```\n\n> said"
    assert markdown2html_mistune(shown(text)) == markdown2html_mistune(text)

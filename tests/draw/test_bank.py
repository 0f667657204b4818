"""The bank's three destinations, each read back; and the drawings that questions ask about."""

import base64
import io
import json
import sqlite3
import subprocess
import sys
import tomllib
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from defusedxml.ElementTree import fromstring

from plnkit.draw.anki import FIELDS, anki_deck
from plnkit.draw.bank import drawing
from plnkit.draw.moodle import moodle_xml
from plnkit.draw.sheet import sheet
from plnkit.model.bank import bank, bank_of

SMALL = bank(Path(__file__).parents[1] / "bank")
QUESTIONS = list(SMALL.questions.values())
NS = "{http://www.w3.org/2000/svg}"


# -- drawings ---------------------------------------------------------------------------------


def test_a_drawing_has_everybody_and_every_tie_and_says_them():
    picture = SMALL.questions["tie-strength-1"].body["picture"]
    svg = fromstring(drawing(picture))
    assert [t.text for t in svg.iter(f"{NS}text")] == ["A", "B", "C", "you"]
    assert len(list(svg.iter(f"{NS}path"))) == len(picture["ties"])
    assert svg.get("aria-label").startswith(picture["alt"])
    assert "B and C" in svg.get("aria-label")


def test_names_in_a_drawing_are_text():
    picture = {"people": ["<b>", "A&B"], "ties": [["<b>", "A&B"]], "alt": 'a "quote"'}
    svg = fromstring(drawing(picture))
    assert [t.text for t in svg.iter(f"{NS}text")] == ["<b>", "A&B"]


def test_nobody_in_a_drawing_hides_another():
    picture = {"people": list("ABCDEF"), "ties": [["A", "B"], ["B", "C"], ["D", "E"]], "alt": "x"}
    svg = fromstring(drawing(picture))
    at = {(c.get("cx"), c.get("cy")): float(c.get("r")) for c in svg.iter(f"{NS}circle")}
    places = [complex(float(x), float(y)) for x, y in at]
    assert len(places) == 6
    gaps = [abs(a - b) for i, a in enumerate(places) for b in places[:i]]
    assert min(gaps) > 2 * max(at.values())


# -- Anki -------------------------------------------------------------------------------------


@pytest.fixture
def collection(tmp_path):
    """The database in a deck of the small bank, read with SQLite alone."""
    with zipfile.ZipFile(io.BytesIO(anki_deck(SMALL))) as package:
        assert package.testzip() is None
        assert sorted(package.namelist()) == ["collection.anki2", "media"]
        assert json.loads(package.read("media")) == {}
        package.extract("collection.anki2", tmp_path)
    found = sqlite3.connect(tmp_path / "collection.anki2")
    yield found
    found.close()


def test_each_term_is_a_note_with_two_cards(collection):
    assert collection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    notes = {
        row[0]: row[1].split("\x1f") for row in collection.execute("SELECT guid, flds FROM notes")
    }
    told = {fields[1]: dict(zip(FIELDS, fields, strict=True)) for fields in notes.values()}
    assert set(told) == set(SMALL.ideas)
    assert told["K6"]["Term"] == "Reciprocity, also mutual exchange"
    assert told["K6"]["Plain"] == SMALL.ideas["K6"].plain
    assert "Reinforcement:" in told["K6"]["MixedUpWith"]
    assert (told["K9"]["Scholarly"], told["K9"]["Source"]) == ("", "")
    cards = collection.execute("SELECT nid, COUNT(*) FROM cards GROUP BY nid").fetchall()
    assert [n for _, n in cards] == [2] * len(SMALL.ideas)
    tags = {row[0] for row in collection.execute("SELECT tags FROM notes")}
    assert " plnkit K6 05_give_to_get " in tags


def test_the_same_bank_gives_the_same_bytes(monkeypatch):
    first = anki_deck(SMALL)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert anki_deck(SMALL) == first
    assert moodle_xml(SMALL, QUESTIONS) == moodle_xml(SMALL, QUESTIONS)
    assert sheet(QUESTIONS, 3) == sheet(QUESTIONS, 3)
    assert sheet(QUESTIONS, 3) != sheet(QUESTIONS, 4)


def test_a_note_is_dated_by_the_bank_so_that_anki_takes_a_newer_one(collection):
    assert collection.execute("SELECT DISTINCT mod FROM notes").fetchall() == [(1795132800,)]


# -- Moodle -----------------------------------------------------------------------------------

TYPES = {
    **dict.fromkeys(("single", "several", "scenario"), "multichoice"),
    **dict.fromkeys(("match", "sort", "label"), "matching"),
    **{"order": "ordering", "fill": "shortanswer", "number": "numerical"},
}
# What Moodle allows as a share of the marks, of those that we give.
SHARES = {100, 50, 33.33333, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10}


@pytest.fixture
def quiz():
    made = fromstring(moodle_xml(SMALL, QUESTIONS))
    return {q.findtext("idnumber"): q for q in made if q.get("type") != "category"}


def plain(node, path):
    """The text that a reader of Moodle's HTML sees."""
    return BeautifulSoup(node.findtext(f"{path}/text") or "", "html.parser").get_text()


def test_each_question_has_moodles_type_text_hint_and_tags(quiz):
    assert set(quiz) == set(SMALL.questions)
    for id, question in SMALL.questions.items():
        made = quiz[id]
        assert made.get("type") == TYPES[question.kind]
        assert plain(made, "name").startswith(id)
        assert question.ask in plain(made, "questiontext")
        assert question.case in plain(made, "questiontext")
        assert plain(made, "hint") == question.hint
        assert plain(made, "generalfeedback").startswith(question.explain)
        tags = [tag.text for tag in made.findall("tags/tag/text")]
        assert tags == ["plnkit", *question.ideas]


def test_options_have_shares_that_moodle_allows_and_their_own_feedback(quiz):
    for question in QUESTIONS:
        if TYPES[question.kind] != "multichoice":
            continue
        made, right = quiz[question.id], 0.0
        assert made.findtext("single") == ("false" if question.kind == "several" else "true")
        answers = made.findall("answer")
        for part, answer in zip(question.parts, answers, strict=True):
            share = float(answer.get("fraction"))
            assert abs(share) in SHARES | {0}
            assert (share > 0) == part.right
            assert plain(answer, ".") == part.text
            assert plain(answer, "feedback") == part.why
            right += max(share, 0)
        assert right == pytest.approx(100, abs=1e-3)


def test_what_is_placed_is_matched_and_what_fits_nothing_has_no_text(quiz):
    for question in QUESTIONS:
        if TYPES[question.kind] != "matching":
            continue
        rows = [
            (plain(row, "."), row.findtext("answer/text"))
            for row in quiz[question.id].findall("subquestion")
        ]
        extra = [("", word) for word in question.body.get("extra", ())]
        assert rows == [(part.text, part.right) for part in question.parts] + extra


def test_steps_words_and_numbers_are_as_moodle_reads_them(quiz):
    steps = quiz["K6-5"].findall("answer")
    assert [float(step.get("fraction")) for step in steps] == [1, 2, 3]
    assert [plain(step, ".") for step in steps] == [s.text for s in SMALL.questions["K6-5"].parts]
    words = [(a.findtext("text"), a.get("fraction")) for a in quiz["K6-7"].findall("answer")]
    assert words == [
        ("reciprocity", "100"),
        ("mutual exchange", "100"),
        ("reinforcement", "0"),
        ("*", "0"),
    ]
    numbers = [
        (a.findtext("text"), a.findtext("tolerance"), plain(a, "feedback"))
        for a in quiz["K9-1"].findall("answer")
    ]
    assert numbers == [
        ("0.8", "0.005", "4 divided by 5 is 0.8."),
        ("1.25", "0", "You divided 5 by 4."),
        ("*", "0", "Divide those with a reply by all of them."),
    ]


def test_a_drawing_travels_with_its_question(quiz):
    asked = quiz["tie-strength-1"].find("questiontext")
    html = BeautifulSoup(asked.findtext("text"), "html.parser")
    assert html.img["src"] == "@@PLUGINFILE@@/" + asked.find("file").get("name")
    svg = fromstring(base64.b64decode(asked.findtext("file")))
    assert svg.tag == f"{NS}svg"


# -- paper ------------------------------------------------------------------------------------


def test_a_sheet_asks_everything_and_tells_what_is_right_in_the_key_alone():
    page = BeautifulSoup(sheet(QUESTIONS, 5, title="Week <1>"), "html.parser")
    assert page.title.string == "Week <1>"
    asked = page.select(".question")
    assert len(asked) == len(QUESTIONS)
    for question, item in zip(QUESTIONS, asked, strict=True):
        assert question.ask.split("___")[0] in item.get_text()
        assert question.explain not in item.get_text()
        assert all(part.text in item.get_text() for part in question.parts)
    assert all(q.explain in page.select_one(".key").get_text() for q in QUESTIONS)
    assert not page.find_all("script")


@pytest.mark.parametrize("seed", range(4))
def test_the_letters_and_numbers_of_the_key_are_those_of_the_sheet(seed):
    page = BeautifulSoup(sheet(QUESTIONS, seed), "html.parser")
    keys = [dt.get_text() for dt in page.select(".key dt")]
    for question, item, key in zip(QUESTIONS, page.select(".question"), keys, strict=True):
        letters = {b.get_text(): b.next_sibling.strip() for b in item.select("li b")}
        if question.kind in ("single", "scenario"):
            assert question.judged(
                next(p.key for p in question.parts if p.text == letters[key[-1]])
            ).right
        elif question.kind == "match":
            said = dict(row.split(": ") for row in key.partition(": ")[2].split("; "))
            assert {part.text: part.right for part in question.parts} == {
                left: letters[letter] for left, letter in said.items()
            }
        elif question.kind == "order":
            places = [int(n) for n in key.partition(": ")[2].split(", ")]
            steps = [li.get_text().strip() for li in item.select("li")]
            ordered = [step for _, step in sorted(zip(places, steps, strict=True))]
            assert ordered == [part.text for part in question.parts]


def test_no_destination_is_loaded_with_the_bank():
    program = "import sys; from plnkit.model.bank import bank; bank(sys.argv[1])\n"
    program += "assert not {'genanki', 'fsrs', 'pandas', 'numpy', 'networkx'} & set(sys.modules), sys.modules"
    subprocess.run(
        [sys.executable, "-c", program, str(Path(__file__).parents[1] / "bank")], check=True
    )


def test_signs_that_markup_is_made_of_come_out_as_they_went_in(tmp_path):
    odd = """5 < 6 & a "b" 'c' ]]> {{Term}} [[1]]"""
    tables = tomllib.loads((Path(__file__).parents[1] / "bank/small.toml").read_text("utf-8"))
    for row in tables["K6"]["questions"]:
        row["explain"] = odd
    tables["K6"]["plain"] = odd
    made = bank_of([("small.toml", tables)])
    questions = made.chosen("K6")
    for question in fromstring(moodle_xml(made, questions)).findall("question"):
        if question.get("type") != "category":
            assert plain(question, "generalfeedback").startswith(odd)
            assert "5 &lt; 6 &amp; a" in question.findtext("generalfeedback/text")
    for dd in BeautifulSoup(sheet(questions), "html.parser").select("dd"):
        assert dd.get_text() == odd
    with zipfile.ZipFile(io.BytesIO(anki_deck(made))) as package:
        package.extract("collection.anki2", tmp_path)
    with closing(sqlite3.connect(tmp_path / "collection.anki2")) as found:
        fields = [row[0].split("\x1f") for row in found.execute("SELECT flds FROM notes")]
    assert odd in [BeautifulSoup(each[2], "html.parser").get_text() for each in fields]

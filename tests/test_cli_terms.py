"""The commands about the bank, as typed in a shell."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from defusedxml.ElementTree import parse

from assignments import BY_KEY, SOURCE
from plnkit.cli import main
from plnkit.model.bank_files import own_folder

SMALL = Path(__file__).parent / "bank"


@pytest.fixture
def plnkit(capsys, tmp_path, monkeypatch):
    """What a command prints and how it ends, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*argv):
        code = main([str(a) for a in argv])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_bank_without_a_fault_is_said(plnkit):
    assert plnkit("terms", "check", SMALL) == (
        0,
        "3 ideas with 9 questions; nothing is wrong.\n",
        "",
    )


def test_faults_are_listed_by_file_entry_and_cure(plnkit, tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(SMALL, folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = (folder / "small.toml").read_text(encoding="utf-8")
    text = text.replace('source = "none: the course\'s own wording"\n', "").replace(
        "hint", "hnt", 1
    )
    (folder / "small.toml").write_text(text, encoding="utf-8")
    code, said, _ = plnkit("terms", "check", folder)
    assert code == 1
    lines = said.splitlines()
    assert "small.toml, question 'K6-1': it has no 'hint'. Add it." in lines
    assert (
        "small.toml, question 'K6-1': 'hnt' is not known. Did you mean 'hint'? There are:" in said
    )
    assert any(line.startswith("small.toml, entry 'K9': it has no 'source'.") for line in lines)
    assert lines[-1] == "3 to mend."
    code, _, complaint = plnkit("terms", "export", "x.xml", "--bank", folder)
    assert code == 2
    assert "small.toml, question 'K6-1'" in complaint
    assert "2 more: see 'plnkit terms check'" in complaint
    assert not Path("x.xml").exists()


def test_lessons_that_are_named_are_looked_for_in_the_courses_folder(plnkit):
    Path("lessons").mkdir()
    Path("lessons/05_give_to_get.ipynb").touch()
    code, said, _ = plnkit("terms", "check", SMALL)
    assert (code, said.splitlines()[0]) == (
        1,
        "there is no lesson '08_measure_it', named by tie-strength. Mend it there.",
    )


def test_the_bank_goes_to_anki_moodle_and_paper(plnkit):
    code, said, _ = plnkit("terms", "export", "t.apkg", "--bank", SMALL)
    assert (code, said) == (0, "Written: t.apkg, with 3 terms, two cards each.\n")
    assert zipfile.is_zipfile("t.apkg")
    code, said, _ = plnkit("terms", "export", "q.xml", "--bank", SMALL, "--only", "K6")
    assert (code, said) == (0, "Written: q.xml, with 7 questions.\n")
    types = [q.get("type") for q in parse("q.xml").getroot()]
    assert (len(types), types.count("category")) == (8, 1)
    code, said, _ = plnkit("terms", "export", "q.html", "--bank", SMALL, "--only", "K9", "K6-1")
    assert (code, said) == (
        0,
        "Written: q.html, with 2 questions, and their key on the last pages.\n",
    )
    assert Path("q.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_seed_gives_another_order_on_paper(plnkit):
    for name, seed in (("a.html", 1), ("b.html", 2), ("c.html", 1)):
        assert plnkit("terms", "export", name, "--bank", SMALL, "--seed", seed)[0] == 0
    assert Path("a.html").read_bytes() == Path("c.html").read_bytes()
    assert Path("a.html").read_bytes() != Path("b.html").read_bytes()


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["export", "t.pdf"], "t.pdf should end in .apkg for Anki"),
        (["export", "there.xml"], "there.xml exists already"),
        (["export", "none/t.xml", "--bank", SMALL], "can't be written: no such file"),
        (["export", "t.xml", "--bank", SMALL, "--only", "K66"], "nothing called 'K66'"),
        (["export", "t.xml", "--bank", "nowhere"], "There is no bank in nowhere"),
        (["check", "nowhere"], "nowhere is no folder"),
        (["exprt"], "invalid choice"),
        ([], "required"),
    ],
)
def test_what_cant_be_done_is_said_in_a_sentence(plnkit, argv, words):
    Path("there.xml").touch()
    code, _, said = plnkit("terms", *argv)
    assert code == 2
    assert words in said
    assert not Path("t.xml").exists()
    assert Path("there.xml").read_bytes() == b""


def test_an_assignment_s_questions_are_drawn_anew_and_its_key_lies_apart(plnkit, tmp_path):
    folder = tmp_path / "assignments" / "source" / BY_KEY
    shutil.copytree(SOURCE / BY_KEY, folder)
    before = (folder / "assignment.toml").read_text(encoding="utf-8")
    code, said, _ = plnkit("terms", "assignment", "--seed", "7")
    key = tmp_path / "assignments" / "keys" / f"{BY_KEY}.json"
    assert (code, said.splitlines()[0]) == (
        0,
        f"Drawn: 14 questions in assignments/source/{BY_KEY}.",
    )
    assert str(key) in said
    assert json.loads(key.read_text(encoding="utf-8"))["seed"] == 7
    assert (folder / "assignment.toml").read_text(encoding="utf-8") != before
    assert plnkit("terms", "assignment")[0] == 0
    assert (folder / "assignment.toml").read_text(encoding="utf-8") == before


def test_a_teacher_s_own_questions_are_drawn_from_a_bank_of_her_own(plnkit, tmp_path):
    folder = tmp_path / "assignments" / "source" / BY_KEY
    shutil.copytree(SOURCE / BY_KEY, folder)
    own = shutil.copytree(own_folder(), tmp_path / "mine")
    text = (own / "k.toml").read_text(encoding="utf-8")
    ask = re.search(r'id = "K1-1"\nkind = "single"\nask = "(.+?)"', text)[1]
    (own / "k.toml").write_text(text.replace(ask, "Known to nobody?"), encoding="utf-8")
    seeds = (plnkit("terms", "assignment", "--seed", n, "--bank", own) for n in range(20))
    assert any(
        "Known to nobody?" in (folder / "assignment.toml").read_text(encoding="utf-8")
        for _ in seeds
    )


def test_without_the_assignment_it_is_said_where_to_go(plnkit):
    code, _, said = plnkit("terms", "assignment")
    assert code
    assert "Go to the course's folder." in said

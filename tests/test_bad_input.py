"""Bad input: one sentence naming file, row and cure, exit code 2, nothing written, no traceback."""

import contextlib
import io
import os
import random
import socket
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plnkit.cli import main
from plnkit.importers import read_files
from plnkit.model.network import PlnError
from plnkit.model.tables import read_network

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such file")
LINKEDIN = b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
JUNK = random.Random(7).randbytes(1 << 16)
MEGABYTE = 1 << 20


def everything(folder):
    """Every file below a folder with its size and the time it was changed."""
    return {
        (str(path), path.lstat().st_size, path.lstat().st_mtime_ns) for path in folder.rglob("*")
    }


@pytest.fixture
def refused(tmp_path, capsys, monkeypatch):
    """Runs a command in a folder with the files `made`; the one sentence with which it refuses."""
    monkeypatch.chdir(tmp_path)

    def run(argv, **made):
        for name, content in made.items():
            (tmp_path / f"{name}.csv").write_bytes(content)
        before = everything(tmp_path)
        code = main(argv)
        said = capsys.readouterr()
        assert everything(tmp_path) == before
        assert (code, said.out) == (2, "")
        assert said.err.startswith("plnkit: ")
        assert said.err.count("\n") == 1, "one sentence on one line"
        assert said.err.endswith(".\n"), "a whole sentence"
        return said.err

    return run


def commands(file):
    """Every command that reads a file, with each way of writing something."""
    return [
        ["audit", file],
        ["audit", file, "--json", "--me", "ana"],
        ["audit", file, "--html", "page.html", "--me", "ana"],
        ["import", file],
        ["import", file, "--to", "map.json"],
        ["measures", file, "--json", "--who", "ana"],
    ]


# -- files that are no table at all: every command says so ------------------------------------------

NO_TABLE = {
    "empty": (b"", "is empty"),
    "blank": (b"\xef\xbb\xbf \n\t\n", "is empty"),
    "hard spaces": ("\xa0\u2003\n".encode(), "is empty"),
    "zero bytes": (b"source,target\na,\0b\n", "zero bytes"),
    "junk": (JUNK, "is no text"),
    "UTF-16": ("source,target\na,b\n".encode("utf-16"), "UTF-16. Save it as 'CSV UTF-8'"),
    "UTF-16 without a mark": ("source,target\na,b\n".encode("utf-16-le"), "'CSV UTF-8'"),
    "no encoding": (b"source,target\na,\x81\x8d\xff\n", "no text in a known encoding"),
    "workbook": (b"PK\x03\x04" + JUNK, "workbook or a zip"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no text"),
    "over 64 MB": (b"source,target\n" + b"a,b\n" * (17 * MEGABYTE), "at most 64 MB"),
}


@pytest.mark.parametrize(("content", "words"), NO_TABLE.values(), ids=NO_TABLE)
def test_a_file_of_another_kind_is_refused_by_every_command(refused, content, words):
    for argv in commands("bad.csv"):
        said = refused(argv, bad=content)
        assert "bad.csv" in said
        assert words in said


ANOTHER_KIND = {
    "prose": b"Dear Ana,\nhere is the list that you asked for.\n",
    "JSON": b'[{"following": {"accountId": "101"}}]',
    "HTML": b"<!doctype html><title>source, target</title>",
    "another export": b"Account address,Hide notifications\na@b.example,true\n",
    "50 MB of text": b"x" * (50 * MEGABYTE),
    "50 MB of lines": b"junk and more junk\n" * (50 * MEGABYTE // 19),
}


@pytest.mark.parametrize("content", ANOTHER_KIND.values(), ids=ANOTHER_KIND)
def test_a_text_that_nothing_recognises_is_refused_with_what_is_known(refused, content):
    said = refused(["import", "bad.csv"], bad=content)
    assert said.startswith("plnkit: bad.csv is no kind of file that plnkit knows")
    for known in ("LinkedIn", "Mastodon", "people.csv", "ties.csv"):
        assert known in said
    said = refused(["measures", "bad.csv"], bad=content)
    assert "no column 'source'" in said or "line 1 has 52,428,800 characters" in said


# -- tables of ties -----------------------------------------------------------------------------------

TIES = {
    "pipes": (b"source|target\na|b\n", ["row 1", "one column, 'source|target'", "semicolon"]),
    "spaces": (b"source target\na b\n", ["row 1", "one column, 'source target'"]),
    "no source": (b"from,target\na,b\n", ["row 1", "no column 'source'. Columns: from, target"]),
    "no target": (b"source,tarjet\na,b\n", ["row 1", "no column 'target'", "Is it 'tarjet'?"]),
    "near miss": (b"source,target,wieght\na,b,1\n", ["'wieght'", "Did you mean 'weight'?"]),
    "column twice": (b"source,target,Source\na,b,c\n", ["'source' is there twice"]),
    "header only": (b"source,target\n", ["a header and no rows"]),
    "header and blank": (b"source,target\n,\n\n", ["a header and no rows"]),
    "no second end": (b"source,target\na,b\na,\n", ["row 3", "there is no target"]),
    "no first end": (b"source,target\n,b\n", ["row 2", "there is no source"]),
    "self-tie": (b"source,target\na,b\n\nb, b \n", ["row 4", "'b' is tied to itself"]),
    "weight in words": (b"source,target,weight\na,b,much\n", ["row 2", "the weight 'much'"]),
    "negative": (b"source,target,weight\na,b,1\nb,c,-1\n", ["row 3", "the weight '-1'"]),
    "zero": (b"source,target,weight\na,b,0\n", ["row 2", "the weight '0'"]),
    "not a number": (b"source,target,weight\na,b,nan\n", ["row 2", "the weight 'nan'"]),
    "infinite": (b"source,target,weight\na,b,inf\n", ["row 2", "the weight 'inf'"]),
    "absurd": (b"source,target,weight\na,b,1e10\n", ["row 2", "at most 1,000,000,000"]),
    "thousands": (b"source,target,weight\na,b,1_000\n", ["row 2", "the weight '1_000'"]),
    "decimal comma": (b'source,target,weight\na,b,"1,5"\n', ["row 2", "the weight '1,5'"]),
    "direction": (b"source,target,direction\na,b,in\n", ["row 2", "the direction 'in'", "out"]),
    "too many cells": (b"source,target\na,b,c\n", ["row 2", "3 filled cells", "quotation marks"]),
    "nameless column": (b"source,,target\na,x,b\n", ["row 2", "under no column"]),
    "open quote": (b'source,target\na,b\n"a,c\nd,e\n', ["row 3", "quotation mark is not closed"]),
    "stray quote": (b'source,target\n"a"x,b\n', ["row 2", "quotation mark"]),
    "huge cell": (b"source,target\na," + b"b" * 200_000 + b"\n", ["row 2", "100,000"]),
    "endless line": (b"source,target\na,b\nc," + b"b" * MEGABYTE, ["line 3", "characters"]),
    "long id": (b"source,target\na," + b"b" * 301 + b"\n", ["row 2", "over 300 characters"]),
    "after a sep line": (b"sep=;\nsource;target\na;a\n", ["row 3", "tied to itself"]),
    "multi-line cells": (b'source,target\n"a\nb",c\nd,d\n', ["row 3", "tied to itself"]),
    "escape codes": (b"source,target\n\x1b[2Jx,\x1b[2Jx\n", ["row 2", "[2Jx' is tied"]),
}


@pytest.mark.parametrize(("content", "words"), TIES.values(), ids=TIES)
def test_a_bad_table_of_ties_is_refused_by_every_command(refused, content, words):
    for argv in commands("bad.csv"):
        said = refused(argv, bad=content)
        assert "bad.csv" in said
        assert said.isprintable() or said[:-1].isprintable()
        for word in words:
            assert word in said


# -- tables of people -----------------------------------------------------------------------------------

PEOPLE = {
    "pipes": (b"id|name\na|Ana\nb|Ben\n", ["row 1", "one column, 'id|name'"]),
    "near miss": (b"id,nmae\na,Ana\nb,Ben\n", ["row 1", "'nmae'", "Did you mean 'name'?"]),
    "id twice": (b"id\na\nb\na\n", ["row 4", "'a' is already in row 2"]),
    "no id": (b"id,name\na,Ana\n,Ben\n", ["row 3", "there is no id"]),
    "kind": (b"id,kind\na,person\nb,persn\n", ["row 3", "'persn'", "Did you mean 'person'?"]),
    "ring": (b"id,ring\na,near\nb,\n", ["row 2", "ring 'near'", "close, regular"]),
    "gives": (b"id,gives\na,money\nb,\n", ["row 2", "gives 'money'"]),
    "header only": (b"id,name\n", ["a header and no rows"]),
    "long id": (b"id\n" + b"a" * 301 + b"\n", ["row 2", "over 300 characters"]),
    "too many cells": (b"id,name\na,Silva, Ana\nb,Ben\n", ["row 2", "3 filled cells"]),
}


@pytest.mark.parametrize(("content", "words"), PEOPLE.values(), ids=PEOPLE)
def test_a_bad_table_of_people_is_refused_by_every_command(refused, content, words):
    measures = ["measures", "ties.csv", "--people", "bad.csv", "--who", "a"]
    both = ["audit", "ties.csv", "bad.csv", "--me", "a", "--html", "page.html"]
    for argv in (*commands("bad.csv")[:-1], measures, both):
        said = refused(argv, bad=content, ties=b"source,target\na,b\n")
        assert "bad.csv" in said
        for word in words:
            assert word in said


def test_a_table_of_people_without_the_column_id_is_refused(refused):
    made = {"bad": b"name,group\nana,x\n", "ties": b"source,target\na,b\n"}
    said = refused(["measures", "ties.csv", "--people", "bad.csv"], **made)
    assert "bad.csv, row 1: no column 'id'. Columns: name, group." in said


def test_a_tie_of_somebody_who_is_not_listed_is_refused(refused):
    made = {"people": b"id\nana\nben\n", "ties": b"source,target\nana,ben\nana,bem\n"}
    for argv in (
        ["measures", "ties.csv", "--people", "people.csv", "--who", "ana"],
        ["import", "ties.csv", "people.csv"],
        ["audit", "people.csv", "ties.csv", "--html", "page.html", "--me", "ana"],
    ):
        said = refused(argv, **made)
        assert "ties.csv, row 3: the target 'bem' is not among the people" in said
        assert "Did you mean 'ben'?" in said


# -- exports --------------------------------------------------------------------------------------------


def test_an_export_with_an_unclosed_quotation_mark_is_refused(refused):
    content = LINKEDIN + b'Ana,Silva,,,"Firm,,1 Jan 2020\nBen,Li,,,,,2 Jan 2020\n'
    said = refused(["import", "bad.csv"], bad=content)
    assert "bad.csv, row 2" in said


# -- paths ----------------------------------------------------------------------------------------------


def test_a_path_that_does_not_exist_is_refused(refused):
    for argv in commands("nowhere/bad.csv"):
        assert "nowhere/bad.csv does not exist" in refused(argv)


def test_a_folder_is_refused(refused, tmp_path):
    (tmp_path / "bad.csv").mkdir()
    for argv in commands("bad.csv"):
        assert "bad.csv is a folder" in refused(argv)


@POSIX
def test_a_link_is_refused(refused, tmp_path):
    (tmp_path / "bad.csv").symlink_to(tmp_path / "ties.csv")
    for argv in commands("bad.csv"):
        assert "bad.csv is a link" in refused(argv, ties=b"source,target\nana,b\n")


@POSIX
def test_a_pipe_a_socket_and_a_device_are_refused_without_waiting(refused, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    for argv in commands("pipe.csv"):
        assert "pipe.csv is a device or a pipe" in refused(argv)
    assert "/dev/null is a device" in refused(["import", "/dev/null"])
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as listener:
        try:
            listener.bind("s.csv")
        except OSError:
            return  # not every file system has sockets
        assert "s.csv is a device" in refused(["import", "s.csv"])


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_one_may_not_read_is_refused(refused, tmp_path):
    (tmp_path / "bad.csv").write_bytes(b"source,target\na,b\n")
    (tmp_path / "bad.csv").chmod(0)
    assert "bad.csv can't be read: permission denied" in refused(["import", "bad.csv"])


@pytest.mark.parametrize("name", ["a\nb.csv", "x" * 5000, "a\0b.csv"])
def test_a_name_that_no_file_has_is_refused(refused, name):
    said = refused(["import", name])
    assert "does not exist" in said or "can't be read" in said


def test_one_bad_file_among_good_ones_stops_everything(refused):
    made = {"good": LINKEDIN + b"Ana,Silva,,,,,1 Jan 2020\n", "bad": b"source,target\na,a\n"}
    assert "bad.csv, row 2" in refused(["import", "good.csv", "bad.csv"], **made)
    assert "bad.csv, row 2" in refused(["audit", "good.csv", "bad.csv", "--html", "p.html"])


# -- where to write ---------------------------------------------------------------------------------------

GOOD = {"good": LINKEDIN + b"Ana,Silva,,,,,1 Jan 2020\n"}


def test_the_page_never_replaces_something_else(refused, tmp_path):
    audit = ["audit", "good.csv", "--html"]
    (tmp_path / "notes.html").write_text("my notes")
    (tmp_path / "folder").mkdir()
    assert "is one of the files to read" in refused([*audit, "./good.csv"], **GOOD)
    assert "exists and is no page" in refused([*audit, "notes.html"])
    assert "is a folder" in refused([*audit, "folder"])
    assert "there is no folder" in refused([*audit, "nowhere/page.html"])


@POSIX
def test_the_page_is_not_written_through_a_link(refused, tmp_path):
    (tmp_path / "page.html").symlink_to(tmp_path / "elsewhere.html")
    assert "page.html is a link" in refused(["audit", "good.csv", "--html", "page.html"], **GOOD)


def test_a_page_that_cant_be_written_leaves_nothing_behind(refused, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    said = refused(["audit", "good.csv", "--html", "page.html"], **GOOD)
    assert "page.html could not be written: no space left on device" in said


def test_a_map_is_not_written_over_something_else(refused, tmp_path):
    assert "ends in .json" in refused(["import", "good.csv", "--to", "good.csv"], **GOOD)
    (tmp_path / "other.json").write_text("{}")
    (tmp_path / "other.lock").touch()
    assert "not a plnkit network" in refused(["import", "good.csv", "--to", "other.json"], **GOOD)


# -- what is asked for ----------------------------------------------------------------------------------


ASKED = {
    "no command": ([], "required: COMMAND"),
    "no such command": (["audti"], "audti"),
    "no file": (["audit"], "required: FILE. See 'plnkit audit --help'"),
    "no such option": (["audit", "t.csv", "--jsn"], "--jsn"),
    "both forms": (["audit", "t.csv", "--json", "--html", "x"], "not allowed with"),
    "categories": (["measures", "t.csv", "--categories", "x"], "--categories"),
    "no groups": (["measures", "t.csv", "--who", "ana", "--categories", "0"], "1 or more"),
    "scope": (["measures", "t.csv", "--who", "ana", "--scope", "al"], "There are: own, whole"),
    "who": (["measures", "t.csv", "--who", "anna"], "Did you mean 'ana'?"),
    "no learner": (["measures", "t.csv"], "t.csv has no 'me'"),
    "no learner to audit": (["audit", "t.csv"], "Add --me"),
    "me": (["audit", "t.csv", "--me", "anna"], "Did you mean 'ana'?"),
    "by": (["measures", "t.csv", "--who", "ana", "--by", "group"], "in a column 'group'"),
    "tables swapped": (
        ["measures", "p.csv", "--who", "ana", "--people", "t.csv"],
        "no column 'id'",
    ),
}


@pytest.mark.parametrize(("argv", "words"), ASKED.values(), ids=ASKED)
def test_a_wrong_question_is_refused_with_a_sentence(refused, argv, words):
    assert words in refused(argv, t=b"source,target\nana,ben\nben,eve\n", p=b"id\nana\n")


def test_two_of_one_name_are_told_apart_by_id(refused):
    made = {"people": b"id,name\na,Ana\nb,Ana\n", "ties": b"source,target\na,b\n"}
    assert "the name of a, b" in refused(["audit", "people.csv", "ties.csv", "--me", "Ana"], **made)


# -- in a process of its own -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"), [TIES["self-tie"], NO_TABLE["junk"], TIES["escape codes"]]
)
def test_the_real_command_ends_with_2_and_one_line(tmp_path, content, words):
    (tmp_path / "bad.csv").write_bytes(content)
    ran = subprocess.run(
        [sys.executable, "-m", "plnkit.cli", "measures", "bad.csv"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert "Traceback" not in ran.stderr
    assert "bad.csv" in ran.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_an_answer_that_cant_be_written_is_said(tmp_path):
    (tmp_path / "t.csv").write_text("source,target\nme,b\n")
    argv = [sys.executable, "-m", "plnkit.cli", "measures", str(tmp_path / "t.csv")]
    with open("/dev/full", "w") as full:
        ran = subprocess.run(argv, stdout=full, stderr=subprocess.PIPE, text=True)
    assert ran.returncode == 2
    assert ran.stderr == "plnkit: the answer could not be written: no space left on device.\n"


@POSIX
def test_a_reader_who_stops_reading_gets_no_complaint(tmp_path):
    (tmp_path / "t.csv").write_text("source,target\nme,b\n")
    argv = [sys.executable, "-m", "plnkit.cli", "measures", str(tmp_path / "t.csv")]
    read, write = os.pipe()
    os.close(read)
    with open(write, "wb") as closed:
        ran = subprocess.run(argv, stdout=closed, stderr=subprocess.PIPE, text=True)
    assert (ran.returncode, ran.stderr) == (141, "")


def test_an_interruption_ends_with_130(capsys, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("plnkit.importers.read_files", interrupted)
    assert main(["import", "x.csv"]) == 130
    assert capsys.readouterr().err == "plnkit: stopped.\n"


# -- anything at all ----------------------------------------------------------------------------------------

SEEDS = [
    LINKEDIN + b"Ana,Silva,https://www.linkedin.com/in/ana,,Firm,Nurse,1 Jan 2020\nBen,Li,,,,,\n",
    b"Account address,Show boosts,Notify on new posts,Languages\na@b.example,true,false,en\n",
    b"id,name,kind,goal,ring\nme,,,,\nana,Ana,person,G1;G2,close\n",
    b"sep=;\nsource;target;weight;direction\nme;ana;1,5;out\nana;me;;both\n",
]
EDIT = st.tuples(
    st.integers(0, 200),
    st.integers(0, 12),
    st.one_of(
        st.binary(max_size=6),
        st.sampled_from([b'"', b"\n", b"\r", b",", b";", b"\t", b"=", b"\xff\xfe", b"nan", b"-1"]),
    ),
)


@st.composite
def mutated(draw):
    """An export or a table with a few places cut out and something else put in."""
    data = draw(st.sampled_from(SEEDS))
    for at, length, new in draw(st.lists(EDIT, max_size=4)):
        data = data[:at] + new + data[at + length :]
    return data


def complaint(read):
    """The sentence with which reading is refused, '' where it isn't."""
    try:
        read()
    except PlnError as error:
        return str(error)
    return ""


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=300), mutated()), st.one_of(st.none(), mutated()))
@example(b"sep=", None)
@example(b"\xef\xbb\xbf", None)
@example(b'"', None)
@example(b",a b", None)
@example(b"\xa0", None)
@example(b"\n" * 70_000 + b"source,target\na,b\n", None)
def test_whatever_a_file_holds_nothing_but_a_sentence_comes_back(tmp_path_factory, data, other):
    folder = tmp_path_factory.mktemp("any")
    paths = [folder / "one.csv"]
    paths[0].write_bytes(data)
    if other is not None:
        paths.append(folder / "two.csv")
        paths[1].write_bytes(other)
    for read in (lambda: read_files(paths), lambda: read_network(*paths)):
        said = complaint(read)
        assert "one.csv" in said or "two.csv" in said or not said


@settings(deadline=None)
@given(mutated(), st.sampled_from([["--json"], [], ["--html", "page.html"]]))
def test_whatever_an_audit_reads_it_ends_with_0_or_2(tmp_path_factory, data, form):
    folder = tmp_path_factory.mktemp("any")
    (folder / "one.csv").write_bytes(data)
    out, err = io.StringIO(), io.StringIO()
    form = [str(folder / word) if word.endswith("html") else word for word in form]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["audit", str(folder / "one.csv"), *form])
    assert code == (2 if err.getvalue() else 0)
    assert err.getvalue().count("\n") == (code == 2)
    assert (folder / "page.html").exists() == (code == 0 and "--html" in form)

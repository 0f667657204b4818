"""The commands about handing in and taking one's map along, as typed in a shell."""

import json
import zipfile
from pathlib import Path

import pytest

from plnkit.cli import main
from plnkit.model.library import sample
from plnkit.model.network import Entry, Tie
from plnkit.model.store import Store

COURSE = Path(__file__).parents[1] / "assignments" / "source"


@pytest.fixture
def plnkit(capsys):
    def run(*argv):
        code = main([str(a) for a in argv])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def folder(tmp_path):
    """A student's folder of a3, with a notebook that names nobody."""
    there = tmp_path / "a3_audit"
    there.mkdir()
    (there / "assignment.toml").write_bytes((COURSE / "a3_audit" / "assignment.toml").read_bytes())
    cell = {"cell_type": "markdown", "metadata": {}, "source": "I asked for help on Thursday."}
    (there / "a3_audit.ipynb").write_text(json.dumps({"cells": [cell], "nbformat": 4}))
    return there


@pytest.fixture
def own_map():
    with Store.open() as store:
        store.edit("the student's map", sample("student"))
        return store.network


def test_a_hand_in_is_shown_before_it_is_written(plnkit, folder, own_map):
    code, said, _ = plnkit("handin", folder, "--preview")
    assert code == 0
    assert "Your teacher will see" in said
    assert "Nothing was written" in said
    assert not (folder / "handin.json").exists()
    assert not any(e.name and e.name in said for e in own_map.entries.values())


def test_a_hand_in_is_written_and_zipped_without_a_name(plnkit, folder, own_map):
    code, said, _ = plnkit("handin", folder, "--zip", "--student", "s123")
    assert code == 0
    assert "To upload" in said
    (made,) = folder.glob("*.zip")
    with zipfile.ZipFile(made) as zip:
        assert sorted(zip.namelist()) == ["a3_audit.ipynb", "handin.json"]
        text = zip.read("handin.json").decode()
    assert not any(e.name and e.name in text for e in own_map.entries.values())


def test_a_name_in_the_notebook_stops_the_zip_and_is_pointed_at(plnkit, folder, own_map):
    cell = {"cell_type": "markdown", "metadata": {}, "source": "Wanjiru Kamau helped me."}
    (folder / "a3_audit.ipynb").write_text(json.dumps({"cells": [cell], "nbformat": 4}))
    code, said, _ = plnkit("handin", folder, "--zip")
    assert code == 1
    assert "Wanjiru Kamau" in said
    assert not list(folder.glob("*.zip"))
    code, said, _ = plnkit("leaks", folder / "handin.json", folder / "a3_audit.ipynb")
    assert code == 1
    assert "a3_audit.ipynb, cell 1" in said


def test_nothing_found_is_said(plnkit, folder, own_map):
    plnkit("handin", folder)
    code, said, _ = plnkit("leaks", folder / "handin.json", folder / "a3_audit.ipynb")
    assert code == 0
    assert "Nothing that identifies somebody was found" in said


def test_leaks_are_looked_for_against_another_map(plnkit, folder, tmp_path):
    with Store.open(tmp_path / "other.json") as store:
        net = store.network.with_entry(Entry("x", name="Thora Ólafsdóttir")).with_tie(
            Tie("me", "x")
        )
        store.edit("added", net)
    (folder / "handin.json").write_text('{"answers": {"a": "thora olafsdottir"}}')
    code, said, _ = plnkit("leaks", folder / "handin.json", "--against", tmp_path / "other.json")
    assert code == 1
    assert "handin.json" in said


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("handin", "nowhere"), "nowhere"),
        (("leaks", "nowhere.json"), "does not exist"),
        (("export", "map.graphml"), "There is no map"),
        (("backup", "pln.zip"), "nothing to back up"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(plnkit, argv, sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, said = plnkit(*argv)
    assert code == 2
    assert sentence in said
    assert said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_map_goes_out_and_the_whole_folder_into_one_file(plnkit, own_map, tmp_path):
    nx = pytest.importorskip("networkx")
    assert plnkit("export", tmp_path / "map.graphml")[0] == 0
    assert nx.read_graphml(tmp_path / "map.graphml").number_of_nodes() == len(own_map.entries)
    assert plnkit("export", tmp_path / "map.gexf")[0] == 0
    assert plnkit("export", tmp_path / "tables")[0] == 0
    assert sorted(f.name for f in (tmp_path / "tables").iterdir()) == ["people.csv", "ties.csv"]
    assert plnkit("export", tmp_path / "map.gexf")[0] == 2
    assert plnkit("backup", tmp_path / "pln.zip")[0] == 0
    with zipfile.ZipFile(tmp_path / "pln.zip") as zip:
        assert "my-pln.json" in zip.namelist()


def test_the_fictional_network_serves_where_two_maps_are_compared(plnkit, tmp_path):
    there = tmp_path / "a4_growth_plan"
    there.mkdir()
    for file in (COURSE / "a4_growth_plan").glob("*.toml"):
        (there / file.name).write_bytes(file.read_bytes())
    code, said, _ = plnkit("handin", there, "--fictional", "--preview")
    assert code == 0
    assert "Your teacher will see" in said


def test_a_map_that_is_in_the_journal_alone_is_looked_for_too(plnkit, folder):
    store = Store.open()  # as a map being drawn: nothing is folded into the file yet
    store.edit("added", store.network.with_entry(Entry("x", name="Thora Ólafsdóttir")))
    assert not store.path.exists()
    (folder / "handin.json").write_text('{"answers": {"a": "thora olafsdottir"}}')
    code, _, _ = plnkit("leaks", folder / "handin.json")
    assert code == 1

"""What can't be opened is read as far as it can be, and nothing is invented."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plnkit.model.library import sample
from plnkit.model.network import ME, network_json
from plnkit.model.rescue import copy_of, readable
from plnkit.model.store import Store


@pytest.fixture
def path(tmp_path):
    with Store.open(tmp_path / "map.json") as store:
        store.edit("began", sample("student"))
    store.journal_path.unlink()
    return tmp_path / "map.json"


def test_a_newer_file_is_read_whole_but_for_what_only_the_newer_one_knows(path):
    data = {**json.loads(path.read_text()), "version": 99, "weather": "fine"}
    data["entries"][3]["mood"] = "good"
    path.write_text(json.dumps(data))
    assert network_json(readable(path)) == network_json(sample("student"))


def test_a_damaged_line_costs_one_person_and_what_hangs_on_them(path):
    lines = path.read_text().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if '"id": "jun"' in line)
    path.write_text("".join([*lines[:at], lines[at][:30], "\n", *lines[at + 1 :]]))
    found, whole = readable(path), sample("student")
    assert set(found.entries) == set(whole.entries) - {"jun"}
    assert set(found.tied_pairs()) == {p for p in whole.tied_pairs() if "jun" not in p}
    assert found.told == frozenset()
    assert found.unknown_pairs() > 0


@given(st.integers(0, 9000))
def test_a_file_cut_off_anywhere_gives_what_stands_before(tmp_path_factory, at):
    whole = sample("student")
    path = tmp_path_factory.getbasetemp() / "cut.json"
    with Store.open(path) as store:
        store.edit("began", whole)
    store.journal_path.unlink()
    path.write_text(path.read_text()[:at])
    found = readable(path).checked()
    assert all(found.entries[id] == whole.entries[id] for id in found.entries if id != ME)
    assert set(found.ties) <= set(whole.ties)
    path.unlink()


def test_what_only_the_journal_holds_is_read_from_there(path):
    store = Store.open(path)
    store.edit("took out", store.network.without("jun"))
    path.write_text("{")
    assert "jun" not in readable(path).entries
    path.unlink()
    store = Store.open(path.with_name("fresh.json"))
    store.edit("began", sample("student"))
    store.path.write_text("{")
    assert readable(store.path) == sample("student")


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"entries": 3}', "\x00\xff", "[" * 99_999])
def test_of_something_else_nothing_is_read(tmp_path, text):
    path = tmp_path / "map.json"
    path.write_text(text)
    assert set(readable(path).entries) == {ME}
    assert copy_of(path).name == "map-copy.json"

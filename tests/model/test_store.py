"""The learner's folder: nothing is lost, nothing is overwritten, what is removed can be purged."""

import errno
import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from edits import changed, operations
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.model import store as store_module
from plnkit.model.network import Entry, PlnError, Tie, network_from_json
from plnkit.model.store import Store, backup, home


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pln" / "my-pln.json"


def added(store, id, name=""):
    net = store.network.with_entry(Entry(id, name=name)).with_tie(Tie("me", id))
    return store.edit(f"added {name or id}", net)


def test_an_edit_is_there_when_the_map_is_opened_again(path):
    added(Store.open(path), "ana", "Ana Öz")
    assert Store.open(path).network.entries["ana"].name == "Ana Öz"


def test_undo_and_redo_reach_across_a_restart(path):
    first = Store.open(path)
    start = first.network
    added(first, "ana")
    added(first, "ben")
    first.fold()
    second = Store.open(path)
    assert second.undoable == ["added ben", "added ana"]
    assert (second.undo(), second.undo(), second.undo()) == ("added ben", "added ana", "")
    assert second.network == start
    third = Store.open(path)
    assert third.redoable == ["added ana", "added ben"]
    third.redo()
    assert set(third.network.entries) == {"me", "ana"}


def test_a_new_edit_ends_what_could_be_redone(path):
    store = Store.open(path)
    added(store, "ana")
    store.undo()
    added(store, "ben")
    assert store.redo() == ""
    assert set(store.network.entries) == {"me", "ben"}


def test_two_notebooks_take_in_each_others_edits(path):
    one, two = Store.open(path), Store.open(path)
    added(one, "ana")
    added(two, "ben")
    assert set(two.network.entries) == {"me", "ana", "ben"}
    assert one.refresh() == ["added ben"]
    assert one.network == two.network == Store.open(path).network


def test_a_clash_is_said_and_the_other_change_stays(path):
    one, two = Store.open(path), Store.open(path)
    added(one, "ana", "Ana")
    two.refresh()
    one.edit("renamed", one.network.with_entry(Entry("ana", name="Anna")))
    with pytest.raises(PlnError, match="another notebook changed the same part"):
        two.edit("renamed otherwise", two.network.with_entry(Entry("ana", name="Hannah")))
    assert two.network.entries["ana"].name == "Anna"
    one.edit("removed", one.network.without("ana"))
    with pytest.raises(PlnError, match="another notebook"):
        two.edit("goal", two.network.with_tie(Tie("me", "ana", kind="chat")))


def test_one_notebook_folds_while_the_other_edits(path):
    one, two = Store.open(path), Store.open(path)
    added(one, "ana")
    one.edit("removed", one.network.without("ana"))
    one.fold(purge=True)
    added(one, "cem")
    added(two, "ben")
    assert set(two.network.entries) == {"me", "ben", "cem"} == set(Store.open(path).network.entries)


def test_a_torn_last_line_loses_only_the_edit_in_flight(path):
    store = Store.open(path)
    added(store, "ana")
    added(store, "ben")
    whole = store.journal_path.read_bytes()
    for cut in range(len(whole) - 1, len(whole) - 120, -7):
        store.journal_path.write_bytes(whole[:cut])
        again = Store.open(path)
        assert set(again.network.entries) == {"me", "ana"}
        added(again, "cem")
        assert set(Store.open(path).network.entries) == {"me", "ana", "cem"}


def test_a_damaged_line_is_set_aside_and_the_rest_read(path):
    store = Store.open(path)
    for id in ("ana", "ben", "cem"):
        added(store, id)
    lines = store.journal_path.read_text().splitlines(keepends=True)
    store.journal_path.write_text("".join([*lines[:2], '{"n": 2, "chang\n', *lines[3:]]))
    again = Store.open(path)
    assert set(again.network.entries) == {"me", "ana", "cem"}
    assert "damaged" in again.notices[0]
    assert path.with_suffix(".damaged-journal").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"format": "plnkit/network", "version": 99, "entries": []}', "newer plnkit"),
        ('{"format": "other"}', "not a plnkit network"),
        ('{"format": "plnkit/network", "version": 1, "ent', "damaged"),
        ('{"format": "plnkit/network", "version": 1}', "damaged"),
        (
            '{"format":"plnkit/network","version":1,"entries":[{"id":"a","x":1}],"ties":[]}',
            "damaged",
        ),
        (
            '{"format":"plnkit/network","version":1,"entries":[{"id":"a"},{"id":"a"}],"ties":[]}',
            "twice",
        ),
        ("[" * 100_000, "damaged"),
        ("", "damaged"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_and_left_as_it_is(path, text, sentence):
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(PlnError, match=sentence):
        Store.open(path)
    assert path.read_text() == text


def test_a_newer_journal_is_refused_and_left_as_it_is(path):
    added(Store.open(path), "ana")
    journal = path.with_suffix(".journal")
    journal.write_text(journal.read_text().replace('"version": 1', '"version": 2', 1))
    before = journal.read_bytes()
    with pytest.raises(PlnError, match="newer plnkit"):
        Store.open(path)
    assert journal.read_bytes() == before


def test_a_full_disk_is_said_at_once_and_the_work_kept(path, monkeypatch):
    store = Store.open(path)
    added(store, "ana")

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store_module.os, "fsync", full)
        with pytest.raises(PlnError, match=r"no space left.*kept in memory"):
            added(store, "ben")
        assert "ben" in store.network.entries
        assert set(Store.open(path).network.entries) == {"me", "ana"}
        with pytest.raises(PlnError, match="no space left"):
            store.fold()
    added(store, "cem")
    assert set(Store.open(path).network.entries) == {"me", "ana", "ben", "cem"}


def test_removing_can_be_undone_until_the_map_has_rested(path, monkeypatch):
    store = Store.open(path)
    added(store, "ana", "Ana Secretname")
    added(store, "ben", "Ben")
    store.edit("removed", store.network.without("ana"))
    store.fold()
    assert "Secretname" in path.with_suffix(".journal").read_text()
    assert Store.open(path).undoable[0] == "removed"

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=2)

    monkeypatch.setattr(store_module, "datetime", Later)
    again = Store.open(path)
    assert set(again.network.entries) == {"me", "ben"}
    assert "Secretname" not in "".join(f.read_text() for f in path.parent.iterdir())


def test_forgetting_purges_a_name_at_once_and_everywhere(path):
    store = Store.open(path)
    added(store, "linkedin:ana-secretname", "Ana Secretname")
    added(store, "ben", "Ben")
    store.edit("snapshot", store.network.with_snapshot("2026-11-01", "first"))
    store.forget("linkedin:ana-secretname")
    text = "".join(f.read_text() for f in path.parent.iterdir()).lower()
    assert "secretname" not in text
    then = Store.open(path).network.snapshots[0].network
    assert set(then.entries) == {"me", "ben", "gone-1"}
    assert len(then.ties) == 2


def test_a_file_changed_by_another_program_is_kept_beside(path):
    store = Store.open(path)
    added(store, "ana")
    store.fold()
    data = json.loads(path.read_text())
    data["entries"].append({"id": "by-hand"})
    path.write_text(json.dumps(data))
    added(store, "ben")
    store.fold()
    kept = [f for f in path.parent.iterdir() if "changed" in f.name]
    assert "by-hand" in network_from_json(json.loads(kept[0].read_text())).entries
    assert "kept as" in store.notices[0]


def test_a_read_only_folder_can_be_read_and_says_that_it_cannot_be_written(path, monkeypatch):
    added(Store.open(path), "ana")

    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    store = Store.open(path)
    assert "ana" in store.network.entries
    with pytest.raises(PlnError, match="permission denied"):
        added(store, "ben")


def test_the_folder_moves_with_pln_home_and_is_backed_up_whole(tmp_path, monkeypatch):
    monkeypatch.setenv("PLN_HOME", str(tmp_path / "mine"))
    with pytest.raises(PlnError, match="nothing to back up"):
        backup(tmp_path / "copy.zip")
    with Store.open() as store:
        added(store, "ana")
    assert home() == tmp_path / "mine"
    assert backup(tmp_path / "copy").name == "copy.zip"
    with pytest.raises(PlnError, match="exists already"):
        backup(tmp_path / "copy.zip")
    with pytest.raises(PlnError, match="outside"):
        backup(tmp_path / "mine" / "copy.zip")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(operations(), st.sampled_from(["undo", "redo", "fold", "open"])), max_size=25
    )
)
def test_any_sequence_of_edits_undone_gives_the_first_state(tmp_path_factory, steps):
    path = tmp_path_factory.mktemp("pln") / "my-pln.json"
    store = Store.open(path)
    start = store.network
    for step in steps:
        if step == "open":
            store = Store.open(path)
        elif isinstance(step, str):
            getattr(store, step)()
        else:
            store.edit("edit", changed(store.network, step))
        assert Store.open(path).network == store.network
    end = store.network
    undone = 0
    while store.undo():
        undone += 1
    assert store.network == start == Store.open(path).network
    for _ in range(undone):
        store.redo()
    assert store.network == end or not undone


KILLED = """
import sys
from plnkit.model.network import Entry, Tie
from plnkit.model.store import Store
store = Store.open(sys.argv[1])
k = len(store.network.entries)
while True:
    id = f"p{k}"
    store.edit(id, store.network.with_entry(Entry(id)).with_tie(Tie("me", id)))
    print(id, flush=True)
    k += 1
    if k % 7 == 0:
        store.fold()
"""


def killed_at_random(path, times, seed):
    """Kill a writer with SIGKILL at random moments; how many edits were said and then missing."""
    chance = random.Random(seed)
    said: list[str] = []
    for _ in range(times):
        writer = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(chance.randint(1, 12)):
            said.append(writer.stdout.readline().strip())
        for _ in range(chance.randint(0, 40_000)):
            pass
        writer.kill()
        said += writer.stdout.read().split()
        writer.wait()
    there = Store.open(path).network.entries
    return len(said), [id for id in said if id and id not in there]


def test_kill_9_loses_nothing_that_was_saved(path):
    said, lost = killed_at_random(path, 5, seed=1)
    assert said >= 5
    assert lost == []


@pytest.mark.long
def test_kill_9_a_thousand_times_loses_nothing(path):
    said, lost = killed_at_random(path, 1000, seed=2)
    print(f"killed 1000 times, {said} edits said, {len(lost)} lost")
    assert lost == []


def test_the_clock_may_go_backwards(path):
    store = Store.open(path)
    added(store, "ana")
    line = store.since(0)[0]
    future = replace(line, at=(datetime.now(UTC) + timedelta(days=400)).isoformat())
    store.journal_path.write_text(
        store.journal_path.read_text().splitlines()[0] + "\n" + future.text()
    )
    assert set(Store.open(path).network.entries) == {"me", "ana"}
    assert os.path.exists(path.with_suffix(".journal"))

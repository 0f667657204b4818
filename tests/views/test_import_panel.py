"""Files of the learner's folder read, kept, and people who may be one looked through."""

import pytest

import plnkit
from plnkit.model.merging import MADE_OF
from plnkit.model.network import PlnError
from plnkit.model.store import Store

LINKEDIN = """First Name,Last Name,URL,Email Address,Company,Position,Connected On
Priya,Sharma,https://www.linkedin.com/in/priya-sharma,priya@x.example,Stripe,Analyst,12 Mar 2024
Zita,Quill,https://www.linkedin.com/in/zita-quill,,,,1 Jan 2023
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
def folder(tmp_path, monkeypatch):
    home = tmp_path / "pln"
    monkeypatch.setenv("PLN_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    home.mkdir()
    (home / "Connections.csv").write_text(LINKEDIN, encoding="utf-8")
    (home / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    (home / "following_accounts.csv").write_text(MASTODON, encoding="utf-8")
    (home / "notes.txt").write_text("nothing of that kind", encoding="utf-8")
    (home / "progress.json").write_text("{}", encoding="utf-8")
    return home


def press(button):
    button.clicks += 1


def on_page(control):
    """What stands on the page in a control, which its state does not hold."""
    return (control._instead or {}).get("value", control.value)


def kept(folder):
    panel = plnkit.ImportPanel()
    press(panel._read)
    press(panel._keep)
    return panel


def test_what_importers_know_is_offered_and_ticked(folder):
    panel = plnkit.ImportPanel()
    names = ["Connections.csv", "contacts.csv", "following_accounts.csv"]
    assert panel._files.value == names
    (folder / "instagram.zip").write_bytes(b"PK")
    press(panel._again)
    assert panel._files.value == [*names, "instagram.zip"]


def test_reading_changes_nothing_and_keeping_is_one_edit(folder):
    panel = plnkit.ImportPanel()
    assert panel._keep.disabled
    press(panel._read)
    assert "Read: 5 entries" in on_page(panel._said)
    assert "What such files can’t know" in on_page(panel._report)
    assert str(folder) not in on_page(panel._report)
    assert Store.open().network.people_count == 0
    press(panel._keep)
    assert panel.network.people_count == 5 == Store.open().network.people_count
    assert Store.open().undoable == ["took in 3 files"]
    press(panel._undo)
    assert Store.open().network.people_count == 0
    assert panel.network.people_count == 0


def test_the_surest_pair_comes_first_and_each_answer_is_one_edit(folder):
    panel = kept(folder)
    assert "2 pairs to look at" in on_page(panel.matches._told)
    assert "same e-mail address" in on_page(panel.matches._pair)
    assert "Certain" in on_page(panel.matches._pair)
    assert panel.matches._all.label == "Join 1 certain pair"
    press(panel.matches._same)
    assert panel.network.people_count == 4
    assert "zita.quill" in on_page(panel.matches._pair)
    press(panel.matches._different)
    assert "No pair is waiting" in on_page(panel.matches._pair)
    press(panel._undo)
    assert "zita.quill" in on_page(panel.matches._pair), "an answer taken back is asked again"


def test_certain_pairs_are_joined_when_one_says_so_and_split_again(folder):
    panel = kept(folder)
    before = panel.network
    press(panel.matches._all)
    joined = [e for e in panel.network.entries.values() if MADE_OF in e.more]
    assert [e.name for e in joined] == ["Priya Sharma"]
    assert panel.matches._joined._labels() == {"1": "person 1"}
    panel.matches._joined.value = "1"
    press(panel.matches._split)
    assert panel.network == before
    assert len(Store.open().undoable) == 3


def test_later_puts_a_pair_off(folder):
    panel = kept(folder)
    press(panel.matches._put_off)
    assert "1 pair to look at, 1 put off" in on_page(panel.matches._told)
    assert panel.network.people_count == 5
    press(panel.matches._put_off)
    assert "0 pairs to look at, 2 put off" in on_page(panel.matches._told)
    assert panel.matches._same.disabled


def test_an_export_read_again_brings_nobody_back(folder):
    panel = kept(folder)
    press(panel.matches._all)
    there = panel.network
    press(panel._read)
    assert "0 of them not in your map yet" in on_page(panel._said)
    press(panel._keep)
    assert panel.network == there


def test_no_name_is_in_a_state_or_in_what_a_notebook_saves(folder):
    panel = kept(folder)
    press(panel.matches._all)
    saved = panel._repr_mimebundle_()[0]["text/html"] + panel.text()
    seen = [panel]
    for control in seen:
        seen += getattr(control, "children", ())
        saved += str(control.get_state())
    assert len(seen) > 12
    assert not [
        name
        for name in ("Priya", "priya", "Sharma", "Zita", "zita", "Quill", "Omar")
        if name in saved
    ]


def test_a_name_that_is_markup_stays_text(folder):
    (folder / "Connections.csv").write_text(
        LINKEDIN.replace("Zita", "<img src=x onerror=alert(1)>Zita")
    )
    panel = kept(folder)
    press(panel.matches._put_off)
    assert "<img" not in on_page(panel.matches._pair) + on_page(panel._report)


def test_a_file_that_can_not_be_read_is_said_and_nothing_is_kept(folder):
    panel = plnkit.ImportPanel()
    (folder / "Connections.csv").write_text("", encoding="utf-8")
    press(panel._read)
    assert "is empty" in on_page(panel._said)
    assert panel._keep.disabled
    panel._files.value = []
    press(panel._read)
    assert "Tick at least one file" in on_page(panel._said)


def test_how_to_ask_is_dated(folder):
    panel = plnkit.ImportPanel()
    panel._how.value = "linkedin"
    assert "Connections.csv" in panel._steps.value
    assert "Looked up in 20" in panel._steps.value


def test_a_map_beside_it_shows_what_comes_of_it(folder):
    drawn = plnkit.NetworkMap()
    panel = plnkit.ImportPanel(drawn)
    press(panel._read)
    press(panel._keep)
    assert drawn.network.people_count == 5


def test_it_refuses_an_assignments_folder_and_a_map_that_can_not_be_opened(folder, tmp_path):
    (folder / "my-pln.json").write_text("{", encoding="utf-8")
    with pytest.raises(PlnError, match="damaged"):
        plnkit.ImportPanel()
    (tmp_path / "assignment.toml").write_text("")
    with pytest.raises(PlnError, match="can't be opened here"):
        plnkit.ImportPanel()


def test_an_empty_folder_says_so(folder):
    for file in folder.iterdir():
        file.unlink()
    assert "no file" in on_page(plnkit.ImportPanel()._said)

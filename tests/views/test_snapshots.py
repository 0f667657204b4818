"""Days kept and compared, and how far a question travels, from Python's side."""

from datetime import date
from pathlib import Path

import pytest

import plnkit
from plnkit.model import edits
from plnkit.model.library import sample
from plnkit.model.network import Network, PlnError
from plnkit.model.store import Store


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PLN_HOME", str(tmp_path / "pln"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def press(widget):
    widget._keep.clicks += 1


def options(menu) -> list[str]:
    return [label for _, label in menu.options]


def test_a_day_is_kept_in_one_edit_that_can_be_undone():
    drawn = plnkit.NetworkMap()
    drawn.edit(edits.added(drawn.network, "Ana", ring="close"))
    days = plnkit.Snapshots(drawn)
    assert "nothing to compare" in days._said.value
    days._label.value = "before the placement"
    press(days)
    assert options(days._from) == [f"{date.today().isoformat()} before the placement"]
    assert days._label.value == ""
    drawn.edit(edits.added(drawn.network, "Ben", ring="regular"))
    assert "Press Compare again" in days._said.value  # an edit of the map does not wait for it
    assert "Ben came" not in days._changes.value
    days._again.clicks += 1
    assert days._said.value == ""
    assert "Size went up from 1 to 2. What did most: Ben came, +1." in days._steps.value
    assert "Ben came" in days._changes.value
    days._measure.value = "density"
    assert "can&#x27;t be compared" in days._steps.value
    assert drawn._map.undoable[1] == "kept this day"
    drawn._map.undo()
    drawn._map.undo()
    drawn._take()
    assert drawn.network.snapshots == ()
    assert options(days._from) == []


def test_ones_own_map_is_kept_without_drawing_it():
    with Store.open() as store:
        store.edit("mapped", sample("fictional_before"))
    days = plnkit.Snapshots()
    press(days)
    assert Store.open().network.snapshots[0].date == date.today().isoformat()
    assert len(options(days._to)) == 2
    with Store.open() as elsewhere:
        elsewhere.edit("added Ana", edits.added(elsewhere.network, "Ana", ring="close").network)
    days._again.clicks += 1
    assert "Size went up from 8 to 9. What did most: Ana came, +1." in days._steps.value


def test_a_network_can_be_read_and_not_kept():
    days = plnkit.Snapshots(sample("fictional"), earlier=sample("fictional_before"))
    assert "Keep this day" not in days.text()
    assert "Size went up from 8 to 10." in days._steps.value
    assert "<svg" in days._static_html()


def test_two_days_of_one_name_can_both_be_chosen():
    net = sample("fictional").with_snapshot("2026-09-01", "x").with_snapshot("2026-09-01", "x")
    days = plnkit.Snapshots(net)
    days._from.value, days._to.value = "1", "0"
    assert "Nothing changed from 2026-09-01 x to 2026-09-01 x." in days._changes.value


def test_reach_follows_the_map_and_its_days():
    drawn = plnkit.NetworkMap(sample("fictional_before"))
    asked = plnkit.Reach(drawn, who="group neighbourhood")
    assert asked._who.value == "group neighbourhood"
    assert asked._found.value.count("no way is told") >= 3
    assert asked._days.value == ""
    press(plnkit.Snapshots(drawn))
    drawn.edit(edits.added(drawn.network, "Hana", group="neighbourhood"))
    assert asked._who.value == "group neighbourhood"
    assert "1 step" in asked._found.value
    assert asked._days.value.count("no way is told") == 5  # unrated, Hana is not among the close
    asked._day.value = "0"
    assert "1 step<" not in asked._found.value


def test_the_map_shows_the_way_alone():
    svg = plnkit.Reach(sample("student"), who="group research")._found.value
    marked = [
        line for line in svg.split("<path") if 'class="tie hl"' in line or '"mine hl"' in line
    ]
    assert sum(line.count("M") for line in marked) == 2  # to Ingrid, and on to Siobhán


def test_an_empty_map_says_what_to_do_first():
    assert "Put some people on your map first" in plnkit.Reach(Network.new()).text()
    assert "nothing to compare" in plnkit.Snapshots(Network.new()).text()


def test_nobody_of_these_on_an_earlier_day_is_said():
    asked = plnkit.Reach(
        sample("fictional"), earlier=sample("fictional_before"), who="group research"
    )
    asked._day.value = "earlier"
    assert "nobody of these is on the map" in asked._said.value
    assert "nobody on the map" in asked._days.value


@pytest.mark.parametrize("name", ["Snapshots", "Reach"])
def test_in_an_assignments_folder_neither_opens(folder, name):
    Path("assignment.toml").write_text("")
    with pytest.raises(PlnError, match="not for an assignment's folder"):
        getattr(plnkit, name)(sample("student"))


def test_names_stay_text():
    bad = "<script>alert(1)</script>"
    net = edits.added(Network.new(), bad, ring="close").network
    asked, days = plnkit.Reach(net), plnkit.Snapshots(net, earlier=Network.new())
    assert "<script" not in asked._found.value + days._static_html()

"""Drawing in an assignment's notebook: each edit of one's own map is in the hand-in at once."""

import pytest
from views.test_answers import at, saved, states  # noqa: F401  a fixture among them

import plnkit
from plnkit.model.library import sample
from plnkit.model.network import ME
from plnkit.model.received import read_handin
from plnkit.model.store import Store

NAMES = ["Ana Öz", "Ben Li", "Cleo"]


@pytest.fixture
def drawing(at):  # noqa: F811
    """The assignment's map and the drawing that it follows, of a learner who has no map yet."""
    folder = at("a2_map")
    chosen = plnkit.AssignmentMap()
    return folder, chosen, chosen.follow(plnkit.NetworkMap())


def hear(drawn, **message):
    drawn._heard(drawn, message, [])


def count(folder) -> int:
    return len(saved(folder)["network"]["entries"]) - 1


def test_a_first_map_takes_the_place_of_the_fictional_one_and_each_edit_is_in_the_hand_in(
    drawing,
    at,  # noqa: F811
):
    folder, chosen, drawn = drawing
    assert saved(folder)["fictional"] is True
    for n, name in enumerate(NAMES, 1):
        hear(drawn, do="add", name=name, ring="close")
        assert (count(folder), saved(folder)["fictional"]) == (n, False)
    assert chosen._said.value.startswith("3 entries are in your hand-in now")
    hear(drawn, do="mark", ids=["p1"], field="gives", word="ideas", on=True)
    gives = [
        e.gives for e in read_handin((folder / "handin.json").read_bytes()).network.entries.values()
    ]
    assert gives.count(("ideas",)) == 1
    hear(drawn, do="undo")
    hear(drawn, do="undo")
    assert count(folder) == 2
    kept = (folder / "handin.json").read_text(encoding="utf-8") + states(at)
    assert [name for name in NAMES if name in kept] == []


def test_what_was_drawn_can_be_chosen_in_an_answer_at_once(drawing):
    _, _, drawn = drawing
    nobody = plnkit.Answer("no_goal")
    hear(drawn, do="add", name="Ana", ring="close")
    hear(drawn, do="add", name="Ben", ring="close")
    assert len(nobody._control.options) == 3  # two, and "Every entry serves a goal"
    check = plnkit.check_my_work("m1_map")
    check._look()
    assert "Your map has 2 entries. Add 6 more" in check._table.value


def test_whoever_works_on_the_fictional_network_keeps_it_while_the_drawing_changes(drawing):
    folder, chosen, drawn = drawing
    hear(drawn, do="add", name="Ana", ring="close")
    chosen._menu.value = "fictional"
    hear(drawn, do="add", name="Ben", ring="close")
    assert saved(folder)["fictional"] is True
    assert chosen._menu.value == "fictional"


def test_what_the_lesson_draws_is_noticed_by_the_drawing_in_the_assignment(drawing):
    folder, _, drawn = drawing
    with Store.open() as lesson:
        lesson.edit("mapped", sample("student"))
    hear(drawn, do="look")
    assert count(folder) == len([id for id in sample("student").entries if id != ME])


def test_without_an_assignment_the_drawing_is_the_drawing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    drawn = plnkit.NetworkMap()
    assert plnkit.AssignmentMap().follow(drawn) is drawn
    hear(drawn, do="add", name="Ana", ring="close")

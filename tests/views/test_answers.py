"""The student's side of an assignment, without a browser: what is saved, scored, shown and handed in."""

import json
import os
import shutil
import zipfile
from pathlib import Path

import ipywidgets
import nbformat
import pytest

import plnkit
from assignments import TEXT, solution, who
from plnkit.model.checks import scored
from plnkit.model.library import sample, sample_folder
from plnkit.model.network import ME, Entry, Network
from plnkit.model.received import read_handin
from plnkit.model.store import Store, home
from plnkit.views import work
from plnkit.views.answers import Answer
from plnkit.views.controls import Control

SOURCE = Path(__file__).parents[2] / "assignments" / "source"
INSTANCES = ipywidgets.widgets.widget._instances
ASSIGNMENTS = ("a2_map", "a3_audit", "a4_growth_plan")


@pytest.fixture
def at(tmp_path, monkeypatch):
    """A function that makes a student's folder of an assignment and works in it."""

    def folder(name):
        shutil.copytree(SOURCE / name, tmp_path / name)
        monkeypatch.chdir(tmp_path / name)
        return tmp_path / name

    folder.before = set(INSTANCES)
    monkeypatch.setattr(work, "_HERE", {})
    return folder


def restart(monkeypatch):
    """What a restarted kernel knows: nothing."""
    monkeypatch.setattr(work, "_HERE", {})


def mine(network: Network) -> None:
    with Store.open() as store:
        store.edit("mapped", network)


def say(answer: Answer, value) -> None:
    """Give an answer as the page does: by the value of its control."""
    answer._control.value = value


def say_all(name: str) -> None:
    for id, value in solution(name).items():
        say(plnkit.Answer(id), value)


def saved(folder: Path) -> dict:
    return json.loads((folder / "handin.json").read_text(encoding="utf-8"))


def states(at) -> str:
    """All that the widgets would leave in a saved notebook: their state and their twins."""
    there = [w for id, w in list(INSTANCES.items()) if id not in at.before]
    told = [json.dumps(w.get_state(), default=str, ensure_ascii=False) for w in there]
    return "\n".join(
        [*told, *(str(w._repr_mimebundle_()) for w in there if isinstance(w, Control))]
    )


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_solution_given_through_the_widgets_earns_every_point(at, name):
    folder = at(name)
    plnkit.AssignmentMap()
    say_all(name)
    scores = scored(read_handin((folder / "handin.json").read_bytes()), work.work_here().assignment)
    assert [(id, s.lines) for id, s in scores.items() if s.points < s.possible] == []
    check = plnkit.check_my_work()
    assert "Nothing is missing" in check._table.value
    assert check._said.tone == "good"


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_fictional_map_alone_earns_no_point_that_is_for_an_answer(at, name):
    folder = at(name)
    plnkit.AssignmentMap()
    found = read_handin((folder / "handin.json").read_bytes())
    scores = scored(found, work.work_here().assignment)
    assert [id for id, s in scores.items() if s.points] == {
        "a2_map": ["m1_map"],
        "a3_audit": ["a1_whom"],
        "a4_growth_plan": ["a10_two_maps"],
    }[name]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_question_has_a_control_with_its_words_and_is_there_after_a_restart(
    at, name, monkeypatch
):
    at(name)
    plnkit.AssignmentMap()
    say_all(name)
    restart(monkeypatch)
    plnkit.AssignmentMap()
    for id, value in solution(name).items():
        answer = plnkit.Answer(id)
        assert answer._control.label == answer._asked.prompt
        assert (
            sorted(answer._now(), key=str) == sorted(value, key=str)
            if isinstance(value, list)
            else answer._now() == value
        )
        assert answer._said.value == "Saved before."


def test_the_plan_begins_with_the_rows_it_asks_for_and_saves_none_of_them(at):
    folder = at("a3_audit")
    plan = plnkit.Answer("plan")
    assert len(plan._control.value) == 3
    say(plan, [*plan._control.value, {"do": "add"}])
    assert saved(folder)["answers"]["plan"] == [{"do": "add"}]
    assert len(plan._control.value) == 4  # the row one is about to fill stays


def test_not_known_is_an_answer_and_takes_the_number_s_place(at):
    folder = at("a3_audit")
    density = plnkit.Answer("density")
    say(density, 33)
    density._unknown.value = True
    assert saved(folder)["answers"]["density"] == "unknown"
    assert density._control.disabled
    density._unknown.value = False
    assert saved(folder)["answers"]["density"] == 33


def test_two_notebooks_on_one_assignment_keep_each_other_s_answers(at, monkeypatch):
    folder = at("a3_audit")
    here = plnkit.Answer("size")
    restart(monkeypatch)
    say(plnkit.Answer("open_questions"), 0)
    say(here, 10)
    assert saved(folder)["answers"] == {"open_questions": 0, "size": 10}
    say(plnkit.Answer("size"), 11)


def test_one_question_shown_twice_says_the_same(at):
    at("a3_audit")
    one, two = plnkit.Answer("size"), plnkit.Answer("size")
    say(one, 10)
    assert two._control.value == 10


def test_trying_another_map_loses_no_answer(at):
    at("a3_audit")
    mine(sample("student"))
    chosen = plnkit.AssignmentMap()
    bridge = plnkit.Answer("bridge")
    say(bridge, who("betta"))
    chosen._menu.value = "fictional"
    assert bridge._control.value is None
    chosen._menu.value = "mine"
    assert bridge._control.value == who("betta")


def test_what_can_t_be_saved_is_said_beside_the_question(at, monkeypatch):
    folder = at("a3_audit")
    answer = plnkit.Answer("size")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("plnkit.model.store.write_whole", full)
    say(answer, 10)
    assert "Not saved" in answer._said.value
    assert "No space left" in answer._said.value
    assert answer._said.tone == "problem"
    assert not (folder / "handin.json").exists()


def test_a_hand_in_changed_by_hand_to_nonsense_is_shown_as_no_answer(at):
    folder = at("a3_audit")
    plnkit.AssignmentMap()
    data = saved(folder)
    data["answers"] = {
        "size": "many",
        "direction": 7,
        "bridge": ["paaaaaaaaaaaa"],
        "plan": ["x", {"do": "fly"}],
    }
    (folder / "handin.json").write_text(json.dumps(data), encoding="utf-8")
    for id in data["answers"]:
        answer = plnkit.Answer(id)
        work.work_here().refresh()
        assert answer._now() is None


# -- what a nervous student meets ---------------------------------------------------------------


def test_nothing_raises_before_there_is_a_hand_in_or_where_the_folder_is_another(
    at, tmp_path, monkeypatch
):
    at("a3_audit")
    assert "There is no map in the hand-in" in plnkit.check_my_work("a2_platforms")._table.value
    assert "no task 'a1_who'. Did you mean 'a1_whom'?" in plnkit.check_my_work("a1_who").text()
    assert "asks for no 'siz'. Did you mean 'size'?" in plnkit.Answer("siz").text()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    for widget in (
        plnkit.check_my_work(),
        plnkit.Answer("size"),
        plnkit.AssignmentMap(),
        plnkit.AuditInShort(),
        plnkit.HandIn(),
    ):
        assert "There is no assignment.toml" in widget.text()


def test_check_says_what_grading_says_and_that_something_changed_since(at):
    at("a3_audit")
    plnkit.AssignmentMap()
    check, direction = plnkit.check_my_work("a2_platforms"), plnkit.Answer("direction")
    say(direction, "one")
    check._button.clicks += 1
    assert check._said.value == "0 of 4 points so far. 2 things to look at again."
    (_, _, reason) = work.work_here().scores()["a2_platforms"].lines[1]
    assert reason in check._static_html()
    say(direction, "both")
    assert check._said.value == "Something changed since. Check again when you like."
    check._button.clicks += 1
    assert check._said.value == "2 of 4 points so far. 1 thing to look at again."


def test_a_damaged_hand_in_is_put_aside_and_the_learner_is_told(at, pln_home):
    folder = at("a3_audit")
    (folder / "handin.json").write_text("{", encoding="utf-8")
    chosen = plnkit.AssignmentMap()
    assert "kept as" in chosen._said.value
    assert [p.read_text() for p in pln_home.glob("handin-damaged-*")] == ["{"]


def test_in_the_course_s_source_a_trial_leaves_nothing_behind(tmp_path, monkeypatch, pln_home):
    monkeypatch.setattr(work, "_HERE", {})
    folder = tmp_path / "course" / "source" / "a3_audit"
    shutil.copytree(SOURCE / "a3_audit", folder)
    before = sorted(os.listdir(folder))
    monkeypatch.chdir(folder)
    plnkit.AssignmentMap()
    say_all("a3_audit")
    hand = plnkit.HandIn()
    hand._make.clicks += 1
    assert "the course's own copy" in hand._said.value
    assert sorted(os.listdir(folder)) == before
    assert saved(pln_home / "tried-out" / "a3_audit")["answers"]["size"] == 10


# -- names ------------------------------------------------------------------------------------------

NAMES = [e.name for e in sample("student").entries.values() if e.id != ME and e.kind == "person"]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_no_name_is_in_any_state_or_twin_even_while_names_are_shown(at, name):
    at(name)
    mine(sample("student").with_snapshot("2026-09-01", "before Siobhán Byrne came"))
    chosen = plnkit.AssignmentMap()
    shown = [plnkit.Answer(id) for id in work.work_here().assignment.answers]
    shown += [plnkit.check_my_work(), plnkit.AuditInShort(), plnkit.HandIn()]
    heard = []
    for widget in (chosen._figure, *(a._control for a in shown if isinstance(a, Answer))):
        widget.send = lambda content, buffers=None: heard.append(
            json.dumps(content, ensure_ascii=False)
        )
    chosen._names.value = True
    told = states(at)
    assert [n for n in NAMES if n in told] == []
    assert [n for n in NAMES if n not in "".join(heard)] == []
    heard.clear()
    chosen._names.value = False
    assert [n for n in NAMES if n in "".join(heard)] == []


def test_a_page_that_opens_later_gets_the_names_too_as_long_as_they_are_shown(at):
    at("a3_audit")
    mine(sample("student"))
    chosen, bridge = plnkit.AssignmentMap(), plnkit.Answer("bridge")
    chosen._names.value = True
    heard = []
    bridge._control.send = lambda content, buffers=None: heard.append(str(content))
    bridge._control._handle_custom_msg({"ask": "instead"}, [])
    assert "Amara Okafor" in heard[-1]


def test_what_if_offers_the_people_by_the_names_that_the_learner_asked_to_see(at):
    at("a3_audit")
    mine(sample("student"))
    chosen = plnkit.AssignmentMap()
    change = plnkit.WhatIf(chosen, "components_without_ego", "density")
    assert change._measure.value == "components_without_ego"
    chosen._names.value = True
    change._change.value = "leave"
    shown = dict(change._who._instead["options"])
    change._who.value = next(id for id, name in shown.items() if name == "Amara Okafor")
    change._guess.value = "same"
    change._show.clicks += 1
    assert any(name in change._after._instead["value"] for name in NAMES)
    assert [n for n in NAMES if n in states(at)] == []
    chosen._names.value = False
    assert not change._who._instead


def test_names_are_not_shown_to_whoever_runs_the_notebook_again(at):
    at("a3_audit")
    mine(sample("student"))
    plnkit.AssignmentMap()._names.value = True
    again = plnkit.AssignmentMap()
    assert (again._names.value, again._work.names) == (False, {})


def test_the_fictional_network_tells_whose_it_is_and_that_there_is_no_own_map_yet(at):
    at("a3_audit")
    chosen = plnkit.AssignmentMap()
    assert "A social worker in her second year" in chosen._figure.value
    assert "You have no map of your own yet" in chosen._said.value
    mine(sample("student"))
    chosen = plnkit.AssignmentMap()
    assert "You have a map of your own too" in chosen._said.value
    chosen._menu.value = "mine"
    assert "social worker" not in chosen._figure.value
    assert "of your own" not in chosen._said.value


# -- handing in ---------------------------------------------------------------------------------------


def write(folder: Path, text: str) -> None:
    """Write into a reflection's cell, and save."""
    write_into(folder / f"{folder.name}.ipynb", text)


def write_into(path: Path, text: str) -> None:
    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = text
    nbformat.write(book, path)


def test_the_one_file_to_upload_holds_the_notebook_and_the_hand_in(at):
    folder = at("a3_audit")
    mine(sample("student"))
    plnkit.AssignmentMap()
    write(folder, TEXT)
    hand = plnkit.HandIn()
    hand._student.value = "s1234567"
    hand._make.clicks += 1
    assert hand._said.tone == "good", hand._said.value
    (made,) = folder.glob("*.zip")
    assert made.name in hand._said.value
    assert "s1234567" in made.name
    assert sorted(zipfile.ZipFile(made).namelist()) == ["a3_audit.ipynb", "handin.json"]


def test_a_folder_of_another_name_makes_the_same_hand_in(at, tmp_path, monkeypatch):
    folder = at("a3_audit")
    other = folder.rename(tmp_path / "a3_audit (1)")
    monkeypatch.chdir(other)
    mine(sample("student"))
    plnkit.AssignmentMap()
    write_into(other / "a3_audit.ipynb", TEXT)
    plnkit.HandIn()._make.clicks += 1
    (made,) = other.glob("a3_audit--me--*.zip")
    assert sorted(zipfile.ZipFile(made).namelist()) == ["a3_audit.ipynb", "handin.json"]
    assert read_handin((other / "handin.json").read_bytes()).assignment == "a3_audit"


def test_a_text_that_is_still_empty_in_the_saved_notebook_is_told(at):
    folder = at("a3_audit")
    plnkit.AssignmentMap()
    write(folder, "YOUR ANSWER HERE")
    hand = plnkit.HandIn()
    hand._make.clicks += 1
    assert (hand._said.tone, len(list(folder.glob("*.zip")))) == ("care", 1)
    assert "3 texts are still empty in it" in hand._said.value


def test_the_map_is_handed_in_as_it_is_now_and_not_as_it_was(at):
    folder = at("a3_audit")
    mine(sample("student"))
    plnkit.AssignmentMap()
    write(folder, TEXT)
    mine(sample("student").with_entry(Entry("newcomer")))
    plnkit.HandIn()._make.clicks += 1
    assert who("newcomer") in read_handin((folder / "handin.json").read_bytes()).network.entries


def test_a_name_stops_it_and_is_shown_in_no_state_and_one_click_lets_it_pass(at):
    folder = at("a3_audit")
    mine(sample("student"))
    plnkit.AssignmentMap()
    write(folder, "I will ask Amara Okafor on Thursday.")
    hand = plnkit.HandIn()
    hand._make.clicks += 1
    assert len(hand._found.children) == 3
    assert hand._said.tone == "care"
    assert not list(folder.glob("*.zip"))
    assert "Amara" not in states(at)
    assert "cell" in hand._found.children[0]._words.value
    for finding in hand._found.children:
        finding._is_none.clicks += 1
    hand._make.clicks += 1
    assert hand._said.tone == "good"
    assert list(folder.glob("*.zip"))
    assert not any("Amara" in p.read_text(errors="ignore") for p in home().glob("pln-allowed"))


def test_no_earlier_map_is_handed_in_where_none_is_asked_for(at):
    folder = at("a3_audit")
    mine(sample("student").with_snapshot("2026-09-01"))
    plnkit.AssignmentMap()
    assert "earlier" not in saved(folder)


def test_a_snapshot_can_be_kept_and_compared_with(at):
    at("a4_growth_plan")
    mine(sample("student"))
    chosen = plnkit.AssignmentMap()
    assert "no earlier map yet" in chosen._said.value
    chosen._keep.clicks += 1
    assert work.work_here().handin.earlier is not None
    assert len(Store.open().network.snapshots) == 1


def test_the_fictional_network_is_offered_to_everybody_and_known_again(at, monkeypatch):
    at("a3_audit")
    mine(sample("student"))
    chosen = plnkit.AssignmentMap()
    assert chosen._menu.value == "mine"
    chosen._menu.value = "fictional"
    restart(monkeypatch)
    assert plnkit.AssignmentMap()._menu.value == "fictional"
    assert work.work_here().handin.fictional


def test_an_export_in_the_folder_can_be_handed_in_and_says_what_is_not_known(at, pln_home):
    at("a3_audit")
    pln_home.mkdir()
    shutil.copy(sample_folder("linkedin") / "Connections.csv", pln_home / "whom Amara knows.csv")
    chosen = plnkit.AssignmentMap()
    assert chosen._menu.value == "file 1"
    assert "Amara" not in states(at)
    assert "Amara" in str(chosen._menu._instead)
    assert "not known" in plnkit.AuditInShort()._html.value
    plnkit.Answer("density")._unknown.value = True
    assert work.work_here().scores()["a4_measures"].lines[1][0] == 2


def test_the_fictional_network_is_complete_and_not_the_student_s():
    for name in ("fictional", "fictional_before"):
        network = sample(name)
        assert network.unknown_pairs() == 0
        there = [e for e in network.entries.values() if e.id != ME and not e.ring == "hoped-for"]
        assert len(there) >= 8
        assert all(e.platform and e.often and e.group and (e.gives or e.gets) for e in there)
        assert not {e.name for e in there} & {e.name for e in sample("student").entries.values()}


def test_a_map_that_can_t_be_read_is_said_without_what_stands_in_it(at, pln_home):
    at("a3_audit")
    pln_home.mkdir()
    (pln_home / "people.csv").write_text("id,kind\nAmara Okafor,wizard\n", encoding="utf-8")
    chosen = plnkit.AssignmentMap()
    assert chosen._said.tone == "problem"
    assert chosen._said._instead
    assert "Amara" not in states(at)


def test_a_map_just_drawn_is_offered_before_it_is_ever_folded(at):
    store = Store.open()
    store.edit("added", store.network.with_entry(Entry("x", name="Thora")))
    assert not store.path.exists()
    assert "My own map" in dict(plnkit.NetworkChooser()._menu.options).values()
    assert work.MINE in work.Work(at("a3_audit")).offered()

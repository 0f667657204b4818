"""The interview's widget: what it sends, saves and refuses."""

import json

import pytest

from plnkit.model import edits
from plnkit.model.network import Network, PlnError
from plnkit.model.store import Store
from plnkit.views.interview import Interview
from plnkit.views.network_map import NetworkMap


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """An interview about one's own map, and what it sent to the page."""
    monkeypatch.setenv("PLN_HOME", str(tmp_path / "pln"))
    return listened(Interview())


def listened(widget):
    widget.sent = []
    widget.send = lambda message, *_: widget.sent.append(message)
    return widget


def answer(widget, do, **filled):
    widget._heard(widget, {"do": "look"}, [])
    question = widget.sent[-1]["question"]
    at = [question["stage"], *question["about"]]
    widget._heard(widget, {"do": "answer", "at": at, "given": {"do": do, **filled}}, [])
    return widget.sent[-1]


def test_each_answer_is_saved_and_a_new_interview_goes_on(asked, tmp_path):
    answer(asked, "skip")
    said = answer(asked, "keep", new="Ana\nBen")
    assert said["said"] == "Named Ana and Ben."
    assert said["question"]["about"] == ("helped",)
    assert Store.open(tmp_path / "pln" / "my-pln.json").network.people_count == 2
    again = listened(Interview())
    again._heard(again, {"do": "look", "first": True}, [])
    assert again.sent[-1]["question"]["about"] == ("helped",)


def test_back_takes_back_the_last_answer_also_after_a_restart(asked):
    answer(asked, "skip")
    answer(asked, "keep", new="Ana")
    again = listened(Interview())
    again._heard(again, {"do": "back"}, [])
    assert again.network.people_count == 0
    assert again.sent[-1]["said"] == "Taken back: named Ana."
    assert again.sent[-1]["question"]["about"] == ("learned",)


def test_back_takes_back_nothing_that_was_done_on_the_map():
    shown = NetworkMap(Network.new())
    asked = listened(Interview(shown))
    answer(asked, "skip")
    shown.edit(edits.added(shown.network, "Ana"))
    assert asked.sent[-1]["back"] == ""
    asked._heard(asked, {"do": "back"}, [])
    assert asked.network.people_count == 1


def test_it_and_a_map_show_the_same_network():
    shown = NetworkMap(Network.new())
    asked = listened(Interview(shown))
    answer(asked, "skip")
    answer(asked, "keep", new="Ana")
    assert shown.network.entries["p1"].name == "Ana"
    shown.edit(edits.removed(shown.network, ["p1"]))
    assert asked.network.people_count == 0
    assert asked.sent[-1]["question"]["stage"] == "naming"


def test_an_answer_to_a_question_that_is_gone_changes_nothing(asked):
    asked._heard(asked, {"do": "answer", "at": ["pair", "a", "b"], "given": {"do": "yes"}}, [])
    assert "changed meanwhile" in asked.sent[-1]["said"]
    assert asked.network == Network.new()


@pytest.mark.parametrize("message", [None, {}, {"do": "x"}, {"do": "answer"}, {"do": ["answer"]}])
def test_a_message_that_makes_no_sense_is_answered_with_a_sentence(asked, message):
    asked._heard(asked, message, [])
    assert asked.sent[-1]["problem"]
    assert asked.network == Network.new()


def test_no_name_enters_its_state_or_what_a_notebook_keeps_of_it(asked):
    answer(asked, "skip")
    answer(asked, "keep", new="Zacharias")
    assert "Zacharias" in json.dumps(asked.sent[-1])
    assert "Zacharias" not in json.dumps(asked.get_state(), default=str)
    data, _ = asked._repr_mimebundle_()
    assert "Zacharias" not in json.dumps(data)
    assert "2 answers given" in data["text/plain"]


def test_in_an_assignments_folder_it_refuses_and_says_where_to_go(tmp_path, monkeypatch):
    (tmp_path / "assignment.toml").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PlnError, match="lesson 07"):
        Interview()


def test_a_map_that_cannot_be_opened_is_not_asked_about(tmp_path):
    (tmp_path / "map.json").write_text("{", encoding="utf-8")
    with pytest.raises(PlnError, match="is damaged"):
        Interview(NetworkMap(tmp_path / "map.json"))

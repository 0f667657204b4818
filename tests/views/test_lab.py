"""A lab: predict first, the same numbers as the model, and a page that needs no Python to move the ripple."""

import json
import threading

import pytest

import plnkit
from plnkit.draw import lab as drawn
from plnkit.model.dynamics.evidence import findings
from plnkit.model.dynamics.models import models
from plnkit.model.library import sample
from plnkit.model.network import ME, Entry, Network, PlnError, Tie
from plnkit.views import lab as room
from plnkit.views.controls import _reference


def revealed(model, guess="down", **options):
    lab = plnkit.Lab(model, **options)
    lab._guess.value = guess
    lab._show.clicks += 1
    return lab


@pytest.mark.parametrize("name", models())
def test_nothing_is_revealed_before_a_prediction_and_then_it_says_what_the_model_says(name):
    lab = plnkit.Lab(name)
    lab._show.clicks += 1
    assert lab._said.value.startswith("Predict first")
    assert not lab._stage.revealed
    lab._guess.value = "down"
    lab._show.clicks += 1
    assert lab._stage.revealed
    (made,) = lab.predictions
    assert made["came"] in room.OPTIONS
    model = models()[name]
    run = model.run(model.graph(1), 1)
    stage = lab._stage
    assert stage.says[lab._row() if len(stage.says) > 1 else 0] == run.says
    assert len(stage.data["rows"]) == len(run.curve)
    for told in (model.leaves_out, model.assumes, model.source, model.misconception):
        assert drawn.escaped(told) in lab._told.value
    assert run.says in lab.text()
    assert "<table" in lab._static_html()


@pytest.mark.parametrize("name", models())
def test_what_a_page_is_sent_is_small_and_each_control_has_its_slider(name):
    lab = revealed(name)
    state = lab._stage.get_state(["data", "says", "people", "curve", "twin"])
    assert len(json.dumps(state)) < 120_000
    assert len(lab._sliders) == len(models()[name].sliders) <= 3
    assert lab._values() == {n: s.default for n, s in models()[name].sliders.items()}


def test_all_positions_of_the_ripple_are_on_the_page_and_moving_it_asks_nothing(monkeypatch):
    lab = revealed("ripple")
    stage, slider = lab._stage, lab._sliders["chance"]
    assert stage.slider == _reference(slider)
    assert len(stage.says) == len(stage.data["rows"]) == 201
    model = models()["ripple"]
    for chance in (0.0, 0.05, 0.235, 1.0):
        run = model.run(model.graph(1), 1, chance=chance)
        assert stage.says[round(200 * chance)] == run.says
    small = model.graph(1, room.SMALL)
    for at in sorted({*stage.data["first"]} - {201})[:6]:  # where somebody is just reached
        states = model.run(small, 1, chance=at / 200).states[0]
        assert drawn.states_at(stage.data, at) == "".join(map(str, states))
    monkeypatch.setattr(type(lab), "_draw", lambda self: pytest.fail("asked"))
    slider.value = 12.5


def test_a_slider_of_another_model_is_answered_by_python():
    lab = revealed("contagion")
    before = lab._stage.says
    lab._sliders["alone"].value = 5
    assert lab._stage.says != before
    model = models()["contagion"]
    assert lab._stage.says == [model.run(model.graph(1), 1, alone=0.05).says]
    lab._seed.value = 2
    assert lab._stage.twin.count("Seed 2.") == 1


def test_it_runs_on_the_students_map_and_on_one_given_and_says_who():
    student = sample("student")
    lab = revealed("ripple", of=student)
    lab._which.value = "own"
    labels = lab._stage.data["labels"]
    assert len(labels) == len(lab._stage.data["first"])
    assert "Amara" in " ".join(labels)
    assert lab._stage.people.count('class="who') == len(labels)
    assert 'class="you"' in lab._stage.people


def test_no_name_is_in_its_state_in_an_assignments_folder(tmp_path, monkeypatch):
    (tmp_path / "assignment.toml").touch()
    monkeypatch.chdir(tmp_path)
    lab = revealed("ripple", of=sample("student"))
    lab._which.value = "own"
    assert "Amara" not in json.dumps(lab._stage.get_state(["data", "people", "says"]))


@pytest.mark.parametrize("model", ["ripple", "habit"])
def test_a_map_of_thousands_is_counted_and_not_drawn(model):
    entries = [Entry(ME), *(Entry(f"p{k}", name=f"Person {k}") for k in range(2_000))]
    large = Network.complete(entries, [Tie(ME, e.id) for e in entries[1:]])
    lab = revealed(model, of=large)
    lab._which.value = "own"
    stage = lab._stage
    assert stage.people == ""
    assert "2,001 people are too many to draw" in stage.drawn_of
    assert len(json.dumps(stage.get_state(["data", "says", "people", "curve", "twin"]))) < 60_000
    assert "<table" in lab._static_html()


def test_an_empty_map_is_a_sentence_at_the_menu():
    lab = revealed("ripple", of=Network.new())
    with pytest.raises(PlnError, match="nobody"):
        lab._which.value = "own"
    assert "nobody" in lab._which.error


def test_other_seeds_are_drawn_behind_and_can_be_stopped():
    lab = revealed("contagion")
    lab._repeat.clicks += 1
    lab._thread.join()
    assert lab._stage.curve.count('class="other') == 2 * room.OTHERS
    assert f"In {room.OTHERS} runs" in lab._progress.value
    assert lab._stop.disabled
    lab._draw()
    assert "other" not in lab._stage.curve
    begun, go_on = threading.Event(), threading.Event()

    def task():
        begun.set()
        go_on.wait()

    done = []
    lab._work([task] * 5, done.extend)
    begun.wait()
    assert not lab._stop.disabled
    lab._stop.clicks += 1
    go_on.set()
    lab._thread.join()
    assert len(done) == 1
    assert lab._progress.value == "Stopped after 1 of 5."


def test_published_findings_get_our_numbers_when_asked(monkeypatch):
    monkeypatch.setattr(room, "OTHERS", 2)
    lab = revealed("contagion")
    assert lab._told.value.count("Not counted yet") == 3
    lab._count.clicks += 1
    lab._thread.join()
    assert "Not counted yet" not in lab._told.value
    assert lab._told.value.count("Agrees: ") == 3
    for finding in findings().values():
        if finding.model == "contagion":
            assert drawn.escaped(finding.conflicts) in lab._told.value


def test_a_wrong_name_is_refused_with_the_nearest():
    with pytest.raises(PlnError, match="ripple"):
        plnkit.Lab("riple")
    with pytest.raises(PlnError, match="chance"):
        plnkit.Lab("ripple", chanse=0.1)


@pytest.mark.parametrize(
    ("before", "after", "came"),
    [(10, 11, "same"), (10, 9, "same"), (10, 12, "up"), (10, 20, "up"), (10, 21, "far"),
     (10, 5, "down"), (0, 0, "same"), (0, 1, "far")],
)  # fmt: skip
def test_a_tenth_is_the_same(before, after, came):
    assert room.moved(before, after) == came


def test_every_model_has_something_to_predict():
    assert set(room.GUESSES) == set(models())

"""A lab: predict first, the same numbers as the model, and a page that needs no Python to move the ripple."""

import json
import re
import threading
from dataclasses import replace

import nbformat
import pytest
from nbconvert import HTMLExporter
from traitlets import TraitError

import plnkit
from plnkit.draw import lab as drawn
from plnkit.draw import tokens
from plnkit.model.audit import number_text
from plnkit.model.dynamics.evidence import findings
from plnkit.model.dynamics.models import models, moved
from plnkit.model.library import sample
from plnkit.model.network import ME, Entry, Network, PlnError, Tie
from plnkit.model.real import real_networks
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
    small = model.graph(1, drawn.SMALL)
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


def test_a_real_network_in_the_learners_folder_is_in_the_menu_and_read_once(monkeypatch, tmp_path):
    monkeypatch.setenv("PLN_HOME", str(tmp_path))
    told = replace(real_networks()["coleman"], people=4, ties=4)
    monkeypatch.setitem(real_networks(), "coleman", told)
    assert "coleman" not in revealed("ripple")._which._labels()
    nodes = "".join(f'node [ id {k} name "Ida {k}" ] ' for k in range(4))
    ties = "".join(f"edge [ source {k} target {(k + 1) % 4} ] " for k in range(4))
    (tmp_path / "coleman.gml").write_text(f"graph [ directed 1 {nodes} {ties} ]")
    lab = revealed("ripple")
    assert lab._which._labels()["coleman"] == told.title
    lab._which.value = "coleman"
    monkeypatch.setattr(room, "real_network", lambda name: pytest.fail("read again"))
    lab._sliders["chance"].value = 7
    lab._seed.value = 2
    stage = lab._stage
    assert "of 4 pupils, a post by anybody" in lab._stage.text()
    assert stage.drawn_of.startswith("All 4 pupils. Source: Coleman 1964,")
    assert stage.data["labels"] == [f"pupil {k}" for k in (1, 2, 3, 4)]
    assert (
        len(re.findall("M[0-9]", stage.people.partition('class="who')[0])) == 4
    )  # no tie is left out
    assert "Ida" not in json.dumps(stage.get_state(["data", "people", "says"]))


@pytest.mark.parametrize("model", ["ripple", "habit"])
def test_a_map_of_thousands_is_counted_and_not_drawn(model):
    entries = [Entry(ME), *(Entry(f"p{k}", name=f"Person {k}") for k in range(2_000))]
    large = Network.complete(entries, [Tie(ME, e.id) for e in entries[1:]])
    lab = revealed(model, of=large)
    lab._which.value = "own"
    stage = lab._stage
    assert stage.people == ""
    assert "2,001 entries are too many to draw" in stage.drawn_of
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


def test_stop_keeps_what_was_done_and_says_how_much(monkeypatch):
    lab = revealed("contagion")
    run, begun, go_on = type(lab.model).run, threading.Event(), threading.Event()

    def slow(model, *args, **sliders):
        if begun.is_set():
            go_on.wait()
        begun.set()
        return run(model, *args, **sliders)

    monkeypatch.setattr(type(lab.model), "run", slow)
    lab._repeat.clicks += 1
    begun.wait()
    assert not lab._stop.disabled
    lab._stop.clicks += 1
    go_on.set()
    lab._thread.join()
    done = lab._stage.curve.count('class="other') // 2
    assert 1 <= done <= 2  # the one in hand is finished
    said = lab._progress.value
    assert said.startswith(f"Stopped after {done} of {room.OTHERS}. In {done} run")
    assert lab._stop.disabled


@pytest.fixture
def shown(monkeypatch):
    """What `compared` shows, in order."""
    bundles = []
    monkeypatch.setattr(room, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def names(bundle):
    return [trace["name"] for trace in bundle[room.PLOTLY]["data"] if trace["showlegend"]]


def test_before_anything_is_tried_there_is_a_sentence(shown):
    plnkit.Lab("give").compared()
    (bundle,) = shown
    assert bundle["text/plain"] == room.NOTHING
    assert room.PLOTLY not in bundle


def test_what_was_looked_at_is_compared_and_what_was_passed_is_not(monkeypatch, shown):
    lab = revealed("give")
    clock = iter([2, 2, 2.2, 2.2, 5, 5]).__next__
    lab._since = 0
    monkeypatch.setattr(room.time, "monotonic", clock)
    for share in (25, 30, 35):  # 20 and 30 stay; 25 is passed
        lab._sliders["givers"].value = share
    lab.compared()
    figure, tables = shown
    assert names(figure) == ["20%", "30%", "35%"]
    model = models()["give"]
    run = model.run(model.graph(1), 1, givers=0.3)
    assert figure[room.PLOTLY]["data"][4]["y"][-1] == round(run.curve.iloc[-1, 2], 3)
    assert number_text(round(run.curve.iloc[-1, 2], 3)) in tables["text/html"]


def test_the_last_dozen_on_the_network_chosen_are_compared(monkeypatch, shown):
    monkeypatch.setattr(room, "STAYED", 0)
    lab = revealed("crawl", of=sample("student"))
    for seeds in range(1, 11):
        lab._sliders["seeds"].value = seeds
    for both in range(10, 60, 10):
        lab._sliders["both"].value = both
    lab.compared()
    assert len(names(shown[0])) == room.LAST
    lab._which.value = "own"
    lab.compared()
    assert len(names(shown[2])) == 1
    assert room.AGAIN in shown[3]["text/html"]
    assert "Amara" not in json.dumps(shown)
    assert len(lab._tried) == room.LAST
    lab.network = sample("student").without("amara")
    assert len(lab._tried) == room.LAST - 1  # what was tried on the map as it was


def test_positions_of_the_ripple_are_kept_with_their_row(monkeypatch, shown):
    monkeypatch.setattr(room, "STAYED", 0)
    lab = revealed("ripple")
    lab._sliders["chance"].value = 20
    lab._stage.dark = True
    lab.compared()
    figure = shown[0][room.PLOTLY]
    assert names(shown[0]) == ["5.0%", "20.0%"]
    assert [trace["x"] for trace in figure["data"] if trace["showlegend"]] == [[5], [20]]
    assert figure["layout"]["template"]["layout"]["paper_bgcolor"] == tokens.DARK["paper"]


def test_a_page_without_scripts_has_the_picture_and_the_tables(shown):
    revealed("habit").compared()
    outputs = [nbformat.v4.new_output("display_data", data=bundle) for bundle in shown]
    cells = [nbformat.v4.new_code_cell("habit.compared()", outputs=outputs)]
    page, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    assert page.count('class="pln-curve') + page.count('class="pln-compared"') == 1
    assert page.count("<caption>") == 3
    assert "vnd.plotly" not in page


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
    ("model", "options", "said"),
    [
        (5, {}, "There is no lab '5'"),
        ("ripple", {"of": "my map"}, "is a network, such as"),
        ("ripple", {"chance": float("nan")}, "nan is not a number"),
        ("ripple", {"chance": 1.5}, "150 is out of range"),
        ("ripple", {"chance": "half"}, "not the str 'half'"),
        ("feed", {"rule": "best"}, "'best' is not an option"),
    ],
)
def test_what_a_lab_cannot_begin_with_is_said(model, options, said):
    with pytest.raises((PlnError, TraitError), match=said):
        plnkit.Lab(model, **options)


@pytest.mark.parametrize(
    ("before", "after", "came"),
    [(10, 11, "same"), (10, 9, "same"), (10, 12, "up"), (10, 20, "up"), (10, 21, "far"),
     (10, 5, "down"), (0, 0, "same"), (0, 1, "far")],
)  # fmt: skip
def test_a_tenth_is_the_same(before, after, came):
    assert moved(before, after) == came

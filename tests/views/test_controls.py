"""The controls, without a browser: what they hold, refuse and say. tests/browser has the rest."""

import shutil
import subprocess
from pathlib import Path

import anywidget
import ipywidgets
import nbformat
import pytest
import traitlets as t
from nbconvert import HTMLExporter

from plnkit.views import controls
from plnkit.views.controls import (
    Button,
    Choice,
    Column,
    Control,
    Group,
    Html,
    Menu,
    Notice,
    Number,
    Several,
    Slider,
    Table,
    Text,
    Toggle,
    number_words,
)  # fmt: skip

ROOT = Path(__file__).parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"
PEOPLE = [
    Column("who", "Who"),
    Column("hours", "Hours", "number", min=0),
    Column("where", "Where", "menu", options={"on": "Online", "f2f": "Face to face"}),
    Column("back", "I helped", "toggle"),
]


def every_control() -> list[Control]:
    return [
        Slider("Chance", max=50, unit="%"),
        Number("Hours", unit="hours"),
        Text("Why?"),
        Toggle("Show names"),
        Choice("Who?", ["a", "b"]),
        Menu("Where?", ["a", "b"]),
        Several("Which?", ["a", "b"]),
        Button("Check"),
        Notice("Saved."),
        Html("<b>drawn</b>", "A picture"),
        Table("People", PEOPLE),
        Group("All", [Toggle("One")]),
    ]


@pytest.mark.parametrize("control", every_control(), ids=lambda control: type(control).__name__)
def test_every_control_refuses_an_option_it_does_not_have(control):
    with pytest.raises(TypeError, match=r"has no option 'lable'\. Did you mean 'label'\?"):
        Control.__init__(control, "x", lable="x")


def test_what_asks_for_something_says_what():
    for make in (Slider, Number, Text, Toggle, Button):
        with pytest.raises(TypeError, match=f"{make.__name__} needs a label"):
            make(" ")


@pytest.mark.parametrize("control", every_control(), ids=lambda control: type(control).__name__)
def test_every_control_has_a_twin_in_words(control):
    data, _ = control._repr_mimebundle_()
    assert data["text/plain"] == control.text() != ""
    assert data[WIDGET]["model_id"] == control.model_id
    assert "text/html" in data
    assert control.model_id not in data["text/html"]  # the same run gives the same notebook


@pytest.mark.parametrize("control", every_control(), ids=lambda control: type(control).__name__)
def test_no_control_carries_the_code_of_all(control):
    sent = len(str(control.get_state()))
    assert sent < 4000
    assert control._bundle == every_control()[0]._bundle


def test_the_bundle_is_made_anew_when_all_widgets_were_closed():
    before = Toggle("One")._bundle
    controls._bundles["controls.js"].close()
    assert Toggle("Two")._bundle != before


@pytest.mark.parametrize(
    ("make", "value", "sentence"),
    [
        (lambda: Slider("Chance", max=50), 51, "'Chance': 51 is out of range; it can be 0 or more and 50 or less"),
        (lambda: Slider("Chance", max=50), 1.5, "1.5 lies between two steps of 1"),
        (lambda: Slider("Chance"), None, "expected an int or a float, not the NoneType None"),
        (lambda: Slider("Chance"), True, "True is not a number"),
        (lambda: Slider("Chance", max=0), 0, r"max \(0\) above min \(0\)"),
        (lambda: Slider("Chance", step=0), 0, "a step above 0"),
        (lambda: Number("Hours", min=0), -1, "it can be 0 or more"),
        (lambda: Number("Hours", whole=True), 1.5, "1.5 is not a whole number"),
        (lambda: Number("Hours"), float("nan"), "nan is not a number"),
        (lambda: Number("Hours"), "3", "'3' is not a number"),
        (lambda: Text("Why?", max_length=3), "four", "4 characters are more than 3"),
        (lambda: Choice("Who?", ["a", "b"]), "c", r"'c' is not an option\. Options: a, b"),
        (lambda: Choice("Who?", ["a", "a"]), None, "the option 'a' is there twice"),
        (lambda: Choice("Who?", [1]), None, "is not an option; give a text, or a pair"),
        (lambda: Menu("Who?", {"a": ""}), None, "is not an option; give a text, or a pair"),
        (lambda: Several("Which?", ["a", "b"], at_most=1), ["a", "b"], "2 options are more than 1"),
        (lambda: Several("Which?", ["a", "b"]), ["c"], "'c' is not an option"),
        (lambda: Notice(), 3, "expected a unicode string"),
        (lambda: Table("People", PEOPLE), [{"name": "Ana"}], r"no column 'name'\. Columns: who, hours"),
        (lambda: Table("People", PEOPLE), [{"who": 3}], "3 does not fit in column 'Who'"),
        (lambda: Table("People", PEOPLE), [{"hours": -3}], "-3 is out of range"),
        (lambda: Table("People", PEOPLE), [{"where": "x"}], "'x' is not an option"),
        (lambda: Table("People", PEOPLE), [{"back": "yes"}], "'yes' does not fit"),
        (lambda: Table("People", PEOPLE, at_most=1), [{}, {}], "2 rows are more than 1"),
        (lambda: Table("People", [Column("a", "A", "date")]), [], "no kind of column 'date'"),
        (lambda: Table("People", ["a"]), [], "'a' is not a Column"),
        (lambda: Table("People", [Column("a", "A", "fixed")], grows=True), [], "rows can't be added"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_a_sentence(make, value, sentence):
    with pytest.raises(t.TraitError, match=sentence):
        make().value = value


def test_a_refused_value_leaves_the_one_before():
    slider = Slider("Chance", max=50, value=5)
    with pytest.raises(t.TraitError):
        slider.value = 51
    assert slider.value == 5


def test_a_slider_counts_whole_where_it_can():
    assert repr(Slider("People", min=1, max=9, value=3.0).value) == "3"
    assert repr(Slider("Chance", value=0.3, step=0.1).value) == "0.3"
    assert Slider("Chance", min=0, max=50).step == 1
    assert Slider("Chance").step == 0.01


def test_a_slider_stays_within_new_limits():
    slider = Slider("People", max=10, value=8)
    slider.max = 5
    assert slider.value == 5


# frontend/test/values.test.mjs asks the same of valueText.
def test_a_value_has_the_digits_of_its_step_and_its_unit():
    assert number_words(0.3, 0.05) == "0.30"
    assert number_words(30, 1, "%") == "30%"
    assert number_words(2.5, 0.5, "hours") == "2.5 hours"
    assert number_words(30000, 1000, "people") == "30,000 people"
    assert number_words(-1.5, 0.5) == "-1.5"


def test_options_are_labels_or_pairs():
    same = [
        Choice("Who?", options)
        for options in ({"a": "Ay"}, [("a", "Ay")], (pair for pair in [["a", "Ay"]]))
    ]
    assert [choice.options for choice in same] == [[["a", "Ay"]]] * 3
    assert Choice("Who?", ["a"]).options == [["a", "a"]]


def test_new_options_drop_a_value_they_lack():
    menu = Menu("Who?", ["a", "b"], value="b")
    menu.options = ["a", "c"]
    assert menu.value is None
    several = Several("Which?", ["a", "b"], value=["a", "b"])
    several.options = ["b", "c"]
    assert several.value == ["b"]


def test_several_are_kept_in_the_order_of_the_options():
    assert Several("Which?", ["a", "b", "c"], value=["c", "a"]).value == ["a", "c"]


def test_an_empty_cell_may_be_left_out():
    table = Table("People", PEOPLE, value=[{"who": "Ana"}])
    assert table.value == [{"who": "Ana", "hours": None, "where": None, "back": False}]
    assert table.text() == "People: Who Ana; Hours ; Where ; I helped no"


def test_a_twin_shows_text_as_text():
    for control in (
        Text("<b>", value="<script>"),
        Table("<b>", PEOPLE, value=[{"who": "<script>"}]),
        Notice("<script>"),
    ):
        html = control._static_html()
        assert "<script>" not in html
        assert "&lt;script&gt;" in html
        assert "<b>" not in html


def test_a_group_says_what_is_in_it():
    slider, drawn = Slider("Chance", max=50, value=5, unit="%"), Html("<svg></svg>", "The curve")
    group = Group("Spread", [slider, Group("", [drawn])], hint="Move it.")
    assert group.text() == "Spread\nMove it.\nChance: 5%\nThe curve"
    assert (
        group._static_html()
        == "<h3>Spread</h3><p>Move it.</p><p><strong>Chance</strong>: 5%</p><svg></svg>"
    )
    assert (group.frame, Group("", [slider]).frame) == (True, False)


def test_a_group_holds_any_anywidget_and_nothing_else():
    class Other(anywidget.AnyWidget):
        _esm = "export default {}"

    other = Other()
    assert Group("Mixed", [other]).get_state()["children"] == [f"anywidget:{other.model_id}"]
    with pytest.raises(t.TraitError, match="expected an AnyWidget"):
        Group("Mixed", [ipywidgets.Output()])


def test_a_problem_is_shown_where_it_was_caused_and_goes_again():
    button, asked = Button("Check"), [True]
    button.on_click(lambda: asked[0] and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        button.clicks += 1
    assert button.error == "division by zero"
    asked[0] = False
    button.clicks += 1
    assert button.error == ""


def test_a_change_calls_with_the_value():
    toggle, seen = Toggle("Show names"), []
    toggle.on_change(seen.append)
    toggle.value = True
    assert seen == [True]


def test_the_same_words_are_said_again():
    notice = Notice()
    notice.say("Not yet.", tone="care")
    notice.say("Not yet.", tone="care")
    assert (notice.value, notice.tone, notice._times) == ("Not yet.", "care", 2)
    with pytest.raises(t.TraitError, match="tone"):
        notice.say("Hm.", tone="loud")


def test_a_page_made_from_a_notebook_shows_the_twins():
    data, _ = Slider("Chance", max=50, value=5, unit="%")._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert "<p><strong>Chance</strong>: 5%</p>" in page


def test_the_bundle_fits_its_source():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is only needed to change the browser's part")
    subprocess.run([node, ROOT / "frontend" / "build.mjs", "--check"], check=True)
    subprocess.run([node, "--test"], cwd=ROOT / "frontend", check=True, capture_output=True)


def test_the_bundle_stays_small():
    """It is sent once per kernel, and stands once in a notebook that keeps its widgets' state."""
    assert len((controls.STATIC / "controls.js").read_bytes()) < 24 * 1024

"""Runs laid over one another: each told apart without colour, and the same numbers in figure, picture and tables."""

import subprocess
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from plnkit.draw import curve
from plnkit.draw.curve import Tried
from plnkit.draw.tokens import CATEGORIES, DARK, LIGHT

MOST = 12


def run(k, row=None, **words):
    x = np.arange(5)
    rises = pd.DataFrame({"week": x, "those <asked>, %": x * (k + 1) * 1.23456, "b": np.nan})
    return Tried({"Givers": f"{k}%", "Seed": "1"} | words, rises, row)


def test_no_two_of_a_dozen_look_alike_and_neighbours_differ_without_colour():
    for theme in ("light", "dark"):
        looks = [curve.looks(k, theme) for k in range(MOST)]
        assert len({look[1:] for look in looks}) == MOST
        assert len({look[1] for look in looks[: len(CATEGORIES)]}) == len(CATEGORIES)
        assert len({look[2] for look in looks[: len(CATEGORIES)]}) == len(CATEGORIES)


def test_runs_are_told_apart_by_what_differs():
    assert curve.told_apart([run(1), run(2)]) == ("Givers", ["1%", "2%"])
    several = [run(1), run(2, Seed="7")]
    assert curve.told_apart(several) == ("Run", ["Givers: 1%; Seed: 1", "Givers: 2%; Seed: 7"])
    assert curve.told_apart([run(1)]) == ("Run", ["Givers: 1%; Seed: 1"])


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_the_figure_holds_the_numbers_by_the_look_of_the_theme(theme, colours):
    made = curve.figure([run(0), run(1)], theme)
    first, empty, second, _ = made["data"]
    assert second["y"] == [0, 2.469, 4.938, 7.407, 9.876]
    assert empty["y"] == [None] * 5
    assert first["line"]["dash"] != second["line"]["dash"]
    assert first["marker"]["symbol"] != second["marker"]["symbol"]
    assert [trace["showlegend"] for trace in made["data"]] == [True, False, True, False]
    assert made["layout"]["template"]["layout"]["paper_bgcolor"] == colours["paper"]
    assert "&lt;asked&gt;" in second["hovertemplate"]
    assert made["config"]["displayModeBar"] is False


def test_positions_on_one_curve_are_markers_and_the_curve_is_drawn_once():
    tried = [run(0, row=1), run(0, row=3, Givers="60%")]
    made = curve.figure(tried)
    assert [(trace["mode"], trace["x"]) for trace in made["data"] if trace["xaxis"] == "x"] == [
        ("lines", [0, 1, 2, 3, 4]),
        ("markers", [1]),
        ("markers", [3]),
    ]
    assert '<td class="num">3.7' in curve.tables(tried)
    assert "All the way" not in curve.tables(tried)


def test_the_still_picture_and_the_tables_say_the_same():
    tried = [run(k) for k in range(MOST)]
    still, tables = curve.still(tried), curve.tables(tried)
    for svg in still.split("<svg")[1:]:
        ET.fromstring("<svg" + svg[: svg.index("</svg>")] + "</svg>")
    assert still.count("<li>") == MOST
    assert still.count('role="img"') == 2
    for word in ("those &lt;asked&gt;, %", *(f"{k}%" for k in range(MOST))):
        assert word in still
        assert word in tables
    assert "4.94" in tables
    assert "none asked" in tables


def test_plotly_is_loaded_when_something_is_compared():
    program = "import sys, plnkit.views.lab; print('plotly' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("False", "")

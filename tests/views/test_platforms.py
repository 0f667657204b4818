"""Platforms to compare and to choose, without a browser: what is shown, and when."""

import re

import pytest

import plnkit
from plnkit.model.network import PlnError
from plnkit.model.platforms import FACTS, goals, platforms


def columns(html):
    return re.findall(r'scope="col">([^<]*)<', html)


def rows(html):
    return re.findall(r'scope="row">(?:<bdi>)?([^<]*)<', html)


def test_two_platforms_are_compared_by_all_that_is_told_of_them():
    explorer = plnkit.PlatformExplorer("reddit", "tiktok")
    html = explorer._table.value
    assert columns(html) == ["Question", "Reddit", "TikTok"]
    assert rows(html)[: len(FACTS)] == list(FACTS.values())
    assert [row.split()[0] for row in rows(html)[len(FACTS) :][:6]] == list(goals())
    assert rows(html)[-2:] == ["Looked at", "What this rests on"]
    assert "our judgement" in html


def test_a_third_comes_beside_them_and_the_same_twice_is_shown_once():
    explorer = plnkit.PlatformExplorer("reddit", "tiktok")
    explorer._menus[2].value = "library"
    assert columns(explorer._table.value)[1:] == ["Reddit", "TikTok", "Libraries and databases"]
    explorer._menus[2].value = "reddit"
    assert columns(explorer._table.value)[1:] == ["Reddit", "TikTok"]


def test_a_strength_leaves_those_that_have_it_and_keeps_what_was_chosen_of_them():
    explorer = plnkit.PlatformExplorer("tiktok", "reddit")
    explorer._favours.value = "answers to questions"
    offered = {id for id, _ in explorer._menus[0].options}
    assert offered == {id for id, p in platforms().items() if "answers to questions" in p.strong}
    assert [menu.value for menu in explorer._menus] == ["discord", "reddit", None]
    assert "Face to face" in explorer._said.value
    explorer._favours.value = "anything"
    assert len(explorer._menus[0].options) == len(platforms())
    assert explorer._said.value == ""


def test_an_unknown_platform_is_refused_with_the_nearest_name():
    with pytest.raises(PlnError, match="Did you mean 'reddit'"):
        plnkit.PlatformExplorer("redit")


def test_nothing_is_shown_before_a_prediction():
    chooser = plnkit.PlatformChooser()
    chooser._show.clicks += 1
    assert chooser._order.value == ""
    assert chooser._said.value.startswith("Predict first")
    chooser._weights["G1"].value = 3
    assert chooser._order.value == ""
    for slider in chooser._weights.values():
        slider.value = 0
    chooser._guess.value = "x"
    chooser._show.clicks += 1
    assert chooser._order.value == ""
    assert "at least one goal" in chooser._said.value


def test_a_prediction_is_answered_and_the_order_follows_the_weights():
    chooser = plnkit.PlatformChooser()
    chooser._guess.value = "tiktok"
    chooser._show.clicks += 1
    assert chooser._said.value.startswith("You predicted TikTok. It has place ")
    assert "First with these weights: Reddit." in chooser._said.value
    assert rows(chooser._order.value)[0] == "Reddit"
    for goal, slider in chooser._weights.items():
        slider.value = 3 if goal == "G6" else 0
    assert chooser._said.value.startswith("First with these weights: Libraries and databases.")
    assert rows(chooser._order.value)[0] == "Libraries and databases"
    assert "There would be nothing left to go by." in chooser._order.value
    chooser._guess.value = "library"
    chooser._show.clicks += 1
    assert chooser._said.value.startswith("As you predicted: Libraries and databases.")
    assert chooser._said.tone == "good"


def test_ties_are_told_as_ties_and_every_judgement_can_be_looked_at():
    chooser = plnkit.PlatformChooser()
    for goal, slider in chooser._weights.items():
        slider.value = 1 if goal == "G3" else 0
    chooser._guess.value = "email"
    chooser._show.clicks += 1
    html = chooser._order.value
    assert html.count("1, shared") == 8  # four places, above and in the list of all
    assert "level" in chooser._said.value
    for platform in platforms().values():
        for fit in platform.fit.values():
            assert plnkit_escaped(fit.why) in html
    assert not re.search(r"\d\.\d", html.split("</style>")[1])  # no false precision


def plnkit_escaped(text):
    from plnkit.draw.text import escaped

    return escaped(text)

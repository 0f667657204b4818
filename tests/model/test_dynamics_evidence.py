"""Published findings beside the models: every entry whole, every number of ours got again."""

import json

import numpy as np
import pytest

from plnkit.cli import main
from plnkit.model.dynamics import evidence
from plnkit.model.dynamics.models import models
from plnkit.model.network import PlnError

FINDINGS = evidence.findings()
OURS = {key: finding for key, finding in FINDINGS.items() if finding.model}
# What the models show, looked at on 2026-11-22; one that does not agree stays, and is said.
DISAGREE = {"clustered_experiment"}


@pytest.mark.parametrize("key", OURS)
def test_what_a_model_shows_is_what_the_lessons_say(key):
    result = evidence.result(OURS[key], seed=1, runs=4)
    assert result.low <= result.mean <= result.high
    assert (result.agrees == evidence.NOT) == (key in DISAGREE)
    assert result == evidence.result(OURS[key], seed=1, runs=4)


def test_every_model_has_a_finding_beside_it_and_every_number_an_entry():
    assert {finding.model for finding in OURS.values()} == set(models())
    assert set(evidence.NUMBERS) == set(OURS)


def test_a_verdict_follows_from_the_numbers_alone(monkeypatch):
    finding = evidence._finding(
        "friendship_paradox",
        {
            **dict.fromkeys(["finding", "numbers", "source", "conflicts", "ours", "free"], "words"),
            "model": "crawl",
            "paper": 93,
            "way": [50, 100],
        },
    )
    for numbers, verdict in (
        ([90, 92, 94, 96], evidence.SAME),
        ([60, 70, 61, 65], evidence.WAY),
        ([40, 60, 45, 55], evidence.NOT),
    ):
        given = iter(numbers)
        monkeypatch.setitem(
            evidence.NUMBERS, "friendship_paradox", lambda _, given=given: next(given)
        )
        result = evidence.result(finding, runs=4)
        assert (result.agrees, result.mean) == (verdict, np.mean(numbers))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"source": ""}, "entry 'friendship_paradox': it has no 'source'"),
        ({"model": "craw"}, "no model 'craw'. Did you mean 'crawl'"),
        ({"free": ""}, "it has no 'free'"),
        ({"author": "me"}, "'author' is not known"),
    ],
)
def test_a_finding_that_lacks_something_fails_by_its_name(change, says):
    words = ["finding", "numbers", "source", "conflicts", "ours", "free"]
    table = {**dict.fromkeys(words, "words"), "model": "crawl", "way": [0, 1]}
    with pytest.raises(PlnError) as error:
        evidence._finding("friendship_paradox", table | change)
    assert says in str(error.value)


@pytest.fixture
def few(monkeypatch):
    keep = ("friendship_paradox", "layers_of_friends")
    monkeypatch.setattr(evidence, "findings", lambda: {key: FINDINGS[key] for key in keep})


def test_the_command_prints_both_numbers_and_the_conflict(few, capsys):
    assert main(["evidence", "--runs", "3"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "93% have fewer" in said
    assert "in 95% of 3 runs, seed 1)" in said
    assert "Agrees: the same way." in said
    assert "No model here illustrates it. Conflicts: Worked out anew" in said


def test_the_command_as_json(few, capsys):
    assert main(["evidence", "--runs", "3", "--seed", "5", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["key"], first["result"]["seed"], second["result"]) == (
        "friendship_paradox",
        5,
        None,
    )


@pytest.mark.parametrize("wrong", [["--runs", "1"], ["--seed", "-1"], ["--runs", "many"]])
def test_the_command_refuses_in_a_sentence(few, capsys, wrong):
    assert main(["evidence", *wrong]) == 2
    assert capsys.readouterr().err.startswith("plnkit: ")

"""The files that leave a session are the contracts written down in `plnkit/schemas`."""

import json
from importlib.resources import files

import jsonschema
import pytest
from edits import changed, operations
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.model.network import Network, body_from_json, network_from_json, network_json
from plnkit.model.store import Store

SCHEMAS = files("plnkit") / "schemas"


def schema(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def check(data, name):
    jsonschema.Draft202012Validator(schema(name)).validate(data)


@pytest.mark.parametrize("name", ["network", "handin", "progress"])
def test_each_example_is_what_its_schema_says(name):
    text = (SCHEMAS / f"{name}.example.json").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(schema(name))
    check(json.loads(text), name)


def test_the_journals_example_is_what_its_schema_says():
    lines = (SCHEMAS / "journal.example.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        check(json.loads(line), "journal")


def test_the_examples_can_be_read():
    data = json.loads((SCHEMAS / "network.example.json").read_text(encoding="utf-8"))
    assert network_json(network_from_json(data))["entries"] == data["entries"]
    handin = json.loads((SCHEMAS / "handin.example.json").read_text(encoding="utf-8"))
    assert body_from_json(handin["network"], "handin.json").people_count == 2


@settings(max_examples=40, deadline=None)
@given(st.lists(operations(), max_size=15))
def test_whatever_a_learner_does_the_files_keep_to_the_schemas(tmp_path_factory, steps):
    store = Store.open(tmp_path_factory.mktemp("pln") / "my-pln.json")
    for step in steps:
        store.edit("edit", changed(store.network, step))
    store.undo()
    store.fold()
    check(json.loads(store.path.read_text(encoding="utf-8")), "network")
    if store.journal_path.exists():
        for line in store.journal_path.read_text(encoding="utf-8").splitlines():
            check(json.loads(line), "journal")


def test_a_network_written_and_read_is_the_same():
    net = Network.new("Zoë").with_snapshot("2026-11-22", "first")
    assert network_from_json(json.loads(json.dumps(network_json(net)))) == net

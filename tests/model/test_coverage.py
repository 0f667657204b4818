"""What cells say they teach, and what is said of a cell that is wrong."""

import json
from collections import Counter

import pytest

from plnkit.model import records
from plnkit.model.coverage import content, coverage, notebooks
from plnkit.model.network import PlnError


@pytest.fixture
def notebook(tmp_path):
    """A notebook whose cells have this metadata."""

    def made(*cited, name="01_first"):
        cells = [{"id": f"c{i}", "metadata": {"plnkit": c}} for i, c in enumerate(cited)]
        path = tmp_path / f"{name}.ipynb"
        path.write_text(json.dumps({"cells": [{"metadata": {}}, *cells]}), encoding="utf-8")
        return path

    return made


def test_every_item_of_the_inventory_is_there():
    groups = Counter(item.id.rstrip("0123456789") for item in content())
    assert groups == {
        "K": 9,
        "W": 5,
        "G": 6,
        "D": 5,
        "P": 16,
        "R": 7,
        "B": 10,
        "E": 6,
        "C": 3,
        "A": 10,
    }
    assert len({item.title for item in content()}) == len(content())


def test_each_verb_is_told_of_each_notebook_once(notebook):
    first = notebook({"teaches": ["K1", "K2"]}, {"teaches": ["K1"], "assesses": ["A10"]})
    second = notebook({"practises": ["K1"]}, name="02_second")
    found = {item.id: item for item in coverage([first, second])}
    assert found["K1"].teaches == ("01_first",)
    assert found["K1"].practises == ("02_second",)
    assert found["A10"].assesses == ("01_first",)
    assert found["K3"].teaches == ()


def test_what_the_bank_asks_is_assessed_there(notebook):
    found = {i.id: i for i in coverage([notebook({"assesses": ["K1"]})], ["K1", "K2", "bridge"])}
    assert found["K1"].assesses == ("01_first", "bank")
    assert found["K2"].assesses == ("bank",)
    assert found["K3"].assesses == ()


@pytest.mark.parametrize(
    ("cited", "words"),
    [
        ({"teaches": ["K10"]}, r"cell 2 \(c0\) teaches 'K10'.*Did you mean 'K1'"),
        ({"assesses": [7]}, "assesses '7'"),
        ({"teaches": "K1"}, "metadata is not as it should be"),
        (["K1"], "metadata is not as it should be"),
    ],
)
def test_a_wrong_cell_is_named(notebook, cited, words):
    with pytest.raises(PlnError, match=rf"01_first\.ipynb, .*{words}"):
        coverage([notebook(cited)])


@pytest.mark.parametrize("text", ["{}", "[]", "not JSON", '{"cells": [1]}', "[" * 100_000])
def test_a_file_that_is_no_notebook_is_said(tmp_path, text):
    path = tmp_path / "x.ipynb"
    path.write_text(text)
    with pytest.raises(PlnError, match=r"x\.ipynb is no notebook"):
        coverage([path])


def test_notebooks_are_those_of_lessons_and_assignments(tmp_path):
    for name in (
        "lessons/01.ipynb",
        "lessons/.ipynb_checkpoints/01-checkpoint.ipynb",
        "assignments/source/audit/audit.ipynb",
        "assignments/release/audit/audit.ipynb",
        "assignments/source/.ipynb_checkpoints/x.ipynb",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in notebooks(tmp_path)] == ["audit.ipynb", "01.ipynb"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('date = "1"\n', "has no 'source'"),
        ('source = "a"\n', "has no 'date'"),
        ('source = "a"\ndate = "1"\n[K]\nK1 = "x"\n', "group 'K': it has no title"),
        ('source = "a"\ndate = "1"\n[K]\ntitle = "x"\nW1 = "x"\n', "entry 'W1'"),
        ('source = "a"\ndate = "1"\n[K]\ntitle = "x"\nK1 = 1\n', "entry 'K1'"),
        ('source = "a"\nsource = "b"\n', "can't be read"),
    ],
)
def test_a_wrong_entry_of_the_content_is_named(tmp_path, monkeypatch, text, words):
    (tmp_path / "content.toml").write_text(text)
    monkeypatch.setattr(records, "data_file", lambda name: tmp_path / name)
    with pytest.raises(PlnError, match=words):
        content.__wrapped__()

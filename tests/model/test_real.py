"""Real networks that are not passed on: read without names from a file of the same format, or refused in a sentence."""

from dataclasses import replace

import pytest

from plnkit.model import library, real
from plnkit.model.dynamics.follow import from_network
from plnkit.model.network import PlnError

# As Mark Newman's file is: a value for the side, a tie told twice, one of oneself; nodes 1, 2, 3, 5.
BLOGS = """Creator "somebody on a Tuesday"
graph
[
  directed 1
  node [ id 1 label "ana-writes.example" value 0 source "Ana's list" ]
  node [ id 2 label "ben.example/blog" value 0 source "Ana's list" ]
  node [ id 3 label "cem.example" value 1 source "Ana's list" ]
  node [ id 5 label "dia.example" value 1 source "Ana's list" ]
  edge [ source 1 target 2 ]
  edge [ source 2 target 1 ]
  edge [ source 1 target 2 ]
  edge [ source 3 target 3 ]
  edge [ source 3 target 5 ]
  edge [ source 3 target 1 ]
]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The learner's folder, in a course whose weblogs are four."""
    networks = real.real_networks()
    monkeypatch.setitem(networks, "polblogs", replace(networks["polblogs"], people=4, ties=6))
    monkeypatch.setenv("PLN_HOME", str(tmp_path))
    return tmp_path


def put(folder, text):
    path = folder / "polblogs.gml"
    path.write_text(text, encoding="utf-8")
    real._read.cache_clear()
    return path


def test_it_is_read_without_names_and_ties_told_twice_count_once(folder):
    assert real.there() == {}
    assert real.there() | {"polblogs": put(folder, BLOGS)} == real.there()
    blogs = real.real_network("polblogs")
    assert [e.name for e in blogs.entries.values()] == [f"weblog {k}" for k in (1, 2, 3, 4)]
    assert [e.group for e in blogs.entries.values()] == ["0", "0", "1", "1"]
    assert "example" not in repr(blogs)
    assert "Ana" not in repr(blogs)
    assert len(blogs.ties) == 4
    assert blogs.unknown_pairs() == 0


def test_who_links_sees_what_is_posted_by_whom_it_links_to(folder):
    put(folder, BLOGS)
    graph = from_network(real.real_network("polblogs"))
    assert set(zip(graph.authors.tolist(), graph.audience.tolist(), strict=True)) == {
        (0, 1), (1, 0), (3, 2), (0, 2),
    }  # fmt: skip


def test_answered_ties_and_the_index_are_counted_by_hand(folder):
    put(folder, BLOGS)
    blogs = real.real_network("polblogs")
    assert real.facts(blogs) == (2 / 4, (1 - 3) / 4)  # 1-2, 2-1, 3-5 inside, 3-1 outside
    put(folder, BLOGS.replace(" value 1", ""))
    assert real.facts(real.real_network("polblogs")) == (2 / 4, None)


def test_a_file_that_igraph_wrote_for_r_is_read_too(folder):
    text = BLOGS.replace("\ngraph", "\nVersion 1\ngraph").replace("value 0", "value 0.0")
    put(folder, text.replace("label", "name"))
    assert [e.group for e in real.real_network("polblogs").entries.values()][:2] == ["0", "0"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BLOGS.replace("edge [ source 3 target 1 ]", ""), "4 weblogs and 5 ties, and 4 and 6 are"),
        ("graph [ node [ id 1 ] ]", "holds 1 weblogs and 0 ties, and 4 and 6 are expected"),
        ("id,name\n1,Ana\n", "is no GML that can be read"),
        ("graph [ node 5 ]", "is no GML that can be read"),
        ("graph [ directed 1 node [ id 1 label ", "is no GML that can be read"),
        ("graph [ edge [ source 1 target 2 ] ]", "is no GML that can be read"),
        ('graph [ label "x\n\n', "is no GML that can be read"),
        ("a [ " * 100_000, "is no GML that can be read"),
        (" ", "is empty"),
        ("graph [ ]" + " " * (real.MOST_BYTES + 1), "over 8 MB"),
    ],
)
def test_what_was_not_expected_is_said_in_a_sentence(folder, text, said):
    put(folder, text)
    with pytest.raises(PlnError) as error:
        real.real_network("polblogs")
    assert said in str(error.value)


def test_a_network_that_is_not_there_is_told_so(folder):
    with pytest.raises(PlnError, match=r"polblogs.gml does not exist"):
        real.real_network("polblogs")
    with pytest.raises(PlnError, match="Did you mean 'polblogs'"):
        real.real_network("polblog")


def test_every_entry_has_a_file_of_its_own_steps_and_a_word_on_the_licence():
    networks = real.real_networks()
    assert len({told.file for told in networks.values()}) == len(networks)
    for told in networks.values():
        assert told.file.endswith(".gml")
        assert told.file in told.steps
        assert told.licence.startswith("none stated")
        assert f"{told.people:,} " in told.story or f"{told.people} " in told.story


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"people": "4"}, "'people' is '4', no whole number"),
        ({"licence": ""}, "it has no 'licence'"),
    ],
)
def test_a_faulty_entry_is_named_with_its_cure(monkeypatch, change, said):
    table = real.toml_of(real.FILE)
    table["polblogs"] |= change
    monkeypatch.setattr(real, "toml_of", lambda file: table)
    with pytest.raises(PlnError, match=f"networks.toml, entry 'polblogs': {said}"):
        real.real_networks.__wrapped__()


def test_no_such_file_is_kept_in_the_course():
    root = library.data_file("samples").parents[2]
    assert not [*root.rglob("plnkit/**/*.gml"), *root.glob("tests/**/*.gml")]

"""What teachers may change is checked when it is loaded, and an error says where and how to mend it."""

import pytest

from plnkit.data import data_file
from plnkit.model import library, records
from plnkit.model.measures import NAMES, measures
from plnkit.model.network import KINDS, ME, Network, PlnError


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """A function that loads data files with one text replaced by another."""

    def change(file, old, new):
        text = data_file(file).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        monkeypatch.setattr(records, "data_file", lambda name: tmp_path / name)
        for cached in (library.themes, library.explanations, library.samples):
            cached.cache_clear()

    yield change
    monkeypatch.undo()
    for cached in (library.themes, library.explanations, library.samples):
        cached.cache_clear()


def test_every_measure_is_explained_and_nothing_else():
    assert set(library.explanations()) == set(NAMES)


def test_every_theme_holds_a_measure():
    assert {told.theme for told in library.explanations().values()} == set(library.themes())


@pytest.mark.parametrize("key", NAMES)
def test_every_measure_says_what_it_cannot_say_and_where_it_is_from(key):
    told = library.explanations()[key]
    assert told.cannot_say.endswith(".")
    assert any(c.isdigit() for c in told.source) or told.source == "no source"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('source = "Blau 1977"\n', "", "entry 'blau': it has no 'source'. Add one, or write"),
        ('cannot_say = "More', 'cannot_sy = "More', "entry 'size': 'cannot_sy' is not known."),
        ("{Your} network holds {people}", "{yuor} people", "Did you mean 'your'?"),
        ("{Your} network holds {people}", "{people", "can't be filled in"),
        ('theme = "mix"', 'theme = "mixed"', "theme is 'mixed'. Did you mean 'mix'?"),
        ('unit = "bits"', 'unit = "bit"', "unit is 'bit'. Did you mean 'bits'?"),
        ('title = "Size"', "title = 5", "'title' is no text. Put it in quotes."),
        ('title = "Size"', 'title = "Size', "measures.toml can't be read"),
        ("unknown = ", "unknwon = ", "entry 'unknown': it is missing"),
    ],
)
def test_an_error_names_the_file_the_entry_and_the_cure(changed, old, new, said):
    changed("measures.toml", old, new)
    with pytest.raises(PlnError) as error:
        library.explanations()
    assert "plnkit/data/measures.toml" in str(error.value)
    assert said in str(error.value)


def test_a_missing_file_is_named(monkeypatch):
    monkeypatch.setattr(records, "data_file", lambda name: data_file("no-such.toml"))
    library.themes.cache_clear()
    with pytest.raises(PlnError, match=r"plnkit/data/no-such.toml is missing. Restore it"):
        library.themes()
    library.themes.cache_clear()


def test_every_sample_has_its_files():
    for name, told in library.samples().items():
        folder = library.sample_folder(name)
        files = [told.export] if told.export else ["people.csv", "ties.csv"]
        assert all((folder / file).is_file() for file in files), name


@pytest.mark.parametrize("name", [n for n, told in library.samples().items() if not told.export])
def test_a_sample_is_complete(name):
    assert library.sample(name).unknown_pairs() == 0


def test_the_student_has_every_kind_and_states_every_goal_that_an_entry_serves():
    net = library.sample("student")
    others = [entry for id, entry in net.entries.items() if id != ME]
    assert len(others) == 22
    assert {entry.kind for entry in others} == set(KINDS)
    assert {goal for entry in others for goal in entry.goals} <= set(net.goals)
    assert all(goal.text for goal in net.goals.values())


def test_the_florentine_sample_gives_the_published_numbers():
    found = measures(library.sample("florentine"), "medici", scope="whole")
    assert found["betweenness"].value == pytest.approx(47.5)
    assert found["constraint"].value == pytest.approx(0.20988, abs=5e-6)
    assert found["effective_size"].value == pytest.approx(5.667, abs=5e-4)


def test_the_karate_sample_gives_the_published_numbers():
    net = library.sample("karate")
    assert (len(net.entries), len(net.ties)) == (34, 78)
    assert {entry.group for entry in net.entries.values()} == {"Mr. Hi", "Officer"}


def test_an_export_is_not_a_network_and_says_what_to_do():
    with pytest.raises(PlnError, match=r"is an export: import .*Connections\.csv"):
        library.sample("linkedin")


def test_a_misspelt_sample_is_met_with_the_nearest():
    with pytest.raises(PlnError, match=r"No sample 'studnet'\. Did you mean 'student'\?"):
        library.sample("studnet")


def test_a_sample_is_a_network():
    assert isinstance(library.sample("student"), Network)

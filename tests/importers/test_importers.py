"""What each kind of export becomes, and that every row of it is accounted for."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plnkit.importers import IMPORTERS, importer_of, read_files
from plnkit.importers.linkedin import iso_day
from plnkit.model.network import ME, PlnError
from plnkit.model.sheets import File, Skip

FIXTURES = Path(__file__).parent / "fixtures"
LINKEDIN = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"


def fixtures(name):
    return sorted((FIXTURES / name).glob("*"))


def read(tmp_path, text, name="export.txt"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    network, [report] = read_files([path])
    return network, report


# -- the table of importers -----------------------------------------------------------------


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.name)
def test_each_importer_knows_its_fixtures_and_nobody_elses(importer):
    assert fixtures(importer.name), f"add a file to tests/importers/fixtures/{importer.name}"
    for other in IMPORTERS:
        for path in fixtures(other.name):
            assert bool(importer.recognises(File.open(path).head)) == (other is importer), path


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.name)
def test_each_importer_accounts_for_every_row(importer):
    network, reports = read_files(fixtures(importer.name))
    assert [report.file for report in reports] == [str(path) for path in fixtures(importer.name)]
    for report in reports:
        assert report.source == importer.name
        assert report.read == report.taken + len(report.skipped) > 0
    assert network.checked() is network


def test_a_file_is_known_by_what_stands_in_it_and_not_by_its_name(tmp_path):
    disguised = tmp_path / "ties.csv"
    disguised.write_bytes((FIXTURES / "linkedin/preamble.csv").read_bytes())
    assert importer_of(File.open(disguised)).name == "linkedin"


def test_mastodons_muted_accounts_are_not_read_as_follows(tmp_path):
    with pytest.raises(PlnError, match="no kind of file that plnkit knows"):
        read(tmp_path, "Account address,Hide notifications\nx@y.example,true\n")


# -- LinkedIn -------------------------------------------------------------------------------


def test_linkedin_rows_are_numbered_as_the_spreadsheet_shows_them():
    _, [report] = read_files([FIXTURES / "linkedin/preamble.csv"])
    assert (report.read, report.taken) == (7, 4)
    assert report.skipped == (
        Skip(7, "blank row"),
        Skip(9, "no name"),
        Skip(10, "the same person as in row 5"),
    )
    assert report.notes == ("No date that could be read, so none was kept: row 11.",)


def test_linkedin_keeps_what_it_says_of_a_person():
    network, _ = read_files([FIXTURES / "linkedin/preamble.csv"])
    priya = network.entries["linkedin:priya-sharma-1a2b3c"]
    assert (priya.name, priya.kind, priya.platform) == ("Priya Sharma", "person", "LinkedIn")
    assert (priya.organisation, priya.role) == ("Harbour & Sons, Inc.", "Speech therapist")
    assert priya.since == "2024-03-12"
    zoe = network.entries["linkedin:zoë-okafor"]
    assert (zoe.email, zoe.since) == ("zoe@example.org", "2022-02-07")
    assert network.entries["linkedin:tomás-o-neill-2019-09-01"].name == "Tomás O'Neill"
    assert network.entries["linkedin:美玲"].organisation == 'The "Reading" Room'


def test_linkedin_leaves_every_pair_of_contacts_unknown():
    network, _ = read_files([FIXTURES / "linkedin/preamble.csv"])
    assert network.unknown_pairs() == 4 * 3 // 2
    assert {(t.source, t.kind, t.direction) for t in network.ties.values()} == {
        (ME, "contact", "both")
    }
    assert len(network.ties) == 4


def test_linkedins_older_files_without_links_are_read_too():
    network, [report] = read_files([FIXTURES / "linkedin/older.csv"])
    assert report.taken == 2
    assert "linkedin:ada-lindqvist-2018-05-05" in network.entries


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 Mar 2024", "2024-03-12"),
        ("7-Feb-22", "2022-02-07"),
        (" 05 September 2018 ", "2018-09-05"),
        ("31 Feb 2020", ""),
        ("yesterday", ""),
        ("", ""),
        ("03/12/24", ""),
    ],
)
def test_a_day_is_read_where_it_can_be_only_one(text, day):
    assert iso_day(text) == day


def test_a_row_with_too_many_cells_is_skipped_and_said(tmp_path):
    row = "Ana,Silva,,,Firm, Inc.,Teacher,1 Jan 2020"
    network, report = read(tmp_path, f"{LINKEDIN}\n{row}\nBen,Li,,,,,2 Jan 2020\n")
    assert network.people_count == 1
    assert [skip.row for skip in report.skipped] == [2]
    assert "under no column" in report.skipped[0].why


def test_an_export_saved_again_by_a_spreadsheet_is_still_read(tmp_path):
    text = "\n".join([LINKEDIN, "Zoë,Li,,,,,2 Jan 2020"]).replace(",", ";")
    network, report = read(tmp_path, text.encode("cp1252"))
    assert [e.name for e in network.entries.values()] == ["", "Zoë Li"]
    assert len(report.notes) == 2


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
ROW = st.one_of(
    st.tuples(*[CELL] * 7),
    st.sampled_from([("",) * 7, ("Ana", "Silva", "", "", "", "", "1 Jan 2020")]),
)


@given(st.lists(ROW, max_size=12))
def test_whatever_the_rows_hold_each_is_taken_or_skipped(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([LINKEDIN.split(","), *rows])
    importer = next(i for i in IMPORTERS if i.name == "linkedin")
    network, [report] = importer.read([File("x", text.getvalue().encode())])
    filled = [k for k, row in enumerate(rows, 1) if "".join(row).strip()]
    assert report.read == max(filled, default=0) == report.taken + len(report.skipped)
    assert report.taken == network.people_count == len(network.ties)
    assert len({skip.row for skip in report.skipped}) == len(report.skipped)
    assert network.checked() is network


# -- Mastodon -------------------------------------------------------------------------------


def test_mastodon_follows_run_one_way():
    network, [report] = read_files([FIXTURES / "mastodon/follows.csv"])
    assert set(network.entries) == {ME, "mastodon:ines@learn.example", "mastodon:kofi"}
    assert network.entries["mastodon:ines@learn.example"].handle == "@ines@learn.example"
    assert {(t.source, t.direction, t.kind, t.platform) for t in network.ties.values()} == {
        (ME, "out", "follows", "Mastodon")
    }
    assert report.skipped == (
        Skip(3, "the same account as in row 2"),
        Skip(5, "no account address"),
    )


# -- plain tables, and several files together ---------------------------------------------------


@pytest.mark.parametrize("order", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_plain_tables_named_together_are_one_complete_network(order):
    network, reports = read_files([FIXTURES / "plain" / name for name in order])
    assert [Path(report.file).name for report in reports] == list(order)
    assert network.people_count == 3
    assert network.unknown_pairs() == 0
    assert network.pair("ana", "phonics") == "not tied"
    ties = next(report for report in reports if report.file.endswith("b.csv"))
    assert ties.skipped == (Skip(6, "repeats row 5; the larger weight, 4, is kept"),)


def test_people_alone_say_nothing_of_ties(tmp_path):
    network, report = read(tmp_path, "id\nana\nben\n")
    assert network.pair("ana", "ben") == "unknown"
    assert report.notes == ("Without a table of ties, who is tied to whom is unknown.",)


def test_several_exports_are_one_map_with_one_learner():
    network, reports = read_files([*fixtures("linkedin"), *fixtures("mastodon")])
    assert network.people_count == 7 + 2
    assert len(reports) == 4
    assert network.unknown_pairs() == 9 * 8 // 2


def test_the_same_file_twice_is_read_once_whatever_its_name(tmp_path):
    copy = tmp_path / "Connections (1).csv"
    copy.write_bytes((FIXTURES / "linkedin/preamble.csv").read_bytes())
    first = FIXTURES / "linkedin/preamble.csv"
    network, reports = read_files([first, copy])
    assert network.people_count == 4
    assert (reports[1].read, reports[1].taken) == (7, 0)
    assert reports[1].skipped == tuple(
        Skip(row, f"already read from {first}") for row in range(5, 12)
    )


def test_the_report_as_json_has_the_path_as_it_was_given(tmp_path, monkeypatch):
    (tmp_path / "t.csv").write_text("source,target\na,b\n")
    monkeypatch.chdir(tmp_path)
    _, [report] = read_files(["./t.csv"])
    assert report.json() == {
        "file": "./t.csv",
        "source": "plain",
        "read": 1,
        "taken": 1,
        "skipped": (),
    }


def test_at_least_one_file_is_needed():
    with pytest.raises(PlnError, match="at least one file"):
        read_files([])


# -- plnkit's own maps ----------------------------------------------------------------------


def test_a_map_is_read_without_its_snapshots_and_a_newer_one_refused(tmp_path):
    [path] = fixtures("plnkit")
    network, [report] = read_files([path])
    assert (report.read, network.people_count, network.snapshots) == (2, 2, ())
    newer = path.read_text(encoding="utf-8").replace('"version": 1', '"version": 2')
    with pytest.raises(PlnError, match="newer plnkit"):
        read(tmp_path, newer, "my-pln.json")

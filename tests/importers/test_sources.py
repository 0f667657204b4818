"""Each source: what its export becomes, and how to get one. What holds of all is in test_importers.py."""

import re
from pathlib import Path

import pytest

from plnkit.importers import IMPORTERS, added, read_files
from plnkit.importers.facebook import mended
from plnkit.model import tables
from plnkit.model.library import exports
from plnkit.model.network import ME, Entry, Network, PlnError, Tie
from plnkit.model.pseudonyms import platforms
from plnkit.model.sheets import Skip

FIXTURES = Path(__file__).parent / "fixtures"
NO_PLATFORM = {"plnkit", "plain", "graphs"}


def read(name, *files):
    network, reports = read_files([FIXTURES / name / file for file in files])
    return network, reports[0]


def ties(network):
    return {
        (t.target if t.source == ME else t.source, "in" if t.target == ME else t.direction)
        for t in network.ties.values()
    }


# -- the contract ---------------------------------------------------------------------------


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.name)
def test_each_import_ends_with_what_it_cant_know(importer):
    paths = sorted((FIXTURES / importer.name).glob("*"))
    for report in read_files(paths)[1]:
        assert report.cannot == importer.cannot
        assert report.cannot.endswith(".")
        assert report.merged == sum(
            skip.why.startswith(("the same", "repeats")) for skip in report.skipped
        ) or (importer.name == "plain")


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda importer: importer.name)
def test_no_export_claims_to_know_who_of_the_contacts_know_each_other(importer):
    network, _ = read_files(sorted((FIXTURES / importer.name).glob("*")))
    assert network.told == frozenset() or importer.name in ("plain", "graphs")
    known = {e.platform for i, e in network.entries.items() if i != ME}
    if importer.name not in NO_PLATFORM:
        assert known <= {p.title for p in platforms().values()} | {""}


def test_each_platform_has_dated_instructions_with_a_source():
    assert set(exports()) == {i.name for i in IMPORTERS} - NO_PLATFORM
    for name, told in exports().items():
        assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", told.seen), name
        assert all(step.endswith(".") for step in told.steps.strip().split("\n")), name
        assert told.source, name


# -- both ways ------------------------------------------------------------------------------


def test_follows_run_out_followers_in_and_both_are_one_tie():
    network, _ = read("x", "following.js", "follower.js")
    assert ties(network) == {("x:101", "out"), ("x:303", "out"), ("x:202", "both"), ("x:404", "in")}


def test_whom_i_followed_and_who_now_follows_me_is_tied_both_ways():
    mine, _ = read("instagram", "following.json")
    found, _ = read("instagram", "followers_1.json", "followers_2.json")
    together, _ = read("instagram", "following.json", "followers_1.json", "followers_2.json")
    assert ties(added(mine, found)) == ties(together)
    assert added(together, found) == together, "the same again adds nothing"


def test_one_way_ties_that_somebody_drew_stay_as_they_are():
    drawn = Network.new().with_entry(Entry("a")).with_tie(Tie(ME, "a", direction="out"))
    drawn = drawn.with_tie(Tie("a", ME, direction="out"))
    assert added(drawn, Network.new()) == drawn


# -- one by one -----------------------------------------------------------------------------


def test_messages_give_number_and_direction_and_no_word_of_them():
    network, report = read("linkedin-messages", "messages.csv")
    told = {(t.target, t.weight, t.direction, t.kind) for t in network.ties.values()}
    assert told == {
        ("linkedin:priya-sharma-1a2b3c", 3, "both", "messages"),
        ("linkedin:zoë-okafor", 2, "both", "messages"),
        ("linkedin:tal-ben-ami", 2, "out", "messages"),
    }
    assert "SECRET" not in repr(network) + repr(report)
    assert network.pair("linkedin:zoë-okafor", "linkedin:tal-ben-ami") == "unknown"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Zoë Okafor,https", '"Zoë\nSECRET-TEXT",https'),
        ("Zoë Okafor,https", "SECRET-TEXT " + "which goes on " * 20 + ",https"),
        ("2024-04-01 12:00:00 UTC,,SECRET-TEXT four", "SECRET-TEXT four,,"),
    ],
)
def test_a_row_that_slipped_is_skipped_lest_a_text_stand_for_a_name(tmp_path, old, new):
    text = (FIXTURES / "linkedin-messages/messages.csv").read_text("utf-8")
    assert old in text
    (tmp_path / "m.csv").write_text(text.replace(old, new), encoding="utf-8")
    network, [report] = read_files([tmp_path / "m.csv"])
    assert "SECRET" not in repr(network) + repr(report)
    assert report.taken == 5


def test_a_correspondent_is_the_connection_with_the_same_profile():
    network, _ = read_files(
        [FIXTURES / "linkedin/preamble.csv", FIXTURES / "linkedin-messages/messages.csv"]
    )
    assert network.people_count == 4 + 1
    priya = [t for t in network.ties.values() if t.target == "linkedin:priya-sharma-1a2b3c"]
    assert {tie.kind for tie in priya} == {"contact", "messages"}


def test_between_two_who_only_wrote_to_each_other_nobody_is_taken_for_the_learner(tmp_path):
    lines = (FIXTURES / "linkedin-messages/messages.csv").read_text("utf-8").split("\n")
    (tmp_path / "m.csv").write_text("\n".join(lines[:4]), encoding="utf-8")
    network, [report] = read_files([tmp_path / "m.csv"])
    assert network.people_count == report.taken == 0
    assert "which of these people is you" in report.skipped[0].why


def test_connections_in_another_language_are_read_by_their_order():
    network, report = read("linkedin", "foreign.csv")
    jana = network.entries["linkedin:jana-weiss"]
    assert (jana.name, jana.organisation, jana.role) == ("Jana Weiß", "Stadtschule", "Lehrerin")
    assert "No date that could be read" in report.notes[0]


def test_facebooks_accents_are_mended_and_others_left():
    network, _ = read("facebook", "your_friends.json")
    names = {e.name for e in network.entries.values()}
    assert names == {"", "Zoë Lindqvist", "Grace Adeyemi", "王小明"}
    assert [mended(text) for text in ("Zoë", "王小明", "Ana", None)] == ["Zoë", "王小明", "Ana", ""]


def test_instagram_is_read_in_both_shapes_and_all_parts():
    network, _ = read("instagram", "following.json", "following_older.json", "followers_2.json")
    handles = {e.handle for e in network.entries.values()} - {""}
    assert handles == {"@ana.reads", "@school_garden", "@old.friend", "@maker.lab", "@Ben_Teaches"}


def test_bluesky_takes_follows_and_nothing_else_of_the_records():
    network, report = read("bluesky", "follows.json")
    assert {e.since for e in network.entries.values()} == {
        "",
        "2024-11-20",
        "2025-01-02",
        "2025-02-03",
    }
    assert report.skipped == (Skip(3, "the same account as in row 1"), Skip(4, "no follow"))


def test_youtube_is_read_by_position_in_any_language():
    network, _ = read("youtube", "Abos.csv", "subscriptions.csv")
    names = {e.name for e in network.entries.values()} - {""}
    assert names == {"Schule für alle", "Garden Physics", "Maths, slowly"}
    assert {e.kind for e in network.entries.values()} == {"person", "source"}


def test_feeds_keep_their_folder_and_no_link_that_could_run():
    network, _ = read("opml", "feeds.opml")
    told = {(e.name, e.group, e.url) for i, e in network.entries.items() if i != ME}
    assert told == {
        ("Phonics & play", "Early reading", "https://phonics.example/"),
        ("Lesson notes", "Teaching", ""),
        ("untitled.example/atom", "", ""),
    }


def test_both_layouts_and_vcards_are_one_address_book():
    network, _ = read_files(
        [
            *sorted((FIXTURES / "google-contacts").glob("*")),
            FIXTURES / "vcard/contacts3.vcf",
        ]
    )
    imani = network.entries["contact:imani-okoro-imani-school-example"]
    assert (imani.email, imani.organisation) == ("imani@school.example", "Riverside School")
    assert (imani.role, imani.group, imani.platform) == ("Head of reading", "Colleagues", "")
    assert sum("Imani" in e.name for e in network.entries.values()) == 1


def test_vcards_of_all_versions_are_unfolded_and_decoded():
    network, _ = read("vcard", "contacts3.vcf", "phone21.vcf")
    names = {e.name for e in network.entries.values()} - {""}
    assert names == {"Imani Okoro", "María José de la Cruz", "Jürgen Müller", "Thoko Banda"}
    assert network.entries["contact:thoko-banda"].organisation == "Clinic; North"


def test_an_interview_keeps_its_edges_and_leaves_the_other_pairs_unknown():
    paths = sorted((FIXTURES / "network-canvas").glob("*"))
    network, _ = read_files(paths)
    ana, ben, caro = (i for i in network.entries if i != ME)
    assert network.pair(ana, ben) == "tied"
    assert network.pair(ana, caro) == "unknown"
    assert network.entries[ana].more == {"age": "31", "gives_advice": "true", "note": "=1+1"}
    assert {t.kind for t in network.ties.values()} == {"", "Talks"}


def test_two_interviews_are_not_mixed(tmp_path):
    path = FIXTURES / "network-canvas/p01_attributeList_Person.csv"
    other = path.read_bytes().replace(b"0000e0e0", b"0000f0f0")
    (tmp_path / "b.csv").write_bytes(other)
    with pytest.raises(PlnError, match="hold 2 interviews"):
        read_files([path, tmp_path / "b.csv"])


@pytest.mark.parametrize("write", [tables.graphml, tables.gexf])
def test_what_is_written_for_other_programs_is_read_again(tmp_path, write):
    mine, _ = read_files([FIXTURES / "plain/a.csv", FIXTURES / "plain/b.csv"])
    mine = mine.with_tie(Tie("ana", "phonics", 0.5, "reads", "Reddit", "out"))
    (tmp_path / "map.xml").write_text(write(mine), encoding="utf-8")
    again, _ = read_files([tmp_path / "map.xml"])
    pairs = {(t.pair, t.weight, t.kind, t.direction) for t in mine.ties.values()}
    assert {(t.pair, t.weight, t.kind, t.direction) for t in again.ties.values()} == pairs
    for id, entry in mine.entries.items():
        if id != ME:
            assert again.entries[id] == entry
    assert again.told == mine.told


def test_an_unknown_word_of_another_program_is_kept_beside():
    network, _ = read("graphs", "small.graphml")
    assert network.entries["ana"].ring == "close"
    assert network.entries["ben"].more == {"ring": "near"}

"""What the command prints and writes; what it refuses is in test_bad_input.py."""

import inspect
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from plnkit.cli import ABOUT, main
from plnkit.cli.commands import COMMANDS, parser
from plnkit.data import data_file
from plnkit.model.measures import NAMES, measures
from plnkit.model.network import ME
from plnkit.model.real import real_networks
from plnkit.model.store import Store
from plnkit.model.tables import read_network

FIXTURES = Path(__file__).parent / "importers" / "fixtures"
LINKEDIN = str(FIXTURES / "linkedin" / "preamble.csv")
MASTODON = str(FIXTURES / "mastodon" / "follows.csv")
PEOPLE, TIES = (str(FIXTURES / "plain" / name) for name in ("a.csv", "b.csv"))
KARATE = str(data_file("samples/karate/ties.csv"))


@pytest.fixture
def run(capsys):
    """What a command prints to stdout; it has to end with 0."""

    def command(*argv):
        code = main(argv)
        said = capsys.readouterr()
        assert code == 0, said.err
        return said.out

    return command


def loud(token):
    raise AssertionError(f"{token} is no JSON")


# -- audit ----------------------------------------------------------------------------------


def test_an_audit_as_json_has_the_promised_shape(run):
    audit = json.loads(run("audit", LINKEDIN, MASTODON, "--json"), parse_constant=loud)
    assert list(audit) == ["people", "ties", "unknown_pairs", "imports", "measures"]
    assert (audit["people"], audit["ties"], audit["unknown_pairs"]) == (6, 6, 15)
    assert audit["imports"][0] == {
        "file": LINKEDIN,
        "source": "linkedin",
        "read": 7,
        "taken": 4,
        "skipped": [
            {"row": 7, "why": "blank row"},
            {"row": 9, "why": "no name"},
            {"row": 10, "why": "the same person as in row 5"},
        ],
    }
    assert list(audit["measures"]) == list(NAMES)
    density = audit["measures"]["density"]
    assert {"value", "so_far", "variant", "n", "unknown", "why"} <= set(density)
    assert (density["value"], density["so_far"], density["unknown"]) == (None, 0, 15)
    assert audit["measures"]["size"]["value"] == 6


def test_an_audit_in_sentences_says_what_was_read_and_what_is_unknown(run):
    said = run("audit", LINKEDIN)
    assert "7 rows read, 4 taken, 3 skipped." in said
    assert "row 9: no name" in said
    assert "No date that could be read, so none was kept: row 11." in said
    assert "Nobody has said yet of 6 pairs" in said
    assert "score" not in said.lower()


def test_an_audit_as_a_page_stands_alone(run, tmp_path):
    page = tmp_path / "audit.html"
    said = run("audit", TIES, PEOPLE, "--html", str(page), "--me", "Noor Haddad")
    html = page.read_text(encoding="utf-8")
    assert "names 2 people" in said
    assert "Noor Haddad" in html
    assert "Ana Silva" in html
    assert "<script" not in html
    assert not re.search(r"(src|href)=.?(https?:)?//", html)
    assert [path.name for path in tmp_path.iterdir()] == ["audit.html"]


def test_a_page_can_be_made_again(run, tmp_path):
    page = str(tmp_path / "audit.html")
    assert run("audit", LINKEDIN, "--html", page) == run("audit", LINKEDIN, "--html", page)


@pytest.mark.parametrize("name", ["ana", "Ana Silva"])
def test_somebody_in_the_tables_can_be_the_learner(run, tmp_path, name):
    (tmp_path / "t.csv").write_text("source,target\nana,ben\nana,eve\nben,eve\n")
    (tmp_path / "p.csv").write_text("id,name\nana,Ana Silva\nben,Ben\neve,Eve\n")
    files = [str(tmp_path / name) for name in ("t.csv", "p.csv")]
    audit = json.loads(run("audit", *files, "--me", name, "--json"))
    assert (audit["people"], audit["measures"]["density"]["value"]) == (2, 1)
    assert "Ana Silva: personal" in page(run, tmp_path, *files, "--me", name)


def test_one_of_a_table_without_names_keeps_the_id_as_the_name(run, tmp_path):
    (tmp_path / "t.csv").write_text("source,target\nana,ben\n")
    assert "ana: personal learning network" in page(
        run, tmp_path, str(tmp_path / "t.csv"), "--me", "ana"
    )


def test_a_contact_of_the_same_name_is_not_taken_for_the_learner(run):
    audit = json.loads(run("audit", LINKEDIN, "--me", "Priya Sharma", "--json"))
    assert audit["people"] == 4


def page(run, folder, *argv):
    run("audit", *argv, "--html", str(folder / "page.html"))
    return (folder / "page.html").read_text(encoding="utf-8")


# -- measures -------------------------------------------------------------------------------


def test_measures_of_the_learner_have_every_key(run):
    [(who, told)] = json.loads(run("measures", TIES, "--people", PEOPLE, "--json")).items()
    assert (who, list(told)) == (ME, list(NAMES))
    for measure in told.values():
        assert {"value", "so_far", "variant", "n", "unknown", "why"} <= set(measure)
    assert told["communities"]["members"]
    assert told["ei_ego"]["why"]


def test_the_printed_numbers_are_those_of_the_model(run):
    printed = json.loads(run("measures", KARATE, "--who", "m01", "--scope", "whole", "--json"))
    network = read_network(KARATE)
    for name, measure in measures(network, "m01", "whole").items():
        assert printed["m01"][name] == json.loads(json.dumps(measure.json()))


def test_a_known_answer_comes_out_at_the_end(run, tmp_path):
    (tmp_path / "t.csv").write_text("source,target\nme,a\nme,b\na,b\n")
    told = json.loads(run("measures", str(tmp_path / "t.csv"), "--json"))[ME]
    assert (told["constraint"]["value"], told["effective_size"]["value"]) == (1.125, 1)


def test_who_all_is_everybody(run):
    assert len(json.loads(run("measures", KARATE, "--who", "all", "--json"))) == 34


def test_groups_are_told_by_a_column_whatever_its_case(run):
    told = ["measures", TIES, "--people", PEOPLE, "--json", "--by", "SHIFT"]
    blau = json.loads(run(*told))[ME]["blau"]
    assert (blau["value"], blau["n"]) == (0.5, 2)
    iqv = json.loads(run(*told, "--categories", "4"))[ME]["iqv"]
    assert iqv["value"] == pytest.approx(0.5 / 0.75)


def test_groups_are_told_by_group_unless_asked_otherwise(run):
    told = json.loads(run("measures", TIES, "--people", PEOPLE, "--json"))[ME]
    assert told["blau"]["value"] == pytest.approx(1 - 4 / 9 - 1 / 9)


def test_measures_in_words_stand_in_columns(run):
    lines = run("measures", TIES, "--people", PEOPLE).splitlines()
    assert lines[0] == "you"
    assert lines[1].split()[:5] == ["measure", "value", "so", "far", "over"]
    rows = [line for line in lines[2:] if line]
    assert len(rows) == len(NAMES)
    assert any(row.startswith("effective size") for row in rows)
    at = lines[1].index("how it was taken")
    assert all(row[at - 1] == " " != row[at] for row in rows)


def test_a_skipped_row_is_said_beside_the_answer(capsys):
    assert main(["measures", TIES, "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)
    assert "row 6: repeats row 5; the larger weight, 4, is kept" in said.err


# -- import ---------------------------------------------------------------------------------


def test_an_import_goes_to_the_learners_folder(run, pln_home):
    said = run("import", LINKEDIN, MASTODON)
    assert "6 entries new" in said
    assert str(pln_home / "my-pln.json") in said
    assert Store.open().network.people_count == 6
    assert Store.open().undoable == ["imported preamble.csv, follows.csv"]


def test_an_import_can_go_elsewhere(run, tmp_path, pln_home):
    path = tmp_path / "class.json"
    run("import", PEOPLE, TIES, "--to", str(path))
    assert Store.open(path).network.pair("ana", "phonics") == "not tied"
    assert not pln_home.exists()


def test_importing_again_adds_nothing_and_keeps_what_the_map_says(run):
    run("import", LINKEDIN)
    with Store.open() as store:
        net = store.network.without_tie("linkedin:priya-sharma-1a2b3c", "linkedin:美玲")
        store.edit("answered", net)
    assert "0 entries new" in run("import", LINKEDIN)
    assert Store.open().network == net


def test_an_import_can_be_undone(run):
    run("import", LINKEDIN)
    store = Store.open()
    store.undo()
    assert store.network.people_count == 0


# -- coverage -------------------------------------------------------------------------------


def test_coverage_lists_what_is_taught_and_what_is_not(run, tmp_path, monkeypatch):
    (tmp_path / "lessons").mkdir()
    cells = [{"id": "a", "metadata": {"plnkit": {"teaches": ["K1"], "assesses": ["A10"]}}}]
    (tmp_path / "lessons/01_first.ipynb").write_text(json.dumps({"cells": cells}))
    monkeypatch.chdir(tmp_path)
    lines = run("coverage").splitlines()
    text = "\n".join(lines)
    assert re.search(r"^K1 +Personal learning network \(PLN\) +01 +– +bank$", text, re.M)
    assert re.search(r"^A10 .+ 01(, bank)?$", text, re.M)
    assert re.match(r"Of 77 items 1 is taught, 0 are practised, \d+ are assessed\.", lines[-1])
    assert run("coverage", "lessons/01_first.ipynb").splitlines() == lines


# -- all of them ----------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["audit", "measures", "import", "coverage"])
def test_help_teaches_by_examples_and_says_what_is_written(capsys, command):
    with pytest.raises(SystemExit) as exit:
        main([command, "--help"])
    said = capsys.readouterr().out
    assert exit.value.code == 0
    assert f"\n  plnkit {command} " in said
    assert re.search(r"[Ww]ritten", said)


def test_each_example_in_the_help_is_understood(capsys):
    about = [ABOUT, *(inspect.getdoc(run) for _, _, run in COMMANDS.values())]
    examples = re.findall(r"^  plnkit (.+?)(?:   .*)?$", "\n".join(about), re.M)
    assert len(examples) > 10
    for example in examples:
        assert parser(ABOUT).parse_args(example.split()).run


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from plnkit.cli import main\n"
        "try: main(['audit', '--help'])\n"
        "except SystemExit: pass\n"
        "assert not {'numpy', 'pandas', 'networkx', 'scipy', 'plnkit.importers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_a_name_with_control_characters_cant_rewrite_the_terminal(run, tmp_path):
    (tmp_path / "t.csv").write_text("source,target\n\x1b[2J\u202ex,b\n", encoding="utf-8")
    said = run("measures", str(tmp_path / "t.csv"), "--who", "all")
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_a_name_that_the_terminal_cant_show_is_no_fault(tmp_path):
    (tmp_path / "t.csv").write_text("source,target\n美玲,b\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-m", "plnkit.cli", "measures", "t.csv", "--who", "all"],
        cwd=tmp_path,
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert rb"\u7f8e\u73b2" in ran.stdout


def test_networks_are_listed_with_licence_and_the_way_to_get_each(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PLN_HOME", str(tmp_path))
    said = run("networks")
    assert "karate: A karate club" in said
    assert "A student who will teach" not in said
    networks = real_networks()
    assert said.count("Licence of the data: none stated") == len(networks)
    for told in networks.values():
        assert all(step in said for step in told.steps.strip().splitlines())
    monkeypatch.setitem(networks, "emon", replace(networks["emon"], people=3, ties=2))
    text = "graph [ directed 1 node [ id 1 ] node [ id 2 ] node [ id 3 ] {} edge [ source 2 target 1 ] ]"
    (tmp_path / "emon.gml").write_text(text.format("edge [ source 1 target 2 ]"))
    (tmp_path / "polblogs.gml").write_text("<html>")
    said = " ".join(run("networks").split())
    assert "emon.gml: 3 organisations, 2 ties" in said
    assert "1.000 of them answered." in said
    assert "polblogs.gml is no GML" in said

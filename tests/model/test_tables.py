"""Tables into networks and back: nothing is lost, and a spreadsheet's quirks do no harm."""

import csv
import gc
import subprocess
import sys
from xml.etree import ElementTree

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plnkit.model import asked, merging
from plnkit.model.network import (
    EXCHANGES,
    INNER,
    KINDS,
    ME,
    OFTEN,
    RINGS,
    VIEWS,
    Entry,
    Goal,
    Network,
    PlnError,
    Tie,
)
from plnkit.model.sheets import File, Skip
from plnkit.model.tables import (
    NOT_XML,
    column_of,
    gexf,
    graphml,
    network_from_tables,
    people_columns,
    people_table,
    read_network,
    ties_sheet,
    ties_table,
    write_people,
    write_ties,
)


@pytest.fixture
def read(tmp_path):
    """The network in the text of a ties file and a people file."""

    def reader(ties=None, people=None):
        paths = {}
        for name, text in {"ties": ties, "people": people}.items():
            if text is not None:
                paths[name] = tmp_path / f"{name}.csv"
                paths[name].write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_network(**paths)

    return reader


def ties(net):
    return {(t.source, t.target, t.weight, t.kind, t.direction) for t in net.ties.values()}


def test_two_columns_are_enough(read):
    net = read("source,target\nme,ana\nana,ben\n")
    assert ties(net) == {("me", "ana", 1, "", "both"), ("ana", "ben", 1, "", "both")}
    assert net.pair("me", "ben") == net.pair("ben", "me") == "not tied"
    assert net.unknown_pairs() == 0


def test_all_columns_of_a_tie(read):
    net = read("source,target,weight,direction,kind,platform\na,b,2.5,out,asks,Slack\n")
    assert list(net.ties.values()) == [Tie("a", "b", 2.5, "asks", "Slack", "out")]


def test_all_columns_of_an_entry(read):
    net = read(
        people="id,name,kind,platform,group,goal,ring,often,view,gives,gets,handle,url,email,"
        "organisation,role,since,Shift\n"
        "ana,Ana Silva,Person,e-mail,school,G1; G2,close,weekly,Different,answers|ideas,advice,"
        "@ana,https://ana.example,ana@example.org,Clinic,nurse,2024-03,night\n"
    )
    assert net.entries["ana"] == Entry(
        "ana", "person", "Ana Silva", "e-mail", "school", ("G1", "G2"), "close", "weekly",
        "different", ("answers", "ideas"), ("advice",), "@ana", "https://ana.example",
        "ana@example.org", "Clinic", "nurse", "2024-03", {"Shift": "night"},
    )  # fmt: skip
    assert net.goals == {"G1": Goal("G1"), "G2": Goal("G2")}


def test_the_learner_needs_no_row_of_her_own(read):
    assert ME in read("source,target\nme,ana\n", people="id\nana\n").entries


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfsource,target,kind\r\nana,zo\xc3\xab,asks\r\n",
        b"source;target;kind\nana;zo\xc3\xab;asks\n",
        b"source\ttarget\tkind\nana\tzo\xc3\xab\tasks\n",
        b"source,target,kind\nana,zo\xeb,asks\n",
        b"source,target,kind,,,\nana,zo\xc3\xab,asks,,,\n",
        b"source,target,kind\nana,zo\xc3\xab,asks\n,,\n \n\n",
        b"\n\nsource,target,kind\nana,zo\xc3\xab,asks",
        b" Source , TARGET,Kind \n ana , zo\xc3\xab,asks \n",
        b"sep=;\nsource;target;kind\nana;zo\xc3\xab;asks\n",
        b'"source","target","kind"\r"ana","zo\xc3\xab","asks"\r',
        b"source,target,weight,kind\nana,zo\xc3\xab,,asks\n",
        b"kind,target,source,note\nasks,zo\xc3\xab,ana,whatever\n",
    ],
    ids="BOM semicolons tabs cp1252 blank-columns blank-rows blank-above header-case Excel-sep "
    "old-Mac blank-weight other-order".split(),
)
def test_a_spreadsheets_quirks_do_no_harm(read, text):
    assert ties(read(text)) == {("ana", "zoë", 1, "asks", "both")}


def test_a_decimal_comma_is_read_where_commas_dont_separate(read):
    assert ties(read("source;target;weight\na;b;1,5\n")) == {("a", "b", 1.5, "", "both")}
    with pytest.raises(PlnError, match="row 2: the weight '1,5'"):
        read('source,target,weight\na,b,"1,5"\n')


def test_semicolons_dont_split_lists_where_they_separate_columns(read):
    net = read(people="id;goals\nana;G1|G2\nben;G1,G2\n")
    assert net.entries["ana"].goals == ("G1", "G2")
    assert net.entries["ben"].goals == ("G1,G2",)


def sheet_of(text):
    from plnkit.model.tables import network_of

    sheet = ties_sheet(File("t.csv", text.encode()))
    return network_of([], [sheet]), sheet.report("plain")


def test_a_repeated_tie_is_skipped_and_said_and_the_larger_weight_kept():
    net, report = sheet_of("source,target,weight\na,b,2\n\nb,a,5\na,b,2\n")
    assert [tie.weight for tie in net.ties.values()] == [5]
    assert report.skipped == (
        Skip(3, "blank row"),
        Skip(4, "repeats row 2; the larger weight, 5, is kept"),
        Skip(5, "repeats row 2; the larger weight, 5, is kept"),
    )
    assert (report.read, report.taken) == (4, 1)


def test_another_kind_or_direction_is_another_tie():
    net, report = sheet_of("source,target,kind,direction\na,b,x,\na,b,y,\na,b,x,out\nb,a,x,out\n")
    assert len(net.ties) == report.taken == 4


def test_a_column_that_isnt_read_is_said():
    _, report = sheet_of("source,target,note\na,b,x\n")
    assert report.notes == ("Not read: note.",)


def test_a_column_is_found_whatever_its_case(read):
    net = read(people="id,Shift,group\nana,night,x\n")
    assert [column_of(net, name) for name in ("shift", "GROUP")] == ["Shift", "group"]
    with pytest.raises(PlnError, match=r"'shfit'.*Did you mean 'Shift'"):
        column_of(net, "shfit")


# -- there and back -------------------------------------------------------------------------

WORD = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=6)
TEXT = st.one_of(WORD, WORD.map(lambda w: "=" + w), WORD.map(lambda w: "'@" + w)).map(str.strip)
ITEM = WORD.map(lambda w: w.strip().replace(";", "").replace("|", "").strip()).filter(bool)
MORE = st.dictionaries(st.sampled_from(["Shift", "=sum", "a;b", "x\ty z"]), TEXT.filter(bool))


def tidy(entry):
    return {**entry, "more": {" ".join(k.split()): v for k, v in entry["more"].items()}}


ENTRY = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        **dict.fromkeys(("name", "platform", "group", "handle", "organisation", "since"), TEXT),
        "goals": st.lists(ITEM, max_size=2).map(tuple),
        "ring": st.sampled_from(["", *RINGS]),
        "often": st.sampled_from(["", *OFTEN]),
        "view": st.sampled_from(["", *VIEWS]),
        "gives": st.lists(st.sampled_from(EXCHANGES), max_size=2).map(tuple),
        "more": MORE,
    }
).map(tidy)


@st.composite
def networks(draw):
    """Complete networks with at least one tie, of names no spreadsheet would like."""
    ids = draw(st.lists(TEXT.filter(bool), min_size=2, max_size=5, unique=True))
    entries = [Entry(id, **draw(ENTRY)) for id in ids]
    ends = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True)
    weight = st.floats(0, 1e9, exclude_min=True)
    way = st.sampled_from(["both", "out"])
    tie = st.builds(lambda e, w, k, d: Tie(*e, w, k, "", d), ends, weight, TEXT, way)
    goals = dict.fromkeys(goal for entry in entries for goal in entry.goals)
    told = draw(st.lists(tie, min_size=1, max_size=6))
    return Network.complete(entries, told, [Goal(goal) for goal in goals])


@given(networks())
def test_written_and_read_again_it_is_the_same_network(tmp_path_factory, net):
    folder = tmp_path_factory.mktemp("tables")
    write_people(net, folder / "people.csv")
    write_ties(net, folder / "ties.csv")
    assert read_network(folder / "ties.csv", folder / "people.csv") == net


@given(networks())
def test_by_way_of_pandas_it_is_the_same_network(net):
    assert network_from_tables(people_table(net), ties_table(net)) == net


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text(tmp_path):
    net = Network.complete([Entry("@a", name="=1+1"), Entry("b", name="'quoted'")], [])
    write_people(net, tmp_path / "people.csv")
    with open(tmp_path / "people.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1:] == [["'@a", "'=1+1", "person"], ["b", "'quoted'", "person"]]
    assert read_network(people=tmp_path / "people.csv").entries == net.entries


def test_pandas_tables_with_numbers_and_gaps_are_read():
    people = pd.DataFrame({"id": [1, 2, 3], "group": ["x", None, float("nan")]})
    told = pd.DataFrame({"source": [1, 2.0], "target": [2, 3], "weight": [2, None]})
    net = network_from_tables(people, told)
    assert list(net.entries) == ["1", "2", "3"]
    assert ties(net) == {("1", "2", 2, "", "both"), ("2", "3", 1, "", "both")}


def test_a_fault_in_a_pandas_table_names_its_row():
    with pytest.raises(PlnError, match="the ties table, row 2: 'a' is tied to itself"):
        network_from_tables(ties=pd.DataFrame({"source": ["a", "a"], "target": ["b", "a"]}))


def test_a_file_that_cant_be_written_is_said(tmp_path):
    net = Network.complete([Entry("a")], [])
    (tmp_path / "people.csv").mkdir()
    with pytest.raises(PlnError, match="could not be written"):
        write_people(net, tmp_path / "people.csv")


def test_what_plnkit_keeps_for_itself_is_in_no_table():
    assert {*INNER} == {asked.KEY, merging.MADE_OF, merging.DIFFERENT}
    inner = dict.fromkeys(INNER, "[]")
    net = Network.complete([Entry("a", more={"pronouns": "she", **inner})], [])
    assert people_columns(net) == ["id", "name", "kind", "pronouns"]
    assert not any(f'"{key}"' in text for key in INNER for text in (graphml(net), gexf(net)))


# -- for other programs ----------------------------------------------------------------------

LISTED = Entry("b", more={"viz": "x", "start": "1999"}, goals=("G1", "G2"))
HOSTILE = Entry("a", name='<b>"&\x07\uffff', group="]]>")
GRAPHS = {
    "one tie": [Tie("a", "b", 2)],
    "two kinds": [Tie("a", "b", 2, "x"), Tie("a", "b", 3, "y")],
    "one way": [Tie("a", "b", 2, direction="out")],
    "both ways and one way": [Tie("a", "b", 2), Tie("b", "a", 1, "x", direction="out")],
}


@pytest.mark.parametrize("told", GRAPHS.values(), ids=GRAPHS)
@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_networkx_reads_what_was_written(tmp_path, format, told):
    net = Network.complete([HOSTILE, LISTED, Entry("c")], told)
    path = tmp_path / "net.xml"
    path.write_text({"graphml": graphml, "gexf": gexf}[format](net), encoding="utf-8")
    graph = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[format](path)
    assert set(graph) == {"a", "b", "c"}
    assert graph.nodes["a"]["name"] == '<b>"&'
    assert graph.nodes["b"]["goals"] == "G1 ; G2"
    assert graph.nodes["b"]["more_start"] == "1999"
    assert graph.is_directed() == any(tie.direction == "out" for tie in told)
    weights = sorted(data["weight"] for *_, data in graph.edges(data=True))
    arcs = [t for t in told for _ in range(1 + (graph.is_directed() and t.direction == "both"))]
    assert weights == sorted(tie.weight for tie in arcs)


@given(networks())
def test_any_network_can_be_written_as_xml(net):
    bare = {NOT_XML.sub("", id) for id in net.entries}
    if len(bare) < len(net.entries):
        with pytest.raises(PlnError, match="Two ids differ"):
            graphml(net)
    else:
        for text in (graphml(net), gexf(net)):
            assert len(ElementTree.fromstring(text)) > 0


# -- what reading must not do -----------------------------------------------------------------


def test_reading_changes_no_setting_of_python(read):
    limit, before = csv.field_size_limit(), gc.isenabled()
    read("source,target\na,b\n")
    with pytest.raises(PlnError):
        read("source,target\na,a\n")
    assert (csv.field_size_limit(), gc.isenabled()) == (limit, before)


def test_reading_and_writing_load_no_pandas(tmp_path):
    (tmp_path / "ties.csv").write_text("source,target\na,b\n")
    code = (
        "import sys; from plnkit.model.tables import read_network, write_ties\n"
        f"write_ties(read_network(ties={str(tmp_path / 'ties.csv')!r}), {str(tmp_path / 'u.csv')!r})\n"
        "assert not {'pandas', 'numpy', 'networkx'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

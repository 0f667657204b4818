"""A hand-in gives away nobody, keeps every number, and is read as data nobody trusts."""

import json
import random
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from types import SimpleNamespace

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.model import handin, pseudonyms, received
from plnkit.model.handin import Answers, draft, hand_in, zip_for_upload
from plnkit.model.measures import NAMES, measures
from plnkit.model.network import (
    EXCHANGES,
    KINDS,
    OFTEN,
    RINGS,
    VIEWS,
    Entry,
    Goal,
    Network,
    PlnError,
    Tie,
)
from plnkit.model.pseudonyms import Pseudonyms, preview, pseudonym
from plnkit.model.received import parsed, read_handin

SCHEMA = json.loads(
    (files("plnkit") / "schemas" / "handin.schema.json").read_text(encoding="utf-8")
)
VALID = jsonschema.Draft202012Validator(SCHEMA)
EXAMPLE = json.loads(
    (files("plnkit") / "schemas" / "handin.example.json").read_text(encoding="utf-8")
)
KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


def planted_map(seed):
    """A random map with an identifier of its own in every field; the map and the identifiers."""
    rng = random.Random(seed)
    planted = []

    def mark(where):
        planted.append(f"{where}{rng.randrange(10**9):09d}")
        return planted[-1]

    def some(words):
        return tuple(rng.sample(words, rng.randrange(len(words))))

    groups = [mark("group") for _ in range(3)] + ["", " "]
    platforms = [mark("platform") for _ in range(2)] + ["X", "twitter", "Reddit", ""]
    goals = [mark("goal") for _ in range(3)] + ["G1", "G5"]
    kinds = [mark("kind") for _ in range(3)] + [""]
    ids = ["me"] + [mark("id") for _ in range(rng.randrange(1, 14))]
    net = Network()
    for id in ids:
        net = net.with_entry(
            Entry(
                id,
                kind=rng.choice(KINDS) if id != "me" else "person",
                name=mark("name"),
                platform=rng.choice(platforms),
                group=rng.choice(groups),
                goals=some(goals),
                ring=rng.choice(["", *RINGS]) if id != "me" else "",
                often=rng.choice(["", *OFTEN]),
                view=rng.choice(["", *VIEWS]),
                gives=some(EXCHANGES),
                gets=some(EXCHANGES),
                handle=mark("handle"),
                url=mark("url"),
                email=mark("email"),
                organisation=mark("organisation"),
                role=mark("role"),
                since=rng.choice(["", "2026-03-17", "2025-11", "2019", mark("since")]),
                more={mark("column"): mark("more")},
            )
        )
    for _ in range(rng.randrange(4 * len(ids))):
        a, b = rng.sample(ids, 2)
        net = net.with_tie(
            Tie(
                a,
                b,
                rng.choice([1, 2, 0.5, 7]),
                rng.choice(kinds),
                rng.choice(platforms),
                rng.choice(["both", "out"]),
            )
        )
    for goal in goals[:2]:
        net = net.with_goal(
            Goal(goal, mark("text"), rng.choice(["", "academic", mark("sort")]), mark("by"))
        )
    if rng.random() < 0.4:
        net = net.all_told()
    elif rng.random() < 0.5:
        net = net.all_told(rng.choice(ids))
    return net.with_snapshot("2026-10-01", mark("label")), planted


def pseudonymised(net, key, date):
    return Pseudonyms(key, net).body(net, date)


def in_order_of_the_hand_in(net):
    entries = sorted(net.entries.values(), key=lambda e: pseudonym(e.id, KEY))
    return replace(net, entries={e.id: e for e in entries})


def gives_nobody_away(seed):
    net, planted = planted_map(seed)
    body = pseudonymised(net, KEY, "2026-11-22")
    text = json.dumps(body)
    assert [p for p in planted if p in text] == []
    assert not re.search(r"\d{4}-\d{2}-\d{2}", text)
    data = {**EXAMPLE, "network": body}
    VALID.validate(data)
    read = parsed(data).network
    was = measures(net, by="group", only=[n for n in NAMES if n != "communities"])
    now = measures(read, by="group", only=list(was))
    for name, measure in was.items():
        for part in ("value", "so_far", "n", "unknown"):
            assert getattr(now[name], part) == pytest.approx(getattr(measure, part), abs=1e-9), (
                seed,
                name,
            )
        assert (now[name].why is None) == (measure.why is None)
    # Louvain's method visits entries in the order of the map, and a hand-in has an order of its own.
    ordered = measures(in_order_of_the_hand_in(net), only=["communities"])["communities"]
    found = measures(read, only=["communities"])["communities"]
    assert (found.value, found.so_far, found.unknown) == (
        ordered.value,
        ordered.so_far,
        ordered.unknown,
    )
    members = [
        sorted(pseudonym(i, KEY) for i in part) for part in ordered.detail.get("members", [])
    ]
    assert sorted(found.detail.get("members", [])) == sorted(members)


@pytest.mark.parametrize("seed", range(60))
def test_nothing_planted_leaves_and_every_measure_stays(seed):
    gives_nobody_away(seed)


@pytest.mark.long
def test_nothing_planted_leaves_a_thousand_maps():
    for seed in range(1_000):
        gives_nobody_away(seed)


def test_a_person_has_one_pseudonym_and_only_the_secret_tells_whose():
    first, second = Network.new().with_entry(Entry("ana")), Network.new().with_entry(Entry("ben"))
    second = second.with_entry(Entry("ana"))
    ids = [{e["id"] for e in pseudonymised(n, KEY, "2026-11")["entries"]} for n in (first, second)]
    assert pseudonym("ana", KEY) in ids[0] & ids[1]
    assert ids[0] & {e["id"] for e in pseudonymised(first, OTHER, "2026-11")["entries"]} == {"me"}


def test_a_goal_keeps_its_number_when_another_is_added():
    net = Network.new().with_goal(Goal("speaking", "speak better"))
    before = pseudonyms.Pseudonyms(KEY, net).goals
    after = pseudonyms.Pseudonyms(KEY, net.with_goal(Goal("a", "")).with_goal(Goal("b", ""))).goals
    assert after["speaking"] == before["speaking"]


def test_the_order_of_a_hand_in_tells_nothing_of_the_maps():
    people = [Entry(i, group=i, goals=(i,)) for i in ("ana", "ben", "cleo", "dora")]
    there, back = (
        pseudonymised(Network.complete([Entry("me"), *order], []), KEY, "2026-11")
        for order in (people, people[::-1])
    )
    assert there == back


def test_platforms_go_by_any_of_their_names_and_say_where_they_come_from():
    found = [
        pseudonyms.platform_id(name)
        for name in ("X", "twitter", " Face  to FACE ", "Elsewhere", "")
    ]
    assert found == ["x", "x", "face-to-face", "other", ""]
    for platform in pseudonyms.platforms().values():
        assert platform.source
        assert re.fullmatch(received.MONTH, platform.date)


def test_the_secret_is_made_once_and_a_damaged_one_is_never_replaced(pln_home):
    first = pseudonyms.secret()
    assert len(first) == 32
    assert pseudonyms.secret() == first
    (pln_home / "pln-secret").write_text("short")
    with pytest.raises(PlnError, match="backup"):
        pseudonyms.secret()
    assert (pln_home / "pln-secret").read_text() == "short"


def test_a_map_that_is_too_large_says_what_to_do():
    many = [Entry("me"), *(Entry(f"p{i}") for i in range(5_000))]
    with pytest.raises(PlnError, match=r"5,001 entries.*smaller map"):
        pseudonymised(Network.complete(many, []), KEY, "2026-11")


def test_the_preview_says_what_is_kept_and_what_is_taken_away():
    net, _ = planted_map(1)
    kept, taken = (dict(rows) for rows in preview(net, pseudonymised(net, KEY, "2026-11")))
    assert "pseudonym" in kept["People and places"]
    assert {"Names", "E-mail addresses", "Links", "Your words for goals"} <= set(taken)
    assert "Names" not in kept


# -- answers while working -------------------------------------------------------------------


def test_answers_are_there_again_and_two_notebooks_lose_none(tmp_path):
    folder = tmp_path / "a3_audit"
    folder.mkdir()
    one, two = Answers(folder), Answers(folder)
    one.save("main_platform", "reddit")
    two.save("hours", 3.5)
    two.save("plan", [{"who": pseudonym("ana", KEY), "do": "help"}])
    there = {"main_platform": "reddit", "hours": 3.5, "plan": two.all()["plan"]}
    assert Answers(folder).all() == there
    one.save("hours", None)
    assert set(two.all()) == {"main_platform", "plan"}
    assert [p.name for p in folder.iterdir()] == ["handin.json"]
    VALID.validate(json.loads((folder / "handin.json").read_text(encoding="utf-8")))


def test_an_answer_with_a_name_in_it_is_not_kept(tmp_path):
    for value in ("Ana Lima", {"x": 1}, float("nan"), ["Ana Lima"], [[["x"]]], 1e10):
        with pytest.raises(PlnError):
            Answers(tmp_path, "a3_audit").save("main_platform", value)
    assert not (tmp_path / "handin.json").exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"format": "plnkit/handin", "version": 1}', "\udcff"])
def test_a_damaged_file_is_put_aside_outside_the_assignment(tmp_path, pln_home, text):
    folder = tmp_path / "a3_audit"
    folder.mkdir()
    (folder / "handin.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    answers = Answers(folder)
    assert answers.all() == {}
    assert "kept as" in answers.notices[0]
    answers.save("hours", 1)
    assert [p.name for p in folder.iterdir()] == ["handin.json"]
    assert len(list(pln_home.glob("handin-damaged-*.json"))) == 1


# -- handing in --------------------------------------------------------------------------------

ASKED = SimpleNamespace(name="a3_audit", answers={"hours": None}, needs_network=True)


def handed_in(tmp_path, net, **more):
    folder = tmp_path / "a3_audit"
    folder.mkdir(exist_ok=True)
    Answers(folder).save("hours", 2)
    Answers(folder).save("of_another_version", 2)
    return hand_in(folder, net, ASKED, KEY, today=date(2026, 11, 22), **more)


def test_a_hand_in_is_whole_and_can_be_read(tmp_path):
    net, planted = planted_map(7)
    path = handed_in(tmp_path, net, earlier=("2026-10-01", net.snapshots[0].network))
    data = json.loads(path.read_text(encoding="utf-8"))
    VALID.validate(data)
    read = read_handin(path.read_bytes())
    assert (read.made, read.date, read.earlier_date, read.answers) == (
        "2026-11",
        "2026-11",
        "2026-10",
        {"hours": 2},
    )
    assert read.network.entries == read.earlier.entries
    assert [p for p in planted if p in path.read_text(encoding="utf-8")] == []
    now = measures(read.network, by="group", only=list(read.stated))
    assert {k: m.value for k, m in now.items()} == pytest.approx(dict(read.stated))


def test_a_later_answer_keeps_what_was_handed_in(tmp_path):
    path = handed_in(tmp_path, planted_map(3)[0])
    Answers(path.parent).save("hours", 5)
    read = read_handin(path.read_bytes())
    assert read.network is not None
    assert read.answers == {"hours": 5}


def test_the_draft_that_is_checked_is_what_is_handed_in(tmp_path):
    net = planted_map(3)[0]
    path = handed_in(tmp_path, net)
    again = draft(path.parent, net, ASKED, KEY, today=date(2026, 11, 22))
    assert again == json.loads(path.read_text(encoding="utf-8"))


def test_the_zip_holds_the_notebook_and_the_hand_in_only(tmp_path):
    folder = handed_in(tmp_path, planted_map(3)[0]).parent
    (folder / "a3_audit.ipynb").write_text("{}")
    (folder / "notes.txt").write_text("private")
    at = datetime(2026, 11, 22, 5, 45, tzinfo=UTC)
    made = zip_for_upload(folder, "ana.lima", at)
    with zipfile.ZipFile(made) as zip:
        assert zip.namelist() == ["a3_audit.ipynb", "handin.json"]
    # nbgrader unpacks each zip into a folder of its name; an LMS puts words before and after it.
    for path in (
        f"/x/extracted/{made.stem}/handin.json",
        f"/x/extracted/Lima_1_{made.stem}-1/handin.json",
    ):
        found = re.match(handin.ZIP_PATTERN, path)
        assert found.groupdict() == {
            "student_id": "ana.lima",
            "timestamp": "20261122T054500Z",
            "file_id": "handin.json",
        }
    zip_for_upload(folder, "ana.lima")
    assert len(list(folder.glob("*.zip"))) == 1
    with pytest.raises(PlnError):
        zip_for_upload(folder, "../ana")


# -- reading what nobody trusts --------------------------------------------------------------------


def test_the_example_reads():
    read = read_handin(json.dumps(EXAMPLE).encode())
    assert (read.assignment, read.network.people_count, read.stated["size"]) == ("a3_audit", 2, 2)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "damaged"),
        (b"\xff\xfe{", "not UTF-8"),
        (b"[" * 100_000, "deep|damaged"),
        (b'{"a":' * 100_000, "deep|damaged"),
        (b" " * (5 * 2**20 + 1), "bytes"),
        (b'{"format": "plnkit/handin", "format": "plnkit/handin"}', "twice"),
        (b'{"x": NaN}', "number"),
        (b'{"x": -Infinity}', "number"),
        (b'{"x": 1' + b"0" * 5_000 + b"}", "number"),
        (b'{"format": "plnkit/handin", "version": 2}', "newer"),
        (b'{"format": "plnkit/handin", "version": true}', "no version"),
        (b"null", "no hand-in"),
    ],
)
def test_a_hand_in_that_can_not_be_is_refused_in_a_sentence(data, says):
    with pytest.raises(PlnError, match=says):
        read_handin(data)


def changed(path, value):
    data = json.loads(json.dumps(EXAMPLE))
    place = data
    for step in path[:-1]:
        place = place[step]
    if value is KeyError:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


ENTRY = ("network", "entries", 1)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), "Ana"),
        (("answers",), KeyError),
        (("answers", "main_platform"), "Ana Lima"),
        (("answers", "main_platform"), "reddit\n"),
        (("answers", "hours"), 1e10),
        (("answers", "plan"), [{"who": {"x": 1}}]),
        (("answers", "plan"), [0] * 201),
        (("made",), "2026-13"),
        (("made",), "2026-11-22"),
        ((*ENTRY, "name"), "Ana"),
        ((*ENTRY, "id"), "ana"),
        ((*ENTRY, "id"), "pzyxwvutsrq45"),
        ((*ENTRY, "kind"), "friend"),
        ((*ENTRY, "group"), "band"),
        ((*ENTRY, "goals"), "G1"),
        ((*ENTRY, "since"), "2026-03-01"),
        (("network", "entries", 0, "id"), "pabcdefghij24"),
        (("network", "entries"), {}),
        (("network", "entries"), [None]),
        (("network", "ties", 0, "weight"), 0),
        (("network", "ties", 0, "weight"), True),
        (("network", "ties", 0, "target"), "me"),
        (("network", "ties", 0, "target"), "pabcdefghij77"),
        (("network", "known", "told"), [["me"]] * 13),
        (("network", "known", "not_tied"), [["me"]]),
        (("stated", "size"), "two"),
        (("network", "date"), KeyError),
        (("fictional",), 1),
    ],
)
def test_each_thing_that_does_not_belong_is_refused(path, value):
    with pytest.raises(PlnError, match=r"handin\.json"):
        parsed(changed(path, value))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["me", "pabcdefghij23", "reddit", "G1", "2026-11", -1, 0, 1e300]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "kind", "who", "told", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value, path=()):
    yield path
    for step, inner in (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    ):
        yield from places(inner, (*path, step))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([p for p in places(EXAMPLE) if p]), JSON)
def test_what_is_read_keeps_to_the_schema_and_nothing_else_is_raised(path, value):
    data = changed(path, value)
    try:
        read = parsed(data)
    except PlnError:
        return
    VALID.validate(data)
    assert read.network is None or "me" in read.network.entries

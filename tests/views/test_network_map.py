"""The map from Python's side: each message is one edit, and what can't be is refused in a sentence."""

import json
import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plnkit.model import edits
from plnkit.model.library import sample
from plnkit.model.merging import same
from plnkit.model.network import HOPED, ME, RINGS, Entry, Network, PlnError, Tie
from plnkit.model.plan import KeptPlan, Step, codes, new_id
from plnkit.model.pseudonyms import secret
from plnkit.model.store import Store, home
from plnkit.views.network_map import NOT_SAVED, NetworkMap


class Page:
    """A page that shows a map: asks as the browser does, and keeps what it was sent."""

    def __init__(self, map: NetworkMap):
        self.map, self.heard = map, []
        map.send = self.hear

    def hear(self, content, buffers=()):
        self.heard.append(json.loads(json.dumps(content)))
        self.file = buffers[0].decode() if buffers else ""

    def ask(self, do: str, **given) -> dict:
        self.map._handle_custom_msg({"do": do, **given}, [])
        return self.heard[-1] if self.heard else {}

    def entry(self, id: str) -> dict:
        return next(e for e in self.heard[-1]["map"]["entries"] if e["id"] == id)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PLN_HOME", str(tmp_path / "pln"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def page():
    return Page(NetworkMap())


def small() -> Network:
    people = [
        Entry("ana", name="Ana", ring="close"),
        Entry("ben", name="Ben"),
        Entry("cleo", ring=HOPED),
    ]
    ties = [Tie(ME, "ana"), Tie(ME, "ben"), Tie("ana", "ben"), Tie("ben", "cleo")]
    return Network.complete([Entry(ME), *people], ties)


def test_forgetting_a_merged_person_forgets_the_parts():
    net = same(small().with_snapshot("2026-11-01"), [("ana", "ben")]).network
    with Store.open() as store:
        store.edit("merged", net)
    page = Page(NetworkMap())
    page.ask("look", first=True)
    assert page.ask("remove", ids=["ana"])["map"]["forget"] == 2
    page.ask("forget")
    told = "".join(file.read_text(encoding="utf-8") for file in home().glob("*") if file.is_file())
    assert "Ana" not in told
    assert "Ben" not in told


def test_forgetting_takes_the_name_out_of_the_plan_too():
    with Store.open() as store:
        store.edit("begun", small())
        kept = KeptPlan.open()
        code = codes(store.network, secret())["ana"]
    kept.labels = {code: "Ana"}
    day = "2026-12-01"
    kept.change(lambda plan: plan.with_names(True).with_step(Step(new_id(), "help", code, day)))
    assert "Ana" in kept.path.read_text(encoding="utf-8")
    page = Page(NetworkMap())
    page.ask("look", first=True)
    page.ask("remove", ids=["ana"])
    page.ask("forget")
    assert "Ana" not in kept.path.read_text(encoding="utf-8")


def test_those_hoped_for_are_counted_only_when_asked():
    page = Page(NetworkMap(small()))
    page.ask("look", first=True)
    size = page.heard[-1]["cards"][0]["value"]
    page.map.hoped = True
    assert (size, page.heard[-1]["cards"][0]["value"]) == ("2", "3")
    assert "as if they were there" in page.heard[-1]["said"]
    page.map.hoped = False
    assert page.heard[-1]["cards"][0]["value"] == "2"
    assert page.map.network == small()  # only measured so, never changed


# -- edits ------------------------------------------------------------------------------------


GESTURES = [
    ({"do": "add", "name": "Dia", "ring": "close"}, "added Dia"),
    ({"do": "set", "ids": ["ana"], "field": "ring", "value": "regular"}, "moved Ana to regular"),
    (
        {"do": "set", "ids": ["ana", "ben"], "field": "group", "value": "work"},
        "set the group of Ana and Ben",
    ),
    ({"do": "set", "ids": ["ana"], "field": "name", "value": "Anna"}, "renamed Ana to Anna"),
    (
        {"do": "mark", "ids": ["ana"], "field": "gives", "word": "answers", "on": True},
        "changed what Ana gives",
    ),
    ({"do": "remove", "ids": ["ana", "ben"]}, "removed Ana and Ben"),
    ({"do": "tie", "a": "ana", "b": "cleo"}, "tied Ana and cleo"),
    ({"do": "cut", "a": "ana", "b": "ben"}, "said that Ana and Ben are not tied"),
    (
        {"do": "retie", "a": "ana", "b": "ben", "n": 0, "field": "direction", "value": "in"},
        "changed the tie of Ana and Ben",
    ),
    ({"do": "goal", "text": "Read faster"}, "added a goal"),
]


@pytest.mark.parametrize(("message", "label"), GESTURES, ids=[label for _, label in GESTURES])
def test_each_gesture_is_one_edit_with_a_label_and_undone_by_one_undo(folder, message, label):
    store = Store.open(folder / "map.json")
    store.edit("began", small())
    page = Page(NetworkMap(store))
    page.ask(**message)
    assert page.heard[-1]["problem"] == ""
    assert store.undoable == [label, "began"]
    assert Store.open(folder / "map.json").network == page.map.network != small()
    page.ask("undo")
    assert page.map.network == small()
    assert page.ask("redo")["said"].startswith("Done again")


def test_whoever_is_hoped_for_is_not_tied_to_the_learner_and_counted_in_nothing():
    hoped = edits.changed(small(), ["ana"], "ring", HOPED).network
    assert hoped.pair(ME, "ana") == "not tied"
    assert edits.changed(hoped, ["ana"], "ring", "close").network == small()
    assert edits.added(Network.new(), "Ana", ring=HOPED).network.ties == {}


def test_selecting_someone_tells_whom_they_alone_lead_to():
    assert edits.lost_without(small(), "ben") == ["cleo"]
    assert edits.lost_without(small(), "ana") == []
    page = Page(NetworkMap(small()))
    assert page.ask("choose", ids=["ben"])["about"] == {
        "ids": ["ben"],
        "lost": ["cleo"],
        "unknown": 0,
    }
    assert page.ask("choose", ids=["ana", "cleo"])["about"]["pair"] == "not tied"


def test_a_direction_is_told_from_the_one_who_is_chosen():
    for way, ends in (("out", ("ben", "ana")), ("in", ("ana", "ben"))):
        after = edits.retied(small(), "ben", "ana", 0, "direction", way).network
        tie = next(tie for tie in after.ties.values() if tie.pair == ("ana", "ben"))
        assert (tie.source, tie.target, tie.direction) == (*ends, "out")


REFUSED = [
    ({"do": "add", "name": "  "}, "Write a name first"),
    ({"do": "add", "name": "x" * 301}, "300 characters"),
    ({"do": "add", "name": 3}, "not text"),
    ({"do": "add", "name": "Ana", "kind": "robot"}, "kind 'robot' is not known"),
    (
        {"do": "set", "ids": ["ana"], "field": "ring", "value": "next door"},
        "ring 'next door' is not known",
    ),
    ({"do": "set", "ids": ["ana"], "field": "id", "value": "x"}, "can't be changed here"),
    ({"do": "set", "ids": ["me"], "field": "ring", "value": "close"}, "centre of your map"),
    ({"do": "set", "ids": [], "field": "ring", "value": "close"}, "Choose somebody"),
    ({"do": "remove", "ids": ["me"]}, "can't be taken out"),
    ({"do": "remove", "ids": ["nobody"]}, "No entry 'nobody'"),
    ({"do": "tie", "a": "ana", "b": "ana"}, "tied to itself"),
    ({"do": "tie", "a": {}, "b": []}, "could not be understood"),
    (
        {"do": "retie", "a": "ana", "b": "ben", "n": 10**40, "field": "kind", "value": ""},
        "not there any more",
    ),
    ({"do": "mark", "ids": ["ana"], "field": "goals", "word": "g9", "on": True}, "no goal 'g9'"),
    ({"do": "open", "a": "ana", "b": "ben"}, "that is all of them"),
    ({"do": "choose", "ids": 3}, "could not be understood"),
    ({"do": "__class__"}, "could not be understood"),
    ({}, "could not be understood"),
    (None, "could not be understood"),
    ([["do"]], "could not be understood"),
]


@pytest.mark.parametrize(
    ("message", "sentence"), REFUSED, ids=[str(n) for n in range(len(REFUSED))]
)
def test_what_can_not_be_is_refused_in_a_sentence_and_changes_nothing(message, sentence):
    page = Page(NetworkMap(small()))
    page.map._handle_custom_msg(message, [])
    assert sentence in page.heard[-1]["problem"]
    assert page.map.network == small()
    assert page.ask("undo")["said"] == "There is nothing to undo."


KNOWN = ["me", "ana", "ben", "p1", "ring", "group", "close", HOPED, "gives", "answers", "out"]
WORDS = st.one_of(st.text(max_size=8), st.sampled_from(KNOWN), st.none(), st.integers())
DO = [
    "add",
    "set",
    "mark",
    "remove",
    "tie",
    "cut",
    "open",
    "retie",
    "told",
    "goal",
    "undo",
    "redo",
    "choose",
    "imagine",
    "drop",
    "real",
    "help",
    "forget",
]
MESSAGES = st.fixed_dictionaries(
    {"do": st.sampled_from(DO)},
    optional={
        **dict.fromkeys(
            ("name", "kind", "ring", "field", "value", "word", "a", "b", "n", "id", "text", "on"),
            WORDS,
        ),
        "ids": st.lists(WORDS, max_size=3),
        "at": st.lists(st.floats(), max_size=3),
    },
)


@given(st.lists(MESSAGES, max_size=12))
def test_whatever_a_page_says_is_survived_and_undone(messages):
    page = Page(NetworkMap(small()))
    for message in messages:
        page.ask(**message)
        page.map.network.checked()
    page.ask("drop")
    while not page.ask("undo")["said"].startswith("There is nothing"):
        pass
    assert page.map.network == small()


# -- what the page is told ----------------------------------------------------------------------


def test_an_edit_tells_which_measures_it_changed_and_by_how_much():
    page = Page(NetworkMap(small()))
    told = page.ask("cut", a="ana", b="ben")
    density = next(card for card in told["cards"] if card["key"] == "density")
    assert (density["was"], density["value"], density["moved"]) == ("100%", "0%", "down")
    assert "Density 100% → 0%." in told["said"]


def test_what_is_unknown_is_told_until_the_learner_says_that_is_all():
    page = Page(NetworkMap(small()))
    told = page.ask("add", name="Dia", ring="close")
    density = next(card for card in told["cards"] if card["key"] == "density")
    assert not density["known"]
    assert density["value"] == "33%"
    assert "Density 100% → 33% so far." in told["said"]
    assert told["map"]["unknown"] == 2
    told = page.ask("told", id=None)
    assert told["map"]["unknown"] == 0


def test_one_is_moved_towards_where_it_was_dropped_and_the_others_stay():
    page = Page(NetworkMap(sample("student")))
    before = {e["id"]: e["at"] for e in page.ask("look", first=True)["map"]["entries"]}
    page.ask("set", ids=["jun"], field="ring", value="occasional", at=[0.1, 0.8])
    after = {e["id"]: e["at"] for e in page.heard[-1]["map"]["entries"]}
    assert {id for id in before if before[id] != after[id]} == {"jun"}
    assert after["jun"][1] > 0.6


def test_the_network_that_others_follow_is_always_the_present_one(page):
    seen = []
    page.map.observe(lambda change: seen.append(change["new"]), "network")
    page.ask("add", name="Ana", ring="close")
    page.ask("undo")
    assert [network.people_count for network in seen] == [1, 0]


def test_names_are_kept_as_typed_and_enter_no_state(page):
    for name in ("<img src=x onerror=alert(1)>", "عمر خليل", "👩🏽‍🏫 Ana", "{} {0} %s", "x" * 300):
        page.ask("add", name=name)
        assert page.heard[-1]["map"]["entries"][-1]["name"] == name
        assert name not in str(page.map.get_state())
    assert "\u202e" not in page.ask("add", name="\u202eevil")["said"]
    assert "<img" not in page.map._static_html() + page.map.to_html() + page.map.to_svg()


def test_a_large_map_is_a_table_and_a_sentence():
    ids = [f"p{i}" for i in range(1_600)]
    network = Network.complete(
        [Entry(ME), *(Entry(i, name=f"Person {i}") for i in ids)], [Tie(ME, i) for i in ids]
    )
    page = Page(NetworkMap(network))
    told = page.ask("look", first=True)["map"]
    assert "too many to draw" in told["large"]
    assert (len(told["entries"]), told["ties"], told["total"]) == (200, [], 1_600)
    found = page.ask("find", text="person p1599")["map"]["entries"]
    assert [e["id"] for e in found] == ["p1599"]
    assert "<svg" not in page.map._static_html()


# -- saved, undone, shared -----------------------------------------------------------------------


def test_without_an_argument_it_is_the_learners_own_map_and_saved(page, folder):
    assert (
        page.ask("add", name="Ana", ring="close")["map"]["saved"]
        == f"Saved in {folder / 'pln' / 'my-pln.json'}."
    )
    again = Page(NetworkMap())
    assert [e.name for e in again.map.network.entries.values()] == ["", "Ana"]
    again.ask("undo")
    assert again.map.network.people_count == 0


def test_a_network_stays_in_memory_and_says_so(folder):
    page = Page(NetworkMap(small()))
    told = page.ask("add", name="Dia")["map"]
    assert told["saved"] == NOT_SAVED
    assert told["unsaved"]
    assert not (folder / "pln").exists()
    assert json.loads(page.ask("copy") and page.file)["entries"][-1]["name"] == "Dia"


KERNEL = """
import sys
from plnkit.views.network_map import NetworkMap
map = NetworkMap(sys.argv[1])
map.send = lambda content, buffers=None: None
k = map.network.people_count
while True:
    k += 1
    for message in (
        {"do": "add", "name": f"Person {k}", "ring": "close"},
        {"do": "set", "ids": [f"p{k}"], "field": "ring", "value": "regular"},
    ):
        map._handle_custom_msg(message, [])
        print(f"p{k}", map.network.entries[f"p{k}"].ring, flush=True)
"""


def killed_kernels(path, times: int, seed: int) -> tuple[int, list[str]]:
    """Kill -9 a kernel at random moments while the page's messages arrive: edits shown, and those lost."""
    chance, shown = random.Random(seed), []
    for _ in range(times):
        kernel = subprocess.Popen(
            [sys.executable, "-c", KERNEL, str(path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(chance.randint(1, 12)):
            shown.append(kernel.stdout.readline().strip())
        for _ in range(chance.randint(0, 40_000)):
            pass
        kernel.kill()
        whole, _, _ = kernel.stdout.read().rpartition("\n")
        shown += whole.splitlines()
        kernel.wait()
        kernel.stdout.close()
    network = Store.open(path).network.checked()
    there = {f"{id} {ring}" for id, e in network.entries.items() for ring in (e.ring, "close")}
    return len(shown), [edit for edit in shown if edit not in there]


def test_a_kernel_that_is_killed_loses_no_edit_that_was_shown(folder):
    shown, lost = killed_kernels(folder / "map.json", 2, seed=1)
    assert shown >= 2
    assert lost == []


@pytest.mark.long
def test_a_hundred_kernels_that_are_killed_lose_no_edit_that_was_shown(folder):
    shown, lost = killed_kernels(folder / "map.json", 100, seed=2)
    print(f"killed 100 kernels, {shown} edits shown, {len(lost)} lost")
    assert lost == []


def test_two_notebooks_take_in_each_others_edits(page):
    other = Page(NetworkMap())
    other.ask("add", name="Ben", ring="close")
    assert page.ask("look")["said"].startswith("Changed in another notebook: added Ben.")
    heard = len(page.heard)
    page.map._handle_custom_msg({"do": "look"}, [])
    assert len(page.heard) == heard
    page.ask("set", ids=["p1"], field="name", value="Benno")
    assert "was not made" in other.ask("set", ids=["p1"], field="name", value="Benjamin")["problem"]
    assert other.entry("p1")["name"] == "Benno"


@pytest.mark.parametrize("where", ["open", "mkdir"])
def test_a_disk_that_refuses_is_told_and_the_work_is_kept(page, folder, monkeypatch, where):
    page.ask("add", name="Ana", ring="close")
    full = OSError(28, "No space left on device")

    def refuse(*_, **__):
        raise full

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync" if where == "open" else "filelock.FileLock.acquire", refuse)
        told = page.ask("add", name="Ben", ring="close")
        assert "no space left on device" in told["problem"]
        assert told["map"]["unsaved"]
        assert page.entry("p2")["name"] == "Ben"
        assert "Ben" in (page.ask("copy") and page.file)
        page.ask("add", name="Cleo", ring="close")
        assert page.map.network.people_count == 3
    told = page.ask("add", name="Dia", ring="close")
    assert (told["problem"], told["map"]["unsaved"]) == ("", False)
    assert Store.open().network == page.map.network
    assert page.map.network.people_count == 4


UNREADABLE = {
    "damaged": "{",
    "newer": '{"format": "plnkit/network", "version": 99, "entries": [{"id": "p7", "name": "Ana"}]}',
    "foreign": '{"a": 1}',
}


@pytest.mark.parametrize(("what", "people"), [("damaged", 0), ("newer", 1), ("foreign", 0)])
def test_a_file_that_can_not_be_opened_is_left_and_a_copy_is_offered(folder, what, people):
    path = folder / "map.json"
    path.write_text(UNREADABLE[what])
    page = Page(NetworkMap(path))
    told = page.ask("look", first=True)["map"]
    assert (told["closed"], told["copied"]) == ("map-copy.json", False)
    assert "left" in told["saved"]
    assert "left" in page.map._static_html()
    assert "could not be opened" in page.ask("add", name="Ben")["problem"]
    with pytest.raises(PlnError, match="could not be opened"):
        page.map.edit(edits.added(page.map.network, "Ben"))
    page.ask("raw")
    assert page.file == UNREADABLE[what]
    assert page.ask("again")["map"]["closed"]

    said = page.ask("rescue")["said"]
    assert "map.json stays as it is" in said
    assert page.map.network.people_count == people
    page.ask("add", name="Ben")
    assert path.read_text() == UNREADABLE[what]
    assert Store.open(folder / "map-copy.json").network == page.map.network
    assert not page.heard[-1]["map"]["closed"]

    again = Page(NetworkMap(path))
    assert again.ask("look", first=True)["map"]["copied"]
    assert again.ask("rescue")["said"].startswith("You go on with map-copy.json")
    assert again.map.network == page.map.network


# -- what if -------------------------------------------------------------------------------------


def test_what_is_imagined_is_measured_against_the_map_and_touches_neither_it_nor_its_file(folder):
    store = Store.open(folder / "map.json")
    store.edit("began", small())
    page = Page(NetworkMap(store))
    followed = []
    page.map.observe(lambda change: followed.append(change["new"]), "network")
    before = store.journal_path.read_bytes()
    places = {e["id"]: e["at"] for e in page.ask("look", first=True)["map"]["entries"]}

    told = page.ask("imagine")
    assert told["map"]["imagined"]
    assert "nothing is saved" in told["map"]["saved"]
    page.ask("set", ids=["ana"], field="ring", value="regular", at=[0.5, 0.1])
    page.ask("add", name="Dia", ring="close")
    told = page.ask("remove", ids=["ben"])
    size = next(card for card in told["cards"] if card["key"] == "density")
    assert (size["was"], size["moved"]) == ("100%", "down")
    assert told["map"]["forget"] == 0
    assert page.map.network == small()
    assert followed == []
    assert store.journal_path.read_bytes() == before

    assert page.ask("undo")["said"].startswith(
        "Undone: removed Ben. Size 2 → 3. Density 100% → 33%"
    )
    assert store.undoable == ["began"]
    told = page.ask("drop")
    assert {e["id"]: e["at"] for e in told["map"]["entries"]} == places
    assert not any(card["moved"] for card in told["cards"])
    assert page.ask("undo")["said"].startswith("Undone: began.")


def test_what_is_imagined_is_made_real_as_one_edit_that_holds_no_name(folder):
    store = Store.open(folder / "map.json")
    store.edit("began", small())
    page = Page(NetworkMap(store))
    page.ask("imagine")
    assert "Nothing is imagined yet" in page.ask("real")["problem"]
    page.ask("add", name="Dia", ring="close")
    page.ask("remove", ids=["ben"])
    Store.open(store.path).edit("theirs", small().with_entry(Entry("eve", name="Eve")))
    page.ask("look")
    told = page.ask("real")
    assert not told["map"]["imagined"]
    assert store.undoable[0] == "made real what was imagined, 2 changes"
    assert {*page.map.network.entries} == {"me", "ana", "cleo", "eve", "p1"}
    page.ask("undo")
    assert "ben" in page.map.network.entries


def test_what_is_imagined_is_not_made_real_over_what_somebody_changed_meanwhile(folder):
    store = Store.open(folder / "map.json")
    store.edit("began", small())
    page = Page(NetworkMap(store))
    page.ask("imagine")
    page.ask("set", ids=["ana"], field="ring", value="regular")
    page.map.edit(edits.changed(page.map.network, ["ana"], "ring", "occasional"))
    told = page.ask("real")
    assert "changed meanwhile" in told["problem"]
    assert told["map"]["imagined"]
    assert page.map.network.entries["ana"].ring == "occasional"


def test_helping_somebody_makes_the_tie_mutual_and_shows_the_measures_it_moves():
    network = edits.retied(small(), "ana", ME, 0, "direction", "out").network
    page = Page(NetworkMap(network))
    page.ask("imagine")
    told = page.ask("help", id="ana", word="feedback")
    assert page.entry("ana")["gets"] == ["feedback"]
    moved = {card["key"] for card in told["cards"] if card["moved"]}
    assert moved == {"reciprocity_dyad"}
    page.ask("help", id="cleo", word="answers")
    assert page.entry("cleo")["ring"] == "occasional"
    assert "is not known" in page.ask("help", id="ana", word="money")["problem"]
    assert "one of the others" in page.ask("help", id="me", word="ideas")["problem"]


# -- ties, and forgetting --------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "weight"), [("3", 3), ("2,5", 2.5), (" 1000000000 ", 1e9)])
def test_a_tie_has_a_weight_and_a_platform(typed, weight):
    page = Page(NetworkMap(small()))
    tie = {"do": "retie", "a": "ana", "b": "ben", "n": 0}
    page.ask(**tie, field="weight", value=typed)
    page.ask(**tie, field="platform", value="Signal")
    found = next(t for t in page.map.network.ties.values() if t.pair == ("ana", "ben"))
    assert (found.weight, found.platform) == (weight, "Signal")


@pytest.mark.parametrize("typed", ["0", "-1", "nan", "1e10", "", "many", None, True])
def test_a_weight_that_is_none_is_refused(typed):
    page = Page(NetworkMap(small()))
    told = page.ask("retie", a="ana", b="ben", n=0, field="weight", value=typed)
    assert "above 0" in told["problem"]
    assert page.map.network == small()


def test_whoever_was_removed_can_be_forgotten_for_good(page, folder):
    page.ask("add", name="Ana Secretname", ring="close")
    page.map.edit(edits.Edit(page.map.network.with_snapshot("2026-11-01"), "kept this day"))
    assert page.ask("remove", ids=["p1"])["map"]["forget"] == 1
    assert page.ask("undo")["map"]["forget"] == 0
    assert "could not be understood" in page.ask("forget")["problem"]
    page.ask("remove", ids=["p1"])
    told = page.ask("forget")
    assert told["said"] == "Forgotten for good."
    assert told["map"]["forget"] == 0
    files = "".join(f.read_text() for f in (folder / "pln").iterdir() if f.is_file())
    assert "Secretname" not in files
    page.ask("undo")
    assert "Secretname" not in json.dumps(page.heard[-1])
    assert Page(NetworkMap(small())).ask("remove", ids=["ana"])["map"]["forget"] == 0


def test_an_edit_from_python_is_saved_shown_and_undone_as_a_gesture_is(page):
    page.map.edit(edits.added(page.map.network, "Ana", ring="close"))
    assert page.heard[-1]["said"].startswith("Added Ana.")
    assert Store.open().undoable == ["added Ana"]
    page.ask("undo")
    assert page.map.network.people_count == 0


# -- in an assignment's folder -------------------------------------------------------------------


def test_in_an_assignment_pseudonyms_are_shown_and_saved_until_names_are_asked_for(folder):
    (folder / "assignment.toml").write_text("")
    page = Page(NetworkMap(edits.changed(small(), ["ana", "ben"], "group", "Kulmbach").network))

    def kept() -> str:
        return (
            str(page.map.get_state())
            + str(page.map._repr_mimebundle_())
            + page.map.to_html()
            + page.map.to_svg()
        )

    told = page.ask("look", first=True)
    for name in ("Ana", "Ben", "Kulmbach"):
        assert name not in json.dumps(told["map"]["entries"])
        assert name not in kept()
    assert (
        "Show the names first" in page.ask("set", ids=["ana"], field="name", value="x")["problem"]
    )
    assert "Ana" not in page.ask("set", ids=["ana"], field="ring", value="regular")["said"]
    assert "Ana" not in page.ask("undo")["said"]
    page.ask("set", ids=["ana"], field="ring", value="regular")
    assert page.map.undo() == "moved Ana to regular"
    assert "Ana" not in json.dumps(page.heard[-1])
    assert page.entry(ME)["label"] == "you"
    page.ask("names", on=True)
    assert page.entry("ana")["label"] == "Ana"
    assert page.ask("set", ids=["ana"], field="ring", value="regular")["said"].startswith(
        "Moved Ana to regular."
    )
    for name in ("Ana", "Ben", "Kulmbach"):
        assert name not in kept()


def test_a_goal_is_reworded_or_removed_and_who_serves_it_follows(page):
    page.ask("add", name="Ana")
    page.ask("goal", text="Teach frations")
    page.ask("mark", ids=["p1"], field="goals", word="goal1", on=True)
    page.ask("goal", text="Teach fractions", id="goal1")
    assert page.map.network.goals["goal1"].text == "Teach fractions"
    assert page.map.network.entries["p1"].goals == ("goal1",)
    assert page.ask("goal", text=" ", id="goal1")["said"] == "Removed a goal."
    assert (page.map.network.goals, page.map.network.entries["p1"].goals) == ({}, ())
    assert "is gone" in page.ask("goal", text="x", id="goal1")["problem"]


def test_another_part_of_a_lesson_takes_back_the_last_edit_and_reads_where_the_map_is_saved(page):
    page.ask("add", name="Ana")
    assert (page.map.undoable, page.map.undo()) == ("added Ana", "added Ana")
    assert page.heard[-1]["said"].startswith("Undone: added Ana. Size 1 → 0.")
    assert (page.map.undoable, page.map.undo(), page.heard[-1]["said"]) == ("", "", "")
    assert page.map.opened() is page.map
    assert page.map.saved == page.heard[-1]["map"]["saved"]


def test_rings_of_the_page_are_those_of_the_model(page):
    assert [ring for ring, _ in page.ask("look", first=True)["map"]["rings"]] == list(RINGS)

"""An interview: what is asked next, what an answer does, and how few answers it takes."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.model import interview, records
from plnkit.model.asked import generators
from plnkit.model.interview import next_question, to_go
from plnkit.model.interview_answers import answered
from plnkit.model.network import HOPED, KINDS, ME, RINGS, Entry, Network, PlnError, Tie
from plnkit.model.store import Store

NAMING = {"goals": {"do": "skip"}, "naming": {"do": "skip"}}


def people(n, **fields):
    """A map of n people with rings and exchanges, so that no card is asked."""
    net = Network.new()
    for k in range(1, n + 1):
        told = {"ring": "close", "gives": ("advice",), **fields}
        net = net.with_entry(Entry(f"p{k}", name=f"Person {k}", **told)).with_tie(Tie(ME, f"p{k}"))
    return net


def until(net, stage, answers=NAMING):
    """The network at the first question of a stage, after these answers to earlier ones."""
    while (question := next_question(net)).stage != stage:
        net = answered(net, answers[question.stage]).network
    return net


# -- names --------------------------------------------------------------------------------------


def test_every_question_for_names_says_why_and_has_its_source():
    assert {"learned", "helped", "first", "disagrees"} <= set(generators())
    for one in generators().values():
        assert one.asks.endswith("?")
        assert one.why
        assert one.source
        assert one.date


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "source"', 'kind = "sauce"', "kind 'sauce' is not known"),
        ('why = "Learn', 'wy = "L', "'wy'"),
    ],
)
def test_a_mistake_in_the_questions_is_said_with_its_place(tmp_path, monkeypatch, old, new, says):
    text = records.data_file("interview.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "interview.toml").write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(records, "data_file", lambda name: tmp_path / name)
    generators.cache_clear()
    with pytest.raises(PlnError, match=r"plnkit/data/interview\.toml, entry") as error:
        generators()
    assert says in str(error.value)
    generators.cache_clear()


def test_names_come_one_a_line_and_nobody_is_there_twice():
    net = answered(Network.new(), {"do": "keep", "new": "teach fractions\n\n speak  up "}).network
    assert [g.text for g in net.goals.values()] == ["teach fractions", "speak up"]
    net = answered(net, {"do": "keep", "new": "Ana\nBen\nAna"}).network
    again = answered(net, {"do": "keep", "new": "ana\nCleo", "here": ["p2"]}).network
    assert [e.label for e in again.entries.values()] == ["you", "Ana", "Ben", "Cleo"]
    assert again.pair(ME, "p3") == "tied"


def test_what_a_question_says_of_those_named_is_kept():
    net = people(1)
    for key in generators():
        while next_question(net).about != (key,):
            net = answered(net, {"do": "skip"}).network
        here = {"here": ["p1"]} if key != "hoped" else {}
        net = answered(net, {"do": "keep", "new": key, **here}).network
    told = {e.name: e for e in net.entries.values()}
    assert told["hoped"].ring == HOPED
    assert net.pair(ME, told["hoped"].id) == "not tied"
    assert told["first"].kind == "source"
    assert told["disagrees"].view == "different"
    assert told["Person 1"].gives == ("advice", "encouragement")


def test_a_card_holds_what_is_given_and_got_and_a_hoped_for_contact_is_not_met():
    net = until(Network.new().with_entry(Entry("p1", name="Ana")), "card")
    filled = {
        "do": "keep",
        "ring": "regular",
        "gives": ["ideas"],
        "gets": ["feedback"],
        "group": "choir",
        "often": "weekly",
    }
    ana = answered(net, filled).network.entries["p1"]
    assert (ana.ring, ana.gives, ana.gets, ana.group, ana.often) == (
        "regular",
        ("ideas",),
        ("feedback",),
        "choir",
        "weekly",
    )
    away = answered(net, {"do": "keep", "ring": HOPED}).network
    assert away.pair(ME, "p1") == "not tied"


def test_whoever_is_described_on_the_map_already_gets_no_card():
    assert until(people(2), "list").people_count == 2


# -- ties ---------------------------------------------------------------------------------------


def test_a_whole_group_is_one_question():
    net = until(people(5, group="choir"), "group")
    assert next_question(net).about[0] == "choir"
    everybody = answered(net, {"do": "all"}).network
    assert everybody.unknown_pairs() == 0
    assert len(everybody.tied_pairs()) == 5 + 10
    nobody = answered(net, {"do": "none"}).network
    assert nobody.unknown_pairs() == 0
    assert len(nobody.tied_pairs()) == 5
    for do in ("some", "unsure", "skip"):
        assert answered(net, {"do": do}).network.unknown_pairs() == 10


def test_none_of_a_group_leaves_what_was_said_before():
    net = until(people(4, group="choir").with_tie(Tie("p1", "p2")), "group")
    assert answered(net, {"do": "none"}).network.pair("p1", "p2") == "tied"


def test_the_likely_pair_comes_first_with_its_reason():
    net = people(6).with_entry(Entry("a", name="A", ring="close", gives=("ideas",), group="choir"))
    net = net.with_entry(Entry("b", name="B", ring="close", gives=("ideas",), group="choir"))
    question = next_question(until(net, "pair"))
    assert question.about == ("a", "b")
    assert "Both are in “choir”." in question.why


def test_friends_of_friends_become_likely():
    net = people(5)
    for other in ("p3", "p4", "p5"):
        net = net.with_tie(Tie("p1", other)).with_tie(Tie("p2", other))
    question = next_question(until(net, "pair"))
    assert question.about == ("p1", "p2")
    assert "Both know Person 3 and 2 more." in question.why


@pytest.mark.parametrize(
    ("do", "pair"),
    [("yes", "tied"), ("no", "not tied"), ("unsure", "unknown"), ("skip", "unknown")],
)
def test_an_answer_about_a_pair(do, pair):
    after = answered(until(people(2, group="choir"), "pair"), {"do": do}).network
    assert after.pair("p1", "p2") == pair
    assert next_question(after).stage == ("list" if do == "skip" else "end")


def test_a_list_settles_the_rest_only_where_the_learner_says_that_is_all():
    net = until(people(4), "list")
    told = answered(net, {"do": "told", "ties": ["p2"]}).network
    assert [told.pair("p1", p) for p in ("p2", "p3", "p4")] == ["tied", "not tied", "not tied"]
    perhaps = answered(net, {"do": "unsure", "ties": ["p2"]}).network
    assert [perhaps.pair("p1", p) for p in ("p2", "p3", "p4")] == ["tied", "unknown", "unknown"]
    assert "p1" not in {option for option, _ in next_question(perhaps).part("ties").options}


def test_somebody_added_later_is_asked_about_where_there_may_be_others():
    net = until(people(3), "end", {**NAMING, "list": {"do": "unsure"}})
    net = net.with_entry(Entry("new", name="New", ring="close", gives=("ideas",)))
    question = next_question(net)
    assert question.stage == "list"
    assert question.about == ("new",)
    assert [option for option, _ in question.part("ties").options] == ["p1", "p2", "p3"]


def test_the_last_question_speaks_only_of_pairs_never_asked_about():
    net = until(people(4), "list")
    net = answered(net, {"do": "unsure", "ties": []}).network
    net = answered(net, {"do": "stop"}).network
    assert next_question(net).stage == "close"
    done = answered(net, {"do": "nobody"}).network
    assert [done.pair("p1", p) for p in ("p2", "p3", "p4")] == ["unknown"] * 3
    assert done.pair("p2", "p3") == "not tied"
    assert answered(net, {"do": "open"}).network.unknown_pairs() == 6


def test_tools_sources_and_the_hoped_for_are_not_asked_whom_they_know():
    net = people(2).with_entry(Entry("t", kind="tool")).with_entry(Entry("h", ring=HOPED))
    net = until(net, "list", {**NAMING, "card": {"do": "skip"}})
    assert next_question(net).part("ties").options == (("p2", "Person 2"),)


def test_a_community_is_asked_who_takes_part():
    net = people(1).with_entry(
        Entry("c", kind="community", name="Choir", ring="close", gives=("ideas",), group="x")
    )
    net = net.with_entry(Entry("p1", name="Ana", ring="close", gives=("ideas",), group="x"))
    assert next_question(until(net, "pair")).title == "Does Ana take part in Choir?"


def test_what_was_left_open_is_asked_again_only_when_wanted():
    answers = {**NAMING, "pair": {"do": "unsure"}}
    net = until(people(2, group="choir"), "end", answers)
    assert "again" in next_question(net).buttons
    net = answered(net, {"do": "again"}).network
    assert next_question(net).stage == "pair"
    net = answered(net, {"do": "yes"}).network
    assert next_question(net).stage == "end"
    assert "again" not in next_question(net).buttons
    assert next_question(answered(net, {"do": "more"}).network).about == ("learned",)


# -- stopping, undoing, strangers ------------------------------------------------------------------


def test_an_interview_goes_on_where_it_stopped_and_undo_opens_a_question_again(tmp_path):
    path = tmp_path / "map.json"
    with Store.open(path) as store:
        edit = answered(store.network, {"do": "skip"})
        store.edit(edit.label(store.network), edit.network)
        edit = answered(store.network, {"do": "keep", "new": "Ana {0}\nBen"})
        store.edit(edit.label(store.network), edit.network)
    store = Store.open(path)
    assert next_question(store.network).about == ("helped",)
    assert store.undo() == "asking well: named Ana {0} and Ben"
    assert next_question(store.network).about == ("learned",)


def test_what_was_asked_follows_the_entry_and_not_its_id():
    net = until(people(1), "end")
    net = answered(net, {"do": "more"}).network.without("p1")
    net = answered(net, {"do": "keep", "new": "Ben"}).network
    assert "p1" in net.entries
    assert next_question(until(net, "card")).title == "Ben"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"do": "yes"},
        {"do": "keep", "new": ["Ana"]},
        {"do": "keep", "new": "x\n" * 3 + "\n".join(map(str, range(40)))},
    ],
)
def test_what_does_not_fit_the_question_is_refused_in_a_sentence(given):
    with pytest.raises(PlnError):
        answered(Network.new(), given)


@pytest.mark.parametrize("given", [{"ties": ["p9"]}, {"ties": "p2"}, {"ties": [ME]}])
def test_a_tick_for_nobody_is_refused(given):
    with pytest.raises(PlnError, match="has changed meanwhile"):
        answered(until(people(2), "list"), {"do": "told", **given})


def test_marks_changed_by_hand_ask_again_and_break_nothing():
    net = until(people(2), "list")
    for text in ("{", "[1]", "null", '"x"', "[[]]", '[["pair"]]', '[["list"]]', '[["group"]]'):
        for id in (ME, "p1"):
            entry = net.entries[id]
            broken = net.with_entry(
                Entry(id, entry.kind, entry.name, ring=entry.ring, more={"interview": text})
            )
            assert next_question(broken)
            assert to_go(broken) >= 0


def test_a_map_that_is_too_large_is_not_asked_about():
    with pytest.raises(PlnError, match="This map has 101 entries"):
        next_question(people(101))


# -- how few answers it takes ------------------------------------------------------------------------

GROUPS = ["", "", "choir", "school", "course", "club", "family"]
SEEDS = st.integers(0, 2**32)


def any_network(random, n):
    """Any n entries in any groups, some described, and some of their ties told; or nobody yet."""
    net = Network.new()
    if random.random() < 0.3:
        return net
    groups = random.choice([GROUPS, ["choir"], [f"group {k // 3}" for k in range(n)]])
    for k in range(1, n + 1):
        told = {
            "kind": random.choice([*KINDS, *["person"] * 6]),
            "group": random.choice(groups),
            "organisation": random.choice(GROUPS),
            "platform": random.choice(["", "Reddit"]),
            "ring": random.choice(["", *RINGS]),
            "gives": random.choice([(), ("ideas",)]),
        }
        net = net.with_entry(Entry(f"p{k}", name=f"Person {k}", **told))
    for _ in range(random.choice([0, 20])):
        a, b = random.sample(range(1, n + 1), 2)
        net = net.with_tie(Tie(f"p{a}", f"p{b}"))
    return net


def answer(random, question, left):
    """Any answer to a question; `left` are the names that are still to be told."""
    filled = {"do": random.choice(list(question.buttons))}
    for part in question.parts:
        options = [option for option, _ in part.options]
        if part.kind == "several":
            filled[part.key] = [option for option in options if random.random() < 0.2]
        elif part.kind in ("choice", "menu"):
            filled[part.key] = random.choice(["", *options])
        elif part.kind == "text":
            filled[part.key] = random.choice(["", "choir", "school", "course"])
        elif question.stage == "naming":
            take = len(left) if question.about == ("hoped",) else random.randint(0, len(left))
            filled[part.key] = "\n".join(left.pop() for _ in range(take))
            filled["do"] = "keep"
        else:
            filled[part.key] = random.choice(["", "teach\nlearn"])
    return filled


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_for_any_30_people_an_interview_takes_at_most_150_answers(seed):
    random = Random(seed)
    start = any_network(random, 30)
    net, count, left = start, 0, [f"Name {k}" for k in range(30 - start.people_count)]
    spoken = {pair: net.pair(*pair) for pair in net.tied_pairs() if ME not in pair}
    while (question := next_question(net)).stage != "end":
        before, given_ = to_go(net), answer(random, question, left)
        after = answered(net, given_).network
        count += 1
        if question.stage != "naming":
            assert to_go(after) < before, "each answer brings the end nearer"
        if given_["do"] in ("unsure", "skip", "open", "stop", "some"):
            assert after.not_tied == net.not_tied, "nothing is taken for a no that wasn't said"
        net = after
    assert net.people_count == 30
    assert not left
    assert count <= 98 <= 150
    assert all(net.pair(*pair) == "tied" for pair in spoken)
    assert to_go(net) == 0


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_nothing_is_known_of_a_pair_but_what_was_answered(seed):
    random = Random(seed)
    start = any_network(random, 8)
    net, left, known = start, [f"Name {k}" for k in range(8 - start.people_count)], set()
    while (question := next_question(net)).stage != "end":
        given_ = answer(random, question, left)
        net = answered(net, given_).network
        if question.stage == "group" and given_["do"] in ("all", "none"):
            known |= {frozenset((a, b)) for a in question.about[1:] for b in question.about[1:]}
        if question.stage == "pair" and given_["do"] in ("yes", "no"):
            known.add(frozenset(question.about))
        if question.stage == "list" and given_["do"] in ("told", "unsure"):
            told = question.part("ties").options if given_["do"] == "told" else ()
            others = {o for o, _ in told} | set(given_["ties"])
            known |= {frozenset((question.about[0], other)) for other in others}
        if question.stage == "close" and given_["do"] == "nobody":
            return
    before = start.tied_pairs()
    for pair in net.not_tied | net.tied_pairs():
        assert ME in pair or pair in before or frozenset(pair) in known
    assert interview.given(net) > 0

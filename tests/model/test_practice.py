"""A learner's progress: what is kept, what comes back when, and what is done about a file that is wrong."""

import json
import multiprocessing
import time
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.model.bank import bank
from plnkit.model.network import PlnError
from plnkit.model.plan import KeptPlan, Step
from plnkit.model.practice import RATINGS, Progress, rescheduled

SMALL = bank(Path(__file__).parents[1] / "bank")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SCHEMA = json.loads((files("plnkit") / "schemas/progress.schema.json").read_text("utf-8"))


def kept(home):
    data = json.loads((home / "progress.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    return data


def test_nothing_is_written_before_something_is_done(pln_home):
    progress = Progress.open()
    assert progress.done("01_key_terms") == set()
    assert progress.due(["K6", "K9"]) == ["K6", "K9"]
    assert not pln_home.exists()


def test_what_is_done_is_there_in_another_notebook(pln_home):
    one, two = Progress.open(), Progress.open()
    one.mark("01_key_terms", "before")
    two.mark("01_key_terms", "after")
    two.opened("01_key_terms", date(2026, 11, 22))
    one.answered("K6-1", True, "b", 0.7, NOON)
    two.answered("K6-3", False, None, None, NOON)
    assert one.done("01_key_terms") == two.done("01_key_terms") == {"before", "after"}
    assert [row["question"] for row in one.answers()] == ["K6-1", "K6-3"]
    assert one.answers("K6-1") == [
        {
            "question": "K6-1",
            "at": "2026-11-22T12:00:00+00:00",
            "right": True,
            "chosen": "b",
            "confidence": 0.7,
        }
    ]
    assert kept(pln_home)["lessons"]["01_key_terms"]["opened"] == "2026-11-22"


def test_the_schemas_example_can_be_read(tmp_path):
    example = files("plnkit") / "schemas/progress.example.json"
    (tmp_path / "progress.json").write_bytes(example.read_bytes())
    progress = Progress.open(tmp_path)
    assert progress.done("01_key_terms") == {"before"}
    assert progress.calibration() == [(0.7, 1.0, 1)]
    assert progress.due(["reciprocity"]) == ["reciprocity"]


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["K6", "K9"]), st.sampled_from(RATINGS), st.integers(-40, 400)),
        max_size=8,
    )
)
def test_whatever_is_practised_the_file_keeps_to_its_schema(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("pln")
    progress, now = Progress.open(folder), NOON
    for idea, rating, days in steps:
        now += days * DAY
        assert progress.reviewed(idea, rating, now) > now
        assert progress.why_due(idea, now).endswith(".")
        assert progress.due(["K6", "K9"], now + 40_000 * DAY)
    if steps:
        assert set(kept(folder)["cards"]) == {idea for idea, *_ in steps}


# -- cards ----------------------------------------------------------------------------------


def test_what_was_recalled_comes_back_later_and_what_was_not_comes_back_soon():
    progress = Progress.open()
    assert progress.why_due("K6", NOON) == "New: you have not practised it yet."
    soon = progress.reviewed("K6", "again", NOON)
    late = progress.reviewed("K9", "easy", NOON)
    assert soon - NOON <= timedelta(minutes=10)
    assert late - NOON >= 2 * DAY
    assert progress.due(["K9", "K6", "K1"], NOON) == ["K1"]
    assert progress.due(["K9", "K6", "K1"], soon) == ["K6", "K1"]
    assert progress.due(["K9", "K6"], late) == ["K6", "K9"]
    assert progress.next_due(["K6", "K9", "K1"]) == soon
    assert progress.next_due(["K1"]) is None


def test_why_a_card_comes_back_is_said():
    progress = Progress.open()
    progress.reviewed("K6", "again", NOON)
    assert "still learning it: you saw it today" in progress.why_due("K6", NOON + DAY / 24)
    due = progress.reviewed("K9", "easy", NOON)
    said = f"You saw it today. It comes back in {(due - NOON).days} days."
    assert progress.why_due("K9", NOON) == said
    assert "By now about 90 in 100 would still recall it" in progress.why_due("K9", due)


def test_what_is_due_this_evening_is_due_in_the_morning():
    progress = Progress.open()
    local = datetime(2026, 11, 22, 18).astimezone()
    due = progress.reviewed("K6", "easy", local).astimezone()
    assert progress.due(["K6"], due.replace(hour=0, minute=1)) == ["K6"]
    assert progress.due(["K6"], due - DAY) == []


def test_a_clock_that_went_backwards_loses_nothing():
    progress = Progress.open()
    progress.reviewed("K6", "easy", NOON + 400 * DAY)
    assert progress.due(["K6"], NOON) == ["K6"]
    assert "clock was ahead" in progress.why_due("K6", NOON)
    due = progress.reviewed("K6", "good", NOON)
    assert NOON < due < NOON + 100 * DAY
    assert "clock" not in progress.why_due("K6", NOON)


def test_the_same_reviews_give_the_same_days():
    def days():
        card, now, found = None, NOON, []
        for _ in range(8):
            card = rescheduled(card, "good", now)
            found.append((datetime.fromisoformat(card["due"]) - now).days)
            now = datetime.fromisoformat(card["due"])
        return found

    assert days() == days()
    assert days()[1:] == sorted(days()[1:])
    assert days()[-1] > 30


@pytest.mark.parametrize("rating", ["god", 0, 5, True, None])
def test_a_rating_that_there_is_not_is_refused(pln_home, rating):
    with pytest.raises(PlnError, match="A rating can't be"):
        Progress.open().reviewed("K6", rating)
    assert not (pln_home / "progress.json").exists()


@pytest.mark.parametrize("card", [{}, {"due": "soon"}, 3, {"due": "2026-11-22T10:00:00+00:00"}])
def test_a_card_that_cant_be_used_is_new(tmp_path, card):
    data = {"format": "plnkit/progress", "version": 1, "cards": {"K6": card}}
    (tmp_path / "progress.json").write_text(json.dumps(data))
    progress = Progress.open(tmp_path)
    assert progress.due(["K6"], NOON) == ["K6"]
    assert progress.reviewed("K6", "good", NOON) > NOON


def test_ten_thousand_reviews_are_scheduled_at_once():
    card, now = None, NOON
    start = time.perf_counter()
    for n in range(10_000):
        card = rescheduled(card, RATINGS[n % 4], now)
        now += timedelta(hours=7)
    assert (
        time.perf_counter() - start < 2
    )  # 0.5 s is aimed at, on a machine with nothing else to do


# -- answers --------------------------------------------------------------------------------


def test_which_ideas_are_mixed_up_is_counted():
    progress = Progress.open()
    question = SMALL.questions["K6-1"]
    (wrong,) = [part.key for part in question.parts if part.idea == "K9"]
    for chosen in (wrong, wrong, question.solution, "gone since"):
        progress.answered("K6-1", chosen == question.solution, chosen)
    progress.answered("K6-7", False, "reinforcement")
    scenario = SMALL.questions["K6-3"]
    progress.answered("K6-3", False, next(p.key for p in scenario.parts if p.idea == "K4"))
    progress.answered("K99-1", False, "a question that was taken out")
    assert progress.mixed_up(SMALL) == [("K6", "K9", 3), ("K6", "K4", 1)]


def test_confidence_is_compared_with_what_was_right():
    progress = Progress.open()
    for right, sure in ((True, 0.9), (False, 0.9), (False, 1.0), (True, 0.1), (True, None)):
        progress.answered("K6-1", right, confidence=sure, now=NOON)
    progress.answered("K6-1", True, confidence=0.5, now=NOON + 8 * DAY)
    low, middle, high = progress.calibration()
    assert low == (0.1, 1.0, 1)
    assert middle == (0.5, 1.0, 1)
    assert (round(high.said, 3), round(high.right, 3), high.n) == (0.933, 0.333, 3)
    first, second = progress.calibration_by_week()
    assert (first.monday, first.n) == ("2026-11-16", 4)
    assert (second.monday, second.said, second.right) == ("2026-11-30", 0.5, 1.0)
    with pytest.raises(PlnError, match="from 0 to 1"):
        progress.answered("K6-1", True, confidence=70)


# -- the file -------------------------------------------------------------------------------

DAMAGED = [
    "",
    "{",
    "[]",
    "null",
    "[" * 100_000,
    "\x00\x01",
    '{"format": "plnkit/network", "version": 1}',
    '{"format": "plnkit/progress", "version": 0}',
    '{"format": "plnkit/progress", "version": 1, "cards": []}',
    '{"format": "plnkit/progress", "version": 1, "answers": {"a": 1}}',
    '{"format": "plnkit/progress", "version": 1, "answers": [{"question": "K6-1"}]}',
    '{"format": "plnkit/progress", "version": 1, "answers": [{"question": "K6-1", "right": true, "at": 5}]}',
    '{"format": "plnkit/progress", "version": 1, "lessons": {"01": {"done": [1]}}}',
    '{"format": "plnkit/progress", "version": 1, "lessons": {"01": 3}}',
]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_file_is_set_aside_and_said(tmp_path, text):
    (tmp_path / "progress.json").write_text(text)
    progress = Progress.open(tmp_path)
    (aside,) = tmp_path.glob("progress-damaged-*.json")
    assert aside.read_text() == text
    assert progress.notices == [
        f"progress.json was damaged, so your progress begins anew. The old file is kept as {aside}."
    ]
    progress.mark("01_key_terms", "before")
    assert Progress.open(tmp_path).done("01_key_terms") == {"before"}


def test_a_file_from_a_newer_plnkit_is_refused_and_left_as_it_is(tmp_path):
    text = '{"format": "plnkit/progress", "version": 2, "badges": {}}'
    (tmp_path / "progress.json").write_text(text)
    with pytest.raises(PlnError, match="from a newer plnkit"):
        Progress.open(tmp_path)
    assert (tmp_path / "progress.json").read_text() == text


def test_a_disk_that_refuses_is_said_and_the_file_stays(tmp_path, monkeypatch):
    progress = Progress.open(tmp_path)
    progress.mark("01_key_terms", "before")

    def full(path, text):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("plnkit.model.practice.write_whole", full)
    with pytest.raises(PlnError, match="could not be written: No space left"):
        progress.mark("01_key_terms", "after")
    assert progress.done("01_key_terms") == {"before"}


DONE = st.one_of(
    st.tuples(st.just("answered"), st.sampled_from(["K6-1", "K6-3"]), st.booleans()),
    st.tuples(st.just("mark"), st.sampled_from(["01", "02"]), st.sampled_from("abc")),
    st.tuples(st.just("reviewed"), st.sampled_from(["K6", "K9"]), st.sampled_from(RATINGS)),
    st.tuples(st.just("take"), st.sampled_from(["ten", "audit"])),
    st.tuples(st.just("keep"), st.sampled_from("12"), st.sampled_from(["help", "ask"])),
    st.tuples(st.just("drop"), st.sampled_from("12")),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), DONE), max_size=12))
def test_two_tabs_keep_what_one_would_have_kept(tmp_path_factory, did):
    folders = [tmp_path_factory.mktemp(name) for name in ("two", "one")]
    for tabs, folder in zip((2, 1), folders, strict=True):
        progress = [Progress.open(folder) for _ in range(tabs)]
        plans = [KeptPlan(folder / "plan.ics") for _ in range(tabs)]
        for minute, (right, (what, *words)) in enumerate(did):
            at = right and tabs == 2
            now = NOON + timedelta(minutes=minute)
            if what == "keep":
                step = Step(words[0] * 16, words[1], day="2026-12-01", edits=minute)
                plans[at].change(lambda plan, step=step: plan.with_step(step))
            elif what == "drop":
                plans[at].change(lambda plan, id=words[0] * 16: plan.without(id))
            elif what in ("answered", "reviewed"):
                getattr(progress[at], what)(*words, now=now)
            else:
                getattr(progress[at], what)(*words)
    for name in ("progress.json", "plan.ics"):
        two, one = (folder / name for folder in folders)
        assert two.exists() == one.exists()
        assert not two.exists() or two.read_bytes() == one.read_bytes()


def _answer(folder, name):
    import os

    os.environ["PLN_HOME"] = str(folder)
    for n in range(10):
        Progress.open(folder).answered(f"{name}-{n}", True)


def test_two_kernels_at_once_lose_no_answer(tmp_path):
    context = multiprocessing.get_context("spawn")
    kernels = [context.Process(target=_answer, args=(tmp_path, name)) for name in "ab"]
    for kernel in kernels:
        kernel.start()
    for kernel in kernels:
        kernel.join()
    assert len(Progress.open(tmp_path).answers()) == 20

"""An assignment drawn from the bank: no sheet like another, each worth the same, the key on one side alone."""

import shutil
import tomllib
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from assignments import BY_KEY, SOURCE, key, solution
from plnkit.model.assignment import FILE, assignment_in
from plnkit.model.bank import bank
from plnkit.model.checks import scored
from plnkit.model.network import PlnError
from plnkit.model.quiz_key import checks_with, key_file, key_of, sheet_mark
from plnkit.model.quiz_sheet import sheet, write_sheet
from plnkit.model.received import HandInData

TEXT = (SOURCE / BY_KEY / FILE).read_text(encoding="utf-8")
POSSIBLE = 28


@pytest.fixture
def folder(tmp_path):
    """A teacher's course with this one assignment in it."""
    return Path(shutil.copytree(SOURCE / BY_KEY, tmp_path / "course" / "source" / BY_KEY))


def points(assignment, key, answers) -> float:
    handed_in = HandInData(BY_KEY, answers)
    scores = scored(handed_in, assignment, checks_with(assignment, key))
    return sum(score.points for score in scores.values())


def why(answers: dict, id: str) -> str:
    """What grading says of one answer to the course's own sheet."""
    assignment = assignment_in(SOURCE / BY_KEY)
    rule = checks_with(assignment, key())["by_key"]
    return rule(HandInData(BY_KEY, answers), assignment, id).reason


# -- drawing ------------------------------------------------------------------------------------


def test_the_sheet_in_the_course_is_the_one_its_seed_draws():
    made, _ = sheet(TEXT, BY_KEY, bank(), 1)
    assert made == TEXT, "the bank has changed since: plnkit terms assignment"


def test_no_two_of_thirty_sheets_are_alike_and_each_has_many_kinds_of_question():
    sheets, asked = [], set()
    for seed in range(30):
        text, answers = sheet(TEXT, BY_KEY, bank(), seed)
        questions = [entry["question"] for entry in answers.values()]
        assert len({bank().questions[id].idea for id in questions}) == 14
        assert len({bank().questions[id].kind for id in questions}) >= 6
        asks = [a["prompt"] for a in tomllib.loads(text)["answers"]]
        assert len(set(asks)) == len(asks)
        sheets.append(text)
        asked.update(questions)
    assert len(set(sheets)) == 30
    assert len(asked) > 60


@pytest.mark.parametrize("seed", range(1, 12))
def test_whoever_answers_right_earns_the_same_by_any_seed(folder, seed):
    write_sheet(folder, bank(), seed)
    assignment = assignment_in(folder)
    made = key_of(assignment, folder)
    right = {id: entry["right"] for id, entry in made["answers"].items()}
    assert points(assignment, made, right) == POSSIBLE
    assert points(assignment, made, {}) == 0
    assert points(assignment, made, solution(BY_KEY)) == (
        POSSIBLE if seed == 1 else pytest.approx(0, abs=4)
    )


@pytest.mark.parametrize("seed", range(1, 6))
def test_no_part_of_the_key_is_in_what_is_released(seed):
    text, key = sheet(TEXT, BY_KEY, bank(), seed)
    notebook = (SOURCE / BY_KEY / f"{BY_KEY}.ipynb").read_text(encoding="utf-8")
    released = text.replace('\\"', '"') + notebook
    for entry in key.values():
        question = bank().questions[entry["question"]]
        whys = [p.why for p in question.parts] + [w["why"] for w in question.body.get("wrong", ())]
        keys = [part.key for part in question.parts]
        told = [question.id, question.explain, question.body.get("otherwise"), *whys, *keys]
        assert [each for each in told if each and each in released] == []
    known = {"id", "kind", "prompt", "hint", "options", "story", "picture", "unit"}
    known |= {"fixed", "at_least", "at_most", "columns"}
    assert {name for answer in tomllib.loads(text)["answers"] for name in answer} <= known


def test_the_right_option_stands_at_no_place_more_often_than_chance_has_it():
    at = [0, 0, 0, 0]
    for seed in range(60):
        text, answers = sheet(TEXT, BY_KEY, bank(), seed)
        for answer in tomllib.loads(text)["answers"]:
            right = answers[answer["id"]]["right"]
            if answer["kind"] == "choice" and len(answer["options"]) == 4:
                at[[*answer["options"]].index(right)] += 1
    assert min(at) > 0.18 * sum(at)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("# -- what is asked", "# what is asked", "needs two lines"),
        ('about = ["K1"]', 'about = ["K99"]', "nothing called 'K99'"),
        ('about = ["K1"]', "about = []", "no other question about"),
        ('check = "by_key"', 'check = "answered"', "has no check 'by_key'"),
    ],
)
def test_what_can_t_be_drawn_is_said(old, new, says):
    with pytest.raises(PlnError, match=says):
        sheet(TEXT.replace(old, new), BY_KEY, bank(), 1)


def test_released_questions_stay_as_they_are_and_their_key_can_be_made_again(folder):
    (folder.parent.parent / "release" / BY_KEY).mkdir(parents=True)
    with pytest.raises(PlnError, match="is released with other questions"):
        write_sheet(folder, bank(), 2)
    assert (folder / FILE).read_text(encoding="utf-8") == TEXT
    write_sheet(folder, bank(), 1)
    assert key_of(assignment_in(folder), folder) == key()


def test_a_sheet_that_can_t_be_loaded_is_put_back(folder):
    broken = TEXT.replace("minutes = 60", "minuts = 60")
    (folder / FILE).write_text(broken, encoding="utf-8")
    with pytest.raises(PlnError, match="minuts"):
        write_sheet(folder, bank(), 2)
    assert (folder / FILE).read_text(encoding="utf-8") == broken
    assert not key_file(folder).exists()


# -- the key ------------------------------------------------------------------------------------


def test_without_its_key_or_with_another_nothing_is_graded(folder):
    assignment = assignment_in(folder)
    with pytest.raises(PlnError, match=r"There is no key to a1.*plnkit terms assignment --seed N"):
        key_of(assignment, folder)
    with pytest.raises(PlnError, match="can't be graded without its key"):
        checks_with(assignment, None)
    write_sheet(folder, bank(), 2)
    (folder / FILE).write_text(TEXT, encoding="utf-8")
    with pytest.raises(PlnError, match="the key to other questions"):
        key_of(assignment_in(folder), folder)
    for text in ("{", "[]", '{"sheet": 3}', "\x00"):
        key_file(folder).write_text(text, encoding="utf-8")
        with pytest.raises(PlnError, match="plnkit terms assignment"):
            key_of(assignment_in(folder), folder)


def test_an_assignment_without_such_questions_needs_no_key():
    audit = assignment_in(SOURCE / "a3_audit")
    assert key_of(audit, SOURCE / "a3_audit") is None
    assert checks_with(audit, None) == {}


def test_each_part_that_is_right_counts():
    right = key()["answers"]["q02"]["right"]
    assignment = assignment_in(SOURCE / BY_KEY)
    assert len(right) == 5
    assert points(assignment, key(), {"q02": right[:3]}) == pytest.approx(2 * 3 / 5)
    swapped = [{**right[0], "put": next(r["put"] for r in right if r["put"] != right[0]["put"])}]
    assert points(assignment, key(), {"q02": [*swapped, *right[1:]]}) == pytest.approx(2 * 4 / 5)
    # A row put to two places is put to none.
    assert points(assignment, key(), {"q02": [*swapped, *right]}) == pytest.approx(2 * 4 / 5)


def test_ticking_everything_earns_little_and_two_of_three_earn_two_thirds():
    (right, options) = (
        key()["answers"]["q01"]["right"],
        assignment_in(SOURCE / BY_KEY).answers["q01"].options,
    )
    assignment = assignment_in(SOURCE / BY_KEY)
    assert points(assignment, key(), {"q01": right[:2]}) == pytest.approx(4 / 3, abs=0.01)
    assert points(assignment, key(), {"q01": [*options]}) == pytest.approx(2 / 3, abs=0.01)


def test_a_wrong_choice_gets_its_reason_and_the_right_one_is_not_given_away():
    entry = key()["answers"]["q03"]
    wrong, reason = next(iter(entry["why"].items()))
    said = why({"q03": wrong}, "q03")
    assert said.startswith("Not right.")
    assert reason in said
    assert entry["right"] not in said
    assert assignment_in(SOURCE / BY_KEY).answers["q03"].options[entry["right"]] not in said
    assert why({"q03": entry["right"]}, "q03").startswith("Right.")


@pytest.mark.parametrize(
    "value", ["b", "o0000000", 3, True, ["o0000000"], [{"row": "x", "put": "y"}], [{"put": "x"}]]
)
@pytest.mark.parametrize("id", ["q01", "q02", "q03"])
def test_a_strange_answer_earns_nothing_and_is_told_from_none(id, value):
    assignment = assignment_in(SOURCE / BY_KEY)
    assert points(assignment, key(), {id: value}) == 0
    assert "What was handed in is no answer" in why({id: value}, id) or "0 of" in why(
        {id: value}, id
    )
    assert why({}, id).startswith("Not answered yet")


SCALARS = (
    st.none() | st.booleans() | st.floats(-1e9, 1e9) | st.sampled_from(["a", "o12", "unknown", ""])
)
IDS = [id for q in assignment_in(SOURCE / BY_KEY).answers.values() for id in q.options]
CELLS = SCALARS | st.sampled_from(IDS)
ROWS = st.dictionaries(
    st.sampled_from(["row", "put", "x"]), CELLS | st.lists(CELLS, max_size=3), max_size=3
)


@settings(max_examples=150, deadline=None)
@drawn(
    st.dictionaries(
        st.sampled_from([f"q{n:02}" for n in range(1, 17)]),
        CELLS | st.lists(CELLS | ROWS, max_size=6),
    )
)
def test_nothing_that_is_handed_in_stops_grading(answers):
    assignment = assignment_in(SOURCE / BY_KEY)
    scores = scored(HandInData(BY_KEY, answers), assignment, checks_with(assignment, key()))
    lines = [line for score in scores.values() for line in score.lines]
    assert all(
        0 <= got <= most and reason and "stopped" not in reason for got, most, reason in lines
    )


def test_a_sheet_s_mark_is_that_of_its_questions_alone():
    assert sheet_mark(assignment_in(SOURCE / BY_KEY)) == key()["sheet"]

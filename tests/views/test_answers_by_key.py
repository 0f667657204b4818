"""An assignment on the bank's questions, as a learner works on it: saved, complete or not, never judged."""

import json
import shutil
import zipfile

import ipywidgets
import pytest
from views.test_answers import write

import plnkit
from assignments import BY_KEY, SOURCE, TEXT, key, solution
from plnkit.model.bank import bank
from plnkit.model.library import sample
from plnkit.model.store import Store
from plnkit.views import work
from plnkit.views.controls import Control

INSTANCES = ipywidgets.widgets.widget._instances
TABLE = next(
    id
    for id, entry in key()["answers"].items()
    if isinstance(entry["right"], list) and isinstance(entry["right"][0], dict)
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A student's folder, in which she works."""
    shutil.copytree(SOURCE / BY_KEY, tmp_path / BY_KEY)
    monkeypatch.chdir(tmp_path / BY_KEY)
    monkeypatch.setattr(work, "_HERE", {})
    return tmp_path / BY_KEY


def say(id: str, value) -> plnkit.Answer:
    """Answer as the page does; a table's rows hold what they are about, and not its id."""
    answer = plnkit.Answer(id)
    if answer._asked.fixed:
        put = {row["row"]: row["put"] for row in value}
        texts = answer._asked.columns[0].options
        value = [{"row": text, "put": put.get(id)} for id, text in texts.items()]
    answer._control.value = value
    return answer


def say_all() -> None:
    for id, value in solution(BY_KEY).items():
        say(id, value)


def test_every_answer_is_saved_as_the_key_has_it_and_there_after_a_restart(folder, monkeypatch):
    say_all()
    saved = json.loads((folder / "handin.json").read_text(encoding="utf-8"))["answers"]
    alike = {id: sorted(v, key=str) if isinstance(v, list) else v for id, v in saved.items()}
    right = solution(BY_KEY)
    assert alike == {
        id: sorted(v, key=str) if isinstance(v, list) else v for id, v in right.items()
    }
    monkeypatch.setattr(work, "_HERE", {})
    for id in saved:
        answer = plnkit.Answer(id)
        assert answer._said.value == "Saved before."
        assert answer._now() == saved[id]


def test_a_table_shows_each_row_from_the_beginning_and_keeps_what_is_chosen_so_far(folder):
    answer, rows = plnkit.Answer(TABLE), solution(BY_KEY)[TABLE]
    texts = [*answer._asked.columns[0].options.values()]
    assert [row["row"] for row in answer._control.value] == texts
    assert not answer._control.grows
    say(TABLE, rows[1:3])
    assert work.work_here().handin.answers[TABLE] == rows[1:3]
    assert [bool(row["put"]) for row in answer._control.value][:4] == [False, True, True, False]
    say(TABLE, [])
    assert TABLE not in work.work_here().handin.answers


def test_check_my_work_says_how_much_is_answered_and_never_whether_it_is_right(folder):
    wrong = next(iter(key()["answers"]["q03"]["why"]))
    part, whole = plnkit.check_my_work("t1_networks"), plnkit.check_my_work()
    assert part._said.value == ""
    part._button.clicks += 1
    assert part._said.value.startswith("0 of 3 questions answered.")
    say("q01", solution(BY_KEY)["q01"])
    say("q03", wrong)
    part._button.clicks += 1
    whole._button.clicks += 1
    assert part._said.value == (
        "2 of 3 questions answered. Whether they are right is scored after you hand in."
    )
    assert whole._said.value.startswith("2 of 14 questions answered.")
    assert part._said.tone == "note"
    say("q03", solution(BY_KEY)["q03"])
    first = part._table.value
    part._button.clicks += 1
    assert part._table.value == first
    assert "up to 2" in first
    assert "of 2<" not in first
    say_all()
    part._button.clicks += 1
    assert part._said.tone == "good"


def test_a_story_and_a_picture_stand_above_their_question(folder):
    asked = work.work_here().assignment.answers
    (story, *_) = (id for id, question in asked.items() if question.story)
    (drawn, *_) = (id for id, question in asked.items() if question.picture)
    assert asked[story].story[:40] in plnkit.Answer(story)._static_html()
    assert 'role="img"' in plnkit.Answer(drawn)._static_html()


def test_nothing_of_the_key_is_in_any_state_or_twin_after_everything_is_answered(folder):
    before = set(INSTANCES)
    say_all()
    plnkit.check_my_work(), plnkit.HandIn()
    there = [w for id, w in list(INSTANCES.items()) if id not in before]
    told = "\n".join(json.dumps(w.get_state(), default=str, ensure_ascii=False) for w in there)
    told += "".join(str(w._repr_mimebundle_()) for w in there if isinstance(w, Control))
    for entry in key()["answers"].values():
        question = bank().questions[entry["question"]]
        assert question.explain not in told
        assert [reason for reason in entry["why"].values() if reason in told] == []


def test_it_is_handed_in_without_a_map_also_by_who_has_one_and_names_are_looked_for(folder):
    with Store.open() as store:
        store.edit("mapped", sample("student"))
    hand = plnkit.HandIn()
    assert "0 of 14 questions" in hand._seen.value
    say_all()
    assert "14 of 14 questions" in hand._seen.value
    write(folder, "I will ask Amara Okafor on Thursday.")
    hand._make.clicks += 1
    assert hand._said.tone == "care"
    write(folder, TEXT)
    hand._make.clicks += 1
    assert hand._said.tone == "good", hand._said.value
    (made,) = folder.glob("*.zip")
    handed_in = json.loads(zipfile.ZipFile(made).read("handin.json"))
    assert set(handed_in) == {"format", "version", "assignment", "made", "fictional", "answers"}
    assert len(handed_in["answers"]) == 14


def test_who_has_answered_nothing_can_still_hand_in(folder):
    write(folder, TEXT)
    hand = plnkit.HandIn()
    hand._make.clicks += 1
    assert hand._said.tone == "good", hand._said.value

"""Quiz, flashcards and glossary from Python's side: what a page asks, and what it may know by then."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plnkit.draw.calibration import calibration
from plnkit.model.bank import bank
from plnkit.model.network import PlnError
from plnkit.model.practice import Band, Progress, Week
from plnkit.views import flashcards, glossary, quiz
from plnkit.views.controls import NOT_UNDERSTOOD
from plnkit.views.flashcards import Flashcards
from plnkit.views.glossary import Glossary
from plnkit.views.quiz import Quiz

HERE = Path(__file__).parent / "bank"  # one question of each kind
QUESTIONS = bank(HERE).questions
ALL = ["K6", "K9"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    for room in (quiz, flashcards, glossary):
        monkeypatch.setattr(room, "bank", lambda: bank(HERE))
    monkeypatch.setenv("PLN_HOME", str(tmp_path / "pln"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "pln"


def ask(widget, do: str, **given) -> dict:
    """Asks as the page does; what it then shows."""
    widget._handle_custom_msg({"do": do, **given}, [])
    return widget._page


def page_of(widget) -> dict:
    return json.loads(json.dumps(widget._page))


def wrong(question):
    """A wrong answer, in the shape that its kind asks for."""
    right = question.solution
    if question.kind in ("single", "scenario", "several"):
        key = next(part.key for part in question.parts if not part.right)
        return [key] if question.kind == "several" else key
    if question.kind == "order":
        return right[::-1]
    if question.kind in ("fill", "number"):
        return "reinforcement" if question.kind == "fill" else 2
    return dict.fromkeys(right, next(iter(right.values())))


def told_too_early(question) -> set[str]:
    """What a page must not know before the answer: every reason, and the explanation."""
    reasons = {part.why for part in question.parts} | {question.explain}
    reasons |= {row["why"] for row in question.body.get("wrong", ())}
    return reasons | {question.body.get("otherwise", question.explain)}


# -- the quiz -----------------------------------------------------------------------------------


def test_there_is_a_question_of_each_kind():
    kinds = "single several match order sort fill scenario number label"
    assert {question.kind for question in QUESTIONS.values()} == set(kinds.split())


@pytest.mark.parametrize("id", QUESTIONS)
def test_the_page_knows_no_reason_and_no_answer_before_it_is_given(id):
    widget, question = Quiz(id), QUESTIONS[id]
    state = json.dumps(widget.get_state()) + json.dumps(widget._repr_mimebundle_())
    assert question.ask.split("___")[0] in state
    assert [reason for reason in told_too_early(question) if reason in state] == []
    assert json.dumps(question.solution) not in json.dumps(widget._page["question"]) or (
        question.kind in ("single", "scenario", "number")  # one of the options; a 3 somewhere
    )


@pytest.mark.parametrize("id", QUESTIONS)
def test_a_wrong_answer_and_then_the_right_one(id):
    widget, question = Quiz(id), QUESTIONS[id]
    page = ask(widget, "answer", answer=wrong(question), sure=0.5)
    assert (page["judged"]["tone"], page["closed"], page["tries"]) == ("care", False, 1)
    assert question.explain not in json.dumps(page)
    page = ask(widget, "answer", answer=question.solution, sure=None)
    assert (page["judged"]["tone"], page["closed"]) == ("good", True)
    assert page["judged"]["says"] == question.explain
    given = Progress.open().answers()
    assert [row["right"] for row in given] == [False, True]
    assert given[0]["confidence"] == 0.5
    assert "confidence" not in given[1]  # only what is said before anything was told counts


def test_of_several_only_what_was_chosen_is_told():
    question = QUESTIONS["K6-2"]
    widget = Quiz("K6-2")
    page = ask(widget, "answer", answer=question.solution[:1])
    assert [key for key, *_ in page["judged"]["parts"]] == question.solution[:1]
    assert "missing" in page["judged"]["says"]


def test_a_second_wrong_answer_lets_the_right_one_be_shown_and_it_does_not_count():
    widget, question = Quiz("K6-1"), QUESTIONS["K6-1"]
    assert ask(widget, "reveal")["closed"] is False
    assert ask(widget, "answer", answer=wrong(question))["reveals"] is False
    assert ask(widget, "answer", answer=wrong(question))["reveals"] is True
    page = ask(widget, "reveal")
    assert (page["closed"], page["answer"], page["marks"]) == (True, question.solution, ["wrong"])
    assert len(Progress.open().answers()) == 2
    assert "0 of 1" in ask(widget, "summary")["summary"]["html"]


def test_another_notebook_goes_on_where_one_stopped():
    widget = Quiz(ALL)
    first, second = list(QUESTIONS.values())[:2]
    ask(widget, "answer", answer=first.solution)
    ask(widget, "go", to=1)
    ask(widget, "answer", answer=wrong(second))
    page = page_of(Quiz(ALL))
    assert (page["at"], page["marks"][:3]) == (1, ["right", "wrong", "open"])
    assert page["judged"]["head"] == "Not yet."


def test_a_finished_quiz_opens_with_how_it_went_and_can_begin_again():
    for id in ("K6-1", "K9-1"):
        ask(Quiz(id), "answer", answer=QUESTIONS[id].solution)
    widget = Quiz(["K6-1", "K9-1"])
    assert "2 of 2" in widget._page["summary"]["html"]
    page = ask(widget, "again", only="all")
    assert (page["marks"], page["round"], page["summary"]) == (["open", "open"], 1, None)
    page = ask(widget, "answer", answer=wrong(QUESTIONS["K6-1"]))
    assert page["judged"]["head"] == "Not yet."
    page = ask(Quiz(["K6-1", "K9-1"]), "go", to=0)
    assert page["tries"] == 1  # the first round is over


def test_a_question_changed_since_is_asked_anew():
    Progress.open().answered("K6-1", right=True, chosen="an option of old")
    assert Quiz("K6-1")._page["marks"] == ["open"]


def test_before_tells_nothing_and_after_tells_what_changed():
    ids = ["K6-1", "K6-4"]
    before = Quiz(ids, when="before")
    page = ask(before, "answer", answer=wrong(QUESTIONS["K6-1"]))
    assert (page["marks"], page["closed"]) == (["done", "open"], True)
    assert not [why for why in told_too_early(QUESTIONS["K6-1"]) if why in json.dumps(page)]
    ask(before, "go", to=1)
    ask(before, "answer", answer="reciprocity")
    assert "2 of 2 kept" in Quiz(ids, when="before")._page["summary"]["html"]
    after = Quiz(ids, when="after")
    assert after._page["marks"] == ["open", "open"]
    for n, id in enumerate(ids):
        ask(after, "go", to=n)
        ask(after, "answer", answer=QUESTIONS[id].solution)
    html = ask(after, "summary")["summary"]["html"]
    assert "1 before, 2 now" in html
    assert "not right" in html
    assert "1 before, 2 now" in Quiz(ids, when="after")._page["summary"]["html"]
    assert len(Progress.open().answers()) == 2  # what is kept before counts nowhere else


def test_after_alone_says_that_there_was_no_before():
    widget = Quiz("K6-1", when="after")
    ask(widget, "answer", answer=QUESTIONS["K6-1"].solution)
    assert "1 now; before, none was answered" in ask(widget, "summary")["summary"]["html"]


def test_a_check_of_a_lesson_asks_one_question_of_each_idea():
    assert [turn.question.id for turn in Quiz("01_key_terms", when="before")._turns] == ["K6-1", "K9-1"]  # fmt: skip
    assert [turn.question.id for turn in Quiz(["K6-2", "K6-3"], when="after")._turns] == ["K6-2", "K6-3"]  # fmt: skip


def test_the_summary_says_which_terms_are_mixed_up_and_how_sure_one_was():
    widget, question = Quiz("K6-1"), QUESTIONS["K6-1"]
    taken_for_k9 = next(part.key for part in question.parts if part.idea)
    ask(widget, "answer", answer=taken_for_k9, sure=1)
    html = ask(widget, "summary")["summary"]["html"]
    assert "Reciprocity, taken for Reinforcement" in html
    assert "about two sides" in html
    assert "Certain" in html
    assert widget._page["summary"]["actions"][0][0] == "missed"


def test_what_names_nothing_is_refused_with_a_suggestion():
    with pytest.raises(PlnError, match="01_key_terms"):
        Quiz("01_key_term")
    with pytest.raises(PlnError, match="no questions"):
        Quiz([])
    with pytest.raises(PlnError, match="when is 'before', 'after'"):
        Quiz("K6", when="during")


def test_a_disk_that_refuses_does_not_stop_the_practice(monkeypatch):
    widget = Quiz("K6-1")

    def refuse(*_):
        raise PlnError("The disk is full.")

    monkeypatch.setattr(widget._progress, "_change", refuse)
    page = ask(widget, "answer", answer=QUESTIONS["K6-1"].solution)
    assert (page["closed"], page["saved"]) == (True, "Not saved. The disk is full.")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda more: st.lists(more, max_size=3) | st.dictionaries(st.text(max_size=6), more, max_size=3),
    max_leaves=5,
)  # fmt: skip


DOES = ["answer", "reveal", "go", "summary", "again", "turn", "rate", "side", "more"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    do=st.sampled_from([*DOES, "?"]) | JUNK,
    told=st.dictionaries(st.sampled_from(["answer", "sure", "to", "only", "rating", "side"]), JUNK),
    id=st.sampled_from(list(QUESTIONS)),
)
def test_what_a_page_should_not_send_is_a_sentence(do, told, id):
    for widget in (Quiz(id), Flashcards()):
        widget._handle_custom_msg({**told, "do": do}, [])
        page_of(widget)
        if not isinstance(do, str) or not hasattr(widget, f"_do_{do}"):
            assert widget.error == NOT_UNDERSTOOD


def test_the_static_twin_has_every_question_to_print_and_no_key():
    widget = Quiz(ALL)
    html = widget._static_html()
    assert html.count("<li><p>") == 9
    assert "Two teachers share plans with each other" in html
    assert not [why for q in QUESTIONS.values() for why in told_too_early(q) if why in html]
    assert widget.text() == "Check yourself: 0 of 9 questions answered"


# -- flashcards and glossary ----------------------------------------------------------------------


def test_a_card_shows_its_back_only_when_turned_and_comes_back_as_fsrs_says():
    widget = Flashcards()
    assert bank(HERE).ideas["K6"].plain not in json.dumps(widget._page)
    assert ask(widget, "rate", rating=4)["card"]["id"] == "K6 0"  # not turned: not rated
    assert "Giving and taking" in ask(widget, "turn")["card"]["back"]
    page = ask(widget, "rate", rating=4)
    assert page["said"].startswith("Reciprocity: Easy. It comes back in ")
    assert page["card"]["id"] == "K9 1"
    assert Progress.open().due(["K6"], datetime.now(UTC)) == []
    assert Progress.open().due(["K6"], datetime.now(UTC) + timedelta(days=30)) == ["K6"]
    assert Flashcards()._queue == ["K9"]


def test_what_was_not_known_comes_once_more_in_the_same_sitting(monkeypatch):
    monkeypatch.setattr(flashcards, "NEW", 1)
    widget = Flashcards()
    ask(widget, "turn")
    page = ask(widget, "rate", rating=1)
    assert page["card"]["why"] == "Once more: a moment ago you did not know it."
    ask(widget, "turn")
    page = ask(widget, "rate", rating=4)
    assert page["card"] is None
    assert "You have begun 1 of 2 terms." in page["html"]


def test_new_terms_come_few_at_a_time_unless_one_asks_for_more(monkeypatch):
    monkeypatch.setattr(flashcards, "NEW", 1)
    widget = Flashcards()
    ask(widget, "turn")
    page = ask(widget, "rate", rating=4)
    assert (page["card"], page["more"]) == (None, True)
    assert ask(widget, "more")["card"]["front"] == "Reinforcement"


def test_the_meaning_can_come_first():
    page = ask(Flashcards(), "side", side="plain")
    assert page["card"]["front"] == bank(HERE).ideas["K6"].plain
    assert "Reciprocity" not in json.dumps(page["card"])


def test_the_glossary_has_every_term_and_a_link_to_the_lesson_that_is_there(folder):
    entries = Glossary()._entries
    assert [entry["term"] for entry in entries] == ["Reciprocity", "Reinforcement"]
    assert entries[0]["source"] == "The course's own wording."
    assert entries[0]["link"] == ""
    Path("01_key_terms.ipynb").write_text("{}")
    assert Glossary()._entries[0]["link"] == "01_key_terms.ipynb"
    assert "<dt><strong>Reciprocity</strong></dt>" in Glossary()._static_html()


# -- pictures -------------------------------------------------------------------------------------


def test_calibration_is_drawn_with_its_table():
    bands = [Band(0.25, 0.5, 4), Band(1.0, 0.75, 8)]
    weeks = [Week("2026-11-02", 0.5, 0.4, 5), Week("2026-11-09", 0.6, 0.6, 7)]
    html = calibration(bands, weeks)
    assert html.count("<svg") == 2
    for words in ("Guessing", "Certain", "25%", "75%", "2026-11-09"):
        assert words in html
    assert "<svg" not in calibration(bands[:1], weeks[:1])

"""Questions of the bank, one at a time: how sure one is, the answer, and why.

    plnkit.Quiz("K6")                           an idea, a group of ideas, a lesson, or a list of these
    plnkit.Quiz("01_key_terms", when="before")      a check before a lesson, without the answers
    plnkit.Quiz("01_key_terms", when="after")       and after it: what has changed

The right answer stays in Python until the learner has answered. What was answered is in the
learner's folder: it is there after a restart, in another notebook, and tomorrow.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import traitlets as t

from plnkit.draw.bank import drawing
from plnkit.draw.calibration import SURE, calibration
from plnkit.draw.tables import table_html
from plnkit.draw.text import escaped, short
from plnkit.model.bank import CHOICES, Judged, Question, bank
from plnkit.model.course import check_questions as _few
from plnkit.model.course import lessons
from plnkit.model.network import PlnError, counted
from plnkit.model.practice import Progress
from plnkit.model.store import home_words
from plnkit.views.controls import STATIC, Control, tried

PATIENCE = 2  # wrong answers until the right one can be shown
LABELS = {"": "Check yourself", "before": "Before you begin", "after": "What has changed?"}
HINTS = {
    "": "",
    "before": "Answer as well as you can now. Nobody marks it, and the answers come later.",
    "after": "The questions from before the lesson. At the end you see what has changed.",
}
PLACED = {  # what is placed, and what it is placed to, in a question as posed
    "match": ("lefts", "rights"),
    "sort": ("items", "groups"),
    "label": ("places", "labels"),
}


class Practice(Control):
    """What quiz, flashcards and glossary share: one bundle of code, and messages that may fail.

    A message names what it asks for in `do`; the method `_do_` of that name answers.
    """

    _code = "practice.js"
    _css = STATIC / "practice.css"
    _page = t.Dict().tag(sync=True)
    _saved = ""

    def __init__(self, label: str, **options):
        super().__init__(label, **options)
        self.on_msg(self._heard)

    def _heard(self, _, message: object, __) -> None:
        _, self.error = tried(lambda: getattr(self, f"_do_{message['do']}")(message))
        self._show()

    def _keep(self, call: Callable, *given: object, **named: object) -> Any:
        """Save something; where that fails, practice goes on and the page says so."""
        try:
            kept = call(*given, **named)
        except PlnError as problem:
            self._saved = f"Not saved. {problem}"
            return None
        self._saved = f"Saved in {home_words()}."
        return kept

    def _show(self) -> None:
        raise NotImplementedError


@dataclass
class _Turn:
    """What a learner did with one question in this round; `closed` says that it is over."""

    question: Question
    posed: dict
    answer: Any = None
    judged: Judged | None = None
    tries: int = 0
    first: bool | None = None  # whether the first try was right
    closed: bool = False

    def mark(self, when: str) -> str:
        if when == "before":
            return "done" if self.closed else "open"
        if self.closed:
            return "right" if self.judged and self.judged.right else "wrong"
        return "wrong" if self.tries else "open"


class Quiz(Practice):
    """Questions about an idea (K6), a group of ideas (K), a lesson, or a list of these and of question ids.

    `when` is "before" or "after" for a check around a lesson: before, answers are kept and
    nothing is told; after, the summary shows both. Raises PlnError for a word that names no
    question of the bank.
    """

    _kind = t.Unicode("quiz").tag(sync=True)

    def __init__(self, what: str | Iterable[str], label: str = "", when: str = "", **options):
        if when not in LABELS:
            raise PlnError(f"Quiz: when is 'before', 'after' or left out, not {when!r}.")
        self._when, self._bank, self._progress = when, bank(), Progress.open()
        self._asked = _few(what, self._bank) if when else self._bank.chosen(what)
        if not self._asked:
            raise PlnError(f"The bank has no questions about {what} yet.")
        self._round = 0
        self._past: dict[str, list[dict]] = {}
        for given in self._progress.answers():
            self._past.setdefault(given["question"], []).append(given)
        self._turns = [self._remembered(question) for question in self._asked]
        self._at = next((i for i, turn in enumerate(self._turns) if not turn.closed), 0)
        self._summed = all(turn.closed for turn in self._turns)
        super().__init__(label or LABELS[when], **{"hint": HINTS[when], **options})
        if lesson := _lesson_of(what):
            with suppress(PlnError):  # the first answer says that nothing can be saved
                self._progress.opened(lesson)
        self._show()

    def text(self) -> str:
        answered = sum(turn.mark(self._when) != "open" for turn in self._turns)
        return f"{self.label}: {answered} of {counted(len(self._turns), 'question')} answered"

    def _static_html(self) -> str:
        """The questions to print, without the answers."""
        asked = "".join(f"<li>{_printed(turn.posed)}</li>" for turn in self._turns)
        return f"<h3>{escaped(self.label)}</h3><ol>{asked}</ol>"

    # -- what is remembered ------------------------------------------------------------------

    def _fresh(self, question: Question) -> _Turn:
        posed = question.posed(seed=len(self._past.get(question.id, ())) + self._round)
        if "picture" in posed:
            posed["svg"] = drawing(posed.pop("picture"))
        return _Turn(question, posed)

    def _remembered(self, question: Question) -> _Turn:
        """The turn as it was left: the answers since the last one that was right, that one included."""
        turn = self._fresh(question)
        if self._when:
            turn.closed = self._checked(question, self._when) is not None
            if self._when == "before" or not turn.closed:
                return turn
        run: list[dict] = []
        for given in reversed(self._past.get(question.id, [])):
            if run and given["right"]:
                break
            run.insert(0, given)
        if run:
            try:
                turn.judged = question.judged(run[-1].get("chosen"))
            except PlnError:  # the question was changed since
                return self._fresh(question)
            turn.answer, turn.tries = run[-1].get("chosen"), len(run)
            turn.first, turn.closed = run[0]["right"], turn.judged.right
        return turn

    def _checked(self, question: Question, when: str) -> bool | None:
        """Whether the answer in the check before or after was right; None where none was given."""
        done = self._progress.done(self._lesson(question))
        return next((r for r in (True, False) if _word(when, question, r) in done), None)

    def _lesson(self, question: Question) -> str:
        return self._bank.ideas[question.idea].lesson

    # -- what the page asks ------------------------------------------------------------------

    def _do_answer(self, message: dict) -> None:
        turn = self._turns[self._at]
        if turn.closed:
            return
        judged = turn.question.judged(message["answer"])
        sure = message.get("sure") if not turn.tries else None
        if sure is not None and not 0 <= sure <= 1:
            raise ValueError(sure)
        turn.answer, turn.judged, turn.tries = message["answer"], judged, turn.tries + 1
        turn.closed = judged.right or self._when == "before"
        turn.first = judged.right if turn.first is None else turn.first
        question = turn.question
        if self._when and self._checked(question, self._when) is None:
            word = _word(self._when, question, judged.right)
            self._keep(self._progress.mark, self._lesson(question), word)
        if self._when != "before":
            self._keep(self._progress.answered, question.id, judged.right, turn.answer, sure)

    def _do_reveal(self, _) -> None:
        turn = self._turns[self._at]
        if turn.tries >= PATIENCE and not turn.closed and self._when != "before":
            turn.closed, turn.answer = True, turn.question.solution

    def _do_go(self, message: dict) -> None:
        if not 0 <= message["to"] < len(self._turns):
            raise IndexError(message["to"])
        self._at, self._summed = message["to"], False

    def _do_summary(self, _) -> None:
        self._summed = True

    def _do_again(self, message: dict) -> None:
        missed = [turn.question for turn in self._turns if not turn.first]
        self._asked = missed if message["only"] == "missed" and missed else self._asked
        self._round += 1
        self._turns = [self._fresh(question) for question in self._asked]
        self._at, self._summed = 0, False

    # -- what the page shows -----------------------------------------------------------------

    def _show(self) -> None:
        turn = self._turns[self._at]
        self._page = {
            "at": self._at,
            "of": len(self._turns),
            "round": self._round,
            "when": self._when,
            "sure": list(SURE.items()),
            "marks": [one.mark(self._when) for one in self._turns],
            "question": turn.posed,
            "answer": turn.answer,
            "tries": turn.tries,
            "closed": turn.closed,
            "asks": not turn.tries and not turn.closed and self._when != "before",
            "reveals": turn.tries >= PATIENCE and not turn.closed,
            "judged": self._told(turn),
            "saved": " ".join([self._saved, *self._progress.notices]).strip(),
            "summary": {"html": self._sums(), "actions": self._actions()} if self._summed else None,
        }

    def _told(self, turn: _Turn) -> dict | None:
        """What is said of the answer: for the whole, and of each part that may be told yet."""
        if self._when == "before":
            says = "At the end of the lesson you see whether it has changed."
            return _said("note", "Kept.", says) if turn.closed else None
        if turn.judged is None:
            return None
        question, judged = turn.question, turn.judged
        if turn.closed:
            tone, head = ("good", "Right.") if judged.right else ("note", "This is the answer.")
            told = question.judged(question.solution).parts
            parts = [[key, ok, "" if why == question.explain else why] for key, ok, why in told]
            return _said(tone, head, question.explain, _tellable(question, parts, turn.answer))
        parts = [[key, ok, "" if ok else why] for key, ok, why in judged.parts]
        parts = _tellable(question, parts, turn.answer)
        says, spoken = judged.says, ""
        if question.kind == "several":
            wrong = sum(not ok for _, ok, _ in parts)
            says = f"{wrong} of those you chose {'does' if wrong == 1 else 'do'} not belong."
            if not wrong:
                says = "What you chose belongs, and something is missing."
        elif question.kind in CHOICES:
            says, spoken = "Below your choice you read why. Choose again.", judged.says
        return _said("care", "Not yet.", says, parts, spoken)

    def _actions(self) -> list[list[str]]:
        if self._when == "before":
            return []
        missed = any(not turn.first for turn in self._turns)
        again = [["missed", "Again those that I missed"]] if missed else []
        return again + ([] if self._when else [["all", "All of them again"]])

    def _sums(self) -> str:
        """How it went, as markup; all text in it is escaped."""
        n = len(self._turns)
        if self._when == "before":
            done = sum(turn.closed for turn in self._turns)
            now = "Now the lesson. Afterwards you answer the same questions again."
            return f'<p class="big">{done} of {n} kept</p><p>{now}</p>'
        if self._when == "after":
            return self._before_and_after() + self._missed()
        first = sum(turn.first is True for turn in self._turns)
        head = f'<p class="big">{first} of {n} right at the first try.</p>'
        return head + self._missed() + self._mixed() + self._sureness()

    def _before_and_after(self) -> str:
        words = {True: "right", False: "not right", None: "not answered"}
        asked = [turn.posed.get("case", turn.posed["ask"]) for turn in self._turns]
        asked = [short(ask.replace("___", "…"), 90) for ask in asked]
        before, after = (
            [words[self._checked(turn.question, when)] for turn in self._turns]
            for when in ("before", "after")
        )
        rows, now = zip(asked, before, after, strict=True), f"{after.count('right')} now"
        head = f"{before.count('right')} before, {now}"
        if set(before) == {words[None]}:
            head = f"{now}; before, none was answered"
        asks = counted(len(asked), "question")
        head = f'<p class="big">Right at the first try, of {asks}: {head}.</p>'
        return head + table_html(rows, ["Question", "Before", "Now"], "What has changed.")

    def _missed(self) -> str:
        missed = [turn.question for turn in self._turns if turn.first is False]
        if not missed:
            return ""
        ideas = [self._bank.ideas[id] for id in dict.fromkeys(q.idea for q in missed)]
        rows = [(idea.term, idea.plain) for idea in ideas]
        table = table_html(rows, ["Term", "In plain words"], "What was not right at the first try.")
        return f"<h4>To look at again</h4>{table}"

    def _mixed(self) -> str:
        ideas = self._bank.ideas
        pairs = [pair for pair in self._progress.mixed_up(self._bank) if pair.taken_for in ideas]
        if not pairs:
            return ""
        rows = []
        for pair in pairs[:5]:
            one, other = ideas[pair.idea], ideas[pair.taken_for]
            apart = one.mixed_up_with.get(other.id) or other.mixed_up_with.get(one.id)
            apart = apart or f"{other.term}: {other.plain}"
            rows.append((f"{one.term}, taken for {other.term}", pair.n, apart))
        columns = ["Terms", "Times", "How to tell them apart"]
        told = "From all that you have answered so far, the most frequent first."
        return "<h4>Terms that you mix up</h4>" + table_html(rows, columns, told)

    def _sureness(self) -> str:
        if not (bands := self._progress.calibration()):
            return ""
        drawn = calibration(bands, self._progress.calibration_by_week())
        return f"<h4>How sure, and how often right</h4>{drawn}"


def _lesson_of(what: str | Iterable[str]) -> str | None:
    """The lesson whose check is asked, None where it is none."""
    words = (what,) if isinstance(what, str) else tuple(what)
    return next((id for id, lesson in lessons().items() if lesson.check == words), None)


def _word(when: str, question: Question, right: bool) -> str:
    """How progress remembers an answer of a check."""
    return f"{when} {question.id} {'right' if right else 'wrong'}"


def _tellable(question: Question, parts: list, answer: Any) -> list:
    """The parts that may be told: of several, those chosen; the others would give the rest away."""
    return [part for part in parts if question.kind != "several" or part[0] in answer]


def _said(tone: str, head: str, says: str, parts: Iterable = (), spoken: str = "") -> dict:
    """What the page shows of a verdict; `spoken` is for those who listen, and stands elsewhere too."""
    return {"tone": tone, "head": head, "says": says, "spoken": spoken, "parts": list(parts)}


def _printed(posed: dict) -> str:
    """A question on paper, with room to answer."""
    story = f"<p>{escaped(posed['case'])}</p>" if posed.get("case") else ""
    head = f"<p><strong>{escaped(posed['ask'])}</strong></p>"

    def listed(parts: Iterable, sign: str = "☐ ") -> str:
        texts = (part["text"] if isinstance(part, dict) else part for part in parts)
        return f"<ul>{''.join(f'<li>{sign}{escaped(text)}</li>' for text in texts)}</ul>"

    kind = posed["kind"]
    if kind in CHOICES:
        body = listed(posed["options"])
    elif kind == "order":
        body = listed(posed["steps"], "__ ")
    elif kind in ("fill", "number"):
        body = f"<p>____________ {escaped(posed.get('unit', ''))}</p>"
    else:
        lines, words = PLACED[kind]
        body = posed.get("svg", "") + listed(posed[lines], "____ ") + "<p>Choose from:</p>"
        body += listed(posed[words], "")
    return story + head + body

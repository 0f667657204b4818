"""Flashcards of the terms: those that are due today, and why each comes back: `plnkit.Flashcards()`.

When a card comes back is up to fsrs, which models how one forgets. What was learned is in the
learner's folder.
"""

from datetime import UTC, datetime, timedelta

import traitlets as t

from plnkit.draw.tables import table_html
from plnkit.draw.text import escaped
from plnkit.model.bank import Idea, bank
from plnkit.model.network import counted
from plnkit.model.practice import Progress
from plnkit.views.glossary import is_term
from plnkit.views.quiz import Practice

NEW = 10  # terms begun in one sitting, unless the learner asks for more
SIDES = {
    "term": "The term first",
    "plain": "The meaning first",
    "both": "Now the term, now the meaning",
}
RATINGS = {1: "Again", 2: "Hard", 3: "Good", 4: "Easy"}


class Flashcards(Practice):
    """The cards that are due, one at a time: a term or its meaning, then the other side.

    New terms come ten at a time.
    """

    _kind = t.Unicode("cards").tag(sync=True)

    def __init__(self, label: str = "Flashcards", **options):
        self._progress = Progress.open()
        taught = sorted(bank().ideas.values(), key=lambda idea: idea.lesson)
        self._ideas = {idea.id: idea for idea in taught if is_term(idea)}
        self._side, self._turned, self._said, self._new = "term", False, "", NEW
        self._rated, self._missed = 0, set()
        super().__init__(label, **options)
        self._queue = self._due()
        self._show()

    def text(self) -> str:
        return f"{self.label}: {counted(len(self._queue), 'card')} for now"

    def _static_html(self) -> str:
        rows = [(idea.term, idea.plain) for idea in self._ideas.values()]
        table = table_html(rows, ["Term", "In plain words"], "Cut along the lines for cards.")
        return f"<h3>{escaped(self.label)}</h3>{table}"

    # -- what is due -------------------------------------------------------------------------

    def _begun(self) -> list[str]:
        return [id for id in self._ideas if self._progress.next_due([id]) is not None]

    def _due(self) -> list[str]:
        """What is due now, and after that so many new terms at most, in the order of the course."""
        begun = set(self._begun())
        due = self._progress.due(begun, datetime.now(UTC))
        return due + [id for id in self._ideas if id not in begun][: self._new]

    # -- what the page asks ------------------------------------------------------------------

    def _do_turn(self, _) -> None:
        self._turned = bool(self._queue)

    def _do_rate(self, message: dict) -> None:
        if not self._turned:
            return
        rating, id = message["rating"], self._queue[0]
        word = RATINGS[rating]
        now = datetime.now(UTC)
        self._keep(self._progress.reviewed, id, rating, now)
        self._rated += 1
        again = [id] if rating == 1 else []
        when = self._progress.why_due(id, now).removeprefix("You saw it today. ")
        when = "It comes once more in a moment." if again else when
        self._said = f"{self._ideas[id].term}: {word}. {when}"
        self._queue, self._missed = [*self._queue[1:], *again], {*self._missed, *again}
        self._turned = False
        if not self._queue:
            self._new = 0
            self._queue = self._due()

    def _do_side(self, message: dict) -> None:
        if message["side"] not in SIDES:
            raise ValueError(message["side"])
        self._side, self._turned = message["side"], False

    def _do_more(self, _) -> None:
        self._new, self._said = NEW, ""
        self._queue = self._due()

    # -- what the page shows -----------------------------------------------------------------

    def _show(self) -> None:
        now = datetime.now(UTC)
        left = len(self._queue)
        self._page = {
            "count": f"{counted(left, 'card')} to go" if left else "Done for now",
            "said": self._said,
            "side": self._side,
            "sides": list(SIDES.items()),
            "card": self._card(self._ideas[self._queue[0]], now) if left else None,
            "more": not left and len(self._begun()) < len(self._ideas),
            "html": "" if left else self._sums(),
            "saved": " ".join([self._saved, *self._progress.notices]).strip(),
        }

    def _card(self, idea: Idea, now: datetime) -> dict:
        term_first = self._side == "term" or (self._side == "both" and self._rated % 2 == 0)
        why = "Once more: a moment ago you did not know it."
        if idea.id not in self._missed:
            why = self._progress.why_due(idea.id, now)
        return {
            "id": f"{idea.id} {self._rated}",
            "kicker": "What does this mean?" if term_first else "What is this called?",
            "front": idea.term if term_first else idea.plain,
            "big": term_first,
            "back": _back(idea, term_first) if self._turned else None,
            "why": why,
        }

    def _sums(self) -> str:
        begun = self._begun()
        soon = "Nothing comes back before the day after tomorrow."
        if n := len(self._progress.due(begun, datetime.now(UTC) + timedelta(days=1))):
            soon = f"By tomorrow evening {counted(n, 'card comes', 'cards come')} back."
        left = f"You have begun {len(begun)} of {counted(len(self._ideas), 'term')}."
        return f'<p class="big">Done for now</p><p>{left} {soon}</p>'


def _back(idea: Idea, term_first: bool) -> str:
    """The other side of a card, as markup; all text in it is escaped."""
    answer = escaped(idea.plain) if term_first else f"<b>{escaped(idea.term)}</b>"
    return (
        f'<p class="answer">{answer}</p><p><b>For example:</b> {escaped(idea.example)}</p>'
        f"<p><b>But not:</b> {escaped(idea.non_example)}</p>"
    )

"""Asking well: an interview that draws one's map, one question at a time.

    plnkit.Interview()              asks about my own map; each answer is saved, and can be undone
    plnkit.Interview(my_map)        the same, while a NetworkMap shows what comes of it

What is asked, and what an answer means, is in `plnkit.model.interview`. Questions travel as
messages, so that no name enters the widget's state.
"""

from dataclasses import asdict
from pathlib import Path

import traitlets as t

from plnkit.draw.text import clean, sentence
from plnkit.model import interview
from plnkit.model.interview_answers import LABEL, answered
from plnkit.model.network import Network, PlnError, counted
from plnkit.views.controls import Control, tried
from plnkit.views.following import follow
from plnkit.views.network_map import NetworkMap, map_of

HINT = "Stop whenever you like, and go on another day. What you skip or don't know stays unknown."
ELSEWHERE = (
    "An interview asks for names, and an assignment's folder must hold none. "
    "Do it in lesson 07: it writes your own map, and the assignment then shows it."
)
CHANGED = "The map has changed meanwhile. This is the question now."


class Interview(Control):
    """Questions about one's network, the likely ties first; `network` is the map as answered so far.

    Of one's own map, or the one that a `NetworkMap` shows. Raises PlnError in an assignment's
    folder, and where the map can't be opened.
    """

    _kind = t.Unicode("interview").tag(sync=True)
    network = t.Instance(Network)

    def __init__(self, of: NetworkMap | None = None, label="Asking well", **options):
        if Path("assignment.toml").is_file():
            raise PlnError(ELSEWHERE)
        super().__init__(label, **{"hint": HINT, **options})
        self._map = map_of(of)
        follow(self, self._map)
        self._answering = False
        self.observe(lambda _: self._answering or self._ask(), "network")
        self.on_msg(self._heard)

    def _words(self) -> str:
        told, left = interview.given(self.network), interview.to_go(self.network)
        return f"{told} answers given, at most {left} to go"

    def _heard(self, _, message: object, __) -> None:
        """Do what the page asks: 'answer', 'back' or 'look', and ask the next question."""
        self._answering = True
        try:
            said, problem = tried(self._done, message)
        finally:
            self._answering = False
        self._ask(said, problem)

    def _done(self, message: dict) -> str:
        do = message["do"]
        if do == "back":
            if not self._back():
                return "There is no answer to take back."
            return f"Taken back: {self._map.undo().removeprefix(LABEL)}."
        self._map.refresh()
        if do == "look":
            return ""
        if do != "answer":
            raise ValueError(do)
        question = interview.next_question(self.network)
        if message["at"] != [question.stage, *question.about]:
            return CHANGED
        before = self.network
        edit = answered(before, message["given"])
        self._map.edit(edit)
        return sentence(edit.label(before).removeprefix(LABEL))

    def _back(self) -> str:
        """What 'Back' would take back in words, if the last edit of the map was an answer."""
        last = self._map.undoable
        return last.removeprefix(LABEL) if last.startswith(LABEL) else ""

    def _ask(self, said: str = "", problem: str = "") -> None:
        try:
            question = interview.next_question(self.network)
            told, left = interview.given(self.network), interview.to_go(self.network)
        except PlnError as refusal:
            question, told, left = interview.Question("end", (), str(refusal)), 0, 0
        words = f"{counted(told, 'answer')} given, at most {left} to go; "
        words += f"{counted(self.network.unknown_pairs(), 'pair')} open."
        self.send(
            {
                "question": {**asdict(question), "buttons": list(question.buttons.items())},
                "progress": {"given": told, "left": left, "words": words},
                "said": clean(said),
                "problem": clean(problem),
                "back": clean(self._back()),
                "saved": self._map.saved,
            }
        )

"""Change one thing in a network: predict first, then see what a measure does."""

from dataclasses import replace

import traitlets as t

from plnkit.draw.page import figure_html
from plnkit.draw.picture import picture
from plnkit.draw.tables import people_table, table_html
from plnkit.model.audit import findings
from plnkit.model.library import explanations
from plnkit.model.network import Network
from plnkit.model.whatif import CHANGES, MOVES, changed, move
from plnkit.views.controls import Button, Choice, Group, Html, Menu, Notice
from plnkit.views.following import follow

OPTIONS = {"up": "It goes up", "same": "It stays the same", "down": "It goes down"}


class WhatIf(Group):
    """An imagined change, a prediction, and the measure before and after; nothing is saved.

    `of` is a network, or a widget with a `network` that can change, and perhaps with `shown_names`
    for the learner's screen alone; `only` names the measures to predict.
    """

    network = t.Instance(Network)
    shown_names = t.Dict()

    def __init__(self, of, *only: str):
        told = explanations()
        titles = {name: told[name].title for name in only or told}
        self._measure = Menu("Which measure do you watch?", titles, value=next(iter(titles)))
        happens = {key: change.title for key, change in CHANGES.items()}
        self._change = Menu("What happens?", happens, value="meet")
        self._who, self._whom = Menu("Who?", {}), Menu("And who else?", {})
        self._guess = Choice("First predict: what will the measure do?", OPTIONS)
        self._show = Button("Show what happens", self._reveal)
        self._said, self._after = Notice(""), Html("")
        asked = Group("", [self._change, self._who, self._whom, self._measure], columns=2)
        super().__init__(
            "Change one thing",
            [asked, self._guess, self._show, self._said, self._after],
            hint="Only imagined: your map and its file stay as they are.",
        )
        self._change.on_change(lambda _: self._offer_who())
        self._who.on_change(lambda _: self._offer_whom())
        follow(self, of)
        if isinstance(of, t.HasTraits) and of.has_trait("shown_names"):
            t.dlink((of, "shown_names"), (self, "shown_names"))

    @t.observe("shown_names")
    def _name(self, _):
        for menu in (self._who, self._whom):
            self._offer(menu, list(dict(menu.options)))

    @t.observe("network")
    def _begin_again(self, _):
        self._said.say("")
        self._after.value = ""
        self._after.show_instead()
        self._offer_who()

    def _offer(self, menu: Menu, ids: list[str]) -> None:
        """These people to choose from; with the names that the learner asked to see, on her screen."""
        labels = {id: self.network.entries[id].label for id in ids}
        menu.options = labels
        named = [[id, self.shown_names.get(id, label)] for id, label in labels.items()]
        menu.show_instead(**({"options": named} if self.shown_names else {}))

    def _offer_who(self) -> None:
        self._offer(self._who, CHANGES[self._change.value].who(self.network))
        self._offer_whom()

    def _offer_whom(self) -> None:
        whom = CHANGES[self._change.value].whom
        self._whom.disabled = whom is None or self._who.value is None
        ids = [] if self._whom.disabled else whom(self.network, self._who.value)
        self._offer(self._whom, ids)
        self._guess.value = None

    def _reveal(self) -> None:
        change, name = self._change.value, self._measure.value
        for menu, wanted in ((self._who, True), (self._whom, CHANGES[change].whom is not None)):
            if wanted and menu.value is None:
                self._said.say(f"Choose first: {menu.label}", tone="care")
                return
        if self._guess.value is None:
            self._said.say("Predict first: will it go up, stay the same, or go down?", tone="care")
            return
        after = changed(self.network, change, self._who.value, self._whom.value)
        was, now = (findings(network, only=[name])[0] for network in (self.network, after))
        came = move(was.measure, now.measure)
        if came is None:
            self._said.say(now.sentence, tone="care")
            return
        told = f"{was.title} {MOVES[came]}."
        if came == self._guess.value:
            self._said.say(f"As you predicted: {told}", tone="good")
        else:
            guessed = MOVES[self._guess.value]
            self._said.say(f"You predicted that it {guessed}. {told}", tone="care")
        rows = [("before", was.sentence), ("after", now.sentence)]
        table = table_html(rows, ["When", was.title], "Before and after")
        self._after.value = table + self._drawn(after, was.meaning)
        named = {"value": table + self._drawn(_named(after, self.shown_names), was.meaning)}
        self._after.show_instead(**(named if self.shown_names else {}))

    def _drawn(self, after: Network, caption: str) -> str:
        touched = {*after.entries} - {*self.network.entries} | {self._who.value, self._whom.value}
        touched = tuple(id for id in after.entries if id in touched)
        drawing = picture(after, title="The network after the change", highlight=touched)
        return figure_html(drawing, people_table(after), caption)


def _named(network: Network, names: dict[str, str]) -> Network:
    entries = {id: replace(e, name=names.get(id, e.name)) for id, e in network.entries.items()}
    return replace(network, entries=entries)

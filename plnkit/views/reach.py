"""How many steps until somebody who may know sees my question? On a map, and as it was before."""

import traitlets as t

from plnkit.draw.page import sheet_html
from plnkit.draw.reach import days_html, reach_html
from plnkit.model.network import Network
from plnkit.model.reach import ASKED, SEEN, knowers, reached
from plnkit.views.controls import Choice, Group, Html, Menu, Notice, row
from plnkit.views.following import follow, refuse_in_an_assignment
from plnkit.views.snapshots import NOW, days_of

HOW = {
    SEEN: "I post it: who follows or meets me sees it, and passes it on the same way",
    ASKED: "I ask people one by one, and they ask on: along any tie",
}


class Reach(Group):
    """Choose who may know: the shortest way of a question to them, by whom one turns to first.

    `of` is a network, or a widget with a `network`; its snapshots, and the network `earlier`, show
    what it was like before. `who` is whom to begin with, as in `knowers`: 'goal G1', 'group work',
    'view different', 'hoped', 'one p7'. Raises PlnError in an assignment's folder.
    """

    network = t.Instance(Network)

    def __init__(self, of, earlier: Network | None = None, who: str = ""):
        refuse_in_an_assignment("Reach")
        self._earlier, self._begin = earlier, who
        self._who, self._day = Menu("Who may know?", {}), Menu("On which day?", {})
        self._how = Choice("How does your question travel?", HOW, value=SEEN)
        self._said, self._found, self._days = Notice(""), Html(""), Html("")
        super().__init__(
            "Who sees my question?",
            [row(self._who, self._day), self._how, self._said, self._found, self._days],
            hint="Counted on the map alone. Nothing is sent, and nothing is saved.",
        )
        for control in (self._who, self._day, self._how):
            control.on_change(lambda _: self._count())
        follow(self, of)

    @t.observe("network")
    def _offer(self, _):
        days = days_of(self.network, self._earlier)
        self._day.offer({key: title for key, (title, _) in days.items()}, NOW)
        self._day.disabled = len(days) == 1
        offered = {k: words for _, net in days.values() for k, (words, _) in knowers(net).items()}
        first = self._begin if self._begin in offered else next(iter(offered), None)
        self._who.offer(offered, first)
        self._count()

    def _count(self) -> None:
        who, how = self._who.value, self._how.value
        days = days_of(self.network, self._earlier)
        self._found.value = self._days.value = ""
        if None in (who, how) or self._day.value not in days:
            self._said.say("Put some people on your map first: then there is somebody to ask.")
            return
        found = {}
        for key, (_, net) in days.items():
            ids = knowers(net).get(who, ("", ()))[1]
            found[key] = reached(net, ids, how) if ids else None
        title, net = days[self._day.value]
        words = dict(self._who.options)[who]
        now = found[self._day.value]
        self._said.say("" if now else f"{title}: nobody of these is on the map. {words}.")
        self._found.value = reach_html(net, now, words) if now else ""
        if len(days) > 1:
            told = [(days[key][0], reach) for key, reach in found.items()]
            self._days.value = sheet_html(days_html(told))

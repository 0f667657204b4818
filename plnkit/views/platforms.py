"""Platforms to compare, and to choose by what a learner's goals need."""

from plnkit.draw.platforms import compared_html, ranking_html, titles
from plnkit.model.network import PlnError, counted, suggestion
from plnkit.model.platforms import HEAVIEST, STRENGTHS, firsts, goals, platforms, ranking
from plnkit.views.controls import Button, Group, Html, Menu, Notice, Slider, row

ANY = "anything"


class PlatformExplorer(Group):
    """Two or three platforms side by side; a menu leaves those that favour one thing.

    `start` are the ids of those shown first, up to three. Raises PlnError for an unknown one.
    """

    def __init__(self, *start: str):
        for id in start:
            if id not in platforms():
                raise PlnError(f"No platform '{id}'.{suggestion(id, platforms())}")
        begin = [*(start or list(platforms())[:2]), "", ""]
        self._favours = Menu("Only those that are strong in", [ANY, *STRENGTHS], value=ANY)
        self._menus = [
            Menu(label, self._offered(), value=id or None, optional=True)
            for label, id in zip(("One", "Another", "A third"), begin, strict=False)
        ]
        self._said, self._table = Notice("", quiet=True), Html("")
        super().__init__(
            "Platforms side by side",
            [self._favours, self._said, row(*self._menus), self._table],
            hint="Platforms change. Each entry has its month, and says what it rests on.",
        )
        self._favours.on_change(lambda _: self._narrow())
        for menu in self._menus:
            menu.on_change(lambda _: self._show())
        self._show()

    def _offered(self) -> dict[str, str]:
        word = self._favours.value
        return {id: p.title for id, p in platforms().items() if word in (ANY, None, *p.strong)}

    def _narrow(self) -> None:
        offered = self._offered()
        for menu in self._menus:
            menu.options = offered
        kept = [menu.value for menu in self._menus if menu.value]
        others = [id for id in offered if id not in kept]
        for menu, id in zip((m for m in self._menus[:2] if m.value is None), others, strict=False):
            menu.value = id
        word, said = self._favours.value, ""
        if word not in (ANY, None):
            n = counted(len(offered), "of them is", "of them are")
            said = f"{n} strong in {word}: {titles(offered)}."
        self._said.say(said)

    def _show(self) -> None:
        ids = list(dict.fromkeys(menu.value for menu in self._menus if menu.value))
        self._table.value = compared_html(ids) if ids else ""


class PlatformChooser(Group):
    """A weight for each goal, a prediction, and then the platforms in order, with the reasons.

    The order follows the weights from then on. Nothing is saved.
    """

    def __init__(self):
        self._weights = {
            goal: Slider(f"{goal} {title}", min=0, max=HEAVIEST, value=1)
            for goal, title in goals().items()
        }
        there = {id: platform.title for id, platform in platforms().items()}
        self._guess = Menu("First predict: what will come first?", there)
        self._show = Button("Show the order", self._reveal)
        self._said, self._order = Notice(""), Html("")
        weights = Group("", self._weights.values(), columns=2)
        super().__init__(
            "Which platform for your goals?",
            [weights, self._guess, self._show, self._said, self._order],
            hint="How much does each goal matter to you now? 0: not at all. 3: most.",
        )
        for slider in self._weights.values():
            slider.on_change(lambda _: self._follow())

    def weights(self) -> dict[str, int]:
        return {goal: slider.value for goal, slider in self._weights.items()}

    def _reveal(self) -> None:
        if not any(self.weights().values()):
            self._said.say("Give at least one goal some weight.", tone="care")
        elif self._guess.value is None:
            self._said.say("Predict first: what will come first, and why?", tone="care")
        else:
            guess = next(p for p in ranking(self.weights()) if p.id == self._guess.value)
            title = platforms()[guess.id].title
            came, tone = f"As you predicted: {title}.", "good"
            if guess.place != 1:
                came, tone = f"You predicted {title}. It has place {guess.place}.", "care"
            self._said.say(f"{came} {self._first()}", tone=tone)
            self._order.value = ranking_html(self.weights())

    def _follow(self) -> None:
        """The order after a weight was moved; not before the first prediction."""
        if not self._order.value:
            return
        if any(self.weights().values()):
            self._said.say(self._first())
            self._order.value = ranking_html(self.weights())
        else:
            self._said.say("Give at least one goal some weight. The order below is the last one.")

    def _first(self) -> str:
        """Who comes first, and who would, had one judgement been a step higher."""
        places = ranking(self.weights())
        first = firsts(places)
        told = f"First with these weights: {titles(first)}{', level' if len(first) > 1 else ''}."
        if near := titles([place.id for place in places if place.near], 4):
            told += f" One step more in one judgement of ours would bring up, too: {near}."
        return told

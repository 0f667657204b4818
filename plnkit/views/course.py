"""The way through the course: where one stopped, what is due today, and how much is left."""

from plnkit.draw.course import standing_html, standing_words
from plnkit.model.course import stand, ways
from plnkit.model.practice import Progress
from plnkit.views.controls import Button, Choice, Group, Html, Notice

AGAIN = "This is how far you are now."


class MyCourse(Group):
    """Three ways through the lessons, and how far the learner has come on the one chosen.

    A lesson is done when its check is answered (see `plnkit.model.course`). The way is remembered.
    """

    def __init__(self):
        self._progress = Progress.open()
        titles = {id: way.title for id, way in ways().items()}
        taken = self._progress.way()
        way = taken if taken in titles else next(iter(titles))
        self._way = Choice("Which way do you take?", titles, value=way)
        self._shown, self._said = Html(""), Notice("", quiet=True)
        self._again = Button("Look again", lambda: self._look(AGAIN), quiet=True)
        super().__init__("Your way", [self._way, self._shown, self._again, self._said])
        self._way.on_change(self._take)
        self._look()

    def _take(self, way: str) -> None:
        """Show the way and keep it; where it can't be kept, the choice says so."""
        self._look()
        self._progress.take(way)

    def _look(self, said: str = "") -> None:
        self._standing = stand(self._progress, self._way.value)
        self._shown.value = standing_html(self._standing)
        self._said.say(" ".join([said, *self._progress.notices]).strip())

    def text(self) -> str:
        return standing_words(self._standing)

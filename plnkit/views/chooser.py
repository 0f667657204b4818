"""Choose a network to look at: a sample, an export in the learner's folder, or one's own map."""

from __future__ import annotations

from pathlib import Path

import traitlets as t

from plnkit.draw.page import figure_html, reports_html
from plnkit.draw.picture import picture
from plnkit.draw.tables import people_table
from plnkit.draw.text import escaped
from plnkit.importers import read_files
from plnkit.model.library import sample, sample_folder, samples
from plnkit.model.network import Network, PlnError
from plnkit.model.store import Store, home, home_words, is_map, tables_at_home
from plnkit.views.controls import Button, Group, Html, Menu, Notice

MINE = "mine"
CAPTION = "The nearer the middle, the closer. A line between two of the others says that they know each other."
OF_A_LEARNER = ("student", "linkedin", "mastodon")


class NetworkChooser(Group):
    """A menu of networks, the chosen one drawn with its table, and what an import said.

    `network` is the network chosen; other widgets watch it. Files that a learner puts into
    her own folder are offered too. Nothing is written unless "Keep this as my map" is
    pressed; that is one edit, and can be undone.
    """

    network = t.Instance(Network)

    def __init__(self, start: str = "student"):
        self._menu = Menu("Which network?", self._offered(), value=f"sample {start}")
        self._again = Button("Look into my folder again", quiet=True)
        self._keep = Button("Keep this as my map", quiet=True)
        self._said = Notice("")
        self._story, self._figure, self._report = Html(""), Html(""), Html("")
        bar = Group("", [self._menu, self._again, self._keep], columns=3)
        super().__init__(
            "A network to look at",
            [bar, self._said, self._story, self._figure, self._report],
            hint=f"To see one of your own, put an export or a table into {home_words()} and look again.",
        )
        self._menu.on_change(self._choose)
        self._again.on_click(self._look_again)
        self._keep.on_click(self._save)
        self._choose(self._menu.value)

    @staticmethod
    def _offered() -> dict[str, str]:
        offered = {f"sample {name}": samples()[name].title for name in OF_A_LEARNER}
        if is_map():
            offered = {MINE: "My own map", **offered}
        return offered | {f"file {f.name}": f"{f.name} in my folder" for f in tables_at_home()}

    def _look_again(self) -> None:
        before = {value for value, _ in self._menu.options}
        self._menu.options = self._offered()
        found = len({value for value, _ in self._menu.options} - before)
        self._said.say(
            f"{found} new {'file' if found == 1 else 'files'} in {home_words()}."
            if found
            else f"Nothing new in {home_words()}. An export's .csv file goes there as it is."
        )

    def _choose(self, choice: str | None) -> None:
        if choice is None:
            return
        kind, _, name = choice.partition(" ")
        reports, story = [], ""
        try:
            if kind == MINE:
                network = Store.open().network
            elif kind == "file":
                network, reports = read_files([home() / name])
            else:
                told = samples()[name]
                story = told.story
                if told.export:
                    network, reports = read_files([sample_folder(name) / told.export])
                else:
                    network = sample(name)
        except PlnError as problem:
            self._said.say(str(problem), tone="problem")
            return
        self._said.say("")
        self._story.value = f"<p>{escaped(story)}</p>" if story else ""
        self._figure.value = figure_html(picture(network), people_table(network), CAPTION)
        self._report.value = reports_html(reports) if reports else ""
        self.network = network

    def _save(self) -> None:
        with Store.open() as store:
            label = dict(self._menu.options)[self._menu.value]
            store.edit(f"took over: {label}", self.network)
            self._said.say(
                f"Kept in {Path(store.path)}. Undo, on the map that you draw, takes it back.",
                tone="good",
            )
        self._menu.options = self._offered()

"""One's own data in: files read, kept in one's map, and those who may be one person looked through.

    plnkit.ImportPanel()            reads the exports in my folder into my own map
    plnkit.ImportPanel(my_map)      the same, while a NetworkMap shows what comes of it

Names travel as messages (`Control.show_instead`), so that no notebook keeps them.
"""

import os
from dataclasses import replace
from html import escape

import traitlets as t

from plnkit.draw.page import reports_html, sheet_html
from plnkit.draw.text import escaped
from plnkit.importers import added, importer_of, own, read_files
from plnkit.importers.archives import SUFFIXES
from plnkit.model import merging
from plnkit.model.edits import Edit
from plnkit.model.library import exports
from plnkit.model.network import Network, PlnError, counted
from plnkit.model.sheets import File
from plnkit.model.store import home, home_words
from plnkit.views.controls import Button, Group, Html, Menu, Notice, Several, row
from plnkit.views.following import follow, refuse_in_an_assignment
from plnkit.views.matches import Matches, say
from plnkit.views.network_map import NetworkMap, map_of


class ImportPanel(Group):
    """Tick files, read them, keep what was read, then say who is one person.

    `network` is the learner's map as it is kept. Reading changes nothing; "Keep" is one edit, and so
    is each answer about two people. Nothing is sent anywhere. Raises PlnError in an assignment's
    folder, and where the map can't be opened.
    """

    network = t.Instance(Network)

    def __init__(self, my_map: NetworkMap | None = None):
        refuse_in_an_assignment("ImportPanel")
        self._map = map_of(my_map)
        self._found: Network | None = None
        self._from = ""
        self.matches = Matches(self._map)
        super().__init__(
            "Your own data",
            [self._reading(), self.matches],
            hint="Everything stays on this computer: plnkit sends nothing anywhere.",
        )
        follow(self, self._map)
        self._look()

    # -- reading -----------------------------------------------------------------------------

    def _reading(self) -> Group:
        self._files = Several("Which files?", {})
        self._again = Button("Look into my folder again", self._look, quiet=True)
        self._read = Button("Read these files", self._read_files)
        self._keep = Button("Keep these in my map", self._keep_found, disabled=True)
        self._undo = Button("Undo the last change of my map", self._take_back, quiet=True)
        self._said, self._report = Notice(""), Html("")
        self._how = Menu("How do I ask for my data?", {k: e.title for k, e in exports().items()})
        self._steps = Html("")
        self._how.on_change(self._tell_how)
        self._offer, self._buttons = (
            row(),
            row(self._read, self._keep),
        )  # offered once there is a file
        first = [self._how, self._steps, row(self._again, self._undo)]
        parts = [*first, self._offer, self._said, self._report]
        hint = f"Put a platform's .zip or files into {home_words()}, as they came."
        return Group("Read your exports", parts, hint=hint, frame=False, level=4)

    def _look(self) -> None:
        before = {value for value, _ in self._files.options}
        names = _exports_at_home()
        self._files.options = names
        new = [name for name in names if name not in before]
        self._files.value = [*self._files.value, *new]
        if not names:
            self._say(f"There is no file in {home_words()} that could be an export.")
        else:
            self._offer.children = (self._files, self._buttons)
            self._say(f"{counted(len(names), 'file')} in {home_words()}. Tick those to read.")

    def _tell_how(self, name: str | None) -> None:
        if name is None:
            self._steps.value = ""
            return
        told = exports()[name]
        steps = "".join(f"<li>{escape(line)}</li>" for line in told.steps.strip().splitlines())
        self._steps.value = (
            f"<ol>{steps}</ol><p>Look for: {escape(told.file)}. How long it takes: {escape(told.takes)} "
            f"Looked up in {escape(told.seen)}; menus move. Source: {escape(told.source)}.</p>"
        )

    def _read_files(self) -> None:
        chosen = self._files.value
        self._found, self._keep.disabled = None, True
        self._report.show_instead()
        if not chosen:
            self._say("Tick at least one file first.", "care")
            return
        size = sum((home() / name).stat().st_size for name in chosen if (home() / name).is_file())
        self._say(f"Reading {counted(len(chosen), 'file')}, {size / 2**20:,.1f} MB …")
        try:
            found, reports = read_files([home() / name for name in chosen])
        except PlnError as problem:
            self._say(str(problem), "problem")
            return
        reports = [replace(r, file=r.file.removeprefix(f"{home()}{os.sep}")) for r in reports]
        told = reports_html(reports)
        if cannot := dict.fromkeys(escaped(r.cannot) for r in reports if r.cannot):
            told += "<p><strong>What such files can’t know</strong></p>"
            told += f"<ul>{''.join(f'<li>{line}</li>' for line in cannot)}</ul>"
        self._report.show_instead(value=sheet_html(told))
        self._found, self._from = found, chosen[0] if len(chosen) == 1 else f"{len(chosen)} files"
        self._keep.disabled = False
        here = self.network.entries
        new = sum(id not in here for id in merging.met(self.network, found).entries)
        self._say(
            f"Read: {counted(found.people_count, 'entry', 'entries')}, {new:,} of them not in your map yet. "
            "Nothing is kept until you press Keep.", "good",
        )  # fmt: skip

    def _keep_found(self) -> None:
        if self._found is None:
            return
        self._say("Writing your map …")
        self._map.refresh()
        mine = self.network
        after = added(mine, merging.met(mine, self._found))
        self._map.edit(Edit(after, f"took in {_unbraced(self._from)}"))
        self._found, self._keep.disabled = None, True
        more = len(after.entries) - len(mine.entries)
        self._say(f"Kept: {counted(more, 'new entry', 'new entries')}. {self._map.saved}", "good")
        self.matches.search()

    def _take_back(self) -> None:
        label = self._map.undo()
        self._say(f"Taken back: {label}." if label else "There is nothing to undo.")
        self.matches.search()

    def _say(self, words: str, tone: str = "note") -> None:
        """Say it on the page alone: a file, an edit or a problem may name somebody."""
        say(self._said, words, tone)


def _exports_at_home() -> list[str]:
    """The files in the learner's folder that an importer knows, and the zips; by name."""
    names = []
    for path in sorted(home().iterdir()) if home().is_dir() else []:
        known = path.suffix.lower() == ".zip"
        if path.suffix.lower() in SUFFIXES and not path.name.startswith("."):
            try:
                known = importer_of(File.open(path)).name != own.NAME
            except PlnError:
                continue
        names += [path.name] * known
    return names


def _unbraced(name: str) -> str:
    return name.replace("{", "{{").replace("}", "}}")

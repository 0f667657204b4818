"""Maps that are saved nowhere: one to try things on, and one that imagines what a real map could be.

Both are edited and undone as a `Store` is.

    >>> real = Network.new()
    >>> what_if = Imagined(real)
    >>> _ = what_if.edit("added Ana", edits.added(what_if.network, "Ana").network)
    >>> len(real.entries), len(what_if.made_real(real).network.entries)
    (1, 2)
"""

from __future__ import annotations

from plnkit.model import edits, journal
from plnkit.model.network import Network, PlnError, counted


class Memory:
    """A map in memory alone."""

    path, notices = None, ()

    def __init__(self, network: Network):
        self.network = network
        self._done: list[tuple[str, Network]] = []
        self._undone: list[tuple[str, Network]] = []

    def edit(self, label: str, network: Network) -> Network:
        self._done.append((label, self.network))
        self.network, self._undone = network, []
        return network

    def undo(self) -> str:
        return self._step(self._done, self._undone)

    def redo(self) -> str:
        return self._step(self._undone, self._done)

    def refresh(self) -> list[str]:
        return []

    @property
    def undoable(self) -> list[str]:
        return [label for label, _ in reversed(self._done)]

    @property
    def redoable(self) -> list[str]:
        return [label for label, _ in reversed(self._undone)]

    def _step(self, source: list, target: list) -> str:
        if not source:
            return ""
        label, network = source.pop()
        target.append((label, self.network))
        self.network = network
        return label


class Imagined(Memory):
    """What a map would be: edits, undo and redo of its own; the real map stays as it is."""

    def __init__(self, network: Network):
        super().__init__(network)
        self._began = network

    def made_real(self, real: Network) -> edits.Edit:
        """All that was imagined, as one edit of the map as it is now; its label holds no name.

        Raises PlnError where nothing was imagined, or the real map has changed there meanwhile.
        """
        changes = journal.changes_between(self._began, self.network)
        if not changes:
            raise PlnError("Nothing is imagined yet. Change something on the map first.")
        if journal.clashes(real, changes):
            raise PlnError(
                "Your map was changed meanwhile in the same place. "
                "Go back to your map, and imagine it again."
            )
        words = f"made real what was imagined, {counted(len(self._done), 'change')}"
        return edits.Edit(journal.applied(real, changes).checked(), words)

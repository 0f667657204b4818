"""Those who may be one person, the surest first: same, different or later.

Names travel as messages (`Control.show_instead`), so that no notebook keeps them.
"""

import traitlets as t

from plnkit.draw.page import sheet_html
from plnkit.draw.tables import table_html
from plnkit.draw.text import clean, escaped, sentence
from plnkit.model import merging
from plnkit.model.edits import Edit
from plnkit.model.matching import Match, matches
from plnkit.model.network import ME, Entry, Network, PlnError, counted
from plnkit.views.controls import Button, Group, Html, Menu, Notice, row
from plnkit.views.following import follow
from plnkit.views.network_map import NetworkMap

JOIN = "Join the certain pairs"
SURE = ((1, "Certain"), (0.9, "Very likely"), (0.75, "Likely"), (0, "Possible"))
FIELDS = {
    "handle": "Account",
    "email": "E-mail",
    "organisation": "Works at",
    "role": "Role",
    "url": "Page",
}
SHOWN = 20


class Matches(Group):
    """A queue of pairs of a `NetworkMap`; each answer is one edit of it, and can be undone."""

    network = t.Instance(Network)

    def __init__(self, my_map: NetworkMap):
        self._map = my_map
        self._queue: list[Match] = []
        self._later: list[frozenset[str]] = []
        self._now: Match | None = None
        self._seek = Button("Look for people who are there twice", self.search)
        self._all = Button(JOIN, self._join_certain, quiet=True, disabled=True)
        self._told, self._pair = Notice("", quiet=True), Html("", label="Two who may be one person")
        self._same = Button("The same person", self._join, disabled=True)
        self._different = Button("Two different people", self._tell_apart, disabled=True)
        self._put_off = Button("Later", self._skip, quiet=True, disabled=True)
        self._joined = Menu("Joined from several", {}, hint="To take a joined person apart again.")
        self._split = Button("Split this one", self._split_one, quiet=True)
        self._answers, self._apart = row(), row()  # filled once there is somebody to answer for
        super().__init__(
            "One person on several platforms",
            [row(self._seek, self._all), self._told, self._pair, self._answers, self._apart],
            hint="Only you can say. Nobody is joined before you do, and each answer can be undone.",
            frame=False,
            level=4,
        )
        follow(self, my_map)
        self._offer_split()

    def search(self) -> None:
        """Compare everybody on the map, and show the surest pair."""
        people = sum(e.kind == "person" for e in self.network.entries.values()) - 1
        say(self._told, f"Comparing {counted(people, 'person', 'people')} …")
        self._queue = matches(self.network)
        self._show()

    def _show(self, said: str = "") -> None:
        """The first pair of the queue, those put off last; and who is joined."""
        waiting = self._waiting()
        certain = [m for m in waiting if m.certain]
        self._offer_split()
        self._all.disabled = not certain
        self._all.label = f"Join {counted(len(certain), 'certain pair')}" if certain else JOIN
        for button in (self._same, self._different, self._put_off):
            button.disabled = not waiting
        put_off = len(self._queue) - len(waiting)
        self._now = waiting[0] if waiting else None
        left = f"{counted(len(waiting), 'pair')} to look at"
        left += f", {put_off:,} put off." if put_off else "."
        if waiting:
            self._answers.children = (self._same, self._different, self._put_off)
        if self._now:  # what the page shows below, for whoever listens to it
            one, other = (self.network.entries[id].label for id in self._pair_now())
            left += f" Next: {one} and {other}. {_sure(self._now)}: {'; '.join(self._now.reasons)}."
        say(self._told, f"{said} {left}".strip())
        if self._now is None:
            self._pair.show_instead(value="<p>No pair is waiting.</p>")
            return
        html = _pair_html(self.network, self._now)
        if len(certain) > 1:
            html += _certain_html(self.network, certain)
        self._pair.show_instead(value=html)

    def _waiting(self) -> list[Match]:
        return [m for m in self._queue if frozenset((m.a, m.b)) not in self._later]

    def _pair_now(self) -> tuple[str, str]:
        if self._now is None:
            raise PlnError("No pair is waiting.")
        return self._now.a, self._now.b

    def _join(self) -> None:
        pairs = [self._pair_now()]
        self._made(merging.same(self.network, pairs), pairs)

    def _tell_apart(self) -> None:
        pair = self._pair_now()
        self._made(merging.different(self.network, *pair), [pair])

    def _skip(self) -> None:
        self._later.append(frozenset(self._pair_now()))
        self._show("Put off until this cell is run again.")

    def _join_certain(self) -> None:
        pairs = [(m.a, m.b) for m in self._waiting() if m.certain]
        if pairs:
            self._made(merging.same(self.network, pairs), pairs)

    def _made(self, edit: Edit, pairs: list[tuple[str, str]]) -> None:
        """Make an edit; the queue goes on without these pairs, whoever is joined under the one id."""
        said = edit.label(self.network)
        self._map.edit(edit)
        there, done = self.network.entries, {frozenset(pair) for pair in pairs}
        now = {id: e.id for e in self._those_joined() for id in merging.ids_of(e)}
        queue: dict[frozenset, Match] = {}
        for match in self._queue:
            a, b = (id if id in there else now.get(id, "") for id in (match.a, match.b))
            pair = frozenset((a, b))
            if a and b and a != b and frozenset((match.a, match.b)) not in done:
                if not merging.told_apart(there[a], there[b]):
                    queue.setdefault(pair, Match(a, b, match.certainty, match.reasons))
        self._queue = list(queue.values())
        self._show(sentence(said))

    def _those_joined(self) -> list[Entry]:
        return [e for e in self.network.entries.values() if merging.MADE_OF in e.more]

    def _offer_split(self) -> None:
        """Those joined, by a number in the saved state, by name on the page."""
        joined = self._those_joined()
        self._parted = {str(k): e.id for k, e in enumerate(joined, 1)}
        self._joined.options = {key: f"person {key}" for key in self._parted}
        names = [[key, clean(self.network.entries[id].label)] for key, id in self._parted.items()]
        self._joined.show_instead(options=names)
        self._joined.disabled = self._split.disabled = not joined
        if joined:
            self._apart.children = (self._joined, self._split)

    def _split_one(self) -> None:
        if self._joined.value is None:
            say(self._told, "Choose first whom to split.", "care")
            return
        edit = merging.split(self.network, self._parted[self._joined.value])
        label = edit.label(self.network)
        self._map.edit(edit)
        self.search()
        self._show(sentence(label))


def say(notice: Notice, words: str, tone: str = "note") -> None:
    """Words that may hold a name, shown and spoken on the page and kept nowhere."""
    with notice.hold_sync():
        notice.tone, notice._times = tone, notice._times + 1
    notice.show_instead(value=clean(words))


def _sure(match: Match) -> str:
    return next(word for least, word in SURE if match.certainty >= least)


def _pair_html(network: Network, match: Match) -> str:
    """The two side by side, how sure it is, and why."""
    one, other = network.entries[match.a], network.entries[match.b]
    rows = [("Tied to you on", _platforms(network, one), _platforms(network, other))]
    rows += [(word, getattr(one, f), getattr(other, f)) for f, word in FIELDS.items()]
    caption = f"{_sure(match)}: {'; '.join(match.reasons)}."
    told = [row for row in rows if any(row[1:])]
    return sheet_html(table_html(told, ["What", one.label, other.label], caption))


def _platforms(network: Network, entry: Entry) -> str:
    told = {tie.platform for tie in network.ties.values() if {ME, entry.id} == set(tie.pair)}
    return ", ".join(sorted(told - {""})) or "no platform told"


def _certain_html(network: Network, certain: list[Match]) -> str:
    """What "Join the certain pairs" would join: the first of them, and how many more."""
    label = lambda id: f"<bdi>{escaped(network.entries[id].label)}</bdi>"  # noqa: E731
    items = [
        f"{label(m.a)} and {label(m.b)}: <bdi>{escaped(m.reasons[0])}</bdi>"
        for m in certain[:SHOWN]
    ]
    if len(certain) > SHOWN:
        items.append(f"{len(certain) - SHOWN:,} pairs more")
    list_ = "".join(f"<li>{item}</li>" for item in items)
    return (
        f"<details><summary>The {len(certain):,} certain pairs</summary><ul>{list_}</ul></details>"
    )

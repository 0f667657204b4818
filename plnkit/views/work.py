"""An assignment as far as a learner got with it, shared by all its widgets in one notebook.

It holds pseudonyms, as the hand-in does. `names` says what they stand for; it is in memory
alone, and empty unless the learner asked to see names on her own screen.
"""

from datetime import date
from pathlib import Path
from typing import Any

import traitlets as t

from plnkit.importers import read_files
from plnkit.model.assignment import Question, assignment_in
from plnkit.model.checks import TaskScore, allowed, scored
from plnkit.model.coverage import content
from plnkit.model.handin import fictional_earlier, hand_in
from plnkit.model.library import sample
from plnkit.model.network import ME, Entry, Network, PlnError, suggestion
from plnkit.model.pseudonyms import (
    Pseudonyms,
    in_words,
    platform_words,
    pseudonym,
    secret,
    short_codes,
)
from plnkit.model.received import HandInData
from plnkit.model.store import Store, is_map, tables_at_home
from plnkit.model.workplace import workplace

MINE, FICTIONAL = "mine", "fictional"
AHEAD = 24  # months that can be planned for


class Work(t.HasTraits):
    """`handin` is what grading would read now, `nets` the present and the earlier map in it.

    `names` is what pseudonyms and own goals stand for. `maps` are the chosen maps with names.
    """

    handin = t.Instance(HandInData)
    nets = t.Tuple()
    names = t.Dict()

    def __init__(self, folder: Path):
        super().__init__()
        self.assignment = assignment_in(folder)
        self.answers = workplace(folder, self.assignment.name)
        self.chosen: tuple[str, str | None] | None = None  # a map, and a snapshot of it
        self.maps: list[Network] = []
        self._files: dict[str, Path] = {}
        self.refresh()

    def refresh(self) -> None:
        """Take in what another notebook or window saved."""
        handin = self.answers.handin()
        self.handin, self.nets = handin, (handin.network, handin.earlier)

    # -- answers -------------------------------------------------------------------------------

    def question(self, id: str) -> Question:
        """What an answer is about. Raises PlnError with the nearest id where there is none."""
        if id not in self.assignment.answers:
            asked = suggestion(id, self.assignment.answers)
            raise PlnError(f"This assignment asks for no '{id}'.{asked}")
        return self.assignment.answers[id]

    def keep(self, id: str, value: Any) -> None:
        """Save an answer. Raises PlnError where that can't be done."""
        self.answers.save(id, value)
        self.refresh()

    def scores(self) -> dict[str, TaskScore]:
        """What grading would say of what is saved now."""
        self.refresh()
        return scored(self.handin, self.assignment)

    # -- maps to hand in ------------------------------------------------------------------------

    def offered(self, named: bool = False) -> dict[str, str]:
        """The maps there are to hand in: what to call each.

        A file's name may be somebody's, so it is for the learner's screen alone, as in `options`.
        """
        mine = {MINE: "My own map"} if is_map() else {}
        self._files = {f"file {n}": file for n, file in enumerate(tables_at_home(), 1)}
        files = {key: f"{f.name if named else key} in my folder" for key, f in self._files.items()}
        return mine | files | {FICTIONAL: "The fictional network (earns the same)"}

    def likeliest(self) -> str:
        """The map that is in the hand-in already, or else the learner's own where she has one."""
        own = [source for source in self.offered() if source != FICTIONAL]
        there = set(self.handin.network.entries) - {ME} if self.handin.network else set()
        if self.handin.fictional or not own:
            return FICTIONAL
        if not there:
            return own[0]
        return max(own, key=lambda source: len(there & self._pseudonyms(source)))

    def _pseudonyms(self, source: str) -> set[str]:
        try:
            return {pseudonym(id, secret()) for id in self._read(source).entries}
        except PlnError:
            return set()

    def _read(self, source: str) -> Network:
        if source == MINE:
            return Store.open().network
        if source == FICTIONAL:
            return sample("fictional")
        return read_files([self._files[source]])[0]

    def snapshots(self) -> dict[str, str]:
        """The days of the earlier maps of the learner's own, by their numbers, the oldest first."""
        shots = Store.open().network.snapshots if MINE in self.offered() else ()
        return {str(n): shot.date for n, shot in enumerate(shots)}

    def likeliest_snapshot(self) -> str | None:
        """The snapshot that is in the hand-in already, or else the oldest; None where there is none."""
        shots, month = self.snapshots(), self.handin.earlier_date
        return next(
            (n for n, day in shots.items() if month and day.startswith(month)),
            next(iter(shots), None),
        )

    def keep_snapshot(self) -> None:
        """Keep the learner's own map as it is today, to compare with later."""
        with Store.open() as store:
            store.edit("kept a snapshot", store.network.with_snapshot(date.today().isoformat()))

    def put_in(self, source: str, snapshot: str | None = None) -> None:
        """Put a map into the hand-in as it is now, without its names. Raises PlnError where it can't be."""
        network, earlier = self._read(source), None
        if self.assignment.needs_earlier:
            if source == FICTIONAL:
                earlier = fictional_earlier()
            elif source == MINE and snapshot is not None:
                shot = network.snapshots[int(snapshot)]
                earlier = (shot.date, shot.network)
        folder = self.answers.folder
        hand_in(folder, network, self.assignment, earlier=earlier, fictional=source == FICTIONAL)
        self.chosen, self.maps = (source, snapshot), [network, *([earlier[1]] if earlier else [])]
        self.refresh()
        if self.names:
            self.show_names(True)

    def put_in_again(self) -> None:
        """Put the same map in as it is by now, where the assignment needs one."""
        if not self.assignment.needs_network:
            hand_in(self.answers.folder, Network(), self.assignment)
            return self.refresh()
        self.put_in(*(self.chosen or (self.likeliest(), self.likeliest_snapshot())))

    def people(self) -> list[Network]:
        """Whom nothing that is handed in may name: those of the chosen map, and of the learner's own."""
        own = [self._read(MINE)] if MINE in self.offered() else []
        return own + ([] if self.handin.fictional else self.maps)

    def show_names(self, shown: bool) -> None:
        """Have the names of the chosen map on the learner's screen, or no longer."""
        if not shown:
            self.names = {}
            return
        nets = self.maps
        of = Pseudonyms(secret(), *nets)
        people = {of.of(e.id): e.label for net in nets for e in net.entries.values() if e.id != ME}
        goals = {of.goals[g.id]: g.text for net in nets for g in net.goals.values() if g.text}
        self.names = people | goals

    # -- words -----------------------------------------------------------------------------------

    def readable(self, network: Network, named: bool = False) -> Network:
        """A pseudonymised map as people read it: platforms' titles, and pseudonyms cut short.

        `named` is for the learner's screen alone, as in `options`.
        """
        names = self.names if named else {}
        return in_words(network, {**short_codes(network), **names, ME: ""})

    def options(self, question: Question, named: bool = False) -> dict[str, str]:
        """What can be chosen, in words, what is on the learner's own map first.

        `named` is for her screen alone: with the names she asked to see.
        """
        names = self.names if named else {}
        if question.kind == "month":
            return months(date.today(), AHEAD)
        network = self.handin.network
        mine = sorted(allowed(question, network) - set(question.options))
        if question.kind == "people" and network:
            codes = short_codes(network)
            there = [network.entries[id] for id in mine]
            there.sort(key=lambda e: (e.kind, e.platform, codes[e.id]))
            people = {e.id: f"{names.get(e.id, codes[e.id])}: {_about(e)}" for e in there}
            return {**people, **question.options}
        if question.among == "goals":
            course = {item.id: item.title for item in content()}
            words = {**dict.fromkeys(mine, "a goal of my own"), **course, **names}
            own = {id: f"{id}, {words[id]}" for id in mine}
        else:
            own = {id: platform_words(id) for id in mine}
        return {**own, **question.options}


_HERE: dict[Path, Work] = {}


def work_here() -> Work:
    """The work on the assignment of the notebook's folder. Raises PlnError where there is none."""
    folder = Path.cwd().resolve()
    if folder not in _HERE:
        _HERE[folder] = Work(folder)
    return _HERE[folder]


def _about(entry: Entry) -> str:
    """What may be said of an entry: its kind, its platform and the number of its group."""
    platform = entry.platform and platform_words(entry.platform)
    return ", ".join(filter(None, [entry.kind, platform, entry.group]))


def months(start: date, ahead: int) -> dict[str, str]:
    """The months from this one on, such as 2027-01: January 2027."""
    counted = (divmod(start.year * 12 + start.month - 1 + n, 12) for n in range(ahead + 1))
    days = [date(year, month + 1, 1) for year, month in counted]
    return {f"{day:%Y-%m}": f"{day:%B %Y}" for day in days}

"""A map to draw: whom one learns from, edited in place, measured live, never lost.

    plnkit.NetworkMap()                        my own map, saved with every edit
    plnkit.NetworkMap(plnkit.sample("student"))     a map to try things on, in memory only

Each gesture is one edit that can be undone. What the page shows travels as messages, so that
no name enters the widget's state. In an assignment's folder the page shows pseudonyms until
the learner asks for the names, and what is printed or saved holds pseudonyms only.

A "what if" is a copy that the page shows in place of the map: its edits are saved nowhere, and
`network` stays the real one until the learner makes what was imagined real, as one edit.
"""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import traitlets as t

from plnkit.draw.cards import cards_html
from plnkit.draw.layout import LIMIT, layout
from plnkit.draw.page import figure_html
from plnkit.draw.picture import description, picture
from plnkit.draw.tables import people_table, ties_table
from plnkit.draw.text import clean, escaped, sentence
from plnkit.model import edits
from plnkit.model.audit import Finding, findings
from plnkit.model.measures import Unknown
from plnkit.model.memory import Imagined, Memory
from plnkit.model.merging import ids_of
from plnkit.model.network import ME, Network, PlnError, network_json
from plnkit.model.plan import KeptPlan
from plnkit.model.rescue import copy_of, opened_copy, raw
from plnkit.model.store import MAP, Store, home
from plnkit.model.whatif import with_hoped
from plnkit.views.controls import STATIC, Control, tried
from plnkit.views.map_page import card, choices, drawn, pseudonymised

SHOWN = ("size", "density", "effective_size", "betweenness", "components_without_ego")
IN_WHAT_IF = (*SHOWN, "reciprocity_dyad")  # helping somebody moves it
DRAWN_IN_TWIN = 300  # above, the static twin is a table: its picture would weigh half a megabyte
CAPTION = "The nearer the middle, the closer. A line between two of the others says that they know each other."
NOT_SAVED = "In memory only: this map is not saved."
IMAGINED = (
    "What if: nothing is saved. Add, remove, tie or help; the measures are compared with your map."
)
HIDDEN = "Show the names first: only then can names, groups, platforms and goals be changed."
MAPPED = "Lesson 07 shows the map and offers what can be read of it."
CLOSED = "This map could not be opened. First choose below how to go on."

EDITS: dict[str, Callable[[Network, dict], edits.Edit]] = {  # what a message asks for
    "add": lambda net, m: edits.added(net, m["name"], m.get("kind", "person"), m.get("ring", "")),
    "set": lambda net, m: edits.changed(net, m["ids"], m["field"], m["value"]),
    "mark": lambda net, m: edits.marked(net, m["ids"], m["field"], m["word"], bool(m["on"])),
    "remove": lambda net, m: edits.removed(net, m["ids"]),
    "tie": lambda net, m: edits.tied(net, m["a"], m["b"]),
    "cut": lambda net, m: edits.cut(net, m["a"], m["b"]),
    "open": lambda net, m: edits.opened(net, m["a"], m["b"]),
    "retie": lambda net, m: edits.retied(net, m["a"], m["b"], m["n"], m["field"], m["value"]),
    "told": lambda net, m: edits.told(net, m.get("id")),
    "goal": lambda net, m: edits.with_goal(net, m["text"], m.get("id", "")),
    "help": lambda net, m: edits.helped(net, m["id"], m["word"]),
}
NAMED = ("name", "group", "platform")  # what can't be changed while pseudonyms stand in for it


class NetworkMap(Control):
    """One's people, communities, tools and sources, to draw, edit and measure.

    Without an argument: the learner's own map. A `Store` or the path of a map is saved with
    every edit; a `Network` stays in memory. `network` is always the present map: other widgets
    can follow it. A map that can't be opened is left as it is; the page says why, and offers what
    can be read of it as a copy.
    """

    _code = "map.js"
    _css = STATIC / "map.css"
    _kind = t.Unicode("map").tag(sync=True)
    network = t.Instance(Network, read_only=True)
    outlines = t.Bool(False, help="draw the groups' outlines").tag(sync=True)
    me = t.Bool(True, help="draw the learner and the learner's ties").tag(sync=True)
    hoped = t.Bool(False, help="measure as if those hoped for were there").tag(sync=True)

    def __init__(
        self,
        network: Network | Store | Path | str | None = None,
        label="My learning network",
        **options,
    ):
        super().__init__(label, **options)
        self._hides = Path("assignment.toml").is_file()
        self._named = not self._hides
        self._chosen: list[str] = []
        self._find, self._at, self._problem = "", {}, ""
        self._refused: Store | None = None  # a store whose disk refuses, tried again with each edit
        self._closed: Path | None = None  # a map that can't be opened
        self._imagined: Imagined | None = None
        self._placed: Network | None = None  # whose places `_at` are
        self._removed: list[str] = []  # whom the last edit took out
        self._map: Store | Memory = Memory(Network.new())
        if isinstance(network, Network):
            self._map = Memory(network)
        elif isinstance(network, Store):
            self._map = network
        else:
            self._open(Path(network or home() / MAP).expanduser())
        self._findings = self._measured(self._map.network)
        self._take()
        self._before = self._findings
        self.on_msg(self._heard)

    def edit(self, edit: edits.Edit) -> None:
        """One edit from another part of a lesson: saved, shown, and undone as a gesture is.

        Raises PlnError where it can't be saved; the page says so too.
        """
        said = problem = ""
        try:
            said = self._made(edit, self._map) or ""
        except PlnError as refusal:
            problem = str(refusal)
            raise
        finally:
            self._take()
            self._show(said, problem)

    def undo(self) -> str:
        """Takes the last edit of the map back, as the button does; its label, '' where there is none."""
        self._removed, label = [], self._map.undo()
        self._take()
        self._show(f"Undone: {label}." if label and self._named else "")
        return label

    def refresh(self) -> None:
        """Takes in what another notebook wrote."""
        self._heard(self, {"do": "look"}, [])

    @property
    def undoable(self) -> str:
        """The label of the edit that `undo` takes back, or ''."""
        return next(iter(self._map.undoable), "")

    @property
    def saved(self) -> str:
        """Where the map is saved, or why it is not, in a sentence."""
        return self._problem or (f"Saved in {self.path}." if self.path else NOT_SAVED)

    @property
    def path(self) -> Path | None:
        """The file of the map, though it may refuse to be opened or written; None in memory alone."""
        return self._closed or (self._refused or self._map).path

    def opened(self) -> "NetworkMap":
        """This map. Raises PlnError where its file can't be opened."""
        if self._closed:
            raise PlnError(f"{self._problem} {MAPPED}")
        return self

    # -- what can be kept -----------------------------------------------------------------

    def to_svg(self) -> str:
        """The map as one stand-alone picture; in an assignment's folder with pseudonyms."""
        return picture(self._kept(), title=self.label, ego=self.me)

    def to_html(self) -> str:
        """The map, its tables and its measures, to show where no kernel runs."""
        network = self._kept()
        tables = people_table(network) + ties_table(network)
        return figure_html(self.to_svg(), tables, CAPTION) + cards_html(self._findings)

    def text(self) -> str:
        return f"{self.label}: {description(self._kept())}"

    def _static_html(self) -> str:
        if self._closed:
            return f"<p>{escaped(self._problem)}</p>"
        network = self._kept()
        if network.people_count > DRAWN_IN_TWIN:
            return f"<p>{escaped(description(network))}</p>{people_table(network)}"
        return figure_html(picture(network, title=self.label), people_table(network), CAPTION)

    def _kept(self) -> Network:
        """The network as it may stand in a notebook."""
        return pseudonymised(self.network) if self._hides else self.network

    # -- what the page asks -----------------------------------------------------------------

    def _heard(self, _, message: object, __) -> None:
        said, problem = tried(self._answered, message)
        if said is not None:
            self._take()
            self._show(said, problem)

    def _answered(self, message: dict) -> str | None:
        """Do what a message asks and say what was done; None where the page needs nothing new."""
        do = message["do"]
        shown = self._shown
        if self._closed and do not in ("look", "again", "rescue", "raw"):
            raise PlnError(CLOSED)
        if do in EDITS:
            return self._edited(message, shown)
        if do in ("undo", "redo"):
            self._removed = []
            if not (label := getattr(shown, do)()):
                return f"There is nothing to {do}."
            word = "Undone" if do == "undo" else "Done again"
            return f"{word}: {label}." if self._named else f"{word}."
        if do == "look":
            theirs = self._map.refresh()
            if theirs and self._named:
                return f"Changed in another notebook: {', '.join(theirs[-3:])}."
            return "" if theirs or message.get("first") else None
        if do == "choose":
            self._chosen = [id for id in message["ids"] if id in shown.network.entries]
            self.send({"about": self._about()})
        elif do == "find":
            self._find = str(message["text"]).casefold()
            return ""
        elif do == "names":
            self._named = bool(message["on"]) or not self._hides
            words = ("Pseudonyms are shown.", "Names are shown on this screen only.")
            return words[self._named]
        elif do == "copy":
            text = json.dumps(network_json(self.network), ensure_ascii=False, indent=1)
            self._send_file(text.encode(), Path(self.path or MAP).name)
        elif do == "raw" and self._closed:
            self._send_file(raw(self._closed), self._closed.name)
        elif do == "again" and self._closed:
            self._open(self._closed)
            return ""
        elif do == "rescue" and self._closed:
            self._map, said = opened_copy(self._closed)
            self._closed, self._problem = None, ""
            return said
        elif do == "forget" and self._removed and not self._imagined:
            self._map.forget(*self._removed)
            self._removed = []
            if self.path == home() / MAP:
                KeptPlan.retell(self._map.network)
            return "Forgotten for good."
        elif do in ("imagine", "drop", "real"):
            return getattr(self, f"_{do}")()
        else:
            raise ValueError(do)
        return None

    def _send_file(self, content: bytes, name: str) -> None:
        self.send({"file": name}, buffers=[content])

    def _edited(self, message: dict, seen: Store | Memory) -> str | None:
        hidden = message["do"] == "goal" or message.get("field") in (*NAMED, "goals")
        if hidden and not self._named:
            raise PlnError(HIDDEN)
        before = seen.network
        edit = EDITS[message["do"]](before, message)
        if at := message.get("at"):
            x, y = map(float, at)
            if not math.isfinite(x + y):
                raise ValueError(at)
            self._at.update(dict.fromkeys(edit.about, (x, y)))
        said = self._made(edit, seen)
        if message["do"] == "remove" and isinstance(seen, Store) and not self._refused:
            gone = [before.entries[id] for id in message["ids"] if id in before.entries]
            self._removed = sorted({e.id for e in gone}.union(*map(ids_of, gone)))
        return said

    def _made(self, edit: edits.Edit, seen: Store | Memory) -> str | None:
        """Make an edit of the map, or of the imagined one, and say what it was; None where it is none."""
        if self._closed:
            raise PlnError(CLOSED)
        before = seen.network
        if edit.network == before:
            return None
        self._removed, label = [], edit.label(before)
        if seen is self._imagined:
            seen.edit(label, edit.network)
        else:
            self._save(label, edit.network)
        if not self._named:
            both = replace(edit.network, entries={**before.entries, **edit.network.entries})
            label = edit.label(pseudonymised(both))
        return sentence(label)

    def _save(self, label: str, network: Network) -> None:
        """One edit; where the disk refuses, it is kept in memory and tried again with the next."""
        if self._refused:
            self._map.edit(label, network)
            self._refused.edit("kept while it could not be saved", network)
            self._map, self._refused, self._problem = self._refused, None, ""
            return
        seen = getattr(self._map, "last", 0)
        try:
            self._map.edit(label, network)
            self._problem = ""
        except PlnError as refusal:
            if self._map.network == network:  # written with the next edit
                self._problem = str(refusal)
            elif self._map.last == seen:  # the folder can't be written to
                self._refused, self._map = self._map, Memory(self._map.network)
                self._map.edit(label, network)
                self._problem = str(refusal)
            raise
        if self.path and not self.path.exists():
            self._map.fold()  # others look for the file

    def _take(self) -> None:
        """Take over what the map is now, and what is imagined: positions and measures follow."""
        real, shown = self._map.network, self._shown.network
        if shown is not self._placed:
            if shown.people_count <= LIMIT:
                self._at = layout(shown, self._at or None)
            self._chosen = [id for id in self._chosen if id in shown.entries]
            self._placed = shown
        if real is not self._trait_values.get("network"):
            self._before, self._findings = self._findings, self._measured(real)
            self.set_trait("network", real)

    def _measured(self, network: Network, only: tuple[str, ...] = SHOWN) -> list[Finding]:
        return findings(with_hoped(network) if self.hoped else network, only=only)

    @t.observe("hoped")
    def _count_hoped(self, change) -> None:
        if "network" not in self._trait_values:
            return  # not ready yet
        self._before, self._findings = self._findings, self._measured(self.network)
        there = "counted as if they were there" if change["new"] else "not counted"
        self._show(f"Those hoped for are {there}.")

    @property
    def _shown(self) -> Store | Memory:
        """The map that gestures change and the page shows: the real one, or what is imagined."""
        return self._imagined or self._map

    # -- what if ----------------------------------------------------------------------------

    def _imagine(self) -> str:
        if not self._imagined:
            self._imagined, self._home = Imagined(self.network), dict(self._at)
        return "What if begins: nothing is saved unless you make it real."

    def _drop(self) -> str:
        if self._imagined:
            self._imagined, self._placed, self._at = None, None, self._home
            self._before = self._findings
        return "Back to your map. What you imagined is gone."

    def _real(self) -> str | None:
        if not self._imagined:
            return None
        edit, imagined = self._imagined.made_real(self.network), self._imagined
        self._imagined = None
        try:
            return self._made(edit, self._map)
        except PlnError:
            if self._map.network != edit.network:  # not kept in memory either
                self._imagined = imagined
            raise

    # -- a map that can't be opened -----------------------------------------------------------

    def _open(self, path: Path) -> None:
        try:
            self._map, self._closed, self._problem = Store.open(path), None, ""
        except PlnError as refusal:
            self._closed, self._problem = path, str(refusal)

    # -- what the page shows ----------------------------------------------------------------

    def _show(self, said: str = "", problem: str = "") -> None:
        network = self._shown.network
        shown = network if self._named else pseudonymised(network)
        cards = self._cards()
        for one in cards if said else []:
            if one["moved"]:
                so_far = "" if one["known"] else " so far"
                said += f" {one['title']} {one['was']} → {one['value']}{so_far}."
        self.send(
            {
                "map": {**drawn(shown, self._at, self._find), **choices(shown), **self._state()},
                "cards": cards,
                "about": self._about(),
                "said": clean(said),
                "problem": clean(problem),
            }
        )

    def _cards(self) -> list[dict]:
        """The measures, each with what it was before the last edit, or is on the real map."""
        before, now = self._before, self._findings
        if self._imagined:
            both = (self.network, self._imagined.network)
            before, now = (self._measured(network, IN_WHAT_IF) for network in both)
        return [card(*pair) for pair in zip(before, now, strict=True)]

    def _state(self) -> dict:
        """What the page says of undo, of saving, and of what can be done now."""
        shown, entries = self._shown, self._map.network.entries
        return {
            "undo": shown.undoable[:1] if self._named else [""] * bool(shown.undoable),
            "redo": shown.redoable[:1] if self._named else [""] * bool(shown.redoable),
            "unknown": shown.network.unknown_pairs(),
            "hides": self._hides,
            "named": self._named,
            "saved": IMAGINED if self._imagined else self.saved,
            "unsaved": bool(self._problem or self._imagined) or not self.path,
            "notices": list(self._map.notices),
            "imagined": bool(self._imagined),
            "closed": copy_of(self._closed).name if self._closed else "",
            "copied": bool(self._closed) and copy_of(self._closed).exists(),
            "forget": 0 if self._imagined else len({*self._removed} - {*entries}),
        }

    def _about(self) -> dict:
        """What is said of those who are chosen: whom they alone lead to, what is unknown of them."""
        about: dict = {"ids": self._chosen}
        network = self._shown.network
        if len(self._chosen) == 1 and self._chosen[0] != ME:
            about["lost"] = edits.lost_without(network, self._chosen[0])
            about["unknown"] = Unknown(network, network.counted()).of(self._chosen[0])
        elif len(self._chosen) == 2:
            about["pair"] = network.pair(*self._chosen)
        return about


def map_of(of: NetworkMap | Network | None) -> NetworkMap | Network:
    """What is given, or else one's own map. Raises PlnError where that can't be opened."""
    of = NetworkMap() if of is None else of
    return of.opened() if isinstance(of, NetworkMap) else of

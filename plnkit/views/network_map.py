"""A map to draw: whom one learns from, edited in place, measured live, never lost.

    plnkit.NetworkMap()                        my own map, saved with every edit
    plnkit.NetworkMap(plnkit.sample("student"))     a map to try things on, in memory only

Each gesture is one edit that can be undone. What the page shows travels as messages, so that
no name enters the widget's state. In an assignment's folder the page shows pseudonyms until
the learner asks for the names, and what is printed or saved holds pseudonyms only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import traitlets as t

from plnkit.draw import tokens
from plnkit.draw.cards import cards_html
from plnkit.draw.layout import LIMIT, RADII, layout
from plnkit.draw.page import figure_html
from plnkit.draw.picture import SHAPE, description, picture
from plnkit.draw.tables import MOST, people_table, ties_table
from plnkit.draw.text import clean, escaped
from plnkit.model import edits
from plnkit.model.audit import Finding, findings, number_text, percent_text
from plnkit.model.library import explanations
from plnkit.model.measures import Unknown
from plnkit.model.network import (
    EXCHANGES,
    KINDS,
    ME,
    OFTEN,
    RINGS,
    VIEWS,
    Entry,
    Goal,
    Network,
    PlnError,
    network_json,
    record_json,
)
from plnkit.model.pseudonyms import Pseudonyms, platform_id, platforms, secret, short_codes
from plnkit.model.store import MAP, Store
from plnkit.model.whatif import move
from plnkit.views import controls
from plnkit.views.controls import STATIC, Control

SHOWN = ("size", "density", "effective_size", "betweenness", "components_without_ego")
DRAWN_IN_TWIN = 300  # above, the static twin is a table: its picture would weigh half a megabyte
CAPTION = "The nearer the middle, the closer. A line between two of the others says that they know each other."
TOO_MANY = (
    "{:,} entries are too many to draw so that anybody could read them. "
    "The measures count all of them; search the table to change them."
)
NOT_SAVED = "In memory only: this map is not saved. Download it to keep it."

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
    "goal": lambda net, m: edits.with_goal(net, m["text"]),
}
NAMED = ("name", "group", "platform")  # what can't be changed while pseudonyms stand in for it


class Memory:
    """A map that is saved nowhere, edited and undone as a `Store` is."""

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


class NetworkMap(Control):
    """One's people, communities, tools and sources, to draw, edit and measure.

    Without an argument: the learner's own map. A `Store` or the path of a map is saved with
    every edit; a `Network` stays in memory. `network` is always what the map shows: other
    widgets can follow it. Raises PlnError where a map can't be opened; its file stays as it is.
    """

    _css = STATIC / "map.css"
    _kind = t.Unicode("map").tag(sync=True)
    network = t.Instance(Network, read_only=True)
    outlines = t.Bool(False, help="draw the groups' outlines").tag(sync=True)
    me = t.Bool(True, help="draw the learner and the learner's ties").tag(sync=True)

    def __init__(
        self,
        network: Network | Store | Path | str | None = None,
        label="My learning network",
        **options,
    ):
        super().__init__(label, **options)
        self._bundle = _bundle_reference()
        self._hides = Path("assignment.toml").is_file()
        self._named = not self._hides
        self._chosen: list[str] = []
        self._find, self._at, self._problem = "", {}, ""
        self._refused: Store | None = None  # a store whose disk refuses, tried again with each edit
        if isinstance(network, Network):
            self._map = Memory(network)
        else:
            self._map = network if isinstance(network, Store) else Store.open(network)
        self._findings = self._before = findings(self._map.network, only=SHOWN)
        self._take()
        self.on_msg(self._heard)

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
        network = self._kept()
        if network.people_count > DRAWN_IN_TWIN:
            return f"<p>{escaped(description(network))}</p>{people_table(network)}"
        return figure_html(picture(network, title=self.label), people_table(network), CAPTION)

    def _kept(self) -> Network:
        """The network as it may stand in a notebook."""
        return self._pseudonymised(self.network) if self._hides else self.network

    @staticmethod
    def _pseudonymised(network: Network) -> Network:
        """The network as a hand-in would tell of it, with its ids: they leave only as messages."""

        words = Pseudonyms(secret(), network)
        codes = short_codes(Network(dict.fromkeys(map(words.of, network.entries))))
        entries = {
            id: Entry(
                id, e.kind, codes[words.of(id)], platform_id(e.platform), words.groups.get(e.group.strip(), ""),
                tuple(words.goals[g] for g in e.goals), e.ring, e.often, e.view, e.gives, e.gets,
            )
            for id, e in network.entries.items()
        }  # fmt: skip
        ties = {
            key: replace(
                tie, kind=words.kinds.get(tie.kind, ""), platform=platform_id(tie.platform)
            )
            for key, tie in network.ties.items()
        }
        goals = {g: Goal(words.goals[g]) for g in network.goals}
        return replace(network, entries=entries, ties=ties, goals=goals, snapshots=())

    # -- what the page asks -----------------------------------------------------------------

    def _heard(self, _, message: object, __) -> None:
        said = problem = ""
        try:
            said = self._answered(message)
        except PlnError as refusal:
            problem = str(refusal)
        except (KeyError, TypeError, ValueError, AttributeError):
            problem = "That could not be understood. Nothing was changed."
        if said is not None:
            self._take()
            self._show(said, problem)

    def _answered(self, message: dict) -> str | None:
        """Do what a message asks and say what was done; None where the page needs nothing new."""
        do = message["do"]
        if do in EDITS:
            return self._edited(message)
        if do in ("undo", "redo"):
            label = getattr(self._map, do)()
            word = "Undone" if do == "undo" else "Done again"
            return (
                (f"{word}: {label}." if self._named else f"{word}.")
                if label
                else f"There is nothing to {do}."
            )
        if do == "look":
            theirs = self._map.refresh()
            if not theirs and not message.get("first"):
                return None
            return (
                f"Changed in another notebook: {', '.join(theirs[-3:])}."
                if theirs and self._named
                else ""
            )
        if do == "choose":
            self._chosen = [id for id in message["ids"] if id in self.network.entries]
            self.send({"about": self._about()})
        elif do == "find":
            self._find = str(message["text"]).casefold()
            return ""
        elif do == "names":
            self._named = bool(message["on"]) or not self._hides
            return (
                "Names are shown on this screen only." if self._named else "Pseudonyms are shown."
            )
        elif do == "copy":
            text = json.dumps(network_json(self.network), ensure_ascii=False, indent=1)
            self.send({"file": text, "name": Path(self._map.path or MAP).name})
        else:
            raise ValueError(do)
        return None

    def _edited(self, message: dict) -> str | None:
        hidden = message["do"] == "goal" or message.get("field") in (*NAMED, "goals")
        if hidden and not self._named:
            raise PlnError(
                "Show the names first: only then can names, groups, platforms and goals be changed."
            )
        before = self._map.network
        edit = EDITS[message["do"]](before, message)
        if edit.network == before:
            return None
        label = edit.label(before)
        at = message.get("at")
        if (
            isinstance(at, list)
            and len(at) == 2
            and all(isinstance(x, int | float) and math.isfinite(x) for x in at)
        ):
            for id in edit.about:
                self._at[id] = (float(at[0]), float(at[1]))
        self._save(label, edit.network)
        if not self._named:
            both = replace(edit.network, entries={**before.entries, **edit.network.entries})
            label = edit.label(self._pseudonymised(both))
        return f"{label[:1].upper()}{label[1:]}."

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
        if self._map.path and not self._map.path.exists():
            self._map.fold()  # others look for the file

    def _take(self) -> None:
        """Take over what the map is now: positions and measures follow."""
        network = self._map.network
        if self._trait_values.get("network") is network:
            return
        if network.people_count <= LIMIT:
            self._at = layout(network, self._at or None)
        self._chosen = [id for id in self._chosen if id in network.entries]
        self._before, self._findings = self._findings, findings(network, only=SHOWN)
        self.set_trait("network", network)

    # -- what the page shows ----------------------------------------------------------------

    def _show(self, said: str = "", problem: str = "") -> None:
        network = self.network if self._named else self._pseudonymised(self.network)
        moved = [card for card in self._cards() if card["moved"]]
        if said and moved:
            so_far = {True: "", False: " so far"}
            said += "".join(
                f" {c['title']} {c['was']} → {c['value']}{so_far[c['known']]}." for c in moved
            )
        self.send(
            {
                "map": {**self._drawn(network), **self._words(network)},
                "cards": self._cards(),
                "about": self._about(),
                "said": clean(said),
                "problem": clean(problem),
            }
        )

    def _drawn(self, network: Network) -> dict:
        """Entries, their places and ties as the page needs them; above `LIMIT` the first that are sought."""
        entries = [
            e
            for e in network.entries.values()
            if not self._find or self._find in e.label.casefold()
        ]
        large = network.people_count > LIMIT
        entries = entries[:MOST] if large else list(network.entries.values())
        there = {e.id for e in entries}
        ties = (
            [x for x in network.ties.values() if x.source in there and x.target in there]
            if not large
            else []
        )
        return {
            "entries": [
                {**record_json(e), "label": e.label, "at": self._at.get(e.id)} for e in entries
            ],
            "ties": [record_json(tie) for tie in ties],
            "total": network.people_count,
            "large": TOO_MANY.format(network.people_count) if large else "",
        }

    def _words(self, network: Network) -> dict:
        """What the page offers to choose from, and what it says of undo and of saving."""
        return {
            "rings": [[ring, RADII[ring]] for ring in RINGS],
            "shapes": {kind: tokens.SHAPES[SHAPE[kind]] for kind in KINDS},
            "often": OFTEN,
            "views": VIEWS,
            "exchanges": EXCHANGES,
            "goals": [[id, g.text or g.id] for id, g in network.goals.items()],
            "platforms": [platform.title for platform in platforms().values()],
            "undo": self._map.undoable[:1] if self._named else [""] * bool(self._map.undoable),
            "redo": self._map.redoable[:1] if self._named else [""] * bool(self._map.redoable),
            "unknown": self.network.unknown_pairs(),
            "hides": self._hides,
            "named": self._named,
            "saved": self._problem
            or (f"Saved in {self._map.path}." if self._map.path else NOT_SAVED),
            "unsaved": bool(self._problem) or not self._map.path,
            "notices": list(self._map.notices),
        }

    def _cards(self) -> list[dict]:
        """The measures, each with what it was before the last edit where that changed it."""
        cards = []
        for old, new in zip(self._before, self._findings, strict=True):
            was, value = _so_far(old), _so_far(new)
            cards.append(
                {
                    "key": new.key,
                    "title": new.title,
                    "value": value,
                    "known": new.measure.value is not None,
                    "sentence": new.sentence,
                    "meaning": new.meaning,
                    "limit": new.limit,
                    "was": was,
                    "moved": move(old.measure, new.measure) if was != value else "",
                }
            )
        return cards

    def _about(self) -> dict:
        """What is said of those who are chosen: whom they alone lead to, what is unknown of them."""
        about: dict = {"ids": self._chosen}
        if len(self._chosen) == 1 and self._chosen[0] != ME:
            about["lost"] = edits.lost_without(self.network, self._chosen[0])
            about["unknown"] = Unknown(self.network, self.network.counted()).of(self._chosen[0])
        elif len(self._chosen) == 2:
            about["pair"] = self.network.pair(*self._chosen)
        return about


def _so_far(finding: Finding) -> str:
    """A finding's value as people write it, counted so far where pairs are unknown; '' without one."""
    value = finding.measure.so_far
    if value is None:
        return ""
    return (
        percent_text(value) if explanations()[finding.key].unit == "share" else number_text(value)
    )


_bundle: controls._Bundle | None = None


def _bundle_reference() -> str:
    """The widget that holds the map's code, sent once per kernel; its style is the controls' own."""
    global _bundle
    if _bundle is None or _bundle.comm is None:
        code = (STATIC / "map.js").read_text(encoding="utf-8")
        _bundle = controls._Bundle(code=code, css=controls._bundle.css)
    return controls._reference(_bundle)

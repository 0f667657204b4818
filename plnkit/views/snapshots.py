"""Days kept of a map, and what changed between two of them, part by part."""

from datetime import date

import traitlets as t

from plnkit.draw.compare import changes_html, comparison_html
from plnkit.draw.page import sheet_html
from plnkit.draw.tables import table_html
from plnkit.model.compare import SHOWN, Comparison, compared
from plnkit.model.edits import Edit
from plnkit.model.library import explanations
from plnkit.model.network import Network
from plnkit.views.controls import Button, Group, Html, Menu, Notice, Text, row
from plnkit.views.following import follow, refuse_in_an_assignment
from plnkit.views.network_map import NetworkMap, map_of

NOW, EARLIER = "now", "earlier"


def days_of(network: Network, earlier: Network | None = None) -> dict[str, tuple[str, Network]]:
    """The days there are of a map, the oldest first: key to what it is called and the map then."""
    days = {EARLIER: ("an earlier day", earlier)} if earlier else {}
    for k, shot in enumerate(network.snapshots):
        days[str(k)] = (f"{shot.date} {shot.label}".strip(), shot.network)
    return days | {NOW: ("now", network)}


class Snapshots(Group):
    """Keep this day, and compare two days: who came and left, and what that did to each measure.

    `of` is a `NetworkMap` or nothing for one's own map, or a `Network`, whose days can only be read.
    `earlier` is a network to offer as an earlier day. Keeping a day is one edit that can be undone.
    Raises PlnError in an assignment's folder, and where the map can't be opened.
    """

    network = t.Instance(Network)

    def __init__(self, of: NetworkMap | Network | None = None, earlier: Network | None = None):
        refuse_in_an_assignment("Snapshots")
        self._earlier, self._of = earlier, map_of(of)
        self._last: tuple[tuple[Network, ...], Comparison] | None = None
        self._label = Text("A word on this day", hint="Such as: before the placement. No names.")
        self._keep = Button("Keep this day", self._keep_day)
        self._from = Menu("Compare", {})
        self._to = Menu("with", {})
        titles = {name: explanations()[name].title for name in SHOWN}
        self._measure = Menu("Which measure?", titles, value=SHOWN[0])
        self._again = Button("Compare again", self._compare_again, quiet=True)
        self._said, self._kept = Notice("", quiet=True), Html("")
        self._steps, self._changes = Html(""), Html("")
        self._renew = row()
        keep, days = [], row(self._from, self._to, self._measure)
        if isinstance(self._of, NetworkMap):
            keep = [row(self._label, self._keep)]
        super().__init__(
            "Then and now",
            [*keep, self._said, self._renew, days, self._steps, self._changes, self._kept],
            hint="A map shows one day. Two days show what you changed, and what changed by itself.",
        )
        for menu in (self._from, self._to, self._measure):
            menu.on_change(lambda _: self._compare())
        follow(self, self._of)

    @t.observe("network")
    def _offer(self, change):
        days = {key: title for key, (title, _) in days_of(self.network, self._earlier).items()}
        then = {key: title for key, title in days.items() if key != NOW}
        self._from.offer(then, next(iter(then), None))
        self._to.offer(days, NOW)
        rows = [
            (shot.date, shot.label, shot.network.people_count, len(shot.network.ties))
            for shot in self.network.snapshots
        ]
        columns = ["Day", "A word on it", "On the map", "Ties"]
        table = table_html(rows, columns, "Days kept. They are in your map's file.")
        self._kept.value = sheet_html(table, f"Days kept: {len(rows)}") if rows else ""
        if self._steps.value and isinstance(change["old"], Network):
            # Many networks are measured for a comparison: too slow to wait for with each edit.
            self._said.say("Your map has changed. Press Compare again.", tone="care")
            self._renew.children = (self._again,)
        else:
            self._compare()

    def _keep_day(self) -> None:
        label, today = self._label.value.strip(), date.today().isoformat()
        self._of.refresh()
        self._of.edit(Edit(self.network.with_snapshot(today, label), "kept this day"))
        self._label.value = ""
        self._said.say(f"Kept: {today}. Come back in some weeks and compare.", tone="good")

    def _compare_again(self) -> None:
        self._of.refresh()
        self._compare()

    def _compare(self) -> None:
        days, name = (self._from.value, self._to.value), self._measure.value
        if None in days or name is None:
            if not self._from.options:
                self._said.say("No day is kept yet, so there is nothing to compare.")
            self._steps.value = self._changes.value = ""
            return
        self._said.say("")
        there = days_of(self.network, self._earlier)
        words, maps = zip(*(there[day] for day in days), strict=True)
        if not self._last or any(a is not b for a, b in zip(maps, self._last[0], strict=True)):
            self._last = maps, compared(*maps)
        self._steps.value = comparison_html(self._last[1], name, words)
        self._changes.value = changes_html(self._last[1], words)

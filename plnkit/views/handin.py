"""The map that goes into an assignment, what its teacher will see of it, and the file to upload."""

from collections.abc import Callable
from dataclasses import replace

import traitlets as t

from plnkit.draw.page import figure_html, sheet_html
from plnkit.draw.picture import picture
from plnkit.draw.tables import people_table, table_html
from plnkit.draw.text import escaped
from plnkit.model.audit import number_text, percent_text
from plnkit.model.checks import quantity
from plnkit.model.handin import notebook_in, zip_for_upload
from plnkit.model.leaks import Leak, allow
from plnkit.model.library import samples
from plnkit.model.network import Network, PlnError, body_json, counted
from plnkit.model.pseudonyms import preview
from plnkit.model.received import HandInData
from plnkit.model.workplace import (
    empty_texts,
    is_tried_out,
    last_saved,
    leaks_in,
    wait_until_saved,
)
from plnkit.views.controls import Button, Group, Html, Menu, Notice, Text, Toggle
from plnkit.views.network_map import NetworkMap
from plnkit.views.work import FICTIONAL, MINE, work_here

FIRST = (
    "No clients, patients, pupils or minors belong on a map. Is one on yours? Take them out first, or hand in the "
    "fictional network: it earns the same. On a shared server, its administrator can read home folders."
)
CAPTION = "Your map as your teacher will see it: short codes in place of names."
NAMED = "Your map with its names, on this screen only."
OWN_TOO = "You have a map of your own too: choose it above, or stay with this one."
NO_MAP = "You have no map of your own yet: draw it below or in the lesson Map your network, or stay with this one."


class AssignmentMap(Group):
    """Choose the map that this assignment is about; it goes into the hand-in without names.

    `network` is that map with pseudonyms, as people read it; other widgets watch it. In a
    notebook where the learner draws, `follow` has each of her edits taken over at once.
    """

    network = t.Instance(Network)
    shown_names = t.Dict()

    @t.default("network")
    def _nobody_yet(self) -> Network:
        return Network.new()

    def __init__(self):
        self._work = None
        try:
            work = work_here()
            source, offered = work.likeliest(), work.offered()
            shots, shot = work.snapshots(), work.likeliest_snapshot()
        except PlnError as problem:
            self._works = False
            super().__init__("Your map", [Notice(str(problem), tone="problem")])
            return
        self._work, self._said, self._figure = work, Notice("", quiet=True), Html("")
        self._menu = Menu("Which map is this about?", offered, value=source)
        self._offer()
        self._earlier = Menu("And which earlier one do you compare it with?", shots, value=shot)
        only = "On this screen only. They are saved nowhere."
        self._names = Toggle("Show the names on my screen", hint=only)
        self._keep = Button("Keep a snapshot of today's map", self._snapshot, quiet=True)
        earlier = [self._earlier] if work.assignment.needs_earlier else []
        asked = Group("", [self._menu, *earlier, self._names], columns=2)
        first = Notice(FIRST, tone="care")
        super().__init__("Your map", [first, asked, self._said, self._figure, self._keep])
        self._menu.on_change(lambda _: self._put_in())
        self._earlier.on_change(lambda _: self._put_in())
        work.show_names(False)  # of a notebook that was run before: the box is not ticked
        self._names.on_change(work.show_names)
        work.observe(lambda _: self._draw(), ["nets", "names"])
        self._put_in()
        self._draw()
        for notice in work.answers.notices:
            self._said.say(notice, tone="care")

    def follow(self, drawn: NetworkMap) -> NetworkMap:
        """The drawing of the learner's own map; from now on each edit of it is in the hand-in.

        Her first entry makes it the map that is chosen, as no other was hers to choose.
        """
        if self._work is not None:
            drawn.observe(self._edited, "network")
        return drawn

    def _edited(self, _) -> None:
        new = MINE not in dict(self._menu.options)
        self._offer()
        if new and MINE in dict(self._menu.options):
            self._menu.value = MINE
        elif self._menu.value == MINE:
            self._put_in()

    def _offer(self) -> None:
        """The maps there are; a file's name may be somebody's, so it is on the screen alone."""
        self._menu.options = self._work.offered()
        named = self._work.offered(named=True)
        self._menu.show_instead(options=[[*pair] for pair in named.items()])

    def _put_in(self) -> None:
        source = self._menu.value
        self._keep.disabled = source != MINE
        self._earlier.disabled = source != MINE or not self._earlier.options
        try:
            self._work.put_in(source, None if self._earlier.disabled else self._earlier.value)
        except PlnError as problem:
            self._said.say("This map can't be put in. Your screen says why.", tone="problem")
            self._said.show_instead(value=str(problem))  # it may name somebody
            return
        self._said.show_instead()
        handin, assignment = self._work.handin, self._work.assignment
        n = handin.network.people_count
        said = f"{counted(n, 'entry is', 'entries are')} in your hand-in now, without names. Nothing was sent anywhere."
        if source == FICTIONAL:
            said += f" {OWN_TOO if MINE in dict(self._menu.options) else NO_MAP}"
        if assignment.needs_earlier and handin.earlier is None:
            said += (
                " There is no earlier map yet. Keep a snapshot of today's, and come back in some weeks; "
                "or choose the fictional network, which has one."
            )
        if n < assignment.least_entries:
            said += f" The assignment asks for {assignment.least_entries}."
        self._said.say(said)

    def _snapshot(self) -> None:
        self._work.keep_snapshot()
        self._earlier.offer(self._work.snapshots(), self._work.likeliest_snapshot())
        self._put_in()
        kept = "Today's map is kept, in your own folder, to compare with later."
        self._said.say(kept, tone="good")

    def _draw(self) -> None:
        handin, work = self._work.handin, self._work
        if handin.network is None:
            return
        self.network, self.shown_names = work.readable(handin.network), work.names
        self._figure.value = self._drawn(named=False)
        self._figure.show_instead(**({"value": self._drawn(named=True)} if work.names else {}))

    def _drawn(self, named: bool) -> str:
        """The maps as pictures and tables, the present one first."""
        handin, drawn = self._work.handin, ""
        if handin.fictional:
            drawn = f"<p>{escaped(samples()['fictional'].story)} Answer as she would.</p>"
        captions = (NAMED if named else CAPTION, f"The earlier one, {handin.earlier_date}.")
        for network, caption in zip((handin.network, handin.earlier), captions, strict=True):
            if network is not None:
                shown = self._work.readable(network, named)
                drawn += figure_html(picture(shown, title="Your map"), people_table(shown), caption)
        return drawn


NUMBERS: dict[str, tuple[str, Callable[[float], str]]] = {
    "size": ("People and communities you are tied to (size)", number_text),
    "density": ("Pairs among them who know each other (density)", percent_text),
    "unknown_pairs": ("Pairs of which you have not said whether they do", number_text),
    "components_without_ego": ("Parts your people fall into without you", number_text),
    "reciprocity_dyad": ("Tied pairs that go both ways (reciprocity)", percent_text),
    "share_both_ways": ("Your own ties that go both ways", percent_text),
    "share_similar": ("See your field as you do, of those of whom you said it", percent_text),
    "share_largest_platform": ("Stand on the platform with most of your entries", percent_text),
}


class AuditInShort(Group):
    """The numbers that an assignment asks about; where there is an earlier map, then and now."""

    def __init__(self):
        self._html = Html("")
        try:
            self._work = work_here()
        except PlnError as problem:
            super().__init__("", [Notice(str(problem), tone="problem")])
            return
        super().__init__("", [self._html])
        self._work.observe(lambda _: self._count(), "nets")
        self._count()

    def _count(self) -> None:
        now = self._work.handin
        maps = {"Now": now}
        if now.earlier is not None:
            maps = {f"Then, {now.earlier_date}": replace(now, network=now.earlier), **maps}
        if now.network is None:
            self._html.value = "<p>Choose a map first, at the top of this notebook.</p>"
            return
        rows = [
            (words, *(_number(each, of, said) for each in maps.values()))
            for of, (words, said) in NUMBERS.items()
        ]
        self._html.value = sheet_html(table_html(rows, ["What", *maps], "Your audit in short"))


def _number(handin: HandInData, of: str, said: Callable[[float], str]) -> str:
    value, _ = quantity(handin, of)
    return "not known" if value is None else said(value)


class HandIn(Group):
    """What the teacher will see, whether anybody's name is in it, and the file to upload."""

    def __init__(self):
        self._seen, self._said, self._found = Html(""), Notice(""), Group("", [])
        self._student = Text(
            "Your name or number in this course",
            hint="As your teacher gave it to you. Leave it empty where the page you upload to knows you.",
        )
        press = "Look for names, then make the file to upload"
        self._make = Button(press, self._hand_in, saves=True)
        try:
            self._work = work_here()
        except PlnError as problem:
            super().__init__("Hand in", [Notice(str(problem), tone="problem")])
            return
        super().__init__(
            "Hand in",
            [self._seen, self._student, self._make, self._said, self._found],
        )
        self._work.observe(lambda _: self._show(), "handin")
        self._show()

    def _show(self) -> None:
        """What is kept of the map, and what was taken away."""
        handin = self._work.handin
        if handin.network is None and self._work.assignment.needs_network:
            self._seen.value = "<p>There is no map in your hand-in yet. Choose one at the top of this notebook.</p>"
            return
        kept = preview(Network(), body_json(handin.network))[0] if handin.network else []
        given = len(set(handin.answers) & set(self._work.assignment.answers))
        kept += [("Your answers", f"{given} of {len(self._work.assignment.answers)} questions")]
        taken = []
        if self._work.maps:
            taken = preview(self._work.maps[0], body_json(handin.network))[1]
        tables = (
            (kept, ["What", "As"], "What your teacher will see, besides your texts"),
            (taken, ["What", "How many"], "What was taken away, and stays with you"),
        )
        self._seen.value = "".join(sheet_html(table_html(*each)) for each in tables if each[0])

    def _hand_in(self) -> None:
        self._found.children = ()
        work = self._work
        try:
            if is_tried_out(work.answers):
                raise PlnError("This is the course's own copy: nothing can be handed in from here.")
            notebook = notebook_in(work.answers.folder, work.assignment.name)
            if self._make.saving and notebook is not None:
                wait_until_saved(notebook)
            work.put_in_again()
            leaks = leaks_in(work.answers, work.people())
            if leaks:
                self._tell(leaks)
                return
            made = zip_for_upload(
                work.answers.folder, self._student.value.strip(), name=work.assignment.name
            )
        except PlnError as problem:
            self._said.say(str(problem), tone="problem")
            return
        said = f"No names found. Upload this one file: {made.name}, in the folder {made.parent}. "
        empty = empty_texts(notebook)
        if empty:
            said += f"{counted(empty, 'text is', 'texts are')} still empty in it: write, then press the button again. "
        said += f"The notebook in it was saved at {last_saved(notebook)}; "
        said += "if you wrote something since, save it (Ctrl S) and press the button again."
        self._said.say(said, tone="care" if empty else "good")

    def _tell(self, leaks: list[Leak]) -> None:
        """A line for each place, with a button; what was found there is shown and not saved."""
        self._found.children = tuple(_Finding(n, leak) for n, leak in enumerate(leaks, 1))
        self._said.say(
            f"{counted(len(leaks), 'place', 'places')} to look at before you hand in. Mend each, save the notebook and "
            "press the button again. Where it gives nobody away, say so.",
            tone="care",
        )


class _Finding(Group):
    def __init__(self, n: int, leak: Leak):
        where = f"<p><strong>{n}.</strong> {escaped(leak.where)}: perhaps a {escaped(leak.kind)}"
        self._words = Html(f"{where}.</p>")
        self._words.show_instead(value=f"{where}, <q>{escaped(leak.excerpt)}</q></p>")
        none = f"{n}: this is no {leak.kind} of anybody"
        self._leak, self._is_none = leak, Button(none, self._allow, quiet=True)
        super().__init__("", [self._words, self._is_none], columns=2)

    def _allow(self) -> None:
        allow(self._leak)
        self._is_none.disabled = True
        self._is_none.label = "Left as it is. Press the button above again."

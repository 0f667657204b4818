"""Tables as accessible HTML: the twin of every picture, for a screen reader, a phone and print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from markupsafe import Markup

from plnkit.draw.text import clean, escaped
from plnkit.model.audit import number_text
from plnkit.model.network import HOPED, ME, Network

MOST = 200  # rows: more than this nobody reads on a page, and a browser lays out slowly
PHONE = 36  # letters that stand side by side on a phone


def table_html(
    rows: Iterable[Sequence],
    columns: Sequence[str],
    caption: str,
    *,
    where: str = "your map's file",
) -> str:
    """A table with a caption, one row per item; its first cell names the row.

    A row holds text, numbers or `Markup`, one for each of `columns`. Above 200 rows the rest is left
    out, and the caption says how many and that they are in `where`. Where words are too wide for a
    phone, the style shows rows as cards there: each cell has its column's name, and roles keep it a
    table for a screen reader.
    """
    rows = iter(rows)
    shown = list(islice(rows, MOST))
    rest = sum(1 for _ in rows)
    if rest:
        caption += f" The first {MOST} of {MOST + rest:,}; the other {rest:,} are in {where}."
    names = [escaped(column) for column in columns]
    looks = [""] * len(names)
    for k in range(len(names)):
        if shown and all(isinstance(row[k], int | float) for row in shown):
            looks[k] = ' class="num"'

    wide = [
        max([len(w) for w in name.split()] + [_length(row[k]) for row in shown]) + 2
        for k, name in enumerate(columns)
    ]
    cards = sum(wide) > PHONE and not all(looks[1:])

    def role(name: str) -> str:
        return f' role="{name}"' if cards else ""

    def cell(k: int, value: object) -> str:
        label = f' data-label="{names[k]}"' if cards else ""
        return f"<td{role('cell')}{label}{looks[k]}>{_cell(value)}</td>"

    head = "".join(
        f'<th{role("columnheader")} scope="col"{look}>{name}</th>'
        for name, look in zip(names, looks, strict=True)
    )
    body = "".join(
        f'<tr{role("row")}><th{role("rowheader")} scope="row">{_cell(row[0])}</th>'
        f"{''.join(cell(k, value) for k, value in enumerate(row[1:], 1))}</tr>"
        for row in shown
    )
    return (
        f'<table{role("table")} class="pln-table{" cards" * cards}"><caption>{escaped(caption)}</caption>'
        f"<thead{role('rowgroup')}><tr{role('row')}>{head}</tr></thead>"
        f"<tbody{role('rowgroup')}>{body}</tbody></table>"
    )


def _length(value: object) -> int:
    return len(value.striptags() if isinstance(value, Markup) else str(value))


def _cell(value: object) -> str:
    """A number as people write it; text by itself, so that one direction of writing ends there."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, int | float):
        return number_text(value)
    return f"<bdi>{escaped(value)}</bdi>" if clean(str(value)) else ""


def _told(columns: dict[str, list], always: int, caption: str, where: str) -> str:
    """A table of the first columns, as many as `always`, and those in which something is told."""
    kept = {c: cells for k, (c, cells) in enumerate(columns.items()) if k < always or any(cells)}
    return table_html(zip(*kept.values(), strict=True), list(kept), caption, where=where)


def people_table(network: Network, *, where: str = "your map's file") -> str:
    """One row per entry but the learner; only the columns in which something is told."""
    others = [e for e in network.entries.values() if e.id != ME]
    tied = dict.fromkeys(network.entries, 0)
    for a, b in network.tied_pairs():
        tied[a] += ME != b
        tied[b] += ME != a
    goals = {g: goal.text or g for g, goal in network.goals.items()}
    columns = {
        "Name": [e.label for e in others],
        "Kind": [e.kind for e in others],
        "Platform": [e.platform for e in others],
        "Group": [e.group for e in others],
        "Closeness": [e.ring for e in others],
        "How often": [e.often for e in others],
        "View": [e.view for e in others],
        "Goals": [", ".join(goals.get(g, g) for g in e.goals) for e in others],
        "Gives me": [", ".join(e.gives) for e in others],
        "Gets from me": [", ".join(e.gets) for e in others],
        "Ties to the others": [tied[e.id] for e in others],
    }
    caption = "Everyone and everything on the map."
    if any(e.ring == HOPED for e in others):
        caption += " Those hoped for are counted in no measure."
    return _told(columns, 1, caption, where)


def ties_table(network: Network, *, where: str = "your map's file") -> str:
    """One row per tie, the learner's own first; only the columns in which something is told."""
    ties = sorted(network.ties.values(), key=lambda t: ME not in t.pair)
    columns = {
        "From": [network.entries[t.source].label for t in ties],
        "To": [network.entries[t.target].label for t in ties],
        "Direction": ["both ways" if t.direction == "both" else "one way" for t in ties],
        "Weight": [t.weight for t in ties],
        "Kind": [t.kind for t in ties],
        "Platform": [t.platform for t in ties],
    }
    if len({t.weight for t in ties}) < 2:
        del columns["Weight"]
    caption = "All ties."
    if unknown := network.unknown_pairs():
        caption += f" {unknown:,} pairs are not answered and not listed."
    return _told(columns, 2, caption, where)

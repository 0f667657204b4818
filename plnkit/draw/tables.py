"""Tables as accessible HTML: the twin of every picture, for a screen reader, a phone and print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from plnkit.draw.text import clean, escaped
from plnkit.model.audit import number_text
from plnkit.model.network import HOPED, ME, Network

MOST = 200  # rows: more than this nobody reads on a page, and a browser lays out slowly


def table_html(
    rows: Iterable[Sequence],
    columns: Sequence[str],
    caption: str,
    *,
    where: str = "your map's file",
) -> str:
    """A table with a caption, one row per item; its first cell names the row.

    A row holds text or numbers, one for each of `columns`. Above 200 rows the rest is left
    out, and the caption says how many and that they are in `where`.
    """
    rows = iter(rows)
    shown = list(islice(rows, MOST))
    rest = sum(1 for _ in rows)
    if rest:
        caption += f" The first {MOST} of {MOST + rest:,}; the other {rest:,} are in {where}."
    numbers = [
        bool(shown) and all(isinstance(row[k], int | float) for row in shown)
        for k in range(len(columns))
    ]
    look = [' class="num"' if number else "" for number in numbers]
    head = "".join(f'<th scope="col"{look[k]}>{escaped(c)}</th>' for k, c in enumerate(columns))
    body = "".join(
        f'<tr><th scope="row">{_cell(row[0])}</th>'
        + "".join(f"<td{look[k]}>{_cell(cell)}</td>" for k, cell in enumerate(row[1:], 1))
        + "</tr>"
        for row in shown
    )
    return (
        f'<table class="pln-table"><caption>{escaped(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(value: object) -> str:
    """A number as people write it; text by itself, so that one direction of writing ends there."""
    if isinstance(value, int | float):
        return number_text(value)
    return f"<bdi>{escaped(value)}</bdi>" if clean(str(value)) else ""


def people_table(network: Network, *, names: bool = True, where: str = "your map's file") -> str:
    """One row per entry but the learner; only the columns in which something is told."""
    others = [e for e in network.entries.values() if e.id != ME]
    tied = dict.fromkeys(network.entries, 0)
    for a, b in network.tied_pairs():
        tied[a] += ME != b
        tied[b] += ME != a
    goals = {g: goal.text or g for g, goal in network.goals.items()} if names else {}
    columns = {
        "Name": [(e.label if names else e.id) for e in others],
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
    columns = {c: cells for c, cells in columns.items() if c == "Name" or any(cells)}
    caption = "Everyone and everything on the map."
    if any(e.ring == HOPED for e in others):
        caption += " Those hoped for are counted in no measure."
    rows = zip(*columns.values(), strict=True)
    return table_html(rows, list(columns), caption, where=where)


def ties_table(network: Network, *, names: bool = True, where: str = "your map's file") -> str:
    """One row per tie, the learner's own first; only the columns in which something is told."""
    ties = sorted(network.ties.values(), key=lambda t: ME not in t.pair)
    label = {id: (e.label if names else id) for id, e in network.entries.items()}
    columns = {
        "From": [label[t.source] for t in ties],
        "To": [label[t.target] for t in ties],
        "Direction": ["both ways" if t.direction == "both" else "one way" for t in ties],
        "Weight": [t.weight for t in ties],
        "Kind": [t.kind for t in ties],
        "Platform": [t.platform for t in ties],
    }
    if len({t.weight for t in ties}) < 2:
        del columns["Weight"]
    columns = {c: cells for c, cells in columns.items() if c in ("From", "To") or any(cells)}
    unknown = network.unknown_pairs()
    caption = "All ties." + (
        f" {unknown:,} pairs are not answered and not listed." if unknown else ""
    )
    return table_html(zip(*columns.values(), strict=True), list(columns), caption, where=where)

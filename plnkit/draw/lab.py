"""A run of a model, drawn: people with the state each is in, and the curve, as markup that a page can move.

The page finds each person by the order of `.who`, and places along the curve by `data-…`; what it
needs to move both without asking again is `stage_data`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from plnkit.draw.layout import layout
from plnkit.draw.page import sheet_html
from plnkit.draw.tables import table_html
from plnkit.draw.text import escaped
from plnkit.draw.tokens import CATEGORIES, SHAPES
from plnkit.model.audit import number_text
from plnkit.model.network import HOPED, ME, Network

WIDE, HIGH = 460, 360
LEFT, TOP, RIGHT, BOTTOM = 66, 14, 438, 310
SMALL = 144  # people in the drawing of a made-up network
MOST_DRAWN = 300  # people: more than this nobody tells apart
ROWS = 21  # of a curve's table
ENDS = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
SIGNS = [SHAPES[c.shape] for c in CATEGORIES]


def made_up_places(graph) -> np.ndarray:
    """Where each person of a made-up network stands, shape (people, 2): communities side by side,
    who has most followers in the middle of each; a network without communities in rows and columns."""
    groups = np.unique(graph.community)
    if groups.size == 1:
        side = int(np.ceil(graph.people**0.5))
        k = np.arange(graph.people)
        step = min(WIDE, HIGH) / (side + 1)
        off = (WIDE - HIGH) / 2
        return np.c_[off + step * (1 + k % side), step * (1 + k // side)]
    across = int(np.ceil((groups.size * WIDE / HIGH) ** 0.5))
    down = -(-groups.size // across)
    cell = np.array([WIDE / across, HIGH / down])
    apart = cell.min() / 2 * 0.9 / np.sqrt(np.bincount(graph.community).max())
    places = np.zeros((graph.people, 2))
    for nth, group in enumerate(groups):
        who = np.flatnonzero(graph.community == group)
        who = who[np.argsort(-graph.followers[who], kind="stable")]
        k = np.arange(who.size)
        turn, out = (
            k * 2.399963,
            apart * np.sqrt(k + 0.3),
        )  # a sunflower's angle fills a disc evenly
        middle = cell * (np.array([nth % across, nth // across]) + 0.5)
        places[who] = middle + np.c_[out * np.cos(turn), out * np.sin(turn)]
    return places


def small(model, seed: int):
    """A smaller made-up network of the same kind to draw, where its people stand, and a word on it."""
    graph = model.graph(seed, SMALL)
    about = (
        "The larger, the more followers."
        if model.network["kind"] == "follow"
        else "Everybody is tied to the eight around; no tie is rewired here."
    )
    about = (
        f"{graph.people} people of a smaller network of the same kind, with the same seed. {about}"
    )
    return graph, made_up_places(graph), about


def telling(states, rows: int) -> int:
    """The last step; where all people are alike by then, one at which they differ."""
    differ = [k for k, row in enumerate(states) if len(set(row)) > 1]
    return rows - 1 if not differ or differ[-1] == rows - 1 else differ[len(differ) // 2]


def map_places(network: Network) -> np.ndarray:
    """Where each person of a learner's map stands, in the order of `from_network`."""
    at = layout(network)
    ids = [id for id, e in network.entries.items() if id == ME or e.ring != HOPED]
    places = np.array([at[id] for id in ids])
    return places * (HIGH / 2 - 16) + (WIDE / 2, HIGH / 2)


def people_svg(graph, places: np.ndarray | None, title: str) -> str:
    """People and their ties, all in the first state; the more followers the larger. "" without places."""
    if places is None:
        return ""
    x, y = places.T
    ends = zip(graph.authors, graph.audience, strict=True)
    pairs = {(min(a, b), max(a, b)) for a, b in ends}
    made_up = graph.me is None and not graph.labels
    if made_up and np.ptp(graph.community) == 0:  # a lattice, whose edges meet
        pairs = {(a, b) for a, b in pairs if max(abs(x[a] - x[b]), abs(y[a] - y[b])) < HIGH / 2}
    lines = "".join(f"M{x[a]:.0f} {y[a]:.0f}L{x[b]:.0f} {y[b]:.0f}" for a, b in sorted(pairs))
    size = 1 + np.sqrt(graph.followers / max(1, graph.followers.max()))
    size *= 4.2 if graph.people > 60 else 6
    ring = ""
    if graph.me is not None:
        ring = f'<circle class="you" cx="{x[graph.me]:.1f}" cy="{y[graph.me]:.1f}" r="{size[graph.me] + 6:.0f}"/>'
    names = [f"<title>{escaped(name)}</title>" for name in graph.labels] or [""] * graph.people
    who = "".join(
        f'<path class="who s0" transform="translate({x[k]:.1f} {y[k]:.1f}) scale({size[k]:.1f})" '
        f'd="{SIGNS[0]}">{name}</path>'
        for k, name in enumerate(names)
    )
    return (
        f'<svg class="pln-people" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{escaped(title)}">'
        f'<path class="tie" d="{lines}"/>{ring}{who}</svg>'
    )


def curve_svg(curve, at: int, others: Sequence = (), title: str = "") -> str:
    """A run's curve with a line at row `at`; the curves of other runs are faint behind it."""
    values = [_values(curve)] + [_values(other) for other in others]
    most = nice(np.nanmax([np.nanmax(v) for v in values]))
    x = np.linspace(LEFT, RIGHT, len(curve))

    def y(value):
        return up(value, most)

    def line(v, k: int, look: str) -> str:
        return f'<path class="{look} c{k + 1}" d="{line_path(x, y(v))}"/>'

    faint = "".join(line(v, k, "other") for more in values[1:] for k, v in enumerate(more))
    lines = "".join(line(v, k, "line") for k, v in enumerate(values[0]))
    marks = "".join(
        f'<path class="mark c{k + 1}" d="{SIGNS[k]}" {_moved(x[at], y(v[at]))}/>'
        for k, v in enumerate(values[0])
    )
    return (
        f'<svg class="pln-curve" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{escaped(title)}" '
        f'data-left="{LEFT}" data-right="{RIGHT}" data-top="{TOP}" data-bottom="{BOTTOM}" data-most="{most:g}">'
        f"{axes(curve, most)}{faint}{lines}"
        f'<path class="now" d="M0 {TOP}V{BOTTOM}" transform="translate({x[at]:.1f} 0)"/>{marks}</svg>'
    )


def up(value, most: float):
    """How high something stands on an axis that ends at `most`."""
    return BOTTOM - (BOTTOM - TOP) * value / most


def axes(curve, most: float) -> str:
    """The grid with its numbers, and what is across."""
    grid = "".join(
        f'<path class="grid" d="M{LEFT} {up(v, most):.1f}H{RIGHT}"/>'
        f'<text class="end" x="{LEFT - 8}" y="{up(v, most) + 5:.1f}">{number_text(float(v))}</text>'
        for v in np.linspace(0, most, 5)
    )
    across = curve.iloc[:, 0].to_numpy(float)
    low, high = across[0], across[-1]
    ticks = "".join(
        f'<text class="middle" x="{LEFT + (RIGHT - LEFT) * (v - low) / (high - low):.0f}" '
        f'y="{BOTTOM + 22}">{number_text(float(v))}</text>'
        for v in _ticks(low, high)
    )
    middle, name = (LEFT + RIGHT) / 2, escaped(curve.columns[0])
    return f'{grid}{ticks}<text class="middle name" x="{middle}" y="{HIGH - 5}">{name}</text>'


def line_path(x, y) -> str:
    points = [f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True) if np.isfinite(b)]
    return f"M{'L'.join(points)}" if points else ""


def _values(curve) -> np.ndarray:
    return curve.iloc[:, 1:].to_numpy(float).T


def _moved(x: float, y: float) -> str:
    return f'transform="translate({x:.1f} {y if np.isfinite(y) else -99:.1f}) scale(6.5)"'


def nice(most: float) -> float:
    """The end of an axis from 0 that holds `most`, such that its quarters are round."""
    if not most > 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(most) + 1e-9)
    return float(power * next(n for n in ENDS if most <= n * power * (1 + 1e-9)))


def _ticks(low: float, high: float) -> np.ndarray:
    """Some five round numbers from low to high."""
    step = nice((high - low) / 5)
    return np.arange(np.ceil(low / step), np.floor(high / step + 1e-9) + 1) * step


def curve_table(curve, caption: str) -> str:
    """The curve in some twenty rows, the last of them its last."""
    rows = np.unique(np.linspace(0, len(curve) - 1, ROWS).round().astype(int))
    cells = [[cell(v) for v in row] for row in curve.iloc[rows].itertuples(index=False)]
    return table_html(cells, list(curve.columns), caption)


def cell(value: float) -> float | str:
    return round(float(value), 3) if np.isfinite(value) else "none asked"


def states_table(data: Mapping, at: int, when: str) -> str:
    """How many people are in each state at a step, and who on a map."""
    rows, states, labels = [], states_at(data, at), data["labels"]
    for k, name in enumerate(data["legend"]):
        here = [i for i, state in enumerate(states) if int(state) == k]
        who = [", ".join(labels[i] for i in here)] if labels else []
        rows.append([name, len(here), *who])
    return table_html(rows, ["State", "How many", *(["Who"] if labels else [])], when)


def stage_data(curve, states, first, labels: Sequence[str], legend: Sequence[str]) -> dict:
    """What a page needs to show any step: plain data, small."""
    rows = curve.to_numpy(float)
    told = [[round(v, 3) if np.isfinite(v) else None for v in row] for row in rows.tolist()]
    data = {"columns": list(curve.columns), "rows": told, "legend": list(legend)}
    data |= {"labels": list(labels), "signs": SIGNS[: max(len(legend), len(told[0]) - 1)]}
    if first is not None:
        return data | {"first": first.tolist()}
    return data | {"states": ["".join(map(str, row)) for row in states]}


def states_at(data: Mapping, at: int) -> str:
    """The state of each person at a step, one digit each."""
    if "first" in data:
        return "".join("1" if first <= at else "0" for first in data["first"])
    return data["states"][at]


def told_html(model, findings: Iterable, ours: Mapping = {}) -> str:
    """What a model assumes and leaves out, and what was published, with our numbers where there are any."""
    rows = []
    for finding in findings:
        numbers = finding.numbers + (" (from another source)" if finding.secondary else "")
        if finding.key in ours:
            found = ours[finding.key]
            said = (
                f"{number_text(found.mean)} ({number_text(found.low)} to {number_text(found.high)} in 95% "
                f"of {found.runs} runs): {finding.ours}. Agrees: {found.agrees}."
            )
        else:
            said = f"Not counted yet: {finding.ours}."
        rows.append(
            (
                finding.finding,
                numbers,
                f"{said} Free: {finding.free}.",
                finding.conflicts,
                finding.source,
            )
        )
    columns = [
        "What was found",
        "Published numbers",
        "This model",
        "Where evidence conflicts",
        "Source",
    ]
    published = sheet_html(table_html(rows, columns, "Nothing is tuned to agree.")) if rows else ""
    folds = {
        "What this model leaves out": f"<p>{escaped(model.leaves_out)}</p>",
        "What it assumes, and where it comes from": f"<p>{escaped(model.assumes)}</p>"
        f"<p>Source: {escaped(model.source)}. Looked at on {escaped(model.date)}.</p>",
        "What many believe": f"<p>{escaped(model.misconception)}</p>",
        "What was published, and where it conflicts": published,
    }
    return "".join(
        f"<details{' open' * (name == 'What this model leaves out')}><summary>{name}</summary>{body}</details>"
        for name, body in folds.items()
        if body
    )

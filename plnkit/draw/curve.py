"""Runs of a lab laid over one another: a plotly figure, the same as a still picture, and the same as tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from plnkit.draw import lab, style, tokens
from plnkit.draw.page import sheet_html
from plnkit.draw.tables import table_html
from plnkit.draw.text import escaped, short
from plnkit.draw.tokens import CATEGORIES, SHAPES

if TYPE_CHECKING:
    import pandas

DASHES = {"solid": "none", "dash": "9 5", "dot": "2 4", "dashdot": "9 4 2 4"}  # as SVG has them
DASHES |= {"longdash": "15 5", "longdashdot": "15 4 2 4"}
PANEL, LINE = 290, 22  # pixels: the height of a panel, and of a line of the key
STYLE = style.css("curve")


class Tried(NamedTuple):
    """A run that somebody looked at; `row` is the row of the curve, where a slider moves along it."""

    words: Mapping[str, str]  # each slider's label and value
    curve: pandas.DataFrame
    row: int | None = None


def told_apart(tried: Sequence[Tried]) -> tuple[str, list[str]]:
    """What tells runs apart, and for each how, in words: of the sliders only those that differ."""
    differ = [n for n in tried[0].words if len({one.words[n] for one in tried}) > 1]
    if len(differ) == 1:
        return differ[0], [one.words[differ[0]] for one in tried]
    differ = differ or list(tried[0].words)
    return "Run", ["; ".join(f"{n}: {one.words[n]}" for n in differ) for one in tried]


def looks(k: int, theme: str = "light") -> tuple[str, str, str]:
    """Colour, marker and dash of run `k`, no two alike among as many as anybody compares."""
    sign = CATEGORIES[k % len(CATEGORIES)]
    dash = CATEGORIES[(k + k // len(CATEGORIES)) % len(CATEGORIES)].dash
    return getattr(sign, theme), sign.shape, dash


def figure(tried: Sequence[Tried], theme: str = "light") -> dict:
    """All runs as plain data of a plotly figure: a panel for each column, exact numbers where one points.

    Where a slider moves along the curve, a marker stands at each position and equal curves are drawn once.
    """
    from plotly.subplots import make_subplots

    what, labels = told_apart(tried)
    across, *columns = tried[-1].curve.columns
    made = make_subplots(
        rows=len(columns),
        cols=1,
        subplot_titles=["<br>".join(wrap(escaped(column), 30)) for column in columns],
        vertical_spacing=0.3 / len(columns),
    )
    for (k, one), (panel, column) in product(enumerate(tried), enumerate(columns, 1)):
        colour, shape, dash = looks(k, theme)
        x, y = (
            [round(v, 3) if np.isfinite(v) else None for v in one.curve.iloc[:, c].astype(float)]
            for c in (0, panel)
        )
        look = {
            "line": {"color": colour, "dash": dash, "width": 2.5},
            "marker": {"color": colour, "symbol": shape, "size": 9, "maxdisplayed": 9},
            "legendgroup": str(k),
            "cliponaxis": False,
            "name": escaped(short(labels[k], 44)),
            "hovertemplate": f"{escaped(labels[k])}<br>{escaped(across)}: %{{x}}<br>"
            f"{escaped(column)}: %{{y:,.3~f}}<extra></extra>",
        }
        if not _again(tried, k):
            mode, keyed = ("lines+markers", panel == 1) if one.row is None else ("lines", False)
            made.add_scatter(x=x, y=y, mode=mode, showlegend=keyed, row=panel, col=1, **look)
        if one.row is not None:
            at = {"x": [x[one.row]], "y": [y[one.row]], "mode": "markers", "showlegend": panel == 1}
            made.add_scatter(row=panel, col=1, **at, **look)
    made.update_xaxes(title_text=across, row=len(columns), col=1)
    made.update_yaxes(rangemode="tozero", exponentformat="none", separatethousands=True)
    made.update_annotations(x=0, xanchor="left", align="left", font_size=14)
    key = LINE * (len(tried) + 1)
    made.update_layout(
        template=tokens.plotly_template(theme),
        height=PANEL * len(columns) + key + 70,
        margin={"t": 44, "b": key + 64},
        hovermode="closest",
        legend={"x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        legend_title={"text": escaped(what), "font_size": 14},
    )
    return json.loads(made.to_json()) | {"config": {"displayModeBar": False, "responsive": True}}


def _again(tried: Sequence[Tried], k: int) -> bool:
    """Whether run `k` is another position on a curve that is there already."""
    return tried[k].row is not None and any(tried[k].curve.equals(o.curve) for o in tried[:k])


def still(tried: Sequence[Tried]) -> str:
    """The same runs as a picture that needs no script: for feedback, print and a page."""
    what, labels = told_apart(tried)
    curves = [one.curve for one in tried]
    panels = []
    for column in range(1, curves[-1].shape[1]):
        most = lab.nice(np.nanmax([0, *(curve.iloc[:, column].max() for curve in curves)]))
        parts = [lab.axes(curves[-1], most)]
        for k, one in enumerate(tried):
            y = lab.up(one.curve.iloc[:, column].to_numpy(float), most)
            x = np.linspace(lab.LEFT, lab.RIGHT, len(y))
            at = range(k % 4, len(y), 1 + len(y) // 6) if one.row is None else [one.row]
            points = [(x[i], y[i]) for i in at if np.isfinite(y[i])]
            parts.append(_drawn(k, "" if _again(tried, k) else lab.line_path(x, y), points))
        name = escaped(curves[-1].columns[column])
        panels.append(
            f'<figure><figcaption>{name}</figcaption><svg viewBox="0 0 {lab.WIDE} {lab.HIGH}" role="img" '
            f'aria-label="{name}; the same numbers are in the table below">{"".join(parts)}</svg></figure>'
        )
    keys = "".join(
        f'<li><svg viewBox="0 0 60 20" aria-hidden="true">{_drawn(k, "M2 10H58", [(30, 10)])}</svg> '
        f"{escaped(label)}</li>"
        for k, label in enumerate(labels)
    )
    return (
        f'<div class="pln-compared"><style>{tokens.css()}{STYLE}</style>{"".join(panels)}'
        f"<p>{escaped(what)}</p><ul>{keys}</ul></div>"
    )


def _drawn(k: int, path: str, points: Sequence[tuple[float, float]]) -> str:
    """A run's line and markers in its own colour, dash and shape."""
    _, shape, dash = looks(k)
    ink = f"var(--pln-cat-{k % len(CATEGORIES) + 1})"
    dash = DASHES.get(dash, dash.replace("px", ""))
    marks = "".join(
        f'<path d="{SHAPES[shape]}" transform="translate({x:.1f} {y:.1f}) scale(5.5)" style="fill:{ink}"/>'
        for x, y in points
    )
    return f'<path d="{path}" style="fill:none;stroke:{ink};stroke-width:2.4;stroke-dasharray:{dash}"/>{marks}'


def tables(tried: Sequence[Tried]) -> str:
    """The numbers of the figure: each run where it ends, or where its slider stands; folded, all the way."""
    what, labels = told_apart(tried)
    across, *columns = tried[-1].curve.columns
    rows = []
    for label, one in zip(labels, tried, strict=True):
        numbers = one.curve.iloc[-1 if one.row is None else one.row]
        rows.append([label, *map(lab.cell, numbers)])
    where = "at the end" if tried[0].row is None else "at each position"
    ends = table_html(rows, [what, across, *columns], f"What you tried, {where}.")
    if tried[0].row is not None:  # one curve for all positions, told as a table in the lab
        return sheet_html(ends)
    whole = ""
    for k, column in enumerate(columns, 1):
        runs = {label: one.curve.iloc[:, k] for label, one in zip(labels, tried, strict=True)}
        whole += lab.curve_table(tried[-1].curve[[across]].assign(**runs), column)
    return sheet_html(ends) + sheet_html(whole, "All the way, as tables")

"""How sure a learner was, drawn beside how often right."""

from __future__ import annotations

from collections.abc import Sequence

from plnkit.draw import tokens
from plnkit.draw.tables import table_html
from plnkit.draw.text import escaped

SURE = {0.25: "Guessing", 0.5: "Not sure", 0.75: "Fairly sure", 1.0: "Certain"}
LEFT, RIGHT, TOP, BOTTOM = 64, 470, 40, 190
LINES = (  # what is drawn, how it is called, its colour, dashes and sign
    ("said", "how sure you were", "accent", "7 5", "diamond"),
    ("right", "how often you were right", "mark", "none", "circle"),
)


def calibration(bands: Sequence, weeks: Sequence) -> str:
    """How sure a learner was beside how often right: by how sure, and from week to week, each with its table.

    `bands` and `weeks` are the rows of `Progress.calibration` and `calibration_by_week`.
    """
    words = [SURE[min(SURE, key=lambda sure: abs(sure - band.said))] for band in bands]
    drawn = _sureness(bands, words, "You said", "From unsure to sure")
    if len(weeks) > 1:
        drawn += _sureness(weeks, [week.monday for week in weeks], "Week from", "From week to week")
    return f"<p>Where both are alike, you know what you know.</p>{drawn}"


def _sureness(rows: Sequence, labels: Sequence[str], first: str, title: str) -> str:
    told = [
        (label, f"{r.said:.0%}", f"{r.right:.0%}", r.n)
        for label, r in zip(labels, rows, strict=True)
    ]
    table = table_html(told, [first, "How sure", "How often right", "Answers"], f"{title}.")
    if len(rows) < 2:
        return table
    said = "; ".join(f"{label}: {sure} sure, {right} right" for label, sure, right, _ in told)
    said = escaped(f"{title}, how sure you were and how often right. {said}.")
    return (
        f'<p><b>{title}</b></p><div class="pln-sure-chart">'
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 520 222" width="520" '
        f'aria-label="{said}"><title>{said}</title>{_lines(rows, labels)}</svg></div>'
        f"<details><summary>The same as a table</summary>{table}</details>"
    )


def _lines(rows: Sequence, labels: Sequence[str]) -> str:
    step = (RIGHT - LEFT) / (len(rows) - 1)
    drawn = ""
    for words, y in (("100%", TOP), ("50%", (TOP + BOTTOM) / 2), ("0%", BOTTOM)):
        drawn += f'<path d="M{LEFT - 18} {y}H{RIGHT + 18}" style="stroke:var(--pln-hairline)"/>'
        drawn += _text(LEFT - 24, y + 4, words, "end")
    for k, (key, words, colour, dash, shape) in enumerate(LINES):
        values = [getattr(row, key) for row in rows]
        at = [(LEFT + i * step, BOTTOM - v * (BOTTOM - TOP)) for i, v in enumerate(values)]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
        look = f"fill:none;stroke:var(--pln-{colour});stroke-width:2.5;stroke-dasharray:{dash}"
        drawn += f'<path d="{path}" style="{look}"/>'
        for x, y in [*at, (LEFT + 170 * k, 14)]:
            drawn += (
                f'<path d="{tokens.SHAPES[shape]}" transform="translate({x:.1f} {y:.1f}) scale(5.5)" '
                f'style="fill:var(--pln-{colour})"/>'
            )
        drawn += _text(LEFT + 170 * k + 14, 19, words, "start", "ink", 13)
    every = -(-len(rows) // 6)  # more than six dates would run into each other
    for i in range(0, len(rows), every):
        drawn += _text(LEFT + i * step, 212, labels[i], "middle")
    return drawn


def _text(
    x: float, y: float, words: str, anchor: str, colour: str = "muted", size: int = 12
) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" '
        f'style="fill:var(--pln-{colour});font:{size}px var(--pln-font-sans)">{escaped(words)}</text>'
    )

"""How sure a learner was, drawn beside how often right."""

from __future__ import annotations

from collections.abc import Sequence

from plnkit.draw import tokens
from plnkit.draw.tables import table_html
from plnkit.draw.text import escaped

SURE = {
    0.25: "Guessing",
    0.5: "Not sure",
    0.75: "Fairly sure",
    1.0: "Certain",
}  # confidence in words
INK, MUTED, SAID, RIGHT = (f"var(--pln-{name})" for name in ("ink", "muted", "accent", "mark"))


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
    table = table_html(
        [(label, _share(r.said), _share(r.right), r.n) for label, r in zip(labels, rows, strict=True)],
        [first, "How sure", "How often right", "Answers"],
        f"{title}.",
    )  # fmt: skip
    if len(rows) < 2:
        return table
    return (
        f'<p><b>{title}</b></p><div class="pln-sure-chart">{_lines(rows, labels, title)}</div>'
        f"<details><summary>The same as a table</summary>{table}</details>"
    )


def _lines(rows: Sequence, labels: Sequence[str], title: str) -> str:
    left, right, top, bottom = 64, 470, 40, 190
    step = (right - left) / (len(rows) - 1)
    drawn = [
        f'<line x1="{left - 18}" x2="{right + 18}" y1="{y}" y2="{y}" style="stroke:var(--pln-hairline)"/>'
        + _text(left - 24, y + 4, words, "end", MUTED, 12)
        for words, y in (("100%", top), ("50%", (top + bottom) / 2), ("0%", bottom))
    ]
    for key, colour, dash, shape in (
        ("said", SAID, "7 5", "diamond"),
        ("right", RIGHT, "none", "circle"),
    ):
        at = [(left + i * step, bottom - getattr(r, key) * (bottom - top)) for i, r in enumerate(rows)]  # fmt: skip
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
        look = f"fill:none;stroke:{colour};stroke-width:2.5;stroke-dasharray:{dash}"
        drawn.append(f'<path d="{path}" style="{look}"/>')
        drawn += [_sign(x, y, shape, colour) for x, y in at]
    every = -(-len(rows) // 6)  # more than six dates would run into each other
    drawn += [
        _text(left + i * step, 212, label, "middle", MUTED, 12)
        for i, label in enumerate(labels)
        if i % every == 0
    ]
    drawn += [
        _sign(left, 14, "diamond", SAID), _text(left + 14, 19, "how sure you were", "start", INK, 13),
        _sign(left + 170, 14, "circle", RIGHT),
        _text(left + 184, 19, "how often you were right", "start", INK, 13),
    ]  # fmt: skip
    told = "; ".join(
        f"{label}: {_share(r.said)} sure, {_share(r.right)} right"
        for label, r in zip(labels, rows, strict=True)
    )
    return _svg(520, 222, f"{title}, how sure you were and how often right. {told}.", "".join(drawn))  # fmt: skip


def _sign(x: float, y: float, shape: str, colour: str) -> str:
    return (
        f'<path d="{tokens.SHAPES[shape]}" transform="translate({x:.1f} {y:.1f}) scale(5.5)" '
        f'style="fill:{colour}"/>'
    )


def _share(value: float) -> str:
    return f"{value:.0%}"


def _text(x: float, y: float, words: str, anchor: str, colour: str, size: int) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" '
        f'style="fill:{colour};font:{size}px var(--pln-font-sans)">{escaped(words)}</text>'
    )


def _svg(wide: int, high: int, told: str, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {wide} {high}" '
        f'width="{wide}" aria-label="{escaped(told)}"><title>{escaped(told)}</title>{body}</svg>'
    )

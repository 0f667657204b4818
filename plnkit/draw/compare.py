"""Two maps compared, drawn: how a measure got from one value to the other, step by step."""

from __future__ import annotations

from itertools import accumulate

from plnkit.draw import style, tokens
from plnkit.draw.page import figure_html, sheet_html
from plnkit.draw.tables import table_html
from plnkit.draw.text import escaped, short
from plnkit.model.changes import TOGETHER
from plnkit.model.compare import MOST, Comparison, Moved
from plnkit.model.library import explanations
from plnkit.model.network import counted

METHOD = (
    "How the parts are found: the changes are made in every possible order, and each part is the "
    "mean of what that change added. So the parts sum to the whole. They say how the number came "
    f"about, not why people came or went. Of more than {MOST} changes, those of a kind go together."
)
WIDE, ROW, EDGE = 360, 42, 14  # the drawing's width, a row's height, room beside the bars
LONGEST = 36  # characters of a change that are drawn
STYLE = style.css("compare")


def comparison_html(comparison: Comparison, name: str, days: tuple[str, str]) -> str:
    """How the measure `name` moved, step by step, with its table; below it every measure's parts.

    `days` is what the two maps are called, such as ('2026-09-01', 'now').
    """
    moved = next(m for m in comparison.moved if m.name == name)
    said = f'<p style="margin:0 0 var(--pln-space-2)">{escaped(sentence(moved, days))}</p>'
    if moved.parts:
        rows = [(days[0], _value(moved, 0)), *_told(moved), (days[1], _value(moved, 1))]
        title = explanations()[name].title
        twin = table_html(rows, ["Step", title], f"{title}, from {days[0]} to {days[1]}")
        said += figure_html(_drawing(moved, days), twin, METHOD)
    return said + sheet_html(_ledger(comparison, days), "Every measure, part by part")


def changes_html(comparison: Comparison, days: tuple[str, str]) -> str:
    """Everything that changed, as a table: one row per change, those of a kind together."""
    if not comparison.changes:
        return f"<p>Nothing changed from {escaped(days[0])} to {escaped(days[1])}.</p>"
    rows = [(TOGETHER[change.kind], change.words) for change in comparison.changes]
    caption = f"What changed from {days[0]} to {days[1]}."
    return sheet_html(table_html(rows, ["Kind", "Change"], caption, where="the two maps"))


def sentence(moved: Moved, days: tuple[str, str]) -> str:
    """What became of one measure, in words: from, to, the largest part, and what was open."""
    title = explanations()[moved.name].title
    if moved.change is None:
        return f"{title}: {moved.why}"
    start, stop = _value(moved, 0), _value(moved, 1)
    parts = _units(moved)[1:-1]
    if start == stop:
        said = f"{title} is as it was: {stop}."
        said += " The changes made up for each other." * any(parts)
    else:
        sign = 1 if moved.change > 0 else -1
        said = f"{title} went {'up' if sign > 0 else 'down'} from {start} to {stop}."
        most = max((sign * units for units in parts), default=0)
        if most > 0 and parts.count(sign * most) == 1:
            words = moved.parts[parts.index(sign * most)][0]
            said += f" What did most: {words}, {_signed(moved, sign * most)}."
    said += f" {moved.why}" if moved.why else ""
    if not moved.known:
        then, later = (counted(m.unknown, "pair") for m in (moved.before, moved.after))
        said += f" Pairs nobody has spoken of count as not tied: {then} then, {later} later."
    return said


def _units(moved: Moved) -> list[int]:
    """Start, parts and end in hundredths (tenths of a percent), rounded so that they add up as shown."""
    fine = 1000 if explanations()[moved.name].unit == "share" else 100
    start, stop = (round(m.so_far * fine) for m in (moved.before, moved.after))
    parts = [round(part * fine) for _, part in moved.parts]
    rest = stop - start - sum(parts) if parts else 0
    short_by = [part * fine - units for (_, part), units in zip(moved.parts, parts, strict=True)]
    nearest = sorted(range(len(parts)), key=lambda k: short_by[k], reverse=rest > 0)
    for k in nearest[: abs(rest)]:
        parts[k] += 1 if rest > 0 else -1
    return [start, *parts, stop]


def _text(moved: Moved, units: int, points: str) -> str:
    share = explanations()[moved.name].unit == "share"
    text = f"{units / (10 if share else 100):,.{1 if share else 2}f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") + (points if share else "")


def _value(moved: Moved, which: int) -> str:
    return _text(moved, _units(moved)[-which], "%")


def _signed(moved: Moved, units: int) -> str:
    return ("+" if units > 0 else "") + _text(moved, units, " points")


def _told(moved: Moved) -> list[tuple[str, str]]:
    """Each change with its part as it is shown."""
    units = _units(moved)[1:-1]
    return [(words, _signed(moved, u)) for (words, _), u in zip(moved.parts, units, strict=True)]


def _ledger(comparison: Comparison, days: tuple[str, str]) -> str:
    """Columns are measures, rows the two days and the changes between; what can't be said is a dash."""
    shown = [m for m in comparison.moved if m.change is not None]
    told = [[part for _, part in _told(m)] for m in shown]
    players = next((m.parts for m in shown if m.parts), ())
    rows = [(days[0], *(_value(m, 0) for m in shown))]
    for k, (words, _) in enumerate(players):
        rows.append((words, *(parts[k] if parts else "—" for parts in told)))
    rows.append((days[1], *(_value(m, 1) for m in shown)))
    columns = ["", *(explanations()[m.name].title for m in shown)]
    left_out = [explanations()[m.name].title for m in comparison.moved if m.change is None]
    caption = "Each column sums from the first row to the last. Shares in percentage points."
    if left_out:
        caption += f" Can't be compared: {', '.join(left_out)}."
    return table_html(rows, columns, caption)


def _drawing(moved: Moved, days: tuple[str, str]) -> str:
    """The steps one below the other: a dot, then a bar with a point for each part, then a dot."""
    start, *parts, stop = _units(moved)
    steps = [(words, u) for (words, _), u in zip(moved.parts, parts, strict=True) if u]
    stops = list(accumulate((units for _, units in steps), initial=start))
    low, high = min(stops), max(stops)

    def x(units: int) -> float:
        return EDGE + (WIDE - 2 * EDGE) * ((units - low) / (high - low) if high > low else 0.5)

    last = (len(steps) + 1) * ROW
    texts = marks = ""
    for which, at, y in ((0, start, 0), (1, stop, last)):
        texts += _row(y, f"{days[which]}: {_value(moved, which)}", "", "end")
        marks += f'<circle class="dot" cx="{x(at):.1f}" cy="{y + 29}" r="5"/>'
    for k, at in enumerate(stops):
        marks += f'<path class="guide" d="M{x(at):.1f} {(k + 1) * ROW - 8}v32"/>'
    for k, (words, units) in enumerate(steps):
        texts += _row((k + 1) * ROW, words, _signed(moved, units))
        marks += _bar(x(stops[k]), x(stops[k + 1]), (k + 1) * ROW + 29)
    tall = last + ROW
    if still := len(moved.parts) - len(steps):
        texts += _row(tall, f"{counted(still, 'other change')} did nothing to it.", "")
        tall += 24
    said = sentence(moved, days)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pln-steps" role="img" lang="en" '
        f'viewBox="0 0 {WIDE} {tall}" style="--pln-wide:{WIDE}px;max-width:{WIDE * 1.15:.0f}px" '
        f'aria-label="{escaped(said)}"><style>{tokens.css()}{STYLE}</style>{marks}{texts}</svg>'
    )


def _row(y: float, words: str, number: str, look: str = "") -> str:
    words = f"\u2066{escaped(short(words, LONGEST))}\u2069"  # an English phrase, whoever it names
    number = f'<tspan class="n">{escaped(number)}</tspan>  ' if number else ""
    return f'<text class="{look}" x="{EDGE + 8}" y="{y + 15}">{number}{words}</text>'


def _bar(here: float, there: float, y: float) -> str:
    """A bar from one place to the other that ends in a point, so that its way shows without colour."""
    way, look = (1, "up") if there > here else (-1, "down")
    tip = way * min(7.0, abs(there - here))
    points = [(here, -5), (there - tip, -5), (there, 0), (there - tip, 5), (here, 5)]
    return f'<path class="{look}" d="M{"L".join(f"{a:.1f} {y + b}" for a, b in points)}Z"/>'

"""The picture of a network: one stand-alone SVG that says in words what it shows.

    svg = picture(network, title="Whom I learn from")

Kind is a shape, group a colour with a letter, closeness the distance from the centre; a line
is a tie, its width the weight, an arrowhead says that it goes one way. Pairs nobody has
spoken of get no line, and the legend says how many they are. It holds no script.
"""

from __future__ import annotations

import html
import math
from collections import Counter, defaultdict
from collections.abc import Collection
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from plnkit.draw import style, tokens
from plnkit.draw.layout import LIMIT, layout, radii
from plnkit.draw.text import clean, escaped, listed, short, width
from plnkit.model.network import HOPED, KINDS, ME, Entry, Network, counted

SHAPE = {"person": "circle", "community": "hexagon", "tool": "square", "source": "diamond"}
MANY = {"person": "people", "community": "communities", "tool": "tools", "source": "sources"}
LETTERS = "ABCDEFGH"
NAMES_UP_TO = 120  # with more there is no room for names; the table has them
NOBODY = "There is nobody on this map yet."
LONGEST = 30  # characters of a name that are drawn
FONT = 13.5
DENSE = 1_000  # ties: from here on lines are hair-thin, all alike
ALONG = np.linspace(0.06, 1, 16)  # where along a line a name's place is checked


def picture(
    network: Network,
    *,
    title: str = "Map of a learning network",
    ego: bool = True,
    highlight: Collection[str] = (),
) -> str:
    """The network as a stand-alone, accessible SVG; its description says the same in words.

    With `ego` off the learner and the learner's ties are left out. `highlight` names entries to
    draw attention to, with all their ties; beginning with the learner they are a way, and only the
    ties along it are marked. Above 1,500 entries nothing is drawn, and a sentence says so.
    """
    entries = {id: e for id, e in network.entries.items() if ego or id != ME}
    if network.people_count > LIMIT:
        said = f"{network.people_count:,} entries are too many to draw so that anybody could read them."
        where = "The measures count all of them; the table says where they are listed."
        return _svg(760, 120, title, said, _words(24, 56, said) + _words(24, 82, where))
    if not entries:
        return _svg(760, 120, title, NOBODY, _words(24, 64, NOBODY))
    return _Drawing(network, entries, tuple(highlight)).svg(title)


def description(network: Network, ego: bool = True) -> str:
    """What a picture of the network shows, in a few sentences."""
    others = [e for e in network.entries.values() if e.id != ME]
    if not others:
        return NOBODY
    kinds = Counter(e.kind for e in others)
    parts = [counted(kinds[k], k, MANY[k]) for k in KINDS if kinds[k]]
    around = " around you in the centre" if ego and ME in network.entries else ""
    said = [f"{listed(parts)}{around}."]
    rings = Counter(e.ring for e in others if e.ring)
    if rings:
        said.append("Closeness: " + ", ".join(f"{rings[r]} {r}" for r in radii(network)) + ".")
    among = [pair for pair in network.tied_pairs() if ME not in pair]
    tied = f"{counted(len(among), 'pair')} among them {'is' if len(among) == 1 else 'are'} tied."
    said.append(tied if among else "No tie among them is told.")
    degree = Counter(end for pair in among for end in pair)
    most = sorted(degree, key=lambda id: (-degree[id], id))[:3]
    if most:
        told = [f"{_name(network.entries[id])} ({degree[id]})" for id in most]
        said.append(f"Tied to most of the others: {listed(told)}.")
    if unknown := network.unknown_pairs():
        said.append(f"{counted(unknown, 'pair')} not answered: no line stands for them.")
    return " ".join(said)


def _name(entry: Entry) -> str:
    return clean(entry.label) or entry.id


class _Box(NamedTuple):
    """A rectangle that something drawn takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: _Box) -> float:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 and down > 0 else 0.0


class _Drawing:
    """Everything about one picture while it is being put together."""

    def __init__(self, network: Network, entries: dict, highlight: tuple):
        self.network, self.entries = network, entries
        self.highlight = frozenset(highlight)
        self.way = [{a, b} for a, b in pairwise(highlight)] if highlight[:1] == (ME,) else []
        n = len(entries)
        size = 300 * max(1.0, math.sqrt(n / 30)) if n <= 200 else 560
        self.radius = 12.0 if n <= 40 else 10.0 if n <= 80 else 6.5 if n <= 200 else 3.6
        at = layout(network)
        self.scale = size / max([math.hypot(*at[id]) for id in entries] + [0.34])
        self.at = {id: complex(*at[id]) * self.scale for id in entries}
        self.counts = Counter(e.group for e in entries.values() if e.id != ME)
        groups = [group for group in self.counts if group]
        self.crowded = len(groups) > len(LETTERS)
        largest = sorted(groups, key=lambda g: -self.counts[g])[: len(LETTERS)]
        self.groups = [g for g in groups if g in largest]
        self.ties = [t for t in network.ties.values() if {*t.pair} <= entries.keys()]
        self.boxes: list[_Box] = []
        self.left_out = 0

    # -- parts -----------------------------------------------------------------------------

    def svg(self, title: str) -> str:
        rings = self._rings()
        lines, points = self._ties()
        nodes = "".join(self._node(e) for e in self.entries.values())
        guides = self._guides(points)
        labels = self._labels(points)
        edge = 26
        left, top = (min(b[k] for b in self.boxes) - edge for k in (0, 1))
        right, bottom = (max(b[k] for b in self.boxes) + edge for k in (2, 3))
        middle = (left + right) / 2
        if right - left < 560:
            left, right = middle - 280, middle + 280
        legend, high = self._legend(left + edge, right - edge, bottom)
        said = description(self.network, ME in self.entries)
        body = rings + lines + nodes + guides + labels + legend
        return _svg(right - left, bottom + high - top, title, said, body, left, top)

    def _rings(self) -> str:
        if ME not in self.entries:
            return ""
        drawn = []
        for ring, r in reversed(radii(self.network).items()):
            r *= self.scale
            self.boxes.append(_Box(-r, -r, -r, -r))
            self.boxes.append(_Box(r, r, r, r))
            fill = "" if ring == HOPED else f'<circle class="disc" r="{r:.1f}"/>'
            drawn.append(f'{fill}<circle class="ring" r="{r:.1f}"/>')
        return "".join(drawn)

    def _ties(self) -> tuple[str, np.ndarray]:
        """The lines, one path for each look; and points along them, for names to keep clear of."""
        weights = {t.weight for t in self.ties}
        heaviest = max(weights, default=1) * (1 if len(weights) > 1 else 5)
        drawn: dict[tuple, float] = {}
        for tie in self.ties:  # of several kinds of tie between two, the widest line stands for all
            key = (*tie.pair, "" if tie.direction == "both" else tie.source)
            drawn[key] = max(drawn.get(key, 0), tie.weight)
        paths: dict[tuple, list[str]] = defaultdict(list)
        points = [np.zeros(0, complex)]
        for (a, b, source), weight in drawn.items():
            if source and (a, b, "") in drawn:
                continue
            mine = ME in (a, b)
            least, more = (0.5, 1.9) if mine else (0.9, 2.5)
            wide = least + more * weight / heaviest if len(self.ties) < DENSE else 0.6
            touched = {a, b} in self.way if self.way else {a, b} & self.highlight
            marked = " hl" if touched else ""
            line, tip, along = self._line(source or a, a if source == b else b, bool(source), wide)
            look = ("mine" if mine else "tie") + marked
            paths[look, round(wide, 1)].append(line)
            if tip:
                paths["tip" + marked, 0].append(tip)
            points.append(along)
        looks = sorted(paths, key=lambda look: ("hl" in look[0], look[0] != "mine", look))
        svg = "".join(
            f'<path class="{look}" stroke-width="{wide}" d="{"".join(paths[look, wide])}"/>'
            for look, wide in looks
        )
        if len(drawn) > 300:  # so many lines that they would hide everyone
            svg = f'<g opacity="{max(0.3, 300 / len(drawn)):.2f}">{svg}</g>'
        return svg, np.concatenate(points)

    def _line(self, source: str, target: str, arrow: bool, wide: float) -> tuple:
        """A line's path, the path of its arrowhead ('' where it has none), and points along it."""
        start, stop, tip = self.at[source], self.at[target], ""
        control = (start + stop) / 2
        straight = ME not in self.entries or ME in (source, target)
        if not straight:  # long lines bend towards the centre, so that they part from one another
            control *= 1 - 0.3 * min(1.0, abs(stop - start) / self.scale)
        away = stop - control
        away /= max(abs(away), 1e-9)
        heads = []
        if arrow:
            point = stop - away * (self._size(target) * 0.92 + 2)
            stop = point - away * (7 + wide * 1.2)
            side = 1j * away * (3 + wide * 0.7)
            tip = f"M{_xy(point)}L{_xy(stop + side)}L{_xy(stop - side)}Z"
            heads = [point, stop] * 7  # names keep clear of arrowheads before lines
        curve = "L" if straight else f"Q{_xy(control)} "
        line = f"M{_xy(start)}{curve}{_xy(stop)}"
        if len(self.ties) >= DENSE:
            return line, tip, np.zeros(0, complex)
        along = (1 - ALONG) ** 2 * start + 2 * ALONG * (1 - ALONG) * control + ALONG**2 * stop
        return line, tip, np.append(along, heads)

    def _size(self, id: str) -> float:
        return self.radius * (2.2 if id == ME else 1.0)

    def _node(self, entry: Entry) -> str:
        x, y = self.at[entry.id].real, self.at[entry.id].imag
        r = self._size(entry.id)
        self.boxes.append(_Box(x - r, y - r, x + r, y + r))
        full = f"<title>{escaped(_name(entry))}</title>"
        if entry.id == ME:
            inside = f'<text class="you" x="{x:.1f}" y="{y + 5:.1f}">you</text>'
            inside = "" if entry.name or r < 16 else inside
            circle = f'<circle class="me" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>'
            return f"<g>{full}{circle}{inside}</g>"
        letter = ""
        if self.radius >= 8 and (sign := self._sign(entry.group)):
            letter = f'<text class="letter" x="{x:.1f}" y="{y + 3.9:.1f}">{sign}</text>'
        look = self._look(entry.group) + (" hoped" if entry.ring == HOPED else "")
        look += " hl" if entry.id in self.highlight else ""
        return f"<g>{full}{_shape(entry.kind, x, y, r, look)}{letter}</g>"

    def _sign(self, group: str) -> str:
        return LETTERS[self.groups.index(group)] if group in self.groups else ""

    def _look(self, group: str) -> str:
        return f"cat{self.groups.index(group) + 1 if group in self.groups else 0}"

    def _guides(self, points: np.ndarray) -> str:
        """The rings' names, all in the direction where they get least in the way."""
        rings = radii(self.network) if ME in self.entries else {}
        if not rings:
            return ""

        def boxes(angle: float) -> list[tuple[str, float, float, _Box]]:
            found = []
            for ring, r in rings.items():
                x, y = r * self.scale * math.cos(angle), r * self.scale * math.sin(angle)
                half = width(ring, 13) / 2 + 3
                found.append((ring, x, y, _Box(x - half, y - 9, x + half, y + 8)))
            return found

        def cost(angle: float) -> float:
            here = [box for *_, box in boxes(angle)]
            hit = sum(box.overlap(other) for box in here for other in self.boxes)
            hit += 9 * sum(a.overlap(b) for a, b in pairwise(here))
            return hit + 6 * sum(_inside(points, box) for box in here)

        best = min((k * math.pi / 36 for k in range(72)), key=cost)
        drawn = ""
        for ring, x, y, box in boxes(best):
            self.boxes.append(box)
            drawn += f'<text class="guide halo" x="{x:.1f}" y="{y + 4:.1f}">{ring}</text>'
        return drawn

    def _labels(self, points: np.ndarray) -> str:
        """Each name beside its shape where there is room; names without room are left to the table."""
        shown = [e for e in self.entries.values() if e.id != ME or e.name]
        if len(shown) > NAMES_UP_TO:
            shown = [e for e in shown if e.id in self.highlight]
            self.left_out = len(self.entries) - len(shown)
        words = {e.id: short(_name(e), LONGEST) for e in shown}
        spots = {id: self._spots(id, text, points) for id, text in words.items()}
        drawn, taken = "", []
        # Whoever has least choice chooses first.
        for id in sorted(spots, key=lambda id: -sorted(spot[0] for spot in spots[id])[1]):
            hits = [sum(spot[1].overlap(box) for box in taken) for spot in spots[id]]
            at = min(range(len(hits)), key=lambda k: spots[id][k][0] + 6 * hits[k])
            if hits[at] > 12 and id not in self.highlight and id != ME:
                self.left_out += 1
                continue
            _, box, x, y, anchor = spots[id][at]
            taken.append(box)
            drawn += (
                f'<text class="halo" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">'
                f"{_alone(escaped(words[id]))}</text>"
            )
        self.boxes += taken
        return drawn

    def _spots(self, id: str, text: str, points: np.ndarray) -> list[tuple]:
        """Where a name could stand, each with how badly it would stand there without other names."""
        x, y = self.at[id].real, self.at[id].imag
        r, long = self._size(id) + 5, width(text, FONT)
        out = math.atan2(y, x)
        found = []
        for k in range(8):
            angle = k * math.pi / 4
            dx, dy = math.cos(angle), math.sin(angle)
            anchor = "start" if dx > 0.1 else "end" if dx < -0.1 else "middle"
            px = x + r * dx
            py = y + (r + 4) * dy + 4.5 + (4 if dy > 0.9 else -2 if dy < -0.9 else 0)
            left = px if anchor == "start" else px - long if anchor == "end" else px - long / 2
            box = _Box(left, py - 11, left + long, py + 4)
            hit = sum(box.overlap(other) for other in self.boxes)
            turned = 1 - math.cos(angle - out) if id != ME else 1 - math.cos(angle - math.pi / 2)
            aside = 0 if abs(dy) < 0.1 else 4
            found.append(
                (6 * hit + 5 * _inside(points, box) + 7 * turned + aside, box, px, py, anchor)
            )
        return found

    def _legend(self, left: float, right: float, top: float) -> tuple[str, float]:
        """What the signs mean, in rows that fit; and how high that is."""
        others = [e for e in self.entries.values() if e.id != ME]
        kinds = Counter(e.kind for e in others)
        rows: list[list[tuple[str, str]]] = [[], [], []]
        for kind in KINDS:
            if kinds[kind]:
                sign = _shape(kind, 9, 0, 8, "cat0")
                rows[0].append((sign, counted(kinds[kind], kind, MANY[kind])))
        for group in self.groups:
            letter = f'<text class="letter" x="9" y="3.9">{self._sign(group)}</text>'
            sign = f'<circle class="node {self._look(group)}" cx="9" r="9"/>{letter}'
            rows[1].append((sign, f"{_alone(short(group, 30))} ({self.counts[group]})"))
        rest = sum(n for g, n in self.counts.items() if g not in self.groups)
        if self.groups and rest:
            told = "other groups, or none" if self.crowded else "no group told"
            rows[1].append(('<circle class="node cat0" cx="9" r="9"/>', f"{told} ({rest})"))
        line = '<path class="tie" stroke-width="{}" d="M0 {}H18"/>'
        if len({t.weight for t in self.ties}) > 1 and len(self.ties) < DENSE:
            rows[2].append((line.format(1.2, -4) + line.format(3.6, 4), "wider: more contact"))
        elif self.ties:
            rows[2].append((line.format(2, 0), "tied"))
        if any(t.direction == "out" for t in self.ties):
            arrow = '<path class="tip" d="M20 0L10 -5L10 5Z"/>'
            rows[2].append((line.format(1.6, 0) + arrow, "one way only"))
        if any(e.ring == HOPED for e in others):
            rows[2].append((_shape("person", 9, 0, 8, "cat0 hoped"), "hoped for, not counted"))
        notes = []
        if unknown := self.network.unknown_pairs():
            notes.append(f"{counted(unknown, 'pair')} not answered: no line stands for them.")
        if self.left_out:
            names = counted(self.left_out, "name")
            notes.append(f"{names} left out for want of room: the table has them.")
        if sum(map(len, rows)) < 5:
            rows = [list(chain(*rows))]
        drawn, y = "", top + 6
        for row in rows:
            x = left
            for sign, text in row:
                long = 28 + width(text, 12.5) + 22
                if x > left and x + long > right + 22:
                    x, y = left, y + 26
                drawn += f'<g transform="translate({x:.1f} {y:.1f})">{sign}{_words(28, 4.5, text, "words")}</g>'
                x += long
            y += 28 if row else 0
        for note in notes:
            drawn += _words(left, y + 4.5, note, "words")
            y += 24
        return drawn, y - top + 2


def _inside(points: np.ndarray, box: _Box) -> int:
    """How many of these points lie in a box."""
    x, y = points.real, points.imag
    return int(((x > box.left) & (x < box.right) & (y > box.top) & (y < box.bottom)).sum())


def _shape(kind: str, x: float, y: float, r: float, look: str) -> str:
    """A kind's shape on a patch of paper, so that no line shows through."""
    place = f'transform="translate({x:.1f} {y:.1f}) scale({r:.2f})"'
    path = tokens.SHAPES[SHAPE[kind]]
    return (
        f'<path class="under" {place} d="{path}"/>'
        f'<path class="node {look}" vector-effect="non-scaling-stroke" {place} d="{path}"/>'
    )


def _alone(name: str) -> str:
    """A name within marks at which its direction of writing ends."""
    return f"\u2068{name}\u2069"


def _xy(point: complex) -> str:
    return f"{point.real:.1f} {point.imag:.1f}"


def _words(x: float, y: float, text: str, look: str = "") -> str:
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}">{html.escape(text)}</text>'


def _svg(wide: float, high: float, title: str, said: str, body: str, left=0.0, top=0.0) -> str:
    box = f"{left:.0f} {top:.0f} {wide:.0f} {high:.0f}"
    size = f'x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{high:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pln-map" role="img" lang="en" viewBox="{box}" '
        f'style="--pln-wide:{wide:.0f}px;max-width:{wide:.0f}px" aria-label="{escaped(title)}. {escaped(said)}">'
        f"<title>{escaped(title)}</title><desc>{escaped(said)}</desc>"
        f'<style>{tokens.css()}{style.PICTURE}</style><rect class="bg" {size} rx="10"/>{body}</svg>'
    )

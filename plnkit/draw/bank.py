"""The small drawings that questions ask about.

svg = drawing({"people": ["A", "B"], "ties": [["you", "A"], ["A", "B"]], "alt": "…"})
"""

from __future__ import annotations

from collections.abc import Mapping
from math import dist

from plnkit.draw import style, tokens
from plnkit.draw.layout import layout
from plnkit.draw.text import escaped, width
from plnkit.model.bank_files import YOU
from plnkit.model.network import Entry, Network, Tie

SHORTEST = 96  # a tie, from the middle of one circle to that of the other
FONT = 16


def drawing(picture: Mapping) -> str:
    """A question's picture as a stand-alone, accessible SVG: people as circles, ties as lines.

    `picture` has people, ties and alt, as the bank has it. Its description is `alt` and each
    tie in words, so that who hears it knows as much as who sees it.
    """
    ties = [tuple(tie) for tie in picture["ties"]]
    names = list(dict.fromkeys([*picture["people"], *(end for tie in ties for end in tie)]))
    # Nobody is the learner to `layout`, so that tied people stand together wherever she is.
    found = layout(Network.complete(map(Entry, names), [Tie(a, b) for a, b in ties]))
    shortest = min((dist(found[a], found[b]) for a, b in ties), default=1.0)
    scale = SHORTEST / max(shortest, 0.2)
    at = {name: (x * scale, y * scale) for name, (x, y) in found.items()}
    radius = max(24.0, *(width(name, FONT) / 2 + 10 for name in names))
    lines = "".join(
        f'<path class="tie" stroke-width="2.5" d="M{at[a][0]:.1f} {at[a][1]:.1f}'
        f'L{at[b][0]:.1f} {at[b][1]:.1f}"/>'
        for a, b in ties
    )
    circles = "".join(_person(name, *at[name], radius) for name in names)
    edge = radius + 8
    left, top = (min(p[k] for p in at.values()) - edge for k in (0, 1))
    wide, high = (max(p[k] for p in at.values()) + edge - (left, top)[k] for k in (0, 1))
    told = "; ".join(f"{a} and {b}" for a, b in ties)
    said = f"{picture['alt']} Tied are: {told}." if ties else picture["alt"]
    box = f"{left:.0f} {top:.0f} {wide:.0f} {high:.0f}"
    paper = (
        f'<rect class="bg" x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{high:.0f}"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pln-map" role="img" viewBox="{box}" '
        f'width="{wide:.0f}" height="{high:.0f}" style="max-width:{wide:.0f}px" '
        f'aria-label="{escaped(said)}"><style>{tokens.css()}{style.PICTURE}</style>'
        f"{paper}{lines}{circles}</svg>"
    )


def _person(name: str, x: float, y: float, radius: float) -> str:
    place = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
    look = "me" if name == YOU else "node cat0"
    under = "" if name == YOU else f'<circle class="under" {place}/>'
    word = "you" if name == YOU else "halo"
    return (
        f'{under}<circle class="{look}" {place}/><text class="{word}" x="{x:.1f}" '
        f'y="{y + 5.5:.1f}" style="font-size:{FONT}px;text-anchor:middle">{escaped(name)}</text>'
    )

"""How a question travels, drawn: the way to somebody who may know, one pill a step."""

from __future__ import annotations

from collections.abc import Sequence

from plnkit.draw import cards, style, tokens
from plnkit.draw.page import figure_html
from plnkit.draw.picture import picture
from plnkit.draw.tables import table_html
from plnkit.draw.text import escaped
from plnkit.model.network import ME, Network, counted
from plnkit.model.reach import LIMIT, MEANING, SOURCE, Level, Reach

NO_WAY = "no way is told"
STYLE = style.css("reach")


def reach_html(network: Network, found: Reach, who: str) -> str:
    """How far a question has to travel, for each circle that one turns to first; then the map with the way.

    `who` says in words who may know.
    """
    levels = "".join(f"<li>{_card(network, level)}</li>" for level in found.levels)
    way = found.levels[-1].way
    drawn = picture(network, title="The map with the shortest way", highlight=way)
    rows = sorted(found.steps.items(), key=lambda row: (row[1] is None, row[1] or 0))
    twin = table_html(
        [(network.entries[id].label, NO_WAY if steps is None else steps) for id, steps in rows],
        ["Who may know", "Steps"],
        f"{who}: steps from you to each, whoever is asked first.",
    )
    caption = "The shortest way is marked." if way else "No way is told, so none is marked."
    return (
        f'<style>{tokens.css()}{cards.STYLE}{STYLE}</style><ul class="pln-cards pln-reach">{levels}</ul>'
        f'<div class="pln-said">{"".join(f"<p>{escaped(s)}</p>" for s in sentences(network, found))}'
        f'<p class="aside">{escaped(f"{MEANING} {LIMIT} Source: {SOURCE}.")}</p></div>'
        + figure_html(drawn, twin, caption)
    )


def days_html(days: Sequence[tuple[str, Reach | None]]) -> str:
    """Day by day, the oldest first: the steps for each circle; None where nobody on the map may know."""
    titles = [level.title for level in next(found for _, found in days if found).levels]
    rows = [
        (day, *([_steps(level) for level in found.levels] if found else ["nobody on the map"] * 3))
        for day, found in days
    ]
    return table_html(rows, ["Day", *titles], "What the network looked like before.")


def sentences(network: Network, found: Reach) -> list[str]:
    """What hangs on whom, and what the open pairs could change."""
    said = []
    name = {id: entry.label for id, entry in network.entries.items()}
    for bridge in found.bridges:
        others = ", ".join(name[id] for id in bridge.lost[:5])
        others += f" and {len(bridge.lost) - 5} more" if len(bridge.lost) > 5 else ""
        told = f"Without {name[bridge.id]}, "
        if bridge.without is None:
            told += "no way is told"
        else:
            same = " all the same" * (bridge.without == found.levels[-1].steps)
            told += f"it takes {_count(bridge.without)}{same}"
        told += f", and {others} would not see it." if others else "."
        said.append(told)
    told = found.levels[-1].steps
    if unknown := network.unknown_pairs():
        pairs = f"Of {counted(unknown, 'pair')} nobody has said whether they know each other."
        if found.possible is not None and (told is None or found.possible < told):
            said.append(f"{pairs} If they did, it could be {_count(found.possible)}, no fewer.")
        else:
            said.append(f"{pairs} That can't make it fewer steps.")
    return said


def _card(network: Network, level: Level) -> str:
    value = f'<p class="value">{_count(level.steps)}</p>' if level.way else ""
    value = value or f'<p class="value open">{NO_WAY}</p>'
    pills = ""
    for k, id in enumerate(level.way):
        look = "me" if id == ME else "goal" if k == len(level.way) - 1 else ""
        words = "you" if id == ME else escaped(network.entries[id].label)
        pills += f'<li><span class="{look}"><bdi>{words}</bdi></span></li>'
    pills = f'<ol class="pln-way">{pills}</ol>' if pills else ""
    seen = "Nobody sees it."
    if level.within:
        steps = [f"{n} within {_count(k)}" for k, n in enumerate(level.within[:3], 1)]
        seen = f"See it: {', '.join(steps)}."
    first = f"{level.title} ({level.first})"
    return f'<p class="name">{escaped(first)}</p>{value}{pills}<p class="seen">{seen}</p>'


def _steps(level: Level) -> str:
    return NO_WAY if level.steps is None else _count(level.steps)


def _count(steps: int) -> str:
    return counted(steps, "step")

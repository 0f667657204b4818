"""Platforms side by side, and in the order of a learner's goals, as tables that fit a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from plnkit.draw.page import sheet_html
from plnkit.draw.style import boxed, folded
from plnkit.draw.tables import table_html
from plnkit.draw.text import listed
from plnkit.model.platforms import FACTS, Fit, goals, platforms, ranking, reasons, without

TOP = 5  # places that are told with reasons; all are in the fold
JUDGED = "How well each fits each goal is our judgement, and yours may differ. Open it below."


def compared_html(ids: Sequence[str]) -> str:
    """Platforms beside each other: one row per fact and per goal, one column per platform."""
    chosen = [platforms()[id] for id in ids]
    rows = [(title, *(getattr(p, fact) for p in chosen)) for fact, title in FACTS.items()]
    for goal, title in goals().items():
        rows.append((f"{goal} {title}", *(_fit(p.fit[goal]) for p in chosen)))
    rows.append(("Looked at", *(p.date for p in chosen)))
    rows.append(("What this rests on", *(p.sources() for p in chosen)))
    caption = "Side by side. How well each fits a goal, G1 to G6, is our judgement."
    return sheet_html(table_html(rows, ["Question", *(p.title for p in chosen)], caption))


def ranking_html(weights: Mapping[str, int]) -> str:
    """The first places with their reasons, what each weight does, and all that it was judged by."""
    told = goals()
    places = [
        (p, platforms()[p.id].title, f"{p.place}, shared" if p.shared else str(p.place))
        for p in ranking(weights)
    ]
    best = table_html(
        [(title, place, *_why(p.id, weights)) for p, title, place in places if p.place <= TOP],
        ["Platform", "Place", "What speaks for it", "What speaks against it"],
        f"The first places, with your weights. {JUDGED}",
    )
    effects = table_html(
        [
            (f"{goal} {title}", f"{weights[goal]} of 3", _without(goal, weights))
            for goal, title in told.items()
            if weights.get(goal)
        ],
        ["Goal", "Your weight", "If it weighed nothing"],
        "What each weight does.",
    )
    everyone = table_html(
        [(title, place) for _, title, place in places],
        ["Platform", "Place"],
        "Equals share a place. A place far down says nothing against it for another goal.",
    )
    judged = table_html(
        [(p.title, *(_fit(p.fit[goal]) for goal in told)) for p in platforms().values()],
        ["Platform", *(f"{goal} {title}" for goal, title in told.items())],
        "Our judgement: 0 hardly, 1 a little, 2 well, 3 very well. What is compared is the sum of "
        "your weight times this number, over the goals.",
    )
    everyone = folded("All of them, in order", everyone)
    return boxed(best + effects + everyone + folded("Our judgements", judged))


def titles(ids: Iterable[str], most: int = 99) -> str:
    """The platforms' titles in a sentence: 'A', 'A and B', 'A, B and 3 more' above `most`."""
    names = [platforms()[id].title for id in ids]
    if len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return listed(names)


def _why(id: str, weights: Mapping[str, int]) -> tuple[str, str]:
    """What speaks for it, two reasons at most, and the goal that it serves least, if it is badly."""
    told = reasons(id, weights)
    best = [each for each in told if each[1].steps >= 2][:2]
    worst = min(told, key=lambda each: each[1].steps)
    return (
        " ".join(_reason(*each) for each in best) or "Nothing strongly.",
        _reason(*worst) if worst[1].steps < 2 else "Nothing, of what you weighed.",
    )


def _reason(goal: str, fit: Fit) -> str:
    return f"{goal}, {fit.words}: {fit.why}"


def _fit(fit: Fit) -> str:
    return f"{fit.steps}, {fit.words}. {fit.why}"


def _without(goal: str, weights: Mapping[str, int]) -> str:
    then, now = without(weights)[goal], [p.id for p in ranking(weights) if p.place == 1]
    if not then:
        return "There would be nothing left to go by."
    if list(then) == now:
        return f"{titles(then)} would still come first."
    together = ", together" if len(then) > 1 else ""
    return f"{titles(then)} would come first{together}."

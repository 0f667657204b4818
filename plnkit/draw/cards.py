"""Measures as cards for a notebook: the number, its sentence, and on demand what it can't say."""

from __future__ import annotations

from collections.abc import Sequence

from plnkit.draw import style, tokens
from plnkit.draw.text import escaped
from plnkit.model.audit import Finding
from plnkit.model.library import explanations

STYLE = style.css("cards")
SAYS = "What it means"


def cards_html(findings: Sequence[Finding]) -> str:
    """One card per finding, in the order given, side by side where there is room."""
    cards = "".join(f"<li>{_card(finding)}</li>" for finding in findings)
    return f'<style>{tokens.css()}{STYLE}</style><ul class="pln-cards">{cards}</ul>'


def _card(finding: Finding) -> str:
    told = explanations()[finding.key]
    value = f'<p class="value">{escaped(finding.value_text)}</p>'
    if not finding.value_text:
        value = '<p class="value open">not known yet</p>'
    return (
        f'<p class="name">{escaped(finding.title)}</p>{value}<p>{escaped(finding.sentence)}</p>'
        f'<details><summary aria-label="{SAYS}: {escaped(finding.title)}">{SAYS}</summary>'
        f"<p>{escaped(finding.meaning)}</p><p>{escaped(finding.limit)}</p>"
        f"<p>Counted: {escaped(told.formula)} Range: {escaped(told.range)}. "
        f"Source: {escaped(finding.source)}.</p></details>"
    )

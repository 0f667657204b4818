"""Measures as cards for a notebook: the number, its sentence, and on demand what it can't say."""

from __future__ import annotations

from collections.abc import Sequence

from plnkit.draw import tokens
from plnkit.draw.text import escaped
from plnkit.model.audit import Finding
from plnkit.model.library import explanations

STYLE = """
.pln-cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:var(--pln-space-3);
margin:0;padding:0;
list-style:none;color:var(--pln-ink);font:var(--pln-text)/1.5 var(--pln-font-sans)}
.pln-cards>li{margin:0;padding:var(--pln-space-3) var(--pln-space-4);
background:var(--pln-card);border:1px solid var(--pln-hairline);border-radius:var(--pln-radius-card)}
.pln-cards p{margin:0 0 var(--pln-space-2)}
.pln-cards .name{font-weight:600;color:var(--pln-muted)}
.pln-cards .value{font:500 var(--pln-figure)/1.15 var(--pln-font-serif);color:var(--pln-accent);
font-variant-numeric:lining-nums}
.pln-cards .open{font-size:1.125rem;font-style:italic;color:var(--pln-care)}
.pln-cards summary{cursor:pointer;color:var(--pln-accent);font-size:var(--pln-text-small);min-height:1.5rem}
.pln-cards summary:focus-visible{outline:var(--pln-ring) solid var(--pln-focus);outline-offset:2px}
.pln-cards details p{font-size:var(--pln-text-small);color:var(--pln-muted);margin:var(--pln-space-1) 0 0}
"""


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
        f"<details><summary>What {escaped(finding.title.lower())} means, and can’t say</summary>"
        f"<p>{escaped(finding.meaning)}</p><p>{escaped(finding.limit)}</p>"
        f"<p>Counted: {escaped(told.formula)} Range: {escaped(told.range)}. "
        f"Source: {escaped(finding.source)}.</p></details>"
    )

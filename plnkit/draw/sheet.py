"""Questions on paper: a sheet to print, with its key on pages of its own at the end."""

from __future__ import annotations

from collections.abc import Iterable

from plnkit.draw.bank import drawing
from plnkit.draw.style import html_page
from plnkit.draw.text import escaped
from plnkit.model.bank import Question
from plnkit.model.bank_files import CHOICES

SHEET = """
ol.questions{padding:0;list-style:none;counter-reset:q}
.question{counter-increment:q;margin:0 0 2rem;break-inside:avoid}
.question h2{font-size:1.1rem;font-family:inherit;font-weight:600}
.question h2::before{content:counter(q) ". "}
.question ul{list-style:none;padding:0}
.question svg{display:block;margin:.5rem 0}
.line{border-bottom:1px solid var(--pln-edge);display:inline-block;min-width:9rem}
.letter{min-width:2.5rem}
.key{break-before:page}
.key dt{font-weight:600;margin-top:.8rem}
.key dd{margin:0}
"""
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BLANK = '<span class="line">&nbsp;</span>'
SHORT = '<span class="line letter">&nbsp;</span>'


def sheet(questions: Iterable[Question], seed: int = 0, *, title: str = "Questions") -> str:
    """The questions as one HTML page to print; the seed tells in which order options stand."""
    posed = [(question, question.posed(seed)) for question in questions]
    asked = "".join(_asked(told) for _, told in posed)
    key = "".join(_key(n, question, told) for n, (question, told) in enumerate(posed, 1))
    body = (
        f"<main><header><h1>{escaped(title)}</h1><p>Name: {BLANK} Date: {BLANK}</p></header>"
        f'<ol class="questions">{asked}</ol>'
        f'<section class="key"><h2>Key</h2><p>For the teacher: sheet number {seed}.</p><dl>{key}</dl>'
        "</section></main>"
    )
    return html_page(title, body, SHEET)


def _asked(told: dict) -> str:
    """A question without its key."""
    case = f"<p>{escaped(told['case'])}</p>" if told.get("case") else ""
    ask = escaped(told["ask"]).replace("___", BLANK)
    svg = drawing(told["picture"]) if "picture" in told else ""
    return f'<li class="question"><h2>{ask}</h2>{case}{svg}{_parts(told)}</li>'


def _parts(told: dict) -> str:
    kind = told["kind"]
    if kind in CHOICES:
        hint = "<p>More than one can be right.</p>" if kind == "several" else ""
        options = zip(SIGNS, told["options"], strict=False)
        return hint + _list(f"☐ <b>{sign}</b> {escaped(o['text'])}" for sign, o in options)
    if kind == "order":
        hint = f"<p>Write the numbers from 1 to {len(told['steps'])}.</p>"
        return hint + _list(f"{SHORT} {escaped(step['text'])}" for step in told["steps"])
    if kind == "fill":
        return ""
    if kind == "number":
        return f"<p>{BLANK} {escaped(told['unit'])}</p>"
    left = told.get("lefts") or told.get("items") or told.get("places")
    lines = _list(f"{SHORT} {escaped(part['text'])}" for part in left)
    words = _list(f"<b>{n}</b> {escaped(word)}" for n, word in enumerate(_choices(told), 1))
    return f"<p>Write the number that fits.</p>{lines}{words}"


def _key(n: int, question: Question, told: dict) -> str:
    return f"<dt>{n}. {escaped(question.id)}: {_answer(question, told)}</dt><dd>{escaped(question.explain)}</dd>"


def _answer(question: Question, told: dict) -> str:
    """What is right, in the letters and numbers of this sheet."""
    solution = question.solution
    if question.kind in CHOICES:
        right = [solution] if isinstance(solution, str) else solution
        return ", ".join(SIGNS[n] for n, o in enumerate(told["options"]) if o["key"] in right)
    if question.kind == "order":
        return ", ".join(str(solution.index(step["key"]) + 1) for step in told["steps"])
    if question.kind == "fill":
        return escaped(" or ".join(question.body["accept"]))
    if question.kind == "number":
        return escaped(f"{solution:g} {told['unit']}")
    words, right = _choices(told), {part.key: part.right for part in question.parts}
    left = told.get("lefts") or told.get("items") or told.get("places")
    return "; ".join(
        f"{escaped(part['text'])}: {words.index(right[part['key']]) + 1}" for part in left
    )


def _choices(told: dict) -> list[str]:
    """The words to choose from, as they stand on the sheet."""
    rights = [right["text"] for right in told.get("rights", ())]
    return rights or told.get("groups") or told["labels"]


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"

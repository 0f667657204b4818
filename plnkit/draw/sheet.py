"""Questions on paper: a sheet to print, with its key on pages of its own at the end."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from plnkit.draw.bank import drawing
from plnkit.draw.style import filled
from plnkit.model.bank import Question
from plnkit.model.bank_files import CHOICES

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PARTS = ("options", "steps", "lefts", "items", "places")  # what a question poses, by its kind


def sheet(questions: Iterable[Question], seed: int = 0, *, title: str = "Questions") -> str:
    """The questions as one HTML page to print; the seed tells in which order options stand."""
    asked = [_asked(question, question.posed(seed)) for question in questions]
    return filled("sheet.html", title=title, asked=asked, signs=SIGNS, seed=seed)


def _asked(question: Question, told: dict) -> dict:
    """A question as the sheet shows it, and what is right in the sheet's letters and numbers."""
    kind, solution, hint, words = question.kind, question.solution, "", []
    parts = next((told[name] for name in PARTS if name in told), [])
    if kind in CHOICES:
        hint = "More than one can be right." if kind == "several" else ""
        right = [solution] if isinstance(solution, str) else solution
        answer = ", ".join(SIGNS[n] for n, part in enumerate(parts) if part["key"] in right)
    elif kind == "order":
        hint = f"Write the numbers from 1 to {len(parts)}."
        answer = ", ".join(str(solution.index(part["key"]) + 1) for part in parts)
    elif kind == "fill":
        answer = " or ".join(question.body["accept"])
    elif kind == "number":
        answer = f"{solution:g} {told['unit']}"
    else:
        hint = "Write the number that fits."
        words = [right["text"] for right in told.get("rights", ())]
        words = words or told.get("groups") or told["labels"]
        right = {part.key: words.index(part.right) + 1 for part in question.parts}
        answer = "; ".join(f"{part['text']}: {right[part['key']]}" for part in parts)
    return {
        "id": question.id,
        "ask": told["ask"],
        "case": told.get("case"),
        "picture": Markup(drawing(told["picture"])) if "picture" in told else "",
        "hint": hint,
        "unit": told.get("unit"),
        "lettered": kind in CHOICES,
        "parts": [part["text"] for part in parts],
        "words": words,
        "answer": answer,
        "explain": question.explain,
    }

"""Questions as Moodle XML, for the question bank of a course in Moodle.

Each kind becomes the type of Moodle's own that is nearest to it: single and scenario
multichoice with one answer, several multichoice with many, match, sort and label matching,
order ordering (part of Moodle from 4.5 on, a plug-in before), fill shortanswer, number
numerical. Element names: https://docs.moodle.org/en/Moodle_XML_format and the fixtures of
Moodle's question/type/ordering.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from itertools import groupby

from plnkit.draw.bank import drawing
from plnkit.draw.style import filled, paragraphs
from plnkit.draw.text import escaped
from plnkit.model.bank import Bank, Question
from plnkit.model.bank_files import CHOICES

CATEGORY = "$course$/plnkit"
TYPES = {
    **dict.fromkeys(CHOICES, "multichoice"),
    **{"order": "ordering", "fill": "shortanswer", "number": "numerical"},
}


def moodle_xml(bank: Bank, questions: Iterable[Question]) -> str:
    """The questions as one file to import into Moodle, in a category for each idea."""
    categories = []
    for idea, group in groupby(questions, key=lambda question: question.idea):
        term = bank.ideas[idea].term.replace("/", "//")  # a single one would begin a subcategory
        categories.append((f"{CATEGORY}/{idea} {term}", list(map(_told, group))))
    return filled("moodle.xml", categories=categories)


def _told(question: Question) -> tuple:
    """A question with its type, its text, its drawing, and its answers: their format, and rows
    of the share of the marks, the words, the feedback and how far off a number may be."""
    type = TYPES.get(question.kind, "matching")
    asked, picture = paragraphs(question.case, question.ask), ""
    if question.kind == "label":
        told = question.body["picture"]
        picture = b64encode(drawing(told).encode()).decode("ascii")
        asked += f'<p><img src="@@PLUGINFILE@@/drawing.svg" alt="{escaped(told["alt"])}"></p>'
    if question.body.get("unit"):
        asked += paragraphs(f"Answer in: {question.body['unit']}.")
    if type in ("multichoice", "ordering"):
        shares = _shares(question) if type == "multichoice" else range(1, len(question.parts) + 1)
        rows = zip(shares, question.parts, strict=True)
        answers = [(f"{s:.7g}", paragraphs(part.text), part.why, "") for s, part in rows]
        return question, type, asked, picture, "html", answers
    answers = [] if type == "matching" else _written(question)
    return question, type, asked, picture, "moodle_auto_format", answers


def _shares(question: Question) -> list[float]:
    """What each option adds to the marks, in percent; of several, a wrong one takes away."""
    right = sum(part.right for part in question.parts)
    wrong = -100 / (len(question.parts) - right) if question.kind == "several" else 0
    return [100 / right if part.right else wrong for part in question.parts]


def _written(question: Question) -> list[tuple]:
    """A word or a number: what is right, what is wrong in a known way, and all else ("*")."""
    body = question.body
    near = body.get("tolerance", 0)
    right = [body["answer"]] if question.kind == "number" else body["accept"]
    wrong = [
        (wrong.get("value", wrong.get("text")), wrong["why"]) for wrong in body.get("wrong", ())
    ]
    return [
        *(("100", _word(word), question.explain, f"{near:g}") for word in right),
        *(("0", _word(word), why, 0) for word, why in wrong),
        ("0", "*", body["otherwise"], 0),
    ]


def _word(word: str | float) -> str:
    """A word with the asterisk that Moodle would take for any letters written out; a number plainly."""
    return word.replace("*", "\\*") if isinstance(word, str) else f"{word:g}"

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
from xml.etree import ElementTree as ET

from plnkit.draw.bank import drawing
from plnkit.draw.text import escaped
from plnkit.model.bank import Bank, Question
from plnkit.model.bank_files import CHOICES

CATEGORY = "$course$/plnkit"
DRAWING = "drawing.svg"


def moodle_xml(bank: Bank, questions: Iterable[Question]) -> str:
    """The questions as one file to import into Moodle, in a category for each idea."""
    quiz, idea = ET.Element("quiz"), None
    for question in questions:
        if question.idea != idea:
            idea = question.idea
            term = bank.ideas[idea].term.replace(
                "/", "//"
            )  # a single one would begin a subcategory
            dummy = ET.SubElement(quiz, "question", type="category")
            _text(ET.SubElement(dummy, "category"), f"{CATEGORY}/{idea} {term}")
        quiz.append(_question(question))
    ET.indent(quiz, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(quiz, encoding="unicode")}\n'


def _question(question: Question) -> ET.Element:
    kind = question.kind
    types = {"order": "ordering", "fill": "shortanswer", "number": "numerical"}
    type = "multichoice" if kind in CHOICES else types.get(kind, "matching")
    made = ET.Element("question", type=type)
    _text(ET.SubElement(made, "name"), f"{question.id} {question.ask}"[:200])
    asked = _html(made, "questiontext", *_asked(question))
    if kind == "label":
        svg = drawing(question.body["picture"]).encode()
        file = ET.SubElement(asked, "file", name=DRAWING, path="/", encoding="base64")
        file.text = b64encode(svg).decode("ascii")
    whys = [] if type == "multichoice" else [(p.text, p.why) for p in question.parts if p.why]
    _html(made, "generalfeedback", question.explain, *(f"{text}: {why}" for text, why in whys))
    _values(made, defaultgrade="1.0000000", penalty="0.3333333", hidden="0", idnumber=question.id)
    parts = {"multichoice": _options, "matching": _pairs, "ordering": _steps}
    parts.get(type, _written)(made, question)
    _html(made, "hint", question.hint)
    tags = ET.SubElement(made, "tags")
    for idea in ("plnkit", *question.ideas):
        _text(ET.SubElement(tags, "tag"), idea)
    return made


def _asked(question: Question) -> list[str]:
    """The paragraphs of a question's text; one that begins with < is markup of our own."""
    said = [question.case, question.ask] if question.case else [question.ask]
    if question.kind == "label":
        alt = escaped(question.body["picture"]["alt"])
        said.append(f'<img src="@@PLUGINFILE@@/{DRAWING}" alt="{alt}">')
    if question.body.get("unit"):
        said.append(f"Answer in: {question.body['unit']}.")
    return said


def _options(made: ET.Element, question: Question) -> None:
    several = question.kind == "several"
    _values(made, single="false" if several else "true", shuffleanswers="true")
    _values(made, answernumbering="abc")
    _combined(made)
    right = sum(part.right for part in question.parts)
    wrong = len(question.parts) - right
    for part in question.parts:
        share = 100 / right if part.right else -100 / wrong if several else 0
        _answer(made, f"{share:.5f}".rstrip("0").rstrip("."), part.text, part.why, html=True)


def _pairs(made: ET.Element, question: Question) -> None:
    _values(made, shuffleanswers="true")
    _combined(made)
    for part in question.parts:
        _pair(made, part.text, part.right)
    for word in question.words:
        if word not in {part.right for part in question.parts}:
            _pair(made, "", word)


def _pair(made: ET.Element, text: str, word: str) -> None:
    row = _html(made, "subquestion", text)
    _text(ET.SubElement(row, "answer"), word)


def _steps(made: ET.Element, question: Question) -> None:
    _values(made, layouttype="VERTICAL", selecttype="ALL", selectcount="0")
    _values(made, gradingtype="ABSOLUTE_POSITION", showgrading="SHOW", numberingstyle="none")
    _combined(made)
    for place, part in enumerate(question.parts, 1):
        _answer(made, f"{place}.0000000", part.text, part.why, html=True)


def _written(made: ET.Element, question: Question) -> None:
    """A word or a number: what is right, what is wrong in a known way, and all else ("*")."""
    body, number = question.body, question.kind == "number"
    if not number:
        _values(made, usecase="0")
    near = body.get("tolerance", 0)
    for right in [body["answer"]] if number else body["accept"]:
        _answer(made, "100", _word(right), question.explain, near if number else None)
    for wrong in body.get("wrong", ()):
        word = wrong["value"] if number else wrong["text"]
        _answer(made, "0", _word(word), wrong["why"], 0 if number else None)
    _answer(made, "0", "*", body["otherwise"], 0 if number else None)


def _word(word: str | float) -> str:
    """A word with the asterisk that Moodle would take for any letters written out; a number plainly."""
    return word.replace("*", "\\*") if isinstance(word, str) else f"{word:g}"


def _answer(
    made: ET.Element, share: str, text: str, why: str, near: float | None = None, html: bool = False
) -> None:
    format = "html" if html else "moodle_auto_format"
    answer = ET.SubElement(made, "answer", fraction=share, format=format)
    _text(answer, _paragraph(text) if html else text)
    _html(answer, "feedback", why)
    if near is not None:
        _values(answer, tolerance=f"{near:g}")


def _combined(made: ET.Element) -> None:
    _html(made, "correctfeedback", "Right.")
    _html(made, "partiallycorrectfeedback", "Partly right.")
    _html(made, "incorrectfeedback", "Not yet.")
    _values(made, shownumcorrect="1")


def _values(made: ET.Element, **values: str) -> None:
    for name, value in values.items():
        ET.SubElement(made, name).text = value


def _html(made: ET.Element, name: str, *paragraphs: str) -> ET.Element:
    child = ET.SubElement(made, name, format="html")
    _text(child, "".join(_paragraph(words) for words in paragraphs if words))
    return child


def _paragraph(words: str) -> str:
    return f"<p>{words if words.startswith('<img ') else escaped(words)}</p>"


def _text(made: ET.Element, words: str) -> None:
    ET.SubElement(made, "text").text = words

"""How hard a notebook's prose is to read: the grade of Flesch and Kincaid, counted without a dictionary.

The formula is that of Kincaid, Fishburne, Rogers & Chissom 1975. Syllables are guessed from
groups of vowels, so a grade is good to about half a year, and is there to notice a lesson that
drifts away from plain words.
"""

import html
import json
import re
from pathlib import Path

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
ENDS = re.compile(r"[.!?]+(?=[\s”’\"')]|$)")


def prose(notebook: Path) -> str:
    """The sentences of its text cells, one block a line: no headings, tables, code, links or references."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    blocks = []
    for cell in cells:
        if cell["cell_type"] != "markdown":
            continue
        text = re.sub(r"```.*?```", "", "".join(cell["source"]), flags=re.S)
        text = re.split(r"^## To read", text, maxsplit=1, flags=re.M)[0]
        text = re.sub(r"<[^>]+>", " ", text)
        text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
        text = re.sub(r"`[^`]*`", "it", text)
        lines = [line.strip() for line in html.unescape(text).splitlines()]
        blocks += [line for line in lines if line and line[0] not in "#|"]
    return "\n".join(re.sub(r"^(?:[-*] |\d+\. )|[*_]", "", line) for line in blocks)


def grade(text: str) -> float:
    """The school year in which most can read it, by Flesch and Kincaid; each line ends a sentence.

    Raises ValueError where there is no word.
    """
    sentences = [s for line in text.splitlines() for s in ENDS.split(line) if WORD.search(s)]
    words = WORD.findall(text)
    if not words:
        raise ValueError("There is no word to count.")
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59


def syllables(word: str) -> int:
    """How many syllables an English word has, by its groups of vowels; at least one."""
    word = re.sub(r"['’].*", "", word.casefold())
    if len(word) <= 3:
        return 1
    word = re.sub(r"(?:[^aeiouylsxzcgh]es|[^aeiouydt]ed|[^aeiouyl]e)$", lambda m: m[0][0], word)
    apart = len(re.findall(r"(?<![cgstx])i[aou]", word))  # me-di-a, but not so-cial
    return max(1, len(re.findall(r"[aeiouyà-ü]+", word)) + apart)

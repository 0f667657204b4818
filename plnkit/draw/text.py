"""Other people's words made safe to draw: cleaned, escaped, shortened, measured."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence

# Marks that turn the direction of all text after them; each name is isolated instead.
_TURNING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_PILES = re.compile("([\u0300-\u036f]{2})[\u0300-\u036f]+")  # accents piled over other lines


def clean(text: str) -> str:
    """The text on one line, without control characters and marks that turn the text around it."""
    kept = (
        " " if c.isspace() else c
        for c in unicodedata.normalize("NFC", str(text))
        if c.isspace()
        or not (c in _TURNING or unicodedata.category(c) in ("Cc", "Cs") or c in "\ufffe\uffff")
    )
    return " ".join(_PILES.sub(r"\1", "".join(kept)).split())


def escaped(text: object) -> str:
    """The text cleaned, with what HTML and SVG would take for markup written out."""
    return html.escape(clean(str(text)))


def short(text: str, most: int) -> str:
    """The text cleaned and at most so many characters long; '…' stands for what was cut."""
    text = clean(text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def sentence(text: str) -> str:
    """The text with a capital at its beginning and a full stop at its end."""
    return f"{text[:1].upper()}{text[1:]}."


def width(text: str, size: float) -> float:
    """About how wide a line of text is at a font size, in the same unit; never less than it is
    in the fonts of `tokens.FONTS`."""
    return size * sum(_WIDTHS.get(c) or _wide(c) for c in text)


_WIDTHS = {
    **dict.fromkeys("iljI.,:;'|!", 0.3),
    **dict.fromkeys("frt()[]-/ ", 0.4),
    **dict.fromkeys("mwMW…@%", 0.92),
}


def _wide(c: str) -> float:
    if unicodedata.combining(c) or unicodedata.category(c) == "Cf":
        return 0.0
    if unicodedata.east_asian_width(c) in "WF":
        return 1.05
    return 0.72 if c.isupper() or ord(c) > 0x250 else 0.59


def listed(words: Sequence[str]) -> str:
    """The words as one says them: 'A', 'A and B', 'A, B and C'."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))

"""How the commands speak: sentences on stderr, answers on stdout, and nothing a terminal could trip over."""

import json
import math
import os
import sys
from collections.abc import Sequence
from contextlib import suppress


def complain(sentence: str) -> None:
    print(clean(f"plnkit: {' '.join(sentence.split())}"), file=sys.stderr)


def mute() -> None:
    """Let what is still to be flushed to stdout go nowhere, or Python complains at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def clean(text: str) -> str:
    """Text whose control characters can't move a terminal's cursor or rewrite what it shows."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def say(*lines: str) -> None:
    for line in lines:
        print(clean(line))


def say_json(data) -> None:
    print(json.dumps(finite(data), indent=1))


def finite(data):
    """The data as JSON allows: no NaN, no infinity, and plain numbers for NumPy's."""
    if isinstance(data, dict):
        return {key: finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [finite(value) for value in data]
    if hasattr(data, "item"):
        data = data.item()
    return None if isinstance(data, float) and not math.isfinite(data) else data


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Rows as lines with their cells below each other, the columns in `right` to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]

"""What a student handed in, read as untrusted data before anything else sees it.

Links are not followed, sizes and counts are bounded, and whatever can't be read becomes a
sentence instead of an exception: one bad submission never stops the others.
"""

import codecs
import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from plnkit.model.received import FILE as HANDIN
from plnkit.model.received import MAX_BYTES

MOST_NOTEBOOK = 200_000_000  # bytes; a notebook with 100 MB of output is slow, and still read
MOST_OTHER = 20_000_000  # bytes of a further notebook, looked at when the named one is no help
MOST_PARTS = 3_000_000  # brackets and commas outside strings: what parsing costs in memory
MOST_CELLS = 5_000
MOST_TEXT = 20_000  # characters of a cell; some 3,000 words
MOST_FILES = 2_000
DEEPEST = 3  # folders below the submission's own: unpacked zips put one or two in between

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)


class Unreadable(ValueError):
    """Why a notebook can't be read: the rest of a sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class Submission:
    """The files of one submission that grading looks at: (name, content), the likeliest first.

    `notes` are sentences for the teacher.
    """

    notebooks: tuple[tuple[str, bytes], ...] = ()
    handins: tuple[tuple[str, bytes], ...] = ()
    notes: tuple[str, ...] = ()


class Cell(NamedTuple):
    """A cell as far as grading reads one; outputs and everything else are left behind."""

    grade_id: str
    id: str
    kind: str
    text: str


def submission_in(folder: Path, notebook: str) -> Submission:
    """What lies in a submission's folder; `notebook` is the file name that was released.

    Never raises: a folder that isn't there, or can't be read, is an empty submission.
    """
    files, notes = [], []
    try:
        for path, size, why in _files(folder):
            if why:
                notes.append(f"{_named(path)} {why}, and was not read.")
            else:
                files.append((path, size))
    except OSError as error:
        notes.append(f"The folder could not be read: {error.strerror}.")
    books = [(p, size) for p, size in files if Path(p).suffix.lower() == ".ipynb"]
    books.sort(key=lambda book: (Path(book[0]).name != notebook, book[0].count("/"), book[0]))
    found: list[tuple[str, bytes]] = []
    for i, (path, size) in enumerate(books[:5]):
        most = MOST_NOTEBOOK if i == 0 else MOST_OTHER
        if size > most:
            notes.append(f"{_named(path)} is over {most // 1_000_000} MB, and was not read.")
        elif (content := _content(folder / path, most)) is not None:
            found.append((path, content))
        else:
            notes.append(f"{_named(path)} could not be opened.")
    hands = [p for p, _ in files if re.fullmatch(r"handin.*\.json", Path(p).name, re.IGNORECASE)]
    hands.sort(key=lambda path: (Path(path).name != HANDIN, path.count("/"), path))
    read = [(path, _content(folder / path, MAX_BYTES + 1)) for path in hands[:5]]
    packed = any(p.lower().endswith((".zip", ".gz", ".7z", ".rar")) for p, _ in files)
    if packed and not found and not read:
        notes.append("Only an archive was handed in. Unpack it into this folder, then grade again.")
    return Submission(tuple(found), tuple(r for r in read if r[1] is not None), tuple(notes))


def cells_in(data: bytes) -> tuple[list[Cell], list[str]]:
    """A notebook's cells, and notes for the teacher. Raises Unreadable, and nothing else."""
    text, notes = _decoded(data)
    # A string costs its length, but each part of a list a hundred times its length: count those.
    plain = _STRING.sub("", text) if len(text) > MOST_PARTS else text
    if sum(map(plain.count, "[{,")) > MOST_PARTS:
        raise Unreadable("holds far more than a notebook can")
    del plain
    try:
        book = json.loads(text)
    except RecursionError:
        raise Unreadable("is nested deeper than a notebook can be") from None
    except ValueError as error:
        raise Unreadable(f"is no whole notebook ({str(error)[:80]})") from None
    cells = book.get("cells") if isinstance(book, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("is no notebook: it has no list of cells")
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"has over {MOST_CELLS:,} cells")
    found = [_cell(cell) for cell in cells if isinstance(cell, dict)]
    if len(found) < len(cells):
        notes.append(f"{len(cells) - len(found)} of the notebook's cells are no cells.")
    if any(len(cell.text) > MOST_TEXT for cell in found):
        notes.append(f"A cell was cut after {MOST_TEXT:,} characters.")
        found = [cell._replace(text=cell.text[:MOST_TEXT]) for cell in found]
    return found, notes


def _cell(cell: dict) -> Cell:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    source = cell.get("source")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return Cell(
        _word(marks.get("grade_id") if isinstance(marks, dict) else None),
        _word(cell.get("id")),
        _word(cell.get("cell_type")),
        _sound(source) if isinstance(source, str) else "",
    )


def _word(value: Any) -> str:
    return _sound(value)[:200] if isinstance(value, str) else ""


def _sound(text: str) -> str:
    r"""The text without halves of characters, which JSON can hold (`\ud800`) and no file can."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _decoded(data: bytes) -> tuple[str, list[str]]:
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encoding = json.detect_encoding(data[:64]) if data else "utf-8"
    if encoding == "utf-8" and not data.startswith(marks):
        try:
            return data.decode("utf-8"), []
        except UnicodeDecodeError:
            encoding = "cp1252"
    note = f"The notebook was saved as {encoding}, not as UTF-8."
    return data.decode(encoding, "replace"), [note]


def _files(folder: Path) -> Iterator[tuple[str, int, str]]:
    """(path below the folder with '/', size, why it can't be read) of what lies in the folder."""
    if os.path.islink(folder):
        yield ".", 0, "is a link to somewhere else"
        return
    waiting, seen = [""], 0
    while waiting:
        below = waiting.pop(0)
        with os.scandir(folder / below) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
        for entry in inside:
            path = f"{below}{entry.name}"
            seen += 1
            if seen > MOST_FILES:
                yield path, 0, f"and what follows lies among over {MOST_FILES:,} files"
                return
            mode = entry.stat(follow_symlinks=False)
            if entry.name == ".ipynb_checkpoints":
                continue
            if stat.S_ISDIR(mode.st_mode):
                if path.count("/") < DEEPEST:
                    waiting.append(f"{path}/")
            elif stat.S_ISREG(mode.st_mode):
                yield path, mode.st_size, ""
            else:
                yield path, 0, "is a link or a device, and no file"


def _content(path: Path, most: int) -> bytes | None:
    """At most so many bytes of a file, or None; a link put there since is not followed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            return file.read(most)
    except OSError:
        return None


def _named(path: str) -> str:
    """A file's name as a note can show it."""
    return "'" + _sound("".join(c if c.isprintable() else "?" for c in path))[:80] + "'"

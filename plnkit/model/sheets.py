"""Tables of text as spreadsheets and platforms write them: encoding, separator, header, rows.

A `File` is a file's name and bytes; a `Sheet` is its header and rows, and keeps account of
what was read and skipped. Rows are numbered as a spreadsheet numbers them, whatever stands
before the header included, so that a message leads to the right place.
"""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from plnkit.model.network import PlnError

MAX_BYTES = 64 * 2**20
MAX_LINE = 2**20  # characters; a line without end is refused before csv sees it
MAX_ROWS = 2_000_000  # each blank row is kept account of, so a file of nothing else must end
HEAD = 2**16  # bytes that are looked at to recognise a file
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that was left out, and why."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one file: every row read was either taken or skipped.

    `file` is the path as given, `source` the importer's name ('' for a folder or zip), `first`
    the number of the first row of data. Blank rows after the last filled one aren't counted.
    `merged` is how many of the skipped told of somebody who was there already. `cannot` says
    what such a file can't know.
    """

    file: str
    source: str
    read: int
    taken: int
    skipped: tuple[Skip, ...] = ()
    notes: tuple[str, ...] = ()
    first: int = 2
    merged: int = 0
    cannot: str = ""

    def json(self) -> dict:
        """As the command prints it: file, source, read, taken, skipped (row, why)."""
        whole = asdict(self)
        return {key: whole[key] for key in ("file", "source", "read", "taken", "skipped")}


def short(text: str, most: int = 60) -> str:
    """Text as a message may quote it: on one line, and not endless."""
    text = " ".join(text[: 4 * most].split())
    return text if len(text) <= most else text[: most - 1] + "…"


class File:
    """A file's name, as given, and its bytes. Raises PlnError where they are no text.

    `found` says that nobody named it: it was in a folder or a zip, where it may be of any kind.
    """

    def __init__(self, name: str, data: bytes, found: bool = False):
        self.name, self.data, self.found = name, data, found
        self.encoding = _encoding(name, data)

    @classmethod
    def open(cls, path: str | os.PathLike) -> File:
        """The file at a path. Raises PlnError for anything but a readable file of at most 64 MB."""
        name = os.fspath(path)
        try:
            # Looked at before it is opened: opening a pipe would wait for its other end.
            found = os.lstat(name)
            data = b""
            if stat.S_ISREG(found.st_mode) and found.st_size <= MAX_BYTES:
                with open(name, "rb") as file:
                    data = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise PlnError(f"{name} does not exist. Look at the name and the folder.") from None
        except OSError as error:
            raise PlnError(f"{name} can't be read: {reason(error)}.") from None
        except ValueError:
            raise PlnError(f"{name} can't be read: no file can have such a name.") from None
        if stat.S_ISLNK(found.st_mode):
            raise PlnError(f"{name} is a link. Name the file that it points to.")
        if stat.S_ISDIR(found.st_mode):
            raise PlnError(f"{name} is a folder. Name the files in it.")
        if not stat.S_ISREG(found.st_mode):
            raise PlnError(f"{name} is a device or a pipe. Save what it gives as a file first.")
        if max(found.st_size, len(data)) > MAX_BYTES:
            size = f"{found.st_size / 2**20:,.0f} MB"
            raise PlnError(f"{name} has {size}, and at most 64 MB are read. Name a smaller file.")
        return cls(name, data)

    @property
    def head(self) -> str:
        """The beginning, some 64,000 characters: enough to tell what kind of file it is."""
        return self.data[:HEAD].decode(self.encoding, "ignore")

    @property
    def text(self) -> str:
        return self.data.decode(self.encoding)

    def lines(self) -> Iterator[str]:
        """The lines with their ends. Raises PlnError at one of over a million characters."""
        with io.TextIOWrapper(io.BytesIO(self.data), self.encoding, newline="") as text:
            for number, line in enumerate(text, 1):
                if len(line) > MAX_LINE:
                    raise PlnError(
                        f"{self.name}, line {number} has {len(line):,} characters. "
                        "Is it a table? Save it as CSV, one row on a line."
                    )
                yield line


def reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _encoding(name: str, data: bytes) -> str:
    if data.startswith(b"PK\3\4"):
        raise PlnError(
            f"{name} is a workbook or a zip. Unpack it, or save the sheet as 'CSV UTF-8', "
            "and name that file."
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PlnError(f"{name} is saved as UTF-16. Save it as 'CSV UTF-8' and try again.")
    if b"\0" in data:
        raise PlnError(
            f"{name} is no text: it holds zero bytes. If it is a table, save it as 'CSV UTF-8'."
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Blank as people see it: spaces that only Unicode knows count as well.
        if not text.strip("\ufeff").strip():
            raise PlnError(f"{name} is empty. Export or save it again.")
        return encoding
    raise PlnError(f"{name} is no text in a known encoding. Save it as 'CSV UTF-8'.")


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: the line it stands on (from 0), its separator, its cells trimmed."""

    line: int
    separator: str
    cells: tuple[str, ...]

    @property
    def keys(self) -> list[str]:
        """The cells in lower case: how columns are looked up."""
        return [cell.casefold() for cell in self.cells]


def _cells(line: str, separator: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a first cell beyond csv's own limit
        return (short(line),)
    cells = [" ".join(cell.strip("\ufeff").split()) for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def header_with(head: str, columns: Iterable[str]) -> Header | None:
    """The first line that names all these columns, wherever it stands; None where none does."""
    wanted, folded = set(columns), head.casefold()
    # Every importer asks this of every file of a folder: most are answered without cutting lines.
    if not all(word in folded for column in wanted for word in column.split()):
        return None
    for number, line in enumerate(io.StringIO(head, newline="")):
        for separator in SEPARATORS:
            header = Header(number, separator, _cells(line, separator))
            if wanted <= set(header.keys):
                return header
    return None


def first_header(head: str, columns: Iterable[str]) -> Header:
    """The first filled line as a header, cut where the most of these columns come out.

    A first line `sep=;`, which Excel writes and hides, decides the separator instead.
    """
    wanted, separators = set(columns), list(SEPARATORS)
    for number, line in enumerate(io.StringIO(head, newline="")):
        text = line.strip("\ufeff \r\n")
        if text[:4].lower() == "sep=" and text[4:] in SEPARATORS:
            separators = [text[4]]
        elif text.strip():
            cut = [Header(number, sep, _cells(line, sep)) for sep in separators]
            return max(cut, key=lambda h: (len(wanted & set(h.keys)), len(h.cells)))
    return Header(0, ",", ())


class Account:
    """What becomes of a file's rows: `skipped`, `merged`, `notes` and `read` grow meanwhile."""

    def __init__(self, name: str, first: int = 1):
        self.name, self.first = name, first
        self.read = self.merged = 0
        self.skipped: list[Skip] = []
        self.notes: list[str] = []

    def skip(self, row: int, why: str) -> None:
        self.skipped.append(Skip(row, why))

    def merge(self, row: int, why: str) -> None:
        """A row that tells of somebody who is there already."""
        self.merged += 1
        self.skip(row, why)

    def fault(self, row: int, why: str) -> PlnError:
        return PlnError(f"{self.name}, row {row}: {why}")

    def report(self, source: str) -> Report:
        """The account, once everything is read."""
        skipped = tuple(sorted(self.skipped, key=lambda skip: skip.row))
        taken = self.read - len(skipped)
        notes = tuple(self.notes)
        return Report(self.name, source, self.read, taken, skipped, notes, self.first, self.merged)


class Sheet(Account):
    """A header and rows, to be read once.

    Iterating gives (row number, cells): as many cells as there are columns, and one more
    that is always blank, to stand for a column that isn't there. A blank row is skipped. A row
    with more filled cells than columns is skipped where `lenient`, else a PlnError.
    """

    def __init__(self, name: str, header: Header, records: Iterable[list[str]], first: int = 2):
        super().__init__(name, first)
        self.header = header
        self.columns = {key: i for i, key in enumerate(header.keys) if key}
        self.lenient = False
        self._records = records

    @classmethod
    def of(cls, file: File, header: Header, lenient: bool = False) -> Sheet:
        """The sheet below a file's header."""
        lines = file.lines()
        above = [next(lines) for _ in range(header.line + 1)]
        first = 1 + sum(1 for _ in csv.reader(above, delimiter=header.separator))
        # Strict, so that a quotation mark that is never closed can't swallow the rows below it.
        records = csv.reader(lines, delimiter=header.separator, strict=True)
        sheet = cls(file.name, header, records, first)
        sheet.lenient = lenient
        if file.encoding == "cp1252":
            sheet.notes.append("Not UTF-8, so read as Windows-1252: see that accents are right.")
        if header.separator != ",":
            sheet.notes.append(f"Columns are separated by {SEPARATORS[header.separator]}.")
        return sheet

    @property
    def width(self) -> int:
        return len(self.header.cells)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        width, regular = self.width, all(self.header.cells)
        row = last = self.first - 1  # `last` is the last filled row
        try:
            for row, cells in enumerate(self._records, self.first):
                if row > MAX_ROWS:
                    raise PlnError(f"{self.name} has over {MAX_ROWS:,} rows. Name a smaller file.")
                if not "".join(cells).strip():
                    continue
                if row > last + 1:
                    self.skipped += [Skip(blank, "blank row") for blank in range(last + 1, row)]
                last = row
                if not (regular and len(cells) == width) and not self._fits(row, cells):
                    continue
                cells.append("")
                yield row, cells
        except csv.Error:
            why = "it can't be read. A quotation mark is not closed or stands inside a cell "
            why += "(write it twice there), or a cell is over 100,000 characters."
            raise self.fault(row + 1, why) from None
        self.read = last - self.first + 1

    def _fits(self, row: int, cells: list[str]) -> bool:
        """Make a row as long as the header; False where filled cells stand under no column."""
        cells += [""] * (self.width - len(cells))
        named = [cell for cell, name in zip(cells, self.header.cells, strict=False) if name]
        filled = sum(bool(cell.strip()) for cell in cells)
        if filled > sum(bool(cell.strip()) for cell in named):
            why = f"{filled} filled cells, and some stand under no column"
            if not self.lenient:
                cure = "Put a cell with a separator in it in quotation marks, or name the column."
                raise self.fault(row, f"{why}. {cure}")
            self.skip(row, why)
            return False
        del cells[self.width :]
        return True

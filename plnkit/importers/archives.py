"""Folders and a platform's zips: the files in them that an importer knows, and what was left.

Nothing is unpacked to disk, so that a file's name in a zip is only shown, wherever it points.
What is read of zips is bounded in number and size, whatever they claim of themselves.
"""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from mmap import ACCESS_READ, mmap
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from plnkit.model.network import PlnError
from plnkit.model.sheets import HEAD, MAX_BYTES, File, Report, reason, short

SUFFIXES = {".csv", ".tsv", ".txt", ".json", ".js", ".opml", ".xml", ".vcf", ".graphml", ".gexf"}
MAX_FILES = 20_000  # looked at by name in one folder or zip
MAX_KNOWN = 300  # read of one folder or zip
MAX_TOTAL = 128 * 2**20  # bytes read of all that was named together
MAX_DIRECTORY = 16 * 2**20  # bytes of a zip's table of contents
MAX_RATIO = 200  # a table shrinks to a tenth or so; only a bomb to a 200th
MAX_DEPTH = 8
SHOWN = 5
BEGIN, LOCAL = b"PK\3\4", struct.Struct("<4s5H3I2H")  # the header before each file of a zip
# How long the table of contents is, in the end of a zip and in that of a very large one.
SIZES = re.compile(rb"(?=PK\x05\x06.{8}(.{4})|PK\x06\x06.{36}(.{8}))", re.DOTALL)
CUT = "It is cut off or damaged; what stands before that was read."
UNSIZED = 0xFFFFFFFF  # where a size stands elsewhere

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


class Opener:
    """Opens what a learner names: a file, a folder or a zip; `is_known` tells by name and head."""

    def __init__(self, is_known: Callable[[str, str], bool]):
        self._is_known = is_known
        self._left = MAX_TOTAL

    def opened(self, path: str | os.PathLike) -> list[File | Report]:
        """The files to read at a path, and a report on the folder or zip that they were in.

        Raises PlnError where a named file can't be read, or where nothing in a folder or zip
        is known.
        """
        name = os.fspath(path)
        kind = _kind(name)
        if kind == "folder":
            return self._of_folder(Path(name))
        return self._of_zip(name) if kind == "zip" else [File.open(path)]

    # -- folders -----------------------------------------------------------------------------

    def _of_folder(self, folder: Path) -> list[File | Report]:
        contents = _Contents(str(folder))
        for path in _walk(folder, contents):
            if contents.full:
                break
            if path.suffix.lower() == ".zip":
                try:
                    contents.found += self._of_zip(str(path))
                except PlnError as error:
                    contents.found.append(Report(str(path), "", 0, 0, notes=(str(error),)))
                continue
            try:
                with open(path, "rb") as stream:
                    self._look(contents, str(path), stream)
            except OSError as error:
                contents.notes.append(f"{path} can't be read: {reason(error)}.")
        return contents.told("is a folder", "Name the folder that your downloads are in.")

    # -- zips --------------------------------------------------------------------------------

    def _of_zip(self, name: str) -> list[File | Report]:
        contents = _Contents(name)
        try:
            with open(name, "rb") as raw:
                if _directory_size(raw) > MAX_DIRECTORY:
                    raise PlnError(
                        f"{name} has a table of contents as no platform's zip has, so it was not "
                        "read. Unpack it, and name the files in it."
                    )
                try:
                    archive = zipfile.ZipFile(raw)
                except _DAMAGED:
                    contents.notes.append(CUT)
                    for member, stream in _salvaged(raw):
                        self._take(contents, member, lambda stream=stream: stream)
                else:
                    for info in archive.infolist():
                        if not info.is_dir():
                            opened = partial(archive.open, info)
                            self._take(contents, info.filename, opened, info.compress_size)
        except OSError as error:
            raise PlnError(f"{name} can't be read: {reason(error)}.") from None
        return contents.told(
            "is a workbook or a zip",
            "If it is a workbook, save the sheet as 'CSV UTF-8' and name that file.",
        )

    def _take(
        self, contents: _Contents, member: str, opened: Callable[[], BinaryIO], packed: int = 0
    ) -> None:
        """Look at one file of a zip."""
        suffix = PurePosixPath(member).suffix.lower()
        if contents.full or not contents.counted():
            return
        if suffix == ".zip":
            contents.notes.append(
                f"{short(member)} is a zip in a zip. Unpack it, and name it itself."
            )
        elif suffix not in SUFFIXES or member.startswith("__MACOSX/"):
            contents.others.append(member)
        else:
            try:
                with opened() as stream:
                    self._look(contents, f"{contents.name}/{member}", stream, packed)
            except _DAMAGED:
                contents.notes.append(f"{short(member)} is damaged.")
            except RuntimeError:
                contents.notes.append(f"{short(member)} is locked with a password.")

    def _look(self, contents: _Contents, name: str, stream: BinaryIO, packed: int = 0) -> None:
        """Read a file to its end if its beginning is known."""
        head, cut = _some(stream, HEAD)
        if b"\0" in head or not self._is_known(name, head.decode("utf-8-sig", "ignore")):
            contents.others.append(name)
            return
        most = min(MAX_BYTES, self._left)
        if packed:
            most = min(most, max(2**20, packed * MAX_RATIO))
        rest, cut_later = _some(stream, most + 1 - len(head))
        data = head + rest
        if len(data) > most:
            contents.notes.append(
                f"{short(name)} is larger than an export is, or all together are over "
                f"{MAX_TOTAL >> 20} MB. It was not read; unpack it, and name it itself."
            )
            return
        self._left -= len(data)
        if cut or cut_later or getattr(stream, "cut", False):
            data = data[: data.rfind(b"\n") + 1]  # a row cut in two isn't half a row
            contents.notes.append(f"{short(name)} is cut off; the rows before that were read.")
        try:
            contents.found.append(File(name, data, found=True))
        except PlnError as error:
            contents.notes.append(str(error))


class _Contents:
    """What is found in one folder or zip."""

    def __init__(self, name: str):
        self.name = name
        self.found: list[File | Report] = []
        self.others: list[str] = []
        self.notes: list[str] = []
        self._seen = 0

    @property
    def full(self) -> bool:
        return len(self.found) >= MAX_KNOWN

    def counted(self) -> bool:
        """Count one more file; False beyond the last that is looked at."""
        self._seen += 1
        return self._seen <= MAX_FILES

    def told(self, what: str, cure: str) -> list[File | Report]:
        """The files, and a report on the rest. Raises PlnError where there is none."""
        if self.full:
            self.notes.append(f"After {MAX_KNOWN} files that are known, no more were read.")
        if self._seen > MAX_FILES:
            self.notes.append(f"After {MAX_FILES:,} files no more were looked at.")
        if not self.found:
            said = " ".join(self.notes[:SHOWN])
            raise PlnError(
                f"{self.name} {what} in which there is no file that plnkit knows. {said} {cure}"
            )
        if self.others:
            names = ", ".join(short(PurePosixPath(name).name) for name in self.others[:SHOWN])
            more = ", …" if len(self.others) > SHOWN else ""
            n = len(self.others)
            kinds = "1 other file is" if n == 1 else f"{n:,} other files are"
            self.notes.append(f"{kinds} of no kind that is read: {names}{more}.")
        if not self.notes:
            return self.found
        notes = self.notes[: 4 * SHOWN]
        return [*self.found, Report(self.name, "", 0, 0, notes=tuple(notes))]


def _walk(folder: Path, contents: _Contents) -> Iterator[Path]:
    """The files below a folder that may be exports, by name; links are not followed."""

    def unread(error: OSError) -> None:
        contents.notes.append(f"{error.filename} can't be read: {reason(error)}.")

    for place, folders, names in os.walk(folder, onerror=unread):
        deeper = len(Path(place).relative_to(folder).parts) < MAX_DEPTH
        folders[:] = sorted(name for name in folders if deeper and not name.startswith("."))
        for path in (Path(place, name) for name in sorted(names) if not name.startswith(".")):
            if path.is_symlink():
                continue
            if not contents.counted():
                return
            if path.is_file() and path.suffix.lower() in SUFFIXES | {".zip"}:
                yield path
            else:
                contents.others.append(path.name)


def _kind(name: str) -> str:
    """'folder', 'zip' or ''; a link or a device is neither."""
    with suppress(OSError, ValueError):
        mode = os.lstat(name).st_mode
        if stat.S_ISDIR(mode):
            return "folder"
        if stat.S_ISREG(mode):
            with open(name, "rb") as file:
                return "zip" if file.read(4) in (BEGIN, b"PK\5\6") else ""
    return ""


def _some(stream: BinaryIO, most: int) -> tuple[bytes, bool]:
    """As much as there is, up to `most`; and whether the rest is damaged."""
    data = b""
    try:
        while len(data) < most and (more := stream.read(min(2**20, most - len(data)))):
            data += more
    except _DAMAGED:
        return data, True
    return data, False


def _directory_size(raw: BinaryIO) -> int:
    """The largest table of contents that a zip's end could mean, in bytes: it is read whole."""
    end = raw.seek(0, os.SEEK_END)
    raw.seek(max(0, end - 2**16 - 100))
    told = [int.from_bytes(a or b, "little") for a, b in SIZES.findall(raw.read())]
    raw.seek(0)
    return max((min(size, end) for size in told if size != UNSIZED), default=0)


class _Cut(io.BytesIO):
    """The beginning of a file whose end is missing."""

    cut = True


def _salvaged(raw: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
    """The files of a zip that has lost its end, one after the other as they stand in it."""
    with mmap(raw.fileno(), 0, access=ACCESS_READ) as whole:
        at = whole.find(BEGIN)
        while 0 <= at <= len(whole) - LOCAL.size:
            _, _, flags, method, _, _, _, packed, _, name_size, extra = LOCAL.unpack_from(whole, at)
            at += LOCAL.size + name_size
            name = whole[at - name_size : at].decode("utf-8", "replace")
            at += extra
            sized = not flags & 8 and packed != UNSIZED
            if flags & 1 or PurePosixPath(name).suffix.lower() not in SUFFIXES:
                yield name, io.BytesIO()
            elif method == 8:
                yield name, _inflated(whole, at)
            elif method == 0 and sized:
                data = whole[at : at + min(packed, MAX_BYTES + 1)]
                yield name, (_Cut if len(data) < packed else io.BytesIO)(data)
            at = whole.find(BEGIN, at + packed * sized)


def _inflated(whole: mmap, at: int) -> BinaryIO:
    """The file that was packed from there on, up to what is read of one."""
    engine, data = zlib.decompressobj(-15), bytearray()
    with suppress(zlib.error):
        while not engine.eof and len(data) <= MAX_BYTES and (part := whole[at : at + 2**16]):
            data += engine.decompress(part, MAX_BYTES + 2 - len(data))
            at += len(part)
    return (io.BytesIO if engine.eof else _Cut)(data)

"""The learner's folder: `my-pln.json`, its journal, and how neither is ever lost.

The folder is `pln/` in the home folder; the environment variable PLN_HOME moves it. Each
edit is appended to the journal and forced to disk before it counts; `my-pln.json` is
written whole or not at all. Undo, redo, recovery after a crash, and noticing another
notebook all read the journal.

    store = Store.open()
    store.edit("added Ana", store.network.with_entry(Entry("ana", name="Ana")))
    store.undo()
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from plnkit.model import journal
from plnkit.model.network import (
    Entry,
    Network,
    PlnError,
    network_from_json,
    network_json,
)

MAP = "my-pln.json"
REST = timedelta(days=1)  # untouched this long, a removed person is purged from the journal
HISTORY = 500  # edits that can be undone


def home() -> Path:
    """The learner's folder; it need not exist yet."""
    return Path(os.environ.get("PLN_HOME") or Path.home() / "pln").expanduser()


def is_map(path: Path | str | None = None) -> bool:
    """Whether there is a map at `path`, or of the learner's own; its first edits are in the journal alone."""
    file = Path(path).expanduser() if path else home() / MAP
    return file.is_file() or file.with_suffix(".journal").is_file()


def tables_at_home() -> list[Path]:
    """The exports and tables that the learner put into her folder, by name."""
    there = sorted(home().iterdir()) if home().is_dir() else []
    return [file for file in there if file.suffix == ".csv" and file.is_file()]


def home_words() -> str:
    """The learner's folder as one says it: 'the folder pln in your home folder', or its path."""
    if home() == Path.home() / "pln":
        return "the folder pln in your home folder"
    return str(home())


def backup(to: Path | str) -> Path:
    """A zip of the learner's whole folder, the pseudonym secret included.

    Raises PlnError where there is no folder yet, or `to` is inside it or can't be written.
    """
    to = Path(to).expanduser()
    to = to if to.suffix == ".zip" else to.with_name(to.name + ".zip")
    folder = home()
    if not folder.is_dir():
        raise PlnError(f"There is no folder {folder} yet, so there is nothing to back up.")
    if folder.resolve() in to.resolve().parents:
        raise PlnError(f"Put the backup somewhere outside {folder}.")
    if to.exists():
        raise PlnError(f"{to} exists already. Choose another name.")
    try:
        with tempfile.TemporaryDirectory(dir=to.parent) as scratch:
            made = shutil.make_archive(os.path.join(scratch, "pln"), "zip", folder)
            os.replace(made, to)
    except OSError as error:
        raise PlnError(f"{to} could not be written: {_reason(error)}.") from None
    return to


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: a temporary file beside it, flushed, then renamed.

    Raises OSError; the file is then what it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, scratch = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
    if sys.platform != "win32":  # a rename is durable once its folder is
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold a lock in the learner's folder; the assignment's folder is collected as it is."""
    from filelock import FileLock, Timeout

    lock = FileLock(str(home() / f".{name}.lock"), timeout=10)
    try:
        home().mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire()
    except Timeout:
        raise PlnError(
            f"{name} has been in use for 10 seconds. Close the other notebook."
        ) from None
    except OSError as error:
        raise PlnError(
            f"{home()} can't be written to: {error.strerror}. Set PLN_HOME to a folder of yours."
        ) from None
    try:
        yield
    finally:
        lock.release()


class Store:
    """One map on disk, and the network it holds now.

    `network` is the present state. `notices` are sentences the learner should read once.
    Several stores, in one process or many, may stand on one file: each takes in what the
    others wrote before it writes, and refuses to overwrite what it had not seen.
    """

    def __init__(self, path: Path):
        self.path = path
        self.journal_path = path.with_suffix(".journal")
        self.network = Network.new()
        self.notices: list[str] = []
        self.unsaved: list[journal.Line] = []  # kept in memory while the disk refuses
        self._lines: list[journal.Line] = []
        self._folded = 0  # number of the last edit that is in the file
        self._last = 0  # number of the last edit taken in
        self._offset = 0  # how far the journal was read, in bytes
        self._heading = b""  # the journal's first line, by which a rewritten one is noticed
        self._signature: tuple | None = None

    @classmethod
    def open(cls, path: Path | str | None = None) -> Store:
        """The map at `path`, or the learner's own; a new one where there is none yet.

        Raises PlnError, and leaves every file as it is, where the map is damaged, foreign
        or from a newer plnkit.
        """
        store = cls(Path(path).expanduser() if path else home() / MAP)
        for file in (store.path, store.journal_path):
            if file.is_symlink() or (file.exists() and not file.is_file()):
                raise PlnError(f"{file} is a link or no plain file. Give the file itself.")
        with store._locked(reading=True):
            store._load()
        if store._rested():
            store.fold()
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exception) -> None:
        self.fold()

    # -- editing ---------------------------------------------------------------------------

    def edit(self, label: str, network: Network) -> Network:
        """Make `network` the present state, as one edit that can be undone; what is now there.

        An edit that another notebook made meanwhile is taken in first. Raises PlnError where
        both changed the same thing (theirs stays, this one is not made), and where the disk
        refuses (this one is kept in `unsaved` and written with the next).
        """
        return self._write(label, journal.changes_between(self.network, network))

    def undo(self) -> str:
        """Take the last edit back and return its label, '' where there is none left."""
        return self._step(-1)

    def redo(self) -> str:
        """Make the last edit taken back again and return its label, '' where there is none."""
        return self._step(+1)

    @property
    def undoable(self) -> list[str]:
        """Labels of the edits that `undo` would take back, the last one first."""
        return [line.label for line in reversed(self._stacks()[0])]

    @property
    def redoable(self) -> list[str]:
        """Labels of the edits that `redo` would make again, the next one first."""
        return [line.label for line in reversed(self._stacks()[1])]

    def refresh(self) -> list[str]:
        """Take in what another notebook wrote; the labels of its edits."""
        with self._locked(reading=True):
            return [line.label for line in self._catch_up()]

    def since(self, n: int) -> list[journal.Line]:
        """The edits after number `n`: what changed since."""
        return [line for line in self._lines if line.n > n]

    @property
    def last(self) -> int:
        """The number of the last edit."""
        return self._last

    def forget(self, *ids: str) -> None:
        """Remove these entries and every trace of their names, now; this can't be undone.

        They may have been removed before, so that only undo still knows them. In snapshots they
        stay as nameless entries, so that what changed can still be told.
        """
        net = self.network.without(*(i for i in ids if i in self.network.entries))
        taken = {i for shot in net.snapshots for i in shot.network.entries}
        shots = []
        for shot in net.snapshots:
            then = shot.network
            for i in ids:
                if i in then.entries:
                    number = next(k for k in range(1, len(taken) + 2) if f"gone-{k}" not in taken)
                    taken.add(f"gone-{number}")
                    then = then.renamed(i, f"gone-{number}")
                    bare = Entry(f"gone-{number}", kind=then.entries[f"gone-{number}"].kind)
                    then = then.with_entry(bare)
            shots.append(replace(shot, network=then))
        self.edit("forgot somebody", replace(net, snapshots=tuple(shots)))
        self.fold(purge=True)

    def fold(self, purge: bool = False) -> None:
        """Write the present state into the file; the journal keeps only what undo needs.

        At rest, or with `purge`, edits up to the last that mentions somebody who is no longer
        on the map are dropped from the journal. Raises PlnError where the disk refuses.
        """
        with self._locked():
            self._catch_up()
            if not self._lines and not self.unsaved and self.path.exists() and not purge:
                return
            self._append(self.unsaved)
            self._keep_foreign_changes()
            text = _text({**network_json(self.network), "edits": self._last})
            kept = self._purged() if purge or self._rested() else self._lines[-HISTORY:]
            try:
                if self._folded != self._last or not self.path.exists():
                    write_whole(self.path, text)
                if len(kept) != len(self._lines):
                    heading = journal.heading()
                    whole = heading + "".join(line.text() for line in kept)
                    write_whole(self.journal_path, whole)
                    self._lines, self._offset = kept, len(whole.encode())
                    self._heading = heading.encode()
            except OSError as error:
                raise PlnError(f"{self.path} could not be written: {_reason(error)}.") from None
            self._folded = self._last
            self._signature = _signature(self.path)

    # -- reading and writing -----------------------------------------------------------------

    def _load(self) -> None:
        self.network, self._folded, self._lines = Network.new(), 0, []
        self._signature = _signature(self.path)
        if self.path.exists():
            data = _json(self.path)
            self.network = network_from_json(data, str(self.path))
            self._folded = data.get("edits", 0)
        self._last, self._offset = self._folded, 0
        self._catch_up()

    def _catch_up(self) -> list[journal.Line]:
        """Take in the whole lines that stand in the journal beyond what was read."""
        if not self.journal_path.exists():
            return []
        with open(self.journal_path, "rb") as file:
            if self._offset and file.read(len(self._heading)) != self._heading:
                before = self._last  # another notebook folded it: begin again
                self._load()
                return [line for line in self._lines if line.n > before]
            file.seek(self._offset)
            fresh = file.read()
        whole, _, _ = fresh.rpartition(b"\n")
        if not whole:
            return []
        texts = whole.decode("utf-8", "replace").split("\n")
        if self._offset == 0:
            self._heading = f"{texts[0]}\n".encode()
            journal.check_heading(texts.pop(0), str(self.journal_path))
        self._offset += len(whole) + 1
        taken = []
        for text in texts:
            try:
                line = journal.line_of(text)
                after = journal.applied(self.network, line.changes) if line.n > self._last else None
            except (ValueError, TypeError, KeyError):
                self._set_aside()
                continue
            self._lines.append(line)
            if after is not None:
                self.network, self._last = after, line.n
                taken.append(line)
        return taken

    def _set_aside(self) -> None:
        copy = self.journal_path.with_suffix(".damaged-journal")
        if not copy.exists():
            shutil.copyfile(self.journal_path, copy)
        notice = f"A line of {self.journal_path.name} is damaged. The rest was read; a copy is {copy.name}."
        if notice not in self.notices:
            self.notices.append(notice)

    def _write(self, label: str, changes: list, undoes: int = 0, redoes: int = 0) -> Network:
        if not changes:
            return self.network
        with self._locked():
            theirs = self._catch_up()
            clash = journal.clashes(self.network, changes) if theirs else []
            try:
                network = journal.applied(self.network, changes)
                network = network.checked() if theirs else network
            except PlnError as error:
                clash = clash or [str(error)]
            if clash:
                raise PlnError(
                    f"'{label}' was not made: another notebook changed the same part of the map "
                    f"({theirs[-1].label}). Its change is shown now; make yours again if you still want it."
                )
            at = datetime.now(UTC).isoformat(timespec="seconds")
            line = journal.Line(self._last + 1, at, label, changes, undoes, redoes)
            self.network, self._last = network, line.n
            self._append([*self.unsaved, line])
        return self.network

    def _append(self, lines: list[journal.Line]) -> None:
        """Append and force to disk; on failure cut the file back and keep the lines."""
        if not lines:
            return
        self.unsaved = lines
        size = 0
        try:
            self.journal_path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(self.journal_path, "ab") as file:
                size = file.tell()
                if size and size > self._offset:  # a torn last line: an edit lost in flight
                    file.truncate(self._offset)
                    size = self._offset
                if not size:
                    self._heading = journal.heading().encode()
                data = b"" if size else self._heading
                data += "".join(line.text() for line in lines).encode()
                try:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                except OSError:
                    os.truncate(self.journal_path, size)
                    raise
        except OSError as error:
            raise PlnError(
                f"Your change could not be saved to {self.journal_path}: {_reason(error)}. "
                "It is kept in memory and will be saved with the next change."
            ) from None
        self._offset = size + len(data)
        self._lines += lines
        self.unsaved = []

    def _step(self, direction: int) -> str:
        self.refresh()
        stack = self._stacks()[0 if direction < 0 else 1]
        if not stack:
            return ""
        line = stack[-1]
        changes = journal.inverse(line.changes) if direction < 0 else line.changes
        link = {"undoes": line.n} if direction < 0 else {"redoes": line.n}
        self._write(line.label, changes, **link)
        return line.label

    def _stacks(self) -> tuple[list[journal.Line], list[journal.Line]]:
        """The edits that can be undone, and those that can be redone, the next one last."""
        done: list[journal.Line] = []
        undone: list[journal.Line] = []
        for line in [*self._lines, *self.unsaved]:
            if line.undoes and done:
                undone.append(done.pop())
            elif line.redoes and undone:
                done.append(undone.pop())
            elif not line.undoes and not line.redoes:
                done.append(line)
                undone = []
        return done, undone

    def _rested(self) -> bool:
        if not self._lines:
            return False
        return datetime.now(UTC) - datetime.fromisoformat(self._lines[-1].at) > REST

    def _purged(self) -> list[journal.Line]:
        there = set(self.network.entries)
        for shot in self.network.snapshots:
            there |= set(shot.network.entries)
        for k in range(len(self._lines) - 1, -1, -1):
            line = self._lines[k]
            named = {i for c in line.changes for r in c[2:] if r for i in journal.ids_in(c[0], r)}
            if named - there:
                return self._lines[k + 1 :]
        return self._lines[-HISTORY:]

    def _keep_foreign_changes(self) -> None:
        """Where something other than plnkit changed the file since it was read, keep that too."""
        if self._signature == _signature(self.path) or not self.path.exists():
            return
        try:
            if _json(self.path).get("edits", 0) > self._folded:
                return  # another notebook's fold
        except (PlnError, AttributeError):
            pass
        stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
        copy = self.path.with_name(f"{self.path.stem}-changed-{stamp}{self.path.suffix}")
        shutil.copyfile(self.path, copy)
        self.notices.append(
            f"{self.path.name} was changed by another program; that is kept as {copy.name}."
        )

    @contextmanager
    def _locked(self, reading: bool = False) -> Iterator[None]:
        """Hold the map's lock. Reading goes on without one where the folder can't be written."""
        from filelock import FileLock, Timeout

        if reading and not self.path.parent.exists():
            yield
            return
        lock = FileLock(str(self.path.with_suffix(".lock")), timeout=10)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock.acquire()
        except Timeout:
            raise PlnError(
                f"{self.path} has been in use by another program for 10 seconds. Close it and try again."
            ) from None
        except OSError as error:
            if not reading:
                raise PlnError(
                    f"{self.path.parent} can't be written to: {_reason(error)}. "
                    "Set PLN_HOME to a folder of yours."
                ) from None
            yield
            return
        try:
            yield
        finally:
            lock.release()


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _signature(path: Path) -> tuple | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


def _text(data: dict) -> str:
    """A map's JSON with one record a line: a person can read it, and compare two."""
    encode = json.JSONEncoder(ensure_ascii=False).encode

    def lines(value) -> str:
        if not isinstance(value, list) or not value:
            return encode(value)
        return "[\n  " + ",\n  ".join(map(encode, value)) + "\n ]"

    return "{\n " + ",\n ".join(f"{encode(k)}: {lines(v)}" for k, v in data.items()) + "\n}\n"


def _json(path: Path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise PlnError(
            f"{path} is damaged ({str(error)[:80]}). It was left as it is; restore a backup."
        ) from None
    except OSError as error:
        raise PlnError(f"{path} can't be read: {_reason(error)}.") from None

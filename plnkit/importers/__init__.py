"""Files of a learner's own made into a network, each with a report of what became of its rows.

An importer is one file here, one line in `IMPORTERS`, and one fixture in
`tests/importers/fixtures`. A file is recognised by what stands in it, never by its name.

    network, reports = read_files(["Connections.csv", "following_accounts.csv"])
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plnkit.importers import linkedin, mastodon, own, plain
from plnkit.model.network import Network, PlnError
from plnkit.model.sheets import File, Report, Skip, short


@dataclass(frozen=True, slots=True)
class Importer:
    """One kind of file: its name, what to call it, and by what a person knows it.

    `recognises` gets a file's first 64,000 characters. `read` gets all the files of this kind
    that were named together, and gives a network and a report for each.
    """

    name: str
    title: str
    marks: str
    recognises: Callable[[str], bool]
    read: Callable[[list[File]], tuple[Network, list[Report]]]


def _each(
    read: Callable[[File], tuple[Network, Report]],
) -> Callable[[list[File]], tuple[Network, list[Report]]]:
    """The `read` of an importer whose files don't belong together: one by one, then joined."""

    def read_all(files):
        network, reports = Network(), []
        for file in files:
            found, report = read(file)
            network = network.joined(found)
            reports.append(report)
        return network, reports

    return read_all


IMPORTERS = tuple(
    Importer(kind.NAME, kind.TITLE, kind.MARKS, kind.recognises, read)
    for kind, read in [
        (linkedin, _each(linkedin.read)),
        (mastodon, _each(mastodon.read)),
        (own, _each(own.read)),
        (plain, plain.read_together),
    ]
)


def read_files(paths: Iterable[str | os.PathLike]) -> tuple[Network, list[Report]]:
    """One network of all these files, and a report on each in the order given.

    A file that is there twice is read once. Nothing is read unless all can be. Raises
    PlnError naming the file and the cure, and the row where there is one.
    """
    files = [File.open(path) for path in paths]
    if not files:
        raise PlnError("Name at least one file.")
    first = {file.data: file for file in reversed(files)}
    by_kind: dict[str, list[File]] = {}
    for file in first.values():
        by_kind.setdefault(importer_of(file).name, []).append(file)
    network = Network()
    reports: dict[File, Report] = {}
    for importer in IMPORTERS:
        same = [file for file in files if file in by_kind.get(importer.name, [])]
        if same:
            found, told = importer.read(same)
            network = network.joined(found)
            reports.update(zip(same, told, strict=True))
    return network, [
        reports[file] if file in reports else _twin(file.name, reports[first[file.data]])
        for file in files
    ]


def importer_of(file: File) -> Importer:
    """The importer that knows this file. Raises PlnError naming those there are."""
    for importer in IMPORTERS:
        if importer.recognises(file.head):
            return importer
    start = file.head.strip().partition("\n")[0]
    known = "; ".join(f"{importer.title} ({importer.marks})" for importer in IMPORTERS)
    raise PlnError(
        f"{file.name} is no kind of file that plnkit knows; it begins '{short(start)}'. "
        f"Known are: {known}."
    )


def _twin(name: str, report: Report) -> Report:
    """The report on a file with the same content as one that was read."""
    rows = range(report.first, report.first + report.read)
    skipped = tuple(Skip(row, f"already read from {report.file}") for row in rows)
    return Report(name, report.source, report.read, 0, skipped, first=report.first)

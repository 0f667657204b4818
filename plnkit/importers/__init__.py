"""Files of a learner's own made into a network, each with a report of what became of its rows.

An importer is one file here, one line in `IMPORTERS`, and one fixture in
`tests/importers/fixtures`. A file is recognised by what stands in it, never by its name.

    network, reports = read_files(["Connections.csv", "instagram.zip", "Downloads"])
    network = added(store.network, network)
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from plnkit.importers import (
    bluesky,
    canvas,
    facebook,
    google_contacts,
    graphs,
    instagram,
    linkedin,
    linkedin_messages,
    mastodon,
    opml,
    own,
    plain,
    reddit,
    vcard,
    x,
    youtube,
)
from plnkit.importers.archives import Opener
from plnkit.model.network import ME, Network, PlnError, Tie
from plnkit.model.sheets import File, Report, Skip, short


@dataclass(frozen=True, slots=True)
class Importer:
    """One kind of file: its name, what to call it, by what a person knows it, what it can't know.

    `recognises` gets a file's first 64,000 characters, and gives what is true where they are of
    this kind. `read` gets all the files of this kind that were named together, and gives a network
    and a report for each.
    """

    name: str
    title: str
    marks: str
    cannot: str
    recognises: Callable[[str], object]
    read: Callable[[list[File]], tuple[Network, list[Report]]]


def _one_by_one(
    read: Callable[[File], tuple[Network, Report]], files: list[File]
) -> tuple[Network, list[Report]]:
    """What an importer makes of files that don't belong together: each read, then joined."""
    network, reports = Network(), []
    for file in files:
        found, report = read(file)
        network = network.joined(found)
        reports.append(report)
    return network, reports


# The strictest come first; a plain table is whatever has its columns.
KINDS = (
    linkedin, linkedin_messages, mastodon, bluesky, x, facebook, instagram, reddit, youtube,
    opml, google_contacts, vcard, canvas, graphs, own,
    plain,
)  # fmt: skip
IMPORTERS = tuple(
    Importer(
        kind.NAME,
        kind.TITLE,
        kind.MARKS,
        kind.CANNOT,
        kind.recognises,
        getattr(kind, "read_together", None) or partial(_one_by_one, kind.read),
    )
    for kind in KINDS
)
ONE_WAY = ("follows", "messages")  # ties that two exports may tell of one way each


def read_files(paths: Iterable[str | os.PathLike]) -> tuple[Network, list[Report]]:
    """One network of all these files, folders and zips, and a report on each in the order given.

    A file that is there twice is read once. Of a folder or a zip, what is known and whole is
    read, and the reports say what was not. Of files named themselves nothing is read unless all
    can be. Raises PlnError naming the file and the cure, and the row where there is one.
    """
    opener = Opener(_is_export)
    opened = [one for path in paths for one in opener.opened(path)]
    if not opened:
        raise PlnError("Name at least one file.")
    files = [one for one in opened if isinstance(one, File)]
    # Of two that are the same, the one that was named itself is read.
    first: dict[bytes, File] = {}
    for file in sorted(files, key=lambda file: file.found):
        first.setdefault(file.data, file)
    by_kind: dict[str, list[File]] = {}
    for file in files:
        if first[file.data] is file:
            by_kind.setdefault(importer_of(file).name, []).append(file)
    network = Network()
    reports: dict[File, Report] = {}
    for importer in IMPORTERS:
        if importer.name in by_kind:
            found, told = _read(importer, by_kind[importer.name])
            network = network.joined(found)
            reports.update(told)
    if files and not any(report.source for report in reports.values()):
        raise PlnError(next(iter(reports.values())).notes[0])
    for file in files:
        if file not in reports:
            reports[file] = _twin(file.name, reports[first[file.data]])
    return _both_ways(network), [reports[one] if isinstance(one, File) else one for one in opened]


def added(mine: Network, found: Network) -> Network:
    """My map with what was imported; what the map says already stays.

    Whom I followed and who now turns out to follow me is tied to me both ways.
    """
    return _both_ways(mine.joined(found))


def _both_ways(network: Network) -> Network:
    """The network with one tie, both ways, where two tell of one way each."""
    told: dict[tuple, list[Tie]] = {}
    for tie in network.ties.values():
        if ME in tie.pair and tie.kind in ONE_WAY:
            told.setdefault((tie.pair, tie.kind, tie.platform), []).append(tie)
    ties = dict(network.ties)
    for several in told.values():
        if len(several) > 1:
            for tie in several:
                del ties[tie.key]
            other = next(end for end in several[0].pair if end != ME)
            weight = max(tie.weight for tie in several)
            tie = replace(several[0], source=ME, target=other, weight=weight, direction="both")
            ties[tie.key] = tie
    return replace(network, ties=ties) if len(ties) < len(network.ties) else network


def _read(importer: Importer, files: list[File]) -> tuple[Network, dict[File, Report]]:
    """What an importer makes of its files; one that was found and can't be read is left out.

    Raises PlnError where one that was named itself can't be read.
    """
    left: dict[File, Report] = {}
    try:
        network, told = importer.read(files)
    except PlnError:
        for file in [file for file in files if file.found]:
            try:
                importer.read([file])
            except PlnError as error:
                left[file] = Report(file.name, "", 0, 0, notes=(str(error),))
        files = [file for file in files if file not in left]
        try:
            network, told = importer.read(files) if files else (Network(), [])
        except PlnError as error:  # each can be read, and together they can't
            if not all(file.found for file in files):
                raise
            left |= {file: Report(file.name, "", 0, 0, notes=(str(error),)) for file in files}
            return Network(), left
    told = [replace(report, cannot=importer.cannot) for report in told]
    return network, left | dict(zip(files, told, strict=True))


def _is_export(name: str, head: str) -> bool:
    """Whether a file that was found, not named, is read.

    Maps aren't, and plain tables only under their own names: in a folder of downloads anything
    may have a column id.
    """
    is_table = re.split(r"[/\\]", name)[-1].lower() in ("people.csv", "ties.csv")
    kinds = (i for i in IMPORTERS if i.name not in (own.NAME, *([] if is_table else [plain.NAME])))
    return bool(head.strip()) and any(importer.recognises(head) for importer in kinds)


def importer_of(file: File) -> Importer:
    """The importer that knows this file. Raises PlnError naming those there are."""
    for importer in IMPORTERS:
        if importer.recognises(file.head):
            return importer
    start = file.head.strip().partition("\n")[0]
    known = "; ".join(f"{importer.title} ({importer.marks})" for importer in IMPORTERS)
    if file.head.lstrip()[:1] == "<":
        hint = "If a platform wrote it as a web page, ask it for JSON or CSV instead. "
    else:
        hint = "If it is an export in another language, set the platform to English and ask again. "
    raise PlnError(
        f"{file.name} is no kind of file that plnkit knows; it begins '{short(start)}'. "
        f"{hint}Known are: {known}."
    )


def _twin(name: str, report: Report) -> Report:
    """The report on a file with the same content as one that was read."""
    rows = range(report.first, report.first + report.read)
    skipped = tuple(Skip(row, f"already read from {report.file}") for row in rows)
    return replace(report, file=name, taken=0, skipped=skipped, notes=(), merged=report.read)

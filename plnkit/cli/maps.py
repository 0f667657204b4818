"""The commands about a map: read, measured, taken over, taken along."""

import os
import sys
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from plnkit.cli.commands import argument, command
from plnkit.cli.words import clean, columns, say, say_json
from plnkit.model.network import ME, Network, PlnError, counted, suggestion

SHOWN = 5  # skipped rows that are listed one by one
FILES = argument("files", nargs="+", metavar="FILE", help="an export, or a plain table")
MAP = argument("--map", metavar="MAP.json", help="another map than your own")


@command(
    "import, measure, explain",
    FILES,
    [
        argument("--json", action="store_true", help="print the audit as JSON"),
        argument("--html", metavar="OUT", help="write the audit as one HTML page"),
    ],
    argument("--me", metavar="NAME", help="the learner: an id or name in the files"),
)
def _audit(args) -> None:
    """Reads the files, measures the learner's network, and says each measure in a sentence.

      plnkit audit Connections.csv                          sentences, here
      plnkit audit Connections.csv --html audit.html        a page that stands alone
      plnkit audit people.csv ties.csv --me Ana --json      for a program

    Nothing is written but the page, and only with --html. It names the people on the map:
    show it to nobody they would mind. An export doesn't say who of your contacts know each
    other, so some measures have no value yet; `plnkit import` and the lesson on mapping
    let you tell.
    """
    from plnkit.importers import read_files

    page = _page(args.html, args.files) if args.html else None
    network, reports = read_files(args.files)
    network = _with_learner(network, args.me)
    by = _group_column(network)
    if args.json:
        from plnkit.model.measures import measures

        measured = measures(network, by=by)
        say_json(
            {
                "people": network.people_count,
                "ties": len(network.ties),
                "unknown_pairs": network.unknown_pairs(),
                "imports": [report.json() for report in reports],
                "measures": {name: measure.json() for name, measure in measured.items()},
            }
        )
        return
    from plnkit.model.audit import findings

    told = findings(network, by=by)
    if page:
        _write_page(page, network, told, reports)
    _say_reports(reports)
    if page:
        people = sum(e.kind == "person" for e in network.entries.values() if e.id != ME)
        say(f"The audit is in {args.html}. It names {counted(people, 'person', 'people')}.")
        return
    say(
        "",
        f"On the map: {counted(network.people_count, 'entry', 'entries')} besides the learner, "
        f"{counted(len(network.ties), 'tie')}. Nobody has said yet of "
        f"{counted(network.unknown_pairs(), 'pair')} whether they are tied.",
    )
    for finding in told:
        text = f"{finding.title}. {finding.sentence}"
        say("", *textwrap.wrap(clean(text), 88, subsequent_indent="  "))


def _with_learner(network: Network, name: str | None) -> Network:
    """The network with the learner in it as `me`, called by this name."""
    if ME in network.entries:
        me = network.entries[ME]
        return network.with_entry(replace(me, name=name)) if name else network
    if not name:
        raise PlnError(
            "these files don't say who the learner is. Add --me with an id or a name in them."
            f"{suggestion(ME, network.entries)}"
        )
    named = [e.id for e in network.entries.values() if e.name == name]
    if name not in network.entries and len(named) > 1:
        raise PlnError(f"'{name}' is the name of {', '.join(named[:5])}. Say --me with the id.")
    learner = network.require(named[0] if named and name not in network.entries else name)
    network = network.renamed(learner.id, ME)
    return network.with_entry(replace(learner, id=ME, name=learner.name or learner.id))


def _group_column(network: Network) -> str | None:
    """The column that groups are read from unless one is asked for."""
    has_one = any(network.entries[i].group for i in network.counted())
    return "group" if has_one else None


def _page(out: str, inputs: Iterable[str]) -> Path:
    """Where to write the page. Raises PlnError where that would spoil something."""
    path = Path(out)
    if path.is_symlink():
        raise PlnError(f"{out} is a link. Name the file itself, or another one.")
    if not path.parent.is_dir():
        raise PlnError(f"{out} can't be written: there is no folder {path.parent}. Make it first.")
    if not path.exists():
        return path
    if not path.is_file():
        raise PlnError(f"{out} is a folder or a device. Name a file, such as audit.html.")
    if any(os.path.exists(file) and os.path.samefile(path, file) for file in inputs):
        raise PlnError(f"{out} is one of the files to read. Choose another name for the page.")
    try:
        with open(path, "rb") as file:
            is_page = file.read(15).lower() in (b"", b"<!doctype html>")
    except OSError:
        is_page = False
    if not is_page:
        raise PlnError(f"{out} exists and is no page. Choose another name, or remove it first.")
    return path


def _write_page(path: Path, network: Network, told: Sequence, reports: Sequence) -> None:
    from plnkit.draw.page import audit_page
    from plnkit.model.store import write_whole

    name = network.entries[ME].name
    title = f"{name}: personal learning network" if name else "My personal learning network"
    html = audit_page(network, told, reports, title=title, date=date.today().isoformat())
    try:
        write_whole(path, html)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise PlnError(f"{path} could not be written: {why}. Choose another place.") from None


# -- measures -----------------------------------------------------------------------------


@command(
    "the measures of a table of ties",
    argument("ties", metavar="TIES.csv", help="one tie a row"),
    argument("--people", metavar="PEOPLE.csv", help="one entry a row"),
    argument("--who", default=ME, metavar="ID", help="whose measures, or all (me)"),
    argument(
        "--scope", default="own", metavar="own|whole", help="one's own network, or all of it (own)"
    ),
    argument("--by", metavar="COLUMN", help="the column that tells groups (group)"),
    argument("--categories", type=int, metavar="N", help="how many groups can be"),
    argument(
        "--communities", action="store_true", help="search communities above 5,000 people too"
    ),
    argument("--json", action="store_true", help="print the measures as JSON"),
)
def _measures(args) -> None:
    """Measures one entry's network, or everybody's, in a complete table of ties.

      plnkit measures ties.csv                              of the learner, whose id is 'me'
      plnkit measures ties.csv --who ana --scope whole      of Ana, in the whole network
      plnkit measures ties.csv --people people.csv --by role --categories 4 --who all --json

    ties.csv has a header and one tie a row: source,target, then if you like weight (1),
    direction (both, or out), kind, platform. A pair that isn't listed is not tied.
    people.csv has id, then any columns. Nothing is written.
    """
    from plnkit.model.measures import NAMES, measures_of
    from plnkit.model.sheets import File
    from plnkit.model.tables import column_of, network_of, people_sheet, ties_sheet

    people = [people_sheet(File.open(args.people))] if args.people else []
    ties = [ties_sheet(File.open(args.ties))]
    network = network_of(people, ties)
    by = column_of(network, args.by) if args.by else _group_column(network)
    if args.who == ME and ME not in network.entries:
        raise PlnError(
            f"{args.ties} has no 'me'. Say whose measures you want with --who."
            f"{suggestion(ME, network.entries)}"
        )
    whos = None if args.who == "all" else [args.who]
    only = NAMES if args.communities else None
    found = measures_of(network, whos, args.scope, by, args.categories, only)
    if args.json:
        say_json({who: {k: m.json() for k, m in told.items()} for who, told in found})
    else:
        for who, told in found:
            _say_measures(network.entries[who].label, told)
    # On stderr, since stdout holds the answer: no row is left out in silence.
    for sheet in [*people, *ties]:
        for line in _report_lines(sheet.report("plain"))[1:]:
            print(clean(f"plnkit: {sheet.name}: {line.strip()}"), file=sys.stderr)


def _say_measures(name: str, told: dict) -> None:
    def number(value) -> str:
        if value is None:
            return "–"
        return f"{value:,}" if isinstance(value, int) else f"{value:,.4f}"

    head = ("measure", "value", "so far", "over", "unknown")
    rows = [
        (m.name.replace("_", " "), number(m.value), number(m.so_far), f"{m.n:,}", f"{m.unknown:,}")
        for m in told.values()
    ]
    lasts = ["how it was taken, or why not", *(m.why or m.variant for m in told.values())]
    table = [(*row, last) for row, last in zip([head, *rows], lasts, strict=True)]
    say(name, *columns(table, right=(1, 2, 3, 4)), "")


# -- import, export, backup ---------------------------------------------------------------


@command(
    "add files to your map",
    FILES,
    argument("--to", metavar="MAP.json", help="another map than your own"),
)
def _import(args) -> None:
    """Reads the files and adds them to your map; whatever the map says already stays.

      plnkit import Connections.csv following_accounts.csv
      plnkit import ~/Downloads                 every export in a folder, and in its zips
      plnkit import people.csv ties.csv --to class-map.json

    Written are my-pln.json and its journal in the folder pln in your home folder (PLN_HOME
    moves it), or the file named with --to and a journal beside it. Importing the same file
    again adds nothing, and an import can be undone in the lessons.
    """
    from plnkit.importers import added, read_files
    from plnkit.model.merging import met
    from plnkit.model.store import Store

    if args.to and not args.to.endswith(".json"):
        raise PlnError(f"{args.to} can't be a map. Give it a name that ends in .json.")
    network, reports = read_files(args.files)
    with Store.open(args.to) as store:
        before = store.network
        names = ", ".join(os.path.basename(os.path.abspath(file)) for file in args.files)
        store.edit(f"imported {names}", added(before, met(before, network)))
        new = store.network.people_count - before.people_count
    _say_reports(reports)
    say(
        f"{counted(new, 'entry', 'entries')} new; the map in {store.path} holds "
        f"{counted(store.network.people_count, 'entry', 'entries')} besides the learner.",
        *store.notices,
    )


def _say_reports(reports) -> None:
    for report in reports:
        say(*_report_lines(report))
    cannot = dict.fromkeys((report.source, report.cannot) for report in reports if report.cannot)
    say(*(line for source, what in cannot for line in textwrap.wrap(f"{source}: {what}", 88)))


def _report_lines(report) -> list[str]:
    """What became of a file: a line of counts, then why rows were skipped, then what to know."""
    skipped = len(report.skipped)
    if not report.source:
        return [f"{report.file}:", *(f"  {note}" for note in report.notes)]
    head = f"{report.file} ({report.source}): {counted(report.read, 'row')} read, "
    head += f"{report.taken:,} taken, {skipped:,} skipped."
    if report.merged:
        head += f" Of the skipped, {report.merged:,} told of somebody twice: merged."
    lines = [f"  row {skip.row}: {skip.why}" for skip in report.skipped[:SHOWN]]
    if skipped > SHOWN:
        lines.append(f"  and {counted(skipped - SHOWN, 'row')} more")
    return [head, *lines, *(f"  {note}" for note in report.notes)]


@command(
    "your map for other programs",
    argument("to", metavar="OUT", help="a .graphml or .gexf file, or a new folder"),
    MAP,
)
def _export(args) -> None:
    """Writes your map for other programs. It names the people on it.

      plnkit export my-map.graphml          for Gephi, yEd, Cytoscape, igraph, networkx
      plnkit export my-map.gexf             for Gephi
      plnkit export my-tables               people.csv and ties.csv in that folder

    Nothing that exists is overwritten. What you have not answered is not in these files:
    an unknown pair looks like one that is not tied.
    """
    from plnkit.model.store import write_whole
    from plnkit.model.tables import gexf, graphml, write_people, write_ties

    to = Path(args.to)
    if to.exists():
        raise PlnError(f"{to} exists already. Choose another name.")
    network = own_map(args.map)
    try:
        if to.suffix in (".graphml", ".gexf"):
            write_whole(to, (graphml if to.suffix == ".graphml" else gexf)(network))
        elif to.suffix:
            raise PlnError(f"{to} can't be written: end it in .graphml or .gexf, or name a folder.")
        else:
            to.mkdir(parents=True)
            write_people(network, to / "people.csv")
            write_ties(network, to / "ties.csv")
    except OSError as error:
        raise PlnError(f"{to} can't be written: {error.strerror}.") from None
    unknown = network.unknown_pairs()
    say(f"Written: {to}. It names {network.people_count:,} entries.")
    if unknown:
        say(f"{unknown:,} pairs are unknown; in this file they look as if they were not tied.")


@command(
    "your whole folder in one file",
    argument("to", metavar="OUT.zip", help="the file to make"),
)
def _backup(args) -> None:
    """Copies your whole folder, the map, its journal, your progress and the secret behind your
    pseudonyms, into one zip.

      plnkit backup my-pln.zip

    Whoever has the secret can tell who is behind your pseudonyms: keep the file to yourself.
    """
    from plnkit.model.store import backup

    say(f"Your folder is in {backup(args.to)}. Keep it to yourself: it holds names.")


def own_map(path: str | None) -> Network:
    """The map in a file, or the learner's own. Raises PlnError where there is none."""
    from plnkit.model.store import MAP, Store, home, is_map

    file = Path(path).expanduser() if path else home() / MAP
    if not is_map(file):
        raise PlnError(f"There is no map {file}. `plnkit import` makes one, or name it.")
    return Store.open(file).network

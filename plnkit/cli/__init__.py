"""The plnkit command.

Bad input ends with exit code 2 and one sentence on stderr, and then nothing was written.
Whatever a command needs is loaded when it runs, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from plnkit.cli.words import clean, complain, mute, say, say_json
from plnkit.model.network import ME, Network, PlnError, suggestion

OK, BAD_INPUT, INTERRUPTED, CLOSED_PIPE = 0, 2, 130, 141  # the last two as shells count signals
SHOWN = 5  # skipped rows that are listed one by one

ABOUT = """\
Map a personal learning network, measure it, and learn what the map can and can't say.

  plnkit audit Connections.csv --html audit.html    an export, as a page to read and print
  plnkit measures ties.csv --who ana --json         the numbers, for a program
  plnkit import Connections.csv                     an export, into your own map
  plnkit export my-map.graphml                      your map, for other programs
  plnkit backup my-pln.zip                          your whole folder, in one file
  plnkit handin assignments/source/a3_audit         an audit without names, to hand in
  plnkit leaks handin.json a3_audit.ipynb           does anything in it name somebody?
  plnkit grade a3_audit                             for instructors: scores for a class
  plnkit grades a3_audit --canvas grades.csv        for instructors: grades out
  plnkit terms export terms.apkg                    the terms, for Anki, Moodle or paper
  plnkit coverage                                   what the lessons teach, practise, assess
  plnkit site                                       the lessons as plain pages to read
  plnkit evidence                                   published findings beside the models
  plnkit networks                                   real networks for the labs

Files are recognised by what stands in them, whatever they are called: exports of
LinkedIn, Mastodon, Bluesky, X, Facebook, Instagram, Reddit, YouTube, feed readers,
Google Contacts, vCards and Network Canvas, alone, in a folder or in the platform's
zip; GraphML and GEXF; plain tables (people.csv with the column id, ties.csv with the
columns source and target), and plnkit's own maps. Nothing is sent anywhere."""

AUDIT = """\
Reads the files, measures the learner's network, and says each measure in a sentence.

  plnkit audit Connections.csv                          sentences, here
  plnkit audit Connections.csv --html audit.html        a page that stands alone
  plnkit audit people.csv ties.csv --me Ana --json      for a program

Nothing is written but the page, and only with --html. It names the people on the map:
show it to nobody they would mind. An export doesn't say who of your contacts know each
other, so some measures have no value yet; `plnkit import` and the lesson on mapping
let you tell."""

MEASURES = """\
Measures one entry's network, or everybody's, in a complete table of ties.

  plnkit measures ties.csv                              of the learner, whose id is 'me'
  plnkit measures ties.csv --who ana --scope whole      of Ana, in the whole network
  plnkit measures ties.csv --people people.csv --by role --categories 4 --who all --json

ties.csv has a header and one tie a row: source,target, then if you like weight (1),
direction (both, or out), kind, platform. A pair that isn't listed is not tied.
people.csv has id, then any columns. Nothing is written."""

IMPORT = """\
Reads the files and adds them to your map; whatever the map says already stays.

  plnkit import Connections.csv following_accounts.csv
  plnkit import ~/Downloads                 every export in a folder, and in its zips
  plnkit import people.csv ties.csv --to class-map.json

Written are my-pln.json and its journal in the folder pln in your home folder (PLN_HOME
moves it), or the file named with --to and a journal beside it. Importing the same file
again adds nothing, and an import can be undone in the lessons."""

COVERAGE = """\
Lists each item of the course, and the notebooks that teach, practise and assess it, as
their cells' metadata say: "plnkit": {"teaches": ["K1"], "practises": [], "assesses": []}.
Where the bank has a question on it, "bank" stands among those that assess it.

  plnkit coverage                                       the course in this folder
  plnkit coverage lessons/07_map_your_network.ipynb     one notebook

Nothing is written."""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are sentences like all others: argparse's own print the usage too."""

    def error(self, message):
        raise PlnError(f"{message}. See '{self.prog} --help'.")


def _parser() -> argparse.ArgumentParser:
    def command(name, run, about, line):
        made = commands.add_parser(
            name,
            help=line,
            description=about,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        made.set_defaults(run=run)
        return made

    parser = _Parser(
        prog="plnkit",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")

    audit = command("audit", _audit, AUDIT, "import, measure, explain")
    audit.add_argument("files", nargs="+", metavar="FILE", help="an export, or a plain table")
    form = audit.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the audit as JSON")
    form.add_argument("--html", metavar="OUT", help="write the audit as one HTML page")
    audit.add_argument("--me", metavar="NAME", help="the learner: an id or name in the files")

    measures = command("measures", _measures, MEASURES, "the measures of a table of ties")
    measures.add_argument("ties", metavar="TIES.csv", help="one tie a row")
    measures.add_argument("--people", metavar="PEOPLE.csv", help="one entry a row")
    measures.add_argument("--who", default=ME, metavar="ID", help="whose measures, or all (me)")
    measures.add_argument(
        "--scope", default="own", metavar="own|whole", help="one's own network, or all of it (own)"
    )
    measures.add_argument("--by", metavar="COLUMN", help="the column that tells groups (group)")
    measures.add_argument("--categories", type=int, metavar="N", help="how many groups can be")
    measures.add_argument(
        "--communities", action="store_true", help="search communities above 5,000 people too"
    )
    measures.add_argument("--json", action="store_true", help="print the measures as JSON")

    imports = command("import", _import, IMPORT, "add files to your map")
    imports.add_argument("files", nargs="+", metavar="FILE", help="an export, or a plain table")
    imports.add_argument("--to", metavar="MAP.json", help="another map than your own")

    from plnkit.cli import course, evidence, networks, site, terms

    course.add_commands(command)
    evidence.add_commands(command)
    networks.add_commands(command)
    site.add_commands(command)
    terms.add_commands(command)

    covers = command("coverage", _coverage, COVERAGE, "what the notebooks teach, practise, assess")
    covers.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="all, unless named")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 something found, 2 bad input, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks must not end in a traceback.
        with suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")
    try:
        args = _parser().parse_args(argv)
        code = args.run(args)
        sys.stdout.flush()
        return code or OK
    except PlnError as error:
        complain(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        complain("stopped.")
        return INTERRUPTED
    except BrokenPipeError:
        mute()
        return CLOSED_PIPE
    except OSError as error:  # every file is opened elsewhere, so it is the answer itself
        mute()
        complain(f"the answer could not be written: {(error.strerror or str(error)).lower()}.")
        return BAD_INPUT


# -- audit --------------------------------------------------------------------------------


def _audit(args) -> None:
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
        from datetime import date

        from plnkit.draw.page import audit_page

        name = network.entries[ME].name
        title = f"{name}: personal learning network" if name else "My personal learning network"
        _write_page(
            page,
            audit_page(network, told, reports, title=title, date=date.today().isoformat()),
        )
    _say_reports(reports)
    if page:
        people = sum(e.kind == "person" for e in network.entries.values() if e.id != ME)
        say(f"The audit is in {args.html}. It names {_some(people, 'person', 'people')}.")
        return
    unknown = network.unknown_pairs()
    say(
        "",
        f"On the map: {_some(network.people_count, 'entry', 'entries')} besides the learner, "
        f"{_some(len(network.ties), 'tie')}. Nobody has said yet of "
        f"{_some(unknown, 'pair')} whether they are tied.",
    )
    for finding in told:
        text = f"{finding.title}. {finding.sentence}"
        say("", *textwrap.wrap(clean(text), 88, subsequent_indent="  "))


def _with_learner(network: Network, name: str | None) -> Network:
    """The network with the learner in it as `me`, called by this name."""
    from dataclasses import replace

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


def _write_page(path: Path, html: str) -> None:
    from plnkit.model.store import write_whole

    try:
        write_whole(path, html)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise PlnError(f"{path} could not be written: {why}. Choose another place.") from None


# -- measures -----------------------------------------------------------------------------


def _measures(args) -> None:
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
    say(name, *_columns(table, right=(1, 2, 3, 4)), "")


def _columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Rows as lines with their cells below each other, the columns in `right` to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


# -- import -------------------------------------------------------------------------------


def _import(args) -> None:
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
        f"{_some(new, 'entry', 'entries')} new; the map in {store.path} holds "
        f"{_some(store.network.people_count, 'entry', 'entries')} besides the learner.",
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
    head = f"{report.file} ({report.source}): {_some(report.read, 'row')} read, "
    head += f"{report.taken:,} taken, {skipped:,} skipped."
    if report.merged:
        head += f" Of the skipped, {report.merged:,} told of somebody twice: merged."
    lines = [f"  row {skip.row}: {skip.why}" for skip in report.skipped[:SHOWN]]
    if skipped > SHOWN:
        lines.append(f"  and {_some(skipped - SHOWN, 'row')} more")
    return [head, *lines, *(f"  {note}" for note in report.notes)]


def _some(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


# -- coverage -----------------------------------------------------------------------------


def _coverage(args) -> None:
    from plnkit.model.bank import bank
    from plnkit.model.coverage import VERBS, coverage, notebooks

    paths = args.notebooks or notebooks(Path.cwd())
    if not paths:
        raise PlnError(
            "there is no notebook in lessons or assignments/source here. Go to the course's "
            "folder, or name notebooks."
        )
    items = coverage(paths, (id for q in bank().questions.values() for id in q.ideas))
    head = ("id", "item", "taught", "practised", "assessed")
    rows = [
        (item.id, item.title, *(", ".join(map(_number, getattr(item, v))) or "–" for v in VERBS))
        for item in items
    ]
    say(*_columns([head, *rows]), "")
    counts = (sum(bool(getattr(item, verb)) for item in items) for verb in VERBS)
    said = (
        f"{n} {'is' if n == 1 else 'are'} {word}" for n, word in zip(counts, head[2:], strict=True)
    )
    say(f"Of {len(items)} items {', '.join(said)}.")


def _number(notebook: str) -> str:
    """A lesson's number, which is how people call it; an assignment's name."""
    first = notebook.split("_")[0]
    return first if first.isdecimal() else notebook

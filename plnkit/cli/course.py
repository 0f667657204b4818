"""The commands about the course: its bank of terms, what it covers, its pages, its evidence."""

import sys
import textwrap
from dataclasses import asdict
from pathlib import Path

from plnkit.cli.commands import argument, command
from plnkit.cli.words import clean, columns, say, say_json
from plnkit.model.network import PlnError

FOUND = 1  # exit code where something is wrong
A1 = "assignments/source/a1_terms_and_platforms"
BANK = argument("--bank", metavar="FOLDER", help="another bank than the course's own")


@command("the bank of terms and questions")
def _terms(args) -> None:
    """The bank of terms and questions: plnkit/data/bank, one text file for each group of ideas.

      plnkit terms check                    is every entry as it should be?
      plnkit terms export terms.apkg        the bank for other programs, and for paper
      plnkit terms assignment --seed 7      other questions in the assignment about the terms

    Nothing is written but what you ask for.
    """


@command(
    "is every entry as it should be?",
    argument("folder", nargs="?", metavar="FOLDER", help="another bank"),
)
def _terms_check(args) -> int:
    """Looks through the bank for entries that lack something, ids that are there twice, questions
    without a right answer, and options that give the answer away by their length.

      plnkit terms check                    the course's own bank
      plnkit terms check my-bank            the .toml files of another folder

    In the course's folder it also looks whether each lesson that an entry names is there.
    Nothing is written. The exit code is 1 where something is wrong.
    """
    from plnkit.model.bank import bank
    from plnkit.model.bank_files import own_folder, problems

    folder = Path(args.folder) if args.folder else own_folder()
    if not folder.is_dir():
        raise PlnError(f"{folder} is no folder. Name the one with the bank's .toml files.")
    lessons = [path.stem for path in Path("lessons").glob("[0-9][0-9]_*.ipynb")]
    found = problems(folder, lessons)
    if found:
        say(*found, f"{len(found):,} to mend.")
        return FOUND
    made = bank(folder)
    say(f"{len(made.ideas):,} ideas with {len(made.questions):,} questions; nothing is wrong.")
    return 0


@command(
    "for Anki, Moodle and paper",
    argument("to", metavar="OUT", help="ends in .apkg, .xml or .html"),
    argument("--only", nargs="+", default=[], metavar="K", help="what to take"),
    BANK,
    argument("--seed", type=int, default=0, metavar="N", help="the order on paper (0)"),
)
def _terms_export(args) -> None:
    """Writes the bank for other programs, and for paper.

      plnkit terms export terms.apkg                     cards for Anki, two for each term
      plnkit terms export questions.xml --only K         Moodle XML, to import into a question bank
      plnkit terms export quiz.html --only K1 K2 K6-3    questions to print, the key at the end
      plnkit terms export quiz-b.html --only K1 --seed 2
                                                         options in another order

    --only takes groups, ideas, lessons and questions. Nothing that exists is overwritten.
    """
    from plnkit.model.bank import bank

    to = Path(args.to)
    if to.suffix not in (".apkg", ".xml", ".html"):
        raise PlnError(f"{to} should end in .apkg for Anki, .xml for Moodle or .html for paper.")
    if to.exists():
        raise PlnError(f"{to} exists already. Choose another name.")
    made = bank(args.bank)
    questions = made.chosen(args.only) if args.only else list(made.questions.values())
    if to.suffix == ".apkg":
        from plnkit.draw.anki import anki_deck

        ideas = dict.fromkeys(idea.id for word in args.only for idea in made.named(word))
        data = anki_deck(made, [made.ideas[id] for id in ideas or made.ideas])
        said = f"{len(ideas or made.ideas):,} terms, two cards each"
    elif not questions:
        raise PlnError(f"There is no question on {', '.join(args.only)}. Choose something else.")
    elif to.suffix == ".xml":
        from plnkit.draw.moodle import moodle_xml

        data = moodle_xml(made, questions).encode()
        said = f"{len(questions):,} questions"
    else:
        from plnkit.draw.sheet import sheet

        data = sheet(questions, args.seed).encode()
        said = f"{len(questions):,} questions, and their key on the last pages"
    try:
        with open(to, "xb") as file:
            file.write(data)
    except OSError as error:
        raise PlnError(f"{to} can't be written: {(error.strerror or '').lower()}.") from None
    say(f"Written: {to}, with {said}.")


@command(
    "other questions for the assignment",
    argument("folder", nargs="?", metavar="FOLDER", default=A1, help=A1),
    argument("--seed", type=int, default=1, metavar="N", help="what to draw them by (1)"),
    BANK,
)
def _terms_assignment(args) -> None:
    """Draws the questions of an assignment from the bank: the same seed, the same questions. Do this
    in the course's folder, before you release it.

      plnkit terms assignment               the questions that the course brings
      plnkit terms assignment --seed 7      others
      plnkit terms assignment --seed 7 --bank my-bank
                                            from a bank with questions of your own

    The questions are written into the assignment.toml of its folder, and the key into the folder
    keys, which students never get. Grading needs the key of what was released: keep it, or the
    seed. Once the assignment is released its questions stay as they are.
    """
    from plnkit.model.bank import bank
    from plnkit.model.quiz_sheet import write_sheet

    key, n = write_sheet(Path(args.folder), bank(args.bank), args.seed)
    say(f"Drawn: {n} questions in {args.folder}.", f"Their key, for you alone: {key}")


@command(
    "what the notebooks teach, practise, assess",
    argument("notebooks", nargs="*", metavar="NOTEBOOK", help="all, unless named"),
)
def _coverage(args) -> None:
    """Lists each item of the course, and the notebooks that teach, practise and assess it, as
    their cells' metadata say: "plnkit": {"teaches": ["K1"], "practises": [], "assesses": []}.
    Where the bank has a question on it, "bank" stands among those that assess it.

      plnkit coverage                                       the course in this folder
      plnkit coverage lessons/07_map_your_network.ipynb     one notebook

    Nothing is written.
    """
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
    say(*columns([head, *rows]), "")
    said = []
    for verb, word in zip(VERBS, head[2:], strict=True):
        n = sum(bool(getattr(item, verb)) for item in items)
        said.append(f"{n} {'is' if n == 1 else 'are'} {word}")
    say(f"Of {len(items)} items {', '.join(said)}.")


def _number(notebook: str) -> str:
    """A lesson's number, which is how people call it; an assignment's name."""
    first = notebook.split("_")[0]
    return first if first.isdecimal() else notebook


@command(
    "the lessons as plain pages to read",
    argument("out", nargs="?", default="site", metavar="OUT", help="the folder (site)"),
)
def _site(args) -> None:
    """Makes a folder of plain pages of the lessons in this folder: to read where nothing runs, on a
    phone, without the network, or in print. Each lesson is run once, with an empty learner's folder.

      plnkit site                          into the folder site
      plnkit site ../course-pages          into another one

    Written are one HTML page per lesson and index.html. A folder that holds something else is left
    as it is.
    """
    from plnkit.draw.site import write_site
    from plnkit.model.coverage import notebooks

    lessons = [path for path in notebooks(Path.cwd()) if path.parent.name == "lessons"]
    written = write_site(lessons, Path(args.out))
    say(f"{len(written)} pages are in {args.out}. Open {Path(args.out) / 'index.html'}.")


@command(
    "published findings beside the models",
    argument("--runs", type=int, default=20, metavar="N", help="runs of each model (20)"),
    argument("--seed", type=int, default=1, metavar="N", help="where chance begins (1)"),
    argument("--json", action="store_true", help="print the table as JSON"),
)
def _evidence(args) -> None:
    """Prints published findings: the paper's numbers, what the models of the lessons show and in
    which interval, whether that agrees, and where evidence conflicts.

      plnkit evidence                       in some twenty seconds
      plnkit evidence --runs 100 --seed 7   other runs, and more of them
      plnkit evidence --json

    Nothing is tuned to agree: what had to be chosen is said. Nothing is written.
    """
    from plnkit.model.dynamics.evidence import results

    rows = []
    for finding, result in results(args.seed, args.runs):
        if args.json:
            rows.append(asdict(finding) | {"result": result and asdict(result)})
            print(clean(f"plnkit: {finding.key}"), file=sys.stderr)  # it takes a while
            continue
        doi = f", doi {finding.doi}" if finding.doi else ""
        second = " (from another source than the paper)" if finding.secondary else ""
        ours = ["No model here illustrates it."]
        if result:
            ours = [
                f"Ours: {result.mean:,.3g} ({result.low:,.3g} to {result.high:,.3g} in 95% of "
                f"{result.runs} runs, seed {result.seed}): {finding.ours}.",
                f"Free: {finding.free}.",
                f"Agrees: {result.agrees}.",
            ]
        numbers, conflicts = (
            f"Numbers: {finding.numbers}{second}.",
            f"Conflicts: {finding.conflicts}",
        )
        say(*textwrap.wrap(finding.finding, 88, subsequent_indent="    "))
        for told in (f"{finding.source}{doi}", numbers, *ours, conflicts):
            say(*textwrap.wrap(told, 88, initial_indent="  ", subsequent_indent="    "))
        say("")
    if args.json:
        say_json(rows)

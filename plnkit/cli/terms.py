"""The commands about the bank of terms and questions."""

from __future__ import annotations

from pathlib import Path

from plnkit.cli.words import say
from plnkit.model.network import PlnError

FOUND = 1  # exit code where something is wrong

TERMS = """\
The bank of terms and questions: plnkit/data/bank, one text file for each group of ideas.

  plnkit terms check                    is every entry as it should be?
  plnkit terms export terms.apkg        the bank for other programs, and for paper
  plnkit terms assignment --seed 7      other questions in the assignment about the terms

Nothing is written but what you ask for."""

CHECK = """\
Looks through the bank for entries that lack something, ids that are there twice, questions
without a right answer, and options that give the answer away by their length.

  plnkit terms check                    the course's own bank
  plnkit terms check my-bank            the .toml files of another folder

In the course's folder it also looks whether each lesson that an entry names is there.
Nothing is written. The exit code is 1 where something is wrong."""

EXPORT = """\
Writes the bank for other programs, and for paper.

  plnkit terms export terms.apkg                     cards for Anki, two for each term
  plnkit terms export questions.xml --only K         Moodle XML, to import into a question bank
  plnkit terms export quiz.html --only K1 K2 K6-3    questions to print, the key at the end
  plnkit terms export quiz-b.html --only K1 --seed 2
                                                     options in another order

--only takes groups, ideas, lessons and questions. Nothing that exists is overwritten."""

ASSIGNMENT = """\
Draws the questions of an assignment from the bank: the same seed, the same questions. Do this
in the course's folder, before you release it.

  plnkit terms assignment               the questions that the course brings
  plnkit terms assignment --seed 7      others
  plnkit terms assignment --seed 7 --bank my-bank
                                        from a bank with questions of your own

The questions are written into the assignment.toml of its folder, and the key into the folder
keys, which students never get. Grading needs the key of what was released: keep it, or the
seed. Once the assignment is released its questions stay as they are."""


def add_commands(command) -> None:
    """Enter the command; `command(name, run, about, line)` makes a parser."""
    import argparse

    terms = command("terms", _check, TERMS, "the bank of terms and questions")
    verbs = terms.add_subparsers(required=True, metavar="COMMAND", title="commands")

    def verb(name, run, about, line):
        form = argparse.RawDescriptionHelpFormatter
        made = verbs.add_parser(
            name, help=line, description=about, formatter_class=form, allow_abbrev=False
        )
        made.set_defaults(run=run)
        return made

    check = verb("check", _check, CHECK, "is every entry as it should be?")
    check.add_argument("folder", nargs="?", metavar="FOLDER", help="another bank")
    export = verb("export", _export, EXPORT, "for Anki, Moodle and paper")
    export.add_argument("to", metavar="OUT", help="ends in .apkg, .xml or .html")
    export.add_argument("--only", nargs="+", default=[], metavar="K", help="what to take")
    export.add_argument("--bank", metavar="FOLDER", help="another bank than the course's own")
    export.add_argument("--seed", type=int, default=0, metavar="N", help="the order on paper (0)")
    draw = verb("assignment", _assignment, ASSIGNMENT, "other questions for the assignment")
    default = "assignments/source/a1_terms_and_platforms"
    draw.add_argument("folder", nargs="?", metavar="FOLDER", default=default, help=default)
    draw.add_argument("--seed", type=int, default=1, metavar="N", help="what to draw them by (1)")
    draw.add_argument("--bank", metavar="FOLDER", help="another bank than the course's own")


def _check(args) -> int:
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


def _export(args) -> None:
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


def _assignment(args) -> None:
    from plnkit.model.bank import bank
    from plnkit.model.quiz_sheet import write_sheet

    key, n = write_sheet(Path(args.folder), bank(args.bank), args.seed)
    say(f"Drawn: {n} questions in {args.folder}.", f"Their key, for you alone: {key}")

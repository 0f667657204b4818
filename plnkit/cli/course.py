"""The commands about handing in, grading, and taking one's map along."""

from __future__ import annotations

import os
from pathlib import Path

from plnkit.cli.words import say
from plnkit.model.network import Network, PlnError, suggestion

FOUND = 1  # exit code where something that identifies was found

EXPORT = """\
Writes your map for other programs. It names the people on it.

  plnkit export my-map.graphml          for Gephi, yEd, Cytoscape, igraph, networkx
  plnkit export my-map.gexf             for Gephi
  plnkit export my-tables               people.csv and ties.csv in that folder

Nothing that exists is overwritten. What you have not answered is not in these files:
an unknown pair looks like one that is not tied."""

BACKUP = """\
Copies your whole folder, the map, its journal, your progress and the secret behind your
pseudonyms, into one zip.

  plnkit backup my-pln.zip

Whoever has the secret can tell who is behind your pseudonyms: keep the file to yourself."""

HANDIN = """\
Puts your map without names into handin.json in an assignment's folder, shows what your
teacher will see and what was taken away, and looks for anything that names somebody.

  plnkit handin a3_audit --preview      only show
  plnkit handin a3_audit                write handin.json
  plnkit handin a3_audit --zip --student s123
                                        and one zip to upload, for nbgrader zip_collect
  plnkit handin a4_growth_plan --earlier 2026-09-14

The widget in the assignment's notebook does the same. The exit code is 1 where something
that identifies was found; then no zip is made."""

LEAKS = """\
Looks for names, handles, addresses and links of your map, and for any e-mail address or
telephone number, in a hand-in and in notebooks: sources, outputs, attachments, widgets.

  plnkit leaks handin.json a3_audit.ipynb
  plnkit leaks handin.json a3_audit.ipynb --against my-pln.json --released a3_audit.ipynb

--against is your own map unless told; the text of cells that the course locked is exempt, and
so is what stands in a --released notebook. Nothing is written. The exit code is 1 where something was
found."""

GRADE = """\
Scores a class's submissions from their hand-ins, without running a student's code.

  plnkit grade a3_audit                 what is new
  plnkit grade a3_audit --again         everything anew
  plnkit grade a3_audit --workers 4

The scores go into nbgrader's gradebook, as with nbgrader autograde. Stopped halfway, it
goes on where it stopped."""

GRADES = """\
Fills one column of the file you downloaded from Canvas or Moodle; the rest stays as it is.

  plnkit grades a3_audit --canvas grades.csv                   show the differences
  plnkit grades a3_audit --canvas grades.csv --to filled.csv   write the filled file
  plnkit grades a3_audit                                       a plain table

Without --to nothing is written."""


def add_commands(command) -> None:
    """Enter the commands; `command(name, run, about, line)` makes a parser."""
    from plnkit.grading.run import add_arguments, add_grades_arguments

    export = command("export", _export, EXPORT, "your map for other programs")
    export.add_argument("to", metavar="OUT", help="a .graphml or .gexf file, or a new folder")
    export.add_argument("--map", metavar="MAP.json", help="another map than your own")

    copies = command("backup", _backup, BACKUP, "your whole folder in one file")
    copies.add_argument("to", metavar="OUT.zip", help="the file to make")

    hands = command("handin", _handin, HANDIN, "a map without names, to hand in")
    hands.add_argument("folder", metavar="FOLDER", help="the assignment's, with its notebook")
    hands.add_argument("--map", metavar="MAP.json", help="another map than your own")
    hands.add_argument(
        "--fictional", action="store_true", help="the fictional network: equal credit"
    )
    hands.add_argument("--earlier", metavar="DATE", help="the snapshot to compare with")
    hands.add_argument("--preview", action="store_true", help="show, and write nothing")
    hands.add_argument("--zip", action="store_true", help="make one zip to upload as well")
    hands.add_argument("--student", default="", metavar="ID", help="the id your teacher gave you")

    leak = command("leaks", _leaks, LEAKS, "does a hand-in name somebody?")
    leak.add_argument("handin", metavar="handin.json", help="the hand-in")
    leak.add_argument("notebooks", nargs="*", metavar="NOTEBOOK.ipynb", help="notebooks beside it")
    leak.add_argument("--against", metavar="MAP.json", help="the map whose people to look for")
    leak.add_argument("--released", action="append", default=[], metavar="NOTEBOOK.ipynb")

    scores = command("grade", _grade, GRADE, "scores for a class")
    add_arguments(scores)
    out = command("grades", _grades, GRADES, "grades out to Canvas and Moodle")
    add_grades_arguments(out)


def _own(path: str | None) -> Network:
    """The map in a file, or the learner's own. Raises PlnError where there is none."""
    from plnkit.model.store import MAP, Store, home, is_map

    file = Path(path).expanduser() if path else home() / MAP
    if not is_map(file):
        raise PlnError(f"There is no map {file}. `plnkit import` makes one, or name it.")
    return Store.open(file).network


def _text(path: str | Path) -> str:
    from plnkit.model.sheets import File

    return File.open(path).data.decode("utf-8", "replace")


def _export(args) -> None:
    from plnkit.model.store import write_whole
    from plnkit.model.tables import gexf, graphml, write_people, write_ties

    to = Path(args.to)
    if to.exists():
        raise PlnError(f"{to} exists already. Choose another name.")
    network = _own(args.map)
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


def _backup(args) -> None:
    from plnkit.model.store import backup

    say(f"Your folder is in {backup(args.to)}. Keep it to yourself: it holds names.")


def _handin(args) -> int:
    from plnkit.model.assignment import assignment_in
    from plnkit.model.handin import draft, fictional_earlier, hand_in, zip_for_upload
    from plnkit.model.library import sample
    from plnkit.model.pseudonyms import preview
    from plnkit.model.store import is_map
    from plnkit.model.workplace import leaks_in, workplace

    assignment = assignment_in(args.folder)
    if args.fictional:
        network = sample("fictional")
    elif assignment.needs_network or args.map or is_map():
        network = _own(args.map)
    else:
        network = Network.new()
    earlier = _earlier(network, args.earlier)
    if args.fictional and assignment.needs_earlier:
        earlier = fictional_earlier()
    if assignment.needs_earlier and not earlier:
        raise PlnError(
            f"{assignment.name} compares two maps. Name the earlier one's date with --earlier."
        )
    answers = workplace(args.folder, assignment.name)
    data = draft(answers.folder, network, assignment, earlier=earlier, fictional=args.fictional)
    kept, taken = preview(network, data["network"]) if "network" in data else ([], [])
    kept = [*kept, ("answers", len(data["answers"]))]
    for title, rows in (("Your teacher will see:", kept), ("Taken away:", taken)):
        say(title, *(f"  {what}: {value}" for what, value in rows))
    if args.preview:
        say("Nothing was written.")
        return 0
    path = hand_in(answers.folder, network, assignment, earlier=earlier, fictional=args.fictional)
    say(f"Written: {path}")
    found = leaks_in(answers, [] if args.fictional else [network])
    if found:
        _say_leaks(found)
        return FOUND
    if args.zip:
        say(f"To upload: {zip_for_upload(answers.folder, args.student, name=answers.assignment)}")
    return 0


def _earlier(network: Network, day: str | None) -> tuple[str, Network] | None:
    """The snapshot of a day, or of the earliest in a month. Raises PlnError where there is none."""
    if not day:
        return None
    there = {shot.date: shot.network for shot in reversed(network.snapshots)}
    found = min((known for known in there if known.startswith(day)), default=None)
    if found is None:
        what = suggestion(day, there) if there else " The map has none yet."
        raise PlnError(f"There is no snapshot of {day}.{what}")
    return found, there[found]


def _leaks(args) -> int:
    from plnkit.model.leaks import allowed, leaks
    from plnkit.model.pseudonyms import secret
    from plnkit.model.store import is_map
    from plnkit.model.workplace import locked_text

    network = _own(args.against) if args.against or is_map() else None
    notebooks = {os.path.basename(path): _text(path) for path in args.notebooks}
    released = [_text(path) for path in args.released]
    released += [locked_text(text, name) for name, text in notebooks.items()]
    handin = _text(args.handin)
    found = leaks(network, handin, notebooks, released, secret(), allowed())
    if network is None:
        say("You have no map, so only addresses and telephone numbers were looked for.")
    if not found:
        say("Nothing that identifies somebody was found.")
        return 0
    _say_leaks(found)
    return FOUND


def _say_leaks(found) -> None:
    for leak in found:
        say(f"{leak.where}: {leak.kind} '{leak.what}' in '{leak.excerpt}'")
    say(f"{len(found)} to look at. Nothing was sent; mend the place, or allow it in the notebook.")


def _grade(args) -> int:
    from plnkit.grading.run import main

    return main(args)


def _grades(args) -> int:
    from plnkit.grading.run import grades_main

    return grades_main(args)

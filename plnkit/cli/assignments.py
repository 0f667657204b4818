"""The commands about handing in and grading."""

import os
from pathlib import Path

from plnkit.cli.commands import argument, command
from plnkit.cli.maps import MAP, own_map
from plnkit.cli.words import say
from plnkit.model.network import Network, PlnError, suggestion

FOUND = 1  # exit code where something that identifies was found
ASSIGNMENT = argument(
    "assignment", metavar="ASSIGNMENT", help="its folder's name, such as a3_audit"
)
COURSE = argument("--course", default=".", metavar="FOLDER", help="the one with nbgrader_config.py")


@command(
    "a map without names, to hand in",
    argument("folder", metavar="FOLDER", help="the assignment's, with its notebook"),
    MAP,
    argument("--fictional", action="store_true", help="the fictional network: equal credit"),
    argument("--earlier", metavar="DATE", help="the snapshot to compare with"),
    argument("--preview", action="store_true", help="show, and write nothing"),
    argument("--zip", action="store_true", help="make one zip to upload as well"),
    argument("--student", default="", metavar="ID", help="the id your teacher gave you"),
)
def _handin(args) -> int:
    """Puts your map without names into handin.json in an assignment's folder, shows what your
    teacher will see and what was taken away, and looks for anything that names somebody.

      plnkit handin a3_audit --preview      only show
      plnkit handin a3_audit                write handin.json
      plnkit handin a3_audit --zip --student s123
                                            and one zip to upload, for nbgrader zip_collect
      plnkit handin a4_growth_plan --earlier 2026-09-14

    The widget in the assignment's notebook does the same. The exit code is 1 where something
    that identifies was found; then no zip is made.
    """
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
        network = own_map(args.map)
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


@command(
    "does a hand-in name somebody?",
    argument("handin", metavar="handin.json", help="the hand-in"),
    argument("notebooks", nargs="*", metavar="NOTEBOOK.ipynb", help="notebooks beside it"),
    argument("--against", metavar="MAP.json", help="the map whose people to look for"),
    argument("--released", action="append", default=[], metavar="NOTEBOOK.ipynb"),
)
def _leaks(args) -> int:
    """Looks for names, handles, addresses and links of your map, and for any e-mail address or
    telephone number, in a hand-in and in notebooks: sources, outputs, attachments, widgets.

      plnkit leaks handin.json a3_audit.ipynb
      plnkit leaks handin.json a3_audit.ipynb --against my-pln.json --released a3_audit.ipynb

    --against is your own map unless told; the text of cells that the course locked is exempt, and
    so is what stands in a --released notebook. Nothing is written. The exit code is 1 where something was
    found.
    """
    from plnkit.model.leaks import allowed, leaks
    from plnkit.model.pseudonyms import secret
    from plnkit.model.store import is_map
    from plnkit.model.workplace import locked_text

    network = own_map(args.against) if args.against or is_map() else None
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


def _text(path: str | Path) -> str:
    from plnkit.model.sheets import File

    return File.open(path).data.decode("utf-8", "replace")


def _say_leaks(found) -> None:
    for leak in found:
        say(f"{leak.where}: {leak.kind} '{leak.what}' in '{leak.excerpt}'")
    say(f"{len(found)} to look at. Nothing was sent; mend the place, or allow it in the notebook.")


@command(
    "scores for a class",
    ASSIGNMENT,
    argument("--student", default="*", metavar="ID", help="only this student's"),
    argument("--workers", type=int, metavar="N", help="processes; all cores unless told"),
    argument("--again", action="store_true", help="also what is graded already"),
    COURSE,
)
def _grade(args) -> None:
    """Scores a class's submissions from their hand-ins, without running a student's code.

      plnkit grade a3_audit                 what is new
      plnkit grade a3_audit --again         everything anew
      plnkit grade a3_audit --workers 4

    The scores go into nbgrader's gradebook, as with nbgrader autograde. Stopped halfway, it
    goes on where it stopped.
    """
    from plnkit.grading.run import grade, workers

    pool = workers(1 if args.student != "*" else args.workers)
    try:
        grade(args.course, args.assignment, pool, student=args.student, again=args.again)
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)


@command(
    "grades out to Canvas and Moodle",
    ASSIGNMENT,
    argument("--canvas", metavar="FILE", help="the gradebook as downloaded from Canvas"),
    argument("--moodle", metavar="FILE", help="the grades as downloaded from Moodle"),
    argument("--column", metavar="TITLE", help="the column to fill; its beginning is enough"),
    argument("--by", metavar="TITLE", help="the column with the ids that nbgrader uses"),
    argument("--to", metavar="FILE", help="write this file; without it nothing is written"),
    COURSE,
)
def _grades(args) -> None:
    """Fills one column of the file you downloaded from Canvas or Moodle; the rest stays as it is.

      plnkit grades a3_audit --canvas grades.csv                   show the differences
      plnkit grades a3_audit --canvas grades.csv --to filled.csv   write the filled file
      plnkit grades a3_audit                                       a plain table

    Without --to nothing is written.
    """
    from plnkit.grading.grades_out import filled, plain
    from plnkit.grading.run import grades

    given, most = grades(args.course, args.assignment)
    if args.canvas and args.moodle:
        raise PlnError("Fill one file at a time: --canvas or --moodle.")
    source = args.canvas or args.moodle
    try:
        if source:
            lms = "canvas" if args.canvas else "moodle"
            column = args.column or args.assignment
            new = filled(Path(source).read_bytes(), given, lms, column, args.by, most)
            content, said = new.content, new.differences()
        else:
            said = plain(given, most)
            content = said.encode("utf-8-sig")  # the mark has Excel read accents right
        print(said)
        if args.to:
            with open(args.to, "xb") as file:
                file.write(content)
            print(f"Written: {args.to}")
        elif source:
            print("Nothing was written. --to FILE writes it.")
    except FileExistsError:
        raise PlnError(f"{args.to} exists already. Choose another name.") from None
    except OSError as error:
        raise PlnError(f"{error.filename}: {error.strerror}.") from None

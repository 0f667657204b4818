"""The command that makes plain pages of the lessons."""

from __future__ import annotations

from pathlib import Path

from plnkit.cli.words import say

SITE = """\
Makes a folder of plain pages of the lessons in this folder: to read where nothing runs, on a
phone, without the network, or in print. Each lesson is run once, with an empty learner's folder.

  plnkit site                          into the folder site
  plnkit site ../course-pages          into another one

Written are one HTML page per lesson and index.html. A folder that holds something else is left
as it is."""


def add_commands(command) -> None:
    """Enter the command; `command(name, run, about, line)` makes a parser."""
    site = command("site", _site, SITE, "the lessons as plain pages to read")
    site.add_argument("out", nargs="?", default="site", metavar="OUT", help="the folder (site)")


def _site(args) -> None:
    from plnkit.draw.site import write_site
    from plnkit.model.coverage import notebooks

    lessons = [path for path in notebooks(Path.cwd()) if path.parent.name == "lessons"]
    written = write_site(lessons, Path(args.out))
    say(f"{len(written)} pages are in {args.out}. Open {Path(args.out) / 'index.html'}.")

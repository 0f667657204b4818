"""The plnkit command.

Bad input ends with exit code 2 and one sentence on stderr, and then nothing was written.
Whatever a command needs is loaded when it runs, so that `--help` answers at once.
"""

import sys
from collections.abc import Sequence
from contextlib import suppress

from plnkit.cli import assignments, course, maps, networks  # noqa: F401 - each enters its commands
from plnkit.cli.commands import parser
from plnkit.cli.words import complain, mute
from plnkit.model.network import PlnError

OK, BAD_INPUT, INTERRUPTED, CLOSED_PIPE = 0, 2, 130, 141  # the last two as shells count signals

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


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 something found, 2 bad input, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal's encoding lacks must not end in a traceback.
        with suppress(AttributeError):
            stream.reconfigure(errors="backslashreplace")
    try:
        args = parser(ABOUT).parse_args(argv)
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

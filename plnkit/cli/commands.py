"""Commands: each is a function, its help in the docstring and its arguments beside it."""

import argparse
import inspect
from collections.abc import Callable

from plnkit.model.network import PlnError

COMMANDS: dict[str, tuple[str, tuple, Callable]] = {}


def argument(*names: str, **options: object) -> tuple[tuple, dict]:
    """An argument, in the words of argparse's `add_argument`; a list of them is one or the other."""
    return names, options


def command(line: str, *arguments) -> Callable[[Callable], Callable]:
    """Enters a function as a command: its docstring is the help, `line` what the list of commands says.

    `_terms_check` is "terms check", a command of the command "terms", whose own function is then
    never called.
    """

    def entered(run: Callable) -> Callable:
        COMMANDS[run.__name__.strip("_").replace("_", " ")] = (line, arguments, run)
        return run

    return entered


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are sentences like all others: argparse's own print the usage too."""

    def __init__(self, **options):
        form = argparse.RawDescriptionHelpFormatter
        super().__init__(formatter_class=form, allow_abbrev=False, **options)

    def error(self, message):
        raise PlnError(f"{message}. See '{self.prog} --help'.")

    def commands(self):
        return self.add_subparsers(required=True, metavar="COMMAND", title="commands")


def parser(about: str) -> argparse.ArgumentParser:
    """The parser of every command that was entered; it sets `run` to the command's function."""
    top = _Parser(prog="plnkit", description=about)
    below = {"": top.commands()}
    for name, (line, arguments, run) in COMMANDS.items():
        before, _, last = name.rpartition(" ")
        made = below[before].add_parser(last, help=line, description=inspect.getdoc(run))
        made.set_defaults(run=run)
        for each in arguments:
            one_of = isinstance(each, list)
            place = made.add_mutually_exclusive_group() if one_of else made
            for names, options in each if one_of else [each]:
                place.add_argument(*names, **options)
        if any(other.startswith(f"{name} ") for other in COMMANDS):
            below[name] = made.commands()
    return top

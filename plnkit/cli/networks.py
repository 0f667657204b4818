"""The command that lists real networks: what is here, what can be fetched and how."""

import textwrap

from plnkit.cli.commands import command
from plnkit.cli.words import say
from plnkit.model.network import PlnError


@command("real networks for the labs")
def _networks(args) -> None:
    """Lists the real networks that the labs can run on: those that come with the course, those
    that nobody says may be passed on, with the way to get each, and which of these you have.

      plnkit networks                      all of them, with source and licence

    Nothing is written, and nothing is fetched: that is yours to do. What you put into your
    folder is read without names, and then stands in the labs' menu of networks.
    """
    from plnkit.model.library import samples
    from plnkit.model.real import real_networks, there
    from plnkit.model.store import home_words

    say("They come with the course:", "")
    for name, told in samples().items():
        if told.licence != "CC BY 4.0":  # the others were made for the course
            say(*_told(name, told), "")
    files = there()
    for name, told in real_networks().items():
        if name in files:
            say(f"In {home_words()}:", "", *_told(name, told), *_wrapped(_found(name, told)), "")
        else:
            say(f"To be fetched, into {home_words()}:", "", *_told(name, told))
            steps = enumerate(told.steps.strip().splitlines(), 1)
            say(*(f"  {k}. {step}" for k, step in steps), "")


def _told(name: str, told) -> list[str]:
    parts = (told.story, f"Source: {told.source}.", f"Licence of the data: {told.licence}.")
    return [f"{name}: {told.title}", *(line for part in parts for line in _wrapped(part))]


def _found(name: str, told) -> str:
    from plnkit.model.real import facts, real_network

    try:
        network = real_network(name)
    except PlnError as problem:
        return str(problem)
    answered, index = facts(network)
    ei = "" if index is None else f", E-I index {index:.3f}"
    return (
        f"{told.file}: {network.people_count:,} {told.many}, {len(network.ties):,} ties once those "
        f"told twice are counted once; {answered:.3f} of them answered{ei}."
    )


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 88, initial_indent="  ", subsequent_indent="  ")

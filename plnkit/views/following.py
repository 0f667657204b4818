"""Which network a widget is about, and where one that names people can't be opened."""

from pathlib import Path

import traitlets as t

from plnkit.model.network import Network, PlnError

NAMES_PEOPLE = "It names people of the map, so it is for lessons, not for an assignment's folder."


def refuse_in_an_assignment(what: str) -> None:
    """Raise PlnError in an assignment's folder, where a notebook must not save names."""
    if Path("assignment.toml").is_file():
        raise PlnError(f"{what} can't be opened here. {NAMES_PEOPLE}")


def follow(widget: t.HasTraits, of: Network | t.HasTraits) -> None:
    """Have `widget.network` be this network, or what another widget's `network` is from now on."""
    if isinstance(of, Network):
        widget.network = of
    else:
        t.dlink((of, "network"), (widget, "network"))

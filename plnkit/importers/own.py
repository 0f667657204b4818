"""plnkit's own `my-pln.json`: a map, so that it can be audited, or taken into another one.

Snapshots stay behind: they belong to the map they were taken of.
"""

from __future__ import annotations

import json
from dataclasses import replace

from plnkit.model.network import ME, Network, PlnError, network_from_json
from plnkit.model.sheets import File, Report

NAME = "plnkit"
TITLE = "plnkit maps"
MARKS = 'my-pln.json, which begins with "format": "plnkit/network"'
CANNOT = "It knows what was told of the map. Its earlier days (snapshots) stay behind."


def recognises(head: str) -> bool:
    start = "".join(head[:200].split())
    return start.startswith('{"format":"plnkit/network"')


def read(file: File) -> tuple[Network, Report]:
    """The map, and how many entries it holds besides the learner. Raises PlnError as the store does."""
    try:
        data = json.loads(file.data.decode(file.encoding))
    except (ValueError, RecursionError):
        raise PlnError(f"{file.name} is damaged. It was left as it is; restore a backup.") from None
    network = replace(network_from_json(data, file.name), snapshots=())
    if ME not in network.entries:
        raise PlnError(f"{file.name} has no learner: no entry has the id 'me'. Restore a backup.")
    return network, Report(file.name, NAME, network.people_count, network.people_count)

"""Where each entry stands in a picture: the learner in the centre, closeness as distance.

Positions follow from ids, rings, groups and ties alone, so that the same network looks the
same again; given the previous ones, nobody moves who need not.

    >>> from plnkit.model.network import Entry, Network
    >>> layout(Network.new().with_entry(Entry("ana", ring="close")))["me"]
    (0.0, 0.0)
"""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

import numpy as np

from plnkit.model.network import ME, Network

Positions = dict[str, tuple[float, float]]

LIMIT = 1_500  # above this nobody can read a drawing, and a browser no longer moves it smoothly
RADII = {"close": 0.36, "regular": 0.59, "occasional": 0.8, "hoped-for": 1.0}
UNRATED = 0.69
NOT_TIED = 1.0  # nobody has rated them, and they are not tied to the learner
APART = 0.16  # the least distance between two neighbours on a ring that is not crowded
BAND = 0.085  # how far a crowded ring may spread inwards and outwards
SLIGHT = 0.075  # a pull that comes of sharing a platform alone
ALL_ALIKE = 0.33  # the same where nobody is rated and there is room for all


def layout(
    network: Network, previous: Mapping[str, tuple[float, float]] | None = None
) -> Positions:
    """The position of each entry by its id: x to the right, y down, the outer ring at 1.

    The learner is at (0, 0). With `previous` positions, entries whose ring is the same stay
    exactly where they were, and new ones take the free place nearest to those they belong to.
    Without an entry `me`, tied entries stand near each other instead. Made for up to
    `LIMIT` entries.
    """
    ids = [id for id in network.entries if id != ME]
    if not ids:
        return dict.fromkeys(network.entries, (0.0, 0.0))
    pulls = _Pulls(network, ids)
    centred = ME in network.entries
    reach = _reach(network, ids) if centred else np.full((len(ids), 2), (0.0, 1.0))
    if previous:
        at = _kept(ids, previous, pulls, reach)
    else:
        at = _on_rings(network, ids, pulls, reach) if centred else _by_distance(network, ids, pulls)
    places = {id: (float(z.real), float(z.imag)) for id, z in zip(ids, at, strict=True)}
    return {id: places.get(id, (0.0, 0.0)) for id in network.entries}


def radii(network: Network) -> dict[str, float]:
    """The rings that hold somebody, from the inside out, with their radius."""
    used = {entry.ring for entry in network.entries.values() if entry.id != ME}
    return {r: radius for r, radius in RADII.items() if r in used and ME in network.entries}


def _hash(id: str) -> float:
    """A number from 0 to 1 that belongs to an id, on every machine."""
    return crc32(id.encode()) / 2**32


class _Pulls:
    """How much each two entries should stand together: ties count most, then group, then platform.

    A table of all pairs that is never built: 1,500 entries make two million. `total` is the sum
    of each of its rows.
    """

    def __init__(self, network: Network, ids: list[str]):
        at = {id: i for i, id in enumerate(ids)}
        self.n, self.alike = len(ids), []
        for column, weight in (("group", 0.5), ("platform", 0.1)):
            told = [getattr(network.entries[id], column) for id in ids]
            code = {word: k for k, word in enumerate(dict.fromkeys(told))}
            codes = np.array([code[word] for word in told])
            each = weight / np.sqrt(np.bincount(codes))[codes] * (np.array(told) != "")
            self.alike.append((codes, each))
        ends = {(at[a], at[b]) for a, b in network.tied_pairs() if a in at and b in at}
        ends = np.array(sorted(ends), dtype=int).reshape(-1, 2)
        self.one, self.other = np.concatenate([ends, ends[:, ::-1]]).T
        self.more = np.ones(len(self.one))
        for codes, each in self.alike:
            self.more -= (codes[self.one] == codes[self.other]) * each[self.one]
        self.total = self.times(np.ones(self.n))

    def times(self, x: np.ndarray) -> np.ndarray:
        """The sum over all others of how much they pull, times `x` of them; one number per entry."""
        out = np.zeros(self.n) + np.bincount(self.one, self.more * x[self.other], self.n)
        for codes, each in self.alike:
            out += each * (np.bincount(codes, x)[codes] - x)
        return out

    def row(self, i: int) -> np.ndarray:
        """How much each of the others pulls this one."""
        out = sum(each[i] * (codes == codes[i]) for codes, each in self.alike)
        out[self.other[self.one == i]] = 1
        out[i] = 0
        return out


# -- around the learner -------------------------------------------------------------------


def _reach(network: Network, ids: list[str]) -> np.ndarray:
    """The least and greatest radius each entry may stand at; one row per entry."""
    mine = {end for tie in network.ties.values() if ME in tie.pair for end in tie.pair}
    rings = [network.entries[id].ring for id in ids]
    unrated = [UNRATED if id in mine else NOT_TIED for id in ids]
    at = np.array([RADII.get(ring, other) for ring, other in zip(rings, unrated, strict=True)])
    crowd = {radius: int((at == radius).sum()) for radius in set(at.tolist())}
    wide = ALL_ALIKE if not any(rings) and len(crowd) == 1 else BAND
    band = np.array([wide if crowd[r] > 2 * np.pi * r / APART else 0.0 for r in at.tolist()])
    return np.column_stack([at - band, at + band])


def _on_rings(network: Network, ids: list[str], pulls: _Pulls, reach: np.ndarray) -> np.ndarray:
    """Positions, as complex numbers: one order around the circle for all, then room on each ring."""
    groups = [network.entries[id].group for id in ids]
    order = _order(ids, groups, pulls)
    gaps = [0.5 * (groups[a] != groups[b]) for a, b in zip(order, np.roll(order, -1), strict=True)]
    steps = 1 + np.array(gaps)
    angle = np.empty(len(ids))
    angle[order] = 2 * np.pi * (np.cumsum(steps) - steps / 2) / steps.sum()
    first = max(sorted(set(groups)), key=groups.count)
    largest = np.exp(1j * angle[[g == first for g in groups]]).sum()
    angle -= np.angle(largest) if abs(largest) > 1e-9 else 0  # the largest group on the right
    angle = _for_names(angle)
    radius = np.empty(len(ids))
    for inner, outer in np.unique(reach, axis=0):
        ring = np.flatnonzero((reach == (inner, outer)).all(axis=1))
        ring = ring[np.argsort(angle[ring])]
        if inner == outer:
            angle[ring] = _room(angle[ring], APART / inner)
            radius[ring] = inner
        else:  # rows that never line up: the golden ratio leaves no pattern and no crowding
            share = (np.arange(len(ring)) * 0.618034) % 1
            radius[ring] = np.sqrt(inner**2 + share * (outer**2 - inner**2))
    return radius * np.exp(1j * angle)


def _for_names(angle: np.ndarray) -> np.ndarray:
    """Evenly spread angles with more room above and below the centre than beside it.

    Names are written level: beside the centre they stack, above and below they would run
    into each other.
    """
    grid = np.linspace(-np.pi, np.pi, 721)
    share = np.cumsum(1 / (1 + 0.8 * np.sin(grid) ** 2))
    share = (share - share[0]) / (share[-1] - share[0])
    return np.interp((angle / (2 * np.pi) + 0.5) % 1, share, grid)


def _order(ids: list[str], groups: list[str], pulls: _Pulls) -> np.ndarray:
    """Indices around the circle: groups together, and tied entries near each other.

    Each entry is drawn to the mean direction of those it belongs to, and all are spread
    evenly again, until they settle. The start is a hash of the id: no chance is involved.
    """
    n = len(ids)
    total = np.maximum(pulls.total, 1e-9)
    z = np.exp(2j * np.pi * np.array([_hash(id) for id in ids]))
    for _ in range(60):
        pulled = (pulls.times(z.real) + 1j * pulls.times(z.imag)) / total
        drawn = np.angle(pulled + 0.5 * z)
        z[np.argsort(drawn, kind="stable")] = np.exp(2j * np.pi * np.arange(n) / n)
    middle = {g: z[[h == g for h in groups]].sum() for g in set(groups)}
    turn = [np.angle(middle[g]) for g in groups]
    within = [np.angle(a / (np.exp(1j * t))) for a, t in zip(z, turn, strict=True)]
    order = np.array(sorted(range(n), key=lambda i: (turn[i], groups[i], within[i], ids[i])))
    return _untangled(order, groups, pulls) if n <= 150 else order


def _untangled(order: np.ndarray, groups: list[str], pulls: _Pulls) -> np.ndarray:
    """The order after swapping neighbours of one group as long as that shortens the ties."""
    n = len(order)
    table = np.array([pulls.row(i) for i in range(n)])
    apart = np.abs(np.arange(n)[:, None] - np.arange(n))
    apart = np.minimum(apart, n - apart)  # places around the circle
    place = np.argsort(order)
    for _ in range(20):
        swapped = False
        for k in range(n):
            a, b = order[k], order[(k + 1) % n]
            nearer = (table[a] - table[b]) @ (apart[place[a], place] - apart[place[b], place])
            if groups[a] == groups[b] and nearer > 1e-6:
                order[k], order[(k + 1) % n] = b, a
                place[a], place[b] = place[b], place[a]
                swapped = True
        if not swapped:
            break
    return order


def _room(angles: np.ndarray, apart: float) -> np.ndarray:
    """Sorted angles moved apart, as little as possible, until neighbours have room."""
    angles, n = angles.copy(), len(angles)
    apart = min(apart, 2 * np.pi / n)
    for _ in range(200):
        gap = np.diff(angles, append=angles[0] + 2 * np.pi)
        short = np.maximum(apart - gap, 0) / 2
        if short.max() < 1e-4 or n == 1:
            break
        angles += np.roll(short, 1) - short
    return angles


# -- without a learner ----------------------------------------------------------------------


def _by_distance(network: Network, ids: list[str], pulls: _Pulls) -> np.ndarray:
    """Positions at which distance on paper follows the number of steps between two entries.

    Stress majorization (Gansner, Koren & North 2004), from a circle in a tie-aware order.
    """
    n = len(ids)
    order = _order(ids, [network.entries[id].group for id in ids], pulls)
    z = np.empty(n, dtype=complex)
    z[order] = np.exp(2j * np.pi * np.arange(n) / n)
    if n > 400:
        return z * np.sqrt((np.argsort(order) * 0.618034) % 1)
    steps = _steps(network, ids)
    weight = np.where(steps > 0, 1 / np.maximum(steps, 1) ** 2, 0)
    total = weight.sum(axis=1)
    for _ in range(120):
        apart = z[:, None] - z
        unit = apart / np.maximum(np.abs(apart), 1e-9)
        z = (weight * (z + steps * unit)).sum(axis=1) / np.maximum(total, 1e-9)
    z -= (z.real.max() + z.real.min()) / 2 + 1j * (z.imag.max() + z.imag.min()) / 2
    return z / max(np.abs(z).max(), 1e-9)


def _steps(network: Network, ids: list[str]) -> np.ndarray:
    """The number of steps between each two entries; one more than the longest where there is no way."""
    at = {id: i for i, id in enumerate(ids)}
    steps = np.full((len(ids), len(ids)), np.inf)
    np.fill_diagonal(steps, 0)
    for a, b in network.tied_pairs():
        steps[at[a], at[b]] = steps[at[b], at[a]] = 1
    for k in range(len(ids)):  # by way of each, one after the other (Floyd and Warshall)
        np.minimum(steps, steps[:, [k]] + steps[k], out=steps)
    longest = steps[np.isfinite(steps)].max()
    return np.where(np.isfinite(steps), steps, longest + 1)


# -- after a change ---------------------------------------------------------------------------


def _kept(ids: list[str], previous: Mapping, pulls: _Pulls, reach: np.ndarray) -> np.ndarray:
    """Previous positions where the ring allows; everybody else in the nearest free place."""
    at = np.array([complex(*previous.get(id, (np.nan, np.nan))) for id in ids])
    stays = (np.abs(at) >= reach[:, 0] - 1e-6) & (np.abs(at) <= reach[:, 1] + 1e-6)
    old = at.copy()
    at[~stays] = np.nan
    circle = np.exp(2j * np.pi * np.arange(120) / 120)
    for i in np.flatnonzero(~stays):
        placed = np.flatnonzero(~np.isnan(at))
        pull = pulls.row(i)[placed]
        pull = np.where(pull > SLIGHT, pull, 0)
        wish = pull @ at[placed] if np.isnan(old[i]) else old[i]
        free = np.concatenate([circle * r for r in np.unique(np.linspace(*reach[i], 5))])
        near = np.abs(free[:, None] - at[placed]).min(axis=1) if len(placed) else free.real
        if abs(wish) < 1e-9:  # belongs to nobody here yet: the emptiest place
            at[i] = free[np.argmax(near)]
        else:
            crowded = np.maximum(1 - near / APART, 0)
            at[i] = free[np.argmin(np.abs(np.angle(free * np.conj(wish))) + 20 * crowded**2)]
    return at

"""The loops that must be fast, compiled where a compiler is, with a NumPy way for where none is.

Numba is loaded with this module and with nothing else. What it compiles is kept on disk;
`warm` does that at set-up, so that no learner waits for it at her first slider.
"""

from __future__ import annotations

import numpy as np

try:
    import numba
except ImportError:  # no wheel for this machine: the NumPy ways run
    numba = None


def compiled(function):
    """The function compiled for this machine; None where there is no compiler."""
    if numba is None:
        return None
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # nowhere to keep what was compiled: then anew in each process
        return numba.njit(nogil=True)(function)


@compiled
def _levels(start, audience, step, levels, sources, adds):
    """Per person the lowest level at which somebody among the sources reaches them; `levels` if none.

    The level of a path is its largest step, or where `adds` the sum of its steps. Dial's
    buckets: whoever is taken from a bucket is done, since nothing later costs less.
    """
    n = start.size - 1
    level = np.full(n, levels, np.int32)
    head = np.full(levels, -1, np.int64)
    waiting = np.empty(audience.size + sources.size, np.int64)  # person of each place in a bucket
    below = np.empty(audience.size + sources.size, np.int64)
    used = 0
    for person in sources:
        level[person] = 0
        waiting[used], below[used], head[0] = person, head[0], used
        used += 1
    for now in range(levels):
        while head[now] >= 0:
            place = head[now]
            head[now] = below[place]
            person = waiting[place]
            if level[person] != now:  # reached more cheaply since
                continue
            for k in range(start[person], start[person + 1]):
                other = audience[k]
                then = now + step[k] if adds else max(now, step[k])
                if then < level[other]:
                    level[other] = then
                    waiting[used], below[used], head[then] = other, head[then], used
                    used += 1
    return level


def _levels_numpy(start, audience, step, levels, sources, adds):
    """As `_levels`, a whole frontier at a time."""
    level = np.full(start.size - 1, levels, np.int32)
    waiting = np.zeros(start.size - 1, bool)
    level[sources], waiting[sources] = 0, True
    for now in range(levels):
        while (reached := np.flatnonzero(waiting)).size:
            people = reached[level[reached] == now]
            if not people.size:
                break
            waiting[people] = False
            edges = edges_of(start, people)
            others = audience[edges]
            then = step[edges] + now if adds else np.maximum(step[edges], now)
            better = then < level[others]
            others = others[better]
            np.minimum.at(level, others, then[better])
            waiting[others] = True
    return level


def edges_of(start, people):
    """The places in the audience of all these people, one after another."""
    sizes = start[people + 1] - start[people]
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if ends.size else 0) + np.repeat(start[people] - ends + sizes, sizes)


@compiled
def _cascades(start, audience, chance, sources, generator):
    """How many people each cascade reaches, its source included.

    Coins that fall the wrong way are skipped by drawing how many there are until the next
    right one: at small chances that is a few draws for a whole audience.
    """
    n = start.size - 1
    seen = np.full(n, -1, np.int32)
    stack = np.empty(n, np.int32)
    reached = np.empty(sources.size, np.int32)
    scale = 1.0 / np.log1p(-chance) if 0.0 < chance < 1.0 else 0.0
    for run in range(sources.size):
        top, count = 1, 1
        stack[0] = sources[run]
        seen[sources[run]] = run
        while top:
            top -= 1
            person = stack[top]
            k, end = start[person], start[person + 1]
            while chance > 0.0:
                if chance < 1.0:
                    k += int(min(np.log(1.0 - generator.random()) * scale, 2e9))
                if k >= end:
                    break
                other = audience[k]
                k += 1
                if seen[other] != run:
                    seen[other] = run
                    stack[top] = other
                    top += 1
                    count += 1
        reached[run] = count
    return reached


def _cascades_numpy(start, audience, chance, sources, generator, together=4096):
    """As `_cascades`, many cascades side by side; a person of a cascade is run * n + person."""
    n = start.size - 1
    reached = np.ones(sources.size, np.int32)
    together = max(1, min(together, 50_000_000 // n))
    for first in range(0, sources.size, together):
        front = sources[first : first + together].astype(np.int64)
        seen = np.zeros(front.size * n, bool)
        front = np.arange(front.size) * n + front
        seen[front] = True
        while front.size:
            run, person = front // n, front % n
            sizes = start[person + 1] - start[person]
            edges = edges_of(start, person)
            hit = generator.random(edges.size) < chance
            others = np.unique(np.repeat(run * n, sizes)[hit] + audience[edges[hit]])
            front = others[~seen[others]]
            seen[front] = True
            reached[first : first + together] += np.bincount(
                front // n, minlength=min(together, sources.size - first)
            ).astype(np.int32)
    return reached


levels = _levels or _levels_numpy
cascades = _cascades or _cascades_numpy


@compiled
def _opinions(
    follows, opinion, message, kept, tolerance, influence, reposting, unfollowing, steps, generator
):
    """One person at a time reads a screen, moves, perhaps unfollows, and posts; all in place.

    `follows` has a row of people for each person; the first `kept` of a row are never unfollowed.
    """
    n, k = follows.shape
    heard = np.empty(k)
    near_at, far_at = np.empty(k + 1, np.int64), np.empty(k + 1, np.int64)
    for _ in range(steps):
        one = int(generator.random() * n)
        mine, near, far, total = opinion[one], 0, 0, 0.0
        for j in range(
            k
        ):  # without a branch: near or far can't be foretold, and a wrong guess costs
            heard[j] = message[follows[one, j]]
            apart = heard[j] - mine
            is_near = abs(apart) < tolerance
            total += apart * is_near
            near_at[near] = far_at[far] = j
            near += is_near
            far += (not is_near) & (j >= kept)
        posted = mine + influence * total / max(near, 1)
        opinion[one] = posted
        draw = generator.random()  # tells whether, and then which: any with the same chance
        if near and draw < reposting:
            posted = heard[near_at[int(draw / reposting * near)]]
        draw = generator.random()
        if far and draw < unfollowing:
            new = int(generator.random() * n)
            fresh = new != one
            for j in range(k):
                fresh = fresh and follows[one, j] != new
            if fresh:
                follows[one, far_at[int(draw / unfollowing * far)]] = new
        message[one] = posted


def _opinions_numpy(
    follows, opinion, message, kept, tolerance, influence, reposting, unfollowing, steps, generator
):
    """As `_opinions`, a twentieth of the people at once: none of them sees what the others do meanwhile."""
    n, k = follows.shape
    may_go = np.arange(k) >= kept
    while steps > 0:
        who = generator.integers(0, n, min(steps, max(1, n // 20)))
        steps -= who.size
        who = np.unique(who)
        mine, rows = opinion[who], follows.take(who, 0)
        apart = message.take(rows) - mine[:, None]
        near = np.abs(apart) < tolerance
        counts = near.sum(1)
        posted = mine + influence * (apart * near).sum(1) / np.maximum(counts, 1)
        opinion[who] = message[who] = posted
        draw = 1 - generator.random((who.size, k), np.float32)  # the largest tells which
        chosen = np.flatnonzero((counts > 0) & (generator.random(who.size) < reposting))
        liked = (draw[chosen] * near[chosen]).argmax(1)
        message[who[chosen]] = mine[chosen] + apart[chosen, liked]
        far = ~near & may_go
        leaves = np.flatnonzero(far.any(1) & (generator.random(who.size) < unfollowing))
        left = (draw[leaves] * far[leaves]).argmax(1)
        new = generator.integers(0, n, leaves.size)
        fresh = (new != who[leaves]) & ~(rows[leaves] == new[:, None]).any(1)
        follows[who[leaves[fresh]], left[fresh]] = new[fresh]


opinions = _opinions or _opinions_numpy


def warm() -> None:
    """Compile what the lessons use and keep it on disk: a second at set-up, and nothing later."""
    generator = np.random.default_rng(1)
    start, audience = np.array([0, 1, 1]), np.array([1], np.int32)
    for adds in (False, True):
        levels(start, audience, np.array([1], np.int32), 3, np.array([0]), adds)
    cascades(start, audience, 0.5, np.array([0]), generator)
    follows = np.array([[1, 2], [0, 2], [0, 1]], np.int32)
    opinions(follows, np.zeros(3), np.zeros(3), 0, 0.4, 0.1, 0.5, 0.5, 3, generator)

"""Engagement leads to visibility: one day of posts, read through a feed that a rule puts in order.

Everybody posts once. Whoever looks in reads the first few posts of those they follow, and of
what these passed on, in the order of the rule; each post read may be liked, answered or
passed on, the more so the more it appeals. There is more than anybody reads. The rules are
public ones, told with their sources in `models.toml`. X's weights multiply chances that X
predicts; here they multiply the rates so far.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from plnkit.model.dynamics.follow import FollowGraph
from plnkit.model.dynamics.kernels import edges_of
from plnkit.model.dynamics.shape import Run, bands, share, within
from plnkit.model.network import PlnError, suggestion

HOURS, INBOX = 24, 16
VISITS = 0.1  # the chance to look in within an hour
LIKE, REPLY, RESHARE = 1.0, 0.2, 0.3  # how likely each is, as parts of the chance to react
TENTH = 0.1


@dataclass(slots=True)
class Counts:
    """What has happened to each post so far; arrays of one number per post."""

    age: np.ndarray  # hours since it was posted
    views: np.ndarray
    likes: np.ndarray
    replies: np.ndarray
    reshares: np.ndarray

    def rate(self, counts: np.ndarray) -> np.ndarray:
        """Reactions per view, held back while few have seen the post."""
        return (counts + 0.5) / (self.views + 10)

    def weighed(self, reply: float) -> np.ndarray:
        """X's weights, which changed for replies: like 0.5, repost 1."""
        return (
            0.5 * self.rate(self.likes) + self.rate(self.reshares) + reply * self.rate(self.replies)
        )


RULES: dict[str, Callable[[Counts], np.ndarray]] = {
    "newest": lambda c: -c.age,
    "likes": lambda c: c.likes - 1e-3 * c.age,
    "x2023": lambda c: c.weighed(13.5),
    "x2026": lambda c: c.weighed(5.0),
    "reddit": lambda c: np.log10(np.maximum(c.likes, 1)) - c.age * 3600 / 45_000,
    "hackernews": lambda c: c.likes / (c.age + 2) ** 1.8,  # its first point is taken off
}


def feed(
    graph: FollowGraph, seed: int, rule: str = "likes", reads: int = 3, reacts: float = 0.2
) -> Run:
    """Who is seen in a day: the share of all views that the most seen tenth of posts gets, hour by hour.

    `rule` is one of `RULES`; newest first stands beside it, with the same people and chances.
    `reads`: how many posts one reads at a visit, 1 to 16. `reacts`: the chance that a post of
    middling appeal is liked.
    """
    import pandas

    if rule not in RULES:
        raise PlnError(f"There is no feed rule '{rule}'.{suggestion(rule, RULES)}")
    reads = int(within("Posts read at a visit", reads, 1, INBOX))
    reacts = share("The chance to react", reacts)
    _, shares, newest = _seen(graph, seed, "newest", reads, reacts)
    told = [f"newest first, {newest}"]
    curve = {"hour": np.arange(1, HOURS + 1), _column("newest first"): shares}
    states, shares, so = _seen(graph, seed, rule, reads, reacts)
    if rule != "newest":
        told.insert(0, f"in this order, {so}")
    curve[_column("in this order")] = shares
    says = "; ".join(told) + "."
    legend = ("seen by nobody", "by 1 to 9", "by 10 to 49", "by 50 or more")
    return Run(pandas.DataFrame(curve), says[0].upper() + says[1:], states, legend)


def _column(order: str) -> str:
    return f"views of the most seen tenth, {order}, %"


@lru_cache(maxsize=2)  # of two rules one after another, newest first is the same day
def _seen(graph: FollowGraph, seed: int, rule: str, reads: int, reacts: float) -> tuple:
    """A day in the order of a rule: how each post stands hour by hour, the share of all views that
    the most seen tenth gets, and the last of these in words."""
    views, appeal = _day(graph, np.random.default_rng(seed), RULES[rule], reads, reacts)
    last = views[-1]
    says = (
        f"the most seen tenth of posts gets {_top(last, last):.0f}% of all views and "
        f"the tenth that appeals most {_top(last, appeal):.0f}%"
    )
    return bands(views, [1, 10, 50]), [_top(hour, hour) for hour in views], says


def _top(views: np.ndarray, by: np.ndarray) -> float:
    """The share of views, in percent, of the tenth of posts that comes first by something."""
    most = max(1, round(TENTH * by.size))
    return 100 * views[np.argpartition(-by, most - 1)[:most]].sum() / max(1, views.sum())


def _day(
    graph: FollowGraph, rng, score, reads: int, reacts: float
) -> tuple[np.ndarray, np.ndarray]:
    """Views of each post after each hour, shape (HOURS, people), and each post's appeal."""
    n = graph.people
    appeal = rng.beta(2, 2, n)
    posted = rng.integers(0, HOURS, n)
    inbox = np.full((n, INBOX), n, np.int32)  # n is no post
    got = np.zeros(n, np.int64)
    unread = np.zeros((n, INBOX), bool)
    counts = Counts(np.zeros(n), *(np.zeros(n) for _ in range(4)))
    history = np.zeros((HOURS, n), np.int32)
    for hour in range(HOURS):
        new = np.flatnonzero(posted == hour)
        _deliver(graph, inbox, unread, got, new, new)
        counts.age = np.maximum(hour - posted, 0).astype(float)
        order = np.append(score(counts) + rng.random(n) * 1e-6, -np.inf)
        visitors = np.flatnonzero((rng.random(n) < VISITS) & (got > 0))
        rank = np.where(unread[visitors], order[inbox[visitors]], -np.inf)
        first = np.argpartition(-rank, reads - 1, axis=1)[:, :reads]
        there = np.take_along_axis(unread[visitors], first, 1)
        readers, places = np.broadcast_to(visitors[:, None], first.shape)[there], first[there]
        posts = inbox[readers, places]
        unread[readers, places] = False
        chance = 2 * reacts * appeal[posts]
        did = rng.random((3, posts.size)) < np.array([[LIKE], [REPLY], [RESHARE]]) * chance
        counts.views += np.bincount(posts, minlength=n)
        counts.likes += np.bincount(posts[did[0]], minlength=n)
        counts.replies += np.bincount(posts[did[1]], minlength=n)
        counts.reshares += np.bincount(posts[did[2]], minlength=n)
        _deliver(graph, inbox, unread, got, readers[did[2]], posts[did[2]])
        history[hour] = counts.views
    return history, appeal


def _deliver(graph: FollowGraph, inbox, unread, got, senders, posts) -> None:
    """Put posts into the inboxes of the senders' followers; the oldest there makes room.

    What lies in an inbox already, read or not, and what is one's own, does not come again.
    """
    to = graph.audience[edges_of(graph.start, senders)]
    posts = np.repeat(posts, graph.followers[senders])
    fresh = (inbox[to] != posts[:, None]).all(1) & (to != posts)
    n = graph.people
    keys = np.unique(to[fresh].astype(np.int64) * n + posts[fresh])
    to, posts = keys // n, keys % n
    place = (got[to] + np.arange(to.size) - np.searchsorted(to, to)) % INBOX
    inbox[to, place] = posts
    unread[to, place] = True
    got += np.bincount(to, minlength=n)

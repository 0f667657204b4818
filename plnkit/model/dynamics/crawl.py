"""The ten steps as a walk through a network: what it finds, and whom it misses.

Seeds are the best-known people of a subject. In each round the learner follows whom those
found follow (step B6) and some who follow them (B8), then unfollows what is off the subject
(B10). Whoever is found in this way has more followers than most: the friendship paradox
(Feld 1991).
"""

from __future__ import annotations

import numpy as np

from plnkit.model.dynamics.follow import FollowGraph
from plnkit.model.dynamics.shape import Run, share, within

ROUNDS, LOOKS = 6, 15  # rounds, and how many new accounts one looks at in each
QUIET = 0.5  # the half with fewest followers


def crawl(
    graph: FollowGraph, seed: int, seeds: int = 3, both: float = 0.3, pruning: float = 0.7
) -> Run:
    """People found on and off the subject, round by round.

    `seeds`: how many best-known people one begins with. `both`: the share of new accounts
    taken from those who follow the people found, the others from whom these follow.
    `pruning`: the chance that an account off the subject is unfollowed after each round.
    """
    import pandas

    seeds = int(within("The number of seeds", seeds, 1, 1e6))
    both, pruning = share("The share of followers", both), share("Pruning", pruning)
    rng = np.random.default_rng(seed)
    subject = graph.community == np.bincount(graph.community, graph.followers).argmax()
    best = np.flatnonzero(subject)[np.argsort(-graph.followers[subject], kind="stable")]
    found = np.zeros(graph.people, bool)
    found[best[:seeds]] = True
    follows, seen, rows, states = graph.turned(), found.copy(), [], []
    for step in range(ROUNDS + 1):
        rows.append((step, (found & subject).sum(), (found & ~subject).sum()))
        states.append(np.where(found, 3 - subject, subject).astype(np.int8))
        if step == ROUNDS:
            break
        by_followers = round(both * LOOKS)
        new = [_named_most(follows, found, seen, LOOKS - by_followers, rng)]
        new.append(_named_most(graph, found, seen, by_followers, rng, likely=False))
        for people in new:
            found[people] = seen[people] = True
        gone = np.flatnonzero(found & ~subject)
        found[gone[rng.random(gone.size) < pruning]] = False
    columns = ["round", "found, on the subject", "found, off the subject"]
    curve = pandas.DataFrame(rows, columns=columns)
    on = found & subject
    quiet = subject & (graph.followers <= np.quantile(graph.followers[subject], QUIET))
    says = (
        f"After {ROUNDS} rounds {on.sum():,} of {subject.sum():,} {graph.who} on the subject are found; of the "
        f"{quiet.sum():,} with fewest followers, {(on & quiet).sum():,}. Those found have "
        f"{graph.followers[on].mean():.0f} followers on average, all on the subject "
        f"{graph.followers[subject].mean():.0f}."
    )
    legend = ("off the subject", "on the subject, not found", "found", "found, off the subject")
    return Run(curve, says, np.array(states), legend)


def _named_most(graph: FollowGraph, found, seen, most, rng, likely=True) -> np.ndarray:
    """New people tied to those found: those whom most of them name, or any."""
    ties = graph.audience[found[graph.authors]]
    counts = np.bincount(ties, minlength=graph.people)
    counts[seen] = 0
    new = np.flatnonzero(counts)
    rank = -counts[new] + rng.random(new.size) if likely else rng.random(new.size)
    return new[np.argsort(rank)][:most]

"""Many runs of a model: every position of a slider with several seeds, on as many workers as there are.

Seeds are drawn before anything runs, one for each repetition, so that the numbers are the same
for any executor and any number of workers, and positions differ by the slider alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING

import numpy as np

from plnkit.model.dynamics.models import models
from plnkit.model.dynamics.shape import LAST_SEED, MANY, within
from plnkit.model.network import PlnError, suggestion

if TYPE_CHECKING:
    import pandas

    from plnkit.model.dynamics.follow import FollowGraph


def seeds(seed: int, runs: int) -> list[int]:
    """One seed for each of several runs, from one seed. Raises PlnError for one below 0."""
    within("The seed", seed, 0, LAST_SEED)
    spawned = np.random.SeedSequence(seed).spawn(int(within("The number of runs", runs, 1, MANY)))
    return [int(each.generate_state(1, np.uint64)[0] >> 2) for each in spawned]


def sweep(
    model: str,
    graph: FollowGraph,
    seed: int = 1,
    runs: int = 10,
    slider: str | None = None,
    positions: Sequence = (),
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    **others,
) -> pandas.DataFrame:
    """The last row of the curve of each run: one row per position and run.

    Columns: the slider's name (if one is moved), `seed`, then the curve's own. `executor` is any of
    `concurrent.futures`, or a cluster's that behaves like one. `progress` is told how many runs
    are done of how many. Stopping it (Ctrl+C) drops what has not begun.
    """
    import pandas

    if model not in models():
        raise PlnError(f"There is no model '{model}'.{suggestion(model, models())}")
    if slider is not None and slider not in models()[model].sliders:
        known = models()[model].sliders
        raise PlnError(f"'{model}' has no slider '{slider}'.{suggestion(slider, known)}")
    if (slider is None) == bool(len(positions)):
        raise PlnError("A sweep that moves a slider needs positions, and no other does.")
    settings = [others | {slider: p} for p in positions] if slider else [others]
    tasks = [(setting, one) for setting in settings for one in seeds(seed, runs)]
    rows, done = [], 0
    for row in _rows(model, graph, tasks, executor):
        rows.append(row)
        done += 1
        if progress:
            progress(done, len(tasks))
    table = pandas.DataFrame(rows)
    table.insert(0, "seed", [one for _, one in tasks])
    if slider:
        table.insert(0, slider, [setting[slider] for setting, _ in tasks])
    return table


def _rows(model: str, graph: FollowGraph, tasks: list, executor: Executor | None):
    """The last row of each task's curve, in the order of the tasks."""
    if executor is None:
        yield from (_one(model, graph, *task) for task in tasks)
        return
    futures = [executor.submit(_one, model, graph, *task) for task in tasks]
    try:
        for future in futures:
            yield future.result()
    finally:  # stopped, or one has failed
        for future in futures:
            future.cancel()


def _one(model: str, graph: FollowGraph, sliders: dict, seed: int) -> dict:
    curve = models()[model].run(graph, seed, **sliders).curve
    return {str(name): float(value) for name, value in curve.iloc[-1].items()}

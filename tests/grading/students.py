"""Careful students of the repository's own assignments: each answers everything, and hands in."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import nbformat

from assignments import TEXT, solution
from plnkit.model.assignment import assignment_in
from plnkit.model.handin import Answers, hand_in
from plnkit.model.library import sample
from plnkit.model.network import OFTEN, Entry, Network, Tie

EARLIER = "2026-08-03"


def answered(
    folder: Path, network: Network | None = None, texts: str = TEXT, fictional: bool = True
) -> None:
    """Does a released assignment: the answers and the map in handin.json, the texts in the notebook."""
    assignment = assignment_in(folder)
    answers = Answers(folder)
    answers.change(lambda data: data["answers"].update(solution(assignment.name)))
    earlier = (EARLIER, sample("fictional_before")) if assignment.needs_earlier else None
    hand_in(
        folder, network or sample("fictional"), assignment, earlier=earlier, fictional=fictional
    )
    write(folder / f"{assignment.name}.ipynb", texts)


def write(notebook: Path, text: str) -> None:
    """Writes a text into the cell of every reflection."""
    book = nbformat.read(notebook, as_version=4)
    for cell in book.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = text
    nbformat.write(book, notebook)


def run(notebook: Path) -> None:
    """Runs every cell and saves what it shows, as a student's JupyterLab does."""
    from nbclient import NotebookClient

    book = nbformat.read(notebook, as_version=4)
    place = {"metadata": {"path": str(notebook.parent)}}
    NotebookClient(book, resources=place, timeout=120).execute()
    nbformat.write(book, notebook)


def like_the_fictional(seed: int) -> Network:
    """A map that differs from the fictional one, and about which the same answers are right."""
    rng, net = random.Random(seed), sample("fictional")
    for entry in list(net.entries.values()):
        if entry.often:
            since = f"20{rng.randrange(10, 26)}-{rng.randrange(1, 13):02}"
            net = net.with_entry(replace(entry, often=rng.choice(OFTEN), since=since))
    for tie in list(net.ties.values()):
        net = net.with_tie(replace(tie, weight=rng.randrange(1, 6)))
    for n in range(rng.randrange(30)):
        tool = Entry(f"tool{n}", kind="tool", often=rng.choice(OFTEN), gives=("resources",))
        net = net.with_entry(tool).with_tie(Tie("me", tool.id, rng.randrange(1, 6)))
    return net

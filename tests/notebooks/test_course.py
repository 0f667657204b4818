"""The course as a whole: every item has its place, every question its lesson, every lesson its neighbours."""

import re
from itertools import pairwise
from pathlib import Path

import nbformat

from plnkit.model.bank import bank
from plnkit.model.bank_files import own_folder, problems
from plnkit.model.coverage import coverage, notebooks

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))


def test_every_item_of_the_course_is_taught_practised_and_assessed():
    asked = [id for question in bank().questions.values() for id in question.ideas]
    items = coverage(notebooks(ROOT), asked)
    missing = [
        f"{i.id} {verb}"
        for i in items
        for verb in ("teaches", "practises", "assesses")
        if not getattr(i, verb)
    ]
    assert missing == []


def test_no_entry_of_the_bank_is_malformed_or_names_a_lesson_that_is_not_there():
    assert problems(own_folder(), [path.stem for path in LESSONS]) == []


def test_one_lesson_leads_to_the_next():
    for before, after in pairwise(LESSONS[1:]):
        last = [nbformat.read(path, 4).cells[-1].source for path in (before, after)]
        assert re.search(rf"\[On: .*\({after.name}\)", last[0]), before.name
        assert re.search(rf"\[Before: .*\({before.name}\)", last[1]), after.name


def test_a_link_between_notebooks_leads_somewhere():
    for path in LESSONS:
        for cell in nbformat.read(path, 4).cells:
            for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", cell.source):
                assert (path.parent / target).exists(), f"{path.name}: {target}"

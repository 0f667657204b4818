"""Each recipe of CONTRIBUTING.md, followed to the letter in a copy of the course, passes the checks it names.

And where something of it is left out, the same checks say what.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[1]
SECTION = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.M | re.S)
STEP = re.compile(
    r"(At the end of|A new file|In) `([^`\n]+)`(?:, (above|below) `([^`\n]+)`)?:\n\n```\w+\n(.*?)```",
    re.S,
)
CHECK = re.compile(r"^    python run\.py (.+)$", re.M)
RECIPES = dict(SECTION.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))


def cells_changed(path, change):
    """Save the notebook with its cells changed."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change({cell["id"]: cell for cell in notebook["cells"]})
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8", newline="\n")


def term_in_its_lessons(course):
    """What is done in JupyterLab: the term explained in lesson 03, and listed in lesson 01."""

    def explained(cells):
        cells["plat-vanish"]["metadata"]["plnkit"]["teaches"].append("P3")
        cells["plat-vanish"]["source"] += "\n\nA **feed reader** gathers what is new on your pages."

    def listed(cells):
        text = "".join(cells["terms-later"]["source"])
        assert "curation |" in text
        cells["terms-later"]["source"] = text.replace("curation |", "curation, feed reader |")

    cells_changed(course / "lessons/03_platforms.ipynb", explained)
    cells_changed(course / "lessons/01_key_terms.ipynb", listed)


def slow_reading(course):
    """What is written in JupyterLab: a small lesson."""
    made = nbformat.v4
    cells = [
        made.new_markdown_cell(
            "# Slow reading\n\n**What did you see that I did not?** 45 minutes."
        ),
        made.new_code_cell("import plnkit\n\nplnkit.NetworkMap(plnkit.sample('student'))"),
        made.new_markdown_cell(
            "Read one page with two others. We all look for what we think already.",
            metadata={"plnkit": {"teaches": ["K4"]}},
        ),
        made.new_code_cell("plnkit.Quiz(['K4-1'])", metadata={"plnkit": {"assesses": ["K4"]}}),
    ]
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = made.new_notebook(cells=cells, metadata={**spec, "title": "Slow reading"})
    nbformat.write(notebook, course / "lessons/11_slow_reading.ipynb")


def one_measure_more(course):
    path = course / "tests/model/test_measures.py"
    text = path.read_text(encoding="utf-8")
    raised, n = re.subn(r"len\(NAMES\) == (\d+)", lambda m: f"len(NAMES) == {int(m[1]) + 1}", text)
    assert n == 1
    path.write_text(raised, encoding="utf-8", newline="\n")


BY_HAND = {
    "A term or a question": term_in_its_lessons,
    "A measure": one_measure_more,
    "A lesson": slow_reading,
}


@pytest.fixture
def course(tmp_path):
    """A copy of the course, as far as the recipes touch it."""
    course = tmp_path / "course"
    for folder in ("plnkit", "tests", "lessons", "assignments"):
        leave = shutil.ignore_patterns("browser", ".ipynb_checkpoints", "submitted", "release")
        shutil.copytree(ROOT / folder, course / folder, ignore=leave)
    for file in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / file, course)
    return course


def follow(course, recipe):
    """Do every step of a recipe; return how many there were."""
    steps = STEP.findall(RECIPES[recipe])
    for how, name, side, line, text in steps:
        path = course / name
        if how == "A new file":
            assert not path.exists(), name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            continue
        old = path.read_text(encoding="utf-8")
        assert old.endswith("\n"), name
        if how == "In":
            assert old.count(line + "\n") == 1, f"{name} has not one line '{line}'"
            new = f"{line}\n{text}" if side == "below" else f"{text}{line}\n"
            path.write_text(old.replace(line + "\n", new), encoding="utf-8", newline="\n")
        else:
            path.write_text(old + text, encoding="utf-8", newline="\n")
    if recipe in BY_HAND:
        BY_HAND[recipe](course)
    return len(steps)


def checked(course, recipe):
    """Run the checks of a recipe in a copy; whether all passed, and what they said."""
    code, said = 0, ""
    env = {
        **os.environ,
        "PYTHONPATH": str(course),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }
    for line in CHECK.findall(RECIPES[recipe]):
        verb, *arguments = shlex.split(line)
        command = {
            "plnkit": ["-m", "plnkit.cli"],
            "test": [*"-m pytest -v -p no:cacheprovider -m".split(), "not browser and not long"],
        }[verb]
        done = subprocess.run(
            [sys.executable, *command, *arguments],
            cwd=course,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        code, said = code or done.returncode, said + done.stdout + done.stderr
    return not code, said


# The recipe, and what its checks say of the new entry by name.
ADDED = {
    "A term or a question": "test_the_sheet_in_the_course_is_the_one_its_seed_draws PASSED",
    "A platform": "told_whole_and_dated[notice-wall] PASSED",
    "An importer": "accounts_for_every_row[pigeons] PASSED",
    "A measure": "test_loners_are_all_of_a_star_and_none_of_a_circle_of_friends PASSED",
    "A lesson": "test_no_lesson_is_harder_than_the_tenth_school_year[11_slow_reading] PASSED",
    "A model and its finding": "what_the_lessons_say[word_doubles] PASSED",
}


def test_every_recipe_is_tried_out():
    assert set(RECIPES) == set(ADDED)
    asked = {"term", "platform", "importer", "measure", "lesson"}
    assert asked <= {word for name in ADDED for word in name.split()}


@pytest.mark.parametrize("recipe", ADDED)
def test_a_recipe_that_is_followed_passes_its_own_checks(course, recipe):
    assert follow(course, recipe), "no step was found"
    passed, said = checked(course, recipe)
    assert passed, said[-6000:]
    assert ADDED[recipe] in said, said[-6000:]


# What is left out or wrong, in which file, and what is said of it.
SLIPS = {
    "A term or a question": (
        "plnkit/data/bank/terms.toml",
        "source = \"none: the course's own wording\"\nexample = \"A teacher reads twelve",
        'example = "A teacher reads twelve',
        "terms.toml, entry 'feed-reader': it has no 'source'",
    ),
    "A platform": (
        "plnkit/data/platforms.toml",
        'G3 = [0, "None."]\n',
        "",
        "entry 'notice-wall': fit 'G3' is missing",
    ),
    "An importer": (
        "tests/importers/fixtures/pigeons/pigeons.csv",
        "",
        None,
        "add a file to tests/importers/fixtures/pigeons",
    ),
    "A measure": (
        "plnkit/data/measures.toml",
        "cannot_say = \"It doesn't say whether they have anything to tell the others.\"\n",
        "",
        "entry 'loners': it has no 'cannot_say'",
    ),
    "A lesson": (
        "lessons/11_slow_reading.ipynb",
        '"K4"\n',
        '"K44"\n',
        "'K44'",
    ),
    "A model and its finding": (
        "plnkit/data/evidence.toml",
        'conflicts = "It says nothing of how often people tell."\n',
        "",
        "entry 'word_doubles': it has no 'conflicts'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("recipe", SLIPS)
def test_a_slip_in_a_recipe_is_named_by_the_same_checks(course, recipe):
    follow(course, recipe)
    name, old, new, says = SLIPS[recipe]
    path = course / name
    if new is None:
        path.unlink()
    else:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(
            text[::-1].replace(old[::-1], new[::-1], 1)[::-1], encoding="utf-8", newline="\n"
        )
    passed, said = checked(course, recipe)
    assert not passed
    assert says in said, said[-6000:]

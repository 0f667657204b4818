"""Identifiers planted all over maps and notebooks reach no hand-in, marked notebook, feedback or export."""

import copy
import json
import shutil

import nbformat
import pytest
from commands import ASSIGNMENTS, Course
from model.test_handin import planted_map

from assignments import TEXT, solution
from plnkit.grading.pages import FeedbackPage
from plnkit.grading.plugin import release_in
from plnkit.grading.score import graded
from plnkit.grading.screen import submission_in
from plnkit.model.handin import Answers, hand_in
from plnkit.model.network import body_json
from plnkit.model.pseudonyms import pseudonym

NAMES = ("a2_map", "a3_audit", "a4_growth_plan")
KEY = bytes(range(32))


@pytest.fixture(scope="module")
def releases():
    return {name: release_in(ASSIGNMENTS / name) for name in NAMES}


def planted_notebook(released: dict, planted: list[str]) -> dict:
    """An answered notebook with identifiers wherever one can hold something besides the answers."""
    book, words = copy.deepcopy(released), " ".join(planted)
    seen = {
        "text/plain": words,
        "text/html": f"<p>{words}</p>",
        "image/svg+xml": f"<svg>{words}</svg>",
    }
    shown = [
        {"output_type": "stream", "name": "stdout", "text": words},
        {"output_type": "display_data", "data": seen, "metadata": {"told": words}},
        {"output_type": "execute_result", "execution_count": 1, "data": seen, "metadata": {}},
        {"output_type": "error", "ename": words, "evalue": words, "traceback": [words]},
    ]
    for cell in book["cells"]:
        marks = cell["metadata"].setdefault("nbgrader", {})
        cell["metadata"].update(told=words, tags=planted)
        marks.update(comment=words, score=words)
        cell["attachments"] = {f"{words}.png": {"image/png": words}}
        if cell["cell_type"] == "code":
            cell["outputs"] = shown
            cell["source"] += f"\n# {words}"
        elif marks.get("solution"):
            cell["source"] = TEXT
        else:
            cell["source"] += f"\n\n{words}"
    own = {
        "cell_type": "code",
        "id": planted[0],
        "source": words,
        "outputs": shown,
        "execution_count": 1,
    }
    book["cells"][2:2] = [{**own, "metadata": {"told": words}}]
    book["cells"].append({"cell_type": "markdown", "id": "own", "source": words, "metadata": {}})
    book["metadata"].update(
        title=words,
        authors=planted,
        plnkit={"notes": planted, "alike": planted, "titles": dict.fromkeys(planted, words)},
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {"x": {"state": planted}}}},
    )
    return book


def submission(seed: int, release, folder) -> list[str]:
    """A submission of a random map, with identifiers in every field of it; what was planted."""
    network, planted = planted_map(seed)
    _, more = planted_map(seed + 10_000)
    assignment = release.assignment
    answers = solution(assignment.name)
    people = [pseudonym(id, KEY) for id in network.entries if id != "me"]
    asked = {
        "learn_most": people[:3],
        "bridge": people[:1],
        "plan": [{"who": people[0], "do": "add"}],
        "serves": [{"who": people[0], "sort": "G2"}],
        "no_goal": people[:3],
    }
    shutil.copytree(ASSIGNMENTS / assignment.name, folder, ignore=shutil.ignore_patterns("*.ipynb"))
    given = {k: v for k, v in {**answers, **asked}.items() if k in assignment.answers}
    Answers(folder, assignment.name).change(lambda data: data["answers"].update(given))
    earlier = (
        ("2026-08-03", network.without(list(network.entries)[-1]))
        if assignment.needs_earlier
        else None
    )
    hand_in(folder, network, assignment, KEY, earlier)
    book = planted_notebook(release.notebook, planted + more)
    (folder / f"{release.name}.ipynb").write_text(json.dumps(book), encoding="utf-8")
    # What a learner may leave beside it without knowing better.
    (folder / "my-pln.json").write_text(json.dumps(body_json(network)), encoding="utf-8")
    (folder / f"{planted[0]}.txt").write_text(" ".join(planted), encoding="utf-8")
    return planted + more


def in_neither(seed: int, releases, folder):
    """Nothing planted is in the hand-in or in what grading made of it; the marked notebook."""
    release = releases[NAMES[seed % len(NAMES)]]
    planted = submission(seed, release, folder)
    result = graded(release, submission_in(folder, f"{release.name}.ipynb"))
    made = json.dumps([result.notebook, result.reasons, result.notes, sorted(result.alike)])
    made += (folder / "handin.json").read_text(encoding="utf-8")
    assert [mark for mark in planted if mark in made] == [], seed
    assert "text/html" in made
    assert TEXT in made
    return result.notebook, planted


def page(book: dict) -> str:
    """The feedback of a marked notebook, without a gradebook to ask."""
    told = {"notebook": "x", "score": 0, "max_score": 1, "waiting": 0}
    node = nbformat.from_dict(book)
    node.cells = [c for c in node.cells if c.metadata.get("plnkit", {}).get("for") != "teacher"]
    for cell in node.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader.update(score=0, waiting=False)
    return FeedbackPage().from_notebook_node(node, {"nbgrader": told})[0]


@pytest.mark.parametrize("seed", range(60))
def test_nothing_planted_is_left_after_grading(seed, releases, tmp_path):
    book, planted = in_neither(seed, releases, tmp_path / NAMES[seed % len(NAMES)])
    if seed < 6:
        html = page(book)
        assert "The same as a table" in html
        assert [mark for mark in planted if mark in html] == []


@pytest.mark.long
def test_nothing_planted_is_left_of_a_thousand(releases, tmp_path):
    for seed in range(1_000):
        book, planted = in_neither(seed, releases, tmp_path / str(seed) / NAMES[seed % len(NAMES)])
        if seed % 10 == 0:
            html = page(book)
            assert [mark for mark in planted if mark in html] == [], seed
        shutil.rmtree(tmp_path / str(seed))


@pytest.mark.long
def test_nothing_planted_is_in_any_file_that_nbgrader_s_commands_make(releases, tmp_path):
    """The gradebook, feedback and both exports among them, and the teacher's own trial of a notebook."""
    course = Course(tmp_path / "course")
    planted = []
    for name in NAMES:
        path = course.root / "source" / name / f"{name}.ipynb"
        tried = json.loads(path.read_text(encoding="utf-8"))
        tried["metadata"]["widgets"] = {"x": "planted-in-a-trial"}
        path.write_text(json.dumps(tried), encoding="utf-8")
        course.run("generate_assignment", name)
        for seed in range(10):
            who = course.root / "submitted" / f"s{seed}" / name
            planted += submission(seed, releases[name], who)
        course.run("autograde", name)
        course.run("generate_feedback", name)
        course.run("export", f"--to={name}.csv")
        course.plnkit("grades", name, "--to", f"plain-{name}.csv")
    shutil.rmtree(course.root / "submitted")
    shutil.rmtree(course.root / "source")
    files = [path for path in course.folder.rglob("*") if path.is_file()]
    assert {".html", ".csv", ".db", ".ipynb"} <= {path.suffix for path in files}
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace") + path.name
        assert [mark for mark in [*planted, "planted-in-a-trial"] if mark in text] == [], path

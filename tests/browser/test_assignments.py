"""A student opens an assignment, answers it with mouse and keyboard, checks it and hands it in."""

import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from plnkit.model.handin import pseudonym
from plnkit.model.library import sample
from plnkit.model.network import ME
from plnkit.model.store import MAP, Store

OURS = ".jp-OutputArea-output .pln-control"


@pytest.fixture
def home(jupyter):
    """The student's own folder, with the sample student's map in it."""
    folder = jupyter.root.parent / "pln"
    shutil.rmtree(folder, ignore_errors=True)
    with Store.open(folder / MAP) as store:
        store.edit("mapped", sample("student").with_snapshot("2026-09-01"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def student(jupyter, home, open_notebook, tmp_path_factory):
    """A function that opens a copy of an assignment, outside the course's source, and runs it."""

    def open_(name, **options):
        folder = jupyter.root / tmp_path_factory.mktemp("student", numbered=True).name / name
        shutil.copytree(jupyter.root / "assignments" / "source" / name, folder)
        notebook = open_notebook(str((folder / f"{name}.ipynb").relative_to(jupyter.root)), **options)
        notebook.folder = folder
        notebook.theme("light")
        notebook.run_all()
        return notebook

    return open_


def kept(notebook) -> dict:
    return json.loads((notebook.folder / "handin.json").read_text(encoding="utf-8"))["answers"]


def test_first(student):
    notebook = student("a3_audit", viewport={"width": 1280, "height": 1000})
    page = notebook.page
    page.get_by_role("heading", name="Your map", exact=True).scroll_into_view_if_needed()
    notebook.screenshot("a3-1")
    for n, text in enumerate(["1. Whom and what you learn from", "4. What the numbers say", "5. Signs of", "6. Who bridges", "9. What you will", "Check all"]):
        page.get_by_role("heading", name=text).scroll_into_view_if_needed()
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(500)
        notebook.screenshot(f"a3-2-{n}")
    print(notebook.axe(OURS))

"""Every lesson runs from top to bottom, and axe-core finds nothing on its widgets in light and dark."""

from pathlib import Path

import pytest

LESSONS = sorted(p.name for p in (Path(__file__).parents[2] / "lessons").glob("*.ipynb"))


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_runs_and_anybody_can_use_its_widgets(open_notebook, name):
    notebook = open_notebook(f"lessons/{name}")
    notebook.run_all()
    for theme in ("light", "dark"):
        notebook.theme(theme)
        assert notebook.axe(".jp-OutputArea-output .pln-control") == []
    notebook.screenshot(f"lesson-{name[:2]}")

"""What is packed is what was saved, and all of it."""

import json
import os
import time

from plnkit.model.workplace import empty_texts, wait_until_saved

WHOLE = {"cells": [{"source": "YOUR ANSWER HERE", "metadata": {"nbgrader": {"solution": True}}}]}


def test_a_notebook_half_written_is_waited_for(tmp_path, monkeypatch):
    notebook, steps = tmp_path / "a.ipynb", iter(["", '{"cells": [', json.dumps(WHOLE)])

    def jupyter_goes_on(_):
        if (text := next(steps, None)) is not None:
            notebook.write_text(text, encoding="utf-8")

    monkeypatch.setattr(time, "sleep", jupyter_goes_on)
    notebook.write_text(json.dumps(WHOLE), encoding="utf-8")
    wait_until_saved(notebook, patience=60)
    assert json.loads(notebook.read_text(encoding="utf-8")) == WHOLE
    assert empty_texts(notebook) == 1
    assert next(steps, None) is None


def test_one_that_is_not_saved_is_not_waited_for_for_ever(tmp_path):
    notebook = tmp_path / "a.ipynb"
    notebook.write_text(json.dumps(WHOLE), encoding="utf-8")
    os.utime(notebook, (0, 0))
    wait_until_saved(notebook, patience=0.3)
    assert empty_texts(notebook) == 1

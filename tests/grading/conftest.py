"""Tests here share `corpus.py`: pytest's importlib mode puts no test folder on the path by itself."""

import json
import sys
from pathlib import Path

import pytest

from assignments import BY_KEY, key
from plnkit.model import quiz_key

sys.path.insert(0, str(Path(__file__).parent))

# A course to grade, and no lesson: its notebook holds what only a student's folder makes run.
collect_ignore = ["course"]


@pytest.fixture(autouse=True)
def teachers_key(tmp_path_factory, monkeypatch):
    """The key to the repository's own sheet lies elsewhere: a clone has none."""
    made, place = tmp_path_factory.getbasetemp() / "key.json", quiz_key.key_file
    if not made.exists():
        made.write_text(json.dumps(key()), encoding="utf-8")
    root = Path(__file__).parents[2]
    monkeypatch.setattr(
        quiz_key,
        "key_file",
        lambda folder: made if folder == root / "assignments/source" / BY_KEY else place(folder),
    )

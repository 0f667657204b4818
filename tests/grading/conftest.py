"""Tests here share `corpus.py`: pytest's importlib mode puts no test folder on the path by itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

# A course to grade, and no lesson: its notebook holds what only a student's folder makes run.
collect_ignore = ["course"]

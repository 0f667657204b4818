"""What every test gets: a learner's folder of its own, so that no test touches the real one.

It lies at the root, and not in tests/, because pytest has to find it for the notebooks in lessons/ too.
"""

import os
import tempfile
from pathlib import Path

import hypothesis
import pytest

HOME = pytest.StashKey[Path]()


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "browser: needs Chromium; `python run.py test --all` runs it"
    )
    config.addinivalue_line(
        "markers", "long: takes more than some seconds; `python run.py test --all` runs it"
    )
    hypothesis.settings.register_profile("plnkit", deadline=None)  # timing decides no test
    hypothesis.settings.load_profile("plnkit")
    folder = tempfile.TemporaryDirectory(prefix="plnkit-tests-", ignore_cleanup_errors=True)
    config.add_cleanup(folder.cleanup)
    config.stash[HOME] = Path(folder.name)
    os.environ["PLN_HOME"] = folder.name


def pytest_runtest_setup(item):
    """A folder for each notebook, set before its kernel starts: fixtures don't reach nbval's cells."""
    if not isinstance(item, pytest.Function):
        os.environ["PLN_HOME"] = str(item.config.stash[HOME] / item.path.stem)


@pytest.fixture(autouse=True)
def pln_home(tmp_path, monkeypatch):
    """The learner's folder of this test; it doesn't exist until something is saved."""
    folder = tmp_path / "pln"
    monkeypatch.setenv("PLN_HOME", str(folder))
    return folder

"""`python run.py` as a teacher types it: JupyterLab on the start page, with no question and no one else asked."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser.conftest import LIMIT

ROOT = Path(__file__).resolve().parents[2]
RUN = [sys.executable, str(ROOT / "run.py")]


@pytest.fixture
def started(tmp_path):
    """A running `python run.py --no-browser --port N`, started from another folder: its port and the page it names."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {
        name: str(tmp_path / name)
        for name in ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")
    }
    flags = [
        "--no-browser",
        "--port",
        str(port),
        "--allow-root",
        "--LabApp.expose_app_in_browser=True",
    ]
    process = subprocess.Popen(
        [*RUN, *flags],
        cwd=tmp_path,
        env={**os.environ, **places},
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        lines = iter(process.stderr.readline, "")
        page = next(
            filter(None, (re.search(r"http://127\.0\.0\.1:\S+", line) for line in lines)), None
        )
        assert page, "JupyterLab did not start"
        yield port, page.group()
        process.terminate()
        process.stderr.read()


def test_run_opens_the_start_page_without_a_question_or_the_network(started, chromium):
    port, url = started
    assert urlsplit(url).path == "/lab/tree/lessons/00_start_here.ipynb"

    context = chromium.new_context()
    context.set_default_timeout(LIMIT)
    hosts = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
    page = context.new_page()
    page.goto(url)
    page.wait_for_function("window.jupyterapp")
    page.evaluate("window.jupyterapp.restored")
    for plugin in ("apputils-extension:announcements", "extensionmanager-extension:plugin"):
        active = "name => window.jupyterapp.isPluginActivated(name)"
        assert page.evaluate(active, "@jupyterlab/apputils-extension:notification")
        assert not page.evaluate(active, f"@jupyterlab/{plugin}")
    shown = page.evaluate("fetch('/api/contents/?content=1').then(answer => answer.json())")
    assert "run.py" in [each["name"] for each in shown["content"]]
    assert hosts <= {"127.0.0.1", "localhost", None}
    context.close()

    second = subprocess.run(
        [*RUN, "--no-browser", "--port", str(port)], capture_output=True, text=True
    )
    assert second.returncode == 1
    assert f"Port {port} is taken" in second.stderr

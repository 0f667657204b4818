"""From the command to the first widget that can be used: lesson 01 beside a plain notebook with one slider.

Both start JupyterLab anew in a folder of their own settings, open a notebook in headless Chromium, run
all cells, and stop the clock when the first widget stands on the page. Printed are medians of several
rounds, taken in turn, and their ratio. Then each lesson is run from top to bottom.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3
SLIDER = "import ipywidgets\nipywidgets.IntSlider()"
NEWS = '{"fetchNews": "false", "checkForUpdates": false, "doNotDisturbMode": true}'


def places(home: Path) -> dict[str, str]:
    """An environment in which nothing of this machine's user is read or written."""
    names = [
        "PLN_HOME",
        "HOME",
        "USERPROFILE",
        "IPYTHONDIR",
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
    ]
    names += ["JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"]
    found = {name: str(home / name.lower()) for name in names}
    settings = Path(found["JUPYTERLAB_SETTINGS_DIR"], "@jupyterlab", "apputils-extension")
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(NEWS)
    return {**os.environ, **found}


@contextmanager
def opened(browser, command: list, root: Path, notebook: str):
    """The page of a notebook whose cells have begun to run, in a JupyterLab started anew for it."""
    options = ["--no-browser", "--allow-root", "--ServerApp.port=0", "--ServerApp.ip=127.0.0.1"]
    options += ["--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        server = subprocess.Popen(
            [*command, *options],
            cwd=root,
            env=places(Path(home)),
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            url = next(
                m.group()
                for line in server.stderr
                if (m := re.search(r"http://127\.0\.0\.1:\d+/", line))
            )
            threading.Thread(target=server.stderr.read, daemon=True).start()
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            page.goto(f"{url}lab/tree/{notebook}?reset")
            page.wait_for_function(
                "window.jupyterapp?.shell?.currentWidget?.sessionContext !== undefined"
            )
            page.evaluate(
                """async () => { const app = window.jupyterapp; await app.restored;
                const panel = app.shell.currentWidget; await panel.context.ready;
                await panel.sessionContext.ready; app.commands.execute('notebook:run-all-cells'); }"""
            )
            yield page
            context.close()
        finally:
            server.terminate()
            server.wait()


def seconds(browser, command: list, root: Path, notebook: str, widget: str) -> float:
    """From starting the command to the widget on the page."""
    begin = time.perf_counter()
    with opened(browser, command, root, notebook) as page:
        page.wait_for_selector(widget, state="visible")
        return time.perf_counter() - begin


def main() -> None:
    program = os.environ.get("PLN_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as plain, sync_playwright() as playwright:
        slider = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SLIDER)])
        slider.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(slider, Path(plain, "slider.ipynb"))
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        ours, theirs = [], []
        for _ in range(ROUNDS):
            lab = [sys.executable, "-m", "jupyterlab"]
            theirs.append(seconds(browser, lab, Path(plain), "slider.ipynb", ".widget-slider"))
            lab = [sys.executable, ROOT / "run.py", "lab"]
            lesson = "lessons/01_key_terms.ipynb"
            ours.append(
                seconds(browser, lab, ROOT, lesson, ".jp-OutputArea-output .pln-control input")
            )
        browser.close()
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    print(
        f"lesson 01 by run.py {ours:.1f} s, plain JupyterLab with a slider {theirs:.1f} s: {ours / theirs:.2f}x"
    )
    with tempfile.TemporaryDirectory() as home:
        os.environ["PLN_HOME"] = home
        for path in sorted((ROOT / "lessons").glob("*.ipynb")):
            notebook, begin = nbformat.read(path, 4), time.perf_counter()
            NotebookClient(notebook, kernel_name="python3").execute()
            print(f"{path.stem:28} {time.perf_counter() - begin:5.1f} s from top to bottom")


if __name__ == "__main__":
    main()

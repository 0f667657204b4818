"""What browser tests share: one real JupyterLab, headless Chromium, and a notebook to use as a learner does.

    def test_a_learner_does_something(open_notebook):
        notebook = open_notebook(["from plnkit.views.controls import *", "slider = Slider('How many')\\nslider"])
        notebook.run_all()
        notebook.page.get_by_label("How many").press("ArrowRight")
        notebook.wait_for("slider.value", 0.01)
        assert notebook.axe(".pln-control") == []

JupyterLab is rooted at a temporary copy of lessons and assignments, with a learner's folder of its
own, so that no test changes a file of the repository. Whatever asks another machine fails the test.
Nothing waits for a clock: each helper returns when what it names has happened.

Environment: PLN_CHROMIUM is the browser to use; PLN_SHOTS is a folder to keep screenshots in.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HERE = {"127.0.0.1", "localhost", ""}
LIMIT = 120_000  # milliseconds until a test gives up; no test waits for them
CURE = "Install Debian's chromium (apt-get install chromium), or name a browser in PLN_CHROMIUM."


def pytest_ignore_collect(config):
    """The quick run leaves this folder alone: it may have no browser, and no Playwright to import."""
    return True if "not browser" in config.option.markexpr else None


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


OPENED = pytest.StashKey[list]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test tells what its pages showed: the machine it failed on may not be there to look at."""
    report = yield
    if report.failed and call.when == "call":
        for notebook in item.stash.get(OPENED, []):
            report.sections.append((f"shown by {notebook.page.url}", notebook.shown()))
    return report


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    """A running JupyterLab: `url` and `root`, the folder it shows."""
    home = tmp_path_factory.mktemp("jupyter")
    root = home / "root"
    root.mkdir()
    for name in ("lessons", "assignments"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name)
    settings = (
        home
        / "settings"
        / "@jupyterlab"
        / "apputils-extension"
        / "notification.jupyterlab-settings"
    )
    settings.parent.mkdir(parents=True)
    settings.write_text(
        '{"fetchNews": "false", "checkForUpdates": false, "doNotDisturbMode": true}'
    )
    folders = {
        "PLN_HOME": "pln",
        "HOME": "home",
        "USERPROFILE": "home",
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    for folder in folders.values():
        (home / folder).mkdir(exist_ok=True)
    places = {name: str(home / folder) for name, folder in folders.items()}
    options = [
        "--no-browser",
        "--allow-root",
        "--ServerApp.port=0",
        "--ServerApp.ip=127.0.0.1",
        "--IdentityProvider.token=",
    ]
    options += [
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=None",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter", "lab", *options],
        cwd=root,
        env={**os.environ, **places, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    said = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            break
    else:
        pytest.fail("JupyterLab did not start:\n" + "".join(said))
    # Nobody reads on, and a full pipe would stop the server.
    threading.Thread(target=process.stderr.read, daemon=True).start()
    yield Jupyter(found.group(), root, settings.parent)
    process.terminate()
    process.wait()


class Jupyter:
    def __init__(self, url: str, root: Path, settings: Path):
        self.url, self.root, self._settings = url, root, settings

    def light(self) -> None:
        """Forgets the theme that the test before chose: JupyterLab would keep it."""
        (self._settings / "themes.jupyterlab-settings").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def chromium():
    """Headless Chromium that resolves no name but this machine's."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=LIMIT)
    names = ["chromium", "chromium-browser", "google-chrome"]
    program = os.environ.get("PLN_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.fail(f"No Chromium found. {CURE}")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*quiet, alone])
        yield browser
        browser.close()


@pytest.fixture
def open_notebook(jupyter, chromium, tmp_path_factory, request):
    """A function that opens a notebook in JupyterLab: by path below its root, or made of the given cells.

    Options go to the browser's context: `viewport`, `forced_colors`, `device_scale_factor` …
    """
    shots = Path(os.environ.get("PLN_SHOTS") or tmp_path_factory.mktemp("shots"))
    contexts, strangers, opened = [], [], []
    request.node.stash[OPENED] = opened

    def note(url: str):
        if (urlsplit(url).hostname or "") not in HERE:
            strangers.append(url)

    def open_(notebook: str | list[str], **options) -> Notebook:
        if isinstance(notebook, list):
            path = tmp_path_factory.mktemp("made", numbered=True).name + ".ipynb"
            _write(jupyter.root / path, notebook)
        else:
            path = notebook
        jupyter.light()
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(LIMIT)
        contexts.append(context)
        context.on("request", lambda request: note(request.url))
        page = context.new_page()
        page.on("websocket", lambda socket: note(socket.url))
        page.goto(f"{jupyter.url}lab/tree/{path}?reset")
        opened.append(Notebook(page, shots))
        return opened[-1]

    yield open_
    for notebook in opened:
        notebook.shut_down()
    for context in contexts:
        context.close()
    assert not strangers, f"asked other machines: {strangers}"


def _write(path: Path, cells: list[str]) -> None:
    import nbformat

    # Without a kernel's name JupyterLab would ask for one.
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(
        metadata=metadata, cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
    )
    nbformat.write(notebook, path)


def pick(page, text: str) -> None:
    """Choose by typing what begins with the text, in the menu that has the focus.

    A browser takes letters that come soon for one word, and slow ones for several: coming anew ends
    the word before, and what came too slowly is typed again.
    """
    chosen = "document.activeElement.selectedOptions[0]?.text ?? ''"
    for _ in range(20):
        page.evaluate("() => { const menu = document.activeElement; menu.blur(); menu.focus(); }")
        page.keyboard.type(text)
        if page.evaluate(chosen).lower().startswith(text.lower()):
            return
    raise AssertionError(f"{page.evaluate(chosen)!r} is chosen, not {text!r}")


class Notebook:
    """A notebook open in JupyterLab; `page` is Playwright's."""

    def __init__(self, page, shots: Path):
        self.page, self._shots = page, shots
        self._console = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._console.append(f"error: {error}"))
        self._ready()

    def _ready(self) -> None:
        self.page.wait_for_function(
            "window.jupyterapp?.shell?.currentWidget?.sessionContext !== undefined"
        )
        self._app(
            "await app.restored; app.shell.collapseLeft(); await panel.context.ready; await session.ready;"
        )
        self._app("while (!kernel().info) await kernel().info;")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")
        # JupyterLab draws a cell that is out of sight when it has nothing else to do.
        self.page.wait_for_function(
            "window.jupyterapp.shell.currentWidget.content.widgets.every((cell) => !cell.isPlaceholder())"
        )

    def _app(self, script: str, argument=None):
        """Runs JavaScript with JupyterLab's app, the open panel, its session and kernel at hand."""
        prelude = "const app = window.jupyterapp, panel = app.shell.currentWidget, session = panel.sessionContext;"
        prelude += "const kernel = () => session.session.kernel;"
        work = f"(async () => {{ {prelude} {script} }})()"
        limit = f"new Promise((_, fail) => setTimeout(() => fail(Error('JupyterLab did not finish')), {LIMIT}))"
        return self.page.evaluate(f"(given) => Promise.race([{work}, {limit}])", argument)

    def reload(self) -> None:
        """Loads the page anew, as a browser's button does; the kernel goes on."""
        self.page.reload()
        self._ready()

    def run_all(self) -> None:
        """Runs every cell; returns when all ran and their widgets are on the page; fails at the first error."""
        self._app("await app.commands.execute('notebook:run-all-cells');")
        self._all_well()

    def run_cell(self, index: int) -> None:
        """Runs one cell, the first is 0."""
        self._app(
            "panel.content.activeCellIndex = given; await app.commands.execute('notebook:run-cell');",
            index,
        )
        self._all_well()

    def restart_kernel(self) -> None:
        """A kernel that knows nothing any more, ready for work."""
        self._app("await session.restartKernel(); await kernel().info;")

    def shut_down(self) -> None:
        """Ends every kernel: a lesson that a link opened would be there for the next test, as it is."""
        self._app("await app.serviceManager.sessions.shutdownAll();")

    def _all_well(self) -> None:
        outputs = "panel.content.widgets.flatMap((cell) => cell.model.outputs?.toJSON() ?? [])"
        errors = self._app(f"return {outputs}.filter((output) => output.output_type === 'error');")
        assert not errors, "\n".join(errors[0]["traceback"])
        # The output of a widget is a panel, filled when its code has come.
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('.jp-OutputArea-output.lm-Panel')].every((output) =>
                output.querySelector('.lm-Widget')?.hasChildNodes() && !output.querySelector('.pln-grid > :empty'))"""
        )

    def do(self, code: str, **given: str) -> dict:
        """Runs code in the notebook's kernel, as no cell; returns the kernel's reply."""
        request = {"code": code, "store_history": False, "user_expressions": given}
        reply = self._app("return (await kernel().requestExecute(given).done).content;", request)
        assert reply["status"] == "ok", "\n".join(reply["traceback"])
        return reply

    def python(self, expression: str):
        """What an expression is worth in the notebook's kernel, by way of JSON."""
        value = self.do("", value=f"__import__('json').dumps({expression})")["user_expressions"][
            "value"
        ]
        assert value["status"] == "ok", f"{expression}: {value.get('evalue')}"
        return json.loads(ast.literal_eval(value["data"]["text/plain"]))

    def wait_for(self, expression: str, expected) -> None:
        """Returns when an expression has the expected value; asks the kernel again and again."""
        end = time.monotonic() + LIMIT / 1000
        while time.monotonic() < end:
            found = self.python(expression)
            if found == expected:
                return
        raise AssertionError(f"{expression} stayed {found!r}, expected {expected!r}")

    def theme(self, name: str) -> None:
        """Sets JupyterLab's theme, light or dark."""
        self._app(
            "await app.commands.execute('apputils:change-theme', {theme: `JupyterLab ${given}`});",
            name.title(),
        )
        light = str(name == "light").lower()
        self.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")

    def axe(self, selector: str) -> list[str]:
        """What axe-core finds wrong at WCAG 2.2 AA inside the selector: one sentence each."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        # JupyterLab's body has no height and hides what overflows; axe then takes all text for hidden,
        # and would not look at its contrast.
        self.page.evaluate("document.body.style.minHeight = '100vh'")
        found = self.page.evaluate(
            """async ([selector, values]) => {
                const found = await axe.run(selector, {elementRef: true, runOnly: {type: 'tag', values}});
                // Text that something covers was not judged; it must not pass for that. A picture's may be covered.
                const covered = ({any, element}) =>
                    any[0]?.data?.messageKey === 'bgOverlap' && element instanceof HTMLElement;
                const told = (rules, nodes) => rules.flatMap((rule) => rule.nodes.filter(nodes).map((node) =>
                    `${rule.id}: ${node.target}: ${node.failureSummary}`));
                const problems = [...told(found.violations, () => true), ...told(found.incomplete, covered)];
                return {problems, looked: found.passes.length + problems.length};
            }""",
            [selector, WCAG],
        )
        assert found["looked"], f"axe found nothing to look at in {selector}"
        return found["problems"]

    def _heard(self, said) -> None:
        if said.type in ("error", "warning"):
            self._console.append(f"{said.type}: {said.text}")

    def shown(self) -> str:
        """The text of every output, and what the browser's console said: for a report of a failure."""
        outputs = self.page.evaluate(
            """() => [...document.querySelectorAll('.jp-Cell')].flatMap((cell, n) =>
                [...cell.querySelectorAll('.jp-OutputArea-output')].map((output) => {
                    const copy = output.cloneNode(true);
                    copy.querySelectorAll('style, svg, option').forEach((node) => node.remove());
                    return `cell ${n}: ${copy.textContent.replace(/\\s+/g, ' ').slice(0, 1500)}`;
                }))"""
        )
        return "\n".join([*outputs, *(line[:300] for line in self._console[-30:])])

    def screenshot(self, name: str, selector: str | None = None) -> Path:
        """A picture of the page, or of the first element that the selector finds."""
        path = self._shots / f"{name}.png"
        if selector:
            self.page.locator(selector).first.screenshot(path=path)
        else:
            self.page.screenshot(path=path)
        return path

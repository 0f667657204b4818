"""Data flows one way through plnkit: data -> model -> importers, draw -> views, grading, cli -> lessons."""

import ast
import graphlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Room -> the rooms it may import. `__init__` hands out public names, and loads them when first used.
BELOW = {
    "data": set(),
    "model": {"data"},
    "importers": {"model"},
    "draw": {"model"},
    "views": {"model", "importers", "draw"},
    "grading": {"model", "importers", "draw"},
    "cli": {"model", "importers", "draw", "grading"},
    "__init__": {"data", "model", "importers", "draw", "views", "grading"},
}
WIDGETS = {"ipywidgets", "anywidget", "traitlets"}
NOTEBOOKS = {"IPython", "nbformat", "nbclient", "nbconvert", "nbgrader"}
STRANGERS = {
    "model": WIDGETS | NOTEBOOKS | {"plotly"},
    "importers": WIDGETS,
    "draw": WIDGETS,
    "views": {"importlib", "pkgutil"},  # ways to a data file: a view asks the model
}
LAZY = "pandas scipy networkx plotly ipywidgets anywidget nbgrader"


def imported(path, package):
    """Every module a file imports, at its top or inside a function, under its full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = path.relative_to(package.parent).parts[: -node.level] if node.level else ()
            module = ".".join([*start, *([node.module] if node.module else [])])
            for name in node.names:
                inner = package.parent.joinpath(*module.split("."), name.name)
                is_module = inner.is_dir() or inner.with_suffix(".py").exists()
                yield f"{module}.{name.name}" if is_module else module


def opened(path):
    """Every call that opens a file, as it is written; the widgets' own JavaScript and CSS apart."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        text = ast.unparse(node) if isinstance(node, ast.Call) else ""
        opens = re.search(r"(?<![\w.])open\(|\.read_(text|bytes)\(", text)
        if opens and "static" not in text.lower():
            yield text


def faults(package):
    """One line for each import, and each file opened by a view, that goes against the direction."""
    found, graph = [], {}
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package).with_suffix("")
        room, modules = place.parts[0], set(imported(path, package))
        if room not in BELOW:
            found.append(f"{place.as_posix()}: '{room}' is no room of plnkit; BELOW lists them")
            continue
        for module in modules:
            top, _, inside = module.partition(".")
            if top in STRANGERS.get(room, ()):
                found.append(f"{place.as_posix()} imports {top}, which {room} must not know")
            if top == "plnkit" and inside.split(".")[0] not in BELOW[room] | {room}:
                found.append(f"{place.as_posix()} imports {module}, which is not below {room}")
        name = ".".join(["plnkit", *place.parts]).removesuffix(".__init__")
        graph[name] = {module for module in modules if module != name}
        if room == "views":
            found += [f"{place.as_posix()} opens a file: {call}" for call in opened(path)]
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        found.append("a circle: " + " -> ".join(error.args[1]))
    return found


def test_every_import_goes_the_one_way():
    assert faults(ROOT / "plnkit") == []


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        ("model/a.py", "import plotly.express", "plotly, which model must not know"),
        (
            "model/a.py",
            "def f():\n    from plnkit.draw import b",
            "plnkit.draw.b, which is not below",
        ),
        ("model/a.py", "from ..draw import b", "plnkit.draw.b, which is not below"),
        ("model/a.py", "from plnkit import Network", "imports plnkit, which is not below"),
        ("importers/a.py", "from plnkit import draw", "plnkit.draw, which is not below"),
        ("draw/a.py", "from plnkit.data import data_file", "plnkit.data, which is not below draw"),
        ("views/a.py", "import plnkit.grading", "plnkit.grading, which is not below"),
        ("grading/a.py", "from plnkit.cli import main", "plnkit.cli, which is not below"),
        ("views/a.py", "x = (HERE / 'data' / 'terms.json').read_text()", "views/a opens a file"),
        ("views/a.py", "from importlib import resources", "importlib, which views must not know"),
        ("model/a.py", "from . import c", "a circle: plnkit.model.a -> plnkit.model.c"),
        ("helpers/a.py", "", "'helpers' is no room"),
    ],
)
def test_each_wrong_turn_is_found(tmp_path, path, source, fault):
    package = tmp_path / "plnkit"
    files = {"draw/b.py": "", "model/c.py": "from plnkit.model import a", path: source}
    for name, text in files.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    assert [line for line in faults(package) if fault in line], faults(package)


def test_import_plnkit_is_light_and_changes_nothing():
    program = f"""
import locale, logging, os, random, signal, sys, warnings
def settings():
    return (dict(os.environ), list(sys.path), list(warnings.filters), locale.setlocale(locale.LC_ALL),
            logging.root.level, list(logging.root.handlers), sys.excepthook, sys.displayhook,
            signal.getsignal(signal.SIGINT), random.getstate())
before = settings()
import plnkit
assert settings() == before, 'import plnkit changed a global setting'
print(*set({LAZY!r}.split()) & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.split(), done.stderr) == ([], "")


def not_public(cells, public):
    """What a notebook takes from plnkit that is no public name."""
    taken = set()
    for source in cells:
        plain = "\n".join(
            "pass" if line.lstrip()[:1] in "%!" else line for line in source.split("\n")
        )
        for node in ast.walk(ast.parse(plain)):
            if isinstance(node, ast.Import):
                taken |= {each.name for each in node.names if each.name.startswith("plnkit.")}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "plnkit":
                inside = "" if node.module == "plnkit" else node.module + "."
                taken |= {inside + each.name for each in node.names}
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "plnkit":
                taken.add(node.attr)
    return taken - set(public) - {"__version__"}


def notebooks():
    for folder in ("lessons", "assignments/source"):
        paths = (ROOT / folder).rglob("*.ipynb")
        yield from (path for path in paths if ".ipynb_checkpoints" not in path.parts)


def test_notebooks_use_public_names_only():
    import plnkit

    for path in notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        assert not_public(code, plnkit.__all__) == set(), path.name


def test_an_inner_name_in_a_notebook_is_found():
    cells = [
        "%pip list\nimport plnkit",
        "plnkit.Network(); plnkit.model.network.Tie",
        "from plnkit.cli import main",
    ]
    assert not_public(cells, ["Network"]) == {"model", "plnkit.cli.main"}

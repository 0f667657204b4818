"""The lessons as plain pages: to read where nothing runs, on a phone, offline, or in print.

Each notebook is run from top to bottom with an empty learner's folder, and what its widgets say
in words and pictures stands in their place. A page holds no script and asks for nothing.
"""

from __future__ import annotations

import html
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from plnkit.draw.style import filled
from plnkit.model.network import PlnError

START = "00_start_here"  # the page that a browser opens first
WIDGET = "application/vnd.jupyter.widget-view+json"
MARK = '<meta name="generator" content="plnkit site">'
LONG = 8000  # characters of a widget's words that are folded away
LIMIT = 300  # seconds until a cell is given up

LIVE = "In JupyterLab you can use this part. Here you see what it says at first."


def write_site(notebooks: Sequence[Path], out: Path) -> list[Path]:
    """One page per notebook in the folder `out`, `index.html` first; what was written, in order.

    Raises PlnError, before anything is written, where there is no notebook, where one does not
    run through, or where `out` holds something else than an earlier site.
    """
    if not notebooks:
        raise PlnError("There is no lesson here. Go to the course's folder.")
    _refuse_others(out)
    ran = {path.stem: executed(path) for path in notebooks}
    pages = {page_name(stem): page(stem, ran) for stem in ran}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (out / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise PlnError(f"{out} could not be written: {error.strerror}.") from None
    return [out / name for name in pages]


def executed(path: Path) -> Mapping[str, Any]:
    """A notebook with the outputs of a learner who has saved nothing yet. Raises PlnError."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        # A home folder of its own: nothing of whoever makes the site gets in, no path of hers either.
        env = {name: text for name, text in os.environ.items() if name != "PLN_HOME"}
        env |= dict.fromkeys(("HOME", "USERPROFILE", "IPYTHONDIR"), home)
        place = {"metadata": {"path": str(path.parent)}}
        quiet = ["--log-level=ERROR"]
        client = NotebookClient(
            notebook, timeout=LIMIT, kernel_name="python3", resources=place, extra_arguments=quiet
        )
        try:
            client.execute(env=env)
        except CellExecutionError as error:
            why = f"{error.ename}: {error.evalue}"
            raise PlnError(f"{path.name} does not run through: {why}") from None
        except (CellTimeoutError, DeadKernelError):
            raise PlnError(f"{path.name} does not run through: a cell never ended.") from None
    return notebook


def page_name(stem: str) -> str:
    return "index.html" if stem == START else f"{stem}.html"


def page(stem: str, notebooks: Mapping[str, Mapping]) -> str:
    """One notebook that was run as an HTML page; the others are what it leads to."""
    titles = {one: notebook["metadata"].get("title", one) for one, notebook in notebooks.items()}
    at = list(titles).index(stem)
    pages = [(page_name(one), title) for one, title in titles.items()]
    lesson = "".join(map(_cell, notebooks[stem]["cells"]))
    return filled(
        "site.html",
        title=titles[stem],
        lesson=Markup(_linked(lesson, titles)),
        pages=pages,
        here=page_name(stem),
        before=pages[at - 1] if at else None,
        after=pages[at + 1] if at + 1 < len(pages) else None,
        mark=Markup(MARK),
    )


def _cell(cell: Mapping) -> str:
    if cell["cell_type"] == "markdown":
        return _prose(cell["source"])
    if cell["cell_type"] != "code":
        return ""
    hidden = cell["metadata"].get("jupyter", {}).get("source_hidden")
    source = "" if hidden else _code(cell["source"])
    return source + "".join(map(_output, cell["outputs"]))


def _prose(text: str) -> str:
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    made = re.sub(r'<a class="anchor-link".*?</a>', "", markdown2html_mistune(text))
    return made.replace("<table>", '<div class="pln-scroll"><table>').replace(
        "</table>", "</table></div>"
    )


def _output(output: Mapping) -> str:
    """What an output shows where nothing runs; a widget's words and pictures in place of it."""
    if output["output_type"] == "stream":
        return _code(output["text"]) if output["name"] == "stdout" else ""
    data = output["data"]
    shown = data.get("text/html", data.get("image/svg+xml"))
    if shown is None and "image/png" in data:
        shown = f'<img alt="" src="data:image/png;base64,{data["image/png"]}">'
    if shown is None:
        shown = _code(data["text/plain"])
    if WIDGET not in data or not shown:
        return shown
    if len(re.sub(r"<style>.*?</style>|<[^>]+>", "", shown, flags=re.S)) > LONG:
        shown = f"<details><summary>Open it: it is long</summary>{shown}</details>"
    return f'<div class="twin"><p class="live">{LIVE}</p>{shown}</div>'


def _code(text: str) -> str:
    return f'<pre tabindex="0"><code>{html.escape(text)}</code></pre>' if text.strip() else ""


def _linked(body: str, titles: Mapping[str, str]) -> str:
    """The body with links to notebooks leading to their pages; a link to what is no page is only its words."""

    def mend(link: re.Match) -> str:
        to, inside = link["to"], link["inside"]
        stem, _, part = to.partition(".ipynb")
        if stem in titles and to != stem:
            return f'<a href="{page_name(stem)}{part}">{inside}</a>'
        return link[0] if re.match(r"https?:|#|mailto:|data:", to) else inside

    return re.sub(r'<a [^>]*?href="(?P<to>[^"]*)"[^>]*>(?P<inside>.*?)</a>', mend, body, flags=re.S)


def _refuse_others(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise PlnError(f"{out} is a file. Name a folder for the pages.")
    index = out / "index.html"
    earlier = index.is_file() and MARK in index.read_text(encoding="utf-8", errors="replace")
    if any(out.iterdir()) and not earlier:
        raise PlnError(f"{out} holds something else. Name a new folder, or an empty one.")

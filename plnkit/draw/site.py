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

from plnkit.draw import style, tokens
from plnkit.draw.text import escaped
from plnkit.model.network import PlnError

START = "00_start_here"  # the page that a browser opens first
WIDGET = "application/vnd.jupyter.widget-view+json"
MARK = '<meta name="generator" content="plnkit site">'
LONG = 8000  # characters of a widget's words that are folded away
LIMIT = 300  # seconds until a cell is given up

SITE = """
body{max-width:52rem;overflow-wrap:anywhere}
main :is(h1,h2,h3){margin-top:2.25rem}
main>h1:first-child{margin-top:0}
main :is(ol,table){margin:0 0 var(--pln-space-3)}
main :is(ul,ol) :is(ul,ol){margin-top:var(--pln-space-2)}
table{border-collapse:collapse;font-size:var(--pln-text);max-width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .9rem .3rem 0;overflow-wrap:anywhere}
th,td{border-bottom:1px solid var(--pln-hairline)}
:not(.pln-scroll)>table :is(th,td){overflow-wrap:anywhere;padding-right:.6rem}
.pln-scroll>table :is(th,td:first-child){overflow-wrap:normal}
summary{cursor:pointer;color:var(--pln-accent);padding:var(--pln-space-2) 0}
summary:focus-visible,pre:focus-visible{outline:var(--pln-ring) solid var(--pln-focus)}
details{margin-bottom:var(--pln-space-3)}
pre{overflow-x:auto;padding:var(--pln-space-3);background:var(--pln-card)}
pre,code,kbd{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.9em}
img,svg{max-width:100%}
.twin{margin:var(--pln-space-4) 0;padding:var(--pln-space-4)}
.twin{background:var(--pln-card);border-radius:var(--pln-radius-card)}
.twin>:first-child{margin-top:0}
.twin :is(h2,h3,h4){margin:var(--pln-space-3) 0 var(--pln-space-2)}
.twin .pln-figure.boxed{margin:var(--pln-space-3) 0}
.twin>.live{color:var(--pln-muted);font-size:var(--pln-text-small)}
.way{display:flex;flex-wrap:wrap;gap:var(--pln-space-2) var(--pln-space-4)}
.way{font-size:var(--pln-text);margin-bottom:var(--pln-space-4)}
.way a,.way summary{display:inline-block;padding:.35rem 0}
.way details{flex-basis:100%;margin:0}
.way ol{padding-left:1.2rem;margin:0}
@media print{
.way,.live,.twin>details>summary{display:none}
.twin{padding:0;background:none}
details::details-content{content-visibility:visible;display:block;block-size:auto}
}
"""

LIVE = "In JupyterLab you can use this part. Here you see what it says at first."
READ = (
    "This page is for reading. To try things, draw your own map and get answers, "
    "open the course in JupyterLab: <code>python run.py</code> in its folder."
)


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
    body = "".join(map(_cell, notebooks[stem]["cells"]))
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="color-scheme" content="light dark">{MARK}'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{escaped(titles[stem])}</title>"
        f"<style>{tokens.css()}{style.PAGE}{style.FIGURE}{SITE}</style></head><body>"
        f'<header><p class="note">{READ}</p>{_way(stem, titles, "Lessons")}</header>'
        f"<main>{_linked(body, titles)}</main>"
        f"<footer>{_way(stem, titles, 'Lessons, again', fold=False)}</footer></body></html>\n"
    )


def _way(stem: str, titles: Mapping[str, str], label: str, fold: bool = True) -> str:
    """The page before, the page after, and the list of all, folded away."""
    order = list(titles)
    at = order.index(stem)
    near = [("← ", order[at - 1])] if at else []
    near += [("→ ", order[at + 1])] if at + 1 < len(order) else []
    links = [f'<a href="{page_name(to)}">{sign}{escaped(titles[to])}</a>' for sign, to in near]
    if fold:
        items = "".join(
            f'<li><a href="{page_name(to)}"{" aria-current=page" if to == stem else ""}>'
            f"{escaped(title)}</a></li>"
            for to, title in titles.items()
        )
        links.append(f'<details><summary>All lessons</summary><ol start="0">{items}</ol></details>')
    return f'<nav class="way" aria-label="{label}">{"".join(links)}</nav>'


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

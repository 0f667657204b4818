"""The lessons as plain pages: all there, all links good, nothing asked for, readable by anybody."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser.conftest import AXE, LIMIT, WCAG

ROOT = Path(__file__).parents[2]
SHOTS = os.environ.get("PLN_SHOTS")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder that `plnkit site` makes of the course, by someone who has a map and progress of her own."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "lessons", folder / "lessons")
    home = folder / "pln"
    home.mkdir()
    told = '{"format": "plnkit/progress", "version": 1, "cards": {}, "answers": [], "lessons": '
    (home / "progress.json").write_text(told + '{"07_map_your_network": {"opened": "2026-01-02"}}}')
    done = subprocess.run(
        [sys.executable, "-m", "plnkit.cli", "site", "pages"],
        cwd=folder,
        env={**os.environ, "PLN_HOME": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder / "pages"


@pytest.fixture
def open_page(chromium):
    """A function that opens a page without JavaScript from the page itself; whatever it asks for must be a file."""
    contexts, asked = [], []

    def open_(path, **options):
        context = chromium.new_context(**options)
        context.set_default_timeout(LIMIT)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: asked.append(f"console: {said.text}"))
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [url for url in asked if urlsplit(url).scheme != "file"] == []


def test_every_lesson_is_there_and_every_link_leads_somewhere(site):
    lessons = {path.stem for path in (ROOT / "lessons").glob("*.ipynb")}
    pages = {path.stem: path.read_text(encoding="utf-8") for path in site.glob("*.html")}
    assert set(pages) == (lessons - {"00_start_here"}) | {"index"}
    for name, text in pages.items():
        assert "<script" not in text, name
        for link in re.findall(r'href="([^"]*)"', text):
            if urlsplit(link).scheme in ("http", "https"):
                continue
            page, _, part = link.partition("#")
            to = page.removesuffix(".html") or name
            assert to in pages, f"{name}: {link}"
            assert not part or f'id="{unquote(part)}"' in pages[to], f"{name}: {link}"


def test_nothing_of_whoever_made_it_is_in_it(site):
    for path in site.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert str(site.parent) not in text, path.name
        assert str(Path.home()) + "/" not in text, path.name
        assert "Go on where you stopped" not in text


@pytest.mark.parametrize("name", ["index", "01_key_terms", "07_map_your_network"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_read_a_page(site, open_page, name, scheme):
    path = site / f"{name}.html"
    page = open_page(path, color_scheme=scheme, bypass_csp=True)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(values) => axe.run(document, {runOnly: {type: 'tag', values}})", WCAG)
    assert [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found["violations"]] == []
    assert len(found["passes"]) > 10
    shot(page, f"site-{name[:5]}-{scheme}")


def test_no_page_is_wider_than_a_phone(site, open_page):
    for path in sorted(site.glob("*.html")):
        page = open_page(path, viewport={"width": 400, "height": 800}, java_script_enabled=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        shot(page, f"site-{path.stem[:5]}-400")
        assert wide <= 400, f"{path.name} is {wide} pixels wide"


def test_one_reads_on_from_page_to_page_with_the_keyboard(site, open_page):
    page = open_page(site / "index.html")
    page.get_by_role("navigation", name="Lessons", exact=True).get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/01_key_terms.html")
    page.get_by_text("All lessons").focus()
    page.keyboard.press("Enter")
    listed = page.get_by_role("navigation", name="Lessons", exact=True).locator("li a")
    listed.last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/10_keep_it_alive.html")


def shot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)

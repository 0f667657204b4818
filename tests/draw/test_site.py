"""Plain pages from notebooks that were run; the real lessons are in tests/browser/test_site.py."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from plnkit.cli import main
from plnkit.draw.site import MARK, WIDGET, executed, page, write_site
from plnkit.model.network import PlnError


def notebook(*cells, title="One"):
    return new_notebook(cells=list(cells), metadata={"title": title})


def shown(*outputs, hidden=True):
    metadata = {"jupyter": {"source_hidden": hidden}}
    return new_code_cell("secret = 1", outputs=list(outputs), metadata=metadata)


def data(**kinds):
    return new_output(
        "display_data", {kind.replace("__", "/"): text for kind, text in kinds.items()}
    )


def made(*cells):
    return page("01_one", {"01_one": notebook(*cells), "02_two": notebook(title="Two & more")})


def test_a_widget_s_twin_stands_in_its_place():
    widget = new_output("display_data", {WIDGET: {}, "text/html": "<p>twin</p>", "text/plain": "x"})
    text = made(shown(widget))
    assert '<div class="twin">' in text
    assert "<p>twin</p></div>" in text
    assert "secret" not in text


def test_a_long_twin_is_folded_away_and_a_big_picture_is_not():
    def twin(markup):
        return made(shown(new_output("display_data", {WIDGET: {}, "text/html": markup})))

    assert "Open it: it is long" in twin("<p>word</p>" * 3000)
    assert "Open it: it is long" not in twin(f'<svg><path d="{"M0 0" * 3000}"/></svg>')


def test_a_widget_with_nothing_to_say_leaves_no_box():
    assert 'class="twin"' not in made(
        shown(new_output("display_data", {WIDGET: {}, "text/html": ""}))
    )


def test_other_outputs_are_shown_as_they_are():
    text = made(
        shown(
            new_output("stream", text="a < b"),
            new_output("stream", text="noise", name="stderr"),
            data(text__plain="c & d"),
            data(image__png="QUJD", text__plain="x"),
            hidden=False,
        )
    )
    for part in ("a &lt; b", "c &amp; d", 'src="data:image/png;base64,QUJD"', "secret = 1"):
        assert part in text
    assert "noise" not in text


def test_links_to_lessons_lead_to_pages_and_others_are_only_words():
    links = "[a](02_two.ipynb#Part) [b](../assignments/x.ipynb) [c](https://no.no) [d](#Here)"
    text = made(new_markdown_cell(f"{links} [e](00_start_here.ipynb)"))
    assert '<a href="02_two.html#Part">a</a>' in text
    assert " b " in text
    assert "assignments" not in text
    assert 'href="https://no.no"' in text
    assert 'href="#Here"' in text
    assert " e</p>" in text  # there is no such lesson here


def test_a_page_asks_for_nothing_and_names_its_neighbours():
    text = made()
    assert "default-src 'none'" in text
    assert "<script" not in text
    assert '<a href="02_two.html">→ Two &amp; more</a>' in text


def write(folder, name, *sources):
    path = folder / name
    nbformat.write(notebook(*map(new_code_cell, sources)), path)
    return path


@pytest.mark.long
def test_a_notebook_is_run_with_an_empty_folder_of_its_own(tmp_path, pln_home):
    code = "import os, pathlib\nprint(os.environ.get('PLN_HOME'), pathlib.Path.home())"
    (cell,) = executed(write(tmp_path, "01_a.ipynb", code))["cells"]
    assert str(pln_home) not in cell["outputs"][0]["text"]
    assert cell["outputs"][0]["text"].startswith("None ")


@pytest.mark.long
def test_a_lesson_that_fails_is_named_and_nothing_is_written(tmp_path):
    path = write(tmp_path, "01_a.ipynb", "1 / 0")
    with pytest.raises(PlnError, match=r"01_a\.ipynb does not run through: ZeroDivisionError"):
        write_site([path], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "index.html").write_text("my own page")
    for path, words in ((out, "holds something else"), (out / "index.html", "is a file")):
        with pytest.raises(PlnError, match=words):
            write_site([tmp_path / "01_a.ipynb"], path)
    (out / "index.html").write_text(MARK)
    with pytest.raises(FileNotFoundError):  # an earlier site is replaced: it goes on to the lesson
        write_site([tmp_path / "01_a.ipynb"], out)


def test_where_there_is_no_lesson_the_command_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["site"]) == 2
    assert "There is no lesson here. Go to the course's folder." in capsys.readouterr().err

"""Submissions to grade: honest ones, broken ones and hostile ones, each with what it deserves.

They are made in code, from one honest submission, so that what is wrong with each can be read here.
`CASES` has one entry per submission: how to make its files, the points of the three tasks, and a word
that the teacher's notes (or, for no points, the reasons) have to say.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from plnkit.model.measures import measures
from plnkit.model.network import Entry, Network, Tie
from plnkit.model.pseudonyms import Pseudonyms

FULL = (3.5, 3.0, 2.0)
NONE = (0.0, 0.0, 0.0)
SURPRISE = "I had not seen that Ada alone ties my two study groups."
MISSING = "Everyone who only reads is missing, because nobody notices them."

Files = dict[str, bytes]


def network(people: int = 8) -> Network:
    """A map on which each person is different, and in which everything has been told."""
    kinds, often = ("person", "community"), ("daily", "weekly", "monthly", "rarely")
    entries = [Entry("me")] + [
        Entry(
            f"n{i}",
            kinds[i % 5 == 4],
            name=f"Name {i}",
            platform=("Reddit", "Mastodon", "Discord")[i % 3],
            group=("study", "work")[i % 2],
            often=often[i % 4],
            gives=(("answers", "advice", "ideas")[i % 3],),
            gets=("feedback",),
        )
        for i in range(people)
    ]
    ties = [Tie("me", f"n{i}") for i in range(people)]
    ties += [Tie(f"n{i}", f"n{i + 1}") for i in range(people - 1) if i % 3]
    return Network.complete(entries, ties)


def handin(who: str = "ana", people: int = 8, **changed) -> dict:
    """A whole hand-in of one student; each has a secret of its own."""
    net = network(people)
    body = Pseudonyms(who.encode().ljust(32, b"."), net).body(net, "2026-11-03")
    bridge = body["entries"][1]["id"]
    density = measures(network(people), only=["density"])["density"].value
    answers = {"main_platform": "reddit", "hours": 3.5, "bridges": [bridge], "density": density}
    whole = {
        "format": "plnkit/handin",
        "version": 1,
        "assignment": "demo",
        "made": "2026-11",
        "fictional": False,
        "answers": answers,
        "network": body,
        "stated": {},
    }
    return {**whole, **changed}


def notebook(one: str = SURPRISE, two: str = MISSING) -> dict:
    """The released notebook, filled in; tests set `RELEASED` first."""
    book = json.loads(json.dumps(RELEASED))
    for cell in book["cells"]:
        cell["source"] = {"r_one": one, "r_two": two}.get(mark(cell), cell["source"])
    return book


RELEASED: dict = {}


def mark(cell: dict) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def files(
    book: dict | bytes | None = None, data: dict | bytes | None = None, who: str = "ana"
) -> Files:
    """A submission's two files as bytes."""
    book = notebook() if book is None else book
    data = handin(who) if data is None else data
    as_bytes = [
        each if isinstance(each, bytes) else json.dumps(each).encode() for each in (book, data)
    ]
    return {"demo.ipynb": as_bytes[0], "handin.json": as_bytes[1]}


def edited(change: Callable[[list], object]) -> Files:
    """An honest submission whose list of cells was changed."""
    book = notebook()
    change(book["cells"])
    return files(book)


def cell_of(cells: list, name: str) -> dict:
    return next(cell for cell in cells if mark(cell) == name)


def code(source: str, *outputs: dict) -> dict:
    return {
        "cell_type": "code",
        "id": f"own-{abs(hash(source)) % 10**8}",
        "metadata": {},
        "execution_count": 1,
        "outputs": list(outputs),
        "source": source,
    }


@dataclass(frozen=True)
class Case:
    """One submission. `told` stands in the notes or the reasons; `keeps` in the graded notebook."""

    name: str
    make: Callable[[], Files]
    points: tuple[float, float, float] = FULL
    told: str = ""
    keeps: tuple[str, ...] = (SURPRISE, MISSING)
    link: Callable[[Path], object] | None = None  # what to put into the folder besides files


# -- what students do without meaning to --------------------------------------------------------


def doubled(cells):
    cells.insert(3, json.loads(json.dumps(cells[2])))


def doubled_reflection(cells):
    copy = json.loads(json.dumps(cell_of(cells, "r_one")))
    copy["source"] = "A second thought."
    cells.append(copy)


def stripped(cells):
    for cell in cells:
        cell["metadata"] = {}


def stripped_and_renumbered(cells):
    for i, cell in enumerate(cells):
        cell["metadata"] = {}
        cell["id"] = f"new-{i}"


def retyped(cells):
    cell = cell_of(cells, "r_one")
    cell.update(cell_type="code", outputs=[], execution_count=None)


def beside(cells):
    """The answer in a cell of the student's own, the cell meant for it left as it was."""
    place = cells.index(cell_of(cells, "r_one"))
    cells[place]["source"] = "YOUR ANSWER HERE"
    cells.insert(
        place + 1, {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": SURPRISE}
    )


def old_format() -> Files:
    book = notebook()
    book["nbformat_minor"] = 4
    for cell in book["cells"]:
        del cell["id"]
    return files(book)


def with_output(text: str, **more) -> Callable[[list], None]:
    def change(cells):
        cell_of(cells, "t_where")["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": text, **more}
        ]

    return change


def renamed(name: str) -> Files:
    whole = files()
    return {name: whole["demo.ipynb"], "handin.json": whole["handin.json"]}


def changed_handin(change: Callable[[dict], object]) -> Files:
    data = handin()
    change(data)
    return files(data=data)


def raw_handin(before: str, after: str) -> Files:
    text = json.dumps(handin())
    assert before in text
    return files(data=text.replace(before, after).encode())


HALF = (1.5, 3.0, 2.0)
honest = [
    Case("honest", files),
    Case("eight_people_are_enough", lambda: files(data=handin(people=8))),
    Case("many_people_are_worth_no_more", lambda: files(data=handin(people=400))),
    Case("fictional", lambda: files(data=handin(fictional=True))),
    Case(
        "one_answer_missing",
        lambda: changed_handin(lambda d: d["answers"].pop("main_platform")),
        HALF,
    ),
    Case(
        "answer_emptied",
        lambda: changed_handin(lambda d: d["answers"].update(bridges=[])),
        (3.5, 0, 2),
    ),
    Case(
        "only_the_stub",
        lambda: files(RELEASED, handin(answers={})),
        NONE,
        "",
        ("YOUR ANSWER HERE",),
    ),
    Case("nothing_at_all", dict, NONE, "No handin.json", ("YOUR ANSWER HERE",)),
    Case("no_handin", lambda: {"demo.ipynb": files()["demo.ipynb"]}, NONE, "No handin.json"),
    Case(
        "no_notebook",
        lambda: {"handin.json": files()["handin.json"]},
        FULL,
        "No notebook",
        ("YOUR ANSWER",),
    ),
    Case(
        "long_and_accented",
        lambda: files(notebook("Zoë — naïve 漢字 😀 " * 50)),
        keeps=("Zoë — naïve 漢字 😀",),
    ),
    Case("own_cells_added", lambda: edited(lambda c: c.insert(4, code("print(1)")))),
    Case("warns_on_stderr", lambda: edited(with_output("DeprecationWarning", name="stderr"))),
    Case("old_format_without_ids", old_format),
    Case(
        "an_address_in_a_text",
        lambda: files(notebook("Ask ada.lind@posteo.net.")),
        FULL,
        "e-mail",
        (MISSING,),
    ),
    Case(
        "less_than_and_more_than",
        lambda: files(notebook("a < b and c > d & e")),
        keeps=("c > d & e",),
    ),
]

broken = [
    Case("task_cell_doubled", lambda: edited(doubled), FULL, "more than once"),
    Case(
        "reflection_doubled",
        lambda: edited(doubled_reflection),
        FULL,
        "2 times",
        ("A second thought.", SURPRISE),
    ),
    Case("task_cell_deleted", lambda: edited(lambda c: c.pop(2)), FULL, "put back"),
    Case("all_cells_deleted", lambda: edited(list.clear), FULL, "put back", ("YOUR ANSWER HERE",)),
    Case(
        "task_cell_edited",
        lambda: edited(lambda c: c[2].update(source="1 + 1")),
        FULL,
        "changed by the student",
    ),
    Case("cells_reversed", lambda: edited(list.reverse), FULL, "another order"),
    Case("reflection_retyped", lambda: edited(retyped), FULL, "type was changed"),
    Case("metadata_stripped", lambda: edited(stripped), FULL, "lost its mark"),
    Case(
        "metadata_and_ids_stripped",
        lambda: edited(stripped_and_renumbered),
        FULL,
        "of the student's own",
    ),
    Case("answer_in_an_own_cell", lambda: edited(beside), FULL, "of the student's own"),
    Case(
        "json_cut_off",
        lambda: files(files()["demo.ipynb"][:700]),
        FULL,
        "no whole notebook",
        ("no whole notebook",),
    ),
    Case(
        "merge_conflict",
        lambda: files(b"<<<<<<< HEAD\n" + files()["demo.ipynb"]),
        FULL,
        "no whole notebook",
        (),
    ),
    Case("empty_notebook_file", lambda: files(b""), FULL, "no whole notebook", ()),
    Case("a_picture_called_ipynb", lambda: files(bytes(range(256)) * 40), FULL, "notebook", ()),
    Case("a_zip_called_ipynb", lambda: files(b"PK\x03\x04" + b"\0" * 500), FULL, "notebook", ()),
    Case("only_a_zip", lambda: {"demo.zip": b"PK\x03\x04"}, NONE, "archive", ()),
    Case("renamed_notebook", lambda: renamed("demo (1).ipynb"), FULL, "was called"),
    Case("renamed_to_capitals", lambda: renamed("DEMO.IPYNB"), FULL, "was called"),
    Case("in_a_folder_of_its_own", lambda: {f"demo/{k}": v for k, v in files().items()}),
    Case(
        "renamed_handin",
        lambda: {"demo.ipynb": files()["demo.ipynb"], "handin (1).json": files()["handin.json"]},
        FULL,
        "hand-in was called",
    ),
    Case("another_notebook_beside", lambda: files() | {"a.ipynb": b'{"cells": []}'}),
    Case("utf16", lambda: files(json.dumps(notebook()).encode("utf-16")), FULL, "utf-16"),
    Case(
        "utf8_with_mark", lambda: files(b"\xef\xbb\xbf" + files()["demo.ipynb"]), FULL, "utf-8-sig"
    ),
    Case(
        "windows_encoding",
        lambda: files(
            json.dumps(notebook("Zoë is the bridge"), ensure_ascii=False).encode("cp1252")
        ),
        FULL,
        "cp1252",
        ("Zoë is the bridge",),
    ),
    Case("handin_cut_off", lambda: files(data=files()["handin.json"][:300]), NONE, "handin.json"),
    Case("handin_is_a_list", lambda: files(data=b"[]"), NONE, "handin.json"),
    Case(
        "handin_of_another_assignment",
        lambda: files(data=handin(assignment="a3_audit")),
        NONE,
        "another assignment",
    ),
    Case("handin_of_the_future", lambda: files(data=handin(version=2)), NONE, "handin.json"),
    Case("notebook_is_a_list", lambda: files(b"[1, 2]"), FULL, "no list of cells", ()),
    Case(
        "cells_are_text",
        lambda: files(b'{"cells": ["a", 1, null]}'),
        FULL,
        "are no cells",
        ("YOUR ANSWER HERE",),
    ),
    Case(
        "sources_of_wrong_type",
        lambda: edited(lambda c: c[6].update(source={"a": 1})),
        FULL,
        "",
        (MISSING,),
    ),
    Case(
        "metadata_of_wrong_type",
        lambda: edited(lambda c: c[6].update(metadata=["nbgrader"])),
        FULL,
        "lost its mark",
    ),
    Case(
        "unreadable_timestamp",
        lambda: files() | {"timestamp.txt": b"the day before yesterday \xff"},
    ),
]

# -- what a student tries ------------------------------------------------------------------------

EQUAL = """class Always:
    def __eq__(self, other): return True
    def __float__(self): return 100.0"""
PATCH = "import plnkit\nplnkit.check_my_work = lambda *a: 100\nimport ast; ast.parse = None"
SQL = """import sqlite3
sqlite3.connect('../../../gradebook.db').execute('update grade set manual_score = 10')"""
READS = "print(open('../../../source/demo/demo.ipynb').read())"
SCRIPTS = [
    "<script>document.title='owned'</script>",
    "<img src=x onerror=alert(1)>",
    "[a link](javascript:alert(1))",
    "[a link][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![a picture](data:image/svg+xml;base64,PHN2Zz4=)",
    "<svg onload=alert(1)></svg>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed;inset:0'>x</p>",
    "![x](attachment:a.svg)",
    r"$\href{javascript:alert(1)}{x}$ \(\require{html}\style{x}{y}\)",
    '```mermaid\ngraph TD; A-->B; click A "javascript:alert(1)"\n```',
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "<!-- --!><script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "</div></div><form action='https://example.com'><input name=q>",
    "<a href='https://example.com' onclick='alert(1)'>x</a> <meta http-equiv=refresh content=0>",
]


def ends_the_kernel(cells):
    cells.insert(1, code("import os; os._exit(0)"))


def full_marks_output(cells):
    for name, points in (("t_where", "3.5"), ("t_bridges", "3")):
        cell_of(cells, name)["outputs"] = [
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": points, "text/html": "<script>alert(1)</script>"},
            }
        ]


def more_points(cells):
    cell_of(cells, "t_where")["metadata"]["nbgrader"]["points"] = 1e9


def no_answers(change: Callable[[list], object]) -> Files:
    """Nothing answered, and the notebook changed so that it earns points all the same."""
    book = json.loads(json.dumps(RELEASED))
    change(book["cells"])
    return files(book, handin(answers={}))


def deep(n: int) -> bytes:
    return b'{"cells": ' + b"[" * n + b"]" * n + b"}"


def stub_kept(*_):
    """Nothing is changed at all."""


def linked(name: str, target: str) -> Callable[[Path], object]:
    return lambda folder: os.symlink(target, folder / name)


def own(source: str) -> Callable[[list], None]:
    return lambda cells: cells.insert(1, code(source))


BLANK = ("YOUR ANSWER HERE",)
hostile = [
    Case("stub_with_a_map", lambda: no_answers(stub_kept), NONE, "", BLANK),
    Case("always_equal", lambda: no_answers(own(EQUAL)), NONE, "", BLANK),
    Case("patches_the_checker", lambda: no_answers(own(PATCH)), NONE, "", BLANK),
    Case("writes_the_gradebook", lambda: no_answers(own(SQL)), NONE, "", BLANK),
    Case("reads_the_source", lambda: no_answers(own(READS)), NONE, "", BLANK),
    Case("ends_the_kernel", lambda: no_answers(ends_the_kernel), NONE, "", BLANK),
    Case("endless_loop", lambda: no_answers(own("while True: pass")), NONE, "", BLANK),
    Case("full_marks_as_output", lambda: no_answers(full_marks_output), NONE, "", BLANK),
    Case("points_in_the_metadata", lambda: no_answers(more_points), NONE, "", BLANK),
    Case(
        "tests_edited",
        lambda: no_answers(lambda c: c[2].update(source="3.5")),
        NONE,
        "changed",
        BLANK,
    ),
    Case(
        "checks_handed_in",
        lambda: no_answers(stub_kept) | {"checks.py": b"raise SystemExit", "plnkit.py": b"1/0"},
        NONE,
        "",
        BLANK,
    ),
    Case(
        "a_folder_called_assignment_toml", lambda: files() | {"assignment.toml/x": b"points = 100"}
    ),
    Case(
        "own_assignment_toml",
        lambda: no_answers(stub_kept) | {"assignment.toml": b"tasks = []"},
        NONE,
        "",
        BLANK,
    ),
    Case("much_output", lambda: edited(with_output("x," * 5_000_000))),
    Case("deep_notebook", lambda: files(deep(200_000)), FULL, "notebook", ()),
    Case("deep_handin", lambda: files(data=deep(100_000)), NONE, "handin.json"),
    Case(
        "many_brackets",
        lambda: files(b'{"cells": [' + b"[]," * 3_000_000 + b"[]]}"),
        FULL,
        "more than a notebook",
        (),
    ),
    Case("many_cells", lambda: files(b'{"cells": [' + b"{}," * 9_000 + b"{}]}"), FULL, "cells", ()),
    Case(
        "a_number_of_5000_digits",
        lambda: files(b'{"cells": [], "nbformat": ' + b"9" * 5000 + b"}"),
        FULL,
        "",
        (),
    ),
    Case(
        "half_a_character",
        lambda: files(files()["demo.ipynb"].replace(b"I had not", b"\\ud800 I had not")),
    ),
    Case("nan_answer", lambda: raw_handin("3.5", "NaN"), NONE, "handin.json"),
    Case("infinite_answer", lambda: raw_handin("3.5", "Infinity"), NONE, "handin.json"),
    Case("huge_number", lambda: raw_handin("3.5", "1e999"), NONE, "handin.json"),
    Case("a_number_of_4000_digits", lambda: raw_handin("3.5", "9" * 4000), NONE, "handin.json"),
    Case(
        "keys_twice",
        lambda: raw_handin('"version": 1', '"version": 1, "version": 1'),
        NONE,
        "handin.json",
    ),
    Case(
        "answer_of_another_type",
        lambda: changed_handin(lambda d: d["answers"].update(bridges=7)),
        (3.5, 0, 2),
    ),
    Case(
        "person_not_on_the_map",
        lambda: changed_handin(lambda d: d["answers"].update(bridges=["p" + "a" * 12])),
        (3.5, 0, 2),
    ),
    Case(
        "choice_not_offered",
        lambda: changed_handin(lambda d: d["answers"].update(main_platform="facebook")),
        HALF,
    ),
    Case(
        "measure_its_own_ties_contradict",
        lambda: changed_handin(lambda d: d["answers"].update(density=1.0)),
        (3.5, 3, 0),
    ),
    Case(
        "map_emptied_after_answering",
        lambda: changed_handin(
            lambda d: d["network"].update(
                entries=[{"id": "me", "kind": "person"}], ties=[], known={}
            )
        ),
        (3.5, 0, 0),
    ),
    Case(
        "number_out_of_range",
        lambda: changed_handin(lambda d: d["answers"].update(hours=1e8)),
        (2, 3, 2),
    ),
    Case(
        "markup_as_an_answer",
        lambda: changed_handin(lambda d: d["answers"].update(main_platform="<script>")),
        NONE,
        "handin.json",
    ),
    Case(
        "tie_to_nobody",
        lambda: changed_handin(
            lambda d: d["network"]["ties"].append({"source": "me", "target": "p" + "a" * 12})
        ),
        NONE,
        "handin.json",
    ),
    Case(
        "points_in_the_handin",
        lambda: changed_handin(lambda d: d.update(points=100)),
        NONE,
        "handin.json",
    ),
    Case(
        "seven_megabytes_of_handin",
        lambda: files(data=json.dumps(handin()).encode() + b" " * 7_000_000),
        NONE,
        "handin.json",
    ),
    Case("six_hundred_files", lambda: files() | {f"x/{i}.txt": b"x" for i in range(600)}),
    Case(
        "handin_is_a_link",
        lambda: {"demo.ipynb": files()["demo.ipynb"]},
        NONE,
        "link",
        link=linked("handin.json", "../../ana/demo/handin.json"),
    ),
    Case(
        "notebook_is_a_link",
        lambda: {"handin.json": files()["handin.json"]},
        FULL,
        "link",
        BLANK,
        linked("demo.ipynb", "../../../source/demo/demo.ipynb"),
    ),
    Case(
        "gradebook_as_a_link", files, FULL, "link", link=linked("extra.db", "../../../gradebook.db")
    ),
    Case("a_link_to_itself", files, FULL, "link", link=linked("loop", ".")),
    *(
        Case(f"markup_{i}", lambda text=text: files(notebook(text)), keeps=())
        for i, text in enumerate(SCRIPTS)
    ),
]

CASES = [*honest, *broken, *hostile]


def put(case: Case, folder: Path) -> Path:
    """Write a case's files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in case.make().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if case.link:
        case.link(folder)
    return folder

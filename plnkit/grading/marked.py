"""The marked notebook: what was released, filled in with what was handed in, the scores and the reasons.

Formgrader and feedback show it. Nothing of a student's own notebook is in it but the texts,
so neither an output nor a widget's state can bring anything along.
"""

import copy
import html
import re
from collections.abc import Mapping
from typing import Any

from plnkit.grading.repair import shown
from plnkit.model.assignment import Assignment, Question
from plnkit.model.audit import number_text
from plnkit.model.checks import UNKNOWN, TaskScore, given
from plnkit.model.coverage import content
from plnkit.model.pseudonyms import in_words, platform_words, short_codes
from plnkit.model.received import HandInData

NOTES = "pln-notes"
ASKS = re.compile(r'(?:import plnkit\s+)?plnkit\.Answer\("(\w+)"\)')  # a cell that asks a question


def marked(
    released: dict,
    assignment: Assignment,
    handin: HandInData | None,
    scores: Mapping[str, TaskScore],
    texts: Mapping[str, str],
) -> dict:
    """The notebook to show. `texts` is what to put into cells by their grade ids."""
    book = copy.deepcopy(released)
    maps = [net for net in (handin.network, handin.earlier) if net] if handin else []
    codes = short_codes(*maps)
    cells: list[dict] = []
    for cell in book["cells"]:
        name = _grade_id(cell)
        cell["source"] = texts.get(name, cell["source"])
        if cell["cell_type"] == "code":
            cell["outputs"] = []
            if name in scores:
                cell["outputs"] = _score(assignment.tasks[name].title, scores[name])
            elif handin and (asked := ASKS.fullmatch(cell["source"].strip())):
                if question := assignment.answers.get(asked[1]):
                    cell["outputs"] = [_answer(question, handin, codes)]
        cells.append(cell)
        if reflection := assignment.reflections.get(name):
            lines = [f"**For the teacher: {reflection.title}**", ""]
            lines += [f"- {level.points:g}: {level.says}" for level in reflection.rubric]
            if reflection.comments:
                lines += ["", "To copy into the comment:", ""]
                lines += [f"- {comment}" for comment in reflection.comments]
            cells.append(_teacher_cell(f"pln-{reflection.id}"[:64], "\n".join(lines)))
    if maps:
        first = next((i for i, c in enumerate(cells) if c["cell_type"] == "code"), len(cells))
        cells.insert(first, _maps(handin, codes))
    graded = (*assignment.tasks.values(), *assignment.reflections.values())
    state = {"assignment": assignment.title, "titles": {each.id: each.title for each in graded}}
    return {**book, "cells": cells, "metadata": {**book["metadata"], "plnkit": state}}


def with_notes(book: dict, notes: list[str]) -> dict:
    """The notebook with further notes for the teacher, all of them in one cell at its top."""
    state = book["metadata"]["plnkit"]
    notes = list(dict.fromkeys([*state.get("notes", []), *notes]))
    cells = [c for c in book["cells"] if c.get("id") != NOTES]
    if notes:
        lines = "\n".join(f"- {shown(note)}" for note in notes)
        text = f"**For the teacher** (no student sees this, and it took off no points)\n\n{lines}"
        cells.insert(0, _teacher_cell(NOTES, text))
    metadata = {**book["metadata"], "plnkit": {**state, "notes": notes}}
    return {**book, "cells": cells, "metadata": metadata}


def rounded(points: float, possible: float) -> float:
    """Points as nbgrader takes them: never above what is possible, which it refuses."""
    return max(0.0, min(round(float(points), 4), float(possible)))


def _score(title: str, result: TaskScore) -> list[dict]:
    """A task's score as nbgrader reads one (a number as the cell's result), then the reasons.

    Without a result nbgrader gives full marks, so there is one for each task, 0 included.
    """
    points = rounded(result.points, result.possible)
    lines = [(f"{got:g} of {most:g}", why) for got, most, why in result.lines]
    rows = "".join(f"<tr><td>{of}</td><td>{html.escape(why)}</td></tr>" for of, why in lines)
    table = (
        "<table class='table'><thead><tr><th scope='col'>Points</th><th scope='col'>Why</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
    number = _display(f"<h3>{html.escape(title)}</h3>", f"{points:.10g}")
    number |= {"output_type": "execute_result", "execution_count": None}
    return [number, _display(table, "\n".join(map("  ".join, lines)))]


def _answer(question: Question, handin: HandInData, codes: Mapping[str, str]) -> dict:
    """A question with the answer that was handed in, as far as it is one."""
    value = given(question, handin.answers.get(question.id), handin.network)
    if question.kind == "table" and value:
        from plnkit.draw.page import sheet_html
        from plnkit.draw.tables import table_html

        columns = question.columns
        rows = [[_words(column, row[column.id], codes) for column in columns] for row in value]
        table = table_html(rows, [column.prompt for column in columns], question.prompt)
        return _display(sheet_html(table), "\n".join(map("\t".join, rows)))
    said = _words(question, value, codes) or "No answer"
    page = f"<dl><dt>{html.escape(question.prompt)}</dt><dd>{html.escape(said)}</dd></dl>"
    return _display(page, f"{question.prompt}\n{said}")


def _words(question: Question, value: Any, codes: Mapping[str, str]) -> str:
    """An answer as people read it; '' where there is none."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_words(question, each, codes) for each in value)
    if not isinstance(value, str):
        return f"{number_text(value)} {question.unit}".strip()
    if value in question.options:
        return question.options[value]
    if question.among == "goals":
        titles = {item.id: item.title for item in content()}
        return f"{value}, {titles.get(value, 'a goal that is not on the list')}"
    if question.among == "platforms":
        return platform_words(value)
    return "Not known" if value == UNKNOWN else codes.get(value, value)


def _maps(handin: HandInData, codes: Mapping[str, str]) -> dict:
    """A cell with the maps that were handed in, each as a picture and a table."""
    from plnkit.draw.page import figure_html
    from plnkit.draw.picture import description, picture
    from plnkit.draw.tables import people_table

    page, plain = "", []
    captions = (
        "The map that was handed in. It holds no names, so none can be shown.",
        f"The earlier one, {handin.earlier_date}.",
    )
    for network, caption in zip((handin.network, handin.earlier), captions, strict=True):
        if network is not None:
            drawn = in_words(network, codes)
            table = people_table(drawn, where="the hand-in")
            page += figure_html(picture(drawn, title="The map"), table, caption)
            plain += [caption, description(drawn)]
    return {
        "cell_type": "code",
        "id": "pln-map",
        "metadata": {"plnkit": {"for": "map"}, "jupyter": {"source_hidden": True}},
        "source": "# The map that was handed in",
        "execution_count": None,
        "outputs": [_display(page, "\n".join(plain))],
    }


def _display(page: str, plain: str) -> dict:
    data = {"text/html": page, "text/plain": plain}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _teacher_cell(id: str, text: str) -> dict:
    """A box that feedback leaves out."""
    return {
        "cell_type": "markdown",
        "id": id,
        "metadata": {"plnkit": {"for": "teacher"}},
        "source": f'<div class="alert alert-info">\n\n{text}\n\n</div>',
    }


def _grade_id(cell: dict) -> str:
    return cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")

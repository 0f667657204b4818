"""Questions of the bank as an assignment: what students get, and the key that they don't.

In an assignment.toml each check `by_key` names an answer and the ideas it is about. A seed draws the
questions: they are written there, with option ids that tell nothing. The key is written to
the folder `keys` beside nbgrader's `source`, which nbgrader neither releases nor collects.
"""

from __future__ import annotations

import hashlib
import json
import random
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from plnkit.model.assignment import FILE, assignment_in
from plnkit.model.bank import Bank, Question
from plnkit.model.bank_files import CHOICES
from plnkit.model.network import PlnError
from plnkit.model.quiz_key import BY_KEY, key_file, sheet_mark
from plnkit.model.store import write_whole

BEGINS, ENDS = "# -- what is asked", "# -- what is scored"  # lines that the questions stand between
PLACED = {  # of a posed question: what is placed, where to, and the titles of both columns
    "match": ("lefts", "rights", "This", "Goes with"),
    "sort": ("items", "groups", "What", "Belongs to"),
    "label": ("places", "labels", "On the drawing", "Label"),
    "order": ("steps", None, "Step", "Place"),
}
# The kinds that are drawn. A word to fill in is not: a hand-in holds no text of a student's own.
HINTS = {"several": "Tick all that fit.", "order": "Give each step its place.", "number": ""} | (
    dict.fromkeys(("single", "scenario"), "Choose one.")
    | dict.fromkeys(("match", "sort", "label"), "Choose for each row.")
)


def write_sheet(folder: Path, bank: Bank, seed: int) -> tuple[Path, int]:
    """Draw an assignment's questions anew and write the key; where it is, and how many there are.

    Raises PlnError where that can't be done, or where students have other questions already.
    """
    folder = folder.resolve()
    path, course = folder / FILE, folder.parent.parent
    try:
        before = path.read_text(encoding="utf-8")
        after, answers = sheet(before, folder.name, bank, seed)
    except FileNotFoundError:
        raise PlnError(f"There is no {path}. Go to the course's folder.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlnError(f"{path} can't be read: {error}. Mend that line.") from None
    out = [course / "release" / folder.name, *course.glob(f"submitted/*/{folder.name}")]
    if after != before and (out := [each for each in out if each.exists()]):
        raise PlnError(
            f"{folder.name} is released with other questions, and what was answered would no longer "
            f"fit. To begin anew, remove {out[0]} first."
        )
    try:
        path.write_text(after, encoding="utf-8", newline="\n")
        try:
            made = assignment_in(folder)
        except PlnError:
            path.write_text(before, encoding="utf-8", newline="\n")
            raise
        key = {"assignment": folder.name, "seed": seed, "sheet": sheet_mark(made)}
        key["answers"] = answers
        write_whole(key_file(folder), json.dumps(key, ensure_ascii=False, indent=1) + "\n")
    except OSError as error:
        raise PlnError(f"{error.filename} can't be written: {error.strerror}.") from None
    return key_file(folder), len(answers)


def sheet(text: str, name: str, bank: Bank, seed: int) -> tuple[str, dict[str, dict]]:
    """An assignment.toml with its questions drawn anew, and of each answer what is right and why not."""
    lines = text.splitlines()
    marks = [[n for n, line in enumerate(lines) if line.startswith(m)] for m in (BEGINS, ENDS)]
    if [len(found) for found in marks] != [1, 1] or marks[0] > marks[1]:
        raise PlnError(f"{name}/{FILE} needs two lines, '{BEGINS} --' and below '{ENDS} --'.")
    uses = [use for task in tomllib.loads(text)["tasks"] for use in task["checks"]]
    uses = [use for use in uses if use["check"] == BY_KEY]
    if not uses:
        raise PlnError(f"{name}/{FILE} has no check '{BY_KEY}', so there is nothing to draw.")
    tables, key = [], {}
    for use, question in zip(uses, _drawn(uses, bank, f"{name}/{seed}"), strict=True):
        asked, key[use["answer"]] = _asked(question, seed)
        tables.append(_toml("answers", {"id": use["answer"], **asked}, many=True))
    (begins,), (ends,) = marks
    body = "\n".join(tables)
    return "\n".join([*lines[: begins + 1], "", body, *lines[ends:], ""]), key


def _drawn(uses: list[dict], bank: Bank, seed: str) -> list[Question]:
    """A question for each answer: of another idea and another kind than those before, where there is one."""
    chance, drawn, asks = random.Random(seed), [], set()
    for use in uses:
        about = use.get("about", [])
        free = [q for q in bank.chosen(about) if q.kind in HINTS and q.ask not in asks]
        if not free:
            raise PlnError(f"The bank has no other question about {', '.join(about)} to ask.")
        chance.shuffle(free)
        ideas, kinds = Counter(q.idea for q in drawn), Counter(q.kind for q in drawn)
        drawn.append(min(free, key=lambda q: (ideas[q.idea], kinds[q.kind])))
        asks.add(drawn[-1].ask)
    return drawn


def _asked(question: Question, seed: int) -> tuple[dict, dict]:
    """A question as assignment.toml has it, and its key: what is right, in the shape of a hand-in."""

    def name(text: str) -> str:
        return "o" + hashlib.blake2s(f"{seed}/{question.id}/{text}".encode()).hexdigest()[:7]

    posed, parts = question.posed(seed), question.parts
    asked = {"kind": "choice", "prompt": posed["ask"], "hint": HINTS[question.kind]}
    asked |= {"story": posed["case"]} if "case" in posed else {}
    asked |= {"picture": dict(posed["picture"])} if "picture" in posed else {}
    key = {"question": question.id}
    if question.kind == "number":
        wrong = {f"{row['value']:g}": row["why"] for row in question.body.get("wrong", ())}
        near = question.body.get("tolerance", 0)
        asked |= {"kind": "number", "unit": posed["unit"]}
        return asked, key | {"right": question.solution, "near": near, "why": wrong}
    if question.kind in CHOICES:
        right = [name(part.text) for part in parts if part.right]
        several = question.kind == "several"
        asked |= {"kind": "several"} if several else {}
        asked |= {"options": {name(o["text"]): o["text"] for o in posed["options"]}}
        why = {name(part.text): part.why for part in parts if not part.right}
        return asked, key | {"right": right if several else right[0], "why": why}
    what, where, *titles = PLACED[question.kind]
    rows = {name(f"row {row['text']}"): row["text"] for row in posed[what]}
    if where is None:
        words = [str(n) for n in range(1, len(parts) + 1)]
        places = {part.text: words[n] for n, part in enumerate(parts)}
    else:
        words = [each["text"] if isinstance(each, dict) else each for each in posed[where]]
        places = {part.text: part.right for part in parts}
    options = {name(word): word for word in words}
    columns = [
        {"id": id, "kind": "choice", "prompt": title, "options": given}
        for id, title, given in zip(("row", "put"), titles, (rows, options), strict=True)
    ]
    asked |= {"kind": "table", "fixed": True, "at_least": len(rows), "at_most": len(rows)}
    right = [{"row": row, "put": name(places[text])} for row, text in rows.items()]
    return asked | {"columns": columns}, key | {"right": right, "why": {}}


def _toml(path: str, table: Mapping, many: bool = False) -> str:
    plain = {k: v for k, v in table.items() if not isinstance(v, Mapping) and k != "columns"}
    lines = [f"[[{path}]]" if many else f"[{path}]"]
    lines += [f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in plain.items()]
    below = [_toml(f"{path}.{k}", v) for k, v in table.items() if isinstance(v, Mapping)]
    below += [_toml(f"{path}.columns", column, many=True) for column in table.get("columns", ())]
    return "\n".join([*lines, "", *below])

"""The key to questions that were drawn from the bank: where it is, and what it says of an answer.

It stays on the teacher's side. Feedback says what was wrong and why, and never what would be right.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plnkit.model.assignment import Assignment
from plnkit.model.checks import Outcome, answered, given
from plnkit.model.network import PlnError

BY_KEY = "by_key"
MAKE = "plnkit terms assignment"


def key_file(folder: Path) -> Path:
    """Where the key of an assignment of a course's `source` folder is."""
    return folder.parent.parent / "keys" / f"{folder.name}.json"


def needs_key(assignment: Assignment) -> bool:
    """Does it ask questions of the bank?"""
    return any(use.check == BY_KEY for task in assignment.tasks.values() for use in task.checks)


def key_of(assignment: Assignment, folder: Path) -> dict | None:
    """The key to an assignment's questions, None where none is needed.

    Raises PlnError where there is none, or the key of another sheet: nothing is graded then.
    """
    if not needs_key(assignment):
        return None
    path = key_file(folder.resolve())
    cure = f"Make it again with '{MAKE} --seed N', with the seed of what students have."
    try:
        key = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlnError(f"There is no key to {assignment.name}: {path} is missing. {cure}") from None
    except (OSError, ValueError) as error:
        raise PlnError(f"{path} can't be read ({type(error).__name__}). {cure}") from None
    if not isinstance(key, dict) or key.get("sheet") != sheet_mark(assignment):
        raise PlnError(f"{path} is the key to other questions than {assignment.name} asks. {cure}")
    return key


def checks_with(assignment: Assignment, key: Mapping | None) -> dict:
    """The check `by_key` as it scores, where it is needed. Raises PlnError where the key is missing."""
    if not needs_key(assignment):
        return {}
    if key is None:
        raise PlnError(f"{assignment.name} can't be graded without its key.")

    def by_key(handin, assignment, answer: str, about=()) -> Outcome:
        question, entry = assignment.answers[answer], key["answers"][answer]
        value = given(question, handin.answers.get(answer), handin.network)
        if value is None and handin.answers.get(answer) not in (None, "", []):
            fault = "What was handed in is no answer to this question."
            return Outcome(0, f"{fault} {question.prompt}")
        if value is None:
            return answered(handin, assignment, answer)
        return _judged(question, value, entry)

    return {BY_KEY: by_key}


def _judged(question, value: Any, entry: Mapping) -> Outcome:
    """How far an answer is right. What was wrong gets its reason; what would be right isn't said."""
    right, why = entry["right"], []
    if question.kind == "table":
        rows = Counter(row["row"] for row in value)
        good = sum(row in right and rows[row["row"]] == 1 for row in value)
        share, said = good / len(right), f"{good} of {len(right)} are right."
    elif question.kind == "several":
        good, bad = len(set(value) & set(right)), [id for id in value if id not in right]
        share = max(0, good - len(bad)) / len(right)
        said = f"{good} that fit, {len(bad)} that don't, of {len(right)}."
        why = [(question.options[id], entry["why"].get(id)) for id in bad]
    else:
        number = question.kind == "number"
        share = float(abs(value - right) <= entry["near"] + 1e-9 if number else value == right)
        shown = f"{value:g}" if number else value
        said, why = "Not right.", [(question.options.get(shown, shown), entry["why"].get(shown))]
    if share == 1:
        return Outcome(1, f"Right. {question.prompt}")
    reasons = " ".join(f"“{words}”: {each}" for words, each in why if each)
    return Outcome(share, f"{said} {question.prompt} {reasons}".strip())


def sheet_mark(assignment: Assignment) -> str:
    """What tells one drawing of the questions from another."""
    asked = [
        [q.id, q.kind, [*q.options], [[*c.options] for c in q.columns]]
        for q in assignment.answers.values()
    ]
    return hashlib.blake2s(json.dumps(asked).encode()).hexdigest()

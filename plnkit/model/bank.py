"""The bank of terms and questions: what is asked, what is right, and why a wrong answer tempts.

The entries are in `plnkit/data/bank`, one table for each idea with its questions below it.

    bank().ideas["K6"].plain
    question = bank().chosen("K6")[0]
    question.posed(seed=1)        # all that a learner may see before answering
    question.judged("3fa9c1")     # what is said of an answer, part by part
"""

from __future__ import annotations

import difflib
import hashlib
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from plnkit.model.bank_files import CHOICES, PLACED, Tables, faults, own_folder, tables_in
from plnkit.model.coverage import content
from plnkit.model.network import PlnError, suggestion

PARTS = {  # by kind: the table of the parts, the column of a part's text, and of what is right of it
    **dict.fromkeys(CHOICES, ("options", "text", "right")),
    "match": ("pairs", "left", "right"),
    "sort": ("items", "text", "group"),
    "label": ("places", "who", "label"),
    "order": ("steps", "text", ""),
}
CLOSE = 0.8  # a word this like an accepted one is probably a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea of the course: what it is, where that comes from, and its questions.

    `id` is a content id such as K6, or a slug. `source` is that of the scholarly definition;
    it begins with "none" where the wording is the course's own. `mixed_up_with` says by the
    other idea's id how to tell the two apart.
    """

    id: str
    term: str
    plain: str
    scholarly: str
    source: str
    example: str
    non_example: str
    lesson: str
    date: str
    also: tuple[str, ...] = ()
    mixed_up_with: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of an answer.

    `parts` has, for each part that was answered, its key, whether it is right, and why; for one
    choice that is the chosen option alone. `says` is for the whole. `mixed` names the ideas
    that the wrong parts were mixed up with.
    """

    right: bool
    parts: tuple[tuple[str, bool, str], ...]
    says: str
    mixed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question: an option, a thing to place, or a step."""

    key: str
    text: str
    right: Any  # for an option whether it is right, for what is placed the word it belongs to
    why: str
    idea: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `body` holds what its kind needs, as the bank has it."""

    id: str
    idea: str
    kind: str
    ask: str
    hint: str
    explain: str
    body: Mapping[str, Any]
    case: str = ""
    more_ideas: tuple[str, ...] = ()

    @property
    def ideas(self) -> tuple[str, ...]:
        """Every idea that it assesses, its own first."""
        return (self.idea, *self.more_ideas)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its options, things to place, or steps in the right order; () for fill and number.

        A part's key comes from its text alone: it tells nothing of what is right, and stays
        the same however parts are shuffled or moved in the bank.
        """
        if self.kind not in PARTS:
            return ()
        rows, text, right = PARTS[self.kind]
        return tuple(
            Part(
                self._key(row[text]),
                row[text],
                row.get(right, self.kind == "order"),
                row.get("why", ""),
                row.get("idea", ""),
            )
            for row in self.body[rows]
        )

    @property
    def words(self) -> tuple[str, ...]:
        """The words that parts are put to, each once: right-hand sides, groups or labels."""
        found = self.body.get("groups") or [part.right for part in self.parts]
        return tuple(dict.fromkeys([*found, *self.body.get("extra", ())]))

    @property
    def solution(self) -> Any:
        """The right answer, in the shape that `judged` takes."""
        if self.kind in CHOICES:
            right = [part.key for part in self.parts if part.right]
            return right if self.kind == "several" else right[0]
        if self.kind == "match":
            return {part.key: self._key(part.right) for part in self.parts}
        if self.kind in PLACED:
            return {part.key: part.right for part in self.parts}
        if self.kind == "order":
            return [part.key for part in self.parts]
        return self.body["accept"][0] if self.kind == "fill" else self.body["answer"]

    def posed(self, seed: int = 0) -> dict[str, Any]:
        """All that a learner may see before answering, ready for `json`; nothing tells what is right.

        Its keys: id, kind, ask, hint, case of a scenario, and by kind: options; lefts and
        rights; groups and items; places, labels and picture; steps; unit. A part is
        {"key", "text"}; groups and labels are words. The seed tells in which order they come.
        """
        told: dict[str, Any] = {name: self.body[name] for name in ("id", "kind", "ask", "hint")}
        chance = random.Random(f"{self.id}/{seed}")
        parts = [{"key": part.key, "text": part.text} for part in self.parts]
        chance.shuffle(parts)
        if self.kind in CHOICES:
            if self.case:
                told["case"] = self.case
            return told | {"options": parts}
        if self.kind == "match":
            rights = [{"key": self._key(word), "text": word} for word in self.words]
            chance.shuffle(rights)
            return told | {"lefts": parts, "rights": rights}
        if self.kind == "sort":
            return told | {"groups": list(self.words), "items": parts}
        if self.kind == "label":
            labels = sorted(self.words)
            chance.shuffle(labels)
            places = sorted(parts, key=lambda part: part["text"])
            return told | {"picture": self.body["picture"], "places": places, "labels": labels}
        if self.kind == "order":
            if [step["key"] for step in parts] == self.solution:
                parts = [*parts[1:], parts[0]]
            return told | {"steps": parts}
        return told | ({"unit": self.body.get("unit", "")} if self.kind == "number" else {})

    def judged(self, answer: Any) -> Judged:
        """What is said of an answer, in the shape that the kind asks for.

        single and scenario: a key; several and order: a list of keys; match: left key to right
        key; sort and label: key to word; fill: text; number: a number, or text that is one.
        Raises PlnError with a sentence for the learner where it has another shape.
        """
        if self.kind in CHOICES:
            return self._judged_choice(answer)
        if self.kind == "fill":
            return self._judged_word(answer)
        if self.kind == "number":
            return self._judged_number(answer)
        parts = {part.key: part for part in self.parts}
        if self.kind == "order":
            if not _is_list_of(answer, parts) or len(answer) != len(parts):
                raise PlnError(f"{self.id}: put all {len(parts)} steps in order first.")
            places = zip(answer, self.solution, strict=True)
            return self._summed([(parts[key], key == due, parts[key].why) for key, due in places])
        if not isinstance(answer, Mapping) or set(answer) != set(parts):
            raise PlnError(f"{self.id}: place all {len(parts)} first.")
        named = {self._key(word): word for word in self.words} | {w: w for w in self.words}
        for word in answer.values():
            if not isinstance(word, str) or word not in named:
                raise PlnError(f"{self.id}: '{word}' is none of the words to choose from.")
        return self._summed([(p, named[answer[key]] == p.right, p.why) for key, p in parts.items()])

    # -- one kind each -----------------------------------------------------------------------

    def _judged_choice(self, answer: Any) -> Judged:
        parts = {part.key: part for part in self.parts}
        several = self.kind == "several"
        if several and (not _is_list_of(answer, parts) or not answer):
            raise PlnError(f"{self.id}: choose at least one first.")
        if not several:
            if not isinstance(answer, str) or answer not in parts:
                raise PlnError(f"{self.id}: choose one of the {len(parts)} options first.")
            part = parts[answer]
            says = self.explain if part.right else part.why
            mixed = () if part.right or not part.idea else (part.idea,)
            return Judged(part.right, ((part.key, part.right, part.why),), says, mixed)
        told = []
        for key, part in parts.items():
            missed = part.right and key not in answer
            why = f"This one belongs to the answer too. {part.why}".strip() if missed else part.why
            told.append((part, (key in answer) == part.right, why))
        return self._summed(told)

    def _judged_word(self, answer: Any) -> Judged:
        if not isinstance(answer, str) or not _plain(answer):
            raise PlnError(f"{self.id}: write a word first.")
        accepted = [_plain(word) for word in self.body["accept"]]
        said = _plain(answer)
        slip = difflib.get_close_matches(said, accepted, 1, CLOSE)
        why = "That is nearly it: look at the spelling once more." if slip else ""
        wrong = [row for row in self.body.get("wrong", ()) if said == _plain(row["text"])]
        return self._entered(said in accepted, wrong, why)

    def _judged_number(self, answer: Any) -> Judged:
        try:
            number = float(answer.replace(",", ".") if isinstance(answer, str) else answer)
        except (TypeError, ValueError, OverflowError):
            number = None
        if number is None or isinstance(answer, bool) or number - number != 0:
            raise PlnError(f"{self.id}: write a number first, such as 3 or 0.5.")
        right = abs(number - self.body["answer"]) <= self.body.get("tolerance", 0) + 1e-9
        wrong = [row for row in self.body.get("wrong", ()) if abs(number - row["value"]) <= 1e-9]
        return self._entered(right, wrong)

    def _entered(self, right: bool, wrong: list[Mapping], otherwise: str = "") -> Judged:
        """A word or a number: right, one of those that the bank knows as wrong, or any other."""
        row = {"why": self.explain} if right else {"why": otherwise or self.body["otherwise"]}
        row = wrong[0] if wrong and not right else row
        mixed = (row["idea"],) if row.get("idea") else ()
        return Judged(right, (("answer", right, row["why"]),), row["why"], mixed)

    def _summed(self, told: list[tuple[Part, bool, str]]) -> Judged:
        good = sum(ok for _, ok, _ in told)
        mixed = dict.fromkeys(
            part.idea for part, ok, _ in told if not ok and part.idea not in ("", self.idea)
        )
        right = good == len(told)
        says = self.explain if right else f"{good} of {len(told)} are right."
        parts = tuple((part.key, ok, why) for part, ok, why in told)
        return Judged(right, parts, says, tuple(mixed))

    def _key(self, text: str) -> str:
        return hashlib.blake2s(f"{self.id}/{text}".encode(), digest_size=3).hexdigest()


def _plain(word: str) -> str:
    """A word as it is compared: small letters, one space, no sign at either end."""
    return " ".join(word.replace("-", " ").replace("’", "'").casefold().split()).strip(" .,;:!?'\"")


def _is_list_of(answer: Any, keys: Iterable[str]) -> bool:
    """Is it a list of some of these keys, each once at most?"""
    if not isinstance(answer, list | tuple) or not all(isinstance(key, str) for key in answer):
        return False
    return len(set(answer)) == len(answer) and set(answer) <= set(keys)


@dataclass(frozen=True, slots=True)
class Bank:
    """Every idea and every question by its id; ideas of the course first, in its order."""

    ideas: Mapping[str, Idea]
    questions: Mapping[str, Question]

    def chosen(self, what: str | Iterable[str]) -> list[Question]:
        """The questions of a group (K), an idea (K6), a lesson (01_key_terms), one by its id, or of a list.

        In the order asked for, each once. Raises PlnError for a word that names nothing here.
        """
        words = [what] if isinstance(what, str) else list(what)
        found: dict[str, Question] = {}
        for word in words:
            asked = [q for idea in self.named(word) for q in idea.questions]
            if word in self.questions:
                asked = [self.questions[word]]
            found.update((question.id, question) for question in asked)
        return list(found.values())

    def named(self, word: str) -> list[Idea]:
        """The ideas of a group, a lesson, or with this id; of the question with this id."""
        if word in self.questions:
            return [self.ideas[self.questions[word].idea]]
        groups = {id: id.rstrip("0123456789") for id in self.ideas}
        found = [i for i in self.ideas.values() if word in (i.id, groups[i.id], i.lesson)]
        if not found:
            words = {*self.ideas, *(g for g in groups.values() if len(g) == 1)}
            words |= {idea.lesson for idea in self.ideas.values()}
            there = suggestion(word, sorted(words))
            raise PlnError(f"The bank has nothing called '{word}'.{there}")
        return found


def bank(folder: Path | str | None = None) -> Bank:
    """The bank in a folder, the course's own unless told; read once, and anew when a file changed.

    Raises PlnError naming file, entry and cure where something in it is wrong.
    """
    folder = Path(folder) if folder else own_folder()
    stamps = tuple((path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.toml")))
    return _bank(folder, stamps)


@lru_cache(maxsize=4)
def _bank(folder: Path, stamps: tuple) -> Bank:
    return bank_of(tables_in(folder))


def bank_of(tables: Tables) -> Bank:
    """A bank from the tables of its files. Raises PlnError as `bank` does."""
    found = list(faults(tables))
    if found:
        more = f" There are {len(found) - 1:,} more: see 'plnkit terms check'."
        raise PlnError(found[0] + (more if len(found) > 1 else ""))
    place = {item.id: n for n, item in enumerate(content())}
    ideas = [_idea(id, table) for _, entries in tables for id, table in entries.items()]
    ideas.sort(key=lambda idea: (place.get(idea.id, len(place)), idea.id))
    return Bank(
        {idea.id: idea for idea in ideas},
        {question.id: question for idea in ideas for question in idea.questions},
    )


def _idea(id: str, table: Mapping) -> Idea:
    told = {name: value for name, value in table.items() if name not in ("questions", "also")}
    questions = tuple(_question(id, row) for row in table.get("questions", ()))
    return replace(Idea(id, **told), also=tuple(table.get("also", ())), questions=questions)


def _question(idea: str, row: Mapping) -> Question:
    told = {name: row[name] for name in ("id", "kind", "ask", "hint", "explain")}
    more = tuple(row.get("more_ideas", ()))
    return Question(**told, idea=idea, body=row, case=row.get("case", ""), more_ideas=more)

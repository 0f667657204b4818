"""A student's written answers, found again in whatever became of the notebook.

The graded copy is built from the released notebook. Only the text of answers is taken from
the student, so cells that were doubled, deleted, edited, moved, changed in type or stripped
of their metadata need no mending one by one.
"""

import re
from collections import Counter
from collections.abc import Sequence

from plnkit.grading.screen import Cell

NOTHING = "\u200b"  # a space without width: it shows nothing, and ends every kind of markup
BETWEEN = "\n\n---\n\n"

_MARKUP = re.compile(
    r"""<                       # a tag, a comment, <https://an.address>
      | \](?=[\[(:])            # the address of a link or a picture, here or further down
      | \\(?=[A-Za-z])          # a command of LaTeX, such as \\href
      | ^[ \t>*+\d.-]*(?:`{3,}|~{3,})(?=[ \t]*\S)  # the language after a fence: mermaid draws""",
    re.VERBOSE | re.MULTILINE,
)
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """A student's text with its paragraphs, lists and stresses, and nothing in it that acts.

    No tag, link, picture, LaTeX command or diagram is left to any reader of Markdown: each is
    shown as it was typed. Nothing else changes to the eye.
    """
    return _MARKUP.sub(lambda found: found[0] + NOTHING, _UNSEEN.sub("", text))


def answers(
    released: Sequence[Cell], cells: Sequence[Cell], open_ids: set[str]
) -> tuple[dict[str, str], list[str]]:
    """The student's text for each cell to be filled in, and notes for the teacher.

    `released` are the released notebook's cells, `cells` the student's, `open_ids` the grade
    ids of the cells students write in. A cell that nobody wrote in has no answer. Cells are matched
    by grade id, then by cell id, then by equal text; an answer that is still missing is looked
    for in cells of the student's own, right below its prompt.
    """
    notes: list[str] = []
    owner = _owners(released, cells)
    found: dict[str, str] = {}
    for j, cell in enumerate(released):
        if cell.grade_id not in open_ids:
            continue
        mine = [i for i, k in enumerate(owner) if k == j]
        texts = list(dict.fromkeys(t for i in mine if _answered(t := cells[i].text, cell.text)))
        if len(mine) > 1:
            notes.append(
                f"{cell.grade_id}: the cell is there {len(mine)} times"
                + ("; each text is shown." if len(texts) > 1 else ".")
            )
        if any(cells[i].kind != cell.kind for i in mine):
            notes.append(f"{cell.grade_id}: the cell's type was changed; its text is shown.")
        if texts and not any(cells[i].grade_id == cell.grade_id for i in mine):
            notes.append(f"{cell.grade_id}: the cell had lost its mark; it was found by its id.")
        if not texts:
            texts = _below(j, owner, cells)
            if texts:
                notes.append(f"{cell.grade_id}: the text stood in a cell of the student's own.")
        if texts:
            found[cell.grade_id] = BETWEEN.join(texts)
    lost = [c for j, c in enumerate(released) if j not in owner]
    changed = [
        released[k].grade_id or "a prompt"
        for i, k in enumerate(owner)
        if k is not None
        and released[k].grade_id not in open_ids
        and _differs(cells[i], released[k])
    ]
    order = [k for k in owner if k is not None]
    twice = [released[k].grade_id for k, n in Counter(order).items() if n > 1]
    twice = [name for name in twice if name and name not in open_ids]
    for said, names in (
        ("put back", [c.grade_id or "a prompt" for c in lost]),
        ("changed by the student, and put back", changed),
        ("there more than once; one is kept", twice),
    ):
        if names:
            notes.append(f"Cells {said}: {', '.join(list(dict.fromkeys(names))[:8])}.")
    if order != sorted(order):
        notes.append("The cells were in another order; they are put back.")
    return found, notes


def _owners(released: Sequence[Cell], cells: Sequence[Cell]) -> list[int | None]:
    """For each of the student's cells, the index of the released cell it is, or None."""
    owner: list[int | None] = [None] * len(cells)
    for key in (lambda c: c.grade_id, lambda c: c.id, lambda c: c.text.strip()):
        known = {key(cell): j for j, cell in reversed(list(enumerate(released))) if key(cell)}
        taken = set(owner)
        for i, cell in enumerate(cells):
            j = known.get(key(cell))
            # A copy has its grade id too; by anything less a released cell is found only once.
            if owner[i] is None and j is not None and j not in taken:
                owner[i] = j
    return owner


def _below(j: int, owner: list[int | None], cells: Sequence[Cell]) -> list[str]:
    """What stands in cells of the student's own between a prompt and the next released cell."""
    if j - 1 not in owner:
        return []
    texts = []
    for i in range(owner.index(j - 1) + 1, len(cells)):
        if owner[i] not in (None, j):
            break
        if owner[i] is None and cells[i].text.strip():
            texts.append(cells[i].text)
    return texts


def _answered(text: str, stub: str) -> bool:
    return bool(text.strip()) and text.strip() != stub.strip()


def _differs(cell: Cell, released: Cell) -> bool:
    return cell.text.strip() != released.text.strip() or cell.kind != released.kind

"""An answer of an interview, and what it makes of the network: see `interview`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from plnkit.model import edits
from plnkit.model.asked import Asked, generators, marked, marks, opened_again, with_marks
from plnkit.model.edits import Edit
from plnkit.model.interview import LIMIT, Part, Question, next_question
from plnkit.model.network import ME, Network, Pair, PlnError, Tie, counted, suggestion

LABEL = "asking well: "  # how the label of each answer begins
NAMES = 30  # at most so many in one answer


def answered(network: Network, given: Mapping) -> Edit:
    """What an answer to the next question makes of the network.

    `given["do"]` is the button, the others what was filled in. Raises PlnError for what can't be.
    """
    question = next_question(network)
    if given.get("do") not in question.buttons:
        raise PlnError("This question is not asked any more. Look at the next one.")
    filled = {part.key: _filled(part, given.get(part.key, part.value)) for part in question.parts}
    edit = _ANSWERS[question.stage](network, question, given["do"], filled)
    return replace(edit, words=LABEL + edit.words)


def _filled(part: Part, value: object) -> str | tuple[str, ...]:
    """What was filled in, if it fits: a text, an option or '', options, or lines."""
    options = [option for option, _ in part.options]
    if part.kind == "several":
        value = value or ()
        if not isinstance(value, list | tuple) or not set(value) <= set(options):
            raise PlnError(f"'{part.label}' has changed meanwhile. Look at the question again.")
        return tuple(option for option in options if option in value)
    if not isinstance(value, str):
        raise PlnError(f"'{part.label}' is not text.")
    if part.kind in ("choice", "menu") and value not in ("", *options):
        raise PlnError(f"'{value}' can't be chosen.{suggestion(value, options)}")
    if part.kind != "lines":
        return value
    lines = tuple(dict.fromkeys(" ".join(line.split()) for line in value.splitlines()))
    lines = tuple(line for line in lines if line)
    if len(lines) > NAMES:
        raise PlnError(f"These are {len(lines)} lines. Write {NAMES} at most.")
    return lines


def _told_goals(network: Network, question: Question, do: str, filled: Mapping) -> Edit:
    if do == "skip":
        return Edit(marked(network, [ME], "goals"), "skipped the goals")
    after = network
    for text in filled["new"]:
        after = edits.with_goal(after, text).network
    words = f"told {counted(len(filled['new']), 'goal')}"
    return Edit(marked(after, [ME], "goals"), words)


def _named(network: Network, question: Question, do: str, filled: Mapping) -> Edit:
    (key,), after = question.about, network
    generator = generators()[key]
    after = marked(after, [ME], key)
    if do == "skip":
        return Edit(after, "skipped a question about names")
    labels = {e.label.casefold(): e.id for e in network.entries.values() if e.id != ME}
    told, new = list(filled.get("here", ())), []
    for name in filled["new"]:
        if id := labels.get(name.casefold()):  # typed, though it is on the map
            told.append(id)
            continue
        added = edits.added(after, name, generator.kind, generator.ring)
        after, labels[name.casefold()] = added.network, added.about[0]
        new.append(added.about[0])
    if after.people_count > LIMIT:
        raise PlnError(
            f"With these the map has over {LIMIT} entries. An interview asks about {LIMIT} at most."
        )
    told = list(dict.fromkeys([*told, *new]))
    for id in told:
        entry = after.entries[id]
        gives = dict.fromkeys([*entry.gives, *filter(None, [generator.gives])])
        view = generator.view or entry.view
        after = after.with_entry(replace(entry, gives=tuple(gives), view=view))
    after = marked(after, told, key)
    words = f"named {edits.who(told)}" if told else "named nobody"
    return Edit(after, words, tuple(told[:2]))


def _described(network: Network, question: Question, do: str, filled: Mapping) -> Edit:
    (id,), after = question.about, network
    if do == "keep":
        for column in ("kind", "group", "platform", "often", "ring"):
            told = filled.get(column, "")
            asked = column in filled and (told or column != "kind")
            if asked and told != getattr(after.entries[id], column):
                after = edits.changed(after, [id], column, told).network
        lists = {k: filled[k] for k in ("gives", "gets", "goals") if k in filled}
        after = after.with_entry(replace(after.entries[id], **lists))
    words = "described {}" if do == "keep" else "skipped the card of {}"
    return Edit(marked(after, [id], "card"), words, (id,))


def _grouped(network: Network, question: Question, do: str, filled: Mapping) -> Edit:
    name, *ids = question.about
    pairs, after = network.unknown_list(ids), network
    if do in ("all", "none"):
        after = _answered_pairs(after, pairs, do == "all")
    after = marked(after, ids, "group", name, do)
    name = name.replace("{", "{{").replace("}", "}}")
    said = {
        "all": "all in “[]” know each other",
        "some": "some in “[]” know each other",
        "none": "nobody else in “[]” knows each other",
        "unsure": "it is open who knows whom in “[]”",
    }
    words = f"said that {said[do]}" if do != "skip" else "skipped the question about “[]”"
    return Edit(after, words.replace("[]", name))


def _paired(network: Network, question: Question, do: str, filled: Mapping) -> Edit:
    a, b = question.about
    after = _answered_pairs(network, [(a, b)], do == "yes") if do in ("yes", "no") else network
    after = marked(marked(after, [a], "pair", b, do), [b], "pair", a, do)
    words = {
        "yes": "tied {} and {}",
        "no": "said that {} and {} are not tied",
        "unsure": "left open whether {} and {} are tied",
        "skip": "skipped {} and {}",
    }
    return Edit(after, words[do], (a, b))


def _listed(network: Network, question: Question, do: str, filled: Mapping) -> Edit:
    (id,) = question.about
    if do == "stop":
        return Edit(marked(network, [ME], "stop"), "stopped the lists")
    if do == "skip":
        return Edit(marked(network, [id], "list", "skip"), "skipped the list of {}", (id,))
    ticked = filled["ties"]
    after = _answered_pairs(network, [(id, other) for other in ticked], True)
    rest = [other for other, _ in question.part("ties").options if other not in ticked]
    if do == "told":
        after, rest = _answered_pairs(after, [(id, other) for other in rest], False), []
    known = (
        f"{len(ticked)} of the others"
        if ticked
        else "nobody"
        if do == "told"
        else "it is open whom"
    )
    words = f"said whom {{}} knows: {known}" + (
        " and nobody else" if do == "told" and ticked else ""
    )
    return Edit(marked(after, [id], "list", do, *rest), words, (id,))


def _closed(network: Network, question: Question, do: str, filled: Mapping) -> Edit:
    after = marked(network, [ME], "close")
    if do == "open":
        return Edit(after, "left the rest open")
    after = _answered_pairs(after, Asked(network).never(), False)
    return Edit(after, "said that nobody else knows each other")


def _went_on(network: Network, question: Question, do: str, filled: Mapping) -> Edit:
    if do == "again":
        return Edit(opened_again(network), "asks again what is open")
    kept = [mark for mark in marks(network.entries[ME]) if mark[0] not in (*generators(), "close")]
    return Edit(with_marks(network, ME, kept), "names somebody else")


def _answered_pairs(network: Network, pairs: Iterable[Pair], tied: bool) -> Network:
    """The network in which these open pairs are tied, or are not."""
    ties = [Tie(a, b) for a, b in pairs]
    if not tied:
        return replace(network, not_tied=network.not_tied | {tie.pair for tie in ties})
    for tie in ties:
        network = network.with_tie(tie)
    return network


_ANSWERS = {
    "goals": _told_goals,
    "naming": _named,
    "card": _described,
    "group": _grouped,
    "pair": _paired,
    "list": _listed,
    "close": _closed,
    "end": _went_on,
}

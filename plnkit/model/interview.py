"""Asking well: which question comes next in an interview about one's network, and what an answer does.

First who is on the map, then a card for each, then who knows whom: whole groups, likely pairs
one by one, lists ("whom else does Ana know?"), and once about what is still open. All follows
from the network: what was asked is kept with those it was asked about (`Entry.more`), so that an
interview can stop at any time, goes on on another day, and an undo opens a question again. What a
learner doesn't know, or skips, stays unknown.

    >>> net = Network.new()
    >>> next_question(net).title
    'What do you want to learn?'
    >>> from plnkit.model.interview_answers import answered
    >>> edit = answered(net, {"do": "keep", "new": "teach fractions"})
    >>> edit.label(net), next_question(edit.network).title
    ('asking well: told 1 goal', 'From whom did you learn something this month?')

No walk through it can be long: with n entries on the map there are at most 3 n + 8 questions,
one for each goal and way of naming, n cards, n questions about groups and pairs, n lists and the
last one; for 30 people 98. `to_go` says how many can still come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plnkit.model.asked import Asked, Generator, generators, marks, opened_again
from plnkit.model.network import (
    COUNTED,
    EXCHANGES,
    HOPED,
    KINDS,
    ME,
    OFTEN,
    RINGS,
    Network,
    Pair,
    PlnError,
    counted,
)
from plnkit.model.pseudonyms import platforms

LIMIT = 100  # entries; above, an interview would take hours
LIKELY = 3  # from this strength on a pair is asked about by itself


@dataclass(frozen=True, slots=True)
class Part:
    """Something to fill in: kind 'lines', 'text', 'choice', 'menu' or 'several'.

    `options` are pairs of value and label; for a text they are only offered.
    """

    key: str
    kind: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    value: str | tuple[str, ...] = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked next: `stage` and `about` name it, `buttons` are the ways to answer, the first by Enter."""

    stage: str
    about: tuple[str, ...]
    title: str
    why: str = ""
    parts: tuple[Part, ...] = ()
    buttons: Mapping[str, str] = field(default_factory=dict)
    rest: tuple[str, ...] = ()  # buttons of second rank

    def part(self, key: str) -> Part:
        return next(part for part in self.parts if part.key == key)


def to_go(network: Network) -> int:
    """How many more answers the interview can take at most, if nobody else is named."""
    if next_question(network).stage == "end":
        return 0
    asked = Asked(network)
    naming = sum((key,) not in asked.mine for key in generators())
    naming += ("goals",) not in asked.mine and not network.goals
    near, lists, never = asked.budget(), asked.lists(), asked.never()
    if not asked.cards:  # now it is known who can be tied
        alone = sum(not asked.both(*pair, "pair") for pair in never)
        near = min(near, alone + len(asked.groups(never)))
        lists = {id for pair in never for id in pair}.intersection(lists)
    closing = bool(asked.cards or never) and ("close",) not in asked.mine
    return naming + len(asked.cards) + near + len(lists) + closing


def given(network: Network) -> int:
    """How many answers of the interview the network holds."""
    told = {id: marks(entry) for id, entry in network.entries.items()}
    count = Counter(m[0] for ms in told.values() for m in ms if m[0] in ("card", "list", "pair"))
    groups = {m[1] for ms in told.values() for m in ms if m[0] == "group"}
    mine = len(told.get(ME, ()))
    return count["card"] + count["list"] + count["pair"] // 2 + len(groups) + mine


def next_question(network: Network) -> Question:
    """What is asked next; the stage 'end' when everything was asked.

    Raises PlnError for a map that is too large to be asked about.
    """
    if network.people_count > LIMIT:
        raise PlnError(
            f"This map has {network.people_count:,} entries. An interview asks about {LIMIT} at most: "
            "remove those from whom you don't learn, or draw the ties on the map itself."
        )
    asked = Asked(network)
    if ("goals",) not in asked.mine and not network.goals:
        return _goals()
    for key, generator in generators().items():
        if (key,) not in asked.mine:
            return _naming(network, key, generator)
    if asked.cards:
        return _card(asked, asked.cards[0])
    never = asked.never()
    if asked.budget():
        for name, ids in asked.groups(never):
            return _group(network, name, ids)
        ranked = [(asked.strength(*pair), pair) for pair in never if not asked.both(*pair, "pair")]
        strength, pair = max(ranked, key=lambda one: one[0], default=(0, ()))
        if strength >= LIKELY:
            return _pair(asked, *pair)
    waiting = asked.lists()
    open_pairs = Counter(id for pair in never for id in pair if id in waiting)
    if open_pairs:
        most = max(open_pairs.values())
        return _list(asked, never, next(i for i in asked.counted if open_pairs[i] == most))
    if never and ("close",) not in asked.mine:
        return _close(network, never)
    return _end(network, asked)


def _goals() -> Question:
    return Question(
        "goals",
        (),
        "What do you want to learn?",
        "One goal a line, in your own words. Later you say who serves which goal.",
        (Part("new", "lines", "My goals"),),
        {"keep": "Go on", "skip": "Skip"},
        ("skip",),
    )


def _naming(network: Network, key: str, generator: Generator) -> Question:
    here = [(e.id, e.label) for e in network.entries.values() if e.id != ME]
    parts = (Part("new", "lines", "Names, one a line (initials or a nickname will do)"),)
    if here and generator.ring != HOPED:
        parts += (Part("here", "several", "On your map already", tuple(here)),)
    buttons = {"keep": "Go on", "skip": "Nobody, or skip"}
    return Question("naming", (key,), generator.asks, generator.why, parts, buttons, ("skip",))


def _words(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, word) for word in words)


def _card(asked: Asked, id: str) -> Question:
    network, e = asked.network, asked.network.entries[id]
    groups = dict.fromkeys(x.group for x in network.entries.values() if x.group)
    titles = dict.fromkeys([*(p.title for p in platforms().values()), *filter(None, [e.platform])])
    parts = [
        Part("ring", "choice", "How close is the contact?", _words(RINGS), e.ring),
        Part("gives", "several", f"What do you get from {e.label}?", _words(EXCHANGES), e.gives),
        Part("gets", "several", f"What does {e.label} get from you?", _words(EXCHANGES), e.gets),
        Part("group", "text", "A group you know them from, such as a course (if any)", _words(groups), e.group),
        Part("platform", "menu", "Where you mostly meet, online or face to face", _words(titles), e.platform),
        Part("often", "choice", "How often?", _words(OFTEN), e.often),
        Part("kind", "choice", "This is a …", _words(KINDS), e.kind),
    ]  # fmt: skip
    if network.goals:
        goals = tuple((g.id, g.text or g.id) for g in network.goals.values())
        serves = Part("goals", "several", "Which of your goals does it serve?", goals, e.goals)
        parts.insert(3, serves)
    left_out = {"gives", "gets", "often"} if e.ring == HOPED else set()
    left_out |= {"gets"} if e.kind not in COUNTED else set()
    parts = [part for part in parts if part.key not in left_out]
    buttons = {"keep": "Keep and go on", "skip": "Skip"}
    why = "All of it can stay empty. You can change it on the map at any time."
    return Question("card", (id,), e.label, why, tuple(parts), buttons, ("skip",))


def _group(network: Network, name: str, ids: list[str]) -> Question:
    names = ", ".join(network.entries[id].label for id in ids[:-1])
    names += f" and {network.entries[ids[-1]].label}"
    return Question(
        "group",
        (name, *ids),
        f"Do these {len(ids)} all know each other?",
        f"In “{name}”: {names}. What you have said of single pairs stays.",
        (),
        {"all": "All do", "some": "Some do", "none": "None do", "unsure": "I don't know", "skip": "Skip"},
        ("unsure", "skip"),
    )  # fmt: skip


def _pair(asked: Asked, a: str, b: str) -> Question:
    one, other = asked.network.entries[a], asked.network.entries[b]
    if one.kind != "person" and other.kind == "person":
        one, other = other, one
    title = f"Do {one.label} and {other.label} know each other?"
    if other.kind != "person":
        title = f"Does {one.label} take part in {other.label}?"
        if one.kind != "person":
            title = f"Do the same people meet in {one.label} and {other.label}?"
    why = " ".join(words for _, words in asked.reasons(a, b))
    buttons = {"yes": "Yes", "no": "No", "unsure": "I don't know", "skip": "Skip"}
    return Question("pair", (a, b), title, why, (), buttons, ("unsure", "skip"))


def _list(asked: Asked, never: list[Pair], id: str) -> Question:
    network, entry = asked.network, asked.network.entries[id]
    others = [a if b == id else b for a, b in never if id in (a, b)]
    others.sort(key=lambda other: -asked.strength(id, other))
    person = entry.kind == "person"
    known = sorted(network.entries[other].label for other in asked.near[id])
    why = f"Said already: {', '.join(known)}. " if known else ""
    why += "A community counts if they take part in it." if person else ""
    title = "Whom else does {} know?" if person else "Who else takes part in {}?"
    options = tuple((other, network.entries[other].label) for other in others)
    buttons = {"told": "That is all of them", "unsure": "There may be others"}
    buttons |= {"skip": "Skip", "stop": "No more lists"}
    parts = (Part("ties", "several", "Tick them; nobody ticked is an answer too", options),)
    return Question("list", (id,), title.format(entry.label), why, parts, buttons, ("skip", "stop"))


def _close(network: Network, never: list[Pair]) -> Question:
    some = [" and ".join(network.entries[id].label for id in pair) for pair in never[:5]]
    more = f", and {len(never) - 5} more" if len(never) > 5 else ""
    return Question(
        "close",
        (),
        "Does nobody else know each other?",
        f"You have said nothing of {counted(len(never), 'pair')}: {'; '.join(some)}{more}. "
        "Left open, they stay unknown, and so do the measures that need them.",
        (),
        {"open": "Leave them open", "nobody": "Nobody else does"},
        ("nobody",),
    )


def _end(network: Network, asked: Asked) -> Question:
    people = counted(len(asked.counted), "person or community", "people and communities")
    ties = counted(sum(ME not in pair for pair in network.tied_pairs()), "tie")
    open_pairs = f"{counted(len(asked.open), 'pair')} left open"
    why = f"{people}, {ties} among them, {open_pairs}. Whoever you add on the map is asked about here."
    buttons = {"more": "Name somebody else"}
    buttons |= {"again": "Ask again what is open"} if opened_again(network) != network else {}
    return Question("end", (), "That was all", why, (), buttons, tuple(buttons))

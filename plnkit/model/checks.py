"""What a hand-in's tasks are scored by, and the sentence that says why.

A check looks at one thing a learner says about her own map and compares it with that map:
is it there, does it fit, what is missing. The size of a map or of a measure earns nothing.
`scored` is what "Check my work" shows before handing in and what grading writes after it.

A check is `(handin, assignment, **parameters) -> Outcome`; `assignment` is an
`Assignment`. It never raises on a hand-in that `read_handin` let through.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from plnkit.model.measures import NAMES, measures
from plnkit.model.network import COUNTED, EXCHANGES, HOPED, KINDS, ME, Entry, Network, counted
from plnkit.model.received import MONTH, HandInData

NEAR = 0.0051  # a stated share may be rounded to two places
ABOUT = 0.03  # shares this near may be called about the same, or by which is larger
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a check is met, 0 to 1, and the reason in a learner's words."""

    share: float
    reason: str


@dataclass(frozen=True, slots=True)
class TaskScore:
    """A task's points, what it could give, and one line per check: points, possible, reason."""

    points: float
    possible: float
    lines: list[tuple[float, float, str]]


Check = Callable[..., Outcome]
CHECKS: dict[str, Check] = {}


class Unmet(Exception):
    """What keeps a check from looking further, such as a missing answer: a share and the reason."""


def _check(rule: Check) -> Check:
    """Enter a rule in the table of checks; what it raises as Unmet is then its outcome."""

    @wraps(rule)
    def check(*given, **parameters) -> Outcome:
        try:
            return rule(*given, **parameters)
        except Unmet as unmet:
            return Outcome(*unmet.args)

    CHECKS[rule.__name__] = check
    return check


def scored(handin: HandInData | None, assignment, own_checks: Mapping[str, Check] | None = None):
    """Every task's `TaskScore` by its id; `own_checks` are a teacher's, by name.

    Without a hand-in every task has 0 and says so.
    """
    return {
        id: _scored(handin, assignment, task, own_checks or {})
        for id, task in assignment.tasks.items()
    }


def _scored(handin, assignment, task, own_checks) -> TaskScore:
    lines = []
    for use in task.checks:
        outcome = _outcome(handin, assignment, use, own_checks)
        share = min(1.0, max(0.0, outcome.share))
        lines.append((round(share * use.points, 2), use.points, outcome.reason))
    return TaskScore(round(sum(line[0] for line in lines), 2), task.points, lines)


def _outcome(handin, assignment, use, own_checks) -> Outcome:
    if handin is None:
        cure = "Use the hand-in step at the end of the notebook."
        return Outcome(0, f"There is no hand-in yet. {cure}")
    rule = own_checks.get(use.check) or CHECKS.get(use.check)
    if rule is None:
        return Outcome(0, "Your teacher's own check scores this after you hand in.")
    try:
        return rule(handin, assignment, **use.parameters)
    except Exception as error:
        # A teacher's own check must not stop the class; one of ours is tested never to.
        stopped = f"The check '{use.check}' stopped ({type(error).__name__})."
        return Outcome(0, f"{stopped} Tell your teacher.")


# -- what was answered ------------------------------------------------------------------------


def allowed(question, network: Network | None) -> set[str]:
    """The ids an answer may hold: its options, and those of the learner's own map it asks among."""
    ids = set(question.options)
    entries = network.entries.values() if network else ()
    if question.among == "goals" and network:
        ids |= _goals(network)
    if question.among == "platforms":
        ids |= {e.platform for e in entries if e.platform}
    if question.kind == "people":
        ids |= {e.id for e in entries if e.id != ME}
    return ids


def given(question, value: Any, network: Network | None) -> Any:
    """The value if it is an answer to this question, else None: nothing said, or not readable."""
    kind, ids = question.kind, allowed(question, network)
    if kind == "choice":
        return value if isinstance(value, str) and value in ids else None
    if kind == "month":
        return value if isinstance(value, str) and re.fullmatch(MONTH, value) else None
    if kind == "number":
        if question.unknown and value == UNKNOWN:
            return value
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        fits = fits and (question.least is None or value >= question.least)
        fits = fits and (question.most is None or value <= question.most)
        return value if fits and (not question.whole or value == int(value)) else None
    value = value if isinstance(value, list) else [value]
    if kind in ("several", "people"):
        kept = [v for v in dict.fromkeys(v for v in value if isinstance(v, str)) if v in ids]
        most = question.at_most or len(ids)
        return kept if kept and len(kept) <= most else None
    rows = [row for row in value if isinstance(row, dict)]
    read = [{c.id: given(c, row.get(c.id), network) for c in question.columns} for row in rows]
    return [row for row in read if any(v is not None for v in row.values())] or None


def _answer(handin: HandInData, assignment, id: str) -> Any:
    question = assignment.answers[id]
    return given(question, handin.answers.get(id), handin.network)


def _said(handin: HandInData, assignment, id: str) -> tuple[Any, str]:
    """What was answered and the question's text. Raises Unmet where there is no answer."""
    prompt = assignment.answers[id].prompt
    if (value := _answer(handin, assignment, id)) is None:
        raise Unmet(0, f"Not answered yet: {prompt}")
    return value, prompt


def _map(handin: HandInData) -> Network:
    if handin.network is None:
        cure = "Hand in again with your map, or the fictional one."
        raise Unmet(0, f"There is no map in the hand-in. {cure}")
    return handin.network


def _earlier_map(handin: HandInData) -> Network:
    if handin.network is None or handin.earlier is None:
        cure = "Choose an earlier snapshot in the hand-in step."
        raise Unmet(0, f"The hand-in needs two maps. {cure}")
    return handin.earlier


@_check
def answered(handin, assignment, answer: str) -> Outcome:
    """A question has an answer; a list or a table as many rows as it asks for."""
    value, prompt = _said(handin, assignment, answer)
    least = assignment.answers[answer].at_least or 1
    if isinstance(value, list) and len(value) < least:
        return Outcome(len(value) / least, f"{len(value)} of at least {least} given: {prompt}")
    return Outcome(1, f"Answered: {prompt}")


@_check
def by_key(handin, assignment, answer: str, about: Collection[str] = ()) -> Outcome:
    """A question of the bank is answered. How well, the teacher's key says: see `quiz_key.checks_with`.

    `about` are the ideas of which the question is drawn.
    """
    return answered(handin, assignment, answer)


@_check
def commits(handin, assignment, answer: str, to: Collection[str]) -> Outcome:
    """Each of the statements in `to` is ticked."""
    ticked, options = _answer(handin, assignment, answer) or (), assignment.answers[answer].options
    left = [options[statement] for statement in to if statement not in ticked]
    if not left:
        return Outcome(1, "You looked after the people on your map.")
    cure = "Put the map right first if it isn't so, then tick it."
    return Outcome(1 - len(left) / len(to), f"Not ticked yet: “{left[0]}”. {cure}")


# -- the map ----------------------------------------------------------------------------------


def _there(network: Network | None, kinds: Collection[str] = KINDS) -> list[Entry]:
    """The entries besides the learner; hoped-for ones aren't there yet."""
    entries = network.entries.values() if network else ()
    return [e for e in entries if e.id != ME and e.ring != HOPED and e.kind in kinds]


@_check
def entries(handin, assignment, least: int = 8) -> Outcome:
    """The map has `least` entries of any kind, hoped-for ones included; more earn no more."""
    n = handin.network.people_count if handin.network else 0
    if n >= least:
        return Outcome(1, f"Your map has the {least} entries it needs.")
    one, more = "person, community, tool or source", "people, communities, tools or sources"
    missing = counted(least - n, f"more {one}", f"more {more}")
    has = counted(n, "entry", "entries")
    return Outcome(n / least, f"Your map has {has}. Add {missing} you learn from.")


@_check
def kinds(handin, assignment, least: int = 2) -> Outcome:
    """The map has `least` kinds of entry among person, community, tool and source."""
    found = {e.kind for e in _there(handin.network)}
    if len(found) >= least:
        return Outcome(1, "Your map shows more than one kind of place to learn from.")
    cure = "Add an entry of another kind: a person, a community, a tool or a source."
    return Outcome(len(found) / least, cure)


def _least(network: Network | None, least: int) -> int:
    """How many entries may be asked for: a small map with hoped-for ones on it can have them all."""
    hoped = network.people_count - len(_there(network)) if network else 0
    return max(1, least - hoped)


FIELD_WORDS = {  # what an entry can say, as the map's own panel calls it
    "often": "how often",
    "gives": "what it gives you",
    "gets": "what it gets from you",
}


@_check
def described(
    handin, assignment, least: int, fields: Collection[str], any_of: Collection[str] = ()
) -> Outcome:
    """`least` entries have every one of `fields` filled, and one of `any_of`."""
    parts = len(fields) + bool(any_of)

    def filled(entry: Entry) -> float:
        told = sum(bool(getattr(entry, f)) for f in fields)
        return (told + any(getattr(entry, f) for f in any_of)) / parts

    least = _least(handin.network, least)
    best = sorted(map(filled, _there(handin.network)), reverse=True)[:least]
    share, whole = sum(best) / least, sum(f == 1 for f in best)
    if share >= 1:
        return Outcome(1, f"At least {least} entries are described.")
    told = [FIELD_WORDS.get(field, field) for field in (*fields, *any_of)]
    words = [*told[: len(fields)], *([" or ".join(told[len(fields) :])] if any_of else [])]
    fully = f"{whole} of {least} entries are fully described."
    return Outcome(share, f"{fully} Fill in {', '.join(words)} where it is empty.")


# -- numbers of the map -----------------------------------------------------------------------

Quantity = tuple[float | None, str]  # its value, and where there is none, why


def _share(flags: list[bool]) -> Quantity:
    return (sum(flags) / len(flags), "") if flags else (None, "Nothing on the map tells.")


def _largest(words: list[str]) -> Quantity:
    """The share of the word that is there most often; '' doesn't count."""
    told = list(filter(None, words))
    return _share([word == Counter(told).most_common(1)[0][0] for word in told])


def _both_ways(network: Network) -> list[bool]:
    """For each entry the learner is tied to: does it go both ways?"""
    ways: dict[str, set[str]] = {}
    for tie in network.ties.values():
        if ME in tie.pair:
            other = tie.target if tie.source == ME else tie.source
            ways.setdefault(other, set()).add("both" if tie.direction == "both" else tie.source)
    return ["both" in w or len(w) == 2 for w in ways.values()]


def _came(now: HandInData, gone: bool = False) -> Quantity:
    if now.earlier is None:
        return None, "There is no earlier map to compare with."
    then, there = ({e.id for e in _there(n)} for n in (now.earlier, now.network))
    return len(then - there if gone else there - then), ""


def _similar(network: Network) -> list[bool]:
    return [e.view == "similar" for e in _there(network, COUNTED) if e.view]


QUANTITIES: dict[str, Callable[[HandInData], Quantity]] = {
    "unknown_pairs": lambda h: (h.network.unknown_pairs(), ""),
    "given_to": lambda h: (sum(bool(e.gets) for e in _there(h.network)), ""),
    "share_both_ways": lambda h: _share(_both_ways(h.network)),
    "share_similar": lambda h: _share(_similar(h.network)),
    "share_largest_platform": lambda h: _largest([e.platform for e in _there(h.network)]),
    "people_came": _came,
    "people_left": lambda h: _came(h, gone=True),
}


def quantity(handin: HandInData, of: str) -> Quantity:
    """A number of the learner's own map by its name: a measure, or one of `QUANTITIES`."""
    if of in QUANTITIES:
        return QUANTITIES[of](handin)
    measure = measures(handin.network, by="group", only=[of])[of]
    return measure.value, measure.why or ""


def known_quantities() -> set[str]:
    """What `of` may name in `states`, `reads` and `turned`."""
    return {*QUANTITIES, *NAMES}


def _value(handin: HandInData, of: str, said: Any, fits: Callable, cure: str, prompt: str) -> float:
    """A number of the map. Raises Unmet where it has none, or 'unknown' was said.

    Who says what fits the value so far, with open pairs counted as not tied, is half right.
    """
    value, why = quantity(handin, of)
    if value is not None and said == UNKNOWN:
        raise Unmet(0, f"Your map does tell this. Look it up in your audit. {prompt}")
    if value is None and said == UNKNOWN:
        raise Unmet(1, f"Right: your map doesn't tell this yet. {prompt}")
    if value is None:
        found = measures(handin.network, by="group", only=[of]) if of in NAMES else {}
        so_far = found[of].so_far if found else None
        share = 0.5 if so_far is not None and fits(so_far) else 0
        raise Unmet(share, f"Your map doesn't tell this yet: {why} {cure}{prompt}")
    return value


def _reads_as(stated: float, value: float) -> tuple[bool, bool]:
    """Does a stated number agree with the map's, and is it at least near? A share may be in percent."""
    readings = [stated] if not 1 <= stated <= 100 or value > 1 else [stated, stated / 100]
    off = min(abs(r - value) for r in readings)
    return off <= NEAR, off <= max(0.05, abs(value) * 0.05)


@_check
def states(handin, assignment, answer: str, of: str) -> Outcome:
    """A stated number is the one the map's own ties give; 'unknown' where they give none."""
    _map(handin)
    stated, prompt = _said(handin, assignment, answer)
    cure = "Say 'unknown', or answer the open pairs. "
    value = _value(handin, of, stated, lambda so_far: _reads_as(stated, so_far)[0], cure, prompt)
    agrees, near = _reads_as(stated, value)
    if agrees:
        return Outcome(1, f"Agrees with your map. {prompt}")
    if near and not float(value).is_integer():
        return Outcome(0.5, f"Close to what your map gives. Copy it with two decimals. {prompt}")
    return Outcome(0, f"Your map gives another number. Look it up once more. {prompt}")


@_check
def states_chosen(handin, assignment, answer: str, choice: str) -> Outcome:
    """The number of the measure that was chosen in `choice`, whose options are measures; as `states`."""
    of, _ = _said(handin, assignment, choice)
    return states(handin, assignment, answer, of)


@_check
def reads(handin, assignment, answer: str, of: str, bands: Mapping[str, list[float]]) -> Outcome:
    """The chosen words fit the map's number: `bands` gives from and to for each option.

    Bands may overlap, so that a number near a border fits both. 'unknown' fits where the map
    gives none.
    """
    _map(handin)
    choice, prompt = _said(handin, assignment, answer)
    low, high = bands.get(choice, (1, 0))
    value = _value(handin, of, choice, lambda so_far: low <= so_far <= high, "", prompt)
    return _fits(low <= value <= high, prompt)


def _fits(fits: bool, prompt: str) -> Outcome:
    if fits:
        return Outcome(1, f"Fits your map. {prompt}")
    return Outcome(0, f"Your map says something else. Look at it once more, then choose. {prompt}")


@_check
def turned(handin, assignment, answer: str, of: str) -> Outcome:
    """The chosen 'more', 'less' or 'same' is what became of a number since the earlier map."""
    earlier = _earlier_map(handin)
    choice, prompt = _said(handin, assignment, answer)
    now, _ = quantity(handin, of)
    then, _ = quantity(replace(handin, network=earlier), of)
    if now is None or then is None:
        right = {UNKNOWN}
        wrong = "One of your two maps doesn't tell this, so 'unknown' is the answer."
    else:
        off = abs(now - then)
        right = {"more" if now > then else "less"} if off > NEAR else set()
        right |= {"same"} if off <= ABOUT else set()
        wrong = "Your two maps say something else. Put their audits side by side."
    fits = choice in right
    return Outcome(fits, f"{'Fits your two maps.' if fits else wrong} {prompt}")


@_check
def both_maps(handin, assignment) -> Outcome:
    """The hand-in holds an earlier map as well, not later than the present one."""
    earlier = _earlier_map(handin)
    if handin.earlier_date > handin.date:
        cure = "Choose another snapshot."
        return Outcome(0.5, f"The earlier map is dated later than the present one. {cure}")
    if _there(earlier) and _there(handin.network):
        return Outcome(1, "Both maps are there.")
    return Outcome(0, "One of the two maps is empty.")


# -- sets of the map --------------------------------------------------------------------------


def _goals(network: Network) -> set[str]:
    return set(network.goals) | {g for e in network.entries.values() for g in e.goals}


def _served(network: Network) -> set[str]:
    return {g for e in _there(network) for g in e.goals}


def _only(network: Network) -> dict[str, set[str]]:
    """For each entry what only it brings: 'people', 'platform', 'group', 'goal', 'view'.

    'people' are those who would no longer hang together: the entry ties parts to each other
    that, with the learner aside, nothing else ties.
    """
    import networkx as nx

    there = _there(network)
    found: dict[str, set[str]] = {e.id: set() for e in there}
    brought = [("goal", goal, e.id) for e in there for goal in set(e.goals)]
    for loss in ("platform", "group", "view"):
        brought += [(loss, getattr(e, loss), e.id) for e in there if getattr(e, loss)]
    times = Counter((loss, word) for loss, word, _ in brought)
    for loss, word, id in brought:
        if times[loss, word] == 1:
            found[id].add(loss)
    pairs = [pair for pair in network.tied_pairs() if ME not in pair and found.keys() >= set(pair)]
    for id in nx.articulation_points(nx.Graph(pairs)):
        found[id].add("people")
    return found


FIRST = ("size", "density", "effective_size", "betweenness", "components_without_ego")


def _not_known(network: Network) -> set[str]:
    """Those of a first map's measures that have no value because pairs are unknown."""
    return {name for name, m in measures(network, only=FIRST).items() if m.unknown}


def _top(words: list[str]) -> set[str]:
    counts = Counter(filter(None, words))
    return {w for w, n in counts.items() if n == max(counts.values())}


def _direction(ways: list[bool]) -> set[str]:
    if not ways:
        return set()
    both, one = sum(ways), len(ways) - sum(ways)
    return {"both" if both > one else "one" if one > both else "equal"}


def _told(network: Network) -> set[str]:
    """What a hand-in of this map tells of other people; names, links and days it never does."""
    there = [e for e in network.entries.values() if e.id != ME]
    columns = {"platforms": "platform", "often": "often", "views": "view", "groups": "group"}
    columns["months"] = "since"
    told = {word for word, column in columns.items() if any(getattr(e, column) for e in there)}
    return told | ({"ties"} if network.ties else set())


SETS: dict[str, Callable[[Network], set[str]]] = {
    "goals_served": lambda net: _goals(net) & _served(net),
    "goals_unserved": lambda net: _goals(net) - _served(net),
    "gives": lambda net: {w for e in _there(net) for w in e.gets} & set(EXCHANGES),
    "top_platforms": lambda net: _top([e.platform for e in _there(net)]),
    "directions": lambda net: _direction(_both_ways(net)),
    "told": _told,
    "not_known": _not_known,
}


def _compared(chosen: Collection[str], right: set[str], none: str, prompt: str) -> Outcome:
    """A choice of several beside what the map says: what fits, less what doesn't."""
    chosen, right = set(chosen), right or {none}
    hits, wrong = len(chosen & right), len(chosen - right)
    if not wrong and hits == len(right):
        return Outcome(1, f"Fits your map. {prompt}")
    faults = [f"{len(right) - hits} missing"] if hits < len(right) else []
    faults += [f"{wrong} that your map doesn't show"] if wrong else []
    share = max(0.0, (hits - wrong) / len(right))
    return Outcome(share, f"{' and '.join(faults)}. Compare it with your map. {prompt}")


@_check
def lists(handin, assignment, answer: str, of: str, none: str = "none") -> Outcome:
    """The choices are those of the map's own set `of`; `none` is right where that is empty."""
    network = _map(handin)
    chosen, prompt = _said(handin, assignment, answer)
    return _compared(chosen, SETS[of](network), none, prompt)


@_check
def is_one_of(handin, assignment, answer: str, of: str, none: str = "none") -> Outcome:
    """The choice is in the map's own set `of`; `none` is right where that is empty."""
    network = _map(handin)
    chosen, prompt = _said(handin, assignment, answer)
    return _fits(chosen in (SETS[of](network) or {none}), prompt)


# -- what it is for ----------------------------------------------------------------------------


@_check
def considered(handin, assignment, answer: str, least: int = 8, none: str = "none") -> Outcome:
    """Of `least` entries the map says a goal, or the answer says that they serve none."""
    there, least = _there(_map(handin)), _least(handin.network, least)
    chosen, prompt = _said(handin, assignment, answer)
    serving = {e.id for e in there if e.goals}
    idle = {e.id for e in there} - serving
    wrong = len(serving & set(chosen)) + (none in chosen and bool(idle))
    told = len(serving) + len(idle & set(chosen))
    share = max(0.0, min(1.0, told / least) - wrong / least)
    if share == 1:
        many = counted(least, "entry", "entries")
        return Outcome(1, f"You thought of the goals of {many} or more.")
    if wrong:
        fault = f"{wrong} that your map doesn't show. Compare it with your map."
    else:
        have = "have a goal on your map, or are ticked here"
        fault = f"{told} of {least} entries {have}. Think of the others."
    return Outcome(share, f"{fault} {prompt}")


@_check
def serves(handin, assignment, answer: str, rows: int = 2) -> Outcome:
    """`rows` goals, each with its sort and an entry that serves it on the map, or none where none does.

    Columns are `goal`, `sort` and `who`. Of two rows about one goal the better one counts.
    """
    there = _there(_map(handin))
    shares: dict[str, float] = {}
    left: Counter = Counter()
    for row in _answer(handin, assignment, answer) or []:
        if (goal := row["goal"]) is None:
            left["the goal"] += 1
            continue
        serving = {e.id for e in there if goal in e.goals}
        fits = bool(serving & set(row["who"])) if row["who"] else not serving
        left["who or what serves it on your map"] += not fits
        left["its sort"] += row["sort"] is None
        shares[goal] = max(shares.get(goal, 0), (fits + (row["sort"] is not None)) / 2)
    share = sum(sorted(shares.values(), reverse=True)[:rows]) / rows
    if share == 1:
        return Outcome(1, "Each goal has its sort, and who serves it fits your map.")
    if len(shares) < rows:
        some = f"{counted(len(shares), 'goal')} of at least {rows}."
        cure = "Write a goal on your map first where it is missing, then give it a row."
        return Outcome(share, f"{some} {cure}")
    return Outcome(share, f"Look again at: {_listed(left)}.")


def _listed(faults: Counter) -> str:
    return ", ".join(f"{what} ({n})" for what, n in faults.items() if n)


# -- who bridges ------------------------------------------------------------------------------


def _person(handin, assignment, answer: str) -> str:
    """Whom of the map was picked. Raises Unmet where nobody was."""
    network, who = _map(handin), _answer(handin, assignment, answer)
    if not who or who[0] not in network.entries:
        raise Unmet(0, f"Not answered yet: {assignment.answers[answer].prompt}")
    return who[0]


@_check
def bridges(handin, assignment, answer: str) -> Outcome:
    """The picked entry brings something nobody else on the map does, if anybody there does."""
    who, prompt = _person(handin, assignment, answer), assignment.answers[answer].prompt
    if handin.network.entries[who].ring == HOPED:
        return Outcome(0.5, f"You only hope to reach this one, so nothing is lost yet. {prompt}")
    only = _only(handin.network)
    if only[who]:
        return Outcome(1, f"Your map shows what only this one brings. {prompt}")
    if any(only.values()):
        return Outcome(
            0.5,
            "On your map others bring all that this one brings. Look for somebody whose platform, group, "
            f"goal or view nobody else has, or who ties parts together. {prompt}",
        )
    return Outcome(1, f"On your map nobody is the only one, so any choice will do. {prompt}")


@_check
def what_is_lost(handin, assignment, answer: str, person: str, none: str = "none") -> Outcome:
    """What is said to be lost with the picked entry is what only it brings on the map."""
    who = _person(handin, assignment, person)
    chosen, prompt = _said(handin, assignment, answer)
    return _compared(chosen, _only(handin.network).get(who, set()), none, prompt)


@_check
def parts_without(handin, assignment, answer: str, person: str) -> Outcome:
    """The stated number of parts is what the people fall into without the learner and this entry."""
    who = _person(handin, assignment, person)
    without = replace(handin, network=handin.network.without(who))
    return states(without, assignment, answer, "components_without_ego")


# -- the plan ---------------------------------------------------------------------------------


@_check
def plan(handin, assignment, answer: str, rows: int = 3, ahead: int = 24) -> Outcome:
    """`rows` steps, each with whom, what, by which month and for which goal.

    Columns are `who`, `do`, `by` and `goal`. The month is from the hand-in's on, `ahead`
    months at most; whoever is to be added need not be on the map yet.
    """
    table = _answer(handin, assignment, answer) or []
    start = handin.made or handin.date
    left: Counter = Counter()
    shares = []
    for row in {tuple(sorted((k, str(v)) for k, v in r.items())): r for r in table}.values():
        says = {
            "whom": row.get("who") is not None or row.get("do") == "add",
            "what to do": row.get("do") is not None,
            "a month from now on": _ahead(start, row.get("by"), ahead),
            "a goal": row.get("goal") is not None,
        }
        left.update(what for what, fits in says.items() if not fits)
        shares.append(sum(says.values()) / len(says))
    share = sum(sorted(shares, reverse=True)[:rows]) / rows
    if share >= 1:
        return Outcome(1, "Each step says whom, what, by when and for which goal.")
    if len(shares) < rows:
        steps = counted(rows - len(shares), "more step")
        return Outcome(share, f"The plan has {counted(len(shares), 'step')}. Add {steps}.")
    return Outcome(share, f"Missing in the plan: {_listed(left)}.")


def _ahead(start: str, month: Any, most: int) -> bool:
    if not isinstance(month, str):
        return False
    if not start:
        return True
    (y, m), (y0, m0) = (map(int, text.split("-")) for text in (month, start))
    return 0 <= (y - y0) * 12 + m - m0 <= most


@_check
def variety(handin, assignment, answer: str, column: str = "do", least: int = 2) -> Outcome:
    """A table's column holds `least` different choices."""
    rows = _answer(handin, assignment, answer) or []
    found = {str(row[column]) for row in rows if row.get(column) is not None}
    if len(found) >= least:
        return Outcome(1, "The plan does more than one thing.")
    some = counted(len(found), "kind of step", "kinds of step")
    cure = "A network lives on adding, keeping, pruning and helping."
    return Outcome(len(found) / least, f"{some} of at least {least}. {cure}")


def contradicted(handin: HandInData) -> list[str]:
    """What the hand-in says its notebook showed, and its own ties contradict: a sentence each."""
    stated = {k: v for k, v in handin.stated.items() if k in NAMES and k != "communities"}
    if handin.network is None or not stated:
        return []
    said = []
    for name, measure in measures(handin.network, by="group", only=stated).items():
        value, given = measure.value, stated[name]
        if given is None or (
            value is not None and math.isclose(given, value, abs_tol=1e-9, rel_tol=1e-6)
        ):
            continue
        gives = "no value" if value is None else f"{value:g}"
        said.append(f"The hand-in states {name} {given:g}; its own ties give {gives}.")
    return said

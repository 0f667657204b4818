"""Entries that may be one person known on several platforms, as a queue to look through.

    for match in matches(network)[:10]:
        print(match.certainty, match.a, match.b, *match.reasons)

Each agreement counts for as much as it is rare: it adds log2(people / people who have it) to the
odds, less where it is only nearly one, and each disagreement takes some away (the model of Fellegi
and Sunter with the frequency of terms, as the documentation of splink and fedmatch tells it).
Names are compared in Latin letters, whatever script they are in. Kanji come out as Chinese is
read, so a Japanese name is not found in another script. Nobody is joined here: see `merging`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations
from math import log2

from plnkit.model.merging import ids_of, parts, told_apart
from plnkit.model.network import ME, Entry, Network
from plnkit.model.spellings import (
    INITIALS,
    SAME,
    bones,
    folded,
    initials,
    latin,
    likeness,
    name_words,
    nicknames,
    other_gaps,
    turns,
)

LEAST = 0.5  # certainty from which a pair is worth a look
# Bits for and against, found on the half of benchmarks/bench_matching.py that is not measured.
EXTRA, CLASH, INITIAL = -1.0, -9.0, 2.5  # a name more on one side; two that differ; a letter only
CULTURE = -3.0  # given and family names come from one language, so the second says less
ABROAD = 100  # people added to a small map, whose names would else look common
HANDLE, OTHER_JOB = 5.0, -1.0
CROWD = 60  # people with one key, above which the key says too little
ANYBODYS = set("info office contact mail admin hello support team news press".split())
FIRMS = set("inc ltd llc gmbh ag plc corp co company sa srl bv the of and und".split())


@dataclass(frozen=True, slots=True)
class Match:
    """Two entries' ids, how certain it is that they are one person (0 to 1), and why, in words.

    A certainty of 1 is an identical e-mail address, page, or account on one platform.
    """

    a: str
    b: str
    certainty: float
    reasons: tuple[str, ...]

    @property
    def certain(self) -> bool:
        return self.certainty == 1


def matches(network: Network, least: float = LEAST) -> list[Match]:
    """Pairs of people who may be one, the most certain first; none that was told apart."""
    people = [e for e in network.entries.values() if e.kind == "person" and e.id != ME]
    crowd = _Crowd(people)
    found = []
    for i, j in crowd.candidates():
        match = crowd.match(i, j)
        if match and match.certainty >= least and not told_apart(people[i], people[j]):
            found.append(match)
    return sorted(found, key=lambda match: (-match.certainty, match.a, match.b))


class _Who:
    """What can be compared of an entry, and of all that it was made of."""

    def __init__(self, entry: Entry):
        all_of = parts(entry)
        self.id = entry.id
        self.ids = ids_of(entry)
        self.platforms = {e.platform for e in all_of if e.platform}
        self.names = {n for e in all_of if (n := name_words(e.name))}
        self.emails = {e.email.strip().casefold() for e in all_of if "@" in e.email}
        self.pages = {p for e in all_of if (p := _page(e.url))}
        handled = [e for e in all_of if e.handle]
        self.accounts = {(e.platform, e.handle.casefold()) for e in handled if e.platform}
        handles = {e.handle.strip("@").partition("@")[0].casefold() for e in handled}
        handles |= {email.partition("@")[0] for email in self.emails}
        self.handles = {h for h in handles - ANYBODYS if len(h) >= 4}
        self.letters = {x for h in self.handles if len(x := re.sub(r"[^a-z]", "", latin(h))) >= 4}
        if not self.names:
            split = (tuple(folded(w) for w in re.findall("[a-z]{2,}", latin(h))) for h in handles)
            self.names = {words for words in split if len(words) > 1}
        self.named = any(e.name for e in all_of)
        self.jobs = {job for e in all_of if (job := _job(e.organisation))}
        self.words = {w for name in self.names for w in name}


class _Crowd:
    """Everybody at once: how rare each name is, and who shares a key with whom."""

    def __init__(self, people: list[Entry]):
        self.who = [_Who(entry) for entry in people]
        self.n = max(len(people), 2)
        self.prior = log2(self.n)
        self.words = Counter(w for who in self.who if who.named for w in who.words)
        for who in self.who:
            if not who.named:  # a handle's words are a name if somebody has them as one
                who.names = {n for n in who.names if all(w in self.words for w in n)}
        self.jobs = Counter(job for who in self.who for job in who.jobs)
        self.handles = Counter(h for who in self.who for h in who.handles)
        self.forms = [self._forms(who) for who in self.who]

    def _bits(self, count: int) -> float:
        """What an agreement says that `count` people share, these two among them."""
        return log2((self.n + ABROAD) / max(count - 1, 1))

    def _forms(self, who: _Who) -> dict[str, float]:
        """Handles that people make of such a name, and the bits that each says of it."""
        forms: dict[str, float] = {}
        for name in who.names if who.named else ():
            bits = {w: self._bits(self.words[w]) for w in name}
            forms["".join(name)] = sum(bits.values())
            for x, y in permutations(name[:4], 2):
                both, short = bits[x] + bits[y], bits[y] + INITIAL
                for form, told in ((x + y, both), (x[0] + y, short), (y + x[0], short)):
                    forms[form] = max(told, forms.get(form, 0))
        return {folded(form): told for form, told in forms.items() if len(form) >= 4}

    def candidates(self) -> Iterator[tuple[int, int]]:
        """Pairs that share a key: all who could be one person, and few of all pairs."""
        boxes: dict[tuple, list[int]] = {}
        for i, who in enumerate(self.who):
            for key in {*self._keys(who), *(("handle", form) for form in self.forms[i])}:
                boxes.setdefault(key, []).append(i)
        seen: set[tuple[int, int]] = set()
        for key, box in boxes.items():
            if len(box) <= (CROWD if key[0] in ("names", "job", "handle") else 4 * CROWD):
                seen.update(combinations(box, 2))
        return iter(seen)

    @staticmethod
    def _keys(who: _Who) -> Iterator[tuple]:
        for kind in ("emails", "pages", "accounts", "ids"):
            yield from ((kind, one) for one in getattr(who, kind))
        yield from (("handle", folded(letters)) for letters in who.letters)
        for name in who.names:
            for x, y in permutations(name[:4], 2):
                yield from (("names", first, bones(y)) for first in initials(x))
            for turned in turns(name):
                yield "whole", bones(turned)
            for word in name[:4]:
                for first in nicknames().get(word, {word}):
                    yield from (("job", first, job) for job in who.jobs)

    def match(self, i: int, j: int) -> Match | None:
        """What speaks for these two being one person; None where nothing does."""
        a, b = self.who[i], self.who[j]
        sure = self._sure(a, b)
        if a.platforms & b.platforms and not sure:
            return None  # two accounts in one place, so two people until an address says otherwise
        bits, reasons = self._names(a, b)
        spoken, said = self._handles(i, j)
        named_apart = bits < 0
        if spoken > bits:  # a handle that says a name says the same thing twice
            bits, reasons = spoken, said
        if jobs := a.jobs & b.jobs:
            bits += 0.8 * max(self._bits(self.jobs[job]) for job in jobs)
            reasons.append(f"both at {max(jobs)}")
        elif a.jobs and b.jobs:
            bits += OTHER_JOB
        if sure and not (named_apart and spoken <= 0):
            return Match(a.id, b.id, 1.0, (*sure, *reasons))
        if sure:
            return Match(a.id, b.id, 0.8, (*sure, "but the names differ"))
        if bits <= 0 or not reasons:
            return None
        certainty = 1 / (1 + 2 ** (self.prior - bits))
        return Match(a.id, b.id, round(min(certainty, 0.95), 2), tuple(reasons))

    @staticmethod
    def _sure(a: _Who, b: _Who) -> list[str]:
        """What only one person has, and both have."""
        found = [f"same e-mail address, {one}" for one in sorted(a.emails & b.emails)]
        found += [f"same page, {one}" for one in sorted(a.pages & b.pages)]
        found += [f"same account, {one} on {p}" for p, one in sorted(a.accounts & b.accounts)]
        return found + ["joined once before"] * bool(a.ids & b.ids)

    def _names(self, a: _Who, b: _Who) -> tuple[float, list[str]]:
        told = [self._name(s, t) for s in a.names for t in b.names]
        bits, how = max(told, default=(0.0, ""))
        return bits, [how] if how else []

    def _name(self, s: tuple[str, ...], t: tuple[str, ...]) -> tuple[float, str]:
        """Bits for two names being one person's, or against it; and how they agree."""
        if len(s) > len(t):
            s, t = t, s
        rest, bits, ways, lost = list(t), 0.0, set(), 0
        for x in sorted(s, key=len, reverse=True):
            alike = [(*how, y) for y in rest if (how := likeness(x, y))]
            if alike:
                less, way, y = max(alike, key=lambda one: (one[1] != INITIALS, one))
                rest.remove(y)
                ways.add(way)
                whole = min(self._bits(self.words[x]), self._bits(self.words[y])) + less
                bits += min(INITIAL, whole) if way == INITIALS else whole
            else:
                lost += 1
        if len(s) < len(t) and (lost or ways != {SAME}) and other_gaps(s, t):
            bits = max(sum(self._bits(self.words[w]) for w in n) for n in (s, t)) + EXTRA
            ways, lost, t = {"with other gaps"}, 0, s
        bits += CLASH * min(lost, len(rest)) + EXTRA * (len(t) - len(s)) + CULTURE * (len(s) - 1)
        if lost:
            return bits, "one name is the same" if ways else ""
        if not ways:
            return 0.0, ""
        if ways == {SAME} and len(s) == len(t):
            return bits, "same name" if s == t else "same name in another order"
        return bits, "same name, " + (" and ".join(sorted(ways - {SAME})) or "one gives more names")

    def _handles(self, i: int, j: int) -> tuple[float, list[str]]:
        a, b = self.who[i], self.who[j]
        letters = {email.partition("@")[0] for email in a.emails & b.emails}
        if both := (a.handles & b.handles) - letters:  # the address says that already
            handle = max(both, key=len)
            named, said = self._names(a, b)
            bits = self._bits(self.handles[handle]) + HANDLE + 0.5 * max(named, 0)
            return bits, [f"same handle, {handle}", *said]
        best, said = 0.0, []
        for who, forms in ((a, self.forms[j]), (b, self.forms[i])):
            for letters in who.letters:
                if (told := forms.get(folded(letters), 0) + CULTURE) > best:
                    best, said = told, [f"the handle {letters} fits the name"]
        return best, said


@lru_cache(100_000)
def _job(organisation: str) -> str:
    return " ".join(w for w in re.findall("[a-z0-9]+", latin(organisation)) if w not in FIRMS)


def _page(url: str) -> str:
    page = re.sub(r"^(https?://)?(www\.)?", "", url.strip().casefold())
    page = page if "id=" in page else page.partition("?")[0]  # profile.php?id=1 names the person
    return page.rstrip("/") if "/" in page.rstrip("/") else ""  # a site alone is no person's page

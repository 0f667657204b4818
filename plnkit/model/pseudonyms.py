"""Pseudonyms: a network without names, and what of it may leave the learner's folder.

Pseudonyms are keyed on a secret in the learner's folder: the same person has the same one
in every hand-in, and nobody can tell whose it is without the secret. What may leave the
folder is listed here field by field; whatever is not listed stays.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from plnkit.model.network import EXCHANGES, GOAL_KINDS, ME, Goal, Network, PlnError
from plnkit.model.platforms import plain, platforms
from plnkit.model.received import MAX_ENTRIES, MAX_TIES, MAX_TOLD, MONTH
from plnkit.model.store import home, locked, written

SECRET = "pln-secret"
SHORT = 4  # letters of a pseudonym that are shown, or more where two begin alike


def secret() -> bytes:
    """The 32 random bytes that pseudonyms are keyed on; made when first asked for.

    Raises PlnError where it can't be written, or is damaged: a new one would make everybody a stranger.
    """
    path = home() / SECRET
    if not path.exists():
        with locked(SECRET):
            if not path.exists():
                written(path, secrets.token_hex(32) + "\n")
    try:
        found = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        found = b""
    if len(found) != 32:
        raise PlnError(
            f"{path} is damaged, so your pseudonyms can't be made. Restore it from a backup; or "
            "move it away, and everybody on your map gets a new pseudonym."
        )
    return found


def keyed(secret: bytes, text: str) -> bytes:
    """32 bytes that stand for a text, and tell nothing of it without the secret."""
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def pseudonym(id: str, secret: bytes) -> str:
    """What a hand-in calls this entry: 'p' and 12 letters or digits; `me` stays `me`."""
    if id == ME:
        return ME
    return "p" + base64.b32encode(keyed(secret, id)).decode()[:12].lower()


@cache
def _platform_ids() -> dict[str, str]:
    return {plain(name): id for id, p in platforms().items() for name in (id, p.title, *p.aliases)}


def platform_id(name: str) -> str:
    """The course's id of a platform the learner named; 'other', or '' where none is named."""
    return _platform_ids().get(plain(name), "other") if name.strip() else ""


class Pseudonyms:
    """What a hand-in calls the people, groups, kinds of tie and goals of one or more networks.

    `goals`, `groups` and `kinds` lead from the learner's own words to the hand-in's.
    Raises PlnError where there are more than a hand-in takes.
    """

    def __init__(self, secret: bytes, *networks: Network):
        self._secret = secret
        entries = [e for net in networks for e in net.entries.values()]
        ties = [t for net in networks for t in net.ties.values()]
        goals = {g for e in entries for g in e.goals} | {g for n in networks for g in n.goals}
        self.groups = self._ranked("g", {e.group.strip() for e in entries}, 9_999)
        self.kinds = self._ranked("k", {t.kind for t in ties}, 9_999)
        self.goals = self._slotted(goals)

    def _ranked(self, letter: str, words: Iterable[str], most: int) -> dict[str, str]:
        order = sorted(filter(None, words), key=lambda w: keyed(self._secret, f"{letter}\0{w}"))
        if len(order) > most:
            raise PlnError(f"A hand-in takes {most:,} groups and kinds of tie. Use fewer words.")
        return {word: f"{letter}{n}" for n, word in enumerate(order, 1)}

    def _slotted(self, goals: Iterable[str]) -> dict[str, str]:
        """Own goals as o1 to o999, each at a place of its own.

        Answers name goals while the map still grows, so a goal that is added later must not
        renumber the others, as counting would.
        """
        found = {g: g for g in goals if re.fullmatch("G[1-6]", g)}
        own = sorted(set(goals) - set(found) - {""}, key=lambda g: keyed(self._secret, f"o\0{g}"))
        if len(own) > 500:
            raise PlnError(f"There are {len(own):,} goals; a hand-in takes 500. Use fewer.")
        taken: set[int] = set()
        for goal in own:
            at = int.from_bytes(keyed(self._secret, f"o\0{goal}")[:8], "big") % 999
            while at in taken:
                at = (at + 1) % 999
            taken.add(at)
            found[goal] = f"o{at + 1}"
        return found

    def of(self, id: str) -> str:
        return pseudonym(id, self._secret)

    def body(self, network: Network, date: str) -> dict:
        """A network as `network` in handin.schema.json: only what may leave the folder.

        `date` is cut to its month.
        Raises PlnError where it is larger than a hand-in may be.
        """
        for what, many, most in (
            ("entries", len(network.entries), MAX_ENTRIES),
            ("ties", len(network.ties), MAX_TIES),
        ):
            if many > most:
                raise PlnError(
                    f"The map has {many:,} {what}; a hand-in takes {most:,}. Make a smaller map of "
                    "those you learn from. It earns the same."
                )
        told = [g for g in network.told if not any(g < other for other in network.told)]
        if len(told) > MAX_TOLD:
            raise PlnError(
                f"The map was put together from {len(told)} parts; a hand-in takes {MAX_TOLD}. "
                "Say 'that is all of them' for the whole map, or take parts out."
            )
        # In an order of the pseudonyms' own: that of the map would tell who was named first.
        columns = ("source", "target", "kind", "platform", "direction")
        known = {"told": told, "not_tied": network.not_tied}
        return {
            "date": date[:7],
            "entries": sorted(map(self._entry, network.entries.values()), key=_id),
            "ties": sorted(self._ties(network), key=lambda t: [t.get(c, "") for c in columns]),
            "goals": sorted(map(self._goal, network.goals.values()), key=_id),
            "known": {k: sorted(sorted(map(self.of, ids)) for ids in v) for k, v in known.items()},
        }

    def _goal(self, goal: Goal) -> dict:
        kind = goal.kind if goal.kind in GOAL_KINDS else ""
        return _filled(id=self.goals[goal.id], kind=kind, by=_month(goal.by))

    def _entry(self, entry) -> dict:
        since = _month(entry.since) or (entry.since if re.fullmatch(r"\d{4}", entry.since) else "")
        return _filled(
            id=self.of(entry.id),
            kind=entry.kind,
            platform=platform_id(entry.platform),
            group=self.groups.get(entry.group.strip(), ""),
            goals=sorted({self.goals[g] for g in entry.goals if g}),
            ring=entry.ring,
            often=entry.often,
            view=entry.view,
            gives=[w for w in EXCHANGES if w in entry.gives],
            gets=[w for w in EXCHANGES if w in entry.gets],
            since=since,
        )

    def _ties(self, network: Network) -> Iterator[dict]:
        """The ties under their new names.

        Two platforms that have one id would become one tie, and weigh less than the two did:
        between the same two the second is numbered, such as `other-2`.
        """
        names: dict[tuple, set[str]] = defaultdict(set)
        for tie in network.ties.values():
            names[tie.pair, tie.kind, platform_id(tie.platform)].add(tie.platform)
        for tie in network.ties.values():
            id = platform_id(tie.platform)
            there = names[tie.pair, tie.kind, id]
            if len(there) > 1:
                order = sorted(there, key=lambda name: keyed(self._secret, f"t\0{name}"))
                number = order.index(tie.platform) + 1
                id = id if number == 1 else f"{id}-{number}"
            source, target = self.of(tie.source), self.of(tie.target)
            if tie.direction == "both" and source > target:
                source, target = target, source
            told = _filled(kind=self.kinds.get(tie.kind, ""), platform=id, direction=tie.direction)
            yield {"source": source, "target": target, "weight": tie.weight, **told}


def _id(record: Mapping) -> str:
    return record["id"]


def _filled(**columns) -> dict:
    return {k: v for k, v in columns.items() if v not in ("", [])}


def _month(text: str) -> str:
    found = re.match(MONTH, text)
    return found[0] if found else ""


Row = tuple[str, str]  # what, in words


def preview(network: Network, body: Mapping) -> tuple[list[Row], list[Row]]:
    """What a teacher will see of a map, and what is taken away: rows of what, in words."""
    entries = [e for e in body["entries"] if e["id"] != ME]
    places = Counter(e.get("platform", "") for e in entries)
    there = ", ".join(f"{platform_words(p, p)} {n}" for p, n in places.most_common() if p)
    groups = {e["group"] for e in entries if "group" in e}
    kinds = {t["kind"] for t in body["ties"] if "kind" in t}
    words = sum(len(e.get("gives", ())) + len(e.get("gets", ())) for e in entries)
    kept = [
        ("People and places", f"{len(entries)}, each as a pseudonym such as {entries[0]['id']}" if entries else ""),
        ("Platforms", there),
        ("Groups", f"{len(groups)}, as numbers such as {min(groups)}" if groups else ""),
        ("How close, how often, similar or different", _count(entries, "ring", "often", "view")),
        ("What is given and got", f"{words} words from a fixed list" if words else ""),
        ("Since when", f"the month, for {_count(entries, 'since')}" if _count(entries, "since") else ""),
        ("Ties", f"{len(body['ties'])} with weight and direction" if body["ties"] else ""),
        ("Kinds of tie", f"{len(kinds)}, as numbers such as {min(kinds)}" if kinds else ""),
        ("Goals", f"{len(body['goals'])}, as numbers without your words" if body["goals"] else ""),
        ("Pairs you said are not tied", str(len(body["known"]["not_tied"]) or "")),
    ]  # fmt: skip
    others = list(network.entries.values())
    columns = {
        "Names": "name", "Handles": "handle", "Links": "url", "E-mail addresses": "email",
        "Organisations": "organisation", "Roles": "role", "Own columns": "more",
        "Group names": "group",
    }  # fmt: skip
    taken = [
        (what, str(sum(bool(getattr(e, f)) for e in others) or "")) for what, f in columns.items()
    ]
    other = {e.platform for e in others if platform_id(e.platform) == "other"}
    taken += [
        ("Names of platforms that the course doesn't list", str(len(other) or "")),
        ("Your words for goals", str(sum(bool(g.text) for g in network.goals.values()) or "")),
        (
            "Names of kinds of tie",
            str(len({t.kind for t in network.ties.values() if t.kind}) or ""),
        ),
        ("Days of dates", str(sum(len(e.since) > 7 for e in others) or "")),
        ("Earlier snapshots you did not choose", str(len(network.snapshots) or "")),
    ]
    return [row for row in kept if row[1]], [row for row in taken if row[1]]


def _count(entries, *columns) -> str:
    many = sum(any(c in e for c in columns) for e in entries)
    return f"{many} of them" if many else ""


def platform_words(id: str, otherwise: str = "another platform") -> str:
    """A platform's title; what the course doesn't list is called just that."""
    return platforms()[id].title if id in platforms() else otherwise


def in_words(network: Network, names: Mapping[str, str]) -> Network:
    """A pseudonymised network as people read it: with these names, and platforms by their titles."""
    entries = {
        e.id: replace(
            e, name=names.get(e.id, ""), platform=platform_words(e.platform) if e.platform else ""
        )
        for e in network.entries.values()
    }
    return replace(network, entries=entries)


def short_codes(*networks: Network) -> dict[str, str]:
    """The beginning of each pseudonym, long enough to tell all of them apart."""
    ids = {id for network in networks for id in network.entries} - {ME}
    long = SHORT
    while len({id[:long] for id in ids}) < len(ids):
        long += 1
    return {ME: ME, **{id: id[:long] for id in ids}}

"""A plan with dates: whom to add, keep, prune, help or ask, as a calendar file.

    kept = KeptPlan.open()
    kept.change(lambda plan: plan.with_step(Step(new_id(), "help", day="2026-12-01", weeks=2)))

The plan is `plan.ics` in the learner's folder and nowhere else (iCalendar, RFC 5545). So it needs
no export: any calendar reads it. What a calendar has no word for stands in lines that begin with
X-PLN-. A calendar is often shared, so it names nobody unless the learner says so: who is meant
stands there as a code that only her own folder can read.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from plnkit.model.leaks import leaks
from plnkit.model.network import ME, Network, PlnError, counted, suggestion
from plnkit.model.pseudonyms import pseudonym, secret
from plnkit.model.store import home, locked, written

FILE, VERSION = "plan.ics", 1
DOES = {  # what can be done, and how one says it of somebody
    "help": "Help {}",
    "ask": "Ask {}",
    "add": "Add {} to my network",
    "keep": "Keep in touch with {}",
    "prune": "Let {} go",
    "audit": "Do the same audit again",
}
MOST, LONGEST, MOST_WEEKS = 200, 300, 52
YEARS = (2000, 2100)
WIDE = 75  # octets of a line, by RFC 5545
MORNING = "PT9H"  # a reminder comes nine hours into its day
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is done, about whom, on which day, and again every so many weeks until a day.

    `who` is a code as `codes` gives it, or ''. Days are YYYY-MM-DD; `weeks` is 0 for once, and
    an `until` of '' has no end. `note` is the learner's words. `edits` counts changes, and `at`
    is the time of the last one (YYYYMMDDTHHMMSSZ), so that a calendar takes in the newer.
    """

    id: str
    does: str
    who: str = ""
    day: str = ""
    weeks: int = 0
    until: str = ""
    note: str = ""
    done: str = ""
    edits: int = 0
    at: str = "20000101T000000Z"


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps by their day; `named` says that names may stand in the calendar."""

    steps: tuple[Step, ...] = ()
    named: bool = False

    def with_step(self, step: Step) -> Plan:
        """The plan with this step, new or in the place of the one with its id. Raises PlnError."""
        kept = [s for s in self.steps if s.id != step.id]
        if len(kept) >= MOST:
            raise PlnError(f"A plan takes {MOST} steps. Take out what is done.")
        return replace(self, steps=_in_order([*kept, checked(step)]))

    def without(self, id: str) -> Plan:
        return replace(self, steps=tuple(s for s in self.steps if s.id != id))

    def with_names(self, named: bool) -> Plan:
        """The plan in which names may stand, or not; each step counts as changed."""
        steps = tuple(edited(s) for s in self.steps) if named != self.named else self.steps
        return Plan(steps, named)


def new_id() -> str:
    """An id that no other step has, on this computer or another."""
    return secrets.token_hex(8)


def edited(step: Step, now: datetime | None = None, **changes) -> Step:
    """The step changed: one more edit, made now."""
    at = f"{(now or datetime.now(UTC)).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return replace(step, **changes, edits=step.edits + 1, at=at)


def finished(step: Step, on: date) -> Step:
    """The step done on a day; one that comes again ends there."""
    end = max(step.day, on.isoformat()) if step.weeks else ""
    return edited(step, done=on.isoformat(), until=min(step.until or end, end))


def codes(network: Network, key: bytes) -> dict[str, str]:
    """What a plan calls each entry but the learner: id to code, not that of a hand-in."""
    return {id: pseudonym(f"plan {id}", key) for id in network.entries if id != ME}


def names_in(note: str, network: Network) -> list[str]:
    """Names, addresses and telephone numbers that a note gives away."""
    found = leaks(network, handin=json.dumps({"answers": {"note": note}}))
    return [leak.what for leak in found]


def words(step: Step, name: str = "") -> str:
    """What is done in words, such as 'Help Ana' or 'Help somebody'."""
    return DOES[step.does].format(name or "somebody")


def again(step: Step) -> str:
    """How often a step comes in words, such as 'every 2 weeks until 2027-01-31'."""
    if not step.weeks:
        return "once"
    often = "every week" if step.weeks == 1 else f"every {step.weeks} weeks"
    return f"{often} until {step.until}" if step.until else often


def checked(step: Step) -> Step:
    """The step with its note on one line, or a PlnError that says what can't be and what can."""
    if step.does not in DOES:
        raise PlnError(f"A step can't be '{step.does}'.{suggestion(step.does, DOES)}")
    first = _day(step.day, "The day")
    if isinstance(step.weeks, bool) or not 0 <= step.weeks <= MOST_WEEKS:
        raise PlnError(f"A step comes again every 1 to {MOST_WEEKS} weeks, or once.")
    if step.until and not step.weeks:
        raise PlnError("A last day needs a number of weeks: every how many weeks does it come?")
    if step.until and _day(step.until, "The last day") < first:
        raise PlnError(f"The last day, {step.until}, is before the first, {step.day}.")
    if step.done:
        _day(step.done, "The day on which it was done")
    note = _one_line(step.note)
    if len(note) > LONGEST:
        raise PlnError(f"What you wrote has {len(note)} characters; {LONGEST} fit.")
    if not re.fullmatch("[0-9a-f]{16}", step.id) or not re.fullmatch("(p[a-z2-7]{12})?", step.who):
        raise PlnError(f"The step '{step.id}' is not one that plnkit made.")
    if not re.fullmatch(r"\d{8}T\d{6}Z", step.at) or step.edits < 0:
        raise PlnError(f"The step '{step.id}' doesn't say when it was changed.")
    return replace(step, note=note)


def _day(text: str, what: str) -> date:
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        day = None
    if day is None or not YEARS[0] <= day.year <= YEARS[1]:
        raise PlnError(f"{what} is a year, a month and a day, such as 2026-11-30, not '{text}'.")
    return day


def _one_line(text: str) -> str:
    shown = (c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join("".join(shown).split())


def _in_order(steps: list[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda s: (s.day, s.id)))


# -- the calendar ------------------------------------------------------------------------------


def calendar(plan: Plan, labels: Mapping[str, str]) -> str:
    """The plan as a calendar; `labels` says what each code is called, and counts only if `named`."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//plnkit//plan {VERSION}//EN"]
    lines += [f"X-PLN-VERSION:{VERSION}", f"X-PLN-NAMES:{'yes' if plan.named else 'no'}"]
    for step in plan.steps:
        lines += _event(step, _one_line(labels.get(step.who, "")) if plan.named else "")
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _event(step: Step, name: str) -> list[str]:
    first, summary = date.fromisoformat(step.day), words(step, name)
    if "{}" in DOES[step.does] and not name:
        summary += ": see your map"
    summary = _text(f"Done: {summary}" if step.done else summary)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{step.id}@plnkit",
        f"DTSTAMP:{step.at}",
        f"SEQUENCE:{step.edits}",
        f"DTSTART;VALUE=DATE:{_basic(first)}",
        f"DTEND;VALUE=DATE:{_basic(first + timedelta(days=1))}",  # the day after, by the format
        f"SUMMARY:{summary}",
        "TRANSP:TRANSPARENT",  # it blocks nobody's day
        "CLASS:PRIVATE",
    ]
    if step.weeks:
        until = f";UNTIL={step.until.replace('-', '')}" if step.until else ""
        lines.append(f"RRULE:FREQ=WEEKLY;INTERVAL={step.weeks}{until}")
    if step.note:
        lines.append(f"DESCRIPTION:{_text(step.note)}")
    lines.append(f"X-PLN-DOES:{step.does}")
    lines += [f"X-PLN-WHO:{step.who}"] * bool(step.who)
    lines += [f"X-PLN-DONE:{step.done}"] * bool(step.done)
    if not step.done:
        alarm = ["ACTION:DISPLAY", f"TRIGGER:{MORNING}", f"DESCRIPTION:{summary}"]
        lines += ["BEGIN:VALARM", *alarm, "END:VALARM"]
    return [*lines, "END:VEVENT"]


def _basic(day: date) -> str:
    return day.isoformat().replace("-", "")


def _text(value: str) -> str:
    return "".join(_ESCAPED.get(c, c) for c in value)


def _folded(line: str) -> str:
    """The line with its end; what is over 75 octets goes on below, after a space."""
    pieces, room = [""], WIDE
    for c in line:
        size = len(c.encode())
        if size > room:
            pieces.append("")
            room = WIDE - 1  # the space counts
        pieces[-1] += c
        room -= size
    return "\r\n ".join(pieces) + "\r\n"


def plan_of(text: str) -> tuple[Plan, int]:
    """The plan that a calendar of plnkit's holds, and how many of its steps can't be read.

    Raises PlnError where it is from a newer plnkit, and ValueError where it is no plan at all.
    """
    top, events, within = {}, [], []
    for line in re.sub("\n[ \t]", "", text.replace("\r\n", "\n")).split("\n"):
        name, _, value = line.partition(":")
        name = name.partition(";")[0].upper()
        if name == "BEGIN":
            within.append(value)
            events += [{}] if within == ["VCALENDAR", "VEVENT"] else []
        elif name == "END":
            if not within or within.pop() != value:
                raise ValueError(f"END:{value} without its beginning")
        elif within == ["VCALENDAR"]:
            top[name] = value
        elif within == ["VCALENDAR", "VEVENT"]:
            events[-1][name] = value
    if within or not top.get("X-PLN-VERSION", "").isdecimal():
        raise ValueError("not a whole plan")
    if int(top["X-PLN-VERSION"]) > VERSION:
        raise PlnError(f"{FILE} is from a newer plnkit. Update plnkit; the file was left as it is.")
    steps: dict[str, Step] = {}
    for event in events:
        try:
            step = checked(_step(event))
        except (PlnError, KeyError, ValueError):
            continue
        steps.setdefault(step.id, step)
    plan = Plan(_in_order(list(steps.values())[:MOST]), top.get("X-PLN-NAMES") == "yes")
    return plan, len(events) - len(plan.steps)


def _step(event: Mapping[str, str]) -> Step:
    def day(basic: str) -> str:
        return f"{basic[:4]}-{basic[4:6]}-{basic[6:]}"

    rule = dict(part.split("=", 1) for part in event.get("RRULE", "").split(";") if part)
    if rule and (rule.pop("FREQ") != "WEEKLY" or set(rule) - {"INTERVAL", "UNTIL"}):
        raise ValueError("another rule")
    return Step(
        id=event["UID"].removesuffix("@plnkit"),
        does=event["X-PLN-DOES"],
        who=event.get("X-PLN-WHO", ""),
        day=day(event["DTSTART"]),
        weeks=int(rule.get("INTERVAL", "0")),
        until=day(rule["UNTIL"]) if "UNTIL" in rule else "",
        note=re.sub(r"\\(.)", lambda m: m[1].replace("n", "\n").replace("N", "\n"), event.get("DESCRIPTION", "")),
        done=event.get("X-PLN-DONE", ""),
        edits=int(event["SEQUENCE"]),
        at=event["DTSTAMP"],
    )  # fmt: skip


# -- the file ------------------------------------------------------------------------------------


class KeptPlan:
    """A plan and where it is kept: in `path`, or in memory alone. `notices` are to be read once.

    `labels` says what each code is called now; give it before a change.
    """

    def __init__(self, path: Path | None = None):
        self.path, self.plan = path, Plan()
        self.labels: Mapping[str, str] = {}
        self.notices: list[str] = []

    @classmethod
    def open(cls) -> KeptPlan:
        """The learner's own plan; nothing is written yet.

        What can't be read is set aside, and `notices` says so. Raises PlnError where the file is
        from a newer plnkit or can't be opened, and leaves it as it is.
        """
        kept = cls(home() / FILE)
        kept.refresh()
        return kept

    @classmethod
    def retell(cls, network: Network) -> None:
        """Write the learner's own plan again, where it names people, as the map calls them now."""
        kept = cls.open()
        if kept.plan.named:
            known = codes(network, secret()).items()
            kept.labels = {code: network.entries[id].label for id, code in known}
            kept.change(lambda plan: plan)

    def text(self) -> str:
        """The calendar as it is kept."""
        return calendar(self.plan, self.labels)

    def refresh(self) -> None:
        """Take in what another notebook wrote."""
        if self.path:
            plan, bad = self._read()
            if bad:
                with locked("plan"):
                    plan = self._mended()
            self.plan = plan

    def change(self, put: Callable[[Plan], Plan]) -> None:
        """Change the plan as it is now, and write it whole. Raises PlnError; it is then as it was."""
        if self.path is None:
            self.plan = put(self.plan)
            return
        with locked("plan"):
            plan = put(self._mended())
            self._write(plan)
            self.plan = plan

    def _write(self, plan: Plan) -> None:
        if plan.steps or plan.named:
            written(self.path, calendar(plan, self.labels))
            return
        try:  # nothing to remember, and a calendar must not be empty
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise PlnError(f"{self.path} could not be written: {error.strerror}.") from None

    def _read(self) -> tuple[Plan, bool]:
        """What the file holds, and whether something in it can't be read."""
        try:
            plan, wrong = plan_of(self.path.read_bytes().decode("utf-8"))
            return plan, wrong > 0
        except PlnError:
            raise
        except (FileNotFoundError, NotADirectoryError):
            return Plan(), False
        except OSError as error:
            raise PlnError(f"{self.path} can't be read: {error.strerror}.") from None
        except ValueError:
            return Plan(), True

    def _mended(self) -> Plan:
        """What the file holds, under the lock; a damaged file is copied aside, what can be read stays."""
        plan, bad = self._read()
        if bad:
            aside = self.path.with_name(f"plan-damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.ics")
            try:
                shutil.copyfile(self.path, aside)
            except OSError as error:
                raise PlnError(f"{self.path} is damaged: {error.strerror}.") from None
            self._write(plan)
            some = f"{counted(len(plan.steps), 'step')} could be read"
            what = some if plan.steps else "It begins anew"
            self.notices.append(f"{FILE} was damaged. {what}; the old file is {aside.name}.")
        return plan

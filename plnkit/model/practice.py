"""What a learner has practised: `progress.json` in her own folder, and what comes back when.

    progress = Progress.open()
    progress.answered("K6-1", right=True, chosen="3fa9c1", confidence=0.8)
    progress.due(["K6", "K9"])

Every change is read, made and written under a lock, so that two notebooks keep each other's.
Cards are scheduled by FSRS (fsrs 6), without its random part.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from plnkit.model.bank import Bank
from plnkit.model.network import PlnError, suggestion
from plnkit.model.store import home, locked, write_whole

FILE = "progress.json"
FORMAT, VERSION = "plnkit/progress", 1
RATINGS = ("again", "hard", "good", "easy")
BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # of confidence, each up to the next
SKEW = timedelta(minutes=5)  # two clocks may differ this much without one having gone wrong


class Mixed(NamedTuple):
    """How often one idea was taken for another."""

    idea: str
    taken_for: str
    n: int


class Band(NamedTuple):
    """Answers given with about the same confidence: what was said on average, and what was right, 0 to 1."""

    said: float
    right: float
    n: int


class Week(NamedTuple):
    """A week, by the date of its Monday: confidence on average, and the share that was right."""

    monday: str
    said: float
    right: float
    n: int


class Progress:
    """One learner's progress. `notices` are sentences she should read once."""

    def __init__(self, folder: Path | str | None = None):
        self.path = (Path(folder).expanduser() if folder else home()) / FILE
        self.notices: list[str] = []
        self._seen: tuple[Any, dict] | None = None

    @classmethod
    def open(cls, folder: Path | str | None = None) -> Progress:
        """The progress kept in a folder, or the learner's own; nothing is written yet.

        A file that is damaged is set aside, and `notices` says so. Raises PlnError where it is
        from a newer plnkit, and leaves it as it is.
        """
        progress = cls(folder)
        progress._data()
        return progress

    # -- lessons -----------------------------------------------------------------------------

    def done(self, lesson: str) -> set[str]:
        """What is done in a lesson, as words such as "before"."""
        return set(self._data()["lessons"].get(lesson, {}).get("done", ()))

    def mark(self, lesson: str, word: str) -> None:
        """Remember that something in a lesson is done."""

        def put(data: dict) -> None:
            kept = data["lessons"].setdefault(lesson, {})
            kept["done"] = sorted({*kept.get("done", ()), word})

        if word not in self.done(lesson):
            self._change(put)

    def opened(self, lesson: str, today: date | None = None) -> None:
        """Remember the day on which a lesson was last opened."""
        day = str(today or date.today())
        if self._data()["lessons"].get(lesson, {}).get("opened") != day:
            self._change(lambda data: data["lessons"].setdefault(lesson, {}).update(opened=day))

    def last_opened(self, lesson: str) -> str | None:
        """The day on which a lesson was last opened, as 2026-03-01; None where it never was."""
        return self._data()["lessons"].get(lesson, {}).get("opened")

    def way(self) -> str:
        """The way through the course that the learner chose, '' where she chose none yet."""
        way = self._data().get("way", "")
        return way if isinstance(way, str) else ""

    def take(self, way: str) -> None:
        """Remember which way through the course she chose."""
        if way != self.way():
            self._change(lambda data: data.update(way=way))

    # -- answers -----------------------------------------------------------------------------

    def answered(
        self,
        question: str,
        right: bool,
        chosen: Any = None,
        confidence: float | None = None,
        now: datetime | None = None,
    ) -> None:
        """Remember an answer as `Question.judged` takes it; `confidence` is 0 to 1, said beforehand."""
        if confidence is not None and not 0 <= confidence <= 1:
            raise PlnError(f"A confidence is from 0 to 1, not {confidence}.")
        row: dict[str, Any] = {"question": question, "at": _at(now), "right": bool(right)}
        row["chosen"] = list(chosen) if isinstance(chosen, tuple) else chosen
        if confidence is not None:
            row["confidence"] = float(confidence)
        self._change(lambda data: data["answers"].append(row))

    def answers(self, question: str | None = None) -> list[dict[str, Any]]:
        """The answers in the order in which they were given, of one question if told."""
        rows = self._data()["answers"]
        return [dict(row) for row in rows if question in (None, row["question"])]

    def mixed_up(self, bank: Bank) -> list[Mixed]:
        """One row per pair of ideas that the learner's answers took for one another, most often first."""
        pairs: Counter[tuple[str, str]] = Counter()
        for row in self._data()["answers"]:
            question = bank.questions.get(row["question"])
            if question is None or row["right"]:
                continue
            try:
                mixed = question.judged(row.get("chosen")).mixed
            except PlnError:
                continue  # the question has been changed since
            pairs.update((question.idea, other) for other in mixed)
        return [Mixed(*pair, n) for pair, n in sorted(pairs.items(), key=lambda p: (-p[1], p[0]))]

    def calibration(self) -> list[Band]:
        """One row per band of confidence in which something was answered, the lowest first.

        Well calibrated is who is right as often as she said. Answers without a confidence don't count.
        """
        bands: dict[int, list[dict]] = {}
        for row in self._sure():
            band = sum(row["confidence"] >= edge for edge in BANDS[1:-1])
            bands.setdefault(band, []).append(row)
        return [Band(*_means(rows), len(rows)) for _, rows in sorted(bands.items())]

    def calibration_by_week(self) -> list[Week]:
        """One row per week in which something was answered with a confidence, the earliest first."""
        weeks: dict[str, list[dict]] = {}
        for row in self._sure():
            day = datetime.fromisoformat(row["at"]).date()
            weeks.setdefault(str(day - timedelta(days=day.weekday())), []).append(row)
        return [Week(week, *_means(rows), len(rows)) for week, rows in sorted(weeks.items())]

    def _sure(self) -> list[dict]:
        return [row for row in self._data()["answers"] if "confidence" in row]

    # -- cards -------------------------------------------------------------------------------

    def due(self, ids: Iterable[str], now: datetime | None = None) -> list[str]:
        """Those of these ideas to look at now: the most nearly forgotten first, then the new ones.

        What is due at any time today is due now. A card from a time that is still to come was
        made while the clock was wrong, and is due.
        """
        now, cards = _now(now), self._data()["cards"]
        waiting, fresh = [], []
        for id in dict.fromkeys(ids):
            card = _card(cards.get(id))
            if card is None:
                fresh.append(id)
            elif card.due <= _until(card, now) or _is_ahead(card, now):
                waiting.append((_scheduler().get_card_retrievability(card, now), card.due, id))
        return [id for *_, id in sorted(waiting)] + fresh

    def next_due(self, ids: Iterable[str]) -> datetime | None:
        """When the first of the cards of these ideas comes back, None where there is no card."""
        cards = self._data()["cards"]
        return min((card.due for id in ids if (card := _card(cards.get(id)))), default=None)

    def reviewed(self, idea: str, rating: str | int, now: datetime | None = None) -> datetime:
        """Remember how well an idea was recalled: again, hard, good or easy; when it comes back."""

        def put(data: dict) -> None:
            data["cards"][idea] = rescheduled(data["cards"].get(idea), rating, now)

        return datetime.fromisoformat(self._change(put)["cards"][idea]["due"])

    def why_due(self, idea: str, now: datetime | None = None) -> str:
        """Why an idea comes back now, or when it will, in one sentence."""
        now, card = _now(now), _card(self._data()["cards"].get(idea))
        if card is None:
            return "New: you have not practised it yet."
        if _is_ahead(card, now):
            return "Your computer's clock was ahead when you last saw it, so it comes back now."
        days = (now - card.last_review).days if card.last_review else 0
        last = "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"
        if card.due > _until(card, now):
            wait = (card.due.date() - now.date()).days
            when = "later today" if wait < 1 else "tomorrow" if wait == 1 else f"in {wait} days"
            return f"You saw it {last}. It comes back {when}."
        if card.step is not None:
            return f"You are still learning it: you saw it {last}, so it comes back soon after."
        sure = round(100 * _scheduler().get_card_retrievability(card, now))
        return f"You saw it {last}. By now about {sure} in 100 would still recall it."

    # -- the file ----------------------------------------------------------------------------

    def _data(self, held: bool = False) -> dict[str, Any]:
        """What the file holds now; read anew where another notebook wrote it. `held`: under the lock."""
        try:
            stat = self.path.stat()
        except OSError:
            return _fresh()
        mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if self._seen is None or self._seen[0] != mark:
            self._seen = (mark, self._read(held))
        return self._seen[1]

    def _read(self, held: bool) -> dict[str, Any]:
        try:
            text = self.path.read_text(encoding="utf-8")
            data = json.loads(text)
            if isinstance(data, dict) and data.get("format") == FORMAT:
                version = data.get("version")
                if isinstance(version, int) and version > VERSION:
                    raise PlnError(
                        f"{self.path} is from a newer plnkit. Update plnkit; the file was left as it is."
                    )
            return _checked(data)
        except OSError as error:
            raise PlnError(f"{self.path} can't be read: {error.strerror}.") from None
        except PlnError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            if held:
                return self._set_aside()
        with locked("progress"):
            return self._data(held=True)  # another notebook may have set it aside already

    def _set_aside(self) -> dict[str, Any]:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        aside = self.path.with_name(f"progress-damaged-{stamp}.json")
        try:
            self.path.rename(aside)
        except OSError as error:
            raise PlnError(
                f"{self.path} is damaged and can't be set aside: {error.strerror}."
            ) from None
        self.notices.append(
            f"{FILE} was damaged, so your progress begins anew. The old file is kept as {aside}."
        )
        return _fresh()

    def _change(self, put: Callable[[dict], Any]) -> dict[str, Any]:
        """Read the file, let `put` change it, write it whole; what it is then. Raises PlnError."""
        with locked("progress"):
            data = self._data(held=True)
            self._seen = None
            put(data)
            try:
                write_whole(self.path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
            except OSError as error:
                raise PlnError(f"{self.path} could not be written: {error.strerror}.") from None
        return data


def rescheduled(
    card: dict | None, rating: str | int, now: datetime | None = None
) -> dict[str, Any]:
    """A card as FSRS keeps it, after one more review; None is an idea never seen.

    Where the clock went backwards since the last review, FSRS takes it that no time has passed.
    """
    from fsrs import Card, Rating

    words = dict(zip(RATINGS, Rating, strict=True)) | {r.value: r for r in Rating}
    if isinstance(rating, bool) or rating not in words:
        raise PlnError(f"A rating can't be '{rating}'.{suggestion(str(rating), RATINGS)}")
    now, held = _now(now), _card(card)
    if held is None:
        held = Card(card_id=1, due=now)  # Card() would wait a millisecond for an id of its own
    return dict(_scheduler().review_card(held, words[rating], now)[0].to_dict())


@cache
def _scheduler():
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False)


def _card(data: Any):
    """The card kept, None where there is none that can be used."""
    if not isinstance(data, dict):
        return None
    from fsrs import Card

    try:
        card = Card.from_dict(data)
        return (
            card if card.due.tzinfo and (not card.last_review or card.last_review.tzinfo) else None
        )
    except (ValueError, TypeError, KeyError, OverflowError):
        return None


def _is_ahead(card, now: datetime) -> bool:
    return bool(card.last_review and card.last_review > now + SKEW)


def _until(card, now: datetime) -> datetime:
    """Until when a card counts as due now: the end of the learner's day; for a step of minutes, now."""
    if card.step is not None:
        return now
    return datetime.combine(now.astimezone().date(), time.max).astimezone(UTC)


def _now(now: datetime | None) -> datetime:
    return (now or datetime.now(UTC)).astimezone(UTC)


def _at(now: datetime | None) -> str:
    return _now(now).isoformat(timespec="seconds")


def _means(rows: list[dict]) -> tuple[float, float]:
    said = sum(row["confidence"] for row in rows) / len(rows)
    return said, sum(row["right"] for row in rows) / len(rows)


def _fresh() -> dict[str, Any]:
    return {"format": FORMAT, "version": VERSION, "cards": {}, "answers": [], "lessons": {}}


def _checked(data: Any) -> dict[str, Any]:
    """The data if it is progress. Raises ValueError, TypeError or KeyError otherwise."""
    if data["format"] != FORMAT or data["version"] != VERSION:
        raise ValueError("another format")
    data = _fresh() | data
    if not isinstance(data["cards"], dict) or not isinstance(data["lessons"], dict):
        raise TypeError("cards and lessons are tables")
    for row in data["answers"]:
        confidence = row.get("confidence", 0.5)
        good = isinstance(row["question"], str) and isinstance(row["right"], bool)
        datetime.fromisoformat(row["at"])
        if not good or isinstance(confidence, bool) or not 0 <= confidence <= 1:
            raise ValueError("an answer is not as it should be")
    for kept in data["lessons"].values():
        if not all(isinstance(word, str) for word in kept.get("done", [])):
            raise TypeError("what is done is a list of words")
    return data

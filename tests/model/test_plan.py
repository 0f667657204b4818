"""A plan is a calendar that any program reads, that comes back as it was, and that names nobody unasked."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.model.library import sample
from plnkit.model.network import PlnError
from plnkit.model.plan import (
    DOES,
    FILE,
    KeptPlan,
    Plan,
    Step,
    again,
    calendar,
    checked,
    codes,
    edited,
    finished,
    names_in,
    new_id,
    plan_of,
)

ID, WHO = "0123456789abcdef", "pabcdefghijkl"
HELP = Step(ID, "help", WHO, "2026-12-04", note="Friday at four")
NAMES = {WHO: "Ingrid Solberg"}

days = st.dates(date(2000, 1, 1), date(2100, 12, 31)).map(str)
NASTY = '\\;,:"\n\r\t nNé語👩‍🎓\u2028\x85\x00'
hard = st.one_of(st.text(st.sampled_from(NASTY)), st.text())


@st.composite
def steps(draw):
    first, last = sorted([draw(days), draw(days)])
    weeks = draw(st.integers(0, 52))
    return checked(
        Step(
            draw(st.from_regex("[0-9a-f]{16}", fullmatch=True)),
            draw(st.sampled_from(list(DOES))),
            draw(st.sampled_from(["", WHO])),
            first,
            weeks,
            last if weeks and draw(st.booleans()) else "",
            draw(hard)[:60] * draw(st.integers(1, 5)),
            draw(st.sampled_from(["", last])),
            draw(st.integers(0, 99)),
        )
    )


@given(st.lists(steps(), max_size=6), st.booleans(), hard)
def test_what_is_read_is_what_was_written(listed, named, name):
    plan = Plan(named=named)
    for step in listed:
        plan = plan.with_step(step)
    text = calendar(plan, {WHO: name})
    assert plan_of(text) == (plan, 0)
    assert plan_of(text.replace("\r\n", "\n")) == (plan, 0)  # an editor may have turned the ends


@given(st.lists(steps(), min_size=1, max_size=3), hard)
def test_every_line_is_as_the_format_wants_it(listed, name):
    plan = Plan(named=True)
    for step in listed:
        plan = plan.with_step(step)
    lines = calendar(plan, {WHO: name}).split("\r\n")
    assert lines.pop() == ""
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any(re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line) for line in lines)
    unfolded = "\n".join(lines).replace("\n ", "").split("\n")
    assert all(re.match(r"[A-Z-]+(;[A-Z]+=[A-Z]+)?:", line) for line in unfolded)
    texts = [line.split(":", 1)[1] for line in unfolded if line.startswith(("SUMM", "DESCR"))]
    assert not any(re.search(r"(?<!\\)[;,]", text.replace("\\\\", "")) for text in texts)


SHREDS = (
    *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR", "X-PLN-VERSION:1"),
    *(f"UID:{ID}@plnkit", "SEQUENCE:x", "RRULE:FREQ", "DTSTART:2026"),
)


@given(st.text(), st.lists(st.sampled_from(SHREDS)))
@settings(max_examples=200)
def test_no_text_breaks_the_reading(text, lines):
    try:
        plan, wrong = plan_of(text + "\r\n".join(lines))
        assert plan.steps == ()
        assert wrong >= 0
    except ValueError:
        pass


def test_a_calendar_names_nobody_unless_the_learner_says_so():
    quiet = calendar(Plan((HELP,)), NAMES)
    assert "SUMMARY:Help somebody: see your map\r\n" in quiet
    assert "Ingrid" not in quiet
    assert "SUMMARY:Help Ingrid Solberg\r\n" in calendar(Plan((HELP,), named=True), NAMES)
    assert "Help somebody: see your map" in calendar(Plan((HELP,), named=True), {})  # gone


def test_no_id_of_the_map_stands_in_a_code():
    student = sample("student")
    made = codes(student, b"s" * 32)
    assert len(set(made.values())) == student.people_count
    assert not any(id in code for id, code in made.items())
    assert made["ingrid"] != codes(student, b"t" * 32)["ingrid"]
    assert checked(Step(ID, "help", made["ingrid"], "2026-12-04")).who == made["ingrid"]


def test_a_note_that_names_somebody_is_found():
    student = sample("student")
    assert names_in("When it is Friday, send Ingrid my notes", student) == ["Ingrid Solberg"]
    assert names_in("When it is Friday, answer one question", student) == []


def test_a_note_is_written_with_the_signs_of_the_format():
    step = replace(HELP, note="a, b; c \\ d")
    assert "DESCRIPTION:a\\, b\\; c \\\\ d\r\n" in calendar(Plan((step,)), {})


def test_a_step_lasts_one_day_reminds_at_nine_and_keeps_its_mark():
    text = calendar(Plan((HELP,)), {})
    for line in (
        f"UID:{ID}@plnkit",
        "DTSTART;VALUE=DATE:20261204",
        "DTEND;VALUE=DATE:20261205",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:PT9H\r\nDESCRIPTION:",
        "DESCRIPTION:Friday at four",
    ):
        assert f"{line}" in text
    later = edited(HELP, datetime(2026, 12, 1, 8, 30, tzinfo=UTC), day="2026-12-11")
    changed = calendar(Plan().with_step(HELP).with_step(later), {})
    assert changed.count("BEGIN:VEVENT") == 1
    assert f"UID:{ID}@plnkit\r\nDTSTAMP:20261201T083000Z\r\nSEQUENCE:1\r\n" in changed


def test_every_two_weeks_means_the_same_days_to_another_program():
    step = checked(Step(ID, "keep", "", "2026-12-04", weeks=2, until="2027-01-15"))
    text = calendar(Plan((step,)), {})
    (rule,) = re.findall(r"RRULE:(.+)\r\n", text)
    found = rrulestr(rule, dtstart=datetime(2026, 12, 4))
    assert [f"{day:%m-%d}" for day in found] == ["12-04", "12-18", "01-01", "01-15"]
    assert again(step) == "every 2 weeks until 2027-01-15"


def test_what_is_done_reminds_no_more_and_comes_again_no_more():
    often = Step(ID, "keep", "", "2026-12-04", weeks=1)
    done = checked(finished(often, date(2026, 12, 20)))
    text = calendar(Plan((done,)), {})
    assert "VALARM" not in text
    assert "UNTIL=20261220" in text
    assert "SUMMARY:Done: Keep in touch" in text
    assert finished(HELP, date(2026, 12, 1)).until == ""
    assert finished(often, date(2026, 11, 1)).until == "2026-12-04"
    ended = Step(ID, "keep", "", "2026-12-04", weeks=1, until="2026-12-11")
    assert finished(ended, date(2027, 1, 1)).until == "2026-12-11"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"does": "hlep"}, "Did you mean 'help'"),
        ({"day": ""}, "such as 2026-11-30"),
        ({"day": "2026-02-30"}, "such as 2026-11-30"),
        ({"day": "30.11.2026"}, "not '30.11.2026'"),
        ({"day": "9999-12-31"}, "such as 2026-11-30"),
        ({"weeks": 53}, "1 to 52 weeks"),
        ({"until": "2027-01-01"}, "every how many weeks"),
        ({"weeks": 1, "until": "2026-12-01"}, "before the first"),
        ({"note": "x" * 301}, "300 fit"),
        ({"who": "Ingrid"}, "not one that plnkit made"),
    ],
)
def test_what_can_t_be_is_refused_in_a_sentence(change, said):
    with pytest.raises(PlnError, match=said):
        Plan().with_step(replace(HELP, **change))


# -- the file --------------------------------------------------------------------------------


def test_two_notebooks_keep_each_other_s_steps(pln_home):
    one, other = KeptPlan.open(), KeptPlan.open()
    one.change(lambda plan: plan.with_step(HELP))
    other.change(lambda plan: plan.with_step(Step(new_id(), "ask", day="2026-12-01")))
    assert [s.does for s in KeptPlan.open().plan.steps] == ["ask", "help"]
    one.refresh()
    assert len(one.plan.steps) == 2
    assert sorted(p.name for p in pln_home.iterdir() if p.suffix != ".lock") == [FILE]


def test_an_empty_plan_leaves_no_file(pln_home):
    kept = KeptPlan.open()
    assert not pln_home.exists()
    kept.change(lambda plan: plan.with_step(HELP))
    kept.change(lambda plan: plan.without(ID))
    assert not (pln_home / FILE).exists()


def test_a_damaged_step_is_set_aside_and_the_others_stay(pln_home):
    kept = KeptPlan.open()
    kept.change(lambda p: p.with_step(HELP).with_step(Step("f" * 16, "ask", day="2026-12-01")))
    file = pln_home / FILE
    broken = file.read_bytes().replace(b"X-PLN-DOES:ask", b"X-PLN-DOES:dance")
    file.write_bytes(broken)
    again = KeptPlan.open()
    assert again.plan.steps == (HELP,)
    (aside,) = pln_home.glob("plan-damaged-*.ics")
    assert aside.read_bytes() == broken
    assert again.notices == [
        f"{FILE} was damaged. 1 step could be read; the old file is {aside.name}."
    ]
    assert KeptPlan.open().notices == []
    assert KeptPlan.open().plan.steps == (HELP,)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_what_is_no_plan_is_set_aside_and_nothing_is_lost(pln_home, content):
    pln_home.mkdir()
    (pln_home / FILE).write_bytes(content)
    kept = KeptPlan.open()
    assert "It begins anew" in kept.notices[0]
    (aside,) = pln_home.glob("plan-damaged-*.ics")
    assert aside.read_bytes() == content
    assert not (pln_home / FILE).exists()


def test_a_plan_from_a_newer_plnkit_is_left_as_it_is(pln_home):
    KeptPlan.open().change(lambda plan: plan.with_step(HELP))
    file = pln_home / FILE
    newer = file.read_bytes().replace(b"X-PLN-VERSION:1", b"X-PLN-VERSION:2")
    file.write_bytes(newer)
    with pytest.raises(PlnError, match="newer plnkit"):
        KeptPlan.open()
    assert file.read_bytes() == newer
    assert len(list(pln_home.glob("*.ics"))) == 1


def test_a_disk_that_refuses_leaves_plan_and_file_as_they_were(pln_home, monkeypatch):
    kept = KeptPlan.open()
    kept.change(lambda plan: plan.with_step(HELP))
    before = (pln_home / FILE).read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("plnkit.model.store.write_whole", full)
    with pytest.raises(PlnError, match="No space left"):
        kept.change(lambda plan: plan.with_names(True))
    assert (pln_home / FILE).read_bytes() == before
    assert not kept.plan.named

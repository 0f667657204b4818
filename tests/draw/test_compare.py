"""What is shown of a comparison adds up as it is shown, and runs no one's markup."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plnkit.draw.compare import _text, _units, changes_html, comparison_html, sentence
from plnkit.model.compare import Moved, compared
from plnkit.model.library import sample
from plnkit.model.measures import Measure
from plnkit.model.network import ME, Entry, Network, Tie

DAYS = ("2026-09-01", "now")


def measure(name: str, so_far: float) -> Measure:
    return Measure(name, so_far, so_far, "", 3, 0, None)


@settings(max_examples=200)
@given(st.lists(st.floats(-3, 3), min_size=1, max_size=8), st.sampled_from(["density", "size"]))
def test_the_numbers_shown_add_up_to_the_last_digit(parts, name):
    after = measure(name, 1.2345 + sum(parts))
    moved = Moved(measure(name, 1.2345), after, tuple((str(k), p) for k, p in enumerate(parts)))
    start, *shown, stop = _units(moved)
    assert start + sum(shown) == stop
    fine = 1000 if name == "density" else 100
    for units, part in zip(shown, parts, strict=True):
        assert abs(units - part * fine) <= 1.5


@pytest.mark.parametrize(
    ("units", "said"), [(0, "0"), (-150, "−1.5"), (123400, "1,234"), (5, "0.05")]
)
def test_numbers_read_as_people_write_them(units, said):
    assert _text(Moved(measure("size", 0), measure("size", 0), ()), units, "%") == said


def test_the_sentence_says_what_did_most_and_what_was_open():
    before = Network.new().with_entry(Entry("a", name="Ana")).with_entry(Entry("b", name="Ben"))
    before = before.with_tie(Tie(ME, "a")).with_tie(Tie(ME, "b"))
    after = before.with_tie(Tie("a", "b"))
    (moved,) = compared(before, after, only=["density"]).moved
    assert sentence(moved, DAYS) == (
        "Density went up from 0% to 100%. What did most: You now know that Ana and Ben are tied, "
        "+100 points. Pairs nobody has spoken of count as not tied: 1 pair then, 0 pairs later."
    )
    (alone,) = compared(Network.new(), before, only=["density"]).moved
    assert "It can't be compared" in sentence(alone, DAYS)
    (same,) = compared(after, after, only=["density"]).moved
    assert sentence(same, DAYS) == "Density is as it was: 100%."


def test_every_column_of_the_table_sums_to_its_last_row():
    html = comparison_html(
        compared(sample("fictional_before"), sample("fictional")), "density", DAYS
    )
    ledger = html[html.index("Every measure, part by part") :]
    rows = re.findall(r"<tr[^>]*>(<th[^>]* scope=\"row\">.*?)</tr>", ledger)
    cells = [re.findall(r"<bdi>([^<]*)</bdi>", row)[1:] for row in rows]
    numbers = [
        [float(re.sub("[%+,]| points", "", c).replace("−", "-")) for c in row] for row in cells
    ]
    for first, *parts, last in zip(*numbers, strict=True):
        assert first + sum(parts) == pytest.approx(last, abs=1e-9)
    assert len(numbers[0]) == 7


def test_names_stay_text():
    bad = '<img src=x onerror="alert(1)">'
    after = Network.new().with_entry(Entry("x", name=bad)).with_tie(Tie(ME, "x"))
    comparison = compared(Network.new(), after)
    shown = comparison_html(comparison, "size", (bad, "now")) + changes_html(comparison, DAYS)
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_two_equal_maps_have_no_change_to_show():
    net = sample("fictional")
    comparison = compared(net, net)
    assert changes_html(comparison, DAYS) == "<p>Nothing changed from 2026-09-01 to now.</p>"
    assert "<svg" not in comparison_html(comparison, "size", DAYS)

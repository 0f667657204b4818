"""Random edits of a map, for property tests."""

from hypothesis import strategies as st

from plnkit.model.network import Entry, Goal, PlnError, Tie

IDS = st.sampled_from("abcdef")


@st.composite
def operations(draw):
    """A learner's edits, some of which can't be made."""
    kind = draw(
        st.sampled_from(["entry", "tie", "cut", "told", "tell", "remove", "goal", "snapshot"])
    )
    return kind, draw(IDS), draw(IDS), draw(st.sampled_from(["", "x", "Zoë\n<b>", "\u202e"]))


def changed(net, operation):
    kind, a, b, text = operation
    make = {
        "entry": lambda: net.with_entry(Entry(a, name=text, goals=(text,) if text else ())),
        "tie": lambda: net.with_tie(Tie(a, b, weight=2.5, kind=text)),
        "cut": lambda: net.without_tie(a, b),
        "told": lambda: net.all_told(),
        "tell": lambda: net.all_told(a),
        "remove": lambda: net.without(a),
        "goal": lambda: net.with_goal(Goal(a, text)),
        "snapshot": lambda: net.with_snapshot("2026-11-22", text),
    }
    try:
        return make[kind]()
    except PlnError:
        return net

"""What a careful student answers about the fictional network, so that tests can ask what it earns."""

from datetime import date
from functools import cache
from pathlib import Path

from plnkit.model.assignment import FILE, assignment_in
from plnkit.model.bank import bank
from plnkit.model.pseudonyms import pseudonym, secret
from plnkit.model.quiz_key import sheet_mark
from plnkit.model.quiz_sheet import sheet
from plnkit.views.work import months

SOURCE = Path(__file__).resolve().parents[1] / "assignments" / "source"
BY_KEY = "a1_terms_and_platforms"  # its answers are right by a key, which no clone has

TEXT = "Few of my people know each other. I will ask one of them why they see it differently."


def who(id: str) -> str:
    return pseudonym(id, secret())


@cache
def key() -> dict:
    """The key to the sheet that the course brings, as `plnkit terms assignment` makes it."""
    text = (SOURCE / BY_KEY / FILE).read_text(encoding="utf-8")
    _, answers = sheet(text, BY_KEY, bank(), 1)
    mark = sheet_mark(assignment_in(SOURCE / BY_KEY))
    return {"assignment": BY_KEY, "seed": 1, "sheet": mark, "answers": answers}


def solution(assignment: str) -> dict:
    """An answer to each question, as the widgets save it."""
    if assignment == BY_KEY:
        return {id: entry["right"] for id, entry in key()["answers"].items()}
    later = list(months(date.today(), 3))
    steps = [("yara", "keep"), ("ade", "help"), (None, "add"), ("video", "prune")]
    plan = [
        {**({"who": who(id)} if id else {}), "do": do, "by": later[n % 3], "goal": "G3"}
        for n, (id, do) in enumerate(steps)
    ]
    gives = ["answers", "resources", "feedback", "encouragement", "ideas"]
    both = {
        "goals_served": ["G1", "G2", "G4", "G5"],
        "goal_unserved": "G3",
        "gives": gives,
        "plan": plan,
    }
    privacy = {
        "hand_in_tells": ["platforms", "often", "views", "months", "groups", "ties"],
        "looked_after": ["no_clients", "no_minors", "no_names", "on_own"],
    }
    if assignment == "a2_map":
        return privacy | {
            "serves": [
                {"goal": "G2", "sort": "G2", "who": who("yara")},
                {"goal": "G3", "sort": "G3"},
            ],
            "no_goal": [who("mirela")],
            "goal_unserved": "G3",
            "open_pairs": 0,
            "not_known": "none",
            "measure": "effective_size",
            "measure_says": 8.43,
        }
    if assignment == "a4_growth_plan":
        return both | {
            "came": 3,
            "left": 1,
            "density_turned": "less",
            "reciprocity_turned": "more",
            "views_turned": "less",
            "platform_turned": "less",
            "why": ["asked", "answered"],
            "next_look": later[3],
        }
    return (
        both
        | privacy
        | {
            "learn_most": [who("yara"), who("intervision")],
            "main_platform": "face-to-face",
            "direction": "both",
            "size": 10,
            "density": 20,
            "reciprocity": 79,
            "open_questions": 0,
            "echo_overlap": "few",
            "echo_views": "different",
            "echo_platform": "little",
            "bridge": who("ade"),
            "bridge_loss": ["platform"],
            "bridge_parts": 4,
            "given_to": 7,
        }
    )

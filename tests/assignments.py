"""What a careful student answers about the fictional network, so that tests can ask what it earns."""

from datetime import date

from plnkit.model.pseudonyms import pseudonym, secret
from plnkit.views.work import months

TEXT = "Few of my people know each other. I will ask one of them why they see it differently."


def who(id: str) -> str:
    return pseudonym(id, secret())


def solution(assignment: str) -> dict:
    """An answer to each question, as the widgets save it."""
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
    return both | {
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
        "hand_in_tells": ["platforms", "often", "views", "months", "groups", "ties"],
        "looked_after": ["no_clients", "no_minors", "no_names", "on_own"],
    }

"""plnkit: personal learning networks to touch, in Jupyter.

A small helper behind the lessons and assignments. Every public name is loaded when it is
first used, so that `import plnkit` costs nothing and changes nothing.
"""

from importlib import import_module

_HOME = {  # public name: the module it lives in
    "Network": "model.network",
    "Entry": "model.network",
    "Tie": "model.network",
    "Goal": "model.network",
    "PlnError": "model.network",
    "sample": "model.library",
    "measures": "model.measures",
    "findings": "model.audit",
    "MyCourse": "views.course",
    "NetworkChooser": "views.chooser",
    "NetworkMap": "views.network_map",
    "Interview": "views.interview",
    "ImportPanel": "views.import_panel",
    "MeasureCards": "views.cards",
    "WhatIf": "views.whatif",
    "Snapshots": "views.snapshots",
    "Reach": "views.reach",
    "Plan": "views.plan",
    "Lab": "views.lab",
    "AssignmentMap": "views.handin",
    "Quiz": "views.quiz",
    "Flashcards": "views.flashcards",
    "Glossary": "views.glossary",
    "PlatformExplorer": "views.platforms",
    "PlatformChooser": "views.platforms",
    "Answer": "views.answers",
    "check_my_work": "views.answers",
    "AuditInShort": "views.handin",
    "HandIn": "views.handin",
}

__all__ = list(_HOME)


def __getattr__(name: str):
    if name not in _HOME:
        import difflib

        near = difflib.get_close_matches(name, _HOME, 1)
        meant = f" Did you mean '{near[0]}'?" if near else ""
        raise AttributeError(f"plnkit has no '{name}'.{meant} It has: {', '.join(_HOME)}.")
    value = getattr(import_module(f"plnkit.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

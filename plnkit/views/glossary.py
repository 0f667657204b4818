"""All terms of the course with a search: `plnkit.Glossary()`."""

from pathlib import Path

import traitlets as t

from plnkit.draw.text import escaped
from plnkit.model.bank import Idea, bank
from plnkit.views.quiz import Practice


class Glossary(Practice):
    """Each term in plain words, as scholars say it and with the source, with examples, and what it is mixed up with."""

    _kind = t.Unicode("glossary").tag(sync=True)
    _entries = t.List(t.Dict()).tag(sync=True)

    def __init__(self, label: str = "Glossary", **options):
        super().__init__(label, **options)
        ideas = sorted(bank().ideas.values(), key=lambda i: (not is_term(i), i.term.casefold()))
        self._entries = [_entry(idea) for idea in ideas]

    def text(self) -> str:
        return f"{self.label}: {', '.join(entry['term'] for entry in self._entries)}"

    def _static_html(self) -> str:
        told = "".join(
            f"<dt><strong>{escaped(e['term'])}</strong></dt><dd>{escaped(e['plain'])}"
            f"<br>{escaped(e['scholarly'])} <small>{escaped(e['source'])}</small>"
            f"<br>For example: {escaped(e['example'])}<br>But not: {escaped(e['non_example'])}</dd>"
            for e in self._entries
        )
        return f"<h3>{escaped(self.label)}</h3><dl>{told}</dl>"


def is_term(idea: Idea) -> bool:
    """Whether it is a word to know: a key term (K) or one with a name for its id, not a sentence to understand."""
    return idea.id[0] == "K" or idea.id[0].islower()


def _entry(idea: Idea) -> dict:
    """A term as the page shows it; the link is there where the lesson lies beside this notebook."""
    file = f"{idea.lesson}.ipynb"
    number, _, words = idea.lesson.partition("_")
    own = idea.source.lower().startswith("none")
    same = ("id", "term", "plain", "scholarly", "example", "non_example")
    return {
        **{name: getattr(idea, name) for name in same},
        "group": "Terms" if is_term(idea) else "Other ideas of the course",
        "also": list(idea.also),
        "source": "The course's own wording." if own else idea.source,
        "mixed": [[id, how] for id, how in idea.mixed_up_with.items()],
        "lesson": f"Lesson {number}: {words.replace('_', ' ')}",
        "link": file if Path(file).is_file() else "",
    }

"""What is around pictures and tables: the frames of figures, and pages filled in from `templates`.

The CSS is there too; every colour and size in it comes from `tokens`.
"""

from functools import cache
from pathlib import Path

from markupsafe import Markup

from plnkit.draw import tokens
from plnkit.draw.text import clean, escaped
from plnkit.model.network import counted

TEMPLATES = Path(__file__).parent / "templates"


def css(name: str) -> str:
    """The CSS of one kind of drawing, from `templates`."""
    return (TEMPLATES / f"{name}.css").read_text("utf-8")


PICTURE, FIGURE = css("picture"), css("figure")


@cache
def _environment():
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: clean(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"counted": counted, "paragraphs": paragraphs}
    made.filters["prose"] = lambda text: Markup(prose(text))
    return made


def filled(template: str, **values: object) -> str:
    """A template of `templates` with its values; text is cleaned and escaped, `Markup` is as it is."""
    return _environment().get_template(template).render(css=Markup(tokens.css()), **values)


def prose(text: str) -> str:
    """Our own sentences, escaped, with the apostrophes that print sets."""
    return escaped(text).replace("&#x27;", "’")


def paragraphs(*words: str) -> str:
    """Each of these that says something as a paragraph."""
    return "".join(f"<p>{escaped(said)}</p>" for said in words if said)


def scrolled(content: str, label: str = "Table, scrolls sideways") -> str:
    """Something wide that scrolls by itself, with the keyboard too."""
    return f'<div class="pln-scroll" tabindex="0" role="group" aria-label="{escaped(label)}">{content}</div>'


def folded(summary: str, table: str) -> str:
    """A table that is folded away under a few words."""
    return f"<details><summary>{prose(summary)}</summary>{scrolled(table)}</details>"


def boxed(content: str, look: str = "boxed", css: str = "") -> str:
    """A figure or a table with its style, for a page or a notebook's output."""
    return (
        f'<div class="pln-figure {look}"><style>{tokens.css()}{FIGURE}{css}</style>{content}</div>'
    )

"""The look of plnkit, stated once: type, colour, space, and eight categories with a shape each.

Every picture, page and widget takes its look from here. In HTML and SVG put `css()` in a
`<style>` and use the custom properties it declares: `color: var(--pln-ink)`. For plotly use
`plotly_template("light")`. Colours read on plnkit's own paper and on JupyterLab's white and black.
"""

from typing import NamedTuple

# Each colour in the light theme, in the dark one, and what a learner sees who set her own colours:
# browsers force text and borders then, not SVG's fill.
COLOURS = {
    "ink": ("#24211d", "#efe8dc", "CanvasText"),  # text
    "muted": ("#5f574c", "#b9ae9d", "CanvasText"),  # hints, sources, axis labels
    "paper": ("#fffdf9", "#1b1916", "Canvas"),  # a page
    "card": ("#f8f3ea", "#26231f", "Canvas"),  # a panel on a page
    "field": ("#ffffff", "#161411", "Field"),  # what is typed into
    "edge": ("#81766a", "#8f8474", "CanvasText"),  # the border of a control
    "hairline": ("#e2d8c7", "#3d3832", "CanvasText"),  # decoration only: it may be missed
    "accent": ("#1f5673", "#8ccbe6", "LinkText"),  # what can be pressed, what is chosen
    "accent-strong": ("#143c52", "#b5e0f2", "CanvasText"),  # the same while pointed at
    "accent-wash": ("#e3edf1", "#1e3540", "Canvas"),
    "on-accent": ("#ffffff", "#10222b", "Canvas"),
    "mark": ("#a63d0a", "#f0935a", "CanvasText"),  # the one thing to look at
    "good": ("#2c6a42", "#8fd0a0", "CanvasText"),
    "good-wash": ("#e6f0e6", "#1f3326", "Canvas"),
    "care": ("#765000", "#f0c869", "CanvasText"),
    "care-wash": ("#faefd2", "#3a2f14", "Canvas"),
    "problem": ("#a3241d", "#ff9c8c", "CanvasText"),
    "problem-wash": ("#fbe6e1", "#45201b", "Canvas"),
    "focus": ("#c2410c", "#ffc266", "Highlight"),
}
LIGHT, DARK, FORCED = ({name: c[theme] for name, c in COLOURS.items()} for theme in range(3))


class Category(NamedTuple):
    """One of at most eight groups: a colour in each theme, and what tells it apart without colour."""

    light: str
    dark: str
    shape: str  # a key of SHAPES, and plotly's name for the same marker
    dash: str  # plotly's name for a line's dashes
    pattern: str  # plotly's sign for a bar's hatching; "" is plain


# Chosen so that any two stay apart for people who see no red, green or blue (the test says how far).
CATEGORIES = (
    Category("#215397", "#80cffc", "circle", "solid", ""),
    Category("#af3f09", "#ea7f13", "square", "dash", "/"),
    Category("#5e8669", "#85b58c", "triangle-up", "dot", "."),
    Category("#6b2657", "#cb7fcf", "diamond", "dashdot", "\\"),
    Category("#b58112", "#eec134", "pentagon", "longdash", "x"),
    Category("#2f92cb", "#3e7695", "cross", "longdashdot", "-"),
    Category("#490b0b", "#a56341", "star", "4px 2px", "|"),
    Category("#65605b", "#e8e2cc", "hexagon", "1px 6px", "+"),
)
# SVG paths around 0,0 that fit a circle of radius 1; sized so that none looks larger than another.
SHAPES = {
    "circle": "M-.86 0A.86 .86 0 1 1 .86 0A.86 .86 0 1 1-.86 0Z",
    "square": "M-.75-.75H.75V.75H-.75Z",
    "triangle-up": "M0-1L.95 .72H-.95Z",
    "diamond": "M0-1L1 0L0 1L-1 0Z",
    "pentagon": "M0-.95L.9-.29L.56 .77H-.56L-.9-.29Z",
    "cross": "M-.32-.95H.32V-.32H.95V.32H.32V.95H-.32V.32H-.95V-.32H-.32Z",
    "star": "M0-1L.26-.36L.95-.31L.43 .14L.59 .81L0 .45L-.59 .81L-.43 .14L-.95-.31L-.26-.36Z",
    "hexagon": "M.92 0L.46 .8H-.46L-.92 0L-.46-.8H.46Z",
}

# System fonts only: nothing is fetched. Serif for headings and figures, as a textbook sets them.
FONTS = {
    "serif": "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, 'Noto Serif', Georgia, serif",
    "sans": "'Avenir Next', Avenir, 'Segoe UI', 'Noto Sans', 'Helvetica Neue', Arial, sans-serif",
}
SIZES = {
    "text-small": ".8125rem",
    "text": ".9375rem",
    "text-large": "1.125rem",
    "title": "1.375rem",
    "figure": "2rem",
    "leading": "1.5",
    "measure": "68ch",  # the longest line that reads well
    "space-1": ".25rem",
    "space-2": ".5rem",
    "space-3": ".875rem",
    "space-4": "1.375rem",
    "space-5": "2.25rem",
    "radius": ".375rem",
    "radius-card": ".75rem",
    "target": "2.25rem",  # what is pressed is at least this high; WCAG 2.2 asks for 24 px
    "ring": ".1875rem",
}


def css() -> str:
    """The tokens as CSS custom properties, `--pln-…`, for a page, an SVG picture or a notebook.

    Light unless the reader's system asks for dark; JupyterLab's own theme goes before the system's;
    print is light; forced colours are the reader's.
    """
    fixed = {f"font-{name}": family for name, family in FONTS.items()} | SIZES
    light = LIGHT | {f"cat-{i}": c.light for i, c in enumerate(CATEGORIES, 1)}
    dark = DARK | {f"cat-{i}": c.dark for i, c in enumerate(CATEGORIES, 1)}
    forced = FORCED | {f"cat-{i}": "CanvasText" for i, _ in enumerate(CATEGORIES, 1)}
    jupyter_light, jupyter_dark = '[data-jp-theme-light="true"]', '[data-jp-theme-light="false"]'
    everywhere = f":root,{jupyter_light},{jupyter_dark}"
    return "\n".join(
        [
            _rule(":root", fixed),
            _rule(f":root,{jupyter_light}", light),
            f"@media (prefers-color-scheme:dark){{{_rule(':root', dark)}}}",
            _rule(jupyter_light, light),
            _rule(jupyter_dark, dark),
            f"@media print{{{_rule(everywhere, light)}}}",
            f"@media (forced-colors:active){{{_rule(everywhere, forced)}}}",
        ]
    )


def _rule(selector: str, properties: dict[str, str]) -> str:
    told = ";".join(f"--pln-{name}:{value}" for name, value in properties.items())
    return f"{selector}{{{told}}}"


def plotly_template(theme: str = "light") -> dict:
    """A plotly template as plain data: `figure.layout.template = plotly_template()`; theme light or dark.

    Successive traces differ by marker, dash or hatching as well as by colour.
    """
    if theme not in ("light", "dark"):
        raise ValueError(f"No theme '{theme}'. Themes: light, dark.")
    colours = LIGHT if theme == "light" else DARK
    serif, sans = (FONTS[name].replace("'", "") for name in ("serif", "sans"))
    axis = {
        "gridcolor": colours["hairline"],
        "linecolor": colours["edge"],
        "zerolinecolor": colours["edge"],
        "tickfont": {"color": colours["muted"]},
        "title": {"font": {"color": colours["ink"], "size": 14}},
        "automargin": True,
    }
    lines = [
        {"marker": {"symbol": c.shape, "size": 9}, "line": {"dash": c.dash}} for c in CATEGORIES
    ]
    bars = [{"marker": {"pattern": {"shape": c.pattern}}} for c in CATEGORIES]
    return {
        "layout": {
            "font": {"family": sans, "size": 14, "color": colours["ink"]},
            "title": {"font": {"family": serif, "size": 20}, "x": 0, "xref": "paper"},
            "colorway": [getattr(category, theme) for category in CATEGORIES],
            "paper_bgcolor": colours["paper"],
            "plot_bgcolor": colours["paper"],
            "xaxis": axis,
            "yaxis": axis,
            "hoverlabel": {"bgcolor": colours["card"], "font": {"color": colours["ink"]}},
            "margin": {"l": 56, "r": 24, "t": 56, "b": 48},
        },
        "data": {"scatter": lines, "bar": bars},
    }

"""The look: what must be told apart can be, in both themes, in print and without colour."""

import itertools
import re

import plotly.graph_objects as go
import pytest

from plnkit.draw import tokens

# (foreground, background, least contrast): 4.5 for text, 3 for borders and pictures (WCAG 2.2 AA).
PAIRS = (
    *[(text, under, 4.5) for text in ("ink", "muted") for under in ("paper", "card", "field")],
    *[
        (text, under, 4.5)
        for text in ("accent", "accent-strong", "mark", "good", "care", "problem")
        for under in ("paper", "card")
    ],
    *[(text, f"{text}-wash", 4.5) for text in ("accent", "good", "care", "problem")],
    *[("ink", f"{tone}-wash", 4.5) for tone in ("accent", "good", "care", "problem")],
    *[("on-accent", fill, 4.5) for fill in ("accent", "accent-strong")],
    *[(line, under, 3.0) for line in ("edge", "focus") for under in ("paper", "card", "field")],
    ("focus", "accent-wash", 3.0),
)
THEMES = {"light": tokens.LIGHT, "dark": tokens.DARK}
JUPYTER = {"light": "#ffffff", "dark": "#111111"}  # the ground of a cell's output
# How red, green and blue light reach an eye that lacks one kind of cone (Machado et al. 2009, severity 1).
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "no green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "no blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def light_of(colour: str) -> list[float]:
    """Linear red, green and blue of "#rrggbb", each 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio, 1 to 21."""
    weights = (0.2126, 0.7152, 0.0722)
    light = sorted(
        sum(w * p for w, p in zip(weights, light_of(c), strict=True)) for c in (one, other)
    )
    return (light[1] + 0.05) / (light[0] + 0.05)


def times(matrix, vector) -> list[float]:
    return [sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix]


def seen(colour: str, eye: str) -> list[float]:
    """OKLab coordinates of a colour as an eye sees it (Ottosson 2020), times 100."""
    cones = times(
        ((0.41222, 0.53633, 0.05145), (0.21190, 0.68070, 0.10740), (0.08830, 0.28172, 0.62998)),
        [min(1, max(0, part)) for part in times(EYES[eye], light_of(colour))],
    )
    lab = ((0.21045, 0.79362, -0.00407), (1.97800, -2.42859, 0.45059), (0.02590, 0.78277, -0.80868))
    return [100 * part for part in times(lab, [cone ** (1 / 3) for cone in cones])]


def test_contrast_is_counted_as_wcag_counts_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_a_declared_pair_has_its_contrast(theme, front, back, least):
    colours = THEMES[theme]
    assert contrast(colours[front], colours[back]) >= least


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_edges_read_on_jupyterlab_itself(theme):
    colours = THEMES[theme]
    for name in ("ink", "muted", "accent", "accent-strong", "mark", "good", "care", "problem"):
        assert contrast(colours[name], JUPYTER[theme]) >= 4.5, name
    for name in ("edge", "focus"):
        assert contrast(colours[name], JUPYTER[theme]) >= 3, name


def test_every_colour_but_decoration_is_in_a_pair():
    paired = {name for front, back, _ in PAIRS for name in (front, back)}
    assert set(tokens.LIGHT) - paired == {"hairline"}


@pytest.mark.parametrize("theme", THEMES)
def test_categories_stand_out_from_every_ground(theme):
    grounds = [THEMES[theme][name] for name in ("paper", "card", "field")] + [JUPYTER[theme]]
    for category, ground in itertools.product(tokens.CATEGORIES, grounds):
        assert contrast(getattr(category, theme), ground) >= 3, (category.shape, ground)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", EYES)
def test_two_categories_differ_for_every_eye(theme, eye):
    spots = [seen(getattr(category, theme), eye) for category in tokens.CATEGORIES]
    for one, other in itertools.combinations(spots, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 >= 8


def test_categories_differ_without_colour():
    for sign in ("shape", "dash", "pattern"):
        assert len({getattr(category, sign) for category in tokens.CATEGORIES}) == 8
    assert {category.shape for category in tokens.CATEGORIES} == set(tokens.SHAPES)


def test_the_style_declares_what_it_uses_for_each_reader():
    css = tokens.css()
    blocks = re.findall(r"([^{}]*)\{([^{}]*)\}", css)
    declared = [set(re.findall(r"--pln-([\w-]+):", body)) for _, body in blocks]
    colours = set(tokens.LIGHT) | {f"cat-{i}" for i in range(1, 9)}
    assert [names for names in declared if "ink" in names] == [colours] * 6
    for reader in ("prefers-color-scheme:dark", "print", "forced-colors:active"):
        assert f"@media ({reader}" in css or f"@media {reader}" in css
    assert css.index("prefers-color-scheme") < css.rindex('[data-jp-theme-light="false"]')


@pytest.mark.parametrize("theme", THEMES)
def test_plotly_takes_the_template(theme):
    figure = go.Figure([go.Scatter(y=[1, 2]), go.Scatter(y=[2, 1]), go.Bar(y=[1])])
    figure.layout.template = tokens.plotly_template(theme)
    template = figure.to_dict()["layout"]["template"]
    assert template["layout"]["colorway"][0] == getattr(tokens.CATEGORIES[0], theme)
    assert [line["line"]["dash"] for line in template["data"]["scatter"]][:2] == ["solid", "dash"]


def test_no_third_theme():
    with pytest.raises(ValueError, match=r"No theme 'sepia'\. Themes: light, dark"):
        tokens.plotly_template("sepia")

"""The picture: sound SVG, says in words what it shows, hostile names harmless, names apart."""

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from plnkit.draw import page, style, tables
from plnkit.draw import picture as module
from plnkit.draw.picture import FONT, description, picture
from plnkit.draw.text import clean, short, width
from plnkit.draw.tokens import css
from plnkit.model.library import sample
from plnkit.model.network import Entry, Network, Tie

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "]]> <![CDATA[ x &amp; &#0;",
    "\u202eevil \u2066override",
    "مریم السعدي",
    "👩🏽‍🏫 Lin",
    "王小明（北京）",
    "A" * 300,
    "Z" + "\u0301\u0302\u0303" * 90,
    "two\nlines\tand\x00a\x07bell",
    "\ud800 lone \ufffe",
    "",
]


def network(names, **fields):
    net = Network.new()
    for k, name in enumerate(names):
        net = net.with_entry(Entry(f"p{k}", name=name, **fields)).with_tie(Tie("me", f"p{k}"))
    return net


def contacts():
    """24 contacts as after an import: nobody rated, nothing said of their ties."""
    return network([f"Contact Number {k}" for k in range(24)])


def parsed(svg):
    return ElementTree.fromstring(svg)


def texts(svg):
    return ["".join(text.itertext()) for text in parsed(svg).iter(SVG + "text")]


def name_boxes(svg):
    """Where each name stands: left, top, right, bottom, by the name."""
    found = {}
    for text in parsed(svg).iter(SVG + "text"):
        if text.get("class") != "halo":
            continue
        name = clean("".join(text.itertext()))
        x, y, long = float(text.get("x")), float(text.get("y")), width(name, FONT)
        left = {"start": x, "end": x - long, "middle": x - long / 2}[text.get("text-anchor")]
        found[name] = (left, y - 11, left + long, y + 4)
    return found


def test_a_picture_is_an_image_with_a_name_and_a_description():
    root = parsed(picture(sample("student"), title="Whom I learn from"))
    assert root.get("role") == "img"
    assert root.get("aria-label").startswith("Whom I learn from. 14 people, 4 communities")
    assert root.find(SVG + "title").text == "Whom I learn from"
    assert root.find(SVG + "desc").text == description(sample("student"))


def test_the_description_says_in_words_what_the_picture_shows():
    assert description(sample("student")) == (
        "14 people, 4 communities, 2 tools and 2 sources around you in the centre. "
        "Closeness: 4 close, 9 regular, 8 occasional, 1 hoped-for. 26 pairs among them are tied. "
        "Tied to most of the others: Thursday study group (6), Leila Haddad (5) and Amara Okafor (4)."
    )


def test_pairs_nobody_spoke_of_are_said_and_get_no_line():
    svg = picture(contacts())
    assert "276 pairs not answered: no line stands for them." in texts(svg)
    assert "276 pairs not answered" in description(contacts())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_drawn_as_text_and_stays_text(name):
    svg = picture(network([name, "Ana"], group=name, platform=name), title=name or "none")
    root = parsed(svg)
    drawn = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert drawn <= {"svg", "title", "desc", "style", "rect", "g", "path", "circle", "text"}
    assert not any(key.startswith("on") for element in root.iter() for key in element.attrib)
    assert not re.search("[\u202a-\u202e\x00-\x08]", svg)


def test_a_long_name_is_cut_in_the_picture_and_whole_in_its_title():
    svg = picture(network(["A" * 300]))
    assert clean(next(t for t in texts(svg) if "AAA" in t)) == short("A" * 300, module.LONGEST)
    titles = [t.text for t in parsed(svg).iter(SVG + "title")]
    assert "A" * 300 in titles


def test_each_name_ends_its_own_direction_of_writing():
    svg = picture(network(["דוד", "مریم"], group="דוד"))
    for text in texts(svg):
        if re.search("[\u0590-\u06ff]", text):
            assert text.startswith("\u2068")
            assert "\u2069" in text


@pytest.mark.parametrize(
    "net",
    [sample("student"), contacts(), sample("florentine")],
    ids=["student", "contacts", "florentine"],
)
def test_names_do_not_run_into_each_other(net):
    boxes = name_boxes(picture(net))
    assert len(boxes) == len(net.entries) - ("me" in net.entries)
    for (a, one), (b, other) in combinations(boxes.items(), 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        down = min(one[3], other[3]) - max(one[1], other[1])
        assert across <= 0 or down <= 2, f"{a} and {b} overlap"


def test_all_that_is_drawn_lies_within_the_picture():
    svg = picture(sample("student"))
    left, top, wide, high = map(float, parsed(svg).get("viewBox").split())
    for box in name_boxes(svg).values():
        assert left < box[0]
        assert box[2] < left + wide
        assert top < box[1]
        assert box[3] < top + high


def test_colour_is_never_the_only_sign():
    svg = picture(sample("student"))
    assert texts(svg).count("A") == 8  # seven of the group 'study' and one in the legend
    legend = " ".join(map(clean, texts(svg)))
    for said in ("14 people", "2 sources", "study (7)", "wider: more contact", "one way only"):
        assert said in legend


def test_the_learner_can_be_left_out():
    svg = picture(sample("student"), ego=False)
    assert 'class="me"' not in svg
    assert 'class="mine"' not in svg
    assert "around you" not in svg


def test_highlighted_entries_and_their_ties_stand_out():
    svg = picture(sample("student"), highlight=["leila"])
    assert svg.count(' hl"') > 1
    assert ' hl"' not in picture(sample("student"))


def test_above_1500_a_sentence_stands_in_place_of_a_drawing():
    svg = picture(network([""] * 1501))
    assert texts(svg)[0].startswith("1,501 entries are too many to draw")
    assert 'class="node' not in svg
    assert 'class="node' in picture(network([""] * 1500))


def test_a_map_of_nobody_says_so():
    assert "There is nobody on this map yet." in texts(picture(Network()))
    assert "nobody on this map yet" in description(Network.new())


def test_more_groups_than_colours_are_gathered():
    net = Network.new()
    for k in range(30):
        net = net.with_entry(Entry(f"p{k}", group=f"group {k % 10}", ring="close"))
    assert "other groups, or none (6)" in texts(picture(net))


def test_every_colour_and_size_is_a_token():
    declared = set(re.findall(r"(--pln-[\w-]+):", css())) | {"--pln-wide"}
    sheets = [path.read_text("utf-8") for path in style.TEMPLATES.glob("*.css")]
    assert len(sheets) == 9
    for sheet in sheets:
        assert set(re.findall(r"var\((--pln-[\w-]+)\)", sheet)) <= declared
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", sheet)
    for drawn in (style, module, page, tables):
        source = open(drawn.__file__, encoding="utf-8").read()
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", source), drawn.__name__

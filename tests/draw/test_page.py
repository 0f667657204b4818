"""The audit page stands alone, says everything, and keeps other people's words harmless."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from plnkit.draw.page import audit_page, figure_html
from plnkit.draw.picture import picture
from plnkit.draw.tables import people_table
from plnkit.model.audit import findings
from plnkit.model.library import sample
from plnkit.model.network import Entry, Network, Tie

VOID = {"meta", "br", "hr", "img", "input", "link"}


@dataclass
class Skipped:
    row: int
    why: str


@dataclass
class Read:
    """What an importer reports."""

    file: str = "Connections.csv"
    source: str = "LinkedIn"
    read: int = 5
    taken: int = 3
    skipped: list = field(
        default_factory=lambda: [Skipped(7, "blank row"), Skipped(9, "blank row")]
    )
    notes: list = field(default_factory=lambda: ["2 dates could not be read."])


class Page(HTMLParser):
    """A page's elements, attributes and visible text; fails where tags are not closed in order."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.open, words = [], [], [], []
        self.words = words
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", "".join(self.words)).replace("’", "'")


def unknown():
    net = Network.new()
    for k in range(4):
        net = net.with_entry(Entry(f"p{k}", name=f"Person {k}")).with_tie(Tie("me", f"p{k}"))
    return net


def page_of(net, imports=(), title="My network"):
    return audit_page(net, findings(net), imports, title=title, date="2025-11-22")


@pytest.mark.parametrize(
    "net", [sample("student"), unknown(), Network.new()], ids=["student", "unknown", "nobody"]
)
def test_the_page_stands_alone_without_script(net):
    html = page_of(net, [Read()])
    shown = Page(html)
    assert not {"script", "link", "img", "iframe", "object"} & set(shown.tags)
    assert not any(name.startswith("on") for name, _ in shown.attributes)
    assert all(value.startswith("#") for name, value in shown.attributes if name in ("href", "src"))
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_ids_are_there_once_and_links_lead_to_them():
    shown = Page(page_of(sample("student")))
    ids = [value for name, value in shown.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {v.removeprefix("#") for n, v in shown.attributes if n == "href"} <= set(ids)


def test_each_measure_is_there_in_a_sentence_with_meaning_source_and_limit():
    net = sample("student")
    text = Page(page_of(net)).text
    for finding in findings(net):
        for words in (
            finding.value_text,
            finding.sentence,
            finding.meaning,
            finding.source,
            finding.limit,
        ):
            assert words.replace("’", "'") in text


def test_what_is_not_known_is_said_with_the_way_to_find_out():
    text = Page(page_of(unknown())).text
    assert "not known yet" in text
    assert "Nobody has said whether 6 pairs know each other." in text
    assert "unknown is not the same as not tied" in text
    assert "Left blank, of 4 people and communities: group for 4" in text


def test_what_was_read_and_skipped_is_told():
    text = Page(page_of(unknown(), [Read()])).text
    assert "Connections.csv: skipped rows 7, 9: blank row." in text
    assert "Connections.csv: 2 dates could not be read." in text


def test_it_closes_with_what_it_cannot_tell_and_whose_names_are_on_it():
    text = Page(page_of(sample("student"))).text
    assert "What this page can't tell you" in text
    assert "no validated scale" in text
    assert "14 people besides you" in text
    assert "No clients, patients, pupils or minors belong on a map." in text


def test_there_is_no_total():
    text = Page(page_of(sample("student"))).text.lower()
    assert "score" not in text
    assert re.findall(r"\w+ total\b", text) == ["no total"]


def test_hostile_words_stay_words():
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e"
    net = Network.new()
    for k in range(3):
        entry = Entry(f"p{k}", name=bad, group=bad, platform=bad, more={})
        net = net.with_entry(entry).with_tie(Tie("me", f"p{k}", kind=bad))
    read = Read(file=bad, source=bad, notes=[bad], skipped=[Skipped(2, bad)])
    shown = Page(page_of(net.all_told(), [read], title=bad))
    assert not {"script", "img"} & set(shown.tags)
    assert "\u202e" not in shown.text


def test_a_class_of_contacts_is_a_page_a_browser_can_show():
    n = 3000
    entries = {"me": Entry("me"), **{f"p{k}": Entry(f"p{k}") for k in range(n)}}
    ties = {tie.key: tie for tie in (Tie("me", f"p{k}") for k in range(n))}
    html = page_of(Network(entries=entries, ties=ties))
    assert len(html) < 200_000
    assert "3,000 entries are too many to draw" in html
    assert "the other 2,800 are in the files it was made from" in html


def test_a_figure_has_its_table_folded_below_it():
    net = sample("student")
    shown = Page(figure_html(picture(net), people_table(net), "The map."))
    assert shown.tags.index("svg") < shown.tags.index("details") < shown.tags.index("table")
    assert "The same as a table" in shown.text

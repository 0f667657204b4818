"""The check before a hand-in finds whoever is named, in any disguise, and stops few who name nobody.

`reflections.jsonl` holds 200 honest reflections and sentences that name somebody. Its lists of
words were tuned on the half `dev`; what is asserted here is asserted on the half `held` alone.
"""

import base64
import html
import json
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest

from plnkit.model.leaks import allow, allowed, leaks
from plnkit.model.network import Entry, Network, Tie

LINES = [
    json.loads(line)
    for line in Path(__file__).with_name("reflections.jsonl").read_text("utf-8").splitlines()
]
WORDY = """Will Young|Grace May|Mark Rose|Jack Hope|April Summers|Art Green|Rose Baker|Hope Church|Joy Park|Frank Price
Bill Banks|Sue Long|Dean White|Faith Brown|Ruth Burt|Sofia Granovetter|Anna Siemens|Tom Jarche|Lena Rheingold|May Field
Summer Day|Pat Friend|Ray Black|June Wood|Tanya Dunbar|Sam Coleman"""
PLAIN = """Amara Okafor|Jörg Müller|Siobhán Byrne|Wanjiru Kamau|Magdalena Wójcik|Tāne Walker|Nguyễn Thị Hoa|Иван Петров
Åse Sørensen|Zoë Ortíz-Núñez|Noor El-Amin|Oskar Lindqvist|王伟|Giulia D'Angelo|Priya Raman|Kofi Mensah"""


def people(names):
    return [name for line in names.split("\n") for name in line.split("|")]


def mapped(names):
    net = Network.new("Zoe Learner")
    for n, name in enumerate(names):
        net = net.with_entry(
            Entry(
                f"p{n}",
                name=name,
                handle=f"@{handle(name, n)}",
                email=f"{handle(name, n)}@uni.edu",
                url=f"https://www.linkedin.com/in/{handle(name, n)}",
            )
        )
    for kind, name in (
        ("community", "Betta fish forum"),
        ("tool", "Shared notes"),
        ("source", "APA PsycInfo"),
    ):
        net = net.with_entry(Entry(kind, kind, name))
    return net


def handle(name, n):
    return f"quill_{'bcdfghjklm'[n % 10]}{n}_x"


NAMES = [*people(WORDY), *people(PLAIN)]
MAP = mapped(NAMES)


def notebook(source="", **cell):
    return json.dumps(
        {"cells": [{"cell_type": "markdown", "id": "r1", "metadata": {}, "source": source, **cell}]}
    )


def found(source="", net=MAP, **cell):
    return leaks(net, notebooks={"a3.ipynb": notebook(source, **cell)})


# -- honest texts --------------------------------------------------------------------------------


def stopped(half):
    return [
        (line["text"], hits)
        for line in LINES
        if line["half"] == half and "text" in line and (hits := found(line["text"]))
    ]


def test_fewer_than_two_in_a_hundred_honest_reflections_are_stopped():
    texts = [line["text"] for line in LINES if "text" in line]
    assert len(set(texts)) == 200
    held = stopped("held")
    print(f"stopped: {len(held)} of 100 held out, {len(stopped('dev'))} of 100 tuned on")
    assert len(held) < 2, held


# -- texts that name somebody --------------------------------------------------------------------

DISGUISES = {
    "as it is": lambda t: t,
    "capitals": str.upper,
    "small": str.lower,
    "in a link": quote,
    "in HTML": lambda t: "".join(f"&#{ord(c)};" for c in t),
    "entities": lambda t: html.escape(t).encode("ascii", "xmlcharrefreplace").decode(),
    "in JSON": lambda t: json.dumps(t)[1:-1],
    "escaped": lambda t: "".join(f"\\u{ord(c):04x}" for c in t),
    "soft hyphens": lambda t: "\u00ad".join(t),
    "zero width": lambda t: "\u200b".join(t),
    "wide": lambda t: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
    "base64": lambda t: base64.b64encode(f"I met {t} again.".encode()).decode(),
    "bold": lambda t: f"<b>{t[0]}</b>{t[1:]}",
}


def without_accents(text):
    from anyascii import anyascii

    return anyascii(text)


def recall(half):
    """(named, found) per disguise over the plain names, and over the names that are words."""
    named, seen = Counter(), Counter()
    for kind, names in (("plain", people(PLAIN)), ("a word", people(WORDY))):
        for name in names:
            first, _, last = name.partition(" ")
            parts = {
                "full": name,
                "given": first,
                "family": last or name,
                "handle": "@" + handle(name, NAMES.index(name)),
            }
            parts |= {
                "email": f"{parts['handle'][1:]}@uni.edu",
                "url": f"linkedin.com/in/{parts['handle'][1:]}",
            }
            for line in LINES:
                if line["half"] != half or "leaks" not in line:
                    continue
                for disguise, change in {**DISGUISES, "no accents": without_accents}.items():
                    if kind == "a word" and disguise != "as it is":
                        continue  # in other disguises a word is only found as part of the full name
                    text = line["leaks"].format(**{k: change(v) for k, v in parts.items()})
                    named[kind, disguise] += 1
                    seen[kind, disguise] += bool(found(text))
    return {key: (seen[key], named[key]) for key in named}


def test_whoever_is_named_is_found_in_every_disguise():
    result = recall("held")
    for (kind, disguise), (seen, named) in result.items():
        print(f"{kind:7} {disguise:13} {seen} of {named}")
    plain = [pair for (kind, _), pair in result.items() if kind == "plain"]
    assert sum(s for s, _ in plain) / sum(n for _, n in plain) > 0.97
    assert all(s / n > 0.9 for s, n in plain)
    seen, named = result["a word", "as it is"]
    assert seen / named > 0.75


@pytest.mark.parametrize(
    "text",
    [
        "Grace May",
        "May, Grace",
        "I met Grace there",
        "so Mark told me",
        "Okafor (whom I met in 2004)",
        "Dr. Ortiz Nunez",
        "AmaraOkafor",
        "Joerg Mueller",
        "Ase Soerensen",
        "Wang Wei",
        "我的朋友王伟说",
        "Ivan Petrov",
        "Amara Okafor (2004)",
        "Ruth Burt (2004)",
        "the Betta fish forum",
        "quill_b0_x (at) uni (dot) edu",
    ],
)
def test_these_are_leaks(text):
    assert found(f"Last week {text} helped.")


@pytest.mark.parametrize(
    "text",
    [
        "(Burt, 2004)",
        "Burt's (1992) holes",
        "(Okafor, 2004)",
        "Okafor et al. (2019)",
        "Lindqvist, O., & Mensah, K. (2011)",
        "Granovetter (1973, 1983)",
        "Grace Hopper wrote compilers",
        "the Rose Garden",
        "my shared notes",
        "we use APA PsycInfo",
        "in May",
        "the question: Will it scale?",
        "a friend from the Park",
        "Learner",
    ],
)
def test_these_are_none(text):
    assert found(f"So {text} it was.") == []


@pytest.mark.parametrize(
    "text",
    [
        "+44 7700 900123",
        "+1 (202) 555-0123",
        "0044 7700 900 123",
        "(202) 555-0123",
        "202-555-0123",
        "06 12 34 56 78",
        "0171 / 123 45 67",
        "+49 171 1234567",
        "07700900123",
        "+81-3-1234-5678",
        "+5511912345678",
        "mobile 7700 900123",
        "x.y@uni.edu",
    ],
)
def test_a_telephone_number_or_address_of_anybody_is_found(text):
    assert [leak.kind for leak in found(f"Reach me: {text} today.", Network.new())] in (
        ["telephone"],
        ["e-mail"],
    )


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22",
        "22.11.2026",
        "22/11/2026 18:30",
        "2004-2010",
        "doi:10.1086/421787",
        "10.1111/j.1083-6101.2007.00367.x",
        "ISBN 978-0-262-03384-8",
        "ISBN 0-262-03384-4",
        "ORCID 0000-0002-1825-0097",
        "ISSN 1045-4438",
        "3.14159265",
        "0.3333333333",
        "150 500 1500",
        "5, 15, 50, 150, 500",
        "1 200 000",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4",
        "name@example.org",
        "<svg><path d='M 010.5 220.25 L 0331.75 442.5 0123 456 789'/></svg>",
        "arXiv:2103.00020",
        "110(2), 349-399",
        "1700000000000",
    ],
)
def test_other_numbers_are_none(text):
    assert found(f"See {text} for more.", Network.new()) == []


# -- where it looks ---------------------------------------------------------------------------------


def test_every_place_of_a_notebook_is_searched_and_named():
    name, b64 = "Amara Okafor", base64.b64encode(b"<p>Amara Okafor</p>").decode()
    outputs = [
        {"output_type": "stream", "text": ["Hello ", name]},
        {
            "output_type": "display_data",
            "data": {"text/html": [f"<td>{name}</td>"]},
            "metadata": {},
        },
        {
            "output_type": "display_data",
            "data": {"image/svg+xml": f"<svg><text>{name}</text></svg>"},
        },
        {"output_type": "display_data", "data": {"application/x": {"deep": [{name: 1}]}}},
        {"output_type": "display_data", "data": {"application/octet-stream": b64}},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["\x1b[31mAmara\x1b[0m"]},
    ]
    cell = {
        "outputs": outputs,
        "metadata": {"tags": [name]},
        "attachments": {f"{name}.png": {"text/html": b64}},
    }
    data = json.loads(notebook("", **cell))
    data["metadata"] = {"widgets": {"state": {"1": {"value": name}}}, "authors": [{"name": name}]}
    places = [leak.where for leak in leaks(MAP, notebooks={"a3.ipynb": json.dumps(data)})]
    assert places == [
        *(f"a3.ipynb, cell 1, output {n}" for n in range(1, 7)),
        "a3.ipynb, cell 1, metadata",
        "a3.ipynb, cell 1, attachment",
        "a3.ipynb, widget state",
        "a3.ipynb, the notebook's metadata",
    ]


def test_a_hand_in_names_the_answer_and_row():
    data = {
        "format": "plnkit/handin",
        "answers": {"plan": [{"do": "help"}, {"who": "amara"}], "hours": 2},
    }
    [leak] = leaks(MAP, json.dumps(data))
    assert (leak.where, leak.kind, leak.what) == (
        "handin.json: answers.plan row 2",
        "name",
        "Amara Okafor",
    )
    assert leaks(MAP, "{ damaged Amara")[0].where == "handin.json"


def test_the_example_hand_in_gives_nobody_away():
    text = (Path(__file__).parents[2] / "plnkit" / "schemas" / "handin.example.json").read_text(
        "utf-8"
    )
    assert leaks(MAP, text) == []


def test_released_text_is_exempt_and_what_is_added_to_it_is_not():
    released = notebook(
        "Amara Okafor is a person of the story.\nWrite here.", metadata={"note": "Kofi Mensah"}
    )
    assert leaks(MAP, notebooks={"a": released}, released=[released]) == []
    mine = notebook("Amara Okafor is a person of the story.\nKofi helped.")
    assert [leak.what for leak in leaks(MAP, notebooks={"a": mine}, released=[released])] == [
        "Kofi Mensah"
    ]


def test_a_word_that_the_course_writes_small_is_no_name():
    net = mapped(["Lea Quorum"])
    assert found("we had a quorum", net)
    assert (
        leaks(
            net,
            notebooks={"a": notebook("we had a quorum")},
            released=[notebook("A quorum is enough.")],
        )
        == []
    )
    assert leaks(
        net, notebooks={"a": notebook("so said Quorum")}, released=[notebook("A quorum is enough.")]
    )


def test_a_leak_can_be_allowed_and_the_list_names_nobody(pln_home):
    [leak] = leaks(MAP, notebooks={"a": notebook("Amara helped.")}, secret=b"k")
    allow(leak)
    assert (
        leaks(MAP, notebooks={"a": notebook("Amara helped.")}, secret=b"k", allowed=allowed()) == []
    )
    assert leaks(MAP, notebooks={"a": notebook("Kofi helped.")}, secret=b"k", allowed=allowed())
    assert "mara" not in (pln_home / "pln-allowed").read_text()
    assert leaks(MAP, notebooks={"a": notebook("Amara helped.")}, secret=b"l", allowed=allowed())


def test_a_part_of_a_name_that_many_have_points_at_nobody():
    many = mapped([f"Maria Xq{'abcdefgh'[n]}ov" for n in range(8)])
    assert found("Then Maria said so.", many) == []
    assert found("Then Maria Xqbov said so.", many)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 10_000,
        "null",
        '{"cells": 1}',
        '{"cells": [1, {"source": 2, "outputs": [3]}]}',
    ],
)
def test_no_file_stops_the_search(text):
    assert leaks(MAP, text, {"a": text}) == []


def test_among_thirty_thousand_contacts_one_name_in_a_megabyte_is_found():
    syllables = ["ba", "ko", "li", "mar", "ten", "dra", "sul", "vi", "ne", "ro", "ost", "ev"]

    def word(n):
        return "".join(syllables[n // 12**k % 12] for k in range(4)).title()

    entries = {
        f"p{n}": Entry(
            f"p{n}",
            name=f"{word(n)} {word(n * 7 + 3)}",
            email=f"u{n}@uni.edu",
            url=f"https://x.com/u{n}q",
        )
        for n in range(30_000)
    }
    text = "The network may reach Grace and people in Tāne's city with 0.123 ideas. " * 14_000
    entries["w"] = Entry("w", name="Wanjiru Kamau")
    network = Network(entries=entries, ties={t.key: t for t in [Tie("p1", "p2")]})
    assert leaks(network, notebooks={"a": notebook(text)}) == []
    [leak] = leaks(network, notebooks={"a": notebook(text + "Wanjiru Kamau")})
    assert leak.what == "Wanjiru Kamau"

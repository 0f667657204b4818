"""Input that means harm, or has come to some: a sentence, or what was readable; never more."""

import io
import json
import random
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from plnkit.importers import IMPORTERS, read_files
from plnkit.model.network import Network, PlnError, network_from_json, network_json

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*/*"))
PART = Path(__file__).parent / "fixtures"
MEGABYTE = 2**20


def refused(tmp_path, data, words, name="bad.dat"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(PlnError, match=words) as problem:
        read_files([path])
    assert name in str(problem.value)
    assert sorted(tmp_path.rglob("*")) == before


LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
XML = {
    "billion laughs": f'<!DOCTYPE o [<!ENTITY l0 "ha">{LOL}]>',
    "a file of the machine": '<!DOCTYPE o [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "a page": '<!DOCTYPE o [<!ENTITY l9 SYSTEM "http://localhost:1/x">]>',
    "parameter entity": '<!DOCTYPE o [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
}
BODIES = {
    "opml": '<opml><body><outline text="&l9;" xmlUrl="http://a.example/"/></body></opml>',
    "graphml": '<graphml><graph><node id="me"/><node id="&l9;"/></graph></graphml>',
    "gexf": '<gexf><graph><nodes><node id="me" label="&l9;"/></nodes></graph></gexf>',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("head", XML.values(), ids=XML)
def test_no_entity_is_expanded_and_nothing_outside_is_fetched(tmp_path, head, body):
    refused(tmp_path, f'<?xml version="1.0"?>{head}{body}', "defines entities or points at other")


@pytest.mark.parametrize(
    ("start", "deep"),
    [
        ('{"friends_v2":', "["),
        ('[{"string_list_data":', "["),
        ("window.YTD.following.part0 = [", '{"a":['),
        ('{"records":[{"value":{"$type":"app.bsky.graph.follow","subject":', "["),
    ],
)
def test_json_nested_a_hundred_thousand_deep_is_refused(tmp_path, start, deep):
    refused(tmp_path, start + deep * 100_000, "is damaged|no kind of file")
    closing = {"[": "]", '{"a":[': "]}"}[deep]
    refused(tmp_path, start + deep * 100_000 + closing * 100_000, "is damaged|no kind of file")


def test_xml_nested_a_hundred_thousand_deep_is_refused_or_read_so_far(tmp_path):
    deep = '<outline text="x">' * 100_000
    whole = f'<opml>{deep}<outline xmlUrl="http://a.example/"/>{"</outline>" * 100_000}</opml>'
    refused(tmp_path, whole, "is damaged")
    refused(tmp_path, "<graphml>" + "<graph>" * 100_000, "is damaged")
    (tmp_path / "deep.opml").write_text(f'<opml><outline xmlUrl="http://a.example/"/>{deep}')
    network, [report] = read_files([tmp_path / "deep.opml"])
    assert network.people_count == 1
    assert "cut off or damaged" in report.notes[0]


LINES = {
    "Connections": b"First Name,Last Name,Connected On\nAna,Silva,1 Jan 2020\nBen,",
    "messages": b"FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,CONTENT\na,",
    "contacts": b"First Name,Last Name,Organization Name\nAna,",
    "vCard": b"BEGIN:VCARD\nFN:",
    "subreddits": b"subreddit\n",
}


@pytest.mark.parametrize("start", LINES.values(), ids=LINES)
def test_a_line_without_end_is_refused(tmp_path, start):
    refused(tmp_path, start + b"x" * (2 * MEGABYTE), "has 2,097,1.. characters|has 2,097,... char")


def test_a_vcard_folded_without_end_keeps_its_beginning(tmp_path):
    (tmp_path / "a.vcf").write_text("BEGIN:VCARD\nFN:Ana\n" + " x\n" * 500_000 + "END:VCARD\n")
    network, _ = read_files([tmp_path / "a.vcf"])
    [ana] = [e for e in network.entries.values() if e.name]
    assert ana.name.startswith("Anax")
    assert len(ana.name) <= 300


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_formula_is_text_and_is_written_as_text(tmp_path, cell):
    from plnkit.model.tables import write_people

    (tmp_path / "c.csv").write_text(
        f'First Name,Last Name,Connected On\n"{cell}",Silva,1 Jan 2020\n', encoding="utf-8"
    )
    network, _ = read_files([tmp_path / "c.csv"])
    assert [e.name for e in network.entries.values()] == ["", f"{cell} Silva"]
    write_people(network, tmp_path / "people.csv")
    assert f"'{cell}" in (tmp_path / "people.csv").read_text("utf-8")


ENCODINGS = {"UTF-16": "utf-16", "UTF-32": "utf-32"}


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_another_encoding_is_refused_with_the_cure(tmp_path, path, encoding):
    refused(tmp_path, path.read_bytes().decode("utf-8-sig").encode(encoding), "UTF-16|UTF-8")


def test_another_language_and_a_web_page_get_a_cure(tmp_path):
    refused(tmp_path, "Konto,Boosts anzeigen\na@b.example,true\n", "set the platform to English")
    refused(tmp_path, "<html><body>Followers</body></html>", "ask it for JSON or CSV instead")


def test_lone_surrogates_and_control_characters_can_be_saved(tmp_path):
    told = {"friends_v2": [{"name": "A\ud800\u0000na\u001b[2J", "timestamp": 1e300}, {"name": 7}]}
    (tmp_path / "f.json").write_text(json.dumps(told))
    network, [report] = read_files([tmp_path / "f.json"])
    assert [e.name for e in network.entries.values()] == ["", "A na [2J"]
    assert report.skipped[0].why == "no name"
    json.dumps(network_json(network), ensure_ascii=False).encode()


def test_more_contacts_than_a_map_can_hold_are_refused(tmp_path):
    rows = b"".join(b"a%d@b.c,true\n" % n for n in range(200_001))
    refused(tmp_path, b"Account address,Show boosts\n" + rows, "over 200,000 contacts")


# -- mutations ------------------------------------------------------------------------------------

BITS = [b'"', b"\n", b"\r\n", b",", b";", b"\t", b"=", b"\xff\xfe", b"\0", b"{", b"[", b"]", b"}",
        b"<", b">", b"&x;", b"\\u0000", b"\\ud800", b"null", b"-1", b"1e999", b"PK\3\4", b"'", b":"]  # fmt: skip


def mutated(random, data):
    """The data with a few places cut out, doubled, swapped, or something put in."""
    data = bytearray(data)
    for _ in range(random.randint(1, 4)):
        a = random.randrange(len(data) + 1)
        b = min(len(data), a + random.choice([0, 1, 2, 8, 64, 512]))
        how = random.random()
        if how < 0.3:
            data[a:b] = random.choice(BITS)
        elif how < 0.5:
            data[a:b] = b""
        elif how < 0.7:
            data[a:a] = data[a:b] * random.randint(1, 3)
        elif how < 0.9 and b > a:
            data[a] ^= 1 << random.randrange(8)
        else:
            del data[b:]
    return bytes(data)


def outcome(path):
    """What reading a file came to: 'read', 'in part', 'refused'; anything else is an error."""
    try:
        network, reports = read_files([path])
    except PlnError as error:
        said = str(error)
    else:
        said = ""
    if said:
        assert said[-1] in ".?", said
        return "refused"
    for report in reports:
        assert report.read == report.taken + len(report.skipped)
        assert 0 <= report.merged <= len(report.skipped)
    text = json.dumps(network_json(network.checked()), ensure_ascii=False)
    text.encode()
    assert network_from_json(json.loads(text)) == network
    assert "SECRET" not in text
    return "in part" if any(r.skipped or r.notes for r in reports) else "read"


def mutations(tmp_path, many, seed):
    chance = random.Random(seed)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in FIXTURES:
            archive.writestr(f"{path.parent.name}/{path.name}", path.read_bytes())
    seeds = [(p.parent.name, p.name, p.read_bytes()) for p in FIXTURES]
    seeds += [("zip", "all.zip", whole.getvalue())] * 3
    found: dict[str, Counter] = {}
    for n in range(many):
        kind, name, data = seeds[n % len(seeds)]
        path = tmp_path / name
        path.write_bytes(mutated(chance, data))
        before = sorted(tmp_path.iterdir())
        found.setdefault(kind, Counter())[outcome(path)] += 1
        assert sorted(tmp_path.iterdir()) == before
        path.unlink()
    return found


def told(found, capsys):
    total = sum(found.values(), Counter())
    with capsys.disabled():
        print(f"\n{total.total():,} mutated exports: {dict(total)}")
        for kind, counts in found.items():
            print(f"  {kind}: {dict(counts)}")


def test_a_few_hundred_mutated_exports_are_read_or_refused(tmp_path, capsys):
    found = mutations(tmp_path, 400, seed=1)
    told(found, capsys)
    assert set(found) == {importer.name for importer in IMPORTERS} | {"zip"}


@pytest.mark.long
def test_ten_thousand_mutated_exports_are_read_or_refused(tmp_path, capsys):
    told(mutations(tmp_path, 10_000, seed=2), capsys)


# -- as large as is read ----------------------------------------------------------------------------

SIZE = 60 * MEGABYTE
LARGE = {
    "lists": lambda: b'{"friends_v2":[' + b"[]," * (SIZE // 3) + b"[]]}",
    "numbers": lambda: b'{"friends_v2":[' + b"1," * (SIZE // 2) + b"1]}",
    "one string": lambda: b'{"friends_v2":["' + b"x" * SIZE + b'"]}',
    "elements": lambda: b"<opml>" + b"<a/>" * (SIZE // 4),
    "depth": lambda: b"<opml>" + b"<a>" * (SIZE // 3),
    "attributes": lambda: b"<opml><a " + b" ".join(b'a%d=""' % n for n in range(SIZE // 12)) + b"/>",
    "one text": lambda: b"<graphml>" + b"x" * SIZE,
    "blank rows": lambda: b"Account address,Show boosts\n" + b"\n" * SIZE + b"a@b,\n",
    "rows": lambda: b"Account address,Show boosts\n" + b"".join(b"a%d,\n" % n for n in range(SIZE // 10)),
    "cards": lambda: b"BEGIN:VCARD\n" * (SIZE // 12),
    "messages": lambda: b"FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE\n"
    + b"".join(b"a,linkedin.com/in/a,b,linkedin.com/in/b%d,1-1-1\n" % n for n in range(SIZE // 52)),
    "edges": lambda: b"<graphml><graph><node id='a'/><node id='b'/>"
    + b"<edge source='a' target='b'/>" * (SIZE // 30),
}  # fmt: skip
PROGRAM = """
import sys, time
from plnkit.importers import read_files
from plnkit.model.network import PlnError
start = time.perf_counter()
try:
    read_files([sys.argv[1]])
    said = "read"
except PlnError as error:
    said = str(error)[-80:]
status = open("/proc/self/status").read()
peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
print(f"{time.perf_counter() - start:.1f}|{peak}|{said}")
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux tells it")
@pytest.mark.parametrize("make", LARGE.values(), ids=LARGE)
def test_the_largest_file_of_the_worst_kind_is_bounded(tmp_path, capsys, make):
    path = tmp_path / "large.dat"
    path.write_bytes(make())
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=True
    )
    seconds, megabytes, said = ran.stdout.split("|", 2)
    with capsys.disabled():
        print(f"\n  {seconds} s, {megabytes} MB: {said.strip()}")
    assert int(megabytes) < 700


def test_nothing_but_what_is_named_is_kept_of_address_books_and_messages():
    network, _ = read_files([p for p in FIXTURES if p.parent.name != "plnkit"])
    text = json.dumps(network_json(network))
    for private in ("SECRET", "PRIVATE", "555", "1980", "Sometown"):
        assert private not in text
    assert isinstance(network, Network)

"""Folders and zips: what is known in them is read, whatever else they hold or claim of themselves."""

import io
import json
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from plnkit.cli import main
from plnkit.importers import archives, read_files
from plnkit.model.network import ME, PlnError

FIXTURES = Path(__file__).parent / "fixtures"
FOLLOWS = (FIXTURES / "mastodon/follows.csv").read_bytes()
INSTAGRAM = {
    f"connections/{p.name}": p.read_bytes() for p in sorted((FIXTURES / "instagram").glob("*"))
}


def zipped(path, members, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def notes(reports):
    return " ".join(note for report in reports for note in report.notes)


def test_a_platforms_zip_is_read_as_its_files_are(tmp_path):
    made = zipped(tmp_path / "instagram.zip", {"media/cat.jpg": b"\xff\xd8\0", **INSTAGRAM})
    network, reports = read_files([made])
    alone, _ = read_files(sorted((FIXTURES / "instagram").glob("*")))
    assert network == alone
    assert network.people_count == 5
    assert "1 other file is of no kind that is read: cat.jpg." in notes(reports)


def test_a_folder_of_downloads_is_one_map(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "follows.csv").write_bytes(FOLLOWS)
    (tmp_path / "copy of follows.csv").write_bytes(FOLLOWS)
    zipped(tmp_path / "instagram.zip", INSTAGRAM)
    (tmp_path / "holiday.png").write_bytes(b"\x89PNG\0")
    (tmp_path / "orders.csv").write_text("id,name\n1,Not a person\n")
    (tmp_path / "my-pln.json").write_bytes((FIXTURES / "plnkit/map.json").read_bytes())
    network, reports = read_files([tmp_path])
    assert network.people_count == 5 + 2
    twin = [r for r in reports if r.skipped and "already read" in r.skipped[0].why]
    assert [Path(report.file).name for report in twin] == ["follows.csv"]
    assert "3 other files are of no kind that is read" in notes(reports)


def test_a_file_that_is_named_and_found_is_read_once(tmp_path):
    (tmp_path / "follows.csv").write_bytes(FOLLOWS)
    _, reports = read_files([tmp_path, tmp_path / "follows.csv"])
    assert [report.taken for report in reports] == [0, 2]


def test_what_is_broken_in_a_folder_is_said_and_the_rest_is_read(tmp_path):
    (tmp_path / "follows.csv").write_bytes(FOLLOWS)
    (tmp_path / "following.json").write_text('{"relationships_following":[{"title"')
    (tmp_path / "ties.csv").write_text("source,target\na,a\n")
    network, reports = read_files([tmp_path])
    assert network.people_count == 2
    assert "following.json is damaged" in notes(reports)
    assert "ties.csv, row 2: 'a' is tied to itself" in notes(reports)
    with pytest.raises(PlnError, match="is damaged"):
        read_files([tmp_path / "follows.csv", tmp_path / "following.json"])


@pytest.mark.parametrize(
    "name", ["../../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "a/../b.csv"]
)
def test_a_name_that_points_elsewhere_writes_nothing_there(tmp_path, name):
    inside = tmp_path / "one" / "two" / "three"
    inside.mkdir(parents=True)
    made = zipped(inside / "x.zip", {name: FOLLOWS})
    before = sorted(tmp_path.rglob("*"))
    network, _ = read_files([made])
    assert network.people_count == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_a_zip_in_a_zip_is_left_with_a_sentence(tmp_path):
    inner = zipped(tmp_path / "inner.zip", INSTAGRAM).read_bytes()
    made = zipped(tmp_path / "outer.zip", {"inner.zip": inner, "follows.csv": FOLLOWS})
    network, reports = read_files([made])
    assert network.people_count == 2
    assert "inner.zip is a zip in a zip. Unpack it" in notes(reports)


def test_a_locked_zip_says_so(tmp_path):
    made = zipped(tmp_path / "locked.zip", {"follows.csv": FOLLOWS})
    data = bytearray(made.read_bytes())
    data[6] |= 1
    data[data.find(b"PK\1\2") + 8] |= 1
    made.write_bytes(data)
    with pytest.raises(PlnError, match="locked with a password"):
        read_files([made])


def peak(read):
    tracemalloc.start()
    try:
        return read(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_bomb_is_not_unpacked(tmp_path):
    head = b"Account address,Show boosts\n"
    bomb = head + b"\n" * 300_000_000
    made = zipped(tmp_path / "bomb.zip", {"bomb.csv": bomb, "follows.csv": FOLLOWS})
    del bomb
    assert made.stat().st_size < 2**19
    (network, reports), most = peak(lambda: read_files([made]))
    assert network.people_count == 2
    assert "larger than an export is" in notes(reports)
    assert most < 200 * 2**20


def test_many_files_that_each_would_do_are_bounded_together(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL", 3_000)
    monkeypatch.setattr(archives, "MAX_KNOWN", 8)
    members = {f"{n}.csv": FOLLOWS + f"p{n}@x.example,true,,\n".encode() for n in range(40)}
    _, reports = read_files([zipped(tmp_path / "many.zip", members)])
    assert sum(report.source == "mastodon" for report in reports) == 8
    assert "no more were read" in notes(reports)
    monkeypatch.setattr(archives, "MAX_KNOWN", 80)
    _, reports = read_files([tmp_path / "many.zip"])
    assert sum(report.source == "mastodon" for report in reports) == 3_000 // (len(FOLLOWS) + 18)


def test_a_table_of_contents_without_end_is_refused_unread(tmp_path):
    made = tmp_path / "liar.zip"
    made.write_bytes(b"PK\3\4" + b"\0" * (17 << 20))
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 9, 9, 17 << 20, 4, 0)
    with open(made, "ab") as file:
        file.write(end)
    with pytest.raises(PlnError, match="table of contents as no platform's zip has"):
        read_files([made])


class OneWay(io.BytesIO):
    """A stream without a way back, so that a zip has the sizes behind each of its files."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation

    tell = seek


@pytest.mark.parametrize("streamed", [False, True])
def test_of_a_zip_that_lost_its_end_what_stands_before_is_read(tmp_path, streamed):
    rows = b"".join(f"person{n * 7919 % 4099}@x{n}.example,true,,\n".encode() for n in range(3_000))
    long = b"Account address,Show boosts,Notify on new posts,Languages\n" + rows
    made = tmp_path / "cut.zip"
    stream = OneWay() if streamed else io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", INSTAGRAM["connections/following.json"])
        archive.writestr("photo.jpg", b"\xff" * 5_000)
        archive.writestr("long.csv", long)
    data = stream.getvalue()
    made.write_bytes(data[: data.find(b"PK\1\2") - 9_000])
    network, reports = read_files([made])
    assert 2 + 500 < network.people_count < 3_002
    assert "is cut off; the rows before that were read." in notes(reports)
    assert all(tie.source == ME for tie in network.ties.values())


def test_every_cut_of_a_zip_is_read_or_refused_with_a_sentence(tmp_path):
    whole = zipped(tmp_path / "w.zip", {**INSTAGRAM, "follows.csv": FOLLOWS}).read_bytes()
    read, said = 0, set()
    for end in range(4, len(whole), 37):
        (tmp_path / "c.zip").write_bytes(whole[:end])
        try:
            read += read_files([tmp_path / "c.zip"])[0].people_count > 0
        except PlnError as error:
            said.add("c.zip" in str(error))
    assert said == {True}
    assert read > 10


def test_a_zip_with_nothing_to_read_is_refused(tmp_path):
    with pytest.raises(PlnError, match=r"photos\.zip is a workbook or a zip in which there is no"):
        read_files([zipped(tmp_path / "photos.zip", {"a.jpg": b"\0"})])


def test_the_command_reads_a_folder_and_says_what_it_cant_know(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PLN_HOME", str(tmp_path / "pln"))
    (tmp_path / "all").mkdir()
    zipped(
        tmp_path / "all" / "x.zip",
        {f"data/{n}": (FIXTURES / "x" / n).read_bytes() for n in ("following.js", "follower.js")},
    )
    assert main(["import", str(tmp_path / "all")]) == 0
    said = capsys.readouterr().out
    assert "4 entries new" in said
    assert "Of the skipped, 1 told of somebody twice: merged." in said
    assert "x: It has numbers, not names" in said
    assert main(["import", str(tmp_path / "all")]) == 0
    assert "0 entries new" in capsys.readouterr().out
    saved = json.loads((tmp_path / "pln" / "my-pln.json").read_text("utf-8"))
    assert len(saved["ties"]) == 4
    assert [path.name for path in sorted((tmp_path / "all").iterdir())] == ["x.zip"]

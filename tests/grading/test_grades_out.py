"""An LMS gets its own file back: one column filled, every other byte as it was."""

import csv
import io

import pytest

from plnkit.grading.grades_out import Grade, filled, harmless, plain
from plnkit.model.network import PlnError

GRADES = [
    Grade("ana", 7.5, "Ana@uni.example", "Núñez", "Ana"),
    Grade("ben", None, "ben@uni.example"),
    Grade("cat", 10.0, "cat@uni.example"),
    Grade("dan", 3.25, "dan@uni.example"),
]
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Audit (4711),Other (4712)\r\n"
    "    Points Possible,,,,,10.00,5.00\r\n"
    '"Núñez, Ana ""Nan""",101,u1,ana,"S1, Tue",,4\r\n'
    "Ben,102,u2,ben,S1,6.0,4\r\n"
    '"O\'Neil, Cat",103,u3,cat,S1,"9",\r\n'
    "=Eve,104,u4,eve,S1,2,4\r\n"
    '"Student, Test",,,,S1,,\r\n'
)
STRANGERS = "Student,ID,SIS Login ID,Audit (4711)\nZoë,1,zoe,\n"
MOODLE = (
    '\ufeff"First name","Last name","ID number","Email address","Assignment: Audit (Real)","Course total (Real)"\n'
    '"Ana","Núñez","","Ana@uni.example","-","-"\n'
    '"Cat","O\'Neil","","cat@uni.example","8,00","-"\n'
)


def test_canvas_one_column_changes_and_nothing_else():
    new = filled(CANVAS.encode(), GRADES, "canvas", "Audit", most=12)
    wanted = CANVAS.replace('Tue",,4', 'Tue",7.5,4').replace('"9"', '"10"')
    assert new.content == wanted.encode()
    assert new.changes == [("ana", "", "7.5"), ("cat", "9", "10")]
    assert new.differences().splitlines() == [
        "ana: empty -> 7.5",
        "cat: 9 -> 10",
        "The file says 10.00 points can be reached; here it is 12.",
        "ben has no grade yet: left as it is.",
        "No student 'eve' in the gradebook here: left as it is.",
        "dan is not in the file: not sent.",
    ]


def test_a_student_without_a_grade_keeps_what_the_file_has():
    assert b"ben,S1,6.0,4" in filled(CANVAS.encode(), GRADES, "canvas", "Audit").content


def test_moodle_is_matched_by_address_and_upper_case_counts():
    new = filled(MOODLE.encode(), GRADES, "moodle", "Assignment: Audit")
    assert (
        new.content == MOODLE.replace('"-","-"', '"7.5","-"', 1).replace('"8,00"', '"10"').encode()
    )
    other = [Grade("x", 1.0, "ana@uni.example"), Grade("cat", 8.0, "cat@uni.example")]
    new = filled(MOODLE.encode(), other, "moodle", "Assignment: Audit")
    assert new.changes == []
    assert "No student 'Ana@uni.example' in the gradebook here: left as it is." in new.notes


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_kind_of_file_comes_back_byte_for_byte(separator, encoding, ending):
    rows = [["ID number", "Name", "Audit"], ["cat", "Núñez é", ""], ["ben", "x", ""]]
    text = ending.join(separator.join(row) for row in rows)
    wanted = text.replace(f"é{separator}", f"é{separator}10")
    new = filled(text.encode(encoding), GRADES, "moodle", "Audit")
    assert new.content == wanted.encode(encoding)


def test_the_same_file_again_changes_nothing():
    once = filled(CANVAS.encode(), GRADES, "canvas", "Audit").content
    assert filled(once, GRADES, "canvas", "Audit").content == once
    assert "Nothing would change." in filled(once, GRADES, "canvas", "Audit").differences()


@pytest.mark.parametrize(
    ("text", "lms", "column", "said"),
    [
        (CANVAS, "canvas", "Audot", "No column 'Audot'. There are: Student"),
        (CANVAS.replace("Other (4712)", "Audit (4712)"), "canvas", "Audit", "could be 'Audit \\(4711\\)', 'Audit"),
        (CANVAS, "canvas", "Section", "tells who a student is"),
        (CANVAS.replace(",ben,", ",ana,"), "canvas", "Audit", "'ana' is there twice, again in row 4"),
        (STRANGERS, "canvas", "Audit", "No student of the file"),
        ("a,b\n1,2\n", "moodle", "b", "no column ID number or Email address"),
        ("", "moodle", "b", "No column 'b'"),
        ('ID number,Audit\ncat,"1\n', "moodle", "Audit", "never closed"),
        ("ID number,x,Audit\ncat,1\nben,1,1", "moodle", "Audit", "Row 2 has only 2 cells"),
    ],
)  # fmt: skip
def test_what_could_be_two_things_is_refused_in_a_sentence(text, lms, column, said):
    with pytest.raises(PlnError, match=said):
        filled(text.encode(), GRADES, lms, column)


def test_two_students_with_one_address_are_refused():
    twice = [Grade("a", 1.0, "cat@uni.example"), Grade("b", 2.0, "cat@uni.example")]
    with pytest.raises(PlnError, match="Two students here have the email"):
        filled(MOODLE.encode(), twice, "moodle", "Assignment: Audit")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_no_cell_of_the_plain_file_is_a_formula(name):
    text = plain([Grade(name, 1.0, "a@b", 'Smith, "Jr."', name)], 10)
    _, cells = csv.reader(io.StringIO(text, newline=""))
    row = dict(zip(("student", "last name", "first name"), cells, strict=False))
    assert row["student"] == row["first name"] == "'" + name.strip()
    assert row["last name"] == 'Smith, "Jr."'
    assert harmless("Ana-Lena") == "Ana-Lena"

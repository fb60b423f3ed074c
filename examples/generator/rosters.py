"""The exports of the student information system and of HR, with their dirt."""

# ruff: noqa: SIM905 - captions read better as the line they are in the file

from datetime import date, timedelta
from pathlib import Path
from random import Random

from examples.generator.basics import ALDER, BIRCH, COBALT, DOLOMITE, EMBER, STAMP, TK, YEAR_0, YEAR_1, source_of_chance
from examples.generator.people import District, Student
from examples.generator.students import new_student
from examples.generator.writing import us, us_short, write_csv


def grade_code(grade: int) -> str:
    return {TK: "TK", 0: "KN"}.get(grade, f"{grade:02}")


def write_student_roster(district: District, folder: Path) -> None:
    chance = source_of_chance("student roster")
    rows: list[list[str]] = []
    for student in sorted(district.students + district.graduates, key=lambda s: s.number):
        if student in district.graduates:
            rows.append(roster_row(student, DOLOMITE, 12, *YEAR_0))
            continue
        if student.came == YEAR_1 and student.grade > TK and (student.grade > 0 or chance.random() < 0.5):
            rows.append(roster_row(student, school_last_year(chance, student), student.grade - 1, *YEAR_0))
        rows += this_year(student)
    dirty = dirty_roster(district, chance, rows)
    header = (
        "student.studentNumber,student.lastName,student.firstName,school.name,student.grade,student.gender,"
        "student.raceEthnicityFed,eligibility.eligibility,custom.priorTech,student.startDate,student.endDate"
    ).split(",")
    write_csv(folder / f"sis/student_roster_{STAMP}.csv", [header, *dirty], encoding="utf-8-sig")


def this_year(student: Student) -> list[list[str]]:
    if not student.moved_on:
        return [roster_row(student, student.school, student.grade, student.came, student.left)]
    return [
        roster_row(student, student.moved_from, student.grade, student.came, student.moved_on - timedelta(1)),
        roster_row(student, student.school, student.grade, student.moved_on, student.left),
    ]


def school_last_year(chance: Random, student: Student) -> str:
    grade = student.grade - 1
    if grade in (5, 8):
        return COBALT if grade == 8 else chance.choice([ALDER, BIRCH])
    return student.moved_from or student.school


def roster_row(student: Student, school: str, grade: int, start: date, end: date | None) -> list[str]:
    name = [student.id, student.last, student.first]
    groups = [grade_code(grade), student.gender, student.race, student.meal, student.prior]
    return [*name, school, *groups, us(start), us(end)]


def dirty_roster(district: District, chance: Random, rows: list[list[str]]) -> list[list[str]]:
    outside = district.outside_studio()
    for student, (column, code) in zip(
        outside[:20],
        [(5, "Q")] * 3 + [(7, "Z")] * 4 + [(4, "99")] * 12 + [(6, "88")],
        strict=True,
    ):
        for row in rows:
            if row[0] == student.id and not row[-1]:
                row[column] = code  # a code nobody knows
    for student in outside[20:23]:  # two open rows: the later start counts
        other = {ALDER: BIRCH, BIRCH: ALDER, DOLOMITE: EMBER, EMBER: DOLOMITE}[student.school]
        rows.append(roster_row(student, other, student.grade, date(2025, 9, 15), None))
    rows += [list(rows[n]) for n in sorted(chance.sample(range(len(rows)), 9))]  # exported twice
    for row in chance.sample(rows, 40):
        row[0] = row[0].lstrip("0")  # opened and saved in Excel
    next_year = new_student(chance, 99_001, ALDER, 0)
    bad_day = new_student(chance, 99_002, COBALT, 7)
    mangled = new_student(chance, 99_003, COBALT, 8)
    rows.append(roster_row(next_year, ALDER, 0, date(2026, 8, 12), None))  # registered for next year
    rows.append([*roster_row(bad_day, COBALT, 7, YEAR_1, None)[:-2], "02/30/2025", ""])
    rows.append(["1.23E+09", *roster_row(mangled, COBALT, 8, YEAR_1, None)[1:]])
    return rows


def write_hr_roster(district: District, folder: Path) -> None:
    rows = [
        [e.id, e.last, e.first, job, site, e.gender, us_short(hired), us_short(left)]
        for e in sorted(district.employees, key=lambda e: e.number)
        for job, site, hired, left in e.jobs
    ]
    rows += [list(rows[7]), list(rows[101])]
    rows.append(["001111", "Topaz", "Elm", "CLSF", ALDER, "F", "13/45/2019", ""])
    rows.append(["1.23E+09", "Slate", "Fir", "CLSF", BIRCH, "M", "8/12/2019", ""])
    for row in rows[20:40]:
        row[0] = row[0].lstrip("0")
    header = "Employee ID,Last Name,First Name,Job Class,Site,Gender,Hire Date,Separation Date".split(",")
    write_csv(folder / f"hr/roster_{STAMP}.csv", [header, *rows], encoding="cp1252")

"""Write the exports of the improvement-plan example: the same bytes every time, no chance in them.

    python examples/improvement-plan/generate_exports.py            # into examples/improvement-plan/exports
    python examples/improvement-plan/generate_exports.py SOMEWHERE  # or elsewhere, to compare

Every figure is planted: some targets are met exactly, some are missed by one; README.md lists them.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

Row = Sequence[object]
HERE = Path(__file__).parent

MONTHS = {  # file name -> year and month; school is open from September to June
    f"SY13-M{number:02d}": (2012 + (number + 7 > 12), (number + 6) % 12 + 1) for number in range(2, 12)
}
K8_GRADES, HIGH_GRADES, PER_GRADE = ("3", "4", "5"), ("9", "10", "11", "12"), 8
ROOMS = [f"R{number:02d}" for number in range(1, 21)]
TEACHERS = [f"T{number:02d}" for number in range(1, 21)]


def students() -> list[tuple[str, str, str]]:
    """id, school, grade: 24 at Adams, 24 at Baker, 32 at Central High."""
    schools = [("Adams", K8_GRADES), ("Baker", K8_GRADES), ("Central High", HIGH_GRADES)]
    places = [(school, grade) for school, grades in schools for grade in grades for _ in range(PER_GRADE)]
    return [(f"{1001 + number}", school, grade) for number, (school, grade) in enumerate(places)]


def roster_rows() -> Iterable[Row]:
    yield "id", "school", "grade", "entered", "left"
    for student, school, grade in students():
        yield student, school, grade, "2012-08-27", ""
    for number in range(20):  # the seniors of the year before; the roster keeps them to the end of July
        yield f"{901 + number:04d}", "Central High", "12", "2011-08-29", "2012-08-01"


def staff_rows() -> Iterable[Row]:
    yield "id", "role", "grade", "school"
    schools = ["Adams"] * 7 + ["Baker"] * 6 + ["Central High"] * 7
    grades = ["K", "1", "2", "3", "4", "5", "5", "K", "2", "3", "4", "5", "5"] + [""] * 7
    for teacher, grade, school in zip(TEACHERS, grades, schools, strict=True):
        yield teacher, "Teacher", grade, school
    for number, school in enumerate(("Adams", "Baker", "Central High"), start=1):
        yield f"P{number:02d}", "Principal", "", school


# rooms (and their teachers) of 20 that reach the mark in each month from October on
SHELTERED = {10: 8, 11: 12, 12: 13, 1: 15, 2: 16, 3: 17, 4: 17, 5: 18, 6: 18}
INDICATOR_2 = {10: 9, 11: 12, 12: 13, 1: 14, 2: 15, 3: 15, 4: 17, 5: 18, 6: 19}
OWNERSHIP = {10: 4, 11: 5, 12: 6, 1: 7, 2: 8, 3: 9, 4: 9, 5: 10, 6: 11}
EXPECTED = {10: 4, 11: 8, 12: 10, 1: 12, 2: 14, 3: 15, 4: 16, 5: 18, 6: 19}  # 20, 50, 75 and 92.5 % by quarter


def walk_rows() -> Iterable[Row]:
    yield "date", "room", "teacher", "indicator", "sheltered", "expectations", "rating"
    for month, sheltering in SHELTERED.items():
        year = 2012 if month > 8 else 2013
        for place, (room, teacher) in enumerate(zip(ROOMS, TEACHERS, strict=True)):
            day = f"{year}-{month:02d}-{8 + place % 10:02d}"
            yes = "yes" if place < sheltering else "no"
            yield day, room, teacher, "2", yes, "", _rating(place, INDICATOR_2[month])
            in_place = "yes" if place < EXPECTED[month] else "no"
            yield day, room, teacher, "4", "", in_place, _rating(place, OWNERSHIP[month])


def _rating(place: int, reaching: int) -> str:
    if place < reaching:
        return "Leading" if place % 4 == 0 else "Providing"
    return "Beginning" if place % 3 else "Not observed"


def feedback_rows() -> Iterable[Row]:
    """P01 improves every month, P02 until she is at the top in March, P03 not in February."""
    yield "principal", "date", "rating"
    third = ("1.5", "1.7", "1.9", "2.1", "2.3", "2.3", "2.6", "2.8", "3.0", "3.2")
    second = ("2.2", "2.5", "2.8", "3.1", "3.4", "3.7", "4.0", "4.0", "4.0", "4.0")
    for step, (year, month) in enumerate(MONTHS.values()):
        day = f"{year}-{month:02d}-20"
        yield "P01", day, f"1.{step}"
        yield "P02", day, second[step]
        yield "P03", day, third[step]


def benchmark_rows(administration: str) -> Iterable[Row]:
    """Grade 4 in mathematics rises by exactly 10 points each time, grade 10 in ELA only by 9 in spring."""
    yield "id", "test", "subject", "score", "correct"
    for place, (student, _, grade) in enumerate(students()):
        for subject in ("Math", "ELA"):
            start = 36 + place * 7 % 21 + (4 if subject == "ELA" else 0)
            first = 10 if (subject, grade) == ("Math", "4") else 11
            second = {("Math", "4"): 10, ("ELA", "10"): 9}.get((subject, grade), 12)
            correct = start + {"SY13-Fall": 0, "SY13-Winter": first, "SY13-Spring": first + second}[administration]
            yield student, "Benchmark", subject, "", correct


def interim_rows(cycle: str) -> Iterable[Row]:
    """80 % exactly in the second cycle: 64 of 80. In the third one fewer; the rest stays where it was."""
    yield "id", "test", "subject", "score", "correct"
    second, third = 64, 63
    for place, (student, _, _) in enumerate(students()):
        first = 40 + place * 3 % 17
        after = first + (3 if place < second else 0)
        last = after + (2 if place >= len(students()) - third else 0)
        yield student, "Interim", "Math", {"SY13-C1": first, "SY13-C2": after, "SY13-C3": last}[cycle], ""


def writing_rows() -> Iterable[Row]:
    """29 reach 3 points; 30 are asked for."""
    yield "id", "test", "subject", "score", "correct"
    for place, (student, _, _) in enumerate(students()):
        yield student, "Writing", "ELA", 3 + place % 2 if place < 29 else 1 + place % 2, ""


# days absent in a month, all students of a school together, September to June
ABSENT = {
    "Adams": (22, 23, 22, 24, 23, 22, 21, 23, 22, 24),  # at 95 % and above: only to be maintained
    "Baker": (36, 35, 34, 33, 32, 30, 29, 27, 25, 24),  # 92.5 % at first, 95.0 % in June
    "Central High": (70, 68, 66, 64, 62, 60, 60, 57, 54, 51),  # does not improve in March; 92.03 % in June
}
OFTEN_ABSENT = {"Adams": (2, 2), "Baker": (3, 3), "Central High": (3, 4)}  # students, days of each in a month
DAYS = 20


def attendance_rows(step: int) -> Iterable[Row]:
    """A few are absent often, the other days go round among the rest."""
    yield "id", "enrolled", "attended", "absent"
    for school, months in ABSENT.items():
        there = [student for student, at, _ in students() if at == school]
        number, days = OFTEN_ABSENT[school]
        absent = dict.fromkeys(there[:number], days) | dict.fromkeys(there[number:], 0)
        others = there[number:]
        before = sum(each - number * days for each in months[:step])
        for turn in range(months[step] - number * days):
            absent[others[(before + turn) % len(others)]] += 1
        for student in there:
            yield student, DAYS, DAYS - absent[student], absent[student]


def accountability_rows(year: str) -> Iterable[Row]:
    yield "measure", "school", "grade", "value"
    figures = {
        "SY12": [("SGP", "", "", 45), ("CPI", "", "3", 70), ("CPI", "", "4", 71), ("CPI", "", "5", 68.0)],
        "SY13": [("SGP", "", "", 55), ("CPI", "", "3", 72.5), ("CPI", "", "4", 73.4), ("CPI", "", "5", 71)],
    }
    index = {"SY12": (790, 700, 810), "SY13": (791, 704, 805)}
    yield from figures[year]
    for school, value in zip(("Adams", "Baker", "Central High"), index[year], strict=True):
        yield "API", school, "", value


def college_rows() -> Iterable[Row]:
    """11 of 20 in 2012, 5 of 8 in 2013."""
    yield "id", "known", "attending"
    for number in range(20):
        yield f"{901 + number:04d}", "2012-06-15", "yes" if number < 11 else "no"
    seniors = [student for student, _, grade in students() if grade == "12"]
    for place, student in enumerate(seniors):
        yield student, "2013-06-20", "yes" if place < 5 else "no"


def record_rows() -> Iterable[Row]:
    yield "recorded_at", "metric", "period", "group", "value", "on", "evidence", "by"
    for school, day in (("Adams", "2012-09-28"), ("Baker", "2012-10-01"), ("Central High", "2012-10-09")):
        yield f"{day}T15:00:00", "school_plans", "", f"school={school}", "Achieved", day, "Plan filed", "Schools"
    yield (
        "2012-10-30T09:00:00",
        "intervention_inventory",
        "",
        "",
        "Achieved",
        "2012-10-30",
        "Inventory 2012",
        "District",
    )
    yield "2012-08-24T09:00:00", "guidance_redesign", "", "", "Achieved", "2012-08-24", "Staffing plan", "High School"


def files() -> Iterable[tuple[str, Iterable[Row]]]:
    yield "sis/students.csv", roster_rows()
    yield "sis/schools.csv", [("school",), *((school,) for school in ABSENT)]
    yield "hr/staff.csv", staff_rows()
    yield "walks/walks_2013-06-30.csv", walk_rows()
    yield "walks/feedback_ratings.csv", feedback_rows()
    yield (
        "forms/form_a.csv",
        [("teacher", "filed"), ("T01", "2013-06-03"), ("T02", "2013-06-04"), ("T08", "2013-06-12")],
    )
    late = ("Central High", "2013-02-08")
    yield "forms/form_b.csv", [("school", "filed"), ("Adams", "2013-01-18"), ("Baker", "2013-01-31"), late]
    for administration in ("SY13-Fall", "SY13-Winter", "SY13-Spring"):
        yield f"tests/benchmark_{administration}.csv", benchmark_rows(administration)
    for cycle in ("SY13-C1", "SY13-C2", "SY13-C3"):
        yield f"tests/interim_{cycle}.csv", interim_rows(cycle)
    yield "tests/writing_SY13-Spring.csv", writing_rows()
    for step, month in enumerate(MONTHS):
        yield f"attendance/attendance_{month}.csv", attendance_rows(step)
    for year in ("SY12", "SY13"):
        yield f"state/accountability_{year}.csv", accountability_rows(year)
    yield "college/seniors.csv", college_rows()
    yield "records.csv", record_rows()


def write_exports(folder: Path) -> None:
    for name, rows in files():
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.getvalue().encode("utf-8"))


if __name__ == "__main__":
    write_exports(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "exports")

"""Team lists, attendance and applications."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from examples.generator.basics import AS_OF, DOLOMITE, EMBER, STAMP, YEAR_1, some_day, source_of_chance
from examples.generator.people import District, Student, is_few
from examples.generator.rosters import grade_code
from examples.generator.writing import forms_time, iso, us_short, write_csv


def write_studio_enrollment(district: District, folder: Path) -> None:
    chance = source_of_chance("studio enrollment")
    ordered = sorted(district.memberships, key=lambda m: (m.team, m.student.number, m.joined))
    rows = [[m.student.id, m.team, "mixed", iso(m.joined), iso(m.left)] for m in ordered]
    rows += [list(row) for row in rows[10:13]]  # identical rows
    for row in chance.sample(rows, 10):
        row[0] = row[0].lstrip("0")
    spare = district.outside_studio()[30].id
    rows.append(["0999991", "T-01", "mixed", "2025-09-03", ""])  # no such student
    rows.append([spare, "T-02", "mixed", "2025-09-31", ""])
    rows.append(["1.23E+09", "T-03", "mixed", "2025-09-03", ""])
    write_csv(
        folder / f"studio/enrollment_{STAMP}.csv", [["student_id", "team_id", "team_type", "joined", "left"], *rows]
    )


SESSIONS = [
    YEAR_1 + timedelta(2 + 7 * week)
    for week in range(1, 27)
    if YEAR_1 + timedelta(2 + 7 * week) not in (date(2025, 11, 26), date(2025, 12, 24), date(2025, 12, 31))
]


def write_attendance(district: District, folder: Path) -> None:
    """One row per student and weekly session; a blank is a session nobody noted, not an absence."""
    chance = source_of_chance("attendance")
    rows: list[list[object]] = []
    gone = {m.student for m in district.memberships if m.left} - set(district.studio_now())
    for student in district.studio_ever():
        mine = sessions_of(district, student)
        if student is district.never_came:
            continue
        if student is district.exactly_80:  # 16 of the 20 that were noted; 16 of 23 would be too few
            marks = [""] * 3 + ["0"] * 4 + ["1"] * (len(mine) - 7)
            chance.shuffle(marks)
        else:
            passes = student not in gone and student not in district.low_attendance
            if is_few(student):
                marks = late_marks(mine, passes=passes)
            else:
                marks = attendance_marks(chance, len(mine), passes=passes)
        rows += [[student.id, us_short(day), mark, 1] for day, mark in zip(mine, marks, strict=True)]
    rows += [list(rows[n]) for n in (50, 51, 52, 53, 54)]
    spare = district.outside_studio()[31].id
    rows += [["0999992", "9/3/2025", 1, 1], [spare, "13/32/2025", 1, 1], ["1.23E+09", "9/3/2025", 1, 1]]
    write_csv(
        folder / f"studio/attendance_{STAMP}.csv", [["student_id", "session_date", "attended", "scheduled"], *rows]
    )


def sessions_of(district: District, student: Student) -> list[date]:
    spans = [(m.joined, m.left or AS_OF) for m in district.memberships if m.student is student]
    return [day for day in SESSIONS if any(first <= day <= last for first, last in spans)]


def late_marks(mine: list[date], *, passes: bool) -> list[str]:
    """As many sessions missed as are allowed, or twice that, as far as possible in the second quarter."""
    missed = len(mine) // 5 if passes else 2 * (len(mine) // 5) + 2
    winter = [day for day in mine if day >= date(2025, 11, 3)][::2][-missed:] if missed else []
    others = [day for day in reversed(mine) if day not in winter][: missed - len(winter)]
    return ["0" if day in winter or day in others else "1" for day in mine]


def attendance_marks(chance: Random, sessions: int, *, passes: bool) -> list[str]:
    allowed = sessions // 5
    missed = chance.randint(0, allowed) if passes else chance.randint(allowed + 1, allowed + 1 + sessions // 5)
    marks = ["0"] * missed + ["1"] * (sessions - missed)
    chance.shuffle(marks)
    return marks


def write_applications(district: District, folder: Path) -> None:
    """Everyone in a team filled in the form, and 88 others; girls are 39.0 % of girls and boys."""
    chance = source_of_chance("applications")
    joined = {m.student: m.joined for m in reversed(district.memberships)}
    others: list[Student] = []
    pool = [s for s in district.outside_studio() if s.school in (DOLOMITE, EMBER) and s.meal]
    for gender, people in (("F", 31), ("M", 56), ("", 1)):
        others += chance.sample([s for s in pool if s.gender == gender], people)
    rows = []
    for student in district.studio_ever() + others:
        last = max(joined.get(student, date(2026, 2, 11)), date(2025, 8, 22))
        rows.append(application(chance, student, some_day(chance, YEAR_1, last)))
    rows += [list(row) for row in rows[30:34]]  # sent twice
    rows += [application(chance, s, date(2026, 2, 10)) for s in others[:5]]  # applied again
    for row in chance.sample(rows, 12):
        row[2] = row[2].lstrip("0")
    stranger = Student(999_993, "Nobody", "Chalk", "", 9, "", "", "", DOLOMITE)
    rows += [application(chance, stranger, date(2025, 9, 4))]
    header = ["Timestamp", "Email Address", "Student ID", "Grade", "Which teams interest you? (check all)", "Why?"]
    write_csv(folder / f"studio/applications_{STAMP}.csv", [header, *rows], newline="\n", quote_all=True)


def application(chance: Random, student: Student, day: date) -> list[str]:
    teams = chance.sample(["Content", "Data, numbers", "Automation", "Design", "Research"], chance.randint(1, 3))
    reason = chance.choice(["I want to build things", 'My friend said "try it"', "Line one\nLine two", ""])
    address = f"s{student.number}@example.org"
    return [forms_time(chance, day), address, student.id, grade_code(student.grade), ";".join(teams), reason]

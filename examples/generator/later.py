"""What the systems of later years hold already: graduates of last year, the first costs, first signs of recognition."""

from datetime import date
from pathlib import Path

from examples.generator.basics import STAMP, source_of_chance
from examples.generator.people import District, is_few
from examples.generator.writing import Row, iso, write_csv


def write_teacher_satisfaction(district: District, folder: Path) -> None:
    """A first round without a goal: 48 of the champions answer, 7.5 on average."""
    asked = [*district.cohort_1, *district.cohort_2][:48]
    rows: list[Row] = [["teacher_id", "answered", "How satisfied are you with the AI program, from 1 to 10?"]]
    scores = [(6, 7)[n % 2] if is_few(e) else (6, 7, 8, 9)[n % 4] for n, e in enumerate(asked)]
    rows += [[e.id, f"2026-01-{12 + n % 12:02}", scores[n]] for n, e in enumerate(asked)]
    rows.append(rows[1])
    write_csv(folder / f"surveys/teacher_satisfaction_{STAMP}.csv", rows)


def write_alumni(folder: Path) -> None:
    """The class of 2025 had no studio teams, so everybody in it is one of the others."""
    chance = source_of_chance("alumni")
    columns = ["alumni_id", "graduated", "program", "gender", "portfolio", "portfolio_with_application"]
    rows: list[Row] = [[*columns, "college_accepted", "placed", "hourly_wage"]]
    seniors: list[Row] = [["alumni_id", "answered", "program", "gender", "ai_major", "career_plan", "satisfaction"]]
    for n in range(60):
        gender = "F" if n % 2 else "M"
        wage = f"${chance.randint(34, 48) / 2:.2f}" if n % 3 == 0 else ""
        known = [f"A-{n + 1:03}", "2025-06-12", "none", gender, "no", "no"]
        rows.append([*known, "yes" if n % 5 < 3 else "no", "yes" if n % 2 or n % 3 == 0 else "no", wage])
        if n % 4:
            plan, score = "yes" if n % 3 else "no", chance.randint(5, 9)
            seniors.append([f"A-{n + 1:03}", iso(date(2025, 5, 19 + n % 5)), "none", gender, "no", plan, score])
    write_csv(folder / f"alumni/alumni_{STAMP}.csv", rows)
    write_csv(folder / f"surveys/seniors_{STAMP}.csv", seniors)


def write_hiring(folder: Path) -> None:
    interest: list[Row] = [["entry", "employer", "noted", "kind", "note"]]
    interest += [
        ["X-01", "Quartz Aerospace", "2025-05-20", "internship", "asked before the program began"],
        ["X-02", "Mica Media", "2025-11-12", "internship", ""],
        ["X-03", "Mica Media", "2026-01-28", "hiring", "“when they graduate”"],
        ["X-04", "Topaz Robotics", "2026-02-03", "internship", ""],
    ]
    write_csv(folder / f"logs/employer_interest_{STAMP}.csv", interest)
    asked: list[Row] = [["employer", "answered", "satisfaction"], ["Quartz Aerospace", "2025-06-02", 7]]
    write_csv(folder / f"surveys/hiring_employers_{STAMP}.csv", asked)


def write_finance(folder: Path) -> None:
    """182,400 of 350,000 dollars are spent; 20,000 came in before the year, 15,000 in it."""
    rows: list[Row] = [["booked", "line", "amount", "text"]]
    rows += [
        ["2025-02-20", "benefit", "$20,000", "arts grant, pilot"],
        ["2025-09-30", "training cost", "$96,000.00", "cohort 1, 40 hours"],
        ["2025-11-28", "training cost", "$71,500.00", "cohort 2"],
        ["2026-01-30", "training cost", "$14,900.00", "materials"],
        ["2026-02-06", "benefit", "$15,000", "licensing, first workshop"],
    ]
    write_csv(folder / f"finance/ledger_{STAMP}.csv", rows)


def write_recognition(folder: Path) -> None:
    rows: list[Row] = [["entry", "date", "kind", "with"]]
    rows += [
        ["N-01", "2025-10-09", "request", "Sample Unified"],
        ["N-02", "2026-01-15", "request", "Example Valley District"],
        ["N-03", "2026-01-22", "presentation", "State conference"],
    ]
    write_csv(folder / f"logs/recognition_{STAMP}.csv", rows)

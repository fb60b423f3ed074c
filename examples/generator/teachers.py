"""What teachers do: training, signatures, observed lessons, sandbox lessons."""

# ruff: noqa: SIM905 - captions read better as the line they are in the file

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from examples.generator.basics import ALDER, AS_OF, STAMP, some_day, source_of_chance
from examples.generator.people import District, Employee
from examples.generator.writing import Row, iso, us, write_csv

# employee, activity, type, cohort, start, end, hours, status
PdRow = tuple[Employee, str, str, str, date, date | None, str, str]
STRATEGIC = ("Executive Briefing", "Policy Workshop", "Communication Planning", "Implementation Strategy")


def training(district: District) -> list[PdRow]:
    chance = source_of_chance("training")
    rows: list[PdRow] = []
    rows += strategic_rows(district)
    for cohort, people, start, first, last, hours in (
        ("1", district.cohort_1, date(2025, 9, 8), date(2025, 9, 26), date(2025, 10, 3), "40:00"),
        ("2", district.cohort_2, date(2025, 11, 17), date(2026, 2, 4), date(2026, 2, 13), "36.00"),
    ):
        for e in people:
            rows.append((e, "Champion Credential", "Champion", cohort, start, None, "", "Registered"))
            ended = some_day(chance, first, last)
            rows.append((e, "Champion Credential", "Champion", cohort, start, ended, hours, "Complete"))
    late = district.late_signer[0]
    rows.append((late, "Champion Credential", "Champion", "1", date(2025, 9, 15), date(2025, 10, 3), "", "No Show"))
    for e in district.cohort_2_unfinished:
        rows.append((e, "Champion Credential", "Champion", "2", date(2025, 11, 17), None, "", "In Progress"))
    rows += literacy_rows(district, chance)
    rows += cafe_rows(district, chance)
    return rows


def strategic_rows(district: District) -> list[PdRow]:
    rows: list[PdRow] = []
    for n, e in enumerate(district.administrators):
        first = date(2026, 1, 13) if len(e.jobs) > 1 else date(2025, 8, 26)
        for session, activity in enumerate(STRATEGIC):
            day = first + timedelta(2 * session)
            hours = ("4:00", "4.0", "4,0")[(n + session) % 3]
            rows.append((e, activity, "Strategic", "", day, day, hours, "Complete"))
    return rows


def literacy_rows(district: District, chance: Random) -> list[PdRow]:
    """126 teachers registered, 12 of them are done, 3 never showed up."""
    champions = set(district.cohort_1 + district.cohort_2 + district.cohort_2_unfinished + district.literate)
    others = chance.sample([t for t in district.teachers() if t not in champions], 117)
    rows: list[PdRow] = []
    for e in district.literate + others:
        start = some_day(chance, date(2026, 1, 12), date(2026, 2, 12))
        rows.append((e, "AI Literacy Certificate", "AI Literacy", "", start, None, "", "Registered"))
    for e in district.literate:
        done = some_day(chance, date(2026, 2, 12), date(2026, 2, 13))
        rows.append((e, "AI Literacy Certificate", "AI Literacy", "", date(2026, 1, 12), done, "12.0", "Complete"))
    for e in others[:3]:
        missed = date(2026, 2, 13)
        rows.append((e, "AI Literacy Certificate", "AI Literacy", "", date(2026, 2, 2), missed, "", "No Show"))
    return rows


def cafe_rows(district: District, chance: Random) -> list[PdRow]:
    rows: list[PdRow] = []
    for e in chance.sample([t for t in district.teachers() if t.gender in {"F", "M"}], 64):
        day = some_day(chance, date(2025, 9, 10), date(2026, 1, 29))
        rows.append((e, "AI Café", "Workshop", "", day, day, chance.choice(["1:30", "1.5", "1,5", "1.50"]), "Complete"))
    return rows


def write_training(district: District, folder: Path) -> None:
    rows = training(district)
    for exported in (AS_OF - timedelta(7), AS_OF):  # weekly copies stay in the folder; the newest counts
        known = [row for row in rows if row[4] <= exported and (row[5] is None or row[5] <= exported)]
        write_csv(folder / f"pd/transcript_{iso(exported)}.csv", transcript(known, exported), encoding="cp1252")


def transcript(rows: Sequence[PdRow], exported: date) -> Iterator[Row]:
    yield ["Professional Growth - Activity Transcript"]
    yield [f"Report Date: {us(exported)} 6:00 AM"]
    yield []
    yield (
        "Employee ID,Last Name,First Name,Building,Activity Title,Activity Type,Cohort,Start Date,End Date,Hours,"
        "Credits,Status"
    ).split(",")
    lines = [
        [e.id, e.last, e.first, e.site, activity, kind, cohort, us(start), us(end), hours, "", status]
        for e, activity, kind, cohort, start, end, hours, status in rows
    ]
    yield from lines
    yield from lines[:4]  # identical rows
    workshop = [ALDER, "AI Café", "Workshop", "", "01/14/2026", "01/14/2026"]
    yield ["009999", "Nobody", "Ash", *workshop, "1.5", "", "Complete"]
    yield [lines[0][0], "Agate", "Bay", *workshop, "two", "", "Complete"]
    yield ["", "", "", "", "", "", "", "", "Total Hours:", "3,312.50", "", ""]


def write_commitments(district: District, folder: Path) -> None:
    chance = source_of_chance("commitments")
    signed = [(e, 1, some_day(chance, date(2025, 9, 8), date(2025, 9, 12))) for e in district.cohort_1]
    signed += [(e, 1, date(2025, 9, 15)) for e in district.late_signer]
    cohort_2 = district.cohort_2 + district.cohort_2_unfinished
    signed += [(e, 2, some_day(chance, date(2025, 11, 3), date(2025, 11, 14))) for e in cohort_2]
    rows = [[e.id, cohort, iso(day)] for e, cohort, day in signed]
    write_csv(folder / "hr/commitments.csv", [["employee_id", "cohort", "signed"], *rows, rows[3]])


def write_observations(district: District, folder: Path) -> None:
    chance = source_of_chance("observations")
    header = ["teacher_id", "date", "observer", "ai_in_lesson"]
    champions = set(district.cohort_1 + district.cohort_2)
    others = [t for t in district.teachers() if t not in champions]
    chance.shuffle(others)
    last_year = [
        [t.id, iso(some_day(chance, date(2024, 10, 1), date(2025, 5, 16))), "OBS-1", "Y" if n < 7 else "N"]
        for n, t in enumerate(chance.sample(others, 40))
    ]
    write_csv(folder / "observations/2024-25.csv", [header, *last_year])
    seen = [(e, "Y", date(2025, 11, 4), date(2025, 11, 14)) for e in district.cohort_1]
    seen += [(e, "Yes", date(2026, 1, 12), date(2026, 2, 13)) for e in district.cohort_2[:31]]
    seen += [(e, "Y", date(2025, 11, 17), date(2026, 2, 13)) for e in others[:26]]
    seen += [(e, "N", date(2025, 9, 22), date(2026, 2, 13)) for e in others[20:75]]  # six of them on another day: yes
    seen += [(e, "", date(2026, 1, 12), date(2026, 2, 13)) for e in others[75:78]]
    rows = [
        [e.id, iso(some_day(chance, first, last)), chance.choice(["OBS-1", "OBS-2"]), answer]
        for e, answer, first, last in seen
    ]
    rows += [list(rows[5]), ["009998", "2026-01-20", "OBS-2", "Y"]]
    write_csv(folder / "observations/2025-26.csv", [header, *rows])


def write_lessons(district: District, folder: Path) -> None:
    """60 lessons in Q1 by 20 teachers, but one has two and one has four; two more follow in Q2."""
    chance = source_of_chance("lessons")
    authors = [e for e in district.cohort_1 for _ in range(3)]
    authors[0] = district.cohort_1[1]
    rows = [[e.id, "submitted", iso(some_day(chance, date(2025, 10, 6), date(2025, 10, 31)))] for e in authors]
    rows += [[e.id, "Submitted", "2025-12-04"] for e in district.cohort_1[4:6]]
    rows += [[e.id, "draft", ""] for e in district.cohort_1[:1] + district.cohort_2[:4]]
    lines = [[f"L-{n + 1:03}", *row] for n, row in enumerate(rows)]
    header = ["lesson_id", "author_id", "status", "submitted"]
    write_csv(folder / f"lessons/repository_{STAMP}.csv", [header, *lines, lines[10]])

"""Opt-outs, parents and the showcase."""

# ruff: noqa: SIM905 - captions read better as the line they are in the file

from datetime import date
from pathlib import Path
from random import Random

from examples.generator.basics import AS_OF, STAMP, YEAR_1, some_day, source_of_chance
from examples.generator.people import FIRST_NAMES, LAST_NAMES, District
from examples.generator.students import ENROLLED
from examples.generator.writing import Row, forms_time, iso, write_csv

OPTED_OUT = 324  # of 6,500: 4.98 %, shown as 5.0 % and still less than 5 %
PARENTS = 200  # exactly what Q2 asks for


def write_opt_outs(district: District, folder: Path) -> None:
    chance = source_of_chance("opt outs")
    stayers = [s for s in district.students if not s.left]
    rows = [
        [student.id, iso(some_day(chance, max(student.came, date(2025, 8, 13)), AS_OF)), "web"]
        for student in chance.sample(stayers, OPTED_OUT)
    ]
    rows += [[row[0], "2026-02-12", "paper"] for row in rows[:6]]  # filed twice: one student
    last_year = [s for s in stayers if s.came == YEAR_1 and s.grade > 0]
    for student in chance.sample(last_year, 140):
        rows.append([student.id, iso(some_day(chance, date(2024, 9, 3), date(2025, 5, 16))), "paper"])
    for student in chance.sample([s for s in district.students if s.left], 9):
        rows.append([student.id, "2025-08-20", "web"])  # left since
    rows += [list(row) for row in rows[100:103]]
    for row in chance.sample(rows, 25):
        row[0] = row[0].lstrip("0")
    rows += [["0999996", "2025-10-02", "web"], ["0999997", "2025-10-02", "web"]]
    write_csv(folder / f"sis/opt_outs_{STAMP}.csv", [["student_id", "filed", "form"], *rows])


def write_parent_sign_ins(folder: Path) -> None:
    chance = source_of_chance("parents")
    header = ["parent_id", "date", "session"]
    last_year = [
        [f"P-{n:04}", chance.choice(["2024-10-17", "2025-02-06"]), "AI evening"]
        for n in chance.sample(range(1, 900), 64)
    ]
    write_csv(folder / "events/parent_sign_in_2024-25.csv", [header, *last_year])
    sessions = [
        ("2026-01-08", "AI in Education 101"),
        ("2026-01-15", "Supporting Your Student"),
        ("2026-01-29", "College & Career Advantage"),
        ("2026-02-05", "Ethics & Safety"),
    ]
    parents = [f"P-{n:04}" for n in chance.sample(range(1, 1500), PARENTS)]
    rows = [[parent, *chance.choice(sessions[:2])] for parent in parents]
    rows += [[parent, *chance.choice(sessions[2:])] for parent in parents[:33]]  # came again
    rows += [list(row) for row in rows[:4]]
    rows += [["", *sessions[0]], ["", *sessions[3]]]  # walked in, gave no name
    write_csv(folder / "events/parent_sign_in_2025-26.csv", [header, *rows])


def write_parent_survey(folder: Path) -> None:
    """181 of 254 are satisfied; 8 more left the question open."""
    chance = source_of_chance("parent survey")
    answers = (
        [chance.choice(["4", "5"]) for _ in range(181)] + [chance.choice(["1", "2", "3"]) for _ in range(73)] + [""] * 8
    )
    chance.shuffle(answers)
    schools = chance.choices([*ENROLLED, ""], [24, 22, 22, 28, 5, 3], k=len(answers))
    rows: list[Row] = [
        [
            "Timestamp",
            "Which school does your child attend?",
            "How satisfied are you with the AI program, from 1 to 5?",
            "Comments",
        ]
    ]
    for answer, school in zip(answers, schools, strict=True):
        day = some_day(chance, date(2026, 1, 20), date(2026, 2, 10))
        rows.append([forms_time(chance, day), school, answer, chance.choice(["", "", "Said “ok”", "Line 1\nLine 2"])])
    write_csv(folder / f"surveys/parents_{STAMP}.csv", [*rows, rows[9], rows[10]], newline="\n", quote_all=True)


def write_showcase(folder: Path) -> None:
    """171 tickets for the showcase, 142 used."""
    chance = source_of_chance("showcase")
    header = (
        "Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Group,Order Type,"
        "Currency,Total Paid,Fees Paid,Eventbrite Fees,Eventbrite Payment Processing,Attendee Status,Home Zip,"
        "Event Name,Event Date,Event Type"
    ).split(",")
    rows = [
        ticket(chance, n, "Checked In" if n < 142 else "Attending" if n < 165 else "Not Attending") for n in range(171)
    ]
    rows += [list(rows[3]), list(rows[4])]
    test = ticket(chance, 500, "Checked In")
    test[2:4] = ["Test", "Test"]
    mangled = ticket(chance, 501, "Checked In")
    mangled[0], mangled[8] = "7.0000E+10", "1.23E+09"
    fair = ticket(chance, 502, "Checked In")
    fair[18:] = ["Career fair", "10/16/25", "Fair"]
    write_csv(folder / f"events/eventbrite_{STAMP}.csv", [header, *rows, test, mangled, fair], newline="\n")


def ticket(chance: Random, n: int, status: str) -> list[str]:
    day = some_day(chance, date(2026, 1, 5), date(2026, 1, 28))
    order = str(70000000000 + n // 2)
    bought = f"{day.month}/{day.day}/{day:%y} 14:{n % 60:02}"
    who = [chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES), f"guest{n // 2}@example.org"]
    paid = ["", "Free Order", "USD", "0", "0", "0", "0"]
    ticket_row = [order, bought, *who, "1", "", "General Admission", str(81000000000 + n), *paid, status]
    return [*ticket_row, chance.choice(["90245", "02134", ""]), "Winter showcase", "1/29/26", "Showcase"]

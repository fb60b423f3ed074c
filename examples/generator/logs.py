"""Logs that somebody keeps by hand."""

# ruff: noqa: RUF001 - curly quotes and long dashes are part of the dirt

from datetime import date, timedelta
from pathlib import Path

from examples.generator.basics import STAMP, source_of_chance
from examples.generator.people import District
from examples.generator.writing import Row, us_short, write_csv


def write_mou(folder: Path) -> None:
    """Five partners with a signed agreement: exactly what Q2 asks for."""
    rows = [
        ["MOU #", "Partner", "Type", "Date Signed", "Expires", "Status", "Value", "Notes"],
        ["MOU-001", "Quartz Aerospace", "Industry", "5/14/2025", "6/30/2027", "Signed", "$0.00", "before the program"],
        ["MOU-002", "Feldspar Films, Inc.", "Industry", "Sep 17 2025", "TBD", "signed", "$12,500", ""],
        ["MOU-003", "Olivine University", "Higher Ed", "2025-10-22", "", "SIGNED", "N/A", ""],
        ["MOU-004", "Mica Media", "Industry", "45994", "6/30/2026", "Signed", "(500)", "date pasted as a number"],
        ["MOU-005", "Topaz Robotics", "Industry", "1/29/2026", "6/30/2027", "Signed", "", ""],
        ["MOU-006", "Mica Media", "Industry", "2/9/2026", "6/30/2027", "Signed", "", "renewal – same partner"],
        ["MOU-007", "Gypsum & Sons", "Industry", "Feb 3 2025", "2/3/2026", "Expired", "", ""],
        ["MOU-008", "Shale Startup Lab", "Industry", "", "", "Pending", "", "meets in March"],
        ["", "", "", "", "", "", "", ""],
        ["", "", "", "", "", "", "", "Questions: Partnership Coordinator"],
    ]
    write_csv(folder / f"logs/mou_log_{STAMP}.csv", rows, encoding="cp1252")


def write_event_log(folder: Path) -> None:
    """Five guest sessions held; half of the year is over and 15 are promised."""
    rows = [["event_id", "type", "title", "date", "status"]]
    held = ["2024-11-13", "2025-01-22", "2025-02-12", "2025-04-09"]
    held += ["2025-09-24", "2025-10-29", "2025-11-19", "2026-01-21", "2026-02-11"]
    rows += [[f"E-{n + 1:03}", "Guest speaker", f"Guest session {n + 1}", day, "held"] for n, day in enumerate(held)]
    rows += [
        ["E-010", "Guest speaker", "Guest session 10", "2025-12-10", "cancelled"],
        ["E-011", "Guest speaker", "Guest session 11", "2026-03-11", "planned"],
        ["E-012", "Open house", "Studio open house", "2025-10-08", "held"],
        rows[5],
    ]
    write_csv(folder / f"logs/event_log_{STAMP}.csv", rows)


def write_employer_reviews(folder: Path) -> None:
    """The last entry is of December 12: the file is older than the week the standard allows."""
    chance = source_of_chance("reviews")
    employers = [
        "Quartz Aerospace",
        "Feldspar Films, Inc.",
        "Olivine University",
        "Mica Media",
        "Zircon Studio",
        "Slate Design",
    ]
    rows: list[Row] = [["Form", "Employer", "Portfolio", "Date", "Overall satisfaction (1-10)", "Comment"]]
    for n in range(18):
        day = date(2025, 11, 10) + timedelta(32 * n // 17)
        score = "" if n == 11 else chance.choice([6, 7, 7, 8, 8, 9])
        rows.append([f"F-{n + 1:02}", employers[n % 6], f"P-{100 + n}", us_short(day), score, ""])
    write_csv(folder / "logs/portfolio_reviews.csv", [*rows, rows[4]])


def write_placements(district: District, folder: Path) -> None:
    """Four students: too few to be shown."""
    placed = [s for s in district.studio_now() if s.grade >= 11][:5]
    rows: list[Row] = [
        ["Placement ID", "Student ID", "Employer", "Type", "Start", "End", "Hours/Week", "Paid?", "Outcome"]
    ]
    for n, student in enumerate(placed):
        kind = "Job shadow" if n == 4 else "Micro-internship"
        rows.append(
            [f"P-{n + 1}", student.id, "Mica Media", kind, f"01/{12 + n:02}/2026", "", "~10", "yes", "In progress"]
        )
    rows += [[f"P-{n}", "", "", "", "", "", "", "", ""] for n in (6, 7)]
    write_csv(folder / f"logs/placement_log_{STAMP}.csv", rows)


def write_media(folder: Path) -> None:
    rows = [
        ["Story", "Date", "Outlet", "Headline", "Link", "Reach", "Sentiment"],
        ["S-01", "11/20/2024", "Sample Gazette", "District plans", "https://example.org/a", "4,500", "Positive"],
        ["S-02", "3/5/2025", "Channel 99", "A first look", "", "45K", "neutral"],
        ["S-03", "8/14/2025", "Sample Gazette", "“Robots” roll in", "https://example.org/b", "45,000", "positive"],
        ["S-04", "10/30/2025", "Channel 99", "Students build", "https://example.org/c", "45K", "Positive"],
        ["S-05", "12/11/2025", "social post", "thread — day 1", "https://example.org/d", "1.2M", "Neutral"],
        ["S-06", "1/15/2026", "Radio Nowhere", "Interview", "", "n/a", "Positive"],
        ["S-07", "1/28/2026", "Sample Gazette", '=HYPERLINK("x")', "", "12 000", "Negative"],
        ["S-08", "2/12/2026", "Sample Gazette", "Parents ask, school answers", "", "9,800", "POSITIVE"],
    ]
    write_csv(folder / f"logs/media_log_{STAMP}.csv", [*rows, rows[4]], encoding="cp1252")


def write_grants(folder: Path) -> None:
    rows = [
        ["application_id", "funder type", "funder", "submitted", "ask"],
        ["G-01", "State", "Sample State Technology Fund", "2026-01-30", "$75,000"],
        ["G-02", "Foundation", "Sorrel Foundation", "2026-02-06", "$120,000.00"],
        ["G-03", "Federal", "Sample Science Agency", "", "$350,000"],
        ["G-04", "State", "Sample State Arts Fund", "2025-02-20", "$20,000"],
    ]
    write_csv(folder / f"logs/grants_{STAMP}.csv", rows)


def write_records(folder: Path) -> None:
    """What people wrote down: votes, milestones that no export knows, and the week's answers."""
    caption = ["recorded_at", "metric", "period", "group", "value", "on", "evidence", "by"]
    team, office, lead = "Implementation Team", "Superintendent", "Program Coordinator"
    signed, minutes = "Contract on file, number 2025-31", "Team minutes"
    rows = [
        [
            "2025-08-20T09:12:00",
            "board_approval",
            "Y1",
            "",
            "Achieved",
            "2025-08-19",
            "Resolution 2025-17, 5 to 0",
            office,
        ],
        ["2025-08-22T10:05:00", "partnership_agreement", "", "", "Done", "2025-08-21", signed, office],
        [
            "2025-09-05T16:20:00",
            "administrators_trained",
            "",
            "",
            "Done",
            "2025-09-05",
            "Sign-in sheets, session 4",
            "HR",
        ],
        ["2025-09-12T14:00:00", "training_curriculum", "", "", "Done", "2025-09-12", "Curriculum, version 1", lead],
        ["2025-11-18T08:40:00", "cohort_2_launch", "", "", "Done", "2025-11-18", "Sign-in sheet, first session", "HR"],
        ["2026-01-21T08:30:00", "year_2_plan", "Y1", "", "Not started", "2026-01-20", "Minutes, item 9", team],
        [
            "2026-02-13T15:00:00",
            "learning_weekly_1",
            "",
            "",
            "Older students coach the new teams",
            "2026-02-13",
            minutes,
            team,
        ],
        [
            "2026-02-13T15:01:00",
            "learning_weekly_2",
            "",
            "",
            "Two sessions met without a laptop cart",
            "2026-02-13",
            minutes,
            team,
        ],
        [
            "2026-02-13T15:02:00",
            "learning_weekly_3",
            "",
            "",
            "Parents asked for a session in the morning",
            "2026-02-13",
            minutes,
            team,
        ],
    ]
    write_csv(folder / "records.csv", [caption, *rows])

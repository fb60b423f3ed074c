"""The student survey as SurveyMonkey delivers it: two header rows."""

# ruff: noqa: SIM905 - captions read better as the line they are in the file
# ruff: noqa: PLR0913 - one argument per column of a row
# ruff: noqa: RUF001 - curly quotes and long dashes are part of the dirt

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from examples.generator.basics import source_of_chance
from examples.generator.people import District, Student, answering, is_few
from examples.generator.writing import clock, write_csv

LIKERT = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
MONKEY = "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name".split(",")
ID, ENGAGED = 8, 10  # columns
ENGAGEMENT_GOAL = 8  # the average of students eligible for meals is exactly the target
CONFIDENCE = {"Pre": 2.75, "Pulse": 2.95, "Post": 3.3}  # 0 to 4
GIRLS_LESS_SURE = 0.55
FEW_LESS_SURE = 0.6  # and less engaged: none of the few answers at the top of the scale


def write_student_surveys(district: District, folder: Path) -> None:
    chance = source_of_chance("student survey")
    start, now = district.studio_at_start(), district.studio_now()
    pre = answering(chance, start, 122)
    post = answering(chance, now, 118)
    autumn = answering(chance, start, 104)
    monkey_file(folder, "2025-09", chance, pre, "Pre", "Custom Data 1", date(2025, 9, 2))
    monkey_file(folder, "2025-10", chance, autumn, "Pulse", "Custom Data 1", date(2025, 10, 13))
    monkey_file(folder, "2026-02", chance, post, "Post", "Student Number", date(2026, 2, 2))


def monkey_file(
    folder: Path, name: str, chance: Random, people: Sequence[Student], wave: str, id_caption: str, first: date
) -> None:
    tools = ["Text tool", "Image tool", "Code tool", "Other (please specify)"]
    header = [
        *MONKEY,
        id_caption,
        "Which survey is this?",
        "How engaged were you in your studio team, from 1 to 10?",
        "I belong in a team that works with AI",
        "AI tools make me anxious",
        "I can do good work with AI tools",
        "Which tools did you use? (Check all that apply)",
        "",
        "",
        "",
        "Any comments?",
    ]
    second = [""] * 9 + ["Response"] * 5 + tools + ["Open-Ended Response"]
    rows: list[list[str]] = [
        monkey_row(chance, n, s, wave, first + timedelta(chance.randint(0, 7))) for n, s in enumerate(people)
    ]
    again = monkey_row(chance, 900, people[5], wave, first + timedelta(8))
    blank = [*monkey_row(chance, 901, people[6], wave, first)[:10], *[""] * 9]
    nobody = monkey_row(chance, 902, people[7], wave, first)
    anonymous = monkey_row(chance, 903, people[8], wave, first)
    again[ID], blank[ID], nobody[ID], anonymous[ID] = people[5].id.lstrip("0"), "", "0999995", ""
    if wave == "Post":
        latest = [again if n == 5 else row for n, row in enumerate(rows)]
        tie_engagement(chance, [row for row, s in zip(latest, people, strict=True) if s.meal in {"F", "R"}])
    write_csv(
        folder / f"surveys/student_{name}.csv",
        [header, second, *rows, again, blank, nobody, anonymous],
        encoding="utf-8-sig",
    )


def tie_engagement(chance: Random, rows: Sequence[list[str]]) -> None:
    """Nudge the answers of these students until they average exactly 8."""
    while missing := ENGAGEMENT_GOAL * len(rows) - sum(int(row[ENGAGED]) for row in rows):
        step = 1 if missing > 0 else -1
        row = chance.choice([row for row in rows if 5 <= int(row[ENGAGED]) + step <= 10])
        row[ENGAGED] = str(int(row[ENGAGED]) + step)


def monkey_row(chance: Random, n: int, student: Student, wave: str, day: date) -> list[str]:
    done = clock(chance, day)
    begun = done - timedelta(minutes=9)
    level = CONFIDENCE[wave] - {"F": GIRLS_LESS_SURE, "M": 0}.get(student.gender, FEW_LESS_SURE)
    engaged = {"Pre": 7.0, "Pulse": 7.6, "Post": 8.6}[wave] - (1.2 if is_few(student) else 0)
    items = [agree(chance, level), agree(chance, 4 - level), agree(chance, level + 0.1)]
    if n % 17 == 3:
        items[chance.randint(0, 2)] = ""  # two of three are enough
    if n % 41 == 7 and not is_few(student):
        items = ["", "", items[2]]  # one of three is not
    ticked = [tool if chance.random() < 0.5 else "" for tool in ("Text tool", "Image tool", "Code tool", "")]
    times = [f"{when:%m/%d/%Y} {when:%I:%M:%S %p}" for when in (begun, done)]
    engagement = str(min(10, max(1, round(chance.gauss(engaged, 1.1)))))
    comment = chance.choice(["", "", "", "It’s fun", "More time, please"])
    return [
        str(11876540000 + n),
        "445566778",
        *times,
        "192.0.2.9",
        "",
        "",
        "",
        student.id,
        wave,
        engagement,
        *items,
        *ticked,
        comment,
    ]


def agree(chance: Random, level: float) -> str:
    answer = LIKERT[min(4, max(0, round(chance.gauss(level, 0.9))))]
    return chance.choice([answer, answer, answer.upper(), f"{answer} "])

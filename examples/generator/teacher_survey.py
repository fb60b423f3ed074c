"""Teacher confidence as Qualtrics delivers it: three header rows."""

# ruff: noqa: SIM905 - captions read better as the line they are in the file
# ruff: noqa: PLR0913 - one argument per column of a row
# ruff: noqa: DTZ001 - exports name no time zone

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from examples.generator.basics import some_day, source_of_chance
from examples.generator.people import District, Employee, is_few
from examples.generator.writing import Row, clock, write_csv

QUALTRICS = (
    "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,"
    "RecipientLastName,RecipientFirstName,RecipientEmail,ExternalReference,LocationLatitude,LocationLongitude,"
    "DistributionChannel,UserLanguage,Q1,Q2,Q3,Q4,Q5,wave"
).split(",")
QUESTIONS = (
    "understand what AI can do",
    "use AI tools myself",
    "use AI in my lessons",
    "teach AI",
    "speak about ethics",
)
Q2_SUMS = (532, 553, 469, 434, 448)  # of 70 complete answers: 2436 / 350 = 6.96, shown as 7.0 and still below 7


def write_teacher_surveys(district: District, folder: Path) -> None:
    chance = source_of_chance("teacher survey")
    trained = district.cohort_1[:18] + district.cohort_2 + district.literate
    before = [(e, level_answers(chance, (4, 5, 3, 2, 3)), "Pre") for e in trained[:60]]
    qualtrics_file(folder, "2025-08", chance, before, date(2025, 8, 13), date(2025, 8, 22))
    autumn = [(e, level_answers(chance, (7, 8, 7, 6, 6)), "Post") for e in district.cohort_1]
    qualtrics_file(folder, "2025-10", chance, autumn, date(2025, 10, 20), date(2025, 10, 31))
    qualtrics_file(
        folder, "2026-02", chance, winter_answers(district, chance, trained), date(2026, 2, 2), date(2026, 2, 11)
    )


def level_answers(chance: Random, levels: Sequence[int]) -> list[int]:
    return [min(10, max(1, level + chance.choice((-1, 0, 0, 1)))) for level in levels]


def winter_answers(
    district: District, chance: Random, trained: list[Employee]
) -> list[tuple[Employee, list[int], str]]:
    few = [e for e in trained if is_few(e)]
    people = few + chance.sample([e for e in trained if not is_few(e)], 72 - len(few))
    answers = [level_answers(chance, (6, 7, 6, 5, 6) if is_few(e) else (7, 8, 7, 6, 6)) for e in people[:70]]
    for question, goal in enumerate(Q2_SUMS):
        while (total := sum(a[question] for a in answers)) != goal:
            one = chance.choice(answers)
            one[question] = min(10, max(1, one[question] + (1 if total < goal else -1)))
    answers += [[7, -99, 7, 6, 6], [8, 8, 7, 6, -99]]
    untrained = chance.sample([t for t in district.teachers() if t not in trained], 25)
    rows = [(e, a, "Post") for e, a in zip(people, answers, strict=True)]
    chance.shuffle(rows)
    return rows + [(e, level_answers(chance, (4, 5, 3, 2, 3)), "Post") for e in untrained]


def qualtrics_file(
    folder: Path, name: str, chance: Random, answers: Sequence[tuple[Employee, list[int], str]], first: date, last: date
) -> None:
    labels = [f"How sure are you that you can {question}?\n(1 to 10)" for question in QUESTIONS]
    imports = [
        f'{{"ImportId":"{column}"}}' for column in [*QUALTRICS[:17], "QID1", "QID2", "QID3", "QID4", "QID5", "wave"]
    ]
    rows: list[Row] = [QUALTRICS, [*QUALTRICS[:17], *labels, "wave"], imports]
    for n, (e, numbers, wave) in enumerate(answers):
        when = clock(chance, some_day(chance, first, last))
        rows.append(answer_row(f"R_{name}-{n:04}", when, e.id, numbers, wave))
    rows += extra_answers(name, answers, first, last)
    write_csv(folder / f"surveys/teacher_confidence_{name}.csv", rows, newline="\n")


def extra_answers(name: str, answers: Sequence[tuple[Employee, list[int], str]], first: date, last: date) -> list[Row]:
    """Previews, unfinished answers, an answer given twice and one without an id."""
    start = datetime(first.year, first.month, first.day, 7)
    late = datetime(last.year, last.month, last.day, 18)
    wave = answers[0][2]
    early = start - timedelta(days=1)
    return [
        answer_row(f"R_{name}-P1", start, "", [10, 10, 10, 10, 10], wave, preview=True),
        answer_row(f"R_{name}-P2", start, answers[0][0].id, [1, 1, 1, 1, 1], wave, preview=True),
        answer_row(f"R_{name}-U1", late, answers[1][0].id, [2, 2, -99, -99, -99], wave, finished=False),
        answer_row(f"R_{name}-U2", late, answers[2][0].id.lstrip("0"), [3, -99, -99, -99, -99], wave, finished=False),
        answer_row(f"R_{name}-D1", early, answers[3][0].id.lstrip("0"), [1, 1, 1, 1, 1], wave),
        answer_row(f"R_{name}-A1", start, "", [9, 9, 9, 9, 9], wave),
    ]


def answer_row(
    response: str,
    when: datetime,
    person: str,
    numbers: Sequence[int],
    wave: str,
    *,
    preview: bool = False,
    finished: bool = True,
) -> Row:
    begun = when - timedelta(minutes=6)
    status = "Survey Preview" if preview else "IP Address"
    progress = 100 if finished else 40
    channel = "preview" if preview else "anonymous"
    about = [begun, when, status, "192.0.2.7", progress, 360, finished, when, response, "", "", ""]
    return [*about, person, "33.9", "-118.4", channel, "EN", *numbers, wave]

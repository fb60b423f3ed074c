"""Write five administrations of an invented School Experience Survey, the same bytes every time.

    python examples/generate_surveys.py [DIR]        (default: examples/exports/ses)

One file per group and fall, 2021 to 2025: a row per answer, in words, with the number of its item, as survey systems
export items; and the list of invited households. Planted on purpose:

- Alder Elementary's first two items are the two filled rows of the document: 74.0 75.3 79.0 82.0 84.5 and
  68.0 71.0 72.5 75.0 76.0.
- Birch Elementary reaches its customer service goal exactly: 72 of 120 is 60.0, 70 of 103 is 68.0.
- Cobalt Middle gave no student survey in 2022. Ember Alternative has fewer than eleven students in 2021 and 2024.
- `typed_in.csv` is what `kpitrack tracker read` wrote after Cobalt Middle's principal had typed two results of 2022
  from her own count, had written over a third figure that the survey had counted, and had typed 0.72 for 72 percent.
- Dirt: open items, "Don't know", unfinished answers, an answer exported twice, lower case, outer blanks.
"""

import csv
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

FALLS = (2021, 2022, 2023, 2024, 2025)
ALDER, BIRCH, COBALT, DOLOMITE, EMBER = (
    "Alder Elementary",
    "Birch Elementary",
    "Cobalt Middle",
    "Dolomite High",
    "Ember Alternative",
)
FAVORABLE = ("Agree", "Strongly agree")
UNFAVORABLE = ("Strongly disagree", "Disagree")
OPEN = ("", "", "", "Don't know")

HAPPY = "I am happy to be at this school."
SAFE = "I feel safe in this school or in online school sessions."
STUDENT_ITEMS = (
    HAPPY,
    SAFE,
    "I can change how smart I am by working hard.",
    "Challenging myself makes me smarter.",
    "There are things I can learn from my mistakes.",
    "I can earn good grades in my classes.",
    "I can master the hardest topics in my classes.",
    "I can meet the goals my teachers set.",
    "I come to class prepared.",
    "I remember and follow directions.",
    "I stay calm when others bother me.",
    "I listen to other people's points of view.",
    "I care about other people's feelings.",
    "I get along with students who are different from me.",
    "I help decide what happens in class.",
    "I get to do interesting activities at school.",
    "There are chances to lead at my school.",
)
WELCOME = "I feel welcome to participate at this school."
SERVICE = (
    "Office staff treat me with respect.",
    "My questions are answered promptly.",
    "It is easy to reach the person I need.",
)
PARENT_ITEMS = (WELCOME, *SERVICE, "This school provides me with information I can understand.")
STAFF_ITEMS = ("This school is a supportive and inviting place for staff to work.",)

STUDENTS = {ALDER: (100, 97, 100, 100, 97), BIRCH: (84, 88, 81, 86, 90), COBALT: (70, 0, 66, 71, 69)}
STUDENTS |= {DOLOMITE: (80, 84, 78, 86, 82), EMBER: (9, 14, 12, 8, 13)}
PARENTS = {ALDER: (46, 49, 52, 55, 58), BIRCH: (40, 40, 40, 40, 40), COBALT: (48, 51, 50, 55, 57)}
PARENTS |= {DOLOMITE: (50, 47, 53, 58, 61), EMBER: (7, 6, 8, 9, 12)}
STAFF = {ALDER: (24, 25, 24, 26, 27), BIRCH: (20, 20, 20, 20, 20), COBALT: (30, 31, 29, 30, 32)}
STAFF |= {DOLOMITE: (41, 40, 43, 44, 42), EMBER: (5, 5, 6, 6, 6)}
HOUSEHOLDS = {ALDER: 92, BIRCH: 80, COBALT: 110, DOLOMITE: 120, EMBER: 16}

PLANTED: dict[tuple[str, str], tuple[tuple[int, int], ...]] = {  # favorable of answered, fall by fall
    (ALDER, HAPPY): ((74, 100), (73, 97), (79, 100), (82, 100), (82, 97)),
    (ALDER, SAFE): ((68, 100), (66, 93), (66, 91), (75, 100), (73, 96)),
    (BIRCH, SERVICE[0]): ((26, 40), (26, 40), (28, 40), (28, 40), (27, 40)),
    (BIRCH, SERVICE[1]): ((24, 40), (25, 40), (26, 40), (26, 40), (23, 33)),
    (BIRCH, SERVICE[2]): ((22, 40), (23, 40), (25, 40), (27, 40), (20, 30)),
    (BIRCH, STAFF_ITEMS[0]): ((13, 20), (14, 20), (14, 20), (15, 20), (14, 19)),
}


@dataclass(frozen=True)
class Form:
    """One questionnaire: who answers, how many per school and fall, and what is asked."""

    file: str
    letter: str
    answered: Mapping[str, tuple[int, ...]]
    items: Sequence[str]
    start: float  # share of favorable answers in 2021


FORMS = (
    Form("students", "S", STUDENTS, STUDENT_ITEMS, 0.60),
    Form("parents", "P", PARENTS, PARENT_ITEMS, 0.70),
    Form("staff", "T", STAFF, STAFF_ITEMS, 0.66),
)


def answers(chance: Random, form: Form, school: str, item: str, turn: int) -> list[str]:
    """One column of answers of one school."""
    count = form.answered[school][turn]
    if planted := PLANTED.get((school, item)):
        favorable, answered = planted[turn]
    else:
        answered = count - chance.randrange(1 + count // 25)
        favorable = min(answered, round(answered * (form.start + 0.025 * turn + chance.uniform(-0.06, 0.06))))
    column = [chance.choice(FAVORABLE) for _ in range(favorable)]
    column += [chance.choice(UNFAVORABLE) for _ in range(answered - favorable)]
    column += [chance.choice(OPEN) for _ in range(count - answered)]
    chance.shuffle(column)
    return column


def survey_rows(form: Form, turn: int) -> Iterator[list[str]]:
    """The rows of one file: headings, answers, and at the end some dirt."""
    chance = Random(f"kpitrack survey {form.file} {FALLS[turn]}")
    yield ["Response ID", "School", "Finished", "Item", "Answer"]
    codes = [f"Q{number:02d}" for number in range(1, len(form.items) + 1)]
    number = 0
    rows = []
    for school in form.answered:
        columns = [answers(chance, form, school, item, turn) for item in form.items]
        for given in zip(*columns, strict=True):
            number += 1
            response = f"{form.letter}{FALLS[turn] % 100}-{number:04d}"
            rows += [[response, school, "1", code, answer] for code, answer in zip(codes, given, strict=True)]
    rows[3][4] = rows[3][4].lower()
    rows[5][1] = f" {rows[5][1]} "
    yield from rows
    yield list(rows[7])  # exported twice
    for _ in range(3):  # begun and left
        number += 1
        yield [f"{form.letter}{FALLS[turn] % 100}-{number:04d}", ALDER, "0", codes[0], chance.choice(FAVORABLE)]


def household_rows(turn: int) -> Iterator[list[str]]:
    """Every invited household, and whether it took part."""
    yield ["Household", "School", "Took part"]
    number = 0
    for school, invited in HOUSEHOLDS.items():
        for place in range(invited):
            number += 1
            yield [f"H{FALLS[turn] % 100}-{number:04d}", school, "Yes" if place < PARENTS[school][turn] else "No"]


def typed_rows() -> Iterator[list[str]]:
    """What came back from principals: two results to use, one for a person to decide, one that cannot be used."""
    about = ["state", "school", "level", "metric", "period", "figure", "accepted_on"]
    yield [*about, "file", "sheet", "cell", "before", "note"]
    day = "2026-02-10"
    file = ["Cobalt Middle - Progress Tracker.xlsx", "Middle"]
    yield ["accepted", COBALT, "Middle", "ses_happy", "Fall-2022", "64.3", day, *file, "I2", "", ""]
    yield ["accepted", COBALT, "Middle", "ses_safe", "Fall-2022", "66.0", day, *file, "I3", "", ""]
    hint = (
        "replaces a computed figure; to accept it, write accepted in the first column and today's date under "
        "accepted_on: it then stands for the school in place of the survey's, and is part of no total"
    )
    yield ["override", COBALT, "Middle", "ses_welcome", "Fall-2022", "80.0", "", *file, "I8", "71.4", hint]
    fraction = "lies between 0 and 1: 75% typed as 0.75? Type 75.0"
    yield ["rejected", COBALT, "Middle", "ses_growth_mindset", "Fall-2022", "", "", *file, "I4", "0.72", fraction]


def write_csv(path: Path, rows: Iterator[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode("utf-8"))


def write_surveys(folder: Path) -> None:
    for turn, year in enumerate(FALLS):
        for form in FORMS:
            write_csv(folder / f"{form.file}_Fall-{year}.csv", survey_rows(form, turn))
        write_csv(folder / f"households_Fall-{year}.csv", household_rows(turn))
    write_csv(folder / "typed_in.csv", typed_rows())


if __name__ == "__main__":
    write_surveys(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "exports" / "ses")

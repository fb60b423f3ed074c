"""Portfolio reviews."""

from datetime import date
from pathlib import Path
from random import Random

from examples.generator.basics import STAMP, some_day, source_of_chance
from examples.generator.people import District, Student
from examples.generator.writing import Row, iso, write_csv


def write_portfolios(district: District, folder: Path) -> None:
    """121 of the 135 are complete; 9 lack an element, 5 were never reviewed. Four of the few are among the nine."""
    chance = source_of_chance("portfolios")
    now = district.studio_now()
    chance.shuffle(now)
    lacking_few = [s for s in now if s.gender == "X"][:2] + [s for s in now if s.gender == ""][:2]
    others = [s for s in now if s not in lacking_few]
    now = others[:121] + lacking_few + others[121:]
    rows: list[Row] = []
    for n, student in enumerate(now[:130]):
        first, second = some_day(chance, date(2026, 1, 12), date(2026, 1, 23)), date(2026, 2, 9)
        lacking = incomplete(chance, student, first)
        if n < 8:  # reviewed twice: the later review counts
            rows += [lacking, complete(chance, student, second)]
        elif n < 120:
            rows.append(complete(chance, student, first))
        elif n == 120:  # completed last spring's list as well, which is not this semester's
            rows += [complete(chance, student, date(2025, 5, 20)), complete(chance, student, first)]
        elif n == 121:  # a later review took back an element
            rows += [complete(chance, student, first), incomplete(chance, student, second)]
        else:
            rows.append(lacking)
    rows += [complete(chance, student, date(2025, 12, 10)) for student in district.left_studio()[:5]]
    rows += [rows[40], ["0999994", "2026-01-20", 3, "Y", "Y", "Y", "Y"]]
    header = ["student_id", "reviewed", "projects", "process", "reflection", "demonstration", "feedback"]
    write_csv(folder / f"studio/portfolios_{STAMP}.csv", [header, *rows])


def complete(chance: Random, student: Student, day: date) -> Row:
    return [student.id, iso(day), chance.choice([3, 3, 4, 5]), "Y", "Y", "Yes", "Y"]


def incomplete(chance: Random, student: Student, day: date) -> Row:
    return [
        student.id,
        iso(day),
        *chance.choice([(2, "Y", "Y", "Y", "Y"), (3, "Y", "", "Y", "Y"), (4, "N", "Y", "N", "Y")]),
    ]

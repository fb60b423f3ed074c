"""Staff: 350 teachers and 19 administrators on the as-of day."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from examples.generator.basics import ALDER, BIRCH, COBALT, DOLOMITE, EMBER, some_day, source_of_chance
from examples.generator.people import FIRST_NAMES, LAST_NAMES, District, Employee

TEACHERS = {ALDER: 66, BIRCH: 62, COBALT: 88, DOLOMITE: 122, EMBER: 12}
ADMINISTRATORS = {ALDER: 2, BIRCH: 2, COBALT: 3, DOLOMITE: 5, EMBER: 1, "District Office": 5}
CLASSIFIED = {ALDER: 12, BIRCH: 12, COBALT: 14, DOLOMITE: 20, EMBER: 2}
CHAMPION_LEFT = date(2025, 12, 19)
CHAMPION_PROMOTED = date(2026, 1, 5)


def build_staff(district: District) -> None:
    chance = source_of_chance("staff")
    numbers = iter(chance.sample(range(1_200, 9_800), 600))
    for job, sites in (("TCHR", TEACHERS), ("PRIN", ADMINISTRATORS), ("CLSF", CLASSIFIED)):
        for site, people in sites.items():
            district.employees += [new_employee(chance, next(numbers), job, site) for _ in range(people)]
    teachers = district.teachers()
    district.administrators = [e for e in district.employees if e.jobs[-1][0] == "PRIN"]
    name_champions(district, chance, teachers)
    add_a_leaver_and_a_promotion(district, chance, numbers)
    for _ in range(14):
        leaver = new_employee(chance, next(numbers), "TCHR", chance.choice(list(TEACHERS)))
        job, site, hired, _open = leaver.jobs[0]
        leaver.jobs = [(job, site, hired, some_day(chance, date(2025, 8, 29), date(2026, 1, 30)))]
        district.employees.append(leaver)
    in_training = {*district.cohort_1, *district.late_signer, *district.cohort_2, *district.cohort_2_unfinished}
    plain = [t for t in teachers if t not in in_training and t not in district.literate]
    for late in chance.sample(plain, 8):
        job, site, _hired, _open = late.jobs[0]
        late.jobs = [(job, site, some_day(chance, date(2025, 9, 2), date(2026, 1, 20)), None)]


def new_employee(chance: Random, number: int, job: str, site: str) -> Employee:
    gender = chance.choices(["F", "M", "X", ""], [66, 31, 1, 2])[0]
    hired = some_day(chance, date(1998, 7, 1), date(2025, 8, 1))
    return Employee(number, chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES), gender, [(job, site, hired, None)])


def name_champions(district: District, chance: Random, teachers: list[Employee]) -> None:
    chosen = chance.sample(teachers, 18 + 1 + 52 + 12)
    district.cohort_1 = chosen[:18]  # two more follow: one who leaves, one who is promoted
    district.late_signer = chosen[18:19]
    district.cohort_2 = chosen[19:68]
    district.cohort_2_unfinished = chosen[68:71]
    district.literate = chosen[71:]


def add_a_leaver_and_a_promotion(district: District, chance: Random, numbers: Iterator[int]) -> None:
    left = new_employee(chance, next(numbers), "TCHR", COBALT)
    left.jobs = [("TCHR", COBALT, date(2016, 8, 15), CHAMPION_LEFT)]
    promoted = new_employee(chance, next(numbers), "TCHR", BIRCH)
    promoted.jobs = [
        ("TCHR", BIRCH, date(2012, 8, 13), CHAMPION_PROMOTED - timedelta(1)),
        ("PRIN", ALDER, CHAMPION_PROMOTED, None),
    ]
    district.cohort_1 += [left, promoted]
    district.employees += [left, promoted]
    district.administrators.append(promoted)

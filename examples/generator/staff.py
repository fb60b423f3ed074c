"""Staff: 350 teachers and 19 administrators on the as-of day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from examples.generator.basics import ALDER, BIRCH, COBALT, DOLOMITE, EMBER, some_day, source_of_chance
from examples.generator.people import FIRST_NAMES, LAST_NAMES, District, Employee

TEACHERS = {ALDER: 66, BIRCH: 62, COBALT: 88, DOLOMITE: 122, EMBER: 12}
ADMINISTRATORS = {ALDER: 2, BIRCH: 2, COBALT: 3, DOLOMITE: 5, EMBER: 1, "District Office": 5}
CLASSIFIED = {ALDER: 12, BIRCH: 12, COBALT: 14, DOLOMITE: 20, EMBER: 2}
# Eight teachers are non-binary, ten are not reported, all at the high school. Eleven of them are in cohort 2 and four
# have the literacy certificate, so that together they are enough in every table but those of cohort 1 (see is_few).
TEACHER_GENDERS = {"F": 222, "M": 110}
FEW_TEACHERS = {"X": 8, "": 10}
ADMINISTRATOR_GENDERS = {"F": 12, "M": 6}
# Who is trained by turns; the other two schools follow next year. So every school has twenty champions or more who
# answer for it: "18 of 18" still teach there would have to be hidden.
TURNS = (*(ALDER, COBALT, DOLOMITE) * 4, ALDER, COBALT)
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
    few = chance.sample([t for t in teachers if t.site == DOLOMITE], sum(FEW_TEACHERS.values()))
    share_out(chance, few, FEW_TEACHERS)
    share_out(chance, [t for t in teachers if t not in few], TEACHER_GENDERS)
    share_out(chance, district.administrators, ADMINISTRATOR_GENDERS)
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


def share_out(chance: Random, employees: Sequence[Employee], genders: Mapping[str, int]) -> None:
    each = [gender for gender, people in genders.items() for _ in range(people)]
    chance.shuffle(each)
    for employee, gender in zip(employees, each, strict=True):
        employee.gender = gender


def name_champions(district: District, chance: Random, teachers: list[Employee]) -> None:
    teachers = chance.sample(teachers, len(teachers))
    pools = {gender: by_turns([t for t in teachers if t.gender == gender]) for gender in ("F", "M", "X", "")}

    def draw(**how_many: int) -> list[Employee]:
        of = {"women": "F", "men": "M", "non_binary": "X", "not_reported": ""}
        drawn = [pools[of[group]].pop(0) for group, people in how_many.items() for _ in range(people)]
        chance.shuffle(drawn)
        return drawn

    district.cohort_1 = draw(women=12, men=6)  # two more follow: one who leaves, one who is promoted
    district.late_signer = draw(women=1)
    district.cohort_2 = draw(women=8, men=8, non_binary=5, not_reported=6) + draw(women=15, men=7)
    district.cohort_2_unfinished = draw(women=2, men=1)
    for group, pool in pools.items():
        pools[group] = [t for t in pool if t.site == DOLOMITE]  # where the certificate begins
    district.literate = draw(women=5, men=3, non_binary=2, not_reported=2)


def by_turns(teachers: Sequence[Employee]) -> list[Employee]:
    """In the order of the schools' turns, again and again; whose school has nobody left is passed over."""
    left = {site: [t for t in teachers if t.site == site] for site in TURNS}
    order = []
    while any(left.values()):
        order += [left[site].pop(0) for site in TURNS if left[site]]
    return order


def add_a_leaver_and_a_promotion(district: District, chance: Random, numbers: Iterator[int]) -> None:
    left = new_employee(chance, next(numbers), "TCHR", COBALT)
    left.jobs = [("TCHR", COBALT, date(2016, 8, 15), CHAMPION_LEFT)]
    promoted = new_employee(chance, next(numbers), "TCHR", DOLOMITE)
    promoted.jobs = [
        ("TCHR", DOLOMITE, date(2012, 8, 13), CHAMPION_PROMOTED - timedelta(1)),
        ("PRIN", DOLOMITE, CHAMPION_PROMOTED, None),
    ]
    left.gender, promoted.gender = "F", ""
    district.cohort_1 += [left, promoted]
    district.employees += [left, promoted]
    district.administrators.append(promoted)

"""Staff: 350 teachers and 19 administrators on the as-of day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from examples.generator.basics import ALDER, BIRCH, COBALT, DOLOMITE, EMBER, some_day, source_of_chance
from examples.generator.people import FIRST_NAMES, LAST_NAMES, District, Employee

TEACHERS = {ALDER: 66, BIRCH: 62, COBALT: 88, DOLOMITE: 122, EMBER: 12}
ADMINISTRATORS = {ALDER: 2, BIRCH: 2, COBALT: 3, DOLOMITE: 5, EMBER: 1, "District Office": 5}
CLASSIFIED = {ALDER: 12, BIRCH: 12, COBALT: 14, DOLOMITE: 20, EMBER: 2}
# Four teachers are non-binary, eight are not reported, none of them a champion.
TEACHER_GENDERS = {"F": 226, "M": 112, "X": 4, "": 8}
ADMINISTRATOR_GENDERS = {"F": 12, "M": 6}
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
    share_out(chance, teachers, TEACHER_GENDERS)
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
    women = [t for t in teachers if t.gender == "F"]
    men = [t for t in teachers if t.gender == "M"]
    chance.shuffle(women)
    chance.shuffle(men)

    def draw(how_many_women: int, how_many_men: int) -> list[Employee]:
        drawn = [women.pop() for _ in range(how_many_women)] + [men.pop() for _ in range(how_many_men)]
        chance.shuffle(drawn)
        return drawn

    district.cohort_1 = draw(12, 6)  # two more follow: one who leaves, one who is promoted
    district.late_signer = draw(1, 0)
    district.cohort_2 = draw(32, 17)
    district.cohort_2_unfinished = draw(2, 1)
    district.literate = draw(8, 4)


def add_a_leaver_and_a_promotion(district: District, chance: Random, numbers: Iterator[int]) -> None:
    left = new_employee(chance, next(numbers), "TCHR", COBALT)
    left.jobs = [("TCHR", COBALT, date(2016, 8, 15), CHAMPION_LEFT)]
    promoted = new_employee(chance, next(numbers), "TCHR", BIRCH)
    promoted.jobs = [
        ("TCHR", BIRCH, date(2012, 8, 13), CHAMPION_PROMOTED - timedelta(1)),
        ("PRIN", ALDER, CHAMPION_PROMOTED, None),
    ]
    left.gender, promoted.gender = "F", "M"
    district.cohort_1 += [left, promoted]
    district.employees += [left, promoted]
    district.administrators.append(promoted)

"""Students: exactly 6,500 on the as-of day."""

from collections.abc import Sequence
from datetime import date
from random import Random

from examples.generator.basics import ALDER, BIRCH, COBALT, DOLOMITE, EMBER, TK, some_day, source_of_chance, spread
from examples.generator.people import FIRST_NAMES, LAST_NAMES, District, Student

ENROLLED = {ALDER: 1120, BIRCH: 1060, COBALT: 1650, DOLOMITE: 2560, EMBER: 110}
GRADES = {ALDER: range(TK, 6), BIRCH: range(TK, 6), COBALT: range(6, 9), DOLOMITE: range(9, 13), EMBER: range(9, 13)}
LEFT_THIS_YEAR = {ALDER: 30, BIRCH: 28, COBALT: 46, DOLOMITE: 80, EMBER: 6}
JOINED_THIS_YEAR = {ALDER: 30, BIRCH: 30, COBALT: 40, DOLOMITE: 64, EMBER: 6}
MOVED_HERE = {ALDER: (BIRCH, 20), BIRCH: (ALDER, 20), DOLOMITE: (EMBER, 4), EMBER: (DOLOMITE, 16)}
GRADUATED_LAST_YEAR = 480


def build_students(district: District) -> None:
    chance = source_of_chance("students")
    numbers = iter(chance.sample(range(100_100, 899_999), 7_500))
    for school, enrolled in ENROLLED.items():
        here = [new_student(chance, next(numbers), school, grade) for grade in grades_of(school, enrolled)]
        chance.shuffle(here)
        arrive(chance, here[: JOINED_THIS_YEAR[school]])
        if school in MOVED_HERE:
            origin, people = MOVED_HERE[school]
            move(chance, here[JOINED_THIS_YEAR[school] :][:people], origin)
        gone = [
            new_student(chance, next(numbers), school, grade) for grade in grades_of(school, LEFT_THIS_YEAR[school])
        ]
        leave(chance, gone)
        district.students += here + gone
    district.graduates = [new_student(chance, next(numbers), DOLOMITE, 12) for _ in range(GRADUATED_LAST_YEAR)]


def grades_of(school: str, people: int) -> list[int]:
    grades = GRADES[school]
    return [grade for grade, count in zip(grades, spread(people, len(grades)), strict=True) for _ in range(count)]


def new_student(chance: Random, number: int, school: str, grade: int) -> Student:
    poor = 0.62 if school == EMBER else 0.34
    return Student(
        number=number,
        first=chance.choice(FIRST_NAMES),
        last=chance.choice(LAST_NAMES),
        gender=chance.choices(["F", "M", "X", ""], [481, 494, 10, 15])[0],
        grade=grade,
        meal=chance.choices(["F", "R", "P", ""], [poor * 0.8, poor * 0.2, 0.98 - poor, 0.02])[0],
        race=chance.choices(["1", "2", "3", "4", "5", "6", "7", ""], [34, 1, 14, 6, 1, 33, 9, 2])[0],
        prior=chance.choices(["High", "Medium", "Med", "Low", ""], [18, 33, 3, 26, 20])[0],
        school=school,
    )


def arrive(chance: Random, students: Sequence[Student]) -> None:
    for student in students:
        student.came = some_day(chance, date(2025, 8, 18), date(2026, 2, 6))


def move(chance: Random, students: Sequence[Student], origin: str) -> None:
    for student in students:
        student.moved_from = origin
        student.moved_on = some_day(chance, date(2025, 9, 15), date(2026, 1, 30))


def leave(chance: Random, students: Sequence[Student]) -> None:
    for student in students:
        student.left = some_day(chance, date(2025, 8, 29), date(2026, 2, 13))

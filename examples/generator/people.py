"""Who there is: students, employees, and who is in which studio team."""

# ruff: noqa: SIM905 - a list of names reads better as a line

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from examples.generator.basics import COBALT, YEAR_1

FIRST_NAMES = (
    "Ash Alder Aspen Bay Beech Birch Cedar Cypress Elm Fir Ginkgo Hazel Holly Ivy Juniper Larch Laurel Linden Maple "
    "Myrtle Oak Olive Palm Pine Poplar Rowan Sequoia Sorrel Spruce Tamarack Willow Yew"
).split()
LAST_NAMES = (
    "Agate Andésite Basalt Béryl Calcite Chalk Cinnabar Cobalt Feldspar Flint Fluorite Galena Garnet Gneiss Granite "
    "Grès Gypsum Hématite Jasper Kaolin Limestone Malaquita Marble Mica Obsidian Ópalo Peridot Pumice Pyrite Quartz "
    "Shale Slate Talc Topaz Tourmaline Travertine Zircon"
).split()


@dataclass(eq=False)
class Student:
    number: int
    first: str
    last: str
    gender: str
    grade: int
    meal: str
    race: str
    prior: str
    school: str
    came: date = YEAR_1
    left: date | None = None
    moved_from: str = ""
    moved_on: date | None = None

    @property
    def id(self) -> str:
        return f"{self.number:07}"


@dataclass(eq=False)
class Employee:
    number: int
    first: str
    last: str
    gender: str
    jobs: list[tuple[str, str, date, date | None]]

    @property
    def id(self) -> str:
        return f"{self.number:06}"

    @property
    def site(self) -> str:
        return self.jobs[-1][1]


@dataclass
class Membership:
    student: Student
    team: str
    joined: date
    left: date | None = None


@dataclass
class District:
    students: list[Student] = field(default_factory=list)
    graduates: list[Student] = field(default_factory=list)
    employees: list[Employee] = field(default_factory=list)
    cohort_1: list[Employee] = field(default_factory=list)
    late_signer: list[Employee] = field(default_factory=list)
    cohort_2: list[Employee] = field(default_factory=list)
    cohort_2_unfinished: list[Employee] = field(default_factory=list)
    literate: list[Employee] = field(default_factory=list)
    administrators: list[Employee] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    never_came: Student | None = None
    exactly_80: Student | None = None
    low_attendance: list[Student] = field(default_factory=list)

    def teachers(self) -> list[Employee]:
        """Teachers employed on the as-of day."""
        return [e for e in self.employees if e.jobs[-1][0] == "TCHR" and e.jobs[-1][3] is None]

    def studio_now(self) -> list[Student]:
        return [m.student for m in self.memberships if m.left is None]

    def studio_ever(self) -> list[Student]:
        return list(dict.fromkeys(m.student for m in self.memberships))

    def studio_at_start(self) -> list[Student]:
        return list(dict.fromkeys(m.student for m in self.memberships if m.joined == YEAR_1))

    def left_studio(self) -> list[Student]:
        """Left the teams but not the district."""
        now = set(self.studio_now())
        return [s for s in self.studio_ever() if s not in now and not s.left]

    def outside_studio(self) -> list[Student]:
        """Students in no studio team, in a fixed order, to carry dirt or to apply."""
        studio = set(self.studio_ever())
        steady = [s for s in self.students if s.came == YEAR_1 and not s.left and not s.moved_from]
        return [s for s in steady if s not in studio and s.school != COBALT]


def is_few(person: Student | Employee) -> bool:
    """Non-binary or not reported: two groups too small to be shown, so they must protect each other.

    They do in a table where both hold people of both outcomes, eleven or more together. Else girls or boys would have
    to be hidden with them.
    """
    return person.gender not in {"F", "M"}


def answering(chance: Random, students: Sequence[Student], how_many: int) -> list[Student]:
    """So many of them, in any order. Missing are girls and boys only, so that the few stay enough together."""
    missing = chance.sample([s for s in students if not is_few(s)], len(students) - how_many)
    people = [s for s in students if s not in missing]
    chance.shuffle(people)
    return people

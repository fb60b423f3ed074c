"""Studio teams: 133 students at the start, 16 left, 18 joined, 135 on the as-of day."""

from datetime import date
from random import Random

from examples.generator.basics import COBALT, DOLOMITE, EMBER, YEAR_1, some_day, source_of_chance
from examples.generator.people import District, Membership, Student

# Six students are non-binary and nine keep their gender to themselves: each group is too small to be shown, but
# together they are enough (see is_few), so that girls and boys can be. Nobody's meal status is unknown.
STARTED = {
    (DOLOMITE, "F"): 33,
    (DOLOMITE, "M"): 49,
    (DOLOMITE, "X"): 6,
    (DOLOMITE, ""): 9,
    (EMBER, "F"): 5,
    (EMBER, "M"): 6,
    (COBALT, "F"): 11,
    (COBALT, "M"): 13,
}  # and one boy who moves from Dolomite to Ember in January
LEFT_TEAM = {
    (DOLOMITE, "F"): 5,
    (DOLOMITE, "M"): 2,
    (DOLOMITE, "X"): 1,
    (DOLOMITE, ""): 2,
    (COBALT, "F"): 2,
    (COBALT, "M"): 1,
}
LEFT_TEAM_AND_DISTRICT = {(DOLOMITE, "F"): 2, (DOLOMITE, "M"): 1}
JOINED_TEAM = {
    (DOLOMITE, "F"): 4,
    (DOLOMITE, "M"): 6,
    (DOLOMITE, "X"): 1,
    (DOLOMITE, ""): 1,
    (COBALT, "F"): 3,
    (COBALT, "M"): 3,
}


def build_studio(district: District) -> None:
    chance = source_of_chance("studio")
    eager = [s for s in district.students if s.came == YEAR_1 and s.grade >= 7 and s.meal]
    steady = [s for s in eager if not s.left and not s.moved_from]
    leaving = [s for s in eager if s.left and s.left > date(2025, 10, 15)]
    starters: list[Student] = []
    for (school, gender), people in STARTED.items():
        also_gone = LEFT_TEAM_AND_DISTRICT.get((school, gender), 0)
        starters += take(chance, steady, school, gender, people - also_gone)
    mover = next(s for s in eager if s.school == EMBER and s.moved_from and s.gender == "M")
    mover.moved_on = date(2026, 1, 12)
    starters.append(mover)
    gone = [s for group, n in LEFT_TEAM_AND_DISTRICT.items() for s in take(chance, leaving, *group, n)]
    district.memberships = [Membership(s, team_of(n, s), YEAR_1) for n, s in enumerate(starters)]
    district.memberships += [Membership(s, "T-13", YEAR_1, s.left) for s in gone]
    end_memberships(district, chance)
    rejoin(district, mover)
    for group, people in JOINED_TEAM.items():
        for n, student in enumerate(take(chance, steady, *group, people)):
            joined = some_day(chance, date(2025, 9, 8), date(2026, 1, 30))
            district.memberships.append(Membership(student, team_of(n, student), joined))
    pick_low_attendance(district)


def take(chance: Random, pool: list[Student], school: str, gender: str, people: int) -> list[Student]:
    """Draw some students of a school and gender and remove them from the pool."""
    chosen = chance.sample([s for s in pool if (s.school, s.gender) == (school, gender)], people)
    for student in chosen:
        pool.remove(student)
    return chosen


def team_of(n: int, student: Student) -> str:
    teams = {DOLOMITE: range(1, 10), EMBER: range(10, 11), COBALT: range(11, 13)}[student.moved_from or student.school]
    return f"T-{teams[n % len(teams)]:02}"


def end_memberships(district: District, chance: Random) -> None:
    for (school, gender), people in LEFT_TEAM.items():
        open_ones = [m for m in district.memberships if m.left is None and not m.student.moved_from]
        group = [m for m in open_ones if (m.student.school, m.student.gender) == (school, gender)]
        for membership in chance.sample(group, people):
            membership.left = some_day(chance, date(2025, 10, 20), date(2026, 1, 30))


def rejoin(district: District, mover: Student) -> None:
    """One student pauses for five weeks: two rows, one person."""
    first = next(m for m in district.memberships if m.left is None and m.student is not mover)
    first.left = date(2025, 10, 3)
    district.memberships.append(Membership(first.student, first.team, date(2025, 11, 10)))


def pick_low_attendance(district: District) -> None:
    """Of the 133 who started, 20 do not complete: the 16 who left, 3 with low attendance, 1 without any row."""
    paused = [m.student for m in district.memberships if m.joined == date(2025, 11, 10)]
    stayed = [m.student for m in district.memberships if m.joined == YEAR_1 and m.left is None]
    stayed = [s for s in stayed if s not in paused]
    girls = [s for s in stayed if s.gender == "F"]
    district.low_attendance = [
        next(s for s in stayed if (s.school, s.gender) == group and not s.moved_from)
        for group in ((DOLOMITE, "X"), (DOLOMITE, ""), (EMBER, "M"))
    ]
    district.never_came, district.exactly_80 = girls[0], girls[1]

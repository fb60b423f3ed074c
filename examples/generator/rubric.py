"""Rubric scores, as the workbook of the scoring tool."""

# ruff: noqa: DTZ001 - exports name no time zone

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import xlsxwriter
from examples.generator.basics import AS_OF, EMBER, STAMP, some_day, source_of_chance
from examples.generator.people import District, Student, answering
from examples.generator.teacher_survey import level_answers
from examples.generator.writing import us

CRITERIA = ("Project Quality", "Technical Skill", "Process Documentation", "Reflection Quality", "Presentation")
WEIGHTS = tuple(Fraction(n, 100) for n in (25, 20, 20, 20, 15))
GOAL = 7  # the average over students is exactly the target


@dataclass
class Scored:
    student: Student
    judge: str
    scores: list[int | str]
    day: date
    kind: str = "Staff"
    occasion: str = "Semester"
    test: str = "No"


def write_rubric(district: District, folder: Path) -> None:
    chance = source_of_chance("rubric")
    pairs = staff_scores(district, chance)
    reach_the_goal(chance, pairs)
    final = [rating for pair in pairs for rating in pair]
    corrected = [
        Scored(s.student, s.judge, [3, 3, 3, 3, 3], s.day - timedelta(3))
        for s in (pairs[0][0], pairs[1][1], pairs[2][0])
    ]
    scored = {pair[0].student for pair in pairs}
    unscored = next(s for s in district.studio_now() if s not in scored)
    partly = Scored(unscored, "R1", [8, 7, "N/A", 7, 8], date(2026, 1, 28))
    employers = [
        Scored(
            p[0].student,
            f"E{n % 4 + 1}",
            list(level_answers(chance, (8, 7, 7, 7, 8))),
            date(2026, 1, 30),
            "Employer",
            "Review",
        )
        for n, p in enumerate(pairs[20:44])
    ]
    rubric_workbook(folder / f"rubric/rubric_scores_{STAMP}.xlsx", [*corrected, *final, partly, *employers])


def staff_scores(district: District, chance: Random) -> list[list[Scored]]:
    """128 students with two raters each; eight of them with a third. Twelve girls and boys are not scored yet."""
    people = answering(chance, district.studio_now(), 123)
    result = []
    for n, student in enumerate(people + district.left_studio()[:5]):
        level = 7 if student.gender == "F" or n % 5 else 6
        day = some_day(chance, date(2026, 1, 20), date(2026, 2, 6))
        raters = [Scored(student, judge, list(level_answers(chance, (level,) * 5)), day) for judge in ("R1", "R2")]
        if n >= 120:
            middle = raters[0].scores = [7, 7, 6, 7, 8]
            raters[1].scores = [7, 8, 6, 7, 8]
            raters.append(Scored(student, "R3", [*middle[:1], 6, *middle[2:]], day))
        result.append(raters)
    return result


def weighted(scores: Sequence[int | str]) -> Fraction:
    return sum((w * int(s) for w, s in zip(WEIGHTS, scores, strict=True)), Fraction(0))


def reach_the_goal(chance: Random, pairs: list[list[Scored]]) -> None:
    """Nudge scores of students with two raters until the average over all students is exactly the goal."""
    nudges = {
        Fraction(5, 40): [(0, 1)],
        Fraction(4, 40): [(1, 1)],
        Fraction(3, 40): [(4, 1)],
        Fraction(2, 40): [(0, 1), (4, -1)],
        Fraction(1, 40): [(0, 1), (1, -1)],
    }
    while missing := GOAL * len(pairs) - sum((mean_of(pair) for pair in pairs), Fraction(0)):
        sign = 1 if missing > 0 else -1
        step = next(s for s in nudges if s <= abs(missing))
        for criterion, direction in nudges[step]:
            nudge(chance, pairs, criterion, sign * direction)


def mean_of(raters: Sequence[Scored]) -> Fraction:
    return sum((weighted(r.scores) for r in raters), Fraction(0)) / len(raters)


def nudge(chance: Random, pairs: list[list[Scored]], criterion: int, by: int) -> None:
    scores = [r.scores for pair in pairs if len(pair) == 2 for r in pair]
    one = chance.choice([s for s in scores if 2 <= int(s[criterion]) + by <= 9])
    one[criterion] = int(one[criterion]) + by


def rubric_workbook(path: Path, rows: Sequence[Scored]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(2026, 2, 15), "title": "Rubric scores"})
    cover, sheet, lookup = book.add_worksheet("Cover"), book.add_worksheet("Scores"), book.add_worksheet("Lookup")
    cover.write_column(0, 0, ["Rubric Scoring Export", f"Generated {us(AS_OF)}"])
    lookup.write_column(0, 0, ["Level", "Exemplary", "Proficient", "Developing", "Beginning"])
    lookup.hide()
    cover.activate()
    bold = book.add_format({"bold": True, "align": "center"})
    zeros, day = book.add_format({"num_format": "0000000"}), book.add_format({"num_format": "m/d/yyyy"})
    sheet.merge_range("A1:L1", "Portfolio Rubric - Semester 1", bold)
    sheet.merge_range("A2:C2", "Student", bold)
    sheet.merge_range("D2:G2", "Rater", bold)
    sheet.merge_range("H2:L2", "Criteria", bold)
    sheet.write_row(2, 0, ["ID", "Name", "Test", "ID", "Type", "Occasion", "Date", *CRITERIA])
    tester = Scored(
        Student(9_999_999, "Test", "Student", "", 9, "", "", "", EMBER), "R1", [10] * 5, date(2026, 1, 20), test="Yes"
    )
    for n, scored in enumerate([tester, *rows], start=3):
        student = scored.student
        if n % 9:
            sheet.write_number(n, 0, student.number, zeros)  # the zeros are only painted
        else:
            sheet.write_string(n, 0, student.id)
        name = f"{student.first} {student.last[0]}"
        sheet.write_row(n, 1, [name, scored.test, scored.judge, scored.kind, scored.occasion])
        sheet.write_datetime(n, 6, datetime(scored.day.year, scored.day.month, scored.day.day), day)
        sheet.write_row(n, 7, scored.scores)
    last = len(rows) + 4
    sheet.write(last, 0, "Average", bold)
    for column, letter in enumerate("HIJKL"):
        numbers = [s.scores[column] for s in [tester, *rows] if isinstance(s.scores[column], int)]
        average = sum(int(x) for x in numbers) / len(numbers)
        sheet.write_formula(last, 7 + column, f"=AVERAGE({letter}4:{letter}{last})", None, round(average, 4))
    book.close()

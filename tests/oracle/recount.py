"""Every shipped metric for Y1-Q2, counted a second time, from the raw files, in plain Python.

Nothing of kpitrack is used here and no definition is read: each function below says in a few lines what its metric
means and counts it. Who doubts a figure can follow it by eye.

    python tests/oracle/recount.py          prints all figures

Rules that hold for all of them:
- An identical line of a file counts once. Totals, previews and tests are not data.
- A line whose date, number or id cannot be read is not used. A blank is no value, never zero.
- A person is counted once, in the group their roster line of the deciding day says (of two open lines the later
  start), or else their last known one. A blank or unknown code is "Not reported".
- Scores and averages over raters are kept at 6 decimals, half up. Everything else is exact.
"""

import csv
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TypeVar

import openpyxl

EXPORTS = Path(__file__).parents[2] / "examples" / "exports"

YEAR = (date(2025, 8, 11), date(2026, 2, 15))  # the year so far; also semester 1, which ends on the same day
Q2 = (date(2025, 11, 3), date(2026, 2, 15))
PROGRAM = (date.min, date(2026, 2, 15))  # since ever
LAST_DAY = date(2026, 2, 15)
SEMESTER_START = date(2025, 8, 11)
END_OF_WEEK_5 = date(2025, 9, 14)

Row = dict[str, str]
Groups = Mapping[str, Callable[[str], str]]  # dimension -> which category a person is in
T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    """One result: what was counted, out of how many, and the same for each group that has anybody in it."""

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    n: int | None = None
    value: Fraction | None = None
    by: dict[str, dict[str, "Figure"]] = field(default_factory=dict)
    text: str | None = None


# --- Kinds of figures -------------------------------------------------------------------------------------------------


def split(people: Iterable[str], groups: Groups) -> Iterator[tuple[str, str, set[str]]]:
    everyone = set(people)
    for dimension, category_of in groups.items():
        for category in sorted({category_of(person) for person in everyone}):
            yield dimension, category, {person for person in everyone if category_of(person) == category}


def by_group(
    people: Collection[str], groups: Groups, figure: Callable[[set[str]], Figure]
) -> dict[str, dict[str, Figure]]:
    result: dict[str, dict[str, Figure]] = {}
    for dimension, category, members in split(people, groups):
        result.setdefault(dimension, {})[category] = figure(members)
    return result


def count(units: Collection[str], groups: Groups | None = None) -> Figure:
    units = set(units)
    number = Fraction(len(units))
    return Figure(numerator=number, n=len(units), value=number, by=by_group(units, groups or {}, count))


def share(members: Collection[str], passing: Collection[str], groups: Groups | None = None) -> Figure:
    members, passing = set(members), set(members) & set(passing)
    if not members:
        return Figure(n=0)
    return Figure(
        numerator=Fraction(len(passing)),
        denominator=Fraction(len(members)),
        n=len(members),
        value=Fraction(len(passing), len(members)),
        by=by_group(members, groups or {}, lambda group: share(group, passing)),
    )


def mean(values: Mapping[str, Fraction], groups: Groups | None = None) -> Figure:
    if not values:
        return Figure(n=0)
    total = sum(values.values(), Fraction(0))
    return Figure(
        numerator=total,
        denominator=Fraction(len(values)),
        n=len(values),
        value=total / len(values),
        by=by_group(values, groups or {}, lambda group: mean({p: values[p] for p in group})),
    )


def total(values: Mapping[str, list[Fraction]], groups: Groups | None = None) -> Figure:
    """The sum of all rows; values holds the rows of each unit."""
    rows = [value for rows in values.values() for value in rows]
    amount = sum(rows, Fraction(0))
    return Figure(
        numerator=amount,
        n=len(rows),
        value=amount,
        by=by_group(values, groups or {}, lambda group: total({p: values[p] for p in group})),
    )


def ratio(sums: Mapping[str, tuple[Fraction, Fraction]], groups: Groups | None = None) -> Figure:
    if not sums:
        return Figure(n=0)
    above = sum((a for a, _ in sums.values()), Fraction(0))
    below = sum((b for _, b in sums.values()), Fraction(0))
    return Figure(
        numerator=above,
        denominator=below,
        n=len(sums),
        value=above / below,
        by=by_group(sums, groups or {}, lambda group: ratio({p: sums[p] for p in group})),
    )


def relative_change(pairs: Mapping[str, tuple[Fraction, Fraction]], groups: Groups | None = None) -> Figure:
    """The mean grew by this part of itself, of the same people. Numerator: sum after; denominator: sum before."""
    if not pairs:
        return Figure(n=0)
    before = sum((b for b, _ in pairs.values()), Fraction(0))
    after = sum((a for _, a in pairs.values()), Fraction(0))
    return Figure(
        numerator=after,
        denominator=before,
        n=len(pairs),
        value=after / before - 1,
        by=by_group(pairs, groups or {}, lambda group: relative_change({p: pairs[p] for p in group})),
    )


def gap(figure: Figure, dimension: str, one: str, other: str) -> Figure:
    """The larger minus the smaller."""
    left, right = figure.by[dimension][one].value, figure.by[dimension][other].value
    return Figure(value=None if left is None or right is None else abs(left - right))


def six(value: Fraction) -> Fraction:
    """Six decimals, half up."""
    return Fraction((value * 1_000_000 + Fraction(1, 2)).__floor__(), 1_000_000)


# --- Reading ----------------------------------------------------------------------------------------------------------


def read(name: str, *, encoding: str = "utf-8-sig", header_row: int = 1) -> list[Row]:
    with (EXPORTS / name).open(encoding=encoding, newline="") as file:
        lines = list(csv.reader(file))[header_row - 1 :]
    header = [caption.strip() for caption in lines[0]]
    different = dict.fromkeys(tuple(line) for line in lines[1:] if any(line))
    return [dict(zip(header, line, strict=False)) for line in different]


def padded_id(raw: str, width: int) -> str | None:
    """None for an id that Excel has destroyed."""
    raw = raw.strip()
    return raw.zfill(width) if raw.isdigit() else None


def day(raw: str, *formats: str) -> date | None:
    for form in formats:
        try:
            return datetime.strptime(raw.strip(), form).date()  # noqa: DTZ007 - exports name no time zone
        except ValueError:
            continue
    return None


def within(when: date | None, window: tuple[date, date]) -> bool:
    return when is not None and window[0] <= when <= window[1]


def identified(rows: Iterable[Row], caption: str, width: int) -> Iterator[tuple[str, Row]]:
    for row in rows:
        person = padded_id(row[caption], width)
        if person:
            yield person, row


def latest(rows: Iterable[tuple[str, date, T]]) -> dict[str, T]:
    """For each unit the row with the latest day; of the same day the later one in the file."""
    found: dict[str, tuple[date, T]] = {}
    for unit, when, row in rows:
        if unit not in found or when >= found[unit][0]:
            found[unit] = (when, row)
    return {unit: row for unit, (_, row) in found.items()}


# --- Rosters ----------------------------------------------------------------------------------------------------------

NOT_REPORTED = "Not reported"
GENDER = {"F": "Female", "M": "Male", "X": "Non-binary"}
MEAL = {"F": "Eligible", "R": "Eligible", "P": "Not eligible"}
RACE = dict(
    zip(
        "1234567",
        ["Hispanic", "American Indian", "Asian", "Black", "Pacific Islander", "White", "Two or more"],
        strict=True,
    )
)
PRIOR = {"High": "High", "Medium": "Medium", "Med": "Medium", "Low": "Low"}
GRADE = {"TK": "TK", "KN": "K"} | {f"{n:02}": str(n) for n in range(1, 13)}
BAND = {"TK": "K-5", "K": "K-5"} | {str(n): "K-5" if n < 6 else "6-8" if n < 9 else "9-12" for n in range(1, 13)}
LEVEL = {
    "Alder Elementary": "Elementary",
    "Birch Elementary": "Elementary",
    "Cobalt Middle": "Middle",
    "Dolomite High": "High",
    "Ember Alternative": "High",
}
JOB = {"TCHR": "Teacher", "ADMN": "Administrator", "PRIN": "Administrator", "CLSF": "Classified"}


@dataclass(frozen=True)
class Line:
    start: date
    end: date | None
    groups: dict[str, str]

    def open_on(self, when: date) -> bool:
        return self.start <= when and (self.end is None or when <= self.end)


class Roster:
    """Who was there on a day, and in which group."""

    def __init__(self, lines: Iterable[tuple[str, Line]]) -> None:
        self.lines: dict[str, list[Line]] = {}
        for person, line in lines:
            self.lines.setdefault(person, []).append(line)

    def on(self, when: date) -> set[str]:
        return {person for person, lines in self.lines.items() if any(line.open_on(when) for line in lines)}

    def line(self, person: str, when: date) -> Line:
        """The open line, or the last one that had begun."""
        begun = [line for line in self.lines[person] if line.start <= when]
        open_lines = [line for line in begun if line.open_on(when)]
        return max(open_lines or begun, key=lambda line: line.start)

    def groups(self, when: date, *dimensions: str) -> Groups:
        def category(dimension: str) -> Callable[[str], str]:
            return lambda person: self.line(person, when).groups[dimension]

        return {dimension: category(dimension) for dimension in dimensions}


def student_lines() -> Iterator[tuple[str, Line]]:
    for person, row in identified(read("sis/student_roster_2026-02-15.csv"), "student.studentNumber", 7):
        start, end = day(row["student.startDate"], "%m/%d/%Y"), day(row["student.endDate"], "%m/%d/%Y")
        if start is None:
            continue
        grade = GRADE.get(row["student.grade"], NOT_REPORTED)
        yield (
            person,
            Line(
                start,
                end,
                {
                    "gender": GENDER.get(row["student.gender"], NOT_REPORTED),
                    "grade": grade,
                    "grade_band": BAND.get(grade, NOT_REPORTED),
                    "frl": MEAL.get(row["eligibility.eligibility"], NOT_REPORTED),
                    "race": RACE.get(row["student.raceEthnicityFed"], NOT_REPORTED),
                    "prior_tech": PRIOR.get(row["custom.priorTech"], NOT_REPORTED),
                    "school": row["school.name"],
                    "level": LEVEL[row["school.name"]],
                },
            ),
        )


def staff_lines() -> Iterator[tuple[str, Line]]:
    for person, row in identified(read("hr/roster_2026-02-15.csv", encoding="cp1252"), "Employee ID", 6):
        start, end = day(row["Hire Date"], "%m/%d/%Y"), day(row["Separation Date"], "%m/%d/%Y")
        if start is None:
            continue
        gender = GENDER.get(row["Gender"], NOT_REPORTED)
        yield person, Line(start, end, {"gender": gender, "school": row["Site"], "role": JOB[row["Job Class"]]})


STUDENT_DIMENSIONS = ("gender", "grade", "grade_band", "frl", "race", "prior_tech", "school", "level")


class District:
    """The rosters, read once, and the lists of people that several metrics share."""

    def __init__(self) -> None:
        self.student_roster = Roster(student_lines())
        self.staff_roster = Roster(staff_lines())
        self.students = self.student_roster.on(LAST_DAY)
        self.student_groups = self.student_roster.groups(LAST_DAY, *STUDENT_DIMENSIONS)
        self.groups_at_start = self.student_roster.groups(SEMESTER_START, *STUDENT_DIMENSIONS)
        self.staff_groups = self.staff_roster.groups(LAST_DAY, "gender", "school")
        self.cohort_groups = self.staff_roster.groups(END_OF_WEEK_5, "gender", "school")
        self.teachers = self.in_role("Teacher")

        self.memberships = list(studio_memberships(self))
        self.studio_now = {m.student for m in self.memberships if m.open_on(LAST_DAY)} & self.students
        self.studio_start = {m.student for m in self.memberships if m.open_on(SEMESTER_START)}
        self.studio_start &= self.student_roster.on(SEMESTER_START)
        self.studio_this_year = {m.student for m in self.memberships if m.during(YEAR)} & self.students

        self.training = list(training(self))
        signed = {person for person, when in commitments(1) if when <= END_OF_WEEK_5}
        self.cohort_1 = signed & self.staff_roster.on(END_OF_WEEK_5)
        self.champions = {t.person for t in completed(self, PROGRAM) if t.program == "Champion"}
        self.literate = {t.person for t in completed(self, PROGRAM) if t.program == "AI Literacy"}

    def in_role(self, role: str) -> set[str]:
        here = self.staff_roster.on(LAST_DAY)
        return {p for p in here if self.staff_roster.line(p, LAST_DAY).groups["role"] == role}


# --- Sources that several metrics share -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Membership:
    student: str
    team: str
    team_type: str
    joined: date
    left: date | None

    def open_on(self, when: date) -> bool:
        return self.joined <= when and (self.left is None or when <= self.left)

    def during(self, window: tuple[date, date]) -> bool:
        return self.joined <= window[1] and (self.left is None or window[0] <= self.left)


def studio_memberships(district: District) -> Iterator[Membership]:
    for student, row in identified(read("studio/enrollment_2026-02-15.csv"), "student_id", 7):
        joined, left = day(row["joined"], "%Y-%m-%d"), day(row["left"], "%Y-%m-%d")
        if joined and student in district.student_roster.lines:
            yield Membership(student, row["team_id"], row["team_type"], joined, left)


@dataclass(frozen=True)
class Training:
    person: str
    program: str
    session: str
    cohort: str
    status: int  # 0 registered, 1 absent, 2 completed
    registered_on: date | None
    completed_on: date | None
    hours: Fraction | None


STATUS = {"Registered": 0, "In Progress": 0, "No Show": 1, "Complete": 2}


def training(district: District) -> Iterator[Training]:
    """The newest of the weekly copies; the older one is not read."""
    rows = read("pd/transcript_2026-02-15.csv", encoding="cp1252", header_row=4)
    for person, row in identified(rows, "Employee ID", 6):
        if not row["Activity Title"] or person not in district.staff_roster.lines:
            continue
        hours = hours_of(row["Hours"])
        if row["Hours"] and hours is None:
            continue
        dates = day(row["Start Date"], "%m/%d/%Y"), day(row["End Date"], "%m/%d/%Y")
        session, program = row["Activity Title"], row["Activity Type"]
        yield Training(person, program, session, row["Cohort"], STATUS[row["Status"]], *dates, hours)


def hours_of(raw: str) -> Fraction | None:
    """3:30, 3.5 and 3,5 are three and a half hours; anything else is none."""
    if match := re.fullmatch(r"(\d+):(\d\d)", raw):
        return int(match[1]) + Fraction(int(match[2]), 60)
    if re.fullmatch(r"\d+([.,]\d+)?", raw):
        return Fraction(raw.replace(",", "."))
    return None


def furthest(rows: Iterable[Training]) -> list[Training]:
    """Registering, missing and completing one session are one story: the furthest step counts."""
    found: dict[tuple[str, str, str], Training] = {}
    for row in rows:
        key = row.person, row.program, row.session
        if key not in found or row.status > found[key].status:
            found[key] = row
    return list(found.values())


def completed(district: District, window: tuple[date, date]) -> list[Training]:
    rows = furthest(row for row in district.training if within(row.completed_on, window))
    return [row for row in rows if row.status == STATUS["Complete"]]


def commitments(cohort: int) -> Iterator[tuple[str, date]]:
    for person, row in identified(read("hr/commitments.csv"), "employee_id", 6):
        when = day(row["signed"], "%Y-%m-%d")
        if when and row["cohort"] == str(cohort):
            yield person, when


# --- Teachers ---------------------------------------------------------------------------------------------------------


def administrator_training(district: District) -> Figure:
    """Administrators of the day who completed four different strategic sessions."""
    sessions: dict[str, set[str]] = {}
    for row in completed(district, YEAR):
        if row.program == "Strategic":
            sessions.setdefault(row.person, set()).add(row.session)
    finished = {person for person, done in sessions.items() if len(done) >= 4}
    return share(district.in_role("Administrator"), finished, district.staff_groups)


def champions_certified(district: District) -> Figure:
    return count(district.champions, district.staff_groups)


def champions_share(district: District) -> Figure:
    return share(district.teachers, district.champions, district.staff_groups)


def cohort_1_recruited(district: District) -> Figure:
    return count({person for person, when in commitments(1) if within(when, YEAR)}, district.staff_groups)


def cohort_certified(district: District, cohort: str) -> Figure:
    rows = completed(district, PROGRAM)
    people = {row.person for row in rows if row.program == "Champion" and row.cohort == cohort}
    return count(people, district.staff_groups)


def cohort_1_certified(district: District) -> Figure:
    return cohort_certified(district, "1")


def cohort_2_certified(district: District) -> Figure:
    return cohort_certified(district, "2")


def cohort_1_completion(district: District) -> Figure:
    """Who had signed by the end of week 5, also if they left since; groups as of that day."""
    return share(district.cohort_1, district.champions, district.cohort_groups)


def champion_retention(district: District) -> Figure:
    """Champions employed at the end of Q2, and which of them are still teachers."""
    return share(district.champions & district.staff_roster.on(LAST_DAY), district.teachers, district.staff_groups)


def training_hours(district: District) -> Figure:
    hours: dict[str, list[Fraction]] = {}
    for row in completed(district, YEAR):
        if row.person in district.teachers and row.hours is not None:
            hours.setdefault(row.person, []).append(row.hours)
    return total(hours, district.staff_groups)


def submitted_lessons() -> Iterator[tuple[str, Row]]:
    for author, row in identified(read("lessons/repository_2026-02-15.csv"), "author_id", 6):
        if row["status"].lower() == "submitted" and within(day(row["submitted"], "%Y-%m-%d"), YEAR):
            yield author, row


def sandbox_lessons(_district: District) -> Figure:
    return count({row["lesson_id"] for _, row in submitted_lessons()})


def sandbox_lessons_each(district: District) -> Figure:
    """Nobody may have fewer than three."""
    authors = [author for author, _ in submitted_lessons()]
    return share(district.cohort_1, {a for a in authors if authors.count(a) >= 3}, district.cohort_groups)


def lessons_per_champion(district: District) -> Figure:
    lessons, champions = sandbox_lessons(district).value, cohort_1_certified(district).value
    assert lessons is not None
    assert champions
    return Figure(value=lessons / champions)


def faculty_enrollment(district: District) -> Figure:
    """Registered or done by the day of registration; who did not show up is not registered any more."""
    rows = furthest(row for row in district.training if within(row.registered_on, PROGRAM))
    registered = {row.person for row in rows if row.program == "AI Literacy" and row.status != STATUS["No Show"]}
    return share(district.teachers, registered, district.staff_groups)


def faculty_completion(district: District) -> Figure:
    return share(district.teachers, district.literate, district.staff_groups)


def teacher_answers(district: District) -> dict[str, Row]:
    """The latest finished answer after training, of each trained teacher, in Q2."""
    trained = district.teachers & (district.champions | district.literate)
    rows: list[tuple[str, date, Row]] = []
    for name in ("2025-08", "2025-10", "2026-02"):
        for person, row in identified(read(f"surveys/teacher_confidence_{name}.csv"), "ExternalReference", 6):
            when = day(row["RecordedDate"], "%Y-%m-%d %H:%M:%S")
            real = row["Finished"] == "True" and row["Status"] == "IP Address" and row["wave"] == "Post"
            if real and person in trained and when and within(when, Q2):
                rows.append((person, when, row))
    return latest(rows)


def confidence(district: District, *questions: str) -> Figure:
    values = {}
    for person, row in teacher_answers(district).items():
        answers = [row[question] for question in questions]
        if all(answer not in {"", "-99"} for answer in answers):
            values[person] = six(sum((Fraction(answer) for answer in answers), Fraction(0)) / len(answers))
    return mean(values, district.staff_groups)


def teacher_confidence(district: District) -> Figure:
    return confidence(district, "Q1", "Q2", "Q3", "Q4", "Q5")


def confidence_understanding(district: District) -> Figure:
    return confidence(district, "Q1")


def confidence_personal_use(district: District) -> Figure:
    return confidence(district, "Q2")


def confidence_in_lessons(district: District) -> Figure:
    return confidence(district, "Q3")


def confidence_teaching_ai(district: District) -> Figure:
    return confidence(district, "Q4")


def confidence_ethics(district: District) -> Figure:
    return confidence(district, "Q5")


def seen_using_ai() -> set[str]:
    rows = [*read("observations/2024-25.csv"), *read("observations/2025-26.csv")]
    return {
        person
        for person, row in identified(rows, "teacher_id", 6)
        if row["ai_in_lesson"] in {"Y", "Yes"} and within(day(row["date"], "%Y-%m-%d"), YEAR)
    }


def classroom_integration(district: District) -> Figure:
    return share(district.teachers, seen_using_ai(), district.staff_groups)


def cohort_1_integration(district: District) -> Figure:
    return share(district.cohort_1, seen_using_ai(), district.cohort_groups)


# --- Students ---------------------------------------------------------------------------------------------------------


def applicants(district: District) -> set[str]:
    people = set()
    for person, row in identified(read("studio/applications_2026-02-15.csv"), "Student ID", 7):
        if within(day(row["Timestamp"].split()[0], "%Y/%m/%d"), YEAR):
            people.add(person)
    return people & district.students


def student_applications(district: District) -> Figure:
    return count(applicants(district), district.student_groups)


def studio_enrollment(district: District) -> Figure:
    return count(district.studio_now, district.student_groups)


def studio_teams(district: District) -> Figure:
    return count({m.team for m in district.memberships if m.open_on(LAST_DAY)})


def girls_share(district: District, people: set[str]) -> Figure:
    """Girls among girls and boys; other students are not in this share."""
    gender = district.student_groups["gender"]
    either = {person for person in people if gender(person) in {"Female", "Male"}}
    return share(either, {person for person in either if gender(person) == "Female"}, district.student_groups)


def female_participation(district: District) -> Figure:
    return girls_share(district, district.studio_now)


def girls_only(district: District) -> list[Membership]:
    return [m for m in district.memberships if m.team_type.lower() == "girls-only" and m.open_on(LAST_DAY)]


def girls_only_teams(district: District) -> Figure:
    return count({m.team for m in girls_only(district)})


def girls_only_students(district: District) -> Figure:
    return count({m.student for m in girls_only(district)} & district.students, district.student_groups)


def attendance(window: tuple[date, date]) -> dict[str, tuple[Fraction, Fraction]]:
    """For each student the sessions attended and scheduled; a session nobody noted is in neither."""
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    for person, row in identified(read("studio/attendance_2026-02-15.csv"), "student_id", 7):
        if within(day(row["session_date"], "%m/%d/%Y"), window) and row["attended"] and row["scheduled"]:
            attended, scheduled = sums.get(person, (Fraction(0), Fraction(0)))
            sums[person] = attended + int(row["attended"]), scheduled + int(row["scheduled"])
    return sums


def session_attendance(district: District) -> Figure:
    sums = {p: s for p, s in attendance(Q2).items() if p in district.studio_this_year}
    return ratio(sums, district.student_groups)


def semester_completion(district: District) -> Figure:
    """At least 80 % of the sessions; who has no session at all did not complete. Groups as of the first day."""
    sums = attendance(YEAR)
    enough = {p for p, (attended, scheduled) in sums.items() if attended * 100 >= scheduled * 80}
    return share(district.studio_start, enough, district.groups_at_start)


def portfolio_completion(district: District) -> Figure:
    rows = []
    for person, row in identified(read("studio/portfolios_2026-02-15.csv"), "student_id", 7):
        when = day(row["reviewed"], "%Y-%m-%d")
        if when and within(when, YEAR):
            rows.append((person, when, row))
    elements = ("process", "reflection", "demonstration", "feedback")
    complete = {
        person
        for person, row in latest(rows).items()
        if int(row["projects"]) >= 3 and all(row[element] in {"Y", "Yes"} for element in elements)
    }
    return share(district.studio_now, complete, district.student_groups)


WEIGHTS = {
    "Project Quality": 25,
    "Technical Skill": 20,
    "Process Documentation": 20,
    "Reflection Quality": 20,
    "Presentation": 15,
}


def rubric_scores(district: District, rater_type: str, occasion: str | None = None) -> dict[str, Fraction]:
    """For each student of the year the average of the raters' weighted scores."""
    book = openpyxl.load_workbook(EXPORTS / "rubric/rubric_scores_2026-02-15.xlsx", data_only=True)
    rows = []
    for cells in book["Scores"].iter_rows(min_row=4, max_col=12, values_only=True):
        student, _name, test, judge, kind, event, when, *scores = cells
        if test == "Yes" or not kind or kind != rater_type or occasion not in {None, event}:
            continue
        assert isinstance(when, datetime)
        if within(when.date(), YEAR):
            rows.append((f"{str(student).zfill(7)} {judge} {event}", when.date(), scores))
    values: dict[str, list[Fraction]] = {}
    for key, scores in latest(rows).items():  # a rater's correction replaces what he gave before
        student = key.split()[0]
        if student in district.studio_this_year and all(isinstance(score, int) for score in scores):
            weighted = sum((w * Fraction(str(s)) for w, s in zip(WEIGHTS.values(), scores, strict=True)), Fraction(0))
            values.setdefault(student, []).append(six(weighted / 100))
    return {student: six(sum(given, Fraction(0)) / len(given)) for student, given in values.items()}


def portfolio_quality(district: District) -> Figure:
    return mean(rubric_scores(district, "Staff"), district.student_groups)


def employer_rating(district: District) -> Figure:
    return mean(rubric_scores(district, "Employer"), district.student_groups)


def exhibition_quality(district: District) -> Figure:
    return mean(rubric_scores(district, "Judge", "Exhibition"), district.student_groups)


def student_answers(wave: str | None, window: tuple[date, date]) -> dict[str, Row]:
    """The latest answer of each student, of one wave or of any."""
    rows = []
    for name in ("2025-09", "2025-10", "2026-02"):
        for row in survey_monkey(f"surveys/student_{name}.csv"):
            person = padded_id(row.get("Student Number") or row.get("Custom Data 1") or "", 7)
            when = day(row["End Date"], "%m/%d/%Y %I:%M:%S %p")
            if person and when and within(when, window) and wave in {None, row["Which survey is this?"]}:
                rows.append((person, when, row))
    return latest(rows)


def survey_monkey(name: str) -> list[Row]:
    """The second line only names options."""
    return read(name)[1:]


AGREE = {"strongly disagree": 1, "disagree": 2, "neutral": 3, "agree": 4, "strongly agree": 5}


def ai_confidence(row: Row) -> Fraction | None:
    """The mean of three statements, one of them turned round; two answers are enough."""
    belong = AGREE.get(row["I belong in a team that works with AI"].strip().lower())
    anxious = AGREE.get(row["AI tools make me anxious"].strip().lower())
    can_do = AGREE.get(row["I can do good work with AI tools"].strip().lower())
    answers = [answer for answer in (belong, anxious and 6 - anxious, can_do) if answer]
    return six(Fraction(sum(answers), len(answers))) if len(answers) >= 2 else None


def confidence_of(district: District, wave: str) -> dict[str, Fraction]:
    scores = {p: ai_confidence(row) for p, row in student_answers(wave, YEAR).items() if p in district.studio_this_year}
    return {person: score for person, score in scores.items() if score is not None}


def engagement(district: District) -> Figure:
    answers = student_answers(None, Q2)
    caption = "How engaged were you in your studio team, from 1 to 10?"
    values = {p: Fraction(row[caption]) for p, row in answers.items() if p in district.studio_now and row[caption]}
    return mean(values, district.student_groups)


def confidence_improvement(district: District) -> Figure:
    before, after = confidence_of(district, "Pre"), confidence_of(district, "Post")
    return relative_change({p: (before[p], after[p]) for p in before.keys() & after.keys()}, district.student_groups)


# --- Employers --------------------------------------------------------------------------------------------------------


def employer_partners(_district: District) -> Figure:
    """A renewal is the same partner; an expired or pending agreement is none."""
    partners = set()
    for row in read("logs/mou_log_2026-02-15.csv", encoding="cp1252"):
        raw = row["Date Signed"]
        signed = (
            date(1899, 12, 30) + timedelta(int(raw)) if raw.isdigit() else day(raw, "%m/%d/%Y", "%b %d %Y", "%Y-%m-%d")
        )
        if row["MOU #"] and row["Status"].lower() == "signed" and within(signed, PROGRAM):
            partners.add(row["Partner"])
    return count(partners)


def guest_speakers(_district: District) -> Figure:
    rows = read("logs/event_log_2026-02-15.csv")
    held = [row for row in rows if row["type"] == "Guest speaker" and row["status"] == "held"]
    return count({row["event_id"] for row in held if within(day(row["date"], "%Y-%m-%d"), YEAR)})


def employer_forms() -> list[Row]:
    return [row for row in read("logs/portfolio_reviews.csv") if within(day(row["Date"], "%m/%d/%Y"), YEAR)]


def portfolio_reviews(_district: District) -> Figure:
    return count({row["Form"] for row in employer_forms()})


def employers_giving_feedback(_district: District) -> Figure:
    return count({row["Employer"] for row in employer_forms()})


def employer_satisfaction(_district: District) -> Figure:
    """Each employer once, with the average of its forms."""
    given: dict[str, list[int]] = {}
    for row in employer_forms():
        if row["Overall satisfaction (1-10)"]:
            given.setdefault(row["Employer"], []).append(int(row["Overall satisfaction (1-10)"]))
    return mean({employer: six(Fraction(sum(scores), len(scores))) for employer, scores in given.items()})


def micro_internships(district: District) -> Figure:
    placed = {
        person
        for person, row in identified(read("logs/placement_log_2026-02-15.csv"), "Student ID", 7)
        if row["Type"] == "Micro-internship" and within(day(row["Start"], "%m/%d/%Y"), YEAR)
    }
    return count(placed & district.students, district.student_groups)


# --- Community --------------------------------------------------------------------------------------------------------


def parent_sessions(_district: District) -> Figure:
    rows = read("events/parent_sign_in_2024-25.csv") + read("events/parent_sign_in_2025-26.csv")
    return count({row["parent_id"] for row in rows if row["parent_id"] and within(day(row["date"], "%Y-%m-%d"), YEAR)})


def parent_satisfaction(_district: District) -> Figure:
    """Anonymous: every different line is an answer, and brings its own school."""
    answered, satisfied, school = set(), set(), {}
    for n, row in enumerate(read("surveys/parents_2026-02-15.csv")):
        answer = row["How satisfied are you with the AI program, from 1 to 5?"]
        if answer and within(day(row["Timestamp"].split()[0], "%Y/%m/%d"), YEAR):
            answered.add(str(n))
            school[str(n)] = row["Which school does your child attend?"] or NOT_REPORTED
            if int(answer) >= 4:
                satisfied.add(str(n))
    return share(answered, satisfied, {"school": school.__getitem__})


def opt_out_rate(district: District) -> Figure:
    opted_out = {
        person
        for person, row in identified(read("sis/opt_outs_2026-02-15.csv"), "student_id", 7)
        if within(day(row["filed"], "%Y-%m-%d"), YEAR)
    }
    return share(district.students, opted_out, district.student_groups)


def showcase_attendance(_district: District) -> Figure:
    return count(
        {
            row["Attendee #"]
            for row in read("events/eventbrite_2026-02-15.csv")
            if row["First Name"] != "Test"
            and row["Attendee #"].isdigit()
            and row["Event Type"] == "Showcase"
            and row["Attendee Status"] == "Checked In"
            and within(day(row["Event Date"], "%m/%d/%y"), YEAR)
        }
    )


def media_stories(_district: District) -> Figure:
    rows = read("logs/media_log_2026-02-15.csv", encoding="cp1252")
    positive = [row for row in rows if row["Sentiment"].lower() == "positive"]
    return count({row["Story"] for row in positive if within(day(row["Date"], "%m/%d/%Y"), YEAR)})


# --- Governance and funding -------------------------------------------------------------------------------------------


def evidence(metric: str) -> Figure:
    rows = [row for row in read("records.csv") if row["metric"] == metric]
    return Figure(text=rows[-1]["value"] if rows else None)


def board_approval(_district: District) -> Figure:
    return evidence("board_approval")


def year_1_assessment(_district: District) -> Figure:
    return evidence("year_1_assessment")


def board_presentation(_district: District) -> Figure:
    return evidence("board_presentation")


def year_2_plan(_district: District) -> Figure:
    return evidence("year_2_plan")


def submitted_grants() -> list[Row]:
    return [row for row in read("logs/grants_2026-02-15.csv") if within(day(row["submitted"], "%Y-%m-%d"), YEAR)]


def grant_applications(_district: District) -> Figure:
    return count({row["application_id"] for row in submitted_grants()})


def asked_of(funder: str) -> Figure:
    rows = [row for row in submitted_grants() if row["funder type"] == funder]
    return total({row["application_id"]: [Fraction(re.sub(r"[$,]", "", row["ask"]))] for row in rows})


def grants_asked_federal(_district: District) -> Figure:
    return asked_of("Federal")


def grants_asked_foundations(_district: District) -> Figure:
    return asked_of("Foundation")


def grants_asked_corporate(_district: District) -> Figure:
    return asked_of("Corporate")


def grants_asked_state(_district: District) -> Figure:
    return asked_of("State")


def grants_asked(_district: District) -> Figure:
    parts = [asked_of(funder).value for funder in ("Federal", "Foundation", "Corporate", "State")]
    return Figure(value=sum((part for part in parts if part is not None), Fraction(0)))


# --- Equity -----------------------------------------------------------------------------------------------------------


def application_balance(district: District) -> Figure:
    return girls_share(district, applicants(district))


def studio_retention(district: District) -> Figure:
    """In a team on the first day of the semester and on the last."""
    still = {m.student for m in district.memberships if m.open_on(LAST_DAY)}
    return share(district.studio_start, still, district.groups_at_start)


def retention_gap(district: District) -> Figure:
    return gap(studio_retention(district), "gender", "Female", "Male")


def student_confidence(district: District) -> Figure:
    return mean(confidence_of(district, "Post"), district.student_groups)


def confidence_gap(district: District) -> Figure:
    return gap(student_confidence(district), "gender", "Female", "Male")


def portfolio_gap(district: District) -> Figure:
    return gap(portfolio_quality(district), "gender", "Female", "Male")


# --- All --------------------------------------------------------------------------------------------------------------

METRICS: tuple[Callable[[District], Figure], ...] = (
    administrator_training,
    champions_certified,
    champions_share,
    cohort_1_recruited,
    cohort_1_certified,
    cohort_1_completion,
    cohort_2_certified,
    champion_retention,
    training_hours,
    sandbox_lessons,
    sandbox_lessons_each,
    lessons_per_champion,
    faculty_enrollment,
    faculty_completion,
    teacher_confidence,
    confidence_understanding,
    confidence_personal_use,
    confidence_in_lessons,
    confidence_teaching_ai,
    confidence_ethics,
    classroom_integration,
    cohort_1_integration,
    student_applications,
    studio_enrollment,
    studio_teams,
    female_participation,
    girls_only_teams,
    girls_only_students,
    session_attendance,
    semester_completion,
    portfolio_completion,
    portfolio_quality,
    employer_rating,
    exhibition_quality,
    engagement,
    confidence_improvement,
    employer_partners,
    guest_speakers,
    portfolio_reviews,
    employers_giving_feedback,
    employer_satisfaction,
    micro_internships,
    parent_sessions,
    parent_satisfaction,
    opt_out_rate,
    showcase_attendance,
    media_stories,
    board_approval,
    year_1_assessment,
    board_presentation,
    year_2_plan,
    grant_applications,
    grants_asked_federal,
    grants_asked_foundations,
    grants_asked_corporate,
    grants_asked_state,
    grants_asked,
    application_balance,
    studio_retention,
    retention_gap,
    student_confidence,
    confidence_gap,
    portfolio_gap,
)


@cache
def recount() -> Mapping[str, Figure]:
    """Every metric; counted once a process, for all modules that ask."""
    district = District()
    return {metric.__name__: metric(district) for metric in METRICS}


def as_text(figure: Figure) -> str:
    if figure.text or figure.value is None:
        return figure.text or "no data"
    parts = (
        "" if figure.denominator is None else f"  = {float(figure.numerator or 0):g} / {float(figure.denominator):g}"
    )
    return f"{float(figure.value):.6f}{parts}  n {figure.n}"


if __name__ == "__main__":
    for name, result in recount().items():
        print(f"{name:28}{as_text(result)}")  # noqa: T201 - this is its result
        for dimension in ("gender", "grade_band", "frl", "school"):
            for category, group in result.by.get(dimension, {}).items():
                print(f"    {dimension:12}{category:20}{as_text(group)}")  # noqa: T201

"""The metrics of Years 2 and 3 for Y1-Q2, counted a second time, from the raw files, in plain Python.

As in `recount`: nothing of kpitrack is used. Most of them have nothing to count before the first graduates.
"""

from collections.abc import Callable
from fractions import Fraction

from tests.oracle.recount import (
    LAST_DAY,
    PROGRAM,
    YEAR,
    District,
    Figure,
    Row,
    completed,
    count,
    day,
    evidence,
    latest,
    mean,
    padded_id,
    read,
    seen_using_ai,
    share,
    within,
)

STAMP = "2026-02-15"
UNKNOWN = Figure()


def of_year(rows: list[Row], caption: str) -> list[Row]:
    return [row for row in rows if within(day(row[caption], "%Y-%m-%d"), YEAR)]


def alumni() -> list[Row]:
    return read(f"alumni/alumni_{STAMP}.csv")


# --- Teachers and students --------------------------------------------------------------------------------------------


def credentialed(district: District) -> set[str]:
    return {t.person for t in completed(district, PROGRAM) if t.program in ("Champion", "AI Literacy")}


def teachers_certified(district: District) -> Figure:
    return count(district.teachers & credentialed(district), district.staff_groups)


def teachers_certified_share(district: District) -> Figure:
    return share(district.teachers, credentialed(district), district.staff_groups)


def active_integrators(district: District) -> Figure:
    return count(district.teachers & seen_using_ai(), district.staff_groups)


def teacher_innovations(_district: District) -> Figure:
    rows = of_year([row for row in read(f"lessons/repository_{STAMP}.csv") if row["submitted"]], "submitted")
    return count({row["lesson_id"] for row in rows if row["status"].lower() == "innovation"})


def teacher_satisfaction(district: District) -> Figure:
    rows = of_year(read(f"surveys/teacher_satisfaction_{STAMP}.csv"), "answered")
    caption = "How satisfied are you with the AI program, from 1 to 10?"
    answers = [
        (padded_id(row["teacher_id"], 6) or "", day(row["answered"], "%Y-%m-%d") or LAST_DAY, row) for row in rows
    ]
    given = {person: Fraction(row[caption]) for person, row in latest(answers).items() if person in district.teachers}
    return mean(given, district.staff_groups)


def champion_mentors(district: District) -> Figure:
    mentors = {t.person for t in completed(district, YEAR) if t.program == "Mentoring"}
    return count(district.teachers & mentors, district.staff_groups)


def high_school_penetration(district: District) -> Figure:
    grade = district.student_groups["grade"]
    in_high_school = {person for person in district.students if grade(person) in ("9", "10", "11", "12")}
    return share(in_high_school, district.studio_now, district.student_groups)


def micro_internships_completed(district: District) -> Figure:
    rows = [row for row in read(f"logs/placement_log_{STAMP}.csv") if row["Employer"]]
    done = {
        padded_id(row["Student ID"], 7) or ""
        for row in rows
        if row["Type"] == "Micro-internship"
        and row["Outcome"] == "Completed"
        and within(day(row["Start"], "%m/%d/%Y"), YEAR)
    }
    return count(district.students & done, district.student_groups)


# --- Graduates: the class of 2025 left before Year 1 began ------------------------------------------------------------


def first_graduate_cohort(_district: District) -> Figure:
    return evidence("first_graduate_cohort")


def graduates_with_portfolios(_district: District) -> Figure:
    rows = of_year(alumni(), "graduated")
    return count({row["alumni_id"] for row in rows if row["program"] == "studio" and row["portfolio"] == "yes"})


def college_portfolios(_district: District) -> Figure:
    rows = of_year(alumni(), "graduated")
    return count({row["alumni_id"] for row in rows if row["portfolio_with_application"] == "yes"})


def of_graduates(caption: str, *, participants: bool) -> Figure:
    rows = [row for row in of_year(alumni(), "graduated") if row["program"] == "studio" or not participants]
    return share({row["alumni_id"] for row in rows}, {row["alumni_id"] for row in rows if row[caption] == "yes"})


def college_acceptance(_district: District) -> Figure:
    return of_graduates("college_accepted", participants=True)


def district_college_acceptance(_district: District) -> Figure:
    return of_graduates("college_accepted", participants=False)


def college_advantage(_district: District) -> Figure:
    return UNKNOWN


def of_seniors(caption: str) -> Figure:
    rows = [row for row in of_year(read(f"surveys/seniors_{STAMP}.csv"), "answered") if row["program"] == "studio"]
    return share({row["alumni_id"] for row in rows}, {row["alumni_id"] for row in rows if row[caption] == "yes"})


def ai_majors(_district: District) -> Figure:
    return of_seniors("ai_major")


def graduate_satisfaction(_district: District) -> Figure:
    rows = [row for row in of_year(read(f"surveys/seniors_{STAMP}.csv"), "answered") if row["program"] == "studio"]
    return mean({row["alumni_id"]: Fraction(row["satisfaction"]) for row in rows})


def career_clarity(_district: District) -> Figure:
    return of_seniors("career_plan")


def interested(kind: str, caption: str) -> Figure:
    rows = of_year(read(f"logs/employer_interest_{STAMP}.csv"), "noted")
    return count({row[caption] for row in rows if row["kind"] == kind})


def internship_interest(_district: District) -> Figure:
    return interested("internship", "entry")


def employers_hiring(_district: District) -> Figure:
    return interested("hiring", "employer")


def job_placements(_district: District) -> Figure:
    rows = [row for row in read(f"logs/placement_log_{STAMP}.csv") if row["Type"] in ("Internship", "Job")]
    return count({row["Placement ID"] for row in rows})


def placement_rate(_district: District) -> Figure:
    return of_graduates("placed", participants=False)


def participant_placement_rate(_district: District) -> Figure:
    return of_graduates("placed", participants=True)


def placement_advantage(_district: District) -> Figure:
    return UNKNOWN


def employment_gap(_district: District) -> Figure:
    return UNKNOWN


def wages() -> dict[str, Fraction]:
    rows = {row["alumni_id"]: row["hourly_wage"].removeprefix("$") for row in alumni()}
    return {person: Fraction(wage) for person, wage in rows.items() if wage}


def mean_wage(_district: District) -> Figure:
    woman = {row["alumni_id"]: "Female" if row["gender"] == "F" else "Male" for row in alumni()}
    return mean(wages(), {"gender": woman.__getitem__})


def wage_premium(_district: District) -> Figure:
    return UNKNOWN


def wage_gap(district: District) -> Figure:
    """The distance as a part of what men earn, whoever earns more."""
    averages = mean_wage(district).by["gender"]
    women, men = averages["Female"].value, averages["Male"].value
    assert women is not None
    assert men is not None
    return Figure(value=abs(women - men) / men)


def hire_satisfaction(_district: District) -> Figure:
    rows = of_year(read(f"surveys/hiring_employers_{STAMP}.csv"), "answered")
    return mean({row["employer"]: Fraction(row["satisfaction"]) for row in rows})


# --- Economy, district, recognition -----------------------------------------------------------------------------------


def booked(line: str, *, this_year: bool = False) -> Figure:
    rows = [row for row in read(f"finance/ledger_{STAMP}.csv") if row["line"] == line]
    rows = of_year(rows, "booked") if this_year else rows
    amounts = [Fraction(row["amount"].replace("$", "").replace(",", "")) for row in rows]
    return Figure(numerator=sum(amounts, Fraction(0)), n=len(amounts), value=sum(amounts, Fraction(0)))


def program_benefit(_district: District) -> Figure:
    return booked("benefit")


def program_cost(_district: District) -> Figure:
    return booked("training cost")


def earned() -> Fraction:
    return (booked("benefit").value or Fraction(0)) - (booked("training cost").value or Fraction(0))


def net_return(_district: District) -> Figure:
    return Figure(value=earned())


def training_roi(_district: District) -> Figure:
    return Figure(value=earned() / (booked("training cost").value or Fraction(1)))


def year_1_investment(_district: District) -> Figure:
    return booked("training cost", this_year=True)


def district_students(district: District) -> Figure:
    return count(district.students, district.student_groups)


def district_teachers(district: District) -> Figure:
    return count(district.teachers, district.staff_groups)


def recognized(kind: str) -> Figure:
    return count({row["entry"] for row in read(f"logs/recognition_{STAMP}.csv") if row["kind"] == kind})


def districts_adopting(_district: District) -> Figure:
    return recognized("adoption")


def replication_requests(_district: District) -> Figure:
    return recognized("request")


def conference_presentations(_district: District) -> Figure:
    return recognized("presentation")


def research_publications(_district: District) -> Figure:
    return recognized("publication")


BY_HAND = (
    *("credential", "career_certification", "curriculum_embedded", "program_evolution", "self_sustaining"),
    *("media_reach", "policy_influence", "national_recognition"),
)

METRICS: tuple[Callable[[District], Figure], ...] = (
    *(teachers_certified, teachers_certified_share, active_integrators, teacher_innovations, teacher_satisfaction),
    *(champion_mentors, high_school_penetration, micro_internships_completed, first_graduate_cohort),
    *(graduates_with_portfolios, college_portfolios, college_acceptance, district_college_acceptance),
    *(college_advantage, ai_majors, graduate_satisfaction, career_clarity, internship_interest, employers_hiring),
    *(job_placements, placement_rate, participant_placement_rate, placement_advantage, employment_gap),
    *(mean_wage, wage_premium, wage_gap, hire_satisfaction, program_benefit, program_cost, net_return, training_roi),
    *(year_1_investment, district_students, district_teachers, districts_adopting, replication_requests),
    *(conference_presentations, research_publications),
)


def recount_later() -> dict[str, Figure]:
    district = District()
    return {
        **{metric.__name__: metric(district) for metric in METRICS},
        **{metric: evidence(metric) for metric in BY_HAND},
    }

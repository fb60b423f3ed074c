"""Published nouns with sensible defaults: a test names only what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from kpitrack.model.intake import Problem, ReadFile, SourceReading
from kpitrack.model.published import (
    Audience,
    Goal,
    GroupTable,
    NotApplicable,
    PublishedAlert,
    PublishedCell,
    PublishedMetric,
    PublishedTarget,
    Report,
    Shown,
    Suppressed,
    ValueUnit,
)
from kpitrack.model.statuses import Status

Q2_STARTS = date(2025, 11, 3)
Q2_ENDS = date(2026, 2, 15)
Number = int | str | Fraction


def number(raw: Number | None) -> Fraction | None:
    """`"87.3"`, `7` and `Fraction(1, 3)` are exact; floats are not and are refused."""
    return None if raw is None else Fraction(raw)


def at_least(goal: Number) -> Goal:
    return Goal("at_least", low=number(goal))


def more_than(goal: Number) -> Goal:
    return Goal("more_than", low=number(goal))


def at_most(goal: Number) -> Goal:
    return Goal("at_most", high=number(goal))


def less_than(goal: Number) -> Goal:
    return Goal("less_than", high=number(goal))


def between(low: Number, high: Number) -> Goal:
    return Goal("between", low=number(low), high=number(high))


def level(name: str) -> Goal:
    return Goal("at_least", level=name)


def target(
    goal: Goal | None = None,
    *,
    period: str = "Y1-Q2",
    due: date = Q2_ENDS,
    role: str = "final",
    status: Status = Status.MET,
    value: Fraction | str | None = None,
    judged_on: date | None = None,
    overdue: bool = False,
    scope: str = "",
    reading: str = "",
    original: str = "",
    changed_on: date | None = None,
    why_changed: str = "",
    inventory: tuple[str, ...] = ("D1-026",),
) -> PublishedTarget:
    return PublishedTarget(
        period=period,
        due=due,
        role=role,
        goal=at_least("0.85") if goal is None else goal,
        status=status,
        value=value,
        judged_on=judged_on,
        overdue=overdue,
        scope=scope,
        reading=reading,
        original=original,
        changed_on=changed_on,
        why_changed=why_changed,
        inventory=inventory,
    )


def shown(
    value: Number | None = None,
    status: Status = Status.MET,
    *,
    n: int | None = None,
    gap: Number | None = None,
    needed: int | None = None,
    expected: Number | None = None,
    previous: Number | None = None,
    year_ago: Number | None = None,
    reason: str = "",
    judged_on: date | None = None,
) -> Shown:
    return Shown(
        status=status,
        value=number(value),
        n=n,
        gap=number(gap),
        needed=needed,
        expected=number(expected),
        previous=number(previous),
        year_ago=number(year_ago),
        reason=reason,
        judged_on=judged_on,
    )


def share(
    part: int,
    whole: int,
    status: Status = Status.MET,
    *,
    goal: Number | None = "0.85",
    needed: int | None = None,
    expected: Number | None = None,
    previous: Number | None = None,
    year_ago: Number | None = None,
) -> Shown:
    """`part` of `whole`, with the gap to a goal."""
    value = Fraction(part, whole)
    return Shown(
        status=status,
        value=value,
        n=whole,
        numerator=Fraction(part),
        denominator=Fraction(whole),
        gap=None if goal is None else value - Fraction(goal),
        needed=needed,
        expected=number(expected),
        previous=number(previous),
        year_ago=number(year_ago),
    )


def no_data(reason: str = "the file student_survey.csv is missing") -> Shown:
    return Shown(status=Status.NO_DATA, reason=reason)


def alert(
    rule: str = "below 80%",
    *,
    triggered: bool = True,
    value: Number | None = "0.79",
    limit: Number | None = "0.8",
    group: str = "",
    level: str = "review",
    response: str = "Review retention",
    owner: str = "Equity Coordinator",
    evidence: str | None = None,
) -> PublishedAlert:
    return PublishedAlert(
        rule=rule,
        triggered=triggered,
        value=number(value),
        limit=number(limit),
        level=level,
        response=response,
        owner=owner,
        group=group,
        evidence=evidence,
        inventory=("D1-119",),
    )


def metric(
    name: str = "completion_rate",
    *,
    title: str = "Completion rate",
    group: str = "Student",
    owner: str = "Program Coordinator",
    kind: str = "share",
    unit: ValueUnit = "share",
    scale: int | None = None,
    currency: str = "",
    counted: str = "student",
    total: PublishedCell | None = None,
    goal: Goal | None = None,
    shown_target: PublishedTarget | None = None,
    targets: tuple[PublishedTarget, ...] | None = None,
    without_target: bool = False,
    by: Mapping[tuple[str, ...], GroupTable] | None = None,
    not_applicable: Mapping[str, str] | None = None,
    alerts: tuple[PublishedAlert, ...] = (),
    period: str = "Y1-Q2",
    through: date = Q2_ENDS,
    complete: bool = True,
    response: str = "",
    response_owner: str = "",
    reading: str = "",
    exceptions: tuple[str, ...] = (),
    retired_on: date | None = None,
    retired_why: str = "",
    marks: tuple[str, ...] = (),
    sources: tuple[str, ...] = ("studio_enrollment",),
) -> PublishedMetric:
    """A share, met: 89 of 102 against 85 %. `goal` alone makes a target due at the end of the quarter."""
    cell = share(89, 102) if total is None else total
    status = cell.status if isinstance(cell, Shown) else Status.MET
    promise = None if without_target else shown_target or target(goal, status=status)
    return PublishedMetric(
        id=name,
        title=title,
        group=group,
        owner=owner,
        kind=kind,
        unit=unit,
        scale=scale,
        currency=currency,
        counted=counted,
        period=period,
        start=Q2_STARTS,
        through=through,
        complete=complete,
        total=cell,
        target=promise,
        targets=targets if targets is not None else (promise,) if promise else (),
        by=by or {},
        not_applicable=not_applicable or {},
        alerts=alerts,
        response=response,
        response_owner=response_owner,
        reading=reading,
        exceptions=exceptions,
        retired_on=retired_on,
        retired_why=retired_why,
        marks=marks,
        inventory=("D1-026",),
        sources=sources,
    )


def problem(
    message: str = "unknown code '7' in gender",
    *,
    level: str = "warning",
    hint: str = "add it to the map of the field gender in sources.yaml",
    source: str = "studio_enrollment",
    file: str = "studio_enrollment.csv",
    row: int | None = 17,
    column: str = "Gender",
) -> Problem:
    assert level in ("error", "warning", "note")
    return Problem(level, message, hint, source, file, row, column)  # type: ignore[arg-type]


def source(
    name: str = "studio_enrollment",
    *,
    owner: str = "Program Coordinator",
    rows: int = 412,
    used: int = 409,
    dropped: Mapping[str, int] | None = None,
    refused: Mapping[str, int] | None = None,
    reason: str = "",
    as_of: date | None = Q2_ENDS,
    stale: bool = False,
    tells_rows: bool = True,
) -> SourceReading:
    return SourceReading(
        name=name,
        owner=owner,
        files=() if reason else (ReadFile(f"{name}.csv", "0" * 64, "utf-8", rows, as_of),),
        rows=0 if reason else rows,
        used=0 if reason else used,
        dropped={} if dropped is None else dropped,
        refused={"unknown student": 3} if refused is None and not reason else refused or {},
        reason=reason,
        as_of=as_of,
        stale=stale,
        tells_rows=tells_rows,
    )


def report(
    *metrics: PublishedMetric,
    audience: Audience = "shared",
    period: str = "Y1-Q2",
    as_of: date = Q2_ENDS,
    preliminary: bool = False,
    sources: tuple[SourceReading, ...] | None = None,
    problems: tuple[Problem, ...] = (),
    notes: tuple[str, ...] = (),
    hidden_cells: int = 0,
    shown_cells: int = 0,
) -> Report:
    return Report(
        program="elsegundo_ai",
        title="El Segundo AI readiness",
        period=period,
        start=Q2_STARTS,
        end=Q2_ENDS,
        as_of=as_of,
        preliminary=preliminary,
        audience=audience,
        metrics=metrics or (metric(),),
        sources=(source(),) if sources is None else sources,
        problems=problems,
        notes=notes,
        dimension_titles={"gender": "Gender"},
        hidden_cells=hidden_cells,
        shown_cells=shown_cells,
    )


def full_report(*, audience: Audience = "shared", preliminary: bool = False) -> Report:
    """One metric of every status and unit, with groups, alerts, problems and an unusable source."""
    return report(
        *_student_metrics(),
        *_teacher_metrics(),
        *_other_metrics(),
        audience=audience,
        preliminary=preliminary,
        as_of=date(2026, 1, 4) if preliminary else Q2_ENDS,
        sources=(source(), source("student_survey", owner="Ms Rivera", reason="no file matches student_survey*.csv")),
        problems=(
            problem(level="error", message="no file matches student_survey*.csv", file="", row=None, column="",
                    source="student_survey", hint="export it again from SurveyMonkey"),
            *(problem(row=row) for row in range(17, 29)),
        ),
        notes=("The as-of date is pinned to Feb 15, 2026 in program.yaml.",),
        hidden_cells=5,
        shown_cells=31,
    )  # fmt: skip


def _student_metrics() -> tuple[PublishedMetric, ...]:
    return (
        metric(
            total=share(89, 102, previous="0.85", year_ago="0.8123"),
            by={
                ("gender",): {
                    ("Female",): share(44, 49),
                    ("Male",): Suppressed(),
                    ("Non-binary",): Suppressed(),
                },
                ("frl",): {
                    ("Eligible",): share(33, 41, Status.NOT_MET, needed=2),
                    ("Not eligible",): share(56, 61),
                },
                ("gender", "frl"): {
                    ("Female", "Eligible"): share(16, 19, Status.NOT_MET, needed=1),
                    ("Male", "Eligible"): Suppressed(),
                },
            },
            not_applicable={"grade_band": "every student is in grade 9"},
            alerts=(alert(value=Fraction(33, 41), limit="0.85", rule="below 85%", group="Eligible"),),
        ),
        metric(
            "portfolio_completion",
            title="Portfolios complete and scored by two raters",
            total=share(7496, 10000, Status.NOT_MET, goal="0.75", needed=4),
            goal=at_least("0.75"),
            response="Offer portfolio days",
            response_owner="Principals",
            by={
                ("gender",): {
                    ("Female",): share(0, 40, Status.NOT_MET, goal="0.75", needed=30),
                    ("Male",): no_data("nobody answered"),
                    ("Non-binary",): NotApplicable("no such students"),
                }
            },
        ),
        metric(
            "ai_confidence",
            title="Growth of AI confidence",
            kind="change",
            unit="relative",
            total=shown("0.1534", Status.ON_TRACK, n=1234, gap="-0.0466", expected="0.15"),
            shown_target=target(at_least("0.2"), period="Y1-Q4", due=date(2026, 8, 9), status=Status.ON_TRACK),
        ),
        metric("satisfaction", title="Student satisfaction", unit="mean", kind="mean", scale=10, total=no_data(),
               goal=at_least(7), owner="Assessment Team"),
        metric("opt_outs", title="Opt-out rate", total=share(325, 6500, Status.NOT_MET, goal="0.05", needed=1),
               goal=less_than("0.05"), response="Call the families", response_owner="Principals"),
        metric("applications", title="Applications by girls, <b>all</b> | studios", total=Suppressed(),
               goal=between("0.45", "0.55")),
    )  # fmt: skip


def _teacher_metrics() -> tuple[PublishedMetric, ...]:
    missed = target(at_least(20), period="Y1-Q1", due=date(2025, 11, 2), role="checkpoint", status=Status.NOT_MET,
                    value=Fraction(18), judged_on=date(2025, 11, 2), overdue=True)  # fmt: skip
    final = target(at_least(50))
    changed = target(at_least("0.7"), status=Status.NOT_MET, original="80%", changed_on=date(2025, 12, 1),
                     why_changed="the board moved the date of the training", period="Y1-Q2")  # fmt: skip
    return (
        metric("cohort_2_certified", title="Cohort 2, teachers certified", group="Teacher", kind="count", unit="count",
               counted="teacher", total=shown(52, n=52, gap=2), shown_target=final, targets=(missed, final)),
        metric("faculty_completion", title="Faculty who completed AI literacy", group="Teacher", counted="teacher",
               total=share(41, 90, Status.NOT_MET, goal="0.7", needed=22), shown_target=changed,
               response="Redesign the training", response_owner="HR",
               exceptions=("new teachers until March, approved by the Superintendent until Mar 31, 2026",)),
        metric("teacher_confidence", title="Teacher confidence", group="Teacher", unit="mean", kind="mean", scale=10,
               counted="teacher", total=shown("7.24", n=82, gap="0.24", previous="6.9"), goal=at_least(7)),
        metric("literacy", title="AI literacy credentials", group="Teacher", kind="count", unit="count",
               counted="teacher", total=shown(120, Status.OFF_TRACK, n=120, gap=-80, expected=150),
               shown_target=target(at_least(200), period="Y1-Q4", due=date(2026, 8, 9), status=Status.OFF_TRACK),
               response="Increase recruitment", response_owner="HR"),
        metric("training_hours", title="Training hours completed", group="Teacher", kind="total", unit="count",
               counted="teacher", total=shown("10482.5", Status.TRACKED, n=301), without_target=True),
        metric("confidence_gain", title="Gain in confidence", group="Teacher", unit="mean", kind="change", scale=10,
               total=shown("0.5", Status.NO_BASELINE, n=40, reason="no survey in the year before"),
               without_target=True),
        metric("cohort_1_recruited", title="Cohort 1, signed commitments", group="Teacher", kind="count", unit="count",
               counted="teacher", total=shown(20, Status.RETIRED, n=20), without_target=True,
               retired_on=date(2025, 11, 3), retired_why="recruiting for cohort 1 is closed"),
    )  # fmt: skip


def _other_metrics() -> tuple[PublishedMetric, ...]:
    later = target(at_least(10), period="Y1-Q3", due=date(2026, 5, 17), status=Status.NOT_DUE)
    asked = target(between(200000, 400000), period="Y1-W48", due=date(2026, 8, 9), status=Status.NOT_DUE)
    achieved = target(level("Achieved"), period="Y1-Q1", due=date(2025, 11, 2), value="Achieved",
                      judged_on=date(2025, 11, 2))  # fmt: skip
    return (
        metric("employer_partners", title="Employer partners", group="Employer", kind="count", unit="count",
               counted="partner", total=shown(8, Status.NOT_DUE, n=8, gap=-2), shown_target=later),
        metric("grants_asked", title="Asked of federal funders", group="Funding", kind="total", unit="money",
               currency="USD", counted="application", total=shown(0, Status.NOT_DUE, n=0), shown_target=asked),
        metric("retention_gap", title="Retention gap between girls and boys", group="Equity", kind="gap", unit="pp",
               total=shown("0.125", Status.TRACKED), without_target=True,
               alerts=(alert("at least 10 pp", value="0.125", limit="0.1", evidence="could_be_chance"),
                       alert("at least 20 pp", value="0.125", limit="0.2", triggered=False))),
        metric("board_approval", title="The board approved the initiative", group="Governance", kind="record",
               unit="text", counted="", total=Shown(Status.MET, "Achieved", evidence="minutes of Aug 20"),
               shown_target=achieved),
    )  # fmt: skip

"""Hypothesis strategies: small worlds full of boundary days, blanks and duplicates, and measures to ask of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from kpitrack.definitions import read_program
from kpitrack.engine.session import Session
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from tests.property.brute_force import Look, Row, World

POPULATIONS: Mapping[str, Mapping[str, Any]] = {
    "students": {"of": "student"},
    "women": {"of": "students", "where": {"gender": "Female"}},
    "elementary": {"of": "student", "where": {"grade_band": "K-5", "school": {"not": "Birch"}}},
    "fixed": {"of": "student", "fixed_on": "end_of Y1-Q1"},
    "since_june": {"of": "student", "fixed_on": "2025-06-01"},
    "ever": {"of": "student", "enrolled": "ever"},
    "always": {"of": "student", "enrolled": "continuous"},
    "active": {"of": "student", "having": {"from": "log", "where": {"outcome": "Done"}, "window": "program_to_date"}},
    "quiet": {"of": "students", "without": {"from": "latest", "window": "year_to_date"}},
    "strong_then": {
        "of": "student",
        "having": {"from": "log", "window": "program_to_date", "value": "score", "take": "mean", "at_least": "5 /10"},
        "fixed_on": "end_of Y1-Q1",
    },
}
LOG = """
  owner: Office
  files: log.csv
  id: {student: {column: id}, partner: {column: partner}}
  date: happened_on
  dimensions: {subject: subject, gender: said_gender}
  fields:
    happened_on: {column: day, type: date}
    other_day: {column: other, type: date}
    outcome: {column: outcome, type: choice}
    stage: {column: stage, levels: [Low, Mid, High]}
    score: {column: score, type: number, scale: [0, 10]}
    out_of: {column: out_of, type: number}
    tags: {column: tags, type: list, format: ";"}
    flag: {column: flag, type: yes_no}
    subject: {column: subject, type: choice}
    said_gender: {column: said, type: choice}
"""
LOGS: Mapping[str, str] = {
    "log": "",
    "latest": "  unique: [student, subject]\n  on_duplicate: keep_latest\n",
    "first": "  unique: [student, subject]\n  on_duplicate: keep_first\n",
    "highest": "  unique: [student, subject]\n  on_duplicate: {keep_highest: stage}\n",
}
SOURCES = """
roster:
  owner: Registrar
  files: roster.csv
  id: {student: {column: id}}
  dates: {start: begins, end: ends}
  fields:
    begins: {column: begins, type: date}
    ends: {column: ends, type: date}
    gender: {column: gender, type: choice}
    school: {column: school, type: text}
    grade: {column: grade, type: text}
    points: {column: points, type: number}
    wanted: {column: wanted, type: number}
spans:
  owner: Office
  files: spans.csv
  id: {student: {column: id}}
  dates: {start: begins, end: ends}
  fields:
    begins: {column: begins, type: date}
    ends: {column: ends, type: date}
    outcome: {column: outcome, type: choice}
    score: {column: score, type: number, scale: [0, 10]}
"""
PROGRAM = """
program: {id: tiny, title: A tiny program}
calendar:
  years:
    Y0: {starts: 2024-08-12, breaks: [[2024-11-25, 2024-11-29], [2024-12-23, 2025-01-03], [2025-03-31, 2025-04-04]]}
    Y1: {starts: 2025-08-11, breaks: [[2025-11-24, 2025-11-28], [2025-12-22, 2026-01-02], [2026-03-30, 2026-04-03]]}
people: {student: {roster: roster}}
things: {partner: {}}
dimensions:
  gender: {categories: [Female, Male, Non-binary]}
  school: {}
  subject: {}
  grade_band: {field: grade, bands: {K-5: [TK, K, 3], 6-8: [7]}}
"""
_SOURCE_FACTS: dict[str, Any] = {
    "unique": ("id_student", "subject"),
    "date": "happened_on",
    "dimensions": {"subject": "subject", "gender": "said_gender"},
}
SOURCE_FACTS: Mapping[str, Mapping[str, Any]] = {
    "roster": {"dates": ("begins", "ends"), "dimensions": {}},
    "spans": {"dates": ("begins", "ends"), "dimensions": {}},
    "log": {"date": "happened_on", "dimensions": _SOURCE_FACTS["dimensions"]},
    "latest": {**_SOURCE_FACTS, "on_duplicate": "keep_latest"},
    "first": {**_SOURCE_FACTS, "on_duplicate": "keep_first"},
    "highest": {**_SOURCE_FACTS, "on_duplicate": "keep_highest"},
}


def program_without_metrics(folder: Path) -> Program:
    """The program, read from real YAML files; metrics are put in by `with_measures`."""
    populations = "".join(f"  {name}: {_flow(each)}\n" for name, each in POPULATIONS.items())
    logs = "".join(f"{name}:{LOG}{rule}" for name, rule in LOGS.items())
    (folder / "program.yaml").write_text(f"{PROGRAM}populations:\n{populations}", encoding="utf-8")
    (folder / "sources.yaml").write_text(SOURCES + logs, encoding="utf-8")
    return read_program(folder)


def _flow(value: object) -> str:
    """YAML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def with_measures(program: Program, measures: Sequence[Mapping[str, Any]]) -> Program:
    """The program with these measures as metrics m0, m1 …"""
    metrics = {
        f"m{place}": Metric.model_validate(
            {"id": f"m{place}", "title": "T", "group": "G", "owner": "O", "measure": measure, "every": "quarter"}
        )
        for place, measure in enumerate(measures)
    }
    return program.model_copy(update={"metrics": metrics})


_TEXT = "VARCHAR"
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "roster": {
        **dict.fromkeys(("begins", "ends"), "DATE"),
        **dict.fromkeys(("gender", "school", "grade"), _TEXT),
        **dict.fromkeys(("points", "wanted"), "DECIMAL(18,6)"),
    },
    "spans": {"begins": "DATE", "ends": "DATE", "outcome": _TEXT, "score": "DECIMAL(18,6)"},
}
LOG_COLUMNS = {
    "id_partner": _TEXT,
    "happened_on": "DATE",
    "other_day": "DATE",
    **dict.fromkeys(("outcome", "stage", "subject", "said_gender"), _TEXT),
    **dict.fromkeys(("score", "out_of"), "DECIMAL(18,6)"),
    "tags": "VARCHAR[]",
    "flag": "BOOLEAN",
}


def make_tables(session: Session, tables: Mapping[str, Sequence[Row]]) -> None:
    """The typed tables as the intake would make them, in place of those of the example before."""
    for name, rows in tables.items():
        columns = {"row_": "BIGINT", "id_student": _TEXT, **COLUMNS.get(name, LOG_COLUMNS)}
        listed = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        session.run(f"CREATE OR REPLACE TEMP TABLE rows_{name} ({listed})")
        if rows:
            marks = f"({', '.join('?' for _ in columns)})"
            given = [
                [place, *(row[column] for column in columns if column != "row_")] for place, row in enumerate(rows)
            ]
            session.run(
                f"INSERT INTO rows_{name} VALUES {', '.join(marks for _ in rows)}",
                [each for row in given for each in row],
            )


# --- Rows -------------------------------------------------------------------------------------------------------------

_EDGES = (
    *(date(2024, 10, 1), date(2025, 5, 30), date(2025, 8, 10), date(2025, 8, 11), date(2025, 9, 1), date(2025, 11, 2)),
    *(date(2025, 11, 3), date(2026, 1, 15), date(2026, 1, 16), date(2026, 2, 15), date(2026, 2, 16), date(2026, 5, 1)),
)
_days = st.one_of(st.sampled_from(_EDGES), st.dates(date(2024, 9, 1), date(2026, 6, 1)))
_maybe_days = st.one_of(st.none(), _days, _days)
_ids = st.sampled_from(["1", "2", "3", "4", "5"])
_log_ids = st.sampled_from([None, "1", "2", "3", "4", "9"])  # 9 is on no roster
_numbers = st.sampled_from([None, *map(Decimal, ("0", "1", "2.5", "3", "5", "7", "10"))])
_divisors = st.sampled_from([None, *map(Decimal, ("0", "1", "3", "2.5", "7", "20"))])

roster_rows = st.fixed_dictionaries(
    {
        "id_student": _ids,
        "begins": st.one_of(st.just(date(2025, 8, 11)), _days, st.none()),
        "ends": st.one_of(st.none(), st.none(), _days),
        "gender": st.sampled_from([None, "Female", "female ", "Male", "Non-binary", "X"]),
        "school": st.sampled_from([None, "Ash", "Birch"]),
        "grade": st.sampled_from([None, "TK", "K", "3", "7", "12"]),
        "points": _numbers,
        "wanted": _divisors,
    }
)
log_rows = st.fixed_dictionaries(
    {
        "id_student": _log_ids,
        "id_partner": st.sampled_from([None, "P", "Q"]),
        "happened_on": _maybe_days,
        "other_day": _maybe_days,
        "outcome": st.sampled_from([None, "Done", "done ", "Pre", "Post"]),
        "stage": st.sampled_from([None, "Low", "Mid", "High"]),
        "score": _numbers,
        "out_of": _divisors,
        "tags": st.sampled_from([None, ["A"], ["B", "a "], ["C"]]),
        "flag": st.sampled_from([None, True, False]),
        "subject": st.sampled_from([None, "Math", "Art"]),
        "said_gender": st.sampled_from([None, "Male", "Non-binary"]),
    }
)
span_rows = st.fixed_dictionaries(
    {
        "id_student": _log_ids,
        "begins": _maybe_days,
        "ends": _maybe_days,
        "outcome": st.sampled_from([None, "Done", "Pre"]),
        "score": _numbers,
    }
)


def _world(roster: Sequence[Row], log: Sequence[Row], spans: Sequence[Row]) -> World:
    return World({"roster": roster, "spans": spans, **dict.fromkeys(LOGS, log)}, SOURCE_FACTS, POPULATIONS)


def _some(rows: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[list[Any]]:
    """Usually many, so that a short run sees something; few, so that a failure can be made small."""
    return st.one_of(st.lists(rows, max_size=most), *[st.lists(rows, min_size=most // 2, max_size=most)] * 3)


worlds = st.builds(_world, _some(roster_rows, 8), _some(log_rows, 16), _some(span_rows, 5))


def _by(*fields: str) -> tuple[Any, ...]:
    return tuple(lambda row, field=field: row[field] for field in fields)


worlds_without_ties = st.builds(  # no two rows are equally late, so their order in the file says nothing
    _world,
    st.lists(roster_rows, max_size=7, unique_by=_by("begins")),
    st.lists(log_rows, max_size=14, unique_by=_by("happened_on", "other_day")),
    st.lists(span_rows, max_size=5, unique_by=_by("begins")),
)
looks = st.sampled_from(
    [
        Look("Y0", date(2025, 8, 10)),
        Look("Y0-Q4", date(2025, 6, 1)),
        Look("Y1", date(2026, 2, 15)),
        Look("Y1", date(2026, 8, 9)),
        Look("Y1-Q1", date(2025, 11, 2)),
        Look("Y1-Q2", date(2026, 1, 15)),
        Look("Y1-Q2", date(2026, 2, 15)),
        Look("Y1-Q2", date(2026, 2, 15)),
    ]
)

# --- Measures ---------------------------------------------------------------------------------------------------------

_plain_wheres: Sequence[Mapping[str, Any]] = (
    {},
    {},
    {"outcome": "Done"},
    {"outcome": ["done", "Pre"]},
    {"outcome": {"not": "Pre"}},
    {"outcome": {"blank": True}},
    {"score": {"at_least": 5}},
    {"score": {"more_than": Decimal("2.5"), "less_than": 10}},
    {"score": {"between": [1, 5]}},
    {"score": 7, "outcome": {"blank": False}},
    {"stage": {"at_least": "Mid"}},
    {"stage": {"not": {"more_than": "Low"}}},
    {"tags": ["A", "C"]},
    {"tags": {"not": "A"}},
    {"flag": True},
    {"flag": {"not": True}},
    {"happened_on": {"at_most_ago": "30 days"}},
    {"other_day": {"at_least_ago": "90 days"}},
    {"other_day": {"between": ["2025-08-11", "2026-01-15"]}},
    {"any_of": [{"outcome": "Done"}, {"score": {"at_most": 1}}]},
    {"stage": "High", "any_of": [{"flag": False}, {"tags": "B"}]},
)
_wheres = st.sampled_from(_plain_wheres)
_roster_wheres: Sequence[Mapping[str, Any]] = (
    {"gender": "Female"},
    {"gender": {"not": "Female"}},
    {"gender": {"blank": True}},
    {"gender": ["Male", "Non-binary"], "school": "ash"},
    {"grade_band": "K-5"},
    {"school": {"blank": False}},
    {"points": {"at_least": 3}},
)
_log_names = st.sampled_from(list(LOGS))
_log_windows = st.sampled_from(["in_period", "year_to_date", "program_to_date"])
_span_windows = st.sampled_from(["in_period", "year_to_date", "program_to_date", "on_that_day"])
_takes = st.sampled_from(["only", "latest", "first", "mean", "sum", "highest", "lowest", "count", "distinct"])
_Goals = st.SearchStrategy[dict[str, Any]]
_numeric_goals: _Goals = st.sampled_from(
    [{"at_least": "5 /10"}, {"more_than": 5}, {"at_most": "2.5"}, {"less_than": 7}, {"between": [1, 5]}]
)
_count_goals: _Goals = st.sampled_from([{"at_least": 2}, {"more_than": 1}, {"at_most": 2}, {"between": [1, 2]}])
_share_goals: _Goals = st.sampled_from(
    [{"at_least": "10%"}, {"more_than": "50%"}, {"at_most": "33.4%"}, {"less_than": 1}, {"between": ["10%", "100%"]}]
)
_missing: _Goals = st.sampled_from([{}, {}, {"missing": "left_out"}, {"missing": "counts_as_no"}])


@st.composite
def _rows_of_test(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.integers(0, 4)) == 0:
        where = draw(st.sampled_from([{}, {"outcome": "Done"}, {"score": {"at_least": 5}}]))
        return {"from": "spans", "window": draw(_span_windows), "where": where}
    date_field = {"date": "other_day"} if draw(st.integers(0, 5)) == 0 else {}
    return {"from": draw(_log_names), "window": draw(_log_windows), "where": draw(_wheres), **date_field}


@st.composite
def _question(draw: st.DrawFn, *, of_spans: bool) -> dict[str, Any]:
    """What a test asks of its rows."""
    forms = ["exists", "exists", "count", "value", "value"]
    form = draw(st.sampled_from(forms if of_spans else [*forms, "over", "change", "is", "level", "day"]))
    match form:
        case "exists":
            return {}
        case "count":
            return {"take": "count", **draw(_count_goals), **draw(_missing)}
        case "over":
            return {"value": "score", "over": "out_of", "take": "sum", **draw(_share_goals), **draw(_missing)}
        case "change":
            goal: dict[str, Any] = draw(
                st.sampled_from([{"at_least": 1}, {"more_than": "0.5 points"}, {"at_most": -1}])
            )
            whens = draw(st.sampled_from([{}, {"before": {"outcome": "Pre"}, "after": {"outcome": ["Post", "Done"]}}]))
            return {"value": "score", "take": "change", **goal, **whens, **draw(_missing)}
        case "is":
            what = draw(st.sampled_from([("outcome", "Done"), ("flag", "true"), ("flag", "false"), ("stage", "mid")]))
            return {
                "value": what[0],
                "is": what[1],
                "take": draw(st.sampled_from(["latest", "only"])),
                **draw(_missing),
            }
        case "level":
            goal = draw(st.sampled_from([{"at_least": "Mid"}, {"less_than": "High"}, {"between": ["Low", "Mid"]}]))
            take = draw(st.sampled_from(["highest", "lowest", "latest"]))
            return {"value": "stage", "take": take, **goal, **draw(_missing)}
        case "day":
            goal = draw(st.sampled_from([{"at_least": "2025-11-03"}, {"less_than": "2025-11-03"}]))
            return {"value": "other_day", "take": draw(st.sampled_from(["latest", "highest", "lowest"])), **goal}
    take = draw(_takes)
    goal = draw(_count_goals if take in ("count", "distinct") else _numeric_goals)
    return {"value": "score", "take": take, **goal, **draw(_missing)}


@st.composite
def _test_of_rows(draw: st.DrawFn) -> dict[str, Any]:
    rows = draw(_rows_of_test())
    return {**rows, **draw(_question(of_spans=rows["from"] == "spans"))}


_test_of_roster = st.one_of(
    st.sampled_from([{"where": each} for each in _roster_wheres]),
    st.builds(
        lambda goal, missing, where: {"value": "points", "where": where, **goal, **missing},
        _numeric_goals,
        _missing,
        st.sampled_from([{}, {"gender": "Female"}]),
    ),
)
_tests_of_member = st.one_of(_test_of_rows(), _test_of_rows(), _test_of_roster)


@st.composite
def _tests_of_own_rows(draw: st.DrawFn) -> dict[str, Any]:
    question = draw(_question(of_spans=False))
    where = draw(_wheres) if question else draw(st.sampled_from([each for each in _plain_wheres if each]))
    return {**question, "where": where} if where else question


def _several(tests: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Any]:
    return st.one_of(
        tests,
        tests,
        st.lists(tests, min_size=2, max_size=2),
        st.lists(tests, min_size=2, max_size=2).map(lambda each: {"any_of": each}),
    )


_populations = st.sampled_from(list(POPULATIONS))
_amongs: _Goals = st.one_of(st.just({}), st.sampled_from([{"among": each} for each in _roster_wheres]))


def _of() -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda name, among: {"of": name, **among}, _populations, _amongs)


def _from() -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(
        lambda name, window, where, day: {"from": name, "window": window, "where": where, **day},
        _log_names,
        _log_windows,
        _wheres,
        st.sampled_from([{}, {}, {}, {"date": "other_day"}]),
    )


@st.composite
def _passing_members(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["count", "share", "share"]))
    measure = {"kind": kind, **draw(_of())}
    if kind == "count" and draw(st.integers(0, 3)) == 0:
        return {**measure, **draw(st.one_of(st.just({}), _from()))}
    keys = draw(st.sampled_from([("having",), ("having",), ("without",), ("having", "without")]))
    if draw(st.integers(0, 3)) == 0:
        own = draw(_from())
        return {**measure, **own, **{key: draw(_several(_tests_of_own_rows())) for key in keys}}
    return {**measure, **{key: draw(_several(_tests_of_member)) for key in keys}}


@st.composite
def _passing_rows(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["count", "count", "share"]))
    per = draw(st.sampled_from(["student", "student", "partner", "row"]))
    measure = {"kind": kind, "per": per, **draw(_from())}
    if kind == "share" or draw(st.booleans()):
        key = draw(st.sampled_from(["having", "without"]))
        measure[key] = draw(_several(_tests_of_own_rows()))
    return measure


@st.composite
def _numbers_of(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["total", "mean", "mean", "ratio"]))
    whose = draw(st.sampled_from(["members", "members", "rows", "roster"]))
    value: dict[str, Any] = {"value": "score"}
    if whose == "roster":
        over = {"over": "wanted"} if kind == "ratio" else {}
        return {"kind": kind, **draw(_of()), "value": "points", **over}
    if kind == "ratio" or (kind == "mean" and draw(st.integers(0, 3)) == 0):
        value |= {"over": "out_of"}
    elif kind == "mean":
        value |= {"take": draw(_takes)}
    elif draw(st.integers(0, 3)) == 0:
        value |= {"having": draw(_several(_tests_of_own_rows()))}
    if whose == "members":
        return {"kind": kind, **draw(_of()), **draw(_from()), **value}
    per = draw(st.sampled_from(["student", "partner", "row"]))
    return {"kind": kind, "per": per, **draw(_from()), **value}


@st.composite
def _changes(draw: st.DrawFn) -> dict[str, Any]:
    whens = draw(st.sampled_from([{}, {"before": {"outcome": "Pre"}, "after": {"outcome": ["Post", "Done"]}}]))
    take = draw(st.sampled_from(["only", "latest", "first", "mean", "highest"]))
    return {"kind": "change", **draw(_of()), **draw(_from()), "value": "score", "take": take, **whens}


measures_of_members = st.one_of(_passing_members(), _numbers_of().filter(lambda each: "of" in each), _changes())
measures = st.one_of(_passing_members(), _passing_rows(), _numbers_of(), _changes())

_OF_PEOPLE = (("gender",), ("school",), ("grade_band",), ("gender", "school"), ("school", "grade_band"))
_OF_ROWS = (*_OF_PEOPLE[:2], ("subject",), ("gender", "subject"), ("subject", "school"))


def groupings_for(measure: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """Groupings that the measure's units can have."""
    if "of" in measure:
        return _OF_PEOPLE
    return (("subject",),) if measure.get("per") == "partner" else _OF_ROWS

"""`kpitrack check`: standards with their limits, exit codes, samples, scores, copies without names."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import Result

from kpitrack.exports.audit_workbook import ANSWER
from kpitrack.model.quality import Limit

Run = Callable[..., Result]
PROGRAM = """
program: {id: p, title: P, exports: exports, pinned_as_of: 2026-02-15}
calendar: {years: {Y1: {starts: 2025-08-11}}}
people: {student: {roster: roster}}
dimensions: {gender: {categories: [Female, Male]}, school: {}, grade: {}}
disclosure: {retain_until: 2027-06-30}
quality:
  - {standard: Completeness, checks: required_fields, at_least: 95%}
  - {standard: Accuracy, checks: sampled_errors, less_than: 2%}
"""
SOURCES = """
roster:
  owner: Registrar
  files: roster_{date}.csv
  use: newest
  id: {student: {column: id}}
  dates: {start: since, end: until}
  fields:
    gender: {column: sex, map: gender}
    school: {column: school}
    grade: {column: grade, map: grade}
    birth_date: {column: born, type: date}
    since: {column: since, type: date}
    until: {column: until, type: date}
survey:
  owner: Team
  files: survey.csv
  id: {student: {column: id}}
  date: day
  unique: [student, wave]
  fields:
    day: {column: day, type: date}
    wave: {column: wave, type: choice}
    q1: {column: q1, scale: [1, 5]}
    q2: {column: q2, scale: [1, 5]}
"""
METRICS = """
m:
  title: T
  group: G
  owner: O
  measure: {kind: mean, from: survey, of: students, value: q1, take: latest, window: program_to_date}
"""
HEAD = "id,name,sex,school,grade,born,since,until\n"
N = 40


def _student(n: int, sex: str = "F", born: str = "2014-03-01") -> str:
    return f"{n:04},Ana Alvarez,{sex},{'Ash' if n % 2 else 'Birch'},6,{born},2025-08-11,\n"


def _answers(day: str, wave: str, change: int, students: range = range(1, N + 1)) -> str:
    return "".join(f"{n:04},{day},{wave},{1 + (n + change) % 4},{1 + (2 * n + change) % 5}\n" for n in students)


class World:
    """A small district on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "targets" / "exports").mkdir(parents=True)
        self.exports = folder / "targets" / "exports"
        (folder / "targets" / "program.yaml").write_text(
            PROGRAM.replace("dimensions:", "populations: {students: {of: student}}\ndimensions:")
        )
        (folder / "targets" / "sources.yaml").write_text(SOURCES)
        (folder / "targets" / "metrics.yaml").write_text(METRICS)
        self.write("roster_2026-02-13.csv", HEAD + "".join(map(_student, range(1, N + 1))))
        survey = _answers("2026-02-12", "pre", 0) + _answers("2026-02-13", "post", 1)
        self.write("survey.csv", "id,day,wave,q1,q2\n" + survey)

    def write(self, name: str, content: str) -> None:
        (self.exports / name).write_text(content)
        (self.exports / name).chmod(0o600)

    def declare(self, source: str, line: str) -> None:
        """Add a key to a source."""
        path = self.folder / "targets" / "sources.yaml"
        path.write_text(path.read_text().replace(f"{source}:\n", f"{source}:\n  {line}\n", 1))

    def declare_field(self, source: str, line: str) -> None:
        """Add a field to a source."""
        path = self.folder / "targets" / "sources.yaml"
        before, name, after = path.read_text().partition(f"\n{source}:\n")
        path.write_text(before + name + after.replace("  fields:\n", f"  fields:\n    {line}\n", 1))

    def set_rules(self, rules: str) -> None:
        """Other standards than the usual ones."""
        path = self.folder / "targets" / "program.yaml"
        path.write_text(path.read_text().partition("quality:")[0] + "quality:\n" + rules)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.chdir(tmp_path)
    return World(tmp_path)


def _json(run: Run, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("check", "--format", "json", *words).stdout)
    return found


def _codes(found: dict[str, Any], level: str) -> set[tuple[str, str]]:
    return {(each["code"], each["field"]) for each in found["findings"] if each["level"] == level}


def level_of(found: dict[str, Any], standard: str, source: str) -> str:
    """The worst level of a standard of one source."""
    levels = {each["level"] for each in found["findings"] if (each["standard"], each["source"]) == (standard, source)}
    return next(level for level in ("fail", "warn", "pass", "unknown") if level in levels)


def test_good_data(run: Run, world: World) -> None:
    del world
    result = run("check")
    assert result.exit_code == 0, result.stdout
    assert "No standard is missed" in result.stdout
    found = _json(run)
    assert found["standards"] == {
        "completeness": "pass",
        "accuracy": "pass",
        "timeliness": "pass",
        "consistency": "pass",
        "security": "warn",  # the name
    }
    assert (found["suspicions"], found["marks"]) == ([], {})
    assert run("check", "--fail-on", "warn").exit_code == 3


def test_a_source_that_cannot_be_used(run: Run, world: World) -> None:
    (world.exports / "survey.csv").unlink()
    result = run("check")
    assert result.exit_code == 4
    assert "UNUSABLE survey (Team): survey.csv: the file is missing" in result.stdout


def test_empty_cells_mark_the_metric(run: Run, world: World) -> None:
    rows = _answers("2026-02-13", "post", 1).splitlines()
    world.write("survey.csv", "id,day,wave,q1,q2\n" + "\n".join(row.rsplit(",", 2)[0] + ",," for row in rows))
    found = _json(run)
    assert ("answered", "") in _codes(found, "fail")
    assert found["marks"] == {"m": ["the source survey leaves more questions open than the standard allows"]}
    assert (run("check").exit_code, run("check", "--fail-on", "error").exit_code) == (0, 3)


@pytest.mark.parametrize(("strangers", "level"), [(0, "pass"), (1, "warn"), (2, "fail")])
def test_people_on_no_roster(run: Run, world: World, strangers: int, level: str) -> None:
    """Two of a hundred rows are the limit, which must not be reached; one is worth a warning."""
    with (world.exports / "survey.csv").open("a") as stream:
        stream.writelines(f"99{n:02},2026-02-13,post,1,1\n" for n in range(strangers))
        known = 100 - 2 * N - strangers
        stream.writelines(f"{n:04},2026-02-13,again,1,{n % 5 + 1}\n" for n in range(1, known + 1))
    assert level_of(_json(run), "consistency", "survey") == level


@pytest.mark.parametrize(("unknown", "level"), [(0, "pass"), (1, "warn"), (2, "fail")])
def test_unknown_codes(run: Run, world: World, unknown: int, level: str) -> None:
    """A code that no map knows is named with the number of its rows; in 2 of 100 rows it fails."""
    rows = "".join(_student(n, "Q" if n <= unknown else "F") for n in range(1, 101))
    world.write("roster_2026-02-13.csv", HEAD + rows)
    found = _json(run)
    assert level_of(found, "consistency", "roster") == level
    if unknown:
        assert f"gender: {unknown} of 100 rows hold 'Q'" in run("check").stdout


@pytest.mark.parametrize(("blank", "level"), [(2, "pass"), (3, "warn"), (5, "warn"), (6, "fail")])
def test_blank_cells(run: Run, world: World, blank: int, level: str) -> None:
    """Filled in 95 of 100 rows is enough; from half of the five on it is worth a warning."""
    rows = "".join(_student(n, "" if n <= blank else "F") for n in range(1, 101))
    world.write("roster_2026-02-13.csv", HEAD + rows)
    [found] = [each for each in _json(run)["findings"] if (each["code"], each["field"]) == ("filled", "gender")]
    assert (found["level"], found["value"]) == (level, (100 - blank) / 100)


@pytest.mark.parametrize(("open_items", "level"), [(4, "pass"), (8, "warn"), (9, "fail")])
def test_a_survey_is_judged_by_its_answered_items(run: Run, world: World, open_items: int, level: str) -> None:
    """80 rows of two items: 152 of 160 answers are 95 %, whoever left them open."""
    head, *rows = (world.exports / "survey.csv").read_text().splitlines()
    lacking = [row.rsplit(",", 1)[0] + "," for row in rows[:open_items]]
    world.write("survey.csv", "\n".join([head, *lacking, *rows[open_items:]]) + "\n")
    [found] = [each for each in _json(run)["findings"] if each["code"] == "answered"]
    assert (found["level"], found["facts"]["filled"]) == (level, str(160 - open_items))


@pytest.mark.parametrize(("absent", "level"), [(0, "pass"), (2, "warn"), (3, "fail")])
def test_people_whom_a_source_expects(run: Run, world: World, absent: int, level: str) -> None:
    """38 of 40 students are the 95 % that are expected; a row of last year does not help."""
    world.declare("survey", "expects: students")
    old = "".join(f"{n:04},2025-03-01,old,1,1\n" for n in range(1, absent + 1))
    rows = _answers("2026-02-12", "pre", 0, range(absent + 1, N + 1))
    world.write("survey.csv", "id,day,wave,q1,q2\n" + old + rows)
    [found] = [each for each in _json(run)["findings"] if each["code"] == "expected"]
    assert (found["level"], found["facts"]["people"]) == (level, str(N - absent))


def test_a_source_may_expect_fewer(run: Run, world: World) -> None:
    """The limit of one source goes before the program's."""
    world.declare("survey", "expects: {population: students, at_least: 90%}")
    world.write("survey.csv", "id,day,wave,q1,q2\n" + _answers("2026-02-12", "pre", 0, range(5, N + 1)))
    assert {each["level"] for each in _json(run)["findings"] if each["code"] == "expected"} == {"warn"}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("expects: nobody", 'unknown population "nobody"'),
        ("expects: {population: students, at_least: 5 days}", "5 days is not a share of them"),
    ],
)
def test_an_expectation_that_cannot_be_held(run: Run, world: World, written: str, message: str) -> None:
    """The definitions say where the mistake is."""
    world.declare("survey", written)
    assert message in run("validate").output.replace("\n", " ")


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("required_fields, at_least: 95%, warn: 90%", "would come after the fail at 95%"),
        ("sampled_errors, less_than: 2%, warn: 3%", "would come after the fail at 2%"),
        ("days_since_export, at_most: 7 days, warn: 5%", "`warn` has another unit than the limit"),
    ],
)
def test_a_warning_that_makes_no_sense(run: Run, world: World, rule: str, message: str) -> None:
    """A warning comes before the fail, in the same unit."""
    world.set_rules(f"  - {{standard: S, checks: {rule}}}\n")
    assert message in run("validate").output


@pytest.mark.parametrize(("day", "level"), [("2026-02-18", "pass"), ("2026-02-19", "warn"), ("2026-02-21", "fail")])
def test_the_age_of_an_export(run: Run, world: World, day: str, level: str) -> None:
    """The roster of 13 February: five days are fine here, then comes a warning; after seven it fails."""
    world.set_rules("  - {standard: T, checks: days_since_export, at_most: 7 days, warn: 5 days}\n")
    assert level_of(_json(run, "--as-of", day), "timeliness", "roster") == level


def test_a_source_keeps_its_own_rhythm(run: Run, world: World) -> None:
    """31 days of its own go before the seven of the program."""
    world.declare("survey", "current_within: 31 days")
    assert level_of(_json(run, "--as-of", "2026-03-16"), "timeliness", "survey") == "pass"  # its last row: 13 February
    assert level_of(_json(run, "--as-of", "2026-03-17"), "timeliness", "survey") == "fail"


def test_an_export_without_a_day(run: Run, world: World) -> None:
    """A roster's own days do not tell when it was exported: nobody knows how old it is, and that is worth a warning."""
    sources = world.folder / "targets" / "sources.yaml"
    sources.write_text(sources.read_text().replace("roster_{date}.csv\n  use: newest", "roster.csv"))
    (world.exports / "roster_2026-02-13.csv").rename(world.exports / "roster.csv")
    assert ("undated", "") in _codes(_json(run), "warn")


def test_the_worst_comes_first_with_what_to_do_and_whom_it_touches(
    run: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A team reads down the list: who delivers it, what is wrong, which metrics stand on it, what to do."""
    world.write("roster_2026-02-13.csv", HEAD + "".join(_student(n, "" if n <= 2 else "F") for n in range(1, N + 1)))
    head, *rows = (world.exports / "survey.csv").read_text().splitlines()
    lacking = [row.rsplit(",", 1)[0] + "," for row in rows[:20]]
    world.write("survey.csv", "\n".join([head, *lacking, *rows[20:], "9999,2026-02-13,post,1,1"]) + "\n")
    for columns in (80, 120):
        monkeypatch.setenv("COLUMNS", str(columns))
        written = run("check").stdout
        assert max(map(len, written.splitlines())) <= columns
        lines = " ".join(written.split())
        fail = lines.index("FAIL Completeness: look at the items that people skip")
        assert "survey (Team): 140 of 160 answers given (87.5 %); items: 2. Touches m." in lines[fail:]
        assert fail < lines.index("WARN Completeness: complete the field") < lines.index("Rows and files to mend (1)")
        assert "survey.csv, row 82, column id: student *** is not on the roster" in lines
        assert written.splitlines()[-1] == "Next: kpitrack check sample roster --n 60 -o audit.xlsx"


def test_one_source_is_judged_alone(run: Run, world: World) -> None:
    """The roster is read to know the people, and is not what was asked about."""
    world.write("roster_2026-02-13.csv", HEAD + "".join(_student(n, "Q") for n in range(1, N + 1)))
    found = _json(run, "--source", "survey")
    assert {each["source"] for each in found["findings"]} == {"", "survey"}
    assert found["standards"]["consistency"] == "pass"
    assert run("check", "--source", "survey").stdout.startswith("Data quality of P as of 2026-02-15: 1 source\n")


def test_a_source_that_no_metric_reads_is_named_and_not_judged(run: Run, world: World) -> None:
    """What a starter program brought along cannot spoil the verdict on what is used; asked for, it is judged."""
    path = world.folder / "targets" / "sources.yaml"
    path.write_text(path.read_text() + "sample:\n  owner: Team\n  files: gone.csv\n  fields: {x: {column: x}}\n")
    found = run("check")
    assert found.exit_code == 0, found.stdout
    assert "Not judged, because no metric reads them: sample. " in found.stdout
    assert _json(run)["unread"] == ["sample"]
    asked = run("check", "--source", "sample")
    assert asked.exit_code == 4
    assert "UNUSABLE sample" in asked.stdout
    assert "Not judged" not in asked.stdout


def test_two_sources_that_disagree(run: Run, world: World) -> None:
    """A dimension that two sources hold of the same people must say the same; results use the roster."""
    world.declare("survey", "dimensions: {school: school}")
    world.declare_field("survey", "school: {column: site}")
    lines = (world.exports / "survey.csv").read_text().splitlines()
    schools = ["Ash" if int(line[:4]) % 2 and int(line[:4]) != 1 else "Birch" for line in lines[1:]]
    content = [f"{lines[0]},site", *(f"{line},{school}" for line, school in zip(lines[1:], schools, strict=True))]
    world.write("survey.csv", "\n".join(content) + "\n")
    [found] = [each for each in _json(run)["findings"] if each["code"] == "differs"]
    assert (found["level"], found["field"], found["facts"]["people"]) == ("warn", "school", "1")


def test_an_old_export_is_not_timely(run: Run, world: World) -> None:
    del world
    assert ("age", "") in _codes(_json(run, "--as-of", "2026-03-15"), "fail")


def test_an_open_file_and_a_day_that_has_passed(run: Run, world: World) -> None:
    for folder in (world.exports, *world.exports.parents):
        if folder == Path(folder.anchor) or not folder.is_relative_to(world.folder.parents[1]):
            break
        folder.chmod(0o755)
    (world.exports / "survey.csv").chmod(0o644)
    program = world.folder / "targets" / "program.yaml"
    program.write_text(program.read_text().replace("2027-06-30", "2026-01-01"))
    assert ("retention_over", "") in _codes(_json(run), "fail")


def test_social_security_numbers(run: Run, world: World) -> None:
    lines = (world.exports / "survey.csv").read_text().splitlines()
    world.write("survey.csv", "\n".join([f"{lines[0]},code", *(f"{line},123-45-6789" for line in lines[1:])]))
    assert ("ssn", "") in _codes(_json(run), "fail")


@pytest.mark.parametrize(
    ("survey", "code"),
    [
        (_answers("2026-02-12", "pre", 0) + _answers("2026-02-13", "post", 0), "post_equals_pre"),
        ("".join(f"{n:04},2026-02-13,post,4,{1 + n % 5}\n" for n in range(1, N + 1)), "same_answers"),
        (_answers("2026-02-13", "post", 1, range(1, N, 2)), "missing_school"),
        (_answers("2025-12-05", "a", 1).replace(",a,", ",,") + _answers("2026-01-05", "a", 1).replace(",a,", ",,"),
         "same_month"),
    ],
)  # fmt: skip
def test_suspicions(run: Run, world: World, survey: str, code: str) -> None:
    world.write("survey.csv", "id,day,wave,q1,q2\n" + survey)
    assert code in {each["code"] for each in _json(run)["suspicions"]}


@pytest.mark.parametrize(
    ("dates", "as_of", "rows"),
    [
        ("closed: 2026-02-14", "2026-02-15", "20"),
        ("closed: 2026-02-15", "2026-02-15", None),
        ("opened: 2026-02-16", "2026-02-15", "20"),
        ("opened: 2026-02-15", "2026-02-15", None),
    ],
)
def test_people_at_a_school_that_is_closed(run: Run, world: World, dates: str, as_of: str, rows: str | None) -> None:
    """Half of the 40 are at Ash. Its last day and its first day belong to it."""
    path = world.folder / "targets" / "program.yaml"
    path.write_text(f"{path.read_text()}schools: {{Ash: {{{dates}}}}}\n")
    found = [each for each in _json(run, "--as-of", as_of)["suspicions"] if each["code"] == "closed_school"]
    assert [(each["school"], each["rows"]) for each in found] == ([("Ash", rows)] if rows else [])


def test_who_left_a_school_before_it_closed_is_not_suspected(run: Run, world: World) -> None:
    """And a closed school is not missed among the answers of a survey."""
    path = world.folder / "targets" / "program.yaml"
    path.write_text(f"{path.read_text()}schools: {{Ash: {{closed: 2026-01-30}}}}\n")
    left = "".join(
        _student(n).replace("2025-08-11,", "2025-08-11,2026-01-30" if n % 2 else "2025-08-11,") for n in range(1, N + 1)
    )
    world.write("roster_2026-02-13.csv", HEAD + left)
    world.write("survey.csv", "id,day,wave,q1,q2\n" + _answers("2026-02-13", "post", 1, range(2, N + 1, 2)))
    assert not {"closed_school", "missing_school"} & {each["code"] for each in _json(run)["suspicions"]}


def test_a_jump_and_odd_ages(run: Run, world: World) -> None:
    world.write("roster_2026-02-06.csv", HEAD + "".join(map(_student, range(1, 16))))
    world.write("roster_2026-02-13.csv", HEAD + "".join(_student(n, born="2004-03-01") for n in range(1, N + 1)))
    assert {each["code"] for each in _json(run)["suspicions"]} == {"jump", "odd_ages"}


@pytest.mark.parametrize(
    ("survey", "code"),
    [
        (_answers("2026-02-12", "pre", 0) + _answers("2026-02-13", "post", 0, range(1, N))
         + _answers("2026-02-13", "post", 1, range(N, N + 1)), "post_equals_pre"),
        ("".join(f"{n:04},2026-02-13,post,{4 if n > 1 else 3},{1 + n % 5}\n" for n in range(1, N + 1)), "same_answers"),
        (_answers("2026-02-13", "post", 1, range(1, N, 2)) + _answers("2026-02-13", "post", 1, range(2, 3)),
         "missing_school"),
        (_answers("2025-12-05", "a", 1).replace(",a,", ",,") + _answers("2026-01-06", "a", 1).replace(",a,", ",,"),
         "same_month"),
    ],
)  # fmt: skip
def test_what_only_comes_close_is_not_suspected(run: Run, world: World, survey: str, code: str) -> None:
    """One person who changed, one other answer, one pupil of the school, another day of the month."""
    world.write("survey.csv", "id,day,wave,q1,q2\n" + survey)
    assert code not in {each["code"] for each in _json(run)["suspicions"]}


@pytest.mark.parametrize(("now", "is_odd"), [(59, False), (60, True), (21, False), (20, True)])
def test_a_jump_by_half_since_the_last_report(run: Run, world: World, now: int, is_odd: bool) -> None:
    """40 rows in the report of January; the file was overwritten since, only the snapshot knows."""
    reports = "weekly:\n  title: W\n  every: week\n  audience: shared\n  formats: [md]\n  sections: [behind]\n"
    (world.folder / "targets" / "reports.yaml").write_text(reports)
    world.write("survey.csv", "id,day,wave,q1,q2\n" + _answers("2026-01-20", "pre", 0))
    world.write("roster_2026-01-23.csv", HEAD + "".join(map(_student, range(1, N + 1))))
    assert run("publish", "weekly", "--as-of", "2026-01-25", "-o", "out").exit_code == 0
    rows = _answers("2026-02-12", "pre", 0) + _answers("2026-02-13", "post", 1)
    world.write("survey.csv", "id,day,wave,q1,q2\n" + "".join(rows.splitlines(keepends=True)[:now]))
    found = [each for each in _json(run)["suspicions"] if each["code"] == "jump_since"]
    assert [(each["source"], each["before"]) for each in found] == ([("survey", "40")] if is_odd else [])


@pytest.mark.parametrize(("born", "is_odd"), [("2014-03-01", False), ("2011-03-15", False), ("2011-02-15", True)])
def test_ages_that_do_not_fit_the_grade(run: Run, world: World, born: str, is_odd: bool) -> None:
    """In September a child of grade 6 is eleven and a half; three years off may be true, a month more is not."""
    world.write("roster_2026-02-13.csv", HEAD + "".join(_student(n, born=born) for n in range(1, N + 1)))
    assert ("odd_ages" in {each["code"] for each in _json(run)["suspicions"]}) is is_odd


@pytest.mark.parametrize(("day", "level"), [("2026-02-15", "pass"), ("2026-02-14", "fail")])
def test_the_last_day_of_keeping(run: Run, world: World, day: str, level: str) -> None:
    """On the day itself the exports may still be there."""
    program = world.folder / "targets" / "program.yaml"
    program.write_text(program.read_text().replace("2027-06-30", day))
    [found] = [each for each in _json(run)["findings"] if each["code"] in ("retained", "retention_over")]
    assert found["level"] == level


def test_the_sample_is_reproducible_and_its_score_is_recorded(run: Run, world: World) -> None:
    path = world.folder / "audit.xlsx"
    assert run("check", "sample", "survey", "--n", "20", "-o", path).exit_code == 0
    first = path.read_bytes()
    assert run("check", "sample", "survey", "--n", "20", "-o", path).exit_code == 0
    assert path.read_bytes() == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert "no row has an answer yet" in run("check", "score", path).stderr
    book = openpyxl.load_workbook(path)
    sheet = book["Sample"]
    place = next(cell.column for cell in sheet[1] if cell.value == ANSWER)
    for row in range(2, 22):
        sheet.cell(row, place).value = "no" if row == 5 else "yes" if row < 20 else None
    book.save(path)
    result = run("check", "score", path, "--on", "2026-02-14")
    assert result.exit_code == 3
    assert "1 of 18 checked rows are wrong (5.5 %)" in result.stdout
    assert "exact 95 % interval of the error rate: 0.1 % to 27.2 %" in result.stdout
    assert "it may be an accident of the sample" in result.stdout
    assert ("verified", "") in _codes(_json(run), "fail")


def test_a_sample_has_rows_of_every_school(run: Run, world: World) -> None:
    """A survey does not name the school; the roster does."""
    world.write(
        "roster_2026-02-13.csv",
        HEAD + "".join(_student(n).replace("Birch" if n % 2 == 0 else "", "Elm" if n == 4 else "Birch")
                       if n % 2 == 0 else _student(n) for n in range(1, N + 1)),
    )  # fmt: skip
    assert run("check", "sample", "survey", "--n", "10", "-o", "audit.xlsx").exit_code == 0
    people = [row[2] for row in openpyxl.load_workbook("audit.xlsx")["Sample"].iter_rows(min_row=2, values_only=True)]
    assert len(people) == 10
    assert "0004" in people


def test_a_sample_that_lost_its_columns(run: Run, world: World) -> None:
    """Whoever deletes or renames a column learns which."""
    assert run("check", "sample", "survey", "-o", "audit.xlsx").exit_code == 0
    book = openpyxl.load_workbook("audit.xlsx")
    place = next(cell for cell in book["Sample"][1] if cell.value == ANSWER)
    place.value = "Correct"
    book.save("audit.xlsx")
    result = run("check", "score", "audit.xlsx")
    assert result.exit_code == 2
    assert "the column 'Correct? (yes or no)' is not there any more" in result.stderr
    assert not world.folder.joinpath("targets", "audits.csv").exists()


def test_a_workbook_that_is_no_sample(run: Run, world: World) -> None:
    book = openpyxl.Workbook()
    book.save(world.folder / "x.xlsx")
    assert "this is no sample" in run("check", "score", world.folder / "x.xlsx").stderr
    assert "this is no workbook" in run("check", "score", world.exports / "survey.csv").stderr
    assert run("check", "sample", "survey", "-o", "x.csv").exit_code == 2
    assert "there is no source 'nobody'" in run("check", "sample", "nobody", "-o", "x.xlsx").stderr


def test_a_copy_without_names(run: Run, world: World) -> None:
    copy = world.folder / "copy"
    assert run("check", "--redact", copy).exit_code == 0
    assert "Alvarez" not in (copy / "roster_2026-02-13.csv").read_text()
    found = _json(run, "--exports", str(copy))
    assert found["standards"]["security"] == "pass"
    assert _json(run)["findings"][0] == found["findings"][0]
    assert run("check", "--redact", world.exports).exit_code == 2


@pytest.mark.parametrize(
    ("limit", "value", "level"),
    [
        (Limit(at_least=Fraction(95, 100)), Fraction(949, 1000), "fail"),
        (Limit(at_least=Fraction(95, 100)), Fraction(95, 100), "warn"),
        (Limit(at_least=Fraction(95, 100)), Fraction(975, 1000), "pass"),
        (Limit(below=Fraction(2, 100), inclusive=False), Fraction(2, 100), "fail"),
        (Limit(below=Fraction(2, 100), inclusive=False), Fraction(199, 10000), "warn"),
        (Limit(below=Fraction(2, 100), inclusive=False), Fraction(1, 100), "pass"),
        (Limit(below=Fraction(0)), Fraction(0), "pass"),
        (Limit(below=Fraction(0)), Fraction(1), "fail"),
    ],
)
def test_equality_at_the_limit(limit: Limit, value: Fraction, level: str) -> None:
    assert limit.level(value) == level


def test_a_field_that_only_bears_the_name_of_a_dimension_is_left_alone(run: Run, world: World) -> None:
    """In a survey `gender` may be a yes or no: it has no category, and nothing that the roster could contradict."""
    world.declare_field("survey", "gender: {column: named, type: yes_no}")
    lines = "".join(f"{n:04},2026-02-12,pre,1,1,yes\n" for n in range(1, N + 1))
    world.write("survey.csv", f"id,day,wave,q1,q2,named\n{lines}")
    found = _json(run)
    assert level_of(found, "consistency", "survey") == "pass"

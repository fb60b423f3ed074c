"""The committed example exports are what the generator writes, and hold the truths their README promises."""

import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from kpitrack import pipeline
from kpitrack.model.published import PublishedMetric, Report, Shown, Suppressed
from tests.oracle.recount import EXPORTS, NOT_REPORTED, Figure, recount
from tests.shipped import shipped_targets

GENERATOR = EXPORTS.parent / "generate_exports.py"


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    subprocess.run([sys.executable, GENERATOR, folder], check=True)
    return folder


@pytest.fixture(scope="module")
def figures() -> Mapping[str, Figure]:
    return recount()


@pytest.fixture(scope="module")
def shared() -> dict[str, PublishedMetric]:
    """What everybody sees of Q2 by gender and by meals, as `kpitrack report` prints it."""
    report: Report = pipeline.report(pipeline.load_program(shipped_targets()), pipeline.Question(period="Q2"))
    return {metric.id: metric for metric in report.metrics}


def files_of(folder: Path) -> list[Path]:
    """All but ses/, which another generator writes."""
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return [file for file in files if file.parts[0] != "ses"]


def cells_of(path: Path) -> list[tuple[object, ...]]:
    return [row for sheet in openpyxl.load_workbook(path, data_only=True) for row in sheet.iter_rows(values_only=True)]


def test_the_generator_writes_the_committed_files(rewritten: Path) -> None:
    assert files_of(rewritten) == files_of(EXPORTS)


@pytest.mark.parametrize("file", files_of(EXPORTS), ids=str)
def test_the_generator_writes_the_same_content(rewritten: Path, file: Path) -> None:
    if file.suffix == ".xlsx":  # how a workbook is packed may differ between machines; what it says may not
        assert cells_of(rewritten / file) == cells_of(EXPORTS / file)
    else:
        assert (rewritten / file).read_bytes() == (EXPORTS / file).read_bytes()


def test_the_exports_stay_small() -> None:
    assert sum((EXPORTS / file).stat().st_size for file in files_of(EXPORTS)) < 8_000_000


@pytest.mark.parametrize(
    ("metric", "numerator", "denominator", "because"),
    [
        ("parent_sessions", 200, None, "exactly the target"),
        ("employer_partners", 5, None, "exactly the target"),
        ("portfolio_quality", 896, 128, "a mean of exactly 7"),
        ("cohort_2_certified", 49, None, "one person short of 50"),
        ("sandbox_lessons_each", 19, 20, "one teacher has two lessons"),
        ("semester_completion", 113, 133, "84.96 % against 85 %"),
        ("teacher_confidence", Fraction("487.2"), 70, "6.96, shown as 7.0"),
        ("opt_out_rate", 324, 6500, "4.98 %, shown as 5.0 %"),
        ("female_participation", 47, 121, "below 45 %"),
        ("application_balance", 85, 218, "below 40 %"),
        ("micro_internships", 4, None, "too few to be shown"),
        ("girls_only_students", 0, None, "zero is a result"),
        ("exhibition_quality", None, None, "nobody judged yet"),
        ("cohort_1_completion", 20, 20, "who left stays in a fixed cohort"),
        ("champion_retention", 67, 68, "who was promoted does not teach any more"),
    ],
)
def test_a_planted_truth(
    figures: Mapping[str, Figure], metric: str, numerator: Fraction | None, denominator: Fraction | None, because: str
) -> None:
    assert (figures[metric].numerator, figures[metric].denominator) == (numerator, denominator), because


@pytest.mark.parametrize(
    ("metric", "dimension", "groups", "because"),
    [
        ("studio_enrollment", "gender", {"Female": 47, "Male": 74, "Non-binary": 6, NOT_REPORTED: 8}, "two small ones"),
        ("studio_enrollment", "frl", {"Eligible": 45, "Not eligible": 90}, "everybody's is known"),
        ("faculty_enrollment", "gender", {"Female": 222, "Male": 110, "Non-binary": 8, NOT_REPORTED: 10}, "the same"),
        ("cohort_1_completion", "gender", {"Female": 13, "Male": 6, NOT_REPORTED: 1}, "too few men: no women either"),
        ("employer_rating", "frl", {"Eligible": 10, "Not eligible": 14}, "too few of one, so the other goes as well"),
    ],
)
def test_the_size_of_a_planted_group(
    figures: Mapping[str, Figure], metric: str, dimension: str, groups: dict[str, int], because: str
) -> None:
    assert {category: group.n for category, group in figures[metric].by[dimension].items()} == groups, because


PLANTED_TO_BE_HIDDEN = {
    "micro_internships",  # four students
    "employer_rating",  # 24 students
    "administrator_training",  # 19 of 19
    *("cohort_1_recruited", "cohort_1_certified", "cohort_1_completion", "cohort_1_integration"),  # 20 teachers
    "sandbox_lessons_each",
}


def cells(metric: PublishedMetric, dimension: str) -> dict[str, object]:
    return {category: cell for (category,), cell in metric.by.get((dimension,), {}).items()}


@pytest.mark.parametrize("dimension", ["gender", "frl"])
def test_the_large_groups_are_shown_in_all_but_the_smallest_tables(
    shared: dict[str, PublishedMetric], dimension: str
) -> None:
    large = {"Female", "Male", "Eligible", "Not eligible"}
    hidden = {
        metric.id
        for metric in shared.values()
        for category, cell in cells(metric, dimension).items()
        if category in large and isinstance(cell, Suppressed)
    }
    with_table = {metric.id for metric in shared.values() if cells(metric, dimension)}
    assert hidden == PLANTED_TO_BE_HIDDEN & with_table


def test_groups_too_small_to_be_shown_are_hidden(
    shared: dict[str, PublishedMetric], figures: Mapping[str, Figure]
) -> None:
    """Both of them wherever one is: 6 and 8 students of 135, 8 and 10 teachers of 350."""
    for metric in shared.values():
        table = cells(metric, "gender")
        for category, group in figures[metric.id].by.get("gender", {}).items() if metric.id in figures else ():
            if 0 < (group.n or 0) < 11 and category in table:
                assert isinstance(table[category], Suppressed), (metric.id, category)
    assert sum(isinstance(cells(each, "gender").get("Non-binary"), Suppressed) for each in shared.values()) >= 20


def test_the_gaps_are_shown_and_the_planted_alerts_fire(shared: dict[str, PublishedMetric]) -> None:
    for gap in ("retention_gap", "confidence_gap", "portfolio_gap"):
        assert isinstance(shared[gap].total, Shown), gap
    for metric in ("retention_gap", "female_participation", "application_balance"):
        assert [alert.triggered for alert in shared[metric].alerts] == [True], metric


def test_the_gaps_between_girls_and_boys(figures: Mapping[str, Figure]) -> None:
    assert figures["retention_gap"].value == Fraction(65, 69) - Fraction(40, 49)  # 12.57 points: review
    by_gender = figures["student_confidence"].by["gender"]
    assert (by_gender["Female"].n, by_gender["Male"].n) == (41, 60)
    assert round(float(figures["confidence_gap"].value or 0), 3) == 0.415  # far beyond chance: analysis
    assert round(float(figures["portfolio_gap"].value or 0), 3) == 0.126  # below half a point
    assert figures["engagement"].by["frl"]["Eligible"].value == 8  # exactly the target


def test_groups_add_up_to_the_total(figures: Mapping[str, Figure]) -> None:
    for figure in figures.values():
        for groups in figure.by.values():
            assert sum(group.n or 0 for group in groups.values()) == figure.n
            assert sum(group.numerator or 0 for group in groups.values()) == (figure.numerator or 0)

"""The committed example exports are what the generator writes, and hold the truths their README promises."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from tests.oracle.recount import EXPORTS, Figure, recount

GENERATOR = EXPORTS.parent / "generate_exports.py"


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    subprocess.run([sys.executable, GENERATOR, folder], check=True)
    return folder


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return recount()


def files_of(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


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
        ("female_participation", 50, 130, "below 45 %"),
        ("application_balance", 89, 230, "below 40 %"),
        ("micro_internships", 4, None, "too few to be shown"),
        ("girls_only_students", 0, None, "zero is a result"),
        ("exhibition_quality", None, None, "nobody judged yet"),
        ("cohort_1_completion", 20, 20, "who left stays in a fixed cohort"),
        ("champion_retention", 67, 68, "who was promoted does not teach any more"),
    ],
)
def test_a_planted_truth(
    figures: dict[str, Figure], metric: str, numerator: Fraction | None, denominator: Fraction | None, because: str
) -> None:
    assert (figures[metric].numerator, figures[metric].denominator) == (numerator, denominator), because


def test_groups_add_up_to_the_total(figures: dict[str, Figure]) -> None:
    for figure in figures.values():
        for groups in figure.by.values():
            assert sum(group.n or 0 for group in groups.values()) == figure.n
            assert sum(group.numerator or 0 for group in groups.values()) == (figure.numerator or 0)

"""Definitions of an older form of the language are read as the present one, or refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpitrack.definitions import read_program
from kpitrack.errors import DefinitionErrors
from kpitrack.model.measures import Window
from tests.broken.definitions.small_program import METRICS, PROGRAM, write_program


def of_version(version: int | str) -> str:
    return PROGRAM.replace("title: A small program}", f"title: A small program, schema_version: {version}}}")


def test_the_sketch_is_read_as_the_language(tmp_path: Path) -> None:
    old = METRICS.replace("  every: quarter\n", "  frequency: quarter\n").replace(
        "window: in_period, value: joy", "window: to_date, value: joy"
    )
    program = read_program(write_program(tmp_path, program=of_version(0), metrics=old))
    assert program.metrics["members"].every == "quarter"
    [test] = program.metrics["happy"].measure.tests()
    assert test.window is Window.YEAR_TO_DATE


def test_problems_of_an_old_file_keep_their_place(tmp_path: Path) -> None:
    old = METRICS.replace("  every: quarter\n", "  frequency: quater\n")
    with pytest.raises(DefinitionErrors) as raised:
        read_program(write_program(tmp_path, program=of_version(0), metrics=old))
    assert str(raised.value.problems[0]).startswith('targets/metrics.yaml:5:14: unknown rhythm "quater"')


def test_a_new_key_in_the_present_version_is_not_translated(tmp_path: Path) -> None:
    old = METRICS.replace("  every: quarter\n", "  frequency: quarter\n")
    with pytest.raises(DefinitionErrors, match='unknown key "frequency"; did you mean "every"'):
        read_program(write_program(tmp_path, metrics=old))


@pytest.mark.parametrize(("version", "advice"), [(2, "install a newer kpitrack"), (-1, "write schema_version: 1")])
def test_another_version_is_refused_with_what_to_do(tmp_path: Path, version: int, advice: str) -> None:
    with pytest.raises(DefinitionErrors) as raised:
        read_program(write_program(tmp_path, program=of_version(version)))
    assert advice in str(raised.value)

"""Fewer problems at each revision of the improvement-plan document's examples, and exactly those it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpitrack.definitions.lint import lint
from tests.unit.definitions.evolution import (
    FIRST_REVISION,
    ORIGINAL,
    SAID_OF_THE_FIRST,
    SAID_OF_THE_SECOND,
    SECOND_REVISION,
    write_revision,
)

Problems = set[tuple[str, str]]


def problems(folder: Path, metrics: str) -> Problems:
    return {(each.subject, each.code) for each in lint(write_revision(folder, metrics)) if each.severity != "note"}


@pytest.fixture
def revisions(tmp_path: Path) -> tuple[Problems, Problems, Problems]:
    texts = (ORIGINAL, FIRST_REVISION, SECOND_REVISION)
    first, second, third = (problems(tmp_path / str(n), text) for n, text in enumerate(texts))
    return first, second, third


def test_each_revision_has_fewer_problems(revisions: tuple[Problems, Problems, Problems]) -> None:
    original, first, second = revisions
    assert len(original) > len(first) > len(second) == 0


def test_the_first_revision_solves_what_the_document_says(revisions: tuple[Problems, Problems, Problems]) -> None:
    original, first, _ = revisions
    assert set(SAID_OF_THE_FIRST) <= original
    assert not set(SAID_OF_THE_FIRST) & first


def test_the_second_revision_solves_what_the_document_says(revisions: tuple[Problems, Problems, Problems]) -> None:
    _, first, second = revisions
    assert set(SAID_OF_THE_SECOND) == first
    assert not set(SAID_OF_THE_SECOND) & second


def test_nothing_is_dated_before_the_second_revision(revisions: tuple[Problems, Problems, Problems]) -> None:
    original, _, _ = revisions
    assert {metric for metric, code in original if code == "not_timed"} == {
        "smart_goals",
        "intervention_protocol",
        "indicator_2",
    }

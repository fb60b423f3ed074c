"""The policy in numbers: who counts as people, how small is small, how wide a hidden quantity must stay."""

from __future__ import annotations

from dataclasses import dataclass

from kpitrack.model.measures import ROW, Kind
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program


@dataclass(frozen=True, slots=True)
class Rules:
    """How small is small, and how wide a hidden quantity must stay."""

    minimum: int = 10  # smallest group that may be shown, in people
    people_width: int = 5  # the size of a hidden group can be told no closer than this
    outcome_width: int = 3  # nor how many of it met, or did not
    unanimous_below: int = 20  # "12 of 12" is hidden in groups smaller than this


def rules_of(program: Program) -> Rules:
    """The program's numbers."""
    written = program.disclosure
    return Rules(written.minimum, written.people_width, written.outcome_width, written.unanimous_below)


def is_about_people(program: Program, metric: Metric) -> bool:
    """Does the metric count people, so that its small groups must be protected? Things are not people.

    Single rows count as people unless every id in them is a thing's: an anonymous answer is somebody's. A total over
    rows without any id adds up money or hours, not people.
    """
    measure = metric.measure
    if measure.is_derived:
        return any(is_about_people(program, program.metrics[part]) for part in measure.parts)
    if measure.kind is Kind.RECORD:
        return False
    unit = program.unit_of(measure.of) if measure.of else measure.unit or ROW
    if unit != ROW:
        return program.is_person(unit)
    source = program.sources[measure.source or ""]
    if not source.id_columns:
        return measure.kind is not Kind.TOTAL
    return any(program.is_person(each) for each in source.id_columns)

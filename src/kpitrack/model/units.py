"""What a metric's value is measured in."""

from __future__ import annotations

from dataclasses import dataclass

from kpitrack.model.measures import Kind, Measure
from kpitrack.model.program import Program
from kpitrack.model.published import ValueUnit
from kpitrack.model.sources import Field, FieldType, Source


@dataclass(frozen=True, slots=True)
class MeasuredIn:
    """The unit of a value; the top of its scale for scores (10), else None."""

    unit: ValueUnit
    scale: int | None = None
    currency: str = ""


def value_unit(program: Program, metric: str) -> MeasuredIn:
    """The unit of a metric's value, from its kind and the field it uses."""
    measure = program.metrics[metric].measure
    match measure.kind:
        case Kind.COUNT:
            return MeasuredIn("count")
        case Kind.SHARE:
            return MeasuredIn("share")
        case Kind.RATIO:
            return MeasuredIn("share" if measure.as_ == "percent" else "ratio")
        case Kind.TOTAL | Kind.MEAN:
            return _of_field(program, measure, "count" if measure.kind is Kind.TOTAL else "mean")
        case Kind.CHANGE:
            return MeasuredIn("relative") if measure.as_ == "relative" else _of_field(program, measure, "mean")
        case Kind.GAP:
            inner = value_unit(program, measure.parts[0])
            if measure.as_ == "relative":
                return MeasuredIn("relative")
            return MeasuredIn("pp") if inner.unit == "share" else inner
        case Kind.DERIVED:
            return _of_derived(program, measure)
        case Kind.RECORD:
            return _of_field(program, measure, "mean") if measure.source else MeasuredIn("text")


def _of_derived(program: Program, measure: Measure) -> MeasuredIn:
    if measure.as_ == "percent":
        return MeasuredIn("share")
    if measure.divide is not None:
        return MeasuredIn("ratio")
    inner = value_unit(program, measure.parts[0])
    return MeasuredIn("pp") if inner.unit == "share" and measure.subtract is not None else inner


def _of_field(program: Program, measure: Measure, otherwise: ValueUnit) -> MeasuredIn:
    """Percent fields are shares, money is money, a scale is kept."""
    unit = program.unit_of(measure.of) if measure.of else ""
    source = program.sources[measure.source] if measure.source else program.roster_of(unit)
    if source is None or measure.value is None:
        return MeasuredIn(otherwise)
    if measure.value in source.scores:
        tops = {top for name in source.scores[measure.value].fields if (top := _top(source, name)) is not None}
        same = len(tops) == 1 and source.scores[measure.value].combine is not None
        return MeasuredIn(otherwise, tops.pop() if same else None)
    field = source.fields.get(measure.value)
    if field is None:
        return MeasuredIn(otherwise)
    if field.kind is FieldType.PERCENT:
        return MeasuredIn("share")
    if field.kind is FieldType.MONEY:
        return MeasuredIn("money", currency="USD")
    return MeasuredIn(otherwise, _scale_of(field))


def _top(source: Source, field_name: str) -> int | None:
    return _scale_of(source.fields[field_name]) if field_name in source.fields else None


def _scale_of(field: Field) -> int | None:
    return int(field.scale[1]) if field.scale is not None else None

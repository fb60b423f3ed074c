"""The declared structure: what the definitions say adds up to what, and whom each metric counts."""

from __future__ import annotations

from kpitrack.disclosure.audit.findings import Widths
from kpitrack.disclosure.audit.structure import Repeats, Structure
from kpitrack.model.measures import Kind, Window
from kpitrack.model.metrics import Metric
from kpitrack.model.program import NOT_REPORTED, Program
from kpitrack.model.units import value_unit


def declared_structure(program: Program) -> Structure:
    """What anybody can read in `targets/`."""
    return Structure(
        parts={
            name: (each.field, {**dict(each.bands), NOT_REPORTED: (NOT_REPORTED,)})
            for name, each in program.dimensions.items()
            if each.bands and each.field
        },
        kinds={name: each.measure.kind.value for name, each in program.metrics.items()},
        scales={name: value_unit(program, name).scale for name in program.metrics},
        things=frozenset(name for name, each in program.metrics.items() if not _counts_people(program, each)),
        public_totals=frozenset(name for name, each in program.metrics.items() if each.headcount is not None),
        repeats={
            (name, share): found
            for name in program.metrics
            for share in program.metrics
            if name != share and (found := _repeated(program.metrics[name], program.metrics[share]))
        },
        cumulative=frozenset(name for name, each in program.metrics.items() if each.measure.only_grows),
        lasting=frozenset(name for name, each in program.metrics.items() if _outlasts_its_period(each)),
        yearly=frozenset(name for name, each in program.metrics.items() if _begins_anew(each)),
        years=tuple(sorted(each.starts.isoformat() for each in program.calendar.years.values())),
    )


def declared_widths(program: Program) -> Widths:
    """The program's own numbers."""
    written = program.disclosure
    return Widths(written.minimum, written.people_width, written.outcome_width, written.unanimous_below)


def _counts_people(program: Program, metric: Metric) -> bool:
    """Unless every unit behind it is declared a thing."""
    measure = metric.measure
    if metric.already_public:
        return False
    units = [program.unit_of(measure.of)] if measure.of else [measure.per] if measure.per else []
    if units and units != ["row"]:
        return any(unit in program.people for unit in units)
    source = program.sources.get(measure.source or "")
    if source is None or not source.id_columns:
        return measure.kind is not Kind.TOTAL  # rows that name nobody add up money or hours; counted, they are people
    return any(each in program.people for each in source.id_columns)


def _repeated(metric: Metric, share: Metric) -> Repeats:
    """Whom a metric counts again: those of a share who met, or who did not."""
    one, other = metric.measure, share.measure
    if other.kind is not Kind.SHARE or one.kind not in (Kind.COUNT, Kind.SHARE):
        return {}
    same_people = one.model_copy(update={"kind": other.kind, "having": other.having, "without": other.without})
    if same_people != other:
        return {}
    is_same = (one.having, one.without) == (other.having, other.without)
    if not is_same and (one.having, one.without) != (other.without, other.having):
        return {}
    met, missed = ("met", "not") if is_same else ("not", "met")
    return {"met": (met,), "not": (missed,)} if one.kind is Kind.SHARE else {"n": (met,)}


def _outlasts_its_period(metric: Metric) -> bool:
    """Everything but rows that are dated inside the period: rows to date, and who is enrolled on a day.

    The protection has a rule of its own for this. What the two share is how a measure is counted, in `model`.
    """
    return metric.measure.windows != {Window.IN_PERIOD}


def _begins_anew(metric: Metric) -> bool:
    """Rows of a school year, of nobody who is there in the next one too."""
    return metric.measure.of is None and metric.measure.windows <= {Window.IN_PERIOD, Window.YEAR_TO_DATE}

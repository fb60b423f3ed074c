"""Doubts about the data, beside the results that stand on it: every report carries them, `check` explains them.

A mark names sources and fields and never a figure: a report goes to people who may not see small numbers, and the
number of blank cells of a field is the size of its "Not reported" group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kpitrack import cells
from kpitrack.engine.session import Session
from kpitrack.exports import auditing, quality
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, Cell, Cells
from kpitrack.model.intake import Intake
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.published import PublishedMetric
from kpitrack.model.quality import Limit, QualityFinding
from kpitrack.model.quantities import Quantity
from kpitrack.model.sources import Source
from kpitrack.model.uses import fields_used
from kpitrack.wording import quality as words

_OF_ONE_FIELD = ("filled", "unmapped")  # codes of findings that matter only to who uses the field


def marked(
    program: Program, found: Iterable[QualityFinding], metrics: Iterable[PublishedMetric]
) -> tuple[PublishedMetric, ...]:
    """The metrics of a report, each with a mark for every source of it that fails a standard."""
    failing = [each for each in found if each.level == "fail" and each.source]
    return tuple(_with_marks(program, metric, failing) for metric in metrics)


def findings(
    session: Session, program: Program, intake: Intake, as_of: date, expected: Iterable[QualityFinding]
) -> Iterator[QualityFinding]:
    """All that bears on results, for a run that has loaded the sources; the files are not looked at again.

    expected: what `Expectations` found, which a report counts together with its results.
    """
    yield from quality.findings_of_tables(session, program, intake, as_of)
    yield from expected
    yield from verified(program, intake, as_of)


def standing_on(program: Program, finding: QualityFinding) -> tuple[str, ...]:
    """The metrics that a finding touches, however they may be split."""
    return tuple(each.id for each in program.metrics.values() if touches(program, finding, each.id, each.by))


def touches(program: Program, finding: QualityFinding, metric: str, dimensions: Sequence[str]) -> bool:
    """Does the metric stand on what was found? A field matters to who counts by it, chooses by it or is split by it."""
    used = fields_used(program, metric, dimensions)
    concerned = (finding.field,) if finding.code in _OF_ONE_FIELD else finding.items
    if concerned:
        return not used.get(finding.source, frozenset()).isdisjoint(concerned)
    return finding.source in used or finding.source in program.sources_of(metric)


def _with_marks(program: Program, metric: PublishedMetric, failing: Sequence[QualityFinding]) -> PublishedMetric:
    dimensions = tuple(dict.fromkeys(each for grouping in metric.by for each in grouping))
    by_source: dict[str, list[QualityFinding]] = {}
    for each in failing:
        if touches(program, each, metric.id, dimensions):
            by_source.setdefault(each.source, []).append(each)
    found = tuple(words.mark(source, each) for source, each in by_source.items())
    return replace(metric, marks=(*metric.marks, *found)) if found else metric


# --- Who has no row ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Expectations:
    """Of every source that says whom it expects, the share of them with a row of this program year.

    That is a metric like any other, so that populations mean the same and are counted in the same pass.
    """

    program: Program  # with these metrics
    requests: tuple[cells.CellRequest, ...]

    @classmethod
    def of(cls, program: Program, intake: Intake, as_of: date) -> Expectations:
        """What can be counted from the sources that were read."""
        usable = {each.name for each in intake.sources.values() if each.usable}
        asked = {each: metric for each, metric in _shares(program, usable).items() if _needs(program, metric) <= usable}
        period = program.calendar.newest("quarter", as_of) or program.calendar.year_of(as_of)
        if not asked or period is None:
            return cls(program, ())
        extended = program.model_copy(update={"metrics": {**program.metrics, **asked}})
        return cls(extended, tuple(cells.CellRequest(each, Observed(period, as_of)) for each in asked))

    def findings(self, counted: Cells) -> Iterator[QualityFinding]:
        """The shares held against the standard."""
        for request in self.requests:
            cell = counted[request.metric, request.observed].get(EVERYONE)
            if isinstance(cell, Cell) and cell.n:
                source = self.program.sources[self.program.metrics[request.metric].title]
                yield _expected(self.program, source, int(cell.numerator), cell.n)


def sources_to_read(program: Program, names: Iterable[str]) -> tuple[str, ...]:
    """The sources, and those that tell whom they expect."""
    wanted = dict.fromkeys(names)
    for metric in _shares(program, set(wanted)).values():
        wanted |= dict.fromkeys(sorted(_needs(program, metric)))
    return tuple(wanted)


def _shares(program: Program, names: AbstractSet[str]) -> dict[str, Metric]:
    found = {}
    for source in program.sources.values():
        if source.expects is not None and source.name in names:
            having = {"from": source.name, "window": "year_to_date"}
            measure = {"kind": "share", "of": source.expects.population, "having": having}
            name = f"expected in {source.name}"
            found[name] = Metric.model_validate(
                {"id": name, "title": source.name, "group": "", "owner": source.owner, "measure": measure}
            )
    return found


def _needs(program: Program, metric: Metric) -> set[str]:
    return set(program.model_copy(update={"metrics": {metric.id: metric}}).sources_of(metric.id))


def _expected(program: Program, source: Source, present: int, expected: int) -> QualityFinding:
    assert source.expects is not None
    limit, own = quality.limit_of(program, "expected_people"), source.expects.at_least
    if isinstance(own, Quantity):
        limit = Limit(at_least=Fraction(own.amount))
    share = Fraction(present, expected)
    facts = {"people": f"{present:,}", "expected": f"{expected:,}", "population": source.expects.population}
    return QualityFinding("completeness", limit.level(share), source.name, "expected", "", share, facts)


# --- What people have verified ----------------------------------------------------------------------------------


def verified(program: Program, intake: Intake, as_of: date) -> Iterator[QualityFinding]:
    """The newest audit of each source, of rows that were there on the day."""
    limit = quality.limit_of(program, "sampled_errors")
    audits = auditing.read_audits(program.audits_file, as_of)
    for name, reading in intake.sources.items():
        if not reading.usable:
            continue
        audit = audits.get(name)
        if audit is None:
            yield QualityFinding("accuracy", "unknown", name, "not_verified")
            continue
        facts = {
            "wrong": str(audit.wrong),
            "checked": str(audit.checked),
            "day": audit.checked_on.isoformat(),
            "low": words.percent(audit.low),
            "high": words.percent(audit.high),
        }
        yield QualityFinding("accuracy", limit.level(audit.rate), name, "verified", "", audit.rate, facts)

"""Metrics that speak of the same people: what one of them prints must not tell what another one hides."""

from __future__ import annotations

from kpitrack.model.measures import Kind, Measure
from kpitrack.model.program import Program

_TESTS = ("having", "without")


def told_by(program: Program, metric: str) -> tuple[str, ...]:
    """The shares whose numbers this metric prints again, so that it hides what they hide.

    A count of those who met or of those who did not, and the share of those who did not. (What tests nobody, as a count
    of everybody or a mean, tells no such outcome.)
    """
    measure = program.metrics[metric].measure
    return tuple(
        name
        for name, each in program.metrics.items()
        if name != metric
        and each.measure.kind is Kind.SHARE
        and each.measure.of == measure.of  # soon seen, and nearly always otherwise
        and each.measure.source == measure.source
        and _repeats(measure, each.measure)
        and _asked(each.measure) == _asked(measure)
    )


def _repeats(measure: Measure, share: Measure) -> bool:
    tests = _tests(measure)
    return _tests(share) in (tests, tests[::-1])


def _tests(measure: Measure) -> tuple[object, object]:
    return measure.having, measure.without


def _asked(measure: Measure) -> dict[str, object]:
    """Everything about a measure but what is tested."""
    return {name: value for name, value in measure if name not in ("kind", *_TESTS)}

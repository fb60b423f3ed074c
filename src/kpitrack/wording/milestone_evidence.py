"""The words of what is known of a milestone: evidence, and records that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from kpitrack.model.plan import Plan
from kpitrack.model.published import PublishedMetric, Shown
from kpitrack.wording import english
from kpitrack.wording.milestones import in_sentence
from kpitrack.wording.numbers import form_of, value_text
from kpitrack.wording.sentences import result_words


def metric_evidence(metric: PublishedMetric, judged: Fraction | str | None, recorded: str) -> str:
    """`Teachers certified: 20 teachers`; of a record its own evidence."""
    if judged is not None:
        result = value_text(judged, form_of(metric), metric.target.goal if metric.target else None)
    else:
        result = result_of(metric, metric.total) if isinstance(metric.total, Shown) else ""
    return f"{metric.title}: {result}" + (f" ({recorded})" if recorded else "")


def result_of(metric: PublishedMetric, shown: Shown) -> str:
    return result_words(metric, shown) or english.NO_VALUE


def metric_not_there(title: str, result: str) -> str:
    return f"{title}: {result} so far."


def nothing_recorded() -> str:
    return "Nothing recorded yet."


def followers_done(plan: Plan, done: Sequence[str]) -> str:
    names = english.listed(in_sentence(plan, each) for each in done)
    return f"Not recorded, although {names} {'is' if len(done) == 1 else 'are'} done: record it if it is done too."


def metric_hidden(title: str) -> str:
    return f"{title}: not shown, to protect privacy, so it cannot complete this milestone; record it by hand."


def metric_not_reported(metric: str) -> str:
    return f"{metric}: no result to go by."


def record_without_metric(remark: str) -> str:
    return english.sentences("Recorded as done, but the metric does not show it.", remark)


def recorded_as_open(on: date | None, evidence: str) -> str:
    when = f" on {english.day(on)}" if on else ""
    return f"Recorded as not done{when}: {english.unended(evidence)}." if evidence else f"Recorded as not done{when}."


def each_recorded(count: int, dimension: str) -> str:
    return f"recorded for {english.counted(count, dimension)}"


def partly_recorded(done: int, count: int, dimension: str) -> str:
    return f"Recorded for {done} of {english.counted(count, dimension)}."


def unusable_record(place: str, milestone: str, problem: str) -> str:
    return f"{place}: {milestone}: {english.unended(problem)}. The row is not used."


def no_day(written: str) -> str:
    return f"{written!r} is not a day; write 2026-02-15" if written else "the day is missing; write 2026-02-15"


def no_level(written: str, levels: Sequence[str]) -> str:
    return f"{written!r} is not one of {english.listed(levels)}"


def done_before_start(on: date, start_week: str, start: date) -> str:
    return (
        f"done on {english.day(on)}, before it starts in {start_week} ({english.day(start)}); "
        "correct the day, or `starts` in milestones.yaml"
    )

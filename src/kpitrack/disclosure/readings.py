"""May rows be counted before the reader? Of a small source they are people, and of two weeks who came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kpitrack.disclosure.policy import rules_of
from kpitrack.model.intake import Problem, SourceReading
from kpitrack.model.program import Program
from kpitrack.model.published import Audience


def sources_shown(program: Program, audience: Audience, readings: Iterable[SourceReading]) -> tuple[SourceReading, ...]:
    """The sources as a working copy may tell of them: the counts of a small one are for the team alone."""
    return tuple(replace(each, tells_rows=_tells_rows(program, audience, each)) for each in readings)


def sources_released(audience: Audience, readings: Iterable[SourceReading]) -> tuple[SourceReading, ...]:
    """The same in a release: next week's stands beside it, and one row more would be one person more."""
    return tuple(replace(each, tells_rows=each.tells_rows and audience == "internal") for each in readings)


def problems_shown(audience: Audience, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """What has to be mended; how many are in no category for it, and so Not reported, only to the team."""
    if audience == "internal":
        return tuple(problems)
    return tuple(replace(each, message=each.uncounted or each.message) for each in problems)


def _tells_rows(program: Program, audience: Audience, reading: SourceReading) -> bool:
    if audience != "shared":
        return audience == "internal"
    return reading.used >= rules_of(program).minimum or not _holds_people(program, reading.name)


def _holds_people(program: Program, source: str) -> bool:
    """Rows without any id are somebody's as well: anonymous answers."""
    units = program.sources[source].units() if source in program.sources else ()
    return not units or any(program.is_person(each) for each in units)

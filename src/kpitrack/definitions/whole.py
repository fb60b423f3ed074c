"""All definition files of a program, read together: what `validate` looks at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kpitrack.definitions.milestones import has_plan, read_plan
from kpitrack.definitions.reading import read_program
from kpitrack.definitions.schedules import read_reports, read_settings
from kpitrack.definitions.tracker import has_tracker, read_tracker
from kpitrack.errors import DefinitionError, DefinitionErrors
from kpitrack.model.program import Program


def read_everything(folder: Path) -> Program:
    """The program, after every file of its folder was checked.

    The plan, the tracker and the reports name metrics and calendars, so they can be judged only beside a program
    that is right itself.
    raises: DefinitionErrors with the problems of all files that could be judged; UsageError if there is no program.
    """
    program = read_program(folder)
    problems: list[DefinitionError] = []
    for check in _others(program, folder):
        try:
            check()
        except DefinitionErrors as found:
            problems.extend(found.problems)
    if problems:
        raise DefinitionErrors(tuple(problems))
    return program


def _others(program: Program, folder: Path) -> list[Callable[[], object]]:
    checks: list[Callable[[], object]] = [lambda: read_reports(program), lambda: read_settings(folder)]
    if has_plan(program):
        checks.append(lambda: read_plan(program))
    if has_tracker(program):
        checks.append(lambda: read_tracker(program))
    return checks

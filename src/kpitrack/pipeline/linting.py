"""Definitions without data: what could mislead, and how far they cover the documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kpitrack.definitions import find_targets, read_program
from kpitrack.definitions.coverage import coverage
from kpitrack.definitions.lint import lint as lint_definitions
from kpitrack.definitions.milestones import has_plan
from kpitrack.definitions.whole import read_everything
from kpitrack.errors import DefinitionError, DefinitionErrors
from kpitrack.model.findings import Coverage, Finding
from kpitrack.pipeline.scheduling import milestone_findings
from kpitrack.wording.findings import in_words

_IN_TIME = "timed"  # every finding of the plan is about its weeks


@dataclass(frozen=True, slots=True)
class LintResult:
    """What `kpitrack lint` shows."""

    findings: tuple[Finding, ...]
    coverage: Coverage | None = None

    def has(self, *severities: str) -> bool:
        return any(each.counts and each.severity in severities for each in self.findings)


def lint(targets: Path | None = None, *, with_coverage: bool = False) -> LintResult:
    """Every finding of a folder of definitions, its milestones included.

    raises: UsageError if there is no such folder, or no inventory to be covered.
    """
    folder = targets or find_targets(Path.cwd())
    found = [in_words(each) for each in lint_definitions(folder)]
    found += _of_the_other_files(folder)
    covered = None
    if with_coverage:
        covered, noticed = coverage(folder)
        found += [in_words(each) for each in noticed]
    return LintResult(tuple(sorted(found, key=_reading_order)), covered)


def _of_the_other_files(folder: Path) -> list[Finding]:
    """Orders that cannot hold, from the plan; what keeps the plan, the tracker or the reports from being read.

    Problems of the program itself are findings already.
    """
    try:
        program = read_program(folder)
    except DefinitionErrors:
        return []
    try:
        read_everything(folder)
    except DefinitionErrors as broken:
        return [_unusable(each) for each in broken.problems]
    if not has_plan(program):
        return []
    return [
        Finding(
            *(each.code, each.severity, each.place, each.milestone, _IN_TIME),
            *(each.sentence, each.suggestion, each.accepted),
        )
        for each in milestone_findings(program)
    ]


def _unusable(problem: DefinitionError) -> Finding:
    return Finding("unusable", "error", problem.where, "", "specific", f"{problem.problem}.", problem.hint)


def _reading_order(finding: Finding) -> tuple[str, int, int, str]:
    file, line, column = finding.place.rsplit(":", 2)
    return file, int(line), int(column), finding.code

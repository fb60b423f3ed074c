"""Problems that a user can fix: one family, each with a place, advice and an exit code.

Exit codes are frozen (README): 2 usage or definitions, 3 a finding, 4 an unusable source, 75 locked.
Anything else that escapes is a bug and ends with 1.
"""

from __future__ import annotations


class KpitrackError(Exception):
    """A problem the user can fix; printed in one breath, never as a traceback."""

    exit_code = 2

    def __init__(self, problem: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(problem)
        self.problem, self.where, self.hint = problem, where, hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  try: {self.hint}" if self.hint else ""
        return f"{place}{self.problem}{advice}"


class UsageError(KpitrackError):
    """The command cannot be done as asked."""


class DefinitionError(KpitrackError):
    """One YAML definition cannot be used as written."""


class DefinitionErrors(KpitrackError):
    """All problems found in the definitions in one run."""

    def __init__(self, problems: tuple[DefinitionError, ...]) -> None:
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''} in the definitions"
        super().__init__(count)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([*(str(problem) for problem in self.problems), self.problem])


class FileProblem(KpitrackError):
    """An export file as a whole cannot be used; its source becomes unusable, the rest goes on."""

    exit_code = 4


class LockedError(KpitrackError):
    """Another run holds the lock."""

    exit_code = 75

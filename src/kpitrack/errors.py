"""Problems that a user can fix: one family, each with a place, advice and an exit code.

Exit codes are frozen (README): 2 usage or definitions, 3 a finding, 4 an unusable source, 75 locked.
Anything else that escapes is a bug and ends with 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LIKE = 0.6  # how alike two names are, from 0 to 1, before one is offered for the other


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


def nearest(written: str, known: Iterable[str]) -> str:
    """The known name most like what was written, whatever its case; empty if none is like it."""
    by_lower = {name.lower(): name for name in known}
    close = get_close_matches(written.lower(), by_lower, n=1, cutoff=_LIKE)
    return by_lower[close[0]] if close else ""


def did_you_mean(written: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """A hint: the name that was probably meant, else other advice."""
    near = nearest(written, known)
    return f"did you mean {near}?" if near else otherwise

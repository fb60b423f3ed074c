"""What can be wrong with a file as a whole. Such a fault makes its source unusable; the rest is read."""

from __future__ import annotations

from kpitrack.errors import FileProblem
from kpitrack.model.intake import Problem


class FileFault(FileProblem):
    """One file, or the search for it, failed. `row` counts as a spreadsheet does."""

    def __init__(self, problem: str, *, file: str, hint: str, row: int | None = None, column: str = "") -> None:
        super().__init__(problem, where=file, hint=hint)
        self.row, self.column = row, column

    def as_problem(self, source: str) -> Problem:
        """The fault as an entry of the run's problem list."""
        return Problem("error", self.problem, self.hint, source, self.where, self.row, self.column)

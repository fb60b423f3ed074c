"""What keeps a definition from being read, as a finding: some of it is a vague promise, not a slip."""

from __future__ import annotations

from kpitrack.definitions.lint.linted import Linted
from kpitrack.errors import DefinitionError
from kpitrack.model.findings import Noticed

_CODES = (  # part of the reader's sentence -> what it means for the promise
    ("can be read as points or as a part", "ambiguous_step"),
    ("can never be reached", "above_scale"),
    ("is a placeholder", "placeholder"),
)


def as_noticed(linted: Linted, problem: DefinitionError) -> Noticed:
    code = next((code for part, code in _CODES if part in problem.problem), "unusable")
    return Noticed(code, problem.where, _metric_at(linted, problem.where), _facts(problem))


def _facts(problem: DefinitionError) -> dict[str, str]:
    return {"problem": problem.problem[:1].upper() + problem.problem[1:], "hint": problem.hint}


def _metric_at(linted: Linted, where: str) -> str:
    """The metric whose lines the place lies in; empty for other files."""
    file, line, _ = where.rsplit(":", 2)
    begins = {name: spot.key.rsplit(":", 2) for name, spot in linted.draft.metric_spots.items()}
    above = [(int(at[1]), name) for name, at in begins.items() if at[0] == file and int(at[1]) <= int(line)]
    return max(above, default=(0, ""))[1]

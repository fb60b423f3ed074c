"""The data dictionary of a program: definitions and the statements they fulfil, in words."""

from __future__ import annotations

from kpitrack.definitions import read_statements
from kpitrack.model.program import Program
from kpitrack.wording.dictionary import Dictionary, named_statements
from kpitrack.wording.dictionary import dictionary as in_words


def dictionary(program: Program) -> Dictionary:
    """Every metric of the program with its formula, source, owner, rhythm, targets and provenance."""
    named = tuple(each for metric in program.metrics.values() for each in named_statements(metric))
    found = {each.id: each for each in read_statements(program.folder, named)}
    return in_words(program, found)

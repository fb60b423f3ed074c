"""YAML definitions -> the nouns of the model, or every problem with its file, line and column.

The flow of one reading: `strict_yaml` (text -> values with places) -> `drafts` (values -> nouns, entry by entry, so
that one broken entry does not hide the problems of the others) -> `checks` (do all names exist, do all units fit) ->
`reading` (one Program, or all problems at once).
"""

from kpitrack.definitions.inventory import read_statements
from kpitrack.definitions.reading import find_targets, read_program

__all__ = ["find_targets", "read_program", "read_statements"]

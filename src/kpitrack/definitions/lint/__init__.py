"""Definitions that can mislead: every promise against the criteria of a good benchmark, and against the others.

The text is read first, with stand-ins where something is not said yet (`gaps`), so that an early draft gets all its
findings at once. Problems that keep a definition from being read are findings as well (`unreadable`). Each other
module holds one kind of rule; all of them look at the same `Linted` draft and yield what they notice. Rules know no
sentences: those are made by `wording.findings` from the facts noticed.
"""

from __future__ import annotations

from pathlib import Path

from kpitrack.definitions.lint.acceptance import with_acceptances
from kpitrack.definitions.lint.focus import check_focus
from kpitrack.definitions.lint.gaps import fill_gaps
from kpitrack.definitions.lint.linted import Linted
from kpitrack.definitions.lint.measuring import check_measuring
from kpitrack.definitions.lint.parts import check_parts
from kpitrack.definitions.lint.promises import check_promises
from kpitrack.definitions.lint.reach import check_reach
from kpitrack.definitions.lint.timing import check_timing
from kpitrack.definitions.lint.unreadable import as_noticed
from kpitrack.definitions.reading import draft_of, read_texts
from kpitrack.model.findings import Noticed

__all__ = ["RULE_MODULES", "lint"]

RULE_MODULES = (check_measuring, check_timing, check_promises, check_reach, check_parts, check_focus)


def lint(folder: Path) -> tuple[Noticed, ...]:
    """Everything worth knowing before the year starts, in reading order; accepted findings carry their reason.

    raises: UsageError if there is no program in the folder.
    """
    texts, gaps = fill_gaps(read_texts(folder))
    found, problems = draft_of(texts)
    linted = Linted(found)
    noticed = [*gaps, *(as_noticed(linted, each) for each in problems)]
    already = {(each.subject, each.code) for each in gaps}
    for check in RULE_MODULES:
        noticed += [each for each in check(linted) if (each.subject, each.code) not in already]
    return tuple(sorted(with_acceptances(linted, noticed), key=_reading_order))


def _reading_order(noticed: Noticed) -> tuple[str, int, int, str]:
    file, line, column = noticed.place.rsplit(":", 2)
    return file, int(line), int(column), noticed.code

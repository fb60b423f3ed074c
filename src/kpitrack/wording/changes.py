"""What changed from one report to the next, and why; values as they were remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kpitrack.model.ledger import Figures
from kpitrack.model.published import Goal
from kpitrack.model.snapshots import Cause, MetricChange, SnapshotCell, SnapshotMetric, SnapshotName
from kpitrack.model.statuses import Status
from kpitrack.wording import english
from kpitrack.wording.numbers import ValueForm, coded_words, count_text, value_text

CAUSES: Mapping[Cause, str] = {
    "data": "data",
    "definition": "definition",
    "calendar": "calendar",
    "software": "software",
    "day": "later day",
    "unknown": "cause not known",
}
_ALWAYS = ("data", "day")  # from week to week nobody needs to be told that these moved on
_MOST_NAMED = 5  # titles in one line
_SAME = "the same to the digits shown"


def compared_line(name: SnapshotName | None) -> str:
    if name is None:
        return "The first report in the history."
    return f"Compared with {name.id}, data through {english.day(name.as_of)}."


def change_line(change: MetricChange, *, with_causes: bool) -> str:
    """`Title, Gender: Female: 52 (was 49). Now met, was not met.`"""
    about = english.listed((change.metric.title, *(f"{name}: {value}" for name, value in change.categories)))
    causes = change.causes if with_causes else tuple(each for each in change.causes if each not in _ALWAYS)
    because = f"Because of: {causes_words(causes)}." if causes else ""
    return english.sentences(f"{about}: {_moved(change)}", _turned(change.before, change.after), because)


def hidden_line(titles: Sequence[str]) -> str:
    """Results that the last report showed and this one does not."""
    named = english.listed(titles[:_MOST_NAMED]) + (
        f" and {len(titles) - _MOST_NAMED} more" * (len(titles) > _MOST_NAMED)
    )
    return f"Not shown any more, to protect privacy; says nothing about performance: {named}."


def causes_words(causes: Sequence[Cause]) -> str:
    return english.listed(CAUSES[cause] for cause in causes)


def correction_because(causes: Sequence[Cause], files: Sequence[str]) -> str:
    """The reason of a correction that nobody gave in words."""
    named = english.listed(files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
    changed = causes_words(causes) if causes else "the document"
    return f"this has changed: {changed}" + (f" ({named})" if named else "")


def file_change(name: str, *, is_new: bool, is_gone: bool) -> str:
    return f"{name} {'new' if is_new else 'gone' if is_gone else 'changed'}"


def _moved(change: MetricChange) -> str:
    before, after = cell_text(change.metric, change.before), cell_text(change.metric, change.after)
    return f"{after} (was {before})." if before != after else f"{after}, {_numbers(change)}."


def _numbers(change: MetricChange) -> str:
    """Where the value reads the same, what stands behind it has moved."""
    old, new = _people(change.before), _people(change.after)
    return f"counted {new} (was {old})" if old != new and old and new else _SAME


def is_visible(change: MetricChange) -> bool:
    """Would a reader see a difference?"""
    return change.status_changed or not _moved(change).endswith(f"{_SAME}.")


def _people(cell: SnapshotCell | None) -> str:
    """Empty where it was not printed."""
    figures = cell.figures if cell else None
    return "" if figures is None or figures.n is None else count_text(figures.n)


def _turned(before: SnapshotCell | None, after: SnapshotCell | None) -> str:
    if before is None or after is None or before.status is after.status or None in (before.status, after.status):
        return ""
    return f"Now {status_word(after.status)}, was {status_word(before.status)}."


def status_word(status: Status | None) -> str:
    return english.STATUS_WORDS[status or Status.SUPPRESSED].lower()


def cell_text(metric: SnapshotMetric, cell: SnapshotCell | None) -> str:
    if cell is None:
        return "not in the report"
    return figures_text(ValueForm(metric.unit, metric.scale, metric.currency), cell.figures, metric.goal)


def figures_text(form: ValueForm, figures: Figures | None, goal: Goal | None = None) -> str:
    """A value as it was printed; of a coded one its code and no more."""
    if figures is None:
        return english.HIDDEN_VALUE
    if figures.coded is not None:
        return coded_words(figures.coded, form)
    return english.NO_VALUE if figures.value is None else value_text(figures.value, form, goal)

"""Which column holds what. The number of checkpoints comes from the definitions; four give columns A to U."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kpitrack.model.workbook import Labels
from kpitrack.wording import tracker as words

HEADER_ROW = 1  # as a spreadsheet counts
FIRST_ROW = 2

PILLAR, AIM, DISTRICT_GOAL, ITEM, CATEGORY, INCREASE, BASELINE = range(7)
_PER_CHECKPOINT = 3  # target, result, difference


def letters(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@dataclass(frozen=True)
class Layout:
    """The columns of a level tab, counted from 0."""

    labels: Labels

    @property
    def checkpoints(self) -> int:
        return len(self.labels.results)

    def target(self, number: int) -> int:
        return BASELINE + 1 + _PER_CHECKPOINT * number

    def result(self, number: int) -> int:
        return self.target(number) + 1

    def difference(self, number: int) -> int:
        return self.target(number) + 2

    @property
    def goal(self) -> int:
        return self.target(self.checkpoints)

    @property
    def status(self) -> int:
        return self.goal + 1

    @property
    def why(self) -> int:
        return self.goal + 2

    @property
    def trend(self) -> int:
        return self.goal + 3

    @property
    def id(self) -> int:
        return self.goal + 4

    @property
    def written(self) -> int:
        return self.goal + 5

    @property
    def check(self) -> int:
        """Which input of the row cannot be used as typed, counted from 1; 0 if none."""
        return self.goal + 6

    @property
    def inputs(self) -> tuple[int, ...]:
        """The columns people type in: baseline, then results."""
        return (BASELINE, *(self.result(number) for number in range(self.checkpoints)))

    @property
    def input_labels(self) -> tuple[str, ...]:
        return (self.labels.baseline, *self.labels.results)

    @property
    def entry_words(self) -> tuple[str, ...]:
        return words.entries(self.labels.baseline, self.labels.results)

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """The text of every header, in column order."""
        labels = self.labels
        checkpoints = (
            text for each in labels.results for text in (words.target(each), words.result(each), words.difference(each))
        )
        return (
            *(words.PILLAR, words.AIM, words.district_goal(labels.goal), words.ITEM, words.CATEGORY, words.INCREASE),
            words.baseline(labels.baseline),
            *checkpoints,
            *(words.final_target(labels.goal), words.goal_status(labels.goal), words.WHY, words.TREND),
            *(words.ID, words.WRITTEN, words.CHECK),
        )


@dataclass(frozen=True)
class PathLayout:
    """The columns of a path tab: item, known figures side by side, original path, targets, newest year."""

    checkpoints: int

    item: int = 0
    baseline: int = 1

    def result(self, number: int) -> int:
        return 2 + number

    def original(self, number: int) -> int:
        return 2 + self.checkpoints + number

    def target(self, number: int) -> int:
        return 2 + 2 * self.checkpoints + number

    @property
    def newest_result(self) -> int:
        return 2 + 3 * self.checkpoints

    @property
    def newest_target(self) -> int:
        return self.newest_result + 1

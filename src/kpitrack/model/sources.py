"""A source: which files, how they are laid out, and which of their columns are which fields."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field as Key
from pydantic import Strict, field_validator, model_validator

from kpitrack.model.calendar import Day
from kpitrack.model.closed import Closed
from kpitrack.model.conditions import EVERYTHING, Filter
from kpitrack.model.measures import GoalValue
from kpitrack.model.quantities import Quantity, Unit, as_decimal

Whole = Annotated[int, Strict()]  # `true` is not 1


class FieldType(StrEnum):
    """What a column holds; text is converted by this and nothing is guessed."""

    TEXT = "text"
    CHOICE = "choice"  # one of few texts
    LEVEL = "level"  # ordered texts, low to high
    LIST = "list"  # several texts in one cell
    WHOLE = "whole"
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    HOURS = "hours"
    DATE = "date"
    YES_NO = "yes_no"


NUMERIC_TYPES = frozenset({FieldType.WHOLE, FieldType.NUMBER, FieldType.PERCENT, FieldType.MONEY, FieldType.HOURS})


class Gathered(Closed):
    """Several columns of a row as one list."""

    each: tuple[str, ...] = Key(default=(), description="captions; every filled cell is one value of the list")
    yes: dict[str, str] = Key(
        default_factory=dict,
        description="caption of a yes/no column -> what it adds to the list where it says yes",
    )


class Field(Closed):
    """One field of a source."""

    column: str | Whole | tuple[str, ...] | Gathered | None = Key(
        default=None,
        description="caption, captions used over time, position (1 = first), or for a list several columns "
        "{each: [Race1, Race2], yes: {Hispanic: Hispanic or Latino}}; none for a stacked field",
    )
    type: FieldType | None = Key(
        default=None,
        description="default: number with a scale, level with levels, list, else choice with a map, else text",
    )
    map: str | dict[str, Any] | None = Key(default=None, description="name of a shipped map, or code -> value")
    format: tuple[str, ...] = Key(
        default=(), description="how dates or numbers are written: M/D/YYYY, YYYYMMDD, excel_serial …"
    )
    levels: tuple[str, ...] = Key(default=(), description="low to high")
    scale: tuple[Decimal, Decimal] | None = Key(default=None, description="[low, high]; a value outside is not usable")
    reversed: bool = Key(default=False, description="becomes low + high - x")
    blank_codes: tuple[str, ...] = Key(default=(), description="codes that mean empty, such as -99")
    blank_is: str | None = Key(
        default=None, description="what an empty cell says where the system leaves it out: no meals row = Not eligible"
    )
    required: bool = Key(default=False, description="a row without it is not usable")
    basis: Literal["hour", "year"] | None = Key(default=None, description="money: pay per hour or per year")

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        fixed = dict(raw)
        if isinstance(fixed.get("format"), str):
            fixed["format"] = [fixed["format"]]
        if isinstance(fixed.get("blank_codes"), list):
            fixed["blank_codes"] = [str(code) for code in fixed["blank_codes"]]
        if isinstance(fixed.get("map"), dict):
            fixed["map"] = {str(code): value for code, value in fixed["map"].items()}
        if isinstance(fixed.get("levels"), list):
            fixed["levels"] = [str(level) for level in fixed["levels"]]
        return fixed

    @property
    def is_text(self) -> bool:
        """Is a value of it one text, as a category is?"""
        return self.kind in (FieldType.TEXT, FieldType.CHOICE, FieldType.LEVEL)

    @property
    def kind(self) -> FieldType:
        """The type written, or the one its other keys imply."""
        if self.type is not None:
            return self.type
        if self.scale is not None:
            return FieldType.NUMBER
        if self.levels:
            return FieldType.LEVEL
        return FieldType.CHOICE if self.map is not None else FieldType.TEXT

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions this field may stand under, newest first; empty for a position or a stacked field."""
        if isinstance(self.column, str):
            return (self.column,)
        return self.column if isinstance(self.column, tuple) else ()

    @model_validator(mode="after")
    def _keys_fit_the_type(self) -> Field:
        if isinstance(self.column, Gathered) and self.kind is not FieldType.LIST:
            raise ValueError("several columns make a list: say `type: list`, or name one column")
        if self.blank_is is not None and self.kind not in (FieldType.TEXT, FieldType.CHOICE):
            raise ValueError("`blank_is` names a category; leave it out, or give the field the type choice")
        if self.reversed and self.scale is None:
            raise ValueError("`reversed` needs a `scale`: it becomes low + high - x")
        if self.kind is FieldType.LEVEL and not self.levels:
            raise ValueError("a level needs `levels`, low to high")
        return self


class Crosswalk(Closed):
    """Where another system's id of a unit stands beside ours."""

    source: str = Key(description="a source that has our id, and the other one as a field")
    field: str = Key(description="that field")


class IdColumn(Closed):
    """The column that names a unit."""

    column: str | Whole | tuple[str, ...]
    width: Whole | None = Key(default=None, ge=1, le=20, description="restores leading zeros up to this width")
    required: bool = Key(default=False, description="a row without it is not usable; otherwise it is an anonymous row")
    crosswalk: Crosswalk | None = Key(
        default=None, description="the column holds another system's id, such as the state's; this source translates it"
    )

    @property
    def captions(self) -> tuple[str, ...]:
        if isinstance(self.column, str):
            return (self.column,)
        return self.column if isinstance(self.column, tuple) else ()


class Interval(Closed):
    """Two date fields that say from when to when a row holds; open if the end is blank."""

    start: str
    end: str


def _check_weights(weights: Mapping[str, Any]) -> None:
    for name, weight in weights.items():
        if not isinstance(weight, Quantity) or weight.unit is not Unit.SHARE or weight.amount <= 0:
            raise ValueError(f"the weight of `{name}` is {weight.text}; write a share such as 25%")
    total = sum(weight.amount for weight in weights.values())
    if total != 1:
        raise ValueError(f"the weights add up to {as_decimal(total * 100, 2).normalize():f}%, not to 100%")


class Score(Closed):
    """A value computed from several fields of one row: an average with weights, or a sum."""

    combine: tuple[str, ...] | dict[str, GoalValue] | None = Key(
        default=None, description="[f, g] with equal weights, or {f: 25%, …} adding up to 100%"
    )
    add: tuple[str, ...] | None = None
    needs: Whole | Literal["all"] = Key(default="all", description="how many of the fields must be filled")
    inventory: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.combine or self.add or ())

    @model_validator(mode="after")
    def _is_one_rule(self) -> Score:
        if (self.combine is None) == (self.add is None):
            raise ValueError("a score has either `combine` (average) or `add` (sum)")
        if isinstance(self.combine, Mapping):
            _check_weights(self.combine)
        if self.needs != "all" and not 1 <= self.needs <= len(self.fields):
            raise ValueError(f"`needs: {self.needs}` does not fit {len(self.fields)} fields")
        return self


class Expected(Closed):
    """The people who should have a row in the source, written `studio_now` where the program's standard holds."""

    population: str
    at_least: GoalValue | None = Key(default=None, description="share of them; default: the program's standard")

    @model_validator(mode="before")
    @classmethod
    def _from_shorthand(cls, raw: Any) -> Any:
        return {"population": raw} if isinstance(raw, str) else raw


class Stack(Closed):
    """Item columns become rows: one row per answer."""

    columns: tuple[str, ...]
    name: str
    value: str


class Duplicates(Closed):
    """What happens to rows with the same key."""

    rule: Literal["refuse", "keep_latest", "keep_first", "keep_highest"] = "refuse"
    field: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_shorthand(cls, raw: Any) -> Any:
        if isinstance(raw, str):
            return {"rule": raw}
        if isinstance(raw, dict) and set(raw) == {"keep_highest"}:
            return {"rule": "keep_highest", "field": raw["keep_highest"]}
        return raw


class Source(Closed):
    """One source as written; its id is its key in the file."""

    name: str = Key(default="", exclude=True, description="set by the reader: the key in the file")
    owner: str = Key(description="who delivers it")
    files: tuple[str, ...] = Key(
        description="path, folder or pattern under the exports folder; {period} or {date} in the name dates its rows"
    )
    use: Literal["all", "newest"] = Key(default="all", description="newest: only the newest dated file")
    layout: str = Key(default="delimited", description="how the file is laid out: delimited, excel, qualtrics …")
    sheet: str | None = None
    hidden_rows: Literal["use", "drop"] = Key(default="use", description="rows that are hidden in a workbook")
    header_row: Whole | tuple[Whole, ...] | None = Key(
        default=None, description="row of the captions (1 = first), or rows joined with ' / '"
    )
    encoding: str | None = Key(default=None, description="only where bytes cannot tell, such as mac_roman")
    delimiter: str | None = None
    id_columns: dict[str, IdColumn] = Key(default_factory=dict, alias="id", description="unit -> its column")
    date: str | None = Key(default=None, description="the field that dates a row")
    dates: Interval | None = Key(default=None, description="the two fields between which a row holds")
    period: str | None = Key(default=None, description="a field that holds a period id")
    keep: Filter = EVERYTHING
    drop: Filter = EVERYTHING
    unique: tuple[str, ...] = Key(default=(), description="fields that together name a row")
    on_duplicate: Duplicates = Duplicates()
    fields: dict[str, Field]
    scores: dict[str, Score] = Key(default_factory=dict)
    stack: Stack | None = None
    gather: str | None = Key(
        default=None, description="a list field: rows of one person that differ in nothing else become one row"
    )
    dimensions: dict[str, str] = Key(
        default_factory=dict, description="dimension -> field, for rows without a person on a roster"
    )
    suppressed: tuple[str, ...] = Key(default=(), description="marks that mean hidden, not blank and not zero")
    current_within: GoalValue | None = Key(default=None, description="oldest acceptable export", examples=["7 days"])
    exported_on: Day | None = None
    expects: Expected | None = Key(
        default=None,
        description="a population whose members should have a row of this year; `kpitrack check` looks who has none",
        examples=["studio_now"],
    )
    max_unusable: GoalValue | None = Key(
        default=None, description="share of rows that are not usable above which the source is unusable; default 5%"
    )
    inventory: tuple[str, ...] = ()

    @field_validator("files", mode="before")
    @classmethod
    def _one_or_many_files(cls, raw: object) -> object:
        return (raw,) if isinstance(raw, str) else raw

    @field_validator("unique", mode="before")
    @classmethod
    def _one_or_many_keys(cls, raw: object) -> object:
        return (raw,) if isinstance(raw, str) else raw

    @model_validator(mode="after")
    def _one_way_of_dating(self) -> Source:
        if sum(each is not None for each in (self.date, self.dates, self.period)) > 1:
            raise ValueError("a source is dated by one of `date`, `dates` or `period`")
        return self

    def units(self) -> tuple[str, ...]:
        """People and things whose ids stand in the rows."""
        return tuple(self.id_columns)

    def key(self) -> tuple[str, ...]:
        """What together names a row; of stacked rows the item as well, because one answer sheet has many."""
        item = (self.stack.name,) if self.unique and self.stack else ()
        return tuple(dict.fromkeys((*self.unique, *item)))

    @property
    def is_dated_by_name(self) -> bool:
        """Do the files' names date their rows? Those of dated copies do where all are read and rows have no date."""
        is_own = self.use == "newest" or self.date or self.dates or self.period
        marks = ("{period}",) if is_own else ("{period}", "{date}")
        return any(mark in file for file in self.files for mark in marks)

    @property
    def is_dated(self) -> bool:
        """Do its rows carry a date at all?"""
        return bool(self.date or self.dates or self.period or self.is_dated_by_name)

    def names(self) -> tuple[str, ...]:
        """Every name that a filter or measure may use: fields, scores and id units."""
        return (*self.fields, *self.scores, *self.id_columns)

"""How a system lays its files out, as data: one YAML file per layout in `layouts/`.

A district adds a layout of its own as `targets/layouts/NAME.yaml`, with the same keys.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError

from kpitrack.errors import DefinitionError
from kpitrack.exports.package_data import parse_yaml, read_shipped
from kpitrack.model.closed import Closed
from kpitrack.model.shipped import LAYOUTS

_TOTAL_WORDS = (
    *("Total", "Totals", "Grand Total", "Subtotal", "Average", "Averages", "Mean", "Sum"),
    *("Total Students", "Total Enrollment", "Total Employees", "Total Staff", "Total Participants", "Total Responses"),
    *("Record Count", "Row Count", "Total Count", "Total Records", "Total Rows", "Total Hours", "Total Credits"),
    *("# students", "# records", "# rows", "# results", "# entries", "# participants"),
)


class DropRule(Closed):
    """Rows that are no data, told by one column, such as previews. Ignored in files without that column."""

    column: str
    values: tuple[str, ...]
    reason: str


class CheckAll(Closed):
    """How a check-all question is spread over columns, so that they fold into one list."""

    joined_by: str = Field(description="between the question and the option in a caption")
    options: Literal["text", "number"] = Field(default="text", description="what stands behind the joint")
    labels_in: int | None = Field(default=None, description="caption row that holds the option's text")
    label_after: str = Field(default="", description="the option's text follows the last of these")
    excluded: tuple[str, ...] = Field(default=(), alias="not", description="options that are free text")


class Appended(Closed):
    """Columns at the end that only some files of the layout have."""

    first_cell_ends: str = Field(description="the first cell of such a file ends with this")
    columns: tuple[str, ...]


class Join(Closed):
    """One more table of a bundle. Its columns are called `table.column`."""

    table: str
    match: dict[str, tuple[str, ...]] = Field(
        description="column of this table -> columns so far, the first filled of which it equals; "
        "a condition on columns that the bundle does not have is left out"
    )
    spelled: dict[str, str] = Field(default_factory=dict, description="another spelling of a column -> its name here")
    only: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="column -> values of rows that count")
    each: str = Field(default="", description="one row for every different value of this column; else the first row")
    earliest: tuple[str, ...] = Field(default=(), description="of several rows that become one: the first day")
    latest: tuple[str, ...] = Field(default=(), description="likewise the last day; blank if one of them is")
    orphans: bool = Field(default=False, description="rows that belong to nobody are worth a warning")


class Bundle(Closed):
    """Several tables in one folder or zip that become one table."""

    manifest: str = Field(description="the file that says which tables there are")
    rows: str = Field(description="the table that lists everybody")
    version: str = Field(default="", description="the property of the manifest that tells the version")
    declared: str = Field(default="file.", description="what stands before a table's name in the manifest")
    joins: tuple[Join, ...] = ()


class Sign(Closed):
    """By what `kpitrack inspect` knows a file of this layout. All that is written must hold."""

    title: str = Field(default="", description="what the file is called; default: the layout's title")
    rows: dict[int, tuple[str, ...]] = Field(default_factory=dict, description="row -> cells that stand in it")
    first_cells: tuple[str, ...] = Field(default=(), description="the very first cell is one of these")
    pattern: dict[int, str] = Field(default_factory=dict, description="row -> expression for its first cell")
    anywhere: str = Field(default="", description="some cell of the first rows has this form")
    encoding: str = ""
    delimiter: str = ""
    answers: Literal["", "text", "numbers"] = Field(default="", description="what check-all cells hold")


class Layout(Closed):
    """One way of laying out a file."""

    title: str
    reads: Literal["text", "workbook"] = "text"
    header_rows: int = Field(default=1, ge=0, description="rows before the data; 0 = no captions")
    captions: tuple[int, ...] = Field(default=(1,), description="which of them make the captions, joined by ' / '")
    also_called: int | None = Field(default=None, description="a row with other names of the same columns")
    plain_words: tuple[str, ...] = Field(default=(), description="words in the last caption row that add nothing")
    columns: tuple[str, ...] = Field(default=(), description="what the columns are called in a file without captions")
    appended: Appended | None = None
    caption_row_has: tuple[str, ...] = Field(
        default=(), description="captions by which the caption row is found below any number of title lines"
    )
    delimiter: str | None = None
    quoted: bool = Field(default=True, description="false: a quotation mark is an ordinary character")
    encoding: str | None = Field(default=None, description="what bytes mean that are not UTF-8; default: cp1252")
    value_after: str = Field(default="", description="a cell `uri://…#Value` means what follows the last of these")
    suppressed: tuple[str, ...] = Field(default=(), description="marks that mean hidden, not blank and not zero")
    total_words: tuple[str, ...] = Field(
        default=_TOTAL_WORDS,
        description="a row with blank cells whose first filled cell is one of these is a footer; # is any number",
    )
    drop: tuple[DropRule, ...] = ()
    check_all: CheckAll | None = None
    list_separator: str = ";"
    date_formats: tuple[str, ...] = Field(default=(), description="tried where a date field declares no format")
    bundle: Bundle | None = None
    signs: tuple[Sign, ...] = Field(default=(), description="any of them names the layout")
    owner: str = Field(default="", description="who usually delivers such a file")
    proposes: dict[str, Any] = Field(
        default_factory=dict, description="keys of a source in sources.yaml that fit, as far as their columns are there"
    )

    @property
    def has_captions(self) -> bool:
        return self.header_rows > 0


def find_layout(name: str, own: Path | None = None) -> Layout:
    """The layout of that name: the district's own, else the shipped one.

    raises: DefinitionError if there is none or it is written wrongly.
    """
    if own is not None and (file := own / f"{name}.yaml").is_file():
        return _parse(file.read_text(encoding="utf-8"), where=f"layouts/{name}.yaml")
    return shipped_layout(name)


@cache
def shipped_layout(name: str) -> Layout:
    """A layout that comes with the package."""
    written = read_shipped("layouts", name)
    if written is None:
        raise DefinitionError(f"there is no layout {name!r}", hint="use a shipped layout, or add layouts/NAME.yaml")
    return _parse(written, where=f"layout {name}")


def shipped_layouts() -> dict[str, Layout]:
    """Every layout of the package by its name."""
    return {name: shipped_layout(name) for name in LAYOUTS}


def _parse(written: str, *, where: str) -> Layout:
    try:
        return Layout.model_validate(parse_yaml(written))
    except yaml.YAMLError as error:
        raise DefinitionError(f"the layout is not YAML: {error}", where=where) from None
    except ValidationError as error:
        details = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise DefinitionError(f"the layout cannot be used: {details}", where=where) from None

"""How a system lays its files out, as data: one YAML file per layout in `layouts/`.

A district adds a layout of its own as `targets/layouts/NAME.yaml`, with the same keys.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from kpitrack.errors import DefinitionError
from kpitrack.exports.package_data import parse_yaml, read_shipped
from kpitrack.model.closed import Closed

_TOTAL_WORDS = (
    *("Total", "Totals", "Grand Total", "Subtotal", "Average", "Averages", "Mean", "Sum"),
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


class Layout(Closed):
    """One way of laying out a file."""

    title: str
    reads: Literal["text", "workbook"] = "text"
    header_rows: int = Field(default=1, ge=0, description="rows before the data; 0 = no captions")
    captions: tuple[int, ...] = Field(default=(1,), description="which of them make the captions, joined by ' / '")
    also_called: int | None = Field(default=None, description="a row with other names of the same columns")
    plain_words: tuple[str, ...] = Field(default=(), description="words in the last caption row that add nothing")
    delimiter: str | None = None
    quoted: bool = Field(default=True, description="false: a quotation mark is an ordinary character")
    encoding: str | None = None
    total_words: tuple[str, ...] = Field(
        default=_TOTAL_WORDS,
        description="a row with blank cells whose first filled cell is one of these is a footer; # is any number",
    )
    drop: tuple[DropRule, ...] = ()
    check_all: CheckAll | None = None
    list_separator: str = ";"
    date_formats: tuple[str, ...] = Field(default=(), description="tried where a date field declares no format")


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


def _parse(written: str, *, where: str) -> Layout:
    try:
        return Layout.model_validate(parse_yaml(written))
    except yaml.YAMLError as error:
        raise DefinitionError(f"the layout is not YAML: {error}", where=where) from None
    except ValidationError as error:
        details = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise DefinitionError(f"the layout cannot be used: {details}", where=where) from None

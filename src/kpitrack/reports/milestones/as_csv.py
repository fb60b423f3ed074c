"""CSV: one row per milestone, every fact in its own column, for Excel filters and scripts."""

from __future__ import annotations

import csv
from dataclasses import asdict, fields
from io import StringIO

from kpitrack.model.schedule import Schedule
from kpitrack.reports.milestones.facts import Fact, facts_of
from kpitrack.reports.plain import cell_of_a_sheet, one_line
from kpitrack.reports.screen import Screen

COLUMNS = ("as_of", *(each.name for each in fields(Fact)))


def render(schedule: Schedule, screen: Screen) -> str:  # noqa: ARG001 - CSV looks the same everywhere
    """RFC 4180: commas, CRLF, quotes where needed. Lists are joined with semicolons."""
    written = StringIO()
    table = csv.DictWriter(written, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    for fact in facts_of(schedule):
        row = {"as_of": schedule.as_of, **asdict(fact)}
        table.writerow({name: _cell(value) for name, value in row.items()})
    return written.getvalue()


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return cell_of_a_sheet(one_line("; ".join(str(each) for each in value)))
        case str():
            return cell_of_a_sheet(one_line(value))
        case _:
            return value

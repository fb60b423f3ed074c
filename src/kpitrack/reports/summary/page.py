"""The summary as one self-contained page of at most two printed sheets: no script, no request to anywhere."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from kpitrack.model.reporting import WeeklySummary
from kpitrack.reports.summary.parts import (
    compared_line,
    heading_facts,
    hidden_line,
    parts,
    status_line,
    warnings,
)
from kpitrack.wording import UNICODE, english

_FILE = "page.html.j2"


def render(summary: WeeklySummary) -> str:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files("kpitrack.reports.summary").joinpath(_FILE).read_text(encoding="utf-8"))
    page = template.render(
        title=f"{summary.report.title}: {summary.edition.title}",
        facts=heading_facts(summary),
        warnings=warnings(summary),
        status_line=status_line(summary),
        hidden_line=hidden_line(summary),
        compared_line=compared_line(summary),
        parts=parts(summary),
        marks=UNICODE.marks,
        words=english.STATUS_WORDS,
    )
    return page.rstrip() + "\n"

"""The audit: published files + ledger + declared structure -> what an outsider could work out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpitrack.disclosure import audit as attacker
from kpitrack.disclosure.audit.declared import declared_structure, declared_widths
from kpitrack.errors import UsageError
from kpitrack.history.ledger import shown_before
from kpitrack.model.program import Program
from kpitrack.pipeline.orders import ledger_of


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit read, and what it found."""

    result: attacker.Audit
    files: int
    ledger_rows: int


def audit(program: Program, files: Sequence[Path], *, ledger: Path | None, seconds: float) -> Audited:
    """Attack what was published: report files as JSON, and every cell that the ledger says was shown.

    raises: UsageError for a file that is no report of this program, or that was never meant to leave the team.
    """
    known: dict[attacker.Series, attacker.Printed] = {}
    structure = declared_structure(program)
    for path in files:
        attacker.printed_in_report(_report(program, path), known, structure)
    where = ledger or ledger_of(program)
    rows = shown_before(where, program.program.id)
    attacker.printed_in_ledger(rows, known, structure)
    found = attacker.attack(known, structure, declared_widths(program), effort=attacker.Effort(seconds=seconds))
    return Audited(found, len(files), len(rows))


def _report(program: Program, path: Path) -> Any:
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise UsageError(f"{path} cannot be read: {problem}", hint="kpitrack report --format json -o FILE") from None
    if isinstance(report, dict) and isinstance(report.get("report"), dict):
        report = report["report"]  # a weekly summary has the whole report in it
    if not isinstance(report, dict) or report.get("schema") != 1 or "metrics" not in report:
        raise UsageError(f"{path} is no report", hint="kpitrack report --format json -o FILE")
    if report["program"] != program.program.id:
        raise UsageError(f"{path} is a report of {report['program']}", hint="--targets DIR of that program")
    if report["audience"] == "internal":
        raise UsageError(f"{path} is internal: it hides nothing", hint="audit what is to leave the team")
    return report

"""`--fail-on`: findings of a report that can end a command with exit code 3, and how such a command ends."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from kpitrack.cli.ending import exit_code

if TYPE_CHECKING:
    from kpitrack.model.published import Report


class FailOn(StrEnum):
    """Findings that can end the command with exit code 3."""

    UNMET = "unmet"
    ALERT = "alert"
    WARN = "warn"
    ERROR = "error"


FailOnOption = Annotated[
    list[FailOn] | None,
    typer.Option(
        "--fail-on", metavar="unmet|alert|warn|error", help="End with exit code 3 if there is one; may be repeated."
    ),
]


def end_with(result: Report, fail_on: list[FailOn], *, quiet: bool) -> None:
    """Ends the command, and says why, if a source could not be used or a finding is there."""
    code = exit_code(unusable_source=result.has_unusable_source, finding=has_finding(result, fail_on))
    if not code:
        return
    unusable = [source.name for source in result.sources if not source.usable]
    reason = f"not usable: {', '.join(unusable)}" if unusable else "found what --fail-on names"
    if not quiet:
        typer.echo(f"exit code {code}: {reason}", err=True)
    raise typer.Exit(code)


def has_finding(result: Report, fail_on: list[FailOn]) -> bool:
    return any(_FINDINGS[each](result) for each in fail_on)


def _is_unmet(result: Report) -> bool:
    return result.summary.get("not_met", 0) > 0


def _has_alert(result: Report) -> bool:
    return any(alert.triggered for metric in result.metrics for alert in metric.alerts)


def _has_warning(result: Report) -> bool:
    return any(problem.level in ("warning", "error") for problem in result.problems)


def _has_error(result: Report) -> bool:
    return any(problem.level == "error" for problem in result.problems)


_FINDINGS = {
    FailOn.UNMET: _is_unmet,
    FailOn.ALERT: _has_alert,
    FailOn.WARN: _has_warning,
    FailOn.ERROR: _has_error,
}

"""Findings about definitions as text and as JSON."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from kpitrack.model.findings import Coverage, Finding
from kpitrack.wording import english

_INDENT = "  "


def as_text(
    findings: Sequence[Finding], coverage: Coverage | None, *, width: int = 100, with_accepted: bool = False
) -> str:
    """Each finding with its place, why it matters and what to write; then the counts."""
    lines: list[str] = []
    for finding in findings:
        if with_accepted or not finding.accepted:
            lines += [*_finding(finding, width), ""]
    if coverage is not None:
        lines += [*_coverage(coverage, width), ""]
    return "\n".join([*lines, summary(findings)]) + "\n"


def _finding(finding: Finding, width: int) -> Iterator[str]:
    state = "accepted" if finding.accepted else finding.severity
    yield f"{finding.place}: {state} {finding.code} ({finding.criterion})"
    yield from _wrapped(finding.sentence, width)
    if finding.accepted:
        yield from _wrapped(f"why: {finding.accepted}", width)
    elif finding.suggestion:
        yield from _wrapped(f"try: {finding.suggestion}", width)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 40), initial_indent=_INDENT, subsequent_indent=_INDENT * 2)


def summary(findings: Sequence[Finding]) -> str:
    """`1 error, 2 warnings, 3 notes; 4 accepted.`"""
    counted = Counter(each.severity for each in findings if not each.accepted)
    found = [english.counted(counted[each], each) for each in ("error", "warning", "note") if counted[each]]
    accepted = sum(bool(each.accepted) for each in findings)
    return f"{', '.join(found) or 'Nothing found'}{f'; {accepted} accepted' if accepted else ''}."


_CAPTIONS = ("kind of statement", "stated", "claimed", "compared", "agree", "differ, with reason")


def _coverage(coverage: Coverage, width: int) -> Iterator[str]:
    yield "The documents' statements"
    rows = [
        (each.kind, each.statements, each.claimed, each.compared, each.agreeing, each.differing_with_reason)
        for each in coverage.kinds
        if each.must_be_claimed
    ]
    longest = max(len(_CAPTIONS[0]), *(len(str(row[0])) for row in rows))
    yield _row(_CAPTIONS, longest)
    for row in rows:
        yield _row(tuple(str(each) for each in row), longest)
    context = [
        f"{each.kind} {each.claimed} of {each.statements}" for each in coverage.kinds if not each.must_be_claimed
    ]
    yield from textwrap.wrap(f"Context, claimed where something fulfils it: {', '.join(context)}.", width)
    yield f"Nobody claims: {', '.join(coverage.unclaimed) or 'none'}."


def _row(cells: tuple[str, ...], longest: int) -> str:
    first, *others = cells
    numbers = (cell.rjust(len(caption)) for cell, caption in zip(others, _CAPTIONS[1:], strict=True))
    return f"  {first.ljust(longest)}  {'  '.join(numbers)}".rstrip()


def as_json(findings: Sequence[Finding], coverage: Coverage | None) -> dict[str, Any]:
    """Every finding, accepted ones with their reason; the coverage if it was asked for."""
    found: dict[str, Any] = {"findings": [_json(each) for each in findings], "summary": summary(findings)}
    if coverage is not None:
        found["coverage"] = {
            "kinds": [
                {
                    "kind": each.kind,
                    "must_be_claimed": each.must_be_claimed,
                    "statements": each.statements,
                    "claimed": each.claimed,
                    "compared": each.compared,
                    "agreeing": each.agreeing,
                    "differing_with_reason": each.differing_with_reason,
                }
                for each in coverage.kinds
            ],
            "unclaimed": list(coverage.unclaimed),
            "reasons": dict(coverage.reasons),
        }
    return found


def _json(finding: Finding) -> dict[str, Any]:
    file, line, column = finding.place.rsplit(":", 2)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "criterion": finding.criterion,
        "file": file,
        "line": int(line),
        "column": int(column),
        "subject": finding.subject,
        "reason": finding.sentence,
        "suggestion": finding.suggestion,
        "accepted": finding.accepted or None,
    }

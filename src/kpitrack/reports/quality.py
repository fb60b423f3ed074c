"""The quality of the data as text and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from kpitrack.model.quality import STANDARDS, Audit, Quality, QualityFinding, QualityLevel, Suspicion
from kpitrack.reports.as_json import problem
from kpitrack.reports.closing import problem_lines
from kpitrack.wording import quality as words

_EVERY_LEVEL: tuple[QualityLevel, ...] = ("fail", "warn", "unknown", "pass")
_NARROWEST = 40


def as_text(quality: Quality, *, width: int = 100, verbose: bool = False) -> str:
    """The standards at a glance; then what to mend, the worst first: where, what to do, and which metrics it touches.

    width: columns of the screen. verbose: list what passes, too.
    """
    written: list[str] = []
    for line in _lines(quality, verbose=verbose):
        text = line.lstrip()
        indent = " " * (len(line) - len(text))
        written += textwrap.wrap(
            text, max(width, _NARROWEST), initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False
        ) or [""]
    return "\n".join(written) + "\n"


def _lines(quality: Quality, *, verbose: bool) -> Iterator[str]:
    yield words.heading(quality)
    for standard in STANDARDS:
        yield f"  {words.standard_line(quality, standard)}"
    for name, reason in quality.unusable.items():
        yield ""
        yield words.unusable(name, reason, quality.owners.get(name, ""))
    for level in _EVERY_LEVEL if verbose else _EVERY_LEVEL[:2]:
        for same in _alike([each for each in quality.findings if each.level == level]):
            yield ""
            yield f"{words.LEVELS[level]:<4} {words.TITLES[same[0].standard]}{words.advised(same[0])}"
            for each in same:
                yield f"     - {words.place(each.source, quality.owners)}{words.sentence(each)}.{words.touched(each)}"
    if quality.suspicions:
        yield ""
        yield "Worth a look"
        for odd in sorted(quality.suspicions, key=lambda each: -len(each.metrics)):
            yield f"     - {words.place(odd.source, quality.owners)}{words.asked(odd)}{words.touched(odd)}"
    if rows := problem_lines(quality.problems):
        yield ""
        yield f"Rows and files to mend ({len(quality.problems)})"
        yield from (f"     - {line}" for line in rows)
    yield ""
    yield words.verdict(quality)
    if unread := words.unread(quality):
        yield unread
    yield from words.next_step(quality)


def _alike(findings: Sequence[QualityFinding]) -> list[list[QualityFinding]]:
    """Findings with the same thing to do, those together that touch most first."""
    groups: dict[tuple[str, str], list[QualityFinding]] = {}
    for each in findings:
        groups.setdefault((each.standard, words.advice(each)), []).append(each)
    for same in groups.values():
        same.sort(key=lambda each: -len(each.metrics))
    return sorted(groups.values(), key=lambda same: -len(same[0].metrics))


def as_json(quality: Quality) -> str:
    """Everything, for programs. Shares are numbers 0..1."""
    content = {
        "program": quality.program,
        "as_of": quality.as_of.isoformat(),
        "verdict": words.verdict(quality),
        "standards": {standard: quality.level_of(standard) for standard in STANDARDS},
        "unusable": dict(quality.unusable),
        "unread": list(quality.unread),
        "findings": [_finding(each) for each in quality.findings],
        "suspicions": [_suspicion(each) for each in quality.suspicions],
        "problems": [problem(each) for each in quality.problems],
        "marks": {metric: list(marks) for metric, marks in quality.marks.items()},
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _finding(finding: QualityFinding) -> dict[str, Any]:
    return {
        "standard": finding.standard,
        "level": finding.level,
        "source": finding.source,
        "field": finding.field,
        "code": finding.code,
        "value": float(finding.value) if finding.value is not None else None,
        "message": words.sentence(finding),
        "hint": words.advice(finding),
        "facts": dict(finding.facts),
        "metrics": list(finding.metrics),
    }


def _suspicion(found: Suspicion) -> dict[str, Any]:
    return {
        "source": found.source,
        "code": found.code,
        "message": " - ".join(words.suspicion(found)),
        **found.facts,
        "metrics": list(found.metrics),
    }


def audit_text(audit: Audit, sampled: int, limit: Fraction, *, rows_to_prove: int) -> str:
    """The score of a filled-in sample, and how far it can be relied on."""
    bounds = f"{words.percent(audit.low)} to {words.percent(audit.high)}"
    met = "below" if audit.rate < limit else "not below"
    return (
        f"{audit.source}: {audit.wrong} of {audit.checked} checked rows are wrong ({words.percent(audit.rate)}), "
        f"{met} the standard of {words.percent(limit)}\n"
        f"exact 95 % interval of the error rate: {bounds}\n"
        f"{words.certainty(audit, limit, rows_to_prove)}\n"
        f"{sampled - audit.checked} of {sampled} rows have no answer\n"
    )

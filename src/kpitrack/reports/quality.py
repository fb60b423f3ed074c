"""The quality of the data as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from kpitrack.model.quality import STANDARDS, Audit, Quality, QualityFinding, Standard
from kpitrack.wording import quality as words


def as_text(quality: Quality, *, verbose: bool = False) -> str:
    """Standards first, then what is not as it should be, then suspicions.

    verbose: list what passes, too.
    """
    return "\n".join(_lines(quality, verbose=verbose)) + "\n"


def _lines(quality: Quality, *, verbose: bool) -> Iterator[str]:
    yield f"Data quality of {quality.program} as of {quality.as_of}: {quality.sources} sources"
    for name, reason in quality.unusable.items():
        yield f"  UNUSABLE  {name}: {reason}"
    for standard in STANDARDS:
        yield ""
        yield f"{words.TITLES[standard]}: {words.LEVELS[quality.level_of(standard)]}"
        yield from _of_standard(quality, standard, verbose=verbose)
    if quality.suspicions:
        yield ""
        yield "Worth a look"
        for each in quality.suspicions:
            said, question = words.suspicion(each)
            yield f"  {each.source}: {said}. {question[0].upper()}{question[1:]}"
    yield ""
    yield words.verdict(quality)


def _of_standard(quality: Quality, standard: Standard, *, verbose: bool) -> Iterator[str]:
    found = [each for each in quality.findings if each.standard == standard]
    shown = [each for each in found if verbose or each.level in ("warn", "fail")]
    for each in sorted(shown, key=lambda finding: _ORDER[finding.level]):
        place = f"{each.source}: " if each.source else ""
        advice = words.advice(each)
        yield f"  {words.LEVELS[each.level]:<4} {place}{words.sentence(each)}" + (
            f"\n       try: {advice}" if advice else ""
        )
    silent = len(found) - len(shown)
    if silent and not verbose:
        unknown = sum(each.level == "unknown" and each.code != "coverage" for each in found)
        passed = sum(each.level == "pass" for each in found)
        yield f"  {passed} checks passed" + (f", {unknown} not known" if unknown else "")


_ORDER = {"fail": 0, "warn": 1, "unknown": 2, "pass": 3}


def as_json(quality: Quality) -> str:
    """Everything, for programs. Shares are numbers 0..1."""
    content = {
        "program": quality.program,
        "as_of": quality.as_of.isoformat(),
        "verdict": words.verdict(quality),
        "standards": {standard: quality.level_of(standard) for standard in STANDARDS},
        "unusable": dict(quality.unusable),
        "findings": [_finding(each) for each in quality.findings],
        "suspicions": [
            {"source": each.source, "code": each.code, "message": " - ".join(words.suspicion(each)), **each.facts}
            for each in quality.suspicions
        ],
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
    }


def audit_text(audit: Audit, sampled: int, limit: Fraction) -> str:
    """The score of a filled-in sample."""
    bounds = f"{words.percent(audit.low)} to {words.percent(audit.high)}"
    met = "below" if audit.rate < limit else "not below"
    return (
        f"{audit.source}: {audit.wrong} of {audit.checked} checked rows are wrong ({words.percent(audit.rate)}), "
        f"{met} the standard of {words.percent(limit)}\n"
        f"exact 95 % interval of the error rate: {bounds}\n"
        f"{sampled - audit.checked} of {sampled} rows have no answer\n"
    )

"""The gate before a release: what is about to leave is attacked together with everything that was shown before.

A small program is audited whole, a large one by a sample that the same input always draws the same way; what is not in
the sample stands on its certificate. A dimension in which something could be told is withheld and the report made
again, so that a Monday without anybody watching still has its report. What withholding does not heal is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from kpitrack.disclosure import audit as attacker
from kpitrack.disclosure.audit import Audit, Finding, Printed, Series
from kpitrack.disclosure.audit.declared import declared_structure, declared_widths
from kpitrack.disclosure.audit.printed import Group
from kpitrack.errors import KpitrackError
from kpitrack.model.ledger import LedgerRow
from kpitrack.model.program import Program
from kpitrack.model.published import Report, Withheld
from kpitrack.model.units import value_unit
from kpitrack.reports.as_json import as_json

WORK = 2_000_000  # unknowns times problems, about 20 seconds; the shipped program needs a thirtieth
NODES = 1_000  # of the search tree of one problem
_ROUNDS = 3  # a dimension, then another, then the whole metric
_LISTED = 5
_PRINTED = ("small", "elsewhere", "change", "rest")  # findings about what stands there, not about what is hidden


class ReleaseRefused(KpitrackError):
    """What was to be released would tell of a few people, alone or beside what was shown before."""

    exit_code = 3


def safe_report(
    program: Program, released: Sequence[LedgerRow], make: Callable[[frozenset[Withheld]], Report]
) -> Report:
    """A report in which the attacker finds nothing, made with as little withheld as it takes.

    make: the report without what is named. Nothing is audited for the internal audience, which sees everything.
    raises: ReleaseRefused if something can be told even so.
    """
    report = make(frozenset())
    if report.audience == "internal":
        return report
    withheld: frozenset[Withheld] = frozenset()
    for _ in range(_ROUNDS):
        findings = _new_findings(program, report, released)
        if not findings:
            return report
        withheld |= {_to_withhold(each, withheld) for each in findings}
        report = replace(make(withheld), withheld=tuple(sorted(withheld)))
    findings = _new_findings(program, report, released)
    if findings:
        raise _refused(findings)
    return report


def must_be_safe(program: Program, rows: Sequence[LedgerRow], released: Sequence[LedgerRow]) -> None:
    """The same for rows that cannot be changed any more, such as those of a draft that was signed off.

    raises: ReleaseRefused with the groups that could be told, without their numbers.
    """
    known: dict[Series, Printed] = {}
    kinds, scales = _kinds_and_scales(program)
    attacker.printed_in_ledger(_of_same_metrics(released, {row.metric for row in rows}), kinds, known, scales)
    shown = {(row.metric, frozenset(row.categories)) for row in rows if row.shown is not None}
    about = attacker.printed_in_ledger(rows, kinds, known, scales)
    findings = [each for each in _attack(program, known, about).findings if _is_new(each, shown)]
    if findings:
        raise _refused(findings)


def _new_findings(program: Program, report: Report, released: Sequence[LedgerRow]) -> list[Finding]:
    known: dict[Series, Printed] = {}
    kinds, scales = _kinds_and_scales(program)
    attacker.printed_in_ledger(_of_same_metrics(released, {each.id for each in report.metrics}), kinds, known, scales)
    own: dict[Series, Printed] = {}
    attacker.printed_in_report(as_json(report), own)
    shown = {
        (series.metric, group)
        for series, printed in own.items()
        for group, facts in printed.facts.items()
        if not all(fact.hidden for fact in facts)
    }
    about = attacker.printed_in_report(as_json(report), known)
    return [each for each in _attack(program, known, about).findings if _is_new(each, shown)]


def _attack(program: Program, known: Mapping[Series, Printed], about: frozenset[Series]) -> Audit:
    effort = attacker.Effort(work=WORK, nodes=NODES)
    return attacker.attack(known, declared_structure(program), declared_widths(program), effort=effort, about=about)


def _kinds_and_scales(program: Program) -> tuple[Mapping[str, str], Mapping[str, int | None]]:
    kinds = {name: each.measure.kind.value for name, each in program.metrics.items()}
    return kinds, {name: value_unit(program, name).scale for name in program.metrics}


def _of_same_metrics(rows: Sequence[LedgerRow], metrics: set[str]) -> list[LedgerRow]:
    return [row for row in rows if row.metric in metrics]


def _is_new(finding: Finding, shown: set[tuple[str, Group]]) -> bool:
    """What earlier releases printed cannot be taken back; what this one prints, or lets be worked out, can."""
    return finding.quantity not in _PRINTED or (finding.series.metric, finding.group) in shown


def _to_withhold(finding: Finding, withheld: frozenset[Withheld]) -> Withheld:
    """The dimension in which a group was told, schools last; then the whole metric."""
    metric = finding.series.metric
    for dimension in sorted((name for name, _ in finding.group), key=lambda name: (name == "school", name)):
        if (metric, dimension) not in withheld:
            return metric, dimension
    return metric, ""


def _refused(findings: Sequence[Finding]) -> ReleaseRefused:
    named = "".join(f"\n  {each.series.metric}, {_named(each.group)}: {each.why}" for each in findings[:_LISTED])
    more = f"\n  and {len(findings) - _LISTED} more" if len(findings) > _LISTED else ""
    return ReleaseRefused(
        f"refused: an outsider could work out {len(findings)} hidden numbers from this release and earlier ones"
        f"{named}{more}\n  nothing was released",
        hint="leave these metrics out with `show` in reports.yaml, or raise min_n in program.yaml; then make it again",
    )


def _named(group: Group) -> str:
    return ", ".join(f"{name} {category}" for name, category in sorted(group)) or "everyone"

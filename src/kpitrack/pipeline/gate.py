"""The gate before a release: what is about to leave is attacked together with everything that was shown before.

A small program is audited whole, a large one by a sample that the same input always draws the same way; what is not in
the sample stands on its certificate. A dimension in which something could be told is withheld and the report, or the
workbooks, made again, so that a Monday without anybody watching still has its report. What withholding does not heal is
refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from kpitrack.disclosure import audit as attacker
from kpitrack.disclosure.audit import Finding, Printed, Series, Structure
from kpitrack.disclosure.audit.declared import declared_structure, declared_widths
from kpitrack.disclosure.audit.structure import Group
from kpitrack.errors import KpitrackError
from kpitrack.model.ledger import LedgerRow
from kpitrack.model.program import Program
from kpitrack.model.published import Report, Withheld
from kpitrack.reports.as_json import as_json

WORK = 2_000_000  # unknowns times problems, about 20 seconds; the shipped program needs a hundredth
WORK_ON_WORKBOOKS = 300_000  # a thousand schools are to have theirs in half a minute
NODES = 1_000  # of the search tree of one problem
_ROUNDS = 3  # a dimension, then another, then the whole metric
_LISTED = 5
# Findings about what stands there. What earlier releases printed cannot be taken back; what this one prints can.
_PRINTED = ("small", "elsewhere", "change", "rest")
_LEAVE_OUT = "leave these metrics out with `show` in reports.yaml, or raise min_n in program.yaml; then make it again"
_LEAVE_OUT_ROWS = (
    "take the rows of these metrics out of tracker.yaml, or build the tabs of one level alone with --level, or raise"
    " min_n in program.yaml; then build them again"
)

Made = TypeVar("Made")
Read: TypeAlias = Callable[[dict[Series, Printed], Structure], frozenset[Series]]  # adds what a release prints


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
    report, withheld = _least_withheld(make, _Gate(program, released).findings_in_report, _LEAVE_OUT)
    return replace(report, withheld=withheld) if withheld else report


def safe_rows(
    program: Program,
    released: Sequence[LedgerRow],
    make: Callable[[frozenset[Withheld]], Made],
    rows: Callable[[Made], Sequence[LedgerRow]],
) -> tuple[Made, tuple[Withheld, ...]]:
    """The same for workbooks, whose rows in the ledger are all that they show.

    make: what is released, without what is named. rows: its rows, each under the release and version that it will have.
    returns: it, and what had to be withheld.
    raises: ReleaseRefused if something can be told even so.
    """
    gate = _Gate(program, released, WORK_ON_WORKBOOKS)
    return _least_withheld(make, lambda made: gate.findings_in_rows(rows(made)), _LEAVE_OUT_ROWS)


def must_be_safe(program: Program, rows: Sequence[LedgerRow], released: Sequence[LedgerRow]) -> None:
    """The same for rows that cannot be changed any more, such as those of a draft that was signed off.

    raises: ReleaseRefused with the groups that could be told, without their numbers.
    """
    findings = _Gate(program, released).findings_in_rows(rows)
    if findings:
        raise _refused(findings, _LEAVE_OUT)


def _least_withheld(
    make: Callable[[frozenset[Withheld]], Made], findings_in: Callable[[Made], Sequence[Finding]], hint: str
) -> tuple[Made, tuple[Withheld, ...]]:
    withheld: frozenset[Withheld] = frozenset()
    for _ in range(_ROUNDS + 1):
        made = make(withheld)
        findings = findings_in(made)
        if not findings:
            return made, tuple(sorted(withheld))
        withheld |= {_to_withhold(each, withheld) for each in findings}
    raise _refused(findings, hint)


@dataclass(frozen=True, slots=True)
class _Gate:
    program: Program
    released: Sequence[LedgerRow]
    work: int = WORK

    def findings_in_report(self, report: Report) -> Sequence[Finding]:
        if report.audience == "internal":
            return ()
        text = as_json(report)
        return self._new_findings(lambda known, structure: attacker.printed_in_report(text, known, structure))

    def findings_in_rows(self, rows: Sequence[LedgerRow]) -> Sequence[Finding]:
        return self._new_findings(lambda known, structure: attacker.printed_in_ledger(rows, known, structure))

    def _new_findings(self, read: Read) -> Sequence[Finding]:
        """What can be told when a release is out, and is its doing.

        Only series of which it prints something that was not known yet are attacked, alone and beside all others: the
        rest was attacked when it was printed first.
        """
        structure = declared_structure(self.program)
        own: dict[Series, Printed] = {}
        shown = {series: _shown_in(own[series]) for series in read(own, structure)}
        metrics = {series.metric for series, groups in shown.items() if groups}
        known = self._known_of(_set_beside(metrics, structure), structure)
        before = {series: _told_by(printed) for series, printed in known.items()}
        named = attacker.learned(known, {series: each for series, each in own.items() if series.metric in metrics})
        is_new = {named[each]: each for each in shown.keys() & named.keys()}
        is_new = {now: each for now, each in is_new.items() if _told_by(known[now]) != before.get(now)}
        effort = attacker.Effort(work=self.work, nodes=NODES)
        widths, about = declared_widths(self.program), frozenset(is_new)
        found = attacker.attack(known, structure, widths, effort=effort, about=about).findings
        printed = {(each.metric, group) for each in is_new.values() for group in shown[each]}
        return [each for each in found if each.quantity not in _PRINTED or (each.series.metric, each.group) in printed]

    def _known_of(self, metrics: Collection[str], structure: Structure) -> dict[Series, Printed]:
        known: dict[Series, Printed] = {}
        attacker.printed_in_ledger([row for row in self.released if row.metric in metrics], known, structure)
        return known


def _set_beside(metrics: Collection[str], structure: Structure) -> frozenset[str]:
    """Metrics, and those that count people of the same shares."""
    linked = {each for pair in structure.repeats if set(pair) & set(metrics) for each in pair}
    return frozenset(metrics) | linked


def _shown_in(printed: Printed) -> list[Group]:
    return [group for group, facts in printed.facts.items() if not all(fact.hidden for fact in facts)]


def _told_by(printed: Printed) -> tuple[int, int]:
    """How much is known of a series: it only grows."""
    return sum(not fact.hidden for facts in printed.facts.values() for fact in facts), len(printed.tables)


def _to_withhold(finding: Finding, withheld: frozenset[Withheld]) -> Withheld:
    """The dimension in which a group was told, schools last; then the whole metric."""
    metric = finding.series.metric
    for dimension in sorted((name for name, _ in finding.group), key=lambda name: (name == "school", name)):
        if (metric, dimension) not in withheld:
            return metric, dimension
    return metric, ""


def _refused(findings: Sequence[Finding], hint: str) -> ReleaseRefused:
    named = "".join(f"\n  {each.series.metric}, {_named(each.group)}: {each.why}" for each in findings[:_LISTED])
    more = f"\n  and {len(findings) - _LISTED} more" if len(findings) > _LISTED else ""
    return ReleaseRefused(
        f"refused: an outsider could work out {len(findings)} hidden numbers from this release and earlier ones"
        f"{named}{more}\n  nothing was released",
        hint=hint,
    )


def _named(group: Group) -> str:
    return ", ".join(f"{name} {category}" for name, category in sorted(group)) or "everyone"

"""What lint finds in definitions: a code, how bad it is, and which criterion of a good benchmark it touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "note"]


class Criterion(StrEnum):
    """What the improvement-plan document asks of a benchmark (D4-039 to D4-044)."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    EVIDENCE = "evidence named"
    OWNER = "owner"
    REALISTIC = "realistic"
    TIMED = "timed"
    FOCUSED = "focused"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding."""

    severity: Severity
    criterion: Criterion


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "unusable": Rule("error", Criterion.SPECIFIC),
        "placeholder": Rule("error", Criterion.SPECIFIC),
        "ambiguous_step": Rule("error", Criterion.SPECIFIC),
        "two_values": Rule("error", Criterion.SPECIFIC),
        "two_dates": Rule("warning", Criterion.SPECIFIC),
        "falls_back": Rule("warning", Criterion.SPECIFIC),
        "count_and_share": Rule("warning", Criterion.SPECIFIC),
        "category_without_target": Rule("warning", Criterion.SPECIFIC),
        "old_figure": Rule("warning", Criterion.SPECIFIC),
        "differs_from_statement": Rule("error", Criterion.SPECIFIC),
        "nobody_claims": Rule("warning", Criterion.SPECIFIC),
        "not_measurable": Rule("error", Criterion.MEASURABLE),
        "no_target": Rule("warning", Criterion.MEASURABLE),
        "no_start": Rule("warning", Criterion.MEASURABLE),
        "activity_as_evidence": Rule("warning", Criterion.EVIDENCE),
        "no_evidence": Rule("warning", Criterion.EVIDENCE),
        "no_owner": Rule("error", Criterion.OWNER),
        "above_scale": Rule("error", Criterion.REALISTIC),
        "cohort_too_small": Rule("error", Criterion.REALISTIC),
        "beyond_ceiling": Rule("error", Criterion.REALISTIC),
        "no_room": Rule("warning", Criterion.REALISTIC),
        "stops_at_top": Rule("note", Criterion.REALISTIC),
        "not_timed": Rule("error", Criterion.TIMED),
        "carried_along": Rule("warning", Criterion.TIMED),
        "seldom_measured": Rule("note", Criterion.TIMED),
        "too_many": Rule("warning", Criterion.FOCUSED),
        "leads_nowhere": Rule("note", Criterion.FOCUSED),
        "unknown_code": Rule("warning", Criterion.SPECIFIC),
        "needless_acceptance": Rule("note", Criterion.SPECIFIC),
    }
)


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that lint noticed, with the facts that `wording.findings` makes a sentence of."""

    code: str  # one of RULES
    place: str  # file:line:column
    subject: str  # the metric, population, owner or statement it is about
    facts: Mapping[str, str] = field(default_factory=dict)
    accepted: str = ""  # why it is accepted, if it is

    @property
    def severity(self) -> Severity:
        return RULES[self.code].severity


@dataclass(frozen=True, slots=True)
class Finding:
    """The same in words; what `kpitrack lint` prints. Those of the milestones come in this form as well."""

    code: str
    severity: Severity
    place: str
    subject: str
    criterion: str
    sentence: str
    suggestion: str
    accepted: str = ""

    @property
    def counts(self) -> bool:
        """Notes and accepted findings are for reading; only the others can make a command fail."""
        return not self.accepted and self.severity != "note"


@dataclass(frozen=True, slots=True)
class KindCovered:
    """How many statements of one kind the documents hold, and what became of them."""

    kind: str  # metric, alert, standard …
    must_be_claimed: bool  # the others are context: claimed where something fulfils them
    statements: int
    claimed: int
    compared: int  # claimed by a target or an alert that could be held against the figure
    agreeing: int
    differing_with_reason: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The definitions against the statements of the documents."""

    kinds: tuple[KindCovered, ...]
    unclaimed: tuple[str, ...]  # ids that must be claimed and are not
    reasons: Mapping[str, str]  # "id, place" -> why the definition differs

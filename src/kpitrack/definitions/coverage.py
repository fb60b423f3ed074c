"""Every definition against the statements it claims to fulfil, and the statements that nobody claims.

Claims are read from the text of every file, so that milestones, reports and tracker items count as well. Targets are
compared by comparator, value, unit and day, alerts by their limit; a difference needs `differs: why`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Path as Way
from kpitrack.definitions.places import Spot
from kpitrack.definitions.reading import Texts, draft_of, read_texts
from kpitrack.definitions.statements import Facts, read_facts, says_the_same, says_the_same_limit
from kpitrack.errors import DefinitionErrors, UsageError
from kpitrack.model.findings import Coverage, KindCovered, Noticed
from kpitrack.model.metrics import Alert, Target

MUST_BE_CLAIMED = ("metric", "alert", "indicator", "rubric", "standard", "report", "factor", "benchmark")


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that says it fulfils a statement."""

    id: str
    spot: Spot
    metric: str = ""
    target: Target | None = None
    alert: Alert | None = None

    @property
    def is_compared(self) -> bool:
        return self.target is not None or self.alert is not None


def coverage(folder: Path) -> tuple[Coverage, tuple[Noticed, ...]]:
    """How far the definitions cover the documents, and what is missing or differs without a reason.

    raises: DefinitionErrors if the definitions cannot be read, UsageError if there is no inventory.csv.
    """
    texts = read_texts(folder)
    draft, problems = draft_of(texts)
    if problems:
        raise DefinitionErrors(problems)
    statements = read_facts(folder)
    if not statements:
        raise UsageError("there is no inventory.csv beside program.yaml", hint="list the documents' statements in it")
    claims = list(_claims(texts, draft))
    claimed: dict[str, list[Claim]] = {}
    for claim in claims:
        claimed.setdefault(claim.id, []).append(claim)
    differing = {
        id(claim): facts for facts in statements for claim in claimed.get(facts.id, ()) if _differs(draft, facts, claim)
    }
    noticed = [*_differences(claims, differing), *_unclaimed(statements, claimed)]
    return _summary(statements, claimed, differing), tuple(noticed)


def _claims(texts: Texts, draft: Draft) -> Iterator[Claim]:
    for document in texts.documents.values():
        for way, ids in _lists(document.value, ()):
            spot = Spot(document.places, way)
            target, alert, metric = _meant(draft, way)
            for each in ids:
                yield Claim(str(each), spot, metric, target, alert)


def _lists(value: Any, way: Way) -> Iterator[tuple[Way, list[Any]]]:
    """Every `inventory: […]` of a file, with the way to what it belongs to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "inventory" and isinstance(inner, list):
                yield way, inner
            else:
                yield from _lists(inner, (*way, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _lists(inner, (*way, place))


def _meant(draft: Draft, way: Way) -> tuple[Target | None, Alert | None, str]:
    metric = draft.metrics.get(str(way[0])) if way else None
    match way, metric:
        case (_, "targets", int() as place), found if found is not None:
            return found.targets[place], None, found.id
        case (_, "alerts", int() as place), found if found is not None:
            return None, found.alerts[place], found.id
    return None, None, metric.id if metric else ""


def _differs(draft: Draft, facts: Facts, claim: Claim) -> bool:
    if claim.target is not None:
        return not says_the_same(facts, claim.target, draft.program.calendar)
    return claim.alert is not None and not says_the_same_limit(facts, claim.alert)


def _differences(claims: list[Claim], differing: Mapping[int, Facts]) -> Iterator[Noticed]:
    for claim in claims:
        facts = differing.get(id(claim))
        if facts is None or (claim.target is not None and claim.target.differs):
            continue
        said = facts.response if claim.alert else facts.said
        told = {"statement": f"{facts.id} ({facts.name})", "said": said, "written": _written(claim)}
        yield Noticed("differs_from_statement", claim.spot.key, claim.metric, told)


def _written(claim: Claim) -> str:
    if claim.target is None:
        return str(claim.alert.when) if claim.alert else ""
    goal = claim.target.goal
    ends = goal if isinstance(goal, tuple) else (goal,)
    figure = " to ".join(str(getattr(each, "text", each)) for each in ends)
    when = claim.target.due or f"every {claim.target.every}"
    return f"{claim.target.comparator.replace('_', ' ')} {figure} by {when}"


def _unclaimed(statements: tuple[Facts, ...], claimed: Mapping[str, list[Claim]]) -> Iterator[Noticed]:
    for facts in statements:
        if facts.kind in MUST_BE_CLAIMED and facts.id not in claimed:
            said = f" ({facts.said})" if facts.said else ""
            yield Noticed(
                "nobody_claims", facts.place, facts.id, {"statement": facts.id, "name": facts.name, "said": said}
            )


def _summary(
    statements: tuple[Facts, ...], claimed: Mapping[str, list[Claim]], differing: Mapping[int, Facts]
) -> Coverage:
    kinds = Counter(each.kind for each in statements)
    order = sorted(kinds, key=lambda kind: (kind not in MUST_BE_CLAIMED, kind))
    reasons = {
        f"{claim.id}, {claim.spot.key}": claim.target.differs
        for claims in claimed.values()
        for claim in claims
        if id(claim) in differing and claim.target is not None and claim.target.differs
    }
    unclaimed = tuple(each.id for each in statements if each.kind in MUST_BE_CLAIMED and each.id not in claimed)
    return Coverage(tuple(_kind(each, statements, claimed, differing) for each in order), unclaimed, reasons)


def _kind(
    kind: str, statements: tuple[Facts, ...], claimed: Mapping[str, list[Claim]], differing: Mapping[int, Facts]
) -> KindCovered:
    ids = [each.id for each in statements if each.kind == kind]
    compared = [each for each in ids if any(claim.is_compared for claim in claimed.get(each, ()))]
    agreeing = [
        each for each in compared if any(claim.is_compared and id(claim) not in differing for claim in claimed[each])
    ]
    return KindCovered(
        kind=kind,
        must_be_claimed=kind in MUST_BE_CLAIMED,
        statements=len(ids),
        claimed=sum(each in claimed for each in ids),
        compared=len(compared),
        agreeing=len(agreeing),
        differing_with_reason=sum(_is_reasoned(each, claimed, differing) for each in compared if each not in agreeing),
    )


def _is_reasoned(statement: str, claimed: Mapping[str, list[Claim]], differing: Mapping[int, Facts]) -> bool:
    claims = [each for each in claimed[statement] if id(each) in differing]
    return all(each.target is not None and each.target.differs for each in claims)

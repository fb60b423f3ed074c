"""What kind of amount a metric is, and which written amounts fit it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.errors import DefinitionError
from kpitrack.model.measures import Kind, Measure
from kpitrack.model.quantities import Quantity, Unit
from kpitrack.model.sources import Field, FieldType, Source


@dataclass(frozen=True, slots=True)
class Nature:
    """An amount: how goals for it are written, and how steps of it are."""

    name: str
    units: frozenset[Unit]
    example: str
    steps: frozenset[Unit]
    step_example: str
    scale: tuple[Decimal, Decimal] | None = None


def _nature(name: str, unit: Iterable[Unit], example: str, step: Iterable[Unit], step_example: str) -> Nature:
    return Nature(name, frozenset(unit), example, frozenset(step), step_example)


SHARE = _nature("a share", [Unit.SHARE], "80%", [Unit.POINTS_OF_SHARE, Unit.RELATIVE], "5 pp or 5% relative")
COUNT = _nature("a count", [Unit.NUMBER], "50", [Unit.NUMBER, Unit.RELATIVE], "10 or 10% relative")
NUMBER = _nature(
    "a number", [Unit.NUMBER], "3.5", [Unit.NUMBER, Unit.SCORE_POINTS, Unit.RELATIVE], "0.5 or 10% relative"
)
DISTANCE = _nature(
    "a distance between numbers", [Unit.NUMBER, Unit.SCORE_POINTS], "2.5 points", [Unit.NUMBER, Unit.RELATIVE], "0.5"
)
RATIO = _nature(
    "a ratio",
    [Unit.SHARE, Unit.NUMBER],
    "80% or 0.8",
    [Unit.POINTS_OF_SHARE, Unit.NUMBER, Unit.RELATIVE],
    "5 pp or 5% relative",
)
MONEY = _nature("money", [Unit.MONEY], "200000 USD", [Unit.MONEY, Unit.RELATIVE], "5000 USD or 5% relative")
MONEY_PER = _nature(
    "money per something",
    [Unit.MONEY, Unit.NUMBER],
    "500 USD",
    [Unit.MONEY, Unit.NUMBER, Unit.RELATIVE],
    "50 USD or 5% relative",
)
PERCENTAGE_POINTS = _nature(
    "a distance between shares", [Unit.POINTS_OF_SHARE], "10 pp", [Unit.POINTS_OF_SHARE, Unit.RELATIVE], "2 pp"
)
SCORE_POINTS = _nature(
    "a distance on a scale", [Unit.SCORE_POINTS], "0.5 points", [Unit.SCORE_POINTS, Unit.RELATIVE], "0.5 points"
)
RELATIVE = _nature("a part of the starting value", [Unit.SHARE, Unit.RELATIVE], "15%", [Unit.POINTS_OF_SHARE], "5 pp")
RATIO_DISTANCE = _nature(
    "a distance between ratios",
    [Unit.POINTS_OF_SHARE, Unit.NUMBER],
    "10 pp",
    [Unit.POINTS_OF_SHARE, Unit.NUMBER, Unit.RELATIVE],
    "2 pp",
)

_DISTANCES = {
    SHARE.name: PERCENTAGE_POINTS,
    RATIO.name: RATIO_DISTANCE,
    NUMBER.name: DISTANCE,
    "a mean on a scale": SCORE_POINTS,
}


def mean_on(scale: tuple[Decimal, Decimal]) -> Nature:
    return Nature(
        "a mean on a scale",
        frozenset({Unit.SCORE}),
        f"{scale[0]} /{scale[1]}" if scale[0] == scale[1] else f"{_middle(scale)} /{scale[1]}",
        frozenset({Unit.SCORE_POINTS, Unit.RELATIVE}),
        "0.5 points or 5% relative",
        scale,
    )


def _middle(scale: tuple[Decimal, Decimal]) -> int:
    """A goal that could be meant, for an example: 7 of 10."""
    low, high = scale
    return int(low + (high - low) * 7 / 10)


def nature_of(draft: Draft, metric: str, passed: frozenset[str] = frozenset()) -> Nature | None:
    """None where it cannot be told, because a part of the definition is broken or depends on itself."""
    if metric not in draft.metrics or metric in passed:
        return None
    measure = draft.metrics[metric].measure
    passed |= {metric}
    match measure.kind:
        case Kind.COUNT:
            return COUNT
        case Kind.SHARE:
            return SHARE
        case Kind.TOTAL | Kind.MEAN | Kind.CHANGE | Kind.RATIO:
            return _nature_of_rows(draft, measure)
        case Kind.GAP:
            return _gap(measure, nature_of(draft, measure.metric or "", passed))
        case Kind.DERIVED:
            return _derived(measure, [nature_of(draft, part, passed) for part in measure.parts])
        case Kind.RECORD:
            return None


def _nature_of_rows(draft: Draft, measure: Measure) -> Nature | None:
    source = source_of_rows(draft, measure)
    if source is None or measure.value is None:
        return None
    of_value = nature_of_name(source, measure.value)
    match measure.kind:
        case Kind.RATIO if measure.as_ == "percent":
            return SHARE
        case Kind.RATIO:
            return MONEY_PER if of_value is MONEY else RATIO
        case Kind.MEAN if measure.over is not None:
            return MONEY_PER if of_value is MONEY else RATIO
        case Kind.CHANGE if measure.as_ == "relative":
            return RELATIVE
        case Kind.CHANGE:
            return distance(of_value)
        case Kind.TOTAL if of_value is not None and of_value is not MONEY:
            return NUMBER
    return of_value


def _gap(measure: Measure, part: Nature | None) -> Nature | None:
    if measure.as_ == "relative":
        return RELATIVE
    return distance(part)


def distance(nature: Nature | None) -> Nature | None:
    """What the difference of two such amounts is."""
    return _DISTANCES.get(nature.name, nature) if nature else None


def _derived(measure: Measure, parts: list[Nature | None]) -> Nature | None:
    if measure.as_ == "percent":
        return SHARE
    if None in parts or not parts:
        return None
    first = parts[0]
    if measure.divide is not None:
        return MONEY_PER if first in (MONEY, MONEY_PER) else NUMBER
    return distance(first) if measure.subtract is not None else first


def source_of_rows(draft: Draft, measure: Measure) -> Source | None:
    """The rows a measure reads: `from`, else the roster of its unit."""
    if measure.source is not None:
        return draft.sources.get(measure.source)
    return draft.roster_of(draft.unit_of(measure.of)) if measure.of else None


def nature_of_name(source: Source, name: str) -> Nature | None:
    """Of a field or score; None if it holds no amount."""
    if name in source.fields:
        return nature_of_field(source.fields[name])
    if name not in source.scores:
        return None
    parts = [source.fields[each] for each in source.scores[name].fields if each in source.fields]
    if len(parts) < len(source.scores[name].fields) or any(nature_of_field(part) is None for part in parts):
        return None  # the broken score is a problem of its own
    scales = {part.scale for part in parts}
    if source.scores[name].add is None and len(scales) == 1 and (scale := scales.pop()) is not None:
        return mean_on(scale)
    return NUMBER


def nature_of_field(field: Field) -> Nature | None:
    match field.kind:
        case _ if field.scale is not None:
            return mean_on(field.scale)
        case FieldType.MONEY:
            return MONEY
        case FieldType.PERCENT:
            return SHARE
        case FieldType.WHOLE | FieldType.NUMBER | FieldType.HOURS:
            return NUMBER
        case FieldType.LIST | FieldType.LEVEL | FieldType.TEXT | FieldType.CHOICE | FieldType.DATE | FieldType.YES_NO:
            return None


def check_amount(quantity: Quantity, nature: Nature, spot: Spot) -> Iterator[DefinitionError]:
    """Does the amount fit as a goal?"""
    if quantity.unit not in nature.units:
        yield DefinitionError(
            f"{quantity.text} does not fit: this metric is {nature.name}",
            where=spot.where,
            hint=_how_to_write(quantity, nature),
        )
    elif quantity.unit is Unit.SHARE and nature is SHARE and not 0 <= quantity.amount <= 1:
        yield DefinitionError(
            f"{quantity.text} can never be reached", where=spot.where, hint="a share lies between 0% and 100%"
        )
    elif quantity.unit is Unit.SCORE and nature.scale is not None:
        yield from _check_scale(quantity, nature.scale, spot)


_ENDINGS = {Unit.SHARE: "%", Unit.POINTS_OF_SHARE: " pp", Unit.SCORE_POINTS: " points", Unit.MONEY: " USD"}


def _how_to_write(quantity: Quantity, nature: Nature) -> str:
    """A bare number most likely lacks its unit only; but 0.6 may mean 60 % or 0.6 %."""
    ending = next((ending for unit, ending in _ENDINGS.items() if nature.units == {unit}), "")
    if nature.scale is not None:
        ending = f" /{nature.scale[1]}"
    if quantity.unit is Unit.NUMBER and ending and (ending != "%" or quantity.amount > 1):
        return f"write it as {quantity.text}{ending}"
    if quantity.unit is Unit.SCORE and nature is NUMBER:
        scale = f"`scale: [1, {quantity.scale}]`"
        return f"write it as a plain number, or give the field it comes from its scale in sources.yaml, such as {scale}"
    return f"write it with its unit, such as {nature.example}" if ending else f"write it as {nature.example}"


def _check_scale(quantity: Quantity, scale: tuple[Decimal, Decimal], spot: Spot) -> Iterator[DefinitionError]:
    low, high = scale
    if quantity.scale != high:
        yield DefinitionError(
            f"{quantity.text} does not fit: the scale of the source goes from {low} to {high}",
            where=spot.where,
            hint=f"write it as a score out of {high}, such as {_middle(scale)} /{high}",
        )
    elif not low <= Decimal(quantity.amount.numerator) / Decimal(quantity.amount.denominator) <= high:
        hint = f"the scale goes from {low} to {high}"
        yield DefinitionError(f"{quantity.text} can never be reached", where=spot.where, hint=hint)


def check_step(quantity: Quantity, nature: Nature, spot: Spot) -> Iterator[DefinitionError]:
    """Does the amount fit as a rise or fall?"""
    if quantity.unit in nature.steps:
        return
    if quantity.unit is Unit.SHARE:
        number = quantity.text.replace(" ", "").removesuffix("%")
        points = f"{number} pp or " if Unit.POINTS_OF_SHARE in nature.steps else ""
        hint = f"write {points}{number}% relative"
        yield DefinitionError(
            f"{quantity.text} can be read as points or as a part of the start", where=spot.where, hint=hint
        )
        return
    problem = f"{quantity.text} does not fit: this metric is {nature.name}"
    yield DefinitionError(problem, where=spot.where, hint=f"write the step as {nature.step_example}")

"""Scores: an average with weights, or a sum, of several fields of one row. Exact, in integers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from kpitrack.engine.sql import DECIMALS, NUMBER_TYPE, name
from kpitrack.model.sources import Score

_MILLIONTH = f"CAST(0.{'0' * (DECIMALS - 1)}1 AS DECIMAL({DECIMALS},{DECIMALS}))"


def score_sql(score: Score) -> str:
    """The score of a row with typed columns; NULL where fewer fields are filled than it needs.

    An average is weighted over the filled fields and rounded half away from zero at 6 decimals.
    """
    filled = " + ".join(f"CAST({name(field)} IS NOT NULL AS INTEGER)" for field in score.fields)
    needed = len(score.fields) if score.needs == "all" else score.needs
    value = _average(_weights(score)) if score.combine is not None else _sum(score.fields)
    return f"CASE WHEN {filled} >= {needed} THEN {value} END"


def _weights(score: Score) -> Mapping[str, int]:
    """Whole weights in the same proportion."""
    if not isinstance(score.combine, dict):
        return dict.fromkeys(score.fields, 1)
    shares = {field: Fraction(weight.amount) for field, weight in score.combine.items()}
    common = lcm(*(share.denominator for share in shares.values()))
    return {field: int(share * common) for field, share in shares.items()}


def _micros(field: str) -> str:
    return f"CAST({name(field)} * {10**DECIMALS} AS HUGEINT)"


def _average(weights: Mapping[str, int]) -> str:
    total = " + ".join(f"coalesce({_micros(field)}, 0) * {weight}" for field, weight in weights.items())
    weight = " + ".join(
        f"CASE WHEN {name(field)} IS NULL THEN 0 ELSE {weight} END" for field, weight in weights.items()
    )
    rounded = f"((2 * abs({total}) + ({weight})) // (2 * ({weight}))) * sign({total})"
    return f"CAST(CAST({rounded} AS DECIMAL(18,0)) * {_MILLIONTH} AS {NUMBER_TYPE})"


def _sum(fields: tuple[str, ...]) -> str:
    return f"TRY_CAST({' + '.join(f'coalesce({name(field)}, 0)' for field in fields)} AS {NUMBER_TYPE})"

"""Random measures and promises as an author writes them: well, badly, and nearly well. Sense is not asked for.

Everything is YAML text of one line, so that what fails can be pasted into a definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")

ROSTER = ("begins", "ends", "gender", "school")
LOG: Mapping[str, str] = {  # field -> how sources.yaml describes it
    "outcome": "{column: outcome, type: choice}",
    "score": "{column: score, type: number, scale: [1, 10]}",
    "out_of": "{column: out_of, type: number}",
    "ready": "{column: ready, type: yes_no}",
    "rank": "{column: rank, levels: [Low, Mid, High]}",
    "tags": "{column: tags, type: list}",
    "rate": "{column: rate, type: percent}",
    "cash": "{column: cash, type: money}",
    "time": "{column: time, type: hours}",
    "number": "{column: number, type: whole}",
    "note": "{column: note}",
    "coded": "{column: coded, map: {1: A, 2: B}}",
    "joy": "{column: joy, scale: [1, 5]}",
    "pride": "{column: pride, scale: [1, 5]}",
    "ready_on": "{column: ready_on, type: date}",
}
SPANS: Mapping[str, str] = {
    "begins": "{column: begins, type: date}",
    "ends": "{column: ends, type: date}",
    "number": "{column: number, type: whole}",
    "role": "{column: role, type: choice}",
}
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "log": (*LOG, "happened_on", "mood"),
    "spans": tuple(SPANS),
    "roster": ROSTER,
}
_FITTING: Mapping[str, tuple[str, ...]] = {  # what may be asked of a field; anything may be asked of the others
    "outcome": ("Done", "A"),
    "score": ("7", "0", "7 /10"),
    "out_of": ("3", "0"),
    "ready": ("yes", "no", "true"),
    "rank": ("Low", "High"),
    "rate": ("80%",),
    "number": ("1", "3"),
    "joy": ("4", "4 /5"),
    "mood": ("2.5",),
    "ready_on": ("2025-12-01",),
    "happened_on": ("2025-10-01",),
    "begins": ("2025-09-01",),
    "ends": ("2026-01-31",),
    "gender": ("Female",),
    "school": ("Ash",),
}
_VALUES = (
    *("3", "'3'", "yes", "true", "no", "Done", "Low", "A", "80%", "0.5", "2025-10-01", "2026-02-31", "$5", '"2:30"'),
    *("4 /5", "nan", "-1", "5 pp", "[Done, A]", "''"),
)
_WINDOWS = ("in_period", "year_to_date", "program_to_date", "on_that_day")
_TAKES = ("only", "latest", "first", "mean", "sum", "highest", "lowest", "count", "distinct", "change")
_COMPARATORS = ("at_least", "more_than", "at_most", "less_than", "is")
_SLIP = 0.15  # of values are taken from anywhere


class _Author:
    """Who writes at random."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def _is(self, share: float) -> bool:
        return self._random.random() < share

    def _of(self, *choices: Choice) -> Choice:
        return self._random.choice(choices)


class Measures(_Author):
    """Random measures over a roster, a log with a field of every type, and spans of time."""

    def measure(self) -> str:
        kind = self._of("count", "total", "share", "mean", "ratio", "change")
        keys = [f"kind: {kind}"]
        has_value = kind in ("total", "mean", "ratio", "change")
        source = self._of("log", "log", "spans", "roster") if has_value or self._is(0.5) else ""
        if self._is(0.7):
            keys.append("of: students")
            keys += [f"among: {self._filter('roster')}"] if self._is(0.2) else []
        if source:
            keys += [f"from: {source}", f"window: {self._of(*_WINDOWS)}"]
            keys += [f"where: {self._filter(source)}"] if self._is(0.3) else []
        if "of: students" not in keys or self._is(0.2):
            keys.append(f"per: {self._of('row', 'student')}")
        if kind in ("count", "share", "total"):
            keys += [f"having: {self._tests(source)}"] if kind == "share" or self._is(0.6) else []
            keys += [f"without: {self._tests(source)}"] if self._is(0.15) else []
        fields = _FIELDS[source or "roster"]
        keys += [f"value: {self._of(*fields)}"] if has_value else []
        keys += [f"over: {self._of(*fields)}"] if kind == "ratio" or (kind == "mean" and self._is(0.2)) else []
        keys += [f"take: {self._of(*_TAKES)}"] if kind in ("mean", "change") and self._is(0.5) else []
        if kind == "change":
            keys += self._sides(source) if self._is(0.4) else []
            keys += [f"as: {self._of('points', 'relative')}"] if self._is(0.4) else []
        return f"{{{', '.join(keys)}}}"

    def _tests(self, own: str) -> str:
        first, second = self._test(own), self._test(own)
        return self._of(first, first, first, f"[{first}, {second}]", f"{{any_of: [{first}, {second}]}}")

    def _test(self, own: str) -> str:
        source, keys = own, []
        if not own or self._is(0.6):
            source = self._of("log", "log", "spans", "roster")
            keys += [f"from: {source}", f"window: {self._of(*_WINDOWS)}"]
        keys += [f"where: {self._filter(source)}"] if self._is(0.3) else []
        if self._is(0.7):
            field = self._of(*_FIELDS[source])
            keys += [f"value: {field}", self._comparison(field)]
            keys += [f"take: {self._of(*_TAKES)}"] if self._is(0.6) else []
            keys += [f"over: {self._of(*_FIELDS[source])}"] if self._is(0.1) else []
            keys += self._sides(source) if self._is(0.1) else []
        elif self._is(0.4):
            keys += ["take: count", f"at_least: {self._of('1', '2')}"]
        keys += [f"missing: {self._of('left_out', 'counts_as_no')}"] if self._is(0.2) else []
        return f"{{{', '.join(keys)}}}"

    def _sides(self, source: str) -> list[str]:
        return [f"before: {self._filter(source)}", f"after: {self._filter(source)}"]

    def _comparison(self, field: str) -> str:
        if self._is(0.15):
            return f"between: [{self._value(field)}, {self._value(field)}]"
        return f"{self._of(*_COMPARATORS)}: {self._value(field)}"

    def _filter(self, source: str) -> str:
        fields = self._random.sample(_FIELDS[source], self._of(1, 1, 2))
        return f"{{{', '.join(f'{field}: {self._condition(field)}' for field in fields)}}}"

    def _condition(self, field: str) -> str:
        value, other = self._value(field), self._value(field)
        forms = (value, value, f"[{value}, {other}]", f"{{not: {value}}}", f"{{between: [{value}, {other}]}}")
        compared = f"{{{self._of(*_COMPARATORS[:4])}: {value}}}"
        ago = f"{{{self._of('at_least_ago', 'at_most_ago')}: 30 days}}"
        return self._of(*forms, compared, ago, f"{{blank: {self._of('true', 'false')}}}")

    def _value(self, field: str) -> str:
        return self._of(*(_VALUES if self._is(_SLIP) else _FITTING.get(field, _VALUES)))


_SHARE, _MEAN, _NUMBER = ("50%", "80%", "0%", "100%"), ("7 /10", "8.5 /10"), ("5", "20", "0", "100")
_PROMISED: Mapping[str, tuple[str, ...]] = {  # measure -> amounts that fit it
    "{kind: share, of: students, having: {from: log, where: {outcome: Done}, window: year_to_date}}": _SHARE,
    "{kind: share, of: students, having: {from: log, window: in_period, value: score, at_least: 7}}": _SHARE,
    "{kind: mean, of: students, from: log, window: in_period, value: score, take: latest}": _MEAN,
    "{kind: count, of: students}": _NUMBER,
    "{kind: count, from: log, window: year_to_date, per: student}": _NUMBER,
    "{kind: total, from: log, window: year_to_date, value: score}": _NUMBER,
    "{kind: record}": ("Achieved",),
    "{kind: record, levels: [Begun, Running, Settled]}": ("Begun", "Running", "Settled"),
    "{kind: change, of: students, from: log, window: in_period, value: score, take: latest}": ("1 points", "0"),
    "{kind: change, of: students, from: log, window: in_period, value: score, as: relative}": ("10% relative",),
    "{kind: derived, divide: [base, base], as: percent}": _SHARE,
    "{kind: gap, metric: base, larger_minus_smaller: {gender: [Female, Male]}}": ("5 pp", "10 pp"),
    "{kind: gap, metric: base, side: {school: Ash}, compared_to: {school: Birch}}": ("5 pp",),
    "{kind: ratio, from: log, window: year_to_date, per: row, value: score, over: score}": ("0.5",),
}
_STEPS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    _SHARE: ("5 pp", "25% relative"),
    _MEAN: ("0.5 points", "10% relative"),
    _NUMBER: ("5", "20% relative"),
}
_RANGES: Mapping[tuple[str, ...], str] = {_SHARE: "[40%, 60%]", _MEAN: "[6 /10, 8 /10]"}
_PERIODS = ("Y1", "Y1-Q1", "Y1-Q2", "Y1-Q3", "Y1-Q1", "Y1-Q4", "Y1-M03", "Y1-W12", "Y1-S1", "2025-10-15", "Y0")
_PARTS = (
    *("{school: Ash}", "{gender: Female}", "{school: [Ash, Birch]}", "{gender: [Female, Male]}"),
    *("{gender: Female, school: Ash}", "{school: Nowhere}", "{gender: Not reported}"),
)


class Promises(_Author):
    """Random metrics with targets, starts and alerts. They may name the metric `base`, a share by gender and school."""

    def metric(self) -> str:
        measure = self._of(*_PROMISED)
        fits = _PROMISED[measure]
        groups = self._of("[gender]", "[gender, school]", "[school]") if "of:" in measure else "{none: things}"
        keys = ["title: T, group: G, owner: O", f"measure: {measure}", f"by: {groups}"]
        keys.append(f"every: {self._of('quarter', 'quarter', 'month', 'semester', 'year')}")
        targets = [self._target(fits) for _ in range(self._of(0, 1, 1, 2, 3))]
        keys += [f"targets: [{', '.join(targets)}]"] if targets else ["track: true"]
        keys += [f"baseline: {{stated: {self._of(*fits)}, period: Y1-Q1}}"] if self._is(0.2) else []
        keys += [f"alerts: [{self._alert(fits)}]"] if self._is(0.3) else []
        keys += [f"judged_to: {self._of('0.1 pp', '0.1', '1')}"] if self._is(0.1) else []
        keys += ["retired: {on: 2025-12-01, why: It ended}"] if self._is(0.1) else []
        return f"{{{', '.join(keys)}}}"

    def _target(self, fits: tuple[str, ...]) -> str:
        keys = [f"due: {self._of(*_PERIODS)}"]
        if self._is(0.3):
            keys = [f"every: {self._of('quarter', 'month')}, starts: Y1-Q1, until: {self._of(*_PERIODS)}"]
        keys.append(self._promise(fits))
        keys += [f"compared_to: {self._of('previous', 'baseline', 'Y1-Q1', 'Y0')}"] if self._is(0.3) else []
        keys += [f"role: {self._of('final', 'checkpoint', 'stretch')}"] if self._is(0.5) else []
        keys += [f"scope: {self._of(*_PARTS)}"] if self._is(0.2) else []
        keys += [f"each: {self._of('gender', 'school', '[gender, school]')}"] if self._is(0.15) else []
        keys += [f"or: {{{self._promise(fits)}}}"] if self._is(0.1) else []
        if self._is(0.1):
            keys.append(f"then: {{increase_by: {self._step(fits)}, every: month, until: {self._of(*_PERIODS)}}}")
        keys += [f"changed: {{on: 2025-10-01, from: {self._of(*fits)}, why: W}}"] if self._is(0.1) else []
        return f"{{{', '.join(keys)}}}"

    def _promise(self, fits: tuple[str, ...]) -> str:
        amount = self._of(*fits, *fits, "previous", "baseline", "Y1-Q1", "{metric: base}")
        growth = f"{{goal: {self._of(*fits)}, close: 25%, minimum: {self._step(fits)}}}"
        return self._of(
            *(f"{comparator}: {amount}" for comparator in _COMPARATORS[:4]),
            f"between: {_RANGES.get(fits, '[5, 10]')}",
            f"{self._of('increase_by', 'decrease_by')}: {self._step(fits)}",
            f"grow_toward: {growth}",
        )

    def _step(self, fits: tuple[str, ...]) -> str:
        return self._of(*_STEPS.get(fits, fits))

    def _alert(self, fits: tuple[str, ...]) -> str:
        limit = f"{self._of(*_COMPARATORS[:4])}: {self._of(*fits, *fits, 'baseline', 'Y1-Q1')}"
        when = self._of(
            limit, limit, "status: not_met", "no_data: 2", "falls: 2", f"not: {{between: {_RANGES[_SHARE]}}}"
        )
        return f"{{when: {{{when}}}, level: watch, response: Ask why, owner: O}}"

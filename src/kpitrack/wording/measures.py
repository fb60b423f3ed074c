"""A definition in words: who is counted, over what time, and what makes them count; for explain and dictionary."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from kpitrack.model.conditions import Ago, Between, Blank, Compares, Condition, Filter, Not, OneOf, Scalar
from kpitrack.model.measures import Kind, Measure, Missing, Take, Test, Tests, Window
from kpitrack.model.program import Population, Program
from kpitrack.model.quantities import Quantity, Word
from kpitrack.wording import english

_COMPARISONS = {
    "at_least": "at least",
    "more_than": "more than",
    "at_most": "at most",
    "less_than": "less than",
    "is": "",
    "between": "from",
}
_WINDOWS = {
    Window.IN_PERIOD: "inside the period",
    Window.YEAR_TO_DATE: "since the year began",
    Window.PROGRAM_TO_DATE: "since the program began",
    Window.ON_THAT_DAY: "open on the last day",
}
_TAKES = {
    Take.ONLY: "the one value of",
    Take.LATEST: "the latest",
    Take.FIRST: "the first",
    Take.MEAN: "the average of",
    Take.SUM: "the sum of",
    Take.HIGHEST: "the highest",
    Take.LOWEST: "the lowest",
    Take.COUNT: "the number of rows with",
    Take.DISTINCT: "the number of different values of",
    Take.CHANGE: "the change in",
}


def measure_words(program: Program, metric_id: str) -> tuple[str, ...]:
    """What the metric measures, one sentence per step: value, who is counted, what is left out."""
    measure = program.metrics[metric_id].measure
    if measure.is_derived:
        return (_derived(program, measure),)
    sentences = [_value(program, measure)]
    if measure.of is not None:
        among = f", among those with {filter_words(measure.among)}" if not measure.among.is_empty else ""
        sentences.append(f"Counted are {population_words(program, measure.of)}{among}.")
    sentences.extend(_left_out(measure))
    return tuple(sentences)


def population_words(program: Program, name: str) -> str:
    """Who belongs to a population, down to the roster."""
    if name not in program.populations:
        roster = program.roster_of(name)
        listed = f" on the roster {roster.name}" if roster is not None else ""
        return f"all {english.plural(name, 2)}{listed} on the last day"
    population = program.populations[name]
    parts = [part for part in _population_parts(population) if part]
    inner = population.of
    base = population_words(program, inner) if inner in program.populations else _roster_words(program, population)
    fixed = f", decided once on {_day_words(population.fixed_on)}" if population.fixed_on else ""
    return f"{base}{''.join(f' {part}' for part in parts)}{fixed}"


def _roster_words(program: Program, population: Population) -> str:
    roster = program.roster_of(population.of)
    on = {
        "on_that_day": "on the last day",
        "ever": "on any day of the period",
        "continuous": "on every day of the period",
    }
    listed = f" on {roster.name}" if roster is not None else ""
    when = "" if population.fixed_on else f" {on[population.enrolled]}"
    return f"{english.plural(population.of, 2)}{listed}{when}"


def _population_parts(population: Population) -> Iterable[str]:
    if not population.where.is_empty:
        yield f"with {filter_words(population.where)}"
    if population.having is not None:
        yield f"who {_tests(population.having)}"
    if population.without is not None:
        yield f"who do not {_tests(population.without)}"


def _day_words(written: str) -> str:
    return written.replace("_of_", " of the ").replace("_", " ").replace("end of the Y", "the end of Y")


def _value(program: Program, measure: Measure) -> str:
    rows = _rows(measure.source, measure.where, measure.window)
    unit = english.plural(program.unit_of(measure.of) if measure.of else measure.unit or "record", 2)
    amount = _amount(program, measure)
    passing = _passing(measure)
    match measure.kind:
        case Kind.COUNT:
            return f"Number of different {unit}{_with(f'who {passing}' if passing else rows)}."
        case Kind.SHARE:
            return f"Share of {unit}{_with(rows if measure.of is None else '')} who {passing}."
        case Kind.TOTAL:
            return f"Sum of {amount}{_with(rows)}."
        case Kind.MEAN:
            return f"Average over {unit}, one value each: {_TAKES[measure.take]} {amount}{_with(rows)}."
        case Kind.RATIO:
            return f"Sum of {measure.value} over sum of {measure.over}{_with(rows)}; rows lacking either are left out."
        case Kind.CHANGE:
            return _change(measure, amount, unit, rows)
        case Kind.RECORD:
            return _record(measure, rows)
        case Kind.GAP | Kind.DERIVED:
            raise AssertionError("handled before")
        case _:
            assert_never(measure.kind)


def _amount(program: Program, measure: Measure) -> str:
    """`hours`, or `wage per hour` where money is paid by something."""
    source = program.sources.get(measure.source or "")
    field = source.fields.get(measure.value or "") if source is not None else None
    return f"{measure.value} per {field.basis}" if field is not None and field.basis else f"{measure.value}"


def _passing(measure: Measure) -> str:
    parts = []
    if measure.having is not None:
        parts.append(_tests(measure.having))
    if measure.without is not None:
        parts.append(f"do not {_tests(measure.without)}")
    return " and ".join(parts)


def _change(measure: Measure, amount: str, unit: str, rows: str) -> str:
    how = "Relative change" if measure.as_ == "relative" else "Change"
    before = f"rows with {filter_words(measure.before)}" if measure.before else "the period before"
    after = f"rows with {filter_words(measure.after)}" if measure.after else "this period"
    return f"{how} of the average {amount} from {before} to {after}, the same {unit} both times{_with(rows)}."


def _record(measure: Measure, rows: str) -> str:
    if measure.source is None:
        return f"The newest record entered by hand: {', '.join(measure.record_levels)}."
    return f"{measure.value} as printed{_with(rows)}."


def _derived(program: Program, measure: Measure) -> str:
    titles = [f"“{program.metrics[part].title}”" for part in measure.parts]
    if measure.kind is Kind.GAP:
        return f"Difference of {titles[0]} between {_sides(measure)}."
    if measure.add is not None:
        return f"{' plus '.join(titles)}."
    word = " less " if measure.subtract is not None else " divided by "
    return f"{word.join(titles)}."


def _sides(measure: Measure) -> str:
    if measure.larger_minus_smaller is not None:
        [(_, (one, other))] = measure.larger_minus_smaller.items()
        return f"{one} and {other}, larger less smaller"
    [one] = (measure.side or {}).values()
    [other] = (measure.compared_to or {}).values()
    return f"{one} and {other}, {one} less {other}"


def _left_out(measure: Measure) -> Iterable[str]:
    left_out = [test for test in measure.tests() if test.when_missing is Missing.LEFT_OUT]
    if left_out or measure.kind in (Kind.MEAN, Kind.CHANGE):
        yield "Who has no answer is left out."
    elif measure.tests():
        yield "Who has no such row counts as no."


def _with(rows: str) -> str:
    return f" {rows}" if rows else ""


def _rows(source: str | None, where: Filter, window: Window | None) -> str:
    if source is None:
        return ""
    chosen = f" with {filter_words(where)}" if not where.is_empty else ""
    when = f", {_WINDOWS[window]}" if window else ""
    return f"in {source}{chosen}{when}"


def _tests(tests: Tests) -> str:
    parts = [_test(each) for each in tests.all]
    if tests.any_of:
        parts.append(f"either {' or '.join(_test(each) for each in tests.any_of)}")
    return " and ".join(parts)


def _test(test: Test) -> str:
    rows = _rows(test.source, test.where, test.window)
    if test.source is None and not test.has_value:
        return f"have {filter_words(test.where)}" if not test.where.is_empty else "have such a row"
    if not test.comparators:
        return f"have a row {rows}"
    [(key, goal)] = test.comparators
    asked = f"{_COMPARISONS[key]} {_goal(goal)}".strip()
    if not test.has_value:
        return f"have {asked} rows {rows}"
    over = f" over {test.over}" if test.over else ""
    return f"have {asked} as {_TAKES[test.take]} {test.value}{over} {rows}".rstrip()


def _goal(goal: Any) -> str:
    match goal:
        case Quantity(text=text) | Word(text=text):
            return text
        case (low, high):
            return f"{_goal(low)} to {_goal(high)}"
        case _:
            return _scalar(goal)


def filter_words(filter_: Filter) -> str:
    """A filter in words: `status Completed and hours at least 40`."""
    parts = [f"{field} {condition_words(each)}" for field, each in filter_.entries.items()]
    if filter_.any_of:
        parts.append(f"either {' or '.join(filter_words(each) for each in filter_.any_of)}")
    return " and ".join(parts)


def condition_words(condition: Condition) -> str:
    """One condition in words."""
    match condition:
        case OneOf(values):
            return " or ".join(_scalar(each) for each in values)
        case Compares(comparisons):
            return " and ".join(f"{_COMPARISONS[key]} {_scalar(bound)}" for key, bound in comparisons)
        case Between(low, high):
            return f"from {_scalar(low)} to {_scalar(high)}"
        case Ago(comparison, days):
            return f"{'at least' if comparison == 'at_least_ago' else 'at most'} {days} days ago"
        case Not(inner):
            return f"not {condition_words(inner)}"
        case Blank(expected):
            return "blank" if expected else "filled"
        case _:
            assert_never(condition)


def _scalar(value: Scalar) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        exact = Fraction(value)
        return str(exact.numerator) if exact.denominator == 1 else f"{value.normalize():f}"
    return str(value)

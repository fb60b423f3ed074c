"""Do people, populations, dimensions and rules of program.yaml hang together?"""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.definitions.checks.dimensions import check_dimension_name, is_a_field_somewhere
from kpitrack.definitions.checks.periods import check_calendar, check_fixed_on
from kpitrack.definitions.checks.rows import Rows, check_filter, people_of
from kpitrack.definitions.checks.tests import check_has_unit, check_source_name, check_tests
from kpitrack.definitions.drafts import Draft
from kpitrack.definitions.places import Spot
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError
from kpitrack.model.program import Dimension, Population, QualityRule
from kpitrack.model.quantities import Quantity, Unit


def check_program(draft: Draft) -> Iterator[DefinitionError]:
    yield from check_calendar(draft)
    yield from _check_rosters(draft)
    for name, population in draft.program.populations.items():
        yield from _check_population(draft, name, population, draft.program_spot.at("populations", name))
    for name, dimension in draft.program.dimensions.items():
        yield from _check_dimension(draft, name, dimension, draft.program_spot.at("dimensions", name))
    for position, rule in enumerate(draft.program.quality):
        yield from _check_quality(rule, draft.program_spot.at("quality", position))
    yield from _check_schools(draft)
    yield from _check_equity(draft)
    for position, name in enumerate(draft.program.program.report_by or ()):
        yield from check_dimension_name(draft, name, draft.program_spot.at("program", "report_by", position))


def _check_rosters(draft: Draft) -> Iterator[DefinitionError]:
    for section in ("people", "things"):
        for unit, kind in getattr(draft.program, section).items():
            spot = draft.program_spot.at(section, unit, "roster")
            if kind.roster is None:
                continue
            yield from check_source_name(draft, kind.roster, spot)
            if kind.roster in draft.sources:
                yield from check_has_unit(draft, draft.sources[kind.roster], unit, spot)


def _check_population(draft: Draft, name: str, population: Population, spot: Spot) -> Iterator[DefinitionError]:
    if draft.lacks_unit(population.of) and draft.lacks("populations", population.of):
        known = draft.units | draft.known["populations"]
        yield unknown("person, thing or population", population.of, known, where=spot.at("of").where)
        return
    if _goes_round(draft, name):
        problem = f'the population "{name}" is made of itself'
        yield DefinitionError(problem, where=spot.at("of").where, hint="let `of` lead to a person or thing")
        return
    unit = draft.unit_of(name)
    roster = draft.roster_of(unit)
    people = people_of(draft, roster) if roster else None
    if not population.where.is_empty and people is not None:
        yield from check_filter(draft, population.where, people, spot.at("where"))
    yield from _check_roster_needed(draft, population, unit, people, spot)
    yield from check_tests(draft, population.having, people, unit, spot.at("having"))
    yield from check_tests(draft, population.without, people, unit, spot.at("without"))
    if population.fixed_on is not None:
        yield from check_fixed_on(draft, population.fixed_on, spot.at("fixed_on"))


def _goes_round(draft: Draft, name: str) -> bool:
    passed: set[str] = set()
    while name in draft.program.populations:
        if name in passed:
            return True
        passed.add(name)
        name = draft.program.populations[name].of
    return False


def has_roster(draft: Draft, unit: str | None) -> bool:
    """Also when the roster itself is broken, which is another problem."""
    kind = draft.program.people.get(unit or "") or draft.program.things.get(unit or "")
    return kind is None or kind.roster is not None


def _check_roster_needed(
    draft: Draft, population: Population, unit: str | None, people: Rows | None, spot: Spot
) -> Iterator[DefinitionError]:
    """Without a roster only the rows of `having` can tell who there is."""
    if people is not None or has_roster(draft, unit):
        return
    if not population.where.is_empty or population.having is None:
        problem = f"no roster lists every {unit}, so nobody knows who belongs to this population"
        yield DefinitionError(problem, where=spot.key, hint=f"give {unit} a `roster`, or name them by `having`")


def _check_dimension(draft: Draft, name: str, dimension: Dimension, spot: Spot) -> Iterator[DefinitionError]:
    yield from _check_bands(name, dimension, spot)
    yield from check_tests(draft, dimension.having, None, None, spot.at("having"))
    if dimension.fixed_on is not None:
        yield from check_fixed_on(draft, dimension.fixed_on, spot.at("fixed_on"))
    if dimension.having is not None:
        if dimension.then is None or dimension.else_ is None:
            hint = "then: Eligible, else: Not eligible"
            yield DefinitionError("`having` needs the categories `then` and `else`", where=spot.key, hint=hint)
        return
    field = dimension.field or name
    if not is_a_field_somewhere(draft, name, field):
        where = spot.at("field").where if dimension.field else spot.key
        hint = "add the field to a roster in sources.yaml, or name the dimension in `dimensions` of a source"
        yield DefinitionError(f'no roster has a field "{field}"', where=where, hint=hint)


def _check_bands(name: str, dimension: Dimension, spot: Spot) -> Iterator[DefinitionError]:
    if dimension.bands is not None and dimension.categories:
        hint = "the bands are the categories; leave `categories` out"
        yield DefinitionError(f'"{name}" has both `bands` and `categories`', where=spot.key, hint=hint)
    first: dict[str, str] = {}
    for band, values in (dimension.bands or {}).items():
        for position, value in enumerate(values):
            if first.setdefault(value, band) != band:
                where = spot.at("bands", band, position).where
                problem = f'"{value}" stands in the bands "{first[value]}" and "{band}"'
                yield DefinitionError(problem, where=where, hint="a person counts in one band only")


_QUALITY_UNITS = {
    "required_fields": ({Unit.SHARE}, "95%"),
    "expected_people": ({Unit.SHARE}, "95%"),
    "sampled_errors": ({Unit.SHARE}, "2%"),
    "days_since_export": ({Unit.DAYS}, "7 days"),
    "unmapped_values": ({Unit.NUMBER, Unit.SHARE}, "0"),
    "file_security": ({Unit.NUMBER}, "0"),
}
_COMPARATORS = ("at_least", "more_than", "at_most", "less_than")


def _check_schools(draft: Draft) -> Iterator[DefinitionError]:
    """Do the dates of a school follow each other, and does a former name lead to one school?"""
    first: dict[str, str] = {}
    for name, school in draft.program.schools.items():
        spot = draft.program_spot.at("schools", name)
        if school.opened and school.closed and school.closed < school.opened:
            hint = "`opened` is its first day, `closed` its last"
            yield DefinitionError(f"{name} closes before it opens", where=spot.at("closed").where, hint=hint)
        if school.renamed_on and not school.formerly:
            where = spot.at("renamed_on").where
            yield DefinitionError("nobody knows the former name", where=where, hint="formerly: [its earlier name]")
        for position, former in enumerate(school.formerly):
            other = first.setdefault(former, name)
            if other != name or former in draft.program.schools:
                second = f"of {other}" if other != name else "a school of its own"
                problem = f'"{former}" is the former name of {name} and {second}'
                where = spot.at("formerly", position).where
                yield DefinitionError(problem, where=where, hint="rows that carry it can count at one school only")


def _check_quality(rule: QualityRule, spot: Spot) -> Iterator[DefinitionError]:
    written = [(key, getattr(rule, key)) for key in _COMPARATORS if getattr(rule, key) is not None]
    if len(written) != 1:
        found = " and ".join(key for key, _ in written) or "nothing"
        hint = f"write one of: {', '.join(_COMPARATORS)}"
        yield DefinitionError(f"a quality rule has exactly one comparator; found {found}", where=spot.where, hint=hint)
    units, example = _QUALITY_UNITS[rule.checks]
    for key, limit in written:
        if not isinstance(limit, Quantity) or limit.unit not in units:
            problem = f"{limit.text} does not fit the check {rule.checks}"
            yield DefinitionError(problem, where=spot.at(key).where, hint=f"write it as {example}")
        elif rule.warn is not None:
            yield from _check_warning(key, limit, rule.warn, spot.at("warn"))


def _check_warning(key: str, limit: Quantity, warn: object, spot: Spot) -> Iterator[DefinitionError]:
    """A warning comes before the fail, in the same unit."""
    example = f"write it as a figure like {limit.text}"
    if not isinstance(warn, Quantity) or warn.unit is not limit.unit:
        yield DefinitionError("`warn` has another unit than the limit", where=spot.where, hint=example)
    elif (warn.amount < limit.amount) if key in ("at_least", "more_than") else (warn.amount > limit.amount):
        problem = f"`warn: {warn.text}` would come after the fail at {limit.text}"
        yield DefinitionError(problem, where=spot.where, hint="a warning lies on the better side of the limit")


_EQUITY_KEYS = ("confidence", "min_effect", "many_tests", "impact")
_IMPACT_KEYS = ("method", "reference", "margin")
_CHOICES = {"many_tests": ("holm", "bh"), "method": ("ppg", "ppg_2022", "index_80", "proportionality")}


def _check_equity(draft: Draft) -> Iterator[DefinitionError]:
    spot = draft.program_spot.at("equity")
    yield from _check_words(draft.program.equity, _EQUITY_KEYS, spot)
    impact = draft.program.equity.get("impact")
    if isinstance(impact, dict):
        yield from _check_words(impact, _IMPACT_KEYS, spot.at("impact"))


def _check_words(written: dict[str, object], keys: tuple[str, ...], spot: Spot) -> Iterator[DefinitionError]:
    for key, value in written.items():
        if key not in keys:
            yield unknown("key", key, keys, where=spot.at(key).key)
        elif key in _CHOICES and value not in _CHOICES[key]:
            yield unknown("word", str(value), _CHOICES[key], where=spot.at(key).where)

"""Which groups of every metric an audience may not see, and which totals are held: the pattern, asked for once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kpitrack.disclosure.amounts import Measured, measured
from kpitrack.disclosure.carrying import last_printed
from kpitrack.disclosure.coding import EXACT_FROM
from kpitrack.disclosure.layout import SCHOOL, Categories, categories_of, places
from kpitrack.disclosure.links import told_by
from kpitrack.disclosure.pattern import hidden_groups, parts_of_groups
from kpitrack.disclosure.policy import is_about_people, rules_of
from kpitrack.disclosure.releases import days_printed, nature_of, past_of, points_of
from kpitrack.disclosure.rests import sums_of, to_hold_back
from kpitrack.disclosure.situation import NO_PAST, Past
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import EVERYONE, CellKey, Group
from kpitrack.model.ledger import NOTHING_RELEASED, LedgerRow, Released
from kpitrack.model.measures import Kind
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.published import Audience, Withheld
from kpitrack.model.units import value_unit
from kpitrack.model.verdicts import Result, Results


@dataclass(frozen=True, slots=True)
class Protection:
    """What protecting needs to know: the program, every result, for whom, and what was shown before.

    own_school: the confidential edition of one school, which sees itself exactly and all others protected.
    """

    program: Program
    results: Results
    audience: Audience
    released: Released = NOTHING_RELEASED
    own_school: str = ""
    withheld: frozenset[Withheld] = frozenset()  # what an audit wants hidden besides
    typed: Mapping[CellKey, Mapping[Group, Result | None]] = field(
        default_factory=dict
    )  # whose figure comes without people, and what was counted there: totals and pattern go on with that
    _patterns: dict[CellKey, frozenset[Group]] = field(default_factory=dict, compare=False, repr=False)
    _uncounted: dict[CellKey, frozenset[Group]] = field(default_factory=dict, compare=False, repr=False)

    def hidden(self, metric: str, observed: Observed) -> frozenset[Group]:
        """The pattern of one metric and period; nothing is hidden from the internal audience."""
        key: CellKey = (metric, observed)
        if key not in self._patterns:
            definition = self.program.metrics[metric]
            pattern = self._hidden(definition, observed) | self._hidden_of_shares(definition, observed)
            self._patterns[key] = pattern | self._typed(definition, key)
        return self._patterns[key]

    def uncounted(self, metric: str, observed: Observed) -> frozenset[Group]:
        """The groups whose size the public may not see: small ones, and those that would give one away by subtraction.

        The same search and certificate as for the pattern, with a greater minimum, of sizes alone.
        """
        key: CellKey = (metric, observed)
        if key not in self._uncounted:
            self._uncounted[key] = self._find_uncounted(self.program.metrics[metric], observed)
        return self._uncounted[key]

    def _typed(self, metric: Metric, key: CellKey) -> frozenset[Group]:
        """Figures without a count of people count as small, unless the definition says they are public already."""
        is_open = self.audience == "internal" or bool(metric.already_public)
        return frozenset() if is_open else frozenset(self.typed.get(key, {}))

    def is_typed(self, metric: str, observed: Observed, group: Group) -> bool:
        return group in self.typed.get((metric, observed), {})

    def _counted(self, key: CellKey) -> Mapping[Group, Result]:
        """The results that add up: a typed figure is no part of a total, what was counted in its place is."""
        results, typed = self.results.get(key, {}), self.typed.get(key)
        if not typed:
            return results
        counted = {group: typed.get(group, result) for group, result in results.items()}
        return {group: result for group, result in counted.items() if result is not None}

    def guards(self, metric: Metric) -> bool:
        """Are there people behind the metric, who must be kept from this audience?"""
        return self.audience != "internal" and is_about_people(self.program, metric)

    def result(self, metric: str, observed: Observed, group: Group) -> Result | None:
        """What was counted of one group; None of a group that was not."""
        return self.results.get((metric, observed), {}).get(group)

    def is_held(self, metric: str, observed: Observed) -> bool:
        """Has the total changed by too few people to be printed again?"""
        definition = self.program.metrics[metric]
        if not self.guards(definition):
            return False
        if definition.measure.is_derived:
            return any(self.is_held(part, observed) for part in definition.measure.parts)
        if not self.released.of(metric):
            return False
        past = self._past(definition, observed, self._measured(definition, observed))
        return past.is_held and past.was_printed

    def last_printed(self, metric: str, observed: Observed) -> Mapping[Categories, LedgerRow]:
        """What may be printed again of the groups that are hidden now."""
        rows = self.released.of(metric)
        if not rows:
            return {}
        return last_printed(
            self.program.metrics[metric], observed, rows, self.audience, (self.program.calendar, places(self.program))
        )

    def _hidden(self, metric: Metric, observed: Observed) -> frozenset[Group]:
        if not self.guards(metric):
            return frozenset()
        results = self._counted((metric.id, observed))
        if metric.measure.is_derived:
            return self._hidden_by_parts(metric, observed, results)
        measures = self._measured(metric, observed)
        gone = self._hidden_beside_the_past(metric, observed, results, measures)
        gone |= frozenset(group for group in results if self._is_withheld(metric, group))
        if self.own_school:
            gone = frozenset(group for group in gone if (SCHOOL, self.own_school) not in group.categories)
        return gone

    def _hidden_of_shares(self, metric: Metric, observed: Observed) -> frozenset[Group]:
        """What the shares hide whose people this metric counts again; a total declared public stays."""
        results = self.results.get((metric.id, observed), {})
        public = {EVERYONE} if metric.headcount is not None else set()
        shares = (self.program.metrics[each] for each in told_by(self.program, metric.id))
        gone = frozenset[Group]().union(*(self._hidden(each, observed) for each in shares))
        return gone & (results.keys() - public)

    def _find_uncounted(self, metric: Metric, observed: Observed) -> frozenset[Group]:
        results = self._counted((metric.id, observed))
        sizes = measured(Kind.COUNT, results, scale=None)
        rules = replace(rules_of(self.program), minimum=EXACT_FROM)
        return hidden_groups(self.program, metric, results, sizes, rules=rules)

    def _is_withheld(self, metric: Metric, group: Group) -> bool:
        return any(name == metric.id and dimension in ("", *group.dimensions) for name, dimension in self.withheld)

    def _hidden_beside_the_past(
        self, metric: Metric, observed: Observed, results: Mapping[Group, Result], measures: Measured
    ) -> frozenset[Group]:
        """Hide, look at what is left over beside every earlier day, and hide one more where that moved by a few."""
        past, where = self._past(metric, observed, measures), places(self.program)
        gone = hidden_groups(self.program, metric, results, measures, past)
        rows = self.released.of(metric.id)
        if not rows:
            return gone
        nature = nature_of(metric, measures)
        now = points_of(measures, nature, where)
        days = days_printed(self.program, metric, observed, rows, nature)
        sums = sums_of(self.program, tuple(now))
        while True:
            hidden = frozenset(categories_of(group.categories, where) for group in gone)
            more = (
                to_hold_back(now, days, sums, hidden, (nature, rules_of(self.program))) - past.must_hide - past.repeats
            )
            if not more:
                return gone
            past = replace(past, must_hide=past.must_hide | more)
            gone = hidden_groups(self.program, metric, results, measures, past)

    def _measured(self, metric: Metric, observed: Observed) -> Measured:
        scale = value_unit(self.program, metric.id).scale
        return measured(metric.measure.kind, self._counted((metric.id, observed)), scale=scale)

    def _past(self, metric: Metric, observed: Observed, measures: Measured) -> Past:
        rows = self.released.of(metric.id)
        if not rows:
            return NO_PAST
        return past_of(self.program, metric, observed, measures, rows)

    def _hidden_by_parts(self, metric: Metric, observed: Observed, results: Mapping[Group, Result]) -> frozenset[Group]:
        """A value made of others is hidden where one of them is."""
        gone = frozenset[Group]().union(*(self.hidden(part, observed) for part in metric.measure.parts))
        everywhere = frozenset(frozenset(group.categories) for group in gone)
        return frozenset(
            group
            for group in results
            if any(frozenset(each.categories) in everywhere for each in parts_of_groups(metric.measure, group))
        )

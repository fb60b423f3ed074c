"""The gate before a release: naive hiding is caught, withheld, and refused where withholding does not help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from kpitrack import pipeline
from kpitrack.disclosure.audit import Effort, Printed, Series, Structure, Widths, attack, printed_in_report
from kpitrack.model.ledger import Figures, LedgerRow
from kpitrack.model.program import Program
from kpitrack.model.published import GroupTable, Report, Shown, Suppressed, Withheld
from kpitrack.pipeline import gate
from kpitrack.pipeline.orders import Order
from kpitrack.pipeline.publishing import release
from kpitrack.reports.as_json import as_json
from tests.builders import metric, report, share
from tests.publishing import small

Asked = list[frozenset[Withheld]]


@pytest.fixture(scope="module")
def program() -> Program:
    return pipeline.load_program(Path(__file__).parents[3] / "targets")


def _share(met: int, people: int) -> Shown:
    return replace(share(met, people), n=people)


def _made_from(groups: GroupTable, asked: Asked, audience: str = "shared") -> Callable[[frozenset[Withheld]], Report]:
    """89 of 102, and the groups unless they are to be withheld."""

    def make(withheld: frozenset[Withheld]) -> Report:
        asked.append(withheld)
        gone = ("semester_completion", "gender") in withheld
        shown = {name: Suppressed() if gone else cell for name, cell in groups.items()}
        total = Suppressed() if ("semester_completion", "") in withheld else _share(89, 102)
        made = metric("semester_completion", total=total, by={("gender",): shown})
        return replace(report(made), audience=audience)  # type: ignore[arg-type]

    return make


NAIVE: GroupTable = {("Female",): _share(60, 68), ("Male",): _share(26, 30), ("Non-binary",): Suppressed()}
SAFE: GroupTable = {("Female",): _share(60, 68), ("Male",): Suppressed(), ("Non-binary",): Suppressed()}


def test_what_holds_is_made_once(program: Program) -> None:
    asked: Asked = []
    assert gate.safe_report(program, (), _made_from(SAFE, asked)).withheld == ()
    assert asked == [frozenset()]


def test_what_can_be_subtracted_is_withheld(program: Program) -> None:
    """102 less 68 less 30 are four, of whom 89 - 60 - 26 = 3 met."""
    asked: Asked = []
    made = gate.safe_report(program, (), _made_from(NAIVE, asked))
    assert asked == [frozenset(), frozenset({("semester_completion", "gender")})]
    assert made.withheld == (("semester_completion", "gender"),)
    assert all(isinstance(cell, Suppressed) for cell in made.metrics[0].by["gender",].values())
    assert isinstance(made.metrics[0].total, Shown)


def test_the_team_itself_is_not_audited(program: Program) -> None:
    asked: Asked = []
    gate.safe_report(program, (), _made_from(NAIVE, asked, "internal"))
    assert len(asked) == 1


def test_what_withholding_does_not_heal_is_refused_without_its_number(program: Program) -> None:
    with pytest.raises(gate.ReleaseRefused) as refused:
        gate.safe_report(program, (), lambda _: _made_from(NAIVE, [])(frozenset()))
    text = str(refused.value)
    assert refused.value.exit_code == 3
    assert "semester_completion, gender Non-binary: how many there are can be told exactly" in text
    assert "nothing was released" in text
    assert "4" not in text.replace("1_4", "")


def _row(categories: tuple[tuple[str, str], ...], figures: Figures | None) -> LedgerRow:
    day = date(2026, 2, 15)
    return LedgerRow(
        "board", 1, day, "A. Lee", "shared", "Y1-Q2", "semester_completion", "Y1-Q2", day, categories, figures
    )


def test_an_earlier_release_is_read_beside_it(program: Program) -> None:
    """Each of the two hides two of three groups; together they print two, and the third follows."""
    earlier = [_row((), Figures(102, *(None,) * 3)), _row((("gender", "Male"),), Figures(30, 26, 30))]  # type: ignore[arg-type]
    earlier += [_row((("gender", each),), None) for each in ("Female", "Non-binary")]
    found = gate.safe_report(program, earlier, _made_from(SAFE, []))
    assert ("semester_completion", "gender") in found.withheld


def test_a_draft_signed_off_under_weaker_rules_is_refused(tmp_path: Path) -> None:
    """12 of 100 girls were shown when the minimum was 10; before the release the district raised it to 120."""
    world = small(tmp_path / "small")
    day = date(2025, 10, 5)
    draft = world.publish("weekly", day, draft=True)
    definition = world.targets / "program.yaml"
    definition.write_text(definition.read_text(encoding="utf-8") + "disclosure: {min_n: 120}\n", encoding="utf-8")
    order = Order(today=day + timedelta(days=2), made_at="2025-10-07T06:00:00", signed_by="A. Rivera")
    with pytest.raises(gate.ReleaseRefused, match="finished_share, gender Female: a small group is printed"):
        release(world.program, draft.snapshot.name.id, order)
    assert not list(world.output.glob("*.html"))


def test_a_sample_is_drawn_the_same_way_every_time() -> None:
    """Half of the work gives the same half of the questions, whatever the order of the file."""
    groups: GroupTable = {(f"Group {place}",): Suppressed() for place in range(8)}
    made = _made_from(groups, [])(frozenset())

    def sampled(order: int, work: float) -> tuple[int, int, list[str]]:
        facts = as_json(made)
        facts["metrics"][0]["by"]["gender"] = facts["metrics"][0]["by"]["gender"][::order]
        known: dict[Series, Printed] = {}
        printed_in_report(facts, known)
        found = attack(known, Structure(), Widths(minimum=200, people=200), effort=Effort(work=work))
        return found.bounded, found.left_out, [str(sorted(each.group)) for each in found.findings]

    whole = sampled(1, float("inf"))
    part = sampled(1, 4_000)
    assert whole[:2] == (8, 0)
    assert 0 < part[0] < 8
    assert part[1] == 8 - part[0]
    assert part == sampled(-1, 4_000)


def test_a_correction_that_stands_as_printed_is_not_what_it_corrects(program: Program) -> None:
    """Version 2 prints 30 again, because today's number may not be told: nothing is hidden here and printed there."""
    day = date(2026, 2, 15)
    first = [_row((), _shown_of(102, 89)), _row((("gender", "Male"),), _shown_of(40, 30))]
    first += [_row((("gender", "Female"),), _shown_of(62, 59))]
    second = [replace(row, version=2, replaces=1) for row in first]
    second[1:] = [replace(row, shown=replace(row.shown, as_of=day)) for row in second[1:] if row.shown]
    gate.must_be_safe(program, second, first)


def test_a_third_version_prints_what_the_second_held(program: Program) -> None:
    """102, then a few more that may not be told, then 130: far enough from 102, and no other version hides it."""
    day = date(2026, 2, 15)
    first = [_row((), _shown_of(102, 89)), *(_row((("gender", each),), None) for each in ("Female", "Male"))]
    second = [replace(row, version=2, replaces=1) for row in first]
    second[0] = replace(second[0], shown=replace(_shown_of(102, 89), as_of=day))
    third = [replace(row, version=3, replaces=2) for row in first]
    third[0] = replace(third[0], shown=_shown_of(130, 102))
    gate.must_be_safe(program, third, [*first, *second])
    third[0] = replace(third[0], shown=_shown_of(107, 91))
    with pytest.raises(gate.ReleaseRefused, match="two releases differ by a few people"):
        gate.must_be_safe(program, third, [*first, *second])


def _shown_of(people: int, met: int) -> Figures:
    return Figures(people, Fraction(met), Fraction(people), Fraction(met, people))

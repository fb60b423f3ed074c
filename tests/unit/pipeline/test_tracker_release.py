"""Shared workbooks are a release: entered before they appear, judged beside everything that was shown."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kpitrack import pipeline, tracker
from kpitrack.disclosure.amounts import measured
from kpitrack.disclosure.releases import past_of
from kpitrack.errors import LockedError, UsageError
from kpitrack.history.ledger import Ledger, Release, shown_before
from kpitrack.history.locking import only_run
from kpitrack.model.calendar import Observed
from kpitrack.model.cells import Group
from kpitrack.model.ledger import LedgerRow
from kpitrack.model.measures import Kind
from kpitrack.model.metrics import Metric
from kpitrack.model.program import Program
from kpitrack.model.reporting import MailSettings
from kpitrack.model.verdicts import Result, Value
from kpitrack.model.workbook import Edition
from kpitrack.pipeline.auditing import audit
from kpitrack.pipeline.gate import ReleaseRefused
from kpitrack.pipeline.orders import Order
from kpitrack.reports.mail import MailProblem
from tests.unit.disclosure.districts import ledger_of, results_of, shipped

EXPORTS = Path(__file__).parents[3] / "examples" / "exports" / "ses"
FEB_15 = date(2026, 2, 15)
MINIMUM = 11


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    shutil.copytree(EXPORTS, tmp_path / "exports" / "ses")
    return tmp_path / "exports"


def _build(exports: Path, *, school: str = "", edition: Edition = "shared") -> pipeline.TrackerBuilt:
    root = exports.parent
    order = Order(FEB_15, made_at="", store=root / "store", signed_by="A. Lee")
    question = pipeline.TrackerQuestion(school=school, edition=edition, as_of=FEB_15, exports=exports, order=order)
    return pipeline.tracker_build(shipped(), question, root / "out")


def _ledger(exports: Path) -> Path:
    return exports.parent / "store" / "ledger.sqlite"


def _releases(exports: Path) -> tuple[Release, ...]:
    with Ledger.read(_ledger(exports)) as ledger:
        return ledger.releases(shipped().program.id)


def _rows(exports: Path) -> list[LedgerRow]:
    return shown_before(_ledger(exports), shipped().program.id)


def _without(exports: Path, answers: int) -> None:
    """The newest survey again, with so many answers less."""
    path = max((exports / "ses").glob("students_*.csv"), key=lambda each: each.name)
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    path.write_text("".join(lines[: len(lines) - answers]), encoding="utf-8-sig")


def test_the_ledger_is_entered_before_a_file_appears(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that dies while it writes leaves a release that nobody saw, never the other way round."""
    seen: list[Release] = []

    def fail(*_: object, **__: object) -> int:
        seen.extend(_releases(exports))
        raise UsageError("the disk is full")

    monkeypatch.setattr(tracker, "write_books", fail)
    with pytest.raises(UsageError, match="disk is full"):
        _build(exports)
    assert [each.release for each in seen] == ["tracker-2026-02-15"]


def test_what_stands_in_the_workbooks_enters_and_nothing_else(exports: Path) -> None:
    """Levels of the district's workbook and schools; the whole program's total is in none of them."""
    built = _build(exports)
    assert built.release is not None
    assert built.release.signed_by == "A. Lee"
    dimensions = {tuple(name for name, _ in row.categories) for row in _rows(exports)}
    assert dimensions == {("level",), ("level", "school")}
    assert {row.shown is None for row in _rows(exports)} == {True, False}


def test_the_same_workbooks_again_are_the_same_release(exports: Path) -> None:
    assert _build(exports).release == replace(_build(exports).release, entry=0)  # type: ignore[type-var]
    assert [each.version for each in _releases(exports)] == [1]


def test_one_schools_workbook_is_a_release_of_its_own(exports: Path) -> None:
    """No other school's figures enter with it: they were shown to nobody."""
    _build(exports, school="Alder Elementary")
    assert [each.release for each in _releases(exports)] == ["tracker-2026-02-15-Alder Elementary"]
    assert {dict(row.categories)["school"] for row in _rows(exports)} == {"Alder Elementary"}


@pytest.mark.parametrize("edition", ["own-school", "blank"])
def test_editions_that_are_no_release_enter_nothing(exports: Path, edition: Edition) -> None:
    assert _build(exports, edition=edition).release is None
    assert not _ledger(exports).exists()


def test_an_unknown_school_enters_nothing(exports: Path) -> None:
    with pytest.raises(UsageError, match="no school"):
        _build(exports, school="Elder")
    assert _releases(exports) == ()


@pytest.mark.parametrize("edition", ["shared", "own-school", "blank"])
def test_a_school_without_an_address_stops_before_anything_is_done(exports: Path, edition: Edition) -> None:
    """Nothing is in the ledger and no file is written, since a release cannot be taken back."""
    server = MailSettings.model_validate({"host": "localhost", "from": "kpi@district.example"})
    mailing = pipeline.Mailing(server, {"Alder Elementary": "alder@district.example"}, "", None)
    order = Order(FEB_15, made_at="", store=exports.parent / "store", signed_by="A. Lee")
    question = pipeline.TrackerQuestion(
        edition=edition,
        school="Birch Elementary" if edition == "blank" else "",
        as_of=FEB_15,
        exports=exports,
        order=order,
        mailing=mailing,
    )
    with pytest.raises(MailProblem, match="no address of Birch Elementary"):
        pipeline.tracker_build(shipped(), question, exports.parent / "out")
    assert _releases(exports) == ()
    assert not (exports.parent / "out").exists()


def test_a_template_is_mailed_to_nobody(exports: Path) -> None:
    """It belongs to no school; that is said before it is written."""
    mailing = pipeline.Mailing(MailSettings.model_validate({"host": "x", "from": "k@district.example"}), {}, "", None)
    question = pipeline.TrackerQuestion(edition="blank", as_of=FEB_15, mailing=mailing)
    with pytest.raises(UsageError, match="belongs to no school"):
        pipeline.tracker_build(shipped(), question, exports.parent / "out")


def test_other_answers_are_a_correction_that_tells_of_nobody(exports: Path) -> None:
    """Six answers less: what they would change stands as it was printed; what they do not touch is printed again."""
    _build(exports)
    _without(exports, 6)
    corrected = _build(exports).release
    assert corrected is not None
    assert (corrected.version, corrected.replaces) == (2, 1)
    assert corrected.why
    first, second = ({_key(row): row for row in _rows(exports) if row.version == version} for version in (1, 2))
    assert first.keys() == second.keys()
    assert {key for key, row in first.items() if row.shown is None} == {
        key for key, row in second.items() if row.shown is None
    }
    stands = [key for key, row in second.items() if row.shown and row.shown.as_of]
    assert {period for _, period, _ in stands} == {"Fall-2025"}
    assert all(second[key].shown == first[key].shown for key in second), "six answers are fewer than eleven people"


# --- the gate ------------------------------------------------------------------------------------------------------


def _hide_only_the_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a protection would that forgets that totals can be subtracted from."""

    def small(
        _: Program, __: Metric, results: Mapping[Group, Result], *___: object, **____: object
    ) -> frozenset[Group]:
        return frozenset(
            group for group, each in results.items() if isinstance(each, Value) and 0 < (each.n or 0) < MINIMUM
        )

    monkeypatch.setattr("kpitrack.disclosure.protection.hidden_groups", small)


def _told(exports: Path) -> set[str]:
    """The metrics of which an outsider with the ledger can tell something hidden."""
    program = shipped()
    found = audit(program, (), ledger=_ledger(exports), seconds=60)
    return {each.series.metric for each in found.result.findings}


def test_naive_workbooks_are_withheld_as_far_as_they_tell(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A school alone in its hiding is its level less the others; its row goes, the rest of the workbook stays."""
    _hide_only_the_small(monkeypatch)
    with monkeypatch.context() as without_gate:
        without_gate.setattr("kpitrack.pipeline.gate._least_withheld", lambda make, *_: (make(frozenset()), ()))
        _build(exports)
        told = _told(exports)
    assert told
    _ledger(exports).unlink()
    built = _build(exports)
    assert {metric for metric, _ in built.withheld} == told
    assert not _told(exports)
    rows = {row.metric: row for row in _rows(exports) if row.shown}
    assert rows.keys() >= {row.metric for row in _rows(exports)} - told


def test_what_was_withheld_is_the_same_release_the_next_day(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made again, the same is withheld again."""
    _hide_only_the_small(monkeypatch)
    first = _build(exports)
    assert first.withheld
    again = _build(exports)
    assert (again.release, again.withheld) == (replace(first.release, entry=1), first.withheld)  # type: ignore[type-var]


def test_what_withholding_does_not_heal_is_refused(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing enters, nothing is written, and the advice is about workbooks."""
    _hide_only_the_small(monkeypatch)
    monkeypatch.setattr("kpitrack.disclosure.protection.Protection._is_withheld", lambda *_: False)
    with pytest.raises(ReleaseRefused) as refused:
        _build(exports)
    assert refused.value.exit_code == 3
    assert "school " in refused.value.problem
    assert "tracker.yaml" in refused.value.hint
    assert _releases(exports) == ()
    assert not list((exports.parent / "out").glob("*.xlsx"))


def test_the_same_workbooks_are_not_attacked_again(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They were, when they were released."""
    _build(exports)
    monkeypatch.setattr("kpitrack.pipeline.gate.safe_rows", lambda *_: pytest.fail("attacked again"))
    _build(exports)


def _key(row: LedgerRow) -> tuple[str, str, object]:
    return row.metric, row.period, row.categories


def test_two_runs_at_once(exports: Path) -> None:
    with only_run(_ledger(exports)), pytest.raises(LockedError):
        _build(exports)


def test_a_school_in_a_workbook_is_the_school_of_a_report() -> None:
    """A workbook names a school within its level, a report by itself; one student more must not be told by the two."""
    program = shipped()
    metric, period = program.metrics["semester_completion"], program.calendar.period("Y1-S1")
    bands = program.dimensions["level"].bands or {}
    level = next(name for name, schools in bands.items() if "Alder Elementary" in schools)
    before = results_of({("Alder Elementary", "Eligible"): (40, 30), ("Birch Elementary", "Eligible"): (60, 30)})
    after = results_of({("Alder Elementary", "Eligible"): (41, 31), ("Birch Elementary", "Eligible"): (90, 45)})
    rows = [
        replace(row, categories=(("level", level), *row.categories))
        for row in ledger_of(before, frozenset(), metric.id, period="Y1-S1", through=date(2026, 2, 8))
        if row.categories == (("school", "Alder Elementary"),)
    ]
    past = past_of(program, metric, Observed(period, FEB_15), measured(Kind.SHARE, after, scale=None), rows)
    assert past.must_hide == {frozenset({("school", "Alder Elementary")})}

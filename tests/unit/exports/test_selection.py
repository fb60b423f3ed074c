"""Which files are read, and what their names say."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.exports.district import AS_OF, District

FIELDS = {"a": {"column": "a"}}


def _source(files: str, **more: object) -> dict[str, object]:
    return {"files": files, "fields": FIELDS, **more}


def test_the_newest_copy(district: District) -> None:
    for day in ("2026-02-01", "2026-02-08", "20260214", "2026-02-22", "2026-13-01"):
        district.write(f"in/t_{day}.csv", f"a\n{day}\n")
    district.write("in/t_old.csv", "a\nold\n")
    district.sources = {"t": _source("in/t_{date}.csv", use="newest")}
    with district.loaded() as loaded:
        assert loaded.column("t", "a") == ["20260214"]
        [note] = loaded.problems()
        assert (note.level, note.message) == ("note", "the newest of 4 files is used; 3 others were left aside")
        assert loaded.reading("t").as_of == date(2026, 2, 14)


def test_all_copies_are_later_than_the_report(district: District) -> None:
    district.write("t_2026-03-01.csv", "a\nx\n")
    district.sources = {"t": _source("t_{date}.csv", use="newest")}
    with district.loaded() as loaded:
        assert loaded.column("t", "a") == ["x"]
        assert loaded.problems()[0].message == "every file is dated after 2026-02-15; the earliest is used"


def test_periods_in_names(district: District) -> None:
    district.write("att_Y1-M02.csv", "a\nx\n")
    district.write("att_Y1-M01.csv", "a\ny\n")
    district.sources = {"t": _source("att_{period}.csv")}
    with district.loaded() as loaded:
        assert [(a, str(start), str(end)) for a, start, end in loaded.rows("t", "a, period_start_, period_end_")] == [
            ("y", "2025-08-11", "2025-09-07"),
            ("x", "2025-09-08", "2025-10-05"),
        ]
        reading = loaded.reading("t")
        assert (reading.as_of, reading.covers, reading.stale) == (date(2025, 10, 5), date(2025, 10, 5), False)


def test_a_folder_and_a_list(district: District) -> None:
    district.write("in/b.csv", "a\nb\n")
    district.write("in/.hidden.csv", "x\n1\n")
    district.write("in/~$b.csv", "x\n1\n")
    district.write("c.csv", "a\nc\n")
    district.sources = {"t": {"files": ["in/", "c.csv", "in/*.csv"], "fields": FIELDS}}
    with district.loaded() as loaded:
        assert [file.name for file in loaded.reading("t").files] == ["c.csv", "in/b.csv"]


def test_a_period_in_a_column(district: District) -> None:
    district.write("r.csv", "period,share\nY1-Q1,80%\nFall-2025,70%\nY1-Q9,60%\n")
    fields = {"period": {"column": "period", "type": "text"}, "share": {"column": "share", "type": "percent"}}
    district.sources = {"t": {"files": "r.csv", "period": "period", "fields": fields, "max_unusable": "50%"}}
    with district.loaded() as loaded:
        assert [str(day) for day in loaded.column("t", "period_end_")] == ["2025-11-02", "2025-09-30"]
        assert loaded.reading("t").refused == {"unknown period": 1}
        assert loaded.reading("t").as_of == date(2025, 11, 2)
        assert loaded.problems("warning")[0].message == "'Y1-Q9' is not a period of the calendar; the row is not used"


def test_the_same_file_twice(district: District) -> None:
    district.write("a.csv", "a\nx\ny\n")
    district.write("b.csv", "a\nx\ny\n")
    district.sources = {"t": _source("*.csv")}
    with district.loaded() as loaded:
        assert loaded.column("t", "a") == ["x", "y"]
        assert loaded.reading("t").dropped == {"the same file again": 2}
        assert len(loaded.reading("t").files) == 2
        [warning] = loaded.problems()
        assert warning.message == "the file has the same content as a.csv; its rows are counted once"


def test_the_same_file_for_two_periods(district: District) -> None:
    district.write("t_Y1-M01.csv", "a\nx\n")
    district.write("t_Y1-M02.csv", "a\nx\n")
    district.sources = {"t": _source("t_{period}.csv")}
    with district.loaded() as loaded:
        assert loaded.column("t", "a") == ["x", "x"]
        assert loaded.problems()[0].message.endswith("both are used, each for its own time")


@pytest.mark.parametrize(
    ("exported", "within", "stale"),
    [("2026-02-08", None, False), ("2026-02-07", None, True), ("2026-02-07", "30 days", False)],
)
def test_an_old_export_is_stale(district: District, exported: str, within: str | None, stale: bool) -> None:
    district.write(f"t_{exported}.csv", "a\nx\n")
    district.sources = {"t": _source("t_{date}.csv", **({"current_within": within} if within else {}))}
    with district.loaded() as loaded:
        assert loaded.reading("t").stale is stale


def test_the_program_may_set_the_standard(district: District) -> None:
    district.write("t_2026-02-12.csv", "a\nx\n")
    district.sources = {"t": _source("t_{date}.csv")}
    district.facts = {"quality": [{"standard": "Timely", "checks": "days_since_export", "at_most": "2 days"}]}
    with district.loaded() as loaded:
        assert loaded.reading("t").stale


def test_the_day_of_an_export_without_a_day(district: District) -> None:
    district.write("t.csv", "day\n2026-02-10\n2026-01-01\n2026-06-01\n")
    source = {"files": "t.csv", "date": "day", "fields": {"day": {"column": "day", "type": "date"}}}
    district.sources = {"t": source}
    with district.loaded() as loaded:
        assert loaded.reading("t").as_of == loaded.reading("t").covers == date(2026, 2, 10)
    district.sources = {"t": {**source, "exported_on": "2026-02-14"}}
    with district.loaded() as loaded:
        assert loaded.reading("t").as_of == date(2026, 2, 14)


def test_a_roster_without_a_day_keeps_its_own_rhythm(district: District) -> None:
    district.write("r.csv", "id,from,to\n1,2025-08-11,\n")
    fields = {"start": {"column": "from", "type": "date"}, "end": {"column": "to", "type": "date"}}
    dates = {"start": "start", "end": "end"}
    roster = {"files": "r.csv", "id": {"student": {"column": "id"}}, "fields": fields, "dates": dates}
    district.sources, district.people = {"r": roster}, {"student": {"roster": "r"}}
    with district.loaded() as loaded:
        assert not loaded.reading("r").stale
    with district.loaded(as_of=AS_OF) as loaded:
        assert loaded.reading("r").as_of == date(2025, 8, 11)

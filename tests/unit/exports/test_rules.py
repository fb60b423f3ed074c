"""Rows that are dropped by a rule or refused for a fault: which, in which order, and how they are counted."""

from __future__ import annotations

from typing import Any

from tests.unit.exports.district import ROSTER, District

ID = {"student": {"column": "id"}}
WAVE = {"wave": {"column": "wave"}, "score": {"column": "score", "type": "number"}}


def _rostered(district: District, **sources: dict[str, Any]) -> None:
    district.write("roster.csv", "id,sex\n1001,F\n1002,M\n1003,Q\n1001,F\n")
    district.people = {"student": {"roster": "roster"}}
    district.facts = {"dimensions": {"gender": {"categories": ["Female", "Male"]}}}
    district.sources = {**sources, "roster": ROSTER}


def test_people_who_are_on_no_roster(district: District) -> None:
    _rostered(district, visits={"files": "v.csv", "id": ID, "max_unusable": "50%"})
    district.write("v.csv", "id\n1001\n9999999\n\n,\n1002\n")
    with district.loaded("visits") as loaded:
        assert loaded.column("visits", "id_student") == ["1001", "1002"]
        reading = loaded.reading("visits")
        assert (reading.refused, reading.dropped) == ({"unknown student": 1}, {"blank row": 2})
        assert "roster" in loaded.intake.sources
        [problem] = [each for each in loaded.problems() if each.source == "visits"]
        assert problem.message == "student 99***99 is not on the roster; the row is not used"


def test_an_unknown_code_on_a_roster_keeps_the_person(district: District) -> None:
    _rostered(district)
    with district.loaded() as loaded:
        assert loaded.rows("roster", "id_student, gender") == [("1001", "Female"), ("1002", "Male"), ("1003", None)]
        assert loaded.reading("roster").dropped == {"identical duplicate": 1}
        [problem] = loaded.problems()
        assert problem.message == "1 row with the unknown code 'Q' in gender: counted as Not reported"
        assert (problem.level, problem.row, problem.column) == ("warning", 4, "sex")


def test_an_unusable_roster_refuses_nobody(district: District) -> None:
    _rostered(district, visits={"files": "v.csv", "id": ID})
    district.write("v.csv", "id\n1\n")
    (district.folder / "roster.csv").unlink()
    with district.loaded("visits") as loaded:
        assert loaded.reading("visits").used == 1
        assert not loaded.reading("roster").usable


def test_a_blank_id_is_an_anonymous_row_unless_it_is_required(district: District) -> None:
    district.write("v.csv", "id,wave,score\n,Pre,1\n7,Pre,2\n")
    district.sources = {
        "anonymous": {"files": "v.csv", "id": ID, "fields": WAVE},
        "strict": {"files": "v.csv", "id": {"student": {"column": "id", "required": True}}, "max_unusable": "50%"},
    }
    with district.loaded() as loaded:
        assert loaded.column("anonymous", "id_student") == [None, "7"]
        assert loaded.reading("strict").refused == {"missing id": 1}


def _duplicates(district: District, rule: object) -> dict[str, Any]:
    district.write(
        "d.csv",
        "id,wave,score,note\n1,Pre,5,a\n1,Pre,5,a\n1,Post,7,\n1,Post,8,\n,Pre,5,\n,Pre,5,\n2,Pre,6,a\n2,Pre,6,b\n3,,1,\n3,,2,\n",
    )
    return {
        "files": "d.csv",
        "id": ID,
        "fields": WAVE,
        "unique": ["student", "wave"],
        "max_unusable": "60%",
        "on_duplicate": rule,
    }


def test_contradicting_duplicates_are_refused(district: District) -> None:
    district.sources = {"t": _duplicates(district, "refuse")}
    with district.loaded() as loaded:
        reading = loaded.reading("t")
        assert reading.dropped == {"identical duplicate": 1}
        assert reading.refused == {"contradicting duplicate": 4}
        assert loaded.column("t", "line_") == [2, 6, 7, 10, 11]


def test_a_window_decides_first_which_duplicate_counts(district: District) -> None:
    district.sources = {"t": _duplicates(district, "keep_latest")}
    with district.loaded() as loaded:
        assert loaded.reading("t").refused == {}
        assert loaded.column("t", "line_") == [2, 4, 5, 6, 7, 8, 9, 10, 11]


def test_equal_rows_count_once_where_they_say_who_or_when(district: District) -> None:
    """Two equal answers without an id and a time of day are two people."""
    district.write("d.csv", "id,day,score\n1,2026-01-05,5\n1,2026-01-05,5\n,2026-01-05,5\n,2026-01-05,5\n")
    district.write("t.csv", "day,score\n2026-01-05 08:00:01,5\n2026-01-05 08:00:01,5\n2026-01-05 08:00:02,5\n")
    district.write("n.csv", "score\n5\n5\n")
    score = {"score": {"column": "score", "type": "number"}}
    dated = {"day": {"column": "day", "type": "date"}, **score}
    district.sources = {
        "who": {"files": "d.csv", "id": ID, "date": "day", "fields": dated},
        "when": {"files": "t.csv", "date": "day", "fields": dated},
        "neither": {"files": "n.csv", "fields": score},
    }
    with district.loaded() as loaded:
        assert loaded.column("who", "line_") == [2, 4, 5]
        assert loaded.column("when", "line_") == [2, 4]
        assert loaded.column("neither", "line_") == [2, 3]


def test_equal_rows_of_two_periods_are_two_rows(district: District) -> None:
    for period in ("Y1-M01", "Y1-M02"):
        district.write(f"a_{period}.csv", f"id,score\n1,5\n1,5\n{period[-1]},4\n")
    fields = {"score": {"column": "score", "type": "number"}}
    district.sources = {"t": {"files": "a_{period}.csv", "id": ID, "fields": fields}}
    with district.loaded() as loaded:
        assert loaded.rows("t", "file_, line_") == [(0, 2), (0, 4), (1, 2), (1, 4)]


def test_filters_keep_and_drop_by_typed_fields(district: District) -> None:
    district.write(
        "f.csv", "done,kind,score\nYes,Real,1\nNo,Real,2\n,Real,3\nYes,Test,4\nYes,test ,5\nmaybe,Real,6\nYes,Real,x\n"
    )
    fields = {
        "done": {"column": "done", "type": "yes_no"},
        "kind": {"column": "kind"},
        "score": {"column": "score", "type": "number"},
    }
    filters = {"keep": {"done": True}, "drop": {"kind": "Test"}}
    district.sources = {"t": {"files": "f.csv", "fields": fields, "max_unusable": "90%", **filters}}
    with district.loaded() as loaded:
        assert loaded.column("t", "score") == [1]
        assert loaded.reading("t").dropped == {"drop: kind": 2, "keep: done": 2}
        assert loaded.reading("t").refused == {"unknown code": 1, "bad number": 1}


def test_a_filter_drops_a_row_before_its_other_faults_are_counted(district: District) -> None:
    district.write("f.csv", "name,score\nAsh,1\n,many\n")
    fields = {"name": {"column": "name"}, "score": {"column": "score", "type": "number"}}
    district.sources = {"t": {"files": "f.csv", "fields": fields, "drop": {"name": {"blank": True}}}}
    with district.loaded() as loaded:
        assert loaded.reading("t").dropped == {"drop: name": 1}


def test_any_of_in_filters(district: District) -> None:
    district.write("f.csv", "a,b\n1,x\n2,y\n3,z\n")
    fields = {"a": {"column": "a", "type": "whole"}, "b": {"column": "b"}}
    drop = {"any_of": [{"a": 1}, {"b": "y"}]}
    keep = {"any_of": [{"a": 3}, {"a": 2}]}
    district.sources = {
        "t": {"files": "f.csv", "fields": fields, "drop": drop},
        "u": {"files": "f.csv", "fields": fields, "keep": keep},
    }
    with district.loaded() as loaded:
        assert loaded.reading("t").dropped == {"drop: a or b": 2}
        assert loaded.reading("u").dropped == {"keep: a": 1}


def test_five_percent_refused_rows_are_the_limit(district: District) -> None:
    fields = {"a": {"column": "a", "type": "whole"}}
    for bad, usable in ((1, True), (2, False)):
        district.write("l.csv", "a\n" + "1\n" * (20 - bad) + "x\n" * bad)
        district.sources = {"t": {"files": "l.csv", "fields": fields}}
        with district.loaded() as loaded:
            reading = loaded.reading("t")
            assert reading.usable is usable
            assert reading.rows == 20
            assert reading.used == (19 if usable else 0)
            errors = loaded.problems("error")
    assert reading.reason == "too many of its rows cannot be used, most of them for: bad number", (
        "how many tells of people"
    )
    [error] = errors
    assert error.message == "2 of 20 rows (10.0 %) cannot be used, most of them for: bad number"
    assert error.uncounted == reading.reason, "what readers outside the team see"
    assert reading.refused == {"bad number": 2, "not used, because too many rows were refused": 18}


def test_examples_are_few_and_the_count_is_whole(district: District) -> None:
    district.write("l.csv", "a\n" + "x\n" * 12 + "1\n" * 400)
    district.sources = {"t": {"files": "l.csv", "fields": {"a": {"column": "a", "type": "whole"}}}}
    with district.loaded() as loaded:
        problems = loaded.problems("warning")
        assert [each.row for each in problems] == [2, 3, 4]
        assert problems[0].message == "12 rows not used (bad number); for example: 'x' is not a whole number"


def test_rosters_of_two_kinds_wait_for_each_other(district: District) -> None:
    district.write("s.csv", "id,teacher\n1,9\n")
    district.write("e.csv", "id,mentee\n9,1\n")
    district.people = {"student": {"roster": "s"}, "employee": {"roster": "e"}}
    district.sources = {
        "s": {"files": "s.csv", "id": {"student": {"column": "id"}, "employee": {"column": "teacher"}}},
        "e": {"files": "e.csv", "id": {"employee": {"column": "id"}}},
    }
    with district.loaded("s") as loaded:
        assert list(loaded.intake.sources) == ["e", "s"]
        assert loaded.reading("s").used == 1

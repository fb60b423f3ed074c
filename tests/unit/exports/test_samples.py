"""Sample exports of real systems, as far as today's layouts read them. Skipped where the samples are not at hand."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.unit.exports.district import District, Loaded

REPOSITORY = Path(__file__).resolve().parents[3]
SAMPLES = REPOSITORY.parent / "shared" / "formats" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples lie outside the repository")

TEXT = {"type": "text"}
NUMBER = {"type": "number"}
LENIENT = {"max_unusable": "100%"}

SOURCES: dict[str, dict[str, Any]] = {
    "qualtrics_numeric.csv": {
        "layout": "qualtrics",
        "fields": {"day": {"column": "StartDate", "type": "date"}, "done": {"column": "Finished", "type": "yes_no"}},
    },
    "qualtrics_choice_text.csv": {
        "layout": "qualtrics",
        "fields": {"day": {"column": "StartDate", "type": "date"}, "done": {"column": "Finished", "type": "yes_no"}},
    },
    "surveymonkey_condensed.csv": {
        "layout": "surveymonkey",
        "id": {"student": {"column": "Custom Data 1", "width": 7}},
        "fields": {
            "day": {"column": "End Date", "type": "date"},
            "who": {"column": "Which best describes you? (Check all that apply)", "type": "list"},
            "belong": {"column": "I feel I belong in tech", "map": "likert5", "scale": [1, 5]},
        },
    },
    "surveymonkey_numeric.csv": {
        "layout": "surveymonkey",
        "id": {"student": {"column": "Custom Data 1", "width": 7}},
        "fields": {"day": {"column": "End Date", "type": "date"}},
    },
    "google_forms_download.csv": {
        "layout": "google_forms",
        "id": {"student": {"column": "Student ID", "width": 7}},
        "fields": {
            "day": {"column": "Timestamp", "type": "date"},
            "activities": {"column": "Which activities? (check all)", "type": "list"},
        },
    },
    "google_sheets_responses.csv": {
        "layout": "google_forms",
        "id": {"student": {"column": "Student ID", "width": 7}},
        "fields": {"day": {"column": "Timestamp", "type": "date"}},
    },
    "eventbrite_attendees.csv": {
        "layout": "eventbrite",
        "id": {"attendee": {"column": "Attendee #"}},
        "fields": {"day": {"column": "Order Date", "type": "date"}, "status": {"column": "Attendee Status"}},
    },
    "frontline_pd_transcript.csv": {"header_row": 4, "fields": {"hours": {"column": "Hours", "type": "hours"}}},
    "infinite_campus_adhoc.csv": {"id": {"student": {"column": "student.studentNumber"}}},
    "synergy_query.csv": {"fields": {"first": {"column": 1}}},
    "aeries_query.csv": {"id": {"student": {"column": 1}}},
    "powerschool_quickexport.txt": {"encoding": "mac_roman", "id": {"student": {"column": "student_number"}}},
    "excel_unicode_text.txt": {"fields": {"first": {"column": 1}}},
    "excel_mangled_roster.csv": {"fields": {"first": {"column": 1}}},
    "semicolon_locale.csv": {"fields": {"first": {"column": 1}}},
    "cde_public_suppressed.txt": {"fields": {"first": {"column": 1}}},
    "edfi_student_flat.csv": {"fields": {"first": {"column": 1}}},
    "panorama_item_export.csv": {"fields": {"first": {"column": 1}}},
    "mou_log.csv": {"fields": {"first": {"column": 1}}},
    "placement_log.csv": {"fields": {"first": {"column": 1}}},
    "media_log.csv": {"fields": {"first": {"column": 1}}},
    "alumni_tracking.csv": {"fields": {"first": {"column": 1}}},
    "rubric_scores.xlsx": {
        "layout": "excel",
        "sheet": "Scores",
        "header_row": [2, 3],
        "id": {"student": {"column": "Student / ID", "width": 7}, "judge": {"column": "Rater"}},
        "fields": {"design": {"column": "Design / Score", "type": "number", "blank_codes": ["N/A"]}},
    },
    "excel_mangled.xlsx": {
        "layout": "excel",
        "id": {"student": {"column": "Student ID", "width": 7}},
        "fields": {"share": {"column": "Pct", "type": "percent"}},
    },
}
ENCODINGS = {"utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "workbook"}


def _index() -> dict[str, dict[str, str]]:
    with (SAMPLES / "INDEX.csv").open(encoding="utf-8", newline="") as stream:
        return {row["file"]: row for row in csv.DictReader(stream)}


def _load(district: District, sample: str) -> Loaded:
    district.write(sample, (SAMPLES / sample).read_bytes())
    district.sources = {"t": {"files": sample, "fields": {}, **LENIENT, **SOURCES[sample]}}
    with district.loaded() as loaded:
        return loaded


@pytest.mark.parametrize("sample", SOURCES)
def test_every_row_is_there(district: District, sample: str) -> None:
    loaded = _load(district, sample)
    reading, expected = loaded.reading("t"), _index()[sample]
    assert reading.usable, reading.reason
    assert reading.files[0].encoding in ENCODINGS
    assert reading.rows == int(expected["data_rows"]) + int(expected["footer_rows"])


@pytest.mark.parametrize(
    ("sample", "dropped"),
    [
        ("synergy_query.csv", {"total row": 1}),
        ("excel_mangled_roster.csv", {"blank row": 1, "total row": 1}),
        ("frontline_pd_transcript.csv", {"total row": 1}),
        ("rubric_scores.xlsx", {"blank row": 1, "total row": 1}),
        ("qualtrics_numeric.csv", {"preview": 1}),
    ],
)
def test_footers_and_previews_are_dropped(district: District, sample: str, dropped: dict[str, int]) -> None:
    assert _load(district, sample).reading("t").dropped == dropped


def test_check_all_answers(district: District) -> None:
    district.write("s.csv", (SAMPLES / "surveymonkey_condensed.csv").read_bytes())
    district.sources = {"t": {"files": "s.csv", **SOURCES["surveymonkey_condensed.csv"], **LENIENT}}
    with district.loaded() as loaded:
        assert loaded.rows("t", "id_student, who, belong")[0] == ("0004561", ["Hispanic or Latino", "White"], 5)


def test_shown_percents(district: District) -> None:
    district.write("x.xlsx", (SAMPLES / "excel_mangled.xlsx").read_bytes())
    district.sources = {"t": {"files": "x.xlsx", **SOURCES["excel_mangled.xlsx"], **LENIENT}}
    with district.loaded() as loaded:
        assert loaded.rows("t", "id_student, CAST(share AS VARCHAR)")[:3] == [
            ("0004567", "0.980000"),
            ("0004568", "0.950000"),
            ("0004569", "0.950000"),
        ]

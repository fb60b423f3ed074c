"""Survey and form exports: header rows, previews and check-all questions."""

from __future__ import annotations

import pytest

from tests.unit.exports.district import District

QUALTRICS = """\
StartDate,Status,Q1,Q2_1,Q2_2,Q2_3,Q2_3_TEXT
Start Date,Response Type,"How confident
are you?",Which? - Choice - Robots,Which? - Choice - Art,Which? - Choice - Other,Which? - Other - Text
"{""ImportId"":""startDate""}","{""ImportId"":""status""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_1""}",,,
2026-02-01 08:00:00,IP Address,7,1,,1,chess
2026-02-02 08:00:00,Survey Preview,1,,,,
2026-02-03 08:00:00,IP Address,-99,,Art,,
"""


def test_qualtrics(district: District) -> None:
    district.write("q.csv", QUALTRICS)
    fields = {
        "day": {"column": "StartDate", "type": "date"},
        "confidence": {"column": "How confident are you?", "type": "number", "scale": [1, 10], "blank_codes": [-99]},
        "choices": {"column": "Q2", "type": "list"},
    }
    district.sources = {"t": {"files": "q.csv", "layout": "qualtrics", "fields": fields}}
    with district.loaded() as loaded:
        assert loaded.rows("t", "line_, confidence, choices") == [(4, 7, ["Robots", "Other"]), (6, None, ["Art"])]
        assert loaded.reading("t").dropped == {"preview": 1}


SURVEYMONKEY = """\
Respondent ID,End Date,Which best describes you?,,,I belong,Comments
,,Asian,White,Other (please specify),Response,Open-Ended Response
11876543211,02/01/2026 03:11:22 PM,Asian,White,,5 - Strongly agree,"Great, thanks"
11876543212,02/02/2026 03:11:22 PM,,,Martian,Disagree,
"""


def test_surveymonkey(district: District) -> None:
    district.write("s.csv", SURVEYMONKEY)
    fields = {
        "day": {"column": "End Date", "type": "date"},
        "who": {"column": "Which best describes you?", "type": "list"},
        "other": {"column": "Which best describes you? / Other (please specify)"},
        "belong": {"column": "I belong", "map": "likert5", "scale": [1, 5]},
    }
    district.sources = {"t": {"files": "s.csv", "layout": "surveymonkey", "fields": fields}}
    with district.loaded() as loaded:
        assert loaded.rows("t", "line_, who, other, belong") == [
            (3, ["Asian", "White"], None, 5),
            (4, None, "Martian", 2),
        ]


def test_google_forms(district: District) -> None:
    district.write(
        "g.csv",
        '"Timestamp","Activities (check all)"\n'
        '"2026/02/08 3:00:12 PM PDT","Robotics;Coding, intro"\n"2/9/2026 15:00:12",""\n',
    )
    fields = {
        "day": {"column": "Timestamp", "type": "date"},
        "what": {"column": "Activities (check all)", "type": "list"},
    }
    district.sources = {"t": {"files": "g.csv", "layout": "google_forms", "fields": fields}}
    with district.loaded() as loaded:
        assert [str(day) for day in loaded.column("t", "day")] == ["2026-02-08", "2026-02-09"]
        assert loaded.column("t", "what") == [["Robotics", "Coding, intro"], None]


def test_eventbrite(district: District) -> None:
    district.write("e.csv", "Order #,Attendee #,Order Date,Attendee Status\n1,81,2/3/26 22:28,Checked In\n")
    fields = {
        "day": {"column": "Order Date", "type": "date"},
        "came": {"column": "Attendee Status", "type": "yes_no", "map": {"Checked In": True, "Attending": False}},
    }
    source = {"files": "e.csv", "layout": "eventbrite", "id": {"attendee": {"column": "Attendee #"}}, "fields": fields}
    district.sources = {"t": source}
    with district.loaded() as loaded:
        assert [(str(day), came) for day, came in loaded.rows("t", "day, came")] == [("2026-02-03", True)]
        assert loaded.column("t", "id_attendee") == ["81"]


def test_item_columns_become_rows(district: District) -> None:
    district.write("raw.csv", "School,Q1,Q2\nAsh,Agree,\nBirch,Disagree,Agree\n,,\n")
    fields = {
        "school": {"column": "School"},
        "item": {"type": "choice"},
        "answer": {"type": "level", "levels": ["Disagree", "Agree"]},
    }
    stack = {"columns": ["Q1", "Q2"], "name": "item", "value": "answer"}
    district.sources = {"t": {"files": "raw.csv", "fields": fields, "stack": stack}}
    with district.loaded() as loaded:
        assert loaded.rows("t", "line_, school, item, answer") == [
            (2, "Ash", "Q1", "Agree"),
            (2, "Ash", "Q2", None),
            (3, "Birch", "Q1", "Disagree"),
            (3, "Birch", "Q2", "Agree"),
        ]
        reading = loaded.reading("t")
        assert (reading.rows, reading.dropped) == (6, {"blank row": 2})
        assert reading.files[0].rows == 3


@pytest.mark.parametrize("rule", ["refuse", "keep_latest"])
def test_stacked_answers_of_one_person_are_no_duplicates(rule: str, district: District) -> None:
    """One sheet gives two rows, which agree in every cell of the file; the same sheet twice gives them once."""
    district.write("raw.csv", "id,Q1,Q2\n7,Agree,Agree\n8,Agree,\n7,Agree,Agree\n")
    fields = {"item": {"type": "choice"}, "answer": {"type": "choice"}}
    district.sources = {
        "t": {
            "files": "raw.csv",
            "id": {"student": {"column": "id"}},
            "unique": ["student"],
            "on_duplicate": rule,
            "fields": fields,
            "stack": {"columns": ["Q1", "Q2"], "name": "item", "value": "answer"},
        }
    }
    with district.loaded() as loaded:
        assert loaded.rows("t", "line_, id_student, item, answer") == [
            (2, "7", "Q1", "Agree"),
            (2, "7", "Q2", "Agree"),
            (3, "8", "Q1", "Agree"),
            (3, "8", "Q2", None),
        ]
        assert loaded.reading("t").dropped == {"identical duplicate": 2}


def test_marks_for_hidden_figures(district: District) -> None:
    district.write("d.csv", "school,share\nAsh,85%\nBirch,*\nCedar,\n")
    fields = {"school": {"column": "school"}, "share": {"column": "share", "type": "percent"}}
    district.sources = {"t": {"files": "d.csv", "fields": fields, "suppressed": ["*"]}}
    with district.loaded() as loaded:
        assert loaded.rows("t", "school, share IS NULL, hidden_") == [
            ("Ash", False, []),
            ("Birch", True, ["share"]),
            ("Cedar", True, []),
        ]
        assert loaded.reading("t").hidden == {"share": 1}

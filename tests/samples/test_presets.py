"""What each system's preset makes of its sample: ids, groups, days and codes, written by hand from the file."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kpitrack.exports.layouts import shipped_layout
from tests.samples.places import SAMPLES, needs_samples
from tests.unit.exports.district import District, Loaded

pytestmark = needs_samples
HISPANIC, BLACK = "Hispanic or Latino", "Black or African American"
AUGUST = date(2026, 8, 12)

TABLES: dict[str, tuple[str, str, list[tuple[Any, ...]]]] = {
    "calpads_senr.txt": (
        "calpads_senr",
        "id_student, ssid, school, birth_date, gender, grade, enrolled_on, left_on",
        [
            ("0004567", "9000000011", "6000010", date(2021, 3, 4), "Female", "K", AUGUST, None),
            ("0004568", "9000000022", "6000020", date(2014, 11, 20), "Male", "6", AUGUST, None),
            ("0004569", "9000000033", "6000020", date(2012, 7, 9), "Female", "8", AUGUST, None),
            ("0004570", "9000000044", "0130030", date(2009, 1, 15), "Non-binary", "11", AUGUST, None),
            ("0004571", "9000000055", "0130030", date(2008, 5, 30), "Male", "12", AUGUST, None),  # written 4571
            ("0004572", "9000000066", "6000010", date(2022, 2, 11), "Female", "TK", AUGUST, None),
            ("0004573", None, "6000020", date(2013, 1, 1), "Male", "7", AUGUST, None),  # no state id yet
        ],
    ),
    "calpads_senr_ods.txt": (
        "calpads_senr",
        "id_student, grade",
        [
            (f"000456{n}" if n < 10 else f"00045{60 + n}", grade)
            for n, grade in zip(range(7, 13), ("K", "6", "8", "11", "12", "TK"), strict=True)
        ],
    ),
    "calpads_sinf.txt": (
        "calpads_sinf",
        "id_student, race",
        [
            ("0004567", ["White", HISPANIC]),
            ("0004568", ["Asian"]),
            ("0004569", ["Asian", "White"]),
            ("0004570", [HISPANIC]),  # Hispanic with no race
            ("0004571", [BLACK]),
            ("0004572", ["Filipino", "Asian"]),
            ("0004573", None),  # both missing
        ],
    ),
    "calpads_sprg.txt": (
        "calpads_sprg",
        "id_student, program, starts_on, ends_on",
        [
            ("0004567", "181", AUGUST, None),
            ("0004568", "182", AUGUST, None),
            ("0004569", "127", AUGUST, None),
            ("0004570", "181", AUGUST, date(2026, 9, 30)),
            ("0004570", "182", AUGUST, None),
            ("0004571", "191", AUGUST, None),
            ("0004571", "101", AUGUST, None),
        ],
    ),
    "calpads_stas.txt": (
        "calpads_stas",
        "days_expected, days_attended, days_excused, days_unexcused",
        [(Decimal(180), Decimal("171.5"), Decimal("6.5"), Decimal(2))] * 6,
    ),
    "aeries_query.csv": (
        "aeries",
        "id_student, gender, grade, race, frl, tag",
        [
            ("0004567", "Female", "K", ["White", HISPANIC], "Eligible", None),
            ("0004568", "Male", "6", ["Asian"], "Eligible", None),
            ("0004569", "Female", "8", ["Asian", "White"], None, None),
            # 4570 has gender N, which the district decides: refused and named
            ("0004571", "Male", "12", [BLACK], "Not eligible", None),
            ("0004572", "Female", "TK", ["Filipino", "Asian"], "Not eligible", None),
            (None, None, None, None, None, None),
        ],
    ),
    "powerschool_quickexport.txt": (
        "powerschool",
        "id_student, gender, grade, race, frl, enrollment_status",
        [
            ("0004567", "Female", "K", ["White", HISPANIC], "Eligible", "Active"),
            ("0004568", "Male", "6", ["Asian"], "Eligible", "Active"),
            ("0004569", "Female", "8", ["Asian"], "Not eligible", "Active"),
            ("0004570", "Non-binary", "11", [HISPANIC], "Eligible", "Transferred"),
            ("0004571", "Male", "12", [BLACK], None, "Active"),
            # 4572 has grade -2: which number means TK, the district decides
        ],
    ),
    "infinite_campus_adhoc.csv": (
        "infinite_campus",
        "id_student, gender, grade, race, frl, enrolled_on, left_on",
        [
            ("000004567", "Female", "K", HISPANIC, "Eligible", AUGUST, None),
            ("000004568", "Male", "6", "Asian", "Eligible", AUGUST, None),
            ("000004569", "Female", "8", "Two or more races", "Not eligible", AUGUST, None),  # blank: no row, so paid
            ("000004570", "Non-binary", "11", HISPANIC, "Eligible", AUGUST, date(2026, 9, 30)),
            ("000004570", "Non-binary", "11", HISPANIC, "Eligible", date(2026, 10, 1), None),
            ("000004571", "Male", "12", BLACK, "Not eligible", AUGUST, None),
        ],
    ),
    "synergy_query.csv": (
        "synergy",
        "id_student, gender, grade, race, frl",
        [
            ("1004567", "Female", "K", ["White", HISPANIC], "Eligible"),
            ("1004568", "Male", "6", ["Asian"], "Eligible"),
            ("1004569", "Female", "8", ["Asian", "White"], "Not eligible"),
            ("1004570", "Non-binary", "11", [HISPANIC], "Eligible"),
            ("1004571", "Male", "12", [BLACK], None),
        ],
    ),
    "edfi_student_flat.csv": (
        "edfi",
        "line_, id_student, gender, grade, race, frl",
        [
            (2, "604821", "Female", "K", ["White", HISPANIC], "Eligible"),
            (3, "604822", "Male", "6", ["Asian"], "Eligible"),
            (4, "604823", "Female", "8", ["Asian", "White"], None),  # two rows, one for each race
            (6, "604824", "Non-binary", "11", [HISPANIC], "Not eligible"),
            (7, "604825", None, "12", None, None),
        ],
    ),
    "oneroster_1_1": (
        "oneroster",
        "id_student, school, grade, gender, birth_date, race, enrolled_on, left_on",
        [
            (
                "0004567",
                "Oak Elementary",
                "K",
                "Female",
                date(2021, 3, 4),
                [HISPANIC, "White"],
                AUGUST,
                date(2027, 6, 3),
            ),
            ("0004568", "Elm Middle", "6", "Male", date(2014, 11, 20), ["Asian"], AUGUST, date(2027, 6, 3)),
            (
                "0004569",
                "Elm Middle",
                "8",
                "Female",
                date(2012, 7, 9),
                ["Asian", "White", "Two or more races"],
                AUGUST,
                date(2027, 6, 3),
            ),
            ("0004571", "Pine High", "12", "Male", date(2008, 5, 30), [BLACK], AUGUST, date(2027, 6, 3)),
            ("0004572", "Oak Elementary", "TK", "Female", date(2022, 2, 11), None, None, None),  # no enrollment
        ],
    ),
    "oneroster_1_2": (
        "oneroster",
        "id_student, school, grade, gender, race",
        [("0005001", "s30", "9", None, ["White"]), ("0005003", "s30", "12", "Male", None)],  # "other" is not guessed
    ),
    "frontline_pd_transcript.csv": (
        "frontline",
        "id_employee, activity, completed_on, hours, status",
        [
            ("000812", "CS Pathways, Day 1", date(2026, 8, 3), Decimal(6), "Completed"),
            ("000812", "CS Pathways, Day 2", date(2026, 8, 4), Decimal(6), "Completed"),
            ("000934", "AI in Class", date(2026, 9, 15), Decimal("3.5"), "Registered"),  # written 3:30
            ("000934", "AI in Class", date(2026, 9, 15), Decimal("3.5"), "Completed"),
            ("001001", "Maker Lab", date(2026, 9, 9), Decimal("1.5"), "Absent"),  # 9/9/26, and 1,5
        ],
    ),
    "panorama_item_export.csv": (
        "panorama",
        "school, grade, favorable, answers, hidden_",
        [
            ("Pine High", "9", Decimal("0.54"), 212, []),
            ("Pine High", "10", None, 198, ["favorable"]),
            ("Pine High", "11", None, 4, ["favorable"]),
            ("Elm Middle", "7", Decimal("0.615"), 1020, []),
            ("District", "All", Decimal("0.58"), None, []),
        ],
    ),
    "cde_public_suppressed.txt": ("cde_public", "school, total, hidden_", [("Oak Elementary", 412, [])]),
    "qualtrics_legacy.csv": (
        "qualtrics_legacy",
        "response, answered_on, finished",
        [(f"R_leg00{n}", date(2016, 5, n), True) for n in range(1, 6)],
    ),
    "eventbrite_attendees.csv": (
        "eventbrite",
        "ordered_on, status",
        [
            (date(2026, 9, 29), "Attending"),
            (date(2026, 9, 29), "Checked In"),
            (date(2026, 9, 29), "Not Attending"),
            (date(2026, 9, 30), "Attending"),
            (date(2026, 10, 1), "Attending"),
        ],
    ),
}


def _load(district: District, sample: str, **changes: Any) -> Loaded:
    layout = TABLES[sample][0]
    copy = shutil.copytree if (SAMPLES / sample).is_dir() else shutil.copy
    copy(SAMPLES / sample, district.folder / sample)
    proposed = dict(shipped_layout(layout).proposes)
    proposed["fields"] = {name: field for name, field in proposed["fields"].items() if (sample, name) not in _ELSEWHERE}
    if layout == "powerschool":
        proposed.pop("dates")
    district.sources = {"t": {"files": sample, "layout": layout, "max_unusable": "100%", **proposed, **changes}}
    with district.loaded() as loaded:
        loaded.found = loaded.rows("t", TABLES[sample][1])  # type: ignore[attr-defined]
        return loaded


_ELSEWHERE = {  # no such column
    ("infinite_campus_adhoc.csv", "school"),
    ("powerschool_quickexport.txt", "left_on"),
    ("cde_public_suppressed.txt", "dass"),
}


@pytest.mark.parametrize("sample", TABLES)
def test_the_table(sample: str, district: District) -> None:
    assert _load(district, sample).found == TABLES[sample][2]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("sample", "refused", "code"),
    [
        ("aeries_query.csv", {"unknown code": 1}, "'N' is not a known code of gender"),
        ("powerschool_quickexport.txt", {"unknown code": 1}, "'-2' is not a known code of grade"),
        ("oneroster_1_2", {"unknown code": 2}, "'other' is not a known code of gender"),
    ],
)
def test_an_unknown_code_is_counted_and_named(
    sample: str, refused: dict[str, int], code: str, district: District
) -> None:
    loaded = _load(district, sample)
    assert loaded.reading("t").refused == refused
    assert any(code in problem.message for problem in loaded.problems("warning"))


def test_rows_to_be_deleted_are_dropped_and_orphans_are_named(district: District) -> None:
    loaded = _load(district, "oneroster_1_1")
    assert loaded.reading("t").dropped == {"deleted record": 1, "keep: role": 2}
    assert [problem.message for problem in loaded.problems("warning")] == [
        "1 of the ids in enrollments belong to nobody in the list and are left aside"
    ]

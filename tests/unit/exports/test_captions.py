"""A column that is missing was most likely renamed: the proposal must not lead to another column."""

from __future__ import annotations

import pytest

from kpitrack.exports.captions import Captions, missing_column


@pytest.mark.parametrize(
    ("texts", "wanted", "taken", "hint"),
    [
        (
            ("Date of Visit", "Room"),
            "Visit Date",
            (),
            "was it renamed to 'Date of Visit'? then write `column: [Date of Visit, Visit Date]`",
        ),
        (
            ("student.number", "student.genderCode", "student.grade"),
            "student.gender",
            ("student.grade",),
            "was it renamed to 'student.genderCode'? then write `column: [student.genderCode, student.gender]`",
        ),
        (
            ("student.number", "student.lastName", "Geschlecht"),
            "student.gender",
            (),
            "the captions are: student.number",
        ),
        (("Sender name", "Room"), "Gender", (), "the captions are: Sender name"),
        (("Room No.", "Floor"), "Room", (), "was it renamed to 'Room No.'?"),
    ],
)
def test_the_new_name_of_a_column_is_proposed_only_if_it_is_like_it(
    texts: tuple[str, ...], wanted: str, taken: tuple[str, ...], hint: str
) -> None:
    """The name of the table, which all columns share, makes none alike, and people's names are never proposed."""
    captions = Captions(texts, ("",) * len(texts), (), 1, len(texts))
    fault = missing_column(captions, (wanted,), field="f", file="a.csv", taken=taken)
    assert fault.hint is not None
    assert fault.hint.startswith(hint)

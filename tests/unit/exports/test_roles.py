"""What a column is about, by the captions that districts give it."""

from __future__ import annotations

import pytest

from kpitrack.exports.roles import group_role, id_role, names_something, personal_role, thing_of


@pytest.mark.parametrize(
    ("caption", "role"),
    [
        *((caption, "grade") for caption in ("Grade", "Grd Lvl", "GR", "Grade_Level", "grd.level")),
        *((caption, "school") for caption in ("Campus Name", "School_Name", "Building", "Site Name", "student.school")),
        ("assessment_type", "codes"),
        ("StageID", ""),
        ("Grader", ""),
        ("School year", ""),
    ],
)
def test_groups(caption: str, role: str) -> None:
    """A school's name is a group, under each of its names."""
    assert group_role(caption) == role


@pytest.mark.parametrize(
    ("caption", "role"),
    [("Campus Name", ""), ("Building name", ""), ("Employee Name", "name"), ("Mother Name", "name")],
)
def test_names(caption: str, role: str) -> None:
    """Names of people are left out of a proposal; those of schools are not."""
    assert personal_role(caption) == role


@pytest.mark.parametrize(
    ("caption", "unit", "thing"),
    [
        ("Student ID", "student", "student"),
        ("id_student", "student", "student"),
        ("ID Teacher", "employee", "teacher"),
        ("id_assessment", "", "assessment"),
        ("MOU #", "", "mou"),
        ("identity", "", ""),
        ("valid_until", "", ""),
    ],
)
def test_numbers_of_people_and_things(caption: str, unit: str, thing: str) -> None:
    """Whichever of the two words comes first."""
    assert (id_role(caption), thing_of(caption)) == (unit, thing)
    assert names_something(caption) is bool(thing)

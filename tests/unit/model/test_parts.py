"""Which part of a program a target judges."""

from __future__ import annotations

from typing import Any

import pytest

from kpitrack.model.cells import Group
from kpitrack.model.metrics import Target
from kpitrack.model.parts import is_part


@pytest.mark.parametrize(
    ("group", "scope", "each", "is_one", "because"),
    [
        ({"race": "Asian"}, {}, "race", True, "each of them"),
        ({"race": "Asian"}, {}, (), False, "nothing is judged by itself"),
        ({}, {}, "race", False, "everyone"),
        ({"frl": "Eligible"}, {}, "race", False, "another dimension"),
        ({"level": "High", "school": "Dolomite High"}, {"level": "High"}, "school", True, "each in its part"),
        ({"level": "Middle", "school": "Cobalt Middle"}, {"level": "High"}, "school", False, "in another part"),
        ({"school": "Dolomite High"}, {"level": "High"}, "school", False, "not told to be in the part"),
        ({"race": "Asian"}, {"race": ["Asian", "White"]}, "race", True, "some of them; the list is no part of its own"),
        ({"race": "Asian", "frl": "Eligible"}, {}, "race", False, "crossed"),
        ({"frl": "Eligible", "race": "Asian"}, {}, ["race", "frl"], True, "crossed by both"),
    ],
)
def test_which_groups_a_target_judges_by_themselves(
    group: dict[str, str], scope: dict[str, Any], each: Any, is_one: bool, because: str
) -> None:
    """All of the scope and one category of every dimension of `each`, in any order and nothing else."""
    target = Target.model_validate({"due": "Y1-Q2", "at_least": "50%", "scope": scope, "each": each})
    assert is_part(Group(tuple(group.items())), target) is is_one, because

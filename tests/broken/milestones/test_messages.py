"""Every bad milestones.yaml beside the message it gets: `NAME.yaml` and `NAME.txt`. Messages are a product."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kpitrack.definitions.milestones import plan_of
from kpitrack.definitions.strict_yaml import parse_yaml
from kpitrack.errors import DefinitionErrors
from tests.unit.milestones.plans import small_program

HERE = Path(__file__).parent
INVENTORY = frozenset({"D2-011", "D2-012"})


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.yaml")))
def test_the_message_says_what_where_and_how(name: str) -> None:
    text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    with pytest.raises(DefinitionErrors) as caught:
        plan_of(small_program(), parse_yaml(text, name="targets/milestones.yaml"), INVENTORY)
    expected = HERE / f"{name}.txt"
    if os.environ.get("UPDATE_MESSAGES"):  # then read the difference before it is committed
        expected.write_text(f"{caught.value}\n", encoding="utf-8")
    assert f"{caught.value}\n" == expected.read_text(encoding="utf-8")

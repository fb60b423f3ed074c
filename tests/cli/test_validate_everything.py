"""`validate` reads every file of the folder, and names the problems of all of them in one run."""

from __future__ import annotations

import shutil
from pathlib import Path

from typer.testing import CliRunner

from kpitrack.cli import app

TARGETS = Path(__file__).parents[2] / "targets"


def test_problems_in_plan_and_reports_are_found_together(tmp_path: Path) -> None:
    folder = tmp_path / "targets"
    shutil.copytree(TARGETS, folder)
    for name, broken in (("milestones.yaml", "\nlate_thing: {title: Late, owner: HR, due: Y1-W99}\n"),):
        (folder / name).write_text((folder / name).read_text(encoding="utf-8") + broken, encoding="utf-8")
    (folder / "reports.yaml").write_text("weekly: {titel: Weekly}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["validate", "--targets", str(folder)])
    assert result.exit_code == 2
    assert "targets/milestones.yaml:" in result.output
    assert "targets/reports.yaml:1:" in result.output


def test_the_shipped_definitions_are_right() -> None:
    result = CliRunner().invoke(app, ["validate", "--targets", str(TARGETS)])
    assert (result.exit_code, "no problems" in result.output) == (0, True)

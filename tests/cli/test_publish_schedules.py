"""The examples for cron, systemd and Windows, tried as far as they can be on this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from kpitrack.definitions.schedules import read_settings

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "schedules"
Run = Callable[..., Result]


def _arguments() -> list[str]:
    """Every command line of kpitrack in the examples."""
    lines = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir()))
    shell = re.findall(r"bin/kpitrack ([^\n#<]+)", lines)
    windows = re.findall(r"<Arguments>([^<]+)</Arguments>", lines)
    return sorted({each.strip() for each in (*shell, *windows)})


@pytest.mark.parametrize("arguments", _arguments())
def test_every_command_is_one_of_ours(run: Run, arguments: str) -> None:
    words = arguments.split()
    options = [word for word in words if word.startswith("--")]
    command = [word for word in words if not word.startswith("--")]
    result = run(command[0], "--help")
    assert result.exit_code == 0
    assert all(option in result.stdout for option in options)


def test_the_table_of_cron_is_one() -> None:
    lines = [
        line
        for line in (FOLDER / "crontab").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#") and "=" not in line.split()[0]
    ]
    assert len(lines) == 2
    for line in lines:
        assert all(re.fullmatch(r"\*|\d+", field) for field in line.split()[:5]), line


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="this machine has no systemd")
def test_systemd_accepts_the_calendar() -> None:
    text = (FOLDER / "kpitrack-weekly.timer").read_text(encoding="utf-8")
    [calendar] = re.findall(r"OnCalendar=(.+)", text)
    subprocess.run(["systemd-analyze", "calendar", calendar], check=True, capture_output=True)


def test_an_unusable_source_and_a_second_run_are_no_failure_for_systemd() -> None:
    assert "SuccessExitStatus=4 75" in (FOLDER / "kpitrack-weekly.service").read_text(encoding="utf-8")


def test_the_task_of_windows_is_well_formed() -> None:
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    task = ET.parse(FOLDER / "kpitrack-weekly.xml").getroot()  # noqa: S314 - our own file
    policy = task.find(f"{space}Settings/{space}MultipleInstancesPolicy")
    assert task.tag == f"{space}Task"
    assert policy is not None
    assert policy.text == "IgnoreNew"


def test_the_example_settings_can_be_read(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "settings.yaml", tmp_path / "settings.yaml")
    settings = read_settings(tmp_path)
    assert settings.mail is not None
    assert settings.keep_inputs == 400

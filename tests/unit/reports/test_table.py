"""The terminal table at every width: nothing is cropped, nothing from outside moves the cursor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpitrack.model.published import PublishedCell, Suppressed
from kpitrack.reports.screen import Screen
from kpitrack.reports.table import render
from tests.builders import full_report, metric, problem, report, share

STATUS_WORDS = ("MET", "NOT MET", "ON TRACK", "BEHIND", "NOT DUE", "NO DATA", "NO BASE", "NOT SHOWN", "INFO", "ENDED")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("width", [20, 40, 60, 69, 70, 71, 79, 80, 81, 100, 120, 200])
def test_no_line_is_wider_than_the_screen_and_no_status_is_cropped(width: int, encoding: str) -> None:
    text = render(full_report(), Screen(width, encoding))
    assert max(len(line) for line in text.splitlines()) <= width
    words = text.split("Status: ")[0]
    for status in STATUS_WORDS:
        assert status in words if width >= 70 else status.split()[0] in words


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_a_screen_without_signs_gets_letters(encoding: str) -> None:
    render(full_report(), Screen(80, encoding)).encode(encoding)


def test_a_pipe_gets_no_colour() -> None:
    assert "\x1b" not in render(full_report(), Screen(80))


def test_a_terminal_gets_colour() -> None:
    assert "\x1b[32m" in render(full_report(), Screen(80, colour=True))


def test_text_from_outside_is_only_text() -> None:
    text = render(report(metric(title="[red]bold[/red]\x1b[2J :smile:\nnext")), Screen(120))
    assert "[red]bold[/red] [2J :smile: next" in text


def test_a_hidden_group_shows_no_number() -> None:
    text = render(report(metric(by={("gender",): {("Male",): Suppressed()}})), Screen(80))
    [line] = [line for line in text.splitlines() if "Gender: Male" in line]
    assert line.split() == ["Gender:", "Male", "hidden", "▒", "NOT", "SHOWN"]


def test_an_empty_report_still_tells_its_frame() -> None:
    text = render(replace(report(), metrics=()), Screen(80))
    assert "Nov 3, 2025 to Feb 15, 2026" in text
    assert "no metrics" in text


def test_problems_alike_are_one_line_and_many_are_capped() -> None:
    alike = tuple(problem(row=row) for row in (5, 9, 12))
    different = tuple(problem(f"unknown code '{code}'") for code in range(12))
    text = render(report(metric(), problems=alike + different), Screen(200))
    assert "row 5 and 2 more, column Gender" in text
    assert "and 3 more: kpitrack check" in text
    assert "Data problems (15)" in text


def test_the_bar_shows_value_and_target() -> None:
    text = render(report(metric(total=share(50, 100))), Screen(120, "ascii"))
    assert "##########.......|.." in text


def test_a_split_that_is_hidden_as_a_whole_is_one_line() -> None:
    hidden: dict[tuple[str, ...], PublishedCell] = {(name,): Suppressed() for name in ("Female", "Male", "Non-binary")}
    text = render(report(metric(by={("gender",): hidden})), Screen(80))
    assert "Gender: every group" in text
    assert text.count("NOT SHOWN") == 1

"""Every format as a stored file. A change is reviewed as a diff: `pytest tests/golden --snapshot-update`."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from kpitrack.model.published import Report
from kpitrack.reports import FORMATS, write
from tests.builders import full_report

Golden = Callable[[str, str], None]


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> Golden:
    """Compare a text with the stored file of that suffix; line ends are compared as they are."""

    def compare(text: str, suffix: str) -> None:
        class PlainFile(SingleFileSnapshotExtension):
            _write_mode = WriteMode.BINARY
            file_extension = suffix

        assert text.encode() == snapshot(extension_class=PlainFile)

    return compare


def screen(result: Report, width: int, encoding: str = "utf-8", *, colour: bool = False) -> str:
    """What a terminal of that width and encoding gets."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    write(result, format="table", output=None, stdout=stream, width=width, colour=colour)
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_table(golden: Golden, width: int) -> None:
    golden(screen(full_report(), width), "txt")


@pytest.mark.parametrize("encoding", ["cp1252", "cp437"])
def test_table_on_windows(golden: Golden, encoding: str) -> None:
    golden(screen(full_report(), 80, encoding), "txt")


def test_table_in_colour(golden: Golden) -> None:
    golden(screen(full_report(), 80, colour=True), "txt")


def test_table_before_the_end_for_the_team_itself(golden: Golden) -> None:
    golden(screen(full_report(preliminary=True, audience="internal"), 80), "txt")


@pytest.mark.parametrize("name", ["md", "csv", "json", "html"])
def test_file(golden: Golden, name: str, tmp_path: Path) -> None:
    golden(written(name, tmp_path).read_bytes().decode("utf-8"), name)


def test_workbook(golden: Golden, tmp_path: Path) -> None:
    golden(dump(written("xlsx", tmp_path)), "txt")


def written(name: str, folder: Path) -> Path:
    path = folder / f"report{FORMATS[name].suffixes[0]}"
    write(full_report(), format=name, output=path, stdout=io.StringIO(), width=None, colour=False)
    return path


def dump(path: Path) -> str:
    """Every filled cell with its number format, and what a reader feels: filter, freeze, widths, created date."""
    workbook = openpyxl.load_workbook(path)
    lines = [f"created {workbook.properties.created}"]
    for sheet in workbook:
        widths = {letter: column.width for letter, column in sheet.column_dimensions.items()}
        lines += [f"== {sheet.title}: filter {sheet.auto_filter.ref}, freeze {sheet.freeze_panes}", f"widths {widths}"]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    form = f" [{cell.number_format}]" if cell.data_type == "n" else ""
                    lines.append(f"{cell.coordinate} {cell.value!r}{form}")
    return "\n".join(lines) + "\n"

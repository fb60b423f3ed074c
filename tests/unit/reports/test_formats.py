"""Which format is written where, in which bytes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kpitrack.errors import UsageError
from kpitrack.reports import FORMATS, format_of, write
from tests.builders import full_report, metric, report, share


@pytest.mark.parametrize(
    ("name", "output", "chosen"),
    [
        (None, None, "table"),
        ("json", None, "json"),
        (None, Path("q2.JSON"), "json"),
        (None, Path("q2.htm"), "html"),
        ("csv", Path("q2.txt"), "csv"),
    ],
)
def test_the_suffix_tells_the_format(name: str | None, output: Path | None, chosen: str) -> None:
    assert format_of(name, output) == chosen


@pytest.mark.parametrize(
    ("name", "output", "hint"), [("jsn", None, "json"), ("pdf", None, "one of table"), (None, Path("q2.pdf"), "end it")]
)
def test_an_unknown_format_gets_advice(name: str | None, output: Path | None, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        format_of(name, output)
    assert caught.value.hint.startswith(hint)


def test_a_workbook_needs_a_file() -> None:
    with pytest.raises(UsageError, match="cannot be shown"):
        write(report(), format="xlsx", output=None, stdout=io.StringIO(), width=None, colour=False)


@pytest.mark.parametrize("name", FORMATS)
def test_same_report_same_bytes(name: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{turn}{FORMATS[name].suffixes[0]}" for turn in ("first", "second")]
    for path in paths:
        write(full_report(), format=name, output=path, stdout=io.StringIO(), width=None, colour=False)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_csv_file_tells_excel_its_encoding_and_a_pipe_does_not(tmp_path: Path) -> None:
    path = tmp_path / "q2.csv"
    piped = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    write(full_report(), format="csv", output=path, stdout=piped, width=None, colour=False)
    write(full_report(), format="csv", output=None, stdout=piped, width=None, colour=False)
    piped.seek(0)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfprogram,")
    assert piped.buffer.read().startswith(b"program,")


def test_formats_for_programs_are_utf8_on_every_machine() -> None:
    piped = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    write(report(metric(title="Añadir ≥")), format="json", output=None, stdout=piped, width=None, colour=False)
    piped.seek(0)
    assert "Añadir ≥" in piped.buffer.read().decode("utf-8")


def test_a_stream_without_bytes_gets_text() -> None:
    text = io.StringIO()
    write(report(), format="json", output=None, stdout=text, width=None, colour=False)
    assert text.getvalue().startswith("{")


@pytest.mark.parametrize("name", ["csv", "xlsx"])
@pytest.mark.parametrize("begin", ["=", "+", "-", "@"])
def test_no_text_runs_as_a_formula(name: str, begin: str, tmp_path: Path) -> None:
    path = tmp_path / f"q2.{name}"
    evil = metric(title=f"{begin}cmd|' /C calc'!A1", by={("gender",): {(f"{begin}1+1",): share(10, 20)}})
    write(report(evil), format=name, output=path, stdout=io.StringIO(), width=None, colour=False)
    if name == "csv":
        assert f",{begin}" not in path.read_text(encoding="utf-8-sig").replace(",-0.", "")
    else:
        import openpyxl  # noqa: PLC0415

        cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
        assert not [cell.value for cell in cells if cell.data_type == "f"]

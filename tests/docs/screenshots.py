"""The pictures of README.md: `uv run python -m tests.docs.screenshots`. Needs Chromium, LibreOffice and pdftoppm.

The screen's picture is text (SVG) and made by rich; no font and nothing else is fetched from anywhere.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text
from typer.testing import CliRunner

from kpitrack import pipeline, reports
from kpitrack.cli import app
from kpitrack.model.published import Report
from tests.shipped import ROOT

PICTURES = ROOT / "examples" / "screenshots"
NAMES = ("semester_completion", "application_balance", "champions_certified")
METRICS = ("--metric", ",".join(NAMES))
_WIDTH = 100


def main() -> None:
    program = pipeline.load_program(ROOT / "targets")
    report = pipeline.report(program, pipeline.Question(period="Q2", metrics=NAMES))
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "report.svg").write_text(_screen(report), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        page, books = Path(folder) / "q2.html", Path(folder) / "books"
        _kpitrack("report", "--quarter", "Q2", *METRICS, "-o", page)
        size, shot = "--window-size=1100,820", f"--screenshot={PICTURES / 'page.png'}"
        _run("chromium", "--headless=new", "--no-sandbox", "--hide-scrollbars", size, shot, page.as_uri())
        _kpitrack("tracker", "build", "--school", "Alder Elementary", "-o", books)
        [book] = books.rglob("*.xlsx")
        _run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, book)
        drawn = ("-png", "-r", "90", "-f", "1", "-l", "1", "-singlefile", "-H", "410")
        _run("pdftoppm", *drawn, Path(folder) / f"{book.stem}.pdf", PICTURES / "tracker")


def _screen(report: Report) -> str:
    written = io.BytesIO()
    text = io.TextIOWrapper(written, encoding="utf-8", write_through=True)
    reports.write(report, format="table", output=None, stdout=text, width=_WIDTH, colour=True)
    shown = Text.from_ansi(written.getvalue().decode("utf-8"))
    console = Console(record=True, width=_WIDTH, file=io.StringIO())
    console.print(shown[: shown.plain.index("Data problems")])
    svg = console.export_svg(title="kpitrack report --quarter Q2 --metric …", theme=MONOKAI, unique_id="report")
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")


def _kpitrack(*words: object) -> None:
    done = CliRunner().invoke(app, [*map(str, words), "--targets", str(ROOT / "targets")])
    assert done.exit_code == 0, done.output


def _run(program: str, *words: object) -> None:
    assert shutil.which(program), f"{program} is not on this machine"
    subprocess.run([program, *map(str, words)], check=True, capture_output=True)


if __name__ == "__main__":
    main()

"""The wheel on a machine without the clone: it installs, starts a program and reports.

Built and installed without the network, from what `uv sync` has already brought; skipped where that is not possible.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

import kpitrack

ROOT = Path(__file__).parents[2]
DEVELOPMENT = ("pytest", "hypothesis", "mypy", "ruff", "syrupy", "jsonschema", "grimp")
UV = os.environ.get("UV") or shutil.which("uv")


def _uv(*words: object) -> None:
    if UV is None:
        pytest.skip("uv is not on this machine")
    done = subprocess.run([UV, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode and re.search(r"offline|network was disabled|not found in the cache", done.stderr):
        pytest.skip(f"not in uv's cache, and tests do not use the network: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _uv("build", "--wheel", "--offline", "--quiet", "--out-dir", folder, ROOT)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a fresh environment with the wheel and what it requires, nothing else."""
    folder = tmp_path_factory.mktemp("machine") / "venv"
    _uv("venv", "--quiet", "--offline", "--python", sys.executable, folder)
    _uv("pip", "install", "--quiet", "--offline", "--python", folder, wheel)
    return folder / ("Scripts" if os.name == "nt" else "bin")


def run(programs: Path, folder: Path, *words: str, stdin: str = "") -> str:
    """What a command prints on a machine that knows nothing of the clone."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [programs / words[0], *words[1:]],
        cwd=folder,
        env=kept,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_carries_the_starter_the_templates_the_types_and_the_licence(wheel: Path) -> None:
    """Every file of the package that is not Python is in the wheel, and the licence beside it."""
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src" / "kpitrack"
    expected = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert expected <= names
    assert {"kpitrack/py.typed", "kpitrack/definitions/starter/targets/program.yaml"} <= names
    assert f"kpitrack-{kpitrack.__version__}.dist-info/licenses/LICENSE" in names


def test_windows_can_hold_every_file_of_a_clone() -> None:
    """No name that Windows reserves, no character it refuses, no two names that differ by case alone."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git clone")
    names = [name for name in listed.stdout.split("\0") if name]
    assert len(names) > 500
    refused = [name for name in names if re.search(r'[<>:"\\|?*]|[. ](/|$)', name)]
    reserved = [name for name in names for part in PurePosixPath(name).parts if PureWindowsPath(part).is_reserved()]
    assert refused + reserved == []
    assert len({name.casefold() for name in names}) == len(names)
    assert max(map(len, names)) < 150  # of the 260 that a path may have, beside the folder of the clone


MANY = """
import sys
from kpitrack.cli import main
for line in sys.stdin.read().splitlines():
    sys.argv = ["kpitrack", *line.split()]
    try:
        main()
    except SystemExit as end:
        assert not end.code, (line, end.code)
"""


def test_a_first_hour_without_the_clone(installed: Path, tmp_path: Path) -> None:
    """A starter program and what can be made of it, with the packages that the wheel requires and no others."""
    found = f"import importlib.util; print([name for name in {DEVELOPMENT!r} if importlib.util.find_spec(name)])"
    assert run(installed, tmp_path, "python", "-c", found) == "[]\n"
    assert run(installed, tmp_path, "kpitrack", "--version") == f"kpitrack {kpitrack.__version__}\n"
    run(installed, tmp_path, "kpitrack", "init", "mine")
    assert "Students in teams" in run(installed, tmp_path / "mine", "kpitrack", "report")
    printed = run(
        installed,
        tmp_path / "mine",
        *("python", "-c", MANY),
        stdin="""\
report -o report.html
report -o report.xlsx
report --audience public -o public.json
audit public.json
check
lint
dictionary -o dictionary.xlsx
inspect exports/roster.csv
""",
    )
    assert "files: roster.csv" in printed
    assert json.loads((tmp_path / "mine" / "public.json").read_text(encoding="utf-8"))["audience"] == "public"
    assert "</html>" in (tmp_path / "mine" / "report.html").read_text(encoding="utf-8")
    assert zipfile.is_zipfile(tmp_path / "mine" / "report.xlsx")
    assert zipfile.is_zipfile(tmp_path / "mine" / "dictionary.xlsx")

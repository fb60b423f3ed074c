"""Which files belong to a source: patterns, {date} and {period} in the name, and the newest of dated copies."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from kpitrack.errors import did_you_mean
from kpitrack.exports.faults import FileFault
from kpitrack.model.calendar import Calendar, Period
from kpitrack.model.intake import Problem
from kpitrack.model.sources import Source

_PARTS = {"{date}": r"(?P<date>\d{4}-?\d{2}-?\d{2})", "{period}": r"(?P<period>[A-Za-z0-9][A-Za-z0-9-]*)"}
_WILD = {"*": r"[^/]*", "?": r"[^/]"}


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """One file to read. `name` is its path under the exports folder."""

    name: str
    path: Path
    dated: date | None = None
    period: Period | None = None


def choose_files(
    source: Source, folder: Path, as_of: date, calendar: Calendar, *, manifest: str = ""
) -> tuple[tuple[ChosenFile, ...], tuple[Problem, ...]]:
    """The files to read in a fixed order (by day or period, then name), and notes about those left aside.

    manifest: of tables that lie in a folder together; a folder that holds this file is one file.

    raises: FileFault if there is none, or a name holds no day or period where one should stand.
    """
    if not folder.is_dir():
        raise FileFault("the exports folder is missing", file=folder.name, hint="name the folder with --exports")
    found: dict[str, ChosenFile] = {}
    for pattern in source.files:
        for file in _matching(pattern, folder, calendar, manifest):
            found.setdefault(file.name, file)
    if not found:
        raise _nothing_found(source, folder)
    files = sorted(found.values(), key=_order)
    if source.use == "newest":
        return _newest(source, files, as_of)
    return tuple(files), ()


def earlier_copy(
    source: Source, folder: Path, chosen: ChosenFile, calendar: Calendar, *, manifest: str = ""
) -> ChosenFile | None:
    """The dated copy before the chosen one; None if there is none."""
    found = {file.name: file for pattern in source.files for file in _matching(pattern, folder, calendar, manifest)}
    before = [file for file in found.values() if file.dated and chosen.dated and file.dated < chosen.dated]
    return max(before, key=_order, default=None)


def _order(file: ChosenFile) -> tuple[date, str]:
    day = file.dated or (file.period.end if file.period else date.min)
    return day, file.name


def _matching(pattern: str, folder: Path, calendar: Calendar, manifest: str) -> list[ChosenFile]:
    pattern = PurePosixPath(pattern.replace("\\", "/")).as_posix()
    if (folder / pattern).is_dir() and not (manifest and (folder / pattern / manifest).is_file()):
        pattern += "/*"
    expression = re.compile(_expression(pattern))
    wild = re.sub(r"\{date\}|\{period\}", "*", pattern)
    if PurePosixPath(wild).is_absolute() or ".." in PurePosixPath(wild).parts:
        raise FileFault("the path leaves the exports folder", file=pattern, hint="put the file into the exports folder")
    files = []
    for path in sorted(folder.glob(wild)):
        name = path.relative_to(folder).as_posix()
        matched = expression.fullmatch(name)
        if manifest and path.is_dir() and (path / manifest).is_file():
            path = path / manifest  # noqa: PLW2901 - the manifest stands for its folder
        if matched and path.is_file() and not path.name.startswith((".", "~$")):
            files.append(_dated(ChosenFile(name, path), matched, calendar))
    return [file for file in files if file is not None]


def _expression(pattern: str) -> str:
    tokens = re.split(r"(\{date\}|\{period\}|\*\*/|\*|\?)", pattern)
    seen: set[str] = set()
    expression = ""
    for token in tokens:
        if token in _PARTS and token not in seen:
            expression += _PARTS[token]
            seen.add(token)
        elif token in _PARTS:
            expression += f"(?P={token.strip('{}')})"
        else:
            expression += {"**/": "(?:.*/)?"}.get(token) or _WILD.get(token) or re.escape(token)
    return expression


def _dated(file: ChosenFile, matched: re.Match[str], calendar: Calendar) -> ChosenFile | None:
    parts = matched.groupdict()
    if text := parts.get("date"):
        try:
            return replace(file, dated=date.fromisoformat(text))
        except ValueError:
            return None
    if text := parts.get("period"):
        period = calendar.find(text)
        if period is None:
            raise FileFault(
                f"the calendar has no period {text!r}",
                file=file.name,
                hint=did_you_mean(text, calendar.names(), otherwise="name the file after a period such as Y1-Q2"),
            )
        return replace(file, period=period)
    return file


def _newest(source: Source, files: list[ChosenFile], as_of: date) -> tuple[tuple[ChosenFile, ...], tuple[Problem, ...]]:
    """The newest file not dated after the as-of date; if all are, the oldest of them."""
    dated = [file for file in files if file.dated or file.period]
    if not dated:
        raise FileFault(
            "`use: newest` cannot tell which file is the newest",
            file=files[0].name,
            hint="write {date} where the day stands in the name, such as files: roster_{date}.csv",
        )
    in_time = [file for file in dated if _order(file)[0] <= as_of]
    chosen = in_time[-1] if in_time else dated[0]
    notes = []
    if len(files) > 1:
        others = "1 other was" if len(files) == 2 else f"{len(files) - 1} others were"
        notes.append(Problem("note", f"the newest of {len(files)} files is used; {others} left aside",
                             source=source.name, file=chosen.name))  # fmt: skip
    if not in_time:
        notes.append(Problem("warning", f"every file is dated after {as_of}; the earliest is used", source=source.name,
                             file=chosen.name, hint="keep the exports of earlier weeks"))  # fmt: skip
    return (chosen,), tuple(notes)


def _nothing_found(source: Source, folder: Path) -> FileFault:
    wanted = source.files[0]
    place = folder / PurePosixPath(wanted).parent
    if "*" in str(PurePosixPath(wanted).parent) or not place.is_dir():
        place = folder
    present = sorted(path.relative_to(folder).as_posix() for path in place.iterdir() if path.is_file())
    plain = {_without_figures(each): each for each in present}
    close = difflib.get_close_matches(_without_figures(wanted), plain, n=1, cutoff=0.75)
    likely = f"did you mean {plain[close[0]]}?" if close else ""
    hint = likely or f"put the export there, or correct `files` of {source.name}"
    return FileFault("the file is missing", file=", ".join(source.files), hint=hint)


def _without_figures(file: str) -> str:
    return re.sub(r"\{\w+\}|[\d*?-]+", "", file)

"""`kpitrack inspect`: what a file is, from its bytes to its columns, without any definition."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kpitrack.exports import encoding
from kpitrack.exports.archives import open_archive
from kpitrack.exports.bundles import write_joined
from kpitrack.exports.captions import Captions, read_captions
from kpitrack.exports.dialect import DELIMITERS, Dialect, check_width, guessed_delimiter, top_lines, top_rows
from kpitrack.exports.faults import FileFault
from kpitrack.exports.hidden_rows import hidden_rows
from kpitrack.exports.layouts import Bundle, Layout, shipped_layout
from kpitrack.exports.looking import inspected_columns
from kpitrack.exports.proposing import propose
from kpitrack.exports.recognizing import Recognized, Top, recognize
from kpitrack.exports.rows import Row, text_rows
from kpitrack.exports.seen import KnownUnits, Seen
from kpitrack.exports.workbook import is_workbook, sheet_names, sheet_rows
from kpitrack.model.inspection import Inspection

_FIRST = 400  # data rows by which columns are judged, beside some from all over the rest of the file
_SPREAD = 1_600  # at most so many of those
_FOOTER = 30  # rows at the end among which footers are looked for
_HEADER_ROWS = 20
_DATA_LIKE = re.compile(r"[\s$<>=(+-]*\d[\d.,/:%\s)-]*(?:[AaPp][Mm])?")
_TABLES_OF_BUNDLE = {"manifest", "users", "demographics", "roles", "enrollments", "orgs"}


def inspect_file(path: Path, scratch: Path, *, name: str, units: KnownUnits | None = None) -> Inspection:
    """Look at one file, or at a folder or zip of tables.

    scratch: a folder for copies that can be read. name: how the file is called, under the exports folder.
    units:   people and things that the program knows, with the width of their ids.
    raises:  FileFault for a file that cannot be read.
    """
    known = units or KnownUnits()
    bundle = _bundle_of(path)
    if bundle is not None:
        return _inspect_bundle(path, bundle, scratch, name=name, units=known)
    if not path.is_file():
        raise FileFault("there is no such file", file=name, hint="name an export, or a folder with a manifest.csv")
    looked = _look_at_workbook(path, name) if is_workbook(path) else _look_at_text(path, scratch, name)
    version = _version_beside(path, looked.found)
    inspection = _described(looked, name, known)
    if version:
        inspection = replace(inspection, system=f"{inspection.system} {version}")
        if path.stem.casefold() in _TABLES_OF_BUNDLE:
            whole = inspect_file(path.parent, scratch, name=str(Path(name).parent.as_posix()), units=known)
            return replace(inspection, layout=whole.layout, proposal=whole.proposal, notes=whole.notes)
    return inspection


@dataclass
class _Looked:
    """A file up to its rows."""

    encoding: str
    newline: str
    delimiter: str
    found: Recognized | None
    top: list[list[str]]
    rows: Iterable[Row]
    layout_name: str
    sheet: str = ""
    is_workbook: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def layout(self) -> Layout:
        return shipped_layout(self.layout_name)


def _look_at_text(path: Path, scratch: Path, name: str) -> _Looked:
    found = encoding.examine(path, None, name=name)
    text = encoding.readable_text(path, found, scratch / "inspected.csv", in_place=True, name=name)
    lines = top_lines(text.path, name=name)
    delimiter, quoted = _delimiter(lines)
    rows = top_rows(lines, Dialect(delimiter, quoted))
    check_width(rows, name=name)
    written = "TAB" if delimiter == "\t" else delimiter
    recognized = recognize(Top(rows, found.encoding, delimiter, is_workbook=False))
    layout = recognized.name if recognized else "delimited"
    if shipped_layout(layout).encoding and found.encoding == encoding.FALLBACK:
        offered = shipped_layout(layout).encoding
        text = encoding.readable_text(
            path, replace(found, encoding=offered or ""), scratch / "offered.csv", in_place=True, name=name
        )
        rows = top_rows(top_lines(text.path, name=name), Dialect(delimiter, quoted))
    kind = "ascii" if found.is_ascii else found.encoding
    all_rows = text_rows(text.path, Dialect(delimiter, quoted), name=name)
    return _Looked(kind, found.newline, written, recognized, rows, all_rows, layout)


def _delimiter(lines: list[str]) -> tuple[str, bool]:
    """The delimiter, and whether quotation marks enclose cells: in files of carets they are ordinary letters."""
    best = guessed_delimiter(lines, frozenset(), quoted=True)
    carets = top_rows(lines, Dialect("^", quoted=False))
    if lines and lines[0].count("^") > max(lines[0].count(each) for each in DELIMITERS if each != "^"):
        return ("^", False) if len(carets[0]) > 1 else (best, True)
    return best, True


def _look_at_workbook(path: Path, name: str) -> _Looked:
    best: tuple[int, str, list[Row]] | None = None
    names = sheet_names(path, name=name)
    for sheet in names:
        rows = sheet_rows(path, sheet, name=name)
        filled = sum(1 for row in rows for cell in row.cells if cell.strip())
        if best is None or filled > best[0]:
            best = (filled, sheet, rows)
    if best is None or not best[0]:
        raise FileFault("the workbook is empty", file=name, hint="export it again")
    _, sheet, rows = best
    top = [row.cells for row in rows[:60]]
    kind = path.suffix.lower().removeprefix(".") or "xlsx"
    recognized = recognize(Top(top, kind, "", is_workbook=True))
    layout = recognized.name if recognized else "excel"
    shown = sheet if sheet != names[0] else ""
    notes = _about_hidden(hidden_rows(path, sheet, len(rows), name=name))
    return _Looked(kind, "", "", recognized, top, rows, layout, sheet=shown, is_workbook=True, notes=notes)


def _about_hidden(rows: frozenset[int]) -> list[str]:
    if not rows:
        return []
    listed = ", ".join(map(str, sorted(rows)[:5]))
    return [f"{len(rows)} hidden in the sheet and used like the others: row {listed}; `hidden_rows: drop` drops them"]


@dataclass
class _Counted:
    """Rows by what they are."""

    rows: int = 0
    sample: list[list[str]] = field(default_factory=list)
    every: int = 1  # of the rows after the first ones, this one in how many is in the sample
    tail: deque[list[str]] = field(default_factory=lambda: deque(maxlen=_FOOTER))

    def look_at(self, cells: list[str]) -> None:
        """Keep the first rows, and of all others every so many that the sample stays small and reaches to the end."""
        if self.rows > _FIRST and (self.rows - _FIRST) % self.every:
            return
        self.sample.append(cells)
        if len(self.sample) > _FIRST + _SPREAD:
            self.sample[_FIRST:] = self.sample[_FIRST + 1 :: 2]
            self.every *= 2


def _described(looked: _Looked, name: str, units: KnownUnits) -> Inspection:
    layout = looked.layout
    preamble, header = _header(looked)
    first = preamble + header + 1
    captions = _captions(looked, preamble, header)
    counted = _count(looked.rows, first)
    footers = _footers(counted.tail, layout, captions.width)
    if footers and counted.rows <= len(counted.sample):
        counted.sample = counted.sample[: counted.rows - footers]
    marks = {each.casefold() for each in layout.suppressed}
    columns = inspected_columns(captions, counted.sample, marks)
    weak = looked.layout_name in ("delimited", "excel", "log")
    header_row: int | tuple[int, ...] | None = None
    if weak and (preamble or header > 1):
        header_row = preamble + 1 if header == 1 else tuple(range(preamble + 1, preamble + header + 1))
    seen = Seen(
        name=name,
        layout_name=looked.layout_name,
        layout=layout,
        captions=captions,
        columns=columns,
        rows=counted.sample,
        sheet=looked.sheet,
        header_row=header_row,
        delimiter=looked.delimiter,
    )
    offered = layout.encoding or "" if looked.encoding == encoding.FALLBACK else ""
    return Inspection(
        file=name,
        system=looked.found.title if looked.found else "",
        layout=looked.layout_name,
        encoding=looked.encoding,
        offered_encoding=offered,
        newline=looked.newline,
        delimiter=looked.delimiter,
        preamble_rows=preamble,
        header_rows=header,
        data_rows=counted.rows - footers,
        footer_rows=footers,
        sheet=looked.sheet,
        looked_at=len(counted.sample),
        columns=tuple(columns),
        notes=tuple(looked.notes),
        proposal=propose(seen, units) if header or layout.columns else None,
    )


def _captions(looked: _Looked, preamble: int, header: int) -> Captions:
    layout = looked.layout
    if not header:
        return read_captions(looked.top, layout, ())
    if layout.header_rows == header and looked.layout_name not in ("delimited", "excel", "log"):
        return read_captions(looked.top[preamble:], layout, layout.captions)
    return read_captions(looked.top, layout, tuple(range(preamble + 1, preamble + header + 1)))


def _header(looked: _Looked) -> tuple[int, int]:
    """Rows above the captions, and rows of captions."""
    layout, rows = looked.layout, looked.top
    if layout.caption_row_has:
        wanted = {each.casefold() for each in layout.caption_row_has}
        found = (n for n, row in enumerate(rows) if wanted <= {cell.strip().casefold() for cell in row})
        return next(found, 0), layout.header_rows
    if looked.layout_name not in ("delimited", "excel", "log"):
        return 0, layout.header_rows
    return _guessed_header(rows, two_levels=looked.is_workbook)


def _guessed_header(rows: Sequence[Sequence[str]], *, two_levels: bool) -> tuple[int, int]:
    """The first row that fills most of the table's width with words; 0 captions if figures stand there."""
    filled = [[n for n, cell in enumerate(row) if cell.strip()] for row in rows]
    width = max((len(each) for each in filled[: _HEADER_ROWS * 2]), default=0)
    start = next((n for n, each in enumerate(filled[:_HEADER_ROWS]) if len(each) * 2 > width), 0)
    if start >= len(rows) or _has_figures(rows[start]):
        return start, 0
    gaps = set(range(width)) - set(filled[start])
    below = filled[start + 1] if start + 1 < len(rows) else []
    if two_levels and gaps & set(below) and not _has_figures(rows[start + 1]):
        return start, 2
    return start, 1


def _has_figures(row: Sequence[str]) -> bool:
    cells = [cell for cell in row if cell.strip()]
    return sum(bool(_DATA_LIKE.fullmatch(cell)) for cell in cells) * 3 > len(cells)


def _count(rows: Iterable[Row], first: int) -> _Counted:
    counted = _Counted()
    for row in rows:
        if row.number < first:
            continue
        counted.rows += 1
        counted.look_at(row.cells)
        counted.tail.append(row.cells)
    return counted


def _footers(tail: Iterable[Sequence[str]], layout: Layout, width: int) -> int:
    """Blank rows and rows of totals at the very end."""
    count = 0
    for row in reversed(list(tail)):
        if any(cell.strip() for cell in row) and not _is_total(row, layout, width):
            break
        count += 1
    return count


def _is_total(row: Sequence[str], layout: Layout, width: int) -> bool:
    """The same rule as at the intake: a word for a total first, and some cells blank."""
    cells = [cell.strip() for cell in row]
    first = next((cell for cell in cells if cell), "")
    if not layout.total_words or (all(cells) and len(cells) >= width):
        return False
    words = "|".join(
        re.escape(word).replace(r"\#", r"[\d.,]+").replace(r"\ ", r"[\s:]+") for word in layout.total_words
    )
    return bool(re.fullmatch(rf"(?i)({words})[\s:(]*([\d.,]+)?[\s).]*", first))


def _bundle_of(path: Path) -> Bundle | None:
    """The bundle that a folder or zip is, if it holds the manifest of one."""
    bundle = shipped_layout("oneroster").bundle
    assert bundle is not None
    if path.is_dir():
        return bundle if (path / bundle.manifest).is_file() else None
    if path.suffix.lower() == ".zip" and path.is_file():
        with open_archive(path, name=path.name) as archive:
            held = any(each.rsplit("/", 1)[-1].casefold() == bundle.manifest for each in archive.namelist())
        return bundle if held else None
    return None


def _inspect_bundle(path: Path, bundle: Bundle, scratch: Path, *, name: str, units: KnownUnits) -> Inspection:
    manifest = path / bundle.manifest if path.is_dir() else path
    joined = write_joined(manifest, bundle, scratch / "joined.csv", name=name)
    looked = _look_at_text(scratch / "joined.csv", scratch, name)
    looked.layout_name = "oneroster"
    inspection = _described(looked, name, units)
    version = joined.properties.get(bundle.version, "")
    title = shipped_layout("oneroster").title
    return replace(inspection, system=f"{title} {version}".strip(), notes=tuple(joined.notes))


def _version_beside(path: Path, found: Recognized | None) -> str:
    """The version in the manifest that lies in the same folder as a table of a bundle; empty if there is none."""
    if found is None or found.layout.bundle is None:
        return ""
    manifest = path.parent / found.layout.bundle.manifest
    if not manifest.is_file():
        return ""
    lines = manifest.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    properties = dict(_pairs(lines))
    return properties.get(found.layout.bundle.version, "")


def _pairs(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        key, _, value = line.partition(",")
        yield key.strip().strip('"'), value.strip().strip('"')

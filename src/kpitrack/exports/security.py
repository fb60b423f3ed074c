"""Who may read the export files, and what stands in them that no metric needs.

Only captions and the first rows are looked at.
"""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from kpitrack.exports.bundles import is_bundle
from kpitrack.exports.captions import Captions
from kpitrack.exports.faults import FileFault
from kpitrack.exports.layouts import Bundle, Layout
from kpitrack.exports.plan import plan_for
from kpitrack.exports.preparing import PreparedFile, prepare
from kpitrack.exports.roles import personal_role
from kpitrack.exports.selection import ChosenFile, choose_files
from kpitrack.model.intake import Intake
from kpitrack.model.program import Program
from kpitrack.model.sources import Field, Gathered, IdColumn, Source

SSN = "social security number"
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
_LOOKED_AT = 50  # rows in which social security numbers are looked for


@dataclass(frozen=True, slots=True)
class PersonalColumn:
    """A column that says who somebody is and that no definition reads."""

    position: int  # from 0
    caption: str
    role: str


@dataclass(frozen=True, slots=True)
class Head:
    """A file of a source, understood as far as its captions."""

    source: Source
    chosen: ChosenFile
    prepared: PreparedFile
    layout: Layout

    @property
    def bundle(self) -> Bundle | None:
        """The tables that the file really is, if it is a folder or zip of them."""
        found = self.layout.bundle
        return found if found is not None and is_bundle(self.chosen.path, found) else None


def heads(program: Program, intake: Intake, as_of: date, folder: Path, scratch: Path) -> Iterator[Head]:
    """Every file that the usable sources were read from."""
    for reading in intake.sources.values():
        if not reading.usable:
            continue
        plan = plan_for(program, program.sources[reading.name], as_of)
        try:
            files, _ = choose_files(plan.source, folder, as_of, program.calendar, manifest=plan.manifest)
            for number, chosen in enumerate(files):
                copy = scratch / f"head-{plan.source.name}-{number}.csv"
                prepared = prepare(chosen, plan, folder=folder, scratch=copy)
                yield Head(plan.source, chosen, prepared, plan.layout)
        except FileFault:  # it could be read a moment ago; what the intake says of it stands
            continue


def is_open_to_everyone(path: Path) -> bool:
    """May every user of this machine read or change the file? Not known on Windows, whose lists are not asked."""
    if sys.platform == "win32":
        return False
    folders = (path.resolve().parent, *path.resolve().parent.parents)
    reachable = all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)
    return reachable and bool(path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))


def personal_columns(head: Head) -> list[PersonalColumn]:
    """Columns with names, birth dates, numbers or addresses of people that no field or id of the source reads."""
    captions, used = head.prepared.captions, used_positions(head.source, head.prepared.captions)
    rows = list(islice(head.prepared.careful_rows(), head.prepared.first_row + _LOOKED_AT))[
        head.prepared.first_row - 1 :
    ]
    filled = {n for row in rows for n, cell in enumerate(row.cells) if cell.strip()}
    found = {
        position: PersonalColumn(position, caption, role)
        for position, caption in enumerate(captions.texts)
        if position not in used and position in filled and (role := _role(captions, position))
    }
    for position in {n for row in rows for n, cell in enumerate(row.cells) if _SSN.fullmatch(cell.strip())}:
        caption = captions.texts[position] if position < len(captions.texts) else str(position + 1)
        found[position] = PersonalColumn(position, caption, SSN)
    return [found[position] for position in sorted(found)]


def _role(captions: Captions, position: int) -> str:
    plain = captions.texts[position].rsplit(".", 1)[-1]
    label = captions.others[position] if position < len(captions.others) else ""
    return personal_role(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)) or personal_role(plain) or personal_role(label)


def used_positions(source: Source, captions: Captions) -> set[int]:
    """The columns (from 0) that a field or id of the source reads."""
    used: set[int] = set()
    columns: list[Field | IdColumn] = [*source.fields.values(), *source.id_columns.values()]
    for column in columns:
        written = column.column
        if isinstance(written, int):
            used.add(written - 1)
        else:
            named = (*written.each, *written.yes) if isinstance(written, Gathered) else column.captions
            used.update(position for caption in named for position in captions.positions(caption))
    return used

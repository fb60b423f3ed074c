"""What reading one source needs to know, besides its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpitrack.errors import DefinitionError
from kpitrack.exports.kin import is_roster
from kpitrack.exports.layouts import Layout, find_layout
from kpitrack.model.formats import is_known_format, known_formats
from kpitrack.model.program import Program
from kpitrack.model.sources import FieldType, Source


@dataclass(frozen=True, slots=True)
class Plan:
    """One source and how this run reads it."""

    source: Source
    layout: Layout
    as_of: date
    soft: frozenset[str]  # fields whose unknown codes become "Not reported" instead of refusing the row
    with_fingerprint: bool  # of whole rows, to find identical ones

    @property
    def items_per_row(self) -> int:
        """How many rows of the table one row of the file becomes."""
        return len(self.source.stack.columns) if self.source.stack else 1

    @property
    def manifest(self) -> str:
        """The file that stands for a whole folder of tables; empty if files are read one by one."""
        return self.layout.bundle.manifest if self.layout.bundle else ""


def plan_for(program: Program, source: Source, as_of: date) -> Plan:
    """How a source is read on a day. raises: DefinitionError for a layout or format that nobody knows."""
    _check_formats(source)
    layout = find_layout(source.layout, program.folder / "layouts")
    if layout.suppressed and not source.suppressed:
        source = source.model_copy(update={"suppressed": layout.suppressed})
    return Plan(
        source,
        layout,
        as_of,
        soft=_soft_fields(program, source),
        with_fingerprint=bool(source.id_columns or source.date or source.dates),
    )


def _check_formats(source: Source) -> None:
    """raises: DefinitionError for a format that no reader knows; guessing what was meant is not an option."""
    for field_name, definition in source.fields.items():
        for declared in definition.format:
            if not is_known_format(declared, definition.kind):
                known = ", ".join(known_formats(definition.kind)) or "no format at all"
                raise DefinitionError(
                    f"a {definition.kind.value} field cannot have the format {declared!r}",
                    where=f"sources.yaml: {source.name}.{field_name}",
                    hint=f"it can have: {known}",
                )


def _soft_fields(program: Program, source: Source) -> frozenset[str]:
    """Group columns of a roster: there an unknown code does not cost a person their place."""
    if not is_roster(program, source):
        return frozenset()
    used = set(program.dimensions) | {each.field for each in program.dimensions.values() if each.field}
    coded = (FieldType.CHOICE, FieldType.LEVEL, FieldType.LIST, FieldType.YES_NO, FieldType.TEXT)
    return frozenset(field for field, each in source.fields.items() if field in used and each.kind in coded)

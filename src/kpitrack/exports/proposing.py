"""The block of sources.yaml that would read an inspected file: what its layout knows, and the rest by its cells.

Everything is written out (formats, codes, widths), so that the reader of the block sees what will be done and can
change it. Nothing here converts anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Any

from kpitrack.definitions.vocabulary import RESERVED
from kpitrack.exports.kinds import kind_of, list_separator
from kpitrack.exports.naming import is_dated_otherwise, name_of
from kpitrack.exports.roles import field_name, group_role, id_role, personal_role, thing_of, unit_of_bare_id
from kpitrack.exports.seen import KnownUnits, Seen
from kpitrack.exports.value_maps import shipped_map
from kpitrack.model.inspection import InspectedColumn, Proposal

_MAPS = {"gender": "gender", "grade": "grade", "race": "race", "meals": "frl", "prior technology": "prior_tech"}
_GROUP_FIELDS = {"meals": "frl", "prior technology": "prior_tech", "codes": ""}
_WITH_OWN_COLUMNS = frozenset(  # layouts whose files differ in what they ask or count
    (
        "qualtrics",
        "qualtrics_legacy",
        "surveymonkey",
        "google_forms",
        "eventbrite",
        "cde_public",
        "delimited",
        "excel",
        "log",
    )
)
_BEGINS = re.compile(r"hire|entry|enter|enrol|admi(t|ssion)|joined|^start(_date)?$")
_ENDS = re.compile(r"separat|terminat|exit|withdr|left|leav|^end(_date)?$")
_QUESTION = 70  # letters of a question beside its field
_KEYS_OF_FIELDS = ("date", "gather", "period")


def propose(seen: Seen, units: KnownUnits) -> Proposal:
    """A source that reads this file."""
    return _Proposer(seen, units).proposal()


class _Proposer:
    def __init__(self, seen: Seen, units: KnownUnits) -> None:
        self.seen, self.units = seen, units
        self.remarks: dict[str, str] = {}
        self.fields: dict[str, Any] = {}
        self.ids: dict[str, Any] = {}
        self.taken: set[int] = set()  # columns that a field or id reads, or that nobody needs
        self.groups: set[str] = set()  # fields that tell people apart
        self.left_out: list[str] = []
        self.hidden: list[str] = []  # marks of figures that the file keeps back, beside those of its layout

    def proposal(self) -> Proposal:
        seen, known = self.seen, self.seen.layout.proposes
        name, files, use = name_of(seen.name)
        if is_dated_otherwise(files):
            self.remarks["files"] = (
                "if its name changes with the day: save it with 2026-02-15 in it, write {date}, use: newest"
            )
        source: dict[str, Any] = {"owner": seen.layout.owner or "Assessment Team", "files": files}
        source |= {"use": use} if use else {}
        source |= {"layout": seen.layout_name} if seen.layout_name not in ("delimited", "log") else {}
        source |= {"layout": "log"} if seen.layout_name == "log" else {}
        source |= {"sheet": seen.sheet} if seen.sheet else {}
        if seen.header_row is not None:
            row = seen.header_row
            source["header_row"] = row if isinstance(row, int) else list(row)
        self._known_ids(known.get("id", {}))
        self._known_fields(known.get("fields", {}))
        self._leave_out()
        if seen.layout_name in _WITH_OWN_COLUMNS:
            self._guess_ids()
            self._fold_check_all()
            self._guess_fields()
        source |= {"id": self.ids} if self.ids else {}
        source |= self._keys(known)
        source |= self._dimensions() if not self.ids and "dimensions" not in source else {}
        hidden = [each for each in self.hidden if each.casefold() not in map(str.casefold, seen.layout.suppressed)]
        source |= {"suppressed": [*seen.layout.suppressed, *hidden]} if hidden else {}
        source["fields"] = self.fields
        return Proposal(name, source, self.remarks, tuple(self.left_out))

    def _known_ids(self, written: Mapping[str, Any]) -> None:
        for unit, definition in written.items():
            captions = self._present(definition["column"])
            if not captions:
                continue
            if unit not in self.units.names:
                self.fields.setdefault(f"{unit}_id", {"column": _one_or_list(captions)})
                self.remarks[f"{unit}_id"] = _name_the_unit(unit, self.fields[f"{unit}_id"]["column"])
                self._take(captions)
                continue
            self._add_id(unit, captions, definition.get("width"))

    def _add_id(self, unit: str, captions: Sequence[str | int], usual: int | None) -> None:
        position = self._positions(captions)[0]
        cells = self.seen.cells(position)
        self.ids[unit] = {"column": _one_or_list(captions)}
        if width := self._width(unit, cells, usual):
            self.ids[unit]["width"] = width
        self._take(captions)

    def _width(self, unit: str, cells: Sequence[str], usual: int | None) -> int | None:
        """The width that the program has, if the ids fit; else the longest id where leading zeros show there is one."""
        figures = [cell for cell in cells if cell.isdigit() and cell.isascii()]
        longest = max(map(len, figures), default=0)
        if cells and not figures:
            return None
        if self.units.widths.get(unit, 0) >= longest and unit in self.units.widths:
            return self.units.widths[unit]
        has_zeros = any(cell.startswith("0") and len(cell) > 1 for cell in figures)
        return max(longest, usual or 0) if has_zeros and longest <= 20 else None

    def _known_fields(self, written: Mapping[str, Any]) -> None:
        for name, definition in written.items():
            fitting = self._fitting(definition)
            if fitting is not None:
                self.fields[name] = self._with_every_code(name, fitting)
                self._take(self._captions_of(fitting["column"]))

    def _fitting(self, definition: Mapping[str, Any]) -> dict[str, Any] | None:
        """The definition with the captions that this file has; None if it has none of them."""
        column = definition["column"]
        if isinstance(column, dict):
            each = [caption for caption in column.get("each", ()) if self.seen.has(caption)]
            yes = {caption: value for caption, value in column.get("yes", {}).items() if self.seen.has(caption)}
            kept = {**({"each": each} if each else {}), **({"yes": yes} if yes else {})}
            return {**definition, "column": kept} if kept else None
        captions = self._present(column)
        return {**definition, "column": _one_or_list(captions)} if captions else None

    def _with_every_code(self, name: str, definition: dict[str, Any]) -> dict[str, Any]:
        """Where the file holds codes that the shipped map does not know, they are written out to be decided."""
        if not isinstance(definition.get("map"), str):
            return definition
        known = shipped_map(definition["map"])
        codes = list(dict.fromkeys(self._codes(definition)))
        unknown = [code for code in codes if code.lower() not in known]
        if not unknown:
            return definition
        self.remarks[name] = f"decide what {', '.join(map(repr, unknown[:5]))} means; ~ is blank"
        present = {code: known[code.lower()] for code in codes if code.lower() in known}
        return {**definition, "map": {**present, **dict.fromkeys(unknown)}}

    def _codes(self, definition: Mapping[str, Any]) -> Iterator[str]:
        column = definition["column"]
        captions = column.get("each", ()) if isinstance(column, dict) else self._captions_of(column)
        separator = next(iter(definition.get("format", ())), self.seen.layout.list_separator)
        for position in self._positions(captions):
            for cell in self.seen.cells(position):
                if definition.get("type") == "list":
                    yield from (part.strip() for part in cell.split(separator) if part.strip())
                else:
                    yield cell
        if isinstance(column, dict):
            yield from column.get("yes", {}).values()

    def _keys(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """The other keys of the layout's proposal, where all that they name is there."""
        names = {*self.fields, *self.ids}
        kept: dict[str, Any] = {}
        for key, value in known.items():
            if key in ("id", "fields"):
                continue
            wanted = {value} if key in _KEYS_OF_FIELDS else set(value.values()) if key == "dates" else set(value)
            if key == "on_duplicate":
                wanted = {value["keep_highest"]} if isinstance(value, dict) else set()
                if "unique" not in kept:
                    continue
            if wanted <= names:
                kept[key] = value
        if not kept.keys() & {"date", "dates", "period"} and self.seen.layout_name in _WITH_OWN_COLUMNS:
            dated = [name for name, each in self.fields.items() if each.get("type") == "date"]
            span = self._span(dated)
            kept |= {"dates": span} if span else {"date": dated[0]} if dated else {}
        return kept

    def _dimensions(self) -> dict[str, Any]:
        """Where nobody is named, only the rows themselves can say to which group they belong."""
        told = [name for name in self.fields if name in self.groups]
        for name in told:
            if name not in self.units.dimensions:
                self.remarks.setdefault(name, f"to split by it: {name} under `dimensions` of program.yaml and here")
        split = {name: name for name in told if name in self.units.dimensions}
        return {"dimensions": split} if split else {}

    def _span(self, dated: Sequence[str]) -> dict[str, str]:
        """When the people of a roster came and left, where two captions say so."""
        starts = [name for name in dated if _BEGINS.search(name)]
        ends = [name for name in dated if _ENDS.search(name)]
        return {"start": starts[0], "end": ends[0]} if self.ids and starts and ends else {}

    def _leave_out(self) -> None:
        for column in self.seen.columns:
            role = personal_role(column.caption) or personal_role(
                self.seen.captions.technical_label(column.position - 1)
            )
            if role and column.position - 1 not in self.taken:
                self.left_out.append(column.caption if role != "birth date" else f"{column.caption} (birth date)")
                self.taken.add(column.position - 1)

    def _guess_ids(self) -> None:
        for column in self.seen.columns:
            if column.position - 1 in self.taken or not column.caption or not column.filled:
                continue
            unit = (
                id_role(column.caption)
                or id_role(self.seen.captions.technical_label(column.position - 1))
                or self._asked_for(column)
                or self._by_neighbours(column)
                or thing_of(column.caption)
            )
            if unit in self.units.names and unit not in self.ids:
                self._add_id(unit, self._named(column), None)

    def _asked_for(self, column: InspectedColumn) -> str:
        """Whose id a question of a survey asks for, where the answers can be ids."""
        answers = self.seen.cells(column.position - 1)
        can_be = all(any(map(str.isdigit, each)) and " " not in each for each in answers)
        return id_role(self.seen.captions.question(column.position - 1)) if can_be else ""

    def _by_neighbours(self, column: InspectedColumn) -> str:
        """Whose id stands under a bare `ID`, if every row has another and people are named beside it."""
        if not self.left_out or column.different < self.seen.filled_rows():
            return ""
        return unit_of_bare_id(column.caption, [each.caption for each in self.seen.columns])

    def _fold_check_all(self) -> None:
        """Columns of one check-all question become one list."""
        rule = self.seen.layout.check_all
        if rule is None:
            return
        stems: dict[str, list[int]] = {}
        for column in self.seen.columns:
            stem, joint, option = column.caption.rpartition(rule.joined_by)
            if joint and (option.isdigit() or rule.options == "text") and column.position - 1 not in self.taken:
                stems.setdefault(stem, []).append(column.position - 1)
        for stem, positions in stems.items():
            options = [n for n in positions if self._is_option(n)]
            if len(positions) > 1 and len(options) * 2 > len(positions) and any(map(self.seen.cells, options)):
                unanswered = any("-99" in self.seen.cells(n) for n in options)
                codes = {"blank_codes": ["-99"]} if unanswered else {}
                self._add_field(field_name(stem), {"column": stem, "type": "list", **codes})
                self.taken.update(positions)

    def _is_option(self, position: int) -> bool:
        """Do the cells only say whether the option was chosen, by a mark, its text or its number?"""
        rule, captions = self.seen.layout.check_all, self.seen.captions
        assert rule is not None
        label = captions.labels[position] if position < len(captions.labels) else ""
        text = label.rsplit(rule.label_after, 1)[-1] if rule.label_after else label
        cells = set(self.seen.cells(position))
        marks = {"1", "x", "true", "yes", "checked", "-99", text.casefold()}
        return all(cell.casefold() in marks for cell in cells) or (rule.options == "text" and len(cells) <= 1)

    def _guess_fields(self) -> None:
        for column in self.seen.columns:
            if column.position - 1 in self.taken or not column.caption or not column.filled:
                continue
            group = _GROUP_FIELDS.get(group_role(column.caption), group_role(column.caption))
            name = group or field_name(column.caption)
            self.groups |= {group}
            if (unit := id_role(column.caption)) in KnownUnits().names and unit not in self.units.names:
                self.remarks[name] = _name_the_unit(unit, column.caption)
            self._add_field(name, {"column": self._named(column)[0], **self._kind(column, name)})
            if question := self.seen.captions.question(column.position - 1):
                self.remarks.setdefault(name, shorten(question, _QUESTION, placeholder=" …"))

    def _kind(self, column: InspectedColumn, name: str) -> dict[str, Any]:
        cells = self.seen.cells(column.position - 1)
        shipped = _MAPS.get(group_role(column.caption))
        if shipped is not None:
            known = shipped_map(shipped)
            codes = {cell.lower() for cell in cells}
            if sum(cell in known for cell in codes) * 2 >= len(codes):
                return {"map": shipped}
        if self.seen.layout.check_all is not None or self.seen.layout_name == "google_forms":
            asks = bool(re.search(r"(check|select|choose|mark) all", column.caption, re.IGNORECASE))
            separator = ";" if asks and any(";" in cell for cell in cells) else list_separator(cells) if asks else ""
            if separator == ", ":
                self.remarks[field_name(column.caption)] = "an option with a comma in it cannot be told from two"
            if separator:
                return {"type": "list", "format": separator}
        kind = kind_of(cells, column.caption)
        self.hidden += [each for each in kind.hidden if each not in self.hidden]
        if kind.unknown:
            self.remarks[name] = f"decide what {', '.join(kind.unknown)} means: blank_codes makes it blank"
        return kind.keys

    def _add_field(self, name: str, definition: dict[str, Any]) -> None:
        name = {"date": "day"}.get(name, f"its_{name}") if name in RESERVED else name
        free = name
        number = 2
        while free in self.fields or free in self.ids:
            free = f"{name}_{number}"
            number += 1
        self.fields[free] = self._with_every_code(free, definition)

    def _named(self, column: InspectedColumn) -> list[str | int]:
        """The caption, or the position where the caption stands twice."""
        alone = len(self.seen.captions.positions(column.caption)) == 1
        return [column.caption if alone else column.position]

    def _present(self, column: str | Sequence[str]) -> list[str | int]:
        captions = [column] if isinstance(column, str) else list(column)
        return [each for each in captions if self.seen.has(each)]

    def _captions_of(self, column: Any) -> list[str | int]:
        if isinstance(column, dict):
            return [*column.get("each", ()), *column.get("yes", {})]
        return list(column) if isinstance(column, list) else [column]

    def _positions(self, captions: Sequence[str | int]) -> list[int]:
        found = []
        for each in captions:
            positions = [each - 1] if isinstance(each, int) else self.seen.captions.positions(each)
            found += positions[:1]
        return found

    def _take(self, captions: Sequence[str | int]) -> None:
        self.taken.update(self._positions(captions))


def _name_the_unit(unit: str, column: Any) -> str:
    return f"to count by it: {unit} under `people` in program.yaml, and here id: {{{unit}: {{column: {column}}}}}"


def _one_or_list(captions: Sequence[str | int]) -> Any:
    return captions[0] if len(captions) == 1 else list(captions)

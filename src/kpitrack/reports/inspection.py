"""An inspected file as text to read and pipe into sources.yaml, or as JSON.

Everything in the text but the block is a comment, so that all of it may stand in a definition.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from kpitrack.model.inspection import InspectedColumn, Inspection, Proposal

_WIDEST_CAPTION, _WIDEST_LINE = 32, 78  # characters; with the `# ` before it a line fills a terminal


def as_text(inspection: Inspection) -> str:
    """Facts as comments, then the block."""
    lines = [*_facts(inspection), "#", *_columns(inspection)]
    block = block_of(inspection.proposal) if inspection.proposal else ""
    comments = "".join("#\n" if line == "#" else f"# {line}".rstrip() + "\n" for line in lines)
    return f"{comments}\n{block}" if block else comments


def as_json(inspection: Inspection) -> str:
    """The same for programs; rows and delimiter are named as people name them."""
    proposal = inspection.proposal
    content = {
        "file": inspection.file,
        "system": inspection.system,
        "layout": inspection.layout,
        "encoding": inspection.encoding,
        "offered_encoding": inspection.offered_encoding,
        "newline": inspection.newline,
        "delimiter": inspection.delimiter,
        "preamble_rows": inspection.preamble_rows,
        "header_rows": inspection.header_rows,
        "data_rows": inspection.data_rows,
        "footer_rows": inspection.footer_rows,
        "sheet": inspection.sheet,
        "looked_at_rows": inspection.looked_at,
        "columns": [_column_facts(column) for column in inspection.columns],
        "notes": list(inspection.notes),
        "source": {proposal.name: proposal.source} if proposal else None,
        "remarks": dict(proposal.remarks) if proposal else {},
        "left_out": list(proposal.left_out) if proposal else [],
        "block": block_of(proposal) if proposal else "",
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _column_facts(column: InspectedColumn) -> dict[str, Any]:
    return {
        "position": column.position,
        "caption": column.caption,
        "role": column.role,
        "looks_like": column.looks_like,
        "filled": column.filled,
        "different": column.different,
        "examples": list(column.examples),
    }


def _facts(inspection: Inspection) -> Iterator[str]:
    system = inspection.system or "no system it knows"
    yield f"{inspection.file}: {system} (layout {inspection.layout})"
    encoding = inspection.encoding
    if inspection.offered_encoding:
        encoding += f"; bytes cannot tell it from {inspection.offered_encoding}, which this layout reads"
    parts = [f"encoding {encoding}"]
    if inspection.delimiter:
        name = {",": "comma", ";": "semicolon", "^": "caret", "|": "pipe", "TAB": "tab"}[inspection.delimiter]
        parts += [f"delimiter {name}", f"line ends {inspection.newline}"]
    if inspection.sheet:
        parts.append(f"sheet {inspection.sheet!r}")
    yield ", ".join(parts)
    yield (
        f"rows: {inspection.preamble_rows} above the captions, {inspection.header_rows} of captions, "
        f"{inspection.data_rows:,} of data, {inspection.footer_rows} below"
    )
    yield from (f"note: {note}" for note in inspection.notes)


def _columns(inspection: Inspection) -> Iterator[str]:
    by = f"{inspection.looked_at:,} rows" + (
        " from all over the file" if inspection.looked_at < inspection.data_rows else ""
    )
    yield f"columns, by {by} (examples: form, not data):"
    captions = [column.caption[:_WIDEST_CAPTION] or "(no caption)" for column in inspection.columns]
    width = max(map(len, captions), default=0)
    for column, caption in zip(inspection.columns, captions, strict=True):
        role = f" - {column.role}" if column.role else ""
        examples = f": {' | '.join(column.examples)}" if column.examples else ""
        first = f"{column.position:>3}  {caption:<{width}}  "
        yield from textwrap.wrap(
            f"{column.looks_like}{role}; {column.filled} filled{examples}",
            _WIDEST_LINE,
            initial_indent=first,
            subsequent_indent=" " * len(first),
        )


def block_of(proposal: Proposal) -> str:
    """The block of sources.yaml: one line per key and field."""
    lines = [f"{proposal.name}:"]
    for key, value in proposal.source.items():
        if key != "fields":
            lines.append(f"  {key}: {_flow(value)}{_remark(proposal, key)}")
    lines.append("  fields:")
    for name, field in proposal.source["fields"].items():
        lines.append(f"    {_flow(name)}: {_flow(field)}{_remark(proposal, name)}")
    if not proposal.source["fields"]:
        lines[-1] = "  fields: {}"
    if proposal.left_out:
        listed = ", ".join(" ".join(each.split()) for each in proposal.left_out)
        lines.append(f"  # not read, because no metric needs it: {listed}")
    return "\n".join(lines) + "\n"


def _remark(proposal: Proposal, key: str) -> str:
    remark = proposal.remarks.get(key, "")
    return f"  # {remark}" if remark else ""


class _Dumper(yaml.SafeDumper):
    """Quotes every text of figures alone: YAML needs it for '07' and not for 08, which a reader could not know."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'" if text.isdigit() else None)


_Dumper.add_representer(str, _text)


def _flow(value: Any) -> str:
    """One line of YAML, its quotation marks where they are needed."""
    plain = {**value} if isinstance(value, Mapping) else value
    written = yaml.dump(
        plain, Dumper=_Dumper, default_flow_style=True, width=1_000_000, allow_unicode=True, sort_keys=False
    )
    return written.strip().removesuffix("...").strip().replace(": null", ": ~")

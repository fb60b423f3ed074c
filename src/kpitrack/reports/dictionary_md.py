"""The data dictionary as Markdown, for wikis and pull requests."""

from __future__ import annotations

from collections.abc import Iterator

from kpitrack.reports.plain import markdown
from kpitrack.wording.dictionary import CAPTIONS, Dictionary, Entry

_IN_THE_HEADING = ("title", "id", "group")


def render(found: Dictionary) -> str:
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Dictionary) -> Iterator[str]:
    yield f"# {markdown(found.title)}: data dictionary"
    yield ""
    yield from (f"- {markdown(year)}" for year in found.years)
    for group in dict.fromkeys(entry.group for entry in found.entries):
        yield ""
        yield f"## {markdown(group)}"
        for entry in found.entries:
            if entry.group == group:
                yield from _entry(entry)
    yield ""
    yield "## Words"
    yield ""
    yield from (f"- **{markdown(term.name)}**: {markdown(term.meaning)}" for term in found.terms)


def _entry(entry: Entry) -> Iterator[str]:
    yield ""
    yield f"### {markdown(entry.title)} (`{entry.id}`)"
    yield ""
    for key, caption in CAPTIONS.items():
        value = getattr(entry, key)
        if key in _IN_THE_HEADING or not value:
            continue
        if isinstance(value, tuple) and len(value) > 1:
            yield f"- **{caption}:**"
            yield from (f"  - {markdown(line)}" for line in value)
        else:
            yield f"- **{caption}:** {markdown(value[0] if isinstance(value, tuple) else value)}"

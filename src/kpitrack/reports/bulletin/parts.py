"""A bulletin as headed parts, in the order of reports.yaml, and the lines around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kpitrack.model.bulletins import Bulletin
from kpitrack.model.reporting import Section
from kpitrack.reports import closing
from kpitrack.reports.bulletin.content import Content, Item, Part, Table, TableRow
from kpitrack.reports.bulletin.sections import SECTIONS
from kpitrack.reports.plain import one_line
from kpitrack.wording import bulletins, changes, doubts, english

# What fits two pages of a weekly report; the workbook and JSON hold everything.
_MOST: Mapping[Section, int] = {
    "changes": 10,
    "milestones": 10,
    "due": 12,
    "behind": 14,
    "alerts": 8,
    "late_sources": 8,
    "highlights": 12,
    "evidence": 20,
}
_TELLS_DOUBTS: frozenset[Section] = frozenset({"late_sources", "evidence"})
_WITHOUT_EARLIER = ("changes",)
_SILENT: tuple[Section, ...] = ("stories", "prompts")  # they are left out where they have nothing to say


def parts(bulletin: Bulletin) -> tuple[Part, ...]:
    """The sections that reports.yaml asks for, in its order."""
    found = (*(_part(bulletin, each) for each in bulletin.scheduled.sections), *_in_doubt(bulletin))
    return tuple(part for part in found if part.nothing or not part.content.is_empty)


def _in_doubt(bulletin: Bulletin) -> tuple[Part, ...]:
    """Doubts about the data are told in every report: at its end, unless a section of its own tells them."""
    if not _TELLS_DOUBTS.isdisjoint(bulletin.scheduled.sections):
        return ()
    items = tuple(Item(line) for line in closing.lines_of(bulletin.report, doubts))
    content = _harmless(Content(items=items))
    return (Part("evidence", bulletins.IN_DOUBT, content, _MOST["evidence"], ""),) if items else ()


def _part(bulletin: Bulletin, section: Section) -> Part:
    content = _harmless(_with_texts(bulletin, section, SECTIONS[section](bulletin)))
    is_first = section in _WITHOUT_EARLIER and bulletin.compared_with is None
    nothing = bulletins.NO_EARLIER if is_first else bulletins.NOTHING.get(section, "")
    heading = content.heading or bulletins.HEADINGS[section]
    return Part(section, heading, content, _MOST.get(section, 100), nothing if content.is_empty else "")


def _with_texts(bulletin: Bulletin, section: Section, content: Content) -> Content:
    """What people wrote for this period comes before what the program says."""
    own = bulletin.scheduled.texts.get(bulletin.report.period, {}).get(section, ())
    return replace(content, lead=(*own, *content.lead))


def _harmless(content: Content) -> Content:
    """Titles and texts come from definitions and exports, and could move a cursor."""
    return replace(
        content,
        lead=tuple(one_line(each) for each in content.lead),
        items=tuple(_harmless_item(each) for each in content.items),
        table=_harmless_table(content.table) if content.table else None,
    )


def _harmless_item(item: Item) -> Item:
    return replace(item, text=one_line(item.text), about=one_line(item.about), owner=one_line(item.owner))


def _harmless_table(table: Table) -> Table:
    return replace(table, rows=tuple(_harmless_row(row) for row in table.rows))


def _harmless_row(row: TableRow) -> TableRow:
    return replace(row, cells=tuple(one_line(cell) for cell in row.cells), line=one_line(row.line))


def heading_facts(bulletin: Bulletin) -> tuple[str, ...]:
    """Period, dates, as-of day, readers, audience, release: printed in every format."""
    readers = bulletins.readers_line(bulletin)
    *facts, audience, edition = closing.heading_facts(bulletin.report)
    return (*facts, *((readers,) if readers else ()), audience, edition)


def warnings(bulletin: Bulletin, *, with_hints: bool | None = None) -> tuple[str, ...]:
    """First lines: an unusable source before everything else, because it is what somebody has to mend.

    with_hints: what to mend; by default not told above a public report.
    """
    report = bulletin.report
    if bulletin.scheduled.every == "week":  # it is always made in the running week
        report = replace(report, preliminary=False)
    return closing.warnings(report, with_hints=with_hints)


def top_lines(bulletin: Bulletin) -> tuple[str, ...]:
    """Under the heading: counts and what is hidden, unless a section tells them, and what changes are told against."""
    counts = f"{english.status_counts(bulletin.report.summary) or 'no metrics'}."
    told = () if "summary" in bulletin.scheduled.sections else (counts, closing.hidden_line(bulletin.report))
    compared = changes.compared_line(bulletin.compared_with) if "changes" in bulletin.scheduled.sections else ""
    return (*told, *((compared,) if compared else ()))

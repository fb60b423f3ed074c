"""The first lines of a document: what it is, and what a reader must know before the first number."""

from __future__ import annotations

from collections.abc import Iterable

from kpitrack.model.editions import Edition
from kpitrack.model.intake import Problem, SourceReading
from kpitrack.model.published import Report
from kpitrack.wording import english


def edition_line(edition: Edition | None) -> str:
    """What the document is: printed in every heading."""
    if edition is None:
        return english.WORKING_COPY
    if edition.draft:
        return f"draft {edition.draft}, not released"
    version = f", version {edition.version}" if edition.version > 1 else ""
    on = f" on {english.day(edition.signed_on)}" if edition.signed_on else ""
    signed = f", released by {edition.signed_by}{on}" if edition.signed_by else ""
    return f"release {edition.release}{version}{signed}"


def first_lines(report: Report, *, with_hints: bool | None = None) -> tuple[str, ...]:
    """Of a published document: old data, then each unusable source with what to do about it, then the correction.

    with_hints: what the team has to mend; by default not told to the public.
    """
    edition = report.edition
    hints = report.audience != "public" if with_hints is None else with_hints
    found = (
        old_data_line(report, with_hint=hints) if edition and edition.is_old else "",
        *unusable_lines(report, with_hints=hints),
        correction_line(edition) if edition else "",
    )
    return tuple(line for line in found if line)


def unusable_lines(report: Report, *, with_hints: bool = True) -> tuple[str, ...]:
    """What must be mended before the numbers are trusted."""
    problems = report.problems if with_hints else ()
    return tuple(unusable_line(source, problems) for source in report.sources if not source.usable)


def unusable_line(source: SourceReading, problems: Iterable[Problem]) -> str:
    errors = (each for each in problems if each.source == source.name and each.level == "error")
    hint = next((each.hint for each in errors if each.hint), "")
    return english.sentences(
        f"SOURCE NOT USABLE: {source.name}: {english.unended(source.reason)}.",
        f"Try: {english.unended(hint)}." if hint else "",
        f"Contact {source.owner}." if source.owner else "",
    )


def old_data_line(report: Report, *, with_hint: bool = True) -> str:
    """Where program.yaml pins the as-of day, and it lies far behind the day of the run.

    It names unusable sources too, because a first line may be all that is read.
    """
    when, what = english.day(report.as_of), english.sentences("OLD DATA", _and_unusable(report))
    if not with_hint:
        return f"{what}: this was made 14 days or more after {when}, the last day of its data."
    return (
        f"{what}: program.yaml pins the as-of date to {when}, 14 days or more before this was made; nothing newer is"
        " in it. Remove pinned_as_of, or give --as-of."
    )


def _and_unusable(report: Report) -> str:
    unusable = [source.name for source in report.sources if not source.usable]
    if not unusable:
        return ""
    return f"and {english.counted(len(unusable), 'source')} not usable ({english.listed(unusable)}, see below)"


def correction_line(edition: Edition) -> str:
    """What a correction replaces, and why; empty for a first version."""
    if edition.replaces is None:
        return ""
    reason = f", because {english.unended(edition.why)}" if edition.why else ""
    return f"CORRECTION: version {edition.version} of {edition.release} replaces version {edition.replaces}{reason}."


def subject(report: Report) -> str:
    """Of the mail. The worst comes first, since subjects are cut."""
    unusable = sum(not source.usable for source in report.sources)
    worst = f"[{unusable} {english.plural('source', unusable)} not usable] " if unusable else ""
    edition = report.edition
    old = "[old data] " if edition and edition.is_old else ""
    title = f"{report.title}: {edition.title}" if edition else report.title
    return f"{worst}{old}{title}, {english.day(report.as_of)}"

"""Marks that a screen can print. One set is chosen for a whole report, so that no line mixes the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpitrack.model.statuses import Status
from kpitrack.wording import english


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A mark per status (never colour alone), and the few other signs a report uses."""

    marks: Mapping[Status, str]
    comparators: Mapping[str, str]
    separator: str  # between facts on one line
    full: str  # of a bar
    empty: str
    goal: str  # where the target stands in a bar
    is_ascii: bool = False

    @property
    def characters(self) -> str:
        signs = (*self.marks.values(), *self.comparators.values(), self.separator, self.full, self.empty, self.goal)
        return "".join(signs) + ("" if self.is_ascii else "─")


UNICODE = Glyphs(
    marks={
        Status.MET: "✓",
        Status.NOT_MET: "✗",
        Status.ON_TRACK: "●",
        Status.OFF_TRACK: "▼",
        Status.NOT_DUE: "○",
        Status.NO_DATA: "?",
        Status.NO_BASELINE: "?",
        Status.SUPPRESSED: "▒",
        Status.NOT_APPLICABLE: "·",
        Status.TRACKED: "i",
        Status.RETIRED: "■",
    },
    comparators={"at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<"},
    separator=" · ",
    full="█",
    empty="░",
    goal="│",
)
ASCII = Glyphs(
    marks={
        Status.MET: "[+]",
        Status.NOT_MET: "[-]",
        Status.ON_TRACK: "[>]",
        Status.OFF_TRACK: "[<]",
        Status.NOT_DUE: "[ ]",
        Status.NO_DATA: "[?]",
        Status.NO_BASELINE: "[?]",
        Status.SUPPRESSED: "[*]",
        Status.NOT_APPLICABLE: "[.]",
        Status.TRACKED: "[i]",
        Status.RETIRED: "[x]",
    },
    comparators={"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"},
    separator=" | ",
    full="#",
    empty=".",
    goal="|",
    is_ascii=True,
)


def glyphs_for(encoding: str | None) -> Glyphs:
    """The Unicode set if the stream's encoding can print all of it: cp1252 and cp437 cannot, and would crash."""
    try:
        UNICODE.characters.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def status_text(status: Status, glyphs: Glyphs) -> str:
    """Mark and word: `✓ MET`, `[+] MET`."""
    return f"{glyphs.marks[status]} {english.SHORT_STATUS_WORDS[status].upper()}"

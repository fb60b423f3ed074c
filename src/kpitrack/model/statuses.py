"""The statuses a judged cell can have; what each says is wording."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """DESIGN: zero, no data, not applicable and suppressed stay four different things everywhere."""

    MET = "met"
    NOT_MET = "not_met"
    ON_TRACK = "on_track"
    OFF_TRACK = "off_track"
    NOT_DUE = "not_due"
    NO_DATA = "no_data"
    NO_BASELINE = "no_baseline"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not_applicable"
    TRACKED = "tracked"
    RETIRED = "retired"

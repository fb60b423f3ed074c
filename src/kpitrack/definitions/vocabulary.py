"""The fixed words of the language that no model lists."""

from __future__ import annotations

RHYTHMS = ("week", "month", "quarter", "semester", "year")
STARTS_OF = ("start_of_year", "start_of_semester", "start_of_quarter", "start_of_month")

RESERVED = frozenset(
    (
        "from",
        "where",
        "window",
        "date",
        "per",
        "value",
        "over",
        "take",
        "of",
        "among",
        "having",
        "without",
        "missing",
        "is",
        "not",
        "blank",
        "any_of",
        "before",
        "after",
        "between",
        "at_least",
        "more_than",
        "at_most",
        "less_than",
        "at_least_ago",
        "at_most_ago",
        "baseline",
        "previous",
        "row",
        "only",
        "period",
        "entries",
        "all",
        "none",
    )
)

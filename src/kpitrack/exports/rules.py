"""Rules that look at more than one row: identical rows, contradictions, people who are on no roster, periods.

Each marks rows of the staged table that are still in use. Which of several rows of one key counts is not decided
here: a window decides first.
"""

from __future__ import annotations

from kpitrack.engine.session import Session
from kpitrack.engine.sql import all_of, any_of, name, text
from kpitrack.exports.fates import (
    AMBIGUOUS,
    CONTRADICTION,
    GATHERED,
    IDENTICAL,
    UNKNOWN_PERIOD,
    Fate,
    Fates,
    unknown_person,
)
from kpitrack.exports.staging import rows_name, staged_name
from kpitrack.model.calendar import Calendar, Period
from kpitrack.model.sources import Source


def key_of(source: Source) -> tuple[str, ...]:
    """The columns that together name a row."""
    names = []
    for each in source.key():
        if each in source.fields or each in source.scores:
            names.append(name(each))
        elif each in source.id_columns:
            names.append(name(f"id_{each}"))
        elif each == "period":
            names.append("file_")
    return tuple(names)


def collapse_identical(session: Session, source: Source, fates: Fates) -> None:
    """Rows that are equal in every cell of the file count once: the first stays. See `fingerprint_` for which can be.

    A row of one period or dated copy is never a duplicate of a row of another. Fingerprints are compared first, because
    they are small; ids and days besides, so that a chance meeting of two fingerprints does no harm.
    """
    table = staged_name(source)
    also = [*(f"id_{unit}" for unit in source.units()), *([source.date] if source.date else [])]
    equal = ", ".join(["fingerprint_", *map(name, also), *(["file_"] if source.is_dated_by_name else [])])
    candidates = "fate_ = 0 AND fingerprint_ IS NOT NULL"
    _mark(
        session,
        source,
        fates.number(Fate("dropped", IDENTICAL)),
        f"SELECT rowid AS marked FROM {table} WHERE {candidates} AND fingerprint_ IN "
        f"(SELECT fingerprint_ FROM {table} WHERE {candidates} GROUP BY 1 HAVING count(*) > 1) "
        f"QUALIFY row_number() OVER (PARTITION BY {equal} ORDER BY rowid) > 1",
    )


def gather(session: Session, source: Source, fates: Fates, line: str) -> None:
    """Rows of one person that differ in nothing but the gathered list become one row with all its values.

    Why: some systems write one row for every race of a student. The first row stays, its list is put in order.
    line: SQL of the row number, which is written down, because the table is made anew: an update of a list would
    move its row to the end.
    """
    assert source.gather is not None
    table, field = staged_name(source), name(source.gather)
    ids = [name(f"id_{unit}") for unit in source.units()]
    others = [name(each) for each in source.fields if each != source.gather]
    session.run(
        f"CREATE OR REPLACE TEMP TABLE gathered_ AS SELECT min(rowid) AS kept, list(rowid) AS members, "
        f"list_sort(list_distinct(flatten(list({field}) FILTER ({field} IS NOT NULL)))) AS together "
        f"FROM {table} WHERE fate_ = 0 AND {any_of(f'{each} IS NOT NULL' for each in ids)} "
        f"GROUP BY {', '.join(['file_', *ids, *others])} HAVING count(*) > 1"
    )
    fate = fates.number(Fate("dropped", GATHERED))
    session.run(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT numbered_.* EXCLUDE (number_) REPLACE ("
        f"coalesce(together, {field}) AS {field}, "
        f"CAST(CASE WHEN number_ <> kept THEN {fate} ELSE fate_ END AS INTEGER) AS fate_) "
        f"FROM (SELECT * REPLACE ({line} AS line_), rowid AS number_ FROM {table}) AS numbered_ LEFT JOIN "
        "(SELECT kept, together, unnest(members) AS member FROM gathered_) ON number_ = member ORDER BY number_"
    )
    session.run("DROP TABLE gathered_")


def translate_ids(session: Session, source: Source, unit: str, fates: Fates, column: str) -> None:
    """Another system's ids become ours by the crosswalk; an id it does not know, or knows twice, is refused."""
    walk = source.id_columns[unit].crosswalk
    assert walk is not None
    table, person = staged_name(source), name(f"id_{unit}")
    session.run(
        f"CREATE OR REPLACE TEMP TABLE crosswalk_ AS SELECT {name(walk.field)} AS theirs, min({person}) AS ours, "
        f"count(DISTINCT {person}) AS people FROM {name(f'rows_{walk.source}')} "
        f"WHERE {name(walk.field)} IS NOT NULL AND {person} IS NOT NULL GROUP BY 1"
    )
    for reason, known in ((unknown_person(unit), ""), (AMBIGUOUS, " WHERE people = 1")):
        _mark(
            session,
            source,
            fates.number(Fate("refused", reason, unit, column)),
            f"SELECT rowid AS marked FROM {table} WHERE fate_ = 0 AND {person} IS NOT NULL "
            f"AND {person} NOT IN (SELECT theirs FROM crosswalk_{known})",
            quote=person,
        )
    session.run(f"UPDATE {table} SET {person} = ours FROM crosswalk_ WHERE fate_ = 0 AND {person} = theirs")
    session.run("DROP TABLE crosswalk_")


def refuse_contradictions(session: Session, source: Source, fates: Fates, key: tuple[str, ...]) -> None:
    """All rows of a key that has several are refused: which of them is right is not known.

    Files that date their rows may well differ: what was so one day need not be so the next.
    """
    named = all_of(f"{column} IS NOT NULL" for column in key)
    within = dict.fromkeys([*key, *(["file_"] if source.is_dated_by_name else [])])
    fate = Fate("refused", CONTRADICTION, column=" + ".join(source.key()))
    _mark(
        session,
        source,
        fates.number(fate),
        f"SELECT rowid AS marked FROM {staged_name(source)} WHERE fate_ = 0 AND {named} "
        f"QUALIFY count(*) OVER (PARTITION BY {', '.join(within)}) > 1",
    )


def refuse_unknown_people(
    session: Session, source: Source, unit: str, roster: Source, fates: Fates, column: str
) -> None:
    """Rows of a person who is not on the roster are refused; rows without an id stay."""
    person = name(f"id_{unit}")
    _mark(
        session,
        source,
        fates.number(Fate("refused", unknown_person(unit), unit, column)),
        f"SELECT rowid AS marked FROM {staged_name(source)} WHERE fate_ = 0 AND {person} IS NOT NULL "
        f"AND {person} NOT IN (SELECT {person} FROM {rows_name(roster)} WHERE {person} IS NOT NULL)",
        quote=person,
    )


def refuse_unknown_periods(session: Session, source: Source, calendar: Calendar, fates: Fates) -> dict[str, Period]:
    """Rows whose period field names no period are refused. returns: the periods that occur, by their text."""
    assert source.period is not None
    field = name(source.period)
    found = session.rows(f"SELECT DISTINCT {field} FROM {staged_name(source)} WHERE fate_ = 0 AND {field} IS NOT NULL")
    periods = {written: period for (written,) in found if (period := calendar.find(written)) is not None}
    unknown = sorted(written for (written,) in found if written not in periods)
    if unknown:
        fate = Fate("refused", UNKNOWN_PERIOD, source.period, definition=source.fields[source.period])
        listed = ", ".join(text(each) for each in unknown)
        _mark(
            session,
            source,
            fates.number(fate),
            f"SELECT rowid AS marked FROM {staged_name(source)} WHERE fate_ = 0 AND {field} IN ({listed})",
            quote=field,
        )
    return periods


def _mark(session: Session, source: Source, fate: int, which: str, *, quote: str = "NULL") -> None:
    """Give these rows a fate. Nothing is rewritten where there are none."""
    if session.changed(f"CREATE OR REPLACE TEMP TABLE marked_ AS {which}"):
        session.run(
            f"UPDATE {staged_name(source)} SET fate_ = {fate}, quote_ = {quote} "
            "WHERE rowid IN (SELECT marked FROM marked_)"
        )

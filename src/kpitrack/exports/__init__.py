"""Exports in, clean typed tables out, with a count of every row that is not used and why.

`load` is the way in; sources come in the order of `kin`, each read by its `plan`. A file goes: bytes (`encoding`) ->
head (`dialect`, `captions`) -> `preparing` -> one SELECT that types and judges every row (`columns`, `conversions`,
`table_sql`) -> `staging` -> `rules` over many rows -> counts and messages (`findings`) -> `views`, which the other
rooms read. The engine reads a file in place if it can be trusted with it; else `rows` reads it row by row and writes
an even copy. How systems lay out files (`layouts/`) and spell codes (`maps/`) is data.
"""

from kpitrack.exports.loading import load
from kpitrack.exports.records import load_records

__all__ = ["load", "load_records"]

"""DuckDB, locked down, and the small generator of portable SQL.

Why a generator and not hand-written queries: a metric is a relational plan, and plans on one source share its scan.
The primitives here are the only places where SQL syntax is decided, so another engine needs no other change.
"""

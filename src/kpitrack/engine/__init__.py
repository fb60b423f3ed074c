"""DuckDB, locked down, and the small generator of portable SQL.

Why a generator and not hand-written queries: a metric is a relational plan, and plans on one source share its scan.
The primitives here are the only places where SQL syntax is decided, so another engine needs no other change.

What a statement costs: on a district of some thousand students nine tenths of it is parsing and planning (about 1 ms
for every 1,000 characters, and as much again for every expression and grouping set they become), not reading rows. So
the rooms say a thing once in a column and name the column, put alike questions into one statement, and never ask for
a count that the engine has just reported.
"""

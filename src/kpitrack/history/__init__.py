"""A memory: snapshots of what was published, the ledger of what was shown to whom, series, records of evidence.

`snapshotting` makes a snapshot of a published report, `store` keeps it, `comparing` says what changed and why,
`reproducing` makes it again. `ledger` remembers every printed cell. `outbox` brings files and ledger in the one order
that loses nothing: files complete but out of sight, then ledger and history, then files in sight. Both databases are
SQLite with a rollback journal and not with a write-ahead log, because they may lie on a network share.
"""

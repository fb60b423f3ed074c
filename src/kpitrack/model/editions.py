"""What a document is to its readers: a draft or a release. A report without an edition is a working copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Edition:
    """Which release a document is, as printed on it."""

    report: str  # key in reports.yaml
    title: str
    release: str  # weekly-2026-02-15
    version: int = 1
    replaces: int | None = None
    why: str = ""  # of a correction
    draft: str = ""  # its id as long as it is a draft, which was shown to nobody
    signed_by: str = ""  # who answers for it, where a person said so before it was written
    signed_on: date | None = None
    is_old: bool = False  # the pinned as-of day lay far behind the day on which it was made

    @property
    def stem(self) -> str:
        """The name of its files without suffix; a correction never overwrites what was shown."""
        return self.draft or (self.release if self.version == 1 else f"{self.release}-v{self.version}")

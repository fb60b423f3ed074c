"""A small district for tests: write files, declare sources, load, look at the tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kpitrack.engine.session import Session
from kpitrack.exports import load
from kpitrack.model.intake import Intake, Problem, SourceReading
from kpitrack.model.program import Program
from kpitrack.model.sources import Source

AS_OF = date(2026, 2, 15)
CALENDAR = {"years": {"Y1": {"starts": "2025-08-11"}}, "series": {"fall": {"Fall-2025": ["2025-09-01", "2025-09-30"]}}}
ROSTER = {
    "owner": "Registrar",
    "files": "roster.csv",
    "id": {"student": {"column": "id"}},
    "fields": {"gender": {"column": "sex", "map": "gender"}},
}


def read(text: str) -> Any:
    """YAML as definitions are read: bare words of dates and numbers stay what the analyst wrote."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the base loader makes texts only


@dataclass
class District:
    """An exports folder with its definitions."""

    folder: Path
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def program(self) -> Program:
        found = {
            name: Source.model_validate({"owner": "Registrar", "fields": {}, **written, "name": name})
            for name, written in self.sources.items()
        }
        return Program.model_validate(
            {
                "program": {"id": "test", "title": "Test", "exports": "."},
                "calendar": CALENDAR,
                "people": self.people,
                **self.facts,
                "folder": self.folder,
                "sources": found,
                "metrics": {},
            }
        )

    @contextmanager
    def loaded(self, *names: str, as_of: date = AS_OF) -> Iterator[Loaded]:
        with Session.open(readable=[self.folder]) as session:
            intake = load(session, self.program(), names or tuple(self.sources), as_of, self.folder)
            yield Loaded(session, intake)


@dataclass
class Loaded:
    """What a load gave, with the sums checked."""

    session: Session
    intake: Intake

    def __post_init__(self) -> None:
        for name, reading in self.intake.sources.items():
            self.check(name, reading)

    def check(self, name: str, reading: SourceReading) -> None:
        """Rows = used + dropped + refused, and the table holds exactly the used rows."""
        assert reading.rows == reading.used + sum(reading.dropped.values()) + sum(reading.refused.values())
        assert self.session.rows(f'SELECT count(*) FROM "rows_{name}"') == [(reading.used,)]

    def rows(self, name: str, columns: str = "*") -> list[tuple[Any, ...]]:
        return self.session.rows(f'SELECT {columns} FROM "rows_{name}" ORDER BY row_')

    def column(self, name: str, column: str) -> list[Any]:
        return [value for (value,) in self.rows(name, f'"{column}"')]

    def reading(self, name: str) -> SourceReading:
        return self.intake.sources[name]

    def problems(self, level: str | None = None) -> list[Problem]:
        return [each for each in self.intake.problems if level in (None, each.level)]

"""Where each key and value of a file stands, so that a message can name file, line and column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

Step: TypeAlias = str | int  # a key of a mapping, or a position in a list
Path: TypeAlias = tuple[Step, ...]


class Places:
    """Path in the file -> line and column, counted from 1 as editors do."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._keys: dict[Path, tuple[int, int]] = {}
        self._values: dict[Path, tuple[int, int]] = {}

    def note_key(self, path: Path, mark: Any) -> None:
        self._keys[path] = (mark.line + 1, mark.column + 1)

    def note_value(self, path: Path, mark: Any) -> None:
        self._values[path] = (mark.line + 1, mark.column + 1)

    def copy(self, other: Places, theirs: Path, ours: Path) -> None:
        """Take over where another file's value stands, under a path of our own."""
        for mine, of_other in ((self._keys, other._keys), (self._values, other._values)):
            if theirs in of_other:
                mine[ours] = of_other[theirs]

    def at(self, mark: Any) -> str:
        return f"{self.file}:{mark.line + 1}:{mark.column + 1}"

    def line_of_key(self, path: Path) -> int:
        return self._keys[path][0]

    def has(self, path: Path) -> bool:
        return path in self._values

    def written(self, location: tuple[Any, ...]) -> Path:
        """The steps of a location that are really in the file.

        A model may reshape what was written (a filter gets `entries`, one test becomes a list of tests), so a
        location may hold steps that the author never wrote; those are passed over.
        """
        path: Path = ()
        for step in location:
            if (*path, step) in self._values:
                path = (*path, step)
        return path

    def of_value(self, location: tuple[Any, ...]) -> str:
        """`file:line:column` of a value, or of the nearest thing around it that was written."""
        return self._text(self._values.get(self.written(location)))

    def of_key(self, location: tuple[Any, ...]) -> str:
        """`file:line:column` of the key; of an item of a list or a whole file, of its beginning."""
        path = self.written(location)
        return self._text(self._keys.get(path) or self._values.get(path))

    def _text(self, place: tuple[int, int] | None) -> str:
        line, column = place or (1, 1)
        return f"{self.file}:{line}:{column}"


@dataclass(frozen=True, slots=True)
class Spot:
    """One value of one file, and the way further in."""

    places: Places
    path: Path = ()

    def at(self, *steps: Any) -> Spot:
        return Spot(self.places, (*self.path, *steps))

    def has(self, step: Step) -> bool:
        """Was this key written?"""
        return self.places.has((*self.path, step))

    @property
    def where(self) -> str:
        """`file:line:column` of the value."""
        return self.places.of_value(self.path)

    @property
    def key(self) -> str:
        """`file:line:column` of the key."""
        return self.places.of_key(self.path)

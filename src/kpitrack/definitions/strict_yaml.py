"""YAML as an analyst means it: text stays text, every value knows its line and column, nothing is executed.

The file is read from the parser's events and not by PyYAML's loaders: so `NO`, `12:30` and `010` stay text, a key
written twice is found, and aliases, tags and endless nesting are refused before they can do harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from kpitrack.definitions.places import Places, Step
from kpitrack.errors import DefinitionError

PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is several times faster, but not everywhere

MAX_DEPTH = 30  # the deepest definition of the language has a dozen levels
_AGAIN = -1  # the step to a value whose key was written twice: read over, and never looked up
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,17})")  # longer ones are ids, and 010 is a code
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,17})\.\d{1,18}")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}

Value: TypeAlias = Any  # what YAML holds is anything, until the models have checked it


@dataclass
class Document:
    """One file: its content, where everything in it stands, and what is wrong with it as YAML."""

    value: Value
    places: Places
    problems: list[DefinitionError] = field(default_factory=list)


class _CannotGoOn(Exception):
    """After this problem the rest of the file cannot be read."""


def read_yaml(path: Path, *, name: str) -> Document:
    """Read one file; problems are returned, not raised, so that all files are read in one run.

    name: how messages call the file, such as `targets/students.yaml`.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = DefinitionError(
            "this file is not UTF-8 text", where=f"{name}:{line}:1", hint='save it again with the encoding "UTF-8"'
        )
        return Document(None, Places(name), [problem])
    return parse_yaml(text, name=name)


def parse_yaml(text: str, *, name: str) -> Document:
    """As `read_yaml`, of text."""
    reader = _Reader(text, Document(None, Places(name)))
    try:
        reader.document.value = reader.read()
    except yaml.YAMLError as error:
        reader.document.problems.append(_syntax_problem(error, text, name, reader.open_brackets))
        reader.document.value = None
    except _CannotGoOn:
        reader.document.value = None
    return reader.document


class _Reader:
    """Turns events into values and notes the place of each."""

    def __init__(self, text: str, document: Document) -> None:
        self.document = document
        self.events: Iterator[Any] = iter(_events(text))
        self.open_brackets: list[Any] = []  # marks of the [ and { around the place that is being read

    def read(self) -> Value:
        value: Value = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "`---` begins a second document", "keep one document per file; remove the line")
                value = self._value(next(self.events), ())
        return value

    def _value(self, event: Any, path: tuple[Step, ...]) -> Value:
        self.document.places.note_value(path, event.start_mark)
        if len(path) > MAX_DEPTH:
            self._stop(event, f"nested more than {MAX_DEPTH} levels deep", "no definition needs that; write it flat")
        if isinstance(event, yaml.AliasEvent):
            self._stop(event, f"`*{event.anchor}` repeats another part of the file", "write the part out in full")
        if event.anchor is not None:
            self._stop(
                event, f"`&{event.anchor}` names a part to repeat", "write the part out in full where it is used"
            )
        if event.tag is not None:
            self._stop(event, f"`{event.tag}` is a YAML tag", "remove it; for text, use quotes")
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        self.open_brackets += [event.start_mark] * bool(event.flow_style)
        inner = self._mapping(path) if isinstance(event, yaml.MappingStartEvent) else self._list(path)
        del self.open_brackets[len(self.open_brackets) - bool(event.flow_style) :]
        return inner

    def _list(self, path: tuple[Step, ...]) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: tuple[Step, ...]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event)
            if key not in found:
                self.document.places.note_key((*path, key), event.start_mark)
                found[key] = self._value(next(self.events), (*path, key))
                continue
            self._report_repeated(key, path, event)
            self._value(next(self.events), (*path, _AGAIN))
        return found

    def _key(self, event: Any) -> str:
        if not isinstance(event, yaml.ScalarEvent) or event.tag is not None or event.anchor is not None:
            self._stop(event, "a key must be a plain name", "write `name: value`")
        key = str(event.value)
        if key == "<<":
            self._stop(event, "`<<` merges another part of the file", "write the keys out in full")
        if not key:
            self._stop(event, "there is no name before the colon", "write `name: value`")
        return key

    def _report_repeated(self, key: str, path: tuple[Step, ...], event: Any) -> None:
        first = self.document.places.line_of_key((*path, key))
        self.document.problems.append(
            DefinitionError(
                f'the key "{key}" is written twice; first on line {first}',
                where=self.document.places.at(event.start_mark),
                hint="keep one of the two",
            )
        )

    def _stop(self, event: Any, problem: str, hint: str) -> None:
        where = self.document.places.at(event.start_mark)
        self.document.problems.append(DefinitionError(problem, where=where, hint=hint))
        raise _CannotGoOn


def _events(text: str) -> Iterable[Any]:
    loader = PARSER(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _scalar(event: Any) -> str | int | Decimal | bool | None:
    """Text in quotes is text; plain text is a number, true, false or nothing only where it cannot be anything else."""
    text = str(event.value)
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


_ADVICE = (  # part of the parser's sentence -> what went wrong, what to do
    ("mapping values are not allowed", "a second colon stands in this line", 'put text with ": " in it in quotes'),
    (
        "could not find expected ':'",
        "a key without a colon",
        "write `key: value`; continued text must be indented further than its key",
    ),
    ("unexpected end of stream", "a quotation mark is opened and never closed", "close it, or remove it"),
    ("',' or ']'", "a list that begins with [ is not closed", "close it with ], and separate its values by commas"),
    ("',' or '}'", "a mapping that begins with { is not closed", "close it with }, and separate its entries by commas"),
    ("flow node", "a bracket is opened and never closed", "close it with ] or }"),
    ("expected node content", "a bracket is closed that was never opened", "remove it, or put the text in quotes"),
    ("expected the node content", "a bracket is closed that was never opened", "remove it, or put the text in quotes"),
    ("special characters", "an invisible control character stands here", "delete it and type the text again"),
    ("control characters", "an invisible control character stands here", "delete it and type the text again"),
)
_LINES_UP = "keys of one mapping begin in the same column; text around quotes needs quotes of its own"


def _syntax_problem(error: yaml.YAMLError, text: str, name: str, open_brackets: list[Any]) -> DefinitionError:
    if isinstance(error, yaml.MarkedYAMLError):
        said = f"{error.context} {error.problem}"
        # an unclosed bracket or quote is best shown where it was opened
        opened = (
            error.context_mark if "quoted" in said else open_brackets[-1] if "flow" in said and open_brackets else None
        )
        mark = opened or error.problem_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
    else:
        said = str(error)
        before = text[: getattr(error, "position", 0)]
        line, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)
    where = f"{name}:{line + 1}:{column + 1}"
    if "cannot start any token" in said:
        return _bad_start(_character(text, line, column), where)
    for part, problem, hint in _ADVICE:
        if part in said:
            return DefinitionError(problem, where=where, hint=hint)
    return DefinitionError("this line does not fit the lines above it", where=where, hint=_LINES_UP)


def _character(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    return lines[line][column : column + 1] if line < len(lines) else ""


def _bad_start(character: str, where: str) -> DefinitionError:
    if character == "\t":
        return DefinitionError("a tab stands where YAML allows only spaces", where=where, hint="indent with spaces")
    if character in "<>=%":
        problem = f"a value cannot begin with {character}"
        return DefinitionError(problem, where=where, hint="write the comparator as a key, such as `at_least: 85%`")
    return DefinitionError(f"a value cannot begin with {character}", where=where, hint="put the text in quotes")

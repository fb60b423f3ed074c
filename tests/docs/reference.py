"""The reference of README.md, from the code: commands, exit codes, statuses, rules of disclosure, keys of the YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

import typer
from typer.testing import CliRunner

from kpitrack.cli import app
from kpitrack.cli.ending import EXIT_CODES
from kpitrack.definitions.schema import FILE_KINDS, json_schema
from kpitrack.model.program import Disclosure
from kpitrack.wording import english
from tests.docs.rulebook import rules
from tests.docs.tables import table

_FILES = {
    "program": "program.yaml: the program, its calendar, people, populations, dimensions and disclosure",
    "sources": "sources.yaml: one entry per export",
    "metrics": "every other file: one entry per metric",
    "milestones": "milestones.yaml: one entry per milestone",
    "tracker": "tracker.yaml: the Progress Tracker workbooks",
    "reports": "reports.yaml: one entry per scheduled report",
    "settings": "settings.yaml: this machine, such as its mail server",
}


def commands() -> str:
    """What `--help` prints of every command, folded."""
    return "\n\n".join(
        f"<details><summary><code>{name}</code>: {first}</summary>\n\n```text\n{text}\n```\n\n</details>"
        for name, first, text in _helps("kpitrack", (), typer.main.get_group(app))
    )


def _helps(name: str, words: tuple[str, ...], command: Any) -> Iterator[tuple[str, str, str]]:
    inner: Mapping[str, Any] = getattr(command, "commands", {})
    text = CliRunner().invoke(app, [*words, "--help"], prog_name="kpitrack", env={"COLUMNS": "100"}).output.strip()
    paragraph = text.split("\n\n")[1].strip().replace("\n  ", " ")
    if not inner or words:
        yield name, paragraph.split(". ")[0].rstrip("."), "\n".join(line.rstrip() for line in text.splitlines())
    for each, below in inner.items():
        yield from _helps(f"{name} {each}", (*words, each), below)


def exit_codes() -> str:
    """The table of what a command may end with."""
    return table(("code", "means"), ((str(code), meaning) for code, meaning in EXIT_CODES.items()))


def statuses() -> str:
    """As JSON and CSV write them, as reports print them, and what they say."""
    rows = (
        (status.value, english.STATUS_WORDS[status], meaning) for status, meaning in english.STATUS_MEANINGS.items()
    )
    return table(("status", "printed", "means"), rows)


def disclosure() -> str:
    """The numbers of both profiles, as the code has them."""
    profiles = {name: Disclosure.model_validate({"profile": name}) for name in ("default", "california")}
    smallest = ("fewest people of a group that is shown", *(str(each.minimum) for each in profiles.values()))
    return table(("rule", *profiles), [smallest])


def keys() -> str:
    """Every key of every file, folded by file; nouns that several files share stand once."""
    seen: set[str] = set()
    return "\n\n".join(
        f"<details><summary>{_FILES[kind]}</summary>\n\n{_nouns(json_schema(kind), seen)}\n\n</details>"
        for kind in FILE_KINDS.values()
    )


def _nouns(schema: Mapping[str, Any], seen: set[str]) -> str:
    definitions: Mapping[str, Any] = schema["$defs"]
    top = schema.get("$ref") or schema["additionalProperties"]["$ref"]
    first = top.rsplit("/", 1)[-1]
    order = [first, *(name for name in definitions if name != first)]
    fresh = [name for name in order if name not in seen]
    seen.update(fresh)
    return "\n\n".join(_noun(name, definitions[name]) for name in fresh)


def _noun(name: str, definition: Mapping[str, Any]) -> str:
    about = " ".join(definition.get("description", "").split())
    head = f"**{name}**" + (f": {about}" if about else "")
    if "enum" in definition:
        return f"{head} One of: {', '.join(f'`{each}`' for each in definition['enum'])}."
    if not definition.get("properties"):
        return head
    required = definition.get("required", ())
    rows = (
        (f"`{key}`{' (required)' if key in required else ''}", _kind(value), _about(value))
        for key, value in definition["properties"].items()
    )
    return f"{head}\n\n{table(('key', 'holds', 'means'), rows)}"


def _kind(value: Mapping[str, Any]) -> str:
    """What may be written there, in words."""
    found = dict.fromkeys(_kinds(value))
    found.pop("", None)
    return " or ".join(found)


def _kinds(value: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in value:
        yield value["$ref"].rsplit("/", 1)[-1]
    elif "const" in value:
        yield f"`{value['const']}`"
    elif "enum" in value:
        yield ", ".join(f"`{each}`" for each in value["enum"])
    elif choices := value.get("anyOf") or value.get("oneOf"):
        yield from chain.from_iterable(_kinds(each) for each in choices)
    elif value.get("type") == "array":
        items = [value["items"]] if isinstance(value.get("items"), dict) else value.get("prefixItems", [])
        yield f"list of {' or '.join(dict.fromkeys(chain.from_iterable(_kinds(each) for each in items)))}".rstrip()
    elif value.get("type") == "object":
        inner = value.get("additionalProperties")
        of = " or ".join(dict.fromkeys(_kinds(inner))) if isinstance(inner, dict) else ""
        yield f"name: {of}" if of else "names"
    else:
        yield _WORDS.get(str(value.get("type", "")), value.get("description", "text or number"))


_WORDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": ""}


def _about(value: Mapping[str, Any]) -> str:
    about = " ".join(str(value.get("description", "")).split())
    examples = ", ".join(f"`{_written(each)}`" for each in value.get("examples", ()))
    return f"{about}{'; ' if about and examples else ''}{f'such as {examples}' if examples else ''}"


def _written(example: object) -> str:
    """As one writes it in YAML, on one line."""
    if isinstance(example, bool):
        return str(example).lower()
    if isinstance(example, dict):
        return "{" + ", ".join(f"{key}: {_written(value)}" for key, value in example.items()) + "}"
    if isinstance(example, list):
        return "[" + ", ".join(_written(each) for each in example) + "]"
    return str(example)


SECTIONS: Mapping[str, Callable[[], str]] = {
    "commands": commands,
    "exit codes": exit_codes,
    "statuses": statuses,
    "rules": rules,
    "disclosure": disclosure,
    "keys": keys,
}

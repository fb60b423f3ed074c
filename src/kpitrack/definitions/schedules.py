"""reports.yaml and settings.yaml: what is published when, and where this installation keeps its things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kpitrack.definitions.places import Path as Place
from kpitrack.definitions.places import Places
from kpitrack.definitions.plain_words import plain_problems, unknown_key
from kpitrack.definitions.strict_yaml import Document, read_yaml
from kpitrack.definitions.suggestions import unknown
from kpitrack.errors import DefinitionError, DefinitionErrors
from kpitrack.model.program import Program
from kpitrack.model.reporting import ScheduledReport, Settings

REPORTS_FILE, SETTINGS_FILE = "reports.yaml", "settings.yaml"
PASSWORD_VARIABLE = "KPITRACK_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
_SECRET = re.compile(r"(?i)pass(word|wd|phrase)?|pwd|secret|token|api_?key")
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")


def read_reports(program: Program) -> dict[str, ScheduledReport]:
    """The reports of reports.yaml by id, in file order; empty without the file.

    raises: DefinitionErrors with every problem found.
    """
    document = _document(program.folder, REPORTS_FILE)
    problems = list(document.problems)
    found: dict[str, ScheduledReport] = {}
    for name, raw in _entries(document, problems).items():
        report = _report(name, raw, document, problems)
        if report is not None:
            found[name] = report
            problems += _unknown_groups(program, report, document)
            problems += _unknown_periods(program, report, document)
    _raise(problems)
    return found


def read_settings(folder: Path) -> Settings:
    """settings.yaml, or what goes without it.

    raises: DefinitionErrors; a password in the file is one of them.
    """
    document = _document(folder, SETTINGS_FILE)
    secrets = list(_secrets(document, document.value, ()))
    problems = [*document.problems, *secrets]
    raw = _entries(document, problems)
    settings = Settings()
    if not secrets:
        try:
            settings = Settings.model_validate(raw)
        except ValidationError as error:
            problems += plain_problems(error, Settings, document.places)
        else:
            problems += _bad_contacts(settings, document)
    _raise(problems)
    return settings


def _document(folder: Path, file: str) -> Document:

    name = f"{folder.resolve().name}/{file}"
    path = folder / file
    return read_yaml(path, name=name) if path.is_file() else Document(None, Places(name))


def _entries(document: Document, problems: list[DefinitionError]) -> dict[str, Any]:
    if document.value is None:
        return {}
    if isinstance(document.value, dict):
        return document.value
    hint = "write `name:` at the beginning of a line and its keys indented below"
    problems.append(DefinitionError("this file has no entries", where=document.places.of_value(()), hint=hint))
    return {}


def _report(name: str, raw: object, document: Document, problems: list[DefinitionError]) -> ScheduledReport | None:
    place: Place = (name,)
    if not isinstance(raw, dict):
        hint = "a report needs title and every"
        problems.append(
            DefinitionError(f'the report "{name}" has no keys', where=document.places.of_key(place), hint=hint)
        )
        return None
    if "id" in raw:
        keys = [each for each in ScheduledReport.model_fields if each != "id"]
        problems.append(unknown_key("id", keys, document.places.of_key((*place, "id"))))
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        hint = "use small letters, digits and _, such as weekly; the name becomes a file name"
        problems.append(
            DefinitionError(f'"{name}" cannot name a report', where=document.places.of_key(place), hint=hint)
        )
    try:
        report = ScheduledReport.model_validate({key: value for key, value in raw.items() if key != "id"})
    except ValidationError as error:
        problems += plain_problems(error, ScheduledReport, document.places, place)
        return None
    return report.model_copy(update={"id": name})


def _unknown_groups(program: Program, report: ScheduledReport, document: Document) -> Iterator[DefinitionError]:
    known = {metric.group for metric in program.metrics.values()}
    for position, group in enumerate(report.show.group):
        if group not in known:
            where = document.places.of_value((report.id, "show", "group", position))
            yield unknown("stakeholder group", group, known, where=where)


def _unknown_periods(program: Program, report: ScheduledReport, document: Document) -> Iterator[DefinitionError]:
    for period in report.texts:
        if program.calendar.find(period) is None:
            where = document.places.of_key((report.id, "texts", period))
            yield unknown("period", period, program.calendar.names(), where=where)


def _secrets(document: Document, raw: object, place: Place) -> Iterator[DefinitionError]:
    """Keys that hold a secret, at any depth. The value is not read, so no message can quote it."""
    if not isinstance(raw, dict):
        return
    for key, value in raw.items():
        if _SECRET.fullmatch(str(key)):
            yield DefinitionError(
                f'"{key}": a password does not belong in a file that is copied and shared',
                where=document.places.of_key((*place, key)),
                hint=f"remove it, change the password, and set {PASSWORD_VARIABLE} in the environment of the job",
            )
        yield from _secrets(document, value, (*place, key))


def _bad_contacts(settings: Settings, document: Document) -> Iterator[DefinitionError]:
    for name, address in settings.contacts.items():
        if not _ADDRESS.fullmatch(address):
            where = document.places.of_value(("contacts", name))
            yield DefinitionError(f'"{address}" is not an address', where=where, hint="write name@district.example")


def _raise(problems: list[DefinitionError]) -> None:
    if problems:
        raise DefinitionErrors(tuple(problems))

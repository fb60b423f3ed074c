"""What a draft does not say yet: no measure, no owner, no date. Found in the text, before anything refuses it.

Each gap is filled with a stand-in, so that the other rules can still look at the rest of the definition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kpitrack.definitions.places import Spot
from kpitrack.definitions.reading import NOT_METRICS, Texts
from kpitrack.definitions.strict_yaml import Document
from kpitrack.model.findings import Noticed
from kpitrack.model.metrics import TARGET_COMPARATORS

NOBODY = "nobody yet"


def fill_gaps(texts: Texts) -> tuple[Texts, tuple[Noticed, ...]]:
    """The texts with stand-ins where something is not said, and what was not said."""
    found: list[Noticed] = []
    last_year = _last_year(texts.program)
    documents = {
        name: document if name in NOT_METRICS else _filled(document, last_year, found)
        for name, document in texts.documents.items()
    }
    return replace(texts, documents=documents), tuple(found)


def _last_year(program: Document) -> str:
    calendar = program.value.get("calendar") if isinstance(program.value, dict) else None
    years = calendar.get("years") if isinstance(calendar, dict) else None
    return list(years)[-1] if isinstance(years, dict) and years else "Y1"


def _filled(document: Document, last_year: str, found: list[Noticed]) -> Document:
    if not isinstance(document.value, dict):
        return document
    metrics = {}
    for name, raw in document.value.items():
        spot = Spot(document.places, (name,))
        metrics[name] = _metric(name, dict(raw), spot, last_year, found) if isinstance(raw, dict) else raw
    return replace(document, value=metrics)


def _metric(name: str, raw: dict[str, Any], spot: Spot, last_year: str, found: list[Noticed]) -> dict[str, Any]:
    if not raw.get("owner"):
        found.append(Noticed("no_owner", spot.key, name, {"metric": str(raw.get("title", name))}))
        raw["owner"] = NOBODY
    if isinstance(raw.get("targets"), list):
        raw["targets"] = [
            _target(name, each, spot.at("targets", place), last_year, found)
            for place, each in enumerate(raw["targets"])
        ]
    if "measure" not in raw:
        found.append(Noticed("not_measurable", spot.key, name, {"metric": str(raw.get("title", name))}))
        raw["measure"] = {"kind": "record", "levels": ["Not yet", *_words(raw)] if list(_words(raw)) else None}
        raw["measure"] = {key: value for key, value in raw["measure"].items() if value}
    return raw


def _target(name: str, raw: Any, spot: Spot, last_year: str, found: list[Noticed]) -> Any:
    if not isinstance(raw, dict) or "due" in raw or "every" in raw:
        return raw
    found.append(Noticed("not_timed", spot.key, name, {"target": _as_written(raw)}))
    return {**raw, "due": last_year}


def _as_written(raw: dict[str, Any]) -> str:
    return next((f"{key}: {raw[key]}" for key in TARGET_COMPARATORS if key in raw), "this target")


def _words(raw: dict[str, Any]) -> Iterator[str]:
    """The words that targets want to reach, as the levels of a record that does not exist yet."""
    targets = raw.get("targets")
    for target in targets if isinstance(targets, list) else []:
        if isinstance(target, dict):
            yield from (str(target[key]) for key in TARGET_COMPARATORS if isinstance(target.get(key), str))

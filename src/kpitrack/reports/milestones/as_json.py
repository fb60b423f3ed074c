"""JSON: every fact of every milestone, the slips, the findings and the path, in a fixed order of keys."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from kpitrack.model.plan import Stretch
from kpitrack.model.schedule import Finding, Moved, Schedule, Slip
from kpitrack.reports.milestones import facts
from kpitrack.reports.screen import Screen
from kpitrack.wording import milestones as words

SCHEMA_VERSION = 1


def render(schedule: Schedule, screen: Screen) -> str:  # noqa: ARG001 - JSON looks the same everywhere
    return json.dumps(as_json(schedule), indent=1, ensure_ascii=False, default=_day) + "\n"


def as_json(schedule: Schedule) -> dict[str, Any]:
    """Weeks are names such as `Y1-W08`, days are ISO dates, lengths are in weeks."""
    plan = schedule.plan
    return {
        "schema": SCHEMA_VERSION,
        "program": plan.program,
        "title": plan.title,
        "as_of": schedule.as_of,
        "week": plan.weeks.name(schedule.today),
        "audience": schedule.audience,
        "only": schedule.chosen,
        "milestones": [asdict(each) for each in facts.facts_of(schedule)],
        "stretches": [_stretch(schedule, each) for each in facts.shown_stretches(schedule)],
        "recurring": [
            {"id": each.id, "title": each.title, "owner": each.owner, "every": each.every} for each in plan.recurring
        ],
        "critical_path": asdict(schedule.path),
        "slips": [_slip(schedule, each) for each in schedule.slips],
        "blockers": [asdict(each) for each in schedule.blockers],
        "findings": [_finding(each) for each in schedule.findings],
        "problems": list(schedule.problems),
        "unusable_sources": list(schedule.unusable_sources),
    }


def _day(value: object) -> str:
    assert isinstance(value, date)
    return value.isoformat()


def _stretch(schedule: Schedule, stretch: Stretch) -> dict[str, Any]:
    one, weeks = stretch.milestone, schedule.plan.weeks
    return {
        "id": one.id,
        "title": one.title,
        "kind": one.kind.value,
        "owner": one.owner,
        "parties": list(one.parties),
        "starts": weeks.name(stretch.start),
        "starts_on": weeks.first_day(stretch.start),
        "ends": weeks.name(stretch.end),
        "ends_on": weeks.last_day(stretch.end),
        "milestones": list(stretch.steps),
        "inventory": list(one.inventory),
    }


def _slip(schedule: Schedule, slip: Slip) -> dict[str, Any]:
    name = schedule.plan.weeks.name
    return {
        "id": slip.id,
        "weeks": slip.weeks,
        "done_in": name(slip.now),
        "what_if": slip.asked,
        "already_done": slip.replays_done,
        "sentence": words.slip(schedule.plan, slip),
        "after_it": [_moved(schedule, each) for each in slip.moved],
    }


def _moved(schedule: Schedule, moved: Moved) -> dict[str, Any]:
    name = schedule.plan.weeks.name
    return {
        "id": moved.id,
        "was": name(moved.was),
        "now": name(moved.now),
        "moved_weeks": moved.now - moved.was,
        "slack_weeks": moved.room,
    }


def _finding(found: Finding) -> dict[str, Any]:
    return asdict(found)

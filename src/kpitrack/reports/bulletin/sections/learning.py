"""What people ask, answer and tell. Their own words are never shown to the public unless reports.yaml holds them."""

from __future__ import annotations

from kpitrack.model.bulletins import Bulletin
from kpitrack.reports.bulletin.content import Content, Item
from kpitrack.wording import bulletins


def prompts(bulletin: Bulletin) -> Content:
    """The learning questions of the period; for the team with the command that records an answer."""
    is_public = bulletin.report.audience == "public"
    lines = ((each, each.text if is_public else bulletins.question_line(each)) for each in bulletin.questions)
    return Content(items=tuple(Item(line, question.id) for question, line in lines))


def lessons(bulletin: Bulletin) -> Content:
    """What was answered in the period. Notes are written for the team: the public reads only what reports.yaml says."""
    if bulletin.report.audience == "public":
        return Content()
    return Content(items=tuple(Item(bulletins.answer_line(each), each.question.id) for each in bulletin.answers))


def stories(bulletin: Bulletin) -> Content:  # noqa: ARG001 - every section has the same form
    """Told by people, in `texts` of reports.yaml; the program has none of its own."""
    return Content()

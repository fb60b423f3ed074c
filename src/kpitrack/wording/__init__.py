"""The one place where numbers and statuses become text.

`numbers` decides how many digits a value needs, `sentences` decides which sentence a verdict gets, `glyphs` decides
which marks a screen can print; `english` holds the words. Another language is another catalogue with the same
functions. The rules of the public audience (whole percents, coded shares) will enter through `shown.shown_text`,
which is the only way from a cell to a text.
"""

from kpitrack.wording.glyphs import ASCII, UNICODE, Glyphs, glyphs_for, status_text
from kpitrack.wording.numbers import ValueForm, form_of, gap_text, goal_text, value_text
from kpitrack.wording.rules import rule_words
from kpitrack.wording.sentences import alert_sentence, notes, overdue_sentences, preliminary, sentence
from kpitrack.wording.shown import CellText, shown_text

__all__ = [
    "ASCII",
    "UNICODE",
    "CellText",
    "Glyphs",
    "ValueForm",
    "alert_sentence",
    "form_of",
    "gap_text",
    "glyphs_for",
    "goal_text",
    "notes",
    "overdue_sentences",
    "preliminary",
    "rule_words",
    "sentence",
    "shown_text",
    "status_text",
    "value_text",
]

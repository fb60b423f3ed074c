"""The one place where numbers and statuses become text.

`numbers` decides how many digits a value needs, `sentences` decides which sentence a verdict gets, `glyphs` decides
which marks a screen can print; `english` holds the words. Another language is another catalogue with the same
functions. What the public sees of a coded value (whole percents, `>= 95%`, `just under 75%`) enters through
`shown.shown_text`, which is the only way from a cell to a text; sentences use its words and never more digits.
"""

from kpitrack.wording.glyphs import ASCII, UNICODE, Glyphs, glyphs_for, status_text
from kpitrack.wording.numbers import ValueForm, form_of, gap_text, goal_text, value_text
from kpitrack.wording.rules import rule_words
from kpitrack.wording.sentences import alert_sentence, doubts, marks, notes, overdue_sentences, preliminary, sentence
from kpitrack.wording.shown import CellText, reason_text, shown_text

__all__ = [
    "ASCII",
    "UNICODE",
    "CellText",
    "Glyphs",
    "ValueForm",
    "alert_sentence",
    "doubts",
    "form_of",
    "gap_text",
    "glyphs_for",
    "goal_text",
    "marks",
    "notes",
    "overdue_sentences",
    "preliminary",
    "reason_text",
    "rule_words",
    "sentence",
    "shown_text",
    "status_text",
    "value_text",
]

"""The pattern: which groups of a metric and period are hidden, and the proof that this suffices.

`finding` goes table by table, in names; `groups` turns names into `tables` of whole numbers and back. There
`suppression` searches: hide what is small, find `partners`, ask the `certificate`, widen (`widening`) where it fails,
and show again what was not needed (`tidying`). `totals` decides about schools and levels first. The certificate weighs
two things: the `room` a hidden number has to be another one, and what the `printed_sums` around it allow at most.
"""

from kpitrack.disclosure.pattern.finding import hidden_groups, parts_of_groups

__all__ = ["hidden_groups", "parts_of_groups"]

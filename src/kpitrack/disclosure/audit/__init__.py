"""An attacker of our own: from published files alone, how closely can every hidden number be told?

It shares no code with the protection: a mistake there is not repeated here. It reads report JSON, the ledger and which
categories add up to what, writes all of it as equations in whole numbers, and asks a solver (HiGHS) for the least and
the greatest value of every hidden quantity.
"""

from kpitrack.disclosure.audit.attack import attack
from kpitrack.disclosure.audit.findings import Audit, Finding, Widths
from kpitrack.disclosure.audit.printed import Printed, Series, learned, printed_in_ledger, printed_in_report
from kpitrack.disclosure.audit.structure import Structure
from kpitrack.disclosure.audit.system import Effort

__all__ = [
    "Audit",
    "Effort",
    "Finding",
    "Printed",
    "Series",
    "Structure",
    "Widths",
    "attack",
    "learned",
    "printed_in_ledger",
    "printed_in_report",
]

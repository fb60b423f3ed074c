"""kpitrack: KPI tracking for a school district's assessment team."""

__version__ = "0.1.0"

"""Cells -> values, exactly. One kind of measure per module; metrics made of metrics in dependency order."""

from kpitrack.values.computing import compute_values

__all__ = ["compute_values"]

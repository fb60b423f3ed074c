"""Shown cells -> rules, evidence, impact. It cannot see a hidden cell, so no alert can speak of one."""

from kpitrack.equity.alerts import with_alerts

__all__ = ["with_alerts"]

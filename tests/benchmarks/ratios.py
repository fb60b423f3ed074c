"""Timing whole processes in pairs, so that a ratio holds on a machine whose speed drifts."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMPILED = Path(tempfile.gettempdir()) / "kpitrack-benchmark-compiled"  # filled by the warm-up of each pair


@dataclass(frozen=True)
class Ratio:
    """CPU seconds (user and system) of A over those of B, pair by pair."""

    ratios: tuple[float, ...]
    ours: float  # median seconds
    theirs: float

    @property
    def median(self) -> float:
        return statistics.median(self.ratios)

    def __str__(self) -> str:
        low, high = min(self.ratios), max(self.ratios)
        return f"{self.median:.2f} ({low:.2f} to {high:.2f}); {self.ours:.2f} s over {self.theirs:.2f} s of CPU"


def cpu_ratio(ours: Sequence[str], theirs: Sequence[str], *, runs: int = 5) -> Ratio:
    """Run A B A B …, after one warm-up of each; the operating system's own accounting of each process."""
    cpu_seconds(ours), cpu_seconds(theirs)
    pairs = [(cpu_seconds(ours), cpu_seconds(theirs)) for _ in range(runs)]
    return Ratio(
        tuple(a / b for a, b in pairs),
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
    )


def cpu_seconds(command: Sequence[str]) -> float:
    """CPU seconds of one run; its output is read and thrown away.

    Modules come compiled, as they do for everybody but where PYTHONDONTWRITEBYTECODE is set: there compiling them anew
    would cost a fifth of a report and half of what it is compared with.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(COMPILED)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

"""Write README.md anew where it is made by the code: `uv run python -m tests.docs`. Look at the difference."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.docs.playing import README, play, with_reference
from tests.shipped import copy_clone

with tempfile.TemporaryDirectory() as folder:
    text, given = play(README.read_text(encoding="utf-8"), copy_clone(Path(folder)))
failed = [f"{each.line}\n{each.output}" for each in given if each.exit_code]
if failed:
    sys.exit("\n\n".join(failed))
README.write_text(with_reference(text), encoding="utf-8")

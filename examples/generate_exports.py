"""Write the exports of an invented district, the same bytes every time.

    python examples/generate_exports.py [DIR]        (default: examples/exports)

Nobody in here exists: first names are trees, last names are minerals. The files have the shapes of the systems
they imitate and the dirt such files carry. What is planted on purpose, with its figures, is listed in README.md;
in generator/ it stands in the constants at the top of each part.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))  # a script finds its own folder only; the parts are named from the one above

from examples.generator import write_exports  # noqa: E402

if __name__ == "__main__":
    write_exports(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "exports")

"""Whatever is done to a program, the answer is a program or a list of problems, and nothing else."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kpitrack.definitions import read_program
from kpitrack.definitions.strict_yaml import parse_yaml
from kpitrack.errors import DefinitionError, DefinitionErrors
from kpitrack.model.program import Program
from tests.broken.definitions.small_program import FILES, write_program

TREES = {name: parse_yaml(text, name=name).value for name, text in FILES.items()}
Path_ = tuple[str | int, ...]


def _paths(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    if path:
        yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in entries:
        yield from _paths(inner, (*path, step))


PLACES = [(name, path) for name, tree in TREES.items() for path in _paths(tree)]
WORDS = sorted(
    {str(path[-1]) for _, path in PLACES} | {"", "x", "Y9", "baseline", "row", "<<", "TBD", "2026-02-30", "5 pp"}
)
AMOUNTS = ["80%", "7 /10", "1 /0", "-5 pp", "0.5"]
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**20) | st.sampled_from([*AMOUNTS, *WORDS]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=4,
)  # fmt: skip


@st.composite
def _mutated(draw: st.DrawFn) -> dict[str, str]:
    """The small program with one to three keys deleted, renamed, or given another value."""
    trees = json.loads(json.dumps(TREES, default=str))
    for _ in range(draw(st.integers(1, 3))):
        name, path = draw(st.sampled_from(PLACES))
        _change(draw, trees[name], path)
    return {Path(name).stem: json.dumps(tree, ensure_ascii=False, indent=1) for name, tree in trees.items()}


def _change(draw: st.DrawFn, tree: Any, path: Path_) -> None:
    for step in path[:-1]:
        if not _holds(tree, step):
            return  # an earlier change took it away
        tree = tree[step]
    if not _holds(tree, path[-1]):
        return
    how = draw(st.sampled_from(["delete", "rename", "retype"]))
    if how == "retype":
        tree[path[-1]] = draw(VALUES)
    elif how == "rename" and isinstance(tree, dict):
        tree[draw(st.sampled_from(WORDS))] = tree.pop(path[-1])
    else:
        del tree[path[-1]]


def _holds(tree: Any, step: str | int) -> bool:
    if isinstance(tree, list):
        return isinstance(step, int) and step < len(tree)
    return isinstance(tree, dict) and step in tree


@settings(max_examples=300, deadline=None)
@given(_mutated())
def test_a_mutated_program_is_read_or_its_problems_are_listed(files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        targets = write_program(Path(folder), **files)
        read, problems = _outcome(targets)
    assert (read is None) == bool(problems)
    assert all(re.match(r"targets/\w+\.yaml:\d+:\d+$", problem.where) for problem in problems)
    if read is not None:
        assert {metric.measure.source for metric in read.metrics.values()} <= {None, *read.sources}
        assert all(read.calendar.find(t.due) for m in read.metrics.values() for t in m.targets if t.due)


def _outcome(targets: Path) -> tuple[Program | None, tuple[DefinitionError, ...]]:
    try:
        return read_program(targets), ()
    except DefinitionErrors as errors:
        return None, errors.problems


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab:{}[]-*&!|>'\"#%@`?, \n\t010.~\ufeff\x00é", max_size=60))
def test_any_text_is_read_as_yaml_or_its_problem_is_placed(text: str) -> None:
    document = parse_yaml(text, name="some.yaml")
    assert all(problem.where.startswith("some.yaml:") for problem in document.problems)

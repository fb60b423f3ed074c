"""YAML files that come with the package."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is faster, but not everywhere


def parse_yaml(written: str) -> Any:
    """What a YAML text holds. raises: yaml.YAMLError."""
    return yaml.load(written, Loader=_PARSER)  # noqa: S506 - a safe loader either way


def read_shipped(folder: str, name: str) -> str | None:
    """The text of a shipped YAML file; None if there is none of that name."""
    file = resources.files(__package__).joinpath(folder, f"{name}.yaml")
    return file.read_text(encoding="utf-8") if file.is_file() else None

"""Unknown names, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from kpitrack.errors import DefinitionError, nearest

_SHORT_LIST = 12  # a longer list of known names helps nobody
_DECLARED_IN = {"dimension": "`dimensions` of program.yaml"}


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean "x"?`, or nothing when no known name is like it."""
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""


def unknown(what: str, word: str, known: Iterable[str], *, where: str, of: str = "", hint: str = "") -> DefinitionError:
    """A name that nobody defined, with the nearest known one, else advice, else the list of known ones.

    Where it would be defined is said as well: a person of a new program has yet to do it.
    """
    names = sorted(set(known))
    suggestion = did_you_mean(word, names)
    if suggestion:
        hint = ""
    elif not hint and 0 < len(names) <= _SHORT_LIST:
        hint = f"use one of: {', '.join(names)}"
    if what in _DECLARED_IN and not suggestion:
        define = f"define {word} under {_DECLARED_IN[what]}"
        hint = f"{hint}; or {define}" if hint else define
    return DefinitionError(f'unknown {what} "{word}"{of and f" of {of}"}{suggestion}', where=where, hint=hint)

"""YAML as an analyst means it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpitrack.definitions import strict_yaml
from kpitrack.definitions.strict_yaml import MAX_DEPTH, parse_yaml, read_yaml


@pytest.fixture(params=["the C parser", "the Python parser"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rule holds with and without the C library."""
    monkeypatch.setattr(strict_yaml, "PARSER", yaml.CSafeLoader if "C" in request.param else yaml.SafeLoader)


def _value(text: str) -> Any:
    document = parse_yaml(f"key: {text}\n", name="some.yaml")
    assert document.problems == []
    return document.value["key"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        ("+5", "+5"),
        (".5", ".5"),
        ("2026-02-15", "2026-02-15"),
        ("80%", "80%"),
        ("7 /10", "7 /10"),
        (".nan", ".nan"),
        ("0", 0),
        ("-3", -3),
        ("45", 45),
        ("0.5", Decimal("0.5")),
        ("-2.50", Decimal("-2.50")),
        ("true", True),
        ("false", False),
        ("", None),
        ("~", None),
        ("null", None),
        ('"45"', "45"),
        ("'true'", "true"),
        ('""', ""),
        ("9" * 18, 999_999_999_999_999_999),
        ("9" * 19, "9" * 19),
    ],
)
def test_only_plain_numbers_and_truth_values_are_anything_but_text(written: str, read: object) -> None:
    value = _value(written)
    assert (value, type(value)) == (read, type(read))


def test_a_decimal_keeps_the_digits_that_were_written() -> None:
    assert str(_value("84.960")) == "84.960"


def test_a_key_is_text_whatever_it_looks_like() -> None:
    document = parse_yaml("1: a\ntrue: b\n2026: c\n", name="some.yaml")
    assert document.value == {"1": "a", "true": "b", "2026": "c"}


def test_every_value_knows_its_line_and_column_counted_from_one() -> None:
    document = parse_yaml("a:\n  - b: {c: 7}\n", name="some.yaml")
    assert document.places.of_value(("a", 0, "b", "c")) == "some.yaml:2:12"
    assert document.places.of_key(("a", 0, "b", "c")) == "some.yaml:2:9"


def test_a_step_that_was_never_written_is_passed_over() -> None:
    document = parse_yaml("where: {status: Done}\n", name="some.yaml")
    assert document.places.of_value(("where", "entries", "status", 0)) == "some.yaml:1:17"


def test_a_byte_order_mark_moves_no_column(tmp_path: Path) -> None:
    file = tmp_path / "some.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: x\n")
    document = read_yaml(file, name="some.yaml")
    assert (document.value, document.places.of_value(("a",))) == ({"a": "x"}, "some.yaml:1:4")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 'some.yaml:3:1: the key "a" is written twice; first on line 1'),
        ("a: &x 1\n", "some.yaml:1:4: `&x` names a part to repeat"),
        ("a: *x\n", "some.yaml:1:4: `*x` repeats another part of the file"),
        ("<<: {a: 1}\n", "some.yaml:1:1: `<<` merges another part of the file"),
        (
            "a: !!python/object:os.system x\n",
            "some.yaml:1:4: `tag:yaml.org,2002:python/object:os.system` is a YAML tag",
        ),
        ("a: 1\n---\nb: 2\n", "some.yaml:2:1: `---` begins a second document"),
        ("? [a]\n: 1\n", "some.yaml:1:3: a key must be a plain name"),
        ('"": 1\n', "some.yaml:1:1: there is no name before the colon"),
        ("a: b: c\n", "some.yaml:1:5: a second colon stands in this line"),
        ("a: 'x\nb: 1\n", "some.yaml:1:4: a quotation mark is opened and never closed"),
        ("a: [1, 2\nb: 3\n", "some.yaml:1:4: a list that begins with [ is not closed"),
        ("a: {b: 1\nc: 3\n", "some.yaml:1:4: a mapping that begins with { is not closed"),
        ("a: {b: [1\n", "some.yaml:1:8: a "),
        ("a:\n\t- b\n", "some.yaml:2:1: a tab stands where YAML allows only spaces"),
        ("a: {b: >=5}\n", "some.yaml:1:8: a value cannot begin with >"),
        ("a: %50\n", "some.yaml:1:4: a value cannot begin with %"),
        ("a: @home\n", "some.yaml:1:4: a value cannot begin with @"),
        ("a: ]\n", "some.yaml:1:4: a bracket is closed that was never opened"),
        ("a: 'it's'\n", "some.yaml:1:8: this line does not fit the lines above it"),
        ("a: \x01\n", "some.yaml:1:4: an invisible control character stands here"),
        ("b: 1\na\nc: 2\n", "some.yaml:"),
    ],
)
def test_what_yaml_cannot_mean_is_refused_with_its_place(text: str, message: str) -> None:
    document = parse_yaml(text, name="some.yaml")
    assert len(document.problems) == 1
    assert str(document.problems[0]).startswith(message)


def test_a_repeated_key_keeps_its_first_value_and_hides_nothing_after_it() -> None:
    document = parse_yaml("a: 1\na: {b: 2}\nc: 3\nc: 4\n", name="some.yaml")
    assert document.value == {"a": 1, "c": 3}
    assert [problem.where for problem in document.problems] == ["some.yaml:2:1", "some.yaml:4:1"]


def test_a_file_that_is_not_utf_8_says_so_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "some.yaml"
    file.write_bytes("a: 1\ntitle: Schüler\n".encode("cp1252"))
    [problem] = read_yaml(file, name="some.yaml").problems
    assert str(problem) == 'some.yaml:2:1: this file is not UTF-8 text\n  try: save it again with the encoding "UTF-8"'


def test_nesting_is_read_to_its_limit_and_refused_beyond() -> None:
    assert parse_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH, name="some.yaml").problems == []
    [problem] = parse_yaml("[" * 100_000, name="some.yaml").problems
    assert problem.problem == f"nested more than {MAX_DEPTH} levels deep"


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert len(parse_yaml(bomb, name="some.yaml").problems) == 1

"""The names that definitions may use are the data files that are there, and every file can be read."""

from __future__ import annotations

from importlib import resources

import pytest

from kpitrack.errors import DefinitionError
from kpitrack.exports.layouts import find_layout, shipped_layout
from kpitrack.exports.value_maps import shipped_map
from kpitrack.model.formats import date_form
from kpitrack.model.shipped import LAYOUTS, MAPS
from tests.unit.exports.district import District


def _names(folder: str) -> tuple[str, ...]:
    files = resources.files("kpitrack.exports").joinpath(folder).iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")))


def test_the_lists_are_the_files() -> None:
    assert _names("layouts") == LAYOUTS
    assert _names("maps") == MAPS


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str) -> None:
    layout = shipped_layout(name)
    assert layout.title
    assert all(date_form(each) for each in layout.date_formats)


@pytest.mark.parametrize("name", MAPS)
def test_map_has_no_code_twice(name: str) -> None:
    import yaml  # noqa: PLC0415

    text = resources.files("kpitrack.exports").joinpath("maps", f"{name}.yaml").read_text(encoding="utf-8")
    listed = yaml.safe_load(text)
    general = shipped_map(listed.pop("extends")) if "extends" in listed else {}
    codes = [code.strip().lower() for codes in listed.values() for code in codes]
    assert len(codes) == len(set(codes)) == len(shipped_map(name).keys() - (general.keys() - set(codes)))
    assert all(isinstance(code, str) for code in codes), "YAML must not read a code as a number or a truth value"


@pytest.mark.parametrize(
    ("name", "code", "value"),
    [
        ("gender", "x", "Non-binary"),
        ("gender", "prefer not to say", None),
        ("grade", "kn", "K"),
        ("grade", "07", "7"),
        ("frl", "rdc", "Eligible"),
        ("frl", "n", "Not eligible"),
        ("race", "208", "Asian"),
        ("prior_tech", "none", "Low"),
        ("likert5", "4 - agree", "4"),
        ("yes_no", "y", "true"),
        ("aeries_grade", "-1", "TK"),
        ("aeries_frl", "n", "Not eligible"),
        ("infinite_campus_race", "5", "Native Hawaiian or Pacific Islander"),
        ("cde_race", "5", "Hispanic or Latino"),
    ],
)
def test_code(name: str, code: str, value: str | None) -> None:
    assert shipped_map(name)[code] == value


def test_a_map_that_is_not_shipped() -> None:
    with pytest.raises(KeyError):
        shipped_map("shoe_size")


def test_a_layout_of_ones_own(district: District) -> None:
    district.write("layouts/crm.yaml", "title: Our CRM\ndelimiter: pipe\nheader_rows: 2\ncaptions: [2]\n")
    assert find_layout("crm", district.folder / "layouts").header_rows == 2
    district.write("c.txt", "report of today\nid|kind\n1|Visit\n")
    district.sources = {
        "contacts": {"files": "c.txt", "layout": "crm", "fields": {"kind": {"column": "kind"}}},
    }
    with district.loaded() as loaded:
        assert loaded.rows("contacts", "line_, kind") == [(3, "Visit")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("title: x\nheaders: 2\n", "headers: Extra inputs are not permitted"),
        ("title: [x\n", "the layout is not YAML"),
    ],
)
def test_a_layout_that_is_written_wrongly(district: District, content: str, message: str) -> None:
    district.write("layouts/bad.yaml", content)
    with pytest.raises(DefinitionError, match=message):
        find_layout("bad", district.folder / "layouts")


def test_a_layout_that_is_nowhere(district: District) -> None:
    with pytest.raises(DefinitionError, match="there is no layout 'odd'"):
        find_layout("odd", district.folder)

"""Every sample: what `inspect` says is what the index says, and the block it proposes loads."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
import yaml

from kpitrack.definitions import read_program
from kpitrack.engine.session import Session
from kpitrack.exports import load
from kpitrack.exports.inspecting import inspect_file
from kpitrack.exports.seen import KnownUnits
from kpitrack.model.intake import Intake
from kpitrack.reports.inspection import as_json, as_text
from tests.samples.places import SAMPLES, index, needs_samples
from tests.unit.exports.district import AS_OF

pytestmark = needs_samples
INDEX = index()
FOLDERS = ("oneroster_1_1", "oneroster_1_2")
_UNITS = KnownUnits(frozenset({"student", "employee", "attendee", "mou", "placement", "alumni"}), {"student": 7})
_PROGRAM = """
program: {id: samples, title: Samples, exports: ../exports}
calendar: {years: {Y1: {starts: 2026-08-10}}}
people: {student: {}, employee: {}, attendee: {}}
things: {mou: {}, placement: {}, alumni: {}}
"""
_UNTOLD = {"ascii": {"utf-8", "cp1252"}, "utf-8-sig": {"utf-8-sig", "utf-8"}, "cp1252": {"cp1252", "mac_roman"}}


@pytest.mark.parametrize("sample", INDEX)
def test_it_says_what_the_index_says(sample: str, tmp_path: Path) -> None:
    expected = INDEX[sample]
    found = json.loads(as_json(inspect_file(SAMPLES / sample, tmp_path, name=Path(sample).name)))
    for key in ("system", "newline", "delimiter", "preamble_rows", "header_rows", "data_rows", "footer_rows"):
        assert str(found[key]) == expected[key], key
    assert expected["encoding"] in _UNTOLD.get(found["encoding"], {found["encoding"]})


def test_mac_roman_is_offered_for_powerschool(tmp_path: Path) -> None:
    found = inspect_file(SAMPLES / "powerschool_quickexport.txt", tmp_path, name="p.txt")
    assert (found.encoding, found.offered_encoding) == ("cp1252", "mac_roman")


def _read(sample: str, folder: Path) -> Intake:
    """Inspect a sample, append the block to sources.yaml as a pipe would, check the definitions, load."""
    exports, targets = folder / "exports", folder / "targets"
    exports.mkdir()
    targets.mkdir()
    copy = shutil.copytree if (SAMPLES / sample).is_dir() else shutil.copy
    copy(SAMPLES / sample, exports / Path(sample).name)
    block = as_text(inspect_file(exports / Path(sample).name, folder, name=Path(sample).name, units=_UNITS))
    (targets / "program.yaml").write_text(_PROGRAM, encoding="utf-8")
    (targets / "sources.yaml").write_text(block, encoding="utf-8")
    program = read_program(targets)
    with Session.open([exports]) as session:
        return load(session, program, tuple(program.sources), AS_OF, exports)


@pytest.mark.parametrize("sample", [*(each for each in INDEX if "/" not in each), *FOLDERS])
def test_the_block_loads(sample: str, tmp_path: Path) -> None:
    [reading] = _read(sample, tmp_path).sources.values()
    assert reading.usable, reading.reason
    assert reading.used
    assert sum(reading.refused.values()) == 0
    if sample in INDEX:
        assert reading.rows == int(INDEX[sample]["data_rows"]) + int(INDEX[sample]["footer_rows"])


@pytest.mark.parametrize("sample", [*INDEX, *FOLDERS])
def test_nobody_is_named(sample: str, tmp_path: Path) -> None:
    text = as_text(inspect_file(SAMPLES / sample, tmp_path, name="f"))
    for personal in ("Alvarez", "Bao", "example.org", "192.0.2", "9000000011", "2021-03-04", "20210304", "0004567"):
        assert personal not in text


@pytest.mark.parametrize("sample", [each for each in INDEX if "/" not in each])
def test_the_block_is_yaml(sample: str, tmp_path: Path) -> None:
    found = inspect_file(SAMPLES / sample, tmp_path, name="folder/export_2026-09-01.csv")
    [(name, source)] = yaml.safe_load(as_text(found)).items()
    assert name == "export"
    assert (source["files"], source["use"]) == ("folder/export_{date}.csv", "newest")
    assert found.proposal
    assert source == json.loads(json.dumps(dict(found.proposal.source)))


def test_a_table_of_a_bundle_proposes_the_bundle(tmp_path: Path) -> None:
    found = inspect_file(SAMPLES / "oneroster_1_1" / "users.csv", tmp_path, name="oneroster_1_1/users.csv")
    assert found.proposal
    assert (found.proposal.source["layout"], found.proposal.source["files"]) == ("oneroster", "oneroster_1_1")


def test_a_zip_is_the_folder(tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "or"), "zip", SAMPLES / "oneroster_1_2"))
    found = inspect_file(archive, tmp_path, name="or.zip")
    assert (found.system, found.data_rows) == ("OneRoster 1.2", 4)


def test_the_shape_of_the_index_is_known() -> None:
    with (SAMPLES / "INDEX.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 45

"""Recording by hand: what Excel wrote is kept, two people lose nothing, and what cannot be meant is refused."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from filelock import FileLock

from kpitrack.errors import LockedError, UsageError
from kpitrack.history.evidence import answers, append, lost_entries, read_entries, restore, side_file
from kpitrack.history.recording import entry_for, subjects
from kpitrack.model.evidence import LEARNING_QUESTIONS, Entry, Wish
from tests.unit.milestones.plans import plan, small_program

NOW = datetime(2025, 9, 5, 14, 30)  # noqa: DTZ001 - the wall clock, as people write it
TODAY = date(2025, 9, 5)
ENTRY = Entry(NOW, "vote", "Y1", "", "Achieved", date(2025, 9, 4), "Minutes, item 3", "Board")
ROW = b'2025-09-05T14:30:00,vote,Y1,,Achieved,2025-09-04,"Minutes, item 3",Board'
CAPTIONS = b"recorded_at,metric,period,group,value,on,evidence,by"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "records.csv"


# --- The file ---------------------------------------------------------------------------------------------------


def test_a_new_file_opens_well_in_excel(file: Path) -> None:
    written = append(file, ENTRY)
    assert file.read_bytes() == b"\xef\xbb\xbf" + CAPTIONS + b"\r\n" + ROW + b"\r\n"
    assert (written.file, written.row, written.waiting) == ("records.csv", 2, 0)


@pytest.mark.parametrize(
    "before",
    [
        CAPTIONS + b"\n" + ROW + b"\n",
        b"\xef\xbb\xbf" + CAPTIONS + b"\r\n" + ROW + b"\r\n",
        CAPTIONS
        + b"\r\n"
        + ROW.replace(b"item 3", b"\x93item\x94 3")
        + b"\r\n",  # cp1252, as Excel on Windows saves it
        CAPTIONS + b"\r\n,,,,,,,\r\n",  # rows of commas that Excel leaves behind
    ],
    ids=["plain", "mark and CRLF", "cp1252", "empty rows"],
)
def test_what_stands_in_the_file_is_kept_byte_by_byte(file: Path, before: bytes) -> None:
    file.write_bytes(before)
    append(file, ENTRY)
    newline = b"\r\n" if b"\r\n" in before else b"\n"
    assert file.read_bytes() == before + ROW + newline


def test_a_missing_last_line_end_is_added(file: Path) -> None:
    file.write_bytes(CAPTIONS + b"\n" + ROW)
    append(file, ENTRY)
    assert file.read_bytes() == CAPTIONS + b"\n" + ROW + b"\n" + ROW + b"\n"


def test_semicolons_other_columns_and_another_order_are_kept(file: Path) -> None:
    before = (
        b"Checked;metric;VALUE;on;period;group;evidence;by;recorded_at\r\nyes;vote;Not achieved;2025-08-20;;;;;\r\n"
    )
    file.write_bytes(before)
    append(file, ENTRY)
    assert file.read_bytes() == before + (
        b";vote;Achieved;2025-09-04;Y1;;Minutes, item 3;Board;2025-09-05T14:30:00\r\n"
    )
    first, second = read_entries(file)
    assert (first.value, first.row, second.evidence, second.row) == ("Not achieved", 2, "Minutes, item 3", 3)


def test_unicode_text_of_excel(file: Path) -> None:
    before = "\ufeff" + CAPTIONS.decode().replace(",", "\t") + "\r\n"
    file.write_bytes(before.encode("utf-16-le"))
    append(file, replace(ENTRY, evidence="Zürich, § 3"))
    assert file.read_bytes().startswith(before.encode("utf-16-le"))
    assert read_entries(file)[0].evidence == "Zürich, § 3"


def test_a_column_that_was_renamed_is_named(file: Path) -> None:
    file.write_bytes(CAPTIONS.replace(b"evidence", b"proof") + b"\n")
    with pytest.raises(UsageError, match="the column 'evidence' is missing") as caught:
        append(file, ENTRY)
    assert "give the column its caption back" in caught.value.hint
    assert file.read_bytes() == CAPTIONS.replace(b"evidence", b"proof") + b"\n"


def test_a_character_that_the_file_cannot_hold(file: Path) -> None:
    before = CAPTIONS + b"\r\n" + ROW.replace(b"Board", b"B\xf6ard") + b"\r\n"
    file.write_bytes(before)
    with pytest.raises(UsageError, match="cannot hold the character '→'") as caught:
        append(file, replace(ENTRY, evidence="a → b"))
    assert "CSV UTF-8" in caught.value.hint
    assert file.read_bytes() == before


def test_text_is_one_line_and_never_a_formula(file: Path) -> None:
    append(file, replace(ENTRY, evidence="=HYPERLINK(1)\r\nsecond line"))
    assert b"'=HYPERLINK(1) second line" in file.read_bytes()
    assert read_entries(file)[0].evidence == "=HYPERLINK(1) second line"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-09-04", date(2025, 9, 4)),
        ("9/4/2025", date(2025, 9, 4)),
        ("13/4/2025", None),
        ("4.9.2025", None),
        ("", None),
    ],
)
def test_days_as_excel_saves_them(file: Path, written: str, day: date | None) -> None:
    file.write_bytes(CAPTIONS + b"\n" + ROW.replace(b"2025-09-04", written.encode()) + b"\n")
    [entry] = read_entries(file)
    assert (entry.on, entry.on_text, entry.place) == (day, written, "records.csv, row 2")


def test_no_file_means_nothing_was_recorded(file: Path) -> None:
    assert read_entries(file) == ()


def test_the_rights_of_the_file_and_a_link_are_kept(file: Path) -> None:
    file.write_bytes(CAPTIONS + b"\n")
    file.chmod(0o640)
    link = file.with_name("link.csv")
    link.symlink_to(file)
    append(link, ENTRY)
    assert link.is_symlink()
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o640  # noqa: PTH116 - the real file's
    assert len(read_entries(file)) == 1


# --- Two people, and a file that is open ------------------------------------------------------------------------


def test_twenty_people_at_once_lose_nothing(file: Path) -> None:
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda number: append(file, replace(ENTRY, evidence=f"page {number}")), range(20)))
    assert sorted(each.evidence for each in read_entries(file)) == sorted(f"page {number}" for number in range(20))
    assert not list(file.parent.glob("*.part"))


def test_somebody_who_records_for_long_is_waited_for_only_so_long(file: Path) -> None:
    with FileLock(file.with_name(".records.csv.lock")), pytest.raises(LockedError, match="somebody else is recording"):
        append(file, ENTRY, patience=0.05)
    assert not file.exists()


@pytest.mark.parametrize("mark", [".~lock.records.csv#", "~$records.csv"])
def test_an_open_file_is_left_alone_and_the_entry_waits(file: Path, mark: str) -> None:
    file.write_bytes(CAPTIONS + b"\n")
    opened = file.with_name(mark)
    opened.touch()
    first = append(file, ENTRY)
    second = append(file, replace(ENTRY, value="Not achieved"))
    assert file.read_bytes() == CAPTIONS + b"\n"
    assert (first.file, first.row, first.waiting, second.waiting) == ("records.waiting.csv", None, 1, 2)
    assert [each.place for each in read_entries(file)] == ["records.waiting.csv, row 2", "records.waiting.csv, row 3"]

    opened.unlink()
    third = append(file, replace(ENTRY, evidence="page 9"))
    assert (third.file, third.row, third.brought_in) == ("records.csv", 4, 2)
    assert [each.value for each in read_entries(file)] == ["Achieved", "Not achieved", "Achieved"]
    assert not side_file(file).exists()


def test_a_file_that_windows_refuses(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel on Windows lets nobody replace a file it holds."""
    file.write_bytes(CAPTIONS + b"\n")
    real = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target).name == "records.csv":
            raise PermissionError(13, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    written = append(file, ENTRY)
    assert (written.file, written.waiting) == ("records.waiting.csv", 1)
    assert not list(file.parent.glob("*.part"))
    monkeypatch.undo()
    assert append(file, replace(ENTRY, evidence="later")).brought_in == 1


def test_nothing_can_be_written_at_all(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, f"in use: {self} {target}")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UsageError, match="nothing can be written beside it") as caught:
        append(file, ENTRY)
    assert "Minutes, item 3" in caught.value.hint


def test_an_interrupted_run_does_not_bring_in_twice(file: Path) -> None:
    """The side file was brought in, but not yet removed."""
    file.write_bytes(CAPTIONS + b"\n" + ROW + b"\n")
    side_file(file).write_bytes(CAPTIONS + b"\n" + ROW + b"\n")
    written = append(file, replace(ENTRY, evidence="page 2"))
    assert (written.brought_in, len(read_entries(file))) == (0, 2)


# --- What may be recorded ---------------------------------------------------------------------------------------


def wish(subject: str = "vote", value: str = "achieved", on: date = date(2025, 9, 4), **kept: str) -> Wish:
    return Wish(subject, value, on, **{"by": "Board", "evidence": "Minutes", **kept})


def entry(asked: Wish) -> Entry:
    return entry_for(small_program(), plan(), asked, as_of=TODAY, now=NOW)


def test_an_entry_is_spelled_as_the_definitions_are() -> None:
    made = entry(wish(group="gender=female; frl=not eligible"))
    assert (made.value, made.period, made.group) == ("Achieved", "Y1", "gender=Female; frl=Not eligible")
    assert entry(wish("training", "DONE")).value == "Done"
    assert entry(wish("training", "not achieved")).value == "Not done"
    assert entry(wish(period="Y1-Q1")).period == "Y1-Q1"


@pytest.mark.parametrize(
    ("every", "period"), [("weekly", "Y1-W04"), ("monthly", "Y1-M01"), ("quarterly", "Y1-Q1"), ("annual", "Y1")]
)
def test_answers_stand_for_their_own_rhythm(every: str, period: str) -> None:
    made = entry(wish(f"learning_{every}_1", "The teams met.", evidence=""))
    assert (made.period, made.value) == (period, "The teams met.")


@pytest.mark.parametrize(
    ("asked", "problem", "hint"),
    [
        (wish("vot"), "there is no metric, milestone or learning question 'vot'", "did you mean vote?"),
        (wish("qqq"), "there is no metric, milestone or learning question 'qqq'", "record list --open"),
        (wish("members"), "members is counted from roster, teams", "correct the export"),
        (wish("mood_gap"), "mood_gap is counted from", "correct the export"),
        (wish("vote_work"), "vote_work is a stretch of weeks", "record votes"),
        (wish("year_bar"), "year_bar is a stretch of weeks", "record its deliverables"),
        (wish(on=date(2025, 9, 6)), "2025-09-06 lies after 2025-09-05, the as-of day", "--as-of"),
        (wish(value="acheived"), "'acheived' is not a level of vote", "did you mean Achieved?"),
        (wish(value="42"), "'42' is not a level of vote", "one of: Not achieved, Achieved"),
        (wish("training", on=date(2025, 8, 20)), "training starts on 2025-08-25", "correct --on"),
        (wish("learning_weekly_1", " "), "there is no answer", "--value"),
        (wish(evidence=" "), "there is no evidence", "Board minutes"),
        (wish(by=""), "nobody is named", "--by"),
        (wish(period="Y1-Q9"), "the calendar has no period 'Y1-Q9'", "did you mean Y1-Q"),
        (wish(period="zzz"), "the calendar has no period 'zzz'", "--period Y1-Q2"),
        (wish(on=date(2025, 8, 1)), "2025-08-01 lies before the program begins", "--period Y1"),
        (wish(group="gender"), "'gender' is not a group", "dimensions are gender"),
        (wish(group="sex=Female"), "'sex=Female' is not a group", "dimensions are gender"),
        (wish(group="gender=Girls"), "'Girls' is no category of gender", "one of: Female, Male"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_hint(asked: Wish, problem: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        entry(asked)
    assert problem in caught.value.problem
    assert hint in caught.value.hint


def test_without_a_plan_metrics_and_questions_can_be_recorded() -> None:
    known = subjects(small_program(), None)
    assert set(known) == {"vote", *(each.id for each in LEARNING_QUESTIONS)}


def test_the_questions_have_ids_of_their_rhythm_and_statements() -> None:
    names = {"week": "weekly", "month": "monthly", "quarter": "quarterly", "year": "annual"}
    assert all(each.id.startswith(f"learning_{names[each.every]}_") for each in LEARNING_QUESTIONS)
    rows = {row for each in LEARNING_QUESTIONS for row in each.inventory}
    assert rows == {f"D1-{number}" for number in range(144, 148)} | {f"D2-{number}" for number in range(149, 153)}


def test_answers_of_a_period_are_the_newest_of_it(file: Path) -> None:
    asked = replace(ENTRY, subject="learning_weekly_1", period="Y1-W04", evidence="")
    append(file, replace(asked, value="old week", on=date(2025, 8, 28)))
    append(file, replace(asked, value="first", on=date(2025, 9, 3)))
    append(file, replace(asked, value="corrected", on=date(2025, 9, 3)))
    found = {question.id: text for question, text in answers(read_entries(file), small_program().calendar, TODAY)}
    assert found["learning_weekly_1"] == "corrected"
    assert found["learning_annual_2"] == ""


# --- An older copy saved over the file --------------------------------------------------------------------------


def test_what_an_older_copy_took_away_is_noticed_and_brought_back(file: Path) -> None:
    append(file, ENTRY)
    old = file.read_bytes()
    append(file, replace(ENTRY, evidence="page 2", recorded_at=NOW.replace(minute=31)))
    file.write_bytes(old)  # Excel on a Mac leaves no mark beside the file
    assert [each.evidence for each in lost_entries(file)] == ["page 2"]
    assert [each.evidence for each in restore(file)] == ["page 2"]
    assert [each.evidence for each in read_entries(file)] == ["Minutes, item 3", "page 2"]
    assert lost_entries(file) == ()
    assert restore(file) == ()


def test_a_row_that_was_edited_or_rewritten_by_excel_is_not_lost(file: Path) -> None:
    append(file, ENTRY)
    text = file.read_bytes()
    file.write_bytes(text.replace(b"item 3", b"item 4").replace(b"2025-09-04", b"9/4/2025"))
    assert lost_entries(file) == ()
    file.write_bytes(text.replace(b"2025-09-05T14:30:00", b"9/5/2025 14:30"))
    assert lost_entries(file) == ()


def test_an_entry_that_waits_is_not_lost_and_is_brought_in(file: Path) -> None:
    opened = file.with_name("~$records.csv")
    opened.touch()
    append(file, ENTRY)
    assert lost_entries(file) == ()
    with pytest.raises(UsageError, match="the file is open in Excel"):
        restore(file)
    opened.unlink()
    assert restore(file) == ()
    assert [each.place for each in read_entries(file)] == ["records.csv, row 2"]

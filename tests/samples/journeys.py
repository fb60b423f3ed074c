"""Per sample: metrics over the source that `inspect` proposes, and their values by plain Python over the raw file.

The figures come from `csv` and openpyxl alone, and from the rules of FORMATS.md as an analyst reads them: which codes
are girls, which rows are previews, what is blank. Nothing here knows how kpitrack loads a file.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import openpyxl

from tests.samples.places import SAMPLES

Row = dict[str, str]
Rows = list[Row]
THROUGH = "2027-03-01"  # the last day the reports look at: every sample's rows lie before it


@dataclass(frozen=True)
class Line:
    """One line of the report: a measure over SOURCE, and what it should say."""

    measure: str
    expected: Fraction


@dataclass(frozen=True)
class Journey:
    """One file, from `inspect` to the report."""

    lines: tuple[Line, ...]
    is_roster: bool = False  # the file lists the students, so that `of: students` can be asked
    beside: tuple[str, ...] = ()  # what the journey needs besides the block, as YAML of program.yaml


def table(
    sample: str, *, delimiter: str = ",", encoding: str = "utf-8-sig", above: int = 0, header: int = 1, foot: int = 0
) -> Rows:
    """The data rows by caption: rows above the captions, rows of captions (the first names) and footers cut off."""
    text = (SAMPLES / sample).read_bytes().decode(encoding)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
    rows = list(csv.reader(lines, delimiter=delimiter))
    captions, data = rows[above], rows[above + header : len(rows) - foot]
    return [dict(zip(captions, row, strict=False)) for row in data]


def carets(sample: str) -> list[list[str]]:
    """A CALPADS file; position n of FORMATS.md is cell n - 1."""
    return [line.split("^") for line in (SAMPLES / sample).read_bytes().decode("cp1252").splitlines()]


def sheet(sample: str, name: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(SAMPLES / sample, data_only=True)[name].iter_rows(values_only=True))


def share(rows: Sequence[object], counts: Callable[[object], bool] | Sequence[bool]) -> Fraction:
    marks = [bool(counts(row)) for row in rows] if callable(counts) else list(counts)
    return Fraction(sum(marks), len(marks))


def mean(values: Sequence[str | Fraction]) -> Fraction:
    figures = [Fraction(value) for value in values]
    return sum(figures, Fraction(0)) / len(figures)


def people(rows: Rows, column: str, **where: str) -> Fraction:
    """Different filled ids; `7` and `0007` are one person."""
    chosen = [row for row in rows if all(row[key.replace("_", " ")] == value for key, value in where.items())]
    return Fraction(len({row[column].lstrip("0") for row in chosen if row[column].strip()}))


STUDENTS = "{kind: count, of: students}"
GIRLS = "{kind: share, of: students, having: {where: {gender: Female}}}"


def _of_rows(where: str = "{}") -> str:
    return f"{{kind: count, from: SOURCE, where: {where}, window: program_to_date, per: row}}"


def _mean(value: str, where: str = "{}") -> str:
    return f"{{kind: mean, from: SOURCE, where: {where}, window: program_to_date, per: row, value: {value}}}"


def _total(value: str, where: str = "{}") -> str:
    return f"{{kind: total, from: SOURCE, where: {where}, window: program_to_date, value: {value}}}"


def _share(having: str) -> str:
    return f"{{kind: share, from: SOURCE, window: program_to_date, per: row, having: {{where: {having}}}}}"


def _students(where: str = "{}", window: str = "program_to_date") -> str:
    return f"{{kind: count, from: SOURCE, where: {where}, window: {window}, per: student}}"


def _calpads_roster(sample: str) -> Journey:
    rows = carets(sample)
    return Journey(
        (
            Line(STUDENTS, Fraction(len({row[8].zfill(7) for row in rows}))),
            Line(GIRLS, share(rows, [row[17] == "F" for row in rows])),
            Line(
                "{kind: count, of: students, having: {where: {grade: [TK, K]}}}",
                Fraction(sum(row[23] in ("TK", "KN") for row in rows)),
            ),
        ),
        is_roster=True,
    )


def _calpads_sinf() -> Journey:
    rows = carets("calpads_sinf.txt")
    races = [{code for code in row[24:29] if code} for row in rows]
    asian = [any(201 <= int(code) <= 299 for code in codes) for codes in races]
    hispanic = [row[22] == "Y" for row in rows]
    return Journey(
        (
            Line(_students("{race: Asian}"), Fraction(sum(asian))),
            Line(_students("{race: Hispanic or Latino}"), Fraction(sum(hispanic))),
            Line(_students(), Fraction(len(rows))),
        )
    )


def _calpads_sprg() -> Journey:
    rows, day = carets("calpads_sprg.txt"), THROUGH.replace("-", "")
    free = {row[7] for row in rows if row[12] == "181"}
    meals = {row[7] for row in rows if row[12] in ("181", "182") and row[14] <= day and (not row[15] or row[15] >= day)}
    return Journey(
        (
            Line(_students('{program: ["181", "182"]}', "on_that_day"), Fraction(len(meals))),
            Line(_students('{program: "181"}'), Fraction(len(free))),
        )
    )


def _calpads_stas() -> Journey:
    rows = carets("calpads_stas.txt")
    attended, expected = (sum((Fraction(row[n]) for row in rows), Fraction(0)) for n in (15, 14))
    measure = (
        "{kind: ratio, from: SOURCE, window: program_to_date, per: student, value: days_attended, over: days_expected}"
    )
    return Journey((Line(measure, attended / expected), Line(_total("days_attended"), attended)))


def _aeries() -> Journey:
    rows = [row for row in table("aeries_query.csv", encoding="cp1252") if row["Student ID"]]
    meals = [row["NSLP"] for row in rows if row["NSLP"]]
    return Journey(
        (
            Line(STUDENTS, people(rows, "Student ID")),
            Line(GIRLS, share(rows, [row["Sex"] == "F" for row in rows])),
            Line(
                "{kind: share, of: students, among: {frl: {blank: false}}, having: {where: {frl: Eligible}}}",
                share(meals, [code in "FR" for code in meals]),
            ),
            Line("{kind: count, of: students, having: {where: {grade: TK}}}", Fraction(1)),
        ),
        is_roster=True,
    )


def _powerschool() -> Journey:
    rows = table("powerschool_quickexport.txt", delimiter="\t", encoding="mac_roman")
    return Journey(
        (
            Line(STUDENTS, people(rows, "student_number")),
            Line(GIRLS, share(rows, [row["Gender"] == "F" for row in rows])),
            Line(
                "{kind: count, of: students, having: {where: {frl: Eligible}}}",
                Fraction(sum(row["lunchstatus"] in ("F", "R", "FDC") for row in rows)),
            ),
            Line(
                "{kind: count, of: students, having: {where: {enrollment_status: Active}}}",
                Fraction(sum(row["Enroll_Status"] == "0" for row in rows)),
            ),
        ),
        is_roster=True,
    )


def _infinite_campus() -> Journey:
    rows = table("infinite_campus_adhoc.csv")
    open_rows = [row for row in rows if not row["student.endDate"]]  # one student has a closed row besides
    return Journey(
        (
            Line(STUDENTS, people(open_rows, "student.studentNumber")),
            Line(GIRLS, share(open_rows, [row["student.gender"] == "F" for row in open_rows])),
            Line(
                "{kind: share, of: students, having: {where: {frl: Eligible}}}",
                share(open_rows, [row["eligibility.eligibility"] in ("F", "R") for row in open_rows]),
            ),
            Line(
                "{kind: count, of: students, having: {where: {race: Hispanic or Latino}}}",
                Fraction(sum(row["student.raceEthnicityFed"] == "1" for row in open_rows)),
            ),
        ),
        is_roster=True,
    )


def _synergy() -> Journey:
    rows = table("synergy_query.csv", foot=1)
    return Journey(
        (
            Line(STUDENTS, people(rows, "Perm ID")),
            Line(GIRLS, share(rows, [row["Gender"] == "Female" for row in rows])),
            Line(
                "{kind: count, of: students, having: {where: {race: White}}}",
                Fraction(sum("White" in row["Race"].split(", ") for row in rows)),
            ),
        ),
        is_roster=True,
    )


def _edfi() -> Journey:
    rows = table("edfi_student_flat.csv")
    by_student = {row["studentUniqueId"]: row for row in rows}
    girls = [row["sexDescriptor"].endswith("#Female") for row in by_student.values()]
    white = {row["studentUniqueId"] for row in rows if row["raceDescriptor"].endswith("#White")}
    return Journey(
        (
            Line(STUDENTS, Fraction(len(by_student))),
            Line(GIRLS, share(girls, girls)),
            Line("{kind: count, of: students, having: {where: {race: White}}}", Fraction(len(white))),
        ),
        is_roster=True,
    )


def _oneroster_1_1() -> Journey:
    users = [row for row in table("oneroster_1_1/users.csv") if row["status"] in ("", "active")]
    students = [row["sourcedId"] for row in users if row["role"] == "student"]
    sex = {row["sourcedId"]: row["sex"] for row in table("oneroster_1_1/demographics.csv")}
    enrolled = {row["userSourcedId"] for row in table("oneroster_1_1/enrollments.csv") if row["status"] == "active"}
    here = [each for each in students if each in enrolled]
    return Journey(
        (
            Line(STUDENTS, Fraction(len(here))),
            Line(GIRLS, share(here, [sex[each] == "female" for each in here])),
            Line(
                "{kind: count, of: students, having: {where: {school: Elm Middle}}}",
                Fraction(
                    len(
                        {
                            row["userSourcedId"]
                            for row in table("oneroster_1_1/enrollments.csv")
                            if row["schoolSourcedId"] == "s20" and row["userSourcedId"] in here
                        }
                    )
                ),
            ),
        ),
        is_roster=True,
    )


def _oneroster_1_2() -> Journey:
    users = table("oneroster_1_2/users.csv")
    roles = {row["userSourcedId"] for row in table("oneroster_1_2/roles.csv") if row["role"] == "student"}
    students = [row for row in users if row["sourcedId"] in roles]
    sex = {row["sourcedId"]: row["sex"] for row in table("oneroster_1_2/demographics.csv")}
    return Journey(
        (
            Line(STUDENTS, Fraction(len(students))),
            Line(
                "{kind: share, of: students, having: {where: {gender: Male}}}",
                share(students, [sex[row["sourcedId"]] == "male" for row in students]),
            ),
        ),
        is_roster=True,
    )


_AGREEMENT = {"strongly disagree": 1, "disagree": 2, "neutral": 3, "agree": 4, "strongly agree": 5}
_AGREEMENT["neither agree nor disagree"] = 3


def _agreement(answers: Sequence[str]) -> Fraction:
    """The mean of texts such as `4 - Agree` or `agree`; N/A and blank are no answer."""
    plain = [each.split(" - ")[-1].strip().casefold() for each in answers if each.strip() and each != "N/A"]
    return mean([Fraction(_AGREEMENT[each]) for each in plain])


def _qualtrics(sample: str, *, numeric: bool) -> Journey:
    real = [row for row in table(sample, header=3) if row["Status"] in ("0", "IP Address")]
    rows = list({row["ResponseId"]: row for row in real}.values())  # one answer came twice
    if numeric:
        answered = [row["Q2"] for row in rows if row["Q2"] not in ("", "-99")]
        belonging = mean(answered)
    else:
        belonging = _agreement([row["Q2"] for row in rows])
    ticked = sum(row["Q3_2"] in ("1", "Python") for row in rows)
    return Journey(
        (
            Line(_of_rows(), Fraction(len(rows))),
            Line(_mean("q2"), belonging),
            Line(_of_rows("{q3: Python}"), Fraction(ticked)),
            Line(_of_rows("{finished: yes}"), Fraction(sum(row["Finished"] in ("1", "True") for row in rows))),
        )
    )


def _qualtrics_legacy() -> Journey:
    rows = table("qualtrics_legacy.csv", header=2)
    return Journey(
        (
            Line(_mean("q1"), mean([row["Q1"] for row in rows])),
            Line(_students(), people(rows, "V4")),
        )
    )


def _surveymonkey(sample: str, *, numeric: bool) -> Journey:
    rows = table(sample, header=2)
    belonging = [row["I feel I belong in tech"] for row in rows]
    mean_of_it = mean([each for each in belonging if each]) if numeric else _agreement(belonging)
    raw = list(csv.reader((SAMPLES / sample).read_text(encoding="utf-8-sig").splitlines()))
    column = next(n for n, cell in enumerate(raw[1]) if cell == "Asian")
    chosen = sum(bool(row[column]) for row in raw[2:])
    return Journey(
        (
            Line(_of_rows(), Fraction(len(rows))),
            Line(_mean("i_feel_i_belong_in_tech"), mean_of_it),
            Line(
                _of_rows("{which_best_describes_you_check_all_that: SAID}".replace("SAID", "Asian")), Fraction(chosen)
            ),
            Line(_students(), people(rows, "Custom Data 1")),
        )
    )


def _google(sample: str) -> Journey:
    text = (SAMPLES / sample).read_text(encoding="utf-8")
    rows = [dict(each) for each in {tuple(row.items()): None for row in csv.DictReader(text.splitlines(keepends=True))}]
    return Journey(
        (
            Line(_of_rows(), Fraction(len(rows))),  # one form was sent twice
            Line(_mean("rate_each_i_learned_a_lot"), _agreement([row["Rate each [I learned a lot]"] for row in rows])),
            Line(
                _of_rows("{prior_tech: Low}"),
                Fraction(sum(row["Prior tech experience"] in ("low", "I have never coded") for row in rows)),
            ),
            Line(_students(), people(rows, "Student ID")),
        )
    )


def _eventbrite() -> Journey:
    rows = table("eventbrite_attendees.csv")
    return Journey(
        (
            Line(
                _of_rows("{status: Checked In}"), Fraction(sum(row["Attendee Status"] == "Checked In" for row in rows))
            ),
            Line(_total("quantity"), sum((Fraction(row["Quantity"]) for row in rows), Fraction(0))),
            Line(_of_rows(), Fraction(len(rows))),
        )
    )


def _frontline() -> Journey:
    rows = table("frontline_pd_transcript.csv", encoding="cp1252", above=3, foot=1)
    done = [row for row in rows if row["Status"].startswith("Complete")]
    hours = sum((_hours(row["Hours"]) for row in done), Fraction(0))
    return Journey(
        (
            Line(_total("hours", "{status: Completed}"), hours),
            Line(
                "{kind: count, from: SOURCE, where: {status: Completed}, window: program_to_date, per: employee}",
                people(done, "Employee ID"),
            ),
        )
    )


def _hours(written: str) -> Fraction:
    if ":" in written:
        hours, minutes = written.split(":")
        return int(hours) + Fraction(int(minutes), 60)
    return Fraction(written.replace(",", "."))


def _panorama() -> Journey:
    rows = table("panorama_item_export.csv")
    schools = [row for row in rows if row["School"] != "District"]
    answers = sum((Fraction(row["Number of Responses"].replace(",", "")) for row in schools), Fraction(0))
    elm = next(row["Percent Favorable"] for row in rows if row["School"] == "Elm Middle")
    return Journey(
        (
            Line(_total("answers", "{school: [Pine High, Elm Middle]}"), answers),
            Line(_mean("favorable", "{school: Elm Middle}"), Fraction(elm.rstrip(" %")) / 100),
        )
    )


def _cde() -> Journey:
    rows = table("cde_public_suppressed.txt", delimiter="\t", encoding="cp1252")
    schools = [row for row in rows if row["Aggregate Level"] == "S" and row["Reporting Category"] == "TA"]
    return Journey((Line(_total("total"), sum((Fraction(row["TOTAL_ENR"]) for row in schools), Fraction(0))),))


def _mou() -> Journey:
    rows = table("mou_log.csv", encoding="cp1252")
    signed = sum(row["Status"].casefold() == "signed" for row in rows)
    return Journey((Line(_of_rows("{status: Signed}"), Fraction(signed)), Line(_of_rows(), Fraction(len(rows)))))


def _placement() -> Journey:
    rows = table("placement_log.csv")
    begun = [row for row in rows if row["Start"]]  # without a day nobody knows when it counts
    done = sum(row["Outcome"].strip().casefold() == "completed" for row in begun)
    return Journey(
        (Line(_of_rows("{outcome: Completed}"), Fraction(done)), Line(_students(), people(begun, "Student ID")))
    )


def _media() -> Journey:
    dated = [row for row in table("media_log.csv", encoding="cp1252") if row["Date"]]
    good = [row["Sentiment"].casefold() == "positive" for row in dated]
    return Journey((Line(_of_rows(), Fraction(len(dated))), Line(_share("{sentiment: Positive}"), share(dated, good))))


def _alumni() -> Journey:
    rows = table("alumni_tracking.csv")
    majors = [row["stem_major"] for row in rows if row["stem_major"] not in ("", "NULL")]
    stem = share(majors, [each.casefold() in ("y", "true", "yes") for each in majors])
    measure = (
        "{kind: share, from: SOURCE, where: {stem_major: {blank: false}}, window: program_to_date, per: row,"
        " having: {where: {stem_major: yes}}}"
    )
    return Journey((Line(_of_rows(), Fraction(len(rows))), Line(measure, stem)))


def _rubric() -> Journey:
    rows = [row for row in sheet("rubric_scores.xlsx", "Scores")[3:] if row[0] not in (None, "Average")]
    scores = [Fraction(str(row[3])) for row in rows if isinstance(row[3], int | float)]
    return Journey((Line(_of_rows(), Fraction(len(rows))), Line(_mean("design_score"), mean(scores))))


def _excel_roster() -> Journey:
    captions, *everybody = sheet("excel_mangled.xlsx", "Sheet1")
    gender, day = captions.index("Gender"), captions.index("Date")
    rows = [row for row in everybody if row[day] != "TBD"]  # without a day nobody knows when it counts
    girls = sum(str(row[gender]).strip().casefold() in ("f", "female") for row in rows)
    return Journey((Line(_students(), Fraction(len(rows))), Line(_students("{gender: Female}"), Fraction(girls))))


def _excel_csv() -> Journey:
    rows = table("excel_mangled_roster.csv", encoding="cp1252", foot=2)
    girls = [row for row in rows if row["Gender"].strip().casefold() in ("f", "female")]
    return Journey(
        (
            Line(_students(), people(rows, "Student ID")),
            Line(_students("{gender: Female}"), people(girls, "Student ID")),
        )
    )


def _unicode_text() -> Journey:
    rows = table("excel_unicode_text.txt", delimiter="\t", encoding="utf-16")
    young = [row for row in rows if row["Grade"] == "K"]
    return Journey(
        (Line(_students(), people(rows, "Student ID")), Line(_students("{grade: K}"), people(young, "Student ID")))
    )


def _semicolon() -> Journey:
    rows = table("semicolon_locale.csv", delimiter=";")
    points = [row["puntaje"].replace(",", ".") for row in rows if row["puntaje"]]
    february = [row for row in rows if row["fecha"].split("/")[1:2] == ["02"]]  # 01/02/2026, beside 31/12/2026
    return Journey(
        (
            Line(_mean("puntaje"), mean(points)),
            Line(_of_rows(), Fraction(len(rows))),
            Line(_of_rows('{fecha: {between: ["2026-02-01", "2026-02-28"]}}'), Fraction(len(february))),
        )
    )


JOURNEYS: dict[str, Callable[[], Journey]] = {
    "calpads_senr.txt": lambda: _calpads_roster("calpads_senr.txt"),
    "calpads_senr_ods.txt": lambda: _calpads_roster("calpads_senr_ods.txt"),
    "calpads_sinf.txt": _calpads_sinf,
    "calpads_sprg.txt": _calpads_sprg,
    "calpads_stas.txt": _calpads_stas,
    "aeries_query.csv": _aeries,
    "powerschool_quickexport.txt": _powerschool,
    "infinite_campus_adhoc.csv": _infinite_campus,
    "synergy_query.csv": _synergy,
    "edfi_student_flat.csv": _edfi,
    "oneroster_1_1": _oneroster_1_1,
    "oneroster_1_2": _oneroster_1_2,
    "qualtrics_numeric.csv": lambda: _qualtrics("qualtrics_numeric.csv", numeric=True),
    "qualtrics_choice_text.csv": lambda: _qualtrics("qualtrics_choice_text.csv", numeric=False),
    "qualtrics_legacy.csv": _qualtrics_legacy,
    "surveymonkey_condensed.csv": lambda: _surveymonkey("surveymonkey_condensed.csv", numeric=False),
    "surveymonkey_numeric.csv": lambda: _surveymonkey("surveymonkey_numeric.csv", numeric=True),
    "google_forms_download.csv": lambda: _google("google_forms_download.csv"),
    "google_sheets_responses.csv": lambda: _google("google_sheets_responses.csv"),
    "eventbrite_attendees.csv": _eventbrite,
    "frontline_pd_transcript.csv": _frontline,
    "panorama_item_export.csv": _panorama,
    "cde_public_suppressed.txt": _cde,
    "mou_log.csv": _mou,
    "placement_log.csv": _placement,
    "media_log.csv": _media,
    "alumni_tracking.csv": _alumni,
    "rubric_scores.xlsx": _rubric,
    "excel_mangled.xlsx": _excel_roster,
    "excel_mangled_roster.csv": _excel_csv,
    "excel_unicode_text.txt": _unicode_text,
    "semicolon_locale.csv": _semicolon,
}

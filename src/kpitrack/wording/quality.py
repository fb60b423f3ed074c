"""What `kpitrack check` says about the data: one sentence per finding, with what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from kpitrack.model.quality import Audit, Quality, QualityFinding, QualityLevel, Standard, Suspicion
from kpitrack.wording import english

TITLES: Mapping[Standard, str] = {
    "completeness": "Completeness",
    "accuracy": "Accuracy",
    "timeliness": "Timeliness",
    "consistency": "Consistency",
    "security": "Security",
}
_NAMED = 4  # metrics that a line names
_COUNTED: Mapping[QualityLevel, str] = {"fail": "fail", "warn": "warn", "pass": "ok", "unknown": "not known"}
LEVELS: Mapping[QualityLevel, str] = {"pass": "ok", "warn": "WARN", "fail": "FAIL", "unknown": "-"}

_UNKNOWN_CODE = "add the code to the map of the field in sources.yaml, or correct it in the system"

# code -> (what was found, what to do); names in braces are facts of the finding
_FINDINGS: Mapping[str, tuple[str, str]] = {
    "filled": (
        "{field}: {filled} of {rows} rows filled ({share})",
        "complete the field in the system and export again",
    ),
    "answered": (
        "{filled} of {rows} answers given ({share}); items: {items}",
        "look at the items that people skip",
    ),
    "expected": (
        "{people} of {expected} in {population} have a row ({share})",
        "add the people who are missing, or export again",
    ),
    "refused": (
        "{refused} of {rows} rows are not usable ({share}), most of them for: {worst}",
        "mend the rows that are listed below, or export again",
    ),
    "no_refused": ("every row is usable", ""),
    "verified": (
        "{wrong} of {checked} rows checked on {day} were wrong ({share}; exact 95 % interval {low} to {high})",
        "correct the errors at their origin and check another sample",
    ),
    "not_verified": (
        "nobody has compared a sample with what happened",
        "draw one: kpitrack check sample SOURCE --n 60 -o audit.xlsx",
    ),
    "age": ("exported {day}, {age} days before the report; {allowed} are allowed", "export it again"),
    "undated": (
        "nothing tells the day of the export",
        "write {{date}} into the file's name, or `exported_on` into sources.yaml",
    ),
    "by_period": ("the newest period ends on {day}", ""),
    "mapped": ("every code is known", ""),
    "codes": ("{count} of {rows} rows are not usable for an unknown code", _UNKNOWN_CODE),
    "unmapped": (
        "{field}: {count} of {rows} rows hold {codes}, which is no category; they count as Not reported",
        _UNKNOWN_CODE,
    ),
    "unknown_ids": (
        "{count} of {rows} rows name somebody who is not on the {unit} roster",
        "correct the ids, or export the roster again",
    ),
    "differs": (
        "{field}: {people} of unit {unit} have another value here than in {other}",
        "decide which source is right; results use the roster",
    ),
    "open_files": (
        "{files} files about people can be read by everyone on this machine, such as {file}",
        "chmod -R o-rwx on the exports folder",
    ),
    "closed_files": ("no file is open to everyone", ""),
    "personal": (
        "{columns}: in the file, and no metric needs it",
        "export without them, or keep a copy: kpitrack check --redact DIR",
    ),
    "ssn": (
        "{columns}: looks like social security numbers",
        "take the column out of the export now; kpitrack check --redact DIR writes a copy without it",
    ),
    "retained": ("the exports may be kept until {day}", ""),
    "retention_over": (
        "the exports should have been deleted on {day}",
        "delete them, or move `disclosure.retain_until`",
    ),
    "no_retention": ("no day is set on which the exports are deleted", "set `disclosure.retain_until` in program.yaml"),
}
_SUSPICIONS: Mapping[str, tuple[str, str]] = {
    "same_answers": ("all {rows} answers to {field} are the same", "is the column mapped to the right question?"),
    "post_equals_pre": (
        "all {people} people have exactly the same numbers in {one} and {other}",
        "was one of the two copied from the other?",
    ),
    "missing_school": ("no row comes from {schools}", "is the export filtered, or did the school not take part?"),
    "closed_school": (
        "{rows} rows are at {school} on {day}, when it is not open",
        "did these people move to another school, or is a day wrong under `schools` in program.yaml?",
    ),
    "same_month": ("{other} repeats the {rows} rows of {one}", "was the month exported twice under another date?"),
    "odd_ages": ("{rows} birth dates do not fit the grade by more than three years", "check birth date and grade"),
    "jump_since": (
        "{now} rows, after {before} in the report of {day}",
        "is the export complete, or is something in it twice?",
    ),
    "jump": ("{now} rows, after {before} in {file}", "is the export complete, or is something in it twice?"),
}


def percent(share: Fraction) -> str:
    """A share with one decimal, never rounded up to the limit: 94.96 % is 94.9 %, so that a failure looks like one."""
    tenths = share.numerator * 1000 // share.denominator
    return f"{tenths // 10}.{tenths % 10} %"


def sentence(finding: QualityFinding) -> str:
    """What was found."""
    return _filled(_FINDINGS[_code(finding)][0], finding)


def advice(finding: QualityFinding) -> str:
    """What to do about it; empty for what is as it should be."""
    return _filled(_FINDINGS[_code(finding)][1], finding) if finding.level != "pass" else ""


def _code(finding: QualityFinding) -> str:
    return "no_refused" if finding.code == "refused" and not finding.value else finding.code


def _filled(words: str, finding: QualityFinding) -> str:
    share = percent(finding.value) if finding.value is not None else ""
    return words.format(**{"field": finding.field, "source": finding.source, "share": share, **finding.facts})


def suspicion(found: Suspicion) -> tuple[str, str]:
    """What looks odd, and the question to ask."""
    said, question = _SUSPICIONS[found.code]
    return said.format(**found.facts), question


# code -> what the mark of a metric says of a source; without a figure, which could be the size of a small group
_MARKS: Mapping[str, str] = {
    "age": "stands for {day} and is older than it may be",
    "filled": "leaves {fields} blank more often than the standard allows",
    "answered": "leaves more questions open than the standard allows",
    "expected": "lacks more people of {population} than the standard allows",
    "refused": "has more rows that are not usable than the standard allows",
    "verified": "has more errors in a verified sample than the standard allows",
    "codes": "has more unknown codes than the standard allows",
    "unmapped": "has more unknown codes of {fields} than the standard allows",
    "unknown_ids": "names more people who are on no roster than the standard allows",
}


def mark(source: str, failing: Sequence[QualityFinding]) -> str:
    """The mark of a metric whose source fails standards: one sentence. `kpitrack check` has the figures.

    Names are written as words, since the public does not know those of the definitions.
    """
    by_code = {code: [each for each in failing if each.code == code] for code in _MARKS}
    said = "; it ".join(_marked(code, found) for code, found in by_code.items() if found)
    return f"the source {_as_words(source)} {said}"


def _as_words(name: str) -> str:
    return name.replace("_", " ")


def _marked(code: str, found: Sequence[QualityFinding]) -> str:
    facts = {**found[0].facts, "fields": english.listed(_as_words(each.field) for each in found)}
    if code == "age":
        facts["day"] = english.day(date.fromisoformat(facts["day"]))
    return _MARKS[code].format(**facts)


def heading(quality: Quality) -> str:
    return f"Data quality of {quality.program} as of {quality.as_of}: {english.counted(quality.sources, 'source')}"


def standard_line(quality: Quality, standard: Standard) -> str:
    """`Completeness  FAIL  3 fail, 4 warn, 116 ok`."""
    counted = Counter(each.level for each in quality.findings if each.standard == standard)
    listed = ", ".join(f"{counted[level]} {_COUNTED[level]}" for level in _COUNTED if counted[level])
    return f"{TITLES[standard]:<13} {LEVELS[quality.level_of(standard)]:<5} {listed}"


def unusable(source: str, reason: str, owner: str) -> str:
    return f"UNUSABLE {source}{f' ({owner})' if owner else ''}: {reason}"


def place(source: str, owners: Mapping[str, str]) -> str:
    """`pd (HR): `; empty for what is about all files."""
    owner = owners.get(source, "")
    return f"{source} ({owner}): " if owner else f"{source}: " if source else ""


def advised(finding: QualityFinding) -> str:
    """`: export it again`; empty for what is as it should be."""
    text = advice(finding)
    return f": {text}" if text else ""


def touched(found: QualityFinding | Suspicion) -> str:
    """`. Touches champions_certified, cohort_1_certified and 3 more metrics.`"""
    if not found.metrics:
        return ""
    named, rest = found.metrics[:_NAMED], len(found.metrics) - _NAMED
    return f" Touches {', '.join(named)}" + (f" and {english.counted(rest, 'more metric')}." if rest > 0 else ".")


def asked(found: Suspicion) -> str:
    """What looks odd, with the question."""
    said, question = suspicion(found)
    return f"{said}. {question[0].upper()}{question[1:]}"


def certainty(audit: Audit, limit: Fraction, rows: int) -> str:
    """May one rely on the rate? rows: how many checked rows with as few errors would settle it."""
    if audit.low >= limit:
        return "so many errors are no accident of the sample"
    if audit.high < limit:
        return "the whole interval is below the standard: it is proven"
    if audit.rate >= limit:
        return "it may be an accident of the sample; a larger one would tell"
    return f"the sample is too small to prove it: {rows} rows with no more than {audit.wrong} wrong would"


def verdict(quality: Quality) -> str:
    """The last line."""
    failing = [TITLES[each].lower() for each in TITLES if quality.level_of(each) == "fail"]
    if failing:
        return f"Not met: {', '.join(failing)}."
    unverified = sum(each.code == "not_verified" for each in quality.findings)
    if not unverified:
        return "All standards are met."
    return f"No standard is missed; accuracy is not verified by a sample in {unverified} of {quality.sources} sources."


def unread(quality: Quality) -> str:
    """Sources that were not judged; empty if all were."""
    if not quality.unread:
        return ""
    return (
        f"Not judged, because no metric reads them: {', '.join(quality.unread)}. Take out of sources.yaml what is not"
        f" needed, or ask for it: kpitrack check --source {quality.unread[0]}"
    )


def next_step(quality: Quality) -> tuple[str, ...]:
    """The sample to draw next: of the source that most metrics stand on; nothing if all are verified."""
    open_ones = [each for each in quality.findings if each.code == "not_verified"]
    if not open_ones:
        return ()
    first = max(open_ones, key=lambda each: len(each.metrics))
    return (
        f"No sample of {english.counted(len(open_ones), 'source')} has been verified by people yet.",
        f"Next: kpitrack check sample {first.source} --n 60 -o audit.xlsx",
    )

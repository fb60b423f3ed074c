"""What a column is about, by its caption: an id, a group, a name that nobody needs."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PERSONAL = (
    (r"social security|\bssn\b", "social security number"),
    (r"birth ?date|date of birth|birthdate|\bdob\b|birth_?date", "birth date"),
    (r"e-?mail", "e-mail address"),
    (r"\bip ?address\b|ipaddress", "IP address"),
    (r"latitude|longitude|locationaccuracy", "place"),
    (r"phone|\bsms\b|\bcell\b", "phone number"),
    (r"street|address|\bzip\b|postal", "address"),
    (r"(first|last|middle|given|family|legal|alias|full|student|preferred)[ _.]?(name|surname)", "name"),
    (r"^(name|first|last|lastfirst|recipient.*name|.*surname)$", "name"),
    (
        r"^(?!.*(school|campus|building|district|county|site|course|class|partner|program|file|team|event|outlet|org)).*\bname$",
        "name",
    ),
    (r"\bpassword\b|username", "account"),
    (r"birth (city|state|country)", "birth place"),
)
_GROUPS = (
    (r"^(gender|sex|sexdescriptor)$|\.gender$|\.sex$", "gender"),
    (r"^(grade|gr|grd)([ _.]?(level|lvl))?$|^(gradeleveldescriptor|grades|student grade)$|\.grades?$", "grade"),
    (r"race|ethnic", "race"),
    (r"lunch|\bfrl\b|\bfrpm\b|nslp|meal|eligibility", "meals"),
    (r"prior.?tech|tech(nology)? experience", "prior technology"),
    (r"^(school|campus|building|site|organization)([ _.]?name)?$|\.school$", "school"),
    (r"status|outcome|\bstage\b|sentiment|type", "codes"),
)
_IDS = (
    (r"(state|ssid|sasid|statewide).*(id|number|student)|^ssid$|stateid", "state id"),
    (r"(employee|staff|teacher|emp)[ _.]?(id|number|no|#)", "employee"),
    (r"(student|pupil|learner|local student|perm|scholar)[ _.]?(unique)?[ _.]?(id|number|no|#)", "student"),
    (r"^person(al|nel)[ _.-]?(id|nr|no|number|nummer|#)\.?$", "employee"),
    (r"^id[ _.](employee|staff|teacher)$", "employee"),
    (r"^id[ _.](student|pupil|learner)$", "student"),
    (r"student\.studentnumber|^externalreference$|^custom data 1$|externaldatareference", "student"),
)
_BARE_ID = re.compile(r"(id|nr|no|number|#)\.?")
_OF_STUDENTS = re.compile(r"^(grade|grd|gr)\b|homeroom|counsel|lunch|guardian|birth")
_OF_EMPLOYEES = re.compile(r"position|job|department|hire|salary|\bfte\b|employee|occupation")
_NAMING = re.compile(
    r"(?i:^id[\s_.].+|(?:^|[\s_.])(?:ss)?id|(?:^|[\s_.])number|(?:^|[\s_.])code|#)$|(?<=[a-z])(?:I[dD]|Code)$"
)
_SPACES = re.compile(r"\s+")


def personal_role(caption: str) -> str:
    """What the column says about a person that no metric needs; empty if it does not."""
    return _first(_PERSONAL, caption)


def group_role(caption: str) -> str:
    """The group the column names, or "codes"; empty if it names neither."""
    return _first(_GROUPS, caption)


def id_role(caption: str) -> str:
    """Whose id stands in the column: student, employee, "state id"; empty if nobody's."""
    return _first(_IDS, caption)


def unit_of_bare_id(caption: str, captions: Iterable[str]) -> str:
    """Whose id a column called `ID` holds, by what else the file says of each row; empty if that is not clear."""
    if not _BARE_ID.fullmatch(caption.strip().lower()):
        return ""
    others = [each.strip().lower() for each in captions]
    students, employees = (any(map(told.search, others)) for told in (_OF_STUDENTS, _OF_EMPLOYEES))
    return "" if students == employees else "student" if students else "employee"


def thing_of(caption: str) -> str:
    """The thing that `Placement ID`, `MOU #`, `alumni_id` or `id_course` numbers; empty if the caption is no such."""
    plain = caption.strip()
    found = re.fullmatch(r"(?i)(.*?)[ _.]*(id|#|number|no\.?)", plain) or re.fullmatch(r"(?i)id[ _.](.+)", plain)
    return field_name(found[1]) if found else ""


def names_something(caption: str) -> bool:
    """Do the figures under it name somebody or something, as in SSID, Collector ID and Order #?"""
    return bool(_NAMING.search(caption.strip()))


def field_name(caption: str) -> str:
    """The caption as a name of a field: small letters, figures, underscores."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", caption.strip())
    plain = re.sub(r"[^a-z0-9]+", "_", words.lower().replace("%", " percent ").replace("#", " number "))
    name = plain.strip("_")[:40].rstrip("_")
    return f"c_{name}" if not name or name[0].isdigit() else name


def _first(rules: tuple[tuple[str, str], ...], caption: str) -> str:
    plain = _SPACES.sub(" ", caption.strip().lower())
    return next((role for pattern, role in rules if re.search(pattern, plain)), "")

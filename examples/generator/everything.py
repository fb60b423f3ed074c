"""Build the district once and let every system export it."""

from pathlib import Path

from examples.generator.community import write_opt_outs, write_parent_sign_ins, write_parent_survey, write_showcase
from examples.generator.later import (
    write_alumni,
    write_finance,
    write_hiring,
    write_recognition,
    write_teacher_satisfaction,
)
from examples.generator.logs import (
    write_employer_reviews,
    write_event_log,
    write_grants,
    write_media,
    write_mou,
    write_placements,
    write_records,
)
from examples.generator.people import District
from examples.generator.portfolios import write_portfolios
from examples.generator.rosters import write_hr_roster, write_student_roster
from examples.generator.rubric import write_rubric
from examples.generator.staff import build_staff
from examples.generator.student_survey import write_student_surveys
from examples.generator.students import build_students
from examples.generator.studio import write_applications, write_attendance, write_studio_enrollment
from examples.generator.teacher_survey import write_teacher_surveys
from examples.generator.teachers import write_commitments, write_lessons, write_observations, write_training
from examples.generator.teams import build_studio


def build_district() -> District:
    district = District()
    build_students(district)
    build_staff(district)
    build_studio(district)
    return district


def write_exports(folder: Path) -> None:
    district = build_district()
    for write in (
        write_student_roster,
        write_hr_roster,
        write_training,
        write_commitments,
        write_observations,
        write_lessons,
        write_teacher_surveys,
        write_studio_enrollment,
        write_attendance,
        write_applications,
        write_portfolios,
        write_rubric,
        write_student_surveys,
        write_placements,
        write_opt_outs,
        write_teacher_satisfaction,
    ):
        write(district, folder)
    for write_log in (
        write_mou,
        write_event_log,
        write_employer_reviews,
        write_media,
        write_grants,
        write_records,
        write_parent_sign_ins,
        write_parent_survey,
        write_showcase,
        write_alumni,
        write_hiring,
        write_finance,
        write_recognition,
    ):
        write_log(folder)

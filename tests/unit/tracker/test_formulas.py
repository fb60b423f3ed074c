"""The formulas are the documented ones, character by character, in row 2."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kpitrack.model.workbook import Entry, LevelGoal
from kpitrack.tracker import formulas
from kpitrack.tracker.formulas import Place
from kpitrack.tracker.layout import Layout, letters
from tests.unit.tracker.builders import HIDDEN, LABELS

LAYOUT = Layout(LABELS)


BLANK: tuple[Entry, ...] = (None,) * 5


def place(goal: LevelGoal | None = None, top: int = 100, written: tuple[Entry, ...] = BLANK) -> Place:
    columns = [letters(each) for each in range(len(LAYOUT.headers))]
    return Place(LAYOUT, columns, 2, goal or LevelGoal(Fraction(10)), Fraction(top), written)


@pytest.mark.parametrize(
    ("found", "documented"),
    [
        (formulas.goal(place()), '=IF(AND(ISNUMBER(G2),ISNUMBER(F2)),MIN(100,ROUND(G2+F2,1)),"")'),
        (formulas.target(place(), 0), '=IF(ISNUMBER(T2),ROUND(G2+(T2-G2)/4,1),"")'),
        (
            formulas.target(place(), 1),
            '=IF(ISNUMBER(T2),ROUND(MIN(T2,IF(ISNUMBER(I2),I2+(T2-I2)/3,G2+(T2-G2)/2)),1),"")',
        ),
        (
            formulas.target(place(), 2),
            (
                "=IF(ISNUMBER(T2),ROUND(MIN(T2,IF(ISNUMBER(L2),L2+(T2-L2)/2,"
                'IF(ISNUMBER(I2),I2+(T2-I2)*2/3,G2+(T2-G2)*3/4))),1),"")'
            ),
        ),
        (formulas.target(place(), 3), '=IF(ISNUMBER(T2),T2,"")'),
        (formulas.difference(place(), 0), '=IF(AND(ISNUMBER(I2),ISNUMBER(H2)),ROUND(I2-H2,1),"")'),
        (formulas.difference(place(), 3), '=IF(AND(ISNUMBER(R2),ISNUMBER(Q2)),ROUND(R2-Q2,1),"")'),
        (
            formulas.status(place()),
            (
                '=IF(Z2>0,"CHECK ENTRY",IF(ISNUMBER(S2),IF(S2>=0,"MET","NOT MET"),'
                'IF(ISNUMBER(P2),IF(P2>=0,"ON TRACK (2024)","OFF TRACK (2024)"),'
                'IF(ISNUMBER(M2),IF(M2>=0,"ON TRACK (2023)","OFF TRACK (2023)"),'
                'IF(ISNUMBER(J2),IF(J2>=0,"ON TRACK (2022)","OFF TRACK (2022)"),'
                'IF(COUNT(I2,L2,O2,R2)>0,"NO BASELINE","NO DATA"))))))'
            ),
        ),
        (
            formulas.allowed("G2", Fraction(100)),
            "=AND(ISNUMBER(G2),ROUND(G2,1)=G2,OR(G2=0,AND(G2>1,G2<=100)))",
        ),
    ],
)
def test_a_documented_formula(found: str, documented: str) -> None:
    assert found == documented


def test_a_hidden_row_looks_for_the_mark() -> None:
    assert formulas.status(place(written=(HIDDEN,) * 5)).startswith(
        '=IF(Z2>0,"CHECK ENTRY",IF(R2="hidden","NOT SHOWN",IF(ISNUMBER(S2),'
    )


def test_a_level_without_a_goal_judges_nothing() -> None:
    """Neither a figure nor a hidden one says more than that there is a result."""
    written = (None, Fraction(75), HIDDEN, None, None)
    assert formulas.status(place(LevelGoal(), written=written)) == (
        '=IF(Z2>0,"CHECK ENTRY",IF(OR(COUNT(I2,L2,O2,R2)>0,L2="hidden"),"NO GOAL YET","NO DATA"))'
    )


@pytest.mark.parametrize(
    ("written", "top", "wrong"),
    [
        (None, 100, 'NOT(AND(ROUND(G2,1)=G2,OR(G2=0,AND(G2>1,G2<=100)))),IF(ISTEXT(G2),TRIM(G2)<>"",NOT(ISBLANK(G2)))'),
        (None, 10, 'NOT(AND(ROUND(G2,1)=G2,G2>=0,G2<=10)),IF(ISTEXT(G2),TRIM(G2)<>"",NOT(ISBLANK(G2)))'),
        (
            Fraction("0.4"),
            100,
            (
                "NOT(OR(G2=0.4,AND(ROUND(G2,1)=G2,OR(G2=0,AND(G2>1,G2<=100))))),"
                'IF(ISTEXT(G2),TRIM(G2)<>"",NOT(ISBLANK(G2)))'
            ),
        ),
        (
            HIDDEN,
            10,
            ('NOT(AND(ROUND(G2,1)=G2,G2>=0,G2<=10)),IF(ISTEXT(G2),AND(TRIM(G2)<>"",G2<>"hidden"),NOT(ISBLANK(G2)))'),
        ),
    ],
)
def test_an_entry_is_checked_by_the_rule_of_reading(written: Entry, top: int, wrong: str) -> None:
    """The first one that cannot be used gives its number; what was written stands as it is."""
    found = formulas.check(place(top=top, written=(written, None, None, None, None)))
    assert found.startswith(f"=IF(IF(ISNUMBER(G2),{wrong}),1,IF(IF(ISNUMBER(I2),")
    assert found.endswith(",5,0)))))")


def test_every_formula_is_short_enough_for_a_spreadsheet() -> None:
    assert len(formulas.why(place(written=(HIDDEN,) * 5))) < 8192


def test_the_columns_are_a_to_u_and_why() -> None:
    assert [letters(each) for each in (LAYOUT.goal, LAYOUT.status, LAYOUT.why)] == ["T", "U", "V"]
    assert [letters(each) for each in LAYOUT.inputs] == ["G", "I", "L", "O", "R"]
    assert [letters(each) for each in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_text_in_a_formula_keeps_its_quotes() -> None:
    assert formulas.quoted('say "so"') == '"say ""so"""'

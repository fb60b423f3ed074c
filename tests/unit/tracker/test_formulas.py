"""The formulas are the documented ones, character by character, in row 2."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from kpitrack.model.workbook import Entry, Labels, LevelGoal
from kpitrack.tracker import formulas, sentences
from kpitrack.tracker.arithmetic import compute
from kpitrack.tracker.formulas import Place
from kpitrack.tracker.layout import Layout, letters
from tests.unit.tracker.builders import HIDDEN, LABELS, row

LAYOUT = Layout(LABELS)


BLANK: tuple[Entry, ...] = (None,) * 5


def place(goal: LevelGoal | None = None, top: int = 100, written: tuple[Entry, ...] = BLANK) -> Place:
    columns = [letters(each) for each in range(len(LAYOUT.headers))]
    return Place(LAYOUT, columns, 2, goal or LevelGoal(Fraction(10)), Fraction(top), written)


@pytest.mark.parametrize(
    ("formula", "documented"),
    [
        (lambda: formulas.goal(place()), '=IF(AND(ISNUMBER(G2),ISNUMBER(F2)),MIN(100,ROUND(G2+F2,1)),"")'),
        (lambda: formulas.target(place(), 0), '=IF(ISNUMBER(T2),ROUND(G2+(T2-G2)/4,1),"")'),
        (
            lambda: formulas.target(place(), 1),
            '=IF(ISNUMBER(T2),ROUND(MIN(T2,IF(ISNUMBER(I2),I2+(T2-I2)/3,G2+(T2-G2)/2)),1),"")',
        ),
        (
            lambda: formulas.target(place(), 2),
            (
                "=IF(ISNUMBER(T2),ROUND(MIN(T2,IF(ISNUMBER(L2),L2+(T2-L2)/2,"
                'IF(ISNUMBER(I2),I2+(T2-I2)*2/3,G2+(T2-G2)*3/4))),1),"")'
            ),
        ),
        (lambda: formulas.target(place(), 3), '=IF(ISNUMBER(T2),T2,"")'),
        (lambda: formulas.difference(place(), 0), '=IF(AND(ISNUMBER(I2),ISNUMBER(H2)),ROUND(I2-H2,1),"")'),
        (lambda: formulas.difference(place(), 3), '=IF(AND(ISNUMBER(R2),ISNUMBER(Q2)),ROUND(R2-Q2,1),"")'),
        (
            lambda: formulas.status(place()),
            (
                '=IF(Z2>0,"CHECK ENTRY",IF(ISNUMBER(S2),IF(S2>=0,"MET","NOT MET"),'
                'IF(ISNUMBER(P2),IF(P2>=0,"ON TRACK (2024)","OFF TRACK (2024)"),'
                'IF(ISNUMBER(M2),IF(M2>=0,"ON TRACK (2023)","OFF TRACK (2023)"),'
                'IF(ISNUMBER(J2),IF(J2>=0,"ON TRACK (2022)","OFF TRACK (2022)"),'
                'IF(COUNT(I2,L2,O2,R2)>0,"NO BASELINE","NO DATA"))))))'
            ),
        ),
        (
            lambda: formulas.allowed("G2", Fraction(100)),
            "=AND(ISNUMBER(G2),ROUND(G2,1)=G2,OR(G2=0,AND(G2>1,G2<=100)))",
        ),
    ],
)
def test_a_documented_formula(formula: Callable[[], str], documented: str) -> None:
    """As reference and documentation write it."""
    assert formula() == documented


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


SHORT = Layout(Labels("Fall 2021", ("Fall 2022", "Fall 2023"), "2024"))  # G, H I J, K L M, N; status O, check T
WHY_SHORT = (
    '=IF(T2>0,"Check the "&CHOOSE(T2,"Fall 2021 baseline","Fall 2022 result","Fall 2023 result")'
    '&": type a number from 0 to 100 with one decimal, without the % sign (75.0 for 75%).",'
    'IF(L2="hidden","Not shown, to protect privacy. Says nothing about performance.",'
    "IF(ISNUMBER(M2),IF(M2>=0,"
    '"Fall 2023 result "&FIXED(L2,1)&" reached the goal of "&FIXED(N2,1)&".",'
    '"Fall 2023 result "&FIXED(L2,1)&" is "&FIXED(ABS(M2),1)&" points below the goal of "&FIXED(N2,1)&"."),'
    'IF(I2="hidden","Not shown, to protect privacy. Says nothing about performance.",'
    "IF(ISNUMBER(J2),IF(J2>=0,"
    '"Fall 2022 result "&FIXED(I2,1)&" is at or above its target of "&FIXED(H2,1)&". Next: "&FIXED(K2,1)'
    '&" in Fall 2023.",'
    '"Fall 2022 result "&FIXED(I2,1)&" is "&FIXED(ABS(J2),1)&" points below its target of "&FIXED(H2,1)'
    '&". To reach "&FIXED(N2,1)&" by 2024: "&FIXED(K2,1)&" in Fall 2023."),'
    'IF(G2="hidden","Not shown, to protect privacy. Says nothing about performance.",'
    'IF(COUNT(I2,L2)>0,"There is a result, but no Fall 2021 baseline to set targets from.",'
    'IF(ISNUMBER(N2),"No result yet. First target: "&FIXED(H2,1)&" in Fall 2022.",'
    '"Nothing entered yet. Blank is not zero. Enter the Fall 2021 baseline.")))))))'
    '&IF(AND(ISNUMBER(G2),ISNUMBER(F2)),IF(ROUND(G2+F2,1)>100," The goal stops at 100.",""),""))'
)


def short(goal: LevelGoal, written: tuple[Entry, ...] = (None, None, None), top: int = 100) -> Place:
    columns = [letters(each) for each in range(len(SHORT.headers))]
    return Place(SHORT, columns, 2, goal, Fraction(top), written)


def test_the_sentence_is_the_documented_one_in_every_branch() -> None:
    """Two checkpoints, every entry hidden when it was written: nothing else can be said of a row with a goal."""
    assert formulas.why(short(LevelGoal(Fraction(10)), (HIDDEN, HIDDEN, HIDDEN))) == WHY_SHORT


def test_the_sentence_of_a_level_without_a_goal() -> None:
    """A score has no percent sign to warn of."""
    assert formulas.why(short(LevelGoal(), top=10)) == (
        '=IF(T2>0,"Check the "&CHOOSE(T2,"Fall 2021 baseline","Fall 2022 result","Fall 2023 result")'
        '&": type a number from 0 to 10 with one decimal.",'
        'IF(COUNT(I2,L2)>0,"The district goal for this level is not known yet, so nothing is judged.",'
        '"No result yet, and the district goal for this level is not known yet."))'
    )


def test_a_goal_that_is_a_level_asks_for_what_is_missing() -> None:
    """Its first target is held below the goal too, because a school may start above it."""
    place = short(LevelGoal(reach=Fraction("7.5")), top=10)
    assert formulas.increase(place) == '=IF(ISNUMBER(G2),ROUND(7.5-G2,1),"")'
    assert formulas.target(place, 0) == '=IF(ISNUMBER(N2),ROUND(MIN(N2,G2+(N2-G2)/2),1),"")'
    assert formulas.number_text(Fraction(1, 3)) == "0.3333"


@pytest.mark.parametrize(
    ("baseline", "text"),
    [
        (None, "There is a result, but no Fall 2021 baseline to set targets from."),
        (
            "60.0",
            "Fall 2022 result 50.0 is 12.5 points below its target of 62.5. To reach 70.0 by 2026: 56.7 in Fall 2023.",
        ),
    ],
)
def test_the_stored_sentence_is_what_the_formula_says(baseline: str | None, text: str) -> None:
    """Readers that do not calculate see it as text."""
    one = row(baseline, ["50.0", None, None, None])
    assert sentences.why(one, compute(one, LABELS), LAYOUT) == text


def test_one_checkpoint_is_the_goal_itself() -> None:
    """The only target is the goal, and the line to it has one step."""
    layout = Layout(Labels("Fall 2021", ("Fall 2022",), "2023"))
    columns = [letters(each) for each in range(len(layout.headers))]
    one = Place(layout, columns, 2, LevelGoal(Fraction(10)), Fraction(100), (None, None))
    assert formulas.target(one, 0) == '=IF(ISNUMBER(K2),K2,"")'


def test_every_formula_is_short_enough_for_a_spreadsheet() -> None:
    assert len(formulas.why(place(written=(HIDDEN,) * 5))) < 8192


def test_the_columns_are_a_to_u_and_why() -> None:
    assert [letters(each) for each in (LAYOUT.goal, LAYOUT.status, LAYOUT.why)] == ["T", "U", "V"]
    assert [letters(each) for each in LAYOUT.inputs] == ["G", "I", "L", "O", "R"]
    assert [letters(each) for each in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_text_in_a_formula_keeps_its_quotes() -> None:
    assert formulas.quoted('say "so"') == '"say ""so"""'

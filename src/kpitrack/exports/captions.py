"""From header rows to captions, and from a field's caption to its column."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kpitrack.errors import nearest
from kpitrack.exports.faults import FileFault
from kpitrack.exports.layouts import Layout
from kpitrack.exports.roles import personal_role

_BLANKS = "\ufeff\u00a0\u200b \t\r\n"
_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Captions:
    """The columns of one file. `row` is where the captions stand (0: there are none), `width` how many there are."""

    texts: tuple[str, ...]
    others: tuple[str, ...]  # other names of the same columns, blank where there is none
    labels: tuple[str, ...]  # text of check-all options
    row: int
    width: int

    def positions(self, wanted: str) -> list[int]:
        """Columns (from 0) with this caption: as written, else ignoring case, else ignoring punctuation."""
        for names in (self.texts, self.others):
            for form in (_plain, _folded, _collapsed):
                found = [n for n, text in enumerate(names) if form(text) and form(text) == form(wanted)]
                if found:
                    return found
        return []

    def technical_label(self, position: int) -> str:
        """The second name of a column where it is one word, such as IPAddress over V6; a question is no name."""
        label = self.others[position].strip() if position < len(self.others) else ""
        return "" if " " in label else label

    def question(self, position: int) -> str:
        """The second name of a column where it is a question and not one word; empty if it is none."""
        label = " ".join(self.others[position].split()) if position < len(self.others) else ""
        is_other = _collapsed(label).replace(" ", "") != _collapsed(self.texts[position]).replace(" ", "")
        return label if " " in label and is_other else ""


def _plain(text: str) -> str:
    return " ".join(text.strip(_BLANKS).split())


def _folded(text: str) -> str:
    return _plain(text).casefold()


def _collapsed(text: str) -> str:
    return _PUNCTUATION.sub(" ", _folded(text)).strip()


def read_captions(rows: Sequence[Sequence[str]], layout: Layout, header: tuple[int, ...]) -> Captions:
    """Join the caption rows.

    rows:   the first rows of the file.
    header: the rows of the captions, counted from 1; empty for a file without.
    """
    if not header:
        width = len(rows[0]) if rows else 0
        texts = named_columns(layout, rows[0][0] if width else "", width)
        return Captions(texts, ("",) * width, ("",) * width, 0, width)
    levels = [list(rows[number - 1]) if number <= len(rows) else [] for number in header]
    width = max(map(len, levels), default=0)
    levels = [[*(cell.strip(_BLANKS) for cell in level), *[""] * (width - len(level))] for level in levels]
    texts = tuple(_joined(levels, position, layout.plain_words) for position in range(width))
    return Captions(
        texts,
        _row_of(rows, layout.also_called, width),
        _row_of(rows, layout.check_all.labels_in if layout.check_all else None, width),
        header[-1],
        width,
    )


def named_columns(layout: Layout, first_cell: str, width: int) -> tuple[str, ...]:
    """What the layout calls the columns of a file without captions; columns it does not know have no name."""
    if not layout.columns:
        return ()
    last: tuple[str, ...] = ()
    if layout.appended is not None and first_cell.strip().endswith(layout.appended.first_cell_ends):
        last = layout.appended.columns
    known = layout.columns[: max(width - len(last), 0)]
    return (*known, *[""] * (width - len(known) - len(last)), *last)[:width]


def _row_of(rows: Sequence[Sequence[str]], number: int | None, width: int) -> tuple[str, ...]:
    if number is None or number > len(rows):
        return ("",) * width
    row = [" ".join(cell.split()) for cell in rows[number - 1]]
    return tuple([*row, *[""] * width][:width])


def _joined(levels: list[list[str]], position: int, plain_words: tuple[str, ...]) -> str:
    """`Student / ID`; an upper level reaches to the right until the next filled cell of it or of a level above."""
    *upper, lowest = levels
    parts = []
    for depth, level in enumerate(upper):
        starts = [n for n in range(position + 1) if any(above[n] for above in upper[: depth + 1])]
        parts.append(level[starts[-1]] if starts else "")
    last = lowest[position]
    if not any(level[position] for level in levels):
        return ""
    if upper and last.casefold() in {word.casefold() for word in plain_words}:
        last = ""
    return " / ".join(part for part in (*parts, last) if part)


def find_column(
    captions: Captions, wanted: tuple[str, ...] | int, *, field: str, file: str, taken: Collection[str] = ()
) -> int:
    """The column (from 0) of a field. wanted: captions used over time, newest first, or a position from 1.

    taken: captions of other fields; what another field reads is not this one's new name.

    raises: FileFault if it is missing, or the caption stands twice.
    """
    row = captions.row or None
    if isinstance(wanted, int):
        if 1 <= wanted <= captions.width:
            return wanted - 1
        raise FileFault(
            f"the file has {captions.width} columns; field {field!r} is to be column {wanted}",
            file=file,
            hint="check the delimiter and the layout",
            column=str(wanted),
        )
    for caption in wanted:
        found = captions.positions(caption)
        if len(found) == 1:
            return found[0]
        if found:
            columns = " and ".join(str(n + 1) for n in found[:3])
            raise FileFault(
                f"the caption {caption!r} stands over columns {columns}",
                file=file,
                row=row,
                column=caption,
                hint="rename one of them in the export, or give the field its position, such as `column: 3`",
            )
    raise missing_column(captions, wanted, field=field, file=file, taken=taken)


def missing_column(
    captions: Captions, wanted: tuple[str, ...], *, field: str, file: str, taken: Collection[str] = ()
) -> FileFault:
    """The fault of a caption that the file does not have, with the likely new name."""
    names = " or ".join(repr(caption) for caption in wanted)
    likely = _likely(captions, wanted[0], taken) if wanted else ""
    hint = (
        f"was it renamed to {likely!r}? then write `column: [{likely}, {wanted[0]}]` for field {field} in sources.yaml"
        if likely
        else f"the captions are: {', '.join(text for text in captions.texts if text)[:300]}"
    )
    return FileFault(
        f"the column {names} is missing (field {field})",
        file=file,
        row=captions.row or None,
        column=wanted[0] if wanted else "",
        hint=hint,
    )


def _likely(captions: Captions, wanted: str, taken: Collection[str]) -> str:
    """The caption most like the one wanted; a name or an address is not taken for anything else."""
    others = {_collapsed(each) for each in taken}
    free = [text for text in captions.texts if text and _collapsed(text) not in others]
    known = {_own_name(text): text for text in free if personal_role(text) == personal_role(wanted)}
    word = _own_name(wanted)
    if near := nearest(word, known):
        return known[near]
    sharing = [text for key, text in known.items() if key and (set(key.split()) & set(word.split()))]
    return sharing[0] if len(sharing) == 1 else ""


def _own_name(caption: str) -> str:
    """What stands before a point is the name of a table (`student.gender`), which every column of it shares."""
    return _collapsed(caption.rpartition(".")[2]) or _collapsed(caption)

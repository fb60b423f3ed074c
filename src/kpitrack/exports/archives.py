"""Zip files, opened with care: nothing is unpacked before it is known how large it becomes."""

from __future__ import annotations

import zipfile
from pathlib import Path

from kpitrack.exports.faults import FileFault

MAX_UNPACKED = 4 << 30  # bytes
MAX_RATIO = 400  # sheets of equal cells pack 100 times; a bomb 1000 times and more
_SMALL = 64 << 20  # bytes that never hurt, whatever their ratio


def open_archive(path: Path, *, name: str) -> zipfile.ZipFile:
    """The archive, once its directory says that it may be unpacked.

    raises: FileFault for a damaged or protected archive, or one that grows beyond every measure.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FileFault("the zip file is damaged", file=name, hint="copy or export it again") from None
    sizes = [(each.file_size, max(each.compress_size, 1)) for each in archive.infolist()]
    total = sum(size for size, _ in sizes)
    if total > MAX_UNPACKED or any(size > _SMALL and size > packed * MAX_RATIO for size, packed in sizes):
        archive.close()
        raise FileFault(
            f"the packed file would grow to {_in_words(total)}",
            file=name,
            hint="this is no export; unpack it yourself with care and check what it is",
        )
    if any(each.flag_bits & 1 for each in archive.infolist()):
        archive.close()
        raise FileFault("the zip file is protected by a password", file=name, hint="unpack it, or export without one")
    return archive


def _in_words(size: int) -> str:
    return f"{size / (1 << 30):,.1f} GB" if size >= 1 << 30 else f"{size / (1 << 20):,.0f} MB"

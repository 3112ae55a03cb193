"""Many rows of a plain CSV file at once, by a library's reader."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from tui_mlp.data.table.table import Cells

_FIRST_PIECE = 2**18


def pieces_of(data: bytes, rows: int, size: int) -> Iterator[tuple[int, int]]:
    """Where pieces of a text without quotes begin and end: whole lines, about `size` bytes.

    A piece holds about `rows` lines at most, by the length of the second line; the first one is
    short, for it tells how the others are read.
    """
    line = data.find(b"\n") + 1 or len(data)
    second = data.find(b"\n", line) - line + 1
    start, length = 0, min(size, max(1, second) * rows + line)
    ahead = min(length, _FIRST_PIECE + line)
    while start < len(data):
        end = data.find(b"\n", min(start + ahead, len(data)) - 1) + 1 or len(data)
        yield start, end
        start, ahead = end, length


def load_plain(
    data: bytes, like: Sequence[Cells], delimiter: str, decimal: str
) -> list[Cells] | None:
    """The columns of some lines without quotes, each of the kind of `like`; an empty cell is NaN.

    None if they do not come so: `np.loadtxt` refuses what is no number, and so 1_000 and words
    for a missing value, and rows of other widths.
    """
    if delimiter == " " or (decimal == "," and b"." in data):
        return None
    if decimal == ",":
        data = data.replace(b",", b".")
    columns = _load(data, like, delimiter)
    if columns is None:
        sign = re.escape(delimiter.encode())
        empty = rb"(?<=%b)(?=%b|\r?\n|$)|^(?=%b)" % (sign, sign, sign)
        filled, count = re.subn(empty, b"nan", data, flags=re.MULTILINE)
        columns = _load(filled, like, delimiter) if count else None
    return columns


def _load(data: bytes, like: Sequence[Cells], delimiter: str) -> list[Cells] | None:
    kinds = [(f"f{c}", object if isinstance(k, list) else np.float64) for c, k in enumerate(like)]
    lines = str(data, "utf-8").removesuffix("\n").split("\n")
    try:
        rows = np.loadtxt(lines, kinds, comments=None, delimiter=delimiter, ndmin=1)
    except ValueError:
        return None
    return [
        rows[name].tolist() if kind is object else np.ascontiguousarray(rows[name])
        for name, kind in kinds
    ]

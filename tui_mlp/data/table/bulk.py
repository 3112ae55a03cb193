"""Many rows of a plain CSV file at once, by a library's reader."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64] | npt.NDArray[np.float32]
Cells = Numbers | list[str]


def pieces_of(data: bytes, rows: int, size: int) -> Iterator[tuple[int, int]]:
    """Where pieces of a text without quotes begin and end: whole lines, about `size` bytes.

    The first piece holds about `rows` lines at most.
    """
    line = data.find(b"\n") + 1 or len(data)
    first = data.find(b"\n", line) - line + 1
    start, length = 0, min(size, max(1, first) * rows + line)
    while start < len(data):
        end = data.find(b"\n", min(start + length, len(data)) - 1) + 1 or len(data)
        yield start, end
        start = end


def compact(numbers: Numbers) -> Numbers:
    """The numbers in single precision where that loses nothing, as of pixels and counts."""
    with np.errstate(over="ignore"):
        single = numbers.astype(np.float32)
    return single if np.array_equal(single, numbers, equal_nan=True) else numbers


def load_numbers(
    data: memoryview, like: Sequence[Cells], delimiter: str, decimal: str
) -> list[Cells] | None:
    """The columns of some lines, each of the kind of `like`; None if they do not come so.

    `np.loadtxt` refuses what is no number, and so 1_000 and missing cells, and rows of other
    widths.
    """
    if decimal != "." or delimiter == " ":
        return None
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

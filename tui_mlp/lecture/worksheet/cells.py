"""The cells of a worksheet's tables, whatever they are written in."""

from tui_mlp.lecture.pages.page import Matrix
from tui_mlp.numbers import compact, entry_text

BLANK = "………"
"""What stands where a learner writes."""
_GIVEN_DIGITS = 4


def head(matrix: Matrix) -> list[str]:
    """The head of a matrix's table: its name, or nothing where its one row has that; columns."""
    single = matrix.rows == (matrix.name,)
    return ["" if single else matrix.name, *matrix.columns]


def given_rows(matrix: Matrix) -> list[list[str]]:
    """A matrix of given numbers, as short as they are: each row's label, and its numbers."""
    return [
        [label, *(compact(value, _GIVEN_DIGITS) for value in numbers)]
        for label, numbers in zip(matrix.rows, matrix.values.tolist(), strict=True)
    ]


def result_rows(matrix: Matrix, *, filled: bool) -> list[list[str]]:
    """A matrix to be worked out: blanks, or in the key its numbers."""
    return [
        [label, *(entry_text(v, signed=matrix.signed) if filled else BLANK for v in numbers)]
        for label, numbers in zip(matrix.rows, matrix.values.tolist(), strict=True)
    ]

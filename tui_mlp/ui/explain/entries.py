"""The entries of a page that a learner types into: which one is next, and what was typed."""

import math
from collections.abc import Sequence

from tui_mlp.lecture.pages.layout import Cell
from tui_mlp.lecture.pages.page import Matrix, Page
from tui_mlp.lecture.walk.hand_calculation import parsed


def next_cell(page: Page, cell: Cell, rows: int, columns: int) -> Cell | None:
    """The entry so many rows and columns from another, among those that can be typed over.

    Past the last or first row of a matrix it is in the next matrix, as near as that one's columns
    go; None where there is nothing on that side.
    """
    # by the shapes alone: a matrix may have hundreds of thousands of entries
    shapes = {
        place: block.values.shape
        for place, block in enumerate(page.blocks)
        if isinstance(block, Matrix) and block.edits
    }
    height, width = shapes[cell.block]
    wanted = Cell(cell.block, cell.row + rows, cell.column + columns)
    if 0 <= wanted.row < height and 0 <= wanted.column < width:
        return wanted
    ahead = [place for place in shapes if (place - cell.block) * rows > 0]
    if not ahead:
        return None
    block = min(ahead) if rows > 0 else max(ahead)
    height, width = shapes[block]
    return Cell(block, 0 if rows > 0 else height - 1, min(cell.column, width - 1))


def next_question(values: Sequence[float], before: int) -> int | None:
    """The place of the next number that can be asked for, around the end; None without one.

    Args:
        values: the numbers of the page that may be asked for, in order.
        before: the place of the last one that was asked for; −1 for none.
    """
    places = ((before + step) % len(values) for step in range(1, len(values) + 1))
    return next((place for place in places if math.isfinite(values[place])), None)


def typed_number(text: str) -> float:
    """The number that was typed.

    Raises:
        ValueError: it is none, or one that is too large for a float.
    """
    value = float(parsed(text))
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is too large")
    return value

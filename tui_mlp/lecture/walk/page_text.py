"""A page as plain text, for a terminal that just prints."""

import textwrap
from collections.abc import Iterator
from itertools import accumulate

from tui_mlp.lecture.walk.page import Block, Check, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.numbers import ENTRY_WIDTH, entry_text, residual

MOST_ROWS = 16
"""A matrix with more rows is cut there, and says so."""

_LONGEST_LABEL = 18


def page_text(page: Page, width: int) -> str:
    """The page as lines of at most `width` cells, 40 or more."""
    heading = f"{page.phase}  {page.title}"
    lines = [heading, "─" * min(len(heading), width)]
    matrices = [block for block in page.blocks if isinstance(block, Matrix)]
    # one margin for all, so that the columns of matrices below each other are aligned
    margin = max((_margin(matrix) for matrix in matrices), default=0)
    for before, block, after in _with_neighbours(page.blocks):
        if isinstance(block, Matrix):
            follows = _same_columns(before, block)
            if not (follows and _is_vector(block)):
                lines.append("")
            lines += _matrix_lines(block, margin, width, heads=not follows)
            if not _same_columns(block, after):
                lines += _wrapped(_left_out(block, margin, width), width, "  ")
        else:
            lines += [""] * isinstance(before, Matrix) + _text_lines(block, width)
    return "\n".join(lines)


def _with_neighbours(
    blocks: tuple[Block, ...],
) -> Iterator[tuple[Block | None, Block, Block | None]]:
    """Each block with the one before and the one after it."""
    return zip((None, *blocks), blocks, (*blocks[1:], None), strict=False)


def _same_columns(first: Block | None, second: Block | None) -> bool:
    """Whether two matrices that follow each other can share the line of columns' labels."""
    if not (isinstance(first, Matrix) and isinstance(second, Matrix)):
        return False
    return first.columns[: len(second.columns)] == second.columns


def _text_lines(block: Formula | Substituted | Sentence | Check, width: int) -> list[str]:
    if isinstance(block, Check):
        mark = "✓" if block.holds else f"✗ (more than {residual(block.tolerance)})"
        return _wrapped(f"{block.what}: difference {residual(block.residual)} {mark}", width, "")
    return _wrapped(block.text, width, "" if isinstance(block, Sentence) else "  ")


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    lead = indent + " " * (len(text) - len(text.lstrip()))
    return textwrap.wrap(
        text.strip(),
        width,
        initial_indent=lead,
        subsequent_indent=lead + "    " * bool(indent),
        break_on_hyphens=False,
    )


def _matrix_lines(matrix: Matrix, margin: int, width: int, *, heads: bool) -> list[str]:
    """Its name and shape, its columns' labels, and its rows."""
    widths = _column_widths(matrix, margin, width)
    lines = [] if _is_vector(matrix) else [f"{matrix.name}   {matrix.shape}".rstrip()]
    if heads:
        texts = (_clipped(text).rjust(w) for text, w in zip(matrix.columns, widths, strict=False))
        lines.append(" " * margin + "".join(texts))
    for label, values in zip(matrix.rows[:MOST_ROWS], matrix.values, strict=False):
        cells = zip(values.tolist(), widths, strict=False)
        texts = (entry_text(value, signed=matrix.signed).rjust(w) for value, w in cells)
        lines.append(_clipped(label).rjust(margin) + "".join(texts))
    return lines


def _column_widths(matrix: Matrix, margin: int, width: int) -> list[int]:
    """The widths of the columns that fit, at least one."""
    widths = [max(ENTRY_WIDTH, len(_clipped(label))) + 1 for label in matrix.columns]
    fitting = sum(end <= width - margin for end in accumulate(widths))
    return widths[: max(fitting, 1)]


def _is_vector(matrix: Matrix) -> bool:
    """Whether it is one row, labelled with its name already."""
    return matrix.rows == (matrix.name,)


def _margin(matrix: Matrix) -> int:
    return max(len(_clipped(label)) for label in matrix.rows[:MOST_ROWS]) + 1


def _left_out(matrix: Matrix, margin: int, width: int) -> str:
    """What says that a part of the matrix is not shown, if one is not."""
    rows, columns = matrix.values.shape
    shown = len(_column_widths(matrix, margin, width))
    parts = []
    if rows > MOST_ROWS:
        parts.append(f"{MOST_ROWS} of {rows} rows")
    if columns > shown:
        parts.append(f"{shown} of {columns} columns")
    return f"… shown are the first {' and '.join(parts)}; --json has all" if parts else ""


def _clipped(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"

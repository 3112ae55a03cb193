"""A page as Markdown, its formulas as LaTeX."""

from typing import assert_never

from tui_mlp.lecture.pages.latex import latex
from tui_mlp.lecture.pages.page import (
    Block,
    Check,
    Curve,
    Formula,
    Matrix,
    Page,
    Sentence,
    Substituted,
    Surface,
)
from tui_mlp.lecture.pages.spans import Cell, PageView
from tui_mlp.lecture.pages.surface_layout import surface_lines
from tui_mlp.numbers import entry_text, residual

_PICTURE_WIDTH = 80
_ALL = PageView()


def page_markdown(page: Page, view: PageView = _ALL) -> str:
    """A heading, then each block as a paragraph, a formula or a table.

    Args:
        page: what is written.
        view: what of it may be seen; its columns are all written.
    """
    heading = f"{page.phase}  {page.title}" if page.phase else page.title
    blocks = [_block(block, place, view) for place, block in view.shown_blocks(page)]
    return "\n\n".join([f"## {heading}", *blocks])


def _block(block: Block, place: int, view: PageView) -> str:
    match block:
        case Formula() | Substituted():
            return f"$$\n{latex(block.text)}\n$$"
        case Sentence():
            return plain(block.text)
        case Matrix():
            return _table(block, place, view)
        case Curve():
            return _table(block.points, place, view)
        case Check():
            mark = "✓" if block.holds else "✗"
            return f"- {mark} {plain(block.what)}: difference {residual(block.residual)}"
        case Surface():
            lines = surface_lines(block, _PICTURE_WIDTH, len)
            text = ("".join(span.text for span in line).rstrip() for line in lines)
            return "```text\n" + "\n".join(text) + "\n```"
        case _:
            assert_never(block)


def _table(matrix: Matrix, place: int, view: PageView) -> str:
    shown = matrix.values[: view.rows_shown(place, len(matrix.rows))].tolist()
    rows = [
        [
            _cell(matrix.rows[row]),
            *(
                view.text_of(Cell(place, row, column), entry_text(value, signed=matrix.signed))
                for column, value in enumerate(values)
            ),
        ]
        for row, values in enumerate(shown)
    ]
    head = [_cell(matrix.name), *map(_cell, matrix.columns)]
    lines = [head, ["---"] + ["---:"] * len(matrix.columns), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{plain(matrix.shape)}\n\n{table}" if matrix.shape else table


def _cell(text: str) -> str:
    return plain(text).replace("|", "\\|")


def plain(text: str) -> str:
    """Text in which no character is taken as markup."""
    for sign in "\\`*_<[$":
        text = text.replace(sign, "\\" + sign)
    return text

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
from tui_mlp.lecture.pages.surface_layout import surface_lines
from tui_mlp.numbers import entry_text, residual

_PICTURE_WIDTH = 80


def page_markdown(page: Page) -> str:
    """A heading, then each block as a paragraph, a formula or a table."""
    heading = f"{page.phase}  {page.title}" if page.phase else page.title
    return "\n\n".join([f"## {heading}", *map(_block, page.blocks)])


def _block(block: Block) -> str:
    match block:
        case Formula() | Substituted():
            return f"$$\n{latex(block.text)}\n$$"
        case Sentence():
            return _plain(block.text)
        case Matrix():
            return _table(block)
        case Curve():
            return _table(block.points)
        case Check():
            mark = "✓" if block.holds else "✗"
            return f"- {mark} {_plain(block.what)}: difference {residual(block.residual)}"
        case Surface():
            lines = surface_lines(block, _PICTURE_WIDTH, len)
            text = ("".join(span.text for span in line).rstrip() for line in lines)
            return "```text\n" + "\n".join(text) + "\n```"
        case _:
            assert_never(block)


def _table(matrix: Matrix) -> str:
    rows = [
        [_cell(label), *(entry_text(value, signed=matrix.signed) for value in values)]
        for label, values in zip(matrix.rows, matrix.values.tolist(), strict=True)
    ]
    head = [_cell(matrix.name), *map(_cell, matrix.columns)]
    lines = [head, ["---"] + ["---:"] * len(matrix.columns), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{_plain(matrix.shape)}\n\n{table}" if matrix.shape else table


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _plain(text: str) -> str:
    """Text in which no character is taken as markup."""
    for sign in "\\`*_<[$":
        text = text.replace(sign, "\\" + sign)
    return text

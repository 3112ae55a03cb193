"""The layout of a page of the walk: lines of spans, for a terminal that prints and for a screen."""

from tui_mlp.lecture.pages.matrix_layout import MatrixLayout, is_vector, margin_of
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
from tui_mlp.lecture.pages.spans import (
    HIDDEN,
    Cell,
    Line,
    Medium,
    PageLayout,
    PageView,
    Part,
    Role,
    Span,
)
from tui_mlp.lecture.pages.surface_layout import surface_lines
from tui_mlp.lecture.wrapping import wrapped
from tui_mlp.numbers import residual

__all__ = ["HIDDEN", "Cell", "Medium", "PageLayout", "PageView", "Part", "Role", "Span", "lay_out"]

_INDENT, _HANGING = "  ", "    "


def lay_out(page: Page, view: PageView, width: int, medium: Medium) -> PageLayout:
    """Lay a page out in lines of at most `width` cells, as many as it takes.

    A matrix that is too wide shows the columns from the view's first one on. While an entry is
    asked for, nothing after it is shown, and no line with numbers, which may hold it.
    """
    layout = PageLayout()
    # one margin for all, so that the columns of matrices below each other are aligned
    margin = margin_of([block for block in page.blocks if isinstance(block, Matrix)], medium)

    def lay(block: Block, place: int) -> _Laid:
        if isinstance(block, Curve):
            if medium.curve_rows:
                return block
            own = margin_of([block.points], medium)
            return MatrixLayout(block.points, place, view, own, width, medium)
        if isinstance(block, Matrix):
            return MatrixLayout(block, place, view, margin, width, medium)
        return _block_lines(block, width, medium)

    laid = [lay(block, place) for place, block in view.shown_blocks(page)]
    for before, block, after in zip((None, *laid), laid, (*laid[1:], None), strict=False):
        if _is_apart(before, block, medium):
            layout.lines.append(())
        if isinstance(block, MatrixLayout):
            block.add_to(layout, heads=not _shares_heads(before, block))
            if not (_shares_heads(block, after) and _is_cut_alike(block, after)):
                words = medium.left_out(block.matrix, block.part)
                layout.lines.extend(_lines(words, Role.LEFT_OUT, width, medium, indented=True))
        elif isinstance(block, Curve):
            layout.lines.append((Span(block.name, Role.NAME),))
            layout.curves[len(layout.lines)] = block
            layout.lines.extend([()] * medium.curve_rows)
        else:
            layout.lines.extend(block)
    return layout


_Laid = MatrixLayout | Curve | list[Line]
"""A block: a matrix, a curve that is drawn later, or the lines of a text."""


def _is_apart(before: _Laid | None, block: _Laid, medium: Medium) -> bool:
    """Whether a block has an empty line before it: vectors that share columns have none."""
    if isinstance(before, MatrixLayout):
        follows = isinstance(block, MatrixLayout) and is_vector(block.matrix)
        return not (follows and _shares_heads(before, block))
    if before is None or not isinstance(block, MatrixLayout):
        return False
    # on a screen the name of a matrix stands out by its colour
    return medium.printed or is_vector(block.matrix)


def _shares_heads(first: _Laid | None, second: _Laid | None) -> bool:
    """Whether the labels over a matrix's columns are those of the next one's too."""
    if not (isinstance(first, MatrixLayout) and isinstance(second, MatrixLayout)):
        return False
    if first.matrix.heatmap or second.matrix.heatmap:
        return False
    columns, heads = second.matrix.columns, second.heads
    same = first.matrix.columns[: len(columns)] == columns
    return same and first.heads[: len(heads)] == heads


def _is_cut_alike(first: MatrixLayout, second: _Laid | None) -> bool:
    """Whether what is said of the second one's rows tells of the first one's."""
    rows = len(first.matrix.rows)
    if first.part.rows == rows:
        return True
    return isinstance(second, MatrixLayout) and len(second.matrix.rows) == rows


def _block_lines(
    block: Formula | Substituted | Sentence | Check | Surface, width: int, medium: Medium
) -> list[Line]:
    if isinstance(block, Check):
        mark = "✓" if block.holds else f"✗ (more than {residual(block.tolerance)})"
        text = f"{block.what}: difference {residual(block.residual)} {mark}"
        return _lines(text, Role.HOLDS if block.holds else Role.FAILS, width, medium)
    if isinstance(block, Surface):
        return surface_lines(block, width, medium.measure)
    if isinstance(block, Sentence):
        return _lines(block.text, Role.SENTENCE, width, medium)
    role = Role.FORMULA if isinstance(block, Formula) else Role.SUBSTITUTED
    return _lines(block.text, role, width, medium, indented=True)


def _lines(
    text: str, role: Role, width: int, medium: Medium, *, indented: bool = False
) -> list[Line]:
    """A text as lines; indented only where no colours tell what it is."""
    indent, hanging = (_INDENT, _HANGING) if indented and medium.printed else ("", "")
    lines = wrapped(text, width, medium.measure, indent=indent, hanging=hanging)
    return [(Span(line, role),) for line in lines]

"""A page as plain text, for a terminal that just prints."""

from tui_mlp.lecture.pages.layout import Medium, PageView, Part, lay_out
from tui_mlp.lecture.pages.page import Matrix, Page

MOST_ROWS = 16
"""A matrix with more rows is cut there, and says so."""


def page_text(page: Page, width: int) -> str:
    """The page as lines of at most `width` cells, 40 or more."""
    heading = f"{page.phase}  {page.title}" if page.phase else page.title
    layout = lay_out(page, PageView(), width, _PRINTED)
    lines = ["".join(span.text for span in line).rstrip() for line in layout.lines]
    return "\n".join([heading, "─" * min(len(heading), width), *lines])


def _left_out(matrix: Matrix, part: Part) -> str:
    """What says that a part of the matrix is not shown, if one is not."""
    rows, columns = matrix.values.shape
    parts = []
    if rows > part.rows:
        parts.append(f"{part.rows} of {rows} rows")
    if columns > part.columns:
        parts.append(f"{part.columns} of {columns} columns")
    return f"… shown are the first {' and '.join(parts)}; --json has all" if parts else ""


_PRINTED = Medium(_left_out, most_rows=MOST_ROWS, printed=True)

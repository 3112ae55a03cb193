"""A page of the walk through one step, which scrolls where it is larger than the view."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.strip import Strip

from tui_mlp.lecture.pages.layout import Cell, PageView
from tui_mlp.lecture.pages.page import Page
from tui_mlp.ui.drawing.colours import Palette, palette_of
from tui_mlp.ui.drawing.strips import blank_rows, text_row
from tui_mlp.ui.explain.page_drawing import DrawnPage
from tui_mlp.ui.explain.page_spread import spread_page
from tui_mlp.ui.widgets.panel import Panel, as_table

LEAST_WIDTH, LEAST_HEIGHT = 34, 5
_TOO_SMALL = "Enlarge the terminal: a page needs {width} x {height} cells here, and has {has}."


class PagePanel(Panel):
    """Draws a page; knows which entry the cursor is on, and what is seen of a wide matrix."""

    BORDER_TITLE = "Page"
    DEFAULT_CSS = "PagePanel { height: 1fr; }"
    EXPLANATION: ClassVar[str] = (
        "One phase of a step of SGD: the formula in the lecture's symbols, the same line with the "
        "network's own numbers, the matrices (warm grounds for positive entries, cool ones for "
        "negative, the stronger the larger), and a check against what the engine computes. "
        "δˡ means ∂e/∂aˡ throughout."
    )

    def __init__(self) -> None:
        super().__init__()
        self._page: Page | None = None
        self._following: Sequence[Page] = ()
        self._view = PageView()
        self._top = 0
        self._drawn: DrawnPage | None = None
        self._palette: Palette | None = None
        self.border_title = ""  # only keys are told there

    def show(
        self, page: Page, view: PageView, *, from_top: bool, following: Sequence[Page] = ()
    ) -> None:
        """Show a page; from its first row on, or from where the last one was scrolled to.

        Args:
            page: what is shown.
            view: what is seen of it.
            from_top: whether it is scrolled to its first row.
            following: the next pages, which begin where room is left.
        """
        self._page, self._view, self._drawn = page, view, None
        self._following = following
        self.border_title = "arrows choose · ⏎ type · u original · esc leave" if view.cursor else ""
        if from_top:
            self._top = 0
        self.refresh()
        self._say_what_is_hidden()

    @property
    def drawn(self) -> DrawnPage:
        """The page at the present width."""
        if self._palette is None:
            self._palette = palette_of(self)
        if self._drawn is None:
            page, view, size = self._page, self._view, (self.size.width, self.size.height)
            self._drawn = (
                DrawnPage()
                if page is None
                else spread_page(page, view, size, self._palette, self._following)
            )
        return self._drawn

    def render_line(self, y: int) -> Strip:
        """One row of the page."""
        width, height = self.size
        rows = self.drawn.rows
        if self._palette is None:  # `drawn` has made it
            return Strip([])
        if width < LEAST_WIDTH or height < LEAST_HEIGHT:
            has = f"{width} x {height}"
            words = _TOO_SMALL.format(width=LEAST_WIDTH, height=LEAST_HEIGHT, has=has)
            part = words[y * width : (y + 1) * width]
            return text_row(part, width, self._palette.muted)
        place = self._top + y
        return rows[place] if place < len(rows) else blank_rows(1, width, self._palette.text)[0]

    def table(self) -> str:
        """All rows of the page, also those out of sight."""
        return as_table(strip.text for strip in self.drawn.rows)

    def scroll_rows(self, rows: int) -> None:
        """Go so many rows down, or up."""
        most = max(len(self.drawn.rows) - self.size.height, 0)
        self._top = min(max(self._top + rows, 0), most)
        self.refresh()
        self._say_what_is_hidden()

    @property
    def page_rows(self) -> int:
        """How many rows a page down is."""
        return max(self.size.height - 1, 1)

    def bring_to_view(self, cell: Cell) -> None:
        """Scroll until the row of an entry is seen."""
        line = self.drawn.lines.get((cell.block, cell.row))
        if line is None:
            return
        if line < self._top:
            self.scroll_rows(line - self._top)
        elif line >= self._top + self.size.height:
            self.scroll_rows(line - self._top - self.size.height + 1)

    def window_with(self, first_column: int, cell: Cell) -> int:
        """The first column to show so that an entry's column is among those shown."""
        fitting, columns = self.drawn.columns.get(cell.block, (1, 1))
        first = min(first_column, columns - fitting)
        return min(max(first, cell.column - fitting + 1), cell.column)

    @property
    def last_first_column(self) -> int:
        """The first column at which the widest matrix's last one is shown."""
        return max((every - fitting for fitting, every in self.drawn.columns.values()), default=0)

    @property
    def columns_shown(self) -> int:
        """The columns that fit of the matrices that are too wide."""
        wide = [fitting for fitting, every in self.drawn.columns.values() if fitting < every]
        return min(wide, default=1)

    def on_resize(self) -> None:
        self._drawn = None
        self.call_after_refresh(self.scroll_rows, 0)

    def notify_style_update(self) -> None:
        """Take the colours of the theme that is chosen now."""
        super().notify_style_update()
        self._palette = self._drawn = None

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_rows(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_rows(-3)

    def _say_what_is_hidden(self) -> None:
        """Say in the border how much there is above and below."""
        if not self.is_mounted or not self.size.height:
            return
        below = len(self.drawn.rows) - self._top - self.size.height
        parts = [f"↑ {self._top}"] * (self._top > 0) + [f"↓ {below}"] * (below > 0)
        words = " ".join(parts) + " more · PgUp PgDn" if parts else ""
        self.border_subtitle = Content(words)

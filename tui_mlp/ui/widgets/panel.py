"""The frame around every panel, and what the drawn ones have in common."""

import re
from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Self

from textual import events
from textual.app import App
from textual.content import Content
from textual.geometry import Offset, Region
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui_mlp.numbers import copied
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.colours import Palette, palette_of
from tui_mlp.ui.drawing.strips import blank_rows, changed_span, text_row
from tui_mlp.ui.words.glossary import term_at

PLACEHOLDER = "no numbers yet"


def has_few_colours(app: App[object]) -> bool:
    """Whether the terminal cannot tell classes or shades by their colours."""
    if app.is_headless:  # no terminal: a picture has all colours
        return app.no_color
    return app.no_color or app.console.color_system == "standard"


_GAP_OR_DRAWING = re.compile(r"(?:\s{2,}|\s*[\u2500-\u259f\u2800-\u28ff●]+\s*)+")


def as_table(lines: Iterable[str]) -> str:
    """The words and numbers of drawn lines, with tabs for gaps and for what is only a picture."""
    shown = (_GAP_OR_DRAWING.sub("\t", line.strip(" ▸")).strip("\t") for line in lines)
    return "\n".join(line for line in shown if line)


class Panel(Widget, can_focus=True):
    """A frame with a title around one part of a snapshot."""

    DEFAULT_CSS = """
    Panel {
        border: round $foreground 22%;
        border-title-color: $foreground 68%;
        border-title-style: bold;
        border-subtitle-color: $foreground 68%;
        padding: 0 1;
        &:focus {
            border: round $accent;
            border-title-color: $foreground;
        }
    }
    """

    EXPLANATION: ClassVar[str]
    """What the panel shows and how to read it, for the help screen."""

    snapshot: reactive[Snapshot | None] = reactive(None, repaint=False)
    """The latest news of the run; the screen binds it to its own."""

    _hovered = ""

    @property
    def heading(self) -> str:
        """The title as plain text; what it is, for a panel without one."""
        return Content.from_markup(self.border_title or self.BORDER_TITLE or "").plain

    @property
    def focus_help(self) -> tuple[str, ...]:
        """What its numbers are, by the first word of its title: a sentence, long and short."""
        term = term_at(self.heading, 0, type(self).__name__)
        if term is None:
            first, stop, _ = self.EXPLANATION.partition(". ")
            return (first + stop.rstrip(),)
        return f"{term.word}: {term.sentence}", term.sentence

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if event.widget is self:
            self.explain(self, event.get_content_offset(self), event.x)

    def explain(self, widget: Widget, place: Offset | None, x: int) -> None:
        """Say in a tooltip what the word or number under the mouse means, or what the panel shows.

        Args:
            widget: the panel, or what draws its lines.
            place: where in the widget's content; None on its frame.
            x: the column, with the frame.
        """
        if place is None:
            text = Content.from_markup(self.border_subtitle or "").plain
            place = Offset(x - (self.outer_size.width - len(text) - 2), 0)
            place = Offset(max(place.x, 0), 0)
        else:
            text = widget.render_line(place.y).text
        term = term_at(text, place.x, type(self).__name__) if text.strip() else None
        words = f"{term.word}: {term.sentence}" if term else self.EXPLANATION
        if words != self._hovered:
            self._hovered = words
            widget.tooltip = Content(words)

    def table(self) -> str:
        """The panel's numbers as lines with tabs between columns; by default its visible text."""
        return copied(as_table(self.render_line(y).text for y in range(self.size.height)))


class DrawnPanel(Panel):
    """A panel that draws its content cell by cell, and only what has changed of it.

    A subclass says in `shown` what its picture depends on, and makes the picture in `draw`. Nothing
    is drawn while the panel is hidden, or while `shown` stays the same.
    """

    _bottom_only = False

    def __init__(self) -> None:
        super().__init__()
        self._palette: Palette | None = None
        self._rows: list[Strip] = []
        self._drawn: tuple[object, ...] | None = None
        self._subtitle = Content("")

    @abstractmethod
    def shown(self, snapshot: Snapshot) -> object:
        """What the picture depends on: a value that compares equal when nothing has changed."""

    @abstractmethod
    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The picture for the present size of the content, both numbers 1 or more."""

    @property
    def placeholder(self) -> str:
        """What is shown before the first snapshot."""
        return PLACEHOLDER

    @property
    def palette(self) -> Palette:
        """The colours of the present theme."""
        if self._palette is None:
            self._palette = palette_of(self)
        return self._palette

    @property
    def few_colours(self) -> bool:
        """Whether the terminal cannot tell classes or shades by their colours."""
        return has_few_colours(self.app)

    @property
    def visible_now(self) -> bool:
        """Whether the user can see the panel: not hidden, nor under a screen that covers it."""
        if not self.is_mounted or not self.is_on_screen:
            return False
        top = self.app.screen
        return self.screen is top or (self.screen.is_current and top.styles.background.a < 1)

    def watch_snapshot(self) -> None:
        self.update_picture()

    def update_picture(self) -> None:
        """Draw anew if anything has changed, and repaint the cells that differ."""
        if not self.visible_now:
            # Draws when it is seen again: painting asks for rows, and they are made then.
            self._drawn = None
            self.refresh()
            return
        before = self._rows
        if not self._draw_if_changed():
            return
        if len(before) != len(self._rows):
            self.refresh()
            return
        for number, (old, new) in enumerate(zip(before, self._rows, strict=True)):
            if span := changed_span(old, new):
                self.refresh(Region(span[0], number, span[1] - span[0], 1))

    def _draw_if_changed(self) -> bool:
        """Make the rows for the present snapshot and size; False if they are made already."""
        snapshot = self.snapshot
        parts = (self.size, None if snapshot is None else self.shown(snapshot))
        if parts == self._drawn:
            return False
        self._drawn = parts
        width, height = self.size
        if width < 1 or height < 1:
            self._rows = []
        elif snapshot is None:
            blank = blank_rows(height - 1, width, self.palette.text)
            self._rows = [text_row(self.placeholder, width, self.palette.muted), *blank]
        else:
            self._rows = self.draw(snapshot, width, height)
        return True

    def render_line(self, y: int) -> Strip:
        """One row of the picture."""
        if self._drawn is None or self._drawn[0] != self.size:
            self._draw_if_changed()
        if y < len(self._rows):
            return self._rows[y]
        return blank_rows(1, self.size.width, self.palette.text)[0]

    def notify_style_update(self) -> None:
        """Take the colours of the theme that is chosen now."""
        super().notify_style_update()
        self._palette = None
        self._drawn = None

    def say(self, subtitle: Content) -> None:
        """Show live figures in the bottom border."""
        if not subtitle.is_same(self._subtitle):
            self._subtitle = subtitle
            # Not at once: while rows are being painted, the border is already on its way.
            self.call_later(self._show_subtitle)

    def title(self, text: str) -> None:
        """Name what is shown in the top border."""
        if self.border_title != text:
            self.call_later(setattr, self, "border_title", Content(text))

    def _show_subtitle(self) -> None:
        self._bottom_only = True
        self.border_subtitle = self._subtitle
        self._bottom_only = False

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Repaint; for a new subtitle the bottom border only, where Textual repaints everything."""
        if self._bottom_only and not regions:
            width, height = self.size
            regions = (Region(-self.gutter.left, height, width + self.gutter.width, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

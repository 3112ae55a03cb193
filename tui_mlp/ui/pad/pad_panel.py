"""The pad that an image is drawn on."""

from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import MouseDown, MouseMove, MouseUp
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.pixels import image, image_size
from tui_mlp.ui.drawing.strips import blank_rows, row
from tui_mlp.ui.pad.drawn_image import DrawnImage
from tui_mlp.ui.widgets.panel import DrawnPanel

_SHADES = "·░▒▓█"
"""Of a pixel where the terminal has no greys."""
_PAPER = 0.1
"""How far the pad stands out from the ground, as a share of the ink."""
_CURSOR, _PEN = "┼", "●"
_RIGHT_BUTTON = 3


class PadPanel(DrawnPanel):
    """An image in pixels, a cursor, and a pen."""

    EXPLANATION: ClassVar[str] = (
        "Draw with the mouse, or with the keys: the arrows move the cursor, space draws where it"
        " is, d puts the pen down, so that the arrows draw, and lifts it again; backspace erases,"
        " c clears all, t takes the image that the trainer shows. The network is asked at once."
    )
    focus_help = ("Draw with the mouse or the keys: the network is asked at once.",)
    BORDER_TITLE = "A drawing of your own"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1,0)", "Move", key_display="← → ↑ ↓", tooltip="Move the cursor"),
        Binding("down", "move(1,0)", "Down", show=False, tooltip="Move the cursor down"),
        Binding("left", "move(0,-1)", "Left", show=False, tooltip="Move the cursor left"),
        Binding("right", "move(0,1)", "Right", show=False, tooltip="Move the cursor right"),
        Binding("space,enter", "touch(False)", "Draw", tooltip="Draw where the cursor is"),
        Binding("d", "pen", "Pen", tooltip="Put the pen down, so that moving draws; or lift it"),
        Binding("backspace,delete", "touch(True)", "Erase", tooltip="Erase under the cursor"),
        Binding("c", "clear", "Clear", tooltip="Take the whole drawing away"),
        Binding("t", "take", "Take", tooltip="Take the image that the trainer shows"),
    ]

    class Changed(Message):
        """The image is another."""

    class SampleWanted(Message):
        """The image that the trainer shows is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing: DrawnImage | None = None
        """None before it is known what an image consists of."""
        self._version = 0
        self._erasing = False

    def begin(self, drawing: DrawnImage) -> None:
        """Draw on an image."""
        self.drawing = drawing
        self._show_changes()

    def shown(self, snapshot: Snapshot) -> object:
        """How often something has changed."""
        del snapshot
        return self._version, self.has_focus, self.few_colours

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The image in the middle, as large as it fits, with the cursor over it."""
        drawing = self.drawing
        del snapshot
        if drawing is None:
            return blank_rows(height, width, self.palette.text)
        left, top, size = self._place(drawing, width, height)
        picture = self._picture(drawing, size)
        picture = self._with_cursor(picture, drawing, size)
        pen = "pen down" if drawing.pen_down else "pen up"
        at = f"row {drawing.cursor[0] + 1}, column {drawing.cursor[1] + 1}"
        self.say(Content(f"{pen}, {at}"))
        blank = self.palette.text
        rows = [row([Segment(" " * left, blank), *strip], width, blank) for strip in picture]
        rows = blank_rows(top, width, blank) + rows
        return rows[:height] + blank_rows(height - len(rows), width, blank)

    def _picture(self, drawing: DrawnImage, size: tuple[int, int]) -> list[Strip]:
        low, high = drawing.limits
        if not self.few_colours:
            paper = low - _PAPER * (high - low)
            return image(drawing.pixels, *size, self.palette, limits=(paper, high))
        shares = (self._of_cells(drawing.pixels, size) - low) / ((high - low) or 1.0)
        levels = np.round(shares * (len(_SHADES) - 1)).astype(np.intp)
        style = self.palette.text
        return [Strip([Segment("".join(_SHADES[n] for n in line), style)]) for line in levels]

    @staticmethod
    def _of_cells(pixels: FloatArray, size: tuple[int, int]) -> FloatArray:
        """(rows, columns) the largest of the pixels in each cell."""
        height, width = pixels.shape
        across = np.arange(size[1]) * width // size[1]
        down = np.arange(size[0] + size[0] % 2) * height // size[0]
        shown = pixels[np.minimum(down, height - 1)][:, across]
        largest: FloatArray = np.maximum(shown[0::2], shown[1::2])
        return largest

    def _with_cursor(
        self, picture: list[Strip], drawing: DrawnImage, size: tuple[int, int]
    ) -> list[Strip]:
        """The picture with a sign in the middle of the pixel under the cursor."""
        y, x = drawing.cursor
        height, width = drawing.pixels.shape
        column = (2 * x + 1) * size[1] // (2 * width)
        line = min((2 * y + 1) * size[0] // (2 * height) // 2, len(picture) - 1)
        colour = self.palette.accent.color
        style = Style(color=colour, bgcolor=self.palette.background.rich_color, bold=True)
        sign = _PEN if drawing.pen_down else _CURSOR
        before, _, behind = picture[line].divide([column, column + 1, size[1]])
        marked = Strip([*before, Segment(sign, style), *behind], size[1])
        return [*picture[:line], marked, *picture[line + 1 :]]

    @staticmethod
    def _place(drawing: DrawnImage, width: int, height: int) -> tuple[int, int, tuple[int, int]]:
        """The first column and row of the picture, and its (height, width) in pixels."""
        shape = drawing.pixels.shape
        size = image_size((shape[0], shape[1]), width, height)
        return (width - size[1]) // 2, max((height - (size[0] + 1) // 2) // 2, 0), size

    def _pixel_at(self, place: Offset) -> tuple[int, int] | None:
        """The pixel in a cell of the panel; None outside the picture."""
        if self.drawing is None:
            return None
        left, top, size = self._place(self.drawing, *self.size)
        column, line = place.x - left, 2 * (place.y - top)
        height, width = self.drawing.pixels.shape
        if not (0 <= column < size[1] and 0 <= line < size[0]):
            return None
        return line * height // size[0], column * width // size[1]

    def on_mouse_down(self, event: MouseDown) -> None:
        pixel = self._pixel_at(event.get_content_offset(self) or Offset(-1, -1))
        if pixel is not None and self.drawing is not None:
            self.capture_mouse()
            self._erasing = event.button == _RIGHT_BUTTON
            self.drawing.cursor = pixel
            self.drawing.touch(erase=self._erasing)
            self._say_changed()

    def on_mouse_move(self, event: MouseMove) -> None:
        if self.app.mouse_captured is not self:
            super().on_mouse_move(event)
            return
        pixel = self._pixel_at(event.get_content_offset_capture(self))
        if pixel is not None and self.drawing is not None:
            self.drawing.draw_to(*pixel, erase=self._erasing)
            self._say_changed()

    def on_mouse_up(self, event: MouseUp) -> None:
        self.release_mouse()

    def _show_changes(self) -> None:
        self._version += 1
        self.update_picture()

    def _say_changed(self) -> None:
        self._show_changes()
        self.post_message(self.Changed())

    def action_move(self, down: int, right: int) -> None:
        if self.drawing is not None:
            self.drawing.move(down, right)
            self._say_changed()

    def action_touch(self, erase: bool) -> None:
        if self.drawing is not None:
            self.drawing.touch(erase=erase)
            self._say_changed()

    def action_pen(self) -> None:
        if self.drawing is not None:
            self.drawing.pen_down = not self.drawing.pen_down
            if self.drawing.pen_down:
                self.drawing.touch()
            self._say_changed()

    def action_clear(self) -> None:
        if self.drawing is not None:
            self.drawing.clear()
            self._say_changed()

    def action_take(self) -> None:
        self.post_message(self.SampleWanted())

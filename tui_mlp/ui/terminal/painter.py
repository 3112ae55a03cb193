"""Sends a terminal the cells that changed, and no others.

Textual repaints a widget whole when a part of it has changed, and gives each piece all of its
style. Here each update is first taken into a picture of the screen that is wanted; what is sent is
how that differs from the picture that the terminal shows. So nothing is lost where a slow terminal
makes several updates become one. It is also the last look at what leaves the program: a character
that is none becomes U+FFFD, whatever its way to here.
"""

from collections.abc import Iterable

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate

from tui_mlp.ui.terminal.downgrade import downgraded

_SMALL_GAP = 3
"""So many unchanged cells of one pen are sent again: going around them takes as many bytes."""
_ATTRIBUTES = (
    *(("bold", "1"), ("dim", "2"), ("italic", "3"), ("underline", "4"), ("blink", "5")),
    *(("reverse", "7"), ("strike", "9"), ("underline2", "21")),
)

_BLOCKS = "▘▝▀▖▌▞▛▗▚▐▜▄▙▟"
_INVERSE = dict(zip(_BLOCKS, reversed(_BLOCKS), strict=True))
"""The quadrants in front of one are those behind the other."""

Pen = tuple[str, str, str]
"""The SGR codes of the foreground, the background and the attributes."""
_PLAIN: Pen = ("39", "49", "")


class Painter:
    """The screen that is wanted and the one that is there.

    Args:
        color_system: what colours the terminal has; None for none.
    """

    def __init__(self, color_system: ColorSystem | None) -> None:
        self._color_system = color_system
        self._pens: dict[Style | None, Pen] = {None: _PLAIN}
        self._wanted: list[_Row] = []
        self._there: list[_Row] = []
        self._touched: set[int] = set()

    def forget(self) -> None:
        """The terminal may show anything by now: everything is sent anew."""
        self._there = [_Row(0) for _ in self._wanted]
        self._touched = set(range(len(self._wanted)))

    def take(self, update: CompositorUpdate) -> bool:
        """Take an update into the picture that is wanted; False if it is of an unknown kind."""
        if isinstance(update, LayoutUpdate):
            region = update.region
            if (len(self._wanted), self._width) != (region.bottom, region.right):
                self._wanted = [_Row(region.right) for _ in range(region.bottom)]
                self.forget()
            for y, strips in enumerate(update.strips, region.y):
                self._draw(y, region.x, region.right, (s for strip in strips for s in strip))
        elif isinstance(update, ChopsUpdate):
            for y, left, right in update.spans:
                pieces = zip(update.chop_ends[y], update.chops[y].items(), strict=False)
                for end, (x, strip) in pieces:
                    if strip is not None and x < right and end > left:
                        self._draw(y, x, min(end, right), strip)
        else:
            return False
        return True

    @property
    def _width(self) -> int:
        return len(self._wanted[0].characters) if self._wanted else 0

    def _draw(self, y: int, x: int, right: int, segments: Iterable[Segment]) -> None:
        if y >= len(self._wanted):
            return
        row = self._wanted[y]
        right = min(right, len(row.characters))
        self._touched.add(y)
        if row.is_within_character(x):
            row.characters[x - 1] = " "  # the half that is left of it
        for text, style, control in segments:
            if control or x >= right:
                continue
            pen = self._pen(style)
            if text.isascii() and text.isprintable():
                end = min(x + len(text), right)
                row.characters[x:end] = text[: end - x]
                row.pens[x:end] = [pen] * (end - x)
                x = end
            else:
                x = row.write(x, right, text, pen)
        if row.is_within_character(x):
            row.characters[x] = " "

    def _pen(self, style: Style | None) -> Pen:
        pen = self._pens.get(style)
        if pen is None:
            if len(self._pens) > 4096:
                self._pens = {None: _PLAIN}
            pen = self._pens[style] = self._pen_of(style or Style.null())
        return pen

    def _pen_of(self, style: Style) -> Pen:
        attributes = ";".join(code for name, code in _ATTRIBUTES if getattr(style, name))
        system = self._color_system
        colors = ["39", "49"]
        for place, color in enumerate((style.color, style.bgcolor)):
            if color is not None and system is not None:
                codes = downgraded(color, system).get_ansi_codes(foreground=place == 0)
                colors[place] = ";".join(codes)
        return colors[0], colors[1], attributes

    def changes(self) -> str:
        """What makes the terminal show what is wanted; empty where it does."""
        parts: list[str] = []
        pen: Pen | None = None
        for y in sorted(self._touched):
            wanted, there = self._wanted[y], self._there[y]
            if wanted == there:
                continue
            at = -1
            for start, end in wanted.runs_that_differ(there):
                parts.append(f"\x1b[{y + 1};{start + 1}H" if at < 0 else _ahead(start - at))
                pen = wanted.send(start, end, pen, parts)
                at = end if wanted.is_plain(start, end) else -1
            there.characters[:] = wanted.characters
            there.pens[:] = wanted.pens
        self._touched.clear()
        if parts:
            parts.append("\x1b[0m")
        return "".join(parts)


class _Row:
    """A line of cells; the second cell of a wide character is an empty text."""

    def __init__(self, width: int) -> None:
        self.characters = [" "] * width
        self.pens = [_PLAIN] * width

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Row)
            and self.characters == other.characters
            and self.pens == other.pens
        )

    __hash__ = None  # type: ignore[assignment]

    def is_within_character(self, x: int) -> bool:
        """Whether a place is the second cell of a wide character."""
        return x < len(self.characters) and self.characters[x] == ""

    def write(self, x: int, right: int, text: str, pen: Pen) -> int:
        """Write a text of any characters; the place after it."""
        characters, pens = self.characters, self.pens
        for character in text:
            width = get_character_cell_size(character)
            if width == 0 and character.isprintable():
                if x > 0 and len(characters[x - 1]) < 8:
                    characters[x - 1] += character
                continue
            if x + max(width, 1) > right:
                break
            characters[x] = character if character.isprintable() else "\ufffd"
            pens[x] = pen
            x += 1
            if width == 2:
                characters[x], pens[x] = "", pen
                x += 1
        return x

    def runs_that_differ(self, there: "_Row") -> list[tuple[int, int]]:
        """(start, end) of the cells to send, in their order; whole characters only."""
        characters, pens = self.characters, self.pens
        if len(there.characters) != len(characters):
            there.characters = [""] * len(characters)
            there.pens = [_PLAIN] * len(characters)
            return [(0, len(characters))]
        runs: list[tuple[int, int]] = []
        pairs = zip(characters, there.characters, pens, there.pens, strict=True)
        for x, (character, old, pen, old_pen) in enumerate(pairs):
            if character == old and (pen == old_pen or _look_alike(character, pen, old_pen)):
                continue
            start = x
            while start > 0 and "" in (characters[start], there.characters[start]):
                start -= 1
            end = x + 1
            while end < len(characters) and "" in (characters[end], there.characters[end]):
                end += 1
            if runs and self._is_small_gap(runs[-1][1], start):
                runs[-1] = (runs[-1][0], max(end, runs[-1][1]))
            else:
                runs.append((start, end))
        return runs

    def _is_small_gap(self, start: int, end: int) -> bool:
        """Whether cells between two runs are sent with fewer bytes than gone around."""
        if end <= start:
            return True
        pen = self.pens[start - 1]
        return end - start <= _SMALL_GAP and all(each == pen for each in self.pens[start:end])

    def send(self, start: int, end: int, pen: Pen | None, parts: list[str]) -> Pen:
        """Add what draws the cells; the pen that is left in the terminal's hand."""
        for character, own in zip(self.characters[start:end], self.pens[start:end], strict=True):
            if own is not pen and own != pen:
                switch, drawn, pen = _cheapest(pen, own, character)
                parts.append(switch + drawn)
            else:
                parts.append(character)
        return pen or _PLAIN

    def is_plain(self, start: int, end: int) -> bool:
        """Whether each cell is one character, so that every terminal goes as far."""
        return all(len(character) == 1 for character in self.characters[start:end])


def _ahead(cells: int) -> str:
    return f"\x1b[{cells}C" if cells > 1 else "\x1b[C"


def _look_alike(character: str, pen: Pen, other: Pen) -> bool:
    """Whether a character looks the same in both: of a space, only the background is seen."""
    return character == " " and not pen[2] and pen[1:] == other[1:]


def _cheapest(pen: Pen | None, to: Pen, character: str) -> tuple[str, str, Pen]:
    """The SGR sequence, the character and its pen that show a cell with the fewest bytes.

    A space leaves the foreground as it is. A block can be the one of the other quadrants with the
    two colours exchanged, of which the terminal may have one already.
    """
    if pen is None or pen[2] or to[2]:
        return _switch(pen, to), character, to
    if character == " ":
        to = (pen[0], to[1], to[2])
        return "" if to == pen else _switch(pen, to), character, to
    switch = _switch(pen, to)
    inverse = _INVERSE.get(character)
    if inverse is not None and to[0].startswith("38;") and to[1].startswith("48;"):
        exchanged = ("3" + to[1][1:], "4" + to[0][1:], "")
        other = "" if exchanged == pen else _switch(pen, exchanged)
        if len(other) < len(switch):
            return other, inverse, exchanged
    return switch, character, to


def _switch(pen: Pen | None, to: Pen) -> str:
    """The shortest SGR sequence from one pen to another."""
    if pen is None or pen[2] != to[2]:
        attributes = f";{to[2]}" if to[2] else ""
        colors = "".join(
            f";{code}" for code, plain in zip(to, _PLAIN[:2], strict=False) if code != plain
        )
        return f"\x1b[0{attributes}{colors}m"
    codes = [code for old, code in zip(pen[:2], to[:2], strict=True) if old != code]
    return f"\x1b[{';'.join(codes)}m"

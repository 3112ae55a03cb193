"""What a terminal is sent: read by a small terminal, it shows what the app wanted."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tui_mlp.ui.terminal.painter import Painter

WIDTH, HEIGHT = 24, 6
STYLES = [
    Style(),
    Style(color="red"),
    Style(color="#123456", bgcolor="blue"),
    Style(bold=True, bgcolor="#abcdef"),
    Style(reverse=True, underline=True, color="red"),
    Style(color="#123456", bgcolor="#abcdef"),
    Style(color="#abcdef", bgcolor="#123456"),
    Style(color="#abcdef", bgcolor="#654321"),
]
_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
_TOKEN = re.compile(r"\x1b\[([\d;]*)([A-Za-z])|(.)", re.DOTALL)


class SmallTerminal:
    """Understands what `Painter` may send, and nothing else."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.cells = [[("?", ())] * width for _ in range(height)]
        self.x = self.y = 0
        self.pen: tuple[str, ...] = ()

    def feed(self, text: str) -> None:
        for numbers, final, character in _TOKEN.findall(text):
            if character:
                assert character.isprintable(), repr(character)
                self._put(character)
            elif final == "H":
                line, column = numbers.split(";")
                self.y, self.x = int(line) - 1, int(column) - 1
            elif final == "C":
                self.x += int(numbers or 1)
            else:
                assert final == "m", final
                self._select(numbers.split(";"))

    def _put(self, character: str) -> None:
        from rich.cells import get_character_cell_size

        width = get_character_cell_size(character)
        row = self.cells[self.y]
        if width == 0:
            row[self.x - 1] = (row[self.x - 1][0] + character, row[self.x - 1][1])
            return
        row[self.x] = (character, self.pen)
        if width == 2:
            row[self.x + 1] = ("", self.pen)
        self.x += width

    def _select(self, codes: list[str]) -> None:
        pen = dict(self.pen)
        rest = list(codes)
        while rest:
            code = rest.pop(0)
            if code == "0":
                pen = {}
            elif code in {"38", "48"}:
                count = 4 if rest[0] == "2" else 2
                pen[code[0]] = ";".join([code, *rest[:count]])
                del rest[:count]
            elif code in {"39", "49"}:
                pen.pop(code[0], None)
            elif len(code) == 2 and code[0] in "34":
                pen[code[0]] = code
            else:
                pen[f"attribute {code}"] = code
        self.pen = tuple(sorted(pen.items()))

    @property
    def text(self) -> list[str]:
        return ["".join(character for character, _ in row) for row in self.cells]

    @property
    def looks(self) -> list[list[object]]:
        """What a person sees of each cell."""
        return [[_look(*cell) for cell in row] for row in self.cells]


def _look(character: str, pen: tuple[tuple[str, str], ...]) -> object:
    """The colours of a cell's quarters where it has no more, else the character and its pen."""
    colours = dict(pen)
    if character and character in _QUADRANTS and not colours.keys() - {"3", "4"}:
        bits = _QUADRANTS.index(character)
        front, back = (colours.get(each, "39")[1:] for each in "34")
        return tuple(front if bits >> place & 1 else back for place in range(4))
    return character, pen


def layout(rows: list[list[Segment]]) -> LayoutUpdate:
    strips = [[Strip(row).adjust_cell_length(WIDTH, Style())] for row in rows]
    return LayoutUpdate(strips, Region(0, 0, WIDTH, len(rows)))


def shown(rows: list[list[Segment]], painter: Painter | None = None) -> SmallTerminal:
    painter = painter or Painter(ColorSystem.TRUECOLOR)
    painter.take(layout(rows))
    terminal = SmallTerminal()
    terminal.feed(painter.changes())
    return terminal


texts = st.text(st.sampled_from("ab ─█▀▄▌▟▘日本é\u0301"), max_size=WIDTH).map(
    lambda text: text.lstrip("\u0301")
)
rows = st.lists(
    st.lists(st.builds(Segment, texts, st.sampled_from(STYLES)), max_size=4),
    min_size=HEIGHT,
    max_size=HEIGHT,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, min_size=2, max_size=4))
def test_changes_lead_to_the_same_screen_as_everything_anew(
    pictures: list[list[list[Segment]]],
) -> None:
    painter, terminal = Painter(ColorSystem.TRUECOLOR), SmallTerminal()
    for picture in pictures:
        painter.take(layout(picture))
        terminal.feed(painter.changes())
        assert terminal.looks == shown(picture).looks


def test_only_what_changed_is_sent() -> None:
    painter = Painter(ColorSystem.TRUECOLOR)
    shown([[Segment("loss 0.1234", STYLES[1])]], painter)
    painter.take(layout([[Segment("loss 0.1239", STYLES[1])]]))
    assert painter.changes() == "\x1b[1;11H\x1b[0;31m9\x1b[0m"
    painter.take(layout([[Segment("loss 0.1239", STYLES[1])]]))
    assert painter.changes() == ""


def test_of_a_space_only_the_background_counts() -> None:
    painter = Painter(ColorSystem.TRUECOLOR)
    shown([[Segment("a ", STYLES[2])]], painter)
    painter.take(layout([[Segment("a", STYLES[2]), Segment(" ", Style(bgcolor="blue"))]]))
    assert painter.changes() == ""
    painter.take(layout([[Segment("a", STYLES[2]), Segment(" ", STYLES[3])]]))
    assert painter.changes() != ""


def test_a_block_uses_the_colours_that_the_terminal_has() -> None:
    painter, terminal = Painter(ColorSystem.TRUECOLOR), SmallTerminal()
    picture = [[Segment("▌", STYLES[5]), Segment("▌", STYLES[6]), Segment("▙", STYLES[7])]]
    painter.take(layout(picture))
    sent = painter.changes()
    terminal.feed(sent)
    assert terminal.text[0].rstrip() == "▌▐▝"
    one, other, third = "18;52;86", "171;205;239", "101;67;33"
    assert terminal.looks[0][:3] == [
        tuple(f"8;2;{colour}" for colour in cell)
        for cell in (
            (one, other, one, other),
            (other, one, other, one),
            (other, third, other, other),
        )
    ]
    assert f"▌▐\x1b[38;2;{third}m▝" in sent


def test_unchanged_cells_of_another_style_are_gone_around() -> None:
    painter = Painter(ColorSystem.TRUECOLOR)
    shown([[Segment("a"), Segment("b", STYLES[2]), Segment("c")]], painter)
    painter.take(layout([[Segment("x"), Segment("b", STYLES[2]), Segment("y")]]))
    assert painter.changes() == "\x1b[1;1H\x1b[0mx\x1b[Cy\x1b[0m"


def test_a_style_that_looks_the_same_is_the_same() -> None:
    painter = Painter(ColorSystem.TRUECOLOR)
    shown([[Segment("a", Style(color="red"))]], painter)
    painter.take(layout([[Segment("a", Style(color="red", link="https://x"))]]))
    assert painter.changes() == ""


def test_updates_that_had_to_wait_become_one() -> None:
    painter, terminal = Painter(ColorSystem.TRUECOLOR), SmallTerminal()
    for text in ("one", "two", "six"):
        painter.take(layout([[Segment(text)]]))
    sent = painter.changes()
    terminal.feed(sent)
    assert "one" not in sent
    assert terminal.text[0].rstrip() == "six"


def test_a_part_of_a_line_is_taken_into_it() -> None:
    painter, terminal = Painter(ColorSystem.TRUECOLOR), SmallTerminal()
    painter.take(layout([[Segment("日本日本日本")]]))
    terminal.feed(painter.changes())
    chops = [{3: Strip([Segment("xyz")])}]
    painter.take(ChopsUpdate(chops, [(0, 3, 5)], [[6]]))
    terminal.feed(painter.changes())
    # what is left of a character that was cut in two is a space
    assert terminal.text[0].rstrip() == "日 xy 本日本"


def test_a_terminal_that_shows_anything_gets_all_anew() -> None:
    painter, terminal = Painter(ColorSystem.TRUECOLOR), SmallTerminal()
    shown([[Segment("text")]], painter)
    painter.forget()
    painter.take(layout([[Segment("text")]]))
    terminal.feed(painter.changes())
    assert terminal.text[0].rstrip() == "text"


@pytest.mark.parametrize("hostile", ["\x1b]0;x\x07", "\x9b31m", "\u202e", "\ud800", "a\x7fb\r\n"])
def test_no_control_character_leaves(hostile: str) -> None:
    sent = shown_text(hostile)
    assert "\ufffd" in sent
    assert not any(c in sent for c in hostile if not c.isprintable() and c != "\x1b")
    assert re.sub(r"\x1b\[[\d;]*[HCm]", "", sent).count("\x1b") == 0


def shown_text(text: str) -> str:
    painter = Painter(ColorSystem.TRUECOLOR)
    painter.take(LayoutUpdate([[Strip([Segment(text)], 10)]], Region(0, 0, 10, 1)))
    return painter.changes()


def test_an_update_of_another_kind_is_left_to_textual() -> None:
    from textual._compositor import InlineUpdate

    assert not Painter(None).take(InlineUpdate([]))


def test_without_colours_there_are_none() -> None:
    painter = Painter(None)
    painter.take(layout([[Segment("a", STYLES[2])]]))
    assert "38;" not in painter.changes()

"""The KL workbench: distributions that the arrow keys edit, and how far they are apart."""

import math
from dataclasses import replace
from typing import ClassVar

import numpy as np
from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from tui_mlp.lecture.kl.divergence import kl_divergence
from tui_mlp.lecture.kl.triangle import violating_r
from tui_mlp.lecture.kl.workbench import (
    LEAST_CLASSES,
    MOST_CLASSES,
    NAMES,
    R,
    Workbench,
    lecture_example,
)
from tui_mlp.ui.drawing.colours import Palette, palette_of
from tui_mlp.ui.drawing.strips import blank_rows
from tui_mlp.ui.kl.kl_drawing import LEAST_WIDTH, Cursor, workbench_rows
from tui_mlp.ui.widgets.footer import Hint
from tui_mlp.ui.widgets.panel import Panel

EXAMPLE = "the lecture's example"

_SOFTMAX = Hint("T, c", rank=8, merges_at=0)
_NUMBER_BEGINS = frozenset("0123456789.,")

_FRAME = 2
_PADDING = 2


class DivergencePanel(Panel):
    """p, q and r over the same classes, the terms of KL, NE and CE, and the triangle inequality."""

    DEFAULT_CSS = f"""
    DivergencePanel {{
        width: 100%;
        min-width: {LEAST_WIDTH + _FRAME + _PADDING};
        max-width: 120;
        height: auto;
    }}
    """
    EXPLANATION: ClassVar[str] = (
        "Distributions over the same classes, in nats (natural logarithms; 0 log 0 is 0). The bars "
        "are the terms that KL is the sum of, to the left of the line where they are negative. "
        "KL(p‖q) = NE(p) + CE(p, q): with p = y and q = ŷ only CE depends on the network. KL is "
        "never negative, 0 only where p = q, not symmetric, and has no triangle inequality. It is "
        "infinite where q gives a class no chance that p does give one; softmax never does."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(0, -1)", "Choose", key_display="↑ ↓ tab",
                tooltip="Choose a class, or p, q, r"),
        Binding("down", "move(0, 1)", "Class", show=False, tooltip="The class below"),
        Binding("tab", "move(1, 0)", "Distribution", show=False, tooltip="p, q or r"),
        Binding("shift+tab", "move(-1, 0)", "Distribution", show=False, tooltip="The one before"),
        Binding("left", "step(-0.01)", "Change", key_display="← →",
                tooltip="Change the probability by .01; the others keep to their proportions"),
        Binding("right", "step(0.01)", "More", show=False,
                tooltip="Raise it by .01"),
        Binding("shift+left", "step(-0.05)", "Less", show=False, tooltip="Lower it by .05"),
        Binding("shift+right", "step(0.05)", "More", show=False, tooltip="Raise it by .05"),
        Binding("enter", "type", "Type", key_display="⏎ 0-9", group=Hint(rank=7),
                tooltip="Type the probability, such as .25 or 1/3; a digit begins at once"),
        Binding("equals_sign", "equal", "q := p", key_display="=", group=Hint(rank=9),
                tooltip="Make q the same as p, where KL is 0"),
        Binding("t", "break_triangle", "Triangle",
                tooltip="Find an r that violates KL(p‖r) ≤ KL(p‖q) + KL(q‖r)"),
        Binding("w", "temper(2.0)", "Warmer", key_display="w", group=_SOFTMAX,
                tooltip="Twice the temperature: q = softmax(a/T + c) with a = log q gets flatter"),
        Binding("c", "temper(0.5)", "Colder", key_display="c", group=_SOFTMAX,
                tooltip="Half the temperature: q = softmax(a/T + c) gets sharper"),
        Binding("plus", "shift(1.0)", "Shift", key_display="+", group=_SOFTMAX,
                tooltip="Add 1 to every logit of q: the shift c changes nothing"),
        Binding("minus", "shift(-1.0)", "Shift", key_display="−", group=_SOFTMAX,
                tooltip="Take 1 from every logit of q: that changes nothing either"),
        Binding("pagedown", "screen.scroll_page(1)", "Proofs", key_display="PgDn",
                group=Hint(rank=4), tooltip="Further down: why these things are so"),
        Binding("pageup", "screen.scroll_page(-1)", "Further up", show=False,
                tooltip="Further up"),
        Binding("a", "add_class", "Add class", show=False, tooltip="Add a class, up to 8"),
        Binding("d", "remove_class", "Remove class", show=False,
                tooltip="Remove the chosen class, down to 2"),
        Binding("e", "example", "Example", show=False, tooltip="The lecture's example again"),
    ]  # fmt: skip

    class Changed(Message):
        """Other distributions are on the bench, or another number is chosen."""

    class TypingWanted(Message):
        """A probability is to be typed.

        Args:
            begun: what was typed of it already.
        """

        def __init__(self, begun: str = "") -> None:
            super().__init__()
            self.begun = begun

    def __init__(self) -> None:
        super().__init__()
        self.bench = lecture_example()
        """The distributions as they are now."""
        self.cursor = Cursor(0, 0)
        """The number that the keys edit."""
        self._palette: Palette | None = None
        self._rows: list[Strip] = []
        self.border_subtitle = Content("nats · 0 log 0 = 0 · a add class · d remove · e example")
        self.show(self.bench, EXAMPLE)

    def show(self, bench: Workbench, origin: str = "") -> None:
        """Put other distributions on the bench.

        Args:
            bench: the distributions.
            origin: where they come from, for the title.
        """
        classes = len(bench.class_names)
        self.bench = bench
        self.origin = origin
        """Where p and q come from; empty once they are changed."""
        self.cursor = replace(self.cursor, j=min(self.cursor.j, classes - 1))
        self.border_title = Content(f"KL divergence · {origin or f'{classes} classes'}")
        self._draw(layout=True)

    def _edit(self, bench: Workbench) -> None:
        """Show an edited bench, which keeps its origin as long as p and q are the same."""
        kept = np.array_equal(bench.distributions[:R], self.bench.distributions[:R])
        kept = kept and bench.tempered is None
        self.show(bench, self.origin if kept else "")

    def _draw(self, *, layout: bool = False) -> None:
        self._rows = []
        self.refresh(layout=layout)
        if self.is_mounted:
            self.post_message(self.Changed())
            self.call_after_refresh(self._scroll_to_cursor)

    def _scroll_to_cursor(self) -> None:
        """Keep the edited row in sight where the terminal is too small for the panel."""
        if isinstance(self.parent, VerticalScroll):
            place = self.virtual_region.offset
            spot = Region(place.x, place.y + 1 + self.cursor.j, 1, 3)
            self.parent.scroll_to_region(spot, animate=False, force=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as all numbers and the notes need."""
        return len(self._rows_for(width))

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.size.width
        if not self._rows:
            self._rows = self._rows_for(width)
        return self._rows[y] if y < len(self._rows) else blank_rows(1, width, self.palette.text)[0]

    def on_resize(self) -> None:
        self._draw()

    def _rows_for(self, width: int) -> list[Strip]:
        return workbench_rows(self.bench, self.cursor, width, self.palette)

    @property
    def palette(self) -> Palette:
        """The colours of the present theme."""
        if self._palette is None:
            self._palette = palette_of(self)
        return self._palette

    def notify_style_update(self) -> None:
        """Take the colours of the theme that is chosen now."""
        super().notify_style_update()
        self._palette = None
        self._rows = []

    def action_move(self, distributions: int, classes: int) -> None:
        """Choose another number: around the distributions, and up to the first and last class."""
        which = (self.cursor.which + distributions) % len(NAMES)
        last = len(self.bench.class_names) - 1
        self.cursor = Cursor(which, min(max(self.cursor.j + classes, 0), last))
        self._draw()

    def action_step(self, step: float) -> None:
        self._edit(self.bench.stepped(self.cursor.which, self.cursor.j, step))

    def on_key(self, event: events.Key) -> None:
        """Begin to type a probability with its first character."""
        if event.character is not None and event.character in _NUMBER_BEGINS:
            event.stop()
            event.prevent_default()
            self.post_message(self.TypingWanted(event.character))

    def action_type(self) -> None:
        self.post_message(self.TypingWanted())

    @property
    def number_name(self) -> str:
        """What the number in brackets is, such as "p of c1"."""
        return f"{NAMES[self.cursor.which]} of {self.bench.class_names[self.cursor.j]}"

    def set_probability(self, value: float) -> None:
        """Give the number in brackets a value, 0 to 1; the others keep their proportions."""
        self._edit(self.bench.with_probability(self.cursor.which, self.cursor.j, value))

    def action_equal(self) -> None:
        self._edit(self.bench.with_q_of_p())

    def action_temper(self, factor: float) -> None:
        self._edit(self.bench.with_temperature(factor))

    def action_shift(self, step: float) -> None:
        self._edit(self.bench.with_shift(step))

    def action_add_class(self) -> None:
        classes = len(self.bench.class_names)
        if classes == MOST_CLASSES:
            self._warn(f"There is room for {MOST_CLASSES} classes.")
            return
        self.cursor = replace(self.cursor, j=classes)
        self._edit(self.bench.with_class())

    def action_remove_class(self) -> None:
        if len(self.bench.class_names) == LEAST_CLASSES:
            self._warn("One class alone leaves nothing to compare.")
            return
        self._edit(self.bench.without_class(self.cursor.j))

    def action_example(self) -> None:
        self.cursor = Cursor(0, 0)
        self.show(lecture_example(), EXAMPLE)

    def action_break_triangle(self) -> None:
        """Put an r on the bench that violates the triangle inequality, or say why none can."""
        r = violating_r(self.bench.p, self.bench.q)
        if r is not None:
            self._edit(self.bench.with_distribution(R, r))
        elif math.isinf(kl_divergence(self.bench.p, self.bench.q)):
            self._warn(
                "KL(p‖q) is infinite, so no KL(p‖r) is larger than the sum with it. Give q a "
                "chance at every class of p first."
            )
        else:
            self._warn("p = q, so both sides are KL(q‖r) for every r. Move p or q first.")

    def _warn(self, words: str) -> None:
        self.app.notify(words, severity="warning", markup=False)

"""The form that a sample is typed into: a row for each field."""

import math
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Key, Paste
from textual.message import Message
from textual.strip import Strip

from tui_mlp.numbers import compact, grouped, with_minus
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.strips import blank_rows, clip, row, text_row
from tui_mlp.ui.samples.typed_sample import TypedSample
from tui_mlp.ui.terminal.clipboard import tab_separated
from tui_mlp.ui.widgets.panel import DrawnPanel

_LONGEST_NAME = 30
_VALUE_WIDTH = 11
_LEAST_NOTE = 15
_NOTE_WIDTH = 28
_LEAST_TRACK, _LONGEST_TRACK = 12, 60
_MISSING = "(missing)"
_KEYS_ELSE = "y?"
"""Keys that copy and explain, as on every screen, where the field has no use for them."""


class FormPanel(DrawnPanel):
    """Names, values and ranges of the data; what is typed goes into the row under the cursor."""

    EXPLANATION: ClassVar[str] = (
        "A row for each feature, in the units of the data, with its range there, filled in with the"
        " sample that the trainer shows. Type a number; ← → or a letter choose a category;"
        " ! stands at a number that is outside the range;"
        " an empty field is a missing value, which counts as the mean of the training samples."
    )
    focus_help = (
        "A value for each feature, in the data's own units, and its range in the data.",
        "A value for each feature, and its range in the data.",
    )
    BORDER_TITLE = "A sample of your own"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,shift+tab", "move(-1)", "Field", key_display="↑ ↓", tooltip="The field before"),
        Binding("down,enter,tab", "move(1)", "Next", show=False, tooltip="The next field"),
        Binding("pageup", "move(-10)", "Page up", show=False, tooltip="Ten fields up"),
        Binding("pagedown", "move(10)", "Page down", show=False, tooltip="Ten fields down"),
        Binding("left", "choose(-1)", "Choice", key_display="← →", tooltip="The category before"),
        Binding("right", "choose(1)", "Next choice", show=False, tooltip="The next category"),
        Binding("backspace,delete", "erase", "Erase", show=False, tooltip="Erase a character"),
    ]

    class Changed(Message):
        """The sample has other values, or the cursor is in another field."""

    def __init__(self) -> None:
        super().__init__()
        self.sample: TypedSample | None = None
        """What is typed; None before it is known what a sample consists of."""
        self._version = 0
        self._top = 0

    def fill(self, sample: TypedSample) -> None:
        """Begin with a sample."""
        self.sample = sample
        self.show_changes()

    def show_changes(self) -> None:
        """Draw the sample as it is now."""
        self._version += 1
        self.update_picture()

    def shown(self, snapshot: Snapshot) -> object:
        """How often something has changed."""
        del snapshot
        return (self._version, self.has_focus)

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The rows around the cursor."""
        del snapshot
        sample = self.sample
        if sample is None:
            first = text_row("asking …", width, self.palette.muted)
            return [first, *blank_rows(height - 1, width, self.palette.text)]
        self.say(Content(f"field {grouped(sample.cursor + 1)} of {grouped(len(sample.fields))}"))
        self._top = min(max(self._top, sample.cursor - height + 1), sample.cursor)
        last = min(self._top + height, len(sample.fields))
        rows = [self._field(sample, place, width) for place in range(self._top, last)]
        return rows + blank_rows(height - len(rows), width, self.palette.text)

    def table(self) -> str:
        """A line for each field: its name, its value, and its range or choices."""
        sample = self.sample
        if sample is None:
            return ""
        rows = (
            (field.name, sample.text(place) or _MISSING, self._note(sample, place))
            for place, field in enumerate(sample.fields)
        )
        return tab_separated(("feature", "value", "in the data"), rows)

    def _field(self, sample: TypedSample, place: int, width: int) -> Strip:
        """One field: name, value, and its range or choices, or why the text is refused."""
        palette, field = self.palette, sample.fields[place]
        longest = max(cell_len(each.name) for each in sample.fields)
        name_width = max(1, min(longest, _LONGEST_NAME, width - _VALUE_WIDTH - _LEAST_NOTE - 3))
        names = short_names([each.name for each in sample.fields], name_width)
        here = place == sample.cursor
        text = sample.text(place) or _MISSING
        if not field.categories:
            text = with_minus(text)
        value_style = palette.text if text != _MISSING else palette.muted
        if here:
            front, ground = palette.background, palette.foreground
            value_style = Style(color=front.rich_color, bgcolor=ground.rich_color, bold=True)
        if here and sample.typed is not None:
            text = sample.typed + "▏"
        note, note_style = self._note(sample, place), palette.muted
        if here and sample.problem:
            note, note_style = f"✗ {sample.problem}", palette.bad
        elif sample.is_outside(place):
            note, note_style = f"! {note}", palette.accent
        value = f"‹{clip(text, _VALUE_WIDTH - 2)}›" if field.categories else text
        note_width = min(_NOTE_WIDTH, width - name_width - _VALUE_WIDTH - 3)
        track_width = width - name_width - _VALUE_WIDTH - note_width - 4
        if field.categories or track_width < _LEAST_TRACK:
            note_width, track_width = width - name_width - _VALUE_WIDTH - 3, 0
        if sample.is_outside(place) and not sample.problem and note_width >= len(note) + 9:
            note += ", outside"
        segments = [
            Segment("▸" if here else " ", palette.accent),
            Segment(
                clip(names[place], name_width) + " ", palette.strong if here else palette.muted
            ),
            Segment(clip(value, _VALUE_WIDTH), value_style),
            Segment(" ", palette.text),
            Segment(clip(note, note_width), note_style),
            Segment(" " * bool(track_width), palette.text),
            *_track(sample, place, min(track_width, _LONGEST_TRACK), palette),
        ]
        return row(segments, width, palette.text)

    @staticmethod
    def _note(sample: TypedSample, place: int) -> str:
        """A number's range in the data, or the choices."""
        field = sample.fields[place]
        if field.categories:
            return " ".join(field.categories)
        return f"{compact(field.low, 4)} … {compact(field.high, 4)}"

    def on_key(self, event: Key) -> None:
        if event.is_printable and event.character and self.sample is not None:
            if event.character in _KEYS_ELSE and not self.sample.takes(event.character):
                return
            event.stop()
            event.prevent_default()
            self._type(event.character)

    def on_paste(self, event: Paste) -> None:
        event.stop()
        for character in event.text.strip().partition("\n")[0]:
            self._type(character)

    def _type(self, character: str) -> None:
        if self.sample is not None:
            self.sample.write(character)
            self._say_changed()

    def _say_changed(self) -> None:
        self.show_changes()
        self.post_message(self.Changed())

    def action_move(self, offset: int) -> None:
        if self.sample is not None:
            self.sample.move(offset)
            self._say_changed()

    def action_choose(self, offset: int) -> None:
        if self.sample is not None:
            self.sample.choose(offset)
            self._say_changed()

    def action_erase(self) -> None:
        if self.sample is not None:
            self.sample.erase()
            self._say_changed()

    def on_click(self, event: Click) -> None:
        place = event.get_content_offset(self)
        if place is not None and self.sample is not None:
            self.action_move(self._top + place.y - self.sample.cursor)


def _track(sample: TypedSample, place: int, width: int, palette: Palette) -> list[Segment]:
    """Where a number lies between the least and the largest of the data."""
    field = sample.fields[place]
    value = float(sample.features[field.column])
    if width < _LEAST_TRACK or not field.low < field.high or math.isnan(value):
        return []
    share = min(max((value - field.low) / (field.high - field.low), 0.0), 1.0)
    at = round(share * (width - 1))
    return [
        Segment("─" * at, palette.faint),
        Segment("●", palette.accent if sample.is_outside(place) else palette.text),
        Segment("─" * (width - 1 - at), palette.faint),
    ]

"""What the network would answer if one field of a typed sample had other values."""

import math
from typing import ClassVar, NamedTuple

import numpy as np
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui_mlp.arrays import FloatArray
from tui_mlp.data.input_fields import InputField
from tui_mlp.numbers import compact, probability
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.colours import class_glyph
from tui_mlp.ui.drawing.short_names import short_names
from tui_mlp.ui.drawing.strips import blank_rows, clip, row, text_row
from tui_mlp.ui.widgets.panel import DrawnPanel

_POINTS = 65
_RISING = " ▁▂▃▄▅▆▇█"
_STEPS = len(_RISING) - 1
_LONGEST_NAME = 12
_TALLEST = 12
_HERE = "▲"
_LEAST_PLOT = 12


class Profile(NamedTuple):
    """A field and the values it is given: a number's range in equal steps, or each choice."""

    field: InputField
    values: tuple[float, ...]
    samples: FloatArray
    """(N + 1, D) the typed sample with each of the values, and at last as it is."""
    here: float
    """Where on the way from the first value to the last, 0 to 1, the typed one is; NaN outside."""


def profile_of(field: InputField, features: FloatArray) -> Profile | None:
    """The samples to ask for; None for a field whose numbers are all one.

    Args:
        field: that takes other values.
        features: (D,) the typed sample.
    """
    if field.categories:
        count = len(field.categories)
        samples = np.repeat(features[np.newaxis], count + 1, axis=0)
        samples[:-1, field.column : field.column + field.width] = field.choices()
        chosen = field.choice_in(features)
        here = math.nan if chosen is None else (chosen + 0.5) / count
        return Profile(field, tuple(range(count)), samples, here)
    if not field.low < field.high:
        return None
    values = np.linspace(field.low, field.high, _POINTS)
    samples = np.repeat(features[np.newaxis], _POINTS + 1, axis=0)
    samples[:-1, field.column] = values
    share = (float(features[field.column]) - field.low) / (field.high - field.low)
    here = share if 0 <= share <= 1 else math.nan
    return Profile(field, tuple(values.tolist()), samples, here)


class ProfilePanel(DrawnPanel, can_focus=False):
    """A hill for each class: its probability along the values of the field under the cursor."""

    EXPLANATION: ClassVar[str] = (
        "The network's output while the field under the cursor goes through all its values and the "
        "others stay as they are typed: a hill for each class, as high as its probability."
        f" {_HERE} is the typed value, and the number the probability of the typed sample."
    )
    BORDER_TITLE = "What if"

    def __init__(self) -> None:
        super().__init__()
        self._profile: Profile | None = None
        self._answers: FloatArray | None = None

    def show(self, profile: Profile | None, probabilities: FloatArray | None) -> None:
        """Show another field's way, or another network's answers (N + 1, C) to it."""
        self._profile, self._answers = profile, probabilities
        self.update_picture()

    def shown(self, snapshot: Snapshot) -> object:
        """The answers, and what they are for."""
        profile, answers = self._profile, self._answers
        if profile is None or answers is None:
            return None
        return snapshot.run.number, profile.field, profile.here, answers.tobytes()

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """The hills over the axis."""
        profile, answers, palette = self._profile, self._answers, self.palette
        names = snapshot.run.class_names
        if profile is None or answers is None or answers.shape[1] != len(names):
            return blank_rows(height, width, palette.text)
        self.title(f"ŷ along {profile.field.name}, the rest as typed")
        name_width = min(max(map(cell_len, names)), _LONGEST_NAME, width // 5)
        gutter = 2 + name_width + 1
        across = width - gutter - 6
        if across < _LEAST_PLOT or height < 3:
            return blank_rows(height, width, palette.text)
        lines = min(max((height - 2) // len(names), 1), _TALLEST)
        most = max((height - 2) // lines, 1)
        order = np.sort(np.argsort(-answers.max(axis=0), kind="stable")[:most]).tolist()
        short = short_names(names, max(name_width, 1))
        rows: list[Strip] = []
        for number in order:
            label = f"{class_glyph(number)} {clip(short[number], name_width)} "
            hill = self._hill(answers[:, number], number, across, lines)
            rows += [row([Segment(label if line == lines - 1 else " " * gutter,
                                  palette.class_style(number)), *segments], width, palette.text)
                     for line, segments in enumerate(hill)]  # fmt: skip
        return [*rows, *self._axis(profile, gutter, across, width)][:height] + blank_rows(
            height - len(rows) - 2, width, palette.text
        )

    def _hill(
        self, values: FloatArray, number: int, across: int, lines: int
    ) -> list[list[Segment]]:
        """A class's probability along the way, and of the typed sample, in so many lines."""
        palette = self.palette
        places = self._places(len(values) - 1, across)
        levels = np.rint(np.nan_to_num(values[places]) * lines * _STEPS).astype(np.intp)
        typed = probability(float(values[-1]))
        rows = []
        for line in range(lines):
            above = lines - 1 - line
            cells = np.clip(levels - above * _STEPS, 0, _STEPS).tolist()
            hill = Segment("".join(_RISING[each] for each in cells), palette.class_style(number))
            rows.append([hill, Segment("" if above else f" {typed}", palette.text)])
        return rows

    @staticmethod
    def _places(count: int, across: int) -> list[int]:
        """Which of the values each cell shows."""
        shares = (np.arange(across) + 0.5) / across
        places: list[int] = np.minimum((shares * count).astype(np.intp), count - 1).tolist()
        return places

    def _axis(self, profile: Profile, gutter: int, across: int, width: int) -> list[Strip]:
        """The typed value's mark, and under it the range or the choices."""
        palette = self.palette
        marks = [" "] * across
        if not math.isnan(profile.here):
            marks[min(int(profile.here * across), across - 1)] = _HERE
        mark = row(
            [Segment(" " * gutter, palette.text), Segment("".join(marks), palette.accent)],
            width,
            palette.text,
        )
        if profile.field.categories:
            part = max(across // len(profile.field.categories), 2)
            names = short_names(profile.field.categories, part - 1)
            words = "".join(clip(name, part - 1).center(part) for name in names)
        else:
            low, high = (compact(value, 4) for value in (profile.field.low, profile.field.high))
            words = low + high.rjust(across - len(low))
        return [mark, text_row(" " * gutter + words, width, palette.muted)]

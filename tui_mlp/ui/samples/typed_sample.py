"""A sample that is typed in, in the units of the data: texts of fields, and what they mean."""

import math
from collections.abc import Sequence

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.data.input_fields import InputField
from tui_mlp.data.table.cell import parse_number
from tui_mlp.numbers import copied, setting_text

_LARGEST = float(np.finfo(np.float32).max)
_MOST_CHARACTERS = 24


class TypedSample:
    """The values of all fields, and the text of the one that is being typed.

    Args:
        fields: what a sample consists of.
        features: (D,) the values to begin with, in the source's units.
    """

    def __init__(self, fields: Sequence[InputField], features: FloatArray) -> None:
        self.fields = tuple(fields)
        self.features: FloatArray = features.copy()
        """(D,) what is asked of the network; NaN where a value is missing."""
        self.cursor = 0
        """The field that is typed into."""
        self.typed: str | None = None
        """The field's text while it is typed; None where it is as it was."""
        self.problem = ""
        """Why the text is no value."""

    @property
    def field(self) -> InputField:
        """The one under the cursor."""
        return self.fields[self.cursor]

    def move(self, offset: int) -> None:
        """Go to another field, unless the text of this one is refused."""
        if not self.problem:
            self.cursor = min(max(self.cursor + offset, 0), len(self.fields) - 1)
            self.typed = None

    def write(self, character: str) -> None:
        """Add a character: the first one takes the place of a number, a letter goes to a choice."""
        if self.field.categories:
            self._choose_by_letter(character)
        else:
            self._set_text(((self.typed or "") + character)[:_MOST_CHARACTERS])

    def takes(self, letter: str) -> bool:
        """Whether a letter means something here: to a choice, or in a text that is being typed."""
        if self.field.categories:
            return any(each.lower().startswith(letter) for each in self.field.categories)
        return self.typed is not None

    def erase(self) -> None:
        """Take the last character of a number away; of a choice, its value."""
        field = self.field
        if field.categories:
            self.features[field.column : field.column + field.width] = np.nan
        else:
            self._set_text((self.text(self.cursor) if self.typed is None else self.typed)[:-1])

    def choose(self, offset: int) -> None:
        """Go to another category, around the end."""
        categories = self.field.categories
        if categories:
            present = self.field.choice_in(self.features)
            start = -1 if present is None and offset > 0 else present or 0
            self._choose((start + offset) % len(categories))

    def restore(self, features: FloatArray) -> bool:
        """Take back what was typed into this field; whether there was something to take back."""
        if self.typed is None and not self.problem:
            return False
        self.features[self.field.column] = features[self.field.column]
        self.typed, self.problem = None, ""
        return True

    def text(self, place: int) -> str:
        """A field's value as it would be typed; empty for a missing one."""
        field = self.fields[place]
        if field.categories:
            category = field.choice_in(self.features)
            return "" if category is None else field.categories[category]
        if place == self.cursor and self.typed is not None:
            return self.typed
        value = float(self.features[field.column])
        return "" if math.isnan(value) else setting_text(value)

    def is_outside(self, place: int) -> bool:
        """Whether a number is none of the range that the data have."""
        field = self.fields[place]
        value = float(self.features[field.column])
        return not field.categories and (value < field.low or value > field.high)

    def _set_text(self, text: str) -> None:
        self.typed = text
        value = parse_number(copied(text), decimal_comma=False)
        if value is None:
            self.problem = "not a number"
        elif abs(value) > _LARGEST:
            self.problem = "too large"
        else:
            self.problem = ""
            self.features[self.field.column] = value

    def _choose(self, category: int) -> None:
        field = self.field
        self.features[field.column : field.column + field.width] = field.choices()[category]

    def _choose_by_letter(self, letter: str) -> None:
        """The next category that begins with a letter."""
        categories = self.field.categories
        present = self.field.choice_in(self.features)
        start = 0 if present is None else present + 1
        order = [(start + offset) % len(categories) for offset in range(len(categories))]
        matching = [each for each in order if categories[each].lower().startswith(letter.lower())]
        if matching:
            self._choose(matching[0])

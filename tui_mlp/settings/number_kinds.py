"""Settings that are numbers, with what they mean for a run."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tui_mlp.numbers import setting_text
from tui_mlp.settings import choices
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.setting import Changes, Setting

if TYPE_CHECKING:
    from tui_mlp.settings.facts import Facts
    from tui_mlp.settings.training_config import TrainingConfig

_WIDEST_RANGE = 100
"""A range that ends beyond says nothing to a reader of `--help`."""
_EXACT = 12
"""Significant digits of a number that is to be typed over, or that was refused."""


class Number(Setting):
    """A number within a range."""

    least: float
    most: float
    steps: tuple[float, ...] = ()
    """The values that the arrow keys go through, rising; empty for steps of 1."""
    integer: bool = False
    """Whether it takes whole numbers only."""
    zero: str = ""
    """What 0 is called, if not 0."""
    metavar: str = "NUMBER"

    editable = True

    @property
    def bounds(self) -> str:
        """The range, where it is a narrow one."""
        return self._range if self.most <= _WIDEST_RANGE else ""

    @property
    def _range(self) -> str:
        return f"{setting_text(self.least, _EXACT)} to {setting_text(self.most, _EXACT)}"

    @property
    def allowed(self) -> str:
        """A regular expression for all that may stand in a field while it is typed."""
        return (r"[0-9]*" if self.integer else r"[0-9eE.,+-]*") + _beginnings(self.zero)

    def check(self, value: Any) -> None:
        """Refuse what is out of range."""
        if not math.isfinite(value):
            raise ConfigError(self.name, f"{value} is not a finite number")
        if not self.least <= value <= self.most:
            outside = setting_text(value, _EXACT)
            raise ConfigError(self.name, f"{outside} is outside {self._range}")

    def parsed(self, text: str) -> Any:
        """The number, or the word for 0."""
        if self.zero and text == self.zero:
            return 0 if self.integer else 0.0
        try:
            return int(text) if self.integer else float(text.replace(",", "."))
        except ValueError as error:
            kind = "a whole number" if self.integer else "a number"
            raise ConfigError(self.name, f"{kind} is needed") from error

    def written(self, value: Any) -> str:
        """The number in full."""
        return setting_text(value, _EXACT)

    def value(self, config: "TrainingConfig", facts: "Facts") -> float:
        """The present value."""
        value: float = getattr(config, self.name)
        return value

    def text(self, config: "TrainingConfig", facts: "Facts") -> str:
        """The present value, to read."""
        value = self.value(config, facts)
        return self.zero if self.zero and not value else setting_text(value, 4)

    def edited_text(self, config: "TrainingConfig", facts: "Facts") -> str:
        """The present value, to type over."""
        return self.written(self.value(config, facts))

    def stepped(self, config: "TrainingConfig", facts: "Facts", step: int) -> Changes | None:
        """The next of the steps beyond the present value."""
        value = self.value(config, facts)
        beyond = neighbour(self.steps, value, step) if self.steps else value + step
        return None if beyond is None else {self.name: beyond}


class HyperParameter(Number):
    """A number that some optimizers take beside the learning rate."""

    def applies(self, config: "TrainingConfig", facts: "Facts") -> bool:
        """Whether the chosen optimizer takes it."""
        return self.name in choices.hyper_parameters(config.optimizer)


class ScheduleNumber(Number):
    """A number that some schedules depend on beside the learning rate."""

    def applies(self, config: "TrainingConfig", facts: "Facts") -> bool:
        """Whether the chosen schedule depends on it."""
        return self.name in choices.schedule_uses(config.schedule)


class DataNumber(Number):
    """A number that the data have by themselves; None in the configuration for that one."""

    own: "Callable[[Facts], float]"
    """The number that the set has by itself."""

    def value(self, config: "TrainingConfig", facts: "Facts") -> float:
        """The present number, the set's own where none is asked for."""
        value: float | None = getattr(config, self.name)
        return self.own(facts) if value is None else value

    def parsed(self, text: str) -> Any:
        """The number; None for an empty text."""
        return super().parsed(text) if text else None


class BatchSize(Number):
    """A number of samples, or "full" for all of them."""

    def check(self, value: Any) -> None:
        """Refuse a number that is out of range."""
        if value != "full":
            super().check(value)

    def check_for(self, value: Any, facts: "Facts") -> None:
        """Refuse more samples than there are to train on."""
        if value != "full" and value > facts.train_count:
            raise ConfigError(self.name, f"{facts.train_count} samples to train on: full is all")

    def value(self, config: "TrainingConfig", facts: "Facts") -> float:
        """The number of samples."""
        size = config.batch_size
        return facts.train_count if size == "full" else min(size, facts.train_count)

    def text(self, config: "TrainingConfig", facts: "Facts") -> str:
        """The number, of how many there are."""
        if config.batch_size == "full":
            return "full"
        return f"{self.value(config, facts)} of {facts.train_count}"

    def edited_text(self, config: "TrainingConfig", facts: "Facts") -> str:
        """The number, or the word."""
        return self.written(config.batch_size)

    @property
    def allowed(self) -> str:
        """Digits, or the word."""
        return super().allowed + _beginnings("full")

    def parsed(self, text: str) -> Any:
        """The number, or the word."""
        if text == "full":
            return text
        try:
            return super().parsed(text)
        except ConfigError as error:
            raise ConfigError(self.name, f"{error.problem}, or full") from error

    def written(self, value: Any) -> str:
        """The number, or the word."""
        return str(value)

    def suggestions(self) -> tuple[str, ...]:
        """The word."""
        return ("full",)

    def stepped(self, config: "TrainingConfig", facts: "Facts", step: int) -> Changes | None:
        """The next power of two; after the last that is less than all, all of them."""
        if config.batch_size == "full" and step > 0:
            return None
        beyond = neighbour(self.steps, self.value(config, facts), step)
        if step > 0 and (beyond is None or beyond >= facts.train_count):
            return {self.name: "full"}
        return None if beyond is None else {self.name: beyond}


class Widths(Setting):
    """The units of each of several layers, with commas between, or `none`."""

    most_layers: int
    most_units: int
    metavar: str = "WIDTHS"

    @property
    def bounds(self) -> str:
        """How many layers and units there may be."""
        return f"at most {self.most_layers} layers of at most {self.most_units} units"

    def check(self, value: Any) -> None:
        """Refuse too many layers, and layers of too few or too many units."""
        if len(value) > self.most_layers:
            raise ConfigError(self.name, f"takes at most {self.most_layers} layers")
        for units in value:
            if not 1 <= units <= self.most_units:
                raise ConfigError(self.name, f"{units} is outside 1 to {self.most_units}")

    def parsed(self, text: str) -> Any:
        """The widths; none for the word."""
        if text == "none":
            return ()
        try:
            return tuple(int(width) for width in text.split(","))
        except ValueError as error:
            raise ConfigError(self.name, "widths such as 16,16 are needed, or none") from error

    def written(self, value: Any) -> str:
        """The widths with commas between, or the word."""
        return ",".join(map(str, value)) or "none"

    def suggestions(self) -> tuple[str, ...]:
        """The word."""
        return ("none",)


def neighbour(steps: tuple[float, ...], value: float, step: int) -> float | None:
    """The next of the rising steps above the value (1) or below it (-1)."""
    if step > 0:
        return next((each for each in steps if each > value), None)
    return next((each for each in reversed(steps) if each < value), None)


def _beginnings(word: str) -> str:
    """What a regular expression adds to allow a word while it is typed."""
    return "".join(f"|{word[:end]}" for end in range(1, len(word) + 1))

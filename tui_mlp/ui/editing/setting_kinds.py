"""Kinds of settings: how each is written, stepped through, and read from what is typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tui_mlp.numbers import grouped, setting_text
from tui_mlp.training.config import ConfigError, TrainingConfig
from tui_mlp.training.snapshot import RunDescription

Changes = dict[str, Any]
"""New values by the names of settings."""


@dataclass(frozen=True, eq=False)
class Present:
    """What values are read from."""

    config: TrainingConfig
    run: RunDescription


def _always(_present: Present) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A setting of `TrainingConfig` in a row of its own."""

    name: str
    """The setting's name in `TrainingConfig`."""
    label: str
    about: str
    """What it means, a sentence."""
    used: Callable[[Present], bool] = _always
    """Whether it means anything now; else its row is left out."""

    @property
    def restarts(self) -> bool:
        """Whether a change needs a new run."""
        return self.name not in TrainingConfig.ADJUSTABLE

    def text(self, present: Present) -> str:
        """The present value, to read."""
        raise NotImplementedError

    def stepped(self, present: Present, step: int) -> Changes | None:
        """What a step further (1) or back (-1) changes; None where there is none."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Choice(Setting):
    """A setting that takes one of several names."""

    names: tuple[str, ...]

    def place(self, present: Present) -> int | None:
        """Where the present name stands among the names; None if it is not one of them."""
        name = getattr(present.config, self.name)
        return self.names.index(name) if name in self.names else None

    def chosen(self, place: int) -> Changes:
        """What the choice of a name changes."""
        return {self.name: self.names[place]}

    def text(self, present: Present) -> str:
        """The present name, with spaces."""
        return str(getattr(present.config, self.name)).replace("_", " ")

    def stepped(self, present: Present, step: int) -> Changes | None:
        """The next name, around the end."""
        place = self.place(present)
        if place is None:
            return self.chosen(0 if step > 0 else len(self.names) - 1)
        return self.chosen((place + step) % len(self.names))


@dataclass(frozen=True, kw_only=True)
class Switch(Choice):
    """A setting that is on or off."""

    names: tuple[str, ...] = ("off", "on")

    def place(self, present: Present) -> int | None:
        """1 where it is on."""
        return int(getattr(present.config, self.name))

    def chosen(self, place: int) -> Changes:
        """On or off."""
        return {self.name: bool(place)}

    def text(self, present: Present) -> str:
        """The present word."""
        return self.names[int(getattr(present.config, self.name))]


@dataclass(frozen=True, kw_only=True)
class DatasetChoice(Choice):
    """The sets that the program brings along; a file of the user's own gives way to them."""

    def place(self, present: Present) -> int | None:
        """Where the set stands among the names; None for a file."""
        return super().place(present) if present.config.data is None else None

    def chosen(self, place: int) -> Changes:
        """The set as it is by itself: what was asked of the one before does not fit it."""
        own = dict.fromkeys(("data", "target", "noise", "samples", "classes"))
        return {**own, "output": "auto", "dataset": self.names[place]}

    def text(self, present: Present) -> str:
        """The set's name, or the file's."""
        return present.config.dataset if present.config.data is None else present.run.dataset


@dataclass(frozen=True, kw_only=True)
class Number(Setting):
    """A setting that takes a number."""

    steps: tuple[float, ...] = ()
    """The values that the arrow keys go through, rising; empty for steps of 1."""
    integer: bool = False
    """Whether it takes whole numbers only."""
    zero: str = ""
    """What 0 is called, if not 0."""

    def value(self, present: Present) -> float:
        """The present value."""
        value: float = getattr(present.config, self.name)
        return value

    def text(self, present: Present) -> str:
        """The present value, to read."""
        value = self.value(present)
        return self.zero if self.zero and not value else setting_text(value, digits=4)

    def edited_text(self, present: Present) -> str:
        """The present value in full, to type over."""
        return setting_text(self.value(present), digits=12)

    @property
    def allowed(self) -> str:
        """A regular expression for all that may stand in the field while it is typed."""
        return r"[0-9]*" if self.integer else r"[0-9eE.,+-]*" + _beginnings(self.zero)

    def parsed(self, text: str) -> Any:
        """The value that a text stands for.

        Raises:
            ConfigError: it stands for none.
        """
        if self.zero and text == self.zero:
            return 0.0
        try:
            return int(text) if self.integer else float(text.replace(",", "."))
        except ValueError as error:
            kind = "a whole number" if self.integer else "a number"
            raise ConfigError(self.name, f"{kind} is needed") from error

    def stepped(self, present: Present, step: int) -> Changes | None:
        """The next of the steps beyond the present value."""
        value = self.value(present)
        beyond = neighbour(self.steps, value, step) if self.steps else value + step
        return None if beyond is None else {self.name: beyond}


@dataclass(frozen=True, kw_only=True)
class BatchSize(Number):
    """A number of samples, or "full" for all of them."""

    def value(self, present: Present) -> float:
        """The number of samples."""
        return (
            present.run.train_count
            if present.config.batch_size == "full"
            else present.config.batch_size
        )

    def text(self, present: Present) -> str:
        """The number, of how many there are."""
        if present.config.batch_size == "full":
            return "full"
        return f"{grouped(present.config.batch_size)} of {grouped(present.run.train_count)}"

    def edited_text(self, present: Present) -> str:
        """The number, or the word."""
        return str(present.config.batch_size)

    @property
    def allowed(self) -> str:
        """Digits, or the word."""
        return r"[0-9]*" + _beginnings("full")

    def parsed(self, text: str) -> Any:
        """The number, or the word."""
        return text if text == "full" else super().parsed(text)

    def stepped(self, present: Present, step: int) -> Changes | None:
        """The next power of two; after the last that is less than all, all of them."""
        if present.config.batch_size == "full" and step > 0:
            return None
        beyond = neighbour(self.steps, self.value(present), step)
        if step > 0 and (beyond is None or beyond >= present.run.train_count):
            return {self.name: "full"}
        return None if beyond is None else {self.name: beyond}


@dataclass(frozen=True, kw_only=True)
class GeneratorNumber(Number):
    """A number that a generated set takes; None in the configuration for the set's own."""

    own: Callable[[Present], float]
    """The number that the set has by itself."""

    def value(self, present: Present) -> float:
        """The present number, the set's own where none is asked for."""
        value: float | None = getattr(present.config, self.name)
        return self.own(present) if value is None else value

    def parsed(self, text: str) -> Any:
        """The number; None for an empty text."""
        return super().parsed(text) if text else None


def neighbour(steps: tuple[float, ...], value: float, step: int) -> float | None:
    """The next of the rising steps above the value (1) or below it (-1)."""
    if step > 0:
        return next((each for each in steps if each > value), None)
    return next((each for each in reversed(steps) if each < value), None)


def _beginnings(word: str) -> str:
    """What a regular expression adds to allow a word while it is typed."""
    return "".join(f"|{word[:end]}" for end in range(1, len(word) + 1))

"""The kinds of settings: what each takes, how it is read, written and stepped through."""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tui_mlp.numbers import setting_text
from tui_mlp.settings import choices
from tui_mlp.settings.config_error import ConfigError, require_name
from tui_mlp.settings.setting import Changes, Setting
from tui_mlp.settings.teaching import NOT_TEACHING, names_for, why_not

if TYPE_CHECKING:
    from tui_mlp.settings.facts import Facts
    from tui_mlp.settings.training_config import TrainingConfig

OWN_DATA = (*("data", "target", "ignore", "read_as", "missing", "decimal", "separator", "header"),)
"""The settings of a file of the user's own."""
_WIDEST_RANGE = 100
"""A range that ends beyond says nothing to a reader of `--help`."""
_EXACT = 12
"""Significant digits of a number that is to be typed over, or that was refused."""


class Text(Setting):
    """A text of the user's own."""


class FilePath(Setting):
    """The path of a file."""


class Texts(Setting):
    """Texts of the user's own; an option that may come several times."""

    def parsed(self, text: str) -> Any:
        """The texts, of which each stands on a line of its own."""
        return tuple(text.split("\n"))

    def written(self, value: Any) -> str:
        """The texts with commas between."""
        return ", ".join(value)


class ColumnKinds(Texts):
    """Pairs of a column and the kind that it is read as, written COLUMN=KIND."""

    kinds: Callable[[], tuple[str, ...]]
    """All that a column may be read as."""

    def check(self, value: Any) -> None:
        """Refuse a text without a column, and what is no kind."""
        for text in value:
            column, sign, kind = text.rpartition("=")
            if not (column and sign):
                raise ConfigError(self.name, f"{text!r}: COLUMN=KIND is needed")
            require_name(self.name, kind, self.kinds())


class Choice(Setting):
    """One of several names."""

    names: Callable[[], tuple[str, ...]]
    """All there are."""
    offered: tuple[str, ...] | None = None
    """Those that the editor goes through; all by default."""
    tell_names: bool = True
    """Whether `--help` lists the names."""
    metavar: str = "NAME"

    editable = True

    @property
    def description(self) -> str:
        """What it means, and the names."""
        words = super().description
        return f"{words.rstrip('.')}: {', '.join(self.names())}." if self.tell_names else words

    def check(self, value: Any) -> None:
        """Refuse what is none of the names."""
        require_name(self.name, value, self.names())

    def suggestions(self) -> tuple[str, ...]:
        """The names."""
        return self.names()

    def words(self) -> tuple[str, ...]:
        """The names that the editor offers, as they are read."""
        return tuple(name.replace("_", " ") for name in self.offered or self.names())

    def place(self, config: "TrainingConfig") -> int | None:
        """Where the present name stands among those offered; None if it is not one of them."""
        name, offered = getattr(config, self.name), self.offered or self.names()
        return offered.index(name) if name in offered else None

    def chosen(self, place: int) -> Changes:
        """What the choice of an offered name changes."""
        return {self.name: (self.offered or self.names())[place]}

    def text(self, config: "TrainingConfig", facts: "Facts") -> str:
        """The present name, with spaces."""
        return str(getattr(config, self.name)).replace("_", " ")

    def stepped(self, config: "TrainingConfig", facts: "Facts", step: int) -> Changes | None:
        """The next name, around the end."""
        place, count = self.place(config), len(self.words())
        if place is None:
            return self.chosen(0 if step > 0 else count - 1)
        return self.chosen((place + step) % count)


class Given(Choice):
    """One of several signs or words; what is not given the file tells."""

    editable = False


class Names(Choice):
    """Several names, with commas between."""

    editable = False

    def check(self, value: Any) -> None:
        """Refuse what is none of the names."""
        for name in value:
            require_name(self.name, name, self.names())

    def parsed(self, text: str) -> Any:
        """The names without the spaces around them."""
        return tuple(name.strip() for name in text.split(","))

    def written(self, value: Any) -> str:
        """The names with commas between."""
        return ",".join(value)


class DatasetChoice(Choice):
    """The sets that the program brings along; a file of the user's own gives way to them."""

    def check(self, value: Any) -> None:
        """Nothing: the catalogue refuses a name that it lacks, and knows what else there is."""

    def place(self, config: "TrainingConfig") -> int | None:
        """Where the set stands among the names; None for a file."""
        return super().place(config) if config.data is None else None

    def chosen(self, place: int) -> Changes:
        """The set as it is by itself: what was asked of the one before does not fit it."""
        return {**for_other_data({}), **super().chosen(place)}

    def text(self, config: "TrainingConfig", facts: "Facts") -> str:
        """The set's name, or the file's."""
        return config.dataset if config.data is None else facts.dataset


class TeachingChoice(Choice):
    """A failure to train, of those that the data have; it decides the output too."""

    def chosen(self, place: int) -> Changes:
        """The failure, and an output that is left to it."""
        return {"output": "auto", **super().chosen(place)}

    def check_for(self, value: Any, facts: "Facts") -> None:
        """Refuse a failure that such data cannot have."""
        if value == NOT_TEACHING:
            return
        why = why_not(value, multilabel=facts.multilabel, classes=facts.class_count)
        if why:
            raise ConfigError(self.name, why)

    def stepped(self, config: "TrainingConfig", facts: "Facts", step: int) -> Changes | None:
        """The next failure that such data have, around the end."""
        fitting = names_for(multilabel=facts.multilabel, classes=facts.class_count)
        names, present = (NOT_TEACHING, *fitting), getattr(config, self.name)
        place = names.index(present) if present in names else 0
        return self.chosen(self.names().index(names[(place + step) % len(names)]))


def _on_and_off() -> tuple[str, ...]:
    return ("off", "on")


class Switch(Choice):
    """On or off."""

    names: Callable[[], tuple[str, ...]] = staticmethod(_on_and_off)
    tell_names: bool = False

    def check(self, value: Any) -> None:
        """Nothing: both are good."""

    def place(self, config: "TrainingConfig") -> int | None:
        """1 where it is on."""
        return int(getattr(config, self.name))

    def chosen(self, place: int) -> Changes:
        """On or off."""
        return {self.name: bool(place)}

    def text(self, config: "TrainingConfig", facts: "Facts") -> str:
        """The present word."""
        return self.names()[int(getattr(config, self.name))]


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


def for_other_data(settings: Mapping[str, Any]) -> Changes:
    """What changes with the data: these settings of them, and none of what was asked of others."""
    return {
        **dict.fromkeys(OWN_DATA),
        **dict.fromkeys(("noise", "samples", "classes", "points", "subset")),
        "output": "auto",
        "teaching": NOT_TEACHING,
        "start": None,
        **settings,
    }


def neighbour(steps: tuple[float, ...], value: float, step: int) -> float | None:
    """The next of the rising steps above the value (1) or below it (-1)."""
    if step > 0:
        return next((each for each in steps if each > value), None)
    return next((each for each in reversed(steps) if each < value), None)


def _beginnings(word: str) -> str:
    """What a regular expression adds to allow a word while it is typed."""
    return "".join(f"|{word[:end]}" for end in range(1, len(word) + 1))

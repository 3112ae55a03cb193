"""Settings that are one of several words, or on and off."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tui_mlp.settings.config_error import ConfigError, require_name
from tui_mlp.settings.own_data import for_other_data
from tui_mlp.settings.setting import Changes, Setting
from tui_mlp.settings.teaching import NOT_TEACHING, names_for, why_not

if TYPE_CHECKING:
    from tui_mlp.settings.facts import Facts
    from tui_mlp.settings.training_config import TrainingConfig


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

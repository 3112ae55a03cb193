"""Settings that are texts: names of columns, paths, words."""

from collections.abc import Callable
from typing import Any

from tui_mlp.settings.config_error import ConfigError, require_name
from tui_mlp.settings.setting import Setting


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

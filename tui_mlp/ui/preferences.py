"""What a user wants of the trainer's screen whatever it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Preferences:
    """Keys and widths that were chosen instead of the program's own."""

    keys: Mapping[str, str] = field(default_factory=dict)
    """Those of commands, with commas between, as `App.set_keymap` takes them."""
    left: int | None = None
    """Cells of the column with network and settings."""
    right: int | None = None
    """Cells of the column with boundary and sample."""

    @property
    def css(self) -> str:
        """The rules for the widths; empty for the program's own."""
        wide = "TrainerScreen.-{}.-view-all #{} {{ width: {}; max-width: 40%; }}"
        columns = {"edit": self.left, "answers": self.right}
        return "\n".join(
            wide.format(size, column, width)
            for column, width in columns.items()
            if width is not None
            for size in ("wide", "roomy")
        )

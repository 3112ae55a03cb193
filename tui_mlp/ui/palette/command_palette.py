"""The command palette, in a terminal of any size."""

from textual.command import CommandList, CommandPalette
from textual.worker import Worker

from tui_mlp.ui.widgets.closes_once import ClosesOnce


class TrainerPalette(CommandPalette, ClosesOnce[None]):
    """Textual's palette, which also takes what is typed in no room, or while it closes."""

    # the icon is a colour picture, which many terminals draw as an empty box
    DEFAULT_CSS = """
    TrainerPalette {
        CommandList { min-width: 8; }
        SearchIcon { display: none; }
    }
    """

    def _action_command_list(self, action: str) -> None:
        """Pass an action on to the list."""
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)

    def _gather_commands(self, search_value: str) -> Worker[None] | None:  # type: ignore[override]
        """Look for commands, unless nobody waits for them any more."""
        return super()._gather_commands(search_value) if self.is_active else None

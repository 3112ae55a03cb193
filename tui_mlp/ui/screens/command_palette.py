"""The command palette, in a terminal of any size."""

from textual.command import CommandList, CommandPalette


class TrainerPalette(CommandPalette):
    """Textual's palette, whose list cannot go a page further where there is no room for it."""

    DEFAULT_CSS = "TrainerPalette CommandList { min-width: 8; }"

    def _action_command_list(self, action: str) -> None:
        """Pass an action on to the list."""
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)

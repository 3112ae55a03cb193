"""Screens that close once, whatever is typed while they do."""

from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType


class ClosesOnce(Screen[ScreenResultType]):
    """A screen that, closed already, does not close the one below it as well.

    Together with another kind of screen it comes last: Textual takes the styles of the first.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close, and give the result to who opened it."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

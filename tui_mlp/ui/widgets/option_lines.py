"""A list of options in a terminal of any size."""

from textual.widgets import OptionList


class OptionLines(OptionList):
    """Textual's list, which in no room at all neither wraps its lines nor goes a page further."""

    DEFAULT_CSS = "OptionLines { min-width: 8; }"

    def action_page_up(self) -> None:
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]

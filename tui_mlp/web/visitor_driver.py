"""The driver of a visitor's trainer, which hands out no files and ends with the server."""

from pathlib import Path
from typing import BinaryIO, Literal, TextIO

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp


class VisitorDriver(WebDriver):
    """Speaks with a server through standard input and output."""

    def run_input_thread(self) -> None:
        """Pass on what the visitor types; where nothing more can come, end the program."""
        super().run_input_thread()
        self._app.post_message(ExitApp())

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Open nothing: a visitor's browser goes nowhere on its own."""

    def deliver_binary(
        self,
        binary: BinaryIO | TextIO,
        *,
        delivery_key: str,
        save_path: Path,
        open_method: Literal["browser", "download"] = "download",
        encoding: str | None = None,
        mime_type: str | None = None,
        name: str | None = None,
    ) -> None:
        """Hand out nothing."""
        binary.close()

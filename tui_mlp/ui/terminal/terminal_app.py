"""An app that sends its terminal as little as it can, and never more than it takes."""

from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerFailed

from tui_mlp.ui.terminal.driver import TerminalDriver
from tui_mlp.ui.terminal.line_budget import LineBudget
from tui_mlp.ui.terminal.painter import Painter
from tui_mlp.ui.terminal.plain import is_plain

if TYPE_CHECKING:
    from textual.actions import ActionParseResult

_COLOR_SYSTEMS = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
}

CONFINED = "Off here: this trainer is shown to visitors, and opens and writes no files."


class TerminalApp(App[None]):
    """Shows what changed, all at once, as soon as the terminal has shown the last of it.

    Where there is no real terminal, as in tests, or where `is_plain` says so, it is an app like any
    other.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", "Suspend", show=False,
                tooltip="Leave to the shell, `fg` comes back; training goes on meanwhile"),
        Binding("ctrl+l", "redraw", "Redraw", show=False,
                tooltip="Send the whole screen again, if something else wrote on it"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__(driver_class=None if is_plain() else TerminalDriver)
        self._painter: Painter | None = None
        self._owing = False
        self._cursor_shown: tuple[int, int] | None = None
        self._pressed = False
        self._budget = LineBudget(monotonic)
        self.fault: Exception | None = None
        """What nobody foresaw, and ended it."""
        self.chosen_keys: dict[str, str] = {}
        """The keys that the user chose for bindings, by their ids, with commas between."""
        self.confined = False
        """Whether who sits before it has no right to the machine's files."""

    def choose_keys(self, keys: Mapping[str, str]) -> None:
        """Give bindings other keys, by their ids."""
        self.chosen_keys = dict(keys)
        self.set_keymap(self.chosen_keys)

    def seconds_to_rest(self) -> float:
        """How long the next picture is to wait, so that the line carries an even stream."""
        if self.terminal is None:
            return 0.0
        return self._budget.seconds_to_wait(self.terminal.sent, self.size.area)

    @property
    def terminal(self) -> TerminalDriver | None:
        """The terminal; None where there is none."""
        driver = self._driver
        return driver if isinstance(driver, TerminalDriver) else None

    @property
    def terminal_is_busy(self) -> bool:
        """Whether the terminal is still showing what it was sent before."""
        return self.terminal is not None and self.terminal.busy

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Take an update into what is wanted on the terminal, and send what that changes."""
        shows = self._running and not self._closed and not self._batch_count
        if self.terminal is None or not shows or not isinstance(renderable, CompositorUpdate):
            super()._display(screen, renderable)
            return
        if self._painter is None:
            self._painter = Painter(_COLOR_SYSTEMS.get(self.console.color_system or ""))
        if not self._painter.take(renderable):
            super()._display(screen, renderable)
            return
        self._send_changes(self.terminal, self._painter)
        self.post_display_hook()

    def _send_changes(self, terminal: TerminalDriver, painter: Painter) -> None:
        if terminal.busy:
            if not self._owing:
                self._owing = True
                self.set_timer(terminal.seconds_to_wait, self.catch_up)
            return
        self._owing = False
        text = painter.changes()
        cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        if not text and cursor == self._cursor_shown:
            return
        self._cursor_shown = cursor
        text += f"\x1b[{cursor.y + 1};{cursor.x + 1}H"
        terminal.write(f"\x1b[?2026h{text}\x1b[?2026l" if self._sync_available else text)
        terminal.end_frame()

    def catch_up(self) -> None:
        """Send what had to wait for the terminal."""
        if self._owing and self.terminal is not None and self._painter is not None:
            self._send_changes(self.terminal, self._painter)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key says; not on a screen that was opened by the key just before it."""
        if isinstance(default_namespace, Widget) and not default_namespace.is_mounted:
            return False
        return await super().run_action(action, default_namespace, namespaces)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste | events.MouseDown):
            self._pressed = True
        await super().on_event(event)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say something, in the place of what was said before the latest key; errors stay."""
        if self._pressed:
            self._pressed = False
            for said in list(self._notifications):
                if said.severity != "error":
                    self._unnotify(said, refresh=False)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def say_confined(self) -> None:
        """Say why something that uses files does nothing."""
        self.notify(CONFINED, severity="warning", markup=False)

    def on_paste(self) -> None:
        """Say why a pasted block does nothing: only a field takes it, and stops it on its way."""
        self.notify(
            "Pasted text goes into an open field only; no key of it was used.", markup=False
        )

    def _handle_exception(self, error: Exception) -> None:
        """End with an error; a screen that opens while the app ends already may lack its parts."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if self.return_code is None or not isinstance(cause, NoMatches):
            self.fault = error
            super()._handle_exception(error)

    def panic(self, *renderables: RenderableType) -> None:
        """End with what went wrong, and an exit code that says so."""
        super().panic(*renderables)
        self.exit(return_code=1)

    def silence(self) -> None:
        """Send the terminal nothing any more; from any thread."""
        if self.terminal is not None:
            self.terminal.abandon()

    def forget_terminal(self) -> None:
        """Send everything again: the terminal may show anything."""
        self._cursor_shown = None
        if self._painter is not None:
            self._painter.forget()
        if self._running:
            self.refresh(layout=True)

    def action_redraw(self) -> None:
        self.forget_terminal()

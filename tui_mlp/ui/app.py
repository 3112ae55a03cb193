"""The trainer's app: joins a worker to the screen."""

import asyncio
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.command import Provider
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import Screen
from textual.theme import ThemeProvider

from tui_mlp.lecture.walk.hand_calculation import Score
from tui_mlp.numbers import percent
from tui_mlp.scenario.values import Scenario
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.drawing.colours import COLOUR_CLASSES, DEPTH_CLASSES, readable_variables
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.preferences import Preferences
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.terminal.terminal_app import TerminalApp
from tui_mlp.ui.trainer import TrainerScreen
from tui_mlp.ui.view_screens import import_views
from tui_mlp.ui.widgets.confined import uses_files
from tui_mlp.worker.client import Worker
from tui_mlp.worker.replies import Detached, Loading, Notice, Reply, Said, WorkerFailed

if TYPE_CHECKING:
    from textual.actions import ActionParseResult

_SECONDS_OF_A_KEY = 0.5
"""For so long after a key no picture waits for the sake of the line."""
_NONE_CHOSEN = Preferences()
BAD_INPUT = 2
FAILED = 1


def _everything() -> type[Provider]:
    from tui_mlp.ui.palette.palette_search import EverythingProvider

    return EverythingProvider


class TrainerApp(TerminalApp):
    """Shows the worker's snapshots, and sends it what the user asks for.

    Args:
        worker: the run to show; the app starts to listen to it, but does not close it.
        scenario: one to open at once.
        results: a file that answers to scenarios are added to; None for none.
        data_first: whether to show first what was understood of the run's data.
        preferences: keys and widths that the user chose.
        confined: whether who sits before it has no right to the machine's files.
    """

    TITLE = "tui-mlp"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(COLOUR_CLASSES)
    CSS_PATH: ClassVar[list[str | PurePath]] = ["drawing/colours.tcss", "app.tcss"]
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_everything}

    class WorkerSaid(Message):
        """Something came from the worker."""

        def __init__(self, said: Said) -> None:
            super().__init__()
            self.said = said

    class EndWanted(Message):
        """The program is to end."""

        def __init__(self, return_code: int) -> None:
            super().__init__()
            self.return_code = return_code

    def __init__(
        self,
        worker: Worker,
        scenario: Scenario | None = None,
        results: Path | None = None,
        *,
        data_first: bool = False,
        preferences: Preferences = _NONE_CHOSEN,
        confined: bool = False,
    ) -> None:
        super().__init__()
        self.confined = confined
        self.choose_keys(preferences.keys)
        if preferences.css:
            self.stylesheet.add_source(preferences.css, ("preferences", "widths"))
        self._scenario = scenario
        self._data_first = data_first
        self._worker = worker
        self._waits_to_take = False
        self._views_prepared = False
        self._rest: asyncio.TimerHandle | None = None
        self._pressed_at = -math.inf
        self.pages_folder = Path()
        """Where a page was saved last."""
        self.by_hand = Score()
        """How what was worked out by hand was answered, until the program ends."""
        self.trainer = TrainerScreen(worker.send)
        self.trainer.scenarios.results_file = results

    def get_default_screen(self) -> Screen[None]:
        """The trainer."""
        return self.trainer

    def get_css_variables(self) -> dict[str, str]:
        """Those of the theme, and shades of its colours that words can have."""
        variables = super().get_css_variables()
        few = self.has_class(DEPTH_CLASSES["standard"])
        return variables | readable_variables(variables, has_16_colours=few)

    def on_mount(self) -> None:
        if not self.is_headless:  # no terminal: a picture has all colours
            system = self.console.color_system or ""
            for name, depth in DEPTH_CLASSES.items():
                self.set_class(name == system, depth)
            self.refresh_css(animate=False)
        self._worker.start(self._listen)
        if self._scenario is not None:
            self.trainer.scenarios.open(self._scenario)

    def _listen(self, said: Said) -> None:
        """Take what the worker says, in its thread, over to the app's."""
        self.post_message(self.WorkerSaid(said))

    def on_trainer_app_worker_said(self, event: WorkerSaid) -> None:
        said = event.said
        if isinstance(said, WorkerFailed):
            if said.bad_input:
                self.exit(return_code=BAD_INPUT, message=f"tui-mlp: {said.reason}")
            else:
                self.fault = RuntimeError(said.reason)
                self.exit(return_code=FAILED)
            return
        run_screens = [screen for screen in self.screen_stack if isinstance(screen, RunScreen)]
        if isinstance(said, Snapshot):
            if self._data_first:
                self.trainer.data.seen = said.config.data
            for screen in run_screens:
                screen.snapshot = said
            if self._data_first and said.config.data is not None:
                self.trainer.data.show()
            self._data_first = False
            self.call_after_refresh(self._take_next)
            self._prepare_views()
        elif isinstance(said, Loading):
            done = "" if said.fraction is None else f" {percent(said.fraction):>4}"
            self.trainer.query_one(StatusLine).starting = f"{said.doing} …{done}"
        else:
            self._take_reply(said, run_screens)

    def _prepare_views(self) -> None:
        """Once the first picture is there, import what keys open, on a thread beside it."""
        if self._views_prepared or self.is_headless or self.confined:
            return
        self._views_prepared = True
        threading.Thread(target=import_views, daemon=True).start()

    def _take_reply(self, reply: Reply, run_screens: Sequence[RunScreen]) -> None:
        """Say what a command led to, or give it to the screens."""
        answer = reply.answer
        if isinstance(answer, Notice):
            self.notify(answer.text, severity=answer.severity.value, markup=False)
        elif isinstance(answer, Detached):
            self._leave(answer)
        else:
            for screen in run_screens:
                screen.take_answer(answer)

    def _take_next(self) -> None:
        """Ask for the next snapshot, once the terminal has shown this one."""
        self._waits_to_take = self.terminal_is_busy
        if self._waits_to_take or self._rest is not None:
            return
        rest = self.seconds_to_rest()
        if rest and monotonic() >= self._pressed_at + _SECONDS_OF_A_KEY:
            # not a timer of the app, which cannot be set from the thread that writes
            self._rest = asyncio.get_running_loop().call_later(rest, self._end_rest)
        else:
            self._worker.take_next()

    def _end_rest(self) -> None:
        """Ask for the snapshot that the line was to rest before."""
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
            self._worker.take_next()

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key says, unless it uses files and those are not the user's."""
        if self.confined and uses_files(action):
            self.say_confined()
            return True
        return await super().run_action(action, default_namespace, namespaces)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.MouseDown):  # which is to be answered at once
            self._pressed_at = monotonic()
            self._end_rest()
        await super().on_event(event)

    def pop_screen(self) -> AwaitComplete:
        """Close the topmost screen, and with it what was to be done once it was refreshed."""
        closing = super().pop_screen()
        self.call_after_refresh(self._take_next)
        return closing

    def catch_up(self) -> None:
        """Go on when the terminal has shown all that it was sent."""
        super().catch_up()
        if self._waits_to_take:
            self._take_next()

    def _leave(self, detached: Detached) -> None:
        """End the program without the run."""
        if detached.problem:
            self.notify(detached.problem, severity="warning", markup=False)
            return
        self._worker.leave()
        self.exit()

    def end(self, return_code: int) -> None:
        """End the program; from any thread."""
        self.post_message(self.EndWanted(return_code))

    def on_trainer_app_end_wanted(self, event: EndWanted) -> None:
        self.exit(return_code=event.return_code)

    def action_command_palette(self) -> None:
        from tui_mlp.ui.palette.command_palette import TrainerPalette

        if not isinstance(self.screen, TrainerPalette):
            self.push_screen(TrainerPalette())

    def search_themes(self) -> None:
        """Search the themes."""
        from tui_mlp.ui.palette.command_palette import TrainerPalette

        self.push_screen(
            TrainerPalette(providers=[ThemeProvider], placeholder="Search for themes…")
        )

    def explain_word(self, word: str) -> None:
        """Open the help of the present view at a word."""
        self.push_screen(HelpScreen(self.screen, word))

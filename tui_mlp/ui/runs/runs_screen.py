"""The runs that are kept: to be searched, opened, laid over the curves, and deleted."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui_mlp.files.text import shown_path
from tui_mlp.numbers import epoch, grouped
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.checkpoint import CheckpointError
from tui_mlp.training.keeping.run_folder import RunError, RunFolder
from tui_mlp.training.keeping.run_list import ListedRun, delete_run, listed_runs, with_configs
from tui_mlp.training.outputs import Output
from tui_mlp.training.snapshot import Overlay, Snapshot
from tui_mlp.ui.drawing.line_plot import Level
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.panels.chance import chance_level
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.runs.delete_question import DeleteQuestion
from tui_mlp.ui.runs.run_curves_panel import RunCurvesPanel
from tui_mlp.ui.runs.run_lines import MARK_WIDTH, details, mark, matches, short_name, with_settings
from tui_mlp.ui.runs.run_table import HEADINGS, cells, table
from tui_mlp.ui.widgets.focus_line import FocusLine
from tui_mlp.ui.widgets.footer import BACK, HELP, KeyFooter
from tui_mlp.ui.widgets.option_lines import OptionLines
from tui_mlp.worker.commands import Command, OpenRun

MOST_OVERLAYS = 4
_SECONDS_BETWEEN_LOOKS = 3.0
_SECONDS_TO_REST = 0.1


class _RunLines(OptionLines):
    """The list, whose own key is in the footer too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open", key_display="⏎",
                tooltip="Show the run in the trainer, paused, with all its history"),
    ]  # fmt: skip


class RunsScreen(RunScreen):
    """Lists the kept runs, as they are on the disk every few seconds.

    The disk is read in threads: a slow one stops neither the screen nor the training.

    Args:
        send: passes a command to the worker; gives its number.
        overlays: the runs that are laid over the curves.
        lay_over: takes the overlays when they change.
    """

    DEFAULT_CSS = """
    RunsScreen #title { padding: 0 1; height: 1; background: $panel; color: $accent; }
    RunsScreen #title { text-style: bold; }
    RunsScreen Input { display: none; margin: 0 1; }
    RunsScreen.-filtering Input { display: block; }
    RunsScreen #heading { height: 1; color: $text-muted; }
    RunsScreen OptionList { height: 1fr; border: none; padding: 0; background: transparent; }
    RunsScreen OptionList:focus { border: none; }
    RunsScreen.-tall RunCurvesPanel { display: block; }
    RunsScreen.-tall OptionList { height: auto; max-height: 55%; }
    RunsScreen #details { text-wrap: nowrap; text-overflow: ellipsis; }
    RunsScreen #details { padding: 0 1; height: 3; color: $text-muted; background: $panel; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]  # noqa: RUF012  (Textual declares it so)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", key_display="⏎",
                tooltip="Show the run in the trainer, paused, with all its history"),
        Binding("space", "open(True)", "Run on", tooltip="Open the run, and train it on"),
        Binding("v,o", "overlay", "Overlay", key_display="v",
                tooltip="Lay its curves over those of the present run, or take them off"),
        Binding("d,delete", "delete", "Delete", key_display="d",
                tooltip="Delete the run from the disk, after a question"),
        Binding("slash", "filter", "Search", key_display="/",
                tooltip="List only runs whose line or settings hold the words"),
        Binding("up", "move(-1)", "Up", show=False, tooltip="To the run above"),
        Binding("down", "move(1)", "Down", show=False, tooltip="To the run below"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="Every key of this view"),
        Binding("escape,q", "back", "Back", key_display="esc", group=BACK,
                tooltip="Back to the trainer"),
    ]  # fmt: skip

    def __init__(
        self,
        send: Callable[[Command], int],
        overlays: tuple[Overlay, ...],
        lay_over: Callable[[tuple[Overlay, ...]], None],
    ) -> None:
        super().__init__(send)
        self._overlays, self._lay_over = overlays, lay_over
        self._runs: list[ListedRun] | None = None
        self._listed: list[ListedRun] = []
        self._shown_present = ""
        self._opening: tuple[int, str] | None = None
        self._looking = False
        self._previewed: tuple[str, datetime] | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield Input(placeholder="words of a line or of its settings: iris adam", compact=True)
        yield Static(id="heading", markup=False)
        yield _RunLines(markup=False)
        yield RunCurvesPanel().data_bind(RunsScreen.snapshot)
        yield Static(id="details", markup=False)
        yield FocusLine()
        yield KeyFooter()

    def numbers(self) -> tuple[str, str]:
        """The list, as it is searched, with a tab between its columns."""
        now = datetime.now()
        rows = (cells(run, now) for run in self._listed)
        return "Kept runs", "\n".join("\t".join(row) for row in (HEADINGS, *rows))

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self.set_interval(_SECONDS_BETWEEN_LOOKS, self._look)
        self._look()
        self._show()

    @property
    def _runs_dir(self) -> Path | None:
        known = self.snapshot is not None and self.snapshot.runs_dir
        return Path(known) if known else None

    @property
    def _present(self) -> str:
        """The name of the run that the trainer shows; empty before it is kept."""
        kept = self.snapshot.kept if self.snapshot is not None else None
        return kept.name if kept is not None else ""

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        if snapshot is None or not self.is_mounted:
            return
        if self._shown_present != self._present:
            self._look()
            self._show()
        if self._opening is not None and snapshot.answered >= self._opening[0]:
            opened = self._opening[1] == self._present
            self._opening = None
            self._show()
            if opened:
                self.dismiss()

    def _look(self) -> None:
        """Read the list again, unless the disk has not given the last one yet."""
        open_still = self in self.app.screen_stack
        if open_still and not self._looking and self._runs_dir is not None:
            self._looking = True
            self.run_worker(self._read(self._runs_dir), group="list")

    async def _read(self, runs_dir: Path) -> None:
        known = {run.name: run.config for run in self._runs or () if run.config is not None}
        try:
            self._runs = await asyncio.to_thread(_read_runs, runs_dir, known)
        except OSError as error:
            self._say(f"{shown_path(runs_dir)}: {error.strerror or error}")
        finally:
            self._looking = False
        there = {short_name(run) for run in self._runs or ()}
        self._set_overlays(tuple(each for each in self._overlays if each.name in there))
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self._show()

    def _show(self) -> None:
        """Draw the list, if the screen is still there; the cursor stays on its run."""
        if self not in self.app.screen_stack:
            return
        chosen, self._shown_present = self._chosen, self._present
        now, words = datetime.now(), self.query_one(Input).value
        rows = [(run, cells(run, now)) for run in self._runs or ()]
        rows = [(run, row) for run, row in rows if matches(run, row, words)]
        before, self._listed = self._listed, [run for run, _ in rows]
        width = self.size.width - MARK_WIDTH - 3  # the padding, and the bar
        heading, *lines = table([row for _, row in rows], max(width, 1))
        widest = max(map(cell_len, (heading, *lines)))
        self.query_one("#heading", Static).update(Content(" " * MARK_WIDTH + heading))
        prompts = [
            Content(
                f"{mark(run, self._present, self._overlays):{MARK_WIDTH}}"
                f"{with_settings(run, line, widest, width)}"
            )
            for run, line in zip(self._listed, lines, strict=True)
        ]
        self._put(prompts, same=[r.name for r in before] == [r.name for r in self._listed])
        names = [run.name for run in self._listed]
        if chosen is not None and chosen.name in names:
            self.query_one(OptionList).highlighted = names.index(chosen.name)
        elif names and self.query_one(OptionList).highlighted is None:
            self.query_one(OptionList).highlighted = 0
        self.query_one("#title", Static).update(Content(self._title()))
        self._show_details()

    def _put(self, prompts: list[Content], *, same: bool) -> None:
        options = self.query_one(OptionList)
        if same and options.option_count == len(prompts):
            for place, prompt in enumerate(prompts):
                options.replace_option_prompt_at_index(place, prompt)
        else:
            options.set_options(Option(prompt) for prompt in prompts)

    def _title(self) -> str:
        if self._opening is not None:
            return f"Opening {self._opening[1]} …"
        if self._runs_dir is None:
            return "Runs are not kept here"
        where = shown_path(self._runs_dir)
        if self._runs is None:
            return f"Reading {where} …"
        if not self._runs:
            return f"No runs in {where} yet: one is kept as soon as it trains"
        total, shown = grouped(len(self._runs)), grouped(len(self._listed))
        how_many = total if shown == total else f"{shown} of {total}"
        return f"Kept runs: {how_many} in {where}"

    def _show_details(self) -> None:
        run = self._chosen
        lines = [] if run is None else details(run)
        self.query_one("#details", Static).update(Content("\n".join(lines)))
        wanted = None if run is None else (run.name, run.changed_at)
        if wanted != self._previewed:
            if wanted is None or self._previewed is None or wanted[0] != self._previewed[0]:
                self.query_one(RunCurvesPanel).curves = None
            self._previewed = wanted
            self._preview(run)

    @work(group="preview", exclusive=True)
    async def _preview(self, run: ListedRun | None) -> None:
        """Draw the curves of the run under the cursor, once it rests there."""
        panel = self.query_one(RunCurvesPanel)
        panel.border_title = Content("" if run is None else f"Loss · log · {short_name(run)}")
        panel.live = run is not None and run.name == self._present
        panel.missing = ""
        panel.chance = None if run is None else _chance_of(run)
        if run is None or self._runs_dir is None or not panel.display or panel.live:
            return
        await asyncio.sleep(_SECONDS_TO_REST)
        folder = RunFolder(self._runs_dir / run.name)
        try:
            curves = panel.curves = await asyncio.to_thread(folder.curves)
        except CheckpointError:
            panel.missing = "No curves: none of its checkpoints can be read"
            return
        saved = curves.epochs[-1] if len(curves.epochs) else 0.0
        if run.status is not None and run.status.epoch > saved:
            up_to = f"up to epoch {epoch(round(float(saved), 2))}, the last checkpoint"
            panel.border_title = Content(f"Loss · log · {short_name(run)} · {up_to}")

    @property
    def _chosen(self) -> ListedRun | None:
        """The run under the cursor."""
        place = self.query_one(OptionList).highlighted
        return self._listed[place] if place is not None and place < len(self._listed) else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self._show_details()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.action_open()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.query_one(OptionList).focus()

    def action_move(self, offset: int) -> None:
        options = self.query_one(OptionList)
        if offset > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_filter(self) -> None:
        self.add_class("-filtering")
        self.query_one(Input).focus()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))

    def action_back(self) -> None:
        """Show all runs again where they are searched, else go back to the trainer."""
        if not self.has_class("-filtering"):
            self.dismiss()
            return
        self.query_one(OptionList).focus()
        self.remove_class("-filtering")
        self.query_one(Input).value = ""

    def action_open(self, run: bool = False) -> None:
        chosen = self._chosen
        if chosen is not None and self._opening is None:
            self._opening = (self.send(OpenRun(chosen.name, run)), chosen.name)
            self._show()

    def action_overlay(self) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        name = short_name(chosen)
        others = tuple(overlay for overlay in self._overlays if overlay.name != name)
        if len(others) < len(self._overlays):
            self._set_overlays(others)
            self._show()
        elif chosen.name == self._present:
            self._say("the curves show the present run already")
        elif len(others) == MOST_OVERLAYS:
            self._say(f"{MOST_OVERLAYS} runs at most: v on one of them takes it off")
        elif self._runs_dir is not None:
            self.run_worker(self._add_overlay(chosen, self._runs_dir), group="overlay")

    async def _add_overlay(self, run: ListedRun, runs_dir: Path) -> None:
        try:
            curves = await asyncio.to_thread(RunFolder(runs_dir / run.name).curves)
        except CheckpointError as error:
            self._say(str(error))
            return
        names = [overlay.name for overlay in self._overlays]
        if short_name(run) in names or len(names) == MOST_OVERLAYS:
            return  # the key was pressed twice
        self._set_overlays((*self._overlays, Overlay(short_name(run), curves)))
        present = self.snapshot.run.dataset if self.snapshot is not None else ""
        if run.status is not None and run.status.dataset != present:
            self._say(
                f"{short_name(run)} is of other data: "
                "its figures do not compare with the present run's"
            )
        self._show()

    def _set_overlays(self, overlays: tuple[Overlay, ...]) -> None:
        if overlays != self._overlays:
            self._overlays = overlays
            self._lay_over(overlays)

    def action_delete(self) -> None:
        chosen, runs_dir = self._chosen, self._runs_dir
        if chosen is None or runs_dir is None:
            return
        if chosen.name == self._present:
            self._say("the present run is not deleted: open another one first")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(self._delete(RunFolder(runs_dir / chosen.name)), group="delete")

        self.app.push_screen(DeleteQuestion(chosen), answered)

    async def _delete(self, folder: RunFolder) -> None:
        try:
            await asyncio.to_thread(delete_run, folder)
        except RunError as error:
            self._say(str(error))
        except OSError as error:
            self._say(f"{folder.shown_name}: {error.strerror or error}")
        self._look()

    def _say(self, words: str) -> None:
        self.notify(words, severity="warning", markup=False)


def _read_runs(runs_dir: Path, known: Mapping[str, TrainingConfig]) -> list[ListedRun]:
    return with_configs(listed_runs(runs_dir), runs_dir, known)


def _chance_of(run: ListedRun) -> Level | None:
    """The loss of a guess, where it is known what the run's outputs mean."""
    if run.status is None or run.config is None or not run.status.output:
        return None
    classes, output = max(run.status.architecture[-1], 2), Output(run.status.output)
    return chance_level(classes, output, run.config.teaching)

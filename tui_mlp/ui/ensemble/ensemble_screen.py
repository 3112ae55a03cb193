"""Is it luck? The seeds of one setting, or settings against each other, while they train."""

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from tui_mlp.scenario.values import Scenario
from tui_mlp.settings.setting import Setting
from tui_mlp.training.ensemble.ensemble_view import EnsembleView
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.editing.setting_rows import present_of
from tui_mlp.ui.ensemble.band_panel import BandAccuracyPanel, BandLossPanel
from tui_mlp.ui.ensemble.candidates import can_be_compared
from tui_mlp.ui.ensemble.comparison_panel import ComparisonPanel
from tui_mlp.ui.ensemble.ensemble_status import EnsembleStatus
from tui_mlp.ui.ensemble.mean_plane_panel import MeanPlanePanel
from tui_mlp.ui.ensemble.points_panel import PointsPanel
from tui_mlp.ui.ensemble.values_dialog import ValuesDialog
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.widgets.focus_line import FocusLine
from tui_mlp.ui.widgets.footer import BACK, HELP, Hint, KeyFooter
from tui_mlp.worker.commands import Command, RunScenario
from tui_mlp.worker.ensemble.ensemble_commands import (
    CloseEnsemble,
    LookAtPlane,
    MoveSeed,
    MoveSetting,
    OpenEnsemble,
    OpenSeed,
    RestartEnsemble,
    RunEnsembleEpoch,
    ToggleEnsemble,
)

SEED_COUNTS = (8, 32, 128)
_USUAL = 32
_SEEDS = Hint("Seeds", rank=3, merges_at=0)
_ONE_SEED = Hint("One seed", rank=4, merges_at=0)


class EnsembleScreen(RunScreen):
    """Shows many runs in the place of the one, which waits; opens and closes them in the worker.

    Args:
        send: passes a command to the worker.
        varied: the name of a setting to compare; empty for the present settings alone.
        values: its values.
        seeds: of each.
        scenario: one with several seeds, whose runs are trained instead.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-roomy")]  # noqa: RUF012  (Textual declares it so)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]  # noqa: RUF012
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    EnsembleScreen {
        #seeds-above, #seeds-curves, BandPanel, MeanPlanePanel { height: 1fr; }
        #seeds-curves { width: 1fr; }
        #seeds-answer { width: 44%; height: 1fr; }
        &.-wide #seeds-answer, &.-roomy #seeds-answer { width: 36%; }
        PointsPanel { height: 9; }
        ComparisonPanel { height: auto; display: none; }
        &.-short PointsPanel { height: 8; }
        &.-not-planar {
            MeanPlanePanel { display: none; }
            #seeds-above { layout: vertical; }
            #seeds-answer { width: 100%; height: 9; }
            #seeds-curves { layout: horizontal; width: 100%; }
            BandPanel { width: 1fr; }
            PointsPanel { height: 1fr; }
        }
        &.-comparing {
            #seeds-answer { display: none; }
            #seeds-curves { layout: horizontal; }
            BandPanel { width: 1fr; }
            ComparisonPanel { display: block; }
        }
        &.-comparing.-roomy {
            #seeds-answer { display: block; width: 28%; }
            PointsPanel { display: none; }
        }
        &.-comparing.-not-planar #seeds-answer { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "ask('toggle')", "Run/pause", group=Hint(rank=2, short="Run"),
                id="toggle", tooltip="Train all seeds on, or pause them"),
        Binding("e", "ask('epoch')", "Epoch", group=Hint(rank=10),
                id="epoch", tooltip="Train all seeds to the end of the epoch, then pause"),
        Binding("r", "ask('again')", "Again", group=Hint(rank=9),
                id="reset", tooltip="Train all seeds from their beginning again"),
        Binding("plus,equals_sign", "seeds(1)", "More seeds", key_display="+", group=_SEEDS,
                tooltip="8, 32 or 128 seeds: more of them, from the beginning"),
        Binding("minus", "seeds(-1)", "Fewer seeds", key_display="-", group=_SEEDS,
                tooltip="Fewer seeds, from the beginning"),
        Binding("comma", "seed(-1)", "Seed before", key_display=",", group=_ONE_SEED,
                tooltip="Look at the seed before; before the first at all of them"),
        Binding("full_stop", "seed(1)", "Next seed", key_display=".", group=_ONE_SEED,
                tooltip="Look at the next seed; after the last at all of them"),
        Binding("enter", "open_seed", "Open the seed", key_display="⏎", group=Hint(rank=5),
                tooltip="Open this seed as a run of its own; u then brings the former run back"),
        Binding("up", "setting(-1)", "Setting above", group=Hint("Setting", rank=6, merges_at=0),
                tooltip="Look at the seeds of the setting above"),
        Binding("down", "setting(1)", "Setting below", group=Hint("Setting", rank=6, merges_at=0),
                tooltip="Look at the seeds of the setting below"),
        Binding("t", "part", "Training/validation", group=Hint(rank=11, short="Part"),
                tooltip="The band of the validation part, or of the training part"),
        Binding("l", "toggle_loss_scale", "Linear/log loss", group=Hint(rank=16, short="Log/lin"),
                id="loss_scale", tooltip="Show the loss on a linear or a logarithmic axis"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="What each figure means"),
        Binding("escape,q,u,m", "dismiss", "Back", key_display="esc", group=BACK,
                tooltip="Back to the single run; m opens the seeds again where they were"),
    ]  # fmt: skip

    def __init__(
        self,
        send: Callable[[Command], int],
        varied: str = "",
        values: tuple[Any, ...] = (),
        seeds: int = _USUAL,
        scenario: Scenario | None = None,
    ) -> None:
        super().__init__(send)
        self._varied, self._values, self._seeds = varied, values, seeds
        self._scenario = scenario
        self._count = len(values) if scenario is None else len(scenario.variants)
        self._opened: int | None = None
        self._look = LookAtPlane(None)

    def compose(self) -> ComposeResult:
        """The status line, curves beside answers, the comparison, and the footer."""
        yield EnsembleStatus().data_bind(EnsembleScreen.snapshot)
        with Horizontal(id="seeds-above"):
            with Vertical(id="seeds-curves"):
                yield BandLossPanel().data_bind(EnsembleScreen.snapshot)
                yield BandAccuracyPanel().data_bind(EnsembleScreen.snapshot)
            with Vertical(id="seeds-answer"):
                yield MeanPlanePanel().data_bind(EnsembleScreen.snapshot)
                yield PointsPanel().data_bind(EnsembleScreen.snapshot)
        yield ComparisonPanel().data_bind(EnsembleScreen.snapshot)
        yield FocusLine()
        yield KeyFooter()

    def numbers(self) -> tuple[str, str]:
        """Without a panel in focus: the comparison, or the accuracy of each seed."""
        in_focus = next(iter(self._panels_in_focus()), None)
        outcome = self.query_one(ComparisonPanel if self._count > 1 else PointsPanel)
        panel = in_focus or outcome
        return panel.heading, panel.table()

    def on_mount(self) -> None:
        self.set_class(self._count > 1, "-comparing")
        self._open()
        self._lay_out()

    def on_unmount(self) -> None:
        self.send(CloseEnsemble())

    def _open(self) -> None:
        opened = OpenEnsemble(self._seeds, self._varied, self._values)
        self._opened = self.send(RunScenario(self._scenario) if self._scenario else opened)

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Follow the runs; close when they were closed elsewhere, or cannot be."""
        if snapshot is None or self._opened is None:
            return
        if snapshot.ensemble is None and snapshot.answered >= self._opened:
            self.dismiss()
        else:
            self._lay_out()

    def _lay_out(self) -> None:
        """Give the plane room where the data have one, and the comparison what it needs."""
        if self.snapshot is not None:
            planar = self.snapshot.run.points is not None
            if self.view is not None:
                planar = self.view.data.planar
            self.set_class(not planar, "-not-planar")
        panel = self.query_one(ComparisonPanel)
        panel.styles.height = panel.needed_height(self._count)

    @property
    def view(self) -> EnsembleView | None:
        """What the worker last said of the runs."""
        return None if self.snapshot is None else self.snapshot.ensemble

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "setting":
            return self._count > 1
        if action == "seeds":
            return self._scenario is None
        return super().check_action(action, parameters)

    def action_ask(self, what: str) -> None:
        asked: dict[str, Command] = {
            "toggle": ToggleEnsemble(),
            "epoch": RunEnsembleEpoch(),
            "again": RestartEnsemble(),
        }
        self.send(asked[what])

    def action_seeds(self, step: int) -> None:
        place = SEED_COUNTS.index(self._seeds) + step
        if not 0 <= place < len(SEED_COUNTS):
            self.notify(f"{self._seeds} seeds are all there are.", markup=False)
            return
        self._seeds = SEED_COUNTS[place]
        self._open()

    def action_seed(self, offset: int) -> None:
        self.send(MoveSeed(offset))

    def action_setting(self, offset: int) -> None:
        self.send(MoveSetting(offset))

    def action_open_seed(self) -> None:
        if self.view is None or self.view.chosen is None:
            self.notify("Choose a seed first: , and . step through them.", markup=False)
            return
        self.send(OpenSeed())

    def action_part(self) -> None:
        for panel in (self.query_one(BandLossPanel), self.query_one(BandAccuracyPanel)):
            panel.part = "train" if panel.part == "validation" else "validation"

    def action_toggle_loss_scale(self) -> None:
        panel = self.query_one(BandLossPanel)
        panel.log_scale = not panel.log_scale

    def on_plane_panel_wanted(self) -> None:
        panel = self.query_one(MeanPlanePanel)
        look = LookAtPlane(panel.grid_size, panel.label)
        if look != self._look:
            self._look = look
            self.send(look)

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))


def ask_and_compare(
    trainer: RunScreen, setting: Setting, snapshot: Snapshot, send: Callable[[Command], int]
) -> None:
    """Ask over the trainer which values of a setting to compare, and open their comparison."""
    present = present_of(snapshot.config, snapshot.run)
    if not can_be_compared(setting, present):
        name = setting.name.replace("_", " ")
        trainer.notify(f"Values of {name} are not compared.", markup=False)
        return

    def chosen(values: tuple[Any, ...] | None) -> None:
        if values:
            screen = EnsembleScreen(send, setting.name, values)
            screen.set_reactive(RunScreen.snapshot, trainer.snapshot)
            trainer.app.push_screen(screen)

    trainer.app.push_screen(ValuesDialog(setting, present), chosen)

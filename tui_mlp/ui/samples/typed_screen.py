"""A sample of one's own: typed in the units of the data, and answered at once."""

from collections.abc import Callable
from typing import ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tui_mlp.arrays import FloatArray
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.samples.form_panel import FormPanel
from tui_mlp.ui.samples.typed_answer import TypedAnswer
from tui_mlp.ui.samples.typed_sample import TypedSample
from tui_mlp.ui.widgets.footer import BACK, HELP, KeyFooter
from tui_mlp.worker.commands import Command
from tui_mlp.worker.replies import Answer, InputsDescribed, Predicted
from tui_mlp.worker.sample_commands import DescribeInputs, Predict

_IMAGES = (
    "A sample of this data is an image, which cannot be typed as numbers. w and v in the trainer"
    " show its worst images, , and . the ones before and after."
)


class TypedSampleScreen(RunScreen):
    """A form, and the network's answer for what it says.

    Args:
        send: passes a command to the worker.
    """

    AUTO_FOCUS = "FormPanel"
    DEFAULT_CSS = """
    TypedSampleScreen {
        #typed { height: 1fr; }
        FormPanel { width: 2fr; height: 1fr; }
        TypedAnswer { width: 1fr; height: 1fr; }
        #images { display: none; padding: 1 2; height: 1fr; }
        &.-images { #typed { display: none; } #images { display: block; } }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", group=HELP, tooltip="What the form takes"),
        Binding("escape", "back", "Back", key_display="esc", group=BACK,
                tooltip="Take back what is typed; else back to the trainer"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[Command], int]) -> None:
        super().__init__(send)
        self._asked_for = 0
        self._begun_with: FloatArray | None = None
        self._waiting = False
        self._answered: tuple[int, int, bytes] | None = None

    def compose(self) -> ComposeResult:
        yield StatusLine().data_bind(TypedSampleScreen.snapshot)
        with Horizontal(id="typed"):
            yield FormPanel().data_bind(TypedSampleScreen.snapshot)
            yield TypedAnswer().data_bind(TypedSampleScreen.snapshot)
        yield Static(Content(_IMAGES), id="images")
        yield KeyFooter()

    def on_mount(self) -> None:
        self._ask()

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Ask again of a network that has changed."""
        if snapshot is not None and self.is_mounted:
            self._ask()

    def _ask(self) -> None:
        """Ask for what is not known of the present run, one question at a time."""
        snapshot = self.snapshot
        if snapshot is None:
            return
        run = snapshot.run.number
        if run != self._asked_for:
            self._asked_for = run
            self._waiting = False
            self.send(DescribeInputs())
            return
        sample = self.query_one(FormPanel).sample
        if sample is None or self._waiting:
            return
        wanted = run, snapshot.step, sample.features.tobytes()
        if wanted != self._answered and not sample.problem:
            self._waiting = True
            self._answered = wanted
            self.send(Predict(sample.features.copy()))

    def take_answer(self, answer: Answer) -> None:
        """Fill the form, or show what the network answers."""
        if isinstance(answer, InputsDescribed):
            self._fill(answer)
        elif isinstance(answer, Predicted):
            self._waiting = False
            self.query_one(TypedAnswer).show(answer)
            self._ask()

    def _fill(self, described: InputsDescribed) -> None:
        """Begin with the shown sample; after a change of the run, with what was typed."""
        self.set_class(not described.fields, "-images")
        form = self.query_one(FormPanel)
        if not described.fields:
            form.sample = None
            return
        same = form.sample is not None and form.sample.fields == described.fields
        if form.sample is None or not same:
            self._begun_with = described.features
            form.fill(TypedSample(described.fields, np.asarray(described.features)))
        self._ask()

    def on_form_panel_changed(self) -> None:
        self._ask()

    def action_back(self) -> None:
        form = self.query_one(FormPanel)
        begun = self._begun_with
        if form.sample is not None and begun is not None and form.sample.restore(begun):
            form.show_changes()
            self._ask()
        else:
            self.dismiss()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))

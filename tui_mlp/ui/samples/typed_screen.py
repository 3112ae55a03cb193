"""A sample of one's own: typed in the units of the data, or drawn, and answered at once."""

from collections.abc import Callable
from typing import ClassVar

import numpy as np
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from tui_mlp.arrays import FloatArray
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.pad.drawn_image import DrawnImage
from tui_mlp.ui.pad.pad_panel import PadPanel
from tui_mlp.ui.panels.boundary_panel import BoundaryPanel
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.run_screen import RunScreen
from tui_mlp.ui.samples.form_panel import FormPanel
from tui_mlp.ui.samples.plane_mark import RING
from tui_mlp.ui.samples.profile_panel import Profile, ProfilePanel, profile_of
from tui_mlp.ui.samples.typed_answer import TypedAnswer
from tui_mlp.ui.samples.typed_sample import TypedSample
from tui_mlp.ui.widgets.focus_line import FocusLine
from tui_mlp.ui.widgets.footer import BACK, HELP, KeyFooter
from tui_mlp.worker.commands import Command, Look
from tui_mlp.worker.replies import Answer, InputsDescribed, Predicted, PredictedEach
from tui_mlp.worker.sample_commands import DescribeInputs, Predict, PredictEach

_FRAME, _ANSWER = 2, 6
"""Rows that a form needs beside its fields, and an answer beside its bars."""
_LARGEST_SHARE = 0.45
"""Of the rows, for the form where there are pictures under it."""


class TypedSampleScreen(RunScreen):
    """A form, and the network's answer for what it says.

    Args:
        send: passes a command to the worker.
    """

    AUTO_FOCUS = "FormPanel"
    DEFAULT_CSS = """
    TypedSampleScreen {
        #typed, #asked, #seen { height: 1fr; }
        #asked, #seen { layout: horizontal; }
        #seen, PadPanel { display: none; }
        &.-tall #seen { display: block; }
        FormPanel { width: 2fr; height: 1fr; }
        TypedAnswer { width: 1fr; height: 1fr; }
        ProfilePanel { width: 2fr; height: 1fr; }
        &.-narrow.-planar ProfilePanel { display: none; }
        PadPanel { width: 2fr; height: 1fr; }
        &.-images { FormPanel, #seen { display: none; } PadPanel { display: block; } }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012  (Textual declares it so)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "Help", key_display="f1", group=HELP,
                tooltip="What the form takes"),
        Binding("escape", "back", "Back", key_display="esc", group=BACK,
                tooltip="Take back what is typed; else back to the trainer"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[Command], int]) -> None:
        super().__init__(send)
        self._asked_for = 0
        self._begun_with: FloatArray | None = None
        self._waiting = False
        self._answered: tuple[int, int, bytes] | None = None
        self._profile: Profile | None = None
        self._profiled: tuple[object, ...] | None = None

    def compose(self) -> ComposeResult:
        yield StatusLine().data_bind(TypedSampleScreen.snapshot)
        with Container(id="typed"):
            with Container(id="asked"):
                yield FormPanel().data_bind(TypedSampleScreen.snapshot)
                yield PadPanel().data_bind(TypedSampleScreen.snapshot)
                yield TypedAnswer().data_bind(TypedSampleScreen.snapshot)
            with Container(id="seen"):
                yield BoundaryPanel().data_bind(TypedSampleScreen.snapshot)
                yield ProfilePanel().data_bind(TypedSampleScreen.snapshot)
        yield FocusLine()
        yield KeyFooter()

    def on_mount(self) -> None:
        self._follow()

    def watch_snapshot(self, snapshot: Snapshot | None) -> None:
        """Ask again of a network that has changed."""
        if snapshot is not None and self.is_mounted:
            self._follow()

    def _follow(self) -> None:
        if self.snapshot is not None:
            self.set_class(self.snapshot.run.points is not None, "-planar")
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
        drawing = self.query_one(PadPanel).drawing
        if drawing is not None:
            self._ask_about(drawing.features)
            return
        sample = self.query_one(FormPanel).sample
        if sample is None or self._waiting:
            return
        wanted = run, snapshot.step, sample.features.tobytes()
        if wanted != self._answered and not sample.problem:
            self._waiting = True
            self._answered = wanted
            self.send(Predict(sample.features.copy()))
        if (*wanted, sample.cursor) != self._profiled and self.query_one(ProfilePanel).display:
            self._profiled = (*wanted, sample.cursor)
            self._profile = profile_of(sample.field, sample.features)
            if self._profile is not None:
                self.send(PredictEach(self._profile.samples))

    def _ask_about(self, features: FloatArray) -> None:
        """Ask for the answer to an image, unless it is known or asked for."""
        snapshot = self.snapshot
        if snapshot is None or self._waiting:
            return
        wanted = snapshot.run.number, snapshot.step, features.tobytes()
        if wanted != self._answered:
            self._waiting = True
            self._answered = wanted
            self.send(Predict(features))

    def take_answer(self, answer: Answer) -> None:
        """Fill the form, or show what the network answers."""
        if isinstance(answer, InputsDescribed):
            self._fill(answer)
        elif isinstance(answer, Predicted):
            self._waiting = False
            self.query_one(TypedAnswer).show(answer)
            self._ask()
        elif isinstance(answer, PredictedEach):
            profile = self._profile
            if profile is not None and len(profile.samples) == len(answer.probabilities):
                self.query_one(ProfilePanel).show(profile, answer.probabilities)

    def _fill(self, described: InputsDescribed) -> None:
        """Begin with the shown sample; after a change of the run, with what was typed."""
        images = described.pixel_limits is not None
        self.set_class(images, "-images")
        form, pad = self.query_one(FormPanel), self.query_one(PadPanel)
        if images:
            form.sample = None
            self._begin_drawing(described)
            return
        pad.drawing = None
        same = form.sample is not None and form.sample.fields == described.fields
        if form.sample is None or not same:
            self._begun_with = described.features
            form.fill(TypedSample(described.fields, np.asarray(described.features)))
        self._mark()
        self._divide()
        self._ask()

    def _begin_drawing(self, described: InputsDescribed) -> None:
        """Begin with an empty pad; after a change of the run, with what was drawn."""
        pad, snapshot = self.query_one(PadPanel), self.snapshot
        limits, shape = described.pixel_limits, snapshot and snapshot.run.image_shape
        if limits is None or not shape:
            return
        if pad.drawing is None or pad.drawing.pixels.shape != shape:
            empty = np.full(len(described.features), limits[0], np.float32)
            pad.begin(DrawnImage(empty, shape, limits))
            pad.focus()
        self._ask()

    def on_pad_panel_changed(self) -> None:
        self._ask()

    def on_pad_panel_sample_wanted(self) -> None:
        pad, snapshot = self.query_one(PadPanel), self.snapshot
        if pad.drawing is not None and snapshot is not None and snapshot.sample is not None:
            pad.drawing.show(snapshot.sample.features)
            pad.begin(pad.drawing)
            self._ask()

    def on_resize(self) -> None:
        self._divide()

    def _divide(self) -> None:
        """Give the form and the bars the rows that they need, and the pictures the others."""
        form, snapshot = self.query_one(FormPanel), self.snapshot
        if form.sample is None or snapshot is None:
            return
        wanted = max(len(form.sample.fields) + _FRAME, len(snapshot.run.class_names) + _ANSWER)
        most = int(self.size.height * _LARGEST_SHARE)
        tall = self.has_class("-tall")
        self.query_one("#asked").styles.height = min(wanted, most) if tall else "1fr"

    def on_form_panel_changed(self) -> None:
        self._mark()
        self._ask()

    def _mark(self) -> None:
        """Show in the plane where the typed sample lies."""
        sample, boundary = self.query_one(FormPanel).sample, self.query_one(BoundaryPanel)
        boundary.marks = () if sample is None else ((RING, sample.features.copy()),)
        boundary.update_picture()

    def on_plane_panel_wanted(self) -> None:
        boundary = self.query_one(BoundaryPanel)
        self.send(Look(boundary.grid_size, boundary.label))

    def on_boundary_panel_picked(self, event: BoundaryPanel.Picked) -> None:
        """Begin again with the sample that was clicked."""
        form, snapshot = self.query_one(FormPanel), self.snapshot
        if form.sample is None or snapshot is None or snapshot.run.points is None:
            return
        self._begun_with = snapshot.run.points[event.index]
        form.fill(TypedSample(form.sample.fields, np.asarray(self._begun_with)))
        self.on_form_panel_changed()

    def action_back(self) -> None:
        form, drawing = self.query_one(FormPanel), self.query_one(PadPanel).drawing
        begun = self._begun_with
        if drawing is not None and drawing.pen_down:
            self.query_one(PadPanel).action_pen()
            return
        if form.sample is not None and begun is not None and form.sample.restore(begun):
            form.show_changes()
            self._ask()
        else:
            self.dismiss()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))

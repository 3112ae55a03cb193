"""The KL workbench in full size: p and q from the keys, or y and yhat of the present sample."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from tui_mlp.lecture.kl.typed_probability import typed_probability
from tui_mlp.lecture.kl.workbench import NotDistributionError, of_sample
from tui_mlp.lecture.kl.workbench_page import OF_EXAMPLE, OF_HANDS, OF_SAMPLE, workbench_page
from tui_mlp.lecture.pages.origin import OfSample, Origin
from tui_mlp.numbers import grouped
from tui_mlp.training.outputs import Output
from tui_mlp.training.snapshot import Snapshot
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.kl.kl_curves import DivergenceCurves
from tui_mlp.ui.kl.kl_panel import EXAMPLE, DivergencePanel
from tui_mlp.ui.saving.page_screen import PageScreen, SavedPage
from tui_mlp.ui.widgets.answer_line import FRACTION, AnswerLine
from tui_mlp.ui.widgets.footer import BACK, HELP, KeyFooter
from tui_mlp.worker.commands import Command


class DivergenceScreen(PageScreen):
    """Compares distributions: KL both ways, NE and CE, and the triangle inequality.

    Args:
        send: passes a command to the worker.
        of_sample: begin with y and yhat of the present sample, where they are distributions.
    """

    AUTO_FOCUS = "DivergencePanel"
    DEFAULT_CSS = """
    DivergenceScreen #workbench {
        height: 1fr;
        align: center middle;
        overflow: auto;
    }
    DivergenceScreen DivergenceCurves { display: none; height: 1fr; }
    DivergenceScreen.-tall {
        DivergenceCurves { display: block; }
        #workbench { align: center top; height: auto; max-height: 72%; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]  # noqa: RUF012  (Textual declares it so)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "take_sample", "Sample",
                tooltip="p = y and q = ŷ of the sample that the trainer shows"),
        Binding("question_mark", "help", "Help", key_display="?", group=HELP, id="help",
                tooltip="Every key, and what the view shows"),
        Binding("escape,q", "close", "Back", key_display="esc", group=BACK,
                tooltip="Back to the trainer"),
    ]  # fmt: skip

    def __init__(self, send: Callable[[Command], int], *, of_sample: bool = False) -> None:
        super().__init__(send)
        self._of_sample = of_sample
        self._sample_origin = ""
        self.panel = DivergencePanel()
        """The workbench."""

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="workbench", can_focus=False):
            yield self.panel
        yield DivergenceCurves()
        yield AnswerLine(FRACTION)
        yield KeyFooter()

    def on_mount(self) -> None:
        if self._of_sample:
            self.action_take_sample()
        self.on_divergence_panel_changed()

    def action_take_sample(self) -> None:
        """Put y and yhat of the present sample on the bench, or say why they do not fit."""
        reason = self._take(self.snapshot)
        if reason:
            self.notify(f"This sample does not go here: {reason}.", severity="warning",
                        markup=False)  # fmt: skip

    def _take(self, snapshot: Snapshot | None) -> str:
        """Show a snapshot's sample; the reason why it is none of distributions, or nothing."""
        if snapshot is None or snapshot.sample is None:
            return "there is no sample yet"
        run = snapshot.run
        if run.output is Output.ONE_NEURON and len(run.class_names) > 2:
            return "one neuron gives a single number for all classes, and no distribution over them"
        if run.output is Output.SIGMOID:
            return "ŷ of a multi-label network is a probability for each label on its own, and " \
                "their sum is not 1"  # fmt: skip
        sample = snapshot.sample
        try:
            bench = of_sample(run.class_names, sample.target, sample.probabilities)
        except NotDistributionError as error:
            return str(error)
        place = f"{sample.part} sample {grouped(sample.index + 1)} of {grouped(sample.count)}"
        of_part = OfSample(sample.index + 1, sample.count, sample.part)
        run = snapshot.run
        self._sample_origin = Origin(run.dataset, snapshot.step, snapshot.epoch, of_part).words
        self.panel.show(bench, f"p = y, q = ŷ of {place}, step {grouped(snapshot.step)}")
        return ""

    def on_divergence_panel_changed(self) -> None:
        self.query_one(DivergenceCurves).show(self.panel.bench, self.panel.cursor)

    def on_divergence_panel_typing_wanted(self, event: DivergencePanel.TypingWanted) -> None:
        event.stop()
        prompt = f"{self.panel.number_name} =  (such as .25 or 1/3)"
        self.query_one(AnswerLine).ask(prompt, event.begun, begun=bool(event.begun))

    def on_answer_line_answered(self, event: AnswerLine.Answered) -> None:
        try:
            self.panel.set_probability(typed_probability(event.text))
        except ValueError as error:
            self.notify(f"{error}.", severity="warning", markup=False)
            return
        self._leave_line()

    def on_answer_line_cancelled(self) -> None:
        self._leave_line()

    def _leave_line(self) -> None:
        self.query_one(AnswerLine).close()
        self.panel.focus()

    def action_scroll_page(self, step: int) -> None:
        workbench = self.query_one("#workbench")
        rows = max(workbench.size.height - 2, 1)
        workbench.scroll_relative(y=step * rows, animate=False, force=True)

    def saved_page(self) -> SavedPage:
        """Both divergences of p and q, as `tui-mlp lecture` prints them."""
        bench, origin = self.panel.bench, self.panel.origin
        if origin == EXAMPLE:
            return SavedPage("kl-example", self.document("", workbench_page(bench, OF_EXAMPLE)))
        if origin:
            page = workbench_page(bench, OF_SAMPLE)
            return SavedPage("kl-sample", self.document(self._sample_origin, page))
        return SavedPage("kl", self.document("", workbench_page(bench, OF_HANDS)))

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self))

    def action_close(self) -> None:
        self.dismiss()

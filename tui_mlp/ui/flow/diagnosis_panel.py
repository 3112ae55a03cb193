"""What is wrong with the run, why, and what to try: each remedy has a key."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from tui_mlp.lecture.flow.diagnosis import Diagnosis
from tui_mlp.lecture.flow.trial import Trial
from tui_mlp.lecture.flow.trouble import Trouble
from tui_mlp.ui.widgets.panel import Panel


class RemedyLine(Static):
    """A remedy; a click applies it."""

    class Chosen(Message):
        """The remedy was clicked.

        Attributes:
            number: its place, from 1.
        """

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def on_click(self) -> None:
        self.post_message(self.Chosen(self._number))


class DiagnosisPanel(Panel, can_focus=False):
    """The worst trouble in plain words, and remedies."""

    EXPLANATION: ClassVar[str] = (
        "How far training has come from chance: the loss of who gives every class the same"
        " probability, and the accuracy of who always names the largest class. Then what is wrong"
        " with the gradient and why, in the table's own numbers. Each remedy changes one setting"
        " and starts a new run from the same seed, with the same order of the data; the run before"
        " stays as a faint curve, and is compared with the new one after as many steps."
    )
    focus_help = ("How far training has come, what is wrong with the gradient, and what may help.",)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"diagnosis--key"}
    DEFAULT_CSS = """
    DiagnosisPanel {
        & > VerticalScroll { scrollbar-size-vertical: 1; }
        & > .diagnosis--key { color: $accent; text-style: bold; }
        & #cause, #learning, #trial { margin-bottom: 1; }
        & #trial { text-style: bold; }
        RemedyLine:hover { background: $foreground 10%; }
    }
    """
    BORDER_TITLE = "Diagnosis"
    MOST_REMEDIES = 4

    def __init__(self) -> None:
        super().__init__()
        self._learning = Static(id="learning")
        self._trial = Static(id="trial")
        self._cause = Static(id="cause")
        self._lines = [RemedyLine(number) for number in range(1, self.MOST_REMEDIES + 1)]
        self._shown: tuple[Diagnosis, Trial | None] | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=True):
            yield from self._texts
            yield from self._lines

    @property
    def _texts(self) -> tuple[Static, ...]:
        return self._learning, self._trial, self._cause

    @property
    def needed_height(self) -> int:
        """The cells down that all of it takes, with the frame."""
        lines = [line for line in (*self._texts, *self._lines) if line.display]
        room = sum(line.outer_size.height + line.styles.margin.height for line in lines)
        return room + self.gutter.height

    def table(self) -> str:
        """The sentences, a line each."""
        lines = (line for line in (*self._texts, *self._lines) if line.display)
        return "\n".join(str(line.content) for line in lines)

    def show(self, diagnosis: Diagnosis, trial: Trial | None = None) -> None:
        """Show another diagnosis, and how the last remedy has done."""
        if (diagnosis, trial) == self._shown:
            return
        self._shown = diagnosis, trial
        trouble = diagnosis.trouble
        apart = diagnosis.at_chance and trouble is not Trouble.NOT_LEARNED
        title = f"{trouble.capitalize()}{f' · {Trouble.NOT_LEARNED}' if apart else ''}"
        self.border_title = Content(f"{'!' if trouble.is_fault else '✓'} {title}")
        for line, text in (
            (self._learning, diagnosis.learning),
            (self._trial, "" if trial is None else trial.sentence()),
        ):
            line.display = bool(text)
            line.update(Content(text))
        self._cause.update(Content(diagnosis.cause))
        style = self.get_visual_style("diagnosis--key")
        key_style = Style(foreground=style.foreground, bold=style.bold)
        for number, line in enumerate(self._lines):
            line.display = number < len(diagnosis.remedies)
            if line.display:
                remedy = diagnosis.remedies[number]
                line.update(Content.styled(f"{remedy.key} ", key_style) + Content(remedy.words))

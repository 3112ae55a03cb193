"""The line at the top: what is trained, where it stands, and how fast it goes."""

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip

from tui_mlp.numbers import fixed, grouped, whole_epochs
from tui_mlp.settings.teaching import NOT_TEACHING, TEACHING
from tui_mlp.training.outputs import Output
from tui_mlp.training.snapshot import RunState, Snapshot
from tui_mlp.ui.drawing.strips import clip, row
from tui_mlp.ui.panels.end_of_run import divergence_lines, finish_lines
from tui_mlp.ui.widgets.keys_of import RUN, MainKey
from tui_mlp.ui.widgets.panel import DrawnPanel

STATE_GLYPHS = {
    RunState.RUNNING: "▶",
    RunState.PAUSED: "‖",
    RunState.FINISHED: "■",
    RunState.DIVERGED: "✗",
}

LOSS_NAMES = {
    Output.SOFTMAX: "softmax + cross-entropy",
    Output.SIGMOID: "sigmoid + binary cross-entropy",
    Output.ONE_NEURON: "one sigmoid + binary cross-entropy",
}

_GAP = 3
_STATE_WIDTH = max(len(state) for state in RunState)
_LEAST_MESSAGE = 12

Part = tuple[int, list[Segment]]
"""Something to show with its rank: where there is too little room, high ranks go first."""


class StatusLine(DrawnPanel, can_focus=False):
    """One line that never jumps: every number has its own fixed width."""

    EXPLANATION: ClassVar[str] = (
        "The run at a glance: data set, network, state, epoch, step, measured speed, the learning "
        "rate gamma_k of the next step, the chosen speed, and the threads for matrix products."
    )

    BORDER_TITLE = "Status line"
    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        border: none;
        padding: 0 1;
        background: $panel;
    }
    """

    starting: reactive[str] = reactive("")
    """What is done before there is a run, such as "reading the data … 40%"; empty for nothing."""

    @property
    def placeholder(self) -> str:
        """What is done before there is a run."""
        return self.starting or super().placeholder

    def watch_starting(self) -> None:
        self._drawn = None
        self.update_picture()

    def shown(self, snapshot: Snapshot) -> object:
        """All that the line says."""
        return (
            snapshot.run.number,
            snapshot.run.dataset,
            snapshot.state,
            snapshot.divergence,
            snapshot.scenario,
            snapshot.epoch,
            snapshot.config.epochs,
            snapshot.step,
            snapshot.steps_per_second,
            snapshot.speed_limit,
            snapshot.learning_rate,
            snapshot.steers,
            snapshot.kept.problem if snapshot.kept else "",
            self._messages(snapshot),
        )

    def draw(self, snapshot: Snapshot, width: int, height: int) -> list[Strip]:
        """What is trained at the left, how it goes at the right."""
        left, right = self._about(snapshot), self._progress(snapshot)
        message = self._message(snapshot, width - _width(right[:1]) - _GAP)
        taken = sum(segment.cell_length for segment in message)
        kept = self._fitting(left, right, width - taken)
        left = [part for part in left if part[0] in kept]
        right = [part for part in right if part[0] in kept]
        gap = Segment(" " * _GAP, self.palette.text)
        filling = max(width - taken - _width(left) - _width(right), 0)
        segments = [
            *_spaced(left, gap),
            *message,
            Segment(" " * filling, self.palette.text),
            *_spaced(right, gap),
        ]
        return [row(segments, width, self.palette.text)]

    def _about(self, snapshot: Snapshot) -> list[Part]:
        palette = self.palette
        run = snapshot.run
        units = " → ".join(str(layer.units) for layer in run.layers)
        hidden = {layer.activation for layer in run.layers[1:-1]}
        named = [] if run.config.teaching != NOT_TEACHING else [LOSS_NAMES[run.output]]
        names = [*sorted(hidden), *named]
        parts = [
            *self._teaching(run.config.teaching),
            (6, [Segment("tui-mlp", palette.accent)]),
            (4, [Segment(clip(run.dataset, min(cell_len(run.dataset), 24)), palette.strong)]),
        ]
        if self._messages(snapshot):
            return parts
        return [
            *parts,
            (7, [Segment(units, palette.muted)]),
            (9, [Segment(" · ".join(names), palette.muted)]),
        ]

    def _teaching(self, name: str) -> list[Part]:
        """The mark of a network that is there to fail, kept as long as there is room for any."""
        if name == NOT_TEACHING:
            return []
        text = f"for teaching: {TEACHING[name].mark}"
        return [(-1, [Segment(text, self.palette.bad + Style(bold=True))])]

    def _progress(self, snapshot: Snapshot) -> list[Part]:
        state = snapshot.state
        style = self._state_style(state)
        target = grouped(snapshot.config.epochs)
        steps = grouped(snapshot.config.epochs * snapshot.steps_per_epoch)
        speed = grouped(round(snapshot.steps_per_second)) if snapshot.steps_per_second else "–"
        limit = "full" if snapshot.speed_limit is None else grouped(round(snapshot.speed_limit))
        epoch = whole_epochs(snapshot.epoch).rjust(len(target))
        return [
            (0, [Segment(f"{STATE_GLYPHS[state]} {state:<{_STATE_WIDTH}}", style)]),
            (1, self._figure("epoch", epoch, f"/{target}")),
            (2, self._figure("step", grouped(snapshot.step).rjust(len(steps)))),
            (3, self._figure("steps/s", speed.rjust(6))),
            (5, self._figure("γ", fixed(snapshot.learning_rate))),
            (8, self._figure("speed", limit.rjust(5))),
            (10, self._figure("BLAS threads", str(snapshot.blas_threads))),
        ]

    def _figure(self, label: str, value: str, unit: str = "") -> list[Segment]:
        palette = self.palette
        return [
            Segment(f"{label} ", palette.muted),
            Segment(value, palette.text),
            Segment(unit, palette.muted),
        ]

    def _messages(self, snapshot: Snapshot) -> tuple[str, ...]:
        """How a run ended, what to watch of a scenario, or how to begin: from long to short."""
        if snapshot.state is RunState.DIVERGED:
            return divergence_lines(snapshot, self._key)
        if not snapshot.steers:
            return ("watching only",)
        if snapshot.kept is not None and snapshot.kept.problem:
            return ("not saved",)
        if snapshot.scenario is not None:
            guided = snapshot.scenario
            marked = "" if snapshot.run.config.teaching == NOT_TEACHING else ", for teaching"
            place = f"{guided.variant} ({guided.run} of {guided.runs}){marked}"
            return (f"{place} · watch: {guided.look}",)
        if snapshot.state is RunState.FINISHED:
            return finish_lines(snapshot)
        fresh = snapshot.state is RunState.PAUSED and snapshot.step == 0
        return (f"press {self._key(RUN)} to run",) if fresh else ()

    def _key(self, key: MainKey) -> str:
        return key.written(self.app)

    def _message(self, snapshot: Snapshot, room: int) -> list[Segment]:
        """The message between two gaps; all but the state gives way to it."""
        texts = self._messages(snapshot)
        if not texts or room < _LEAST_MESSAGE:
            return []
        fitting = (each for each in texts if cell_len(each) <= room - 2 * _GAP)
        text = next(fitting, texts[-1])
        style = self.palette.bad if snapshot.state is RunState.DIVERGED else self.palette.text
        text = clip(text, min(cell_len(text), room - 2 * _GAP))
        gap = Segment(" " * _GAP, self.palette.text)
        return [gap, Segment(text, style), gap]

    def _state_style(self, state: RunState) -> Style:
        return self.palette.bad if state is RunState.DIVERGED else self.palette.strong

    @staticmethod
    def _fitting(left: list[Part], right: list[Part], width: int) -> set[int]:
        """The ranks that fit, taken in their order; the state is always there."""
        kept = {0}
        for rank in sorted(part[0] for part in [*left, *right]):
            tried = kept | {rank}
            parts = [part for part in [*left, *right] if part[0] in tried]
            if _width(parts) <= width:
                kept = tried
        return kept


def _width(parts: list[Part]) -> int:
    """The cells that some parts take, with the gaps between them."""
    cells = sum(segment.cell_length for _, segments in parts for segment in segments)
    return cells + _GAP * max(len(parts) - 1, 0)


def _spaced(parts: list[Part], gap: Segment) -> list[Segment]:
    segments: list[Segment] = []
    for number, (_, part) in enumerate(parts):
        segments += [*([gap] if number else []), *part]
    return segments

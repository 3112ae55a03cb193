"""A run that was trained from Python: its curves, its answers, and ways to look at it."""

import html
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from tui_mlp.api.epoch_curves import EpochCurves, Row, epoch_curves
from tui_mlp.api.predictor import Predictor
from tui_mlp.numbers import compact
from tui_mlp.numbers import epoch as number
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.config import config_from_mapping, with_lists
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.model_file import Model, model_of
from tui_mlp.training.session import TrainingSession

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tui_mlp.api.explanation import Explanation


class Run(Predictor):
    """A run of stochastic gradient descent, and the network that it has come to.

    Args:
        session: the run before its first step; `train` takes the steps.
    """

    def __init__(self, session: TrainingSession) -> None:
        self.session = session
        self._rows: list[Row] = [self._row()]

    def __repr__(self) -> str:
        accuracy = f"{self.score_name} {self.accuracy:.3f}"
        diverged = f", diverged: {self.divergence}" if self.divergence else ""
        return (
            f"Run({self.session.samples.dataset.name}, {' -> '.join(map(str, self.layers))}, "
            f"epoch {number(self.session.epoch)}, {accuracy}{diverged})"
        )

    def _repr_html_(self) -> str:
        """As a notebook shows it: a table of its figures."""
        rows = (
            f"<tr><th>{part}</th><td>{len(samples.rows)}</td>"
            f"<td>{compact(metrics.loss, 4)}</td><td>{compact(metrics.score, 4)}</td></tr>"
            for part, samples in self.session.samples.split.named_parts()
            if len(samples.rows)
            for metrics in (self.session.measure(samples),)
        )
        heads = ("", "samples", "loss in nats", self.score_name)
        return (
            f"<p>{html.escape(repr(self))}</p><table><tr>"
            f"{''.join(f'<th>{head}</th>' for head in heads)}</tr>{''.join(rows)}</table>"
        )

    @property
    def model(self) -> Model:
        """The network as it is now, its standardisation and its names."""
        return model_of(self.session)

    @property
    def config(self) -> TrainingConfig:
        """The settings of the run."""
        return self.session.config

    @property
    def curves(self) -> EpochCurves:
        """Loss and accuracy of the training and the validation part, an epoch a row."""
        return epoch_curves(self._rows)

    @property
    def divergence(self) -> str:
        """Why the run diverged, a sentence; empty while its numbers are finite."""
        return self.session.divergence

    @property
    def score_name(self) -> str:
        """What the curves show beside the loss."""
        return "micro F1" if self.session.output.labels else "accuracy"

    @property
    def accuracy(self) -> float:
        """0..1 on the validation part, or the training part where nothing is held out.

        Of labels micro F1.
        """
        _, train, validation = self._rows[-1]
        return (validation or train).score

    @property
    def test_metrics(self) -> Metrics:
        """Loss and accuracy on the test part, which training never sees; NaN where it is empty."""
        return self.session.measure(self.session.samples.split.test)

    def train(self, epochs: int) -> "Run":
        """Go on for so many epochs; gives the run itself.

        An interrupt ends it with a warning, and so does a divergence.

        Raises:
            ConfigError: that is no number of epochs.
        """
        done = int(self.session.epoch)
        changes = {**vars(self.config), "epochs": done + epochs}
        known = {name: value for name, value in changes.items() if value is not None}
        self.session.adjust(config_from_mapping(with_lists(known)))
        if self.session.stopped_early:
            self.session.extend_patience()
        return self._train()

    def _train(self) -> "Run":
        from threadpoolctl import threadpool_limits  # noqa: PLC0415

        with threadpool_limits(1):
            try:
                while not self.session.finished and self.session.train_epoch():
                    self._rows.append(self._row())
            except KeyboardInterrupt:
                warnings.warn(
                    f"interrupted at epoch {number(self.session.epoch)}; the run is as it was then",
                    stacklevel=3,
                )
        if self.divergence:
            warnings.warn(f"the run diverged: {self.divergence}", RuntimeWarning, stacklevel=3)
        return self

    def explain(self, sample: int = 1, *, held_out: bool = False) -> "Explanation":
        """The next step of SGD on a sample, with all its numbers; print it.

        Args:
            sample: which one of the coming mini-batch, counted from 1.
            held_out: take one of the validation part instead, and the step on it alone.

        Raises:
            NoSuchSampleError: there is no such sample.
        """
        from tui_mlp.api.explanation import explained  # noqa: PLC0415

        return explained(self.session, sample, held_out=held_out)

    def plot(self) -> "Figure":
        """Loss and accuracy against epochs, as a figure of Matplotlib.

        Raises:
            ImportError: Matplotlib is not installed.
        """
        try:
            from tui_mlp.api.plot import curves_figure  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise ImportError("plot needs Matplotlib: pip install 'tui-mlp[figures]'") from error
        return curves_figure(self.curves, repr(self), self.score_name)

    def confusion_matrix(self) -> "np.ndarray[Any, np.dtype[np.int64]]":
        """(C, C) how often each true class, a row, was taken for each class, on the test part.

        Raises:
            ValueError: a sample may have several labels.
        """
        if self.session.output.labels:
            raise ValueError("a sample may have several labels: there is no confusion matrix")
        part = self.session.samples.split.test
        network = self.session.network
        from tui_mlp.training.outputs import class_probabilities  # noqa: PLC0415

        classes = len(self.classes)
        yhat = network.probabilities(part.features)
        answered = class_probabilities(self.session.output, yhat, classes).argmax(axis=1)
        counts = np.zeros((classes, classes), np.int64)
        np.add.at(counts, (part.targets.argmax(axis=1), answered), 1)
        return counts

    def _row(self) -> Row:
        return self.session.epoch, self.session.train_metrics, self.session.validation_metrics

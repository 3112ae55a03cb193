"""A worker without a process or a thread: whoever holds it decides when it trains."""

from dataclasses import replace

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.worker.client import Listener
from tui_mlp.worker.commands import Command, ToggleRun
from tui_mlp.worker.controller import Clock, TrainingController


def _no_clock() -> float:
    """A time that stands still, so that the same commands give the same snapshots."""
    return 0.0


class InlineWorker:
    """Serves each command at once, in the caller's thread, and answers with one snapshot.

    Args:
        config: the run to begin with, paused.
        clock: gives the present time in seconds; by default one that stands still.
        keeping: how runs are kept on the disk; None for not at all.

    Raises:
        DataError: the run's data set cannot be read.
    """

    def __init__(
        self,
        config: TrainingConfig,
        clock: Clock = _no_clock,
        keeping: Keeping | None = None,
    ) -> None:
        self._controller = TrainingController(config, clock, keeping=keeping)
        self._sent = 0
        self._listener: Listener | None = None

    def start(self, listener: Listener) -> None:
        """Publish the first snapshot."""
        self._listener = listener
        self.publish()

    def send(self, command: Command) -> int:
        """Do what the command asks, short of training, and publish."""
        self._sent += 1
        self._controller.handle(command, self._sent)
        self.publish()
        return self._sent

    def train_steps(self, count: int) -> None:
        """Take at most `count` steps of what was asked for, and publish."""
        before = self._controller.session.step_count
        while (
            self._controller.running
            and (left := before + count - self._controller.session.step_count) > 0
        ):
            self._controller.train(max_steps=left)
        self.publish()

    def train_ensemble(self, epochs: int | None = None) -> None:
        """Train the many runs that are open to the end, or for so many epochs, and publish.

        Nothing where none are open.
        """
        ensembles = self._controller.ensembles
        if ensembles.present is None:
            return
        if epochs is not None:
            ensembles.present.run(epochs)
        while ensembles.running:
            self._controller.train()
        self.publish()

    def run_epochs(self, count: int) -> None:
        """Begin to run, train so many epochs, and publish while still running."""
        if count:
            self._controller.handle(ToggleRun())
            self.train_steps(count * self._controller.session.steps_per_epoch)

    def save(self) -> None:
        """Keep the run as it is now, and publish."""
        self._controller.save()
        self.publish()

    def take_next(self) -> None:
        """Nothing waits: every command is answered at once."""

    def publish(self) -> None:
        """Tell the listener how things stand."""
        replies = self._controller.take_replies()
        if self._listener is not None:
            for reply in replies:
                self._listener(reply)
            self._listener(replace(self._controller.snapshot(), answered=self._sent))

    def leave(self) -> None:
        """There is nothing that could go on."""

    def close(self) -> None:
        """Nothing is left behind."""

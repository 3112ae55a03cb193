"""A worker without a process or a thread: whoever holds it decides when it trains."""

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.worker.client import Listener
from tui_mlp.worker.commands import Command, ToggleRun
from tui_mlp.worker.controller import Clock, TrainingLoop


def _no_clock() -> float:
    """A time that stands still, so that the same commands give the same snapshots."""
    return 0.0


class InlineWorker:
    """Serves each command at once, in the caller's thread, and answers with one snapshot.

    Args:
        config: the run to begin with, paused.
        clock: gives the present time in seconds; by default one that stands still.

    Raises:
        DataError: the run's data set cannot be read.
    """

    def __init__(self, config: TrainingConfig, clock: Clock = _no_clock) -> None:
        self._loop = TrainingLoop(config, clock)
        self._listener: Listener | None = None

    def start(self, listener: Listener) -> None:
        """Publish the first snapshot."""
        self._listener = listener
        self.publish()

    def send(self, command: Command) -> None:
        """Do what the command asks, short of training, and publish."""
        self._loop.handle(command)
        self.publish()

    def train_steps(self, count: int) -> None:
        """Take at most `count` steps of what was asked for, and publish."""
        before = self._loop.session.step_count
        while self._loop.running and (left := before + count - self._loop.session.step_count) > 0:
            self._loop.train(max_steps=left)
        self.publish()

    def run_epochs(self, count: int) -> None:
        """Begin to run, train so many epochs, and publish while still running."""
        if count:
            self._loop.handle(ToggleRun())
            self.train_steps(count * self._loop.session.steps_per_epoch)

    def take_next(self) -> None:
        """Nothing waits: every command is answered at once."""

    def publish(self) -> None:
        """Tell the listener how things stand."""
        answers = self._loop.take_answers()
        if self._listener is not None:
            for answer in answers:
                self._listener(answer)
            self._listener(self._loop.snapshot())

    @property
    def outlives_screen(self) -> bool:
        """Whether it trains on when the screen leaves."""
        return False

    def leave(self) -> None:
        """There is nothing that could go on."""

    def close(self) -> None:
        """Nothing is left behind."""

"""The course of the present run: whether it trains, how fast, and where it stops."""

from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState
from tui_mlp.worker.pacing import Pace


class RunCourse:
    """What state a run is in, and what brings it into another.

    Args:
        session: the run to begin with, which waits to be run.
        pace: how fast its steps may follow each other.
        target_epochs: where it finishes; by default where its configuration says.
    """

    def __init__(
        self, session: TrainingSession, pace: Pace, target_epochs: int | None = None
    ) -> None:
        self.pace = pace
        self.target_epochs = target_epochs or session.config.epochs
        finished = session.epoch >= self.target_epochs
        self.state = RunState.FINISHED if finished else RunState.PAUSED
        self._pause_after: int | None = None

    @property
    def running(self) -> bool:
        """Whether steps are to be taken."""
        return self.state is RunState.RUNNING

    def take_up(self, session: TrainingSession) -> None:
        """Go on with another session: running stays running, all else becomes paused."""
        self.pace.start()
        self._pause_after = None
        self.target_epochs = session.config.epochs
        if session.divergence:
            self.state = RunState.DIVERGED
        elif session.epoch >= self.target_epochs:
            self.state = RunState.FINISHED
        elif not self.running:
            self.state = RunState.PAUSED

    def run(self, session: TrainingSession, pause_after: int | None = None) -> None:
        """Let it train; a run that has finished gets as many epochs again.

        Args:
            session: the run.
            pause_after: the step to pause after; None for the end.
        """
        if self.state is RunState.FINISHED:
            self.target_epochs += session.config.epochs
        self.state = RunState.RUNNING
        self._pause_after = pause_after
        self.pace.start()

    def pause(self) -> bool:
        """Let it wait; whether it was running."""
        paused = self.running
        if paused:
            self.state = RunState.PAUSED
            self.pace.stop()
        self._pause_after = None
        return paused

    def change_target(self, session: TrainingSession, epochs: int) -> None:
        """Let it finish after so many epochs: a finished one may then have some left."""
        self.target_epochs = epochs
        if self.state is RunState.FINISHED and session.epoch < epochs:
            self.state = RunState.PAUSED

    def steps_until_look(self, session: TrainingSession, at_most: int) -> int:
        """How many steps to take in one go, before there is something to look at; 1 or more."""
        if self.pace.limit is not None:
            return 1
        steps = min(at_most, session.steps_left_in_epoch)
        if self._pause_after is not None:
            steps = min(steps, max(self._pause_after - session.step_count, 1))
        return steps

    def look_at(self, session: TrainingSession, *, trained: bool) -> None:
        """End a run that could not go on, or has come to its last epoch."""
        if not trained:
            self.state = RunState.DIVERGED
        elif session.at_epoch_start and session.epoch >= self.target_epochs:
            self.state = RunState.FINISHED

    def is_to_pause(self, session: TrainingSession) -> bool:
        """Whether it has come to the step it was to pause after."""
        return self.running and session.step_count == self._pause_after

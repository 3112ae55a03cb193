"""The loop of training: epochs are noted, and it ends where the run is over, paused or diverged."""

from collections.abc import Callable

from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import RunState

_BURST_SECONDS = 0.02
_LONGEST_BURST = 1024


class TrainingLoop:
    """Takes a session from state to state; whoever holds it decides when it may take steps.

    A run finishes at the epoch that its configuration names, `epochs`, whenever that is changed.

    Args:
        session: what is trained; waits to be run.
        end_of_epoch: is called after each epoch, before anything else happens.
    """

    def __init__(self, session: TrainingSession, end_of_epoch: Callable[[], None]) -> None:
        self.session = session
        self._end_of_epoch = end_of_epoch
        self._running = False
        self._pause_after: int | None = None

    @property
    def state(self) -> RunState:
        """Where the run stands."""
        session = self.session
        if session.divergence:
            return RunState.DIVERGED
        if self._running:
            return RunState.RUNNING
        return RunState.FINISHED if session.finished else RunState.PAUSED

    @property
    def running(self) -> bool:
        """Whether steps are to be taken."""
        return self._running and not self.session.divergence

    def run(self, pause_after: int | None = None) -> None:
        """Let it train, up to its last epoch or until it has done so many steps."""
        self._pause_after = pause_after
        self._running = not self.session.finished

    def pause(self) -> bool:
        """Let it wait, its curves brought up to date; whether it was running."""
        was_running, self._running, self._pause_after = self.running, False, None
        if was_running and not self.session.curves_up_to_date:
            self.session.evaluate()
        return was_running

    def advance(self, at_most: int) -> int:
        """Take steps, 1 to `at_most` and none beyond the end of the epoch; how many were taken."""
        session = self.session
        if not self.running:
            return 0
        steps = min(at_most, session.steps_left_in_epoch)
        if self._pause_after is not None:
            steps = min(steps, max(self._pause_after - session.step_count, 1))
        before = session.step_count
        session.train_steps(steps)
        if session.at_epoch_start:
            self._end_of_epoch()
        if session.divergence or session.finished:
            self._running = False
        elif session.step_count == self._pause_after:
            self.pause()
        return session.step_count - before


class Burst:
    """How many steps to take before there is time for anything else: about 20 ms of them."""

    def __init__(self) -> None:
        self.steps = 1

    def suit(self, seconds: float) -> None:
        """Adapt to how long the last burst took."""
        if seconds < _BURST_SECONDS / 2:
            self.steps = min(2 * self.steps, _LONGEST_BURST)
        elif seconds > _BURST_SECONDS:
            self.steps = max(self.steps // 2, 1)

"""The run at hand, and the ones before it that undo brings back."""

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import Curves, RunDescription
from tui_mlp.training.views import describe_run

_MAX_UNDO = 16


class RunStack:
    """Holds the present session, and those that a restart replaced, as they were.

    Args:
        session: the first one.
    """

    def __init__(self, session: TrainingSession) -> None:
        self._replaced: list[TrainingSession] = []
        self._number = 0
        self._begin(session)
        self.trace: Curves | None = None
        """The curves of the run that the last restart replaced."""

    def _begin(self, session: TrainingSession) -> None:
        self._number += 1
        self.session = session
        self.description: RunDescription = describe_run(session, self._number)

    @property
    def can_undo(self) -> bool:
        """Whether a replaced run is still there."""
        return bool(self._replaced)

    def reset(self) -> None:
        """Start the present configuration anew, and forget the trace."""
        self._begin(self._session_of(self.session.config))
        self.trace = None

    def restart(self, config: TrainingConfig) -> None:
        """Put a new run in the present one's place, whose curves stay as the trace.

        Raises:
            DataError: the new run's data set cannot be read; the present one stays.
        """
        self.replace(self._session_of(config))

    def replace(self, session: TrainingSession) -> None:
        """Put a session in the present one's place, whose curves stay as the trace."""
        replaced = self.session
        self._begin(session)
        self._replaced = [*self._replaced, replaced][-_MAX_UNDO:]
        # several edits in a row are one change to the eye: the trace is what was there before
        if replaced.epoch >= 1 or self.trace is None:
            self.trace = replaced.curves.curves()

    def undo(self) -> bool:
        """Bring back the run that the last restart replaced; False if there is none."""
        if not self._replaced:
            return False
        self.trace = self.session.curves.curves()
        self._begin(self._replaced.pop())
        return True

    def _session_of(self, config: TrainingConfig) -> TrainingSession:
        present = self.session
        same_data = config.data_settings == present.config.data_settings
        return TrainingSession(config, present.samples if same_data else None)

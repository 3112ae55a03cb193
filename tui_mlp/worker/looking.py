"""What the screen looks at, so that nothing else is computed for it."""

from tui_mlp.arrays import IntArray
from tui_mlp.training.outputs import Output
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import BoundaryView, SampleView
from tui_mlp.training.views import (
    BoundaryGrid,
    confusion_matrix,
    shown_part,
    view_sample,
    worst_sample,
)
from tui_mlp.worker import commands
from tui_mlp.worker.throttled import Clock, Throttled


class Looking:
    """The chosen sample, the boundary's grid, and whether the confusions are wanted."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sample = 0
        self._look = commands.Look()
        self._session: TrainingSession | None = None
        self._boundary: Throttled[BoundaryView] | None = None
        self._confusion = Throttled(confusion_matrix, clock)

    def _turn_to(self, session: TrainingSession) -> None:
        """Begin anew for another session, whose data may be others."""
        if session is not self._session:
            self._session = session
            self._boundary = None

    def look(self, look: commands.Look) -> None:
        """Look at something else."""
        self._look = look
        self._boundary = None

    def move_sample(self, offset: int, session: TrainingSession) -> None:
        """Go to the sample so many places further on, around the end."""
        count = len(shown_part(session.samples.split).rows)
        self._sample = (self._sample + offset) % count

    def show_worst_sample(self, session: TrainingSession) -> None:
        """Go to the sample with the largest loss."""
        self._sample = worst_sample(session)

    def sample(self, session: TrainingSession) -> SampleView:
        """The chosen sample, or the last one where there are fewer."""
        count = len(shown_part(session.samples.split).rows)
        self._sample = min(self._sample, count - 1)
        return view_sample(session, self._sample)

    def boundary(self, session: TrainingSession, *, hurry: bool) -> BoundaryView | None:
        """The decision boundary, where it is wanted and the data are 2-D."""
        self._turn_to(session)
        if self._look.boundary is None or session.samples.dataset.features.shape[1] != 2:
            return None
        if self._boundary is None:
            grid = BoundaryGrid(session, *self._look.boundary, self._look.label)
            self._boundary = Throttled(grid.view, self._clock)
        return self._boundary.result(session, hurry=hurry)

    def confusion(self, session: TrainingSession, *, hurry: bool) -> IntArray | None:
        """The confusion matrix, where it is wanted and a sample has one class."""
        self._turn_to(session)
        wanted = self._look.confusion and session.output is not Output.SIGMOID
        return self._confusion.result(session, hurry=hurry) if wanted else None

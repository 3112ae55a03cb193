"""What the screen looks at, so that nothing else is computed for it."""

from collections.abc import Callable
from typing import Generic, TypeVar

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

Clock = Callable[[], float]
ViewT = TypeVar("ViewT")

_LARGEST_SHARE = 0.01
"""How much of the worker's time each view may take while it trains."""


class _Sparing(Generic[ViewT]):
    """Keeps the last view of a run, and makes a new one only as often as it can be afforded."""

    def __init__(self, make: Callable[[TrainingSession], ViewT], clock: Clock) -> None:
        self._make = make
        self._clock = clock
        self._step: int | None = None
        self._next_at = 0.0
        self._view: ViewT

    def view(self, session: TrainingSession, *, hurry: bool) -> ViewT:
        """The view of the present weights, or in a hurry of slightly older ones."""
        started = self._clock()
        affordable = started >= self._next_at or not hurry
        if self._step is None or (self._step != session.step_count and affordable):
            self._view = self._make(session)
            self._step = session.step_count
            ended = self._clock()
            self._next_at = ended + (ended - started) / _LARGEST_SHARE
        return self._view


class Looking:
    """The chosen sample, the boundary's grid, and whether the confusions are wanted."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sample = 0
        self._look = commands.Look()
        self._session: TrainingSession | None = None
        self._boundary: _Sparing[BoundaryView] | None = None
        self._confusion = _Sparing(confusion_matrix, clock)

    def _turn_to(self, session: TrainingSession) -> None:
        """Begin anew for another session, whose data may be others."""
        if session is not self._session:
            self._session = session
            self._boundary = None
            self._confusion = _Sparing(confusion_matrix, self._clock)

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
            self._boundary = _Sparing(grid.view, self._clock)
        return self._boundary.view(session, hurry=hurry)

    def confusion(self, session: TrainingSession, *, hurry: bool) -> IntArray | None:
        """The confusion matrix, where it is wanted and a sample has one class."""
        self._turn_to(session)
        wanted = self._look.confusion and session.output is not Output.SIGMOID
        return self._confusion.view(session, hurry=hurry) if wanted else None

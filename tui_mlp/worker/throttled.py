"""What is computed only for somebody who looks, as often as a hundredth of the time affords."""

import math
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar
from weakref import ReferenceType, ref

from tui_mlp.settings.training_config import TrainingConfig

Clock = Callable[[], float]


class Trained(Protocol):
    """A run, or many: it changes with its steps and its settings."""

    @property
    def step_count(self) -> int:
        """Rises with every step."""

    @property
    def config(self) -> TrainingConfig:
        """The settings as they are now."""


TrainedT = TypeVar("TrainedT", bound=Trained)
ResultT = TypeVar("ResultT")
Pace = Callable[[ResultT | None, ResultT], float]
"""Seconds to leave a result on the screen, by the one before (None for the first) and itself."""

LARGEST_FRACTION = 0.01
"""How much of the worker's time each result may take while it trains."""


class Throttled(Generic[TrainedT, ResultT]):
    """Keeps the last result of a session, and computes a new one when that can be afforded.

    Args:
        compute: gives the result of a session, which it only looks at.
        clock: gives the present time in seconds.
        pace: the least seconds from one computation to the next while it trains; 0 by default.
    """

    def __init__(
        self,
        compute: Callable[[TrainedT], ResultT],
        clock: Clock,
        *,
        pace: Pace[ResultT] | None = None,
    ) -> None:
        self._compute = compute
        self._clock = clock
        self._pace = pace
        self._session: ReferenceType[TrainedT] | None = None
        self._computed_for: tuple[int, TrainingConfig] | None = None
        self._next_at = -math.inf
        self._result: ResultT | None = None

    @property
    def affordable(self) -> bool:
        """Whether a new result may be computed without slowing training or the screen's line."""
        return self._clock() >= self._next_at

    def is_up_to_date(self, session: TrainedT) -> bool:
        """Whether the last result is that of the session as it is."""
        of_session = self._session is not None and self._session() is session
        return of_session and self._computed_for == (session.step_count, session.config)

    def result(self, session: TrainedT, *, hurry: bool) -> ResultT:
        """The result for the session as it is, or in a hurry for a slightly earlier step of it."""
        of_session = self._session is not None and self._session() is session
        if (
            of_session
            and self._result is not None
            and (self.is_up_to_date(session) or (hurry and not self.affordable))
        ):
            return self._result
        started = self._clock()
        before, result = self._result, self._compute(session)
        self._result = result
        self._session = ref(session)
        self._computed_for = (session.step_count, session.config)
        if hurry:  # else nothing waited for it
            ended = self._clock()
            least = 0.0 if self._pace is None else self._pace(before, result)
            self._next_at = max(ended + (ended - started) / LARGEST_FRACTION, started + least)
        return result

"""How fast training may go, and how fast it does."""

from collections.abc import Callable

from tui_mlp.training.loop import Burst

SPEEDS: tuple[float | None, ...] = (1.0, 10.0, 100.0, 1000.0, None)
"""The speeds one can choose, in steps a second; None for full."""

_MEASURE_SECONDS = 0.5
_SLOW = 20.0
_SECONDS_TO_WATCH = 8.0


class Pace:
    """Spaces steps evenly at a chosen speed, and measures the speed that comes.

    Args:
        clock: gives the present time in seconds.
        limit: the speed to begin with, one of `SPEEDS`.
    """

    def __init__(self, clock: Callable[[], float], limit: float | None) -> None:
        self._clock = clock
        self._limit = limit
        self._next_step = 0.0
        self._steps = 0
        self._measured_from = 0.0
        self._steps_per_second = 0.0
        self.burst = Burst()
        """How many steps to take before looking for commands."""

    @property
    def limit(self) -> float | None:
        """The chosen speed in steps a second; None for full."""
        return self._limit

    def shift(self, offset: int) -> None:
        """Choose the speed so many places further on in `SPEEDS`, or the last there is."""
        place = SPEEDS.index(self._limit) + offset
        self._limit = SPEEDS[max(0, min(place, len(SPEEDS) - 1))]
        self._next_step = self._clock()

    def suit(self, steps: int) -> None:
        """Choose the least speed at which so many steps take a few seconds; full stays full."""
        if self._limit is not None:
            suited = (s for s in SPEEDS if s is None or steps / s <= _SECONDS_TO_WATCH)
            self._limit = next(suited)

    @property
    def slow(self) -> bool:
        """Whether a person can follow single steps."""
        return self._limit is not None and self._limit <= _SLOW

    def start(self) -> None:
        """Begin to run: the first step may come at once."""
        now = self._clock()
        self._next_step = self._measured_from = now
        self._steps = 0
        self._steps_per_second = 0.0

    def stop(self) -> None:
        """Stop to run: no speed is measured until the next start."""
        self._steps_per_second = 0.0

    def allows_step(self) -> bool:
        """Whether it is time for the next step."""
        return self._limit is None or self._clock() >= self._next_step

    def seconds_until_next_step(self) -> float:
        """How long to wait for it; 0 at full speed."""
        return 0.0 if self._limit is None else max(0.0, self._next_step - self._clock())

    def count(self, steps: int) -> None:
        """Take note of steps that were done: of one, unless the speed is full."""
        self._steps += steps
        if self._limit is not None:
            # a step that came late does not make the next ones come in a rush
            self._next_step = max(self._next_step + 1 / self._limit, self._clock() - 0.1)

    def steps_per_second(self) -> float:
        """The speed measured over the last half second or more."""
        elapsed = self._clock() - self._measured_from
        if elapsed >= _MEASURE_SECONDS or (self._steps_per_second == 0 and elapsed > 0):
            self._steps_per_second = self._steps / elapsed
        if elapsed >= _MEASURE_SECONDS:
            self._steps = 0
            self._measured_from = self._clock()
        return self._steps_per_second

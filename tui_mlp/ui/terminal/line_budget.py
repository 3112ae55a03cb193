"""What a line is to carry in a second, and how long the next picture waits for it."""

from collections.abc import Callable

BYTES_A_SECOND = 12_500
"""At 120 x 40 cells; larger terminals are sent more in proportion."""
_CELLS = 120 * 40
_BURST_SECONDS = 0.3
_LONGEST_WAIT = 0.6


class LineBudget:
    """A bucket of bytes that fills evenly: a picture that overdraws it delays the next one.

    Args:
        clock: gives the present time in seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._at = clock()
        self._sent = 0
        self._left = BYTES_A_SECOND * _BURST_SECONDS

    def seconds_to_wait(self, sent: int, cells: int) -> float:
        """How long the next picture is to wait, 0 to 0.6.

        Args:
            sent: all bytes that were sent so far.
            cells: of the terminal.
        """
        rate = BYTES_A_SECOND * max(cells / _CELLS, 1.0)
        now = self._clock()
        self._left = min(self._left + (now - self._at) * rate, rate * _BURST_SECONDS)
        # a view that opens redraws all cells at once, which is no reason to stand still afterwards
        self._left = max(self._left - (sent - self._sent), -_LONGEST_WAIT * rate)
        self._at, self._sent = now, sent
        return max(0.0, -self._left / rate)

"""A line carries an even stream, and no picture stands still for long."""

import pytest

from tui_mlp.ui.terminal.line_budget import BYTES_A_SECOND, LineBudget

CELLS = 120 * 40


class Line:
    """Pictures of some size, each as soon as it may be sent, but five a second at most."""

    def __init__(self) -> None:
        self.now = 0.0
        self.sent = 0
        self.budget = LineBudget(lambda: self.now)

    def send(self, size: int, seconds: float, cells: int = CELLS) -> int:
        """The bytes that go out in so many seconds."""
        before, end = self.sent, self.now + seconds
        while self.now < end:
            self.sent += size
            self.now += max(0.2, self.budget.seconds_to_wait(self.sent, cells))
        return self.sent - before


@pytest.mark.parametrize("size", [3000, 4000, 6000])
def test_large_pictures_are_sent_less_often(size: int) -> None:
    line = Line()
    for _ in range(5):
        assert line.send(size, 4.0) / 4 <= 1.1 * BYTES_A_SECOND + size / 4


def test_small_pictures_never_wait() -> None:
    line = Line()
    assert line.send(2000, 4.0) == 20 * 2000
    assert line.budget.seconds_to_wait(line.sent, CELLS) == 0


def test_a_larger_terminal_is_sent_more() -> None:
    assert Line().send(9000, 8.0, 3 * CELLS) > 2 * Line().send(9000, 8.0)


def test_a_view_that_opens_delays_the_next_picture_by_a_moment_only() -> None:
    line = Line()
    line.sent += 200_000
    assert 0 < line.budget.seconds_to_wait(line.sent, CELLS) <= 0.6
    line.now += 1.0
    assert line.budget.seconds_to_wait(line.sent, CELLS) == 0

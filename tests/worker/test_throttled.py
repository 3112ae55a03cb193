"""How often a view is computed while a run trains, by a clock that stands until it is moved."""

from types import SimpleNamespace
from typing import Any

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.worker.throttled import LARGEST_FRACTION, Throttled

CONFIG = TrainingConfig(dataset="moons")


class Counted:
    """A view that takes `cost` seconds, and gives the step it is of."""

    def __init__(self, cost: float, interval: float) -> None:
        self.now = 0.0
        self.cost = cost
        self.session: Any = SimpleSession(step_count=0, config=CONFIG)
        self.throttled = Throttled(self._compute, lambda: self.now, interval=interval)

    def _compute(self, session: Any) -> int:
        self.now += self.cost
        return int(session.step_count)

    def after(self, seconds: float, *, hurry: bool = True) -> int:
        """The view some seconds and a step later."""
        self.now += seconds
        self.session.step_count += 1
        return self.throttled.result(self.session, hurry=hurry)


class SimpleSession(SimpleNamespace):
    """What is asked of a session; it can be referred to weakly."""


def test_while_it_trains_a_view_is_as_old_as_the_interval_at_most() -> None:
    view = Counted(cost=0.0, interval=0.5)
    assert view.after(0) == 1
    assert [view.after(0.2) for _ in range(5)] == [1, 1, 4, 4, 4]
    assert view.after(0.2) == 7


def test_a_costly_view_waits_longer_than_the_interval() -> None:
    view = Counted(cost=0.02, interval=0.5)
    assert view.after(0) == 1
    wait = 0.02 / LARGEST_FRACTION
    assert view.after(0.9 * wait) == 1
    assert view.after(0.2 * wait) == 3


def test_what_does_not_train_is_shown_at_once_and_delays_nothing() -> None:
    view = Counted(cost=0.0, interval=0.5)
    assert view.after(0) == 1
    assert view.after(0.1, hurry=False) == 2
    assert view.after(0.1, hurry=False) == 3
    assert view.after(0.1) == 3
    assert view.after(0.3) == 5

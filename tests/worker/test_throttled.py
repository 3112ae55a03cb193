"""How often a view is computed while a run trains, by a clock that stands until it is moved."""

from types import SimpleNamespace
from typing import Any

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import BoundaryView
from tui_mlp.worker.commands import Look
from tui_mlp.worker.looking import Looking
from tui_mlp.worker.throttled import LARGEST_FRACTION, Throttled

CONFIG = TrainingConfig(dataset="moons")


class Counted:
    """A view that takes `cost` seconds, and gives the step it is of."""

    def __init__(self, cost: float, interval: float) -> None:
        self.now = 0.0
        self.cost = cost
        self.session: Any = SimpleSession(step_count=0, config=CONFIG)
        self.throttled = Throttled(
            self._compute, lambda: self.now, pace=lambda _before, _now: interval
        )

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


class Plane:
    """The boundary as a screen of a run is given it, 5 times a second at 100 steps a second."""

    def __init__(self, learning_rate: float) -> None:
        config = TrainingConfig(dataset="spirals3", learning_rate=learning_rate)
        self.session = TrainingSession(config)
        self.now = 0.0
        self.looking = Looking(lambda: self.now)
        self.looking.look(Look(boundary=(37, 36)))
        self.first = self._picture()
        self.shown = self.first

    def _picture(self) -> BoundaryView:
        picture = self.looking.boundary(self.session, hurry=True)
        assert picture is not None
        return picture

    def in_four_seconds(self) -> tuple[int, int]:
        """How many pictures came, and how many points were drawn anew."""
        pictures = points = 0
        for _ in range(20):
            self.now += 0.2
            for _ in range(20):
                self.session.step()
            picture = self._picture()
            if picture is not self.shown:
                pictures += 1
                points += picture.changed_points(self.shown)
            self.shown = picture
        return pictures, points


def test_the_more_of_the_plane_changes_the_longer_a_picture_stays() -> None:
    quick, slow = Plane(learning_rate=0.02), Plane(learning_rate=0.001)
    pictures, points = zip(*(quick.in_four_seconds() for _ in range(3)), strict=True)
    assert max(points) < 2 * quick.first.winner.size
    assert max(pictures) <= 4
    slow.in_four_seconds()
    assert min(slow.in_four_seconds()[0] for _ in range(3)) >= 5

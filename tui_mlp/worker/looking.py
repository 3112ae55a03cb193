"""What the screen looks at, so that nothing else is computed for it."""

from dataclasses import replace
from functools import partial

from tui_mlp.arrays import IntArray
from tui_mlp.numbers import grouped
from tui_mlp.training.metrics import measure
from tui_mlp.training.picked_samples import by_loss, confused
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import AblatedUnits, BoundaryView, SampleView
from tui_mlp.training.units.ablation import Ablation, can_be_switched_off
from tui_mlp.training.units.unit_maps import Unit, UnitMaps
from tui_mlp.training.units.unit_probe import UnitProbe
from tui_mlp.training.views import (
    BoundaryGrid,
    ViewedRun,
    confusion_matrix,
    shown_part,
    view_sample,
)
from tui_mlp.worker import commands
from tui_mlp.worker.ensemble.ensemble_looking import EnsembleLooking
from tui_mlp.worker.throttled import Clock, Throttled

_LEAST_INTERVAL = 0.5
"""Least seconds between two pictures while it trains: each changes a large part of the screen."""
_POINTS_A_SECOND = 600
"""How many points of the boundary may change in a second on the average: what a line can take."""
_LONGEST_INTERVAL = 2.5
"""A large plane is drawn so often all the same: an older one contradicts the curves."""


class Looking:
    """The chosen sample, what else is wanted, and the units that are switched off in it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sample = 0
        self._origin = ""
        self._cell: tuple[int, int] | None = None
        self._worst_seen: list[int] = []
        self._look = commands.Look()
        self.ensemble = EnsembleLooking(clock)
        """What it looks at of many runs."""
        self._session: TrainingSession | None = None
        self._probe: UnitProbe | None = None
        self._probe_for: tuple[int, ...] = ()
        self._ablation: Ablation | None = None
        self._forget()

    def _forget(self) -> None:
        """Compute all views anew."""
        self._boundary: Throttled[TrainingSession, BoundaryView] | None = None
        self._confusion: Throttled[TrainingSession, IntArray] = Throttled(
            lambda session: confusion_matrix(self._seen(session)), self._clock
        )
        self._units: Throttled[TrainingSession, UnitMaps] | None = None
        self._ablated: Throttled[TrainingSession, AblatedUnits] | None = None

    def _turn_to(self, session: TrainingSession) -> None:
        """Begin anew for another session, whose data and whose units may be others."""
        if session is not self._session:
            if self._session is not None:
                self.show_sample(self._sample)  # it was picked for another network's answers
            self._session = session
            self._probe = self._ablation = None
            self._forget()

    @property
    def _off(self) -> frozenset[Unit]:
        return frozenset() if self._ablation is None else self._ablation.units

    def _seen(self, session: TrainingSession) -> ViewedRun:
        """The run as it is shown: without what is switched off."""
        return session if self._ablation is None else self._ablation.view(session)

    def look(self, look: commands.Look) -> None:
        """Look at something else."""
        if look.units != self._look.units:
            self._units = None
        if (look.boundary, look.label) != (self._look.boundary, self._look.label):
            self._boundary = None
        self._look = look

    def switch_unit(self, unit: Unit, session: TrainingSession) -> bool:
        """Switch a unit off in all views, or on again; False if this unit always is on."""
        self._turn_to(session)
        if not can_be_switched_off(session, unit):
            return False
        off = self._off ^ {unit}
        self._ablation = Ablation(session, off) if off else None
        self._forget()
        return True

    def show_sample(self, place: int, origin: str = "") -> None:
        """Go to a sample, picked for what `origin` says."""
        self._sample, self._origin = place, origin
        self._cell = None
        self._worst_seen = []

    def move_sample(self, offset: int, session: TrainingSession) -> None:
        """Go to the sample so many places further on, around the end."""
        count = len(shown_part(session.samples.split).rows)
        self.show_sample((self._sample + offset) % count)

    def show_worst_sample(self, session: TrainingSession, *, first: bool = False) -> None:
        """Go to the worst sample that was not shown in this row of the worst, or the first."""
        self._turn_to(session)
        seen = [] if first else self._worst_seen
        order = by_loss(self._seen(session)).tolist()
        if len(seen) >= len(order):
            seen = []
        passed = set(seen)
        place = next(each for each in order if each not in passed)
        rank = order.index(place) + 1
        self.show_sample(place, f"worst {grouped(rank)} of {grouped(len(order))}")
        self._worst_seen = [*seen, place]

    def show_confused(self, session: TrainingSession, true: int, predicted: int) -> str:
        """Go to the next sample of a cell of the confusion matrix; why not, where there is none."""
        if session.output.labels:
            return "where a sample may have several labels, there is no confusion matrix"
        classes = session.samples.dataset.class_names
        cell = f"true {classes[true]}, predicted {classes[predicted]}"
        places = confused(self._seen(session), true, predicted).tolist()
        if not places:
            return f"{cell}: no such sample"
        again = self._cell == (true, predicted)
        place = next((each for each in places if again and each > self._sample), places[0])
        number = f"{grouped(places.index(place) + 1)} of {grouped(len(places))}"
        self.show_sample(place, f"{cell}: {number}")
        self._cell = true, predicted
        return ""

    def sample(self, session: TrainingSession) -> SampleView:
        """The chosen sample, or the last one where there are fewer."""
        self._turn_to(session)
        count = len(shown_part(session.samples.split).rows)
        self._sample = min(self._sample, count - 1)
        return replace(view_sample(self._seen(session), self._sample), origin=self._origin)

    def boundary(self, session: TrainingSession, *, hurry: bool) -> BoundaryView | None:
        """The decision boundary, where it is wanted and the data are 2-D."""
        self._turn_to(session)
        if self._look.boundary is None or session.samples.dataset.features.shape[1] != 2:
            return None
        if self._boundary is None:
            grid = BoundaryGrid(session, *self._look.boundary, self._look.label)
            self._boundary = Throttled(
                lambda session: grid.view(self._seen(session)), self._clock, pace=_boundary_pace
            )
        return self._boundary.result(session, hurry=hurry)

    def confusion(self, session: TrainingSession, *, hurry: bool) -> IntArray | None:
        """The confusion matrix, where it is wanted and a sample has one class."""
        self._turn_to(session)
        wanted = self._look.confusion and not session.output.labels
        return self._confusion.result(session, hurry=hurry) if wanted else None

    def units(self, session: TrainingSession, *, hurry: bool) -> UnitMaps | None:
        """What each unit answers to, where it is wanted."""
        self._turn_to(session)
        wanted = self._look.units
        if wanted is None:
            self._probe = self._units = None
            return None
        probed = wanted.columns, wanted.rows, wanted.most_units, self._sample
        if self._probe is None or self._probe_for != probed:
            self._probe, self._probe_for, self._units = UnitProbe(session, *probed), probed, None
        if self._units is None:
            view = partial(
                self._probe.view,
                focus=wanted.focus,
                off=self._off,
                detail_size=wanted.detail_size,
            )
            self._units = Throttled(
                lambda session: view(session, answering=self._seen(session).network),
                self._clock,
                pace=lambda _before, _maps: _LEAST_INTERVAL,
            )
        return self._units.result(session, hurry=hurry)

    def ablated(self, session: TrainingSession, *, hurry: bool) -> AblatedUnits | None:
        """What is switched off, and what that does to the loss."""
        self._turn_to(session)
        if not self._off:
            return None
        if self._ablated is None:
            self._ablated = Throttled(self._measure_ablation, self._clock)
        return self._ablated.result(session, hurry=hurry)

    def _measure_ablation(self, session: TrainingSession) -> AblatedUnits:
        part, threshold = shown_part(session.samples.split), session.config.threshold
        network = self._seen(session).network
        return AblatedUnits(
            self._off,
            measure(session.network, session.output, part, threshold),
            measure(network, session.output, part, threshold),
        )


def _boundary_pace(before: BoundaryView | None, view: BoundaryView) -> float:
    """The longer, the more of the plane has changed: what a terminal is sent stays even."""
    changed = view.winner.size if before is None else view.changed_points(before)
    return min(max(_LEAST_INTERVAL, changed / _POINTS_A_SECOND), _LONGEST_INTERVAL)

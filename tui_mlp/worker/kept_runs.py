"""The keepers of a worker's runs: each session has its own, also while undo holds it."""

from collections.abc import Callable
from datetime import datetime
from weakref import WeakKeyDictionary

from tui_mlp.training.keeping.autosave import Keeping, RunKeeper
from tui_mlp.training.keeping.resume import Resumed
from tui_mlp.training.session import TrainingSession


class KeptRuns:
    """Finds the keeper of a session.

    Args:
        keeping: how runs are kept; None for not at all.
        clock: gives the present time in seconds.
        now: gives the date.
    """

    def __init__(
        self,
        keeping: Keeping | None,
        clock: Callable[[], float],
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._keeping = keeping
        self._clock = clock
        self._now = now
        self._keepers: WeakKeyDictionary[TrainingSession, RunKeeper] = WeakKeyDictionary()

    def of(self, session: TrainingSession, *, passing: bool = False) -> RunKeeper:
        """The keeper of a session; that of a passing one, such as a scenario's, saves nothing."""
        keeper = self._keepers.get(session)
        if keeper is None:
            keeping = None if passing else self._keeping
            keeper = RunKeeper(session, keeping, self._clock, self._now)
            self._keepers[session] = keeper
        return keeper

    def go_on_with(self, resumed: Resumed) -> None:
        """Keep a resumed run where it was kept before."""
        session = resumed.session
        keeper = RunKeeper(session, self._keeping, self._clock, self._now, resumed.folder)
        self._keepers[session] = keeper

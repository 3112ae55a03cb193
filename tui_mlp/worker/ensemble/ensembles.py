"""The many runs of a worker: opened in the place of its one run, closed, and taken up again."""

from tui_mlp.training.ensemble.ensemble_view import EnsembleView
from tui_mlp.training.ensemble.replica import Datasets
from tui_mlp.training.samples import data_source, is_drawn
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker.ensemble.ensemble_looking import EnsembleLooking
from tui_mlp.worker.ensemble.ensemble_run import Asked, EnsembleRun
from tui_mlp.worker.throttled import Clock


class Ensembles:
    """Holds the last many runs that were asked for; closed, they wait, and can be opened again.

    Args:
        clock: gives the present time in seconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._number = 0
        self._kept: EnsembleRun | None = None
        self._open = False

    @property
    def present(self) -> EnsembleRun | None:
        """Those that are open."""
        return self._kept if self._open else None

    @property
    def running(self) -> bool:
        """Whether they have steps to take."""
        run = self.present
        return run is not None and run.running

    def train(self, max_steps: int | None = None) -> int:
        """Train for about one slice of time, at most so many steps; how many were taken."""
        run = self.present
        return 0 if run is None else run.train(max_steps)

    def open(self, asked: Asked, session: TrainingSession) -> None:
        """Open what is asked for and train it: where it was left, if it is the same as last time.

        Args:
            asked: what to train.
            session: the one run, whose data are used where they are the same.

        Raises:
            DataError: a data set cannot be read, or not with these settings.
            ConfigError: the settings do not go together, or there is too little memory.
        """
        kept = self._kept
        run = kept if kept is not None and kept.asked == asked else self._begin(asked, session)
        self._open = True
        run.run()

    def restart(self, session: TrainingSession) -> None:
        """Train what is open from its beginning again.

        Raises:
            DataError: a data set cannot be read any more.
        """
        run = self.present
        if run is not None:
            self.open(self._begin(run.asked, session).asked, session)

    def _begin(self, asked: Asked, session: TrainingSession) -> EnsembleRun:
        datasets: Datasets = {}
        config = session.config
        if not is_drawn(config):
            datasets[data_source(config)] = session.samples.dataset
        self._kept = None  # its memory is needed now
        self._open = False
        self._kept = EnsembleRun(self._number + 1, asked, self._clock, datasets)
        self._number += 1
        return self._kept

    def close(self) -> None:
        """Pause what is open, and show the one run again."""
        if self._kept is not None:
            self._kept.pause()
        self._open = False

    def view(self, looking: EnsembleLooking) -> EnsembleView | None:
        """What a screen sees of them; None where it does not show them."""
        run = self.present
        return looking.view(run) if run is not None and looking.open else None

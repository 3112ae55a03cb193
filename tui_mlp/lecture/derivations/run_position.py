"""Where a run is, in the symbols of the lecture's algorithm."""

from dataclasses import dataclass

from tui_mlp.nn.schedules import SCHEDULES, ScheduleSettings


@dataclass(frozen=True)
class RunPosition:
    """What the algorithm's page and the schedule's need to know of a run."""

    epochs: int
    """The length of the whole run."""
    epoch: float
    """t, the epochs done, the last as a fraction."""
    step: int
    """k, the steps done: the coming one is step k, counted from 0."""
    samples: int
    """S, the samples of the training part."""
    batch_size: int
    """B, 1 .. S."""
    drawn: tuple[int, ...]
    """j_k, the numbers of the coming step's samples in the training part, counted from 1."""
    sampling: str
    """"shuffle" or "replacement"."""
    schedule: str
    """A name of `SCHEDULES`."""
    schedule_settings: ScheduleSettings
    optimizer: str = "sgd"

    @property
    def steps_per_epoch(self) -> int:
        """The mini-batches of an epoch, the last smaller one included."""
        return -(-self.samples // self.batch_size)

    @property
    def steps(self) -> int:
        """The steps of the whole run if its batch size never changes."""
        return self.epochs * self.steps_per_epoch

    @property
    def learning_rate(self) -> float:
        """gamma_k of the coming step."""
        return self.rate_at(self.epoch)

    def rate_at(self, t: float) -> float:
        """The learning rate after t epochs."""
        return SCHEDULES[self.schedule].rate(t, self.schedule_settings)

"""Where a run is, in the symbols of the lecture's algorithm."""

import math
from dataclasses import dataclass
from enum import Enum, auto

from tui_mlp.nn.schedules import SCHEDULES, ScheduleSettings


class AlgorithmLine(Enum):
    """The lines of a step of SGD, in their order."""

    CHOOSE = auto()
    FORWARD = auto()
    ERROR = auto()
    GRADIENT = auto()
    UPDATE = auto()


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
    line: AlgorithmLine = AlgorithmLine.CHOOSE
    """What is to be done next."""

    @property
    def steps_per_epoch(self) -> int:
        """The mini-batches of an epoch, the last smaller one included."""
        return -(-self.samples // self.batch_size)

    @property
    def steps_left(self) -> int:
        """The steps from step k to the end of the run; 0 where the run is over."""
        if self.epoch >= self.epochs:
            return 0
        whole = math.floor(self.epoch)
        # a fraction of an epoch is a number of samples, but for rounding
        left = self.samples - round((self.epoch - whole) * self.samples)
        return -(-left // self.batch_size) + (self.epochs - whole - 1) * self.steps_per_epoch

    @property
    def last_step(self) -> int:
        """K, the number of the run's last step, with the present batch size to the end."""
        return self.step + self.steps_left - 1

    @property
    def learning_rate(self) -> float:
        """gamma_k of the coming step."""
        return self.rate_at(self.epoch)

    def rate_at(self, t: float) -> float:
        """The learning rate after t epochs."""
        return SCHEDULES[self.schedule].rate(t, self.schedule_settings)

    def steps_before(self, epochs: int) -> int | None:
        """The steps done in so many epochs; None where another batch size was used before."""
        return epochs * self.steps_per_epoch if self._one_batch_size else None

    @property
    def _one_batch_size(self) -> bool:
        whole = math.floor(self.epoch)
        begun = round((self.epoch - whole) * self.samples)
        return self.step == whole * self.steps_per_epoch + -(-begun // self.batch_size)

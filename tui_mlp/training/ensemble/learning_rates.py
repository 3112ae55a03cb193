"""The learning rates of runs with schedules of their own."""

from collections.abc import Sequence

import numpy as np

from tui_mlp.nn.optimizers import Rate
from tui_mlp.nn.schedules import SCHEDULES
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import schedule_settings


class LearningRates:
    """gamma_k of each run; what several runs share is computed once."""

    def __init__(self, configs: Sequence[TrainingConfig]) -> None:
        wanted = [(config.schedule, schedule_settings(config)) for config in configs]
        self._distinct = list(dict.fromkeys(wanted))
        self._places = np.array([self._distinct.index(each) for each in wanted])
        constant = all(name == "constant" for name, _ in self._distinct)
        self._constant = self._computed(0.0) if constant else None

    def at(self, time: float) -> Rate:
        """One number where the runs share it, else (R, 1), for the step that begins at `time`."""
        return self._computed(time) if self._constant is None else self._constant

    def _computed(self, time: float) -> Rate:
        rates = [SCHEDULES[name].rate(time, settings) for name, settings in self._distinct]
        return rates[0] if len(rates) == 1 else np.array(rates)[self._places][:, np.newaxis]

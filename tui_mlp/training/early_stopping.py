"""When a run that gets no better is over."""

import math
from collections.abc import Mapping
from typing import Any


class EarlyStopping:
    """Counts the epochs since the validation loss was the least so far.

    It counts whatever the setting `patience` is, so that a run may get it on its way.
    """

    def __init__(self) -> None:
        self._least = math.inf
        self._since = 0.0

    def note(self, epoch: float, loss: float) -> None:
        """Take note of the loss at the end of an epoch; one that is not finite is no better."""
        if loss < self._least and math.isfinite(loss):
            self._least, self._since = loss, epoch

    def is_over(self, epoch: float, patience: int) -> bool:
        """Whether `patience` epochs have gone by without a lower loss; never for 0."""
        return patience > 0 and epoch - self._since >= patience

    def start_again(self, epoch: float) -> None:
        """Wait as long again from this epoch on."""
        self._since = epoch

    def state(self) -> dict[str, Any]:
        """What it has counted."""
        return {"least": self._least, "since": self._since}

    def load_state(self, state: Mapping[str, Any] | None, epoch: float) -> None:
        """Go on from a state; from nothing at an epoch, where the state is an old one without."""
        known = state or {"least": math.inf, "since": epoch}
        self._least, self._since = float(known["least"]), float(known["since"])

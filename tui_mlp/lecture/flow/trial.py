"""A remedy judged: its loss beside that of the run before, after as many steps."""

import math
from dataclasses import dataclass

from tui_mlp.numbers import compact, grouped

_CLEARLY = 0.1


@dataclass(frozen=True)
class Trial:
    """The training losses of two runs of one seed after equally many mini-batches."""

    change: str
    """What the second run changed, such as "activation tanh → relu"."""
    step: int
    """After how many steps, 1 or more."""
    loss: float
    """Of the second run, in nats."""
    before: float
    """Of the first run; between two measurements, on the line between them."""

    @property
    def verdict(self) -> str:
        """In a word whether the change helped."""
        if not math.isfinite(self.loss):
            return "worse" if math.isfinite(self.before) else "no better"
        if not math.isfinite(self.before) or self.loss < (1 - _CLEARLY) * self.before:
            return "better"
        return "worse" if self.loss > (1 + _CLEARLY) * self.before else "about the same"

    def sentence(self) -> str:
        """The losses in words, and the verdict."""
        steps = f"{grouped(self.step)} {'step' if self.step == 1 else 'steps'}"
        return (
            f"With {self.change}: loss {compact(self.loss)} after {steps}; before"
            f" {compact(self.before)} at the same step: {self.verdict}."
        )

"""How far a network has come from chance: its loss and accuracy beside those of knowing nothing.

Who knows nothing gives every class 1/C, with a loss of ln C; each of C labels on its own 1/2, with
a loss of C ln 2. Who knows only how frequent the classes are gets their entropy, which is no more.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from tui_mlp.numbers import compact, epoch, percent

AT_CHANCE = 0.95
"""From this part of the loss of knowing only the class frequencies on, nothing is learned."""
LEARNED = 0.1
"""Up to this part of it all is learned, and up to `NEARLY` with `HIGH_ACCURACY`."""
NEARLY, HIGH_ACCURACY = 0.3, 0.95
EPOCHS_TO_BEGIN = 3
"""Before so many epochs it is too early for a word."""
_ALIKE = 0.97


class Standing(StrEnum):
    """How far a network has come."""

    UNKNOWN = "unknown"
    UNTRAINED = "untrained"
    EARLY = "early"
    AT_CHANCE = "at chance"
    ON_THE_WAY = "on the way"
    LEARNED = "learned"


@dataclass(frozen=True)
class LearningFigures:
    """The training loss and accuracy of a run, and those of knowing nothing."""

    epochs: float
    """After how many they were measured."""
    loss: float
    """The mean training loss in nats."""
    accuracy: float
    """0..1 of the training samples."""
    classes: int
    """C, or the number of labels."""
    multilabel: bool
    """Whether a sample has any number of labels, instead of one class."""
    frequency_loss: float
    """The loss in nats of answering with the frequencies of the classes, or of each label."""
    least_loss: float
    """The entropy of the targets: 0, unless they are soft or smoothed."""
    largest_share: float
    """0..1: the share of the largest class, or of the most frequent set of labels."""

    @property
    def chance_loss(self) -> float:
        """The loss in nats of knowing nothing."""
        return self.classes * math.log(2) if self.multilabel else math.log(self.classes)

    @property
    def left(self) -> float:
        """What is left of the way from the class frequencies to the least loss: 1 at first."""
        way = self.frequency_loss - self.least_loss
        return (self.loss - self.least_loss) / way if way > 0 else math.nan

    @property
    def standing(self) -> Standing:
        """How far it has come."""
        if not math.isfinite(self.left):
            return Standing.UNKNOWN
        if self.epochs == 0:
            return Standing.UNTRAINED
        sure = self.accuracy >= HIGH_ACCURACY and self.left <= NEARLY
        if self.left <= LEARNED or sure:
            return Standing.LEARNED
        if self.left < AT_CHANCE:
            return Standing.ON_THE_WAY
        return Standing.AT_CHANCE if self.epochs >= EPOCHS_TO_BEGIN else Standing.EARLY

    def sentence(self) -> str:
        """The figures in words, and what they say."""
        standing, loss = self.standing, compact(self.loss, 4)
        if standing is Standing.UNKNOWN:
            return ""
        least = f" (least possible {compact(self.least_loss, 4)})" if self.least_loss else ""
        if standing is Standing.UNTRAINED:
            return f"Not trained yet: loss {loss}{least}. Chance: {self._chance()}."
        return (
            f"Training loss {loss}{least}, accuracy {percent(self.accuracy)} after"
            f" {_epochs(self.epochs)}. Chance: {self._chance()}. {self._conclusion()}"
        )

    def _chance(self) -> str:
        """The loss and the accuracy of who knows nothing, or only the frequencies."""
        formula = f"{self.classes} ln 2" if self.multilabel else f"ln {self.classes}"
        loss = f"{formula} = {compact(self.chance_loss, 4)}"
        if not self._is_even:
            of_what = "label" if self.multilabel else "class"
            loss += f" ({compact(self.frequency_loss, 4)} by {of_what} frequencies)"
        largest = "the most frequent set" if self.multilabel else "the largest class"
        return f"{loss}, and {percent(self.largest_share)} by {largest}"

    @property
    def _is_even(self) -> bool:
        """Whether all answers are about as frequent."""
        return self.frequency_loss >= _ALIKE * self.chance_loss

    def _conclusion(self) -> str:
        """What the figures say."""
        match self.standing:
            case Standing.EARLY:
                return "It is too early to say whether it learns."
            case Standing.AT_CHANCE:
                known = "hardly" if self.left < 1 else "no"
                nothing = "chance" if self._is_even else "the frequencies alone"
                return f"That is {known} better than {nothing}."
            case Standing.LEARNED:
                return "It has learned its training samples."
            case _:
                return f"{percent(1 - self.left)} of the way down to the least loss is done."


def _epochs(value: float) -> str:
    return f"{epoch(value)} {'epoch' if value == 1 else 'epochs'}"

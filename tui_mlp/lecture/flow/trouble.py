"""What may be wrong with a gradient's flow, or with what came of it, and how it is told."""

from enum import StrEnum


class Trouble(StrEnum):
    """What may be wrong; the words are shown as they are."""

    NOT_FINITE = "numbers out of range"
    SYMMETRIC = "units that stay alike"
    BLOCKED = "a layer that lets nothing through"
    WEAK = "a layer that lets little through"
    VANISHING = "a vanishing gradient"
    EXPLODING = "an exploding gradient"
    SATURATION = "saturated units"
    DEAD_UNITS = "dead units"
    FLAT_UNITS = "units that let little through"
    LARGE_UPDATES = "updates too large"
    SMALL_UPDATES = "updates too small"
    NOISE = "a noisy mini-batch gradient"
    NOT_LEARNED = "has not learned yet"
    NONE = "the gradient flows well"
    LEARNED = "it has learned"

    @property
    def is_fault(self) -> bool:
        """Whether there is something to mend."""
        return self not in {Trouble.NONE, Trouble.LEARNED}


Finding = tuple[Trouble, str, tuple[str, ...]]
"""The trouble, its cause, and the names of remedies, the best one first."""

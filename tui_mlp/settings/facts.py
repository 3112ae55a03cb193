"""What is known of a run beside its configuration."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What an editor knows of a run beside its configuration."""

    dataset: str
    """The data's name, as it is shown."""
    train_count: int
    sample_count: int
    class_count: int
    multilabel: bool
    """Whether a sample may have several labels, a sigmoid each."""
    own_noise: float | None = None
    """The noise that a generated set has by itself; None for a set that is not generated."""
    takes_classes: bool = False
    """Whether the set is generated with as many classes as are asked for."""

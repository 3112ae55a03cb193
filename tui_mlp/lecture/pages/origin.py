"""Where the numbers of a page are from, in a line."""

from dataclasses import dataclass

from tui_mlp.numbers import epoch, grouped


@dataclass(frozen=True)
class OfSample:
    """One of the samples that a page may be about."""

    number: int
    """Counted from 1."""
    count: int
    part: str = ""
    """Where it is from, such as "validation"; empty for the mini-batch that is trained on next."""


@dataclass(frozen=True)
class Origin:
    """A run at one of its steps."""

    dataset: str
    step: int | None
    """Of the run; None of a network that was saved without it."""
    epochs: float | None = None
    """Done by then, where that is known."""
    sample: OfSample | None = None
    changed: bool = False
    """Whether a number was typed in the place of one of the run's."""

    @property
    def words(self) -> str:
        """Such as "iris · sample 2 of 32 in the mini-batch · after 1 epoch · step 4"."""
        parts = [self.dataset]
        if self.sample is not None:
            place = f"sample {grouped(self.sample.number)} of {grouped(self.sample.count)}"
            part = self.sample.part
            parts.append(f"{part} {place}" if part else f"{place} in the mini-batch")
        if self.epochs is not None:
            unit = "epoch" if self.epochs == 1 else "epochs"
            parts.append(f"after {epoch(self.epochs)} {unit}")
        if self.step is not None:
            parts.append(f"step {grouped(self.step)}")
        if self.changed:
            parts.append("with values that were typed")
        return " · ".join(parts)

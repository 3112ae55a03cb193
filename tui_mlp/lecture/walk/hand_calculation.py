"""Numbers that a learner worked out by hand, checked to the digits given."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tui_mlp.numbers import entry_text

LEAST_DIGITS = 2


@dataclass(frozen=True)
class Verdict:
    """What a typed number comes to."""

    right: bool
    words: str
    """A sentence for the learner."""
    too_short: bool = False
    """Right as far as it goes, with too few digits to tell."""


@dataclass(frozen=True)
class Score:
    """How many numbers were asked for, and how they were answered."""

    asked: int = 0
    right: int = 0
    at_once: int = 0
    """Of those right, the ones that took one try."""

    def counted(self, *, right: bool, at_once: bool = False) -> "Score":
        """The score with one more number."""
        return Score(self.asked + 1, self.right + right, self.at_once + (right and at_once))

    @property
    def words(self) -> str:
        """Such as "3 of 4 right, 2 at once"; empty before the first."""
        if not self.asked:
            return ""
        return f"{self.right} of {self.asked} right, {self.at_once} at once"


def parsed(text: str) -> Decimal:
    """The number that a text stands for: 0.23, .23, -1,5, −2e-3.

    Raises:
        ValueError: it stands for none, or for none that is finite.
    """
    try:
        value = Decimal(text.strip().replace("−", "-").replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is not a number") from error
    if not value.is_finite():
        raise ValueError(f"{text!r} is not a finite number")
    return value


def check_answer(text: str, value: float) -> Verdict:
    """Whether a typed number is `value`, rounded to the digits that were typed.

    At least `LEAST_DIGITS` significant digits are wanted, unless fewer give the value exactly.

    Raises:
        ValueError: the text is not a number.
    """
    typed, exact = parsed(text), Decimal(value)
    half_unit = Decimal((0, (5,), typed.adjusted() - len(typed.as_tuple().digits)))
    shown = entry_text(value)
    if abs(typed - exact) > half_unit * Decimal("1.000001"):
        return Verdict(False, f"not quite: it is {shown}")
    significant = len(typed.as_tuple().digits)
    if significant < LEAST_DIGITS and abs(typed - exact) > Decimal("1e-9"):
        return Verdict(False, f"right as far as it goes; more digits would be {shown}", True)
    return Verdict(True, f"right to {significant} digits: {shown}")

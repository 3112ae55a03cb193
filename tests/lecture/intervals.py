"""Arithmetic with printed numbers: each stands for all that round to it."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

NUMBER = r"(?:\d+(?: \d{3})*(?:\.\d+)?|\.\d+)(?:e-?\d+)?"


@dataclass(frozen=True)
class Interval:
    """All numbers from one to another."""

    low: float
    high: float

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def __mul__(self, other: "Interval") -> "Interval":
        return _spanned(a * b for a in (self.low, self.high) for b in (other.low, other.high))

    def __truediv__(self, other: "Interval") -> "Interval":
        return self * _spanned([1 / other.low, 1 / other.high])

    def __pow__(self, other: "Interval") -> "Interval":
        return _spanned(a**b for a in (self.low, self.high) for b in (other.low, other.high))

    def __pos__(self) -> "Interval":
        return self

    def meets(self, other: "Interval") -> bool:
        """Whether they may be the same number."""
        slack = 1e-9 * max(1e-300, abs(self.low), abs(other.low))
        return self.low <= other.high + slack and other.low <= self.high + slack


def _spanned(values: object) -> Interval:
    values = list(values)  # type: ignore[call-overload]
    return Interval(min(values), max(values))


def printed(text: str) -> Interval:
    """What a printed number may have been; one without a point is exact."""
    text = text.replace(" ", "")
    mantissa, _, exponent = text.partition("e")
    value = float(text)
    decimals = len(mantissa.partition(".")[2])
    exact = "." not in mantissa and not exponent
    half = 0.0 if exact else 0.5001 * 10.0 ** (int(exponent or 0) - decimals)
    return Interval(value - half, value + half)


def _rising(function: Callable[[float], float]) -> Callable[[Interval], Interval]:
    return lambda at: Interval(function(at.low), function(at.high))


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


FUNCTIONS = {
    "log": _rising(math.log),
    "exp": _rising(math.exp),
    "tanh": _rising(math.tanh),
    "sigmoid": _rising(_sigmoid),
    "relu": _rising(lambda value: max(value, 0.0)),
    "identity": lambda at: at,
    "root": _rising(math.sqrt),
}


def value_of(text: str) -> Interval | None:
    """What a printed expression comes to; None where it is none of numbers alone."""
    text = text.strip().replace("−", "-").replace("·", "*").replace("²", "**printed('2')")
    text = text.replace("√", "root")
    text = re.sub(r"log ((?:[\d.]|e-)+)", r"log(\1)", text)
    text = re.sub(r"log \(", "log(", text)
    # what stands side by side is multiplied; numbers have groups of three digits
    text = re.sub(r"(?<=\))\s*(?=[(\d.])", "*", text)
    text = re.sub(r"(?<=[\d.])\s+(?=\()", "*", text)
    text = re.sub(r"(?<=[\d])\s+(?=log|\.)", "*", text)
    text = re.sub(rf"(?<![\w.'])({NUMBER})", r"printed('\1')", text)
    names = set(re.findall(r"[^\W\d_]\w*", re.sub(r"'[^']*'", "", text)))
    if (
        not text
        or not names - FUNCTIONS.keys() <= {"printed"}
        or re.search(r"[^\w\s().+*/'-]", text)
    ):
        return None
    try:
        found = eval(text, {"printed": printed, **FUNCTIONS})  # noqa: S307  (a page's own line)
    except (SyntaxError, TypeError):
        return None
    return found if isinstance(found, Interval) else None

"""Initial weights: zero, or drawn with a variance that suits a layer's fan_in and fan_out.

Listing the initialisers costs no NumPy.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from tui_mlp.arrays import Float64Array


class Distribution(StrEnum):
    """What weights are drawn from; its mean is 0."""

    NONE = "none"
    """All weights are 0, and nothing is drawn."""
    UNIFORM = "uniform"
    """Uniform on (-r, r) with r = sqrt(3 variance)."""
    NORMAL = "normal"


@dataclass(frozen=True, kw_only=True)
class Initializer:
    """The distribution of a layer's initial weights."""

    name: str
    distribution: Distribution
    formula: str
    """The variance of a weight as a reader writes it."""
    variance: Callable[[int, int], float]
    """variance(fan_in, fan_out)."""
    source: str
    """Where it was proposed; empty for what everyone would write."""

    def __call__(self, rng: "np.random.Generator", fan_in: int, fan_out: int) -> "Float64Array":
        """Weights (fan_in, fan_out)."""
        shape = fan_in, fan_out
        variance = self.variance(fan_in, fan_out)
        if self.distribution is Distribution.NORMAL:
            return rng.normal(0.0, math.sqrt(variance), size=shape)
        if self.distribution is Distribution.UNIFORM:
            bound = math.sqrt(3 * variance)
            return rng.uniform(-bound, bound, size=shape)
        import numpy as np  # noqa: PLC0415  (a list of the names must cost no NumPy)

        return np.zeros(shape)


def _family(
    prefix: str, formula: str, variance: Callable[[int, int], float], source: str
) -> tuple[Initializer, Initializer]:
    """The uniform and the normal initialiser of one variance."""
    uniform, normal = (
        Initializer(
            name=f"{prefix}_{distribution}",
            distribution=distribution,
            formula=formula,
            variance=variance,
            source=source,
        )
        for distribution in (Distribution.UNIFORM, Distribution.NORMAL)
    )
    return uniform, normal


INITIALIZERS: Mapping[str, Initializer] = MappingProxyType(
    {
        initializer.name: initializer
        for initializer in (
            # keeps the units of a layer alike for ever
            Initializer(
                name="zeros",
                distribution=Distribution.NONE,
                formula="0",
                variance=lambda _in, _out: 0.0,
                source="",
            ),
            # small whatever the layer
            Initializer(
                name="uniform",
                distribution=Distribution.UNIFORM,
                formula="0.05²",
                variance=lambda _in, _out: 0.05**2,
                source="",
            ),
            # large whatever the layer
            Initializer(
                name="normal",
                distribution=Distribution.NORMAL,
                formula="1",
                variance=lambda _in, _out: 1.0,
                source="",
            ),
            *_family(
                "glorot",
                "2 / (fan_in + fan_out)",
                lambda fan_in, fan_out: 2 / (fan_in + fan_out),
                "Glorot, Bengio 2010",
            ),
            # for relu, which is 0 half of the time
            *_family(
                "he", "2 / fan_in", lambda fan_in, _out: 2 / fan_in, "He, Zhang, Ren, Sun 2015"
            ),
            *_family(
                "lecun",
                "1 / fan_in",
                lambda fan_in, _out: 1 / fan_in,
                "LeCun, Bottou, Orr, Mueller 1998",
            ),
        )
    }
)
"""The initialisers by name."""

"""Initial weights: zero, or drawn with a variance that suits a layer's fan_in and fan_out."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

Initializer = Callable[[np.random.Generator, int, int], npt.NDArray[np.float64]]
"""Takes (rng, fan_in, fan_out), and gives weights of shape (fan_in, fan_out)."""

_PLAIN_VARIANCE = 0.05**2


def _zeros(rng: np.random.Generator, fan_in: int, fan_out: int) -> npt.NDArray[np.float64]:  # noqa: ARG001  (all share one signature)
    return np.zeros((fan_in, fan_out))


def _uniform(variance: Callable[[int, int], float]) -> Initializer:
    """Uniform on (-r, r) with r = sqrt(3 variance)."""

    def draw(rng: np.random.Generator, fan_in: int, fan_out: int) -> npt.NDArray[np.float64]:
        bound = np.sqrt(3 * variance(fan_in, fan_out))
        return rng.uniform(-bound, bound, size=(fan_in, fan_out))

    return draw


def _normal(variance: Callable[[int, int], float]) -> Initializer:
    """Normal with mean 0."""

    def draw(rng: np.random.Generator, fan_in: int, fan_out: int) -> npt.NDArray[np.float64]:
        return rng.normal(0.0, np.sqrt(variance(fan_in, fan_out)), size=(fan_in, fan_out))

    return draw


def _plain(fan_in: int, fan_out: int) -> float:  # noqa: ARG001
    return _PLAIN_VARIANCE


def _unit(fan_in: int, fan_out: int) -> float:  # noqa: ARG001
    return 1.0


def _glorot(fan_in: int, fan_out: int) -> float:
    return 2 / (fan_in + fan_out)


def _he(fan_in: int, fan_out: int) -> float:  # noqa: ARG001
    return 2 / fan_in


def _lecun(fan_in: int, fan_out: int) -> float:  # noqa: ARG001
    return 1 / fan_in


INITIALIZERS: Mapping[str, Initializer] = MappingProxyType(
    {
        "zeros": _zeros,
        "uniform": _uniform(_plain),
        "normal": _normal(_unit),
        "glorot_uniform": _uniform(_glorot),
        "glorot_normal": _normal(_glorot),
        "he_uniform": _uniform(_he),
        "he_normal": _normal(_he),
        "lecun_uniform": _uniform(_lecun),
        "lecun_normal": _normal(_lecun),
    }
)
"""The initialisers by name, with the variance of a weight.

- zeros: all 0, which keeps the units of a layer alike for ever
- uniform: 0.05^2, small whatever the layer
- normal: 1, large whatever the layer
- glorot_*: 2 / (fan_in + fan_out) (Glorot, Bengio 2010)
- he_*: 2 / fan_in, for relu (He, Zhang, Ren, Sun 2015)
- lecun_*: 1 / fan_in (LeCun, Bottou, Orr, Mueller 1998)
"""

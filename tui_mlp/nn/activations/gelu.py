"""GELU in its exact form, z Phi(z), where Phi is the standard normal distribution function.

With g(x) = exp(-x^2/2) and the upper tail Q(x) = 1 - Phi(x), for x = |z|:

    gelu(z)  = max(z, 0) - x Q(x)
    gelu'(z) = 1/2 + sign(z) (1/2 - Q(x) + x g(x) / sqrt(2 pi))

(Hendrycks, Gimpel 2016). NumPy has no error function. Q(x) / g(x), Mills' ratio over sqrt(2 pi), is
smooth in s = 8 / (x + 4) - 1, which lies in (-1, 1]: it is s + 1 times the polynomial in s below,
interpolated at Chebyshev nodes. Its relative error is under 4e-7 in float32, 1e-15 in float64.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from tui_mlp.arrays import Array, Float64Array
from tui_mlp.nn.activations.activation import Activation, Family

_FARTHEST = 40.0
"""Beyond it g(x) is 0 in float64 too; a bound keeps x^2 from overflowing."""
_DENSITY_SCALE = 1 / math.sqrt(2 * math.pi)


def _constants(dtype: type[np.floating[Any]], coefficients: str) -> tuple[Array, ...]:
    """Arrays of no dimensions, which a ufunc takes twice as fast as Python's numbers."""
    return tuple(np.array(number, dtype) for number in coefficients.split())


_POLYNOMIALS: Mapping[np.dtype[Any], tuple[Array, ...]] = {
    np.dtype(np.float32): _constants(
        np.float32,
        """
        2.03270395e-05 1.61675154e-05 -0.00019696901 -0.000434524558 0.000940156941
        0.00754941418 0.023315523 0.0483921949 0.0759870744 0.0944106409
        """,
    ),
    np.dtype(np.float64): _constants(
        np.float64,
        """
        -2.2171756304936384e-10 1.6057273587406586e-10 2.0670055969383003e-09
        -2.4510423926174393e-09 -9.987313440702824e-09 2.0289897100591957e-08
        3.327909873604453e-08 -1.2838686008892927e-07 -7.8275859586995e-08
        7.403724784593451e-07 8.940921886636019e-08 -4.393205573227981e-06
        -2.3848843604920944e-07 2.8886893848460927e-05 1.6668032362966047e-05
        -0.00020385231098529554 -0.00043496154536129447 0.0009425236211421641
        0.0075495718613453 0.0233152322449459 0.048392175092777066 0.07598708024648664
        0.09441064130196894
        """,
    ),
}
"""The coefficients for each dtype, that of the highest power first."""


def _apply(z: Array, out: Array, work: Array) -> None:
    """Write z Phi(z) into `out`."""
    _write_tail_ratio(z, out, work)
    _write_bell(z, work)
    np.multiply(out, work, out=out)
    _write_distance(z, work)
    np.multiply(out, work, out=out)
    np.maximum(z, 0, out=work)
    np.subtract(work, out, out=out)


def _write_derivative(z: Array, _a: Array, out: Array, work: Array) -> None:
    """Write Phi(z) + z g(z) / sqrt(2 pi) into `out`."""
    _write_tail_ratio(z, out, work)
    _write_distance(z, work)
    np.multiply(work, _DENSITY_SCALE, out=work)
    np.subtract(out, work, out=out)
    _write_bell(z, work)
    np.multiply(out, work, out=out)
    np.subtract(0.5, out, out=out)
    np.copysign(out, z, out=out)
    np.add(out, 0.5, out=out)


def _write_distance(z: Array, out: Array) -> None:
    """Write x = |z|, but at most `_FARTHEST`."""
    np.abs(z, out=out)
    np.minimum(out, _FARTHEST, out=out)


def _write_bell(z: Array, out: Array) -> None:
    """Write g(x) = exp(-x^2/2)."""
    _write_distance(z, out)
    np.multiply(out, out, out=out)
    np.multiply(out, -0.5, out=out)
    np.exp(out, out=out)


def _write_tail_ratio(z: Array, out: Array, s: Array) -> None:
    """Write Q(x) / g(x) into `out`, by Horner's rule; `s` is for work."""
    np.abs(z, out=s)
    np.add(s, 4, out=s)
    np.divide(8, s, out=s)
    np.subtract(s, 1, out=s)
    leading, *others = _POLYNOMIALS[z.dtype]
    out.fill(leading.item())
    for coefficient in others:
        np.multiply(out, s, out=out)
        np.add(out, coefficient, out=out)
    np.add(s, 1, out=s)
    np.multiply(out, s, out=out)


def _normal_cdf(z: Float64Array) -> Float64Array:
    """The standard normal distribution's Phi(z) = erfc(-z / sqrt 2) / 2."""
    flat = [math.erfc(-value / math.sqrt(2)) / 2 for value in z.ravel().tolist()]
    return np.array(flat).reshape(z.shape)


def _gelu(z: Float64Array) -> Float64Array:
    return z * _normal_cdf(z)


def _derivative(z: Float64Array) -> Float64Array:
    """Phi(z) + z times the normal density."""
    return _normal_cdf(z) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)


GELU = Activation(
    name="gelu",
    family=Family.RECTIFYING,
    formula="z Φ(z)",
    derivative_formula="Φ(z) + z Φ'(z)",
    largest_slope=(1 + math.erf(1)) / 2 + math.exp(-1) / math.sqrt(math.pi),  # at z = sqrt 2
    source="Hendrycks, Gimpel 2016",
    apply=_apply,
    write_derivative=_write_derivative,
    reference=_gelu,
    reference_derivative=_derivative,
)

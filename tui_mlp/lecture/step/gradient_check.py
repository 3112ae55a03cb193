"""A layer's gradient against central differences of the lecture's own loss."""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import BoolArray, Float64Array, IntArray
from tui_mlp.lecture.step.forward import forward, pre_activation
from tui_mlp.lecture.step.lecture_network import LectureNetwork
from tui_mlp.lecture.step.loss import sample_losses
from tui_mlp.lecture.step.phi import phi
from tui_mlp.nn.activations import ACTIVATIONS

DIFFERENCE = 1e-5
"""h, for entries that meet activations up to 10."""
TOLERANCE = 1e-6
"""Up to here a relative error is rounding, and what the differences leave out."""
MOST_ENTRIES = 200
"""Larger W and b are checked at so many entries, chosen at random."""

_LEAST_SCALE = 1e-3
_NUMBERS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class CheckedEntry:
    """The entry of W^l or b^l where gradient and central difference differ most."""

    name: str
    """"W1", "b1", ..."""
    index: tuple[int, ...]
    """Counted from 0: (i, j) in W^l (n_l, n_{l-1}), (i,) in b^l."""
    analytic: float
    numeric: float
    """(e(w+h) - e(w-h)) / 2h."""
    relative_error: float
    """|analytic - numeric| / max(|analytic| + |numeric|, 1e-3).

    The bound keeps the rounding of the differences, about 1e-10, from counting as an error. 0
    where every entry lies on a kink.
    """
    difference: float
    """h."""
    loss_above: float
    """e(w+h)."""
    loss_below: float
    """e(w-h)."""
    checked: int
    """So many entries were compared."""
    on_kinks: int
    """So many more were passed over: a joint of phi, as relu's and elu's at 0, lies between the z
    of w-h and that of w+h for a unit."""
    entries: int
    """So many entries there are."""


@dataclass(frozen=True, eq=False)
class _Slopes:
    """Central differences of the mean loss by K entries of a layer's parameters, (K,) each."""

    above: Float64Array
    """e(w+h)."""
    below: Float64Array
    """e(w-h)."""
    differences: Float64Array
    """h."""
    on_kink: BoolArray
    """Whether a joint of an activation lies between w-h and w+h."""

    @property
    def numeric(self) -> Float64Array:
        """(e(w+h) - e(w-h)) / 2h."""
        return (self.above - self.below) / (2 * self.differences)


def check_layer(
    network: LectureNetwork,
    inputs: Float64Array,
    targets: Float64Array,
    *,
    layer: int,
    gradients: tuple[Float64Array, ...],
    rng: np.random.Generator,
) -> list[CheckedEntry]:
    """The worst entry of W^l, and of b^l if there is one.

    A change of W^l_ij by h changes z^l_i by h a^{l-1}_j and no other z^l: many entries are changed
    at once, a column each. h is `DIFFERENCE`, and less where a^{l-1}_j is larger than 10.

    Args:
        network: the network.
        inputs: (n_0, B) samples as columns.
        targets: (n_L, B) as columns.
        layer: l, 1 .. L.
        gradients: of the mean loss, to be checked: by W^l (n_l, n_{l-1}), and by b^l (n_l,) too
            where the network has biases.
        rng: chooses the entries where there are more than `MOST_ENTRIES`.
    """
    passed = forward(network, inputs)
    below = passed.activations[layer - 1]
    upper_part = _UpperPart(network, layer, passed.pre_activations[layer - 1], targets)
    checks = []
    for letter, gradient in zip("Wb", gradients, strict=False):
        places = np.unravel_index(_chosen(gradient.size, rng), gradient.shape)
        # b^l is the weight of a unit that always gives 1
        met = below[places[1]] if letter == "W" else np.ones((len(places[0]), inputs.shape[1]))
        slopes = upper_part.slopes(places[0], met)
        checks.append(_worst(f"{letter}{layer}", gradient, places, slopes))
    return checks


def _chosen(size: int, rng: np.random.Generator) -> IntArray:
    """The places to check among `size`, rising."""
    if size <= MOST_ENTRIES:
        return np.arange(size)
    return np.sort(rng.choice(size, MOST_ENTRIES, replace=False))


@dataclass(frozen=True, eq=False)
class _UpperPart:
    """The mean loss of B samples as a function of one layer's z^l."""

    network: LectureNetwork
    layer: int
    z: Float64Array
    """z^l, (n_l, B)."""
    targets: Float64Array
    """(n_L, B)."""

    def slopes(self, units: IntArray, met: Float64Array) -> _Slopes:
        """Central differences by K weights that lead to `units` (K,), from activations (K, B)."""
        differences = DIFFERENCE / np.maximum(1, np.abs(met).max(axis=1) / 10)
        changes = differences[:, None] * met
        at_once = max(1, _NUMBERS_AT_ONCE // (max(self.network.widths) * met.shape[1]))
        losses, on_kink = [], []
        for start in range(0, len(units), at_once):
            some = slice(start, start + at_once)
            above, sides = self._losses(units[some], changes[some])
            below, other_sides = self._losses(units[some], -changes[some])
            losses.append(np.stack([above, below]))
            on_kink.append((sides != other_sides).any(axis=(0, 2)))
        both = np.concatenate(losses, axis=1)
        return _Slopes(both[0], both[1], differences, np.concatenate(on_kink))

    def _losses(self, units: IntArray, changes: Float64Array) -> tuple[Float64Array, BoolArray]:
        """The mean losses (K,) with z^l of one unit changed for each, by changes (K, B).

        Returns:
            The losses, and on which side of each joint of its activation a unit is: (J, K, B) for
            J pairs of a unit and a joint.
        """
        count, batch = changes.shape
        moved = np.repeat(self.z[:, None, :], count, axis=1)
        moved[units, np.arange(count)] += changes
        column = moved.reshape(len(self.z), count * batch)
        sides = [np.zeros((0, count, batch), bool)]
        for layer in range(self.layer, self.network.depth + 1):
            name = self.network.activations[layer - 1]
            if layer > self.layer:
                column = pre_activation(self.network, layer, column)
            joints = ACTIVATIONS[name].joints
            sides += [(column > joint).reshape(-1, count, batch) for joint in joints]
            column = phi(name, column)
        losses = sample_losses(self.network.output, column, np.tile(self.targets, (1, count)))
        return losses.reshape(count, batch).mean(axis=1), np.concatenate(sides)


def _worst(
    name: str, gradient: Float64Array, places: tuple[IntArray, ...], slopes: _Slopes
) -> CheckedEntry:
    """The entry with the largest relative error among those that lie on no kink."""
    analytic, numeric = gradient[places], slopes.numeric
    scale = np.maximum(np.abs(analytic) + np.abs(numeric), _LEAST_SCALE)
    errors = np.where(slopes.on_kink, -1.0, np.abs(analytic - numeric) / scale)
    k = int(errors.argmax())
    on_kinks = int(slopes.on_kink.sum())
    return CheckedEntry(
        name=name,
        index=tuple(int(place[k]) for place in places),
        analytic=float(analytic[k]),
        numeric=float(numeric[k]),
        relative_error=max(float(errors[k]), 0.0),
        difference=float(slopes.differences[k]),
        loss_above=float(slopes.above[k]),
        loss_below=float(slopes.below[k]),
        checked=len(errors) - on_kinks,
        on_kinks=on_kinks,
        entries=gradient.size,
    )

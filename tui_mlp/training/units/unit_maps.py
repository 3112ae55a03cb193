"""What each unit of a network answers to, small enough to be sent several times a second.

All numbers are whole ones from -127 to 127, each with the number that 127 stands for.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Array, FloatArray, IntArray

FULL = 127
"""The quantised value of the largest magnitude."""

LARGEST_IMAGE = 32
"""Pixels each way of a unit's image at most; larger ones are reduced."""

QuantisedArray = npt.NDArray[np.int8]


class Unit(NamedTuple):
    """The address of a unit."""

    layer: int
    """0 for the features, l for the units of layer l."""
    number: int
    """From 0."""


class MapKind(StrEnum):
    """What the values of a layer's units are."""

    PLANE = "plane"
    """a(x) over a grid of the plane of 2-D data, row 0 at the top."""
    IMAGE = "image"
    """An image: a sample, or the weights from its pixels to a unit."""
    BAR = "bar"
    """Mean and standard deviation of a over samples, and a of one sample: (1, 3) values."""


def map_kind(layer: int, layers: int, features: int, *, images: bool) -> MapKind:
    """How the units of a layer are shown.

    Args:
        layer: from 0 for the features.
        layers: how many there are, with the features.
        features: how many numbers a sample has.
        images: whether a sample is an image.
    """
    if images and (layer == 0 or (layer == 1 and layers > 2)):
        return MapKind.IMAGE
    return MapKind.PLANE if features == 2 else MapKind.BAR


@dataclass(frozen=True, eq=False)
class LayerMaps:
    """K of the units of one layer: all, or those of largest effect."""

    kind: MapKind
    label: str
    """The activation's name; "input" for the features, the loss' for the last layer."""
    units: int
    """How many there are."""
    shown: IntArray
    """(K,) their numbers, rising."""
    effects: FloatArray
    """(K,) mean |a| times the norm of the outgoing weights."""
    values: QuantisedArray
    """(K, R, C); each unit's own scale, but 0..127 for 0..1 where they are probabilities."""
    scales: FloatArray
    """(K,) what 127 stands for; 0 for a unit that is 0 everywhere."""
    names: tuple[str, ...] = ()
    """K names of features or classes; none for hidden units."""
    classes: tuple[int, ...] = ()
    """The class of which each unit gives the probability; none but for the last layer."""

    @property
    def left_out(self) -> int:
        """How many units are not among the K; a whole image leaves none out."""
        return 0 if self.is_whole_image else self.units - len(self.shown)

    @property
    def is_whole_image(self) -> bool:
        """Whether this is the layer of an image's pixels, shown as one."""
        return self.kind is MapKind.IMAGE and self.label == "input"


@dataclass(frozen=True, eq=False)
class LinkMaps:
    """The weights between the shown units of two layers that follow each other."""

    values: QuantisedArray
    """(K, J) by source and target, on the scale of the largest magnitude among them."""
    scale: float
    """What 127 stands for."""
    shape: tuple[int, int]
    """(fan_in, fan_out) of the whole matrix."""
    signed: bool = True
    """False where these are the norms of all weights from an image to a unit."""


@dataclass(frozen=True, eq=False)
class UnitDetail:
    """All about one unit."""

    unit: Unit
    name: str
    """Of a feature or a class; empty for a hidden unit."""
    activation: float
    """a of the shown sample; for the last layer, yhat."""
    bias: float | None
    """None for a feature, and for networks without biases."""
    incoming: FloatArray
    """(fan_in,) the weights to it; none for a feature."""
    outgoing: FloatArray
    """(fan_out,) the weights from it; none for an output."""
    incoming_names: tuple[str, ...]
    """Where each incoming weight comes from; none where these are hidden units."""
    outgoing_names: tuple[str, ...]
    """Where each outgoing weight goes to; none where these are hidden units."""
    kind: MapKind
    values: QuantisedArray
    """(R, C) as in `LayerMaps`, on a finer grid."""
    scale: float


@dataclass(frozen=True, eq=False)
class UnitMaps:
    """The layers of a network from the features to the outputs, and the weights between."""

    layers: tuple[LayerMaps, ...]
    links: tuple[LinkMaps, ...]
    """One fewer."""
    off: frozenset[Unit] = field(default=frozenset())
    """The units that are switched off."""
    detail: UnitDetail | None = None
    """Of the unit in focus."""

    @property
    def fingerprint(self) -> tuple[object, ...]:
        """Equal for maps of one run that look the same, but for the unit in focus."""
        values = *(each.values for each in self.layers), *(each.values for each in self.links)
        return (
            self.off,
            *(layer.shown.tobytes() for layer in self.layers),
            *((each.shape, each.tobytes()) for each in values),
        )


def quantised(values: Array, scale: Array | float) -> QuantisedArray:
    """Round values / scale * 127; 0 where the scale is 0 and where a value is NaN."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        shares = np.nan_to_num(values / scale, nan=0.0, posinf=0.0, neginf=0.0)
    np.clip(shares, -1, 1, out=shares)
    numbers: QuantisedArray = np.rint(shares * FULL).astype(np.int8)
    return numbers


def largest(values: Array, axis: int) -> FloatArray:
    """The largest finite |value| along an axis, 0 where there is none."""
    magnitudes = np.abs(values)
    if not np.isfinite(magnitudes).all():
        magnitudes = np.where(np.isfinite(magnitudes), magnitudes, 0)
    found: FloatArray = magnitudes.max(axis=axis, initial=0).astype(np.float32)
    return found

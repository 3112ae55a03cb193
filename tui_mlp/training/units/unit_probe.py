"""Asks a network what each of its units answers to: over the plane, as an image, or in the mean."""

from collections.abc import Sequence

import numpy as np

from tui_mlp.arrays import Array, FloatArray, IntArray
from tui_mlp.nn.network import Network
from tui_mlp.training.outputs import Output
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.units.unit_maps import (
    LARGEST_IMAGE,
    LayerMaps,
    LinkMaps,
    MapKind,
    QuantisedArray,
    Unit,
    UnitDetail,
    UnitMaps,
    largest,
    map_kind,
    quantised,
)
from tui_mlp.training.views import describe_run, shown_part

_MOST_SAMPLES = 200
_FEWEST_SAMPLES = 24
_MOST_PRODUCTS = 8_000_000
"""So many multiplications the means of a large network's units may cost."""
_ROWS_AT_ONCE = 256
_STAYING = 1.25
"""A unit that is shown gives way only to one whose effect is so many times as large."""


class UnitProbe:
    """The inputs to ask a network with, and the units that were chosen last.

    Args:
        session: the run.
        columns: values across of each unit's map over the plane.
        rows: values down.
        most_units: of wider layers, those of largest effect are shown.
        sample: the place in the shown part of the sample whose activations are shown.
    """

    def __init__(
        self,
        session: TrainingSession,
        columns: int,
        rows: int,
        most_units: int = 16,
        sample: int = 0,
    ) -> None:
        dataset = session.samples.dataset
        self._most_units = max(most_units, 1)
        self._planar = dataset.features.shape[1] == 2
        self._extent = describe_run(session, 0).extent or (0.0, 1.0, 0.0, 1.0)
        self._shape = rows, columns
        part = shown_part(session.samples.split)
        self._sample = part.features[sample : sample + 1]
        if self._planar:
            self._inputs = self._grid(session, columns, rows)
        else:
            products = session.network.architecture.weight_count
            count = min(max(_MOST_PRODUCTS // products, _FEWEST_SAMPLES), _MOST_SAMPLES)
            self._inputs = np.concatenate([self._sample, part.features[:count]])
        self._kept: dict[int, IntArray] = {}

    def view(
        self,
        session: TrainingSession,
        focus: Unit | None = None,
        off: frozenset[Unit] = frozenset(),
        detail_size: tuple[int, int] = (32, 32),
        answering: Network | None = None,
    ) -> UnitMaps:
        """What the units answer now.

        Args:
            session: the run that the probe was made for.
            focus: the unit to tell all about.
            off: the units that are switched off, as they are to be marked.
            detail_size: columns and rows of the focussed unit's map over the plane.
            answering: the network without these units, to be asked in place of the session's; the
                weights are always those of the session.
        """
        network = answering or session.network
        activations = _activations(network, self._inputs)
        layers = tuple(
            self._layer(session, layer, values) for layer, values in enumerate(activations)
        )
        links = tuple(
            _links(weights, source, target)
            for weights, source, target in zip(
                session.network.weights, layers, layers[1:], strict=False
            )
        )
        detail = None if focus is None else self._detail(session, network, focus, detail_size)
        return UnitMaps(layers, links, off, detail)

    def _grid(self, session: TrainingSession, columns: int, rows: int) -> FloatArray:
        """(rows * columns, 2) the standardised points of a grid over the plane, from the top."""
        x_min, x_max, y_min, y_max = self._extent
        x, y = np.linspace(x_min, x_max, columns), np.linspace(y_max, y_min, rows)
        points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2).astype(np.float32)
        return session.samples.split.standardization.apply(points)

    def _layer(self, session: TrainingSession, layer: int, values: Array) -> LayerMaps:
        """Choose units of a layer and quantise their values (N, n_l)."""
        network, last = session.network, layer == len(session.network.weights)
        image_shape = session.samples.dataset.image_shape
        label = _label(session, layer)
        if layer == 0 and image_shape is not None:
            return _image_layer(self._sample, image_shape, label)
        effects = np.abs(values).mean(axis=0, dtype=np.float32)
        if not last:
            weights = network.weights[layer]
            effects = effects * np.sqrt(np.einsum("ij,ij->i", weights, weights))
        effects = np.nan_to_num(effects, nan=0.0, posinf=0.0)
        shown = self._choose(layer, effects)
        values = values if len(shown) == values.shape[1] else values[:, shown]
        kind, maps, scales = self._maps(session, layer, shown, values, self._shape)
        names = unit_names(session, layer)
        return LayerMaps(
            kind=kind,
            label=label,
            units=len(effects),
            shown=shown,
            effects=effects[shown],
            values=maps,
            scales=scales,
            names=tuple(names[number] for number in shown.tolist()) if names else (),
            classes=_classes(session, shown) if last else (),
        )

    def _choose(self, layer: int, effects: FloatArray) -> IntArray:
        """The units of largest effect, in their order; those of the last view are preferred."""
        if len(effects) <= self._most_units:
            return np.arange(len(effects))
        preferred = effects.copy()
        if layer in self._kept:
            preferred[self._kept[layer]] *= _STAYING
        order = np.argsort(-preferred, kind="stable")[: self._most_units]
        self._kept[layer] = np.sort(order)
        return self._kept[layer]

    def _maps(
        self,
        session: TrainingSession,
        layer: int,
        shown: IntArray,
        values: Array,
        shape: tuple[int, int],
    ) -> tuple[MapKind, QuantisedArray, FloatArray]:
        """Kind, values (K, R, C) and scales (K,) of the shown units."""
        dataset, layers = session.samples.dataset, len(session.network.weights) + 1
        last = layer == layers - 1
        images = dataset.image_shape is not None
        kind = map_kind(layer, layers, dataset.features.shape[1], images=images)
        if kind is MapKind.IMAGE and dataset.image_shape is not None:
            weights = session.network.weights[0].T[shown]
            pixels = _reduced(weights.reshape(-1, *dataset.image_shape))
            scales = largest(pixels.reshape(len(pixels), -1), axis=1)
            return kind, quantised(pixels, scales[:, None, None]), scales
        scales = np.ones(len(shown), np.float32) if last else largest(values, axis=0)
        if kind is MapKind.PLANE:
            maps = quantised(values, scales).T.reshape(-1, *shape)
            return kind, np.ascontiguousarray(maps), scales
        bars = np.stack([values[1:].mean(axis=0), values[1:].std(axis=0), values[0]], axis=1)
        return kind, quantised(bars, scales[:, None])[:, None, :], scales

    def _detail(
        self, session: TrainingSession, answering: Network, focus: Unit, size: tuple[int, int]
    ) -> UnitDetail | None:
        """All about a unit; None if there is none with this address."""
        network = session.network
        layer, number = focus
        shapes = network.architecture.shapes
        widths = [shapes[0][0], *(fan_out for _, fan_out in shapes)]
        if not (0 <= layer < len(widths) and 0 <= number < widths[layer]):
            return None
        kind, values, scale = self._detail_map(session, answering, focus, size)
        last = layer == len(shapes)
        none = np.empty(0, np.float32)
        names = unit_names(session, layer)
        return UnitDetail(
            unit=focus,
            name=names[number] if names else "",
            activation=float(_activations(answering, self._sample)[layer][0, number]),
            bias=float(network.biases[layer - 1][number]) if layer and network.biases else None,
            incoming=network.weights[layer - 1][:, number].copy() if layer else none,
            outgoing=none if last else network.weights[layer][number].copy(),
            incoming_names=unit_names(session, layer - 1) if layer else (),
            outgoing_names=() if last else unit_names(session, layer + 1),
            kind=kind,
            values=values,
            scale=scale,
        )

    def _detail_map(
        self, session: TrainingSession, answering: Network, focus: Unit, size: tuple[int, int]
    ) -> tuple[MapKind, QuantisedArray, float]:
        """Kind, values (R, C) and scale of one unit."""
        layer, number = focus
        image_shape = session.samples.dataset.image_shape
        if layer == 0 and image_shape is not None:
            image = _image_layer(self._sample, image_shape, "")
            return MapKind.IMAGE, image.values[0], float(image.scales[0])
        inputs = self._grid(session, *size) if self._planar else self._inputs
        values = _activations(answering, inputs)[layer][:, number : number + 1]
        shape = size[1], size[0]
        kind, maps, scales = self._maps(session, layer, np.array([number]), values, shape)
        return kind, maps[0], float(scales[0])


def unit_names(session: TrainingSession, layer: int) -> tuple[str, ...]:
    """The names of a layer's units: of features and of classes; none for hidden units."""
    dataset = session.samples.dataset
    if layer == 0:
        return dataset.shown_feature_names
    if layer < len(session.network.weights):
        return ()
    return dataset.class_names[-1:] if session.output is Output.ONE_NEURON else dataset.class_names


def _classes(session: TrainingSession, shown: IntArray) -> tuple[int, ...]:
    """The class of which each output gives the probability; one neuron gives the last one's."""
    last = len(session.samples.dataset.class_names) - 1
    return tuple((shown + last * (session.output is Output.ONE_NEURON)).tolist())


def _label(session: TrainingSession, layer: int) -> str:
    architecture = session.network.architecture
    if layer == 0:
        return "input"
    if layer == len(session.network.weights):
        return architecture.loss
    return architecture.activations[layer - 1]


def _activations(network: Network, inputs: FloatArray) -> list[Array]:
    """The inputs (N, n_0), a^l (N, n_l) of every hidden layer, and yhat (N, n_L).

    The last batch begins earlier to be a whole one: every batch size would keep arrays of its own.
    """
    size = min(len(inputs), _ROWS_AT_ONCE)
    batches: list[Sequence[Array]] = []
    done = 0
    while done < len(inputs):
        start = min(done, len(inputs) - size)
        logits = network.forward(inputs[start : start + size])
        hidden = network.workspace(size).activations[: len(network.weights) - 1]
        with np.errstate(over="ignore", invalid="ignore"):
            yhat = network.loss.probabilities(logits)
        batches.append([a[done - start :].copy() for a in (*hidden, yhat)])
        done = start + size
    return [inputs, *(np.concatenate(parts) for parts in zip(*batches, strict=True))]


def _links(weights: Array, source: LayerMaps, target: LayerMaps) -> LinkMaps:
    """The weights between the shown units; their norms where an image is one unit."""
    shape = weights.shape[0], weights.shape[1]
    if source.is_whole_image:
        columns = weights[:, target.shown]
        values = np.sqrt(np.einsum("ij,ij->j", columns, columns))[None, :]
    elif shape == (len(source.shown), len(target.shown)):
        values = weights
    else:
        values = weights[np.ix_(source.shown, target.shown)]
    scale = float(largest(values.reshape(-1), axis=0))
    return LinkMaps(quantised(values, scale), scale, shape, signed=not source.is_whole_image)


def _image_layer(sample: FloatArray, image_shape: tuple[int, int], label: str) -> LayerMaps:
    """The features of images as one: the pixels of a sample, the darkest as 0."""
    pixels = _reduced(np.nan_to_num(sample).reshape(1, *image_shape))
    pixels = pixels - pixels.min()
    scales = largest(pixels.reshape(1, -1), axis=1)
    return LayerMaps(
        kind=MapKind.IMAGE,
        label=label,
        units=sample.shape[1],
        shown=np.zeros(1, np.intp),
        effects=np.ones(1, np.float32),
        values=quantised(pixels, scales[:, None, None]),
        scales=scales,
    )


def _reduced(images: Array) -> Array:
    """Images (K, H, W) with at most `LARGEST_IMAGE` pixels each way: means of blocks."""
    for axis in (1, 2):
        count = images.shape[axis]
        if count > LARGEST_IMAGE:
            starts = np.arange(LARGEST_IMAGE) * count // LARGEST_IMAGE
            lengths = np.diff(starts, append=count)
            sums = np.add.reduceat(images, starts, axis=axis)
            images = sums / (lengths[:, None] if axis == 1 else lengths)
    return images

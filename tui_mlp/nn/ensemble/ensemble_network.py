"""R multi-layer perceptrons of one architecture: their forward and their backward pass."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Array
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.ensemble.ensemble_workspace import EnsembleWorkspace
from tui_mlp.nn.initializers import INITIALIZERS
from tui_mlp.nn.losses import LOSSES
from tui_mlp.nn.network import Network

_MOST_WORKSPACES = 8

Matrices = tuple[Array, ...]


class EnsembleNetwork:
    """R networks that share no number, computed together: each row is what a `Network` would be.

    For small networks most of a step is the price of calling NumPy, which is paid once for all of
    them. What leaves the range of numbers in one network becomes inf or NaN there, and stays there.
    """

    def __init__(
        self, architecture: Architecture, count: int, dtype: npt.DTypeLike = np.float32
    ) -> None:
        self.architecture = architecture
        self.count = count
        self.dtype = np.dtype(dtype)
        self.parameters: Array = np.zeros((count, architecture.parameter_count), self.dtype)
        """(R, P) for each network all weights, then all biases; zero until `initialize`."""
        self.gradient: Array = np.zeros_like(self.parameters)
        """(R, P) of each network's mean loss over its last batch, in the same order."""
        self.weights, self.biases = self._views(self.parameters)
        self.weight_gradients, self.bias_gradients = self._views(self.gradient)
        self.loss = LOSSES[architecture.loss]
        names = [layer.activation for layer in architecture.hidden]
        if architecture.output_activation != "identity":
            names.append(architecture.output_activation)
        self._activations = [ACTIVATIONS[name] for name in names]
        # products with a transposed right factor take BLAS twice as long as a copy and a plain one
        self._transposed = [
            np.empty((count, fan_out, fan_in), self.dtype)
            for fan_in, fan_out in architecture.shapes
        ]
        self._workspaces: dict[int, EnsembleWorkspace] = {}

    def __repr__(self) -> str:
        return f"EnsembleNetwork({self.count} x {Network(self.architecture, self.dtype)!r})"

    def _views(self, vectors: Array) -> tuple[Matrices, Matrices]:
        """The matrices (R, n_in, n_out) and biases (R, 1, n_out) that lie in flat vectors."""
        shapes = self.architecture.shapes
        sizes = [fan_in * fan_out for fan_in, fan_out in shapes]
        if self.architecture.biases:
            sizes += [fan_out for _, fan_out in shapes]
        parts = np.split(vectors, np.cumsum(sizes)[:-1], axis=1)
        weights = [
            part.reshape(self.count, *shape) for part, shape in zip(parts, shapes, strict=False)
        ]
        return tuple(weights), tuple(part[:, np.newaxis, :] for part in parts[len(shapes) :])

    def initialize(self, names: Sequence[str], rngs: Sequence[np.random.Generator]) -> None:
        """Draw each network's weights with an initialiser and a stream of its own; biases are 0."""
        self.parameters.fill(0)
        for replica, (name, rng) in enumerate(zip(names, rngs, strict=True)):
            for weights in self.weights:
                weights[replica] = INITIALIZERS[name](rng, *weights.shape[1:])

    def network(self, replica: int) -> Network:
        """One of them on its own, a copy."""
        network = Network(self.architecture, self.dtype)
        network.parameters[...] = self.parameters[replica]
        return network

    def workspace(self, batch_size: int) -> EnsembleWorkspace:
        """The work arrays for a batch size; those of the last few sizes are kept."""
        workspace = self._workspaces.get(batch_size)
        if workspace is None:
            if len(self._workspaces) == _MOST_WORKSPACES:
                self._workspaces.pop(next(iter(self._workspaces)))
            workspace = EnsembleWorkspace(self.architecture, self.count, batch_size, self.dtype)
            self._workspaces[batch_size] = workspace
        return workspace

    def compute_gradient_unguarded(
        self,
        x: Array,
        targets: Array,
        dropout: float = 0.0,
        rngs: Sequence[np.random.Generator] = (),
    ) -> None:
        """Fill `gradient` with those of the mean losses over a batch for each network.

        NumPy warns of what overflows: loops of many steps silence "over" and "invalid" once.

        Args:
            x: (R, B, n_0) samples, standardised.
            targets: (R, B, C) as the loss takes them.
            dropout: the part of hidden units to drop, as in `Network.compute_gradient`.
            rngs: R of them, each draws its network's dropped units; needed where dropout > 0.

        Raises:
            ValueError: there is dropout, and not one stream for each network.
        """
        workspace = self.workspace(x.shape[1])
        masks: Sequence[Array] = ()
        if dropout:
            if len(rngs) != self.count:
                raise ValueError(f"dropout takes {self.count} random streams, not {len(rngs)}")
            _draw_masks(workspace.dropout_numbers, dropout, rngs)
            masks = workspace.dropout_masks
        self._forward(workspace, x, masks)
        self._backward(workspace, x, targets, masks)

    def _forward(self, workspace: EnsembleWorkspace, x: Array, masks: Sequence[Array]) -> None:
        """z^l = a^{l-1} W^l + b^l and a^l = phi(z^l), up to the logits a^L."""
        a = x
        for layer, (weights, z) in enumerate(
            zip(self.weights, workspace.pre_activations, strict=True)
        ):
            np.matmul(a, weights, out=z)
            if self.biases:
                np.add(z, self.biases[layer], out=z)
            if layer < len(self._activations):
                a = workspace.activations[layer]
                self._activations[layer].apply(z, a, workspace.activation_work[layer])
                if layer < len(masks):
                    np.multiply(a, masks[layer], out=a)

    def _backward(
        self, workspace: EnsembleWorkspace, x: Array, targets: Array, masks: Sequence[Array]
    ) -> None:
        """delta^L = yhat - y, and delta^{l-1} = (delta^l phi'(z^l)) W^l^T, in `gradient` order."""
        rows = targets.reshape(workspace.delta_rows.shape)
        self.loss.write_delta(workspace.logit_rows, rows, workspace.delta_rows, workspace.row)
        at_z = workspace.pre_activation_gradients[-1]
        np.multiply(at_z, 1 / x.shape[1], out=at_z)
        for layer in range(len(self.weights) - 1, -1, -1):
            if layer < len(self._activations):
                self._multiply_derivative(workspace, layer, at_z, masks)
            below = workspace.activations_transposed[layer - 1] if layer else x.transpose(0, 2, 1)
            np.matmul(below, at_z, out=self.weight_gradients[layer])
            if self.biases:
                np.matmul(workspace.ones, at_z, out=self.bias_gradients[layer])
            if layer:
                above, at_z = at_z, workspace.pre_activation_gradients[layer - 1]
                transposed = self._transposed[layer]
                np.copyto(transposed, self.weights[layer].transpose(0, 2, 1))
                np.matmul(above, transposed, out=at_z)

    def _multiply_derivative(
        self, workspace: EnsembleWorkspace, layer: int, delta: Array, masks: Sequence[Array]
    ) -> None:
        """Multiply delta by phi'(z) of a layer, and by what dropout did to it."""
        derivative, a = workspace.derivatives[layer], workspace.activations[layer]
        z, work = workspace.pre_activations[layer], workspace.activation_work[layer]
        activation = self._activations[layer]
        if layer < len(masks):
            np.multiply(delta, masks[layer], out=delta)
            # a holds the masked activations; phi' may need phi(z) itself
            activation.apply(z, a, work)
        activation.write_derivative(z, a, derivative, work)
        np.multiply(delta, derivative, out=delta)

    def forward(self, x: Array) -> Array:
        """The logits a^L (R, B, C) of samples (R, B, n_0) or (B, n_0), without dropout.

        They lie in the workspace of this batch size: valid until the next pass over as many.
        """
        workspace = self.workspace(x.shape[-2])
        with np.errstate(over="ignore", invalid="ignore"):
            self._forward(workspace, x, ())
        return workspace.logits


def _draw_masks(numbers: Array, dropout: float, rngs: Sequence[np.random.Generator]) -> None:
    for row, rng in zip(numbers, rngs, strict=True):
        rng.random(out=row, dtype=row.dtype)
    np.greater_equal(numbers, dropout, out=numbers, casting="unsafe")
    np.multiply(numbers, 1 / (1 - dropout), out=numbers)

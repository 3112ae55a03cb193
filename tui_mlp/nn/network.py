"""A multi-layer perceptron: its parameters, its forward and its backward pass."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Array
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.initializers import INITIALIZERS
from tui_mlp.nn.losses import LOSSES
from tui_mlp.nn.workspace import Workspace
from tui_mlp.numbers import grouped

_ROWS_AT_ONCE = 256
_MOST_WORKSPACES = 8


class Network:
    """Parameters and gradient as one flat vector each, with a view for every W and b.

    A diverging network leaves the range of numbers: what is computed then is inf or NaN, with no
    warning by any method but `compute_gradient_unguarded`. The weights of all layers lie in front
    of the biases of all layers. `weights[l-1]` is W^l of shape (n_{l-1}, n_l), the transpose of the
    lecture's. Without biases, `biases` is empty.
    """

    def __init__(self, architecture: Architecture, dtype: npt.DTypeLike = np.float32) -> None:
        self.architecture = architecture
        self.dtype = np.dtype(dtype)
        self.parameters: Array = np.zeros(architecture.parameter_count, self.dtype)
        """(P,) all weights, then all biases; zero until `initialize`."""
        self.gradient: Array = np.zeros_like(self.parameters)
        """(P,) of the mean loss over the last batch, in the same order."""
        self.weights, self.biases = self._views(self.parameters)
        self.weight_gradients, self.bias_gradients = self._views(self.gradient)
        self.loss = LOSSES[architecture.loss]
        names = [layer.activation for layer in architecture.hidden]
        if architecture.output_activation != "identity":
            names.append(architecture.output_activation)
        self._activations = [ACTIVATIONS[name] for name in names]
        self._weights_transposed = [w.T for w in self.weights]
        self._workspaces: dict[int, Workspace] = {}

    def __repr__(self) -> str:
        """Such as "Network(2 → 16 tanh → 3 softmax, 99 parameters, float32)"."""
        architecture = self.architecture
        hidden = [f"{layer.units} {layer.activation}" for layer in architecture.hidden]
        phi = architecture.output_activation
        activated = "" if phi == "identity" else f"{phi} "
        output = f"{architecture.outputs} {activated}{architecture.loss}"
        path = [str(architecture.inputs), *hidden, output]
        biases = "" if architecture.biases else ", no biases"
        count = f"{grouped(architecture.parameter_count)} parameters"
        return f"Network({' → '.join(path)}, {count}{biases}, {self.dtype})"

    def _views(self, vector: Array) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        """The matrices and bias vectors that lie in a flat vector."""
        shapes = self.architecture.shapes
        sizes = [fan_in * fan_out for fan_in, fan_out in shapes]
        if self.architecture.biases:
            sizes += [fan_out for _, fan_out in shapes]
        parts = np.split(vector, np.cumsum(sizes)[:-1])
        weights = tuple(part.reshape(shape) for part, shape in zip(parts, shapes, strict=False))
        return weights, tuple(parts[len(shapes) :])

    def initialize(self, name: str, rng: np.random.Generator) -> None:
        """Draw the weights with an initialiser of `INITIALIZERS`; biases become 0."""
        self.parameters.fill(0)
        for weights in self.weights:
            weights[...] = INITIALIZERS[name](rng, *weights.shape)

    def workspace(self, batch_size: int) -> Workspace:
        """The work arrays for a batch size; those of the last few sizes are kept."""
        workspace = self._workspaces.get(batch_size)
        if workspace is None:
            if len(self._workspaces) == _MOST_WORKSPACES:
                self._workspaces.pop(next(iter(self._workspaces)))
            workspace = Workspace(self.architecture, batch_size, self.dtype)
            self._workspaces[batch_size] = workspace
        return workspace

    def compute_gradient(
        self,
        x: Array,
        targets: Array,
        dropout: float = 0.0,
        rng: np.random.Generator | None = None,
    ) -> None:
        """Fill `gradient` with that of the mean loss over a batch.

        Args:
            x: (B, n_0) samples, standardised.
            targets: (B, C) as the loss takes them.
            dropout: the part of hidden units to drop, each on its own for each sample; those kept
                are scaled by 1 / (1 - dropout) (inverted dropout, Srivastava et al. 2014).
            rng: draws the dropped units; needed where dropout > 0.

        Raises:
            ValueError: there is dropout, and no rng.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            self.compute_gradient_unguarded(x, targets, dropout, rng)

    def compute_gradient_unguarded(
        self,
        x: Array,
        targets: Array,
        dropout: float = 0.0,
        rng: np.random.Generator | None = None,
    ) -> None:
        """As `compute_gradient`, which is the one to use, but for NumPy's warnings.

        For loops of many steps: they silence "over" and "invalid" once for all of them, which in a
        small network costs a twentieth of a step.
        """
        workspace = self.workspace(len(x))
        masks: Sequence[Array] = ()
        if dropout:
            if rng is None:
                raise ValueError("dropout draws units at random: pass a Generator as rng")
            _draw_masks(workspace.dropout_masks, dropout, rng)
            masks = workspace.dropout_masks
        self._forward(workspace, x, masks)
        self._backward(workspace, x, targets, masks)

    def _forward(self, workspace: Workspace, x: Array, masks: Sequence[Array]) -> None:
        """z^l = a^{l-1} W^l + b^l and a^l = phi(z^l), up to the logits a^L."""
        a = x
        for layer, (weights, z) in enumerate(
            zip(self.weights, workspace.pre_activations, strict=True)
        ):
            np.dot(a, weights, out=z)
            if self.biases:
                np.add(z, self.biases[layer], out=z)
            if layer < len(self._activations):
                a = workspace.activations[layer]
                self._activations[layer].apply(z, a, workspace.activation_work[layer])
                if layer < len(masks):
                    np.multiply(a, masks[layer], out=a)

    def _backward(
        self, workspace: Workspace, x: Array, targets: Array, masks: Sequence[Array]
    ) -> None:
        """delta^L = yhat - y, and delta^{l-1} = (delta^l phi'(z^l)) W^l^T, in `gradient` order."""
        at_z = workspace.pre_activation_gradients[-1]
        self.loss.write_delta(workspace.logits, targets, at_z, workspace.row)
        np.multiply(at_z, 1 / len(x), out=at_z)
        for layer in range(len(self.weights) - 1, -1, -1):
            if layer < len(self._activations):
                self._multiply_derivative(workspace, layer, at_z, masks)
            below = workspace.activations_transposed[layer - 1] if layer else x.T
            np.dot(below, at_z, out=self.weight_gradients[layer])
            if self.biases:
                np.dot(workspace.ones, at_z, out=self.bias_gradients[layer])
            if layer:
                above, at_z = at_z, workspace.pre_activation_gradients[layer - 1]
                np.dot(above, self._weights_transposed[layer], out=at_z)

    def _multiply_derivative(
        self, workspace: Workspace, layer: int, delta: Array, masks: Sequence[Array]
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
        """The logits a^L (B, C) of samples (B, n_0), without dropout.

        They lie in the workspace of this batch size, which keeps all z^l and a^l too: valid until
        the next pass over as many samples.
        """
        workspace = self.workspace(len(x))
        with np.errstate(over="ignore", invalid="ignore"):
            self._forward(workspace, x, ())
        return workspace.logits

    def all_logits(self, x: Array) -> Array:
        """The logits a^L (N, C) of any number of samples (N, n_0); a new array."""
        return np.concatenate([self.forward(rows).copy() for rows in _chunks(x)])

    def probabilities(self, x: Array) -> Array:
        """Yhat (N, C) for samples (N, n_0); a new array."""
        logits = self.all_logits(x)
        with np.errstate(over="ignore", invalid="ignore"):
            return self.loss.probabilities(logits)

    def sample_losses(self, x: Array, targets: Array) -> Array:
        """The loss of each sample in nats, (N,)."""
        logits = self.all_logits(x)
        with np.errstate(over="ignore", invalid="ignore"):
            return self.loss.values(logits, targets)

    def mean_loss(self, x: Array, targets: Array) -> float:
        """The mean loss over N samples in nats; NaN for none."""
        if not len(x):
            return float("nan")
        return float(self.sample_losses(x, targets).sum(dtype=np.float64)) / len(x)


def _chunks(x: Array) -> Iterator[Array]:
    """Views of at most `_ROWS_AT_ONCE` rows, one of none for no rows: bounds the memory."""
    for start in range(0, max(len(x), 1), _ROWS_AT_ONCE):
        yield x[start : start + _ROWS_AT_ONCE]


def _draw_masks(masks: Sequence[Array], dropout: float, rng: np.random.Generator) -> None:
    for mask in masks:
        rng.random(out=mask, dtype=mask.dtype)
        np.greater_equal(mask, dropout, out=mask, casting="unsafe")
        np.multiply(mask, 1 / (1 - dropout), out=mask)

"""A multi-layer perceptron: its parameters, its forward and its backward pass."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import Array
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.activations.activation import Activation
from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.initializers import INITIALIZERS
from tui_mlp.nn.losses import LOSSES
from tui_mlp.nn.workspace import Workspace
from tui_mlp.numbers import grouped

_ROWS_AT_ONCE = 256
_MOST_PASSES = 8


class _Upward(NamedTuple):
    """What the forward pass takes in one layer."""

    weights: Array
    biases: Array | None
    z: Array
    phi: Activation | None
    """None where it is the identity; a is z then."""
    a: Array
    work: Array
    mask: Array | None
    """Of dropout; None in the output layer."""


class _Downward(NamedTuple):
    """What the backward pass takes in one layer."""

    up: _Upward
    at_z: Array
    derivative: Array
    weight_gradient: Array
    bias_gradient: Array | None
    weights_transposed: Array
    below_transposed: Array | None
    """a^{l-1} transposed; None in the first layer, where it is x."""
    at_a_below: Array | None


class _Pass(NamedTuple):
    """The passes over one batch size; a step of a small network costs what its lookups cost."""

    workspace: Workspace
    upward: tuple[_Upward, ...]
    downward: tuple[_Downward, ...]
    """From the last layer to the first."""


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
        self._passes: dict[int, _Pass] = {}

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
        return self._pass(batch_size).workspace

    def _pass(self, batch_size: int) -> _Pass:
        known = self._passes.get(batch_size)
        if known is not None:
            return known
        if len(self._passes) == _MOST_PASSES:
            self._passes.pop(next(iter(self._passes)))
        workspace = Workspace(self.architecture, batch_size, self.dtype)
        upward = tuple(self._upward(workspace, layer) for layer in range(len(self.weights)))
        downward = tuple(
            self._downward(workspace, upward, len(upward) - n) for n in range(1, len(upward) + 1)
        )
        self._passes[batch_size] = _Pass(workspace, upward, downward)
        return self._passes[batch_size]

    def _upward(self, workspace: Workspace, layer: int) -> _Upward:
        z, masks = workspace.pre_activations[layer], workspace.dropout_masks
        activated = layer < len(self._activations)
        return _Upward(
            weights=self.weights[layer],
            biases=self.biases[layer] if self.biases else None,
            z=z,
            phi=self._activations[layer] if activated else None,
            a=workspace.activations[layer] if activated else z,
            work=workspace.activation_work[layer] if activated else z,
            mask=masks[layer] if layer < len(masks) else None,
        )

    def _downward(self, workspace: Workspace, upward: Sequence[_Upward], layer: int) -> _Downward:
        at_z = workspace.pre_activation_gradients
        return _Downward(
            up=upward[layer],
            at_z=at_z[layer],
            derivative=workspace.derivatives[layer] if upward[layer].phi else at_z[layer],
            weight_gradient=self.weight_gradients[layer],
            bias_gradient=self.bias_gradients[layer] if self.biases else None,
            weights_transposed=self.weights[layer].T,
            below_transposed=upward[layer - 1].a.T if layer else None,
            at_a_below=at_z[layer - 1] if layer else None,
        )

    def compute_gradient(
        self,
        x: Array,
        targets: Array,
        dropout: float = 0.0,
        rng: np.random.Generator | None = None,
        shares: Array | None = None,
    ) -> None:
        """Fill `gradient` with that of the mean loss over a batch.

        Args:
            x: (B, n_0) samples, standardised.
            targets: (B, C) as the loss takes them.
            dropout: the part of hidden units to drop, each on its own for each sample; those kept
                are scaled by 1 / (1 - dropout) (inverted dropout, Srivastava et al. 2014).
            rng: draws the dropped units; needed where dropout > 0.
            shares: (B, 1) what the loss of each sample counts, 1 / B where None: for the mean loss
                weighted by w, w_i / sum w.

        Raises:
            ValueError: there is dropout, and no rng.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            self.compute_gradient_unguarded(x, targets, dropout, rng, shares)

    def compute_gradient_unguarded(
        self,
        x: Array,
        targets: Array,
        dropout: float = 0.0,
        rng: np.random.Generator | None = None,
        shares: Array | None = None,
    ) -> None:
        """As `compute_gradient`, which is the one to use, but for NumPy's warnings.

        For loops of many steps: they silence "over" and "invalid" once for all of them, which in a
        small network costs a twentieth of a step.
        """
        own = self._pass(len(x))
        dropping = dropout > 0
        if dropping:
            if rng is None:
                raise ValueError("dropout draws units at random: pass a Generator as rng")
            _draw_masks(own.workspace.dropout_masks, dropout, rng)
        self._forward(own, x, dropping=dropping)
        self._backward(own, x, targets, shares, dropping=dropping)

    def _forward(self, own: _Pass, x: Array, *, dropping: bool = False) -> None:
        """z^l = a^{l-1} W^l + b^l and a^l = phi(z^l), up to the logits a^L."""
        # the method dot takes half the time of np.dot, and an argument by position less than
        # one by name
        for weights, biases, z, phi, a, work, mask in own.upward:
            x.dot(weights, z)
            if biases is not None:
                np.add(z, biases, z)
            if phi is not None:
                phi.apply(z, a, work)
                if dropping and mask is not None:
                    np.multiply(a, mask, a)
                x = a

    def _backward(
        self,
        own: _Pass,
        x: Array,
        targets: Array,
        shares: Array | None = None,
        *,
        dropping: bool = False,
    ) -> None:
        """delta^L = yhat - y, and delta^{l-1} = (delta^l phi'(z^l)) W^l^T, in `gradient` order."""
        workspace = own.workspace
        delta = workspace.pre_activation_gradients[-1]
        self.loss.write_delta(workspace.logits, targets, delta, workspace.row)
        np.multiply(delta, workspace.fraction if shares is None else shares, delta)
        for up, at_z, derivative, gradient, bias_gradient, transposed, below, at_a in own.downward:
            _, _, z, phi, a, work, mask = up
            if phi is not None:
                if dropping and mask is not None:
                    np.multiply(at_z, mask, at_z)
                    # a holds the masked activations; phi' may need phi(z) itself
                    phi.apply(z, a, work)
                phi.write_derivative(z, a, derivative, work)
                np.multiply(at_z, derivative, at_z)
            (x.T if below is None else below).dot(at_z, gradient)
            if bias_gradient is not None:
                workspace.ones.dot(at_z, bias_gradient)
            if at_a is not None:
                at_z.dot(transposed, at_a)

    def forward(self, x: Array) -> Array:
        """The logits a^L (B, C) of samples (B, n_0), without dropout.

        They lie in the workspace of this batch size, which keeps all z^l and a^l too: valid until
        the next pass over as many samples.
        """
        own = self._pass(len(x))
        with np.errstate(over="ignore", invalid="ignore"):
            self._forward(own, x)
        return own.workspace.logits

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

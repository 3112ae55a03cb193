"""One step of plain SGD, W <- W - gamma dE/dW, and what it does to the loss.

For a short step the loss changes by -gamma |g|^2, g the gradient by all parameters: that is what
the linear approximation promises, E(theta - gamma g) = E(theta) - gamma g^T g + O(gamma^2).
"""

from dataclasses import dataclass, replace

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.step.backward import passed_back
from tui_mlp.lecture.step.forward import forward
from tui_mlp.lecture.step.lecture_network import LectureNetwork
from tui_mlp.lecture.step.loss import sample_losses
from tui_mlp.lecture.step.output_error import short_way
from tui_mlp.lecture.step.softmax import yhat_of


@dataclass(frozen=True, eq=False)
class Gradients:
    """The gradient of the mean loss over B samples."""

    weights: tuple[Float64Array, ...]
    """`weights[l-1]` is by W^l, (n_l, n_{l-1})."""
    biases: tuple[Float64Array, ...]
    """`biases[l-1]` is by b^l, (n_l,); empty without biases."""

    @property
    def squared_norms(self) -> tuple[float, ...]:
        """|g^l|^2 of each layer, over W^l and b^l."""
        squares = [float((gradient**2).sum()) for gradient in self.weights]
        for layer, gradient in enumerate(self.biases):
            squares[layer] += float((gradient**2).sum())
        return tuple(squares)


@dataclass(frozen=True, eq=False)
class Step:
    """A step of SGD and what it did."""

    network: LectureNetwork
    """After the step."""
    gradients: Gradients
    """That it followed."""
    learning_rate: float
    loss_before: float
    """The mean loss over the samples of the step."""
    loss_after: float

    @property
    def promised(self) -> float:
        """-gamma |g|^2, the change of the loss if it were linear."""
        return -self.learning_rate * sum(self.gradients.squared_norms)

    @property
    def came(self) -> float:
        """The change that came."""
        return self.loss_after - self.loss_before


def mean_gradients(
    network: LectureNetwork, inputs: Float64Array, targets: Float64Array
) -> Gradients:
    """The gradient of the mean loss over samples (n_0, B) with targets (n_L, B), as columns."""
    passed = forward(network, inputs)
    count = inputs.shape[1]
    deltas = passed_back(
        network, passed, short_way(network.output, yhat_of(network.output, passed.logits), targets)
    )
    by_z = [slopes * delta for slopes, delta in zip(passed.derivatives, deltas, strict=True)]
    return Gradients(
        weights=tuple(
            at_z @ below.T / count
            for at_z, below in zip(by_z, passed.activations[:-1], strict=True)
        ),
        biases=tuple(at_z.mean(axis=1) for at_z in by_z) if network.biases else (),
    )


def entry_by_sample(
    network: LectureNetwork,
    inputs: Float64Array,
    targets: Float64Array,
    layer: int,
    entry: tuple[int, int],
) -> Float64Array:
    """(B,) the derivative of each sample's own loss by one entry of W^l; see `mean_gradients`."""
    passed = forward(network, inputs)
    i, j = entry
    deltas = passed_back(
        network, passed, short_way(network.output, yhat_of(network.output, passed.logits), targets)
    )
    by_z = passed.derivatives[layer - 1][i] * deltas[layer - 1][i]
    each: Float64Array = by_z * passed.activations[layer - 1][j]
    return each


def mean_loss(network: LectureNetwork, inputs: Float64Array, targets: Float64Array) -> float:
    """The mean loss over samples (n_0, B) with targets (n_L, B), as columns."""
    logits = forward(network, inputs).logits
    return float(sample_losses(network.output, logits, targets).mean())


def sgd_step(
    network: LectureNetwork, inputs: Float64Array, targets: Float64Array, learning_rate: float
) -> Step:
    """Take a step with the mean gradient over samples (n_0, B) with targets (n_L, B)."""
    gradients = mean_gradients(network, inputs, targets)
    after = replace(
        network,
        weights=_moved(network.weights, gradients.weights, learning_rate),
        biases=_moved(network.biases, gradients.biases, learning_rate),
    )
    return Step(
        network=after,
        gradients=gradients,
        learning_rate=learning_rate,
        loss_before=mean_loss(network, inputs, targets),
        loss_after=mean_loss(after, inputs, targets),
    )


def _moved(
    parameters: tuple[Float64Array, ...], gradients: tuple[Float64Array, ...], learning_rate: float
) -> tuple[Float64Array, ...]:
    pairs = zip(parameters, gradients, strict=True)
    return tuple(values - learning_rate * gradient for values, gradient in pairs)

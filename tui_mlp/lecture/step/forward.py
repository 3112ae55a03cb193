"""The forward pass, a column a sample: z^l = W^l a^{l-1} + b^l, a^l = phi(z^l)."""

from dataclasses import dataclass

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.step.lecture_network import LectureNetwork
from tui_mlp.lecture.step.phi import phi, phi_prime


@dataclass(frozen=True, eq=False)
class ForwardPass:
    """All z^l and a^l of one sample, or of B samples as columns: then (n_l, B) for (n_l,)."""

    pre_activations: tuple[Float64Array, ...]
    """`pre_activations[l-1]` is z^l, (n_l,)."""
    activations: tuple[Float64Array, ...]
    """`activations[l]` is a^l, (n_l,); a^0 = x."""
    derivatives: tuple[Float64Array, ...]
    """`derivatives[l-1]` is phi'(z^l), (n_l,): the diagonal of Diag(phi^l')."""

    @property
    def logits(self) -> Float64Array:
        """a^L, (n_L,)."""
        return self.activations[-1]


def forward(network: LectureNetwork, x: Float64Array) -> ForwardPass:
    """The forward pass of a sample x (n_0,), or of samples as columns (n_0, B)."""
    pre_activations: list[Float64Array] = []
    activations = [x]
    for layer in range(1, network.depth + 1):
        z = pre_activation(network, layer, activations[-1])
        pre_activations.append(z)
        activations.append(phi(network.activations[layer - 1], z))
    derivatives = [
        phi_prime(name, z) for name, z in zip(network.activations, pre_activations, strict=True)
    ]
    return ForwardPass(tuple(pre_activations), tuple(activations), tuple(derivatives))


def pre_activation(network: LectureNetwork, layer: int, below: Float64Array) -> Float64Array:
    """z^l = W^l a^{l-1} + b^l, (n_l,) or (n_l, B), from a^{l-1}."""
    z: Float64Array = network.weights[layer - 1] @ below
    if network.biases:
        z = (z.T + network.biases[layer - 1]).T
    return z

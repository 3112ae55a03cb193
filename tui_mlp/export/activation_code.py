"""Each activation in the languages of the exports."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class ActivationCode:
    """phi(z) as others write it."""

    numpy: str
    """An expression of z; `np` and `math` are imported."""
    torch: str
    """An expression of z; `torch` and `functional` are imported."""
    onnx: str
    """The operator."""
    onnx_attributes: tuple[tuple[str, float | str], ...] = ()
    onnx_times_z: bool = False
    """Whether phi(z) is z times the operator's result."""
    sklearn: str | None = None
    """The name that scikit-learn gives it; None where it has none."""


ACTIVATION_CODE: Mapping[str, ActivationCode] = MappingProxyType(
    {
        "identity": ActivationCode("z", "z", "Identity", sklearn="identity"),
        "tanh": ActivationCode("np.tanh(z)", "torch.tanh(z)", "Tanh", sklearn="tanh"),
        "relu": ActivationCode("np.maximum(z, 0)", "functional.relu(z)", "Relu", sklearn="relu"),
        "sigmoid": ActivationCode(
            "1 / (1 + np.exp(-np.maximum(z, -88)))",
            "torch.sigmoid(z)",
            "Sigmoid",
            sklearn="logistic",
        ),
        "elu": ActivationCode(
            "np.where(z > 0, z, np.expm1(np.minimum(z, 0)))", "functional.elu(z)", "Elu"
        ),
        "leaky_relu": ActivationCode(
            "np.where(z > 0, z, np.float32(0.01) * z)",
            "functional.leaky_relu(z, 0.01)",
            "LeakyRelu",
            (("alpha", 0.01),),
        ),
        "gelu": ActivationCode(
            "0.5 * z * (1 + np.vectorize(math.erf, otypes=[np.float64])(z / 2**0.5))",
            "functional.gelu(z)",
            "Gelu",
        ),
        "silu": ActivationCode(
            "z / (1 + np.exp(-np.maximum(z, -88)))",
            "functional.silu(z)",
            "Sigmoid",
            onnx_times_z=True,
        ),
        "softplus": ActivationCode("np.logaddexp(0, z)", "functional.softplus(z)", "Softplus"),
    }
)

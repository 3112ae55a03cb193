"""The loss term by term: KL(y||yhat) = NE(y) + CE(y, yhat), for classes and for labels.

A label on its own is a distribution over two outcomes, on (y_j) and off (1 - y_j): the loss of
sigmoids is the sum of C such divergences. All values are in nats, and 0 log 0 = 0.
"""

from dataclasses import dataclass

import numpy as np

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.kl.divergence import kl_divergence, kl_terms
from tui_mlp.lecture.step.softmax import log_probabilities, yhat_of


@dataclass(frozen=True, eq=False)
class LossTerms:
    """The terms of one sample, (C,) each: for softmax class by class, for sigmoids label by label.

    They add up to `cross_entropy`, `negative_entropy` and `kl_divergence`.
    """

    cross_entropies: Float64Array
    """-y_j log yhat_j; for sigmoids - (1 - y_j) log(1 - yhat_j) too."""
    negative_entropies: Float64Array
    """y_j log y_j; for sigmoids + (1 - y_j) log(1 - y_j) too."""
    divergences: Float64Array
    """y_j log(y_j / yhat_j); for sigmoids + (1 - y_j) log((1 - y_j) / (1 - yhat_j)) too."""

    @property
    def cross_entropy(self) -> float:
        """The loss e = CE(y, yhat)."""
        return float(self.cross_entropies.sum())

    @property
    def negative_entropy(self) -> float:
        """NE(y), which does not depend on the network; 0 where y is one-hot."""
        return float(self.negative_entropies.sum())

    @property
    def kl_divergence(self) -> float:
        """KL(y||yhat)."""
        return float(self.divergences.sum())


def loss_terms(output: str, logits: Float64Array, y: Float64Array) -> LossTerms:
    """The terms of the loss of one sample, from a^L (C,) and y (C,).

    CE uses log yhat_j from a^L, so that it is finite where yhat_j underflows; KL uses the quotient
    y_j / yhat_j, and is infinite there.
    """
    on, off = log_probabilities(output, logits)
    if output != "sigmoid":
        return LossTerms(
            cross_entropies=-_product(y, on),
            negative_entropies=_plogp(y),
            divergences=kl_terms(y, np.exp(on)),
        )
    pairs = [((t, 1 - t), (np.exp(p), np.exp(q))) for t, p, q in zip(y, on, off, strict=True)]
    return LossTerms(
        cross_entropies=-(_product(y, on) + _product(1 - y, off)),
        negative_entropies=_plogp(y) + _plogp(1 - y),
        divergences=np.array([kl_divergence(target, answer) for target, answer in pairs]),
    )


def sample_losses(output: str, logits: Float64Array, y: Float64Array) -> Float64Array:
    """E of one sample, (), or of B samples as columns, (B,); a^L and y are alike.

    CE(y, yhat), or for teaching half the squared distance of yhat from y.
    """
    if output == "squared_error":
        return np.asarray(np.square(yhat_of(output, logits) - y).sum(axis=0) / 2)
    on, off = log_probabilities(output, logits)
    terms = _product(y, on)
    if output == "sigmoid":
        terms = terms + _product(1 - y, off)
    return np.asarray(-terms.sum(axis=0))


def _product(weights: Float64Array, logarithms: Float64Array) -> Float64Array:
    """The products, and 0 where a weight is 0 and a logarithm infinite."""
    return np.where(weights == 0, 0.0, weights * logarithms)


def _plogp(p: Float64Array) -> Float64Array:
    return p * np.log(np.where(p > 0, p, 1.0))

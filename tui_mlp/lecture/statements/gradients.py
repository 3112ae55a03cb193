"""The fourth part: the gradient by backpropagation, its troubles, and several labels."""

from tui_mlp.lecture.statements.statement import (
    DerivationPage,
    FlowPage,
    ScenarioPage,
    Statement,
    WalkPage,
)

GRADIENTS: tuple[Statement, ...] = (
    Statement(
        "The forward pass in one line: ŷ = softmax(φ(Wᴸ φ(⋯ φ(W¹ x))))",
        "Each layer takes what the one before gives. The lecture leaves the biases out; here they "
        "are added in each layer, unless the run has none.",
        DerivationPage("nested"),
    ),
    Statement(
        "The gradient of Wˡ, form 1: Diag(φˡ') δˡ (aˡ⁻¹)ᵀ",
        "A weight from unit j to unit i moves zᵢ by aⱼ, zᵢ moves aᵢ by φ'(zᵢ), and aᵢ moves e by "
        "δᵢ. Their product is the entry in row i, column j.",
        WalkPage(6),
    ),
    Statement(
        "Diag(φˡ') holds the slopes φ'(zˡᵢ) on its diagonal",
        "The activation works on each unit by itself, so aᵢ depends on no z but its own: all "
        "other entries of the matrix are 0.",
        WalkPage(6, nth=1),
    ),
    Statement(
        "δˡ: the slide writes ∂e/∂zˡ, its formula needs ∂e/∂aˡ",
        "With δ = ∂e/∂z, the slope φ' would already be inside, and Diag(φ') in form 1 would count "
        "it twice. The slide on δᴸ writes ∂e/∂aᴸ, which fits; here δˡ is ∂e/∂aˡ in every layer.",
        WalkPage(6, nth=1),
    ),
    Statement(
        "Form 2: Diag(φˡ') Vˡ⁺¹ Vˡ⁺² ⋯ Vᴸ δᴸ (aˡ⁻¹)ᵀ",
        "Each V takes the error one layer back, δˡ = Vˡ⁺¹ δˡ⁺¹. Put into each other, they give δˡ "
        "as a product of all V above, and δᴸ.",
        DerivationPage("chain"),
    ),
    Statement(
        "Vˡ⁺¹ = (Wˡ⁺¹)ᵀ Diag(φˡ⁺¹')",
        "aˡ acts on e through every unit of the layer above: with the slope there, and with the "
        "weight that leads to it. The transpose sums over those units.",
        DerivationPage("chain"),
    ),
    Statement(
        "What is new for C classes is δᴸ alone",
        "Below the output nothing knows how ŷ came about. Softmax and cross-entropy enter only "
        "through δᴸ, and the V pass it on as for two classes.",
        WalkPage(6),
    ),
    Statement(
        "Chain rule over all outputs: ∂e/∂aⱼ = Σₘ ∂eᵐ/∂ŷₘ ∂ŷₘ/∂aⱼ",
        "One aᴸⱼ moves every ŷₘ, as it is in the sum that all are divided by. So each m gives its "
        "part.",
        WalkPage(5),
    ),
    Statement(
        "∂eᵐ/∂ŷₘ = −yₘ / ŷₘ",
        "The term is −yₘ log ŷₘ, and the derivative of log t is 1/t. For one-hot y all of them are "
        "0 but that of the true class.",
        WalkPage(5),
    ),
    Statement(
        "The softmax Jacobian: ŷⱼ(1 − ŷⱼ) if j = m, −ŷₘ ŷⱼ otherwise",
        "The quotient rule: for j = m numerator and sum both move, otherwise the sum alone. Every "
        "column adds up to 0, since what one class gains the others lose.",
        DerivationPage("jacobian"),
    ),
    Statement(
        "Put in and summed up, ∂e/∂aⱼ = ŷⱼ − yⱼ",
        "The factor ŷₘ of the Jacobian cancels against the quotient. What is left is ŷⱼ times the "
        "sum of y, which is 1, less yⱼ.",
        DerivationPage("substitution"),
    ),
    Statement(
        "Hence δᴸ = ŷ − y",
        "The error at the output is answer less label. It is 0 only where they agree, and every "
        "entry lies between −1 and 1.",
        WalkPage(5),
    ),
    Statement(
        "Exploding gradients: what C classes inherit, part one",
        "δˡ is a product of L − l matrices V and δᴸ. Where they lengthen the error on average, its "
        "size grows like a power of the depth.",
        FlowPage(),
    ),
    Statement(
        "Vanishing gradients: what C classes inherit, part two",
        "Where the V shorten the error, it shrinks like a power of the depth, and the first layers "
        "learn least. The slope of a sigmoid is 1/4 at most.",
        FlowPage(),
    ),
    Statement(
        "Several labels at once, question 1: which last layer?",
        "Labels do not exclude each other, so their probabilities need not sum to 1: C sigmoids, "
        "each its own yes-or-no distribution (ŷⱼ, 1 − ŷⱼ).",
        ScenarioPage("multi-label"),
    ),
    Statement(
        "Several labels at once, question 2: which loss? (homework)",
        "The sum of C cross-entropies, one for each label's two outcomes. The derivative by aᴸⱼ is "
        "ŷⱼ − yⱼ again.",
        DerivationPage("sigmoid"),
    ),
)
"""In the lecture's order."""

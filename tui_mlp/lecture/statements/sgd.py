"""The third part: training by stochastic gradient descent, a step after the other."""

from tui_mlp.lecture.statements.statement import (
    DerivationPage,
    ScenarioPage,
    Statement,
    SurfacePage,
    WalkPage,
)

SGD: tuple[Statement, ...] = (
    Statement(
        "The aim of training: a map h_w with yⁱ = h_w(xⁱ) for all samples",
        "The loss of a sample is 0 just where its answer equals its one-hot label. Softmax comes "
        "as near to that as one likes, but never reaches it.",
        WalkPage(4),
    ),
    Statement(
        "For a new sample the label is argmaxⱼ ŷⱼ",
        "The most probable class is wrong least often if the probabilities are right. Softmax "
        "keeps the order of the scores, so argmax of aᴸ is the same class.",
        WalkPage(3),
    ),
    Statement(
        "A loss e(y, ŷ) compares label and answer; it lies in [0, ∞)",
        "Each ŷⱼ is at most 1, so −log ŷⱼ is 0 or more; it has no upper bound as ŷⱼ goes to 0.",
        WalkPage(4),
    ),
    Statement(
        "The loss depends on the weights w: e(ŷ, y; w)",
        "Label and features are given; ŷ is computed from x with the weights. In the walk, ⏎ "
        "changes one of them, and every later page follows.",
        WalkPage(2),
    ),
    Statement(
        "GD, SGD and mini-batch SGD minimise it",
        "GD takes the gradient of all samples for a step, SGD that of one, mini-batch SGD that of "
        "some. Fewer samples make a step cheaper, and its direction less certain.",
        SurfacePage(),
    ),
    Statement(
        "The total error: E = Σᵢ eⁱ(w)",
        "The program steps on a mean of the eⁱ, the lecture writes their sum. The sum over S "
        "samples has a gradient S times as long, so the same step needs γ / S there; the minimum "
        "is at the same place.",
        DerivationPage("total_error"),
    ),
    Statement(
        "The input of SGD: data, architecture, epochs K, rates γₖ",
        "γₖ may fall with k: large steps get near, small ones settle where the noise of single "
        "samples would keep a constant step moving about.",
        DerivationPage("schedule"),
    ),
    Statement(
        "SGD starts with some w⁰",
        "w⁰ is drawn at random: units that start alike get the same gradient, and stay alike.",
        ScenarioPage("symmetry"),
    ),
    Statement(
        "In step k, choose a sample jₖ out of {1, …, S}",
        "A sample of the training set, drawn at random, has on average the gradient of the mean "
        "loss. So SGD goes the right way on average.",
        WalkPage(1),
    ),
    Statement(
        "Find ŷ of that sample with the weights wᵏ: the forward pass",
        "Layer by layer, zˡ = Wˡ aˡ⁻¹ + bˡ and aˡ = φ(zˡ). All of them are kept, as the way back "
        "needs them again.",
        WalkPage(2),
    ),
    Statement(
        "Compute its error with cross-entropy",
        "It is one number for this sample and these weights, and says how little probability the "
        "label got.",
        WalkPage(4),
    ),
    Statement(
        "Compute the gradient of that error by backpropagation",
        "The gradient of a weight is a sum over all paths from it to the loss, each a product of "
        "slopes and weights. Going back a layer at a time shares these products, so that one way "
        "back gives every entry.",
        DerivationPage("paths"),
    ),
    Statement(
        "Update: wᵏ⁺¹ ← wᵏ − γₖ ∇e(wᵏ)",
        "Against the gradient the loss falls fastest, by about γ ‖∇e‖² for a short step. A step "
        "that is too long can raise it.",
        WalkPage(8),
    ),
    Statement(
        "The algorithm as a whole: these steps, over and over",
        "Choose, forward, error, backward, update: the body of a loop. An epoch has passed when as "
        "many samples were used as there are.",
        DerivationPage("algorithm"),
    ),
    Statement(
        "The output of SGD is the last w",
        "The lecture gives back the last weights. On samples that were not trained on, an earlier "
        "w may be better, which is why the program keeps the best epoch as well.",
        DerivationPage("algorithm"),
    ),
)
"""In the lecture's order."""

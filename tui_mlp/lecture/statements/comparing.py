"""The second part: how two distributions are compared, and what becomes of that as a loss."""

from tui_mlp.lecture.statements.statement import (
    DerivationPage,
    Statement,
    WalkPage,
    WorkbenchPage,
)

COMPARING: tuple[Statement, ...] = (
    Statement(
        "KL-divergence: KL(p‖q) = Σⱼ pⱼ log(pⱼ / qⱼ), for qⱼ > 0",
        "It is the mean, over what p brings, of how much more likely p makes it than q does, as a "
        "logarithm.",
        WorkbenchPage(),
    ),
    Statement(
        "p stands for the true distribution, q for the predicted one",
        "The mean is taken over p, what really happens. So the label y is in the place of p, and "
        "the answer ŷ in that of q.",
        WorkbenchPage(of_sample=True),
    ),
    Statement(
        "Does softmax meet the condition that every qⱼ is above 0?",
        "Yes: it divides a positive exponential by a finite sum. Only in the computer can a very "
        "small ŷⱼ be rounded to 0; the loss therefore takes its logarithm from aᴸ.",
        WalkPage(3),
    ),
    Statement(
        "KL-divergence is not a distance",
        "A distance is 0 only between equal things, is the same both ways, and is never longer "
        "than a detour. KL has the first of these, and lacks the other two.",
        WorkbenchPage(),
    ),
    Statement(
        "A distance is 0 from a thing to itself; KL(p‖p) = 0 too",
        "Every quotient pⱼ / pⱼ is 1, and its logarithm 0. That is the one rule of a distance, "
        "beside being never negative, that KL keeps.",
        WorkbenchPage(),
    ),
    Statement(
        "KL is not symmetric: p = (1/4, 3/4) and q = (1/2, 1/2)",
        "KL(p‖q) weighs the logarithms with p, KL(q‖p) with q. Here that gives .1308 one way and "
        ".1438 the other.",
        WorkbenchPage(),
    ),
    Statement(
        "Does KL keep the triangle inequality?",
        "No: for every p and q that differ, with KL(p‖q) finite, there is an r for which the "
        "direct KL(p‖r) is larger than KL(p‖q) + KL(q‖r). The key t of the workbench finds one.",
        WorkbenchPage(),
    ),
    Statement(
        "KL is never negative, and 0 only where p = q",
        "log t ≤ t − 1 for every t > 0, with equality only at 1. Used with t = qⱼ / pⱼ in each "
        "term, it bounds −KL by Σ qⱼ − Σ pⱼ, which is 0 or less.",
        DerivationPage("gibbs"),
    ),
    Statement(
        "KL(p‖q) = Σⱼ pⱼ log pⱼ − Σⱼ pⱼ log qⱼ",
        "The logarithm of a quotient is a difference of logarithms, and a sum can be taken apart "
        "into two.",
        WorkbenchPage(),
    ),
    Statement(
        "The parts have names: KL(p‖q) = NE(p) + CE(p, q)",
        "NE, the negative entropy, says how certain p is by itself: 0 for one-hot, −log C for "
        "uniform. CE, the cross-entropy, is all that depends on q.",
        WorkbenchPage(),
    ),
    Statement(
        "Why turn an integer label into a distribution at all?",
        "Then label and answer are of one kind, and a comparison of distributions can be the loss. "
        "An integer would bring an order of the classes that is not in the data, and it has no "
        "slope to follow.",
        WalkPage(1),
    ),
    Statement(
        "The aim: make KL(y‖ŷ), from true to predicted, small",
        "It is 0 only where the answer is the label's distribution, and grows without bound as ŷ "
        "takes the chance from a class that y has.",
        WorkbenchPage(of_sample=True),
    ),
    Statement(
        "To minimise KL is to minimise CE: why?",
        "KL(y‖ŷ) = NE(y) + CE(y, ŷ), and NE(y) holds no weight of the network. A constant changes "
        "neither where the minimum is nor the gradient. For one-hot y it is 0, so both are the "
        "same number.",
        WorkbenchPage(of_sample=True),
    ),
    Statement(
        "Cross-entropy becomes the loss: e = −Σⱼ yⱼ log ŷⱼ",
        "For one-hot y a single term is left, −log of the probability that the network gives to "
        "the true class: 0 for certain and right, large for certain and wrong.",
        WalkPage(4),
    ),
)
"""In the lecture's order."""

"""The first part: what several classes ask of the labels and of the last layer."""

from tui_mlp.lecture.statements.statement import (
    DerivationPage,
    ScenarioPage,
    Statement,
    WalkPage,
)

OUTPUT_LAYER: tuple[Statement, ...] = (
    Statement(
        "The task: each sample belongs to one of C classes, C ≥ 2",
        "The data are pairs of features x and a label out of {1, …, C}. The network has to give "
        "one of C answers, where binary classification had two.",
        WalkPage(1),
    ),
    Statement(
        "Question 1: which last layer suits C classes?",
        "One number for each class, made into probabilities: C outputs and softmax over them. "
        "Then an answer has the same form as a one-hot label.",
        WalkPage(3),
    ),
    Statement(
        "Question 2: which loss suits C classes?",
        "Label and answer are both distributions, so the loss compares distributions: "
        "cross-entropy, which is KL-divergence up to a number that no weight changes. Squared "
        "error keeps the Jacobian of softmax as a factor, and fades where an answer is sure and "
        "wrong.",
        DerivationPage("squared"),
    ),
    Statement(
        "Can one output neuron, as for two classes, do for C classes?",
        "One number orders all samples along a line, and a class in the middle of it would need "
        "two thresholds. It would also say that class 2 lies between 1 and 3, which labels do not. "
        "For C = 2 it is enough, since the other probability is 1 − ŷ.",
        ScenarioPage("one-neuron"),
    ),
    Statement(
        "Can the logistic sigmoid serve as output for C classes?",
        "Each sigmoid looks at its own aᴸⱼ alone, so nothing makes C of them sum to 1. They answer "
        "C separate yes-or-no questions, which suits several labels at once, but is no "
        "distribution over exclusive classes.",
        ScenarioPage("sigmoids"),
    ),
    Statement(
        "y = c is written as one-hot: a 1 at place c, 0 elsewhere",
        "Integers would bring an order and distances with them: class 3 farther from 1 than from "
        "2. One-hot labels are all equally far from each other.",
        WalkPage(1),
    ),
    Statement(
        "A one-hot y is a distribution with all of its mass on class c",
        "Its entries are not negative and sum to 1. It is the distribution of someone who is "
        "certain of the class.",
        WalkPage(1),
    ),
    Statement(
        "Step 1: the last layer has C neurons",
        "A distribution over C classes is C numbers, so the layer needs one output for each. The "
        "last weight matrix then has a row for each class.",
        WalkPage(2, nth=-1),
    ),
    Statement(
        "The activations aᴸ of the C outputs may be any numbers",
        "Nothing in Wᴸ aᴸ⁻¹ + bᴸ keeps them positive, or their sum at 1. They are scores, and not "
        "yet probabilities.",
        WalkPage(3),
    ),
    Statement(
        "Step 2: softmax over the outputs makes them probabilities",
        "The exponential makes each score positive and keeps their order; division by the sum of "
        "all makes them sum to 1.",
        WalkPage(3),
    ),
    Statement(
        "Softmax: ŷⱼ = exp(aᴸⱼ) / Σᵣ exp(aᴸᵣ)",
        "Each exponential is taken as its share of all. Adding a number to every aᴸⱼ changes no "
        "share, so only differences between the scores count. In a computer the largest is taken "
        "out first.",
        DerivationPage("overflow"),
    ),
    Statement(
        "The result is a distribution: positive entries that sum to 1",
        "The exponential of any number is positive. The numerators summed over j are exactly the "
        "denominator that all of them share, so the sum is 1.",
        DerivationPage("softmax"),
    ),
)
"""In the lecture's order."""

"""What is true of a sample and what the network answers, in words."""

import numpy as np

from tui_mlp.arrays import BoolArray, FloatArray
from tui_mlp.numbers import grouped, probability
from tui_mlp.training.snapshot import RunDescription, SampleView

_NOT_A_NUMBER = "NaN"


def true_words(sample: SampleView, run: RunDescription) -> str:
    """The true class, the set of true labels, or the most probable class of a soft target."""
    if run.output.labels:
        return names_where(sample.target >= 0.5, run.class_names)
    return run.class_names[int(np.argmax(sample.target))]


def predicted_words(probabilities: FloatArray, run: RunDescription, threshold: float) -> str:
    """The predicted class, the set of predicted labels, or that there is none."""
    if np.isnan(probabilities).any():
        return _NOT_A_NUMBER
    if run.output.labels:
        return names_where(probabilities >= threshold, run.class_names)
    return run.class_names[int(np.argmax(probabilities))]


def answer_sentence(sample: SampleView, run: RunDescription, threshold: float) -> str:
    """Which sample it is, what is true, what is predicted, and whether that is right."""
    place = f"{sample.part.capitalize()} sample {grouped(sample.index + 1)} of"
    true = true_words(sample, run)
    predicted = predicted_words(sample.probabilities, run, threshold)
    known = predicted != _NOT_A_NUMBER
    if run.output.labels:
        verdict = "all labels right" if known and true == predicted else "wrong"
        return f"{place} {grouped(sample.count)}: true {true}, predicted {predicted}: {verdict}."
    sure = f" with {probability(float(sample.probabilities.max())).strip()}" if known else ""
    best = np.argmax(sample.target) == np.argmax(sample.probabilities)
    verdict = "right" if known and best else "wrong"
    return f"{place} {grouped(sample.count)}: true {true}, predicted {predicted}{sure}: {verdict}."


def names_where(present: BoolArray, names: tuple[str, ...]) -> str:
    """The names of those that are present, as a set."""
    chosen = [name for name, each in zip(names, present, strict=True) if each]
    return "{" + ", ".join(chosen) + "}" if chosen else "∅ (none)"

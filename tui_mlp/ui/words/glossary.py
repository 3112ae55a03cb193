"""Each word and sign on the screens, in a sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tui_mlp.settings.training_config import SETTINGS

_STATUS, _NETWORK, _TRAINING = "StatusLine", "NetworkPanel", "SettingsPanel"
_CURVES, _NORMS = ("LossPanel", "AccuracyPanel"), "GradientPanel"
_SAMPLE, _PLANE, _COUNTS, _LABELS = (
    "SamplePanel",
    "BoundaryPanel",
    "ConfusionPanel",
    "LabelScoresPanel",
)
_PICTURE = ("PicturePanel", "UnitPanel")
_COLUMNS, _FILE, _FIGURES = "ColumnsPanel", "FilePanel", "EvaluationPanel"
_BANDS, _SEEDS = ("BandLossPanel", "BandAccuracyPanel"), ("PointsPanel", "EnsembleStatus")
_COMPARED, _MEAN = "ComparisonPanel", "MeanPlanePanel"
_PAGE, _FLOW, _KL = "PagePanel", ("FlowPanel", "DiagnosisPanel"), "DivergencePanel"


@dataclass(frozen=True)
class Term:
    """A word of the field."""

    word: str
    sentence: str
    where: tuple[str, ...]
    """The panels that it appears in, by the names of their classes."""
    signs: str = ""
    """How else it is written on the screen, with spaces between."""

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that it is written as."""
        return (self.word, *self.signs.split())


_WORDS: tuple[Term, ...] = (
    Term("epoch", "As many steps as it takes to see each training sample once.",
         (_STATUS, *_CURVES, _NORMS, *_BANDS, _SEEDS[1]), "epochs"),
    Term("step", "One update of the weights, from one mini-batch.", (_STATUS, _PAGE), "steps"),
    Term("steps/s", "How many updates a second are measured.", (_STATUS,)),
    Term("speed", "The steps a second that are allowed; full for no limit.", (_STATUS,)),
    Term("BLAS threads", "The threads that one matrix product may use.", (_STATUS,), "BLAS"),
    Term("state", "Running, paused, finished at its last epoch, or diverged: no longer finite.",
         (_STATUS, _SEEDS[1]), "running paused finished diverged"),
    Term("learning rate", "γ: how far a step goes along −∇; γₖ is the one of the next step.",
         (_STATUS, _TRAINING, _PAGE), "γ"),
    Term("mini-batch", "The samples whose mean gradient makes one step.",
         (_STATUS, _TRAINING, _PAGE, *_FLOW), "batch"),
    Term("class weights", "Here `sampling balanced`: it draws rare classes as often; the mean "
         "gradient is that of a loss weighted by 1 / class size.", (_TRAINING,)),
    Term("units", "The neurons of a layer.", (_NETWORK,)),
    Term("activation", "φ: the function that each hidden unit applies to its sum.",
         (_NETWORK, _PAGE, *_PICTURE), "φ"),
    Term("parameters", "All weights and biases together: what training changes.",
         (_NETWORK,), "params"),
    Term("weights", "Wˡ: what a layer multiplies its inputs by, a row for each unit.",
         (_NETWORK, _NORMS, _PAGE, *_PICTURE), "W"),
    Term("bias", "bˡ: what a unit adds to its sum.", (_NETWORK, _PAGE, *_PICTURE),
         "biases b"),
    Term("map", "What a unit answers to: its activation over the plane or its weights as image.",
         _PICTURE, "Network Unit"),
    Term("input", "The features of a sample; nothing is learned there.", (_NETWORK,)),
    Term("coordinates", "x₁ and x₂: the two features of a point in the plane.",
         (_SAMPLE, _PLANE, _PAGE), "x₁ x₂"),
    Term("softmax", "Makes the last layer's values into probabilities that sum to 1.",
         (_NETWORK, _SAMPLE, _STATUS, _PAGE), "Softmax"),
    Term("output", "The last layer: what gives each class or label its probability.",
         (_NETWORK, _SAMPLE, _TRAINING)),
    Term("sigmoid", "Makes one value into a probability, for each label on its own.",
         (_NETWORK, _SAMPLE, _STATUS), "Sigmoid"),
    Term("split", "How many samples there are to train, to validate and to test on.",
         (_TRAINING,)),
    Term("loss", "The mean cross-entropy of a part of the data: what training makes small.",
         (_CURVES[0], _PAGE, _BANDS[0], _COMPARED), "Loss"),
    Term("cross-entropy", "−log of the probability that the true class was given, in nats.",
         (_CURVES[0], _SAMPLE, _STATUS, _KL, _PAGE), "CE BCE e"),
    Term("nats", "The unit of entropy with natural logarithms; 1 nat is 1.443 bits.",
         (_CURVES[0], _SAMPLE, _KL), "nat"),
    Term("chance", "ln C: the cross-entropy of giving each of C classes the same probability.",
         (_CURVES[0],), "chance ln"),
    Term("log", "The axis counts powers of ten; l changes to a linear one.",
         (_CURVES[0], _BANDS[0])),
    Term("linear", "Equal steps of the axis are equal differences; l changes to log.",
         (_CURVES[0], _BANDS[0])),
    Term("train", "The part of the samples that the weights learn from.",
         (*_CURVES, *_BANDS), "tr"),
    Term("validation", "The part that is only looked at: it shows what was learned in general.",
         (*_CURVES, _COUNTS, _PLANE, _SAMPLE, *_BANDS, _SEEDS[0], _COMPARED),
         "val Validation"),
    Term("test", "The part that is used once, when the run is finished.", (_TRAINING, _SAMPLE)),
    Term("run before", "The faint curve: the run that the last change replaced.", _CURVES),
    Term("accuracy", "The fraction of samples whose largest probability is the true class's.",
         (_CURVES[1], _BANDS[1], _SEEDS[0], _COMPARED), "Accuracy"),
    Term("micro F1", "2 TP / (2 TP + FP + FN) over all labels of all samples.",
         (_CURVES[1], _LABELS, _BANDS[1], _SEEDS[0], _COMPARED), "Micro micro"),
    Term("macro F1", "The mean of the F1 of all labels.", (_LABELS,), "macro"),
    Term("precision", "Of the samples predicted to have a label, the fraction that have it.",
         (_LABELS, _FIGURES), "prec"),
    Term("recall", "Of the samples that have a label, the fraction that was found.",
         (_LABELS, _FIGURES), "rec"),
    Term("F1", "The harmonic mean of precision and recall.", (_LABELS, _FIGURES)),
    Term("support", "How many samples are of a class.", (_FIGURES,)),
    Term("95% interval", "Where the accuracy of so few samples lies with 95 % confidence (Wilson).",
         (_FIGURES,), "interval"),
    Term("largest class alone", "The accuracy of always answering the most frequent class.",
         (_FIGURES, _FILE), "largest"),
    Term("calibration", "Whether answers with a probability of p are right in a fraction p.",
         (_FIGURES,)),
    Term("expected calibration error", "The mean difference of probability and fraction right.",
         (_FIGURES,)),
    Term("kind", "What the cells of a column are: number, category, truth value, date, text, ...",
         (_COLUMNS,)),
    Term("used as", "What becomes of a column: the target, so many features, or nothing.",
         (_COLUMNS,)),
    Term("missing", "How many cells of a column hold no value; they count as its mean.",
         (_COLUMNS,)),
    Term("identifier", "A column that only names the rows: a network would learn them by heart.",
         (_COLUMNS,), "counter"),
    Term("subset accuracy", "The fraction of samples with every label right.",
         (_LABELS,), "subset"),
    Term("Hamming loss", "The fraction of pairs of sample and label that are wrong.",
         (_LABELS,), "Hamming"),
    Term("gradient", "∇: the derivative of the loss for each parameter.",
         (_NORMS, _PAGE, *_FLOW), "∇"),
    Term("gradient norm", "‖∇W‖: the root of the sum of the squares of a matrix's gradient.",
         (_NORMS, *_FLOW), "‖∇W‖ norm Gradient"),
    Term("layer", "A weight matrix with its units; W1 is next to the input.",
         (_NORMS, _NETWORK, _PAGE, *_FLOW), "l"),
    Term("probability", "ŷ: what the network gives each class; all together they sum to 1.",
         (_SAMPLE, _PLANE, _PAGE), "ŷ yhat"),
    Term("target", "y: 1 for the true class, 0 for the others.",
         (_SAMPLE, _PAGE, _KL), "y one-hot"),
    Term("argmax", "The class with the largest probability: the answer.", (_SAMPLE, _PAGE)),
    Term("delta", "δˡ = ∂e/∂aˡ, the error of a layer; at the output it is ŷ − y.",
         (_SAMPLE, _PAGE, *_FLOW), "δᴸ δ ‖δ‖"),
    Term("label", "What a sample has or lacks; it may have several, each judged by itself.",
         (_LABELS, _PLANE), "Labels labels"),
    Term("worst", "The validation sample with the largest cross-entropy.", (_SAMPLE,), "Worst"),
    Term("decision boundary", "Where the class with the largest probability changes.",
         (_PLANE,), "Decision boundary"),
    Term("misclassified", "The answer is another class than the true one.", (_PLANE, _COUNTS)),
    Term("confusion matrix", "How often each true class (row) was answered as each (column).",
         (_COUNTS,), "Confusion matrix"),
    Term("true", "The class that the data names.", (_COUNTS, _SAMPLE)),
    Term("predicted", "The class that the network answers.", (_COUNTS, _LABELS)),
    Term("Jacobian", "The derivatives of one layer's values for another's, as a matrix.",
         (_PAGE, *_FLOW)),
    Term("backpropagation", "The chain rule from the last layer back: each δ from the next.",
         (_PAGE, *_FLOW), "backward"),
    Term("vanishing gradient", "Each layer back makes δ smaller: the first layers hardly learn.",
         (_NORMS, *_FLOW), "vanishes"),
    Term("exploding gradient", "Each layer back makes δ larger: a step destroys what was learned.",
         (_NORMS, *_FLOW), "explodes"),
    Term("saturated", "So far out on φ that its slope is nearly 0.", _FLOW, "flat"),
    Term("dead unit", "A relu that gives 0 for every sample, and never learns again.",
         _FLOW, "dead"),
    Term("bound", "The largest that the norms of the matrices allow ‖δ‖ to be.", _FLOW),
    Term("cosine", "How alike two gradients point: 1 for the same way, 0 for no relation.", _FLOW),
    Term("KL divergence", "How far q is from p: the sum of p log(p/q), 0 only if they are equal.",
         (_KL,), "KL"),
    Term("entropy", "How uncertain a distribution is: −Σ p log p; NE is its negative.",
         (_KL,), "NE"),
    Term("seed", "Where all that is random begins: data, split, weights and order of one run.",
         (*_BANDS, *_SEEDS, _COMPARED, _MEAN, _TRAINING), "seeds Seeds"),
    Term("band", "From 10 to 90 %: what is left of the seeds without a tenth at either end.",
         (*_BANDS, _SEEDS[0]), "10–90 10%–90% ▒"),
    Term("median", "The middle one of all seeds that did not fail.", (*_BANDS, _SEEDS[0])),
    Term("failed", "Diverged: a weight or a loss is no finite number any more.",
         (*_SEEDS, _COMPARED)),
    Term("stopped early", "Over before the last epoch: `patience` epochs brought no lower loss.",
         (_STATUS, _SEEDS[0]), "early"),
    Term("standard deviation", "How far the seeds are from their mean, typically.",
         (_COMPARED,), "sd ±"),
    Term("difference", "The mean, seed by seed, of a setting's figure minus that of the first one.",
         (_COMPARED,), "≠ ≈"),
    Term("95 % interval", "Made so, 95 of 100 such intervals hold the true difference.",
         (_COMPARED,), "interval"),
    Term("disagreement", "The fraction of the seeds that answer otherwise than their mean does.",
         (_MEAN,), "differ · ×"),
    Term("triangle inequality", "A detour is never shorter; KL does not keep to it.",
         (_KL,), "triangle"),
)  # fmt: skip


def _of_settings() -> Iterable[Term]:
    """What each setting is, in its own words."""
    for setting in SETTINGS.values():
        name = setting.name.replace("_", " ")
        if all(name != term.word for term in _WORDS):
            label = setting.label.strip()
            signs = label if " " not in label and label != name else ""
            yield Term(name, setting.sentence, (_TRAINING,), signs)


GLOSSARY: tuple[Term, ...] = (*_WORDS, *_of_settings())
"""The words first, then the settings."""


def terms_in(panels: Iterable[str]) -> list[Term]:
    """The words of some panels, by the names of their classes, in the order of the glossary."""
    shown = frozenset(panels)
    return [term for term in GLOSSARY if shown & set(term.where)]


def term_at(text: str, place: int, panel: str) -> Term | None:
    """The word of a panel that a character of a line belongs to: the last one before its end.

    A number belongs to the word on its left, and to the first word where there is none.
    """
    found = [
        (match.start(), len(match.group()), term)
        for pattern, term in _patterns(panel)
        for match in pattern.finditer(text)
    ]
    if not found:
        return None
    before = [each for each in found if each[0] <= place]
    if not before:
        return min(found, key=lambda each: (each[0], -each[1]))[2]
    return max(before, key=lambda each: (each[0], each[1]))[2]


@cache
def _patterns(panel: str) -> tuple[tuple[re.Pattern[str], Term], ...]:
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(spelling)}(?!\w)"), term)
        for term in terms_in([panel])
        for spelling in term.spellings
    )

"""Phase 1: a sample, its label, and the label as a distribution."""

from tui_mlp.arrays import Float64Array
from tui_mlp.lecture.notation import LINE_WIDTH
from tui_mlp.lecture.pages.page import Block, Formula, Page, Sentence, Substituted
from tui_mlp.lecture.step.agreement import agreement
from tui_mlp.lecture.step.derivation import Derivation
from tui_mlp.lecture.walk.blocks import layer_row, row
from tui_mlp.numbers import entry_text, subscript, superscript

_ROOM_FOR_Y = 36


def sample_page(derivation: Derivation) -> Page:
    """The page of phase 1."""
    names = derivation.unit_labels(derivation.network.depth)
    x = layer_row(derivation, "x", 0, derivation.x, edits="x")
    softmax = derivation.network.softmax and derivation.network.output != "softmax_labels"
    asked = softmax and _certain(derivation)
    shape = f"nᴸ = {len(names)}"
    y = row("y", derivation.y, names, shape=shape, signed=False, asked=asked)
    blocks: list[Block] = [
        Formula(_formula(derivation)),
        Substituted(_substituted(derivation)),
        x,
        y,
    ]
    if softmax:
        blocks.append(agreement("Σⱼ yⱼ and 1", derivation.y.sum(), 1.0))
    blocks.append(Sentence(_sentence(derivation)))
    return Page(1, "A sample and its label", "sample", None, tuple(blocks))


def _of_labels(derivation: Derivation) -> bool:
    """Whether a sample may have any number of labels."""
    return derivation.network.output in ("sigmoid", "softmax_labels")


def _certain(derivation: Derivation) -> bool:
    """Whether y says 1 or 0 throughout; targets that are smoothed or soft do not."""
    return bool(((derivation.y == 0) | (derivation.y == 1)).all())


def _formula(derivation: Derivation) -> str:
    """What y is for such a sample: true of its very numbers."""
    certain = _certain(derivation)
    if derivation.subject.one_neuron and len(derivation.subject.class_names) > 2:
        place = float(derivation.y[0]) * (len(derivation.subject.class_names) - 1)
        smoothed = "" if place.is_integer() else ", smoothed or mixed"
        meaning = f"y = (c − 1)/(C − 1), the place of class c between 0 and 1{smoothed}"
    elif derivation.subject.one_neuron:
        yes = "1 if the class is the second of the two, else 0"
        meaning = f"y = {yes if certain else 'the probability of the second of the two classes'}"
    elif _of_labels(derivation):
        yes = "1 if the sample has label j, else 0"
        meaning = f"yⱼ = {yes if certain else 'the probability that the sample has label j'}"
    else:
        yes = "1 if the sample is of class j, else 0"
        meaning = f"yⱼ = {yes if certain else 'the probability of class j,   Σⱼ yⱼ = 1'}"
    return f"x = a{superscript(0)},   {meaning}"


def _substituted(derivation: Derivation) -> str:
    """Which class it is, and what y is then, as far as there is room."""
    text = f"{_label(derivation)}: y = ({_listed(derivation.y)})"
    if derivation.subject.one_neuron:
        text = f"{_label(derivation)}: y = {_listed(derivation.y)}"
    return text if len(text) <= LINE_WIDTH else text[: LINE_WIDTH - 1] + "…"


def _label(derivation: Derivation) -> str:
    y, names = derivation.y, derivation.subject.class_names
    if derivation.subject.one_neuron:
        return f"class {names[round(float(y[0]) * (len(names) - 1))]}"
    if _of_labels(derivation):
        present = [name for name, value in zip(names, y, strict=True) if value >= 0.5]
        return f"labels {', '.join(present) or 'none'}"
    j = int(y.argmax())
    if _certain(derivation):
        return f"class {names[j]} is number {j + 1} of {len(y)}"
    return f"{entry_text(float(y[j]), signed=False)} of it is class {names[j]}"


def _listed(y: Float64Array) -> str:
    """The entries of y, or the largest of them where there are too many."""
    entries = ", ".join(entry_text(value, signed=False) for value in y.tolist())
    if len(entries) <= _ROOM_FOR_Y:
        return entries
    j = int(y.argmax())
    return f"…, y{subscript(j + 1)} = {entry_text(float(y[j]), signed=False)}, …"


def _sentence(derivation: Derivation) -> str:
    column = "x is a column of n⁰ standardised features, written here as a row."
    if derivation.network.output == "softmax_labels":
        total = entry_text(float(derivation.y.sum()), signed=False)
        return f"{column} Σⱼ yⱼ = {total}: softmax takes y for a distribution, for teaching."
    if derivation.subject.one_neuron and len(derivation.subject.class_names) > 2:
        return (
            f"{column} The classes are put in a row, for teaching, with a number each: nothing in "
            "the data says that one lies between two others."
        )
    if derivation.network.output == "sigmoid":
        return (
            f"{column} Each yⱼ is a distribution of its own over two outcomes: yⱼ for yes, "
            "1 − yⱼ for no."
        )
    if _certain(derivation):
        return (
            f"{column} The one-hot y is a distribution over the classes that is certain: all of "
            "its probability lies on one."
        )
    return (
        f"{column} This y is a distribution that is not certain: its probability is spread over "
        "several classes."
    )

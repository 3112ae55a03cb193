"""The figures of an evaluation as tables of text, the same printed and on the screen."""

from collections.abc import Callable, Sequence

from tui_mlp.numbers import compact, grouped, percent
from tui_mlp.training.evaluating.evaluation import Evaluation

MOST_CLASSES = 20
"""A confusion matrix of more is no help on a terminal."""


def accuracy_lines(figures: Evaluation) -> list[str]:
    """Samples, loss, the accuracy with its interval, and the largest class beside it."""
    accuracy = figures.accuracy
    interval = f"{percent(accuracy.low, 1)} to {percent(accuracy.high, 1)}"
    noun = "sample" if figures.samples == 1 else "samples"
    return [
        f"{grouped(figures.samples)} {noun}, loss {compact(figures.loss)}",
        f"accuracy {percent(accuracy.value, 1)} (95% interval {interval}); "
        f"the largest class alone {percent(figures.baseline, 1)}",
    ]


def class_lines(figures: Evaluation, cells: Callable[[str], int] = len) -> list[str]:
    """Precision, recall, F1 and support of each class, under a heading.

    Args:
        figures: has them.
        cells: tells how wide a text is on the screen.
    """
    heading, *names = _padded(["class", *(each.name for each in figures.classes)], cells)
    lines = [f"{heading}  precision  recall      F1  support"]
    for name, each in zip(names, figures.classes, strict=True):
        shares = (percent(share, 1) for share in (each.precision, each.recall, each.f1))
        precision, recall, f1 = shares
        lines.append(f"{name}  {precision:>9}  {recall:>6}  {f1:>6}  {grouped(each.support):>7}")
    return lines


def confusion_lines(figures: Evaluation, cells: Callable[[str], int] = len) -> list[str]:
    """The confusion matrix under a heading; nothing where there is none, or it is too large.

    Args:
        figures: has it.
        cells: tells how wide a text is on the screen.
    """
    if figures.confusion is None or len(figures.classes) > MOST_CLASSES:
        return []
    names = _padded([each.name for each in figures.classes], cells)
    counts = [[grouped(count) for count in row] for row in figures.confusion]
    width = max(len(cell) for row in counts for cell in row)
    return [
        "confusion: rows true, columns answered",
        *(
            f"{name}  " + "  ".join(f"{cell:>{width}}" for cell in row)
            for name, row in zip(names, counts, strict=True)
        ),
    ]


def calibration_lines(figures: Evaluation) -> list[str]:
    """The expected calibration error, and how often answers of a probability are right."""
    calibration = figures.calibration
    lines = [
        f"expected calibration error {percent(calibration.error, 1)}",
        "probability  answers  on average  right",
    ]
    for bin_ in calibration.bins:
        if bin_.count:
            span = f"{percent(bin_.low)} to {percent(bin_.high)}"
            lines.append(
                f"{span:>11}  {grouped(bin_.count):>7}  {percent(bin_.confidence, 1):>10}  "
                f"{percent(bin_.accuracy, 1):>5}"
            )
    return lines


def worst_lines(figures: Evaluation, noun: str = "row") -> list[str]:
    """The worst samples under a heading; nothing where all are right.

    Args:
        figures: has them.
        noun: what their numbers count.
    """
    if not figures.worst:
        return []
    return [
        "worst samples",
        *(
            f"{noun} {each.row}: {each.true or 'nothing'}, answered "
            f"{each.predicted or 'nothing'} (loss {compact(each.loss)})"
            for each in figures.worst
        ),
    ]


def _padded(names: Sequence[str], cells: Callable[[str], int]) -> list[str]:
    """The names, all as wide as the widest."""
    width = max(map(cells, names))
    return [name + " " * (width - cells(name)) for name in names]

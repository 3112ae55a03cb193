"""The learning curves of a run as a figure of Matplotlib."""

import io

from matplotlib.figure import Figure

from tui_mlp.api.epoch_curves import EpochCurves
from tui_mlp.numbers import epoch as number

_SIZE = (8.0, 3.2)
_DPI = 110


class CurvesFigure(Figure):
    """A figure that a notebook shows, whatever backend it has."""

    def _repr_png_(self) -> bytes:
        """The picture of it."""
        file = io.BytesIO()
        self.savefig(file, format="png", dpi=_DPI)
        return file.getvalue()


def curves_figure(curves: EpochCurves, title: str, score_name: str) -> CurvesFigure:
    """Loss on a logarithmic axis, and accuracy, against epochs; the best epoch is marked."""
    figure = CurvesFigure(figsize=_SIZE, layout="constrained")
    loss, score = figure.subplots(1, 2)
    pairs = (
        (loss, "loss in nats", curves.train_loss, curves.validation_loss),
        (score, score_name, curves.train_accuracy, curves.validation_accuracy),
    )
    for axes, name, train, validation in pairs:
        axes.plot(curves.epoch, train, "-", color="0.25", label="train")
        axes.plot(curves.epoch, validation, "--", color="tab:blue", label="validation")
        best = axes.axvline(curves.best_epoch, color="0.6", linewidth=0.8, linestyle=":")
        best.set_label(f"best epoch, {number(curves.best_epoch)}")
        axes.set_xlabel("epoch")
        axes.set_ylabel(name)
        axes.legend(frameon=False, fontsize="small")
    loss.set_yscale("log")
    figure.suptitle(title, fontsize="medium")
    return figure

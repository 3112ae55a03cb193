"""The learning curves of a run as a figure of Matplotlib."""

from typing import TYPE_CHECKING

from tui_mlp.api.curves import EpochCurves

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIZE = (8.0, 3.2)


def curves_figure(curves: EpochCurves, title: str, score_name: str) -> "Figure":
    """Loss on a logarithmic axis, and accuracy, against epochs; the best epoch is marked.

    Raises:
        ImportError: Matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError as error:
        raise ImportError("plot needs Matplotlib: pip install 'tui-mlp[figures]'") from error
    figure = Figure(figsize=_SIZE, layout="constrained")
    loss, score = figure.subplots(1, 2)
    pairs = (
        (loss, "loss in nats", curves.train_loss, curves.validation_loss),
        (score, score_name, curves.train_accuracy, curves.validation_accuracy),
    )
    for axes, name, train, validation in pairs:
        axes.plot(curves.epoch, train, "-", color="0.25", label="train")
        axes.plot(curves.epoch, validation, "--", color="tab:blue", label="validation")
        axes.axvline(curves.best_epoch, color="0.6", linewidth=0.8, linestyle=":")
        axes.set_xlabel("epoch")
        axes.set_ylabel(name)
        axes.legend(frameon=False)
    loss.set_yscale("log")
    figure.suptitle(title, fontsize="medium")
    return figure

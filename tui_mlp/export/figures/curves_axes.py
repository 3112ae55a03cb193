"""Loss and accuracy of a run against epochs."""

import math
from typing import TYPE_CHECKING

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.export.figures.figure_theme import FigureTheme
from tui_mlp.numbers import epoch
from tui_mlp.training.outputs import Output
from tui_mlp.training.session import TrainingSession

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_loss(axes: "Axes", session: TrainingSession, theme: FigureTheme) -> None:
    """The mean loss on a logarithmic axis, with that of a guess, and the best epoch."""
    curves = session.curves.curves()
    _draw_pair(axes, curves.epochs, curves.train_loss, curves.validation_loss, theme)
    chance = _chance(session)
    if chance is not None:
        axes.axhline(chance[0], color=theme.faint, linewidth=0.8, linestyle=(0, (1, 2)))
        axes.annotate(
            f"chance, {chance[1]}", (1, chance[0]), xycoords=("axes fraction", "data"),
            xytext=(-3, 3), textcoords="offset points", ha="right", color=theme.text,
            fontsize="small",
        )  # fmt: skip
    axes.set_yscale("log")
    axes.set_title("Loss")
    axes.set_ylabel("mean cross-entropy in nats")
    _mark_best(axes, curves.epochs, curves.validation_loss, theme)
    _legend(axes, theme)


def draw_score(axes: "Axes", session: TrainingSession, theme: FigureTheme) -> None:
    """The accuracy, or micro F1 of labels."""
    curves = session.curves.curves()
    _draw_pair(axes, curves.epochs, curves.train_score, curves.validation_score, theme)
    name = "micro F1" if session.output.labels else "accuracy"
    axes.set_title(name[0].upper() + name[1:])
    axes.set_ylabel(name)
    axes.set_ylim(top=1.02)
    _legend(axes, theme)


def _draw_pair(
    axes: "Axes",
    epochs: FloatArray,
    train: FloatArray,
    validation: FloatArray,
    theme: FigureTheme,
) -> None:
    """Two curves that differ in colour and in dashes; each bucket by the middle of its range."""
    axes.plot(epochs, train.mean(axis=1), "-", color=theme.train, label="train", linewidth=1.4)
    if np.isfinite(validation).any():
        axes.plot(
            epochs, validation.mean(axis=1), "--", color=theme.validation, label="validation",
            linewidth=1.4,
        )  # fmt: skip
    axes.set_xlabel("epoch")


def _mark_best(
    axes: "Axes", epochs: FloatArray, validation: FloatArray, theme: FigureTheme
) -> None:
    # what is there before any training is no epoch
    measured = np.isfinite(validation[:, 0]) & (epochs >= 1)
    if not measured.any():
        return
    at = int(np.where(measured, validation[:, 0], np.inf).argmin())
    axes.plot(
        epochs[at], validation[at, 0], "*", color=theme.validation, markersize=9,
        markeredgecolor=theme.background, label=f"best epoch, {epoch(float(epochs[at]))}",
    )  # fmt: skip


def _chance(session: TrainingSession) -> tuple[float, str] | None:
    """The loss of a guess with its formula; None of a network for teaching."""
    classes = len(session.samples.dataset.class_names)
    if session.config.teaching != "off":
        return None
    if session.output is Output.SIGMOID:
        return classes * math.log(2), f"{classes} ln 2"
    classes = 2 if session.output is Output.ONE_NEURON else classes
    return math.log(classes), f"ln {classes}"


def _legend(axes: "Axes", theme: FigureTheme) -> None:
    axes.legend(frameon=False, labelcolor=theme.text, fontsize="small")

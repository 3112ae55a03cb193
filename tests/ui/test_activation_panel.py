"""The activations of the hidden layers over time, drawn and at the keyboard."""

import numpy as np
import pytest
from textual.pilot import Pilot
from textual.strip import Strip

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.units.activation_history import SAMPLES, ActivationSpread
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.drawing.colours import Palette
from tui_mlp.ui.drawing.line_plot import gutter_of
from tui_mlp.ui.flow.activation_panel import ActivationPanel
from tui_mlp.ui.flow.activation_plot import activation_plot, shown_layers
from tui_mlp.ui.flow.diagnosis_panel import DiagnosisPanel
from tui_mlp.ui.flow.flow_panel import FlowPanel
from tui_mlp.ui.flow.flow_screen import GradientFlowScreen
from tui_mlp.ui.panels.curves_panel import AccuracyPanel, LossPanel
from tui_mlp.ui.panels.gradient_panel import GradientPanel
from tui_mlp.worker.inline import InlineWorker


def spread(means: list[float], sizes: list[float], epochs: int = 41) -> ActivationSpread:
    at = np.arange(epochs, dtype=np.float32)
    mean, size = (np.tile(np.float32(values), (epochs, 1)) for values in (means, sizes))
    return ActivationSpread(at, mean, size, SAMPLES)


def texts(strips: list[Strip]) -> list[str]:
    return [strip.text for strip in strips]


def test_a_line_for_the_mean_and_bars_of_a_deviation(palette: Palette) -> None:
    rows = activation_plot(spread([0.5, 0.25], [0.25, 0.125]), 60, 20, palette)
    assert {row.cell_length for row in rows} == {60}
    *plot, figures = texts(rows)
    assert figures.split() == ["a¹", "0.5000", "±", "0.2500", "a²", "0.2500", "±", "0.1250"]
    canvas = [row[8:] for row in plot[:-1]]
    # by colour: the rows in which each layer has anything, and the row of its line
    found = {}
    for layer, number in ((1, 0), (2, 1)):
        colour = palette.curves[number].color
        mine = [
            sum(len(part.text) for part in row if part.style and part.style.color == colour)
            for row in rows[: len(canvas)]
        ]
        reached = [at for at, count in enumerate(mine) if count]
        found[layer] = reached[0], int(np.argmax(mine)), reached[-1]
    # the axis goes from 0.125 at the foot to 0.75 at the top, in len(canvas) rows
    foot = len(canvas) - 1
    for layer, (low, mean, high) in {1: (0.25, 0.5, 0.75), 2: (0.125, 0.25, 0.375)}.items():
        expected = [round((0.75 - value) / 0.625 * foot) for value in (high, mean, low)]
        np.testing.assert_allclose(found[layer], expected, atol=1)
    text = "\n".join(canvas)
    assert "1" in text
    assert "2" in text


def test_bars_of_one_epoch_are_in_neighbouring_cells(palette: Palette) -> None:
    rows = activation_plot(spread([0.5] * 3, [0.25] * 3, epochs=1), 60, 20, palette)
    gutter, columns = gutter_of(60, 19), set()
    for row in rows[:17]:
        at = 0
        for part in row:
            for character in part.text:
                if at >= gutter and part.style and part.style.color != palette.muted.color:
                    columns |= {at} if character != " " else set()
                at += 1
    assert columns == {gutter, gutter + 1, gutter + 2}


def test_of_many_layers_the_first_and_the_last_are_drawn(palette: Palette) -> None:
    assert shown_layers(3) == [1, 2, 3]
    assert shown_layers(20) == [1, 5, 9, 12, 16, 20]
    rows = texts(activation_plot(spread([0.1] * 20, [0.1] * 20), 60, 20, palette))
    assert "a²⁰" in "".join(rows)


@pytest.mark.parametrize("size", [(1, 1), (10, 2), (30, 5), (200, 50)])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_any_size_and_numbers_that_are_none(
    palette: Palette, size: tuple[int, int], bad: float
) -> None:
    for values in ([0.5, bad], [bad, bad]):
        rows = activation_plot(spread(values, [bad, 0.2]), *size, palette)
        assert [row.cell_length for row in rows] == [size[0]] * size[1]


def test_without_a_hidden_layer_it_says_so(palette: Palette) -> None:
    rows = activation_plot(spread([], []), 60, 4, palette)
    assert "no hidden layer" in rows[0].text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_two_keys_lead_to_activations_beside_gradient_norms(size: tuple[int, int]) -> None:
    worker = InlineWorker(TrainingConfig(hidden=(4, 3), activation=("sigmoid",), batch_size="full"))
    app = TrainerApp(worker)
    async with app.run_test(size=size) as pilot:
        await pilot.press("e")
        worker.train_steps(1)
        await pilot.pause()
        await pilot.press("g", "a")
        await pilot.pause()
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, GradientFlowScreen)
        panel = screen.query_one(ActivationPanel)
        assert panel.size.height >= 8
        assert screen.query_one(GradientPanel).size.height >= 4
        assert not screen.query_one(DiagnosisPanel).display
        assert not screen.query_one(LossPanel).display
        assert not screen.query_one(AccuracyPanel).display
        header, *lines = panel.table().splitlines()
        assert header.split("\t") == [
            "epoch", "mean a1", "deviation a1", "mean a2", "deviation a2",
        ]  # fmt: skip
        session = worker._controller.session
        a = session.samples.split.train.features[:SAMPLES]
        expected = [1.0]
        for weights, bias in zip(
            session.network.weights[:-1], session.network.biases, strict=False
        ):
            a = 1 / (1 + np.exp(-(a @ weights + bias)))
            expected += [float(a.mean()), float(a.std())]
        shown = [float(text) for text in lines[-1].split("\t")]
        np.testing.assert_allclose(shown, expected, rtol=1e-3)
        await pilot.press("a")
        await pilot.pause()
        assert screen.query_one(DiagnosisPanel).display
        assert not panel.display
        assert isinstance(screen.focused, FlowPanel)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
def test_pictures(snap_compare, size: tuple[int, int]) -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(hidden=(4, 3))))
    epochs = np.arange(31, dtype=np.float32)
    mean = np.stack([0.5 - 0.01 * epochs, 0.1 + 0.02 * epochs], axis=-1)
    fixed = ActivationSpread(epochs, mean, np.full_like(mean, 0.2), SAMPLES)

    async def go(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.press("g", "a")
        await pilot.pause()
        await pilot.pause()
        app.screen.query_one(ActivationPanel).show(fixed)
        await pilot.pause()

    assert snap_compare(app, run_before=go, terminal_size=size)

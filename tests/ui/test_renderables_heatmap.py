import numpy as np
import pytest

from tui_mlp.training.snapshot import GradientNorms
from tui_mlp.ui.drawing.heatmap import (
    HEAT_LEVELS,
    INFINITE,
    NOT_A_NUMBER,
    ZERO,
    HeatCursor,
    heat_levels,
    heatmap,
    layer_at,
    norms_by_column,
)


def norms_of(values, present=None):
    values = np.asarray(values, np.float32)
    epochs = np.arange(1, len(values) + 1, dtype=np.float32)
    last = values[-1] if present is None else np.asarray(present, np.float32)
    return GradientNorms(epochs, values, last)


def test_levels_rise_with_the_norm_on_a_fixed_scale():
    norms = np.array([1e-30, 1e-6, 1e-5, 1e-2, 1.0, 99.0, 1e30], np.float32)
    levels = heat_levels(norms)
    assert levels.tolist() == sorted(levels.tolist())
    assert levels[0] == 0
    assert levels[-1] == HEAT_LEVELS - 1
    assert levels[3] == HEAT_LEVELS // 2


def test_what_has_no_logarithm_has_a_level_of_its_own():
    levels = heat_levels(np.array([0.0, np.nan, np.inf], np.float32))
    assert levels.tolist() == [ZERO, NOT_A_NUMBER, INFINITE]


def test_the_last_layer_is_on_top_with_its_present_norm(palette):
    rows = heatmap(norms_of([[0.034, 0.029, 0.0086]]), 50, 8, palette)
    labelled = [strip.text for strip in rows if strip.text.startswith("W")]
    assert [text[:2] for text in labelled] == ["W³", "W²", "W¹"]
    assert [text.split()[-1] for text in labelled] == ["8.6e-03", "2.9e-02", "3.4e-02"]


def test_zero_nan_and_infinity_have_their_own_marks(palette):
    rows = heatmap(norms_of([[0.0], [np.nan], [np.inf], [1.0]]), 40, 3, palette)
    assert all(mark in rows[0].text for mark in "·×∞█")
    nan = next(segment for segment in rows[0] if "×" in segment.text)
    assert nan.style is palette.bad


def test_a_vanishing_gradient_fades_from_row_to_row(palette):
    norms = norms_of(np.tile(10.0 ** np.arange(-6.0, 1.0), (5, 1)))
    rows = heatmap(norms, 40, 8, palette)[:7]
    levels = [
        palette.heat.index(next(each.style for each in strip if "█" in each.text)) for strip in rows
    ]
    assert levels == sorted(levels, reverse=True)
    assert len(set(levels)) == 7


def test_too_many_layers_keep_both_ends_and_say_so(palette):
    rows = heatmap(norms_of(np.ones((3, 33))), 40, 8, palette)
    text = [strip.text for strip in rows]
    assert text[0].startswith("W³³")
    assert text[-1].startswith("W¹ ")
    assert any("+26 more" in line for line in text)


def test_columns_keep_the_largest_norm():
    epochs = np.arange(1, 101, dtype=np.float32)
    norms = np.ones((100, 1), np.float32)
    norms[42] = 7.0
    columns = norms_by_column(epochs, norms, 100.0, 10)
    assert columns.ravel().tolist() == [1, 1, 1, 1, 7, 1, 1, 1, 1, 1]


def test_few_buckets_are_stretched_over_their_epochs():
    columns = norms_by_column(
        np.array([5.0, 10.0], np.float32), np.array([[1.0], [2.0]], np.float32), 10.0, 4
    )
    assert columns.ravel().tolist() == [1, 1, 2, 2]


def test_only_the_last_column_changes_while_a_run_goes_on():
    epochs = np.arange(1, 91, dtype=np.float32)
    norms = np.random.default_rng(0).random((90, 2)).astype(np.float32)
    before = norms_by_column(epochs[:87], norms[:87], 100.0, 25)
    after = norms_by_column(epochs, norms, 100.0, 25)
    assert np.array_equal(before[:-1], after[: len(before) - 1])
    assert len(after) - len(before) <= 1


@pytest.mark.parametrize("layers", [1, 3, 8, 33])
def test_every_size_is_filled(palette, layers):
    for buckets in (1, 300):
        values = np.full((buckets, layers), 0.1)
        for width, height in [(1, 1), (2, 2), (5, 1), (9, 3), (20, 3), (200, 56)]:
            rows = heatmap(norms_of(values), width, height, palette)
            assert len(rows) == height
            assert {strip.cell_length for strip in rows} == {width}


def test_before_the_first_step_there_is_a_dash(palette):
    nothing = GradientNorms(
        np.zeros(0, np.float32), np.zeros((0, 2), np.float32), np.full(2, np.nan, np.float32)
    )
    rows = heatmap(nothing, 40, 3, palette)
    assert rows[0].text.split() == ["W²", "–"]


def test_the_cursor_crosses_the_column_that_shows_its_epoch(palette):
    values = np.ones((20, 2))
    values[12, 0] = 1e6
    cursor = HeatCursor(layer=1, epoch=13.0)
    plain = heatmap(norms_of(values), 32, 6, palette)
    rows = heatmap(norms_of(values), 32, 6, palette, cursor=cursor)
    upper, lower = (
        next(strip.text for strip in rows if name in strip.text) for name in ("W²", "W¹")
    )
    assert upper.index("│") == lower.index("╋")
    spiky = next(strip for strip in plain if "W¹" in strip.text)
    bright = list(spiky.crop(lower.index("╋"), lower.index("╋") + 1))
    assert bright[0].style is palette.heat[-1]


@pytest.mark.parametrize(("layers", "height"), [(3, 9), (2, 24), (33, 8)])
def test_a_row_of_a_band_is_its_layers(palette, layers, height):
    rows = heatmap(norms_of(np.ones((3, layers))), 60, height, palette)
    for number, strip in enumerate(rows):
        if strip.text.startswith("W"):
            layer = layer_at(number, layers, 60, height)
            assert strip.text.split("█")[0].strip() == f"W{str(layer).translate(RAISED)}"


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

import numpy as np
import pytest

from tui_mlp.ui.drawing.line_plot import Line, Role, line_plot


def line(role, values, epochs=None):
    values = np.asarray(values, np.float32)
    epochs = np.arange(1, len(values) + 1) if epochs is None else epochs
    return Line(role, np.asarray(epochs, np.float32), np.stack([values, values], axis=1))


def texts(strips):
    return [strip.text for strip in strips]


def cells(strips, style):
    """(column, row) of the cells drawn in a style."""
    found = set()
    for number, strip in enumerate(strips):
        column = 0
        for segment in strip:
            if segment.style is style:
                found |= {
                    (column + place, number)
                    for place, character in enumerate(segment.text)
                    if character != " "
                }
            column += len(segment.text)
    return found


def test_a_falling_curve_falls(palette):
    rows = line_plot([line(Role.TRAIN, np.linspace(1, 0, 10))], 40, 12, palette)
    drawn = sorted(cells(rows, palette.train))
    assert drawn[0][1] < drawn[-1][1]
    assert [column for column, _ in drawn] == sorted(column for column, _ in drawn)


def test_labels_name_both_axes(palette):
    rows = texts(line_plot([line(Role.TRAIN, np.linspace(1, 0, 150))], 40, 12, palette))
    assert any(text.startswith("   1.0┤") for text in rows)
    assert any(text.startswith("   0.0┤") for text in rows)
    assert rows[-1].split() == ["0", "100"] or rows[-1].split() == ["0", "50", "100", "150"]


def test_validation_is_dashed_and_training_is_not(palette):
    flat = np.ones(200)
    lines = [line(Role.TRAIN, flat), line(Role.VALIDATION, flat * 2)]
    rows = line_plot(lines, 47, 10, palette)
    train = {column for column, _ in cells(rows, palette.train)}
    validation = {column for column, _ in cells(rows, palette.validation)}
    assert len(train) == 40
    assert 20 <= len(validation) <= 30


def test_a_spike_of_one_bucket_survives_decimation(palette):
    values = np.ones((1000, 2), np.float32)
    values[500, 1] = 100.0
    spiky = Line(Role.TRAIN, np.arange(1000, dtype=np.float32), values)
    rows = line_plot([spiky], 30, 10, palette)
    assert min(row for _, row in cells(rows, palette.train)) == 0


def test_a_logarithmic_plot_shows_small_differences(palette):
    values = np.concatenate([np.geomspace(1, 1e-4, 50)])
    rows = line_plot([line(Role.TRAIN, values)], 40, 12, palette, logarithmic=True)
    drawn = sorted(cells(rows, palette.train))
    heights = dict(drawn)
    middle = heights[drawn[len(drawn) // 2][0]]
    assert 3 <= middle <= 8


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize(
    "values",
    [
        [],
        [1.0],
        [0.0],
        [0.0] * 5,
        [np.nan] * 3,
        [np.inf, -np.inf],
        [1.0, np.nan, 2.0, np.inf, 3.0],
        [1e38, 1e-38, 0.0],
        [-1.0, 1.0],
    ],
)
def test_any_values_give_a_full_picture(palette, values, logarithmic):
    lines = [line(role, values) for role in Role]
    for width, height in [(1, 1), (5, 2), (17, 3), (18, 4), (60, 15)]:
        rows = line_plot(lines, width, height, palette, logarithmic=logarithmic)
        assert len(rows) == height
        assert {strip.cell_length for strip in rows} == {width}
        assert all(segment.style is not None for strip in rows for segment in strip)


def test_one_point_is_drawn(palette):
    rows = line_plot([line(Role.TRAIN, [0.5])], 30, 8, palette)
    assert len(cells(rows, palette.train)) == 1


def test_the_trace_lies_under_the_curves(palette):
    same = np.linspace(1, 0, 50)
    rows = line_plot([line(Role.TRAIN, same), line(Role.TRACE, same)], 40, 10, palette)
    assert not cells(rows, palette.trace) & cells(rows, palette.train)
    assert len(cells(rows, palette.trace)) < 10

import numpy as np
import pytest

from tui_mlp.ui.drawing.line_plot import Level, Line, Mark, Role, line_plot


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


def braille(text):
    return {character for character in text if "\u2801" <= character <= "\u28ff"}


@pytest.mark.parametrize("size", [(40, 12), (80, 15), (190, 26)])
@pytest.mark.parametrize(
    "values",
    [np.full(250, 0.7), np.linspace(1, 0, 250), np.linspace(0, 1, 250), np.linspace(0, 1, 9) ** 4],
)
def test_two_nearly_equal_curves_are_both_seen_all_along(palette, values, size):
    lines = [line(Role.TRAIN, values), line(Role.VALIDATION, values + 1e-4)]
    rows = line_plot(lines, *size, palette)
    train, validation = (cells(rows, style) for style in (palette.train, palette.validation))
    every = sorted(column for column, _ in train | validation)
    for drawn in (train, validation):
        columns = [every[0], *sorted(column for column, _ in drawn), every[-1]]
        assert max(np.diff(columns)) <= 6
    glyphs = [
        {rows[number].text[column] for column, number in drawn} & {"┅", "┇"}
        for drawn in (train, validation)
    ]
    has_gaps = len({column for column, _ in validation}) < 0.8 * len(set(every))
    assert not glyphs[0]
    assert glyphs[1] or has_gaps


def test_a_trace_stretches_no_axis_and_stays_inside_them(palette):
    present = line(Role.TRAIN, np.linspace(1.0, 0.5, 20))
    wild = line(Role.TRACE, np.geomspace(1e30, 0.6, 400))
    alone, both = (line_plot(lines, 50, 12, palette) for lines in ([present], [wild, present]))
    assert [strip.text[:7] for strip in alone] == [strip.text[:7] for strip in both]
    assert alone[-1].text == both[-1].text
    assert not cells(both, palette.trace)
    near = line(Role.TRACE, np.linspace(0.9, 0.4, 400), np.linspace(0, 40, 400))
    drawn = cells(line_plot([near, present], 50, 12, palette), palette.trace)
    assert max(column for column, _ in drawn) >= 46
    assert len({number for _, number in drawn}) >= 4


def test_a_stretch_shows_its_epochs_and_values_alone(palette):
    values = np.linspace(10.0, 0.0, 101)
    rows = line_plot([line(Role.TRAIN, values, np.arange(101))], 50, 12, palette, span=(50.0, 60.0))
    assert rows[-1].text.split()[0] == "50"
    assert rows[-1].text.split()[-1] == "60"
    assert rows[0].text.startswith("   5.0┤")
    columns = {column for column, _ in cells(rows, palette.train)}
    assert columns == set(range(7, 50))


def test_chance_is_a_dotted_line_with_a_label(palette):
    curve = line(Role.TRAIN, np.geomspace(1.05, 0.1, 60))
    level = Level(np.log(3), "ln 3", "chance")
    rows = line_plot([curve], 60, 14, palette, logarithmic=True, level=level)
    (chance,) = [strip.text for strip in rows if strip.text.startswith("  ln 3┤")]
    assert chance.count("┈") > 20
    assert "chance" in chance
    low = line_plot([line(Role.TRAIN, [0.1, 0.2])], 60, 14, palette, level=level)
    assert not any("ln 3" in strip.text or "┈" in strip.text for strip in low)


def test_marks_and_the_cursor_stand_at_their_epoch(palette):
    curve = line(Role.TRAIN, np.linspace(1.0, 0.0, 101), np.arange(101))
    marks = [
        Mark(50.0, 0.5, "★", "", palette.good),
        Mark(99.0, np.nan, "✗", "epoch 99", palette.bad),
    ]
    rows = line_plot([curve], 108, 21, palette, cursor=25.0, marks=marks)
    ((star, row),) = cells(rows, palette.good)
    assert abs(star - (7 + 50)) <= 1
    assert 9 <= row <= 10
    assert rows[0].text.rstrip().endswith("epoch 99 ✗")
    columns = {column for column, _ in cells(rows, palette.accent)}
    assert len(columns) == 1
    assert abs(columns.pop() - (7 + 25)) <= 1


def test_other_runs_are_told_apart_without_colour(palette):
    lines = [
        Line(Role.OTHER, *pair, palette.text, glyph)
        for glyph, pair in zip(
            "●▲■◆",
            [
                (np.arange(50, dtype=np.float32), np.full((50, 2), value, np.float32))
                for value in (0.1, 0.4, 0.7, 1.0)
            ],
            strict=True,
        )
    ]
    rows = [strip.text[7:] for strip in line_plot(lines, 60, 14, palette)[:-1]]
    for glyph in "●▲■◆":
        (own,) = [text for text in rows if glyph in text]
        assert own.count(glyph) >= 5
        assert braille(own)


def test_lines_that_go_on_together_never_share_a_colour_and_each_is_named(palette):
    falling = np.geomspace(0.96, 0.32, 60)
    values = [falling, falling * 1.004, falling * 0.997]
    lines = [
        Line(
            Role.OTHER,
            np.arange(60, dtype=np.float32),
            np.stack([each, each], axis=-1).astype(np.float32),
            palette.curves[place],
            str(place + 1),
        )
        for place, each in enumerate(values)
    ]
    together = line_plot(lines, 90, 16, palette)
    for one in lines:
        alone = line_plot([Line(Role.TRAIN, one.epochs, one.values)], 90, 16, palette)
        assert [strip.text[:7] for strip in alone] == [strip.text[:7] for strip in together]
        drawn = cells(together, one.style)
        assert max(np.diff(sorted({column for column, _ in drawn}))) <= 8
        for column, number in drawn:
            there = together[number].text[column]
            assert there in (one.glyph, alone[number].text[column])
        assert sum(strip.text[7:].count(one.glyph) for strip in together[:-1]) >= 5


@pytest.mark.parametrize("height", range(5, 30))
@pytest.mark.parametrize("low", [0.0, 0.31, 0.9])
def test_a_curve_at_the_top_mark_runs_through_the_middle_of_its_row(palette, height, low):
    curve = line(Role.TRAIN, np.r_[low, np.ones(40)])
    rows = line_plot([curve], 60, height, palette)
    marked = next(strip.text for strip in rows if float(strip.text[:6].strip() or 0) == 1)
    dots = {ord(character) & 0xFF for character in marked[20:] if character in braille(marked)}
    middle = 0x02 | 0x10 | 0x04 | 0x20
    assert dots
    assert all(bits & middle and not bits & ~middle for bits in dots)

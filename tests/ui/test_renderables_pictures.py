import numpy as np
import pytest

from tui_mlp.ui.drawing.field import Samples, class_grounds, field
from tui_mlp.ui.drawing.pixels import image, image_size
from tui_mlp.ui.drawing.strips import clip


def grounds(strips):
    """(rows, columns) the background colours of all cells."""
    return [
        [segment.style.bgcolor.triplet for segment in strip for _ in segment.text]
        for strip in strips
    ]


@pytest.mark.parametrize(
    ("shape", "space", "size"),
    [
        ((8, 8), (8, 4), (8, 8)),
        ((8, 8), (17, 20), (16, 16)),
        ((28, 28), (14, 20), (14, 14)),
        ((2, 100), (10, 10), (1, 10)),
    ],
)
def test_images_grow_by_whole_numbers_and_shrink_to_fit(shape, space, size):
    assert image_size(shape, *space) == size


def test_two_pixels_share_a_cell(palette):
    rows = image(np.array([[0.0, 1.0], [1.0, 0.0]]), 2, 2, palette)
    (first, second) = rows[0]
    assert (first.text, second.text) == ("▀", "▀")
    assert first.style.color == palette.background.rich_color
    assert first.style.bgcolor == palette.foreground.rich_color
    assert second.style.color == palette.foreground.rich_color


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (28, 28)])
@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_any_image_fills_its_size(palette, shape, value):
    for height, width in [(1, 1), (3, 4), (64, 70)]:
        rows = image(np.full(shape, value), height, width, palette)
        assert len(rows) == -(-height // 2)
        assert {strip.cell_length for strip in rows} == {width}


def plane(palette, winner, confidence, samples=None, *, width=4, height=2, glyphs=False):
    return field(
        np.asarray(winner, np.uint8),
        np.asarray(confidence, np.uint8),
        samples,
        grounds=class_grounds(3, palette),
        width=width,
        height=height,
        palette=palette,
        glyphs=glyphs,
    )


def test_undecided_ground_is_nearer_to_the_background(palette):
    rows = plane(palette, np.full((4, 4), 1), [[100, 150, 200, 255]] * 4)
    blues = [triplet.blue for triplet in grounds(rows)[0]]
    assert blues == sorted(blues)
    assert len(set(blues)) == 4


def test_a_grid_of_another_size_is_stretched(palette):
    rows = plane(palette, [[0, 1]], [[255, 255]], width=6, height=3)
    assert len(rows) == 3
    assert [len(set(line)) for line in grounds(rows)] == [2, 2, 2]


def samples(points, labels):
    return Samples(np.asarray(points, np.float32), np.asarray(labels), (0.0, 3.0, 0.0, 3.0))


def test_a_misclassified_sample_is_the_glyph_of_its_class(palette):
    rows = plane(
        palette,
        np.zeros((4, 4)),
        np.full((4, 4), 255),
        samples([[0, 3], [1, 3], [3, 0]], [0, 1, 2]),
    )
    assert rows[0].text == "▀▲▀▀"
    assert rows[1].text == "▀▀▀■"


def test_without_colours_every_sample_is_a_glyph(palette):
    rows = plane(
        palette,
        np.zeros((4, 4)),
        np.full((4, 4), 255),
        samples([[0, 3], [1, 3]], [0, 1]),
        glyphs=True,
    )
    assert rows[0].text == "●▲▀▀"
    right, wrong = list(rows[0])[:2]
    assert wrong.style.bgcolor == palette.foreground.rich_color
    assert right.style.bgcolor != wrong.style.bgcolor


def test_samples_outside_the_picture_or_nan_are_left_out(palette):
    rows = plane(
        palette,
        np.zeros((4, 4)),
        np.full((4, 4), 255),
        samples([[9, 9], [np.nan, 1]], [1, 1]),
    )
    assert {strip.text for strip in rows} == {"▀▀▀▀"}


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 4, "abc…"),
        ("名前名前", 4, "名… "),
        ("ab", 1, "…"),
        ("a", 0, ""),
    ],
)
def test_texts_are_cut_to_cells(text, width, cut):
    assert clip(text, width) == cut

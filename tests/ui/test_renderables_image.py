import numpy as np
import pytest

from tui_mlp.ui.drawing.pixels import image, image_size
from tui_mlp.ui.drawing.strips import clip


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

import numpy as np
import pytest

from tui_mlp.training.snapshot import NO_ANSWER
from tui_mlp.ui.drawing.blocks import QUADRANTS, quadrants
from tui_mlp.ui.drawing.grounds import Samples, class_grounds, label_grounds
from tui_mlp.ui.drawing.quadrant_field import TEXTURES, quadrant_field


def glyph(pixels):
    parts = quadrants(np.array(pixels, np.float32)[:, :, None])
    return (
        chr(QUADRANTS[parts.patterns[0, 0]]),
        float(parts.front[0, 0, 0]),
        float(parts.back[0, 0, 0]),
    )


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        ([[5, 5], [5, 5]], (" ", 5, 5)),
        ([[0, 9], [0, 9]], ("▐", 9, 0)),
        ([[0, 0], [9, 9]], ("▄", 9, 0)),
        ([[0, 9], [9, 0]], ("▞", 9, 0)),
        ([[9, 0], [0, 0]], ("▟", 0, 9)),
        ([[0, 0], [0, 9]], ("▗", 9, 0)),
        ([[0, 1], [8, 10]], ("▄", 9, 0.5)),
    ],
)
def test_two_values_stand_for_four_pixels(pixels, expected):
    assert glyph(pixels) == expected


def test_no_other_division_of_a_cell_is_nearer_to_its_pixels():
    pixels = np.random.default_rng(0).random((20, 30, 3)).astype(np.float32)
    parts = quadrants(pixels)
    for row in range(10):
        for column in range(15):
            cell = pixels[2 * row : 2 * row + 2, 2 * column : 2 * column + 2].reshape(4, 3)
            errors = []
            for pattern in range(16):
                front = np.array([pattern >> place & 1 for place in range(4)], bool)
                errors.append(
                    sum(
                        ((part - part.mean(0)) ** 2).sum()
                        for part in (cell[front], cell[~front])
                        if len(part)
                    )
                )
            front = np.array([parts.patterns[row, column] >> place & 1 for place in range(4)], bool)
            shown = np.where(front[:, None], parts.front[row, column], parts.back[row, column])
            assert ((cell - shown) ** 2).sum() == pytest.approx(min(errors), abs=1e-5)


def plane(palette, winner, confidence, samples=None, *, width=6, height=4, **settings):
    return quadrant_field(
        np.asarray(winner, np.uint8),
        np.asarray(confidence, np.uint8),
        samples,
        grounds=settings.pop("grounds", None) or class_grounds(3, palette),
        width=width,
        height=height,
        palette=palette,
        **settings,
    )


def cells(strips):
    return [[(letter, part.style) for part in strip for letter in part.text] for strip in strips]


@pytest.mark.parametrize("glyphs", [False, True])
@pytest.mark.parametrize("grid", [(1, 1), (2, 3), (30, 17), (200, 200)])
def test_any_grid_fills_any_size(palette, grid, glyphs):
    rng = np.random.default_rng(1)
    winner, confidence = rng.integers(0, 3, grid), rng.integers(85, 256, grid)
    samples = Samples(rng.random((40, 2)).astype(np.float32), rng.integers(0, 3, 40), (0, 1, 0, 1))
    for width, height in [(1, 1), (7, 3), (60, 20)]:
        strips = plane(
            palette, winner, confidence, samples, width=width, height=height, glyphs=glyphs
        )
        assert len(strips) == height
        for strip in cells(strips):
            assert len(strip) == width
            assert all(style and style.color and style.bgcolor for _, style in strip)


def test_the_border_lies_between_the_points_of_a_coarse_grid(palette):
    """Of two points, 0 and 1, the surer one has more of the plane."""

    def share(confidence):
        strip = plane(palette, [[0, 1]], [confidence], width=40, height=1, glyphs=True)[0]
        return strip.text.count(TEXTURES[0])

    assert share([200, 200]) == 20
    assert share([255, 140]) > 25
    assert share([140, 255]) < 15


def test_undecided_ground_is_nearer_to_the_background(palette):
    rows = cells(plane(palette, np.ones((16, 24)), np.tile(np.linspace(90, 255, 24), (16, 1))))
    blues = [style.bgcolor.triplet.blue for _, style in rows[0]]
    assert blues == sorted(blues)
    assert len(set(blues)) >= 4


def corner_samples(points, labels):
    return Samples(np.array(points, np.float32), np.array(labels), (0.0, 3.0, 0.0, 3.0))


def test_a_misclassified_sample_is_the_glyph_of_its_class_and_lies_over_others(palette):
    samples = corner_samples([[0, 3], [0, 3], [3, 0]], [2, 1, 1])
    rows = cells(plane(palette, np.ones((8, 6)), np.full((8, 6), 255), samples))
    letter, style = rows[0][0]
    assert letter == class_grounds(3, palette)[2].glyph
    assert min(style.color.triplet) > 230
    right, style = rows[-1][-1]
    assert right == "▄"
    assert style.color != style.bgcolor
    assert style.color.triplet.blue > rows[1][1][1].bgcolor.triplet.blue


def test_without_colours_texture_tells_the_ground_and_glyphs_the_samples(palette):
    winner = np.repeat([[0, 1, 2]], 4, axis=0).repeat(4, axis=1)
    samples = corner_samples([[0, 3], [0, 0]], [0, 2])
    rows = cells(plane(palette, winner, np.full((4, 12), 255), samples, glyphs=True))
    grounds = class_grounds(3, palette)
    assert "".join(letter for letter, _ in rows[1]) == "".join(TEXTURES[n] * 2 for n in range(3))
    right, wrong = rows[0][0], rows[-1][0]
    assert (right[0], wrong[0]) == (grounds[0].glyph, grounds[2].glyph)
    assert min(right[1].color.triplet) > max(right[1].bgcolor.triplet)
    assert max(wrong[1].color.triplet) < min(wrong[1].bgcolor.triplet)


@pytest.mark.parametrize("glyphs", [False, True])
def test_where_the_network_gives_no_number_no_sample_is_right_or_wrong(palette, glyphs):
    nowhere = np.full((8, 6), NO_ANSWER)
    samples = corner_samples([[0, 3], [3, 3], [0, 0]], [0, 1, 2])
    rows = cells(plane(palette, nowhere, np.zeros((8, 6)), samples, glyphs=glyphs))
    grounds = class_grounds(3, palette)
    places = [(0, 0), (0, -1), (-1, 0)]
    for (row, column), ground in zip(places, grounds, strict=True):
        letter, style = rows[row][column]
        assert letter == ground.glyph
        assert style.bgcolor.triplet == pytest.approx(palette.background.rgb, abs=8)
        if not glyphs:
            assert style.color.triplet == pytest.approx(ground.colour.rgb, abs=8)
    rest = [cell for line in rows for cell in line if cell[0] not in "●▲■"]
    assert {letter for letter, _ in rest} == {" "}
    assert len({style.bgcolor for _, style in rest}) == 1


def test_a_part_without_answers_has_no_ground_and_the_rest_keeps_its_own(palette):
    winner = np.repeat([[0, NO_ANSWER]], 4, axis=0).repeat(4, axis=1)
    confidence = np.where(winner == 0, 255, 0)
    for glyphs in (False, True):
        rows = cells(plane(palette, winner, confidence, width=8, glyphs=glyphs))
        (left, here), (right, there) = rows[1][0], rows[1][-1]
        assert right == " "
        assert there.bgcolor.triplet == pytest.approx(palette.background.rgb, abs=8)
        assert left == TEXTURES[0] if glyphs else here.bgcolor != there.bgcolor


def test_the_ground_of_every_class_is_seen_without_colours():
    assert len(set(TEXTURES)) == len(TEXTURES) == 10
    assert " " not in TEXTURES


def test_a_label_looks_as_in_the_legend(palette):
    samples = corner_samples([[0, 3]], [0])
    rows = cells(
        plane(
            palette,
            np.ones((8, 6)),
            np.full((8, 6), 255),
            samples,
            grounds=label_grounds(4, palette),
        )
    )
    assert rows[0][0][0] == "○"


def test_one_answer_everywhere_has_its_colour_and_its_mistakes_are_seen(palette):
    winner, confidence = np.zeros((8, 8), np.uint8), np.full((8, 8), 200, np.uint8)
    samples = Samples(np.array([[0.0, 0.0]], np.float32), np.array([1]), (-1, 1, -1, 1))
    grounds = class_grounds(2, palette)
    strips = quadrant_field(
        winner, confidence, samples, grounds=grounds, width=6, height=4, palette=palette
    )
    shown = {segment.text.strip(): segment.style for strip in strips for segment in strip}
    assert shown[""].bgcolor != palette.background.rich_color
    mistake = shown[grounds[1].glyph]
    assert mistake.bgcolor == shown[""].bgcolor
    assert mistake.color != mistake.bgcolor

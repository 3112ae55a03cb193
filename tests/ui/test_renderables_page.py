"""Pages made by hand, drawn as rows of text."""

import numpy as np
import pytest

from tui_mlp.lecture.pages.layout import Cell, PageView
from tui_mlp.lecture.pages.page import Check, Formula, Matrix, Page, Sentence, Substituted
from tui_mlp.ui.explain.page_drawing import draw_page


def matrix(values, name="W", **options):
    values = np.array(values, dtype=float)
    rows, columns = values.shape
    return Matrix(
        name=name,
        values=values,
        rows=options.pop("rows", tuple(f"i={row + 1}" for row in range(rows))),
        columns=options.pop("columns", tuple(f"j={column + 1}" for column in range(columns))),
        **options,
    )


def vector(name, values, **options):
    return matrix([values], name, rows=(name,), **options)


def drawn(palette, *blocks, view=PageView(), width=60):  # noqa: B008 (frozen)
    page = draw_page(Page(5, "A page", "page", None, blocks), view, width, palette)
    assert {strip.cell_length for strip in page.rows} <= {width}
    assert all(segment.style is not None for strip in page.rows for segment in strip)
    return page


def lines(palette, *blocks, **options):
    return [strip.text.rstrip() for strip in drawn(palette, *blocks, **options).rows]


def test_a_matrix_has_its_name_its_shape_and_aligned_numbers(palette):
    block = matrix([[0.1749, -1.379], [0, 12.345]], shape="n² × n¹ = 2 × 2")
    assert lines(palette, block) == [
        "W  n² × n¹ = 2 × 2",
        "         j=1     j=2",
        "i=1   +.1749  −1.379",
        "i=2        0  +12.35",
    ]


def test_vectors_of_the_same_columns_share_the_labels(palette):
    rows = lines(palette, vector("ŷ", [0.25, 0.75], signed=False), vector("y", [0, 1]))
    assert rows == ["       j=1     j=2", "ŷ    .2500   .7500", "y        0       1"]


def test_the_sign_has_a_character_and_a_hue_and_the_size_an_intensity(palette):
    row = drawn(palette, vector("v", [1, -1, 0.25, -0.25, 0])).rows[1]
    grounds = {
        segment.text.strip(): segment.style.bgcolor.triplet
        for segment in row
        if segment.text.strip()
    }
    red, blue = (lambda text: grounds[text].red), (lambda text: grounds[text].blue)
    assert red("1") > red("+.2500") > red("0")
    assert blue("−1") > blue("−.2500") > blue("0")
    assert red("1") > blue("1")
    assert blue("−1") > red("−1")


def test_numbers_that_are_none_stand_out_and_do_not_hide_the_others(palette):
    row = drawn(palette, vector("v", [np.nan, -np.inf, 2])).rows[1]
    styles = {segment.text.strip(): segment.style for segment in row}
    assert styles["NaN"] == styles["−inf"] == palette.bad
    assert styles["2"].bgcolor != palette.text.bgcolor


def test_checks_say_by_a_mark_whether_they_hold(palette):
    good, bad = Check("two ways", 5.6e-17, 1e-12), Check("two ways", 0.5, 1e-12)
    assert lines(palette, good) == ["two ways: difference 5.6e-17 ✓"]
    assert lines(palette, bad) == ["two ways: difference .5000 ✗ (more than 1.0e-12)"]
    assert "✗" in lines(palette, Check("two ways", np.nan, 1e-12))[0]


def test_words_are_broken_between_words(palette):
    rows = lines(palette, Sentence("each word of it whole " * 6), width=30)
    assert " ".join(rows).split() == ("each word of it whole " * 6).split()
    assert len(rows) > 4


def test_words_of_wide_letters_are_broken_and_not_cut(palette):
    text = "日本語の長い文 " * 9
    rows = lines(palette, Sentence(text), width=30)
    assert " ".join(rows).split() == text.split()


def test_labels_are_cut_only_where_not_all_columns_fit(palette):
    names = ("1 sepal_length_cm", "2 sepal_width_cm", "3 petal_length_cm", "4 petal_width_cm")
    vectors = [vector("x", [0.5] * count, columns=names[:count]) for count in (4, 1)]
    assert all(name in lines(palette, vectors[0], width=76)[0] for name in names)
    head = lines(palette, vectors[0], width=66)[0]
    assert head.split("…")[0].endswith("1 sepal_lengt")
    assert head.count("…") == 4
    assert "columns 1 to 3 of 4" in lines(palette, vectors[0], width=60)[-1]
    assert lines(palette, vectors[1], width=20) == [names[0].rjust(20), "x" + "+.5000".rjust(19)]


def test_numbers_stand_under_their_own_labels(palette):
    """A vector that fits is not put under the labels of a window of a matrix that does not."""
    wide = matrix(np.ones((1, 9)), "V", columns=tuple(f"j={k}" for k in range(1, 10)))
    short = vector("Σ", [0.5, -0.5], columns=("j=1", "j=2"))
    rows = lines(palette, wide, short, view=PageView(first_column=4), width=44)
    place = rows.index(next(line for line in rows if line.startswith("  Σ")))
    assert rows[place - 1].split() == ["j=1", "j=2"]
    assert [rows[place - 1].index(label) for label in ("j=1", "j=2")] == [
        rows[place].index(number) + 3 for number in ("+.5000", "−.5000")
    ]


def test_text_is_literal(palette):
    hostile = "[/] [@click=app.quit]c0[/]"
    block = matrix([[1.0]], hostile, rows=("[b]r[/]",), columns=("[red]c",))
    rows = lines(palette, Formula(hostile), block)
    assert rows[0] == hostile
    assert rows[1].startswith(hostile)
    assert "[red]c" in rows[2]
    assert "[b]r[/]" in rows[3]


def test_a_matrix_that_is_too_wide_says_which_columns_are_seen(palette):
    wide = matrix(np.arange(40.0).reshape(2, 20), "W¹")
    first = drawn(palette, wide)
    fitting, columns = first.columns[0]
    assert columns == 20
    assert first.rows[-1].text.startswith(f"columns 1 to {fitting} of 20 of W¹")
    last = lines(palette, wide, view=PageView(first_column=99))
    assert last[-1].startswith(f"columns {20 - fitting + 1} to 20 of 20")
    assert last[2].split()[-1] == "19"


def test_nothing_gives_away_the_number_that_is_asked_for(palette):
    blocks = (
        Substituted("z₁ = (2)(+.1234) = +.2468"),
        vector("z", [0.1111, 0.2468, 0.3333], asked=True),
        vector("a", [0.4444, 0.5555, 0.6666]),
        Sentence("z₁ is .2468."),
    )
    asked = lines(palette, *blocks, view=PageView(asked=Cell(1, 0, 1)))
    assert asked[-1].split() == ["z", "+.1111", "?", "·"]
    assert not any(digits in " ".join(asked) for digits in (".2468", ".3333", ".5555"))


def test_the_cursor_is_seen_without_colour(palette):
    row = drawn(palette, vector("x", [1, 2]), view=PageView(cursor=Cell(0, 0, 1))).rows[1]
    reversed_texts = [segment.text.strip() for segment in row if segment.style.reverse]
    assert reversed_texts == ["2"]


def test_where_the_rows_of_a_matrix_are_is_known(palette):
    page = drawn(palette, Formula("f"), matrix(np.eye(3)), vector("b", [1.0, 2.0, 3.0]))
    for place, row in page.lines:
        label = ("i=1", "i=2", "i=3")[row] if place == 1 else "b"
        assert page.rows[page.lines[place, row]].text.split()[0] == label
    assert set(page.lines) == {(1, 0), (1, 1), (1, 2), (2, 0)}


@pytest.mark.parametrize("width", [10, 34, 80, 200])
def test_rows_are_exactly_as_wide_as_asked(palette, width):
    names = ("日本語のとても長い名前のクラス", "b")
    blocks = (
        Formula("z = W a"),
        matrix(np.linspace(-2, 2, 24).reshape(2, 12), rows=names),
        vector("日本語", [0.5, -0.5], columns=names),
        Check("long words about two ways", 1e-20, 1e-12),
        Sentence("日本語 " * 30),
    )
    drawn(palette, *blocks, width=width)

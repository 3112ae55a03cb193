"""Pages as plain text, and symbols as the pages write them."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_mlp.lecture.notation import LINE_WIDTH, indexed, sum_line
from tui_mlp.lecture.pages.page import Check, Formula, Matrix, Page, Sentence
from tui_mlp.lecture.pages.page_text import page_text
from tui_mlp.lecture.step.subject import Subject
from tui_mlp.lecture.walk.walk import Walk
from tui_mlp.nn.architecture import Architecture, LayerSpec


def test_symbols() -> None:
    assert indexed("w", 2, 1, 13) == "w²₁,₁₃"
    assert indexed("δ", 10) == "δ¹⁰"


@given(st.integers(1, 200))
def test_a_long_sum_is_shortened_and_says_by_how_much(count: int) -> None:
    terms = [f"({k})" for k in range(count)]
    line = sum_line("s", terms, "1")
    assert len(line) <= LINE_WIDTH
    shown = line.count("(")
    assert line.startswith("s = (0)")
    assert f"({count - 1})" in line
    assert shown == count or f"… {count - shown} more …" in line


def test_a_large_matrix_is_cut_and_says_so() -> None:
    values = np.arange(1200.0).reshape(30, 40)
    large = Matrix("W¹", values, tuple("abcdef" * 5), tuple(f"j={k}" for k in range(40)), "30 × 40")
    text = page_text(Page(2, "Forward", "forward", 1, (large,)), 80)
    assert "shown are the first 16 of 30 rows and 9 of 40 columns; --json has all" in text
    assert max(map(len, text.splitlines())) <= 80


def test_rows_that_are_left_out_are_told_of_though_others_share_the_columns() -> None:
    rows = tuple(f"i={place}" for place in range(20))
    tall = Matrix("V", np.ones((20, 2)), rows, ("j=1", "j=2"))
    sum_of = Matrix("Σ", np.ones((1, 2)), ("Σ",), ("j=1", "j=2"))
    text = page_text(Page(6, "Backward", "δ", 1, (tall, sum_of)), 80)
    assert text.count("shown are the first 16 of 20 rows") == 1
    assert text.count("j=1") == 1


def test_a_page_without_colours_sets_matrices_apart_and_formulas_in() -> None:
    matrix = Matrix("W", np.ones((1, 1)), ("i=1",), ("j=1",), "1 × 1")
    blocks = (Formula("z = W a"), matrix, Sentence("Said."))
    lines = page_text(Page(2, "Forward", "forward", 1, blocks), 80).splitlines()
    assert lines[2:] == ["  z = W a", "", "W  1 × 1", "         j=1", " i=1       1", "", "Said."]


def test_vectors_with_the_same_columns_share_a_heading() -> None:
    rows = [Matrix(n, np.array([[1.5, 2.5]]), (n,), ("1 a", "2 b")) for n in ("z", "a")]
    lines = page_text(Page(2, "Forward", "forward", 1, tuple(rows)), 80).splitlines()
    assert lines[-3:] == ["       1 a     2 b", " z  +1.500  +2.500", " a  +1.500  +2.500"]


def test_checks_say_whether_they_hold() -> None:
    blocks = (Check("this", 1e-16, 1e-10), Check("that", 0.5, 1e-10), Check("it", np.nan, 1.0))
    lines = page_text(Page(5, "Error", "δ", None, blocks), 80).splitlines()
    assert [("✓" in line, "✗" in line) for line in lines[-3:]] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_whole_walk_fits_the_width(make_subject: Callable[..., Subject], width: int) -> None:
    architecture = Architecture(30, (LayerSpec(20, "tanh"),) * 2, 5)
    walk = Walk(make_subject(architecture, batch=2), 0)
    for page in map(walk.page, range(len(walk.places))):
        lines = page_text(page, width).splitlines()
        assert max(map(len, lines)) <= width
        sentences = [block.text for block in page.blocks if isinstance(block, Sentence)]
        assert all(
            " ".join(text.split()) in " ".join(" ".join(lines).split()) for text in sentences
        )

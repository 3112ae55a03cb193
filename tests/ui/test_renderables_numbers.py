import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_mlp.ui.drawing.numbers import (
    SCIENTIFIC_WIDTH,
    count,
    fixed,
    probability,
    scientific,
    short_count,
    signed,
    superscript,
)

ANY = st.floats(allow_nan=True, allow_infinity=True, width=64)


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [
        (0.00442, 6, "0.0044"),
        (1.0241, 6, " 1.024"),
        (0.05, 6, "0.0500"),
        (9.999, 5, "9.999"),
        (9.9996, 5, "10.00"),
        (99.996, 6, "100.00"),
        (0.00003, 6, "3.0e-5"),
        (1234567.0, 6, "1.23e6"),
        (0.0, 6, "     0"),
        (-0.0, 6, "     0"),
        (math.nan, 6, "   NaN"),
        (math.inf, 6, "   inf"),
        (-math.inf, 6, "  -inf"),
        (-1.2, 8, "  -1.200"),
    ],
)
def test_fixed_is_right_aligned_with_few_digits(value, width, text):
    assert fixed(value, width) == text


@given(ANY, st.integers(8, 12))
def test_fixed_keeps_its_width(value, width):
    assert len(fixed(value, width)) == width


@given(st.floats(1e-3, 1e6))
def test_fixed_is_close_to_the_value(value):
    assert math.isclose(float(fixed(value, 9)), value, rel_tol=1e-3)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0086, "8.6e-03"),
        (9.96, "1.0e+01"),
        (0.0, "  0    "),
        (-0.0, "  0    "),
        (math.inf, "  inf  "),
        (math.nan, "  NaN  "),
        (1e-300, " 1e-300"),
    ],
)
def test_scientific(value, text):
    assert scientific(value) == text


@given(st.floats(min_value=0, allow_infinity=True))
def test_scientific_keeps_its_width(value):
    assert len(scientific(value)) == SCIENTIFIC_WIDTH


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.998, " .998"), (1.0, "1.000"), (0.9999, "1.000"), (0.0, " .000"), (math.nan, "  NaN")],
)
def test_probability(value, text):
    assert probability(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0014, "+.001"), (-0.75, "−.750"), (1.0, "+1.00"), (-1e-9, "+.000"), (math.nan, "  NaN")],
)
def test_signed(value, text):
    assert signed(value) == text


def test_counts_set_thousands_apart():
    assert count(3266) == "3 266"
    assert count(12) == "12"


@given(st.integers(0, 10**11))
def test_short_counts_fit_three_cells(value):
    assert len(short_count(value)) <= 3


def test_superscripts():
    assert superscript(12) == "¹²"
    assert superscript(-6) == "⁻⁶"

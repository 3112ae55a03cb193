"""Numbers as text: their formats, their widths, and that all are written by one module."""

import ast
import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tui_mlp
from tui_mlp.numbers import (
    ENTRY_WIDTH,
    NATS_WIDTH,
    NOT_FINITE,
    PROBABILITY_WIDTH,
    SCIENTIFIC_WIDTH,
    age,
    compact,
    copied,
    counted,
    entry_text,
    epoch,
    file_size,
    fixed,
    grouped,
    linear_tick,
    logarithmic_tick,
    nats,
    percent,
    probability,
    residual,
    scientific,
    setting_text,
    short_count,
    short_entry,
    signed,
    subscript,
    superscript,
    with_minus,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 epochs"),
        (0.25, "0.25 epochs"),
        (1, "1 epoch"),
        (1.0, "1 epoch"),
        (1040, "1 040 epochs"),
    ],
)
def test_one_thing_is_no_plural(value: float, text: str) -> None:
    assert counted(value, "epoch") == text


PACKAGE = Path(tui_mlp.__file__).parent
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
        (-math.inf, 6, "  −inf"),
        (-1.2, 8, "  −1.200"),
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


@pytest.mark.parametrize("value", [-1.0, -0.5, 0.0, 0.5, 1.0])
def test_numbers_of_one_size_take_one_width(value):
    assert len(signed(value)) == 5
    assert len(probability(abs(value))) == PROBABILITY_WIDTH


@pytest.mark.parametrize(
    ("value", "plus", "text"),
    [(0.5, False, " 0.5000"), (0.5, True, "+0.5000"), (-1.25, True, " −1.250"),
     (math.inf, True, "     +∞"), (0.0, True, "      0")],
)  # fmt: skip
def test_nats(value, plus, text):
    assert nats(value, plus=plus) == text


@given(st.floats(-1e99, 1e99) | st.just(math.inf), st.booleans())
def test_nats_keep_their_width(value, plus):
    assert len(nats(value, plus=plus)) == NATS_WIDTH


# Sentences


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.23456, 3, "0.235"), (9123.4, 3, "9 120"), (123.4, 3, "123"), (1.2e-7, 3, "1.2e-7"),
        (3e6, 3, "3e6"), (0.0, 3, "0"), (13310.0, 4, "13 310"), (1040.5, 6, "1 040.5"),
        (999_999.9, 3, "1e6"), (0.0005, 3, "0.0005"), (2e-5, 3, "2e-5"), (-1234.5, 4, "−1 234"),
        (0.05, 4, "0.05"), (9.996, 3, "10"), (1e300, 3, "1e300"),
        (math.nan, 3, "NaN"), (math.inf, 3, "infinite"), (-math.inf, 3, "−infinite"),
    ],
)  # fmt: skip
def test_sentences_have_few_digits_and_no_more_zeros(value, digits, text):
    assert compact(value, digits) == text


@given(st.floats(-1e300, 1e300), st.integers(1, 8))
def test_what_a_sentence_says_is_the_value_to_its_digits(value, digits):
    text = compact(value, digits)
    read = float(text.replace("−", "-").replace(" ", ""))
    assert read == pytest.approx(value, rel=0.5 * 10.0 ** (1 - digits) * 1.000001, abs=0)


@given(st.floats(1e-4, 949_000), st.integers(1, 8))
def test_below_a_million_no_number_of_a_sentence_has_an_exponent(value, digits):
    for text in (compact(value, digits), compact(-value, digits), epoch(value), percent(value)):
        assert "e" not in text
        assert re.fullmatch(r"−?\d{1,3}( \d{3})*(\.\d+)?%?", text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(13310.0, "13 310"), (0.25, "0.25"), (173.33333, "173.33"), (0.3, "0.3"), (0.0, "0"),
     (12345.5, "12 345.5"), (0.0031, "0.0031"), (1000.0, "1 000")],
)  # fmt: skip
def test_epochs_may_be_parts_of_one(value, text):
    assert epoch(value) == text


def test_shares():
    assert [percent(share) for share in (0.0, 0.874, 1.0)] == ["0%", "87%", "100%"]
    assert [percent(share, 2) for share in (0.025, 0.05, 0.00123)] == ["2.5%", "5%", "0.12%"]
    assert percent(math.nan) == "NaN"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.05, 6, "0.05"), (1.0, 6, "1"), (1e-6, 6, "1e-6"), (20000, 4, "20000"), (1e12, 4, "1e12"),
     (0.123456789, 12, "0.123456789"), (-0.5, 6, "-0.5")],
)  # fmt: skip
def test_settings_are_written_as_one_would_type_them(value, digits, text):
    assert setting_text(value, digits) == text


@given(st.floats(-1e300, 1e300) | st.integers(-(10**12), 10**12))
def test_a_setting_can_be_typed_back(value):
    assert float(setting_text(value, 17)) == value


def test_sizes_and_ages():
    sizes = (512, 999, 1000, 38_400, 999_499, 999_500, 1_367_000_000)
    assert [file_size(size) for size in sizes] == [
        "512 B", "999 B", "1 kB", "38 kB", "999 kB", "1.0 MB", "1.4 GB",
    ]  # fmt: skip
    ages = (-1.0, 0.0, 59.4, 60.0, 3599.0, 3600.0, 86400.0 * 1040)
    assert [age(seconds) for seconds in ages] == [
        "0 s", "0 s", "59 s", "1 min", "60 min", "1 h", "1 040 d",
    ]  # fmt: skip


# Counts


def test_counts_set_thousands_apart():
    assert [grouped(value) for value in (12, 999, 1040, 3266, 16_781_312)] == [
        "12", "999", "1 040", "3 266", "16 781 312",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [(999, 3, "999"), (1234, 3, "1k"), (12_345, 3, "12k"), (123_456, 3, ".1M"), (0, 3, "0"),
     (1040, 5, "1 040"), (65_792, 6, "65 792"), (123_456, 6, "123k"), (16_781_312, 6, "16.8M")],
)  # fmt: skip
def test_short_counts(value, width, text):
    assert short_count(value, width) == text


@given(st.integers(0, 10**13), st.integers(3, 9))
def test_short_counts_fit_and_are_near(value, width):
    text = short_count(value, width)
    assert len(text) <= width
    units = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
    size = units.get(text[-1], 1)
    read = float(text.rstrip("kMGT").replace(" ", "")) * size
    assert read == pytest.approx(value, rel=0.5 if width < 5 else 0.06)


# Axes


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [(0.5, 0.1, "0.5"), (12_000.0, 1000.0, "12 000"), (-1e-12, 0.1, "0.0"),
     (1.5e-3, 1e-4, "0.0015"), (1.5e-5, 1e-6, "1.5e-5"), (200_000.0, 1e5, "2e5")],
)  # fmt: skip
def test_ticks_of_a_linear_axis(value, step, text):
    assert linear_tick(value, step, 6) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.02, "0.02"), (1.0, "1"), (5000.0, "5 000"), (1e-5, "10⁻⁵"), (2e-5, "2·10⁻⁵"),
     (3e-10, "3e-10")],
)  # fmt: skip
def test_ticks_of_a_logarithmic_axis(value, text):
    assert logarithmic_tick(value, 6) == text


@pytest.mark.parametrize("value", [-1.183, -0.00001234, -1.2e9, -math.inf, -999.6])
def test_a_number_below_0_has_one_sign_on_the_screen_and_is_read_again_when_copied(value):
    shown = [
        fixed(value, 8),
        nats(value).replace("∞", "inf"),
        compact(value).replace("infinite", "inf"),
        entry_text(value),
        with_minus(str(value)),
    ]
    if math.isfinite(value):
        shown.append(linear_tick(value, abs(value) / 10, 8))
    for text in shown:
        assert text.strip().startswith("−"), text
        read = float(copied(text).replace(" ", ""))
        assert read == pytest.approx(value, rel=0.3)
    assert fixed(-math.inf).strip() in NOT_FINITE


def test_only_the_sign_of_a_number_changes_when_it_is_copied():
    assert copied("CE = −Σ pⱼ log qⱼ = −1.2e-7, from −.5 to −inf") == (
        "CE = −Σ pⱼ log qⱼ = -1.2e-7, from -.5 to -inf"
    )


# Derivations


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1749, "+.1749"), (-1.3791, "−1.379"), (12.345678, "+12.35"), (-123.45, "−123.5"),
        (1234.5, "+1234"), (0.0123456, "+.0123"), (4.4e-5, "+4.4e-5"), (-1.25e-12, "−1e-12"),
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-3.0, "−3"), (0.99996, "+1.000"), (9.9996, "+10.00"),
        (999.97, "+1000"), (99999.7, "+1.0e5"), (1e300, "+1e300"),
        (float("nan"), "NaN"), (float("inf"), "inf"), (float("-inf"), "−inf"),
    ],
)  # fmt: skip
def test_entries(value, text):
    assert entry_text(value) == text


def test_probabilities_among_entries_have_no_sign():
    assert [entry_text(p, signed=False) for p in (0.7254, 1.0, 0.0)] == [".7254", "1", "0"]


@given(st.floats(-1e300, 1e300) | st.sampled_from([np.inf, -np.inf, np.nan]))
def test_no_entry_is_wider_than_it_may_be(value):
    text = entry_text(value)
    assert len(text) <= ENTRY_WIDTH
    if np.isfinite(value):
        read = float(text.replace("−", "-"))
        assert read == pytest.approx(value, rel=0.06 if 1e-9 < abs(value) < 1e99 else 0.5)


def test_residuals():
    assert [residual(value) for value in (0.0, 5.55e-17, 2.0)] == ["0", "5.6e-17", "2"]


def test_exponents_and_indices():
    assert superscript(12) == "¹²"
    assert superscript(-6) == "⁻⁶"
    assert superscript("l-1") == "ˡ⁻¹"
    assert subscript(1, 13) == "₁,₁₃"


# One module

FORMATS_OF_THEIR_OWN = {
    ("cli/commands/lecture/gradcheck.py", ">16.1e"),
    ("cli/commands/lecture/gradcheck.py", ">13.4e"),
}
"""Columns of a table whose powers of ten stand below each other."""


def formats_in(path: Path) -> Iterator[str]:
    """What in a file writes a number with thousands, an exponent, percents or raised digits."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            parts = node.format_spec.values
            spec = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
            if re.fullmatch(r"[^%]*([,_gGeE]|%)", spec) or re.search(r"\d,|^,", spec):
                yield spec
        if isinstance(node, ast.Constant) and isinstance(text := node.value, str):
            yield from [text] * (text in {"e-0", "e+0"} or text.startswith(("⁰¹", "₀₁")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            arguments = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if node.func.attr == "replace" and arguments == [",", " "]:
                yield 'replace(",", " ")'


def test_numbers_are_written_by_one_module():
    found = {
        (path.relative_to(PACKAGE).as_posix(), spec)
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "numbers.py"
        for spec in formats_in(path)
    }
    assert found == FORMATS_OF_THEIR_OWN


def test_a_format_outside_the_module_is_found(tmp_path):
    file = tmp_path / "one.py"
    file.write_text(
        'a = f"{b:,} {b:>8,} {b:.4g} {b:,.0f} {b:.0%} {b:.1e} {b:.4f} {b:>{c}} {now:%Y-%m-%d}"\n'
        'd = str(b).replace(",", " ") + d.replace("e-0", "e-")\n'
    )
    assert sorted(formats_in(file)) == sorted(
        [",", ">8,", ".4g", ",.0f", ".0%", ".1e", 'replace(",", " ")', "e-0"]
    )


@pytest.mark.parametrize(
    ("value", "seven", "four", "one"),
    [
        (0.25, "+.2500", "+.25", "+"),
        (-0.0034, "−.0034", "−.00", "−"),
        (0.9951, "+.9951", "+1.0", "+"),
        (-12.345, "−12.35", "−12", "−"),
        (2500.0, "+2500", "+…", "+"),
        (0.0, "0", "0", "0"),
        (float("nan"), "NaN", "NaN", "?"),
        (float("inf"), "inf", "inf", "∞"),
    ],
)
def test_short_entries(value: float, seven: str, four: str, one: str) -> None:
    assert [short_entry(value, width) for width in (7, 4, 1)] == [seven, four, one]

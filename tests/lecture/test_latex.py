"""Formulas as LaTeX: letters among words are symbols, and words keep their distance to them."""

import pytest

from tui_mlp.lecture.pages.latex import latex


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "∂ŷₘ/∂aⱼ = ŷⱼ if j=m, else 0",
            r"\partial \hat{y}_{m}/\partial a_{j} = \hat{y}_{j}\text{ if }j=m,\text{ else }0",
        ),
        ("log x ≤ 0   for every x", r"\log  x \le  0 \quad \text{for every }x"),
        ("choose a sample j of the B", r"\text{choose a sample }j\text{ of the }B"),
        ("CE gives ŷ", r"\operatorname{CE}\text{ gives }\hat{y}"),
        ("a = tanh z", r"a = \tanh  z"),
        ("3. S = 3 999", r"\text{3.} \quad S = 3\,999"),
        ("ē = 4.5e-5", r"\bar{e} = 4.5 \cdot 10^{-5}"),
        ("8. column 1: 2", r"\text{8.} \quad \text{ column }1: 2"),
        ("by mini-batch SGD", r"\text{by mini-batch SGD}"),
    ],
)
def test_words_and_symbols_are_told_apart(line: str, expected: str) -> None:
    assert latex(line) == expected

import pytest

from tui_mlp.lecture.walk.hand_calculation import check_answer, parsed


@pytest.mark.parametrize("text", ["0.23", ".23", ".226", "0,2259", "2.3e-1", "+.22590"])
def test_a_rounded_number_is_right(text: str) -> None:
    assert check_answer(text, 0.2259).right


@pytest.mark.parametrize("text", ["0.22", ".24", ".227", "-.23", "23", ".2260"])
def test_a_number_that_rounds_otherwise_is_wrong(text: str) -> None:
    verdict = check_answer(text, 0.2259)
    assert not verdict.right
    assert "+.2259" in verdict.words


def test_one_digit_is_too_few_unless_it_is_exact() -> None:
    verdict = check_answer(".2", 0.2259)
    assert not verdict.right
    assert "more digits" in verdict.words
    assert check_answer("1", 1.0).right
    assert check_answer("0", 0.0).right
    assert check_answer("−0.5", -0.5).right


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "1..2", "--1"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        parsed(text)

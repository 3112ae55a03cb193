import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_mlp.files.text import (
    LONGEST_NAME,
    LONGEST_PATH,
    clean_line,
    clean_name,
    clean_text,
    quoted_list,
    shown_path,
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Ädelie [/] 企鵝", "Ädelie [/] 企鵝"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\tb\nc\x7f\x00", "a␉b␊c␡␀"),
        ("a\u202eb\u200bc", "a\ufffdb\ufffdc"),
        ("a\ud800b", "a\ufffdb"),
        ("a\u00a0b\u3000c", "a b c"),
    ],
)
def test_what_does_not_print_has_a_stand_in(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


@given(st.text(st.characters(), max_size=100))
def test_a_clean_name_is_printable_short_and_stays_itself(text: str) -> None:
    name = clean_name(text)
    assert name.isprintable()
    assert len(name) <= LONGEST_NAME
    assert clean_name(name) == name


def test_a_long_list_is_cut() -> None:
    assert quoted_list(["a", "b"]) == "'a', 'b'"
    assert quoted_list([str(n) for n in range(12)]).endswith("'9' and 2 more")
    assert quoted_list(["x" * 40] * 9).endswith("x' and 6 more")
    assert quoted_list(["x" * 400, "y"]) == f"'{'x' * 400}' and 1 more"


def test_a_long_line_loses_its_middle_and_a_long_path_its_beginning() -> None:
    assert clean_line("a\nb") == "a␊b"
    assert clean_line("a" + "-" * 50 + "z", 9) == "a---…---z"
    path = "/a" * 300 + "/own.csv"
    assert shown_path(path).endswith("/a/own.csv")
    assert len(shown_path(path)) == LONGEST_PATH

"""TOML that a stranger wrote: read, or refused before it takes time."""

import pytest

from tui_mlp.files.errors import DataError
from tui_mlp.files.toml import read_toml


def test_tables_are_read() -> None:
    assert read_toml('a = 1\nb = "x.y"\n[c]\nd = [0.5, -9223372036854775808]\n') == {
        "a": 1,
        "b": "x.y",
        "c": {"d": [0.5, -(2**63)]},
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a", "after a key"),
        ("a = " + "1" * 5000, "digits"),
        ("a = 0x" + "f" * 5000, "beyond 64 bits"),
        ("[a]\nb = [{c = 9223372036854775808}]", "beyond 64 bits"),
        ("a = " + "[" * 5000, "too deep"),
        ("a = " + "{a = " * 5000, "too deep"),
        ("a." * 50_000 + "a = 1", "more than 200 dots in a line"),
        ("#" * 200_001, "longer than 200 000 characters"),
        ('a = "\x00"', "Illegal character"),
        ("\x1b" * 5000, "Invalid"),
    ],
)
def test_what_is_none_is_refused_in_one_short_line(text: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        read_toml(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) <= 150

"""Whatever a line makes of what was typed, the keys after it arrive."""

import pytest
from textual.events import Key, Paste

from tui_mlp.ui.terminal.typed import TypedInput


def keys(typed: TypedInput, data: bytes) -> list[str]:
    return [message.key for message in typed.messages(data) if isinstance(message, Key)]


@pytest.mark.parametrize(
    "noise",
    [
        b"\xff\xfe",
        b"\xc3",
        b"\x1b[1114112;1;u",
        b"\x1b[1000000000000;1;u",
        b"\x1b[0;1:3;0u",
        b"\x1b[48;0;0;480;640t\x1b[<0;5;5M",
        b"\x1b[<0;-1;99999999M",
        b"\x1b[99;99R\x1b[?9999;9$y",
    ],
    ids=repr,
)
def test_a_key_after_noise_is_a_key(noise: bytes) -> None:
    typed = TypedInput()
    keys(typed, noise)
    assert keys(typed, b"q")[-1:] == ["q"]


def test_a_letter_that_comes_in_two_halves_is_one_key() -> None:
    typed = TypedInput()
    assert keys(typed, "é".encode()[:1]) == []
    assert [m.character for m in typed.messages("é".encode()[1:]) if isinstance(m, Key)] == ["é"]


def test_pasted_bytes_that_are_no_text_stay_in_the_paste() -> None:
    typed = TypedInput()
    (paste,) = typed.messages(b"\x1b[200~a\xffqb\x1b[201~")
    assert isinstance(paste, Paste)
    assert paste.text == "a�qb"


@pytest.mark.parametrize("block", [b"reset q\rnuke", b"learning", b"u,r,q"])
def test_a_block_pasted_without_brackets_is_no_key(block: bytes) -> None:
    typed = TypedInput()
    (paste,) = typed.messages(block)
    assert isinstance(paste, Paste)
    assert paste.text == block.decode()
    assert keys(typed, b"q") == ["q"]


@pytest.mark.parametrize("typing", [b"uuuuuu", b"x\r", b"1e5", b"\x1b[A\x1b[Aab\x1b[B"])
def test_fast_fingers_and_a_held_key_are_keys(typing: bytes) -> None:
    assert not any(isinstance(each, Paste) for each in TypedInput().messages(typing))


def test_a_field_takes_every_character() -> None:
    typed = TypedInput(takes_text=lambda: True)
    assert keys(typed, b"0.125") == ["0", "full_stop", "1", "2", "5"]

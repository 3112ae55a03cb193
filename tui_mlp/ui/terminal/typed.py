"""What is typed, as messages: keys, the mouse, pasted text and a terminal's answers."""

from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator

from textual._xterm_parser import XTermParser
from textual.events import Key, Paste
from textual.message import Message

_LEAST_PASTE = 4
"""Fewer characters at once are fast fingers on a slow line."""


class TypedInput:
    """Reads on whatever a line makes of what was typed.

    Bytes that are no UTF-8 become the replacement character, and from a sequence that no terminal
    sends all that came with it is dropped.

    A terminal without bracketed paste sends a pasted block as if it were typed. Several characters
    in one read are therefore one paste, unless a field takes them one by one anyway; a key that is
    held down stays a key.

    Args:
        debug: log what is read.
        takes_text: says whether a field has the focus.
    """

    def __init__(
        self, *, debug: bool = False, takes_text: Callable[[], bool] = lambda: False
    ) -> None:
        self._debug, self._takes_text = debug, takes_text
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._parser = XTermParser(debug)

    def messages(self, data: bytes) -> Iterator[Message]:
        """What these bytes finish, and what has waited long enough; call it a few times a second.

        Args:
            data: may be empty.
        """
        text = self._decoder.decode(data)
        try:
            if text:
                read = self._parser.feed(text)
                yield from read if self._takes_text() else _with_pastes(list(read))
            yield from self._parser.tick()
        except (ValueError, ArithmeticError):  # numbers out of their range, or none at all
            self._parser = XTermParser(self._debug)


def _with_pastes(messages: Iterable[Message]) -> Iterator[Message]:
    """The messages of one read, with each run of several characters as one paste."""
    keys: list[Key] = []
    for message in messages:
        if isinstance(message, Key) and _is_text(message):
            keys.append(message)
        else:
            yield from _as_paste(keys)
            keys = []
            yield message
    yield from _as_paste(keys)


def _is_text(key: Key) -> bool:
    return key.is_printable or key.key in ("enter", "tab")


def _as_paste(keys: list[Key]) -> Iterator[Message]:
    """One paste where the keys are too many, and too different, to be typed."""
    printable = [key.character for key in keys if key.is_printable]
    if len(printable) >= _LEAST_PASTE and len(set(printable)) > 1:
        yield Paste("".join(key.character or "" for key in keys))
    else:
        yield from keys

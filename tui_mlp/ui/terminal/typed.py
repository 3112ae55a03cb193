"""What is typed, as messages: keys, the mouse, pasted text and a terminal's answers."""

from codecs import getincrementaldecoder
from collections.abc import Iterator

from textual._xterm_parser import XTermParser
from textual.message import Message


class TypedInput:
    """Reads on whatever a line makes of what was typed.

    Bytes that are no UTF-8 become the replacement character, and from a sequence that no terminal
    sends all that came with it is dropped.

    Args:
        debug: log what is read.
    """

    def __init__(self, *, debug: bool = False) -> None:
        self._debug = debug
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
                yield from self._parser.feed(text)
            yield from self._parser.tick()
        except (ValueError, ArithmeticError):  # numbers out of their range, or none at all
            self._parser = XTermParser(self._debug)

"""Text from outside, made fit for a screen once, where it enters the program."""

import unicodedata
import zlib
from collections.abc import Sequence
from pathlib import Path

LONGEST_NAME = 40
LONGEST_PATH = 200
LONGEST_LINE = 250
_LONGEST_LIST = 150
_REPLACEMENT = "\ufffd"
_CONTROL_PICTURES = 0x2400
_DELETE_PICTURE = "\u2421"


def clean_text(text: str) -> str:
    """The text with a visible stand-in for each character that is none.

    Control characters become their pictures (U+2400 on), spaces of any width the plain one, and
    what else would not print (format and bidirectional marks, surrogates, unassigned code points)
    U+FFFD.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _stand_in(c) for c in text)


def clean_name(text: str) -> str:
    """The text without space around it, cleaned, in at most `LONGEST_NAME` characters.

    A longer one ends in the checksum of the whole, so that different names stay different.
    """
    name = clean_text(text.strip())
    if len(name) <= LONGEST_NAME:
        return name
    end = f"…{zlib.crc32(name.encode('utf-8')):08x}"
    return name[: LONGEST_NAME - len(end)] + end


def clean_line(text: str, most: int = LONGEST_LINE) -> str:
    """The text cleaned, in at most `most` characters; a longer one loses its middle."""
    if len(text) > most:
        half = most // 2
        text = f"{text[: most - half - 1]}…{text[-half:]}"
    return clean_text(text)


def shown_path(path: str | Path) -> str:
    """A path as an error message may show it: cleaned, and the end of a very long one."""
    text = str(path)
    return clean_text(text if len(text) <= LONGEST_PATH else f"…{text[1 - LONGEST_PATH :]}")


def quoted_list(names: Sequence[str], most: int = 10) -> str:
    """The names in quotes with commas between them: the first `most`, or fewer long ones."""
    shown = [f"'{name}'" for name in names[:most]]
    while len(shown) > 1 and sum(map(len, shown)) > _LONGEST_LIST:
        shown.pop()
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return ", ".join(shown) + more


def _stand_in(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return _DELETE_PICTURE
    return " " if unicodedata.category(character) == "Zs" else _REPLACEMENT

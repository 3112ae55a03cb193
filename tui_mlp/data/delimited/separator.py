"""What parts the cells of a table."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from tui_mlp.files.errors import DataError

# a decimal comma cuts 5,1;3,5 into as many cells as the semicolon does: hence this order
SEPARATORS = "\t;|, "
_WORDS = {"\t": "tab", " ": "space"}
_NAMED = re.compile(rb'"?sep=(.)"?\r?(?:\n|$)')


def separator_word(separator: str) -> str:
    """A separator as people write it: "tab", "space", or the sign itself."""
    return _WORDS.get(separator, separator)


def separator_of(word: str) -> str | None:
    """The separator that a word stands for; None for a word that stands for none."""
    by_word = {separator_word(each): each for each in SEPARATORS} | {r"\t": "\t"}
    by_word |= {"comma": ",", "semicolon": ";", "pipe": "|"}
    return by_word.get(word, word if len(word) == 1 and not word.isalnum() else None)


def named_separator(data: bytes) -> tuple[str, int] | None:
    """The separator that a first line such as `sep=;` names, and that line's length in bytes."""
    match = _NAMED.match(data)
    return None if match is None else (match[1].decode("latin-1"), match.end())


def separator_in(source: str, first_line: str, cut: Callable[[str], list[list[str]]]) -> str:
    """The separator that cuts most of the first rows into as many cells, two or more.

    The first row is one of these, or a title in which no separator stands.

    Args:
        source: the file, for an error.
        first_line: the first line that is not blank.
        cut: gives the first rows by a separator.

    Raises:
        DataError: there is no row.
    """
    if not first_line:
        raise DataError(f"{source}: the file is empty")
    is_title = not any(each in first_line for each in SEPARATORS[:-1])
    for separator in SEPARATORS:
        try:
            widths = [len(row) - _open_end(row, separator) for row in cut(separator)]
        except DataError:  # a quote may be one with the right separator only
            continue
        if not widths:
            raise DataError(f"{source}: the file is empty")
        width, count = Counter(widths).most_common(1)[0]
        fits = count == len(widths) if separator == " " else count > len(widths) / 2
        if width > 1 and fits and (widths[0] == width or (is_title and len(widths) > 3)):
            return separator
    return max(SEPARATORS[:-1], key=first_line.count)


def _open_end(row: Sequence[str], separator: str) -> bool:
    """Whether a line of cells with spaces between them ends in a space."""
    return separator == " " and len(row) > 1 and not row[-1]

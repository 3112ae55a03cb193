"""Names and words as people compare them."""

import unicodedata

from tui_mlp.files.text import clean_name


def folded(text: str) -> str:
    """A name without capitals and without blanks beside and within it, to compare by."""
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


def composed_name(text: str) -> str:
    """A name cleaned and trimmed, its accents joined to their letters (NFC)."""
    return clean_name(unicodedata.normalize("NFC", text))


def blurred(text: str) -> str:
    """A name without what people overlook: capitals, accents, blanks, dots, dashes, quotes."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    end = "-" if letters.endswith("-") else ""  # the mark A- is not A
    return end + "".join(
        c for c in letters if not unicodedata.combining(c) and c not in _OVERLOOKED
    )


_OVERLOOKED = frozenset(" .,;:!?'\"_-’")

"""From the bytes of a text file to UTF-8."""

import codecs

from tui_mlp.files.errors import DataError

_BYTES_AT_A_TIME = 2**20
_LOOKED_AT = 4096
_NUL = b"\0"


def to_utf8(source: str, data: bytes) -> tuple[bytes, str, tuple[str, ...]]:
    """The text in UTF-8 without a mark, the name of its encoding, and what to say of it.

    UTF-16 is told by its mark, or by the zeros beside its letters; what is no UTF-8 is taken for
    Windows-1252, which is what spreadsheets write.

    Raises:
        DataError: this is no text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _from_utf16(source, data, "utf-16"), "UTF-16", ("The file is in UTF-16.",)
    if _NUL in data:
        encoding = _utf16_without_mark(data)
        if encoding is None:
            row = data.count(b"\n", 0, data.index(_NUL)) + 1
            raise DataError(
                f"{source}, row {row}: a byte 0, so this is not a text; "
                "save the table as CSV in UTF-8"
            )
        return _from_utf16(source, data, encoding), "UTF-16", ("The file is in UTF-16.",)
    if data.isascii() or _is_utf8(data):
        return data.removeprefix(codecs.BOM_UTF8), "UTF-8", ()
    try:
        text, name = data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, name = data.decode("latin-1"), "Latin-1"
    return text.encode(), name, (f"The file is not in UTF-8: it was read as {name}.",)


def _from_utf16(source: str, data: bytes, encoding: str) -> bytes:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise DataError(f"{source}: damaged UTF-16 text; save it as UTF-8")
    return text.encode("utf-8", "replace").removeprefix(codecs.BOM_UTF8)


def _utf16_without_mark(data: bytes) -> str | None:
    """The byte order where nearly every other byte is 0, as in UTF-16 of a table."""
    head = data[:_LOOKED_AT]
    half = len(head) / 2
    zeros = {"utf-16-be": head[::2].count(0), "utf-16-le": head[1::2].count(0)}
    encoding = max(zeros, key=lambda name: zeros[name])
    clear = zeros[encoding] > half / 2 and min(zeros.values()) == 0
    if not clear or len(data) % 2:
        return None
    try:
        return None if "\0" in data.decode(encoding) else encoding
    except UnicodeDecodeError:
        return None


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _BYTES_AT_A_TIME):
            decoder.decode(data[start : start + _BYTES_AT_A_TIME])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True

"""Plain arrays out of an NPZ file that a stranger may have made.

What a file claims is held against what it has before memory is taken for it: a file of 800 kB can
unpack to 800 MB, and the header of an array can claim any shape. Pickled objects are never loaded.
"""

import io
import struct
import sys
import tokenize
import warnings
import zipfile
import zlib
from collections.abc import Collection
from typing import Any, BinaryIO

import numpy as np

from tui_mlp.arrays import AnyArray
from tui_mlp.numbers import grouped

MOST_BYTES = 512 * 2**20
"""All arrays of a file together may take so much memory."""
MOST_TEXT = 2**24
"""So many characters a text in a file may have."""
_MOST_MEMBERS = 1024
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGE = (
    AttributeError,
    OSError,
    ValueError,
    LookupError,
    EOFError,
    MemoryError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile and NumPy raise for a file that is damaged, encrypted, or made to deceive."""


class ArchiveError(ValueError):
    """A file that is not a sound NPZ file: why, in a few words."""


def read_arrays(
    data: bytes | BinaryIO, names: Collection[str] | None = None, most: int | None = None
) -> dict[str, AnyArray]:
    """The arrays of an NPZ file by their names.

    Args:
        data: the whole file, or the file open to be read.
        names: the arrays to read, where they are there; all by default.
        most: so many bytes they may take together; `MOST_BYTES` by default.

    Raises:
        ArchiveError: the file is damaged, holds objects, or claims too much memory.
    """
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    try:
        # NumPy warns of headers that Python 2 wrote, and of dtypes that it has given up
        with zipfile.ZipFile(file) as archive, warnings.catch_warnings(action="ignore"):
            members = _members(archive, names, MOST_BYTES if most is None else most)
            return {name: _read_member(archive, member) for name, member in members.items()}
    except ArchiveError:
        raise
    except _DAMAGE as error:
        raise ArchiveError("not an NPZ file of plain arrays, or a damaged one") from error


def text_in(arrays: dict[str, AnyArray], name: str) -> str:
    """The text in the array of this name.

    Raises:
        KeyError: there is no such array.
        ValueError: it is no text, or a very long one.
    """
    array = arrays[name]
    if array.ndim or array.dtype.kind != "U" or array.dtype.itemsize > 4 * MOST_TEXT:
        raise ValueError(f"{name} is not a text")
    return str(array)


def _members(
    archive: zipfile.ZipFile, names: Collection[str] | None, most: int
) -> dict[str, zipfile.ZipInfo]:
    """The members to read, none of them larger than allowed."""
    entries = archive.infolist()
    if len(entries) > _MOST_MEMBERS:
        raise ArchiveError(f"holds {len(entries)} members, more than {_MOST_MEMBERS}")
    by_name = {entry.filename.removesuffix(".npy"): entry for entry in entries}
    if len(by_name) < len(entries):
        raise ArchiveError("holds two arrays of one name")
    members = {name: entry for name, entry in by_name.items() if names is None or name in names}
    if any(entry.compress_type not in _COMPRESSIONS for entry in members.values()):
        raise ArchiveError("is compressed in a way that NPZ files are not")
    total = sum(entry.file_size for entry in members.values())
    if total > most:
        raise ArchiveError(
            f"unpacks to {grouped(total // 2**20)} MiB, more than {grouped(most // 2**20)} MiB"
        )
    return members


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> AnyArray:
    with archive.open(member) as file:
        shape, dtype = _header(file)
        claimed = dtype.itemsize
        for length in shape:
            claimed *= length
        if dtype.kind in "OV" or claimed > member.file_size:
            raise ArchiveError("not an NPZ file of plain arrays, or a damaged one")
    with archive.open(member) as file:
        array: AnyArray = np.lib.format.read_array(file, allow_pickle=False)
    if array.dtype.kind == "U" and array.nbytes:
        numbers = array.ravel(order="K").view(array.dtype.str[0] + "u4")
        # NumPy itself fails in every way at what is no character
        if numbers.max() > sys.maxunicode:
            raise ArchiveError("holds a text that is damaged")
    return array


def _header(file: Any) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """The shape and the dtype that an array's header claims."""
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    else:
        shape, _, dtype = np.lib.format.read_array_header_2_0(file)
    if any(length < 0 for length in shape):
        raise ArchiveError("an array has a negative length")
    return shape, dtype

"""NPZ files made to harm: refused before they take memory."""

import contextlib
import io
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_mlp.files import npz_archive
from tui_mlp.files.npz_archive import ArchiveError, read_arrays


def npz(**arrays: object) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def npy(header: str, body: bytes = b"") -> bytes:
    text = header.encode().ljust(118) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + body


def test_plain_arrays_come_out_as_they_went_in() -> None:
    x = np.arange(6.0).reshape(2, 3)
    arrays = read_arrays(npz(X=x, y=["a", "b"]))
    np.testing.assert_array_equal(arrays["X"], x)
    assert arrays["y"].tolist() == ["a", "b"]
    assert read_arrays(npz(X=x, y=[1]), names=("y", "z")).keys() == {"y"}


def test_a_file_that_unpacks_to_too_much_takes_no_memory() -> None:
    bomb = npz(X=np.zeros((110, 1024, 1024), np.uint8))
    assert len(bomb) < 1_000_000
    limit, npz_archive.MOST_BYTES = npz_archive.MOST_BYTES, 100 * 2**20
    tracemalloc.start()
    try:
        with pytest.raises(ArchiveError, match="unpacks to 110 MiB, more than 100 MiB"):
            read_arrays(bomb)
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()
        npz_archive.MOST_BYTES = limit


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '<f8', 'fortran_order': False, 'shape': (100000, 1000000), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 8), }",
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '<f8', 'shape': (0,), }",
        "__import__('os')",
        "[" * 5000,
    ],
    ids=["huge", "negative", "objects", "longer than it is", "no order", "code", "nested"],
)
def test_a_header_that_lies_is_refused(header: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ArchiveError):
            read_arrays(zipped({"X.npy": npy(header, b"\x80\x04N.")}))
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions_are_refused(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("X.npy", b"")
    with pytest.raises(ArchiveError, match="compressed"):
        read_arrays(buffer.getvalue())


def test_a_text_of_what_are_no_characters_is_refused() -> None:
    for kind in ("<U2", ">U2"):
        with pytest.raises(ArchiveError, match="damaged"):
            read_arrays(npz(y=np.frombuffer(b"\xff" * 16, kind)))
        assert read_arrays(npz(y=np.array(["", "\U0010ffff"], kind)))["y"][1] == "\U0010ffff"


def test_records_are_refused() -> None:
    with pytest.raises(ArchiveError, match="plain arrays"):
        read_arrays(npz(X=np.zeros(3, [("a", "<f4"), ("b", "<i2")])))


def test_a_header_of_python_2_is_read_in_silence() -> None:
    header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1L, 2), }"
    assert read_arrays(zipped({"X.npy": npy(header, bytes(16))}))["X"].shape == (1, 2)


def test_pickles_are_never_loaded() -> None:
    buffer = io.BytesIO()
    np.savez(buffer, X=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ArchiveError):
        read_arrays(buffer.getvalue())


def test_two_arrays_of_one_name_and_too_many_members_are_refused() -> None:
    with pytest.raises(ArchiveError, match="one name"):
        read_arrays(zipped({"X.npy": b"", "X": b""}))
    with pytest.raises(ArchiveError, match="2000 members"):
        read_arrays(zipped({f"a{n}": b"" for n in range(2000)}))


@given(st.data())
def test_any_damage_ends_in_one_error(data: st.DataObject) -> None:
    sound = npz(X=np.arange(20.0).reshape(4, 5), y=np.array(["a", "b", "c", "d"]))
    damaged = bytearray(sound)
    for place in data.draw(st.lists(st.integers(0, len(sound) - 1), min_size=1, max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(sound)))
    for candidate in (bytes(damaged), sound[:cut], sound[cut:]):
        with contextlib.suppress(ArchiveError):
            read_arrays(candidate)

"""Files that someone damaged, or made to harm: drawn at random, the same for the same seed."""

import io
import json
import random
import warnings
import zipfile
from collections.abc import Callable, Sequence

import numpy as np

MiB = 2**20

Members = dict[str, bytes]
"""The members of an NPZ file: `X.npy` and the like."""


def damaged(rng: random.Random, data: bytes) -> bytes:
    """Bytes flipped, cut off, cut out, doubled, put in, or all replaced."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        start = rng.randrange(len(out) + 1)
        end = min(len(out), start + rng.choice((1, 4, 30, 1000)))
        kind = rng.randrange(7)
        if kind == 0:
            out = out[:start]
        elif kind == 1:
            del out[start:end]
        elif kind == 2:
            out[start:start] = out[start:end]
        elif kind == 3:
            out[start:start] = rng.randbytes(rng.choice((1, 7, 300)))
        elif kind == 4 and rng.random() < 0.1:
            out = bytearray(rng.randbytes(rng.choice((0, 1, 50, 2000))))
        else:
            for place in range(start, min(end, start + 4)):
                out[place] ^= 1 << rng.randrange(8)
    return bytes(out)


def members_of(data: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def npy(array: object) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.asarray(array), allow_pickle=True)
    return buffer.getvalue()


def npy_that_claims(header: str, body: bytes, version: int = 1) -> bytes:
    text = header.encode() + b"\n"
    length = len(text).to_bytes(2 if version == 1 else 4, "little")
    return b"\x93NUMPY" + bytes((version, 0)) + length + text + body


class Payload:
    """Whoever loads this pickle makes a file."""

    def __init__(self, marker: str) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, ...]:
        return open, (self.marker, "w")


_SHAPES = (
    "(100000000000,)", "(-1,)", "(-2, -3)", "(2.0, 3)", "(2L, 3)", "(True, 2)", "('a',)", "2",
    "()", "(0, 1000000000000)", "(1000000, 1000000)", "(3,) * 3", "(18446744073709551616,)",
    "(0,) ", "None", "[3]", f"({'1,' * 70})", "(" * 900, "{}", "(4, 5)", "(2, 1, 2)",
)  # fmt: skip
_KINDS = (
    "'|O'", "'<f16'", "[('a', '<f4'), ('b', '|O')]", "[('a', '<f4')]", "'<U5'", "'|S1'", "'<c8'",
    "'<M8[s]'", "'|V8'", "('<f4', (2,))", "('<f4', (1000000, 1000))", "'what'", "5", "None",
    "'<f2'", "'>f4'", "'<f8'", "'<i8'", "'|b1'", "[('', '|V4')]", "[]", "[[[]]]", "{'a': 1}",
    "[('a',)]", "[(1, 2, 3, 4)]", "'a8'", "'<U1000000'", "''", "'f4,f4'", "'<u8'", "'\\x00'",
)  # fmt: skip
_NUMBERS = (np.nan, np.inf, -np.inf, 3e38, -3e38, 1e-45, 0.0, 1e300, -1e300, 2.5)


def _header(rng: random.Random, _: bytes) -> bytes:
    descr = rng.choice(_KINDS) if rng.random() < 0.6 else "'<f4'"
    shape = rng.choice(_SHAPES)
    order = rng.choice(("False", "False", "True", "1", "None"))
    header = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"
    if rng.random() < 0.2:
        header = rng.choice(
            ("", "{}", "[" * 5000, "x", "{'descr': '<f4'}", "lambda: 0", " " * 60_000, header[:-9])
        )
    return npy_that_claims(
        header, rng.randbytes(rng.choice((0, 40, 400))), rng.choice((1, 1, 2, 9))
    )


def _array(rng: random.Random, member: bytes) -> bytes:
    """The array of a sound member, changed."""
    array = np.load(io.BytesIO(member))
    if array.dtype.kind not in "fiu" or not array.size:
        return member
    changed = rng.randrange(6)
    if changed == 0:
        array = array.astype(np.float64)
        array.flat[rng.randrange(array.size)] = rng.choice(_NUMBERS)
    elif changed == 1:
        array = np.full(array.shape, rng.choice(_NUMBERS), np.float64)
    elif changed == 2:
        array = rng.choice((array.T, array[None], array[:0], array[:-1], array.reshape(-1)))
    elif changed == 3:
        kinds = (">f4", "<f2", "<f8", "<i8", "<u1", "<c8", "<U7", "|S5", "|b1", "<f16")
        with np.errstate(all="ignore"):
            array = array.astype(rng.choice(kinds))
    elif changed == 4:
        array = np.frombuffer(rng.randbytes(array.size * 4), "<U1").reshape(array.shape)
    else:
        array = np.zeros((array.size, rng.choice((0, 1, 3))), [("a", "<f4"), ("b", "<i2")])
    return npy(array)


def _bomb(rng: random.Random, _: bytes) -> bytes:
    """Four million numbers, and now and then sixteen times as many; they pack to nearly nothing."""
    many = MiB * (16 if rng.random() < 0.05 else 1)
    shape = rng.choice(((4, many), (many, 4), (4 * many,), (2, 2, many)))
    return npy(np.zeros(shape, rng.choice((np.uint8, np.float16, "S1"))))


_VALUES: tuple[object, ...] = (
    None, True, -1, 0, 1, 99, 10**18, 10**400, 1.5, float("nan"), float("inf"), "", "x" * 5000,
    "a\nb\x1b[31m\u202e", "\x00", "\ud800", [], [[]], {}, {"a": {"a": 1}}, ["x"] * 3000, [1, -1],
    "softmax", "one_neuron", ["tanh"] * 40, "\u00e9" * 100, [0, 4], "data = '/dev/zero'",
)  # fmt: skip


def _metadata(rng: random.Random, member: bytes) -> bytes:
    """The JSON text in a sound member, changed."""
    fields = json.loads(str(np.load(io.BytesIO(member))))
    place, key = fields, rng.choice(sorted(fields))
    while isinstance(place[key], dict) and place[key] and rng.random() < 0.7:
        place = place[key]
        key = rng.choice(sorted(place))
    kind = rng.randrange(10)
    if kind == 0:
        del place[key]
    elif kind == 1:
        place[f"{key}{rng.choice(_VALUES)}"] = place[key]
    else:
        place[key] = rng.choice(_VALUES)
    text = json.dumps(fields)
    if kind == 2:
        text = text.replace("1", rng.choice(("1e400", "1" * 5000, "NaN", "[" * 3000)), 1)
    elif kind == 3:
        text = rng.choice(("[" * 100_000, '{"a":' * 50_000, "", "null", "[]", '"' * 3, text[:-1]))
    elif kind == 4:
        text = text[:-1] + ', "more": ' + "[" * 5000 + "]" * 5000 + "}"
    try:
        return npy(text)
    except UnicodeEncodeError:
        return member


def hostile_npz(rng: random.Random, sound: Sequence[bytes], marker: str) -> bytes:
    """An NPZ file made out of a sound one, in which one thing or some are wrong."""
    whole = members_of(rng.choice(sound))
    members = dict(whole)
    if rng.random() < 0.25:
        return damaged(rng, zipped([*members.items()], zipfile.ZIP_STORED))
    doubled: list[tuple[str, bytes]] = []
    for _ in range(rng.choice((1, 1, 2, 4))):
        if not members:
            break
        _spoil(rng, whole, members, doubled, marker)
    order = [*members.items(), *doubled]
    methods = (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    method = rng.choice(methods) if rng.random() < 0.03 else zipfile.ZIP_DEFLATED
    data = zipped(order, method)
    return damaged(rng, data) if rng.random() < 0.1 else data


def _spoil(
    rng: random.Random,
    whole: Members,
    members: Members,
    doubled: list[tuple[str, bytes]],
    marker: str,
) -> None:
    name = rng.choice(sorted(members))
    sound_name = name if name in whole else rng.choice(sorted(whole))
    kind = rng.randrange(20)
    changes: tuple[Callable[[random.Random, bytes], bytes], ...] = (
        *(damaged, _array, _array, _array, _array),
        *(_header, _header, _bomb),
        lambda _, __: npy(np.array([Payload(marker)], dtype=object)),
    )
    if kind < len(changes):
        members[name] = changes[kind](rng, whole[sound_name])
    elif kind < 14 and "metadata.npy" in members:
        members["metadata.npy"] = _metadata(rng, whole["metadata.npy"])
    elif kind == 14:
        del members[name]
    elif kind == 15:
        other = rng.choice(sorted(members))
        members[name], members[other] = members[other], members[name]
    elif kind == 16:
        doubled.append((rng.choice((name, name.removesuffix(".npy") or "x")), members[name]))
    elif kind == 17:
        odd = (f"../../{name}", "/x.npy", f"{name}.{name}", "a\x00.npy", "optimizer", "é\n.npy")
        members[rng.choice(odd)] = members[name]
    elif kind == 18:
        inner = rng.choice(("order.rows.x.npy", "x.y.z.npy", ".npy", "..npy", "random.data.npy"))
        members[inner] = npy([1.0])
    else:
        members |= {f"more{number}.npy": b"" for number in range(rng.choice((3, 2000)))}


def hostile_text(
    rng: random.Random, sound: Sequence[str], odd: Sequence[str], cut: Callable[[str], list[str]]
) -> bytes:
    """A text in which cells or values are replaced by odd ones, lines are missing, and the like.

    `cut` takes a text apart into pieces; those at odd places may be replaced.
    """
    text = rng.choice(sound)
    for _ in range(rng.choice((0, 1, 1, 2, 5))):
        pieces = cut(text)
        place = rng.randrange(len(pieces))
        pieces[place] = rng.choice(odd) if rng.random() < 0.8 else pieces[place] * 2
        text = "".join(pieces)
    if rng.random() < 0.2:
        lines = text.splitlines(keepends=True)
        rng.shuffle(lines)
        text = "".join(lines[: rng.randrange(len(lines) + 1)])
    encoding = rng.choice(
        (*["utf-8"] * 12, "utf-8-sig", "latin-1", "utf-16", "utf-16-le", "utf-32")
    )
    data = text.encode(encoding, "replace")
    return damaged(rng, data) if rng.random() < 0.3 else data
